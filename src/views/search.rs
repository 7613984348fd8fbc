//! What somebody finds.

use std::collections::HashSet;

use chrono::SecondsFormat;
use chrono_tz::Tz;
use serde::Serialize;

use super::{
    locale,
    messages::permalink,
    shell::{Person, Shell},
    sidebar::{Sidebar, direct_name},
};
use crate::models::{
    groups::{Directory, Kind},
    search::{Excerpt, Hit, Hits, LONGEST_QUERY},
    users,
};

/// `search/index.html`
#[derive(Debug, Serialize)]
pub struct SearchPage {
    pub shell: Shell,
    pub sidebar: Sidebar,
    /// What was typed.
    pub query: String,
    /// Characters that are read of it.
    pub longest: usize,
    /// Nothing was asked for.
    pub blank: bool,
    pub hits: Vec<HitView>,
    /// Where older ones are.
    pub next: Option<String>,
    /// It took too long to look through all.
    pub gave_up: bool,
    pub first_page: bool,
}

/// `search/_quick.html`: what the switcher shows.
#[derive(Debug, Default, Serialize)]
pub struct QuickView {
    pub people: Vec<Person>,
    pub rooms: Vec<RoomLink>,
    pub hits: Vec<HitView>,
}

/// A public room that the viewer is no member of.
#[derive(Debug, Serialize)]
pub struct RoomLink {
    pub id: i64,
    pub name: String,
}

/// A message that was found.
#[derive(Debug, Serialize)]
pub struct HitView {
    /// `/groups/1/messages/7#message-7`
    pub path: String,
    pub author: Person,
    /// The name of the group, or of the one whom the chat is with.
    pub place: String,
    /// The icon of its kind.
    pub icon: &'static str,
    /// RFC 3339 in UTC.
    pub at: String,
    /// The same in the site's zone, e.g. `22 November 2026, 13:24`.
    pub shown: String,
    pub excerpts: Vec<Vec<FragmentView>>,
    /// The reader has blocked who wrote it, or what it forwards.
    pub folded: bool,
}

/// A piece of plain text.
#[derive(Debug, Serialize)]
pub struct FragmentView {
    pub text: String,
    pub marked: bool,
}

impl SearchPage {
    #[must_use]
    pub fn new(
        shell: Shell,
        sidebar: Sidebar,
        query: String,
        before: Option<i64>,
        found: &Hits,
        folded: &HashSet<i64>,
        zone: Tz,
    ) -> Self {
        let viewer_id = shell.viewer.as_ref().map_or(0, |viewer| viewer.id);
        let address = |before| {
            let typed: String = form_urlencoded::byte_serialize(query.as_bytes()).collect();
            format!("/search?q={typed}&before={before}")
        };
        Self {
            next: found.next.map(address),
            hits: views(found, viewer_id, folded, zone),
            gave_up: found.gave_up,
            blank: found.is_blank,
            first_page: before.is_none(),
            longest: LONGEST_QUERY,
            shell,
            sidebar,
            query,
        }
    }
}

impl QuickView {
    /// At most `limit` of each kind.
    #[must_use]
    pub fn new(
        viewer_id: i64,
        people: &[users::Model],
        rooms: &Directory,
        found: &Hits,
        folded: &HashSet<i64>,
        limit: usize,
        zone: Tz,
    ) -> Self {
        let others = rooms.rooms.iter().filter(|room| !room.joined).take(limit);
        Self {
            people: people.iter().map(Person::from).collect(),
            rooms: others
                .map(|room| RoomLink {
                    id: room.group.id,
                    name: room.group.name.clone(),
                })
                .collect(),
            hits: views(found, viewer_id, folded, zone),
        }
    }
}

fn views(found: &Hits, viewer_id: i64, folded: &HashSet<i64>, zone: Tz) -> Vec<HitView> {
    let hits = found.hits.iter();
    hits.map(|hit| HitView {
        folded: folded.contains(&hit.id),
        ..HitView::new(hit, viewer_id, zone)
    })
    .collect()
}

impl HitView {
    fn new(hit: &Hit, viewer_id: i64, zone: Tz) -> Self {
        let created = hit.created_at.to_utc();
        Self {
            path: permalink(hit.group.id, hit.id),
            author: Person::from(&hit.author),
            place: match &hit.other {
                Some(other) => direct_name(&Person::from(other), other.id == viewer_id),
                None => hit.group.name.clone(),
            },
            icon: match hit.group.kind() {
                Kind::Public => "hash",
                Kind::Private => "lock",
                Kind::Direct => "chat",
            },
            at: created.to_rfc3339_opts(SecondsFormat::Secs, true),
            shown: locale::moment(&created.with_timezone(&zone)),
            excerpts: hit.excerpts.iter().map(fragments).collect(),
            folded: false,
        }
    }
}

fn fragments(Excerpt(fragments): &Excerpt) -> Vec<FragmentView> {
    let fragments = fragments.iter();
    fragments
        .map(|fragment| FragmentView {
            text: fragment.text.clone(),
            marked: fragment.marked,
        })
        .collect()
}
