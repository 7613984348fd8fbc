//! Files by request: who gets them, how, and what is refused.

use axum::http::{Method, StatusCode, header};
use axum_test::TestResponse;
use banter::models::{attachments, messages};
use image::{GenericImageView, ImageFormat};
use loco_rs::{config::Config, environment::Environment};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    EntityTrait, QueryOrder,
};
use tempfile::TempDir;

use crate::support::{
    client::{Person, Site, attributes_of, header_of, texts_of, with_site, with_site_as},
    files,
};

async fn messages(site: &Site) -> Vec<messages::Model> {
    let all = messages::Entity::find()
        .order_by_asc(messages::Column::Id)
        .all(&site.ctx.db)
        .await;
    all.expect("the database answers")
}

async fn asks(person: &Person<'_>, method: Method, path: &str, range: Option<&str>) -> TestResponse {
    let mut request = person.with_cookie(person.site.server.method(method, path));
    if let Some(range) = range {
        request = request.add_header("range", range);
    }
    request.await
}

/// Other tests keep their files elsewhere.
fn storing_in(folder: &TempDir) -> impl FnOnce(&mut Config) {
    let folder = folder.path().to_string_lossy().into_owned();
    move |config: &mut Config| {
        let settings = config.settings.as_mut().expect("the tests have settings");
        settings["files"]["folder"] = folder.into();
    }
}

fn stored_files(site: &Site) -> Vec<std::path::PathBuf> {
    let settings = site
        .ctx
        .shared_store
        .get::<std::sync::Arc<banter::settings::Settings>>();
    let folder = settings.expect("it has started").files.folder.clone();
    let folders = std::fs::read_dir(folder).expect("the folder");
    let folders = folders.map(|entry| entry.expect("an entry").path());
    folders
        .filter(|path| path.is_dir())
        .flat_map(|folder| std::fs::read_dir(folder).expect("a folder"))
        .map(|entry| entry.expect("an entry").path())
        .collect()
}

