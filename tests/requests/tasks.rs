//! Tasks through the real binary, on the database of a running server.

use std::time::Duration;

use banter::models::{audit_events, groups, memberships, second_factors, settings, signals, users};
use chrono::Utc;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    Database, DatabaseConnection, EntityTrait, IntoActiveModel, PaginatorTrait, QueryOrder,
};
use tokio::time::timeout;

use crate::support::{
    client::PASSWORD,
    raw,
    server::{Server, said},
    socket::{Got, Socket},
};

// tasks-inject (do not remove)

/// Runs a task that succeeds; what it printed.
fn task(server: &Server, arguments: &[&str]) -> String {
    let output = server.task(arguments, PASSWORD);
    assert!(output.status.success(), "{arguments:?}: {}", said(&output));
    said(&output)
}

/// The server's database, seen from this process.
async fn database(server: &Server) -> DatabaseConnection {
    let opened = Database::connect(server.database_url()).await;
    opened.expect("it is there")
}

/// All that a task could have changed.
async fn state(db: &DatabaseConnection) -> String {
    let users = users::Entity::find()
        .order_by_asc(users::Column::Id)
        .all(db)
        .await;
    let settings = settings::Entity::find()
        .order_by_asc(settings::Column::Key)
        .all(db)
        .await;
    let signals = signals::Entity::find().count(db).await.expect("counts");
    let audit = audit_events::Entity::find().count(db).await.expect("counts");
    format!(
        "{:?} {:?} {signals} {audit}",
        users.expect("answers"),
        settings.expect("answers")
    )
}

async fn sign_in(server: &Server, username: &str, password: &str) -> u16 {
    let form = format!("username={username}&password={}", password.replace(' ', "+"));
    raw::form(&server.address(), "/login", &[], &form).await.status
}

#[tokio::test]
async fn an_operator_makes_accounts() {
    let server = Server::start().await;
    let made = server.task(
        &[
            "users:create",
            "username:boss",
            "email:boss@example.org",
            "admin:yes",
        ],
        &format!("{PASSWORD}\n"),
    );
    assert!(made.status.success(), "{}", said(&made));
    assert!(said(&made).contains("administrator boss"), "{}", said(&made));
    assert!(!said(&made).contains(PASSWORD));
    assert_eq!(sign_in(&server, "boss@example.org", PASSWORD).await, 303);

    let made = server.task(
        &["users:create", "username:maria"],
        &format!("{PASSWORD}\r\nnot the password\n"),
    );
    assert!(
        made.status.success() && said(&made).contains("member maria"),
        "{}",
        said(&made)
    );
    assert_eq!(sign_in(&server, "maria", PASSWORD).await, 303);
    // Who registers now is not the first.
    let form = format!("username=late&password={}", PASSWORD.replace(' ', "+"));
    assert_eq!(
        raw::form(&server.address(), "/register", &[], &form).await.status,
        303
    );
    let again = server.task(&["users:create", "username:late"], PASSWORD);
    assert!(!again.status.success(), "the name is taken");
}

