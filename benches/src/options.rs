//! What is asked for on the command line.

use std::{str::FromStr, time::Duration};

use crate::{
    scenarios::{ALL, Scenario},
    searching,
};

pub const USAGE: &str = "\
bin/bench [--seconds N] [--rounds N] [--socketio] [--database URL] [SCENARIO …]

  --seconds N     how long each figure is measured (5)
  --rounds N      how often, all in turn; the median counts (3)
  --socketio      beside a chat of Socket.IO and SQLite, too
  --database URL  an empty PostgreSQL database for `search`, which is on SQLite without
  SCENARIO        100, 1000, 50x20, posts or search; all but the last without";

#[derive(Debug)]
pub struct Options {
    pub length: Duration,
    pub rounds: usize,
    pub socketio: bool,
    pub scenarios: Vec<&'static Scenario>,
    /// Whether to look for words in a million messages, and where those are.
    pub searching: bool,
    pub database: Option<String>,
}

/// # Errors
/// With a sentence about the word that is none of these.
pub fn parse(words: &[String]) -> Result<Options, String> {
    let mut options = Options {
        length: Duration::from_secs(5),
        rounds: 3,
        socketio: false,
        scenarios: Vec::new(),
        searching: false,
        database: None,
    };
    let mut words = words.iter().map(String::as_str);
    while let Some(word) = words.next() {
        match word {
            "--seconds" => options.length = Duration::from_secs(number(word, words.next())?),
            "--socketio" => options.socketio = true,
            "--rounds" => options.rounds = number(word, words.next())?,
            "--database" => options.database = words.next().map(str::to_owned),
            searching::NAME => options.searching = true,
            name => {
                let known = ALL.iter().find(|scenario| scenario.name == name);
                options
                    .scenarios
                    .push(known.ok_or_else(|| format!("{name}: no such scenario"))?);
            }
        }
    }
    if options.rounds == 0 || options.length.is_zero() {
        return Err("at least one round of one second".to_owned());
    }
    if options.scenarios.is_empty() && !options.searching {
        options.scenarios = ALL.iter().collect();
    }
    Ok(options)
}

fn number<N: FromStr>(option: &str, word: Option<&str>) -> Result<N, String> {
    word.and_then(|word| word.parse().ok())
        .ok_or_else(|| format!("{option} wants a number"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Options, String> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        parse(&words)
    }

    #[test]
    fn nothing_asks_for_everything() {
        let options = parsed("").unwrap();
        assert_eq!(options.scenarios.len(), ALL.len());
    }

    #[test]
    fn some_of_it_can_be_chosen() {
        let options = parsed("--seconds 2 posts --rounds 1 100").unwrap();
        let names: Vec<_> = options.scenarios.iter().map(|scenario| scenario.name).collect();
        assert_eq!(
            (names, options.rounds, options.length),
            (vec!["posts", "100"], 1, Duration::from_secs(2))
        );
    }

    #[test]
    fn the_other_chat_is_asked_for() {
        assert!(!parsed("posts").unwrap().socketio);
        assert!(parsed("posts --socketio").unwrap().socketio);
    }

    #[test]
    fn searching_is_asked_for_by_name() {
        assert!(!parsed("").unwrap().searching);
        let options = parsed("search --database postgres://a/b").unwrap();
        assert!(options.searching && options.scenarios.is_empty());
        assert_eq!(options.database.as_deref(), Some("postgres://a/b"));
    }

    #[test]
    fn what_is_not_known_is_refused() {
        for line in ["5000", "--seconds", "--seconds x", "--rounds 0"] {
            assert!(parsed(line).is_err(), "{line}");
        }
    }
}
