//! The app's part of `config/*.yaml`, typed. Unknown keys are refused.

use std::{path::PathBuf, time::Duration};

use loco_rs::{
    Error, Result,
    config::{self, Config, MailerTls},
    environment::Environment,
};
use serde::Deserialize;

/// `settings:` in the configuration.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Who may register.
    pub registration: Registration,
    /// Lets the first person register in production and become its administrator.
    pub setup_code: Option<String>,
    /// The zone of days and times on pages without script, e.g. `Europe/Lisbon`.
    pub timezone: chrono_tz::Tz,
    /// Days after which one has to sign in again.
    pub session_days: u32,
    /// Days that messages are kept; for ever where it is not set. The nightly purge goes by it.
    pub retention_days: Option<u32>,
    /// Serve production over plain http on an address that others reach.
    pub allow_http: bool,
    pub files: Files,
    pub previews: Previews,
    pub mail: Mail,
    pub limits: Limits,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Registration {
    Open,
    Invited,
    Closed,
}

/// Days that messages can be kept for: a hundred years are for ever.
const RETENTION: std::ops::RangeInclusive<u32> = 1..=36_500;

/// The files of messages.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Files {
    /// The folder where they lie. It is made, and shut to everybody but its owner.
    pub folder: PathBuf,
    /// Bytes of the largest file.
    pub largest: u64,
    /// Bytes that one person's files may have in all.
    pub per_person: u64,
    /// Files that one message may have; any number where it is not set.
    pub per_message: Option<usize>,
    /// Pixels of the largest picture. Preparing it takes up to eight bytes a pixel.
    pub picture_pixels: u64,
    /// Frames of the longest moving picture.
    pub picture_frames: u32,
    /// Pictures prepared at the same time.
    pub pictures_at_a_time: usize,
    /// Seconds for which nothing of a file may arrive before its upload is given up.
    pub stalled_upload: u64,
}

/// What links lead to, shown below a message.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Previews {
    /// Whether this server looks at what is linked to.
    pub enabled: bool,
    /// For tests: pages of this machine, at any port. Production refuses it.
    pub allow_loopback: bool,
}

/// The server that takes mail. Without one nothing is mailed.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mail {
    /// Its name; none where it is empty.
    pub host: String,
    pub port: u16,
    /// `starttls`, as on port 587; `implicit`, as on port 465; `none` for one on this machine.
    pub tls: MailerTls,
    /// Who signs in there; nobody where it is empty.
    pub user: String,
    pub password: String,
    /// Who mail is from, e.g. `Banter <chat@example.org>`.
    pub from: String,
}

/// Bounds that benchmarks raise.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Messages that one user may send at once, and again in the course of every ten seconds.
    pub messages_per_10s: u32,
    /// Files that one user may upload, counted the same way.
    pub uploads_per_10s: u32,
    /// Edits, deletions and reactions of one user, counted the same way.
    pub revisions_per_10s: u32,
    /// Searches of one user, counted the same way. What is typed is looked for as it is typed.
    pub searches_per_10s: u32,
    /// Groups that one user may make at once, and again in the course of every hour.
    pub groups_per_hour: u32,
    /// Messages that one user may report, counted the same way.
    pub reports_per_hour: u32,
    /// Times that one user may take all their data along, counted the same way.
    pub exports_per_hour: u32,
    /// Messages with links that one user may have looked at, at once and again in the course of every minute.
    pub previews_per_minute: u32,
    /// Requests to one address elsewhere, counted the same way.
    pub fetches_per_minute: u32,
    /// Sign-ins that one address may try for one account before it has to wait; one more a minute after.
    pub sign_in_attempts: u32,
    /// Registrations that one address may try at once, and again in the course of every hour.
    pub registrations_per_hour: u32,
    pub sockets_per_user: usize,
    /// Bytes of the largest message that a page may send over its socket.
    pub socket_message: usize,
    /// Frames that may wait for one socket.
    pub socket_queue: usize,
    /// Seconds between two heartbeats of a socket.
    pub heartbeat: u64,
    /// Seconds for which somebody who left is still shown as here.
    pub presence_grace: u64,
    /// Posts that may wait for the journal.
    pub journal_queue: usize,
    /// Passwords hashed at the same time, 19 MiB each.
    pub hashes_at_a_time: usize,
    /// Connections that may be open at once, sockets included. The next one waits until one ends. Fewer where the
    /// system lets this process open fewer files.
    pub connections: usize,
    /// Seconds for the head of a request to arrive, from the opening of its connection or from the answer before:
    /// so long may a connection lie idle, too.
    pub request_head: u64,
    /// Bytes of the largest head of a request.
    pub request_head_size: usize,
    /// Seconds for which a client may take nothing of what is written to it.
    pub stalled_write: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            registration: Registration::Open,
            setup_code: None,
            timezone: chrono_tz::UTC,
            session_days: 30,
            retention_days: None,
            allow_http: false,
            files: Files::default(),
            previews: Previews::default(),
            mail: Mail::default(),
            limits: Limits::default(),
        }
    }
}