#[tokio::test]
async fn a_task_explains_what_it_refuses() {
    let server = Server::start().await;
    let taken = server.task(&["users:create", "username:maria"], PASSWORD);
    assert!(taken.status.success(), "{}", said(&taken));
    for (arguments, input, reason) in [
        (&["users:create"][..], PASSWORD, "username is missing"),
        (&["users:create", "username:x"], PASSWORD, "2 to 32"),
        (&["users:create", "username:MARIA"], PASSWORD, "taken"),
        (&["users:create", "username:mario"], "", "the password is missing"),
        (&["users:create", "username:mario"], "short", "8"),
        (&["users:create", "username:mario"], "password1", "too easy"),
        (
            &["users:create", "username:mario", "email:nowhere"],
            PASSWORD,
            "email",
        ),
        (
            &["users:create", "username:mario", "admin:perhaps"],
            PASSWORD,
            "admin is yes or no",
        ),
        (
            &["users:create", "username:mario", "password:secret"],
            PASSWORD,
            "password is not an argument",
        ),
        (
            &["users:create", "username:mario", "rank:king"],
            PASSWORD,
            "rank is not an argument",
        ),
        (
            &["users:create", "username:mario", "username:luigi"],
            PASSWORD,
            "username is there twice",
        ),
        (&["users:destroy"], "", "users:destroy"),
        (
            &["users:promote"],
            "",
            "username is missing. Usage: users:promote username:NAME",
        ),
        (
            &["users:promote", "username:nobody"],
            "",
            "there is nobody called nobody",
        ),
        (
            &["users:promote", "username:maria", "role:king"],
            "",
            "role is administrator or member",
        ),
        (
            &["users:deactivate", "username:maria", "apply:now"],
            "",
            "apply is yes or no",
        ),
        (
            &["users:reactivate", "username:"],
            "",
            "username is empty. Usage: users:reactivate",
        ),
        (
            &["users:list", "deactivated:maybe"],
            "",
            "deactivated is yes or no",
        ),
        (
            &["groups:list", "kind:secret"],
            "",
            "kind is public or private or direct",
        ),
        (&["db:epoch", "force:yes"], "", "force is not an argument"),
        (&["sessions:prune", "older:1d"], "", "older is not an argument"),
        (
            &["users:deactivate", "username:\u{1b}[2J"],
            "",
            "there is nobody called \\u{1b}[2J",
        ),
    ] {
        let output = server.task(arguments, input);
        assert!(!output.status.success(), "{arguments:?}");
        let said = said(&output);
        assert!(
            said.to_lowercase().contains(&reason.to_lowercase()),
            "{arguments:?}: {said}"
        );
        assert!(
            !said.contains("panicked") && !said.contains(PASSWORD) && !said.contains('\u{1b}'),
            "{arguments:?}: {said}"
        );
    }
    assert_eq!(sign_in(&server, "mario", PASSWORD).await, 422);
}

#[tokio::test]
async fn expired_sessions_are_pruned_by_a_task() {
    let server = Server::start().await;
    let made = server.task(&["users:create", "username:maria"], PASSWORD);
    assert!(made.status.success(), "{}", said(&made));
    assert_eq!(sign_in(&server, "maria", PASSWORD).await, 303);
    let pruned = server.task(&["sessions:prune"], "");
    assert!(
        pruned.status.success() && said(&pruned).contains("Deleted 0 expired"),
        "{}",
        said(&pruned)
    );
}

#[tokio::test]
async fn a_task_that_changes_something_asks_for_the_word() {
    let server = Server::start().await;
    task(&server, &["users:create", "username:boss", "admin:yes"]);
    task(&server, &["users:create", "username:maria"]);
    let db = database(&server).await;
    for (arguments, would) in [
        (
            &["users:promote", "username:maria"][..],
            "This would make maria an administrator.",
        ),
        (
            &["users:deactivate", "username:maria"],
            "This would deactivate maria, and sign them out everywhere.",
        ),
        (&["db:epoch"], "This would give the database a new epoch"),
    ] {
        let before = state(&db).await;
        for word in [None, Some("apply:no")] {
            let arguments: Vec<&str> = arguments.iter().copied().chain(word).collect();
            let printed = task(&server, &arguments);
            assert!(
                printed.contains(would) && printed.contains("Add apply:yes to do it."),
                "{printed}"
            );
        }
        assert_eq!(state(&db).await, before, "{arguments:?}");
        let arguments: Vec<&str> = arguments.iter().copied().chain(["apply:yes"]).collect();
        assert!(!task(&server, &arguments).contains("would"));
        assert_ne!(state(&db).await, before, "{arguments:?}");
    }
    let before = state(&db).await;
    assert!(task(&server, &["users:reactivate", "username:maria"]).contains("This would reactivate maria."));
    assert_eq!(state(&db).await, before);
}