#[tokio::test]
async fn a_file_goes_from_the_composer_into_a_message() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let id = ada.uploaded(1, "notes.txt", b"three o'clock").await;
        let path = format!("/groups/1/files/{id}");
        assert_eq!(
            bo.get(&path).await.status_code(),
            StatusCode::NOT_FOUND,
            "not posted"
        );
        assert_eq!(ada.get(&path).await.status_code(), StatusCode::OK, "it is hers");
        let form = [
            ("body", "read *this*"),
            ("client_id", "0123456789abcdef"),
            ("attachments", &id.to_string()),
        ];
        let frame = ada.post_fragment("/groups/1/messages", &form).await;
        assert_eq!(frame.status_code(), StatusCode::OK, "{}", frame.text());
        assert_eq!(attributes_of(&frame.text(), "a.file", "href"), [path.as_str()]);
        assert_eq!(texts_of(&frame.text(), ".file-name"), ["notes.txt"]);
        // The page shows the same as the frame, and the list has it too.
        for page in ["/groups/1", "/groups/1/files"] {
            let page = bo.get(page).await.text();
            assert!(page.contains(&path) && page.contains("notes.txt"), "{page}");
        }
        let file = bo.get(&path).await;
        assert_eq!(file.text(), "three o'clock");
        // The same request is the same message; other files are another request.
        let again = ada.post_fragment("/groups/1/messages", &form).await;
        assert_eq!(again.text(), frame.text());
        let other = ada.post_fragment("/groups/1/messages", &form[..2]).await;
        assert_eq!(other.status_code(), StatusCode::CONFLICT);
        assert_eq!(messages(site).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_form_without_script_brings_its_files_along() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        let picture = files::png(40, 20);
        let parts: [files::Part<'_>; 5] = [
            ("client_id", None, b"0123456789abcdef"),
            ("body", None, b"look"),
            ("attachments", Some("a.png"), &picture),
            ("attachments", Some("b.txt"), b"text"),
            ("description", None, "a stripe".as_bytes()),
        ];
        let answer = ada.post_files("/groups/1/messages", &parts, false).await;
        assert_eq!(answer.status_code(), StatusCode::SEE_OTHER, "{}", answer.text());
        let page = ada.get("/groups/1").await.text();
        assert_eq!(attributes_of(&page, ".picture img", "alt"), ["a stripe"]);
        assert_eq!(attributes_of(&page, ".picture img", "width"), ["40"]);
        assert_eq!(attributes_of(&page, ".picture img", "height"), ["20"]);
        assert_eq!(texts_of(&page, ".file-name"), ["b.txt"]);
        // What is refused gives text and files back.
        let long = "x".repeat(4001);
        let parts: [files::Part<'_>; 2] = [
            ("body", None, long.as_bytes()),
            ("attachments", Some("c.png"), &picture),
        ];
        let answer = ada.post_files("/groups/1/messages", &parts, false).await;
        assert_eq!(answer.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
        let page = answer.text();
        assert!(page.contains(&long), "the text is still there");
        let ids = attributes_of(&page, ".chip [name=attachments]", "value");
        assert_eq!(
            (ids.len(), texts_of(&page, ".chip-name")),
            (1, vec!["c.png".to_owned()])
        );
        let parts: [files::Part<'_>; 4] = [
            ("body", None, b"shorter"),
            ("attachments", None, ids[0].as_bytes()),
            ("alt", None, b"a stripe again"),
            ("attachments", Some(""), b""),
        ];
        let answer = ada.post_files("/groups/1/messages", &parts, false).await;
        assert_eq!(answer.status_code(), StatusCode::SEE_OTHER, "{}", answer.text());
        let page = ada.get("/groups/1").await.text();
        assert_eq!(
            attributes_of(&page, ".picture img", "alt"),
            ["a stripe", "a stripe again"]
        );
        assert_eq!(messages(site).await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn nobody_posts_a_file_that_is_not_theirs_to_post() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let attic = site.private_group("attic", &[&ada, &bo]).await.id;
        let here = ada.uploaded(1, "a.txt", b"a").await.to_string();
        let there = ada.uploaded(attic, "b.txt", b"b").await.to_string();
        let posted = ada.uploaded(1, "c.txt", b"c").await.to_string();
        ada.does("/groups/1/messages", &[("body", ""), ("attachments", &posted)])
            .await;
        let none = "999".to_owned();
        for (person, ids) in [
            (&bo, vec![&here]),
            (&ada, vec![&there]),
            (&ada, vec![&posted]),
            (&ada, vec![&here, &here]),
            (&ada, vec![&here, &none]),
        ] {
            let mut form = vec![("body", "look")];
            form.extend(ids.iter().map(|id| ("attachments", id.as_str())));
            let answer = person.post_fragment("/groups/1/messages", &form).await;
            assert_eq!(answer.status_code(), StatusCode::UNPROCESSABLE_ENTITY, "{ids:?}");
        }
        assert_eq!(messages(site).await.len(), 1);
        // Nor takes one back.
        let delete = format!("/groups/1/attachments/{here}/delete");
        let answer = bo.post_fragment(&delete, &[("body", "")]).await;
        assert_eq!(answer.status_code(), StatusCode::NOT_FOUND);
        let answer = ada.post_fragment(&delete, &[("body", "")]).await;
        assert_eq!(answer.status_code(), StatusCode::NO_CONTENT);
        let answer = ada
            .post_fragment("/groups/1/messages", &[("body", ""), ("attachments", &here)])
            .await;
        assert_eq!(answer.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
    })
    .await;
}

/// Line 13.
#[tokio::test]
async fn every_fetch_asks_whether_one_belongs() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let eve = site.join("eve").await;
        let attic = ada.make_group("private", "attic", &[&bo]).await;
        let file = ada.sends_file(attic, "a.png", &files::png(900, 30)).await;
        let elsewhere = file.replace(&format!("/groups/{attic}/"), "/groups/1/");
        let fetches = async |person: &Person<'_>, path: &str| {
            let mut codes = Vec::new();
            for path in [path.to_owned(), format!("{path}/thumbnail")] {
                for method in [Method::GET, Method::HEAD] {
                    let answer = asks(person, method.clone(), &path, None).await;
                    codes.push(answer.status_code().as_u16());
                    if answer.status_code() == StatusCode::OK {
                        let caching = header_of(&answer, header::CACHE_CONTROL).expect("it says");
                        assert!(caching.starts_with("private, max-age="), "{caching}");
                    }
                }
                let answer = asks(person, Method::GET, &path, Some("bytes=0-3")).await;
                codes.push(answer.status_code().as_u16());
            }
            codes
        };
        let all = [200, 200, 206, 200, 200, 200];
        assert_eq!(fetches(&ada, &file).await, all);
        assert_eq!(fetches(&bo, &file).await, all);
        assert_eq!(fetches(&eve, &file).await, [404; 6]);
        assert_eq!(fetches(&site.stranger(), &file).await, [303; 6]);
        // Under the path of another group it is none of that.
        assert_eq!(fetches(&ada, &elsewhere).await, [404; 6]);
        let bo_id = bo.id().await;
        ada.does(&format!("/groups/{attic}/members/{bo_id}/remove"), &[])
            .await;
        assert_eq!(fetches(&bo, &file).await, [404; 6], "removed");
        assert_eq!(bo.get(&format!("/groups/{attic}/files")).await.status_code(), 404);
    })
    .await;
}

