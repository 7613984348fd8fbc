//! What the log says of requests, and what it must not say.

use crate::support::{client::PASSWORD, raw, server::Server};

/// Requests with secrets and tricks in every place.
async fn talk(server: &Server) -> Vec<String> {
    let address = server.address();
    let password = PASSWORD.replace(' ', "+");
    let form = format!("username=maria&email=maria@secret-mail.example&password={password}");
    let answer = raw::form(&address, "/register", &[], &form).await;
    assert_eq!(answer.status, 303, "{answer:?}");
    let cookie = answer.header("set-cookie").expect("a cookie");
    let cookie = cookie.split(';').next().expect("a first part").to_owned();
    let token = cookie.split_once('=').expect("a value").1.to_owned();
    let signed_in = format!("Cookie: {cookie}");

    let wrong = "username=maria&password=secret-wrong-password";
    assert_eq!(raw::form(&address, "/login", &[], wrong).await.status, 422);
    let evil = "username=evil%0A2026-01-01+FAKE+log+line%1B%5B2J&password=secret-evil-password";
    assert_eq!(raw::form(&address, "/login", &[], evil).await.status, 422);
    assert_eq!(raw::form(&address, "/register", &[], evil).await.status, 422);
    let message = "body=secret+message%0AFAKE+message+line%1B%5B2J&client_id=secret-client-id-1";
    assert_eq!(
        raw::form(&address, "/groups/1/messages", &[&signed_in], message)
            .await
            .status,
        303
    );
    let conflict = "body=another+secret+text&client_id=secret-client-id-1";
    assert_eq!(
        raw::form(&address, "/groups/1/messages", &[&signed_in], conflict)
            .await
            .status,
        409
    );
    let change = "current_password=secret-current&new_password=secret-new";
    assert_eq!(
        raw::form(&address, "/settings/password", &[&signed_in], change)
            .await
            .status,
        422
    );
    let reads = [
        ("/groups/1?before=1&q=secret-query", 200),
        ("/groups/1?before=secret-garbage", 400),
        ("/nowhere?token=secret-token", 404),
        ("/groups/secret%0AFAKE%1B[2J", 404),
        ("/nowhere/%0AFAKE%0D%1B[31m%C2%9B2J", 404),
        ("/ws?group=1&epoch=secret-epoch", 400),
    ];
    for (path, status) in reads {
        assert_eq!(
            raw::request(&address, "GET", path, &[&signed_in], b"")
                .await
                .status,
            status,
            "{path}"
        );
    }
    let out = raw::request(&address, "GET", "/groups/1?q=secret-signed-out", &[], b"").await;
    assert_eq!(out.status, 303);
    // Characters that no address has, as they are.
    let odd = [
        "GET /odd/\u{9b}2J/\u{2028}FAKE/\u{202e} HTTP/1.1",
        "Connection: close",
    ]
    .join("\r\n");
    raw::send(
        &address,
        format!("{odd}\r\nHost: {address}\r\n{signed_in}\r\n\r\n").as_bytes(),
    )
    .await;
    let agent = "User-Agent: secret-agent\u{9b}2J";
    raw::request(
        &address,
        "GET",
        "/login",
        &[agent, "X-Request-Id: secret-id", "Referer: /secret-referer"],
        b"",
    )
    .await;
    assert_eq!(
        raw::form(&address, "/logout", &[&signed_in], "").await.status,
        303
    );
    vec![token, cookie, PASSWORD.to_owned(), password]
}

/// Without the colours of the compact format, which are the log's own.
fn without_colours(log: &str) -> String {
    let mut parts = log.split("\u{1b}[");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| match part.split_once('m') {
        Some((code, rest)) if code.bytes().all(|b| b.is_ascii_digit() || b == b';') => text + rest,
        _ => text + "\u{1b}[" + part,
    })
}

fn check(log: &str, mut secrets: Vec<String>) {
    secrets.extend(
        [
            "secret",
            "?before",
            "?q=",
            "?group",
            "FAKE log line",
            "FAKE message",
            "$argon2",
            "evil\n",
        ]
        .map(String::from),
    );
    for secret in secrets {
        let line = log.lines().find(|line| line.contains(&secret));
        assert_eq!(
            line.filter(|line| !line.contains("/groups/secret%0AFAKE%1B")),
            None,
            "{secret} is in the log"
        );
    }
    let tricks = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202e}');
    let tricked = log.lines().find(|line| line.contains(tricks));
    assert_eq!(tricked, None, "a line with control characters");
    let forged = log.lines().find(|line| line.starts_with("FAKE"));
    assert_eq!(forged, None, "a line that a visitor wrote");
}

#[tokio::test]
async fn the_log_tells_of_requests_and_keeps_their_secrets() {
    // As verbose as an operator may set it.
    let mut server =
        Server::start_with(&[("LOG_LEVEL", "debug"), ("DB_LOGGING", "false"), ("NO_COLOR", "1")]).await;
    let secrets = talk(&server).await;
    server.terminate().await;
    let log = without_colours(&server.log());
    assert!(
        log.contains("answered a request") && log.contains("/groups/1/messages"),
        "{log}"
    );
    check(&log, secrets);
    // One request, one line that says so.
    for path in ["/nowhere/%0AFAKE", "/odd/"] {
        let lines = log
            .lines()
            .filter(|line| line.contains("answered a request") && line.contains(path));
        assert_eq!(lines.count(), 1, "{path}");
    }
}
