//! What a browser sends, as bytes that are written once and used again.

use std::net::SocketAddr;

use crate::client::MARKER;

/// A message of the usual kind: a sentence and a half, with some Markdown. 96 characters.
const BODY: &str =
    "Good+morning%2C+the+*second*+build+is+up+on+staging%3B+could+you+look+at+the+`release+notes`+please%3F";

/// Who sends it.
#[derive(Debug, Clone)]
pub struct Person {
    pub id: i64,
    /// The token of their session.
    pub token: String,
}

/// The group where it goes, as a page knows it.
#[derive(Debug, Clone)]
pub struct Group {
    pub id: i64,
    pub last_seq: i64,
    pub epoch: String,
}

/// Asks for the socket of a page that shows `group`.
pub fn upgrade(address: SocketAddr, group: &Group, person: &Person) -> Vec<u8> {
    let Group { id, last_seq, epoch } = group;
    let Person { id: viewer, token } = person;
    format!(
        "GET /ws?group={id}&since={last_seq}&epoch={epoch}&viewer={viewer} HTTP/1.1\r\n\
         Host: {address}\r\n\
         Origin: http://{address}\r\n\
         Cookie: banter={token}\r\n\
         Connection: Upgrade\r\n\
         Upgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
         \r\n"
    )
    .into_bytes()
}

/// Posts a message, as the page's script does it. The number of the message follows, in so many `digits`.
pub fn post(address: SocketAddr, group: &Group, person: &Person, digits: usize) -> Vec<u8> {
    let (group_id, viewer, token) = (group.id, person.id, &person.token);
    let form = format!("body={BODY}&client_id={MARKER}");
    let length = form.len() + digits;
    format!(
        "POST /groups/{group_id}/messages HTTP/1.1\r\n\
         Host: {address}\r\n\
         Connection: keep-alive\r\n\
         Content-Length: {length}\r\n\
         Content-Type: application/x-www-form-urlencoded;charset=UTF-8\r\n\
         User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36\r\n\
         Accept: text/html\r\n\
         Accept-Encoding: gzip, deflate, br, zstd\r\n\
         Accept-Language: en-GB,en;q=0.9\r\n\
         HX-Request: true\r\n\
         Banter-Viewer: {viewer}\r\n\
         Origin: http://{address}\r\n\
         Referer: http://{address}/groups/{group_id}\r\n\
         Sec-Fetch-Dest: empty\r\n\
         Sec-Fetch-Mode: cors\r\n\
         Sec-Fetch-Site: same-origin\r\n\
         Cookie: banter={token}\r\n\
         \r\n\
         {form}"
    )
    .into_bytes()
}