#[tokio::test]
async fn a_part_of_a_file_can_be_had() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        let numbers: Vec<String> = (0..50_000).map(|n| n.to_string()).collect();
        let text = numbers.join(" ");
        let file = ada.sends_file(1, "numbers.txt", text.as_bytes()).await;
        let size = text.len();
        let whole = asks(&ada, Method::GET, &file, None).await;
        assert_eq!(whole.text(), text);
        assert_eq!(header_of(&whole, header::ACCEPT_RANGES).as_deref(), Some("bytes"));
        let head = asks(&ada, Method::HEAD, &file, None).await;
        assert_eq!(header_of(&head, header::CONTENT_LENGTH), Some(size.to_string()));
        assert!(head.as_bytes().is_empty());
        for (range, from, to) in [
            ("bytes=0-0", 0, 0),
            ("bytes=70000-140000", 70_000, 140_000),
            ("bytes=200000-", 200_000, size - 1),
            ("bytes=-5", size - 5, size - 1),
        ] {
            let part = asks(&ada, Method::GET, &file, Some(range)).await;
            assert_eq!(part.status_code(), StatusCode::PARTIAL_CONTENT);
            assert_eq!(part.as_bytes(), &text.as_bytes()[from..=to], "{range}");
            let told = header_of(&part, header::CONTENT_RANGE);
            assert_eq!(told, Some(format!("bytes {from}-{to}/{size}")));
        }
        let none = asks(&ada, Method::GET, &file, Some(&format!("bytes={size}-"))).await;
        assert_eq!(none.status_code(), StatusCode::RANGE_NOT_SATISFIABLE);
        assert_eq!(
            header_of(&none, header::CONTENT_RANGE),
            Some(format!("bytes */{size}"))
        );
    })
    .await;
}

/// Line 26.
#[tokio::test]
async fn what_could_run_is_only_ever_downloaded() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
        for (name, bytes, kind) in [
            ("a.svg", svg.as_slice(), "application/octet-stream"),
            ("a.png", svg, "application/octet-stream"),
            (
                "a.html",
                b"<!doctype html><script>alert(1)</script>",
                "application/octet-stream",
            ),
            (
                "a.jpg",
                b"<?xml version=\"1.0\"?><a/>",
                "application/octet-stream",
            ),
            (
                "a.mp4",
                b"<html><script>alert(1)</script>",
                "application/octet-stream",
            ),
            ("a.pdf", b"%PDF-1.7\n", "application/pdf"),
        ] {
            let file = ada.sends_file(1, name, bytes).await;
            let answer = ada.get(&file).await;
            assert_eq!(
                header_of(&answer, header::CONTENT_TYPE).as_deref(),
                Some(kind),
                "{name}"
            );
            let disposition = header_of(&answer, header::CONTENT_DISPOSITION).expect("it says");
            assert!(disposition.starts_with("attachment; "), "{disposition}");
            safe(&answer);
            let thumbnail = ada.get(&format!("{file}/thumbnail")).await;
            assert_eq!(thumbnail.status_code(), StatusCode::NOT_FOUND);
        }
        // What is a picture and something else is made anew, and then is a picture alone.
        let mut polyglot = files::png(20, 20);
        polyglot.extend_from_slice(b"<script>alert(1)</script>PK\x03\x04");
        let file = ada.sends_file(1, "a.html", &polyglot).await;
        let answer = ada.get(&file).await;
        assert_eq!(
            header_of(&answer, header::CONTENT_TYPE).as_deref(),
            Some("image/png")
        );
        assert!(!contains(answer.as_bytes(), b"<script>"));
        let disposition = header_of(&answer, header::CONTENT_DISPOSITION).expect("it says");
        assert!(
            disposition.starts_with("inline; filename=\"a.png\""),
            "{disposition}"
        );
        safe(&answer);
        let moving = [files::gif(3), b"<script>alert(1)</script>".to_vec()].concat();
        let file = ada.sends_file(1, "a.gif", &moving).await;
        let answer = ada.get(&file).await;
        assert!(!contains(answer.as_bytes(), b"<script>"));
        safe(&answer);
    })
    .await;
}

fn safe(answer: &TestResponse) {
    let csp = answer.headers().get_all(header::CONTENT_SECURITY_POLICY);
    let csp: Vec<_> = csp.iter().collect();
    assert_eq!(csp, ["default-src 'none'; sandbox; frame-ancestors 'none'"]);
    assert_eq!(
        header_of(answer, header::X_CONTENT_TYPE_OPTIONS).as_deref(),
        Some("nosniff")
    );
}

