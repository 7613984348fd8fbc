//! What somebody is shown to be unread, and the same counted naively.

use std::collections::BTreeMap;

use banter::models::{groups, memberships, mentions, messages, users};
use chrono::Utc;
use scraper::{Html, Selector};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::client::{Person, Site, attributes_of};

/// Unread messages and mentions by group, as they are written; groups with neither are left out.
pub type Marks = BTreeMap<i64, (String, String)>;

/// What a script that has the group open is told.
pub async fn marks(person: &Person<'_>, open: i64) -> String {
    person.get_fragment(&format!("/unread?open={open}")).await.text()
}

/// The unread messages and mentions of a group, as a script is told and as a page shows them.
pub async fn shown(person: &Person<'_>, group: i64) -> (String, String) {
    let of = |html: &str, css: &str| {
        let attribute = |name| attributes_of(html, css, name).concat();
        (attribute("data-unread"), attribute("data-mentions"))
    };
    let told = of(
        &marks(person, group).await,
        &format!("#marks > [data-group-id='{group}']"),
    );
    let page = person.get("/people").await.text();
    assert_eq!(of(&page, &format!("nav#groups a[data-group-id='{group}']")), told);
    told
}

/// The marks in a page or in what a script is told.
pub fn read_marks(html: &str) -> Marks {
    let html = Html::parse_document(html);
    let selector = Selector::parse("[data-group-id][data-unread]").expect("a selector");
    let marks = html.select(&selector).map(|element| {
        let attribute = |name| element.value().attr(name).expect("a mark").to_owned();
        let group = attribute("data-group-id").parse().expect("a number");
        (group, (attribute("data-unread"), attribute("data-mentions")))
    });
    let nothing = ("0".to_owned(), "0".to_owned());
    marks.filter(|(_, mark)| *mark != nothing).collect()
}

/// The same by reading every message of each of their groups.
pub async fn recounted(site: &Site, user: &users::Model) -> Marks {
    let db = &site.ctx.db;
    let own = memberships::Entity::find()
        .filter(memberships::Column::UserId.eq(user.id))
        .all(db)
        .await;
    let mut marks = Marks::new();
    for member in own.expect("the database answers") {
        let group = groups::Entity::find_by_id(member.group_id).one(db).await;
        let group = group.expect("the database answers").expect("a foreign key");
        if group.deleted_at.is_some() {
            continue;
        }
        let all = messages::Entity::find()
            .filter(messages::Column::GroupId.eq(group.id))
            .all(db)
            .await;
        let (mut unread, mut mentioned) = (0, 0);
        for message in all.expect("the database answers") {
            let of_others =
                message.author_id != user.id && message.line.is_none() && message.deleted_at.is_none();
            if of_others && message.seq > member.last_read_seq {
                unread += 1;
                mentioned += u32::from(mentions::is_mentioned(&message.html, user.id));
            }
        }
        let is_muted = member.muted_until.is_some_and(|until| until > Utc::now());
        if is_muted || member.attention != "everything" {
            unread = 0;
        }
        if member.attention == "nothing" {
            mentioned = 0;
        }
        if unread > 0 || mentioned > 0 {
            let text = |count: u32| {
                if count > 99 {
                    "99+".to_owned()
                } else {
                    count.to_string()
                }
            };
            marks.insert(group.id, (text(unread), text(mentioned)));
        }
    }
    marks
}
