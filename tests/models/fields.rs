//! Whom and what the forms of generated pages may name.

use banter::models::{fields, messages};

use crate::support::client::with_site;

#[tokio::test]
async fn a_row_of_another_group_is_the_same_as_none() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        let attic = ada.make_group("private", "attic", &[]).await;
        let cellar = ada.make_group("private", "cellar", &[]).await;
        let said = ada.say(attic, "a canary").await.id;
        let read = async |group, typed: &str| {
            let columns = [messages::Column::Id, messages::Column::GroupId];
            let read = fields::of_group::<messages::Entity>(&site.ctx.db, columns, group, typed).await;
            read.expect("the database answers")
        };
        assert_eq!(read(attic, &said.to_string()).await, Ok(Some(said)));
        assert_eq!(read(cellar, &said.to_string()).await, Err("field-row"));
        assert_eq!(read(cellar, "999999").await, Err("field-row"));
        assert_eq!(read(cellar, "").await, Ok(None));
    })
    .await;
}