#[tokio::test]
async fn an_operator_shuts_somebody_out_and_lets_them_in_again() {
    let server = Server::start().await;
    task(&server, &["users:create", "username:boss", "admin:yes"]);
    task(&server, &["users:create", "username:maria"]);
    let db = database(&server).await;
    assert_eq!(sign_in(&server, "maria", PASSWORD).await, 303);

    let printed = task(&server, &["users:deactivate", "username:MARIA", "apply:yes"]);
    assert!(printed.contains("maria is deactivated"), "{printed}");
    assert_eq!(sign_in(&server, "maria", PASSWORD).await, 422);
    let maria = users::find_by_username(&db, "maria").await.expect("there");
    let id = maria.id;
    // The server is another process: it reads this and cuts.
    let told = signals::Entity::find()
        .order_by_asc(signals::Column::Id)
        .all(&db)
        .await;
    let told = told.expect("answers");
    let told: Vec<_> = told.iter().map(|row| (row.kind.as_str(), row.user_id)).collect();
    // Two had come before.
    assert_eq!(
        told,
        [("members", None), ("members", None), ("cut_user", Some(id))]
    );

    let before = state(&db).await;
    let printed = task(&server, &["users:deactivate", "username:maria", "apply:yes"]);
    assert!(printed.contains("maria is deactivated already"), "{printed}");
    assert_eq!(state(&db).await, before);

    task(&server, &["users:reactivate", "username:maria", "apply:yes"]);
    assert_eq!(sign_in(&server, "maria", PASSWORD).await, 303);
    let printed = task(&server, &["users:reactivate", "username:maria", "apply:yes"]);
    assert!(printed.contains("maria is active already"), "{printed}");
}

/// Signs in and opens the page of the default group.
async fn open(server: &Server, username: &str) -> Socket {
    let address = server.address();
    let form = format!("username={username}&password={}", PASSWORD.replace(' ', "+"));
    let answer = raw::form(&address, "/login", &[], &form).await;
    let cookie = answer
        .header("set-cookie")
        .and_then(|cookie| cookie.split(';').next());
    let (cookie, origin) = (cookie.expect("a session"), format!("http://{address}"));
    let path = "/ws?group=1&since=0&epoch=";
    let mut socket = Socket::connect(&address, cookie, path, Some(&origin))
        .await
        .expect("the socket opens");
    assert!(!matches!(socket.next().await, Got::Closed(_)), "it stays open");
    socket
}

#[tokio::test]
async fn the_sockets_of_a_running_server_notice_what_a_task_has_done() {
    let server = Server::start().await;
    task(&server, &["users:create", "username:boss", "admin:yes"]);
    task(&server, &["users:create", "username:maria"]);
    let (mut boss, mut maria) = (open(&server, "boss").await, open(&server, "maria").await);
    // The promise is a second; the machine of a test may have more to do.
    let soon = Duration::from_secs(3);
    task(&server, &["users:deactivate", "username:maria", "apply:yes"]);
    let closed = timeout(soon, maria.closed()).await;
    assert_eq!(closed.expect("soon"), Some(1008));
    task(&server, &["db:epoch", "apply:yes"]);
    let closed = timeout(soon, boss.closed()).await;
    assert_eq!(closed.expect("soon"), Some(1012), "only now, and it comes back");
}

#[tokio::test]
async fn an_operator_never_takes_the_last_administrator_away() {
    let server = Server::start().await;
    task(&server, &["users:create", "username:boss", "admin:yes"]);
    task(&server, &["users:create", "username:maria"]);
    let db = database(&server).await;
    let before = state(&db).await;
    for arguments in [
        &["users:promote", "username:boss", "role:member"][..],
        &["users:promote", "username:boss", "role:member", "apply:yes"],
        &["users:deactivate", "username:boss"],
        &["users:deactivate", "username:boss", "apply:yes"],
    ] {
        let output = server.task(arguments, "");
        assert!(!output.status.success(), "{arguments:?}");
        assert!(
            said(&output).contains("boss is the last active administrator"),
            "{}",
            said(&output)
        );
    }
    assert_eq!(state(&db).await, before);

    let printed = task(&server, &["users:promote", "username:maria", "apply:yes"]);
    assert!(printed.contains("maria is an administrator now"), "{printed}");
    let printed = task(&server, &["users:promote", "username:maria"]);
    assert!(printed.contains("maria is an administrator already"), "{printed}");
    let printed = task(
        &server,
        &["users:promote", "username:boss", "role:member", "apply:yes"],
    );
    assert!(printed.contains("boss is a member now"), "{printed}");
}

