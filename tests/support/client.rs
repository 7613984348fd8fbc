//! The app in this process, over real HTTP, with people who are signed in.

use std::panic::{AssertUnwindSafe, resume_unwind};

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum_test::{TestRequest, TestResponse, TestServer};
use banter::app::App;
use futures_util::FutureExt;
use loco_rs::{
    app::AppContext,
    testing::request::{RequestConfigBuilder, request_config_with_create_db},
};
use scraper::{Html, Selector};

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
        let ended = AssertUnwindSafe(test(&site)).catch_unwind().await;
        // PostgreSQL drops no database that somebody is connected to, and a panic while another one unwinds
        // would end all tests.
        site.ctx.db.close().await.expect("the pool closes");
        if let Err(panic) = ended {
            resume_unwind(panic);
        }
    })
    .await;
}

impl Site {
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
        let cookie = header_of(response, header::SET_COOKIE).expect("a session cookie");
        let pair = cookie.split(';').next().expect("a cookie has a first part");
        pair.clone_into(&mut self.cookie);
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

/// A header of an answer, as text.
pub fn header_of(response: &TestResponse, name: HeaderName) -> Option<String> {
    let value = response.headers().get(name)?;
    Some(value.to_str().expect("a readable header").to_owned())
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
