//! Addresses that take forms alone, and the pages that they stand on.
//!
//! A refused form is shown at the address that it was sent to. Whoever comes back there by the bar of the browser, a
//! restored tab or after signing in asks for it by GET.

use axum::{
    extract::Request,
    http::{Method, header},
};

/// Whether somebody wants to see a page.
pub(super) fn is_reader(request: &Request) -> bool {
    let accepted = request.headers().get(header::ACCEPT);
    let accepted = accepted.and_then(|kinds| kinds.to_str().ok()).unwrap_or_default();
    matches!(*request.method(), Method::GET | Method::HEAD) && accepted.starts_with("text/html")
}

/// The page with the form that is sent to `path`, or what is nearest to it.
pub(super) fn page(path: &str) -> String {
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    match parts[..] {
        ["settings", "email"] => "/settings/password".to_owned(),
        ["settings", "status" | "picture", ..] => "/settings/profile".to_owned(),
        ["settings", "delete"] => "/settings/data".to_owned(),
        ["settings", part, ..] => format!("/settings/{part}"),
        ["admin", "people", name, ..] => format!("/admin/people/{name}"),
        ["admin", part, ..] => format!("/admin/{part}"),
        ["groups", id, "messages", message, ..] => format!("/groups/{id}/messages/{message}"),
        ["groups", id, part @ ("members" | "reports" | "invitations"), ..] => format!("/groups/{id}/{part}"),
        ["groups", id, "bans" | "owner", ..] => format!("/groups/{id}/members"),
        ["groups", id, "archive" | "restore" | "delete"] => format!("/groups/{id}/settings"),
        ["groups", id, ..] => format!("/groups/{id}"),
        ["people" | "direct", name, ..] => format!("/people/{name}"),
        ["unread", ..] => "/unread".to_owned(),
        _ => "/".to_owned(),
    }
}