#[tokio::test]
async fn an_operator_lists_people_by_what_they_are() {
    let server = Server::start().await;
    task(&server, &["users:create", "username:boss", "admin:yes"]);
    for name in ["maria", "Mario", "gone"] {
        task(
            &server,
            &[
                "users:create",
                &format!("username:{name}"),
                &format!("email:{name}@example.org"),
            ],
        );
    }
    task(&server, &["users:deactivate", "username:gone", "apply:yes"]);
    for (arguments, names, end) in [
        (
            &["users:list"][..],
            &["boss", "gone", "maria", "Mario"][..],
            "4 people.",
        ),
        (&["users:list", "role:administrator"], &["boss"], "1 person."),
        (&["users:list", "deactivated:yes"], &["gone"], "1 person."),
        (
            &["users:list", "deactivated:no", "role:member"],
            &["maria", "Mario"],
            "2 people.",
        ),
        (&["users:list", "name:MARI"], &["maria", "Mario"], "2 people."),
        (&["users:list", "name:nobody"], &[], "0 people."),
    ] {
        let printed = task(&server, arguments);
        let lines: Vec<&str> = printed.lines().collect();
        let (last, people) = lines.split_last().expect("it says something");
        let listed: Vec<&str> = people
            .iter()
            .filter_map(|line| line.split_whitespace().nth(1))
            .collect();
        assert_eq!((listed.as_slice(), *last), (names, end), "{arguments:?}");
        assert!(!printed.contains("argon2"), "{printed}");
    }
    let printed = task(&server, &["users:list"]);
    assert!(
        printed.contains("administrator") && printed.contains("maria@example.org"),
        "{printed}"
    );
}

#[tokio::test]
async fn an_operator_lists_groups_and_reads_no_closed_name() {
    let server = Server::start().await;
    task(&server, &["users:create", "username:maria"]);
    let db = database(&server).await;
    let general = groups::Model::default_group(&db).await.expect("there");
    for (kind, name) in [("private", "secret plans"), ("public", "a\u{1b}[2Jb\u{202e}")] {
        let mut row = general.clone().into_active_model().reset_all();
        row.id = NotSet;
        row.kind = Set(kind.to_owned());
        row.name = Set(name.to_owned());
        row.unique_key = Set(None);
        row.last_seq = Set(1234);
        row.archived_at = Set(Some(Utc::now().fixed_offset()));
        let group = row.insert(&db).await.expect("a group");
        let member = memberships::ActiveModel {
            group_id: Set(group.id),
            user_id: Set(1),
            role: Set("owner".to_owned()),
            created_at: Set(Utc::now().fixed_offset()),
            ..Default::default()
        };
        member.insert(&db).await.expect("a member");
    }
    let printed = task(&server, &["groups:list"]);
    let lines: Vec<&str> = printed.lines().collect();
    assert_eq!(lines.len(), 4, "{printed}");
    assert!(
        lines[0].contains("public") && lines[0].ends_with("general"),
        "{printed}"
    );
    assert!(
        lines[0].contains("1 member ") && lines[0].contains("last_seq 0 "),
        "{printed}"
    );
    assert!(
        lines[1].contains("private") && lines[1].contains("last_seq 1234"),
        "{printed}"
    );
    assert!(lines[1].contains("archived 2"), "{printed}");
    assert!(lines[2].ends_with("a\\u{1b}[2Jb\\u{202e}"), "{printed}");
    assert_eq!(lines[3], "3 groups.");
    assert!(
        !printed.contains("secret") && !printed.contains('\u{1b}'),
        "{printed}"
    );
    let private = task(&server, &["groups:list", "kind:private"]);
    assert!(
        private.contains("1 group.") && !private.contains("general"),
        "{private}"
    );
    assert!(task(&server, &["groups:list", "archived:no"]).contains("1 group."));
}

#[tokio::test]
async fn every_task_is_listed_with_what_it_takes() {
    let server = Server::start().await;
    let printed = task(&server, &[]);
    for line in [
        "users:promote                 [Make somebody an administrator, or a member again: username:NAME",
        "sessions:prune                [Delete the sessions that have expired;",
        "db:epoch                      [Make every page read its messages again",
    ] {
        assert!(printed.contains(line), "{printed}");
    }
    assert_eq!(
        printed.lines().filter(|line| line.contains("  [")).count(),
        16,
        "{printed}"
    );
}

/// Where a right password leads.
async fn led_to(server: &Server, username: &str, password: &str) -> Option<String> {
    let form = format!("username={username}&password={}", password.replace(' ', "+"));
    let answer = raw::form(&server.address(), "/login", &[], &form).await;
    answer.header("location").map(str::to_owned)
}

