//! Errors as people see them, and requests that no page sends.

use axum::http::{Method, StatusCode, header};
use sea_orm::ConnectionTrait;

use crate::support::{
    client::{attributes_of, cookies_of, header_of, texts_of, with_site},
    raw,
};

#[tokio::test]
async fn an_error_is_a_page_that_looks_like_the_rest() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        let general = format!("/groups/{}", site.general().await.id);
        for (method, path, status) in [
            (Method::GET, "/nowhere".to_owned(), 404),
            (Method::GET, "/groups/999".to_owned(), 404),
            (Method::GET, "/groups/1/2/3/4".to_owned(), 404),
            (Method::GET, format!("{general}?before=x"), 400),
            (Method::GET, "/logout".to_owned(), 405),
            (Method::DELETE, general.clone(), 405),
            (Method::POST, format!("{general}/messages"), 422),
            (Method::GET, "/static/any/nothing.css".to_owned(), 404),
        ] {
            let response = maria.with_cookie(site.server.method(method.clone(), &path)).await;
            assert_eq!(response.status_code().as_u16(), status, "{method} {path}");
            assert_eq!(
                header_of(&response, header::CONTENT_TYPE).as_deref(),
                Some("text/html; charset=utf-8"),
                "{method} {path}"
            );
            let page = response.text();
            assert_eq!(
                texts_of(&page, ".error-status"),
                [format!("Error {status}")],
                "{method} {path}"
            );
            assert_eq!(texts_of(&page, "h1").len(), 1);
            assert!(!attributes_of(&page, "link[rel=stylesheet]", "href").is_empty());
            assert_eq!(attributes_of(&page, "main a.btn", "href"), ["/"]);
            for inside in ["loco", "axum", "panicked", "deserialize", "src/", "error-", "{"] {
                let shown = texts_of(&page, "body").concat().to_lowercase();
                assert!(!shown.contains(inside), "{path}: {inside} in {shown}");
            }
            // A script gets a sentence to show.
            let request = maria.with_cookie(site.server.method(method, &path));
            let response = request.add_header("hx-request", "true").await;
            assert_eq!(response.status_code().as_u16(), status, "{path}");
            assert_eq!(
                header_of(&response, header::CONTENT_TYPE).as_deref(),
                Some("text/plain; charset=utf-8"),
                "{path}"
            );
            assert!(!response.text().contains('<'));
        }
        let page = maria.get("/nowhere").await.text();
        assert_eq!(attributes_of(&page, "body", "data-username"), ["maria"]);
    })
    .await;
}

