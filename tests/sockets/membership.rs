//! Who may not be in a group any more hears nothing of it, whatever their socket was doing.

use std::time::{Duration, Instant};

use banter::models::{
    groups,
    memberships::{self, Role},
    messages::Journal,
    settings,
    signals::{self, Signal},
};
use futures_util::future::join_all;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use crate::support::{
    client::{Person, Site, texts_of, with_site},
    socket::{Got, Socket},
};

/// Somebody who owns a private group, somebody who is in it, and the group.
async fn group(site: &Site) -> (Person<'_>, Person<'_>, i64) {
    let (owner, member) = (site.join("owner").await, site.join("member").await);
    let group = owner.make_group("private", "attic", &[&member]).await;
    (owner, member, group)
}

async fn remove(owner: &Person<'_>, group: i64, whom: i64) {
    owner
        .does(&format!("/groups/{group}/members/{whom}/remove"), &[])
        .await;
}

/// What comes on a socket that was cut, and that it ends within a second with 1008.
async fn forbidden(socket: &mut Socket) -> Vec<Got> {
    let began = Instant::now();
    let (got, code) = socket.rest().await;
    assert_eq!(code, Some(1008));
    assert!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());
    got
}

#[tokio::test]
async fn an_address_harvested_as_a_member_is_refused_after_the_removal() {
    with_site(async |site| {
        let (owner, member, group) = group(site).await;
        let epoch = settings::epoch(&site.ctx.db).await.expect("an epoch");
        let origin = format!("http://{}", site.host());
        let id = member.id().await;
        let addresses = [
            format!("/ws?group={group}&since=0&epoch={epoch}"),
            format!("/ws?group={group}&since=1&epoch={epoch}&viewer={id}"),
            format!("/ws?group={group}&since=0&epoch=another&hidden=true"),
            format!("/ws?group={group}"),
        ];
        let open = async |address: &str| {
            let socket = Socket::handshake(&member, address, Some(&origin)).await;
            socket.expect("an upgrade")
        };
        for address in &addresses {
            let mut socket = open(address).await;
            assert!(
                !matches!(socket.next().await, Got::Closed(_)),
                "{address}: still a member"
            );
            socket.close().await;
        }
        remove(&owner, group, id).await;
        owner.say(group, "canary").await;
        for address in &addresses {
            assert_eq!(
                open(address).await.next().await,
                Got::Closed(Some(1008)),
                "{address}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_removal_while_a_page_connects_or_resumes_lets_nothing_through() {
    with_site(async |site| {
        let (owner, member) = (site.join("owner").await, site.join("member").await);
        let epoch = settings::epoch(&site.ctx.db).await.expect("an epoch");
        let id = member.id().await;
        for round in 0..8 {
            let group = owner.make_group("private", "attic", &[&member]).await;
            let mut open = Socket::open(&member, group, 0, &epoch).await;
            // It asks for what it missed, another page of theirs connects, and they are removed, all at once.
            let resume = async {
                for _ in 0..5 {
                    open.try_send(r#"{"resume": 0}"#).await;
                }
            };
            let late = Socket::open(&member, group, 0, &epoch);
            let (mut late, (), ()) = tokio::join!(late, resume, remove(&owner, group, id));
            owner.say(group, "canary").await;
            for socket in [&mut open, &mut late] {
                for got in forbidden(socket).await {
                    let got = format!("{got:?}");
                    assert!(
                        !got.contains("canary") && !got.contains("removed"),
                        "round {round}: {got}"
                    );
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn every_way_out_of_a_private_group_ends_the_sockets_there_and_no_others() {
    with_site(async |site| {
        let (owner, member, private) = group(site).await;
        let id = member.id().await.to_string();
        let here = |rest: &str| format!("/groups/{private}{rest}");
        for way in ["removed", "banned", "left"] {
            site.give_role(private, &member, Role::Member).await;
            let mut there = Socket::of_page(&member, private).await;
            let mut elsewhere = Socket::of_page(&member, 1).await;
            let mut owners = Socket::of_page(&owner, private).await;
            match way {
                "removed" => owner.does(&here(&format!("/members/{id}/remove")), &[]).await,
                "banned" => owner.does(&here("/bans"), &[("user_id", &id)]).await,
                _ => member.does(&here("/members/leave"), &[]).await,
            }
            for got in forbidden(&mut there).await {
                assert!(matches!(got, Got::Presence(_) | Got::Notice(_)), "{way}: {got:?}");
            }
            elsewhere.next_notice("groups").await;
            let line = owners.next_messages().await.2;
            assert_eq!(texts_of(&line, ".message-body, .line").len(), 1, "{way}: {line}");
            owner.say(1, way).await;
            assert!(
                elsewhere.next_messages().await.2.contains(way),
                "{way}: other groups go on"
            );
            if way == "banned" {
                owner.does(&here(&format!("/bans/{id}/lift")), &[]).await;
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_ban_keeps_out_of_reading_posting_joining_and_listening_until_it_is_lifted() {
    with_site(async |site| {
        let (owner, member) = (site.join("owner").await, site.join("member").await);
        let room = owner.make_group("public", "lobby", &[]).await;
        member.does(&format!("/groups/{room}/members"), &[]).await;
        let (id, epoch) = (
            member.id().await.to_string(),
            settings::epoch(&site.ctx.db).await.expect("one"),
        );
        let mut socket = Socket::of_page(&member, room).await;
        let message = member.say(room, "before").await.id;
        owner
            .does(&format!("/groups/{room}/bans"), &[("user_id", &id)])
            .await;
        forbidden(&mut socket).await;

        let reads = [
            String::new(),
            "?after=0".to_owned(),
            "/members".to_owned(),
            format!("/messages/{message}"),
        ];
        for rest in &reads {
            let path = format!("/groups/{room}{rest}");
            assert_eq!(member.get(&path).await.status_code(), 404, "{path}");
            assert_eq!(member.get_fragment(&path).await.status_code(), 404, "{path}");
        }
        let join = format!("/groups/{room}/members");
        let post = format!("/groups/{room}/messages");
        let writes = [(&join, vec![]), (&post, vec![("body", "let me in")])];
        for (path, form) in &writes {
            assert_eq!(member.post(path, form).await.status_code(), 404, "{path}");
            assert_eq!(
                member.post_fragment(path, form).await.status_code(),
                404,
                "{path}"
            );
        }
        // Nobody brings them in by another door, and catching up is no way in either.
        let add = owner.post(&join, &[("members", &id)]).await;
        assert_eq!(add.status_code(), 422);
        assert!(add.text().contains("banned"), "it says why");
        assert_eq!(
            Socket::open(&member, room, 0, &epoch).await.next().await,
            Got::Closed(Some(1008))
        );
        let page = member.get("/groups").await.text();
        assert!(!page.contains("lobby"), "it is not in the directory");
        assert_eq!(site.roles(room).await, [("owner".to_owned(), "owner".to_owned())]);

        owner.does(&format!("/groups/{room}/bans/{id}/lift"), &[]).await;
        for rest in &reads {
            assert_eq!(
                member.get(&format!("/groups/{room}{rest}")).await.status_code(),
                200,
                "{rest}"
            );
        }
        let mut socket = Socket::of_page(&member, room).await;
        member.say(room, "back again").await;
        assert!(socket.next_messages().await.2.contains("back again"));
    })
    .await;
}

#[tokio::test]
async fn a_deleted_group_is_gone_for_all_at_once_and_tells_no_text() {
    with_site(async |site| {
        let (owner, member, group) = group(site).await;
        let (canary, settings) = ("canary", format!("/groups/{group}/settings"));
        owner
            .does(&settings, &[("name", "canary name"), ("topic", "canary topic")])
            .await;
        owner.say(group, canary).await;
        let mut sockets = join_all([&owner, &member].map(|person| Socket::of_page(person, group))).await;
        let mut elsewhere = Socket::of_page(&member, 1).await;
        owner
            .does(&format!("/groups/{group}/delete"), &[("confirm", "canary name")])
            .await;
        for socket in &mut sockets {
            for got in forbidden(socket).await {
                assert!(!format!("{got:?}").contains(canary), "{got:?}");
            }
        }
        let notice = elsewhere.next_notice("groups").await;
        assert!(
            notice
                .as_object()
                .is_some_and(|notice| notice.keys().eq(["within"])),
            "{notice}"
        );
        for person in [&owner, &member] {
            for rest in ["", "/members", "/messages/1"] {
                let path = format!("/groups/{group}{rest}");
                assert_eq!(person.get(&path).await.status_code(), 404, "{path}");
            }
            let post = person
                .post(&format!("/groups/{group}/messages"), &[("body", "text")])
                .await;
            assert_eq!(post.status_code(), 404);
            let page = person.get("/groups/1").await.text();
            assert!(!page.contains(canary), "it is in no sidebar");
            let mut late = Socket::open(person, group, 0, "").await;
            assert_eq!(late.next().await, Got::Closed(Some(1008)));
        }
    })
    .await;
}

#[tokio::test]
async fn what_another_process_has_changed_cuts_sockets_within_a_second() {
    with_site(async |site| {
        let (owner, member, group) = group(site).await;
        let (db, id) = (&site.ctx.db, member.id().await);
        // Removed by a journal without a hub, as a task's is: only rows tell of it.
        let elsewhere = Journal::start(db.clone(), None, 4);
        let mut socket = Socket::of_page(&member, group).await;
        let mut owners = Socket::of_page(&owner, group).await;
        let removal = memberships::Remove {
            actor_id: owner.id().await,
            user_id: id,
        };
        elsewhere.change(group, removal).await.expect("removed");
        for got in forbidden(&mut socket).await {
            assert!(!format!("{got:?}").contains("removed"), "{got:?}");
        }
        // Those who stay read the group again, with the line that this process did not write.
        let reset = owners.next_notice("reset").await;
        let row = groups::Entity::find_by_id(group)
            .one(db)
            .await
            .expect("answers")
            .expect("there");
        assert_eq!(reset["last_seq"], row.last_seq);

        // A row alone is enough.
        for (signal, at) in [
            (
                Signal::CutMember {
                    group_id: 1,
                    user_id: id,
                },
                1,
            ),
            (Signal::CutUser { user_id: id }, 1),
            (Signal::CutGroup { group_id: 1 }, 1),
        ] {
            let mut socket = Socket::of_page(&member, at).await;
            signals::send(db, [signal]).await.expect("written");
            forbidden(&mut socket).await;
        }
        let mut all = [
            Socket::of_page(&member, 1).await,
            Socket::of_page(&owner, group).await,
        ];
        signals::send(db, [Signal::Epoch]).await.expect("written");
        for socket in &mut all {
            assert_eq!(socket.rest().await.1, Some(1012), "every page begins anew");
        }
        let mut socket = Socket::of_page(&member, 1).await;
        signals::send(db, [Signal::Groups { user_id: id }])
            .await
            .expect("written");
        socket.next_notice("groups").await;
        signals::send(db, [Signal::Header { group_id: 1 }])
            .await
            .expect("written");
        socket.next_notice("groups").await;
    })
    .await;
}

/// Line 6.
#[tokio::test]
async fn somebody_deactivated_elsewhere_is_cut_and_can_not_come_back() {
    with_site(async |site| {
        let (_, member, group) = group(site).await;
        let mut socket = Socket::of_page(&member, group).await;
        // What a task does, in one transaction.
        let user = member.user().await;
        let txn = banter::models::transactions::begin_write(&site.ctx.db)
            .await
            .expect("begun");
        banter::models::users::Entity::update_many()
            .col_expr(
                banter::models::users::Column::DeactivatedAt,
                sea_orm::sea_query::Expr::current_timestamp(),
            )
            .filter(banter::models::users::Column::Id.eq(user.id))
            .exec(&txn)
            .await
            .expect("deactivated");
        signals::send(&txn, [Signal::CutUser { user_id: user.id }])
            .await
            .expect("written");
        txn.commit().await.expect("committed");
        forbidden(&mut socket).await;
        assert_eq!(
            Socket::open(&member, group, 0, "").await.next().await,
            Got::Closed(Some(1008))
        );
        assert_eq!(
            member.get(&format!("/groups/{group}")).await.status_code(),
            303,
            "signed out"
        );
    })
    .await;
}

#[tokio::test]
async fn a_group_of_others_says_nothing_on_the_sockets_of_other_groups() {
    with_site(async |site| {
        let (owner, member, group) = group(site).await;
        let maria = site.join("maria").await;
        let mut socket = Socket::of_page(&maria, 1).await;
        let mut inside = Socket::of_page(&member, group).await;
        owner.say(group, "canary").await;
        inside.next_messages().await;
        let here = |rest: &str| format!("/groups/{group}{rest}");
        owner
            .does(
                &here("/settings"),
                &[("name", "canary name"), ("topic", "canary topic")],
            )
            .await;
        owner
            .does(&here(&format!("/members/{}/remove", member.id().await)), &[])
            .await;
        owner.does(&here("/archive"), &[]).await;
        owner.does(&here("/delete"), &[("confirm", "canary name")]).await;
        owner.say(1, "the end").await;
        loop {
            match socket.next().await {
                Got::Messages { html, .. } => {
                    assert_eq!(texts_of(&html, ".message-body"), ["the end"]);
                    return;
                }
                Got::Presence(html) => {
                    assert!(!html.contains("member") && !html.contains("canary"), "{html}");
                }
                other => panic!("{other:?} is none of theirs"),
            }
        }
    })
    .await;
}

#[tokio::test]
async fn joining_by_a_post_and_being_added_are_told_to_the_sidebar() {
    with_site(async |site| {
        let (owner, maria) = (site.join("owner").await, site.join("maria").await);
        let room = owner.make_group("public", "lobby", &[]).await;
        let mut socket = Socket::of_page(&maria, 1).await;
        let notice = async |socket: &mut Socket| socket.next_notice("groups").await;
        maria.say(room, "I am in").await;
        notice(&mut socket).await;
        let group = owner.make_group("private", "attic", &[&maria]).await;
        notice(&mut socket).await;
        owner
            .does(
                &format!("/groups/{group}/settings"),
                &[("name", "loft"), ("topic", "")],
            )
            .await;
        notice(&mut socket).await;
        owner.does(&format!("/groups/{group}/archive"), &[]).await;
        notice(&mut socket).await;
        // The other one of a direct chat hears of it with the first message, not before.
        let direct = owner.start_direct(&maria).await;
        let member = memberships::role(&site.ctx.db, direct, maria.id().await).await;
        assert_eq!(member.expect("asked"), None);
        owner.say(direct, "psst").await;
        notice(&mut socket).await;
        let page = maria.get("/groups/sidebar").await.text();
        for name in ["lobby", "loft", "owner"] {
            assert!(
                texts_of(&page, "bdi").contains(&name.to_owned()),
                "{name}: {page}"
            );
        }
    })
    .await;
}

/// The next number of members that a page is told.
async fn told(socket: &mut Socket) -> String {
    loop {
        match socket.next().await {
            Got::Presence(html) if html.contains("hx-target=\"#member-count\"") => return html,
            Got::Closed(code) => panic!("the socket was closed with {code:?}"),
            _ => {}
        }
    }
}

#[tokio::test]
async fn open_pages_hear_how_many_members_there_are() {
    with_site(async |site| {
        let said = |count| {
            format!("<hx-partial hx-target=\"#member-count\" hx-swap=\"innerHTML\">{count}</hx-partial>\n")
        };
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let mut arrivals = Socket::of_page(&ada, site.general().await.id).await;
        let cy = site.join("cy").await;
        assert_eq!(told(&mut arrivals).await, said("3 members"), "by registering");

        let room = ada.make_group("public", "garden", &[]).await;
        let mut page = Socket::of_page(&ada, room).await;
        bo.does(&format!("/groups/{room}/members"), &[]).await;
        assert_eq!(told(&mut page).await, said("2 members"));
        cy.say(room, "By writing").await;
        assert_eq!(told(&mut page).await, said("3 members"));
        bo.does(&format!("/groups/{room}/members/leave"), &[]).await;
        assert_eq!(told(&mut page).await, said("2 members"));
        let id = cy.id().await.to_string();
        ada.does(&format!("/groups/{room}/bans"), &[("user_id", &id)])
            .await;
        assert_eq!(told(&mut page).await, said("1 member"));
    })
    .await;
}

#[tokio::test]
async fn a_page_without_a_conversation_hears_of_its_readers_groups_and_is_cut_with_them() {
    with_site(async |site| {
        let (owner, member) = (site.join("owner").await, site.join("member").await);
        let origin = format!("http://{}", site.host());
        let address = format!("/ws?viewer={}", member.id().await);
        let socket = Socket::handshake(&member, &address, Some(&origin)).await;
        let mut socket = socket.expect("an upgrade");
        let general = site.general().await.id;
        owner.say(general, "not for this page").await;
        // That there is something unread, and not what.
        assert_eq!(socket.next_notice("unread").await, json!({ "within": 50 }));
        let group = owner.make_group("private", "attic", &[&member]).await;
        match socket.next().await {
            Got::Notice(notice) => assert!(notice.get("groups").is_some(), "{notice}"),
            other => panic!("nothing else: {other:?}"),
        }
        remove(&owner, group, member.id().await).await;
        assert!(matches!(socket.next().await, Got::Notice(_)), "a removal");
        let user = member.user().await;
        user.deactivate(&site.ctx, None).await.expect("deactivated");
        assert_eq!(forbidden(&mut socket).await, []);
    })
    .await;
}
