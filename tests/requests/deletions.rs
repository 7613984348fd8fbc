//! Deleting an account: who may, what stays, what goes, and who sees it.

use axum::http::StatusCode;
use banter::models::{
    _entities::{password_resets, pending_sign_ins, recovery_codes, second_factors},
    attachments, bans, blocks, bookmarks, drafts, groups, invitations, memberships, mentions, messages,
    sessions, site_bans, users,
};
use futures_util::StreamExt;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, sea_query::IntoCondition};

use super::two_factor::set_up;
use crate::support::{
    client::{PASSWORD, Person, Site, attributes_of, texts_of, with_site},
    files,
    socket::{Got, Socket},
};

impl Person<'_> {
    async fn deletes_account(&self) -> StatusCode {
        let form = [("password", PASSWORD), ("confirm", self.username.as_str())];
        self.post("/settings/delete", &form).await.status_code()
    }
}

async fn count<E: EntityTrait>(site: &Site, those: impl IntoCondition) -> usize {
    let rows = E::find().filter(those.into_condition()).all(&site.ctx.db).await;
    rows.expect("the database answers").len()
}

/// Rows that are somebody's, in each of the tables whose rows go with them.
async fn left(site: &Site, id: i64) -> [usize; 14] {
    let unposted = Condition::all()
        .add(attachments::Column::UploaderId.eq(id))
        .add(attachments::Column::MessageId.is_null());
    [
        count::<sessions::Entity>(site, sessions::Column::UserId.eq(id)).await,
        count::<second_factors::Entity>(site, second_factors::Column::UserId.eq(id)).await,
        count::<recovery_codes::Entity>(site, recovery_codes::Column::UserId.eq(id)).await,
        count::<pending_sign_ins::Entity>(site, pending_sign_ins::Column::UserId.eq(id)).await,
        count::<password_resets::Entity>(site, password_resets::Column::UserId.eq(id)).await,
        count::<drafts::Entity>(site, drafts::Column::UserId.eq(id)).await,
        count::<bookmarks::Entity>(site, bookmarks::Column::UserId.eq(id)).await,
        count::<mentions::Entity>(site, mentions::Column::UserId.eq(id)).await,
        count::<invitations::Entity>(site, invitations::Column::InviterId.eq(id)).await,
        count::<bans::Entity>(site, bans::Column::UserId.eq(id)).await,
        count::<site_bans::Entity>(site, site_bans::Column::UserId.eq(id)).await,
        count::<memberships::Entity>(site, memberships::Column::UserId.eq(id)).await,
        count::<blocks::Entity>(site, blocks::Column::BlockerId.eq(id)).await,
        count::<attachments::Entity>(site, unposted).await,
    ]
}

async fn is_stored(site: &Site, file: &attachments::Model) -> bool {
    match file.read(&site.ctx.storage).await {
        Ok(mut bytes) => matches!(bytes.next().await, Some(Ok(_))),
        Err(_) => false,
    }
}

/// A row of `sam` in each table that has none of theirs yet.
async fn leave_traces(site: &Site, ada: &Person<'_>, sam: &Person<'_>, group: i64) {
    sam.does(&format!("/groups/{group}/draft"), &[("body", "I thi")])
        .await;
    site.give_role(group, sam, memberships::Role::Moderator).await;
    let link = [("lifetime", "day"), ("most", "1")];
    sam.does(&format!("/groups/{group}/invitations"), &link).await;
    let cellar = ada.make_group("private", "cellar", &[]).await;
    let whom = sam.id().await.to_string();
    ada.does(&format!("/groups/{cellar}/bans"), &[("user_id", whom.as_str())])
        .await;
    set_up(sam).await;
    let form = [("username", "samantha"), ("password", PASSWORD)];
    site.stranger().post("/login", &form).await;
    ada.does("/admin/people/samantha/reset-links", &[]).await;
}

