//! Previews of pages over TLS, as the machine's list of trusted authorities has it.

use std::{fs, time::Duration};

use tempfile::TempDir;
use tokio::time::{sleep, timeout};

use crate::support::{
    server::Server,
    visitor::Visitor,
    web::{self, Web},
};

const PATIENCE: Duration = Duration::from_secs(15);

#[tokio::test]
async fn a_page_over_tls_is_shown_where_its_certificate_is_trusted() {
    let page = |title: &'static str| move |_: &str| Some(web::html(&format!("<title>{title}</title>")));
    let (trusted, pem) = Web::start_secure(page("Someone we know")).await;
    let (stranger, _) = Web::start_secure(page("A stranger")).await;
    let dir = TempDir::new().expect("a temporary folder can be made");
    let list = dir.path().join("trusted.pem");
    fs::write(&list, pem).expect("written");
    let server = Server::start_with(&[
        ("PREVIEWS", "true"),
        ("PREVIEWS_OF_LOOPBACK", "true"),
        ("SSL_CERT_FILE", &list.to_string_lossy()),
    ])
    .await;
    let ada = Visitor::join(&server, "ada").await;
    for web in [&stranger, &trusted] {
        ada.say(&web.url("/")).await;
    }
    ada.sees("Someone we know").await;
    let refused = async {
        while stranger.asked().is_empty() {
            sleep(Duration::from_millis(25)).await;
        }
    };
    timeout(PATIENCE, refused).await.expect("it is looked at");
    assert!(
        stranger.asked()[0].contains("fatal alert"),
        "{:?}",
        stranger.asked()
    );
}