fn contains(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

/// Line 27.
#[tokio::test]
async fn a_picture_keeps_nothing_but_what_it_shows() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        let photograph = files::photograph(1600, 200);
        assert!(contains(&photograph, b"GPS-CANARY"));
        let file = ada.sends_file(1, "IMG_1.jpg", &photograph).await;
        let stored = ada.get(&file).await;
        let thumbnail = ada.get(&format!("{file}/thumbnail")).await;
        for answer in [&stored, &thumbnail] {
            assert!(!contains(answer.as_bytes(), b"GPS-CANARY"));
            assert!(!contains(answer.as_bytes(), b"Exif"));
            assert_eq!(
                header_of(answer, header::CONTENT_TYPE).as_deref(),
                Some("image/jpeg")
            );
        }
        // The camera lay on its side.
        let size = |answer: &TestResponse| {
            let format = image::guess_format(answer.as_bytes()).expect("a picture");
            let picture = image::load_from_memory_with_format(answer.as_bytes(), format);
            picture.expect("a whole picture").dimensions()
        };
        assert_eq!(size(&stored), (200, 1600));
        // Of what is so tall the thumbnail shows the top.
        assert_eq!(size(&thumbnail), (200, 600));
        let shown = ada.get("/groups/1").await.text();
        assert_eq!(attributes_of(&shown, ".picture img", "width"), ["100"]);
        // A moving one still moves.
        let file = ada.sends_file(1, "a.gif", &files::gif(9)).await;
        let stored = ada.get(&file).await;
        assert_eq!(
            image::guess_format(stored.as_bytes()).expect("a picture"),
            ImageFormat::Gif
        );
        let mut decoder = gif::Decoder::new(stored.as_bytes().as_ref()).expect("it reads");
        let mut frames = 0;
        while let Some(frame) = decoder.read_next_frame().expect("a frame") {
            assert_eq!(frame.delay, 7);
            frames += 1;
        }
        assert_eq!((frames, decoder.repeat()), (9, gif::Repeat::Infinite));
    })
    .await;
}

#[tokio::test]
async fn what_is_too_large_is_refused_and_leaves_nothing() {
    let folder = TempDir::new().expect("a temporary folder can be made");
    with_site_as(Environment::Test, storing_in(&folder), async |site| {
        let ada = site.join("ada").await;
        site.configure(|settings| settings.files.largest = 100_000);
        for (bytes, status) in [
            (vec![b'x'; 100_001], StatusCode::PAYLOAD_TOO_LARGE),
            (vec![b'x'; 3_000_000], StatusCode::PAYLOAD_TOO_LARGE),
            (Vec::new(), StatusCode::UNPROCESSABLE_ENTITY),
            (
                files::claimed_png(50_000, 50_000),
                StatusCode::UNPROCESSABLE_ENTITY,
            ),
            (files::gif(1001), StatusCode::UNPROCESSABLE_ENTITY),
            (
                b"\x89PNG\r\n\x1a\nbroken".to_vec(),
                StatusCode::UNPROCESSABLE_ENTITY,
            ),
        ] {
            let answer = ada.upload(1, "a", &bytes).await;
            assert_eq!(answer.status_code(), status, "{} bytes", bytes.len());
            assert!(!answer.text().is_empty() && !answer.text().contains("data-id"));
            // A form says so on its page, with the text that was typed.
            let parts: [files::Part<'_>; 2] = [("body", None, b"three"), ("attachments", Some("a"), &bytes)];
            let answer = ada.post_files("/groups/1/messages", &parts, false).await;
            assert_eq!(answer.status_code(), status);
            assert_eq!(texts_of(&answer.text(), "#composer-body"), ["three"]);
            assert!(!texts_of(&answer.text(), "#composer-error").concat().is_empty());
        }
        assert!(files::known(site).await.is_empty() && messages(site).await.is_empty());
        // Neither under a key nor on its way there.
        let left: Vec<_> = std::fs::read_dir(folder.path()).expect("the folder").collect();
        assert!(left.is_empty(), "{left:?}");
    })
    .await;
}

#[tokio::test]
async fn sounds_and_videos_have_players_and_a_way_to_be_saved() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        let sound = ada.sends_file(1, "a.bin", b"ID3\x04\0\0\0\0\0\0sound").await;
        let video = ada
            .sends_file(1, "b.bin", b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom")
            .await;
        let page = ada.get("/groups/1").await.text();
        assert_eq!(attributes_of(&page, "audio[controls]", "src"), [sound.as_str()]);
        assert_eq!(attributes_of(&page, "video[controls]", "src"), [video.as_str()]);
        assert_eq!(
            attributes_of(&page, "a.file[download]", "href"),
            [sound.as_str(), &video]
        );
        // Among all files, too, of which the newest is the first.
        let all = ada.get("/groups/1/files").await.text();
        assert_eq!(attributes_of(&all, "audio[controls]", "src"), [sound.as_str()]);
        assert_eq!(attributes_of(&all, "video[controls]", "src"), [video.as_str()]);
        assert_eq!(
            attributes_of(&all, ".shelf a[download]", "href"),
            [video.as_str(), &sound]
        );
        for (path, kind) in [(&sound, "audio/mpeg"), (&video, "video/mp4")] {
            let answer = asks(&ada, Method::GET, path, Some("bytes=1-2")).await;
            assert_eq!(answer.status_code(), StatusCode::PARTIAL_CONTENT);
            assert_eq!(header_of(&answer, header::CONTENT_TYPE).as_deref(), Some(kind));
            safe(&answer);
        }
    })
    .await;
}

