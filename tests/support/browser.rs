//! A real Chromium, driven through a chromedriver of its own.
//!
//! Every helper waits for what it needs up to a deadline and fails with what the page showed, so that no test
//! sleeps. A browser that is dropped, by a panic too, takes all of its processes and files with it.

use std::{
    fmt::Display,
    fs::{self, File},
    os::unix::process::CommandExt,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use axum::http::Method;
use fantoccini::{
    Client, ClientBuilder, Locator, elements::Element, error::CmdError, key::Key,
    wd::WebDriverCompatibleCommand,
};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::time::sleep;
use url::{ParseError, Url};

const PATIENCE: Duration = Duration::from_secs(15);
const POLL: Duration = Duration::from_millis(25);

/// What kind of visitor a browser stands for.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Width of the page in CSS pixels, without the browser's own frame.
    pub width: u32,
    /// Height of the page in CSS pixels.
    pub height: u32,
    /// Whether pages may run scripts. The helpers here work either way.
    pub javascript: bool,
    /// Whether the visitor prefers a dark scheme.
    pub dark: bool,
    /// A name that this browser takes for this machine's. Unlike 127.0.0.1 it is no secure context by http.
    pub host: Option<&'static str>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            width: 1280,
            height: 800,
            javascript: true,
            dark: false,
            host: None,
        }
    }
}

/// One browser with one tab and a fresh profile.
pub struct Browser {
    // Before the driver, so that the session ends before the process that holds it.
    client: Client,
    _driver: Driver,
}

impl Browser {
    /// Opens a browser with the default [`Options`].
    pub async fn start() -> Self {
        Self::start_with(Options::default()).await
    }

