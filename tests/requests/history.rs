//! Pages of a timeline, and the address of a message.

use axum::http::StatusCode;
use banter::models::messages;
use chrono::{DateTime, Duration, FixedOffset, Utc};
use futures_util::future::join_all;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel, QueryOrder};

use crate::support::client::{Person, Site, attributes_of, texts_of, with_site};

/// Posts `m1` to `m{count}`.
async fn fill(person: &Person<'_>, group: i64, count: usize) {
    let path = format!("/groups/{group}/messages");
    // In pieces, each in order: as many at once as the journal takes in.
    for n in 1..=count {
        let response = person.post(&path, &[("body", &format!("m{n}"))]).await;
        assert_eq!(response.status_code(), StatusCode::SEE_OTHER);
    }
}

async fn all(site: &Site) -> Vec<messages::Model> {
    let all = messages::Entity::find()
        .order_by_asc(messages::Column::Seq)
        .all(&site.ctx.db)
        .await;
    all.expect("the database answers")
}

/// The numbers that a page shows, and its links to the pages around.
async fn window(person: &Person<'_>, path: &str) -> (Vec<i64>, Option<String>, Option<String>) {
    let response = person.get(path).await;
    assert_eq!(response.status_code(), StatusCode::OK, "{path}");
    let page = response.text();
    let seqs: Vec<i64> = attributes_of(&page, "#messages > li", "data-seq")
        .iter()
        .map(|seq| seq.parse().expect("a number"))
        .collect();
    let first = seqs.first().copied().unwrap_or_default().to_string();
    assert_eq!(
        attributes_of(&page, "#messages", "data-first-seq"),
        [first],
        "{path}"
    );
    let link = |id: &str, data: &str| {
        let link = attributes_of(&page, id, "href").into_iter().next();
        let same = attributes_of(&page, "#messages", data).into_iter().next();
        assert_eq!(link, same, "{path}");
        link
    };
    let (older, newer) = (link("#older", "data-older"), link("#newer", "data-newer"));
    let fragment = person.get_fragment(path).await.text();
    let same = attributes_of(&fragment, "#messages > li", "data-seq");
    assert_eq!(
        same,
        seqs.iter().map(i64::to_string).collect::<Vec<_>>(),
        "{path}"
    );
    (seqs, older, newer)
}

fn range(from: i64, to: i64) -> Vec<i64> {
    (from..=to).collect()
}

#[tokio::test]
async fn a_long_timeline_is_paged_by_fifty() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        let group = site.general().await.id;
        let at = |query: &str| format!("/groups/{group}{query}");
        assert_eq!(window(&maria, &at("")).await, (vec![], None, None));
        fill(&maria, group, 120).await;

        let (newest, older, newer) = window(&maria, &at("")).await;
        assert_eq!((newest, newer), (range(71, 120), None));
        let (second, older, newer) = window(&maria, &older.expect("there is more")).await;
        assert_eq!((second, newer), (range(21, 70), Some(at("?after=70"))));
        let (first, older, newer) = window(&maria, &older.expect("there is more")).await;
        assert_eq!((first, older), (range(1, 20), None));
        // And back.
        let (second, _, newer) = window(&maria, &newer.expect("there is more")).await;
        assert_eq!(second, range(21, 70));
        let (third, older, newer) = window(&maria, &newer.expect("there is more")).await;
        assert_eq!((third, newer), (range(71, 120), None));
        assert_eq!(older, Some(at("?before=71")));
        let page = maria.get(&at("?before=71")).await.text();
        assert_eq!(
            attributes_of(&page, "#messages", "data-last-seq"),
            ["120"],
            "the group's cursor"
        );
    })
    .await;
}

