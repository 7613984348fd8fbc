//! Files to send: pictures of all kinds, and forms with files in them.

use std::io::Cursor;

use axum::http::StatusCode;
use axum_test::TestResponse;
use banter::models::{
    attachments::{self, Model, Upload},
    groups,
    previews::{pages, previews},
    throttles::Throttles,
    users,
};
use chrono::Utc;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use sea_orm::{ActiveValue::Set, EntityTrait};

use super::client::{Person, Site, attributes_of};

const BOUNDARY: &str = "----what-lies-between";

/// A part of a form: the field, the name of the file if it is one, and what it holds.
pub type Part<'a> = (&'a str, Option<&'a str>, &'a [u8]);

/// A form with files in it.
pub fn form(parts: &[Part<'_>]) -> Vec<u8> {
    let mut body = Vec::new();
    for (field, name, contents) in parts {
        let file = name.map(|name| format!("; filename=\"{name}\"\r\nContent-Type: text/html"));
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"{}\r\n\r\n",
            file.unwrap_or_default()
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(contents);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}

/// The type of such a form.
pub fn form_type() -> String {
    format!("multipart/form-data; boundary={BOUNDARY}")
}

/// A picture of stripes.
pub fn picture(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let [red, green] = [x, y].map(|at| u8::try_from(at % 256).expect("a byte"));
        Rgb([red, green, 90])
    })
}

pub fn png(width: u32, height: u32) -> Vec<u8> {
    encoded(&picture(width, height).into(), ImageFormat::Png)
}

pub fn jpeg(width: u32, height: u32) -> Vec<u8> {
    encoded(&picture(width, height).into(), ImageFormat::Jpeg)
}

fn encoded(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).expect("it is written");
    bytes.into_inner()
}

/// A photograph that was taken with the camera on its side, and says where: `GPS-CANARY` is in it.
pub fn photograph(width: u32, height: u32) -> Vec<u8> {
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08".to_vec();
    // Two entries: the orientation (rotated by 90 degrees), and a text at the end.
    exif.extend_from_slice(&[0, 2]);
    exif.extend_from_slice(&[0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0]);
    exif.extend_from_slice(&[0x01, 0x0e, 0, 2, 0, 0, 0, 11, 0, 0, 0, 38]);
    exif.extend_from_slice(&[0, 0, 0, 0]);
    exif.extend_from_slice(b"GPS-CANARY\0");
    let plain = jpeg(width, height);
    let length = u16::try_from(exif.len() + 2).expect("it is short");
    let mut bytes = plain[..2].to_vec();
    bytes.extend_from_slice(&[0xff, 0xe1]);
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.extend_from_slice(&exif);
    bytes.extend_from_slice(&plain[2..]);
    bytes
}

/// A PNG that says it has so many pixels, with none of them in it.
pub fn claimed_png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = png(1, 1);
    bytes[16..20].copy_from_slice(&width.to_be_bytes());
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    let crc = crc32(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&crc.to_be_bytes());
    bytes
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

/// A moving picture of so many frames.
pub fn gif(frames: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    let palette = [0, 0, 0, 255, 80, 0];
    let mut encoder = gif::Encoder::new(&mut bytes, 4, 4, &palette).expect("a picture");
    encoder.set_repeat(gif::Repeat::Infinite).expect("written");
    for number in 0..frames {
        let pixels = vec![u8::try_from(number % 2).expect("a byte"); 16];
        let frame = gif::Frame {
            delay: 7,
            ..gif::Frame::from_indexed_pixels(4, 4, pixels, None)
        };
        encoder.write_frame(&frame).expect("written");
    }
    drop(encoder);
    bytes
}

/// A file that somebody has uploaded and not posted.
pub async fn stored(site: &Site, group_id: i64, user_id: i64, name: &str, bytes: &[u8]) -> Model {
    let db = &site.ctx.db;
    let user = users::Entity::find_by_id(user_id).one(db).await;
    let user = user.expect("the database answers").expect("the account is there");
    let group = groups::find(db, group_id).await;
    let group = group.expect("the database answers").expect("the group is there");
    let throttles = site.ctx.shared_store.get::<Throttles>().expect("it has started");
    let upload = Upload::begin(&site.ctx, &throttles, &user).await;
    let mut upload = upload.expect("there is room");
    upload.write(bytes).await.expect("it is small enough");
    upload
        .keep(&site.ctx, &user, &group, name)
        .await
        .expect("it is kept")
}

