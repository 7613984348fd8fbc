//! Asks the server on this machine whether it is ready: `banter-cli health`, for whoever watches a container.
//!
//! Opens no database and starts nothing.

use std::{io, net::IpAddr, time::Duration};

use loco_rs::{
    Error, Result,
    config::Config,
    environment::{Environment, resolve_from_env},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use crate::initializers::configuration;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(4);

/// Whether the server that this configuration would start is ready for requests.
///
/// # Errors
/// When it is not, with what it said.
pub async fn check() -> Result<()> {
    let config = configuration::read(&Environment::from(resolve_from_env()))?;
    let address = address(&config);
    match timeout(PATIENCE, ask(&address)).await {
        Ok(Ok(200)) => Ok(()),
        Ok(Ok(status)) => Err(fault(&address, &format!("it answers {status}"))),
        Ok(Err(error)) => Err(fault(&address, &error.to_string())),
        Err(_) => Err(fault(&address, "it does not answer")),
    }
}

fn fault(address: &str, why: &str) -> Error {
    Error::Message(format!("the server at {address} is not ready: {why}"))
}

/// One that listens everywhere is asked at home.
fn address(config: &Config) -> String {
    let binding = &config.server.binding;
    let port = config.server.port;
    match binding.parse::<IpAddr>() {
        Ok(IpAddr::V4(ip)) if ip.is_unspecified() => format!("127.0.0.1:{port}"),
        Ok(IpAddr::V6(ip)) if ip.is_unspecified() => format!("[::1]:{port}"),
        Ok(IpAddr::V6(ip)) => format!("[{ip}]:{port}"),
        _ => format!("{binding}:{port}"),
    }
}

/// The status of its answer.
async fn ask(address: &str) -> io::Result<u16> {
    let mut stream = TcpStream::connect(address).await?;
    let request = format!("GET /_readiness HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut line = [0; "HTTP/1.1 200".len()];
    stream.read_exact(&mut line).await?;
    let status = str::from_utf8(&line).ok().and_then(|line| line.split(' ').nth(1));
    status
        .and_then(|status| status.parse().ok())
        .ok_or_else(|| io::Error::other("it speaks no HTTP"))
}
