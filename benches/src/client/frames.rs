//! Takes a stream of bytes apart into WebSocket frames, as a server sends them.

use std::io;

use memchr::memmem;

/// What stands before a post's number, in whichever frame it comes.
pub const MARKER: &str = "bench-";

/// Digits of a number.
pub const DIGITS: usize = 12;

/// A frame, and what it means to the client.
#[derive(Debug, PartialEq, Eq)]
pub enum Frame<'a> {
    /// The post of this number, in these bytes.
    Post(u64, &'a [u8]),
    Ping,
    /// With this code, or without any.
    Close(Option<u16>),
    /// Presence, a heartbeat: nothing that was posted here.
    Other,
}

/// What has come of a frame that is not yet complete.
#[derive(Debug, Default)]
pub struct Frames {
    rest: Vec<u8>,
}

impl Frames {
    /// Takes what was read, and hands every frame that it completes to `each`.
    ///
    /// # Errors
    /// For a frame that no server of ours sends: masked, or a part of a message.
    pub fn take(&mut self, bytes: &[u8], mut each: impl FnMut(Frame<'_>)) -> io::Result<()> {
        // Mostly frames come whole, and then nothing is copied.
        if self.rest.is_empty() {
            let taken = split(bytes, &mut each)?;
            self.rest.extend_from_slice(&bytes[taken..]);
        } else {
            self.rest.extend_from_slice(bytes);
            let taken = split(&self.rest, &mut each)?;
            self.rest.drain(..taken);
        }
        Ok(())
    }
}

/// How many of the bytes were whole frames.
fn split(bytes: &[u8], each: &mut impl FnMut(Frame<'_>)) -> io::Result<usize> {
    let mut taken = 0;
    while let Some((header, length)) = measure(&bytes[taken..])? {
        let Some(payload) = bytes[taken..].get(header..header + length) else {
            break;
        };
        each(read(bytes[taken] & 0x0f, payload));
        taken += header + length;
    }
    Ok(taken)
}

/// The lengths of a frame's header and payload (RFC 6455, section 5.2), once the header is there.
fn measure(bytes: &[u8]) -> io::Result<Option<(usize, usize)>> {
    let [first, second, ..] = bytes else {
        return Ok(None);
    };
    if first & 0xf0 != 0x80 || second & 0x80 != 0 {
        return Err(io::Error::other(
            "the server sent a frame in parts, masked or with extensions",
        ));
    }
    let extended = match second & 0x7f {
        126 => 2,
        127 => 8,
        length => return Ok(Some((2, length.into()))),
    };
    let Some(digits) = bytes.get(2..2 + extended) else {
        return Ok(None);
    };
    let length = digits
        .iter()
        .fold(0, |length, byte| length << 8 | usize::from(*byte));
    Ok(Some((2 + extended, length)))
}

fn read(opcode: u8, payload: &[u8]) -> Frame<'_> {
    match opcode {
        1 | 2 => number(payload).map_or(Frame::Other, |number| Frame::Post(number, payload)),
        8 => Frame::Close(payload.first_chunk().map(|code| u16::from_be_bytes(*code))),
        9 => Frame::Ping,
        _ => Frame::Other,
    }
}

/// The number after the marker.
fn number(payload: &[u8]) -> Option<u64> {
    let start = memmem::find(payload, MARKER.as_bytes())? + MARKER.len();
    let digits = payload.get(start..start + DIGITS)?;
    str::from_utf8(digits).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(opcode: u8, payload: &[u8]) -> Vec<u8> {
        let length = payload.len();
        let mut bytes = vec![0x80 | opcode];
        match (u8::try_from(length), u16::try_from(length)) {
            (Ok(length @ ..126), _) => bytes.push(length),
            (_, Ok(length)) => {
                bytes.push(126);
                bytes.extend(length.to_be_bytes());
            }
            _ => {
                bytes.push(127);
                bytes.extend((length as u64).to_be_bytes());
            }
        }
        bytes.extend(payload);
        bytes
    }

    fn post(number: u64, size: usize) -> Vec<u8> {
        let mut payload = format!("<li data-client-id=\"{MARKER}{number:012}\">").into_bytes();
        payload.resize(payload.len().max(size), b'x');
        frame(1, &payload)
    }

    /// What is seen, without the payloads.
    fn seen(frames: &mut Frames, bytes: &[u8]) -> Vec<(char, u64)> {
        let mut seen = Vec::new();
        let taken = frames.take(bytes, |frame| {
            seen.push(match frame {
                Frame::Post(number, _) => ('p', number),
                Frame::Ping => ('i', 0),
                Frame::Close(code) => ('c', code.unwrap_or_default().into()),
                Frame::Other => ('o', 0),
            });
        });
        taken.expect("frames of a server");
        seen
    }

    #[test]
    fn frames_of_every_length_are_told_apart() {
        let mut bytes = Vec::new();
        for (number, size) in (1..).zip([0, 125, 126, 127, 65_535, 65_536, 100_000]) {
            bytes.extend(post(number, size));
        }
        let all: Vec<_> = (1..=7).map(|number| ('p', number)).collect();
        assert_eq!(seen(&mut Frames::default(), &bytes), all);
    }

    #[test]
    fn it_does_not_matter_where_the_bytes_are_cut() {
        let mut bytes = frame(9, b"");
        bytes.extend(post(7, 300));
        bytes.extend(frame(1, br#"{"heartbeat":{"last_seq":1}}"#));
        bytes.extend(post(8, 70_000));
        bytes.extend(frame(8, &[3, 245]));
        let all = [('i', 0), ('p', 7), ('o', 0), ('p', 8), ('c', 1013)];
        for size in [1, 2, 3, 5, 301, 4096] {
            let mut frames = Frames::default();
            let pieces = bytes.chunks(size);
            let told: Vec<_> = pieces.flat_map(|piece| seen(&mut frames, piece)).collect();
            assert_eq!(told, all, "in pieces of {size}");
            assert!(frames.rest.is_empty());
        }
    }

    #[test]
    fn a_number_counts_only_when_it_is_whole() {
        let cut = format!("{MARKER}00000000001");
        let word = format!("{MARKER}no-number-here");
        for payload in [cut, word, "bench".to_owned(), String::new()] {
            let bytes = frame(1, payload.as_bytes());
            assert_eq!(seen(&mut Frames::default(), &bytes), [('o', 0)], "{payload}");
        }
    }

    #[test]
    fn what_no_server_sends_is_an_error() {
        let masked = [0x81, 0x80, 0, 0, 0, 0];
        let part = [0x01, 0x00];
        let compressed = [0xc1, 0x00];
        for bytes in [&masked[..], &part, &compressed] {
            assert!(Frames::default().take(bytes, |_| {}).is_err());
        }
    }
}
