//! Every route for every kind of visitor, made from the router itself: a new route has to say who may use it.

use std::{collections::BTreeSet, fmt::Debug};

use axum::http::{Method, StatusCode, header};
use axum_test::TestResponse;
use banter::{
    app::App,
    models::{groups, memberships, messages, sessions, settings, users},
};
use loco_rs::app::Hooks;
use sea_orm::{EntityTrait, QueryOrder};

use crate::support::client::{Person, Site, header_of, with_site};

/// What somebody gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Got {
    /// 200.
    Shown,
    /// 303 to a page of this site.
    SentOn,
    /// 303 to the sign-in.
    SentToSignIn,
    /// 401.
    SignedOut,
    /// 422: the form was reached, and it is empty.
    FormReached,
    /// 403: not with this role.
    Forbidden,
    /// 404: none of theirs.
    NotThere,
    /// 400: an upgrade was expected.
    NoUpgrade,
    Other(StatusCode),
}

use Got::{Forbidden, FormReached, NoUpgrade, NotThere, Other, SentOn, SentToSignIn, Shown, SignedOut};

/// A route, with what a stranger, a member, an administrator and somebody deactivated get.
type Row = (&'static str, &'static str, [Got; 4]);

const PEOPLE: [&str; 4] = ["stranger", "member", "administrator", "deactivated"];

const EVERYBODY: [Got; 4] = [Shown; 4];
const SIGNED_IN: [Got; 4] = [SentToSignIn, Shown, Shown, SentToSignIn];
const SIGNED_IN_FORM: [Got; 4] = [SignedOut, FormReached, FormReached, SignedOut];
/// `{id}` is a private group of the member's: being an administrator opens no door.
const MEMBERS: [Got; 4] = [SentToSignIn, Shown, NotThere, SentToSignIn];
/// A member is no owner and no moderator.
const MEMBERS_ONLY: [Got; 4] = [SignedOut, Forbidden, NotThere, SignedOut];
const MEMBERS_FORM: [Got; 4] = [SignedOut, FormReached, NotThere, SignedOut];

const ROWS: [Row; 36] = [
    ("GET", "/_ping", EVERYBODY),
    ("GET", "/_health", EVERYBODY),
    ("GET", "/_readiness", EVERYBODY),
    ("GET", "/static/{*path}", EVERYBODY),
    ("GET", "/login", [Shown, SentOn, SentOn, Shown]),
    ("POST", "/login", [FormReached; 4]),
    ("GET", "/register", [Shown, SentOn, SentOn, Shown]),
    ("POST", "/register", [FormReached; 4]),
    ("GET", "/", [SentToSignIn, SentOn, SentOn, SentToSignIn]),
    ("GET", "/groups", SIGNED_IN),
    ("POST", "/groups", SIGNED_IN_FORM),
    ("GET", "/groups/new", SIGNED_IN),
    ("GET", "/groups/sidebar", SIGNED_IN),
    ("GET", "/people", SIGNED_IN),
    ("GET", "/people/{username}", SIGNED_IN),
    (
        "POST",
        "/direct/{username}",
        [SignedOut, SentOn, SentOn, SignedOut],
    ),
    ("GET", "/groups/{id}", MEMBERS),
    ("GET", "/groups/{id}/members", MEMBERS),
    ("POST", "/groups/{id}/members", MEMBERS_ONLY),
    ("POST", "/groups/{id}/members/{user_id}/remove", MEMBERS_ONLY),
    ("POST", "/groups/{id}/members/{user_id}/role", MEMBERS_ONLY),
    ("POST", "/groups/{id}/owner", MEMBERS_ONLY),
    ("POST", "/groups/{id}/bans", MEMBERS_ONLY),
    ("POST", "/groups/{id}/bans/{user_id}/lift", MEMBERS_ONLY),
    (
        "GET",
        "/groups/{id}/settings",
        [SentToSignIn, Forbidden, NotThere, SentToSignIn],
    ),
    ("POST", "/groups/{id}/settings", MEMBERS_ONLY),
    ("POST", "/groups/{id}/archive", MEMBERS_ONLY),
    ("POST", "/groups/{id}/restore", MEMBERS_ONLY),
    ("POST", "/groups/{id}/delete", MEMBERS_ONLY),
    ("POST", "/groups/{id}/messages", MEMBERS_FORM),
    ("GET", "/groups/{id}/messages/{message_id}", MEMBERS),
    ("GET", "/settings/password", SIGNED_IN),
    ("POST", "/settings/password", SIGNED_IN_FORM),
    // Who may open one is tried by real upgrades in tests/sockets.
    ("GET", "/ws", [NoUpgrade; 4]),
    // These two last, because they take away what the others need.
    (
        "POST",
        "/groups/{id}/members/leave",
        [SignedOut, SentOn, NotThere, SignedOut],
    ),
    (
        "POST",
        "/logout",
        [SignedOut, SentToSignIn, SentToSignIn, SignedOut],
    ),
];