impl Default for Files {
    fn default() -> Self {
        Self {
            folder: PathBuf::from("data/files"),
            largest: 50 * 1024 * 1024,
            per_person: 5 * 1024 * 1024 * 1024,
            per_message: None,
            picture_pixels: 50_000_000,
            picture_frames: 1000,
            pictures_at_a_time: 2,
            stalled_upload: 30,
        }
    }
}

impl Default for Previews {
    fn default() -> Self {
        Self {
            enabled: true,
            allow_loopback: false,
        }
    }
}

impl Default for Mail {
    fn default() -> Self {
        Self {
            host: String::new(),
            port: 587,
            tls: MailerTls::Starttls,
            user: String::new(),
            password: String::new(),
            from: String::new(),
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            messages_per_10s: 30,
            uploads_per_10s: 100,
            revisions_per_10s: 60,
            searches_per_10s: 60,
            groups_per_hour: 20,
            reports_per_hour: 20,
            exports_per_hour: 3,
            previews_per_minute: 10,
            fetches_per_minute: 60,
            sign_in_attempts: 10,
            registrations_per_hour: 60,
            sockets_per_user: 20,
            socket_message: 64 * 1024,
            socket_queue: 256,
            heartbeat: 25,
            presence_grace: 10,
            journal_queue: 1024,
            hashes_at_a_time: 2,
            connections: 10_000,
            request_head: 30,
            request_head_size: 64 * 1024,
            stalled_write: 30,
        }
    }
}

impl Files {
    #[must_use]
    pub fn stalled_upload(&self) -> Duration {
        Duration::from_secs(self.stalled_upload)
    }
}

impl Limits {
    #[must_use]
    pub fn heartbeat(&self) -> Duration {
        Duration::from_secs(self.heartbeat)
    }

    #[must_use]
    pub fn presence_grace(&self) -> Duration {
        Duration::from_secs(self.presence_grace)
    }

    #[must_use]
    pub fn request_head(&self) -> Duration {
        Duration::from_secs(self.request_head)
    }

    #[must_use]
    pub fn stalled_write(&self) -> Duration {
        Duration::from_secs(self.stalled_write)
    }
}

impl Settings {
    /// # Errors
    /// When a key is unknown or a value is not of its kind.
    pub fn from_config(config: &Config) -> Result<Self> {
        let mut settings: Self = match &config.settings {
            Some(settings) => serde_json::from_value(settings.clone())
                .map_err(|error| Error::Message(format!("settings in the configuration: {error}")))?,
            None => Self::default(),
        };
        // An empty variable of the environment is none.
        settings.setup_code = settings.setup_code.filter(|code| !code.trim().is_empty());
        Ok(settings)
    }

