//! A part of a file: what a player asks for, and gets (RFC 9110, 14).

use std::io;

use axum::{
    body::Bytes,
    http::{HeaderMap, HeaderValue, header},
};
use futures_util::{Stream, StreamExt, future::ready};

/// What was asked for, of so many bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Range {
    Whole,
    /// The bytes from the first to the last, which is one of them.
    Part {
        from: u64,
        to: u64,
    },
    /// There is nothing there.
    None,
}

impl Range {
    /// One range; several at once, or what is no range, gets the whole.
    pub fn asked(headers: &HeaderMap, size: u64) -> Self {
        let asked = headers.get(header::RANGE).and_then(|range| range.to_str().ok());
        // A file never changes, so there is nothing to compare; a condition is not met.
        if headers.contains_key(header::IF_RANGE) {
            return Self::Whole;
        }
        let spec = asked.and_then(|range| range.strip_prefix("bytes="));
        let Some((first, last)) = spec.and_then(|spec| spec.trim().split_once('-')) else {
            return Self::Whole;
        };
        match (number(first), number(last)) {
            (Ok(Some(from)), Ok(last)) if last.is_none_or(|last| from <= last) => {
                if from >= size {
                    return Self::None;
                }
                let to = last.unwrap_or(u64::MAX).min(size - 1);
                Self::Part { from, to }
            }
            // The last so many bytes.
            (Ok(None), Ok(Some(count))) => {
                if count == 0 || size == 0 {
                    return Self::None;
                }
                let from = size.saturating_sub(count);
                Self::Part { from, to: size - 1 }
            }
            _ => Self::Whole,
        }
    }

    /// Says how much comes, and of what.
    pub fn describe(self, headers: &mut HeaderMap, size: u64) {
        headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        let (length, range) = match self {
            Self::Whole => (size, None),
            Self::Part { from, to } => (to - from + 1, Some(format!("bytes {from}-{to}/{size}"))),
            Self::None => (0, Some(format!("bytes */{size}"))),
        };
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
        if let Some(range) = range.and_then(|range| HeaderValue::try_from(range).ok()) {
            headers.insert(header::CONTENT_RANGE, range);
        }
    }
}

fn number(text: &str) -> Result<Option<u64>, ()> {
    match text {
        "" => Ok(None),
        digits if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            Ok(Some(digits.parse().unwrap_or(u64::MAX)))
        }
        _ => Err(()),
    }
}

/// The bytes from the first to the last of a stream.
pub(super) fn part(
    stream: impl Stream<Item = io::Result<Bytes>>,
    from: u64,
    to: u64,
) -> impl Stream<Item = io::Result<Bytes>> {
    let mut at = 0;
    stream
        .map(move |chunk| {
            let mut chunk = chunk?;
            let (start, end) = (at, at + chunk.len() as u64);
            at = end;
            let within = |place: u64| usize::try_from(place.clamp(start, end) - start).unwrap_or_default();
            let (first, last) = (within(from), within(to + 1));
            // Whatever lies after it is not read.
            let is_over = start > to;
            chunk.truncate(last);
            Ok((chunk.split_off(first.min(chunk.len())), is_over))
        })
        .take_while(|chunk| ready(!matches!(chunk, Ok((_, true)))))
        .filter_map(|chunk| {
            ready(match chunk {
                Ok((chunk, _)) if chunk.is_empty() => None,
                Ok((chunk, _)) => Some(Ok(chunk)),
                Err(error) => Some(Err(error)),
            })
        })
}

#[cfg(test)]
mod tests {
    use futures_util::stream;

    use super::*;

    fn asked(range: &str) -> Range {
        let mut headers = HeaderMap::new();
        headers.insert(header::RANGE, HeaderValue::from_str(range).expect("a header"));
        Range::asked(&headers, 10)
    }

    #[test]
    fn one_range_is_understood() {
        assert_eq!(asked("bytes=0-"), Range::Part { from: 0, to: 9 });
        assert_eq!(asked("bytes=2-5"), Range::Part { from: 2, to: 5 });
        assert_eq!(
            asked("bytes=2-99999999999999999999"),
            Range::Part { from: 2, to: 9 }
        );
        assert_eq!(asked("bytes=-3"), Range::Part { from: 7, to: 9 });
        assert_eq!(asked("bytes=-30"), Range::Part { from: 0, to: 9 });
        for nothing in ["bytes=10-", "bytes=10-12", "bytes=-0"] {
            assert_eq!(asked(nothing), Range::None, "{nothing}");
        }
        for other in [
            "bytes=5-2",
            "bytes=0-1,3-4",
            "bytes=a-b",
            "bytes=",
            "lines=1-2",
            "bytes=-",
        ] {
            assert_eq!(asked(other), Range::Whole, "{other}");
        }
    }

    #[tokio::test]
    async fn a_part_is_cut_out_of_its_chunks() {
        let whole = b"0123456789";
        for (from, to) in [(0, 9), (0, 0), (9, 9), (2, 5), (3, 3), (1, 8)] {
            for size in 1..=10 {
                let chunks: Vec<io::Result<Bytes>> = whole
                    .chunks(size)
                    .map(|chunk| Ok(Bytes::from_static(chunk)))
                    .collect();
                let parts: Vec<io::Result<Bytes>> = part(stream::iter(chunks), from, to).collect().await;
                let found: Vec<u8> = parts.into_iter().flat_map(|part| part.expect("bytes")).collect();
                let (from, to) = (
                    usize::try_from(from).expect("small"),
                    usize::try_from(to).expect("small"),
                );
                assert_eq!(found, whole[from..=to], "{from}-{to} by {size}");
            }
        }
    }
}
