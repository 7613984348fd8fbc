//! Somebody without a browser, who posts and reads over plain HTTP.

use std::time::Duration;

use axum::{
    body::{Body, to_bytes},
    http::{Request, StatusCode, header},
};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};

use tokio::time::{sleep, timeout};
use url::form_urlencoded::Serializer;

use super::{client::PASSWORD, files, server::Server};

/// The public room that everybody is in.
pub const ROOM: &str = "/groups/1";

const PATIENCE: Duration = Duration::from_secs(15);

pub struct Visitor {
    client: Client<HttpConnector, Body>,
    site: String,
    cookie: String,
}

impl Visitor {
    /// A new account.
    pub async fn join(server: &Server, username: &str) -> Self {
        Self::enter(server, "/register", username).await
    }

    /// One more session of an account.
    pub async fn sign_in(server: &Server, username: &str) -> Self {
        Self::enter(server, "/login", username).await
    }

    /// Somebody who is not signed in.
    pub fn stranger(server: &Server) -> Self {
        Self {
            client: Client::builder(TokioExecutor::new()).build_http(),
            site: server.url(""),
            cookie: String::new(),
        }
    }

    async fn enter(server: &Server, path: &str, username: &str) -> Self {
        let mut visitor = Self::stranger(server);
        let fields = [("username", username), ("password", PASSWORD)];
        let (status, cookie, _) = visitor.send(path, &fields).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let cookie = cookie.expect("a session");
        let (name_and_value, _) = cookie.split_once(';').expect("a cookie with attributes");
        name_and_value.clone_into(&mut visitor.cookie);
        visitor
    }

    /// The name and the value of the session's cookie.
    pub fn session(&self) -> (&str, &str) {
        self.cookie.split_once('=').expect("a name and a value")
    }

    /// Posts a message to the room and returns its id.
    pub async fn say(&self, text: &str) -> i64 {
        self.post(&[("body", text)]).await
    }

    /// The same with files that were uploaded.
    pub async fn say_with(&self, text: &str, files: &[i64]) -> i64 {
        let files: Vec<String> = files.iter().map(i64::to_string).collect();
        let mut fields = vec![("body", text)];
        fields.extend(files.iter().map(|id| ("attachments", id.as_str())));
        self.post(&fields).await
    }

    /// Answers a message of the room and returns the answer's id.
    pub async fn answer(&self, message: i64, text: &str) -> i64 {
        self.post(&[("body", text), ("reply_to", &message.to_string())])
            .await
    }

    async fn post(&self, fields: &[(&str, &str)]) -> i64 {
        let (status, _, frame) = self.send(&format!("{ROOM}/messages"), fields).await;
        assert_eq!(status, StatusCode::OK, "{frame}");
        let (_, rest) = frame.split_once("id=\"message-").expect("a message");
        rest.split('"')
            .next()
            .and_then(|id| id.parse().ok())
            .expect("an id")
    }

    /// Posts a message and returns the status; `None` if the server does not answer.
    pub async fn try_say(&self, text: &str) -> Option<StatusCode> {
        let request = self.form(&format!("{ROOM}/messages"), &[("body", text)]);
        let response = self.client.request(request).await.ok()?;
        let status = response.status();
        // An answer that breaks off is none.
        to_bytes(Body::new(response.into_body()), usize::MAX).await.ok()?;
        Some(status)
    }

    /// Uploads a file to the room and returns its id; `None` if the server does not answer.
    pub async fn try_upload(&self, name: &str, bytes: &[u8]) -> Option<i64> {
        let (_, chip) = self.upload(name, bytes).await?;
        let (_, rest) = chip
            .split_once("data-id=\"")
            .unwrap_or_else(|| panic!("no file: {chip}"));
        rest.split('"').next()?.parse().ok()
    }

    /// Uploads a file to the room and returns the answer; `None` if there is none.
    pub async fn upload(&self, name: &str, bytes: &[u8]) -> Option<(StatusCode, String)> {
        let request = Request::post(format!("{}{ROOM}/attachments", self.site))
            .header(header::CONTENT_TYPE, files::form_type())
            .header(header::COOKIE, &self.cookie)
            .header("hx-request", "true")
            .body(Body::from(files::form(&[("attachments", Some(name), bytes)])))
            .expect("a request");
        let response = self.client.request(request).await.ok()?;
        let status = response.status();
        let body = to_bytes(Body::new(response.into_body()), usize::MAX).await.ok()?;
        Some((status, String::from_utf8_lossy(&body).into_owned()))
    }

    /// What is at a path, if there is something for this visitor.
    pub async fn try_get(&self, path: &str) -> Option<Vec<u8>> {
        let request = Request::get(format!("{}{path}", self.site))
            .header(header::COOKIE, &self.cookie)
            .body(Body::empty())
            .expect("a request");
        let response = self.client.request(request).await.expect("the server answers");
        if response.status() == StatusCode::NOT_FOUND {
            return None;
        }
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        let body = to_bytes(Body::new(response.into_body()), usize::MAX).await;
        Some(body.expect("a whole answer").to_vec())
    }

