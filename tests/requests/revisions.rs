//! Editing, deleting and reacting by request: the answers, and what they never tell.

use axum::http::{StatusCode, header};
use banter::models::search::catch_up;
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::support::client::{Site, attributes_of, header_of, texts_of, with_site};

/// All that the database keeps: of SQLite the bytes of its file, of PostgreSQL the rows of all tables.
async fn kept(site: &Site) -> Vec<u8> {
    let db = &site.ctx.db;
    let ask = async |sql: &str, column: usize| {
        let asked = Statement::from_string(db.get_database_backend(), sql);
        let row = db.query_one_raw(asked).await.expect("the database answers");
        let text: String = row.expect("a row").try_get_by_index(column).expect("a text");
        text
    };
    match db.get_database_backend() {
        DbBackend::Sqlite => {
            let logged = db.execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await;
            logged.expect("nobody reads");
            let file = ask("PRAGMA database_list", 2).await;
            assert_eq!(std::fs::metadata(format!("{file}-wal")).expect("a log").len(), 0);
            std::fs::read(file).expect("a file")
        }
        _ => ask("SELECT schema_to_xml('public', true, false, '')::text", 0)
            .await
            .into_bytes(),
    }
}

#[tokio::test]
async fn a_script_gets_the_frame_that_everybody_gets_and_a_form_goes_back() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        let message = ada.say(1, "three").await;
        let path = format!("/groups/1/messages/{}", message.id);
        for (what, form, expected) in [
            ("edit", ("body", "four"), "four"),
            ("reactions", ("emoji", "🎉"), "data-emoji=\"🎉\""),
            ("reactions/remove", ("emoji", "🎉"), "four"),
            ("delete", ("", ""), "message-deleted"),
        ] {
            let before = site.general().await.last_seq;
            let answer = ada.post_fragment(&format!("{path}/{what}"), &[form]).await;
            assert_eq!(answer.status_code(), StatusCode::OK, "{what}");
            let frame = answer.text();
            let span = format!("data-from=\"{before}\" data-to=\"{}\"", before + 1);
            assert!(
                frame.contains(&span) && frame.contains(expected),
                "{what}: {frame}"
            );
            assert!(!frame.contains("three"), "{what} tells of the old text: {frame}");
        }
        let other = ada.say(1, "five").await;
        let path = format!("/groups/1/messages/{}/reactions", other.id);
        let form = ada.post(&path, &[("emoji", "👍")]).await;
        assert_eq!(form.status_code(), StatusCode::SEE_OTHER);
        // Its own address: it may be older than what the group shows first.
        let back = format!("/groups/1/messages/{0}#message-{0}", other.id);
        assert_eq!(header_of(&form, header::LOCATION), Some(back));
    })
    .await;
}

#[tokio::test]
async fn the_text_to_edit_is_the_one_that_was_typed() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        let typed = "**a** <script> & \"b\"";
        let message = ada.say(1, typed).await;
        let path = format!("/groups/1/messages/{}/edit", message.id);
        let text = ada.get_fragment(&path).await;
        assert_eq!(text.text(), typed);
        let kind = header_of(&text, header::CONTENT_TYPE).expect("a type");
        assert!(kind.starts_with("text/plain"), "{kind}");
        assert_eq!(header_of(&text, header::VARY).as_deref(), Some("hx-request"));
    })
    .await;
}

#[tokio::test]
async fn what_is_refused_says_why_and_changes_nothing() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        let message = ada.say(1, "three").await;
        let path = format!("/groups/1/messages/{}", message.id);
        let long = "x".repeat(4001);
        for (what, field, value, status) in [
            ("edit", "body", " ", StatusCode::UNPROCESSABLE_ENTITY),
            ("edit", "body", long.as_str(), StatusCode::UNPROCESSABLE_ENTITY),
            ("edit", "text", "four", StatusCode::UNPROCESSABLE_ENTITY),
            ("reactions", "emoji", "", StatusCode::BAD_REQUEST),
            ("reactions", "emoji", "<b>", StatusCode::BAD_REQUEST),
            ("reactions", "emoji", "👍👍", StatusCode::BAD_REQUEST),
            ("reactions/remove", "emoji", ":+1:", StatusCode::BAD_REQUEST),
        ] {
            let answer = ada
                .post_fragment(&format!("{path}/{what}"), &[(field, value)])
                .await;
            assert_eq!(answer.status_code(), status, "{what} {field}={value}");
            assert!(!answer.text().is_empty() && !answer.text().contains("hx-partial"));
        }
        // A form gives back what was typed.
        let form = ada
            .post(&format!("{path}/edit"), &[("body", long.as_str())])
            .await;
        assert_eq!(form.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(form.text().contains(&long) && form.text().contains("id=\"body-error\""));
        assert_eq!(site.general().await.last_seq, 1);
    })
    .await;
}

#[tokio::test]
async fn who_changes_too_much_at_once_has_to_wait() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        let message = ada.say(1, "three").await;
        site.configure(|settings| settings.limits.revisions_per_10s = 2);
        let path = format!("/groups/1/messages/{}/reactions", message.id);
        let mut answers = Vec::new();
        for emoji in ["👍", "🎉", "😂"] {
            answers.push(ada.post_fragment(&path, &[("emoji", emoji)]).await);
        }
        let codes: Vec<_> = answers.iter().map(axum_test::TestResponse::status_code).collect();
        assert_eq!(
            codes,
            [StatusCode::OK, StatusCode::OK, StatusCode::TOO_MANY_REQUESTS]
        );
        let wait = header_of(&answers[2], header::RETRY_AFTER).expect("it says how long");
        assert!((1..=6).contains(&wait.parse::<u32>().expect("seconds")));
        // Writing has a limit of its own.
        ada.say(1, "four").await;
    })
    .await;
}

