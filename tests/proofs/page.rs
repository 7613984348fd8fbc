//! A page without a browser: what `assets/static/js/timeline.js` does with frames, answers and windows.
//!
//! It follows that file rule by rule. That the file itself does so is tried in Chromium (`tests/browser`).

use std::collections::BTreeMap;

use banter::{
    models::messages::{Posted, Window},
    views::frames::HtmlFrames,
};

/// Rows that stay in a page: fewer than a browser keeps, so that short histories reach the limit.
const MOST: usize = 70;

/// A message as it is shown, by the number it was born with.
pub type Rows = BTreeMap<i64, Row>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub version: i64,
    /// Its whole element.
    pub html: String,
}

/// What came over the socket.
#[derive(Debug, Clone)]
pub enum Wire {
    Messages { from: i64, to: i64, rows: Rows },
    Heartbeat(i64),
    Reset(i64),
}

/// What the page asks for next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// Everything after this number, over the socket.
    Resume(i64),
    /// Its window again, at least as new as this number.
    Renew(i64),
}

/// One end of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Older,
    Newer,
}

#[derive(Debug)]
pub struct Page {
    pub last: i64,
    pub epoch: String,
    pub rows: Rows,
    /// The number before which there is more, if there is.
    pub older: Option<i64>,
    /// The number after which there is more, if there is.
    pub newer: Option<i64>,
    /// Whether its reader is at the end of what is loaded.
    pub near_end: bool,
    asked: Option<i64>,
    /// The number at which the window was read.
    read: i64,
}

impl Page {
    pub fn load(window: &Window) -> Self {
        let mut page = Self {
            last: 0,
            epoch: String::new(),
            rows: Rows::new(),
            older: None,
            newer: None,
            near_end: true,
            asked: None,
            read: 0,
        };
        page.adopt(window);
        page
    }

    /// A new connection: what was asked of the old one gets no answer.
    pub fn connected(&mut self) {
        self.asked = None;
    }

    pub fn receive(&mut self, wire: Wire) -> Option<Ask> {
        match wire {
            Wire::Heartbeat(seq) if seq > self.last => self.ask(),
            Wire::Heartbeat(_) => None,
            Wire::Reset(seq) => Some(Ask::Renew(seq)),
            Wire::Messages { from, to, rows } => {
                if from > self.last {
                    return self.ask();
                }
                if to > self.last {
                    self.show(rows);
                    self.last = to;
                    self.asked = None;
                }
                None
            }
        }
    }

    /// The answer to something that the reader did: it never moves the cursor.
    pub fn show(&mut self, rows: Rows) {
        let follow = self.is_following();
        for (seq, row) in rows {
            if self.wants(seq, &row) {
                self.rows.insert(seq, row);
            }
        }
        if follow {
            self.trim_start();
        } else {
            self.trim_end();
        }
    }

    /// The whole window, read again.
    pub fn replace(&mut self, window: &Window) -> Option<Ask> {
        let before = self.last;
        self.adopt(window);
        if self.last < before { self.ask() } else { None }
    }

    /// A page of older or newer rows, asked for when the window ended at `joint`.
    pub fn join(&mut self, side: Side, joint: i64, window: &Window) -> Option<Ask> {
        let fits = match side {
            Side::Older => self.older == Some(joint),
            Side::Newer => self.newer == Some(joint),
        };
        if !fits {
            return None;
        }
        let added = rows_of(&window.messages);
        let (first, end) = (ends(&added).0, ends(&added).1);
        for (seq, row) in added {
            self.rows.entry(seq).or_insert(row);
        }
        match side {
            Side::Older => {
                self.older = first.filter(|_| window.has_older);
                self.trim_end();
            }
            Side::Newer => {
                self.newer = end.filter(|_| window.has_newer);
                self.trim_start();
            }
        }
        if window.group.last_seq >= self.last {
            return None;
        }
        self.last = window.group.last_seq;
        self.ask()
    }

    /// Whether new rows are shown as they come.
    pub fn is_following(&self) -> bool {
        self.newer.is_none() && self.near_end
    }

    fn adopt(&mut self, window: &Window) {
        self.last = window.group.last_seq;
        self.read = self.last;
        self.epoch.clone_from(&window.epoch);
        self.rows = rows_of(&window.messages);
        let (first, end) = ends(&self.rows);
        self.older = first.filter(|_| window.has_older);
        self.newer = end.filter(|_| window.has_newer);
        self.asked = None;
    }

    fn ask(&mut self) -> Option<Ask> {
        if self.asked == Some(self.last) {
            return None;
        }
        self.asked = Some(self.last);
        Some(Ask::Resume(self.last))
    }

    fn wants(&self, seq: i64, row: &Row) -> bool {
        if let Some(shown) = self.rows.get(&seq) {
            return row.version > shown.version;
        }
        if row.version <= self.read {
            return false;
        }
        let (first, end) = ends(&self.rows);
        let first = first.filter(|_| self.older.is_some()).unwrap_or(0);
        let end = match self.newer {
            Some(_) => end.unwrap_or(0),
            None => i64::MAX,
        };
        (first..=end).contains(&seq)
    }

    fn trim_start(&mut self) {
        while self.rows.len() > MOST {
            self.rows.pop_first();
            self.older = ends(&self.rows).0;
        }
    }

    fn trim_end(&mut self) {
        while self.rows.len() > MOST {
            self.rows.pop_last();
            self.newer = ends(&self.rows).1;
        }
    }
}

/// The rows of these messages, as a frame has them.
pub fn rows_of(messages: &[Posted]) -> Rows {
    let group_id = messages.first().map_or(0, |posted| posted.message.group_id);
    let frame = HtmlFrames::default().messages(group_id, 0, 0, messages);
    let frame = frame.expect("a frame");
    read_rows(std::str::from_utf8(frame.bytes()).expect("text"))
}

/// The rows in a frame.
pub fn read_rows(frame: &str) -> Rows {
    let rows = frame.split("<li id=\"message-").skip(1).map(|html| {
        let number = |name: &str| {
            let value = html.split(&format!(" {name}=\"")).nth(1)?.split('"').next()?;
            value.parse::<i64>().ok()
        };
        let seq = number("data-seq").expect("a row has its number");
        let version = number("data-version").expect("a row has its version");
        let html = html
            .trim_end()
            .trim_end_matches("</hx-partial>")
            .trim_end()
            .to_owned();
        (seq, Row { version, html })
    });
    rows.collect()
}

fn ends(rows: &Rows) -> (Option<i64>, Option<i64>) {
    let first = rows.first_key_value().map(|(seq, _)| *seq);
    (first, rows.last_key_value().map(|(seq, _)| *seq))
}
