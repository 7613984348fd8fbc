//! {=many.title=} on the way through.

use super::{<% if refused %>NAMELESS, <% endif %>ROOM, Stop, Visitor, Who};

/// Where to stop, once there is one.
pub(super) async fn stops(ada: &Visitor) -> Vec<Stop> {
    let place = format!("{ROOM}/{=many.kebab=}");
    let (_, made, page) = ada.submit(&place, &[{=good | join(sep=", ")=}]).await;
    assert!(made.starts_with(&place), "{page}");
    let stop = |route, path: &str, steps| Stop {
        who: Who::Ada,
        route,
        path: path.to_owned(),
        steps,
        narrow: false,
    };
    vec![
        stop("/groups/{id}/{=many.kebab=}", &place, &[]),
        stop("/groups/{id}/{=many.kebab=}", &format!("{place}?before=1"), &[]),
        stop("/groups/{id}/{=many.kebab=}/new", &format!("{place}/new"), &[]),
        <% if refused %>
        stop("/groups/{id}/{=many.kebab=}/new", &format!("{place}/new"), &[NAMELESS]),
        <% endif %>
        stop("/groups/{id}/{=many.kebab=}/{<##>{=one.snake=}_id}", &made, &[]),
        stop("/groups/{id}/{=many.kebab=}/{<##>{=one.snake=}_id}/edit", &format!("{made}/edit"), &[]),
    ]
}
