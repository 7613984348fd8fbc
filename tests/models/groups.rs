//! Groups: who sees which, their names, and how they go.

use banter::models::{
    groups::{self, Archive, Creation, CreationError, Delete, Edit, Kind, Standing, erase, left_over},
    memberships, messages,
};
use chrono::Utc;
use futures_util::future::join_all;
use loco_rs::model::ModelError;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter,
};

use super::changes::{change, group, refused};
use crate::support::client::with_site;

#[tokio::test]
async fn a_group_is_found_by_those_who_may_see_it() {
    with_site(async |site| {
        let (member, other) = (site.join("member").await, site.join("other").await);
        let (private, general) = (
            site.private_group("attic", &[&member]).await,
            site.general().await,
        );
        let db = &site.ctx.db;
        let (member, other) = (member.user().await, other.user().await);
        for (user, id, visible) in [
            (&member, private.id, true),
            (&other, private.id, false),
            (&member, general.id, true),
            (&other, general.id, true),
            (&member, private.id + 1, false),
            (&member, -1, false),
            (&member, i64::MAX, false),
        ] {
            match Standing::find(db, user, id).await {
                Ok(Standing { group, .. }) => assert!(visible && group.id == id, "{} {id}", user.username),
                Err(ModelError::EntityNotFound) => assert!(!visible, "{} {id}", user.username),
                Err(error) => panic!("{error}"),
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_kind_of_a_later_version_is_closed() {
    with_site(async |site| {
        let (member, other) = (site.join("member").await, site.join("other").await);
        let mut row = site.private_group("attic", &[&member]).await.into_active_model();
        row.kind = Set("secret".to_owned());
        let group = row.update(&site.ctx.db).await.expect("saved");
        assert_eq!(group.kind(), Kind::Private);
        let (member, other) = (member.user().await, other.user().await);
        let db = &site.ctx.db;
        assert!(Standing::find(db, &member, group.id).await.is_ok());
        assert!(Standing::find(db, &other, group.id).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn ones_own_groups_are_listed_by_kind_and_name() {
    with_site(async |site| {
        let (member, other) = (site.join("member").await, site.join("other").await);
        site.private_group("zoo", &[&member, &other]).await;
        site.private_group("attic", &[&member]).await;
        let names = async |user| {
            let groups = groups::list_for(&site.ctx.db, &user).await;
            let groups = groups.expect("the database answers");
            groups
                .into_iter()
                .map(|listed| listed.group.name)
                .collect::<Vec<_>>()
        };
        assert_eq!(names(member.user().await).await, ["general", "attic", "zoo"]);
        assert_eq!(names(other.user().await).await, ["general", "zoo"]);
    })
    .await;
}

#[tokio::test]
async fn the_default_room_is_neither_archived_nor_deleted() {
    with_site(async |site| {
        let boss = site.join("boss").await;
        let general = site.general().await;
        let actor_id = boss.id().await;
        let archive = change(
            site,
            general.id,
            Archive {
                actor_id,
                archived: true,
            },
        )
        .await;
        assert_eq!(refused(&archive), "group-default");
        let delete = Delete {
            actor_id,
            confirm: "general".to_owned(),
        };
        assert_eq!(refused(&change(site, general.id, delete).await), "group-default");
        assert_eq!(group(site, general.id).await, general);
    })
    .await;
}

#[tokio::test]
async fn public_rooms_have_names_of_their_own_even_when_made_at_once() {
    with_site(async |site| {
        let (maria, sam) = (
            site.join("maria").await.user().await,
            site.join("sam").await.user().await,
        );
        let creation = |kind: &str, name: &str| Creation {
            kind: kind.to_owned(),
            name: name.to_owned(),
            topic: String::new(),
            members: Vec::new(),
        };
        // The same name, however it is typed.
        let names = ["Weather", "weather", " WEATHER ", "Ｗeather"];
        let made = (0..12).map(|n| {
            let user = if n % 2 == 0 { &maria } else { &sam };
            groups::create(&site.ctx, user, creation("public", names[n % names.len()]))
        });
        let made = join_all(made).await;
        let winners: Vec<i64> = made.iter().flatten().map(|group| group.id).collect();
        let [room] = winners.as_slice() else {
            panic!("{winners:?}")
        };
        for error in made.iter().filter_map(|answer| answer.as_ref().err()) {
            let CreationError::Fields(refusals) = error else {
                panic!("{error}")
            };
            assert_eq!(refusals.name, Some("group-name-taken"));
        }
        let all = groups::Entity::find().filter(groups::Column::NameKey.eq("weather"));
        assert_eq!(
            all.clone().count(&site.ctx.db).await.expect("counted"),
            1,
            "nothing is left of the others"
        );
        // Private groups may be called alike, and like a room.
        for _ in 0..2 {
            groups::create(&site.ctx, &sam, creation("private", "weather"))
                .await
                .expect("made");
        }
        // Renaming is no way around it, either of two at once.
        let one = groups::create(&site.ctx, &maria, creation("public", "one"))
            .await
            .expect("made")
            .id;
        let two = groups::create(&site.ctx, &maria, creation("public", "two"))
            .await
            .expect("made")
            .id;
        let rename = |id: i64, name: &str| {
            let edit = Edit {
                actor_id: maria.id,
                name: Some(name.to_owned()),
                topic: Some(String::new()),
            };
            change(site, id, edit)
        };
        assert_eq!(refused(&rename(one, "WEATHER").await), "group-name-taken");
        let both = tokio::join!(rename(one, "three"), rename(two, "Three"));
        assert!(both.0.is_ok() != both.1.is_ok(), "{both:?}");
        let (loser, old) = if both.0.is_ok() {
            (two, "two")
        } else {
            (one, "one")
        };
        assert_eq!(group(site, loser).await.name, old);
        assert!(rename(*room, "weather").await.is_ok() || *room != 0);
    })
    .await;
}

#[tokio::test]
async fn the_name_of_a_deleted_room_is_free_and_its_rows_are_erased_by_the_worker() {
    with_site(async |site| {
        let (owner, member) = (site.join("owner").await, site.join("member").await);
        let room = owner.make_group("public", "lobby", &[]).await;
        member.say(room, "hello").await;
        let form = [("confirm", "lobby")];
        owner.does(&format!("/groups/{room}/delete"), &form).await;
        let db = &site.ctx.db;
        // The worker of the tests runs at once.
        assert!(
            groups::Entity::find_by_id(room)
                .one(db)
                .await
                .expect("answers")
                .is_none()
        );
        let rows = messages::Entity::find().filter(messages::Column::GroupId.eq(room));
        assert_eq!(rows.count(db).await.expect("counted"), 0);
        assert_eq!(memberships::count(db, room).await.expect("counted"), 0);
        let again = member.make_group("public", "Lobby", &[]).await;
        assert_ne!(again, room);
        assert!(left_over(db).await.expect("asked").is_empty());
    })
    .await;
}

#[tokio::test]
async fn erasing_goes_on_where_it_broke_off_and_touches_nothing_that_is_not_deleted() {
    with_site(async |site| {
        let (owner, member) = (site.join("owner").await, site.join("member").await);
        let db = &site.ctx.db;
        let (room, other) = (
            owner.make_group("public", "lobby", &[]).await,
            owner.make_group("public", "other", &[]).await,
        );
        for n in 0..3 {
            member.say(room, &format!("text {n}")).await;
            member.say(other, &format!("text {n}")).await;
        }
        let rest = async || {
            let messages = messages::Entity::find();
            (
                messages.count(db).await.expect("counted"),
                site.roles(other).await,
            )
        };
        let before = rest().await;
        erase(db, &site.ctx.storage, room).await.expect("nothing to do");
        assert_eq!(rest().await, before, "a group that people see stays");
        let mut row = group(site, room).await.into_active_model();
        row.deleted_at = Set(Some(Utc::now().fixed_offset()));
        row.update(db).await.expect("deleted");
        assert_eq!(left_over(db).await.expect("asked"), [room]);
        // Somebody pulled the plug in the middle of it.
        let trap = "CREATE TABLE trap (group_id BIGINT REFERENCES groups(id))";
        db.execute_unprepared(trap).await.expect("a trap");
        let set = format!("INSERT INTO trap VALUES ({room})");
        db.execute_unprepared(&set).await.expect("it is set");
        erase(db, &site.ctx.storage, room)
            .await
            .expect_err("the last row can't go");
        assert_eq!(
            memberships::count(db, room).await.expect("counted"),
            0,
            "the others went"
        );
        assert_eq!(
            left_over(db).await.expect("asked"),
            [room],
            "the next start finds it"
        );
        db.execute_unprepared("DROP TABLE trap").await.expect("sprung");
        let done = tokio::join!(
            erase(db, &site.ctx.storage, room),
            erase(db, &site.ctx.storage, room)
        );
        assert!(done.0.is_ok() && done.1.is_ok(), "{done:?}");
        assert!(left_over(db).await.expect("asked").is_empty());
        assert_eq!(rest().await, (before.0 - 4, before.1));
    })
    .await;
}
