//! Registering, signing in and out.

use axum::http::{StatusCode, header};
use banter::{
    models::{
        sessions,
        users::{self, Role},
    },
    settings::Registration,
};
use futures_util::future::join_all;
use sea_orm::{EntityTrait, PaginatorTrait};

use crate::support::client::{PASSWORD, attributes_of, header_of, texts_of, with_site};

#[tokio::test]
async fn who_registers_is_signed_in_and_lands_in_the_chat() {
    with_site(async |site| {
        let form = [
            ("username", "Maria"),
            ("email", "maria@example.org"),
            ("password", PASSWORD),
        ];
        let mut maria = site.stranger();
        let response = maria.post("/register", &form).await;
        assert_eq!(response.status_code(), StatusCode::SEE_OTHER);
        assert_eq!(header_of(&response, header::LOCATION).as_deref(), Some("/"));
        maria.adopt(&response);

        let home = maria.get("/").await;
        let general = format!("/groups/{}", site.general().await.id);
        assert_eq!(header_of(&home, header::LOCATION), Some(general.clone()));
        let page = maria.get(&general).await;
        assert_eq!(page.status_code(), StatusCode::OK);
        assert_eq!(texts_of(&page.text(), ".account-name"), ["Maria"]);
        assert_eq!(texts_of(&page.text(), "nav#groups bdi"), ["general"]);
    })
    .await;
}

#[tokio::test]
async fn one_signs_in_by_name_or_address_in_any_case() {
    with_site(async |site| {
        let form = [
            ("username", "Maria"),
            ("email", "Maria@Example.org"),
            ("password", PASSWORD),
        ];
        site.stranger().post("/register", &form).await;
        for login in [
            "Maria",
            "mARIA",
            " maria ",
            "ＭＡＲＩＡ",
            "maria@example.org",
            "MARIA@EXAMPLE.ORG",
        ] {
            let mut browser = site.stranger();
            let form = [("username", login), ("password", PASSWORD)];
            let response = browser.post("/login", &form).await;
            assert_eq!(response.status_code(), StatusCode::SEE_OTHER, "{login}");
            browser.adopt(&response);
            assert_eq!(
                browser.get("/settings/password").await.status_code(),
                StatusCode::OK,
                "{login}"
            );
        }
    })
    .await;
}

