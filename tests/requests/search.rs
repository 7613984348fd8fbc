//! Finding messages: what is found, how, and by whom.

use axum::http::StatusCode;
use banter::models::search::catch_up;

use crate::support::client::{Person, Site, attributes_of, texts_of, with_site};

/// Has the index take in all that is written.
async fn index(site: &Site) {
    catch_up(&site.ctx.db, |_| {})
        .await
        .expect("the index can be written");
}

fn address(query: &str) -> String {
    let query: String = form_urlencoded::byte_serialize(query.as_bytes()).collect();
    format!("/search?q={query}")
}

/// The texts that somebody finds, in order.
async fn found(person: &Person<'_>, query: &str) -> Vec<String> {
    index(person.site).await;
    let page = person.get(&address(query)).await;
    assert_eq!(page.status_code(), StatusCode::OK, "{query}: {}", page.text());
    texts_of(&page.text(), ".hit-excerpt")
}

/// What is marked in them.
async fn marked(person: &Person<'_>, query: &str) -> Vec<String> {
    index(person.site).await;
    texts_of(&person.get(&address(query)).await.text(), ".hit-excerpt mark")
}

#[tokio::test]
async fn words_phrases_and_parts_are_found_the_newest_first_and_marked() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        for text in [
            "The quick brown fox",
            "a fox, quick!",
            "quickly now",
            "今天天气很好",
            "오늘 날씨가 좋다",
            "see https://docs.example.com/setup/first-steps.html",
            "write to bo.miller@example.org",
            "we **deployed** it yesterday",
            "deploys are fun",
            "Crème brûlée",
        ] {
            ada.say(1, text).await;
        }
        assert_eq!(
            found(&ada, "quick").await,
            ["quickly now", "a fox, quick!", "The quick brown fox"]
        );
        assert_eq!(marked(&ada, "quick").await, ["quick", "quick", "quick"]);
        assert_eq!(
            found(&ada, "fox quick").await,
            ["a fox, quick!", "The quick brown fox"]
        );
        assert_eq!(found(&ada, "\"quick brown\"").await, ["The quick brown fox"]);
        assert_eq!(marked(&ada, "\"quick brown\"").await, ["quick brown"]);
        assert_eq!(found(&ada, "\"quick\"").await.len(), 2);
        assert_eq!(found(&ada, "uick").await.len(), 3, "parts of words");
        assert_eq!(found(&ada, "天气").await, ["今天天气很好"]);
        assert_eq!(marked(&ada, "天气").await, ["天气"]);
        assert!(found(&ada, "天很").await.is_empty());
        assert_eq!(found(&ada, "날씨").await, ["오늘 날씨가 좋다"]);
        assert_eq!(found(&ada, "example.com/setup").await.len(), 1);
        assert_eq!(
            found(&ada, "https://docs.example.com/setup/first-steps.html")
                .await
                .len(),
            1
        );
        assert_eq!(
            found(&ada, "bo.miller@example.org").await,
            ["write to bo.miller@example.org"]
        );
        assert_eq!(
            found(&ada, "deploy").await,
            ["deploys are fun", "we deployed it yesterday"]
        );
        assert_eq!(found(&ada, "deploying").await.len(), 2, "word forms");
        assert_eq!(found(&ada, "\"deployed\"").await, ["we deployed it yesterday"]);
        assert_eq!(found(&ada, "CREME brulee").await, ["Crème brûlée"]);
        assert!(found(&ada, "fox nowhere").await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn files_links_and_what_is_forwarded_are_found() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let file = ada.uploaded(1, "report-quarter_2.csv", b"a,b\n1,2\n").await;
        ada.does(
            "/groups/1/messages",
            &[("body", "numbers"), ("attachments", &file.to_string())],
        )
        .await;
        ada.say(1, "[the plan](https://plans.example/secret-garden)")
            .await;
        let original = ada.say(1, "worth repeating").await;
        let room = ada.make_group("public", "lobby", &[]).await;
        bo.does(
            &format!("/groups/1/messages/{}/forward", original.id),
            &[("to", &room.to_string()), ("body", "look")],
        )
        .await;
        assert_eq!(
            found(&ada, "quarter_2.csv").await,
            ["numbers", "report-quarter_2.csv"]
        );
        assert_eq!(found(&ada, "has:file").await, ["numbers"]);
        assert_eq!(found(&ada, "has:file nowhere").await, Vec::<String>::new());
        assert_eq!(
            found(&ada, "secret-garden").await,
            ["the plan", "https://plans.example/secret-garden"]
        );
        assert_eq!(found(&ada, "has:link").await, ["the plan"]);
        assert_eq!(
            found(&ada, "repeating").await,
            ["look", "worth repeating", "worth repeating"]
        );
        assert_eq!(
            found(&ada, "repeating in:lobby").await,
            ["look", "worth repeating"]
        );
    })
    .await;
}

