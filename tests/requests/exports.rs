//! Taking one's data along: all that is one's own, and nothing of anybody else.

use std::{collections::BTreeMap, io::Read};

use axum::http::{StatusCode, header};
use banter::models::messages;
use flate2::{Crc, read::DeflateDecoder};
use sea_orm::EntityTrait;

use crate::support::{
    client::{Person, header_of, with_site},
    files,
};

/// The files of a ZIP, by its directory.
fn unpacked(zip: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let u16_at = |at: usize| usize::from(u16::from_le_bytes(zip[at..at + 2].try_into().expect("two")));
    let u32_at = |at: usize| u32::from_le_bytes(zip[at..at + 4].try_into().expect("four")) as usize;
    let end = zip.len() - 22;
    assert_eq!(u32_at(end), 0x0605_4b50, "the end of the directory");
    let mut files = BTreeMap::new();
    let mut at = u32_at(end + 16);
    for _ in 0..u16_at(end + 10) {
        assert_eq!(u32_at(at), 0x0201_4b50);
        let (crc, packed, size) = (u32_at(at + 16), u32_at(at + 20), u32_at(at + 24));
        let (name, extra, head) = (u16_at(at + 28), u16_at(at + 30), u32_at(at + 42));
        let called = String::from_utf8(zip[at + 46..at + 46 + name].to_vec()).expect("a name");
        assert_eq!(u32_at(head), 0x0403_4b50);
        let from = head + 30 + u16_at(head + 26) + u16_at(head + 28);
        let mut bytes = Vec::new();
        DeflateDecoder::new(&zip[from..from + packed])
            .read_to_end(&mut bytes)
            .expect("it unpacks");
        let mut sum = Crc::new();
        sum.update(&bytes);
        assert_eq!((sum.sum() as usize, bytes.len()), (crc, size), "{called}");
        assert_eq!(
            u32_at(from + packed),
            0x0807_4b50,
            "what it came to stands behind it"
        );
        assert!(files.insert(called, bytes).is_none(), "each once");
        at += 46 + name + extra;
    }
    assert_eq!(u32_at(at), 0x0606_4b50, "nothing else is in it");
    files
}

impl Person<'_> {
    pub(super) async fn export(&self) -> BTreeMap<String, Vec<u8>> {
        let answer = self.post("/settings/data", &[]).await;
        assert_eq!(answer.status_code(), StatusCode::OK);
        assert_eq!(
            header_of(&answer, header::CONTENT_TYPE).as_deref(),
            Some("application/zip")
        );
        let disposition = header_of(&answer, header::CONTENT_DISPOSITION).expect("a name");
        assert!(disposition.starts_with("attachment"), "{disposition}");
        unpacked(answer.as_bytes())
    }
}