/// Line 3.
#[tokio::test]
async fn a_wrong_password_and_an_unknown_name_look_the_same() {
    with_site(async |site| {
        site.join("maria").await;
        let gone = site.join("gone").await;
        gone.user()
            .await
            .deactivate(&site.ctx, None)
            .await
            .expect("deactivated");
        let mut answers = Vec::new();
        for (login, password) in [
            ("maria", "not the password"),
            ("nobody", "not the password"),
            ("gone", PASSWORD),
            ("a\0b", PASSWORD),
            ("maria@example.org", PASSWORD),
        ] {
            let form = [("username", login), ("password", password)];
            let response = site.stranger().post("/login", &form).await;
            assert_eq!(
                response.status_code(),
                StatusCode::UNPROCESSABLE_ENTITY,
                "{login:?}"
            );
            assert!(header_of(&response, header::SET_COOKIE).is_none(), "{login:?}");
            let page = response.text();
            assert!(!page.contains(password), "the password is not given back");
            let shown = attributes_of(&page, "#username", "value").concat();
            assert!(!shown.is_empty(), "the name is: {login:?}");
            answers.push(page.replace(&format!("value=\"{login}\""), "value=\"\""));
        }
        assert_eq!(texts_of(&answers[0], "#login-error").len(), 1);
        assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:#?}");
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_stands_beside_the_field_and_what_was_typed_stays() {
    with_site(async |site| {
        site.join("taken").await;
        let refused = async |username: &str, email: &str, password: &str| {
            let form = [("username", username), ("email", email), ("password", password)];
            let response = site.stranger().post("/register", &form).await;
            assert_eq!(response.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
            assert!(header_of(&response, header::SET_COOKIE).is_none());
            let page = response.text();
            assert_eq!(attributes_of(&page, "#username", "value"), [username]);
            assert_eq!(attributes_of(&page, "#email", "value"), [email]);
            assert!(attributes_of(&page, "#password", "value").is_empty());
            assert!(password.is_empty() || !page.contains(password), "{password}");
            ["username", "email", "password"].map(|field| {
                let texts = texts_of(&page, &format!("#{field}-error"));
                let marked = attributes_of(&page, &format!("#{field}"), "aria-invalid");
                assert_eq!(texts.len(), marked.len(), "{field}");
                texts.concat()
            })
        };
        let [name, email, password] = refused("x", "nowhere", "short").await;
        assert!(name.contains("2 to 32") || !name.is_empty(), "{name}");
        assert!(!email.is_empty() && !password.is_empty());
        let [name, email, password] = refused("TAKEN", "", "password1").await;
        assert!(!name.is_empty() && email.is_empty() && !password.is_empty());
        let [name, _, password] = refused("<script>\"'", "", PASSWORD).await;
        assert!(!name.is_empty() && password.is_empty());
        assert_eq!(
            users::Entity::find().count(&site.ctx.db).await.expect("counts"),
            1
        );
    })
    .await;
}

#[tokio::test]
async fn of_fifty_who_register_first_exactly_one_is_the_administrator() {
    with_site(async |site| {
        let names: Vec<String> = (0..50).map(|n| format!("user{n}")).collect();
        let forms: Vec<_> = names
            .iter()
            .map(|name| [("username", name.as_str()), ("password", PASSWORD)])
            .collect();
        let posts = forms.iter().map(|form| {
            let person = site.stranger();
            async move { person.post("/register", form).await.status_code() }
        });
        let answers = join_all(posts).await;
        assert!(
            answers.iter().all(|status| *status == StatusCode::SEE_OTHER),
            "{answers:?}"
        );
        let people = users::Entity::find().all(&site.ctx.db).await.expect("answers");
        assert_eq!(people.len(), 50);
        let administrators = people.iter().filter(|user| user.role() == Role::Administrator);
        assert_eq!(administrators.count(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_closed_site_takes_its_first_and_nobody_else() {
    with_site(async |site| {
        site.configure(|settings| settings.registration = Registration::Closed);
        let names: Vec<String> = (0..10).map(|n| format!("user{n}")).collect();
        let forms: Vec<_> = names
            .iter()
            .map(|name| [("username", name.as_str()), ("password", PASSWORD)])
            .collect();
        let posts = forms.iter().map(|form| {
            let person = site.stranger();
            async move { person.post("/register", form).await.status_code() }
        });
        let answers = join_all(posts).await;
        let count = |status| answers.iter().filter(|answer| **answer == status).count();
        assert_eq!(count(StatusCode::SEE_OTHER), 1, "{answers:?}");
        assert_eq!(count(StatusCode::FORBIDDEN), 9, "{answers:?}");
        let people = users::Entity::find().all(&site.ctx.db).await.expect("answers");
        assert_eq!(people.len(), 1);
        assert_eq!(people[0].role(), Role::Administrator);
    })
    .await;
}

#[tokio::test]
async fn closed_and_invited_refuse_the_form_and_the_post() {
    with_site(async |site| {
        site.join("maria").await;
        for policy in [Registration::Closed, Registration::Invited] {
            site.configure(|settings| settings.registration = policy);
            let page = site.stranger().get("/register").await;
            assert_eq!(page.status_code(), StatusCode::FORBIDDEN);
            assert!(texts_of(&page.text(), ".account-form").is_empty());
            let form = [("username", "mario"), ("password", PASSWORD)];
            let response = site.stranger().post("/register", &form).await;
            assert_eq!(response.status_code(), StatusCode::FORBIDDEN);
            assert!(header_of(&response, header::SET_COOKIE).is_none());
            let login = site.stranger().get("/login").await.text();
            assert!(attributes_of(&login, "a[href^='/register']", "href").is_empty());
        }
        assert_eq!(
            users::Entity::find().count(&site.ctx.db).await.expect("counts"),
            1
        );
        site.configure(|settings| settings.registration = Registration::Open);
        let login = site.stranger().get("/login").await.text();
        assert!(!attributes_of(&login, "a[href^='/register']", "href").is_empty());
    })
    .await;
}

/// Line 6.
#[tokio::test]
async fn a_planted_cookie_does_not_survive_sign_in() {
    with_site(async |site| {
        site.join("maria").await;
        let form = [("username", "maria"), ("password", PASSWORD)];
        let mut browser = site.stranger();
        browser.cookie = format!("banter={}", "0".repeat(32));
        let planted = site.stranger();
        let response = browser.post("/login", &form).await;
        browser.adopt(&response);
        assert!(!browser.cookie.contains(&"0".repeat(32)));
        let planted = planted.with_cookie(
            site.server
                .get("/settings/password")
                .add_header(header::COOKIE, format!("banter={}", "0".repeat(32))),
        );
        assert_eq!(planted.await.status_code(), StatusCode::SEE_OTHER);
        assert_eq!(
            browser.get("/settings/password").await.status_code(),
            StatusCode::OK
        );
    })
    .await;
}

/// Line 6.
#[tokio::test]
async fn the_session_of_an_attacker_does_not_become_the_victims() {
    with_site(async |site| {
        let attacker = site.join("attacker").await;
        site.join("maria").await;
        let form = [("username", "maria"), ("password", PASSWORD)];
        // The victim's browser, with the attacker's session planted in it.
        let response = attacker.post("/login", &form).await;
        let mut victim = site.stranger();
        victim.adopt(&response);
        assert_ne!(victim.cookie, attacker.cookie);
        let page = victim.get("/settings/password").await.text();
        assert_eq!(attributes_of(&page, "body", "data-username"), ["maria"]);
        let old = attacker.get("/settings/password").await;
        assert_eq!(
            old.status_code(),
            StatusCode::SEE_OTHER,
            "the session before is ended"
        );
    })
    .await;
}

/// Line 7.
#[tokio::test]
async fn signing_out_kills_the_session_on_the_server() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        let elsewhere = maria.sign_in_elsewhere().await;
        let response = maria.post("/logout", &[]).await;
        assert_eq!(response.status_code(), StatusCode::SEE_OTHER);
        assert_eq!(header_of(&response, header::LOCATION).as_deref(), Some("/login"));
        // The browser is told to forget who it was, and where.
        let cookies = response.headers().get_all(header::SET_COOKIE).iter();
        let cookies: Vec<_> = cookies.map(|cookie| cookie.to_str().expect("text")).collect();
        for name in ["banter=;", "banter-group=;"] {
            let forgets = |cookie: &&str| cookie.starts_with(name) && cookie.contains("Max-Age=0");
            assert!(cookies.iter().any(forgets), "{cookies:?}");
        }
        // Whoever kept a copy of the cookie has nothing.
        let page = maria.get("/settings/password").await;
        assert_eq!(page.status_code(), StatusCode::SEE_OTHER);
        let form = [("body", "hello")];
        let post = maria
            .post(&format!("/groups/{}/messages", site.general().await.id), &form)
            .await;
        assert_eq!(post.status_code(), StatusCode::UNAUTHORIZED);
        assert_eq!(
            elsewhere.get("/settings/password").await.status_code(),
            StatusCode::OK
        );
    })
    .await;
}

/// Line 7.
#[tokio::test]
async fn the_cookie_is_for_this_site_and_no_script() {
    with_site(async |site| {
        let form = [("username", "maria"), ("password", PASSWORD)];
        let response = site.stranger().post("/register", &form).await;
        let cookie = header_of(&response, header::SET_COOKIE).expect("a cookie");
        let parts: Vec<&str> = cookie.split("; ").collect();
        for part in ["HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(parts.contains(&part), "{cookie}");
        }
        assert!(!cookie.contains("Domain"), "{cookie}");
        let age = parts.iter().find_map(|part| part.strip_prefix("Max-Age="));
        let age: i64 = age.and_then(|age| age.parse().ok()).expect("an age");
        assert!((29 * 86_400..=30 * 86_400).contains(&age), "{cookie}");
        // The test's host is http, where browsers drop a Secure cookie.
        assert!(
            parts[0].starts_with("banter=") && !parts.contains(&"Secure"),
            "{cookie}"
        );
        assert_eq!(parts[0].len(), "banter=".len() + 32, "128 random bits");
    })
    .await;
}

/// Line 7.
#[tokio::test]
async fn signed_in_pages_are_not_stored() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        let general = format!("/groups/{}", site.general().await.id);
        for path in [
            "/",
            &general,
            "/settings/password",
            "/nowhere",
            "/login",
            "/groups/999",
        ] {
            let response = maria.get(path).await;
            let kept = header_of(&response, header::CACHE_CONTROL);
            assert_eq!(kept.as_deref(), Some("no-store"), "{path}");
        }
        let fragment = maria.get_fragment(&general).await;
        assert_eq!(
            header_of(&fragment, header::CACHE_CONTROL).as_deref(),
            Some("no-store")
        );
        let post = maria.post(&format!("{general}/messages"), &[("body", "")]).await;
        assert_eq!(
            header_of(&post, header::CACHE_CONTROL).as_deref(),
            Some("no-store")
        );
    })
    .await;
}

/// Line 6.
#[tokio::test]
async fn who_is_deactivated_is_out_at_once() {
    with_site(async |site| {
        // Somebody else has to administer.
        site.join("admin").await;
        let maria = site.join("maria").await;
        assert_eq!(
            maria.get("/settings/password").await.status_code(),
            StatusCode::OK
        );
        maria
            .user()
            .await
            .deactivate(&site.ctx, None)
            .await
            .expect("deactivated");
        assert_eq!(
            maria.get("/settings/password").await.status_code(),
            StatusCode::SEE_OTHER
        );
        assert_eq!(
            sessions::Entity::find()
                .count(&site.ctx.db)
                .await
                .expect("counts"),
            1
        );
    })
    .await;
}

#[tokio::test]
async fn who_is_signed_in_is_sent_on_from_the_forms() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        for path in ["/login", "/register"] {
            let response = maria.get(path).await;
            assert_eq!(header_of(&response, header::LOCATION).as_deref(), Some("/"));
            let response = maria.get(&format!("{path}?next=/settings/password")).await;
            assert_eq!(
                header_of(&response, header::LOCATION).as_deref(),
                Some("/settings/password")
            );
        }
    })
    .await;
}