#[tokio::test]
async fn what_was_written_stays_and_nothing_says_by_whom() {
    Box::pin(with_site(async |site| {
        let (ada, sam) = (site.join("ada").await, site.join("samantha").await);
        let ban = [("reason", "a canary of a reason"), ("days", "1")];
        ada.does("/admin/people/samantha/ban", &ban).await;
        ada.does("/admin/people/samantha/unban", &[]).await;
        let sam = sam.sign_in_elsewhere().await;
        files::portray(&sam).await;
        let address = [("email", "sam@example.org"), ("password", PASSWORD)];
        sam.does("/settings/email", &address).await;
        let profile = [("display_name", "Sam Canary"), ("bio", "a canary of a bio")];
        sam.does("/settings/profile", &profile).await;
        let group = ada.make_group("private", "attic", &[&sam]).await;
        let chat = sam.start_direct(&ada).await;
        let said = sam.say(group, "what was said").await;
        sam.say(chat, "between us").await;
        let notes = sam.start_direct(&sam).await;
        sam.say(notes, "to myself").await;
        let told = ada.say(group, "Thanks, @samantha").await;
        let reply = [("body", "I agree"), ("reply_to", &said.id.to_string())];
        ada.does(&format!("/groups/{group}/messages"), &reply).await;
        sam.does(&format!("/groups/{group}/messages/{}/bookmark", told.id), &[])
            .await;
        sam.does(
            &format!("/groups/{group}/messages/{}/reactions", told.id),
            &[("emoji", "👍")],
        )
        .await;
        sam.does("/people/ada/block", &[]).await;
        let id = sam.id().await;
        let file = files::stored(site, group, id, "dot.png", &files::png(1, 1)).await;
        assert!(is_stored(site, &file).await);
        leave_traces(site, &ada, &sam, group).await;
        let kept = left(site, id).await;
        assert!(kept.iter().all(|count| *count > 0), "{kept:?}");

        let mut open = Socket::of_page(&ada, group).await;
        let mut own = Socket::of_page(&sam, group).await;
        let page = sam.get("/settings/data").await.text();
        assert_eq!(texts_of(&page, "#delete-form").len(), 1);
        assert_eq!(sam.deletes_account().await, StatusCode::OK);
        loop {
            if let Got::Closed(code) = own.next().await {
                assert_eq!(code, Some(1008));
                break;
            }
        }
        open.next_notice("reset").await;
        assert_eq!(
            sam.get_fragment("/people").await.status_code(),
            StatusCode::UNAUTHORIZED
        );

        let page = ada.get(&format!("/groups/{group}")).await.text();
        let timeline = texts_of(&page, "#messages").concat();
        assert!(!timeline.contains("Canary"), "{timeline}");
        let links = attributes_of(&page, ".message-header .person-link", "href").concat();
        assert!(!links.contains("samantha"), "{links}");
        assert!(texts_of(&page, ".message-author").contains(&"Deleted account".to_owned()));
        assert_eq!(texts_of(&page, "#messages .quote-author"), ["Deleted account"]);
        let sentences = texts_of(&page, ".message-line .message-body").concat();
        assert!(
            sentences.contains("added Deleted account") && !sentences.contains("samantha"),
            "{sentences}"
        );
        assert_eq!(attributes_of(&page, ".reaction", "title"), ["Deleted account"]);
        // What others wrote stays as they wrote it.
        assert!(texts_of(&page, ".message-body").contains(&"Thanks, @samantha".to_owned()));
        let page = ada.get(&format!("/groups/{chat}")).await.text();
        assert!(texts_of(&page, ".message-body").contains(&"between us".to_owned()));
        assert_eq!(texts_of(&page, ".room-name bdi"), ["Deleted account"]);
        let sidebar = ada.get("/people").await.text();
        assert!(
            !sidebar.contains("samantha") && !sidebar.contains("Canary"),
            "{sidebar}"
        );
        assert_eq!(
            ada.get("/people/samantha").await.status_code(),
            StatusCode::NOT_FOUND
        );
        let card = ada.get(&format!("/people/deleted:{id}")).await.text();
        assert!(
            card.contains("This account was deleted.") && !card.contains("canary"),
            "{card}"
        );

        assert_eq!(left(site, id).await, [0; 14]);
        assert!(!is_stored(site, &file).await);
        let row = users::find(&site.ctx.db, id).await.expect("the row stays");
        let row = format!("{row:?}").to_lowercase();
        assert!(
            !row.contains("sam") && !row.contains("canary") && !row.contains("argon"),
            "{row}"
        );
        let notes = groups::find(&site.ctx.db, notes).await.expect("answers");
        assert!(notes.is_none());
        let kept = messages::Entity::find_by_id(said.id).one(&site.ctx.db).await;
        assert_eq!(kept.expect("answers").expect("it stays").author_id, id);
    }))
    .await;
}

