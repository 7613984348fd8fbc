//! Editing, deleting and reacting by request: the answers, and what they never tell.

use axum::http::{StatusCode, header};

use crate::support::client::{header_of, with_site};

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