#[tokio::test]
async fn every_edge_of_a_timeline_has_an_answer() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        let group = site.general().await.id;
        fill(&maria, group, 60).await;
        let at = |query: &str| format!("/groups/{group}{query}");
        let (min, max) = (i64::MIN, i64::MAX);
        for (query, seqs, older, newer) in [
            ("?before=1".to_owned(), vec![], None, Some("?after=0")),
            ("?before=2".to_owned(), vec![1], None, Some("?after=1")),
            ("?before=61".to_owned(), range(11, 60), Some("?before=11"), None),
            (format!("?before={max}"), range(11, 60), Some("?before=11"), None),
            (format!("?before={min}"), vec![], None, Some("?after=0")),
            ("?before=0".to_owned(), vec![], None, Some("?after=0")),
            ("?after=0".to_owned(), range(1, 50), None, Some("?after=50")),
            (format!("?after={min}"), range(1, 50), None, Some("?after=50")),
            ("?after=59".to_owned(), vec![60], Some("?before=60"), None),
            // Past the end there is a way back.
            ("?after=60".to_owned(), vec![], Some(""), None),
            (format!("?after={max}"), vec![], Some(""), None),
            ("?after=0&limit=1".to_owned(), vec![1], None, Some("?after=1")),
            ("?after=0&limit=0".to_owned(), vec![1], None, Some("?after=1")),
            ("?after=0&limit=300".to_owned(), range(1, 60), None, None),
            (format!("?after=0&limit={}", u64::MAX), range(1, 60), None, None),
            (
                "?before=3&after=50".to_owned(),
                vec![1, 2],
                None,
                Some("?after=2"),
            ),
            ("?unknown=1".to_owned(), range(11, 60), Some("?before=11"), None),
        ] {
            let expected = (seqs, older.map(at), newer.map(at));
            assert_eq!(window(&maria, &at(&query)).await, expected, "{query}");
        }
    })
    .await;
}

#[tokio::test]
async fn at_most_three_hundred_come_at_once() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        let group = site.general().await.id;
        let path = format!("/groups/{group}/messages");
        let posts = (0..310).map(|n| {
            let (maria, path) = (&maria, &path);
            async move {
                maria
                    .post(path, &[("body", &format!("m{n}"))])
                    .await
                    .status_code()
            }
        });
        assert!(
            join_all(posts)
                .await
                .iter()
                .all(|status| *status == StatusCode::SEE_OTHER)
        );
        let at = |query: &str| format!("/groups/{group}{query}");
        let expected = (range(1, 300), None, Some(at("?after=300")));
        assert_eq!(window(&maria, &at("?after=0&limit=5000")).await, expected);
    })
    .await;
}

#[tokio::test]
async fn a_window_that_makes_no_sense_is_a_page_that_says_so() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        let group = site.general().await.id;
        for query in [
            "before=x",
            "before=",
            "before=1.5",
            "before=99999999999999999999",
            "before=-99999999999999999999",
            "after=%00",
            "after=%FF",
            "after=1&limit=-1",
            "limit=x",
            "before=1&before=2",
        ] {
            let response = maria.get(&format!("/groups/{group}?{query}")).await;
            assert_eq!(response.status_code(), StatusCode::BAD_REQUEST, "{query}");
            assert_eq!(
                texts_of(&response.text(), ".error-status"),
                ["Error 400"],
                "{query}"
            );
            let response = maria.get_fragment(&format!("/groups/{group}?{query}")).await;
            assert_eq!(response.status_code(), StatusCode::BAD_REQUEST, "{query}");
            assert!(!response.text().contains('<'), "{query}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_address_of_a_message_shows_it_in_the_middle() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        let group = site.general().await.id;
        fill(&maria, group, 120).await;
        let messages = all(site).await;
        for (seq, first, last) in [(60, 35, 84), (1, 1, 25), (120, 95, 120)] {
            let message = &messages[seq - 1];
            let path = format!("/groups/{group}/messages/{}", message.id);
            let page = maria.get(&path).await;
            assert_eq!(page.status_code(), StatusCode::OK);
            let page = page.text();
            let seqs = attributes_of(&page, "#messages > li", "data-seq");
            let expected: Vec<String> = (first..=last).map(|seq| seq.to_string()).collect();
            assert_eq!(seqs, expected, "{seq}");
            assert_eq!(
                attributes_of(&page, "#messages > li.highlighted", "id"),
                [format!("message-{}", message.id)]
            );
            let links = [("#older", first > 1), ("#newer", last < 120)];
            for (link, there) in links {
                assert_eq!(
                    attributes_of(&page, link, "href").len(),
                    usize::from(there),
                    "{seq} {link}"
                );
            }
            // Every message names its own address.
            let own = format!("#message-{} a.message-time", message.id);
            assert_eq!(
                attributes_of(&page, &own, "href"),
                [format!("{path}#message-{}", message.id)]
            );
        }
        let page = maria.get(&format!("/groups/{group}")).await.text();
        assert!(attributes_of(&page, ".highlighted", "id").is_empty());
    })
    .await;
}