#[tokio::test]
async fn it_takes_the_password_and_the_name() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        for (password, confirm) in [("wrong password", "bo"), (PASSWORD, "ada"), (PASSWORD, "")] {
            let refused = bo
                .post(
                    "/settings/delete",
                    &[("password", password), ("confirm", confirm)],
                )
                .await;
            assert_eq!(refused.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
        }
        assert!(bo.user().await.is_active());
        // The last administrator stays.
        assert_eq!(ada.deletes_account().await, StatusCode::UNPROCESSABLE_ENTITY);
        let page = ada.get("/settings/data").await.text();
        assert_eq!(texts_of(&page, "#delete-last").len(), 1);
        assert_eq!(bo.deletes_account().await, StatusCode::OK);
        for login in ["bo", "deleted:2", "Deleted account"] {
            let form = [("username", login), ("password", PASSWORD)];
            let refused = site.stranger().post("/login", &form).await;
            assert_eq!(refused.status_code(), StatusCode::UNPROCESSABLE_ENTITY, "{login}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_name_is_nobodys_after_it() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        assert_eq!(bo.deletes_account().await, StatusCode::OK);
        for name in ["bo", "BO", "ｂｏ"] {
            let form = [("username", name), ("password", PASSWORD)];
            let refused = site.stranger().post("/register", &form).await;
            assert_eq!(refused.status_code(), StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        }
        let refused = ada
            .post(
                "/settings/profile",
                &[("display_name", "Bo"), ("pronouns", ""), ("bio", "")],
            )
            .await;
        assert_eq!(refused.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
        site.join("bob").await;
    })
    .await;
}

#[tokio::test]
async fn whoever_owns_a_group_alone_hands_it_over_first() {
    with_site(async |site| {
        let (ada, bo, cy) = (
            site.join("ada").await,
            site.join("bo").await,
            site.join("cy").await,
        );
        let group = bo.make_group("private", "attic", &[&cy]).await;
        let alone = bo.make_group("private", "loft", &[]).await;
        let page = bo.get("/settings/data").await.text();
        assert_eq!(texts_of(&page, "#delete-owned a"), ["attic"]);
        assert_eq!(bo.deletes_account().await, StatusCode::UNPROCESSABLE_ENTITY);
        site.give_role(group, &cy, memberships::Role::Owner).await;
        assert_eq!(bo.deletes_account().await, StatusCode::OK);
        assert!(
            groups::find(&site.ctx.db, alone)
                .await
                .expect("answers")
                .is_none(),
            "nobody sees it"
        );
        assert_eq!(
            cy.get(&format!("/groups/{group}")).await.status_code(),
            StatusCode::OK
        );

        // An administrator need not wait for that: it passes on.
        let dan = site.join("dan").await;
        let other = dan.make_group("private", "den", &[&cy]).await;
        let wrong = ada.post("/admin/people/dan/delete", &[("confirm", "cy")]).await;
        assert_eq!(wrong.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
        ada.does("/admin/people/dan/delete", &[("confirm", "dan")]).await;
        assert_eq!(site.roles(other).await, [("cy".to_owned(), "owner".to_owned())]);
        let own = ada.post("/admin/people/ada/delete", &[("confirm", "ada")]).await;
        assert_eq!(own.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!ada.get("/admin/people").await.text().contains("dan"));
    })
    .await;
}

#[tokio::test]
async fn who_is_gone_does_not_come_back() {
    with_site(async |site| {
        let (_, bo) = (site.join("ada").await, site.join("bo").await);
        let id = bo.id().await;
        assert_eq!(bo.deletes_account().await, StatusCode::OK);
        let gone = users::find(&site.ctx.db, id).await.expect("its row");
        let gone = gone.reactivate(&site.ctx.db, None).await.expect("answers");
        assert!(!gone.is_active());
        gone.delete(&site.ctx, None).await.expect("once more is nothing");
    })
    .await;
}