#[tokio::test]
async fn everything_of_ones_own_is_in_it() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        files::portray(&bo).await;
        bo.does(
            "/settings/profile",
            &[("display_name", "Bo B."), ("pronouns", "they"), ("bio", "hello")],
        )
        .await;
        let group = ada.make_group("private", "attic", &[&bo]).await;
        let said = bo.say(group, "what was meant").await;
        bo.does(
            &format!("/groups/{group}/messages/{}/edit", said.id),
            &[("body", "what is **said**")],
        )
        .await;
        let theirs = ada.say(group, "Hello @bo").await;
        let path = format!("/groups/{group}/messages/{}", theirs.id);
        bo.does(&format!("{path}/reactions"), &[("emoji", "👍")]).await;
        bo.does(&format!("{path}/bookmark"), &[]).await;
        bo.does(
            &format!("{path}/report"),
            &[("reason", "other"), ("note", "a note")],
        )
        .await;
        bo.does("/people/ada/block", &[]).await;
        let file = files::stored(site, group, bo.id().await, "../dot.png", &files::png(3, 3)).await;

        let zip = bo.export().await;
        let text = |name: &str| String::from_utf8(zip[name].clone()).expect("text");
        let json = |name: &str| serde_json::from_str::<serde_json::Value>(&text(name)).expect("JSON");
        assert_eq!(json("export.json")["version"], 1);
        let profile = json("profile.json");
        assert_eq!(
            (&profile["username"], &profile["display_name"]),
            (&"bo".into(), &"Bo B.".into())
        );
        let message = text("messages.jsonl");
        assert_eq!(message.lines().count(), 1);
        let message: serde_json::Value = serde_json::from_str(&message).expect("JSON");
        assert_eq!(message["text"], "what is **said**");
        assert_eq!(message["earlier"][0]["text"], "what was meant");
        assert!(text("reactions.jsonl").contains("👍"));
        for name in ["bookmarks.jsonl", "mentions.jsonl"] {
            assert!(
                text(name).contains(&format!("\"message_id\":{}", theirs.id)),
                "{name}"
            );
        }
        assert!(text("reports.jsonl").contains("a note"));
        assert!(text("blocks.json").contains("ada"));
        assert_eq!(json("sessions.json").as_array().map(Vec::len), Some(1));
        assert!(text("memberships.json").contains("attic"));
        assert!(!zip["picture"].is_empty());
        let upload = &zip[&format!("uploads/{}.png", file.id)];
        assert_eq!(i64::try_from(upload.len()), Ok(file.bytes));
        assert!(text("uploads.jsonl").contains("dot.png"));
        assert!(
            zip.keys()
                .all(|name| !name.contains("..") && !name.starts_with('/'))
        );
    })
    .await;
}

#[tokio::test]
async fn nothing_of_anybody_else_is_in_it() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let said = ada.say(1, "a canary").await;
        let path = format!("/groups/1/messages/{}", said.id);
        let reply = [("body", "mine"), ("reply_to", &said.id.to_string())];
        bo.does("/groups/1/messages", &reply).await;
        bo.does(&format!("{path}/forward"), &[("to", "1"), ("body", "look")])
            .await;
        bo.does(&format!("{path}/bookmark"), &[]).await;
        bo.does(&format!("{path}/report"), &[("reason", "spam")]).await;
        // What is kept of her besides, in every part.
        let own = bo.say(1, "mine, too").await;
        site.join("canary").await;
        ada.does("/people/canary/block", &[]).await;
        ada.make_group("private", "canary den", &[]).await;
        ada.does("/groups/1/draft", &[("body", "a canary, begun")]).await;
        let note = [("reason", "other"), ("note", "a canary of a note")];
        ada.does(&format!("/groups/1/messages/{}/report", own.id), &note)
            .await;
        // A file of hers, which he forwards as a copy.
        ada.sends_file(1, "canary.txt", b"a canary of a file").await;
        let all = messages::Entity::find().all(&site.ctx.db).await;
        let with_file = all.expect("the database answers").pop().expect("a message").id;
        let path = format!("/groups/1/messages/{with_file}/forward");
        bo.does(&path, &[("to", "1"), ("body", "")]).await;
        let zip = bo.export().await;
        assert!(String::from_utf8_lossy(&zip["messages.jsonl"]).contains("\"forwards\":true"));
        for (name, bytes) in &zip {
            let text = String::from_utf8_lossy(bytes);
            assert!(
                !text.contains("canary") && !name.contains("canary"),
                "{name}: {text}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn it_can_be_had_now_and_then() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        site.configure(|settings| settings.limits.exports_per_hour = 1);
        ada.export().await;
        let refused = ada.post("/settings/data", &[]).await;
        assert_eq!(refused.status_code(), StatusCode::TOO_MANY_REQUESTS);
        assert!(header_of(&refused, header::RETRY_AFTER).is_some());
    })
    .await;
}

#[tokio::test]
async fn long_histories_come_in_pages() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        site.configure(|settings| settings.limits.messages_per_10s = 10_000);
        for number in 0..501 {
            ada.say(1, &format!("number {number}")).await;
        }
        let zip = ada.export().await;
        let text = String::from_utf8_lossy(&zip["messages.jsonl"]).into_owned();
        assert_eq!(text.lines().count(), 501);
    })
    .await;
}