#[tokio::test]
async fn operators_choose_people_places_and_days() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let attic = ada.make_group("private", "the attic", &[&bo]).await;
        let direct = bo.start_direct(&ada).await;
        ada.say(1, "one apple").await;
        bo.say(attic, "two apples").await;
        bo.say(direct, "three apples").await;
        assert_eq!(found(&ada, "apple from:bo").await, ["three apples", "two apples"]);
        assert_eq!(
            found(&ada, "from:@Bo apple in:\"the attic\"").await,
            ["two apples"]
        );
        assert_eq!(found(&bo, "from:me").await, ["three apples", "two apples"]);
        bo.does("/settings/profile", &[("display_name", "Bo Peep")]).await;
        assert_eq!(found(&ada, "from:\"bo peep\" two").await, ["two apples"]);
        assert_eq!(found(&ada, "in:#general from:ada").await, ["one apple"]);
        assert_eq!(found(&ada, "in:@bo").await, ["three apples"]);
        assert_eq!(
            found(&ada, "in:general in:@bo apple").await,
            ["three apples", "one apple"]
        );
        assert_eq!(found(&ada, "apple after:2020").await.len(), 3);
        assert_eq!(found(&ada, "apple before:2090-01-01").await.len(), 3);
        assert!(found(&ada, "apple before:2020-05").await.is_empty());
        assert!(found(&ada, "apple after:2020 before:2021").await.is_empty());
        // What leads nowhere is a word.
        ada.say(1, "from:nobody and in:nowhere, before:noon has:fun")
            .await;
        for word in ["from:nobody", "in:nowhere", "before:noon", "has:fun"] {
            assert_eq!(found(&ada, word).await.len(), 1, "{word}");
        }
        // A group that is none of theirs is as unknown as one that is not there.
        let eve = site.join("eve").await;
        assert!(found(&eve, "apple in:\"the attic\"").await.is_empty());
        assert!(found(&eve, "in:@bo").await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn nobody_finds_what_they_may_not_read() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let eve = site.join("eve").await;
        let attic = bo.make_group("private", "attic", &[&eve]).await;
        let room = bo.make_group("public", "lobby", &[&eve]).await;
        let direct = bo.start_direct(&eve).await;
        for group in [attic, room, direct] {
            bo.say(group, &format!("canary {group}")).await;
        }
        assert_eq!(found(&eve, "canary").await.len(), 3);
        let open = format!("canary {room}");
        assert_eq!(
            found(&ada, "canary").await,
            std::slice::from_ref(&open),
            "an administrator opens no door"
        );
        let quick = ada.get("/search/quick?q=canary").await.text();
        assert_eq!(attributes_of(&quick, "[data-kind=message]", "data-href").len(), 1);

        let eve_id = eve.id().await;
        bo.does(&format!("/groups/{attic}/members/{eve_id}/remove"), &[])
            .await;
        let now = found(&eve, "canary").await;
        assert_eq!(now, [format!("canary {direct}"), open]);
        bo.does(
            &format!("/groups/{room}/bans"),
            &[("user_id", &eve_id.to_string())],
        )
        .await;
        assert_eq!(found(&eve, "canary").await, [format!("canary {direct}")]);
        assert!(found(&eve, "in:lobby").await.is_empty());
        bo.does(&format!("/groups/{room}/delete"), &[("confirm", "lobby")])
            .await;
        assert!(found(&ada, "canary").await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_was_deleted_or_changed_is_found_no_more() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        let (one, two) = (ada.say(1, "canary one").await, ada.say(1, "canary two").await);
        assert_eq!(found(&ada, "canary").await.len(), 2);
        ada.does(
            &format!("/groups/1/messages/{}/edit", one.id),
            &[("body", "sparrow one")],
        )
        .await;
        ada.does(&format!("/groups/1/messages/{}/delete", two.id), &[])
            .await;
        // At once, and not only when the index has heard of it.
        let page = ada.get(&address("canary")).await.text();
        assert!(texts_of(&page, ".hit").is_empty());
        assert_eq!(found(&ada, "sparrow").await, ["sparrow one"]);
        assert!(found(&ada, "canary").await.is_empty());
        // Whatever else happens to a message, it stays.
        ada.does(
            &format!("/groups/1/messages/{}/reactions", one.id),
            &[("emoji", "👍")],
        )
        .await;
        assert_eq!(found(&ada, "sparrow").await, ["sparrow one"]);
    })
    .await;
}

