//! Who asks, seen from the network.

use std::{
    convert::Infallible,
    net::{IpAddr, Ipv4Addr, SocketAddr},
};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, request::Parts},
};
use loco_rs::controller::middleware::remote_ip::RemoteIP;

/// Whether a script asks and wants a fragment. Says nothing about who it is.
#[derive(Debug, Clone, Copy)]
pub struct Scripted(pub bool);

impl Scripted {
    #[must_use]
    pub fn asks(headers: &HeaderMap) -> bool {
        headers.contains_key("hx-request")
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Scripted {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(Self::asks(&parts.headers)))
    }
}

/// The address of the browser. What a proxy says of it counts only where the configuration trusts the proxy
/// (`server.middlewares.remote_ip`).
#[derive(Debug, Clone, Copy)]
pub struct ClientIp(pub IpAddr);

impl<S: Send + Sync> FromRequestParts<S> for ClientIp {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let forwarded = match RemoteIP::from_request_parts(parts, state).await? {
            RemoteIP::Forwarded(ip) | RemoteIP::Socket(ip) => Some(ip),
            RemoteIP::None => None,
        };
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let ip = forwarded.or_else(|| peer.map(|peer| peer.0.ip()));
        Ok(Self(ip.unwrap_or(Ipv4Addr::UNSPECIFIED.into())))
    }
}
