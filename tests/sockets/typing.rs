//! Who types in a group is heard there, and by nobody else.

use serde_json::json;

use crate::support::{
    client::with_site,
    socket::{Got, Socket},
};

#[tokio::test]
async fn the_others_in_the_group_hear_who_types_and_that_they_stopped() {
    with_site(async |site| {
        let (maria, sam) = (site.join("maria").await, site.join("sam").await);
        let mut marias = Socket::of_page(&maria, 1).await;
        let mut sams = Socket::of_page(&sam, 1).await;
        marias.send(r#"{"typing": true}"#).await;
        let who = json!([{ "user_id": maria.id().await, "name": "maria" }]);
        assert_eq!(sams.next_notice("typing").await, who);
        // A newcomer is told with who is here.
        let mut late = Socket::of_page(&sam, 1).await;
        assert_eq!(late.next_notice("typing").await, who);
        marias.send(r#"{"typing": false}"#).await;
        assert_eq!(sams.next_notice("typing").await, json!([]));
    })
    .await;
}

#[tokio::test]
async fn who_may_not_see_a_group_hears_nothing_of_typing_in_it() {
    with_site(async |site| {
        let (maria, sam, ana) = (
            site.join("maria").await,
            site.join("sam").await,
            site.join("ana").await,
        );
        let secret = site.private_group("secret", &[&maria, &sam]).await.id;
        let mut elsewhere = Socket::of_page(&ana, 1).await;
        let mut refused = Socket::open(&ana, secret, 0, "").await;
        let mut marias = Socket::of_page(&maria, secret).await;
        let mut sams = Socket::of_page(&sam, secret).await;
        marias.send(r#"{"typing": true}"#).await;
        // Once sam has heard of it, so has everybody who would.
        sams.next_notice("typing").await;
        assert_eq!(refused.rest().await, (vec![], Some(1008)));
        maria.say(1, "a message in the other group").await;
        loop {
            match elsewhere.next().await {
                Got::Messages { .. } => break,
                Got::Notice(notice) => assert!(notice.get("typing").is_none(), "{notice}"),
                Got::Presence(_) | Got::Closed(_) => {}
            }
        }
    })
    .await;
}
