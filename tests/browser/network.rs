//! The way between a browser and the server, for tests that cut it.

use std::sync::{
    Arc,
    atomic::{AtomicU16, Ordering},
};

use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinHandle,
};

/// Forwards connections to the server until it is cut, and from then on drops them.
pub struct Network {
    port: u16,
    connected: watch::Sender<bool>,
    /// How many sockets are asked for, and how many other connections are, is no business of tests: only
    /// that some were refused while it was cut.
    refused: Arc<AtomicU16>,
    forwarding: JoinHandle<()>,
}

impl Network {
    /// A way to the server at `url`.
    pub async fn to(url: &str) -> Self {
        let host = url.trim_start_matches("http://").to_owned();
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port is free");
        let port = listener.local_addr().expect("it is bound").port();
        let (connected, link) = watch::channel(true);
        let refused = Arc::new(AtomicU16::new(0));
        let counter = refused.clone();
        let forwarding = tokio::spawn(async move {
            while let Ok((browser, _)) = listener.accept().await {
                if *link.borrow() {
                    tokio::spawn(forward(browser, host.clone(), link.clone()));
                } else {
                    counter.fetch_add(1, Ordering::Relaxed);
                }
            }
        });
        Self {
            port,
            connected,
            refused,
            forwarding,
        }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// Drops what is open and whatever comes.
    pub fn cut(&self) {
        self.refused.store(0, Ordering::Relaxed);
        self.connected.send_replace(false);
    }

    /// How many connections were tried since it was cut.
    pub fn refused(&self) -> u16 {
        self.refused.load(Ordering::Relaxed)
    }

    pub fn mend(&self) {
        self.connected.send_replace(true);
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        self.forwarding.abort();
    }
}

async fn forward(mut browser: TcpStream, host: String, mut link: watch::Receiver<bool>) {
    let Ok(mut server) = TcpStream::connect(host).await else {
        return;
    };
    tokio::select! {
        _ = copy_bidirectional(&mut browser, &mut server) => {}
        _ = link.wait_for(|connected| !connected) => {}
    }
}
