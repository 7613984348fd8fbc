//! Every page and what opens on it, looked at by axe in both themes, and the HTML of all of it validated.
//!
//! A route that shows something and is not visited fails here: see [`tour`].

mod tour;

use std::{collections::BTreeSet, fs, path::Path, process::Command};

use axum::http::StatusCode;
use fantoccini::error::CmdError;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{count, online, until};
use crate::{
    requests::matrix,
    support::{
        browser::Browser,
        client::{PASSWORD, with_site},
    },
};
use tour::{NO_PAGES, Stop, Tour, Who, set_up};

/// CSS pixels of a common screen; at 400 % they are [`NARROW`].
const WIDE: u32 = 1280;
const NARROW: u32 = 320;
/// High enough for all that is there, since what is half behind something else is too small a target.
const HEIGHT: u32 = 3000;

/// All that WCAG 2.2 asks for on levels A and AA, and what is good practice besides. No rule is off.
const RULES: &str = "{ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], \
     rules: { 'target-size': { enabled: true } } }";

/// What depends on the theme alone, where the rest has been looked at in the other.
const COLOURS: &str = "{ runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } }";

#[tokio::test]
async fn every_page_is_visited() {
    let mut visited: BTreeSet<&str> = NO_PAGES.iter().map(|(route, _)| *route).collect();
    let tour = Tour::prepare().await;
    let stops = tour.stops();
    visited.extend(stops.iter().map(|stop| stop.route));
    with_site(async |site| {
        let routes = matrix::routes(site).into_iter();
        let shown: BTreeSet<String> = routes
            .filter(|(method, _)| method == "GET")
            .map(|(_, uri)| uri)
            .collect();
        assert_eq!(visited, shown.iter().map(String::as_str).collect());
    })
    .await;
}

#[tokio::test]
async fn axe_finds_nothing_in_groups() {
    let tour = Tour::prepare().await;
    walk(&tour, tour.in_groups()).await;
}

#[tokio::test]
async fn axe_finds_nothing_in_conversations() {
    let tour = Tour::prepare().await;
    walk(&tour, tour.conversations()).await;
}

#[tokio::test]
async fn axe_finds_nothing_around_groups() {
    let tour = Tour::prepare().await;
    walk(&tour, tour.around_groups()).await;
}

async fn walk(tour: &Tour, stops: Vec<Stop>) {
    let axe = Path::new(env!("CARGO_MANIFEST_DIR")).join("node_modules/axe-core/axe.min.js");
    let axe = fs::read_to_string(axe).expect("npm has installed axe-core");
    let browser = Browser::start().await;
    let mut found = Vec::new();
    let mut who = None;
    for stop in stops {
        if who != Some(stop.who) {
            enter(&browser, tour, stop.who).await;
            who = Some(stop.who);
        }
        look(&browser, &axe, tour, &stop, &mut found).await;
    }
    assert!(found.is_empty(), "{} findings\n{}", found.len(), found.join("\n"));
}

#[tokio::test]
async fn what_the_server_sends_is_valid_html() {
    let tour = Tour::prepare().await;
    let [pages, parts] = [(); 2].map(|()| TempDir::new().expect("a temporary folder can be made"));
    let mut count = 0;
    let mut keep = |dir: &TempDir, path: &str, html: &str| {
        count += 1;
        let name: String = path
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
            .collect();
        fs::write(dir.path().join(format!("{count:03}{name:.80}.html")), html).expect("it is written");
    };
    let mut stops = tour.stops();
    stops.dedup_by(|one, other| (one.who, &one.path) == (other.who, &other.path));
    for stop in stops {
        tour.enter(stop.who).await;
        let (_, html) = tour.of(stop.who).look(&stop.path, false).await;
        keep(&pages, &stop.path, &html);
    }
    for (who, path) in [(Who::Confined, "/confined"), (Who::Cy, "/set-up")] {
        tour.enter(who).await;
        for html in set_up(tour.of(who)).await {
            keep(&pages, path, &html);
        }
    }
    for (who, path, fields) in Tour::refused() {
        let (status, _, html) = tour.of(who).submit(path, fields).await;
        assert!(status.is_client_error(), "{path}: {status}");
        keep(&pages, path, &html);
    }
    tour.enter(Who::Cy).await;
    let farewell = [("password", PASSWORD), ("confirm", "cy")];
    let (status, _, html) = tour.of(Who::Cy).submit("/settings/delete", &farewell).await;
    assert_eq!(status, StatusCode::OK, "{html}");
    keep(&pages, "/settings/delete", &html);
    for path in tour.parts() {
        let (status, html) = tour.ada.look(&path, true).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        keep(&parts, &path, &html);
    }
    for (path, fields) in tour.frames() {
        let html = tour.ada.frame(&path, fields).await;
        keep(&parts, &path, &html);
    }
    let complaints = [
        validate("pages", pages.path()),
        validate("fragments", parts.path()),
    ]
    .concat();
    assert!(complaints.is_empty(), "{complaints}");
}