#[tokio::test]
async fn no_input_is_an_error() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        ada.say(1, "100% of \"it\" (NOT that_one) * OR a\\b's").await;
        index(site).await;
        for odd in [
            "",
            " ",
            "\"",
            "\"\"",
            "*",
            "\"*\" OR",
            "NOT",
            "AND OR NEAR(",
            "terms:x",
            "^a",
            "a*",
            "-a",
            "%",
            "_",
            "\\",
            "'",
            "';--",
            "{a b}",
            "a AND",
            "|",
            "&",
            "!",
            "<->",
            ":*",
            "\0",
            "a\0b",
            "\u{202e}",
            "🎉",
            "in:",
            "from:",
            "in:\"",
            "before:",
            "after:9999-12-31",
            "before:0000-01-01",
            "has:",
            "é\u{301}\u{301}",
        ] {
            found(&ada, odd).await;
            let quick = ada.get(&address(odd).replace("/search?", "/search/quick?")).await;
            assert_eq!(quick.status_code(), StatusCode::OK, "{odd}");
        }
        found(&ada, &"word ".repeat(1000)).await;
        found(&ada, &"x".repeat(3000)).await;
        for address in [
            "/search",
            "/search?q=a&q=b",
            "/search?q=%ff%fe",
            "/search?q=a&before=",
            "/search?q=a&before=nothing",
            "/search?q=a&before=-1",
            "/search?q=a&before=9223372036854775807",
            "/search?before=1",
        ] {
            assert_eq!(ada.get(address).await.status_code(), StatusCode::OK, "{address}");
        }
        assert_eq!(found(&ada, "100%").await.len(), 1);
        assert_eq!(found(&ada, "that_one").await.len(), 1);
        assert_eq!(found(&ada, "b's").await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn what_is_shown_is_text() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        ada.say(1, "`<img src=x onerror=alert(1)>` & <b>bold</b> needle")
            .await;
        index(site).await;
        let page = ada.get(&address("needle <b>")).await.text();
        assert!(page.contains("&lt;img src=x onerror=alert(1)&gt;"));
        assert!(page.contains("<mark>needle</mark>"));
        assert!(!page.contains("<b>") && !page.contains("<img src=x"));
        let quick = ada.get("/search/quick?q=needle").await.text();
        assert!(quick.contains("<mark>needle</mark>") && !quick.contains("<b>bold"));
    })
    .await;
}

#[tokio::test]
async fn many_hits_have_pages_and_each_leads_to_its_place() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        for n in 0..45 {
            ada.say(1, &format!("number {n:02}")).await;
        }
        index(site).await;
        let (mut address, mut all) = (address("number"), Vec::new());
        loop {
            let page = ada.get(&address).await.text();
            all.extend(texts_of(&page, ".hit-excerpt"));
            match attributes_of(&page, "#more a", "href").pop() {
                Some(next) => address = next,
                None => break,
            }
        }
        let expected: Vec<String> = (0..45).rev().map(|n| format!("number {n:02}")).collect();
        assert_eq!(all, expected, "each once, the newest first");
        let page = ada.get("/search?q=%22number+07%22").await.text();
        let href = attributes_of(&page, ".hit-link", "href").pop().expect("a hit");
        let (path, anchor) = href.split_once('#').expect("an anchor");
        let context = ada.get(path).await.text();
        assert!(context.contains(&format!("id=\"{anchor}\"")) && context.contains("number 08"));
    })
    .await;
}

#[tokio::test]
async fn the_switcher_knows_people_rooms_and_messages() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("boris").await);
        bo.make_group("public", "borders", &[]).await;
        bo.make_group("private", "border patrol", &[]).await;
        bo.say(1, "the border is near").await;
        index(site).await;
        let quick = ada.get("/search/quick?q=bor").await.text();
        let of = |kind: &str| texts_of(&quick, &format!("[data-kind={kind}] bdi"));
        assert_eq!(of("person"), ["boris"]);
        assert_eq!(of("room"), ["borders"]);
        assert_eq!(
            texts_of(&quick, "[data-kind=message] .option-excerpt"),
            ["the border is near"]
        );
    })
    .await;
}

#[tokio::test]
async fn who_searches_too_often_waits() {
    with_site(async |site| {
        site.configure(|settings| settings.limits.searches_per_10s = 2);
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        for _ in 0..2 {
            assert_eq!(ada.get("/search?q=a").await.status_code(), StatusCode::OK);
        }
        let refused = ada.get("/search/quick?q=a").await;
        assert_eq!(refused.status_code(), StatusCode::TOO_MANY_REQUESTS);
        assert!(refused.headers().contains_key("retry-after"));
        assert_eq!(bo.get("/search?q=a").await.status_code(), StatusCode::OK);
    })
    .await;
}
