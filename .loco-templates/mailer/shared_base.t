{% set module = name | snake_case -%}
to: tests/requests/mail/{{ module }}.rs
skip_exists: true
message: "Its test: `cargo test --test app requests::mail::{{ module }}`."
injections:
- into: tests/requests/mail.rs
  before: "// mail-inject"
  content: "mod {{ module }};"
---
//! The mail `{{ module }}`.

use banter::mailers;
use loco_rs::environment::Environment;

use super::{by_mail, with_address};
use crate::support::{client::with_site_as, smtp::Smtp};

#[tokio::test]
async fn it_goes_to_who_has_an_address_in_their_language() {
    let mut smtp = Smtp::start().await;
    let port = smtp.port;
    with_site_as(Environment::Test, by_mail(port), async |site| {
        let (ada, bo) = (with_address(site, "ada").await, site.join("bo").await);
        for (language, subject) in [("en", "Subject: News from Banter"), ("de", "Subject: Neues von Banter")] {
            ada.does("/settings/language", &[("language", language)]).await;
            for person in [&bo, &ada] {
                let sent = mailers::{{ module }}(&site.ctx, &person.user().await).await;
                sent.expect("the mail server takes it");
            }
            let mail = smtp.next().await;
            assert_eq!(mail.to, "ada@example.org");
            assert!(mail.text.contains(subject) && mail.text.contains("http://localhost"), "{}", mail.text);
        }
        assert!(smtp.arrived().is_none(), "nothing goes to bo");
    })
    .await;
}
