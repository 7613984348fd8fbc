//! Who sees which group.

use banter::models::groups::{self, Kind, Standing};
use loco_rs::model::ModelError;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};

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
