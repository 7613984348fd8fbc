//! Marks are live: whatever happens, every device of somebody shows in the end what a recount finds.

use std::time::{Duration, Instant};

use banter::models::{
    groups,
    messages::{self, Purge, live},
    users,
};
use chrono::{TimeDelta, Utc};
use futures_util::future::join_all;
use rand::{Rng, SeedableRng, rngs::StdRng};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use crate::support::{
    client::{Person, Site, with_site},
    socket::{Got, Socket},
    unread::{Marks, marks, read_marks, recounted},
};

/// How long a device may show what was.
const PATIENCE: Duration = Duration::from_secs(20);

/// A browser that asks when it is told to, and never else.
struct Device<'a> {
    person: Person<'a>,
    socket: Socket,
    shown: Marks,
}

impl<'a> Device<'a> {
    async fn of(person: Person<'a>) -> Self {
        let origin = format!("http://{}", person.site.host());
        let socket = Socket::handshake(&person, "/ws", Some(&origin)).await;
        let mut device = Self {
            person,
            socket: socket.expect("the socket opens"),
            shown: Marks::new(),
        };
        device.ask().await;
        device
    }

    async fn ask(&mut self) {
        self.shown = read_marks(&marks(&self.person, 0).await);
    }

    /// Hears what it is told until it shows this.
    async fn shows(&mut self, expected: &Marks) {
        let began = Instant::now();
        while self.shown != *expected {
            let left = PATIENCE.saturating_sub(began.elapsed());
            match self.socket.glance(left).await {
                Some(Got::Notice(notice))
                    if notice.get("unread").is_some() || notice.get("groups").is_some() =>
                {
                    self.ask().await;
                }
                Some(Got::Closed(code)) => panic!("the socket was closed with {code:?}"),
                Some(_) => {}
                None => panic!("shown {:?}, counted {expected:?}", self.shown),
            }
        }
    }
}

/// Everything that changes what is unread, one thing at a time, as `random` has it.
struct Story<'a> {
    site: &'a Site,
    random: StdRng,
    /// Whose marks are looked at.
    ada: users::Model,
    /// Two others, the first of whom keeps order in both groups.
    others: [Person<'a>; 2],
    groups: [i64; 3],
}

impl Story<'_> {
    async fn go_on(&mut self, devices: &[Device<'_>; 2]) {
        let group = self.groups[self.random.random_range(0..3)];
        let device = &devices[self.random.random_range(0..2)].person;
        let other = &self.others[self.random.random_range(0..2)];
        let live = self.messages(group).await;
        let some = (!live.is_empty()).then(|| live[self.random.random_range(0..live.len())].clone());
        let text = ["plain", "for @ada", "@everyone", "@everyone and @ada"][self.random.random_range(0..4)];
        let post = format!("/groups/{group}/messages");
        let of = |message: &messages::Model| format!("{post}/{}", message.id);
        match (self.random.random_range(0..16), some) {
            (0..5, _) | (_, None) => {
                other.post(&post, &[("body", text)]).await;
            }
            (5, Some(message)) => {
                let answered = message.id.to_string();
                other
                    .post(&post, &[("body", text), ("reply_to", &answered)])
                    .await;
            }
            (6, _) => {
                device.post_fragment(&post, &[("body", "of ada")]).await;
            }
            (7, Some(message)) => {
                self.author(&message)
                    .await
                    .post(&format!("{}/edit", of(&message)), &[("body", text)])
                    .await;
            }
            (8, Some(message)) => {
                self.author(&message)
                    .await
                    .post(&format!("{}/delete", of(&message)), &[])
                    .await;
            }
            (9, Some(message)) => self.purge(group, message.author_id).await,
            (10, _) => {
                let attic = self.groups[1];
                let id = self.ada.id.to_string();
                self.others[0]
                    .post(&format!("/groups/{attic}/members/{id}/remove"), &[])
                    .await;
                if self.random.random() {
                    self.others[0]
                        .post(&format!("/groups/{attic}/members"), &[("members", &id)])
                        .await;
                }
            }
            (11 | 12, Some(message)) => {
                let seq = message.seq.to_string();
                device
                    .post_fragment(&format!("/groups/{group}/read"), &[("seq", &seq)])
                    .await;
            }
            (13, Some(message)) => {
                device
                    .post_fragment(&format!("{}/unread", of(&message)), &[])
                    .await;
            }
            (14, Some(message)) => {
                let seen = self.groups.map(|id| format!("{id}:{}", message.seq));
                let form = seen.each_ref().map(|seen| ("seen", seen.as_str()));
                device.post("/unread/read", &form).await;
            }
            (_, Some(_)) => {
                let attention =
                    ["everything", "everything", "mentions", "nothing"][self.random.random_range(0..4)];
                let mute = ["", "lift", "1"][self.random.random_range(0..3)];
                let form = [("attention", attention), ("mute", mute)];
                device
                    .post(&format!("/groups/{group}/notifications"), &form)
                    .await;
            }
        }
    }

    async fn messages(&self, group: i64) -> Vec<messages::Model> {
        let found = messages::Entity::find()
            .filter(messages::Column::GroupId.eq(group))
            .filter(messages::Column::DeletedAt.is_null())
            .filter(messages::Column::Line.is_null())
            .all(&self.site.ctx.db)
            .await;
        found.expect("the database answers")
    }

    /// Who wrote it; the first of the others does for ada, and is refused an edit.
    async fn author(&self, message: &messages::Model) -> &Person<'_> {
        let second = self.others[1].id().await;
        &self.others[usize::from(message.author_id == second)]
    }

    async fn purge(&self, group: i64, author: i64) {
        let (db, ctx) = (&self.site.ctx.db, &self.site.ctx);
        let purge = Purge {
            before: (Utc::now() + TimeDelta::hours(1)).fixed_offset(),
            group_id: Some(group),
            author_id: Some(author),
        };
        let shares = purge.preview(db).await.expect("the database answers");
        let journal = live::journal(ctx).expect("a journal");
        let purged = purge.run(db, &journal, &ctx.storage, &shares, |_| {}).await;
        purged.expect("nothing is in the way");
    }
}