#[tokio::test]
async fn an_operator_lets_in_who_has_lost_their_password_or_their_phone() {
    let server = Server::start().await;
    task(&server, &["users:create", "username:maria"]);
    let db = database(&server).await;
    let link = ["users:reset_link", "username:maria"];
    let before = state(&db).await;
    assert!(task(&server, &link).contains("This would print a link by which maria sets another password."));
    assert_eq!(state(&db).await, before);
    let printed = task(&server, &[link[0], link[1], "apply:yes"]);
    let token = printed.split("/reset?token=").nth(1).expect("a link");
    let token = token.split_whitespace().next().expect("a token");
    let form = format!("token={token}&password=a+password+of+tomorrow");
    let reset = raw::form(&server.address(), "/reset", &[], &form).await;
    assert_eq!(reset.status, 303);
    let new = "a password of tomorrow";
    assert_eq!(led_to(&server, "maria", new).await.as_deref(), Some("/"));

    let reset = ["users:reset_second_factor", "username:maria"];
    assert!(task(&server, &reset).contains("maria has no second factor."));
    let maria = users::find_by_username(&db, "maria").await.expect("there");
    let factor = second_factors::ActiveModel {
        user_id: Set(maria.id),
        secret: Set("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ".to_owned()),
        created_at: Set(Utc::now().fixed_offset()),
        confirmed_at: Set(Some(Utc::now().fixed_offset())),
        last_step: Set(None),
    };
    second_factors::Entity::insert(factor)
        .exec(&db)
        .await
        .expect("set up");
    let asked = led_to(&server, "maria", new).await;
    assert_eq!(asked.as_deref(), Some("/login/code?next=%2F"));
    assert!(task(&server, &reset).contains("This would take the second factor of maria away"));
    assert_eq!(led_to(&server, "maria", new).await, asked);
    task(&server, &[reset[0], reset[1], "apply:yes"]);
    assert_eq!(led_to(&server, "maria", new).await.as_deref(), Some("/"));

    task(&server, &["users:deactivate", "username:maria", "apply:yes"]);
    let refused = server.task(&link, "");
    assert!(!refused.status.success() && said(&refused).contains("maria is deactivated"));
}

#[tokio::test]
async fn an_operator_bans_and_lets_in_again() {
    let server = Server::start().await;
    task(&server, &["users:create", "username:boss", "admin:yes"]);
    task(&server, &["users:create", "username:maria"]);
    let db = database(&server).await;
    let ban = ["users:ban", "username:maria", "reason:Spam", "days:7"];
    let before = state(&db).await;
    let printed = task(&server, &ban);
    assert!(printed.contains("This would ban maria until"), "{printed}");
    assert_eq!(state(&db).await, before);
    for wrong in [["days:0", "username:maria"], ["days:1", "username:boss"]] {
        let mut arguments = vec!["users:ban", "reason:Spam", "apply:yes"];
        arguments.extend(wrong);
        assert!(!server.task(&arguments, "").status.success(), "{wrong:?}");
    }
    let printed = task(&server, &[&ban[..], &["apply:yes"]].concat());
    assert!(printed.contains("maria is banned until"), "{printed}");
    assert_eq!(sign_in(&server, "maria", PASSWORD).await, 403);
    assert_eq!(sign_in(&server, "maria", "wrong password here").await, 422);
    let printed = task(&server, &["users:unban", "username:maria", "apply:yes"]);
    assert!(printed.contains("maria can sign in again"), "{printed}");
    assert_eq!(sign_in(&server, "maria", PASSWORD).await, 303);
}

#[tokio::test]
async fn an_operator_deletes_an_account() {
    let server = Server::start().await;
    task(&server, &["users:create", "username:boss", "admin:yes"]);
    task(&server, &["users:create", "username:maria"]);
    let db = database(&server).await;
    let before = state(&db).await;
    let printed = task(&server, &["users:delete", "username:maria"]);
    assert!(
        printed.contains("This would delete the account maria"),
        "{printed}"
    );
    assert_eq!(state(&db).await, before);
    let last = server.task(&["users:delete", "username:boss", "apply:yes"], "");
    assert!(!last.status.success());
    let printed = task(&server, &["users:delete", "username:maria", "apply:yes"]);
    assert!(printed.contains("maria is deleted"), "{printed}");
    assert_eq!(sign_in(&server, "maria", PASSWORD).await, 422);
    let again = server.task(&["users:create", "username:maria"], PASSWORD);
    assert!(!again.status.success(), "the name stays reserved");
    assert!(!task(&server, &["users:list"]).contains("maria"));
}
