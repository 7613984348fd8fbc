//! Recognises where the answer to a request ends, and what it says.

use std::io;

use memchr::memmem;

/// What has come of an answer that is not yet complete.
#[derive(Debug, Default)]
pub struct Answers {
    rest: Vec<u8>,
}

impl Answers {
    /// Takes what was read. The status of the answer, when that is all of it. One request at a time is asked.
    ///
    /// # Errors
    /// For what is no answer.
    pub fn take(&mut self, bytes: &[u8]) -> io::Result<Option<u16>> {
        self.rest.extend_from_slice(bytes);
        let Some(head) = memmem::find(&self.rest, b"\r\n\r\n") else {
            return Ok(None);
        };
        let (head, body) = (&self.rest[..head], &self.rest[head + 4..]);
        let head = str::from_utf8(head).map_err(|_| io::Error::other("an answer that is not text"))?;
        let length = match header(head, "content-length") {
            Some(length) => length.parse().ok(),
            None if header(head, "transfer-encoding").is_some() => chunked(body),
            None => Some(0),
        };
        if length.is_none_or(|length: usize| body.len() < length) {
            return Ok(None);
        }
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        let status = status.ok_or_else(|| io::Error::other("an answer without a status"))?;
        self.rest.clear();
        Ok(Some(status))
    }
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let headers = head.lines().filter_map(|line| line.split_once(':'));
    headers
        .filter(|(given, _)| given.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim())
        .next()
}

/// The length of a body in chunks, when its last one is there.
fn chunked(body: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        let line = memmem::find(body.get(at..)?, b"\r\n")?;
        let size = str::from_utf8(&body[at..at + line]).ok()?;
        let size = usize::from_str_radix(size, 16).ok()?;
        // The line's end, the chunk, and its end.
        at += line + 2 + size + 2;
        if size == 0 {
            return (body.len() >= at).then_some(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COUNTED: &str = "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n<li>a</li>\n";
    const CHUNKED: &str = "HTTP/1.1 429 Too Many Requests\r\ntransfer-encoding: chunked\r\n\r\n\
                           b\r\n<li>a\r\n0\r\n\r\r\n3\r\nabc\r\n0\r\n\r\n";
    const EMPTY: &str = "HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\n\r\n";

    #[test]
    fn an_answer_ends_where_it_says_wherever_it_is_cut() {
        for (answer, status) in [(COUNTED, 200), (CHUNKED, 429), (EMPTY, 503)] {
            for size in [1, 2, 7, 64, 4096] {
                let mut answers = Answers::default();
                let pieces: Vec<_> = answer.as_bytes().chunks(size).collect();
                let (last, before) = pieces.split_last().unwrap();
                for piece in before {
                    assert_eq!(answers.take(piece).unwrap(), None, "{answer}");
                }
                assert_eq!(answers.take(last).unwrap(), Some(status), "{answer}");
            }
        }
    }

    #[test]
    fn the_next_answer_begins_anew() {
        let mut answers = Answers::default();
        for _ in 0..3 {
            assert_eq!(answers.take(COUNTED.as_bytes()).unwrap(), Some(200));
        }
    }
}