fn routes(site: &Site) -> BTreeSet<(String, String)> {
    let routes = App::routes(&site.ctx).collect().into_iter();
    let pairs = routes.flat_map(|route| {
        let actions = route.actions.into_iter();
        actions.map(move |method| (method.to_string(), route.uri.clone()))
    });
    pairs.collect()
}

/// The people of the matrix, and where the placeholders of a route lead.
struct Scene<'a> {
    people: [Person<'a>; 4],
    group: i64,
    message: i64,
}

impl<'a> Scene<'a> {
    async fn set(site: &'a Site) -> Self {
        let administrator = site.join("administrator").await;
        let (member, deactivated) = (site.join("member").await, site.join("deactivated").await);
        let group = site.private_group("attic", &[&member, &deactivated]).await.id;
        let response = member
            .post(&format!("/groups/{group}/messages"), &[("body", "hello")])
            .await;
        assert_eq!(response.status_code(), StatusCode::SEE_OTHER);
        let message = messages::Entity::find().one(&site.ctx.db).await.expect("answers");
        deactivated
            .user()
            .await
            .deactivate(&site.ctx, None)
            .await
            .expect("deactivated");
        Self {
            people: [site.stranger(), member, administrator, deactivated],
            group,
            message: message.expect("posted").id,
        }
    }

    fn path(&self, uri: &str) -> String {
        uri.replace("{id}", &self.group.to_string())
            .replace("{message_id}", &self.message.to_string())
            .replace("{user_id}", "999")
            .replace("{username}", "administrator")
            .replace("{*path}", "any/css/tokens.css")
    }
}

fn judge(response: &TestResponse) -> Got {
    let to = header_of(response, header::LOCATION);
    match (response.status_code(), to.as_deref()) {
        (StatusCode::OK, _) => Shown,
        (StatusCode::SEE_OTHER, Some(to)) if to.starts_with("/login") => SentToSignIn,
        (StatusCode::SEE_OTHER, Some(_)) => SentOn,
        (StatusCode::UNAUTHORIZED, _) => SignedOut,
        (StatusCode::UNPROCESSABLE_ENTITY, _) => FormReached,
        (StatusCode::FORBIDDEN, _) => Forbidden,
        (StatusCode::NOT_FOUND, _) => NotThere,
        (StatusCode::BAD_REQUEST, _) => NoUpgrade,
        (status, _) => Other(status),
    }
}

#[tokio::test]
async fn every_route_says_who_may_use_it() {
    with_site(async |site| {
        let rows = ROWS
            .iter()
            .map(|(method, uri, _)| (method.to_string(), uri.to_string()));
        let (rows, routes): (BTreeSet<_>, _) = (rows.collect(), routes(site));
        let missing: Vec<_> = routes.difference(&rows).collect();
        assert!(
            missing.is_empty(),
            "routes without a row in this file: {missing:?}"
        );
        let left: Vec<_> = rows.difference(&routes).collect();
        assert!(left.is_empty(), "rows in this file without a route: {left:?}");
    })
    .await;
}

