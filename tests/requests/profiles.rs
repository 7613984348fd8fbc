//! What people say of themselves: what others see of it, and what is refused.

use axum::http::{StatusCode, header};
use axum_test::TestResponse;
use banter::models::{attachments::Sweep, users};
use chrono::{TimeDelta, Utc};
use image::{GenericImageView, ImageFormat};
use loco_rs::{config::Config, environment::Environment};
use sea_orm::{ActiveValue::Set, EntityTrait};
use tempfile::TempDir;

use crate::support::{
    client::{Person, attributes_of, header_of, sent_of, texts_of, with_site, with_site_as},
    files,
};

impl Person<'_> {
    async fn uploads(&self, name: &str, picture: &[u8]) -> TestResponse {
        let form = files::form(&[("picture", Some(name), picture)]);
        let request = self.site.server.post("/settings/picture").bytes(form.into());
        self.with_cookie(request.content_type(&files::form_type())).await
    }

    /// The address of the picture that others are shown.
    async fn picture(&self) -> Option<String> {
        let card = self.get(&format!("/people/{}", self.username)).await.text();
        attributes_of(&card, ".avatar-large img", "src").pop()
    }
}

#[tokio::test]
async fn a_name_and_a_few_words_are_what_others_see() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let before = ada.say(1, "first").await;
        let form = [
            ("display_name", "Ada <b>Lovelace"),
            ("pronouns", "she/her"),
            ("bio", "Engines,\nmostly & <i>"),
        ];
        let refused = ada.post("/settings/profile", &form).await;
        assert_eq!(refused.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
        let typed = attributes_of(&refused.text(), "#display_name", "value");
        assert_eq!(typed, ["Ada <b>Lovelace"], "what was typed is not lost");
        let form = [("display_name", "Ada Lovelace"), form[1], form[2]];
        ada.does("/settings/profile", &form).await;
        // The form has what is there.
        let page = ada.get("/settings/profile").await.text();
        let fields = sent_of(&page, "form[action='/settings/profile'] [name]");
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
        assert_eq!(fields, form);
        ada.post(
            &format!("/groups/1/messages/{}/reactions", before.id),
            &[("emoji", "👍")],
        )
        .await;
        ada.does(
            "/groups/1/messages",
            &[("body", "second"), ("reply_to", &before.id.to_string())],
        )
        .await;
        let page = bo.get("/groups/1").await.text();
        let authors = texts_of(&page, "#messages .message-author");
        assert_eq!(
            authors,
            ["Ada Lovelace", "Ada Lovelace"],
            "what was said before, too"
        );
        let titles = attributes_of(&page, "#messages .message-author", "title");
        assert_eq!(titles, ["@ada", "@ada"]);
        assert_eq!(attributes_of(&page, ".reaction", "title"), ["Ada Lovelace"]);
        assert!(texts_of(&page, ".quote")[0].contains("Ada Lovelace"));
        let initials = texts_of(&page, "#messages .avatar");
        assert_eq!(initials[0], "AL");
        let card = bo.get_fragment("/people/ada").await.text();
        assert_eq!(texts_of(&card, ".card-name"), ["Ada Lovelace"]);
        assert_eq!(texts_of(&card, ".card-bio"), ["Engines,\nmostly & <i>"]);
        assert!(texts_of(&card, ".card-facts")[0].contains("@ada"));
        assert!(card.contains("she/her"));
        // The same on a page, which shows its reader, too.
        let page = bo.get("/people/ada").await.text();
        assert_eq!(texts_of(&page, ".card-name"), ["Ada Lovelace"]);
        assert_eq!(attributes_of(&page, ".card-action", "action"), ["/direct/ada"]);
        for path in [
            "/people?q=lovel",
            "/groups/1/members?q=lovel",
            "/groups/1/mentionable?q=ada+l",
        ] {
            let found = bo.get(path).await.text();
            assert!(found.contains("Ada Lovelace"), "{path}");
        }
        // Nothing of it is left.
        ada.does("/settings/profile", &[("display_name", " ")]).await;
        let page = bo.get("/groups/1").await.text();
        assert_eq!(texts_of(&page, "#messages .message-author"), ["ada", "ada"]);
        assert!(!bo.get("/people/ada").await.text().contains("Engines"));
    })
    .await;
}

#[tokio::test]
async fn nobody_is_shown_by_a_name_that_is_anothers_or_not_seen() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        ada.does("/settings/profile", &[("display_name", "The Boss")])
            .await;
        for name in [
            "ADA",
            "the  boss",
            "ＡＤＡ",
            "a\u{202e}b",
            "a\u{200b}b",
            "@ada",
            &"x".repeat(49),
        ] {
            let response = bo.post("/settings/profile", &[("display_name", name)]).await;
            assert_eq!(
                response.status_code(),
                StatusCode::UNPROCESSABLE_ENTITY,
                "{name:?}"
            );
            assert_eq!(
                texts_of(&response.text(), "#display_name-error").len(),
                1,
                "{name:?}"
            );
        }
        assert_eq!(bo.user().await.name(), "bo");
        // One's own is no other's.
        bo.does("/settings/profile", &[("display_name", "Bo")]).await;
        ada.does("/settings/profile", &[("display_name", "the boss")])
            .await;
    })
    .await;
}

