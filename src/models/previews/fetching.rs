//! Asking other servers, as somebody who trusts neither them nor whoever has named them.
//!
//! A name is resolved once, and the connection goes to the very address that was looked at; each redirect is looked at
//! like the first address. Nothing is sent but the path and who asks: no cookies, no referrer.

use std::{
    future::poll_fn,
    io::{self, Read},
    net::{IpAddr, SocketAddr},
    pin::{Pin, pin},
    sync::{Arc, LazyLock},
};

use flate2::read::MultiGzDecoder;
use futures_util::future::{Either, select};
use hyper::{
    Request, Response, StatusCode,
    body::{Body, Incoming},
    client::conn::http1,
    header::{
        ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, HOST, HeaderMap, HeaderName, LOCATION,
        USER_AGENT,
    },
};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpStream, lookup_host},
};
use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, RootCertStore, pki_types::ServerName},
};
use url::{Host, Url};

use super::{addresses::is_public, reading::ADDRESS};
use crate::models::throttles::Throttles;

/// Bytes of what is fetched, as they come and as they are unpacked.
const MOST: usize = 1024 * 1024;

/// Redirects that are followed.
const HOPS: usize = 4;

/// Addresses of one name that are tried.
const TRIED: usize = 3;

/// Who asks.
const AGENT: &str = concat!("Banter/", env!("CARGO_PKG_VERSION"), " (link previews)");

static TLS: LazyLock<TlsConnector> = LazyLock::new(|| {
    let mut roots: RootCertStore = webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect();
    // Those that whoever runs this machine trusts as well.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let config = ClientConfig::builder()
        .with_root_certificates(roots)
        .with_no_client_auth();
    TlsConnector::from(Arc::new(config))
});

/// Where it may go.
pub(super) struct Fetcher<'a> {
    pub throttles: &'a Throttles,
    /// For tests: this machine, too, and any port.
    pub allow_loopback: bool,
}

/// What came back.
pub(super) struct Fetched {
    /// Where it came from at last.
    pub url: Url,
    pub content_type: String,
    pub bytes: Vec<u8>,
    /// Whether that is all of it.
    pub whole: bool,
}

/// Why nothing came back.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refused {
    #[error("the address is none that is asked")]
    Address,
    #[error("the host is asked too often")]
    TooMany,
    #[error("it leads on and on")]
    Redirects,
    #[error("it answers {0}")]
    Status(StatusCode),
    #[error("it is packed in a way that is not known")]
    Packed,
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error(transparent)]
    Http(#[from] hyper::Error),
    #[error(transparent)]
    Request(#[from] hyper::http::Error),
}

/// An address as it is asked for: one of the web, on its own port, without a name and a password.
pub(super) fn wanted(link: &str, allow_loopback: bool) -> Option<Url> {
    if link.len() > ADDRESS {
        return None;
    }
    let mut url = Url::parse(link).ok()?;
    url.set_fragment(None);
    may_ask(&url, allow_loopback).then_some(url)
}

/// What can be told by looking at it.
fn may_ask(url: &Url, allow_loopback: bool) -> bool {
    let is_usual = matches!(url.port(), None | Some(80 | 443));
    matches!(url.scheme(), "http" | "https")
        && url.host().is_some()
        && url.username().is_empty()
        && url.password().is_none()
        && (is_usual || allow_loopback)
}

impl Fetcher<'_> {
    /// What is there, of the kind that `accept` names.
    pub async fn get(&self, url: &Url, accept: &'static str) -> Result<Fetched, Refused> {
        let mut url = url.clone();
        for _ in 0..=HOPS {
            let response = self.ask(&url, accept).await?;
            match response {
                Answer::Fetched(fetched) => return Ok(*fetched),
                Answer::Elsewhere(next) => url = next,
            }
        }
        Err(Refused::Redirects)
    }

    async fn ask(&self, url: &Url, accept: &'static str) -> Result<Answer, Refused> {
        if !may_ask(url, self.allow_loopback) {
            return Err(Refused::Address);
        }
        let addresses = self.resolve(url).await?;
        // Not by its name: one address can have any number of those.
        let first = addresses.first().ok_or(Refused::Address)?.ip();
        self.throttles.fetch(first).map_err(|_| Refused::TooMany)?;
        let stream = connect(&addresses).await?;
        if url.scheme() == "http" {
            return exchange(stream, url, accept).await;
        }
        let host = url.host_str().ok_or(Refused::Address)?;
        let name = host.trim_matches(['[', ']']).to_owned();
        let name = ServerName::try_from(name).map_err(|_| Refused::Address)?;
        exchange(TLS.connect(name, stream).await?, url, accept).await
    }

    /// The addresses of its host. One that leads inside speaks for all of them.
    async fn resolve(&self, url: &Url) -> Result<Vec<SocketAddr>, Refused> {
        let port = url.port_or_known_default().ok_or(Refused::Address)?;
        let found: Vec<SocketAddr> = match url.host().ok_or(Refused::Address)? {
            Host::Ipv4(address) => vec![(address, port).into()],
            Host::Ipv6(address) => vec![(address, port).into()],
            Host::Domain(name) => lookup_host((name, port)).await?.collect(),
        };
        let may_be_asked =
            |address: IpAddr| is_public(address) || (self.allow_loopback && address.is_loopback());
        if found.is_empty() || !found.iter().all(|found| may_be_asked(found.ip())) {
            return Err(Refused::Address);
        }
        Ok(found)
    }
}