#[tokio::test]
async fn every_visitor_gets_what_the_matrix_says() {
    with_site(async |site| {
        let scene = Scene::set(site).await;
        for (method, uri, expected) in ROWS {
            let method: Method = method.parse().expect("a method");
            let path = scene.path(uri);
            for ((person, role), expected) in scene.people.iter().zip(PEOPLE).zip(expected) {
                let request = site.server.method(method.clone(), &path);
                let request = request.content_type("application/x-www-form-urlencoded");
                let response = person.with_cookie(request).await;
                assert_eq!(judge(&response), expected, "{method} {path} as {role}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_method_that_a_route_has_not_is_refused() {
    with_site(async |site| {
        let scene = Scene::set(site).await;
        let routes = routes(site);
        for (_, uri) in &routes {
            for method in ["POST", "PUT", "PATCH", "DELETE", "GET"] {
                if routes.contains(&(method.to_owned(), uri.clone())) {
                    continue;
                }
                let path = scene.path(uri);
                let request = site.server.method(method.parse().expect("a method"), &path);
                let response = scene.people[1].with_cookie(request).await;
                assert_eq!(
                    response.status_code(),
                    StatusCode::METHOD_NOT_ALLOWED,
                    "{method} {path}"
                );
                let allowed = header_of(&response, header::ALLOW).expect("it says which");
                assert!(
                    !allowed.contains(method) && !allowed.is_empty(),
                    "{method} {path}: {allowed}"
                );
            }
        }
    })
    .await;
}

#[tokio::test]
async fn reading_changes_nothing() {
    with_site(async |site| {
        let scene = Scene::set(site).await;
        // Nobody is a member of it: opening it must not join.
        let lobby = site.public_group("lobby").await;
        let before = snapshot(site).await;
        for (method, uri) in routes(site) {
            if method != "GET" {
                continue;
            }
            let mut paths = vec![scene.path(&uri)];
            paths
                .push(paths[0].clone() + "?before=9&after=1&limit=3&next=/x&saved=1&username=eve&body=hello");
            paths.push(uri.replace("{id}", "999").replace("{message_id}", "999"));
            paths.push(uri.replace("{id}", &lobby.id.to_string()));
            for path in paths.iter().filter(|path| !path.contains('{')) {
                for person in &scene.people {
                    for method in [Method::GET, Method::HEAD, Method::OPTIONS] {
                        person.with_cookie(site.server.method(method, path)).await;
                    }
                    person.get_fragment(path).await;
                }
            }
        }
        let page = scene.people[2].get(&format!("/groups/{}", lobby.id)).await;
        assert_eq!(page.status_code(), StatusCode::OK);
        assert_eq!(snapshot(site).await, before);
    })
    .await;
}

/// All that the database holds.
pub(super) async fn snapshot(site: &Site) -> Vec<String> {
    fn lines<T: Debug>(rows: Result<Vec<T>, sea_orm::DbErr>) -> Vec<String> {
        let rows = rows.expect("the database answers");
        rows.iter().map(|row| format!("{row:?}")).collect()
    }
    let db = &site.ctx.db;
    [
        lines(
            users::Entity::find()
                .order_by_asc(users::Column::Id)
                .all(db)
                .await,
        ),
        lines(
            sessions::Entity::find()
                .order_by_asc(sessions::Column::Id)
                .all(db)
                .await,
        ),
        lines(
            groups::Entity::find()
                .order_by_asc(groups::Column::Id)
                .all(db)
                .await,
        ),
        lines(
            memberships::Entity::find()
                .order_by_asc(memberships::Column::Id)
                .all(db)
                .await,
        ),
        lines(
            messages::Entity::find()
                .order_by_asc(messages::Column::Id)
                .all(db)
                .await,
        ),
        lines(
            settings::Entity::find()
                .order_by_asc(settings::Column::Key)
                .all(db)
                .await,
        ),
    ]
    .concat()
}
