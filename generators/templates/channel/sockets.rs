//! What is heard on the channel `{=name.kebab=}`, and by whom.

use crate::support::{
    client::<% if durable %>with_site<% else %>{Person, with_site}<% endif %>,
    socket::<% if durable %>Socket<% else %>{Got, Socket}<% endif %>,
};

<% if durable -%>
#[tokio::test]
async fn the_group_hears_it_once_and_in_order_with_the_rest() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let attic = ada.make_group("private", "attic", &[&bo]).await;
        let mut bos = Socket::of_page(&bo, attic).await;
        let before = ada.say(attic, "before").await;
        ada.does(&format!("/groups/{attic}/{=name.kebab=}"), &[("text", "dinner is ready")]).await;
        ada.say(attic, "after").await;
        for (number, said) in (before.seq..).zip(["before", "told the group: dinner is ready", "after"]) {
            let (from, to, html) = bos.next_messages().await;
            assert_eq!((from, to), (number - 1, number));
            assert!(html.contains(said), "{html}");
        }
    })
    .await;
}

#[tokio::test]
async fn who_was_away_catches_up_with_it() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let attic = ada.make_group("private", "attic", &[&bo]).await;
        let seen = ada.say(attic, "the last that bo saw").await.seq;
        ada.does(&format!("/groups/{attic}/{=name.kebab=}"), &[("text", "dinner is ready")]).await;
        let epoch = banter::models::settings::epoch(&site.ctx.db).await.expect("an epoch");
        let mut bos = Socket::open(&bo, attic, seen, &epoch).await;
        let (from, to, html) = bos.next_messages().await;
        assert_eq!((from, to), (seen, seen + 1));
        assert!(html.contains("dinner is ready"), "{html}");
    })
    .await;
}

#[tokio::test]
async fn nobody_else_hears_it_and_who_is_removed_hears_no_more() {
    with_site(async |site| {
        let (ada, bo, cy) = (site.join("ada").await, site.join("bo").await, site.join("cy").await);
        let attic = ada.make_group("private", "attic", &[&bo]).await;
        let mut refused = Socket::open(&cy, attic, 0, "").await;
        assert_eq!(refused.rest().await, (vec![], Some(1008)));
        let mut bos = Socket::of_page(&bo, attic).await;
        ada.does(&format!("/groups/{attic}/members/{}/remove", bo.id().await), &[]).await;
        ada.does(&format!("/groups/{attic}/{=name.kebab=}"), &[("text", "a canary")]).await;
        let (heard, code) = bos.rest().await;
        assert_eq!(code, Some(1008));
        assert!(!format!("{heard:?}").contains("canary"), "{heard:?}");
    })
    .await;
}
<% else -%>
/// The socket of a page that shows the channel, once it is open.
async fn listening(person: &Person<'_>, group: i64) -> Socket {
    let host = person.site.host();
    let path = format!("/ws?group={group}&since=0&epoch=&channels=nothing,{=name.kebab=}");
    let mut socket = Socket::handshake(person, &path, Some(&format!("http://{host}")))
        .await
        .expect("the socket opens");
    while !matches!(socket.next().await, Got::Presence(_)) {}
    socket
}

/// What the channel says next.
async fn told(socket: &mut Socket) -> String {
    loop {
        match socket.next().await {
            Got::Presence(html) if html.contains("#channel-{=name.kebab=}") => return html,
            Got::Closed(code) => panic!("the socket was closed with {code:?}"),
            _ => {}
        }
    }
}

#[tokio::test]
async fn who_listens_hears_it_in_order_and_who_does_not_hears_nothing() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let attic = ada.make_group("private", "attic", &[&bo]).await;
        let mut bos = listening(&bo, attic).await;
        let mut elsewhere = Socket::of_page(&bo, attic).await;
        for text in ["one", "two"] {
            ada.does(&format!("/groups/{attic}/{=name.kebab=}"), &[("text", text)]).await;
        }
        for text in ["one", "two"] {
            let html = told(&mut bos).await;
            assert!(html.contains("ada") && html.contains(text), "{html}");
        }
        // What comes after it has come there, too.
        ada.say(attic, "the end").await;
        loop {
            match elsewhere.next().await {
                Got::Messages { .. } => break,
                other => assert!(!format!("{other:?}").contains("#channel-"), "{other:?}"),
            }
        }
    })
    .await;
}

#[tokio::test]
async fn who_was_away_misses_it_and_catches_up_with_the_timeline() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let attic = ada.make_group("private", "attic", &[&bo]).await;
        ada.does(&format!("/groups/{attic}/{=name.kebab=}"), &[("text", "a canary")]).await;
        ada.say(attic, "kept").await;
        let epoch = banter::models::settings::epoch(&site.ctx.db).await.expect("an epoch");
        let host = site.host();
        let path = format!("/ws?group={attic}&since=0&epoch={epoch}&channels={=name.kebab=}");
        let mut bos = Socket::handshake(&bo, &path, Some(&format!("http://{host}")))
            .await
            .expect("the socket opens");
        let (_, _, html) = bos.next_messages().await;
        assert!(html.contains("kept") && !html.contains("canary"), "{html}");
        ada.does(&format!("/groups/{attic}/{=name.kebab=}"), &[("text", "now")]).await;
        assert!(told(&mut bos).await.contains("now"));
    })
    .await;
}

#[tokio::test]
async fn nobody_else_hears_it_and_who_is_removed_hears_no_more() {
    with_site(async |site| {
        let (ada, bo, cy) = (site.join("ada").await, site.join("bo").await, site.join("cy").await);
        let attic = ada.make_group("private", "attic", &[&bo]).await;
        let host = site.host();
        let path = format!("/ws?group={attic}&since=0&epoch=&channels={=name.kebab=}");
        let refused = Socket::handshake(&cy, &path, Some(&format!("http://{host}"))).await;
        assert_eq!(refused.expect("it is upgraded").rest().await, (vec![], Some(1008)));
        let mut bos = listening(&bo, attic).await;
        ada.does(&format!("/groups/{attic}/members/{}/remove", bo.id().await), &[]).await;
        ada.does(&format!("/groups/{attic}/{=name.kebab=}"), &[("text", "a canary")]).await;
        let (heard, code) = bos.rest().await;
        assert_eq!(code, Some(1008));
        assert!(!format!("{heard:?}").contains("canary"), "{heard:?}");
    })
    .await;
}
<% endif -%>
