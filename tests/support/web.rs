//! Pages of somebody else's, on a port of this machine.

use std::{
    fmt::Write,
    sync::{Arc, Mutex},
};

use rcgen::{CertifiedKey, generate_simple_self_signed};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpListener,
    task::JoinHandle,
};
use tokio_rustls::{TlsAcceptor, rustls::ServerConfig};

/// A server that answers each path with what it was given for it, and remembers what it was asked.
pub struct Web {
    scheme: &'static str,
    port: u16,
    asked: Arc<Mutex<Vec<String>>>,
    serving: JoinHandle<()>,
}

impl Web {
    /// `answer` says what a path gets, byte by byte. `None` gets nothing, ever.
    pub async fn start(answer: impl Fn(&str) -> Option<Vec<u8>> + Send + Sync + 'static) -> Self {
        Self::listen(None, answer).await
    }

    /// The same over TLS, with a certificate of its own making, which it gives as PEM.
    pub async fn start_secure(
        answer: impl Fn(&str) -> Option<Vec<u8>> + Send + Sync + 'static,
    ) -> (Self, String) {
        let CertifiedKey { cert, signing_key } =
            generate_simple_self_signed(["127.0.0.1".to_owned()]).expect("a certificate can be made");
        let key = signing_key.serialize_der().try_into().expect("a private key");
        let config = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], key)
            .expect("the key is the certificate's");
        let web = Self::listen(Some(TlsAcceptor::from(Arc::new(config))), answer).await;
        (web, cert.pem())
    }

    async fn listen(
        tls: Option<TlsAcceptor>,
        answer: impl Fn(&str) -> Option<Vec<u8>> + Send + Sync + 'static,
    ) -> Self {
        let scheme = if tls.is_some() { "https" } else { "http" };
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port is free");
        let port = listener.local_addr().expect("it is bound").port();
        let asked = Arc::<Mutex<Vec<String>>>::default();
        let (seen, answer) = (asked.clone(), Arc::new(answer));
        let serving = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (seen, answer, tls) = (seen.clone(), answer.clone(), tls.clone());
                tokio::spawn(async move {
                    match tls {
                        None => serve(client, &seen, &*answer).await,
                        Some(tls) => match tls.accept(client).await {
                            Ok(client) => serve(client, &seen, &*answer).await,
                            Err(error) => seen.lock().expect("nobody panicked").push(error.to_string()),
                        },
                    }
                });
            }
        });
        Self {
            scheme,
            port,
            asked,
            serving,
        }
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}://127.0.0.1:{}{path}", self.scheme, self.port)
    }

    /// The heads of all requests, in order, and why there were none.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("nobody panicked").clone()
    }

    /// How often this path was asked for.
    pub fn times(&self, path: &str) -> usize {
        let line = format!("GET {path} HTTP/1.1\r\n");
        self.asked().iter().filter(|head| head.starts_with(&line)).count()
    }
}

impl Drop for Web {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn serve(
    mut client: impl AsyncRead + AsyncWrite + Unpin,
    seen: &Mutex<Vec<String>>,
    answer: &(dyn Fn(&str) -> Option<Vec<u8>> + Sync),
) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match client.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return,
        }
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
    seen.lock().expect("nobody panicked").push(head);
    match answer(&path) {
        // Whoever asks hangs up.
        None => drop(client.read_u8().await),
        Some(bytes) => drop(client.write_all(&bytes).await),
    }
}

/// An answer, as it goes over the wire.
pub fn answer(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {status} Whatever\r\nContent-Length: {}\r\n", body.len());
    for (name, value) in headers {
        write!(head, "{name}: {value}\r\n").expect("a string takes it");
    }
    head.push_str("Connection: close\r\n\r\n");
    [head.as_bytes(), body].concat()
}

pub fn html(body: &str) -> Vec<u8> {
    answer(
        200,
        &[("Content-Type", "text/html; charset=utf-8")],
        body.as_bytes(),
    )
}

pub fn picture(bytes: &[u8]) -> Vec<u8> {
    answer(200, &[("Content-Type", "image/png")], bytes)
}

pub fn redirect(to: &str) -> Vec<u8> {
    answer(302, &[("Location", to)], b"")
}
