//! What a message says, everywhere it says something.

use std::collections::{HashMap, HashSet};

use loco_rs::model::ModelResult;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    prelude::DateTimeWithTimeZone, sea_query::Order,
};

use super::text::{self, Unit};
use crate::models::{
    attachments, forwards,
    groups::{self, Kind},
    messages::{self, Column, text_of},
};

/// One text of a message: its own, what it forwards, the name of a file, an address that a link leads to.
#[derive(Debug)]
pub(super) struct Part {
    pub text: String,
    pub units: Vec<Unit>,
}

/// A live message as it is now.
#[derive(Debug)]
pub(super) struct Document {
    pub id: i64,
    pub group_id: i64,
    pub author_id: i64,
    pub created_at: DateTimeWithTimeZone,
    pub is_open: bool,
    pub has_file: bool,
    pub has_link: bool,
    /// What it says itself comes first.
    pub parts: Vec<Part>,
}

/// Those of the messages that are live, were `written` so, and in such `places`; the newest first.
///
/// Apart from the ids nothing is asked of messages that an index knows, or SQLite reads all messages of a group instead.
pub(super) async fn find(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = i64>,
    written: Condition,
    places: Condition,
) -> ModelResult<Vec<Document>> {
    type Row = (i64, i64, i64, String, DateTimeWithTimeZone);
    let mut rows: Vec<Row> = messages::Entity::find()
        .select_only()
        .columns([
            Column::Id,
            Column::GroupId,
            Column::AuthorId,
            Column::Html,
            Column::CreatedAt,
        ])
        .filter(Column::Id.is_in(ids))
        .filter(written)
        .filter(Column::DeletedAt.is_null())
        .filter(Column::Line.is_null())
        .order_by(Column::Id, Order::Desc)
        .into_tuple()
        .all(db)
        .await?;
    let group_ids: HashSet<i64> = rows.iter().map(|(_, group_id, ..)| *group_id).collect();
    let kinds: HashMap<i64, String> = groups::Entity::find()
        .select_only()
        .columns([groups::Column::Id, groups::Column::Kind])
        .filter(groups::Column::Id.is_in(group_ids))
        .filter(places)
        .filter(groups::Column::DeletedAt.is_null())
        .into_tuple()
        .all(db)
        .await?
        .into_iter()
        .collect();
    rows.retain(|(_, group_id, ..)| kinds.contains_key(group_id));
    let ids = || rows.iter().map(|(id, ..)| *id);
    let mut forwards = forwards::of(db, ids()).await?;
    let mut files = attachments::names_of(db, ids()).await?;
    Ok(rows
        .into_iter()
        .map(|(id, group_id, author_id, html, created_at)| {
            let files = files.remove(&id).unwrap_or_default();
            let forwarded = forwards.remove(&id).map(|forward| forward.html);
            let mut texts = vec![text_of(&html)];
            texts.extend(forwarded.as_deref().map(text_of));
            let links: Vec<String> = [Some(&*html), forwarded.as_deref()]
                .into_iter()
                .flatten()
                .flat_map(links)
                .collect();
            let has_link = !links.is_empty();
            let has_file = !files.is_empty();
            texts.extend(files);
            for link in links {
                // Mostly the address is what one reads.
                if !texts.iter().any(|text| text.contains(&link)) {
                    texts.push(link);
                }
            }
            Document {
                id,
                group_id,
                author_id,
                created_at,
                is_open: kinds[&group_id] == Kind::Public.as_str(),
                has_file,
                has_link,
                parts: texts.iter().map(|text| Part::new(text)).collect(),
            }
        })
        .collect())
}

impl Part {
    pub fn new(text: &str) -> Self {
        let text = text::composed(text);
        let units = text::units(&text);
        Self { text, units }
    }
}

/// Where the links of sanitised HTML lead outside. Those to people stay inside.
fn links(html: &str) -> Vec<String> {
    let starts = html.split(" href=\"").skip(1);
    let links = starts.filter_map(|rest| Some(text_of(rest.split_once('"')?.0)));
    links
        .filter_map(|link| match link.strip_prefix("mailto:") {
            Some(mailbox) => Some(mailbox.to_owned()),
            None => link.starts_with("http").then_some(link),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::messages::Body;

    #[test]
    fn links_are_those_that_lead_outside() {
        let html = Body::parse("[this](https://a.example/?b=1&c=2) and bo@b.example, not /people/ada")
            .expect("a text")
            .html;
        assert_eq!(links(&html), ["https://a.example/?b=1&c=2", "bo@b.example"]);
    }
}
