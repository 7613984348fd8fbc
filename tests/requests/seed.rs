//! `db seed` through the real binary.

use crate::support::{
    client::PASSWORD,
    raw,
    server::{Server, said},
};

async fn sign_in(server: &Server, username: &str, password: &str) -> u16 {
    let form = format!("username={username}&password={}", password.replace(' ', "+"));
    raw::form(&server.address(), "/login", &[], &form).await.status
}

#[tokio::test]
async fn the_demo_is_there_after_one_command_and_its_people_sign_in() {
    let server = Server::start().await;
    let seeded = server.seed(&[]);
    let printed = said(&seeded);
    assert!(seeded.status.success(), "{printed}");
    let password = printed
        .split("with the password ")
        .nth(1)
        .and_then(|rest| rest.split(',').next())
        .expect("it is printed");
    assert_eq!(printed.matches(password).count(), 1, "{printed}");
    let people: Vec<&str> = printed
        .lines()
        .filter(|line| line.starts_with("  "))
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert_eq!(people.len(), 6, "{printed}");
    for name in &people {
        assert_eq!(sign_in(&server, name, password).await, 303, "{name}");
    }
    assert_eq!(sign_in(&server, people[0], PASSWORD).await, 422);

    let again = server.seed(&[]);
    assert!(!again.status.success(), "a second time");
    assert!(said(&again).contains("has people already"), "{}", said(&again));
    assert_eq!(
        sign_in(&server, people[0], password).await,
        303,
        "nothing has changed"
    );
}

#[tokio::test]
async fn an_empty_folder_gets_its_tables_with_the_demo() {
    let (seeded, dir) = Server::seed_without(&[]);
    assert!(seeded.status.success(), "{}", said(&seeded));
    assert!(
        said(&seeded).contains("The demo is there: 6 people"),
        "{}",
        said(&seeded)
    );
    assert!(dir.path().join("banter.sqlite").is_file());
}

#[tokio::test]
async fn production_gets_no_demo() {
    let production = [("LOCO_ENV", "production"), ("HOST", "https://chat.example.org")];
    let (refused, _dir) = Server::seed_without(&production);
    assert!(!refused.status.success(), "{}", said(&refused));
    assert!(
        said(&refused).contains("not for production"),
        "{}",
        said(&refused)
    );
    assert!(!said(&refused).contains("password"), "{}", said(&refused));
}

#[tokio::test]
async fn production_is_not_emptied_for_a_demo_either() {
    // As a production server would have it, so that nothing else refuses.
    let server = Server::start_with(&[("HOST", "https://chat.example.org")]).await;
    let made = server.task(&["users:create", "username:maria"], PASSWORD);
    assert!(made.status.success(), "{}", said(&made));
    for arguments in [
        &["-e", "production", "db", "seed", "--reset"][..],
        &["db", "seed", "--reset", "--environment", "production"],
        &["db", "-e", "production", "seed", "--reset"],
        &["db", "-e", "production", "reset"],
        &["-e", "production", "db", "truncate"],
    ] {
        let refused = server.run(arguments, "");
        assert!(!refused.status.success(), "{arguments:?}");
        assert!(
            said(&refused).contains("not for production"),
            "{}",
            said(&refused)
        );
    }
    assert_eq!(sign_in(&server, "maria", PASSWORD).await, 303);
}