/// The key of a picture of somebody.
pub const PORTRAIT: &str = "0123456789abcdef0123456789abcdef";

/// Gives somebody a picture under [`PORTRAIT`].
pub async fn portray(person: &Person<'_>) {
    let ctx = &person.site.ctx;
    let place = format!("{}/{PORTRAIT}", &PORTRAIT[..2]);
    let stored = ctx.storage.upload(place.as_ref(), &jpeg(9, 9).into()).await;
    stored.expect("it is stored");
    let row = users::ActiveModel {
        id: Set(person.id().await),
        picture: Set(Some(PORTRAIT.to_owned())),
        ..Default::default()
    };
    users::Entity::update(row)
        .exec(&ctx.db)
        .await
        .expect("it is kept");
}

/// Has a message show what a link leads to, with a picture.
pub async fn preview(site: &Site, message_id: i64) {
    let key = format!("{:032x}", rand::random::<u128>());
    let place = format!("{}/{key}", &key[..2]);
    let stored = site.ctx.storage.upload(place.as_ref(), &png(9, 9).into()).await;
    stored.expect("it is stored");
    let page = pages::ActiveModel {
        url_hash: Set(String::new()),
        url: Set("https://a.example/".to_owned()),
        site: Set("a.example".to_owned()),
        title: Set("An example".to_owned()),
        description: Set(String::new()),
        picture: Set(Some(key)),
        width: Set(Some(9)),
        height: Set(Some(9)),
        fetched_at: Set(Utc::now().fixed_offset()),
        ..Default::default()
    };
    show(site, message_id, page).await;
}

/// Has a message show a page.
pub async fn show(site: &Site, message_id: i64, page: pages::ActiveModel) {
    let db = &site.ctx.db;
    let page = pages::Entity::insert(page).exec_with_returning(db).await;
    let row = previews::ActiveModel {
        message_id: Set(message_id),
        page_id: Set(Some(page.expect("it is kept").id)),
    };
    let shown = previews::Entity::insert(row).exec_without_returning(db).await;
    shown.expect("it is kept");
}

/// All files that the database knows.
pub async fn known(site: &Site) -> Vec<Model> {
    let all = attachments::Entity::find().all(&site.ctx.db).await;
    all.expect("the database answers")
}

impl Person<'_> {
    /// Posts a form with files in it.
    pub async fn post_files(&self, path: &str, parts: &[Part<'_>], scripted: bool) -> TestResponse {
        let request = self.site.server.post(path).bytes(form(parts).into());
        let mut request = self.with_cookie(request.content_type(&form_type()));
        if scripted {
            request = request.add_header("hx-request", "true");
        }
        request.await
    }

    /// Uploads a file as the composer does.
    pub async fn upload(&self, group: i64, name: &str, bytes: &[u8]) -> TestResponse {
        let path = format!("/groups/{group}/attachments");
        self.post_files(&path, &[("attachments", Some(name), bytes)], true)
            .await
    }

    /// The same, where it is taken: its id.
    pub async fn uploaded(&self, group: i64, name: &str, bytes: &[u8]) -> i64 {
        let answer = self.upload(group, name, bytes).await;
        assert_eq!(answer.status_code(), StatusCode::OK, "{}", answer.text());
        let id = attributes_of(&answer.text(), ".chip", "data-id").concat();
        id.parse().expect("an id")
    }

    /// Uploads a file and posts it alone: its address.
    pub async fn sends_file(&self, group: i64, name: &str, bytes: &[u8]) -> String {
        let id = self.uploaded(group, name, bytes).await;
        let form = [("body", ""), ("attachments", &id.to_string())];
        self.does(&format!("/groups/{group}/messages"), &form).await;
        format!("/groups/{group}/files/{id}")
    }
}