    /// Opens a browser; panics if Chromium or chromedriver is missing.
    pub async fn start_with(options: Options) -> Self {
        let driver = Driver::start().await;
        let Value::Object(capabilities) = capabilities(options, driver.dir.path()) else {
            unreachable!("capabilities are an object");
        };
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{}", driver.port))
            .await
            .unwrap_or_else(|error| panic!("Chromium did not start: {error}\n{}", driver.log()));
        let browser = Self {
            client,
            _driver: driver,
        };
        browser.resize(options.width, options.height).await;
        let scheme = if options.dark { "dark" } else { "light" };
        browser
            .cdp(
                "Emulation.setEmulatedMedia",
                json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] }),
            )
            .await;
        browser
    }

    /// The session, for what has no helper here: cookies, reloading, going back, more windows.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Opens a page and waits until it has loaded.
    pub async fn goto(&self, url: &str) {
        if let Err(error) = self.client.goto(url).await {
            self.fail(&format!("opening {url}"), error).await;
        }
    }

    /// The first element that matches, once there is one; it need not be visible.
    pub async fn find(&self, css: &str) -> Element {
        self.patiently(&format!("finding {css}"), async || {
            self.client.find(Locator::Css(css)).await.map(Some)
        })
        .await
    }

    /// Waits until the first element that matches is visible.
    pub async fn wait_for(&self, css: &str) {
        self.patiently(&format!("waiting for {css}"), async || {
            let element = self.client.find(Locator::Css(css)).await?;
            Ok(element.is_displayed().await?.then_some(()))
        })
        .await;
    }

    /// Waits until the condition holds.
    pub async fn wait_until(&self, description: &str, condition: impl AsyncFn() -> bool) {
        self.patiently(description, async || Ok(condition().await.then_some(())))
            .await;
    }

    /// The text of the first element that matches, once there is one, as [`Self::texts`] gives it.
    pub async fn text(&self, css: &str) -> String {
        self.patiently(&format!("reading {css}"), async || {
            Ok(self.try_texts(css).await?.into_iter().next())
        })
        .await
    }

    /// The texts of all elements that match at this moment, as shown and without the space around them.
    pub async fn texts(&self, css: &str) -> Vec<String> {
        self.patiently(&format!("reading {css}"), async || {
            self.try_texts(css).await.map(Some)
        })
        .await
    }

    /// Replaces what is in a field. Line breaks go in as text and are not pressed as keys.
    pub async fn fill(&self, css: &str, text: &str) {
        self.patiently(&format!("filling {css}"), async || {
            let field = self.client.find(Locator::Css(css)).await?;
            field.clear().await?;
            // Typed where it can be, since pages listen for keys; chromedriver types no character past U+FFFF.
            if text.chars().all(|c| c != '\n' && c <= '\u{FFFF}') {
                return field.send_keys(text).await.map(Some);
            }
            field.click().await?;
            self.try_cdp("Input.insertText", json!({ "text": text })).await?;
            Ok(Some(()))
        })
        .await;
    }

    /// Clicks the first element that matches, once it can be clicked.
    pub async fn click(&self, css: &str) {
        self.patiently(&format!("clicking {css}"), async || {
            let element = self.client.find(Locator::Css(css)).await?;
            element.click().await.map(Some)
        })
        .await;
    }

    /// Presses Enter in the first element that matches.
    pub async fn press_enter(&self, css: &str) {
        self.patiently(&format!("pressing Enter in {css}"), async || {
            let element = self.client.find(Locator::Css(css)).await?;
            element.send_keys(&Key::Enter).await.map(Some)
        })
        .await;
    }

    /// Types wherever the focus is; `&Key::Escape` and the like are keys.
    pub async fn press(&self, keys: &str) {
        self.patiently(&format!("pressing {keys:?}"), async || {
            let element = self.client.active_element().await?;
            element.send_keys(keys).await.map(Some)
        })
        .await;
    }

    /// The value of a JavaScript expression in the page; a promise is awaited. Works with scripts off, too.
    pub async fn eval(&self, expression: &str) -> Value {
        self.patiently(&format!("evaluating {expression}"), async || {
            let script = format!("return ({expression});");
            self.client.execute(&script, vec![]).await.map(Some)
        })
        .await
    }

    /// What the browser logged since the last call, each as `LEVEL source: message`.
    ///
    /// Holds uncaught errors (`SEVERE javascript`), CSP reports (`SEVERE security`), failed requests (`SEVERE
    /// network`) and what scripts wrote to the console (`console-api`).
    pub async fn console(&self) -> Vec<String> {
        match self.try_console().await {
            Ok(lines) => lines,
            Err(error) => panic!("reading the browser's log: {error}"),
        }
    }

    /// Makes the page as large as a device's, in CSS pixels; unlike a window it can be narrower than 500.
    pub async fn resize(&self, width: u32, height: u32) {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.cdp("Emulation.setDeviceMetricsOverride", metrics).await;
    }

    /// Runs a command of the Chrome `DevTools` Protocol, such as `Network.emulateNetworkConditions`.
    pub async fn cdp(&self, method: &str, parameters: Value) -> Value {
        match self.try_cdp(method, parameters).await {
            Ok(answer) => answer,
            Err(error) => panic!("{method}: {error}"),
        }
    }

    /// Writes a picture of what is visible of the page, as PNG.
    pub async fn screenshot(&self, path: impl AsRef<Path>) {
        let picture = self.client.screenshot().await;
        let picture = picture.expect("a page can be pictured");
        fs::write(path, picture).expect("the picture's folder can be written to");
    }

    /// Ends the session in order. Dropping does as well, less gently.
    pub async fn close(self) {
        self.client
            .clone()
            .close()
            .await
            .expect("the session is still open");
    }

    async fn try_texts(&self, css: &str) -> Result<Vec<String>, CmdError> {
        // One script instead of a request per element: the page can't change in between.
        let script = "return [...document.querySelectorAll(arguments[0])].map(e => e.innerText.trim())";
        let texts = self.client.execute(script, vec![css.into()]).await?;
        Ok(serde_json::from_value(texts)?)
    }

    async fn try_cdp(&self, method: &str, parameters: Value) -> Result<Value, CmdError> {
        let body = json!({ "cmd": method, "params": parameters });
        let command = ChromeCommand {
            path: "goog/cdp/execute",
            body,
        };
        self.client.issue_cmd(command).await
    }

    async fn try_console(&self) -> Result<Vec<String>, CmdError> {
        let body = json!({ "type": "browser" });
        let command = ChromeCommand { path: "se/log", body };
        let entries = self.client.issue_cmd(command).await?;
        let field = |entry: &Value, name: &str| entry[name].as_str().unwrap_or_default().to_owned();
        let line = |entry| {
            let [level, source, message] = ["level", "source", "message"].map(|name| field(entry, name));
            format!("{level} {source}: {message}")
        };
        Ok(entries.as_array().into_iter().flatten().map(line).collect())
    }

    /// Repeats an attempt until it gives something. Elements that are missing, replaced or covered are waited for.
    async fn patiently<T>(&self, what: &str, attempt: impl AsyncFn() -> Result<Option<T>, CmdError>) -> T {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let outcome = attempt().await;
            match outcome {
                Ok(Some(value)) => return value,
                Err(error) if !is_passing(&error) => self.fail(what, error).await,
                _ if Instant::now() < deadline => sleep(POLL).await,
                Ok(None) => self.fail(what, format!("not within {PATIENCE:?}")).await,
                Err(error) => self.fail(what, error).await,
            }
        }
    }

    async fn fail(&self, what: &str, reason: impl Display) -> ! {
        let url = self.client.current_url().await.map(String::from);
        let console = self.try_console().await.map(|lines| lines.join("\n"));
        let page = self.try_texts("body").await.map(|texts| texts.join("\n"));
        let shown = |part: Result<String, CmdError>| part.unwrap_or_else(|error| error.to_string());
        panic!(
            "{what}: {reason}\n--- page {}\n{}\n--- console\n{}",
            shown(url),
            shown(page),
            shown(console)
        );
    }
}

