//! The socket against RFC 6455, byte by byte.
//!
//! - handshake: sections 1.3, 4.1, 4.2.1, 4.2.2 and 4.4
//! - framing, masks and reserved bits: 5.1 and 5.2; fragments: 5.4; control frames: 5.5
//! - closing: 5.5.1, 7.1 and 7.4; failing the connection: 7.1.7
//! - UTF-8: 8.1; sizes: 10.4

use super::delivery::{epoch, post};
use crate::support::{
    client::{Person, with_site},
    wire::{
        ACCEPT, BINARY, CLOSE, CONTINUATION, FIN, Frame, KEY, PING, PONG, TEXT, Wire, announced, handshake,
        masked,
    },
};

/// Bytes that a message may have.
const LIMIT: usize = 64 * 1024;

/// What the server answers with what the group's first message is in.
const RESUME: &[u8] = br#"{"resume": 0}"#;

/// A socket that was told everything that it is told at its start, in a group with one message.
async fn open(person: &Person<'_>) -> Wire {
    let mut wire = Wire::open(person, 1, &epoch(person).await).await;
    while wire.next().await.expect("who is here").first != FIN | TEXT {}
    wire.until_pong(b"told").await;
    wire
}

/// How many of these are replays of the message.
fn replays(frames: &[Frame]) -> usize {
    let is_replay = |frame: &&Frame| String::from_utf8_lossy(&frame.payload).contains("the first message");
    frames.iter().filter(is_replay).count()
}

fn close(code: u16, reason: &[u8]) -> Vec<u8> {
    masked(FIN | CLOSE, &[&code.to_be_bytes(), reason].concat())
}