enum Answer {
    Fetched(Box<Fetched>),
    Elsewhere(Url),
}

async fn connect(addresses: &[SocketAddr]) -> io::Result<TcpStream> {
    let mut failed = io::ErrorKind::AddrNotAvailable.into();
    for address in addresses.iter().take(TRIED) {
        match TcpStream::connect(address).await {
            Ok(stream) => return Ok(stream),
            Err(error) => failed = error,
        }
    }
    Err(failed)
}

/// One request over a connection of its own.
async fn exchange(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    url: &Url,
    accept: &'static str,
) -> Result<Answer, Refused> {
    let (mut sender, connection) = http1::handshake::<_, String>(TokioIo::new(stream)).await?;
    let path = &url[url::Position::BeforePath..url::Position::AfterQuery];
    let host = &url[url::Position::BeforeHost..url::Position::AfterPort];
    let request = Request::get(path)
        .header(HOST, host)
        .header(USER_AGENT, AGENT)
        .header(ACCEPT, accept)
        .header(ACCEPT_ENCODING, "gzip")
        .body(String::new())?;
    let asking = pin!(async move { answer(sender.send_request(request).await?, url).await });
    // The connection works while it is looked at. Where it ends first, what it has brought is still to be read.
    match select(asking, pin!(connection)).await {
        Either::Left((answer, _)) => answer,
        Either::Right((_, asking)) => asking.await,
    }
}

async fn answer(response: Response<Incoming>, url: &Url) -> Result<Answer, Refused> {
    let status = response.status();
    let header = |name: HeaderName| text(response.headers(), name);
    if status.is_redirection() {
        let next = url.join(&header(LOCATION)).map_err(|_| Refused::Address)?;
        return Ok(Answer::Elsewhere(next));
    }
    if status != StatusCode::OK {
        return Err(Refused::Status(status));
    }
    let (packed, content_type) = (header(CONTENT_ENCODING), header(CONTENT_TYPE));
    let (bytes, whole) = collect(response.into_body()).await?;
    let (bytes, whole) = match packed.trim() {
        "" | "identity" => (bytes, whole),
        "gzip" | "x-gzip" => unpacked(&bytes, whole),
        _ => return Err(Refused::Packed),
    };
    Ok(Answer::Fetched(Box::new(Fetched {
        url: url.clone(),
        content_type,
        bytes,
        whole,
    })))
}

fn text(headers: &HeaderMap, name: HeaderName) -> String {
    let value = headers.get(name).and_then(|value| value.to_str().ok());
    value.unwrap_or_default().to_owned()
}

/// What it holds, up to the limit, and whether that is all.
async fn collect(mut body: Incoming) -> Result<(Vec<u8>, bool), hyper::Error> {
    let mut bytes = Vec::new();
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let Ok(chunk) = frame?.into_data() else { continue };
        let room = MOST - bytes.len();
        bytes.extend_from_slice(&chunk[..chunk.len().min(room)]);
        if chunk.len() > room {
            return Ok((bytes, false));
        }
    }
    Ok((bytes, true))
}

/// The same, unpacked. Of what is broken or cut off, as much as there is.
fn unpacked(packed: &[u8], whole: bool) -> (Vec<u8>, bool) {
    let mut bytes = Vec::new();
    let limit = MOST as u64 + 1;
    let read = MultiGzDecoder::new(packed).take(limit).read_to_end(&mut bytes);
    let fits = bytes.len() <= MOST;
    bytes.truncate(MOST);
    (bytes, whole && fits && read.is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Limits;

    #[test]
    fn only_the_web_on_its_own_ports_is_asked() {
        for link in [
            "http://a.example",
            "https://a.example:443/x?y#z",
            "HTTP://a.example:80/",
            "https://a.example:80/",
        ] {
            assert!(wanted(link, false).is_some(), "{link}");
        }
        for link in [
            "ftp://a.example",
            "file:///etc/passwd",
            "gopher://a.example:80/",
            "javascript:alert(1)",
            "mailto:a@a.example",
            "http://a.example:22/",
            "http://a.example:6379/",
            "https://user:secret@a.example/",
            "http://a@127.0.0.1/",
            "http:///",
            "//a.example/",
            "a.example",
        ] {
            assert_eq!(wanted(link, false), None, "{link}");
        }
        assert_eq!(
            wanted(&format!("http://a.example/{}", "x".repeat(ADDRESS)), false),
            None
        );
        let one = wanted("https://a.example/x#y", false).map(String::from);
        assert_eq!(one.as_deref(), Some("https://a.example/x"));
    }

    #[tokio::test]
    async fn no_name_and_no_spelling_leads_inside() {
        let throttles = Throttles::new(&Limits::default());
        for allow_loopback in [false, true] {
            let fetcher = Fetcher {
                throttles: &throttles,
                allow_loopback,
            };
            let leads = async |host: &str| {
                let url = Url::parse(&format!("http://{host}/")).expect("an address");
                fetcher.resolve(&url).await.is_ok()
            };
            for host in ["localhost", "127.0.0.1", "0x7f.1", "2130706433", "[::1]"] {
                assert_eq!(leads(host).await, allow_loopback, "{host}");
            }
            for host in [
                "0.0.0.0",
                "10.1",
                "0xa9fea9fe",
                "[::ffff:127.0.0.1]",
                "[::]",
                "[64:ff9b::7f00:1]",
            ] {
                assert!(!leads(host).await, "{host}");
            }
            assert!(leads("1.1.1.1").await && leads("[2606:4700:4700::1111]").await);
        }
    }
}
