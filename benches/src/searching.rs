//! Searching among very many messages, through HTTP, as people who are in some of the groups.

use std::{
    fmt::Write as _,
    io::{self, BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    time::{Duration, Instant},
};

use crate::{client::Histogram, installation::Installation, requests::Person};

/// What is called `search` on the command line.
pub const NAME: &str = "search";

/// Messages, rooms for everybody and groups for some.
pub const MESSAGES: u32 = 1_000_000;
pub const ROOMS: usize = 20;
pub const GROUPS: usize = 200;
pub const MEMBERS: usize = 40;

/// Different words, and those of a message.
const WORDS: usize = 40_000;
const LENGTH: std::ops::RangeInclusive<u64> = 3..=24;

/// What is looked for, of each kind.
const SEARCHES: usize = 300;

/// Rare enough that everybody's numbers are the same.
const SEED: u64 = 0x5eed_0f5e_a4c4;

/// A million messages, and what to look for in them.
pub struct Corpus {
    random: Random,
    words: Vec<String>,
    /// How often each of the words and those before it are said.
    shares: Vec<f64>,
}

impl Corpus {
    pub fn new() -> Self {
        let mut random = Random(SEED);
        let words = (0..WORDS).map(|_| random.word()).collect();
        // Zipf and Mandelbrot: few words are most of what is said.
        let mut sum = 0.0;
        let shares = (0..u32::try_from(WORDS).unwrap_or(u32::MAX))
            .map(|rank| {
                sum += 1.0 / (f64::from(rank) + 2.7);
                sum
            })
            .collect();
        Self {
            random,
            words,
            shares,
        }
    }

    /// The text of a message.
    pub fn text(&mut self) -> String {
        let count = LENGTH.start() + self.random.below(LENGTH.end() - LENGTH.start());
        let words: Vec<String> = (0..count).map(|_| self.word().to_owned()).collect();
        words.join(" ")
    }

    pub fn below(&mut self, limit: u64) -> u64 {
        self.random.below(limit)
    }

    /// A word, as often as it is said.
    fn word(&mut self) -> &str {
        let at = self.random.share() * self.shares.last().copied().unwrap_or_default();
        let rank = self.shares.partition_point(|share| *share < at);
        &self.words[rank.min(WORDS - 1)]
    }

    /// A word, however seldom it is said.
    fn any_word(&mut self) -> String {
        let at = self.random.below(WORDS as u64);
        self.words[usize::try_from(at).unwrap_or_default()].clone()
    }

    /// What is looked for.
    fn query(&mut self, kind: Kind) -> String {
        match kind {
            Kind::Words => match self.below(4) {
                0 => self.any_word(),
                1 => format!("{} {}", self.word().to_owned(), self.word()),
                2 => format!("{} {}", self.any_word(), self.word()),
                _ => self.word().to_owned(),
            },
            Kind::Phrases => format!("\"{} {}\"", self.word().to_owned(), self.word()),
            Kind::Parts => loop {
                let word = if self.below(2) == 0 {
                    self.any_word()
                } else {
                    self.word().to_owned()
                };
                if word.len() > 5 {
                    break word[1..word.len() - 1].to_owned();
                }
            },
            Kind::Nothing => format!("{}{}", self.any_word(), self.any_word()),
            Kind::Filters => match self.below(3) {
                0 => format!("from:person{:04}", 1 + self.below(900)),
                1 => format!("{} from:person{:04}", self.word().to_owned(), 1 + self.below(900)),
                _ => format!("{} before:2026-06-01", self.word()),
            },
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Words,
    Phrases,
    Parts,
    Nothing,
    Filters,
}

/// # Errors
/// When the server fails or answers with anything but a page.
pub fn run(database: Option<&str>) -> io::Result<()> {
    let installation = Installation::make(database)?;
    let mut corpus = Corpus::new();
    let started = Instant::now();
    installation.fill(&mut corpus)?;
    let written = started.elapsed();
    let started = Instant::now();
    installation.task(&["search:index"])?;
    println!(
        "{MESSAGES} messages, written in {:.0} s and indexed in {:.0} s: {:.0} µs each\n\n\
         | looked for | p50 ms | p99 ms | longest ms |\n|---|--:|--:|--:|",
        written.as_secs_f64(),
        started.elapsed().as_secs_f64(),
        started.elapsed().as_secs_f64() * 1e6 / f64::from(MESSAGES)
    );
    let server = installation.start()?;
    let mut connection = Connection::open(server.address)?;
    for (name, kind) in [
        ("words", Kind::Words),
        ("phrases", Kind::Phrases),
        ("parts of words", Kind::Parts),
        ("what is not there", Kind::Nothing),
        ("people and days", Kind::Filters),
    ] {
        let (mut times, mut longest) = (Histogram::default(), Duration::ZERO);
        let mut slowest = String::new();
        // The first few are of a cold cache, and are not counted.
        for n in 0..SEARCHES + 20 {
            let people = installation.people();
            let person = &people[usize::try_from(corpus.below(people.len() as u64)).unwrap_or_default()];
            let query = corpus.query(kind);
            let started = Instant::now();
            connection.get(&address(&query), person)?;
            let took = started.elapsed();
            if n >= 20 {
                times.record(took);
                if took > longest {
                    (longest, slowest) = (took, query);
                }
            }
        }
        let millis = |time: Duration| time.as_secs_f64() * 1e3;
        println!(
            "| {name} | {:.1} | {:.1} | {:.1} ({slowest}) |",
            millis(times.permille(500)),
            millis(times.permille(990)),
            millis(longest)
        );
    }
    Ok(())
}

fn address(query: &str) -> String {
    let mut address = String::from("/search?q=");
    for byte in query.bytes() {
        // Writing to a string does not fail.
        let _ = match byte {
            b' ' => write!(address, "+"),
            b if b.is_ascii_alphanumeric() => write!(address, "{}", char::from(b)),
            b => write!(address, "%{b:02X}"),
        };
    }
    address
}

/// One that is kept open.
struct Connection {
    address: SocketAddr,
    stream: BufReader<TcpStream>,
}

impl Connection {
    fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Self {
            address,
            stream: BufReader::new(stream),
        })
    }

    /// Asks for a page, and reads it whole.
    fn get(&mut self, path: &str, person: &Person) -> io::Result<()> {
        let (address, token) = (self.address, &person.token);
        write!(
            self.stream.get_mut(),
            "GET {path} HTTP/1.1\r\nHost: {address}\r\nAccept: text/html\r\nCookie: banter={token}\r\n\r\n"
        )?;
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        if !line.starts_with("HTTP/1.1 200 ") {
            return Err(io::Error::other(format!("{path}: {line}")));
        }
        let (mut length, mut chunked) = (0, false);
        loop {
            line.clear();
            self.stream.read_line(&mut line)?;
            let (name, value) = line.split_once(':').unwrap_or_default();
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.trim().parse().map_err(io::Error::other)?,
                "transfer-encoding" => chunked = true,
                _ if line.trim().is_empty() => break,
                _ => {}
            }
        }
        if !chunked {
            return self.skip(length);
        }
        loop {
            line.clear();
            self.stream.read_line(&mut line)?;
            let length = usize::from_str_radix(line.trim(), 16).map_err(io::Error::other)?;
            self.skip(length + 2)?;
            if length == 0 {
                return Ok(());
            }
        }
    }

    fn skip(&mut self, length: usize) -> io::Result<()> {
        self.stream.read_exact(&mut vec![0; length])
    }
}

/// xorshift64*: the same numbers each time.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, limit: u64) -> u64 {
        (self.next() >> 11) % limit.max(1)
    }

    /// Between 0 and 1.
    fn share(&mut self) -> f64 {
        f64::from(u32::try_from(self.next() >> 32).unwrap_or_default()) / f64::from(u32::MAX)
    }

    /// One to four syllables, of letters that follow one another in words.
    fn word(&mut self) -> String {
        const BEGIN: [&str; 20] = [
            "b", "c", "d", "f", "g", "h", "l", "m", "n", "p", "r", "s", "t", "v", "w", "st", "tr", "pl",
            "ch", "",
        ];
        const MIDDLE: [&str; 10] = ["a", "e", "i", "o", "u", "ea", "io", "ou", "e", "a"];
        const END: [&str; 10] = ["", "n", "r", "s", "t", "nt", "st", "l", "ng", ""];
        let mut word = String::new();
        for _ in 0..=self.below(4) {
            for letters in [&BEGIN[..], &MIDDLE, &END] {
                let at = usize::try_from(self.below(letters.len() as u64)).unwrap_or_default();
                word.push_str(letters[at]);
            }
        }
        word
    }
}
