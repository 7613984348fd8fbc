//! The app in this process, over real HTTP, with people who are signed in.

use std::{
    net::SocketAddr,
    panic::{AssertUnwindSafe, resume_unwind},
    sync::Arc,
};

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum_test::{TestRequest, TestResponse, TestServer};
use banter::{
    app::App,
    models::{
        groups,
        memberships::{self, NewMember, Role},
        messages,
        throttles::Throttles,
        users,
    },
    settings::Settings,
};
use chrono::Utc;
use futures_util::FutureExt;
use loco_rs::{
    app::{AppContext, Hooks},
    boot::StartMode,
    config::Config,
    environment::Environment,
    testing::{
        db::init_test_db_creation,
        request::{BootResultWrapper, RequestConfigBuilder, request_config_with_create_db},
    },
};
use scraper::{Html, Selector};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
};

/// The app with a database of its own.
pub struct Site {
    pub server: TestServer,
    pub ctx: AppContext,
}

/// Somebody at their browser.
pub struct Person<'a> {
    pub site: &'a Site,
    pub username: String,
    /// The header as the browser sends it, e.g. `banter=5f0c…`; empty for who is signed out.
    pub cookie: String,
}

/// A password that the rules accept.
pub const PASSWORD: &str = "correct horse battery staple";

/// Boots the app for one test.
pub async fn with_site(test: impl AsyncFnOnce(&Site)) {
    let config = RequestConfigBuilder::new()
        .default_content_type("application/x-www-form-urlencoded")
        .build();
    request_config_with_create_db::<App, _, _>(config, |server, ctx| async move {
        let site = Site { server, ctx };
        try_out(&site, test).await;
    })
    .await;
}

/// Boots the app for one test in another environment, with the tests' configuration changed.
pub async fn with_site_as(
    environment: Environment,
    change: impl FnOnce(&mut Config),
    test: impl AsyncFnOnce(&Site),
) {
    let config = App::load_config(&Environment::Test).await;
    let mut config = config.expect("the tests have a configuration");
    let database = init_test_db_creation(&config.database.uri).expect("a database can be made");
    database.init_db().await;
    database.get_connection_str().clone_into(&mut config.database.uri);
    change(&mut config);
    let boot = App::boot(StartMode::ServerOnly, &environment, config).await;
    // Drops the database at the end, by a panic too.
    let boot = BootResultWrapper::new(boot.expect("the app boots"), database);
    let router = boot.router.clone().expect("a server has routes");
    let server = TestServer::new_with_config(
        router.into_make_service_with_connect_info::<SocketAddr>(),
        RequestConfigBuilder::new()
            .default_content_type("application/x-www-form-urlencoded")
            .build(),
    );
    let site = Site {
        server: server.expect("a free port"),
        ctx: boot.app_context.clone(),
    };
    try_out(&site, test).await;
}

async fn try_out(site: &Site, test: impl AsyncFnOnce(&Site)) {
    let ended = AssertUnwindSafe(test(site)).catch_unwind().await;
    // PostgreSQL drops no database that somebody is connected to, and a panic while another one unwinds would
    // end all tests.
    site.ctx.db.close_by_ref().await.expect("the pool closes");
    if let Err(panic) = ended {
        resume_unwind(panic);
    }
}

impl Site {
    /// Changes what the app was told at its start: `site.configure(|settings| settings.registration = …)`.
    pub fn configure(&self, change: impl FnOnce(&mut Settings)) {
        let store = &self.ctx.shared_store;
        let mut settings = Settings::clone(&store.get::<Arc<Settings>>().expect("it has started"));
        change(&mut settings);
        store.insert(Throttles::new(&settings.limits));
        store.insert(Arc::new(settings));
    }

    /// The group where newcomers arrive.
    pub async fn general(&self) -> groups::Model {
        let group = groups::Model::default_group(&self.ctx.db).await;
        group.expect("the default group is there from the start")
    }