    /// Refuses what must not run, in production more.
    ///
    /// # Errors
    /// With a sentence that says what to change.
    pub fn check(&self, config: &Config, environment: &Environment) -> Result<()> {
        if self.retention_days.is_some_and(|days| !RETENTION.contains(&days)) {
            return Err(Error::string(
                "settings.retention_days has to be 1 to 36500. Leave it out to keep messages for ever",
            ));
        }
        if !self.mail.host.is_empty() && !self.mail.from.contains('@') {
            return Err(Error::string(
                "settings.mail.from is not set: say who mail is from, e.g. MAIL_FROM=chat@example.org",
            ));
        }
        if *environment != Environment::Production {
            return Ok(());
        }
        if self.mail.tls == MailerTls::None && !self.mail.host.is_empty() && !is_loopback(&self.mail.host) {
            return Err(Error::string(
                "settings.mail.tls is none: links for another password would be sent in the clear. Leave it out, or name \
                 a mail server on this machine",
            ));
        }
        let host = &config.server.host;
        if host.is_empty() {
            return Err(Error::string(
                "HOST is not set. Name the address that people open, e.g. HOST=https://chat.example.org",
            ));
        }
        if !is_https(host) && !is_loopback(host) && !self.allow_http {
            return Err(Error::Message(format!(
                "server.host is {host}: production wants https, so that passwords and cookies are not sent in the \
                 clear. Name the https address that people open, or set settings.allow_http: true"
            )));
        }
        if self
            .setup_code
            .as_ref()
            .is_some_and(|code| code.chars().count() < 16)
        {
            return Err(Error::string(
                "settings.setup_code is too short: who guesses it becomes the administrator. Give it 16 characters \
                 at least, or leave it out and run `banter-cli task users:create`",
            ));
        }
        if self.previews.allow_loopback {
            return Err(Error::string(
                "settings.previews.allow_loopback is on: with it anybody's link makes this server ask its own machine. \
                 Leave it out in production",
            ));
        }
        if config.logger.pretty_backtrace {
            return Err(Error::string(
                "logger.pretty_backtrace is on: it is made for development. Switch it off in production",
            ));
        }
        Ok(())
    }
}

/// Whether people reach the site over https.
#[must_use]
pub fn is_https(host: &str) -> bool {
    host.starts_with("https://")
}

/// The address that people open, without a slash at its end. The port of a machine's own name need not be told.
#[must_use]
pub fn address(server: &config::Server) -> String {
    let host = server.host.trim_end_matches('/');
    let port = host.rsplit(':').next().unwrap_or_default();
    let has_port = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    if is_loopback(host) && !has_port {
        format!("{host}:{}", server.port)
    } else {
        host.to_owned()
    }
}

/// The host of an address such as `https://chat.example.org:8443`, without scheme and port.
#[must_use]
pub fn host_name(host: &str) -> &str {
    let rest = host.split_once("://").map_or(host, |(_, rest)| rest);
    let authority = rest.split('/').next().unwrap_or(rest);
    match authority.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or(v6),
        None => authority.split(':').next().unwrap_or(authority),
    }
}

fn is_loopback(host: &str) -> bool {
    let name = host_name(host);
    name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_is_found_in_an_address() {
        for (address, name) in [
            ("http://localhost", "localhost"),
            ("https://chat.example.org:8443/x", "chat.example.org"),
            ("chat.example.org", "chat.example.org"),
            ("http://[::1]:5150", "::1"),
        ] {
            assert_eq!(host_name(address), name);
        }
        assert!(is_loopback("http://127.0.0.1:5150") && is_loopback("http://[::1]"));
        assert!(!is_loopback("http://localhost.example.org"));
    }

    #[test]
    fn a_machines_own_name_needs_its_port() {
        let server = |host: &str| {
            let server = serde_json::json!({ "port": 5150, "host": host, "middlewares": {} });
            address(&serde_json::from_value(server).expect("a configuration"))
        };
        for (host, address) in [
            ("http://localhost", "http://localhost:5150"),
            ("http://[::1]", "http://[::1]:5150"),
            ("http://127.0.0.1:81/", "http://127.0.0.1:81"),
            ("https://chat.example.org/", "https://chat.example.org"),
        ] {
            assert_eq!(server(host), address);
        }
    }

    #[test]
    fn an_unknown_key_is_refused() {
        let typo = serde_json::json!({ "limits": { "sockets_per_usr": 1 } });
        assert!(serde_json::from_value::<Settings>(typo).is_err());
    }
}