#[tokio::test]
async fn days_and_groups_are_derived_in_the_zone_of_the_site() {
    with_site(async |site| {
        let (maria, other) = (site.join("maria").await, site.join("other").await);
        let group = site.general().await.id;
        let path = format!("/groups/{group}/messages");
        for author in [&maria, &maria, &maria, &other, &other, &maria] {
            author.post(&path, &[("body", "hello")]).await;
        }
        // Around midnight in Auckland, which is noon in UTC.
        let noon: DateTime<FixedOffset> = "2026-06-10T12:00:00Z".parse().expect("a time");
        let times = [
            noon - Duration::minutes(3),
            noon - Duration::minutes(1),
            noon,
            noon + Duration::minutes(1),
            noon + Duration::minutes(5),
            noon + Duration::minutes(11),
        ];
        for (message, at) in all(site).await.into_iter().zip(times) {
            let mut row = message.into_active_model();
            row.created_at = Set(at);
            row.update(&site.ctx.db).await.expect("saved");
        }
        let page = async || maria.get(&format!("/groups/{group}")).await.text();
        let continuing = |page: &str| -> Vec<bool> {
            let classes = attributes_of(page, "#messages > li", "class");
            classes
                .iter()
                .map(|class| class.split(' ').any(|class| class == "continues"))
                .collect()
        };
        site.configure(|settings| settings.timezone = chrono_tz::Pacific::Auckland);
        let there = page().await;
        assert_eq!(
            attributes_of(&there, "#messages > li", "data-day"),
            ["Wednesday, 10 June 2026", "Thursday, 11 June 2026"]
        );
        let days = attributes_of(&there, "#messages > li[data-day]", "data-seq");
        assert_eq!(days, ["1", "3"]);
        assert_eq!(
            texts_of(&there, "#messages time"),
            ["23:57", "23:59", "00:00", "00:01", "00:05", "00:11"]
        );
        // The second follows its author; the third begins a day, the fourth another author; the last is late.
        assert_eq!(continuing(&there), [false, true, false, false, true, false]);

        site.configure(|settings| settings.timezone = chrono_tz::UTC);
        let here = page().await;
        assert_eq!(
            attributes_of(&here, "#messages > li", "data-day"),
            ["Wednesday, 10 June 2026"]
        );
        assert_eq!(texts_of(&here, "#messages time")[0], "11:57");
        assert_eq!(continuing(&here), [false, true, true, false, true, false]);
        // What scripts read is the same everywhere.
        let utc = |page: &str| attributes_of(page, "#messages time", "datetime");
        assert_eq!(utc(&here), utc(&there));
        assert_eq!(utc(&here)[0], "2026-06-10T11:57:00Z");
    })
    .await;
}

#[tokio::test]
async fn a_deleted_message_shows_nothing_of_its_text() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        let group = site.general().await.id;
        fill(&maria, group, 2).await;
        let deleted = all(site).await.remove(0);
        let id = deleted.id;
        let mut row = deleted.into_active_model();
        row.deleted_at = Set(Some(Utc::now().fixed_offset()));
        row.update(&site.ctx.db).await.expect("saved");
        for path in [
            format!("/groups/{group}"),
            format!("/groups/{group}/messages/{id}"),
        ] {
            let page = maria.get(&path).await.text();
            let bodies = texts_of(&page, "#messages .message-body");
            assert!(bodies[0] != "m1" && bodies[1] == "m2", "{bodies:?}");
            assert!(!page.contains("m1<"), "{path}");
        }
    })
    .await;
}