#[tokio::test]
async fn who_cannot_be_looked_up_may_try_again_and_stays_signed_in() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        let rename = async |from: &str, to: &str| {
            let sql = format!("ALTER TABLE {from} RENAME TO {to}");
            let renamed = site.ctx.db.execute_unprepared(&sql).await;
            renamed.expect("the database takes it");
        };
        rename("sessions", "elsewhere").await;
        for response in [
            maria.get("/groups/1").await,
            maria.get_fragment("/groups/1").await,
            maria.post("/groups/1/messages", &[("body", "hello")]).await,
            // Public, but it may be a signed-in person's.
            maria.get("/login").await,
        ] {
            assert_eq!(response.status_code(), StatusCode::SERVICE_UNAVAILABLE);
            assert_eq!(header_of(&response, header::RETRY_AFTER).as_deref(), Some("1"));
            assert!(cookies_of(&response).is_empty(), "nobody is signed out");
            assert!(!response.text().contains("sessions"));
        }
        rename("elsewhere", "sessions").await;
        assert_eq!(maria.get("/groups/1").await.status_code(), StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn who_is_signed_out_is_sent_to_the_sign_in_from_everywhere() {
    with_site(async |site| {
        site.join("maria").await;
        for (path, next) in [
            ("/nowhere", "%2Fnowhere"),
            ("/groups/1", "%2Fgroups%2F1"),
            ("/groups/999?before=3", "%2Fgroups%2F999%3Fbefore%3D3"),
            ("/%22%3E%3Cscript%3E", "%2F%2522%253E%253Cscript%253E"),
            ("/a&next=//evil.example", "%2Fa%26next%3D%2F%2Fevil.example"),
        ] {
            for method in [Method::GET, Method::HEAD] {
                let response = site.server.method(method, path).await;
                assert_eq!(response.status_code(), StatusCode::SEE_OTHER, "{path}");
                let to = header_of(&response, header::LOCATION).expect("sent on");
                assert_eq!(to, format!("/login?next={next}"));
            }
            let response = site.stranger().get_fragment(path).await;
            assert_eq!(response.status_code(), StatusCode::UNAUTHORIZED, "{path}");
            let response = site.stranger().post(path, &[("body", "x")]).await;
            assert_eq!(response.status_code(), StatusCode::UNAUTHORIZED, "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn no_form_however_broken_breaks_the_server() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        let address = site.host();
        let cookie = format!("Cookie: {}", maria.cookie);
        let messages = format!("/groups/{}/messages", site.general().await.id);
        let form = "Content-Type: application/x-www-form-urlencoded";
        let multipart = "Content-Type: multipart/form-data; boundary=x";
        let bodies: [(&[&str], &[u8]); 26] = [
            (&[form], b""),
            (&[form], b"&&&==="),
            (&[form], b"body"),
            (&[form], b"body=a&body=b"),
            (&[form], b"body[]=a"),
            (&[form], b"body=%"),
            (&[form], b"body=%zz&client_id=%"),
            (&[form], b"body=\xff\xfe\x00"),
            (
                &[form],
                b"body=%ff%fe&username=%ff&password=%ff&current_password=%ff&new_password=%ff",
            ),
            (
                &[form],
                b"username=a%00b&password=x%00y&body=%00&current_password=%00&new_password=%00",
            ),
            (&[form], b"username=maria&username=maria&password=x&password=y"),
            (
                &[form],
                b"username=%F0%9F%A4%96&password=%F0%9F%A4%96&email=%00@[::1]&setup_code=%00",
            ),
            (
                &[form],
                b"username=mario&password=x&email=a@%00[127.0.0.1]&next=%0d%0a",
            ),
            (&[form], b"{\"body\":\"json\"}"),
            (&[form], &[0; 512]),
            (
                &["Content-Type: application/json"],
                b"{\"body\":\"json\",\"username\":\"maria\",\"password\":\"x\"}",
            ),
            (&["Content-Type: text/plain"], b"body=hello"),
            (
                &["Content-Type: application/xml"],
                b"<!DOCTYPE x [<!ENTITY y SYSTEM \"file:///etc/passwd\">]><x>&y;</x>",
            ),
            (
                &[multipart],
                b"--x\r\nContent-Disposition: form-data; name=\"body\"\r\n\r\nhello\r\n--x--\r\n",
            ),
            (&[multipart], b"--x\r\n\r\n"),
            (&["Content-Type: \x01"], b"body=x"),
            (&["Content-Type: ;;;"], b"body=x"),
            (&[], b"body=hello&username=maria&password=x"),
            (&[form, "Content-Encoding: gzip"], b"not gzip"),
            (&[form, "Expect: 200-maybe"], b"body=x"),
            (&[form, "X-HTTP-Method-Override: DELETE"], b""),
        ];
        for path in [
            "/login",
            "/register",
            "/settings/password",
            &messages,
            "/logout",
            "/nowhere",
            "/",
        ] {
            for signed_in in [true, false] {
                // The last cookie is good for one sign-out only.
                let signed_in = signed_in && path != "/logout";
                for (headers, body) in bodies {
                    let mut headers = headers.to_vec();
                    if signed_in {
                        headers.push(&cookie);
                    }
                    let answer = raw::request(&address, "POST", path, &headers, body).await;
                    let said = format!(
                        "{path} {headers:?} {:?}: {answer:?}",
                        String::from_utf8_lossy(body)
                    );
                    assert!(answer.status < 500, "{said}");
                    // What is no HTTP at all is answered before anybody reads the path.
                    if answer.status >= 400 && !answer.body.is_empty() {
                        let kind = answer.header("content-type");
                        assert_eq!(kind, Some("text/html; charset=utf-8"), "{said}");
                    }
                    site.configure(|_| {});
                }
            }
        }
        assert_eq!(
            maria.get("/settings/password").await.status_code(),
            StatusCode::OK
        );
    })
    .await;
}

#[tokio::test]
async fn no_header_however_odd_breaks_the_server() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        let address = site.host();
        let long = "x".repeat(60_000);
        let many = format!("Cookie: {}", "banter=0; ".repeat(4_000));
        let (long_cookie, long_value) = (format!("Cookie: banter={long}"), format!("X-Long: {long}"));
        let good = format!("Cookie: banter=\"{}\"", maria.cookie.trim_start_matches("banter="));
        for headers in [
            &[long_cookie.as_str()][..],
            &[&many],
            &[&long_value],
            &[&good],
            &["Cookie: banter="],
            &["Cookie: banter"],
            &["Cookie: =; ;;=x; banter=%00%FF"],
            &["Cookie: banter=\u{ff}\u{fe}"],
            &["Cookie: banter=' OR 1=1 --"],
            &["HX-Request: \u{ff}"],
            &["HX-Request: false"],
            &["Origin: \u{ff}", "Sec-Fetch-Site: \u{ff}"],
            &["Accept-Encoding: \u{ff}"],
            &["If-None-Match: \u{ff}", "If-Modified-Since: never", "Range: bytes=9-1,-,0-"],
            &["X-Request-Id: \u{ff}\u{1b}[2J"],
            &["X-Forwarded-For: \u{ff}, nonsense", "Forwarded: for=\"", "X-Forwarded-Proto: gopher"],
            &["Content-Type: \u{ff}"],
        ] {
            for path in ["/", "/login", "/register", "/settings/password", "/ws?group=1", "/static/x/css/tokens.css"] {
                let answer = raw::request(&address, "GET", path, headers, b"").await;
                assert!(answer.status < 500, "{path} {headers:?}: {answer:?}");
            }
        }
        // And requests that are hardly any.
        for bytes in [
            &b"GET / HTTP/1.1\r\n\r\n"[..],
            b"GET /login HTTP/1.0\r\n\r\n",
            b"GET http://evil.example/login HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            b"OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            b"CONNECT evil.example:443 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            b"TRACE /login HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            b"BREW /login HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            b"GET /\x00 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            b"POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\nConnection: close\r\n\r\n",
            b"POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        ] {
            let asked = String::from_utf8_lossy(bytes).into_owned();
            // HTTP/1.1 without a Host keeps the connection: it ends by asking once more.
            let ended = if asked.contains("close") || asked.contains("HTTP/1.0") {
                bytes.to_vec()
            } else {
                [bytes, b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n"].concat()
            };
            let answer = raw::send(&address, &ended).await;
            assert!(answer.status < 500, "{asked}: {answer:?}");
        }
        assert_eq!(maria.get("/settings/password").await.status_code(), StatusCode::OK);
    })
    .await;
}