#[tokio::test]
async fn what_a_message_said_before_is_there_for_who_sees_it_and_gone_with_it() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let message = ada.say(1, "version 0").await;
        let path = format!("/groups/1/messages/{}", message.id);
        for version in 1..=25 {
            let form = [("body", &*format!("version {version}"))];
            ada.does(&format!("{path}/edit"), &form).await;
        }
        // For a script a sheet, else a page.
        let (sheet, page) = (
            bo.get_fragment(&format!("{path}/revisions")).await,
            bo.get(&format!("{path}/revisions")).await,
        );
        assert!(!sheet.text().contains("<html") && page.text().contains("<html"));
        for answer in [&sheet, &page] {
            assert_eq!(header_of(answer, header::VARY).as_deref(), Some("hx-request"));
            let said = texts_of(&answer.text(), ".revisions .message-body");
            let expected: Vec<String> = (5..=25).rev().map(|n| format!("version {n}")).collect();
            assert_eq!(
                said, expected,
                "the newest first, and no more than a page of them"
            );
            assert_eq!(texts_of(&answer.text(), ".revisions .tag"), ["Now"]);
        }
        let older = attributes_of(&sheet.text(), "a[data-sheet]", "href");
        let rest = bo.get_fragment(&older[0]).await.text();
        let expected: Vec<String> = (0..5).rev().map(|n| format!("version {n}")).collect();
        assert_eq!(texts_of(&rest, ".revisions .message-body"), expected);
        assert!(attributes_of(&rest, "a[data-sheet]", "href").is_empty());

        ada.does(&format!("{path}/delete"), &[]).await;
        for path in [format!("{path}/revisions"), older[0].clone()] {
            let gone = bo.get(&path).await;
            assert_eq!(gone.status_code(), StatusCode::NOT_FOUND);
            assert!(!gone.text().contains("version"));
        }
    })
    .await;
}

#[tokio::test]
async fn no_byte_is_left_of_what_was_deleted() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let message = ada.say(1, "first gooseberries").await;
        let path = format!("/groups/1/messages/{}", message.id);
        ada.does(&format!("{path}/edit"), &[("body", "second blackcurrants")])
            .await;
        bo.say(1, "third elderflowers").await;
        let left = async || {
            let indexed = catch_up(&site.ctx.db, |_| {}).await;
            indexed.expect("the index can be written");
            let kept = kept(site).await;
            ["gooseberries", "blackcurrants", "elderflowers"]
                .map(|word| kept.windows(word.len()).any(|bytes| bytes == word.as_bytes()))
        };
        assert_eq!(left().await, [true, true, true]);
        ada.does(&format!("{path}/delete"), &[]).await;
        assert_eq!(left().await, [false, false, true]);
    })
    .await;
}

#[tokio::test]
async fn one_reacts_with_any_emoji_found_by_its_names() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        let message = ada.say(1, "three").await;
        let path = format!("/groups/1/messages/{}", message.id);
        let picker = ada.get_fragment(&format!("{path}/reactions/new")).await.text();
        let all = attributes_of(&picker, "button.emoji", "value");
        assert!(all.len() > 1800, "{}", all.len());
        let refused: Vec<&String> = all
            .iter()
            .filter(|emoji| banter::models::reactions::emoji(emoji) != Some(emoji.as_str()))
            .collect();
        assert!(refused.is_empty(), "offered and refused: {refused:?}");

        for (query, sought, emoji) in [
            ("Narwhal", "Narwhal", None),
            ("TADA", "TADA", Some("🎉")),
            ("party+pop", "party pop", Some("🎉")),
            ("%F0%9F%8E%89", "🎉", Some("🎉")),
        ] {
            let page = ada.get(&format!("{path}/reactions/new?q={query}")).await.text();
            let found = attributes_of(&page, "button.emoji", "value");
            assert_eq!(found.first().map(String::as_str), emoji, "{sought}: {found:?}");
            // What was looked for is still in the field.
            assert_eq!(attributes_of(&page, "[type=search]", "value"), [sought]);
        }
        // In the reader's language, with marks and without, by English codes too; none is without a name of its own.
        ada.does("/settings/language", &[("language", "es")]).await;
        for (query, emoji) in [
            ("Coraz%C3%B3n+rojo", "❤️"),
            ("corazon+rojo", "❤️"),
            ("celebracion", "🎉"),
            ("tada", "🎉"),
        ] {
            let page = ada.get(&format!("{path}/reactions/new?q={query}")).await.text();
            let found = attributes_of(&page, "button.emoji", "value");
            assert!(found.iter().any(|one| one == emoji), "{query}: {found:?}");
        }
        let page = ada.get(&format!("{path}/reactions/new?q=mariposa")).await.text();
        assert_eq!(attributes_of(&page, "button.emoji", "title"), ["mariposa"]);
        ada.does("/settings/language", &[("language", "de")]).await;
        let page = ada.get(&format!("{path}/reactions/new")).await.text();
        let german = attributes_of(&page, "button.emoji", "title");
        let english = attributes_of(&picker, "button.emoji", "title");
        let alike = german.iter().zip(&english).filter(|(one, other)| one == other);
        assert!(alike.count() < 50, "some are: Tornado");
        // Its form is the one that reacts.
        let action = attributes_of(&picker, "form.emoji-groups", "action");
        ada.does(&action[0], &[("emoji", "🦄")]).await;
        let shown = ada.get("/groups/1").await.text();
        assert_eq!(attributes_of(&shown, ".reaction", "data-emoji"), ["🦄"]);
    })
    .await;
}