#[tokio::test]
async fn a_form_with_files_gives_its_text_back_to_who_is_signed_out() {
    with_site(async |site| {
        let parts: [files::Part<'_>; 2] = [
            ("body", None, b"half an hour's work"),
            ("attachments", Some("a.txt"), b"text"),
        ];
        let answer = site
            .stranger()
            .post_files("/groups/1/messages", &parts, false)
            .await;
        assert_eq!(answer.status_code(), StatusCode::UNAUTHORIZED);
        assert!(answer.text().contains("half an hour"), "{}", answer.text());
        assert!(files::known(site).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn an_archived_group_takes_no_files() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        let attic = ada.make_group("private", "attic", &[]).await;
        let before = ada.uploaded(attic, "a.txt", b"text").await.to_string();
        ada.does(&format!("/groups/{attic}/archive"), &[]).await;
        let answer = ada.upload(attic, "b.txt", b"text").await;
        assert_eq!(answer.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
        let form = [("body", ""), ("attachments", before.as_str())];
        let answer = ada
            .post_fragment(&format!("/groups/{attic}/messages"), &form)
            .await;
        assert_eq!(answer.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(files::known(site).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn what_one_person_stores_is_bounded() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        site.configure(|settings| settings.files.per_person = 250);
        let first = ada.uploaded(1, "a", &[b'x'; 200]).await;
        let answer = ada.upload(1, "b", &[b'x'; 51]).await;
        assert_eq!(answer.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text().contains("no room"), "{}", answer.text());
        ada.uploaded(1, "c", &[b'x'; 50]).await;
        assert_eq!(ada.upload(1, "d", b"x").await.status_code(), 422);
        bo.uploaded(1, "e", &[b'x'; 200]).await;
        // What is taken back is free again.
        let delete = format!("/groups/1/attachments/{first}/delete");
        ada.post_fragment(&delete, &[("body", "")]).await;
        ada.uploaded(1, "f", &[b'x'; 200]).await;
        site.configure(|settings| settings.limits.uploads_per_10s = 1);
        bo.uploaded(1, "g", b"x").await;
        let answer = bo.upload(1, "h", b"x").await;
        assert_eq!(answer.status_code(), StatusCode::TOO_MANY_REQUESTS);
        assert!(header_of(&answer, header::RETRY_AFTER).is_some());
    })
    .await;
}

/// Line 28.
#[tokio::test]
async fn a_name_is_never_a_path() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        let long = format!("{}.txt", "n".repeat(300));
        // No browser sends it.
        assert_eq!(
            ada.upload(1, "a\0b.txt", b"x").await.status_code(),
            StatusCode::BAD_REQUEST
        );
        for (name, shown) in [
            ("../../x", "x"),
            (long.as_str(), &format!("{}.txt", "n".repeat(251))),
            ("天气 & <b>.txt", "天气 & <b>.txt"),
        ] {
            let file = ada.sends_file(1, name, b"text").await;
            let id: i64 = file.rsplit('/').next().expect("an id").parse().expect("an id");
            let row = files::known(site).await.into_iter().find(|row| row.id == id);
            let row = row.expect("it is known");
            assert_eq!(row.name, shown);
            assert!(row.key.len() == 32 && row.key.bytes().all(|byte| byte.is_ascii_hexdigit()));
            let place = format!("{}/{}", &row.key[..2], row.key);
            assert!(
                stored_files(site).iter().any(|path| path.ends_with(&place)),
                "{place}"
            );
            let answer = ada.get(&file).await;
            let disposition = header_of(&answer, header::CONTENT_DISPOSITION).expect("it says");
            assert!(
                disposition.is_ascii() && !disposition.contains(['\r', '\n', '\0']),
                "{disposition}"
            );
            assert_eq!(
                texts_of(
                    &ada.get("/groups/1").await.text(),
                    "#messages > li:last-child .file-name"
                ),
                [shown]
            );
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_deleted_takes_its_files_along() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        let file = ada.sends_file(1, "a.png", &files::png(30, 30)).await;
        let kept = files::known(site).await;
        let key = kept[0].key.clone();
        let on_disk = || {
            stored_files(site)
                .iter()
                .filter(|path| path.to_string_lossy().contains(&key))
                .count()
        };
        assert_eq!(on_disk(), 2);
        let message = messages(site).await[0].id;
        let deleted = ada
            .post_fragment(&format!("/groups/1/messages/{message}/delete"), &[])
            .await;
        assert!(!deleted.text().contains("/files/"), "{}", deleted.text());
        assert_eq!(ada.get(&file).await.status_code(), StatusCode::NOT_FOUND);
        assert_eq!((files::known(site).await.len(), on_disk()), (0, 0));
        // An edit keeps them.
        let file = ada.sends_file(1, "a.png", &files::png(30, 30)).await;
        let message = messages(site).await[1].id;
        let path = format!("/groups/1/messages/{message}/edit");
        let edited = ada.post_fragment(&path, &[("body", "a stripe")]).await;
        assert!(edited.text().contains(&file), "{}", edited.text());
    })
    .await;
}

#[tokio::test]
async fn the_files_of_a_group_are_listed_page_by_page() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        let user = ada.id().await;
        let count = usize::try_from(attachments::PAGE).expect("small") + 3;
        let mut form = vec![("body".to_owned(), String::new())];
        for number in 0..count {
            let file = files::stored(site, 1, user, &format!("{number}.txt"), b"x").await;
            form.push(("attachments".to_owned(), file.id.to_string()));
        }
        files::stored(site, 1, user, "unposted.txt", b"x").await;
        let answer = ada
            .with_cookie(site.server.post("/groups/1/messages").form(&form))
            .await;
        assert_eq!(answer.status_code(), StatusCode::SEE_OTHER, "{}", answer.text());
        let first = ada.get("/groups/1/files").await.text();
        let names = texts_of(&first, ".shelf-name");
        assert_eq!(names.len(), count - 3);
        assert_eq!(names[0], format!("{}.txt", count - 1), "the newest first");
        let next = attributes_of(&first, ".results-start a", "href").concat();
        let second = ada.get(&next).await.text();
        assert_eq!(texts_of(&second, ".shelf-name"), ["2.txt", "1.txt", "0.txt"]);
    })
    .await;
}