#[tokio::test]
async fn before_the_first_account_the_sign_in_leads_to_the_registration() {
    with_site(async |site| {
        let response = site.stranger().get("/login").await;
        assert_eq!(
            header_of(&response, header::LOCATION).as_deref(),
            Some("/register?next=%2F")
        );
        site.join("maria").await;
        assert_eq!(site.stranger().get("/login").await.status_code(), StatusCode::OK);
    })
    .await;
}

/// Values of `next` that lead elsewhere, as they stand in an address.
const ASTRAY: [&str; 12] = [
    "//evil.example",
    "///evil.example",
    "/%5Cevil.example",
    "%5C%5Cevil.example",
    "https://evil.example/",
    "https:evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "/%0D%0ASet-Cookie:%20banter=1",
    "/%09/evil.example",
    "%20//evil.example",
    "/%00",
];

#[tokio::test]
async fn a_next_that_leads_elsewhere_leads_home() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        for next in ASTRAY {
            // From the address into the form, …
            for path in ["/login", "/register"] {
                let page = site.stranger().get(&format!("{path}?next={next}")).await;
                assert_eq!(page.status_code(), StatusCode::OK);
                assert_eq!(
                    attributes_of(&page.text(), "input[name=next]", "value"),
                    ["/"],
                    "{next}"
                );
            }
            // … and from a form that somebody else made.
            let body = format!(
                "username=maria&password={}&next={next}",
                PASSWORD.replace(' ', "+")
            );
            let request = site.server.post("/login").bytes(body.into());
            let response = request.content_type("application/x-www-form-urlencoded").await;
            // More tries than the throttle allows are not what this is about.
            site.configure(|_| {});
            assert_eq!(
                header_of(&response, header::LOCATION).as_deref(),
                Some("/"),
                "{next}"
            );
            let response = maria.get(&format!("/login?next={next}")).await;
            assert_eq!(
                header_of(&response, header::LOCATION).as_deref(),
                Some("/"),
                "{next}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_page_asked_for_signed_out_is_reached_after_signing_in() {
    with_site(async |site| {
        site.join("maria").await;
        let wanted = format!("/groups/{}?before=51&after=2", site.general().await.id);
        let mut browser = site.stranger();
        let response = browser.get(&wanted).await;
        assert_eq!(response.status_code(), StatusCode::SEE_OTHER);
        let to = header_of(&response, header::LOCATION).expect("sent on");
        assert!(to.starts_with("/login?next="), "{to}");
        let page = browser.get(&to).await.text();
        let next = attributes_of(&page, "input[name=next]", "value");
        assert_eq!(next, [wanted.as_str()]);
        let form = [("username", "maria"), ("password", "wrong"), ("next", &next[0])];
        let page = browser.post("/login", &form).await.text();
        assert_eq!(
            attributes_of(&page, "input[name=next]", "value"),
            next,
            "a wrong password keeps it"
        );
        let form = [("username", "maria"), ("password", PASSWORD), ("next", &next[0])];
        let response = browser.post("/login", &form).await;
        assert_eq!(header_of(&response, header::LOCATION), Some(wanted.clone()));
        browser.adopt(&response);
        assert_eq!(browser.get(&wanted).await.status_code(), StatusCode::OK);
    })
    .await;
}