    /// Posts `first`, `first + 1`, … `last`, one after the other, as "Message 1" and so on.
    pub async fn say_numbers(&self, first: u32, last: u32) {
        for number in first..=last {
            self.say(&format!("Message {number}")).await;
        }
    }

    /// Changes the password to another and back: every other session of the account ends.
    pub async fn end_other_sessions(&self) {
        for [current, new] in [
            [PASSWORD, "another good password"],
            ["another good password", PASSWORD],
        ] {
            let fields = [("current_password", current), ("new_password", new)];
            let (status, _, page) = self.send("/settings/password", &fields).await;
            assert!(
                !status.is_client_error() && !status.is_server_error(),
                "{status}: {page}"
            );
        }
    }

    /// What is at a path, uncompressed.
    pub async fn get(&self, path: &str) -> Vec<u8> {
        let request = Request::get(format!("{}{path}", self.site))
            .header(header::COOKIE, &self.cookie)
            .body(Body::empty())
            .expect("a request");
        let response = self.client.request(request).await.expect("the server answers");
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        let body = to_bytes(Body::new(response.into_body()), usize::MAX).await;
        body.expect("a whole answer").to_vec()
    }

    /// Posts a form as a page does without script: the status, where it leads, and what is shown.
    pub async fn submit(&self, path: &str, fields: &[(&str, &str)]) -> (StatusCode, String, String) {
        let mut request = self.form(path, fields);
        request.headers_mut().remove("hx-request");
        self.answered(request).await
    }

    /// Makes a link that invites: its token.
    pub async fn invite(&self, path: &str) -> String {
        let (_, cookie, _) = self.send(path, &[("lifetime", "day"), ("most", "10")]).await;
        let cookie = cookie.expect("it travels in a cookie");
        let token = cookie.split(['=', ';']).nth(1);
        token.expect("a value").to_owned()
    }

    /// What anybody gets at a path, as a page or as a script asks for it: the status and the HTML.
    pub async fn look(&self, path: &str, scripted: bool) -> (StatusCode, String) {
        let mut request = Request::get(format!("{}{path}", self.site)).header(header::COOKIE, &self.cookie);
        if scripted {
            request = request.header("hx-request", "true");
        }
        let request = request.body(Body::empty()).expect("a request");
        let (status, _, html) = self.answered(request).await;
        (status, html)
    }

    async fn answered(&self, request: Request<Body>) -> (StatusCode, String, String) {
        let response = self.client.request(request).await.expect("the server answers");
        let status = response.status();
        let location = response.headers().get(header::LOCATION);
        let location = location.map(|place| place.to_str().expect("text").to_owned());
        let body = to_bytes(Body::new(response.into_body()), usize::MAX).await;
        let text = String::from_utf8(body.expect("a whole answer").to_vec()).expect("text");
        (status, location.unwrap_or_default(), text)
    }

    /// Waits until the room's page has this text.
    pub async fn sees(&self, text: &str) {
        let seen = async {
            while !String::from_utf8_lossy(&self.get(&format!("{ROOM}?latest=1")).await).contains(text) {
                sleep(Duration::from_millis(25)).await;
            }
        };
        timeout(PATIENCE, seen).await.expect("the text arrives");
    }

    /// Does something with a message of the room: `edit`, `delete`, `reactions`.
    pub async fn does(&self, message: i64, what: &str, fields: &[(&str, &str)]) {
        let path = format!("{ROOM}/messages/{message}/{what}");
        let (status, _, text) = self.send(&path, fields).await;
        assert_eq!(status, StatusCode::OK, "{what}: {text}");
    }

    /// Posts as a script does: the frame that is the answer.
    pub async fn frame(&self, path: &str, fields: &[(&str, &str)]) -> String {
        let (status, _, frame) = self.send(path, fields).await;
        assert_eq!(status, StatusCode::OK, "{path}: {frame}");
        frame
    }

    async fn send(&self, path: &str, fields: &[(&str, &str)]) -> (StatusCode, Option<String>, String) {
        let request = self.form(path, fields);
        let response = self.client.request(request).await.expect("the server answers");
        let status = response.status();
        let cookie = response.headers().get(header::SET_COOKIE);
        let cookie = cookie.map(|cookie| cookie.to_str().expect("text").to_owned());
        let body = to_bytes(Body::new(response.into_body()), usize::MAX).await;
        let text = String::from_utf8(body.expect("a whole answer").to_vec()).expect("text");
        (status, cookie, text)
    }

    fn form(&self, path: &str, fields: &[(&str, &str)]) -> Request<Body> {
        let form = Serializer::new(String::new()).extend_pairs(fields).finish();
        Request::post(format!("{}{path}", self.site))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::COOKIE, &self.cookie)
            .header("hx-request", "true")
            .body(Body::from(form))
            .expect("a request")
    }
}