#[tokio::test]
async fn a_status_is_shown_until_it_is_over() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        for (emoji, text) in [
            ("x", ""),
            ("🎉🎉", ""),
            ("", "a\u{202e}b"),
            ("🎉", &*"x".repeat(81)),
        ] {
            let form = [("emoji", emoji), ("text", text)];
            let response = ada.post("/settings/status", &form).await;
            assert_eq!(
                response.status_code(),
                StatusCode::UNPROCESSABLE_ENTITY,
                "{form:?}"
            );
        }
        let form = [("emoji", "🌴"), ("text", "On the beach"), ("lasting", "hour")];
        ada.does("/settings/status", &form).await;
        let until = ada.user().await.status_until.expect("it ends") - Utc::now().fixed_offset();
        assert!((3500..=3600).contains(&until.num_seconds()), "{until}");
        let seen = async || {
            let card = bo.get_fragment("/people/ada").await.text();
            let listed = bo.get("/people").await.text();
            (
                texts_of(&card, ".card-status bdi"),
                texts_of(&listed, ".entry-status"),
            )
        };
        assert_eq!(
            seen().await,
            (vec!["On the beach".to_owned()], vec!["🌴".to_owned()])
        );
        let over = users::ActiveModel {
            id: Set(ada.id().await),
            status_until: Set(Some((Utc::now() - TimeDelta::seconds(1)).fixed_offset())),
            ..Default::default()
        };
        users::Entity::update(over)
            .exec(&site.ctx.db)
            .await
            .expect("written");
        assert_eq!(seen().await, (vec![], vec![]));
        // Words alone get a sign; neither says nothing.
        ada.does("/settings/status", &[("text", "busy")]).await;
        assert_eq!(seen().await, (vec!["busy".to_owned()], vec!["💬".to_owned()]));
        ada.does("/settings/status", &[]).await;
        assert_eq!(seen().await, (vec![], vec![]));
    })
    .await;
}

#[tokio::test]
async fn a_picture_is_cut_made_anew_and_kept_at_its_address() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let response = ada.uploads("me.jpg", &files::photograph(60, 40)).await;
        assert_eq!(
            response.status_code(),
            StatusCode::SEE_OTHER,
            "{}",
            response.text()
        );
        ada.say(1, "here").await;
        let path = ada.picture().await.expect("a picture");
        let page = bo.get("/groups/1").await.text();
        assert_eq!(
            attributes_of(&page, "#messages .avatar img", "src"),
            [path.as_str()]
        );
        let picture = bo.get(&path).await;
        let kept = header_of(&picture, header::CACHE_CONTROL).expect("it says how long");
        assert!(kept.contains("private") && kept.contains("immutable"), "{kept}");
        let policy = header_of(&picture, header::CONTENT_SECURITY_POLICY).expect("a policy");
        assert!(policy.contains("sandbox"), "{policy}");
        let bytes = picture.as_bytes();
        assert!(!bytes.windows(10).any(|part| part == b"GPS-CANARY"));
        let image = image::load_from_memory_with_format(bytes, ImageFormat::Jpeg).expect("a photograph");
        assert_eq!(image.dimensions(), (192, 192));
        // Under no other name, for no other key, and for nobody who is not signed in.
        let key = path.rsplit('/').next().expect("a key");
        for other in [
            format!("/people/bo/picture/{key}"),
            format!("/people/ada/picture/{}", "0".repeat(32)),
            "/people/ada/picture/..%2f..%2fx".to_owned(),
        ] {
            assert_eq!(
                bo.get(&other).await.status_code(),
                StatusCode::NOT_FOUND,
                "{other}"
            );
        }
        assert_eq!(
            site.stranger().get(&path).await.status_code(),
            StatusCode::SEE_OTHER
        );
        // The next one has another address, and the file of the one before is gone.
        ada.uploads("me.png", &files::png(300, 100)).await;
        let next = ada.picture().await.expect("a picture");
        assert_ne!(next, path);
        assert_eq!(bo.get(&path).await.status_code(), StatusCode::NOT_FOUND);
        let place = format!("{}/{key}", &key[..2]);
        assert!(!site.ctx.storage.exists(place.as_ref()).await.expect("it answers"));
        ada.does("/settings/picture/remove", &[]).await;
        assert_eq!(ada.picture().await, None);
        assert_eq!(bo.get(&next).await.status_code(), StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn what_is_no_picture_is_not_taken() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>";
        for (name, bytes) in [
            ("me.svg", svg.to_vec()),
            ("me.png", b"<html>".to_vec()),
            ("huge.png", files::claimed_png(50_000, 50_000)),
            ("cut.png", files::png(40, 40)[..60].to_vec()),
            ("", Vec::new()),
        ] {
            let response = ada.uploads(name, &bytes).await;
            assert_eq!(response.status_code(), StatusCode::UNPROCESSABLE_ENTITY, "{name}");
            assert_eq!(texts_of(&response.text(), "#picture-error").len(), 1, "{name}");
        }
        site.configure(|settings| settings.files.largest = 100);
        let response = ada.uploads("large.png", &files::png(200, 200)).await;
        assert_eq!(response.status_code(), StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(ada.picture().await, None);
    })
    .await;
}

#[tokio::test]
async fn the_sweep_leaves_pictures_that_are_shown() {
    let folder = TempDir::new().expect("a temporary folder can be made");
    let alone = |config: &mut Config| {
        let settings = config.settings.as_mut().expect("the tests have settings");
        settings["files"]["folder"] = folder.path().to_string_lossy().into();
    };
    with_site_as(Environment::Test, alone, async |site| {
        let ada = site.join("ada").await;
        ada.uploads("me.png", &files::png(30, 30)).await;
        let path = ada.picture().await.expect("a picture");
        let sweep = Sweep {
            before: (Utc::now() + TimeDelta::hours(1)).fixed_offset(),
        };
        let swept = sweep.run(&site.ctx.db, &site.ctx.storage, true).await;
        swept.expect("it runs");
        assert_eq!(ada.get(&path).await.status_code(), StatusCode::OK);
    })
    .await;
}
