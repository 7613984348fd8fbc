//! The demo: a database as if people had been there for two weeks.

use std::collections::{HashMap, HashSet};

use banter::models::{
    demo::{Demo, DemoError, Planted},
    groups, memberships,
    messages::{self, Position, Window},
    settings,
    users::{self, Role},
};
use chrono::{TimeDelta, Utc};
use loco_rs::{app::AppContext, environment::Environment};
use sea_orm::{EntityTrait, PaginatorTrait, QueryOrder};

use crate::support::client::with_site;

async fn plant(ctx: &AppContext) -> Result<Planted, DemoError> {
    Demo::new(ctx)?.plant(ctx).await
}

#[tokio::test]
async fn the_demo_is_a_history_like_any_other() {
    with_site(async |site| {
        let db = &site.ctx.db;
        let planted = plant(&site.ctx).await.expect("planted");
        assert_eq!(planted.people.len(), 6);
        let groups = groups::Entity::find().all(db).await.expect("answers");
        let messages = messages::Entity::find()
            .order_by_asc(messages::Column::Id)
            .all(db)
            .await;
        let messages = messages.expect("answers");
        assert_eq!((planted.groups, planted.messages), (groups.len(), messages.len()));
        assert!(messages.len() > 200, "{}", messages.len());
        for (kind, least) in [("public", 3), ("private", 1), ("direct", 4)] {
            let of_kind = groups.iter().filter(|group| group.kind == kind);
            assert!(of_kind.count() >= least, "{kind}");
        }
        let now = Utc::now();
        assert!(messages.is_sorted_by_key(|message| message.created_at));
        assert!(messages.iter().all(|message| message.created_at < now));
        assert!(messages[0].created_at < now - TimeDelta::days(11));
        assert!(messages.last().expect("some").created_at > now - TimeDelta::hours(1));
        let ids: HashSet<_> = messages
            .iter()
            .map(|message| message.client_id.as_str())
            .collect();
        assert_eq!(ids.len(), messages.len());
        assert!(messages.iter().all(|message| message.request_hash.len() == 64));

        for group in &groups {
            let own: Vec<_> = messages
                .iter()
                .filter(|message| message.group_id == group.id)
                .collect();
            let numbers: Vec<i64> = own.iter().map(|message| message.seq).collect();
            assert_eq!(
                numbers,
                (1..=group.last_seq).collect::<Vec<_>>(),
                "{}",
                group.name
            );
            assert!(own.iter().all(|message| message.version == message.seq));
            assert!(group.created_at < own[0].created_at && group.created_at == group.updated_at);
            // The page of it can be read.
            let window = Window::read(db, group.id, Position::Newest).await.expect("read");
            assert_eq!(
                window.messages.last().map(|posted| posted.message.seq),
                Some(group.last_seq)
            );
        }
        let general = groups::Model::default_group(db).await.expect("there");
        assert_eq!(
            (general.name.as_str(), general.unique_key.as_deref()),
            ("general", Some("public:general"))
        );
    })
    .await;
}

#[tokio::test]
async fn the_people_of_the_demo_belong_where_they_write() {
    with_site(async |site| {
        let db = &site.ctx.db;
        let planted = plant(&site.ctx).await.expect("planted");
        let users: HashMap<i64, users::Model> =
            planted.people.into_iter().map(|user| (user.id, user)).collect();
        let administrators = users.values().filter(|user| user.role() == Role::Administrator);
        assert_eq!(administrators.count(), 1);
        assert!(settings::has_administrator(db).await.expect("answers"));
        let members = memberships::Entity::find().all(db).await.expect("answers");
        let pairs: HashSet<_> = members
            .iter()
            .map(|member| (member.group_id, member.user_id))
            .collect();
        let messages = messages::Entity::find().all(db).await.expect("answers");
        for message in &messages {
            assert!(pairs.contains(&(message.group_id, message.author_id)));
            assert!(users[&message.author_id].created_at < message.created_at);
        }
        let groups = groups::Entity::find().all(db).await.expect("answers");
        let mut unread = 0;
        for group in groups {
            let own: Vec<_> = members
                .iter()
                .filter(|member| member.group_id == group.id)
                .collect();
            let owners = own.iter().filter(|member| member.role == "owner").count();
            assert_eq!(owners, usize::from(group.kind != "direct"), "{}", group.name);
            if group.kind == "direct" {
                let mut ids: Vec<i64> = own.iter().map(|member| member.user_id).collect();
                ids.sort_unstable();
                let key = format!("direct:{}:{}", ids[0], ids[ids.len() - 1]);
                assert!(ids.len() <= 2);
                assert_eq!(group.unique_key, Some(key));
            }
            for member in own {
                assert!((0..=group.last_seq).contains(&member.last_read_seq));
                assert!(users[&member.user_id].created_at < member.created_at);
                unread += group.last_seq - member.last_read_seq;
            }
        }
        assert!((1..100).contains(&unread), "{unread}");
    })
    .await;
}

#[tokio::test]
async fn the_demo_is_refused_where_it_could_harm() {
    with_site(async |site| {
        let db = &site.ctx.db;
        let mut production = site.ctx.clone();
        production.environment = Environment::Production;
        let refused = plant(&production).await;
        assert!(matches!(refused, Err(DemoError::Production)), "{refused:?}");
        assert_eq!(users::Entity::find().count(db).await.expect("counts"), 0);

        site.join("maria").await;
        let refused = plant(&site.ctx).await;
        assert!(matches!(refused, Err(DemoError::Inhabited)), "{refused:?}");
        assert_eq!(users::Entity::find().count(db).await.expect("counts"), 1);
        assert_eq!(messages::Entity::find().count(db).await.expect("counts"), 0);
    })
    .await;
}