/// Takes so many files of a person, none of which is anywhere: what is tried is what is known of them.
async fn many(site: &Site, user_id: i64, count: i64) -> Vec<i64> {
    let first = files::stored(site, 1, user_id, "0.txt", b"x").await;
    let rows = (1..count).map(|number| attachments::ActiveModel {
        id: NotSet,
        key: Set(format!("{number:032x}")),
        name: Set(format!("{number}.txt")),
        ..first.clone().into()
    });
    let rows: Vec<_> = rows.collect();
    for rows in rows.chunks(500) {
        let known = attachments::Entity::insert_many(rows.to_vec());
        known
            .exec_without_returning(&site.ctx.db)
            .await
            .expect("they are known");
    }
    files::known(site).await.iter().map(|file| file.id).collect()
}

/// More than one statement takes.
#[tokio::test]
async fn a_message_takes_any_number_of_files_and_shows_the_first_of_them() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let ids = many(site, ada.id().await, 1100).await;
        let mut form = vec![("body".to_owned(), String::new())];
        for id in &ids {
            form.push(("attachments".to_owned(), id.to_string()));
            form.push(("alt".to_owned(), format!("about {id}")));
        }
        let post = site.server.post("/groups/1/messages").form(&form);
        let frame = ada.with_cookie(post.add_header("hx-request", "true")).await;
        assert_eq!(frame.status_code(), StatusCode::OK, "{}", frame.text());
        let frame = frame.text();
        assert!(frame.len() < 16_384, "{} bytes", frame.len());
        let first: Vec<String> = (0..12).map(|number| format!("{number}.txt")).collect();
        assert_eq!(texts_of(&frame, ".file-name"), first);
        assert_eq!(texts_of(&frame, ".files > .btn"), ["Show all 1,100 files"]);
        assert_eq!(attributes_of(&frame, ".files", "aria-label"), ["1,100 files"]);
        let all = attributes_of(&frame, ".files > .btn", "href").concat();
        // What is read again is the same: a page, and a frame for a change.
        let page = bo.get("/groups/1").await.text();
        assert_eq!(texts_of(&page, ".file-name"), first);
        assert_eq!(attributes_of(&page, ".files > .btn", "href"), [all.as_str()]);
        let react = all.replace("/files", "/reactions");
        let changed = bo.post_fragment(&react, &[("emoji", "👍")]).await.text();
        assert_eq!(texts_of(&changed, ".files > .btn"), ["Show all 1,100 files"]);

        // All of them, page by page, in order and each once.
        let (mut next, mut names) = (all.clone(), Vec::new());
        while !next.is_empty() {
            let page = bo.get(&next).await.text();
            names.extend(texts_of(&page, ".shelf-name"));
            next = attributes_of(&page, ".results-start a", "href").concat();
        }
        let every: Vec<String> = (0..1100).map(|number| format!("{number}.txt")).collect();
        assert_eq!(names, every);
        let described = files::known(site).await;
        assert!(
            described
                .iter()
                .all(|file| file.alt == format!("about {}", file.id))
        );

        // It ends as others do.
        ada.does(&all.replace("/files", "/delete"), &[]).await;
        assert!(files::known(site).await.is_empty());
        assert_eq!(bo.get(&all).await.status_code(), StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn every_file_of_a_message_may_be_described_at_length() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        let ids = many(site, ada.id().await, 100).await;
        let ids: Vec<String> = ids.iter().map(i64::to_string).collect();
        // In all more than the texts of any other form.
        let text = "船".repeat(1000);
        let parts: Vec<files::Part<'_>> = ids
            .iter()
            .flat_map(|id| {
                [
                    ("attachments", None, id.as_bytes()),
                    ("alt", None, text.as_bytes()),
                ]
            })
            .collect();
        // Where fewer files are allowed, so is less of this.
        site.configure(|settings| settings.files.per_message = Some(2));
        let refused = ada.post_files("/groups/1/messages", &parts, true).await;
        assert_eq!(refused.status_code(), StatusCode::PAYLOAD_TOO_LARGE);
        site.configure(|settings| settings.files.per_message = None);
        let taken = ada.post_files("/groups/1/messages", &parts, true).await;
        assert_eq!(taken.status_code(), StatusCode::OK, "{}", taken.text());
        assert!(files::known(site).await.iter().all(|file| file.alt == text));
    })
    .await;
}