/// Whether an error may pass by itself, because the page is still changing.
fn is_passing(error: &CmdError) -> bool {
    matches!(error, CmdError::Standard(_))
        && !error.is_invalid_selector()
        && !error.is_javascript_error()
        && !error.is_invalid_session_id()
        && !error.is_no_such_window()
}

fn capabilities(options: Options, dir: &Path) -> Value {
    let mut args = [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
    ]
    .map(String::from)
    .to_vec();
    args.push(format!("--user-data-dir={}", dir.join("profile").display()));
    if let Some(host) = options.host {
        args.push(format!("--host-resolver-rules=MAP {host} 127.0.0.1"));
    }
    let scripts = if options.javascript { 1 } else { 2 };
    json!({
        "browserName": "chrome",
        "timeouts": { "pageLoad": 30_000, "script": 15_000 },
        "goog:loggingPrefs": { "browser": "ALL" },
        "goog:chromeOptions": {
            "binary": "/usr/bin/chromium",
            "args": args,
            "prefs": { "profile.managed_default_content_settings.javascript": scripts },
        },
    })
}

/// A command of chromedriver's own, beside those that the standard has.
#[derive(Debug)]
struct ChromeCommand {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for ChromeCommand {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        let session = session.unwrap_or_default();
        base.join(&format!("session/{session}/{}", self.path))
    }

    fn method_and_body(&self, _url: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.to_string()))
    }
}

/// Runs chromedriver until standard input ends, then kills its process group, which Chromium is part of.
///
/// The input ends with the test process however that dies, so that an interrupted run leaves no browsers behind.
/// Chromedriver takes any free port of IPv6 and wants the same one of IPv4: where somebody has that, it gives up.
const LEASH: &str =
    "{ for _ in 1 2 3 4 5; do chromedriver --port=0; done; kill -KILL 0; } & read -r _; kill -KILL 0";

/// The chromedriver process, and the folder that it and Chromium write to.
struct Driver {
    process: Child,
    port: u16,
    dir: TempDir,
}

impl Driver {
    async fn start() -> Self {
        let dir = TempDir::new().expect("a temporary folder can be made");
        let log = File::create(dir.path().join("log")).expect("the folder can be written to");
        let process = Command::new("sh")
            .args(["-c", LEASH])
            .env("HOME", dir.path())
            .env("TMPDIR", dir.path())
            // Whoever runs the tests, the visitor is the same.
            .env("LANGUAGE", "en_US")
            .env("TZ", "UTC")
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(log.try_clone().expect("an open file can be shared"))
            .stderr(log)
            .spawn()
            .expect("there is a shell");
        let mut driver = Self {
            process,
            port: 0,
            dir,
        };
        driver.port = driver.announced_port().await;
        driver
    }

    async fn announced_port(&mut self) -> u16 {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline && matches!(self.process.try_wait(), Ok(None)) {
            let log = self.log();
            let announced = log.split_once("started successfully on port ");
            if let Some((port, _)) = announced.and_then(|(_, rest)| rest.split_once('.')) {
                return port.parse().expect("a port is a number");
            }
            sleep(POLL).await;
        }
        panic!(
            "chromedriver did not start (bin/test installs it):\n{}",
            self.log()
        );
    }

    fn log(&self) -> String {
        fs::read_to_string(self.dir.path().join("log")).unwrap_or_default()
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}