    /// A private group of these members and no owner, without a line in its timeline.
    pub async fn private_group(&self, name: &str, members: &[&Person<'_>]) -> groups::Model {
        let group = self.group(groups::Kind::Private, name).await;
        let mut rows = Vec::new();
        for member in members {
            rows.push(NewMember::new(group.id, member.user().await.id));
        }
        let joined = memberships::insert(&self.ctx.db, rows).await;
        joined.expect("they can be members");
        group
    }

    /// A room that is open to everybody and has no members.
    pub async fn public_group(&self, name: &str) -> groups::Model {
        self.group(groups::Kind::Public, name).await
    }

    async fn group(&self, kind: groups::Kind, name: &str) -> groups::Model {
        let now = Utc::now().fixed_offset();
        let row = groups::ActiveModel {
            id: NotSet,
            kind: Set(kind.as_str().to_owned()),
            name: Set(name.to_owned()),
            topic: Set(String::new()),
            last_seq: Set(0),
            reset_seq: Set(0),
            created_at: Set(now),
            updated_at: Set(now),
            name_key: Set(name.to_lowercase()),
            unique_key: Set(None),
            archived_at: Set(None),
            deleted_at: Set(None),
        };
        let group = groups::Entity::insert(row)
            .exec_with_returning(&self.ctx.db)
            .await;
        group.expect("the database takes a group")
    }

    /// Gives somebody a role in a group, whatever they were there.
    pub async fn give_role(&self, group: i64, person: &Person<'_>, role: Role) {
        let user_id = person.id().await;
        memberships::Entity::delete_many()
            .filter(memberships::Column::GroupId.eq(group))
            .filter(memberships::Column::UserId.eq(user_id))
            .exec(&self.ctx.db)
            .await
            .expect("the database answers");
        let member = NewMember {
            role,
            ..NewMember::new(group, user_id)
        };
        let joined = memberships::insert(&self.ctx.db, [member]).await;
        joined.expect("they can be a member");
    }

    /// So many accounts that nobody signs in to, `p000`, `p001` and so on: their ids.
    pub async fn accounts(&self, count: usize) -> Vec<i64> {
        let now = Utc::now().fixed_offset();
        let rows = (0..count).map(|number| users::ActiveModel {
            username: Set(format!("p{number:03}")),
            username_key: Set(format!("p{number:03}")),
            password_hash: Set("none".to_owned()),
            role: Set(users::Role::Member.as_str().to_owned()),
            created_at: Set(now),
            updated_at: Set(now),
            ..Default::default()
        });
        users::Entity::insert_many(rows)
            .exec_without_returning(&self.ctx.db)
            .await
            .expect("the database takes accounts");
        let made = users::Entity::find()
            .filter(users::Column::PasswordHash.eq("none"))
            .order_by_asc(users::Column::UsernameKey)
            .all(&self.ctx.db)
            .await;
        let made = made.expect("the database answers");
        made.iter().map(|user| user.id).collect()
    }

    /// Makes people members of a group.
    pub async fn enrol(&self, group: i64, people: &[i64]) {
        let rows = people.iter().map(|id| NewMember::new(group, *id));
        let joined = memberships::insert(&self.ctx.db, rows).await;
        joined.expect("they can be members");
    }

    /// The members of a group and their roles, by name.
    pub async fn roles(&self, group: i64) -> Vec<(String, String)> {
        let rows = memberships::Entity::find()
            .find_also_related(users::Entity)
            .filter(memberships::Column::GroupId.eq(group))
            .order_by_asc(users::Column::UsernameKey)
            .all(&self.ctx.db)
            .await;
        let rows = rows.expect("the database answers").into_iter();
        rows.map(|(member, user)| (user.expect("a foreign key").username, member.role))
            .collect()
    }

    /// A browser that nobody has signed in at.
    pub fn stranger(&self) -> Person<'_> {
        Person {
            site: self,
            username: String::new(),
            cookie: String::new(),
        }
    }

    /// A new account, signed in. The first of a site is its administrator.
    pub async fn join(&self, username: &str) -> Person<'_> {
        let mut person = self.stranger();
        let form = [("username", username), ("password", PASSWORD)];
        let response = person.post("/register", &form).await;
        assert_eq!(
            response.status_code(),
            StatusCode::SEE_OTHER,
            "{}",
            response.text()
        );
        person.adopt(&response);
        username.clone_into(&mut person.username);
        person
    }

    /// `host:port` of the server.
    pub fn host(&self) -> String {
        let address = self.server.server_address().expect("a real server");
        format!(
            "{}:{}",
            address.host_str().expect("a host"),
            address.port().expect("a port")
        )
    }
}

