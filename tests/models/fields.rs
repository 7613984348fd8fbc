//! Whom and what the forms of generated pages may name.

use banter::models::{
    fields::{self, Known, Named, OFFERED},
    messages::{Column, Entity, Model},
};

use crate::support::client::with_site;

#[tokio::test]
async fn a_row_of_another_group_is_the_same_as_none() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        let attic = ada.make_group("private", "attic", &[]).await;
        let cellar = ada.make_group("private", "cellar", &[]).await;
        let said = ada.say(attic, "a canary").await.id;
        let read = async |group, typed: &str| {
            let columns = [Column::Id, Column::GroupId];
            let read = fields::of_group::<Entity>(&site.ctx.db, columns, group, typed).await;
            read.expect("the database answers")
        };
        assert_eq!(read(attic, &said.to_string()).await, Ok(Some(said)));
        assert_eq!(read(cellar, &said.to_string()).await, Err("field-row"));
        assert_eq!(read(cellar, "999999").await, Err("field-row"));
        assert_eq!(read(cellar, "").await, Ok(None));
    })
    .await;
}

/// Messages, as if what they say were a name.
const SAID: Known<Entity> = [Column::Id, Column::GroupId, Column::AuthorId, Column::Body];

#[tokio::test]
async fn the_latest_of_a_group_are_offered_by_name_unless_they_are_too_many() {
    with_site(async |site| {
        site.configure(|settings| settings.limits.messages_per_10s = 1_000);
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let group = ada.make_group("private", "attic", &[&bo]).await;
        let offered = async |blocked: &[i64], chosen: &str| {
            let offered = fields::offered::<Entity>(&site.ctx.db, SAID, group, blocked, chosen).await;
            offered.expect("the database answers")
        };
        let there = offered(&[], "").await.expect("the lines of its beginning");
        let cellar = ada.make_group("private", "cellar", &[]).await;
        ada.say(cellar, "a canary").await;
        let said = ada.say(group, "one").await;
        let bos = bo.say(group, "another").await;
        let named = |message: &Model| Named {
            id: message.id,
            author_id: message.author_id,
            name: Some(message.body.clone()),
        };
        let all = [vec![named(&bos), named(&said)], there.clone()].concat();
        assert_eq!(offered(&[], "").await, Some(all.clone()));
        // Whom one has blocked is left out, but for what is chosen.
        let blocked = [bos.author_id];
        assert_eq!(offered(&blocked, "").await, Some(all[1..].to_vec()));
        assert_eq!(offered(&blocked, &bos.id.to_string()).await, Some(all.clone()));
        assert_eq!(named(&bos).without(&blocked).name, None);
        assert_eq!(named(&said).without(&blocked), named(&said));

        let found = fields::names::<Entity>(&site.ctx.db, SAID, [said.id, 999_999]).await;
        let found: Vec<Named> = found.expect("the database answers").into_values().collect();
        assert_eq!(found, [named(&said)]);

        for _ in all.len() as u64..OFFERED {
            ada.say(group, "one more").await;
        }
        assert_eq!(
            offered(&[], "").await.map(|rows| rows.len() as u64),
            Some(OFFERED)
        );
        ada.say(group, "too many").await;
        assert_eq!(offered(&[], "").await, None);
    })
    .await;
}