async fn with_maria(test: impl AsyncFnOnce(&Person<'_>)) {
    with_site(async |site| {
        let maria = site.join("maria").await;
        post(&maria, "the first message", "client-one").await;
        test(&maria).await;
    })
    .await;
}

/// Sends these bytes to a socket each, and looks at the close frame that each has to end with.
async fn fail_with(expected: u16, cases: impl IntoIterator<Item = (String, Vec<u8>)>) {
    let cases: Vec<_> = cases.into_iter().collect();
    with_maria(async |maria| {
        for (name, bytes) in cases {
            let mut wire = open(maria).await;
            wire.send(&bytes).await;
            let frames = wire.to_end().await;
            let last = frames.last().unwrap_or_else(|| panic!("{name}: no close frame"));
            assert_eq!(last.first, FIN | CLOSE, "{name}");
            assert_eq!(last.code(), Some(expected), "{name}");
            assert_eq!(replays(&frames), 0, "{name}: it was taken for a request");
        }
    })
    .await;
}

fn named(name: &str, bytes: Vec<u8>) -> (String, Vec<u8>) {
    (name.to_owned(), bytes)
}

#[tokio::test]
async fn the_handshake_answers_the_key_and_takes_no_extension() {
    with_maria(async |maria| {
        let mut lines = handshake(maria, "/ws?group=1");
        lines.push("Sec-WebSocket-Extensions: permessage-deflate".to_owned());
        lines.push("Sec-WebSocket-Protocol: chat".to_owned());
        let (_, head) = Wire::ask(maria, &lines).await;
        let head = head.to_lowercase();
        assert!(head.starts_with("http/1.1 101 "), "{head}");
        assert!(
            head.contains(&format!("sec-websocket-accept: {}\r\n", ACCEPT.to_lowercase())),
            "{head}"
        );
        assert!(
            head.contains("upgrade: websocket\r\n") && head.contains("connection: upgrade\r\n"),
            "{head}"
        );
        for unasked in ["sec-websocket-extensions", "sec-websocket-protocol"] {
            assert!(!head.contains(unasked), "{head}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_faulty_handshake_is_refused() {
    with_maria(async |maria| {
        let key = format!("Sec-WebSocket-Key: {KEY}");
        for (line, instead, status) in [
            ("Connection: Upgrade", "Connection: keep-alive", 400),
            ("Upgrade: websocket", "Upgrade: h2c", 400),
            ("Upgrade: websocket", "X-Upgrade: websocket", 400),
            ("Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 12", 426),
            ("Sec-WebSocket-Version: 13", "X-Version: 13", 426),
            (&key, "X-Key: none", 400),
            (&key, "Sec-WebSocket-Key:", 400),
            (&key, "Sec-WebSocket-Key: c2hvcnQ=", 400),
            (
                &key,
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQdGhlIH==dGhlIHNhbXBsZSBub25jZQ==",
                400,
            ),
            ("GET /ws?group=1 HTTP/1.1", "POST /ws?group=1 HTTP/1.1", 405),
            ("GET /ws?group=1 HTTP/1.1", "GET /ws?group=1 HTTP/1.0", 426),
        ] {
            let mut lines = handshake(maria, "/ws?group=1");
            let at = lines
                .iter()
                .position(|found| found == line)
                .expect("it is a line");
            instead.clone_into(&mut lines[at]);
            let (_, head) = Wire::ask(maria, &lines).await;
            assert_eq!(
                head.split(' ').nth(1),
                Some(status.to_string().as_str()),
                "{instead}: {head}"
            );
            // Section 4.4: the version that would be understood.
            let names_version = head.to_lowercase().contains("\r\nsec-websocket-version: 13\r\n");
            let is_about_version = line.starts_with("Sec-WebSocket-Version");
            assert_eq!(names_version, is_about_version, "{instead}: {head}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_message_may_come_in_fragments_with_control_frames_between() {
    with_maria(async |maria| {
        let mut wire = open(maria).await;
        let (first, rest) = RESUME.split_at(4);
        let (second, third) = rest.split_at(5);
        wire.send(&masked(TEXT, first)).await;
        assert_eq!(replays(&wire.until_pong(b"between").await), 0);
        wire.send(&masked(CONTINUATION, second)).await;
        wire.send(&masked(CONTINUATION, b"")).await;
        wire.send(&masked(FIN | PONG, b"unasked")).await;
        wire.send(&masked(FIN | CONTINUATION, third)).await;
        assert_eq!(replays(&wire.until_pong(b"after").await), 1);
        // Byte by byte, as a network may deliver it.
        for byte in masked(FIN | TEXT, RESUME) {
            wire.send(&[byte]).await;
        }
        assert_eq!(replays(&wire.until_pong(b"bytes").await), 1);
    })
    .await;
}

#[tokio::test]
async fn a_character_may_be_split_between_fragments() {
    with_maria(async |maria| {
        let mut wire = open(maria).await;
        let (first, rest) = "😀".as_bytes().split_at(2);
        wire.send(&masked(TEXT, first)).await;
        wire.send(&masked(FIN | CONTINUATION, rest)).await;
        wire.until_pong(b"it is no request, and no fault").await;
    })
    .await;
}

#[tokio::test]
async fn a_ping_is_answered_with_its_payload() {
    with_maria(async |maria| {
        let mut wire = open(maria).await;
        for payload in [b"".as_slice(), b"\x00\xff", &[b'x'; 125]] {
            wire.until_pong(payload).await;
        }
    })
    .await;
}

#[tokio::test]
async fn binary_messages_and_unasked_pongs_are_ignored() {
    with_maria(async |maria| {
        let mut wire = open(maria).await;
        wire.send(&masked(FIN | BINARY, RESUME)).await;
        wire.send(&masked(FIN | BINARY, b"\xff\xfe")).await;
        wire.send(&masked(FIN | PONG, RESUME)).await;
        assert_eq!(replays(&wire.until_pong(b"still here").await), 0);
    })
    .await;
}

#[tokio::test]
async fn faults_of_framing_are_closed_with_1002() {
    let text = masked(FIN | TEXT, RESUME);
    let mut unmasked = vec![FIN | TEXT, u8::try_from(RESUME.len()).expect("it is small")];
    unmasked.extend(RESUME);
    let reserved_bits = [0x40, 0x20, 0x10].map(|bit| {
        let mut bytes = text.clone();
        bytes[0] |= bit;
        (format!("reserved bit {bit:#x}"), bytes)
    });
    let opcodes = (3..=7).chain(11..=15);
    let opcodes = opcodes.map(|opcode| (format!("opcode {opcode}"), masked(FIN | opcode, b"")));
    let controls = [CLOSE, PING, PONG].into_iter().flat_map(|opcode| {
        [
            (
                format!("control {opcode} of 126 bytes"),
                masked(FIN | opcode, &[3; 126]),
            ),
            (
                format!("control {opcode} in fragments"),
                masked(opcode, &[3, 232]),
            ),
        ]
    });
    let others = [
        named("unmasked", unmasked),
        named("a continuation of nothing", masked(FIN | CONTINUATION, RESUME)),
        named(
            "a message inside another",
            [masked(TEXT, b"{"), masked(FIN | TEXT, RESUME)].concat(),
        ),
    ];
    let cases: Vec<_> = reserved_bits
        .into_iter()
        .chain(opcodes)
        .chain(controls)
        .chain(others)
        .collect();
    fail_with(1002, cases).await;
}

#[tokio::test]
async fn text_that_is_no_utf_8_is_closed_with_1007() {
    let cases = [
        named("a byte alone", masked(FIN | TEXT, b"\xff")),
        named("half a character", masked(FIN | TEXT, b"\xf0\x9f")),
        named("an overlong slash", masked(FIN | TEXT, b"\xc0\xaf")),
        named("a surrogate", masked(FIN | TEXT, b"\xed\xa0\x80")),
        named("beyond Unicode", masked(FIN | TEXT, b"\xf4\x90\x80\x80")),
        named(
            "half a character at the end of fragments",
            [masked(TEXT, b"{"), masked(FIN | CONTINUATION, b"\xf0\x9f")].concat(),
        ),
        named(
            "a fault in the middle of fragments",
            [
                masked(TEXT, b"{"),
                masked(CONTINUATION, b"\xff"),
                masked(FIN | CONTINUATION, b"}"),
            ]
            .concat(),
        ),
        named("a reason for closing", close(1000, b"\xff")),
    ];
    fail_with(1007, cases).await;
}

#[tokio::test]
async fn what_is_too_large_is_closed_with_1009() {
    let half = vec![b'x'; LIMIT / 2];
    let cases = [
        named("a frame", masked(FIN | TEXT, &vec![b'x'; LIMIT + 1])),
        // Nothing of it has to come: what is announced is believed, and not waited for.
        named(
            "a frame that is announced",
            announced(FIN | TEXT, LIMIT as u64 + 1),
        ),
        named("as large as can be", announced(FIN | TEXT, u64::MAX >> 1)),
        named("binary", masked(FIN | BINARY, &vec![0; LIMIT + 1])),
        named(
            "fragments",
            [
                masked(TEXT, &half),
                masked(CONTINUATION, &half),
                masked(FIN | CONTINUATION, b"x"),
            ]
            .concat(),
        ),
        named(
            "fragments without end",
            [
                masked(TEXT, &half),
                masked(CONTINUATION, &half),
                masked(CONTINUATION, b"x"),
            ]
            .concat(),
        ),
    ];
    fail_with(1009, cases).await;
}

#[tokio::test]
async fn as_large_as_allowed_is_taken_whole_or_in_fragments() {
    with_maria(async |maria| {
        let mut wire = open(maria).await;
        let mut padded = RESUME.to_vec();
        padded.resize(LIMIT, b' ');
        wire.send(&masked(FIN | TEXT, &padded)).await;
        assert_eq!(replays(&wire.until_pong(b"whole").await), 1);
        let (first, rest) = padded.split_at(LIMIT / 2);
        wire.send(&masked(TEXT, first)).await;
        wire.send(&masked(FIN | CONTINUATION, rest)).await;
        assert_eq!(replays(&wire.until_pong(b"in fragments").await), 1);
    })
    .await;
}

#[tokio::test]
async fn a_code_for_closing_is_given_back() {
    with_maria(async |maria| {
        for code in [
            1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999,
        ] {
            let mut wire = open(maria).await;
            wire.send(&close(code, "tschüs".as_bytes())).await;
            let frames = wire.to_end().await;
            let [answer] = frames.as_slice() else {
                panic!("{code}: {frames:?}")
            };
            assert_eq!((answer.first, answer.code()), (FIN | CLOSE, Some(code)));
        }
        let mut wire = open(maria).await;
        wire.send(&masked(FIN | CLOSE, b"")).await;
        let answer = Frame {
            first: FIN | CLOSE,
            payload: Vec::new(),
        };
        assert_eq!(wire.to_end().await, [answer]);
    })
    .await;
}

#[tokio::test]
async fn a_code_that_nobody_may_send_is_closed_with_1002() {
    let codes = [
        0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535,
    ];
    let cases = codes.map(|code| (format!("code {code}"), close(code, b"")));
    let half = named("half a code", masked(FIN | CLOSE, &[3]));
    fail_with(1002, cases.into_iter().chain([half])).await;
}

#[tokio::test]
async fn nothing_after_a_close_frame_is_heard() {
    with_maria(async |maria| {
        let mut wire = open(maria).await;
        let bytes = [
            close(1000, b""),
            masked(FIN | TEXT, RESUME),
            masked(FIN | PING, b"too late"),
            close(1001, b""),
        ];
        wire.send(&bytes.concat()).await;
        let frames = wire.to_end().await;
        let [answer] = frames.as_slice() else {
            panic!("{frames:?}")
        };
        assert_eq!(answer.code(), Some(1000));
    })
    .await;
}

#[tokio::test]
async fn who_sends_no_more_without_a_word_is_gone() {
    with_maria(async |maria| {
        let mut wire = open(maria).await;
        wire.send(&masked(TEXT, b"half a mess")).await;
        wire.send_no_more().await;
        wire.to_end().await;
    })
    .await;
}

#[tokio::test]
async fn what_comes_right_after_the_handshake_is_not_lost() {
    with_maria(async |maria| {
        let path = format!("/ws?group=1&since=1&epoch={}", epoch(maria).await);
        // The same packet: before the answer to the handshake is read.
        let ping = masked(FIN | PING, b"at once");
        let (mut wire, head) = Wire::ask_and_say(maria, &handshake(maria, &path), &ping).await;
        assert!(head.starts_with("HTTP/1.1 101 "), "{head}");
        loop {
            let frame = wire.next().await.expect("it is open");
            if frame.first == FIN | PONG {
                assert_eq!(frame.payload, b"at once");
                return;
            }
        }
    })
    .await;
}
