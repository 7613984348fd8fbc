//! The way between a browser and the server, for tests that cut it.

use std::sync::{
    Arc,
    atomic::{AtomicU16, Ordering},
};

use tokio::{
    io::{copy, copy_bidirectional},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinHandle,
};

/// Forwards connections to the server, as long as it is let.
pub struct Network {
    port: u16,
    link: watch::Sender<Link>,
    /// Connections that were tried since it was cut.
    refused: Arc<AtomicU16>,
    forwarding: JoinHandle<()>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Link {
    Whole,
    /// What browsers send arrives; what the server answers does not.
    Deaf,
    Cut,
}

impl Network {
    /// A way to the server at `url`.
    pub async fn to(url: &str) -> Self {
        let host = url.trim_start_matches("http://").to_owned();
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port is free");
        let port = listener.local_addr().expect("it is bound").port();
        let link = watch::Sender::new(Link::Whole);
        let refused = Arc::new(AtomicU16::new(0));
        let (state, counter) = (link.subscribe(), refused.clone());
        let forwarding = tokio::spawn(async move {
            while let Ok((browser, _)) = listener.accept().await {
                if *state.borrow() == Link::Cut {
                    counter.fetch_add(1, Ordering::Relaxed);
                } else {
                    tokio::spawn(forward(browser, host.clone(), state.clone()));
                }
            }
        });
        Self {
            port,
            link,
            refused,
            forwarding,
        }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// Lets through what browsers send, and keeps the answers back.
    pub fn deafen(&self) {
        self.link.send_replace(Link::Deaf);
    }

    /// Drops what is open and whatever comes.
    pub fn cut(&self) {
        self.refused.store(0, Ordering::Relaxed);
        self.link.send_replace(Link::Cut);
    }

    /// How many connections were tried since it was cut.
    pub fn refused(&self) -> u16 {
        self.refused.load(Ordering::Relaxed)
    }

    pub fn mend(&self) {
        self.link.send_replace(Link::Whole);
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        self.forwarding.abort();
    }
}

async fn forward(mut browser: TcpStream, host: String, mut link: watch::Receiver<Link>) {
    let Ok(mut server) = TcpStream::connect(host).await else {
        return;
    };
    tokio::select! {
        _ = copy_bidirectional(&mut browser, &mut server) => return,
        _ = link.wait_for(|link| *link != Link::Whole) => {}
    }
    // What has been deaf once stays so until it is cut.
    let (mut from_browser, _to_browser) = browser.split();
    let (_from_server, mut to_server) = server.split();
    tokio::select! {
        _ = copy(&mut from_browser, &mut to_server) => {}
        _ = link.wait_for(|link| *link == Link::Cut) => {}
    }
}
