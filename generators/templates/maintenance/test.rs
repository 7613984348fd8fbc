//! `{=task=}` through the real program, on the database of a running server.

use banter::models::{audit_events, users};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    ColumnTrait, DatabaseConnection, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};

use super::{database, state, task};
use crate::support::server::{Server, said};

/// Makes accounts that are due, so many that one batch does not do.
async fn accounts(db: &DatabaseConnection) {
    let maria = users::find_by_username(db, "maria").await.expect("there");
    let maria = maria.into_active_model().reset_all();
    let rows = (0..150).map(|number| users::ActiveModel {
        id: NotSet,
        username: Set(format!("p{number:03}")),
        username_key: Set(format!("p{number:03}")),
        display_name: Set(Some(format!(" Number {number} "))),
        ..maria.clone()
    });
    let made = users::Entity::insert_many(rows).exec_without_returning(db).await;
    made.expect("the database takes accounts");
}

#[tokio::test]
async fn it_says_what_it_would_do_and_does_it_when_told() {
    let server = Server::start().await;
    task(&server, &["users:create", "username:maria"]);
    let db = database(&server).await;
    accounts(&db).await;

    let before = state(&db).await;
    let printed = task(&server, &["{=task=}"]);
    assert!(
        printed.contains("This would trim 150 display names. Add apply:yes to do it."),
        "{printed}"
    );
    assert_eq!(state(&db).await, before);

    let printed = task(&server, &["{=task=}", "apply:yes"]);
    for line in ["100 of 150 …", "150 of 150 …", "Trimmed 150 display names."] {
        assert!(printed.contains(line), "{printed}");
    }
    let people = users::Entity::find().all(&db).await.expect("the database answers");
    let names: Vec<&str> = people.iter().filter_map(|user| user.display_name.as_deref()).collect();
    assert!(names.len() == 150 && names.iter().all(|name| *name == name.trim()), "{names:?}");
    let told = audit_events::Entity::find()
        .filter(audit_events::Column::Action.eq("{=action=}"))
        .order_by_asc(audit_events::Column::Id)
        .all(&db)
        .await;
    let told = told.expect("the database answers");
    let told: Vec<&str> = told.iter().map(|row| row.details.as_str()).collect();
    assert_eq!(told, [r#"{"users":100}"#, r#"{"users":50}"#], "a row for each batch");

    // Done again there is nothing to do, and nothing to tell of.
    let before = state(&db).await;
    assert!(task(&server, &["{=task=}", "apply:yes"]).contains("Trimmed 0 display names."));
    assert_eq!(state(&db).await, before);
}

#[tokio::test]
async fn it_refuses_what_it_does_not_know() {
    let server = Server::start().await;
    for (argument, why) in [
        ("older_than:90d", "older_than is not an argument of this task"),
        ("apply:perhaps", "apply is yes or no"),
    ] {
        let output = server.task(&["{=task=}", argument], "");
        assert!(!output.status.success(), "{argument}");
        assert!(said(&output).contains(why), "{}", said(&output));
    }
}