#[tokio::test]
async fn an_operator_may_bound_the_files_of_a_message() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        site.configure(|settings| settings.files.per_message = Some(2));
        let ids = many(site, ada.id().await, 3).await;
        let ids: Vec<String> = ids.iter().map(i64::to_string).collect();
        let form = |count: usize| {
            let mut form = vec![("body", "")];
            form.extend(ids[..count].iter().map(|id| ("attachments", id.as_str())));
            form
        };
        let refused = ada.post_fragment("/groups/1/messages", &form(3)).await;
        assert_eq!(refused.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused.text(), "A message here can have at most 2 files.");
        // Without script they come back with the page, to take one out.
        let page = ada.post("/groups/1/messages", &form(3)).await.text();
        assert_eq!(attributes_of(&page, ".chip [name=attachments]", "value"), ids);
        assert_eq!(
            texts_of(&page, "#composer-error"),
            ["A message here can have at most 2 files."]
        );
        let taken = ada.post_fragment("/groups/1/messages", &form(2)).await;
        assert_eq!(taken.status_code(), StatusCode::OK, "{}", taken.text());
    })
    .await;
}

#[tokio::test]
async fn a_form_with_more_files_than_are_taken_at_once_waits_for_its_turn() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        site.configure(|settings| settings.limits.uploads_per_10s = 40);
        let names: Vec<String> = (0..42).map(|number| format!("{number}.txt")).collect();
        let mut parts: Vec<files::Part<'_>> = vec![("body", None, b"many")];
        parts.extend(
            names
                .iter()
                .map(|name| ("attachments", Some(name.as_str()), b"text".as_slice())),
        );
        let sent = ada.post_files("/groups/1/messages", &parts, false).await;
        assert_eq!(sent.status_code(), StatusCode::SEE_OTHER, "{}", sent.text());
        assert_eq!(files::known(site).await.len(), 42);
    })
    .await;
}