async fn ends_well(seed: u64) {
    with_site(async |site| {
        let bo = site.join("bo").await;
        let (ada, cy) = (site.join("ada").await, site.join("cy").await);
        let attic = bo.make_group("private", "attic", &[&ada, &cy]).await;
        let direct = bo.start_direct(&ada).await;
        let user = ada.user().await;
        let other_device = ada.sign_in_elsewhere().await;
        let mut devices = [Device::of(ada).await, Device::of(other_device).await];
        let mut story = Story {
            site,
            random: StdRng::seed_from_u64(seed),
            ada: user,
            others: [bo, cy],
            groups: [1, attic, direct],
        };
        for round in 0..8 {
            for _ in 0..10 {
                story.go_on(&devices).await;
            }
            let counted = recounted(site, &story.ada).await;
            let told = read_marks(&marks(&devices[0].person, 0).await);
            assert_eq!(told, counted, "seed {seed}, round {round}");
            let page = devices[1].person.get("/people").await.text();
            assert_eq!(read_marks(&page), counted, "seed {seed}, round {round}");
            join_all(devices.iter_mut().map(|device| device.shows(&counted))).await;
        }
    })
    .await;
}

#[tokio::test]
async fn two_devices_show_in_the_end_what_a_recount_finds() {
    for seed in 0..4 {
        ends_well(seed).await;
    }
}

#[tokio::test]
async fn a_burst_is_told_once_a_second_and_to_who_looks_elsewhere() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let attic = bo.make_group("private", "attic", &[&ada]).await;
        // One page shows the group, another one of the same person does not.
        let mut here = Socket::of_page(&ada, attic).await;
        let mut elsewhere = Socket::of_page(&ada, 1).await;
        let mut stranger = Socket::of_page(&site.join("stranger").await, 1).await;
        let began = Instant::now();
        for number in 0..20 {
            bo.say(attic, &format!("{number}")).await;
        }
        assert_eq!(elsewhere.next_notice("unread").await, json!({ "within": 50 }));
        let mut nudges = 1;
        while let Some(got) = elsewhere.glance(Duration::from_millis(1500)).await {
            nudges += u64::from(matches!(got, Got::Notice(notice) if notice.get("unread").is_some()));
        }
        assert!((2..=began.elapsed().as_secs() + 1).contains(&nudges), "{nudges}");
        let heard = |got: &Got| matches!(got, Got::Notice(notice) if notice.get("unread").is_some());
        for socket in [&mut here, &mut stranger] {
            while let Some(got) = socket.glance(Duration::from_millis(200)).await {
                assert!(!heard(&got), "{got:?}");
            }
        }
        // What one has read oneself is told everywhere.
        let group = groups::find(&site.ctx.db, attic)
            .await
            .expect("an answer")
            .expect("it is there");
        let seq = group.last_seq.to_string();
        ada.post_fragment(&format!("/groups/{attic}/read"), &[("seq", &seq)])
            .await;
        for socket in [&mut here, &mut elsewhere] {
            let told = socket.next_notice("unread").await;
            assert_eq!(told["seen"], json!({ "group": attic, "seq": group.last_seq }));
        }
        // A second time it is no news.
        ada.post_fragment(&format!("/groups/{attic}/read"), &[("seq", &seq)])
            .await;
        bo.does(
            &format!("/groups/{attic}/notifications"),
            &[("attention", "nothing")],
        )
        .await;
        while let Some(got) = here.glance(Duration::from_millis(200)).await {
            assert!(!heard(&got), "{got:?}");
        }
    })
    .await;
}