impl Person<'_> {
    /// Takes the session that an answer gives.
    pub fn adopt(&mut self, response: &TestResponse) {
        let cookies = cookies_of(response);
        let is_session = |cookie: &&String| {
            ["banter=", "__Host-banter="]
                .iter()
                .any(|name| cookie.starts_with(name))
        };
        let cookie = cookies.iter().find(is_session).expect("a session cookie");
        let pair = cookie.split(';').next().expect("a cookie has a first part");
        pair.clone_into(&mut self.cookie);
    }

    /// Signs in again, at another browser.
    pub async fn sign_in_elsewhere(&self) -> Self {
        let mut other = self.site.stranger();
        let form = [("username", self.username.as_str()), ("password", PASSWORD)];
        let response = other.post("/login", &form).await;
        assert_eq!(
            response.status_code(),
            StatusCode::SEE_OTHER,
            "{}",
            response.text()
        );
        other.adopt(&response);
        self.username.clone_into(&mut other.username);
        other
    }

    /// The account, as the database has it now.
    pub async fn user(&self) -> users::Model {
        let found = users::Entity::find()
            .filter(users::Column::Username.eq(&self.username))
            .one(&self.site.ctx.db)
            .await;
        found
            .expect("the database answers")
            .expect("the account is there")
    }

    pub async fn id(&self) -> i64 {
        self.user().await.id
    }

    /// Makes a group by the form, with this person as its owner.
    pub async fn make_group(&self, kind: &str, name: &str, members: &[&Person<'_>]) -> i64 {
        let mut form = vec![
            ("kind".to_owned(), kind.to_owned()),
            ("name".to_owned(), name.to_owned()),
        ];
        for member in members {
            form.push(("members".to_owned(), member.id().await.to_string()));
        }
        let response = self
            .with_cookie(self.site.server.post("/groups").form(&form))
            .await;
        led_to(&response, "/groups/")
    }

    /// Opens the direct chat with somebody.
    pub async fn start_direct(&self, other: &Person<'_>) -> i64 {
        let response = self.post(&format!("/direct/{}", other.username), &[]).await;
        led_to(&response, "/groups/")
    }

    /// Posts by the form: the message.
    pub async fn say(&self, group: i64, text: &str) -> messages::Model {
        let response = self
            .post(&format!("/groups/{group}/messages"), &[("body", text)])
            .await;
        let id = led_to(&response, &format!("/groups/{group}#message-"));
        let found = messages::Entity::find_by_id(id).one(&self.site.ctx.db).await;
        found.expect("the database answers").expect("it is there")
    }

    /// Posts a form that succeeds.
    pub async fn does(&self, path: &str, form: &[(&str, &str)]) {
        let response = self.post(path, form).await;
        let status = response.status_code();
        assert_eq!(status, StatusCode::SEE_OTHER, "{path}: {}", response.text());
    }

    pub async fn get(&self, path: &str) -> TestResponse {
        self.with_cookie(self.site.server.get(path)).await
    }

    /// As a script asks.
    pub async fn get_fragment(&self, path: &str) -> TestResponse {
        self.with_cookie(self.site.server.get(path).add_header("hx-request", "true"))
            .await
    }

    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> TestResponse {
        self.with_cookie(self.site.server.post(path).form(form)).await
    }

    /// As a script posts.
    pub async fn post_fragment(&self, path: &str, form: &[(&str, &str)]) -> TestResponse {
        self.with_cookie(
            self.site
                .server
                .post(path)
                .form(form)
                .add_header("hx-request", "true"),
        )
        .await
    }

    /// The request with this person's cookie.
    pub fn with_cookie(&self, request: TestRequest) -> TestRequest {
        if self.cookie.is_empty() {
            return request;
        }
        request.add_header(
            header::COOKIE,
            HeaderValue::from_str(&self.cookie).expect("a header"),
        )
    }
}

/// The number at the end of the address that an answer leads to.
pub fn led_to(response: &TestResponse, before: &str) -> i64 {
    let status = response.status_code();
    assert_eq!(status, StatusCode::SEE_OTHER, "{}", response.text());
    let to = header_of(response, header::LOCATION).expect("an address");
    let number = to.strip_prefix(before).and_then(|number| number.parse().ok());
    number.unwrap_or_else(|| panic!("{to} is no {before}…"))
}

/// A header of an answer, as text.
pub fn header_of(response: &TestResponse, name: HeaderName) -> Option<String> {
    let value = response.headers().get(name)?;
    Some(value.to_str().expect("a readable header").to_owned())
}

/// The cookies that an answer sets, in no order.
pub fn cookies_of(response: &TestResponse) -> Vec<String> {
    let cookies = response.headers().get_all(header::SET_COOKIE).iter();
    let cookies = cookies.map(|cookie| cookie.to_str().expect("a readable header").to_owned());
    cookies.collect()
}

/// What a browser sends of the fields that match, as they are.
pub fn sent_of(html: &str, css: &str) -> Vec<(String, String)> {
    let [fields, choices] = [css, "option"].map(|css| Selector::parse(css).expect("a selector"));
    let page = Html::parse_document(html);
    let fields = page.select(&fields).filter_map(|field| {
        let value = match (field.value().name(), field.attr("type")) {
            ("textarea", _) => field.text().collect(),
            ("select", _) => {
                let mut choices = field.select(&choices);
                let first = choices.clone().next();
                let chosen = choices.find(|choice| choice.attr("selected").is_some());
                chosen.or(first)?.attr("value")?.to_owned()
            }
            (_, Some("checkbox")) => {
                field.attr("checked")?;
                field.attr("value").unwrap_or("on").to_owned()
            }
            _ => field.attr("value").unwrap_or_default().to_owned(),
        };
        Some((field.attr("name")?.to_owned(), value))
    });
    fields.collect()
}

/// The texts of the elements that match, in order.
pub fn texts_of(html: &str, css: &str) -> Vec<String> {
    let selector = Selector::parse(css).expect("a selector");
    Html::parse_document(html)
        .select(&selector)
        .map(|element| element.text().collect::<String>().trim().to_owned())
        .collect()
}

/// An attribute of the elements that match and have it, in order.
pub fn attributes_of(html: &str, css: &str, name: &str) -> Vec<String> {
    let selector = Selector::parse(css).expect("a selector");
    Html::parse_document(html)
        .select(&selector)
        .filter_map(|element| Some(element.attr(name)?.to_owned()))
        .collect()
}