/// A form without script that is sent twice, by a double click or by going back, is one message with its files once.
#[tokio::test]
async fn a_form_with_files_that_is_sent_again_is_the_same_message() {
    let folder = TempDir::new().expect("a temporary folder can be made");
    with_site_as(Environment::Test, storing_in(&folder), async |site| {
        let ada = site.join("ada").await;
        let picture = files::png(40, 20);
        let parts = |text: &'static [u8], word: &'static [u8]| -> Vec<files::Part<'_>> {
            vec![
                ("client_id", None, b"0123456789abcdef"),
                ("body", None, text),
                ("attachments", Some("a.png"), &picture),
                ("attachments", Some("b.txt"), word),
            ]
        };
        let send =
            async |parts: Vec<files::Part<'_>>| ada.post_files("/groups/1/messages", &parts, false).await;
        let (one, two) = tokio::join!(send(parts(b"look", b"text")), send(parts(b"look", b"text")));
        let later = send(parts(b"look", b"text")).await;
        for answer in [one, two, later] {
            assert_eq!(answer.status_code(), StatusCode::SEE_OTHER, "{}", answer.text());
        }
        assert_eq!(messages(site).await.len(), 1);
        assert_eq!(files::known(site).await.len(), 2, "nothing is kept twice");
        // A picture, its thumbnail and a text.
        assert_eq!(stored_files(site).len(), 3);
        // Another text under the same key, or a file that says something else: told, and kept.
        for (text, word) in [(b"Look!".as_slice(), b"text".as_slice()), (b"look", b"else")] {
            let other = send(parts(text, word)).await;
            assert_eq!(other.status_code(), StatusCode::CONFLICT);
            assert_eq!(texts_of(&other.text(), ".chip-name"), ["a.png", "b.txt"]);
        }
        assert_eq!(messages(site).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_file_that_the_storage_has_lost_is_a_page_that_is_not_there() {
    let folder = TempDir::new().expect("a temporary folder can be made");
    with_site_as(Environment::Test, storing_in(&folder), async |site| {
        let ada = site.join("ada").await;
        let attic = ada.make_group("private", "attic", &[]).await;
        let picture = ada.sends_file(1, "a.png", &files::png(9, 9)).await;
        let text = ada.sends_file(1, "a.txt", b"text").await;
        for file in stored_files(site) {
            std::fs::remove_file(file).expect("it goes");
        }
        for path in [&picture, &format!("{picture}/thumbnail"), &text] {
            for range in [None, Some("bytes=0-1")] {
                let answer = asks(&ada, Method::GET, path, range).await;
                assert_eq!(answer.status_code(), StatusCode::NOT_FOUND, "{path}");
                assert!(answer.text().contains("Nothing here"), "{}", answer.text());
            }
        }
        // What forwards it says that it is gone.
        let message = &messages(site).await[1];
        let path = format!("/groups/1/messages/{}/forward", message.id);
        let form = [
            ("to", &*attic.to_string()),
            ("body", ""),
            ("client_id", "a-key-of-a-forward"),
        ];
        let answer = ada.post(&path, &form).await;
        assert_eq!(answer.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
        // The message stays.
        assert!(ada.get("/groups/1").await.text().contains(&text));
    })
    .await;
}

/// As an encoder makes them (`heif-enc`, of a JPEG with `CANARY` in its tags).
#[tokio::test]
async fn a_phones_photograph_does_not_tell_where_it_was_taken() {
    let photographs: [(&str, &[u8]); 2] = [
        ("place.heic", include_bytes!("../support/photographs/place.heic")),
        ("place.avif", include_bytes!("../support/photographs/place.avif")),
    ];
    with_site(async |site| {
        let ada = site.join("ada").await;
        for (name, photograph) in photographs {
            assert!(contains(photograph, b"CANARY"), "{name}");
            let path = ada.sends_file(1, name, photograph).await;
            let kept = ada.get(&path).await;
            let kept = kept.as_bytes();
            assert_eq!(kept.len(), photograph.len(), "{name}");
            assert!(!contains(kept, b"CANARY"), "{name}");
            // What is gone stood in one place: the picture is as it was.
            let differs: Vec<usize> = (0..kept.len())
                .filter(|at| kept[*at] != photograph[*at])
                .collect();
            let (first, last) = (differs[0], differs[differs.len() - 1]);
            assert!(kept[first..=last].iter().all(|byte| *byte == 0), "{name}");
            assert!(last - first < 304, "{name}: its 304 bytes of Exif and no more");
        }
    })
    .await;
}

/// Line 27, of what is not made anew.
#[tokio::test]
async fn a_film_does_not_tell_where_it_was_taken_and_is_played_from_anywhere() {
    let part = |kind: &[u8; 4], held: &[u8]| {
        let size = u32::try_from(held.len() + 8).expect("it is short");
        [&size.to_be_bytes(), &kind[..], held].concat()
    };
    with_site(async |site| {
        let ada = site.join("ada").await;
        let film = [
            part(b"ftyp", b"mp42\0\0\0\0mp42isom"),
            part(b"moov", &part(b"udta", b"+48.8566+002.3522/")),
            part(b"mdat", b"all that is to be seen"),
        ]
        .concat();
        let path = ada.sends_file(1, "film.mp4", &film).await;
        let whole = asks(&ada, Method::GET, &path, None).await;
        assert_eq!(
            header_of(&whole, header::CONTENT_TYPE).as_deref(),
            Some("video/mp4")
        );
        assert_eq!(whole.as_bytes().len(), film.len());
        assert!(contains(whole.as_bytes(), b"all that is to be seen"));
        assert!(!contains(whole.as_bytes(), b"48.8566"));
        let range = format!("bytes={}-", film.len() - 4);
        let end = asks(&ada, Method::GET, &path, Some(&range)).await;
        assert_eq!(end.status_code(), StatusCode::PARTIAL_CONTENT);
        assert_eq!(end.as_bytes(), &b"seen"[..]);
    })
    .await;
}