/// What is wrong with the HTML in a folder, by one of the configurations in `tests/html`.
fn validate(what: &str, folder: &Path) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = Command::new("node")
        .arg(root.join("node_modules/html-validate/bin/html-validate.mjs"))
        .arg("--config")
        .arg(root.join(format!("tests/html/{what}.cjs")))
        .args(["--formatter", "text"])
        .arg(folder.join("*.html"))
        .output()
        .expect("node starts");
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    assert!(output.status.success() || !said.is_empty(), "{}", output.status);
    if output.status.success() {
        String::new()
    } else {
        said
    }
}

/// Signs in as somebody, or out.
async fn enter(browser: &Browser, tour: &Tour, who: Who) {
    tour.enter(who).await;
    // A page that is there would notice, and lead to the sign-in by itself.
    browser.goto("about:blank").await;
    browser.cdp("Network.clearBrowserCookies", json!({})).await;
    if matches!(who, Who::Stranger | Who::Late) {
        return;
    }
    let (name, value) = tour.of(who).session();
    let cookie = json!({ "name": name, "value": value, "url": tour.site_of(who).url(""), "httpOnly": true, "sameSite": "Lax" });
    browser.cdp("Network.setCookie", cookie).await;
}

/// Looks at one page: wide and narrow, light and dark.
async fn look(browser: &Browser, axe: &str, tour: &Tour, stop: &Stop, found: &mut Vec<String>) {
    let passes: &[(u32, &str, &str)] = if stop.narrow {
        &[(NARROW, "light", RULES), (NARROW, "dark", COLOURS)]
    } else {
        &[
            (WIDE, "light", RULES),
            (WIDE, "dark", COLOURS),
            (NARROW, "dark", RULES),
            (NARROW, "light", COLOURS),
        ]
    };
    theme(browser, "light").await;
    browser.resize(passes[0].0, HEIGHT).await;
    browser.goto(&tour.site_of(stop.who).url(&stop.path)).await;
    if count(browser, "#connection").await == 1 {
        online(browser).await;
        // What is said of messages and how one goes through them comes behind the page.
        until(browser, "!document.querySelector('#messages > .message') || document.querySelector('.message-row[tabindex=\"0\"]') !== null").await;
    }
    for (act, done) in stop.steps {
        browser.eval(&format!("void ({act})")).await;
        until(browser, &format!("Boolean({done})")).await;
    }
    inject(browser, axe).await;
    for &(width, scheme, rules) in passes {
        browser.resize(width, HEIGHT).await;
        theme(browser, scheme).await;
        let place = format!(
            "{} {:?} {width}px {scheme}",
            stop.path,
            stop.steps.iter().map(|(act, _)| act).collect::<Vec<_>>()
        );
        found.extend(
            findings(browser, rules)
                .await
                .into_iter()
                .map(|finding| format!("{place}\n    {finding}")),
        );
        found.extend(cut_off(browser).await.map(|what| format!("{place}\n    {what}")));
    }
    // What was begun here, an edit say, is not gone on with at the next stop.
    browser.eval("void sessionStorage.clear()").await;
}

/// Emulates a preference for a theme, and for no motion, since colours are read while they change.
async fn theme(browser: &Browser, scheme: &str) {
    let features = json!([
        { "name": "prefers-color-scheme", "value": scheme },
        { "name": "prefers-reduced-motion", "value": "reduce" },
    ]);
    browser
        .cdp("Emulation.setEmulatedMedia", json!({ "features": features }))
        .await;
}

/// By the driver: the CSP would let no page do this.
async fn inject(browser: &Browser, axe: &str) {
    let done: Result<Value, CmdError> = browser.client().execute(axe, vec![]).await;
    done.expect("axe runs");
}

async fn findings(browser: &Browser, rules: &str) -> Vec<String> {
    let found = browser
        .eval(&format!(
            "axe.run(document, {rules}).then(({{ violations }}) => violations.flatMap(({{ id, nodes }}) =>
                nodes.map(({{ target, failureSummary }}) => `${{id}} ${{target}} ${{failureSummary.replace(/\\s+/g, ' ')}}`)))"
        ))
        .await;
    serde_json::from_value(found).expect("sentences")
}

/// What one would have to scroll sideways for, also with the spacing of text that WCAG 1.4.12 lets people choose.
async fn cut_off(browser: &Browser) -> Option<String> {
    let wide = browser
        .eval(
            "(() => {
                const spacing = new CSSStyleSheet();
                // A copy: the list itself changes with the page.
                const sheets = [...document.adoptedStyleSheets];
                const widest = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;
                const plain = widest();
                spacing.replaceSync('* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } \
                 p { margin-bottom: 2em !important }');
                document.adoptedStyleSheets = [...sheets, spacing];
                const spaced = widest();
                document.adoptedStyleSheets = sheets;
                return [plain, spaced, document.adoptedStyleSheets.length - sheets.length];
            })()",
        )
        .await;
    (wide != json!([0, 0, 0])).then(|| format!("wider than the screen by {wide}"))
}
