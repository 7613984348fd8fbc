//! What is heard on the channel `{=name.kebab=}`, and by whom.

<% if nudge %>
use banter::models::channels::{=name.snake=};

<% endif %>
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
/// The socket of a page that shows the channel, in the `group` or `beside` its conversation, once it is open.
async fn listening(person: &Person<'_>, place: &str, group: i64) -> Socket {
    let mut socket = open(person, place, group).await;
    assert_eq!(socket.next_notice("heard").await, "{=name.kebab=}");
    socket
}

async fn open(person: &Person<'_>, place: &str, group: i64) -> Socket {
    let path = format!("/ws?{place}={group}&channels=nothing,{=name.kebab=}");
    let origin = format!("http://{}", person.site.host());
    let socket = Socket::handshake(person, &path, Some(&origin)).await;
    socket.expect("it is upgraded")
}

<% if not nudge %>
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

<% endif %>
#[tokio::test]
async fn pages_that_show_it_hear_it_each_time_and_others_do_not() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let attic = ada.make_group("private", "attic", &[&bo]).await;
        let mut pages = [listening(&bo, "group", attic).await, listening(&bo, "beside", attic).await];
        let mut elsewhere = Socket::of_page(&bo, attic).await;
        <% if nudge %>
        for _ in 0..2 {
            {=name.snake=}::tell(&site.ctx, attic);
        }
        for page in &mut pages {
            for _ in 0..2 {
                assert_eq!(page.next_notice("heard").await, "{=name.kebab=}");
            }
        }
        <% else %>
        for text in ["one", "<script>"] {
            ada.does(&format!("/groups/{attic}/{=name.kebab=}"), &[("text", text)]).await;
        }
        for page in &mut pages {
            for text in ["one", "&lt;script&gt;"] {
                let html = told(page).await;
                assert!(html.contains("ada") && html.contains(text), "{html}");
                // It has no place in the timeline, so it moves no cursor.
                assert!(!html.contains("data-to"), "{html}");
            }
        }
        <% endif %>
        // What comes after it has come there, too.
        ada.say(attic, "the end").await;
        loop {
            match elsewhere.next().await {
                Got::Messages { .. } => break,
                other => {
                    let other = format!("{other:?}");
                    assert!(!other.contains("heard") && !other.contains("#channel-"), "{other}");
                }
            }
        }
    })
    .await;
}

<% if not nudge %>
#[tokio::test]
async fn who_was_away_misses_it_and_catches_up_with_the_timeline() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let attic = ada.make_group("private", "attic", &[&bo]).await;
        ada.does(&format!("/groups/{attic}/{=name.kebab=}"), &[("text", "a canary")]).await;
        ada.say(attic, "kept").await;
        let epoch = banter::models::settings::epoch(&site.ctx.db).await.expect("an epoch");
        let mut bos = open(&bo, &format!("since=0&epoch={epoch}&group"), attic).await;
        let (_, _, html) = bos.next_messages().await;
        assert!(html.contains("kept") && !html.contains("canary"), "{html}");
        ada.does(&format!("/groups/{attic}/{=name.kebab=}"), &[("text", "now")]).await;
        assert!(told(&mut bos).await.contains("now"));
    })
    .await;
}

<% endif %>
#[tokio::test]
async fn nobody_else_hears_it_and_who_is_removed_hears_no_more() {
    with_site(async |site| {
        let (ada, bo, cy) = (site.join("ada").await, site.join("bo").await, site.join("cy").await);
        let attic = ada.make_group("private", "attic", &[&bo]).await;
        for place in ["group", "beside"] {
            assert_eq!(open(&cy, place, attic).await.rest().await, (vec![], Some(1008)), "{place}");
        }
        let pages = [listening(&bo, "group", attic).await, listening(&bo, "beside", attic).await];
        ada.does(&format!("/groups/{attic}/members/{}/remove", bo.id().await), &[]).await;
        <% if nudge %>
        {=name.snake=}::tell(&site.ctx, attic);
        <% else %>
        ada.does(&format!("/groups/{attic}/{=name.kebab=}"), &[("text", "a canary")]).await;
        <% endif %>
        for mut page in pages {
            let (heard, code) = page.rest().await;
            assert_eq!(code, Some(1008));
            let heard = format!("{heard:?}");
            assert!(!heard.contains("heard") && !heard.contains("canary"), "{heard}");
        }
    })
    .await;
}
<% endif -%>
