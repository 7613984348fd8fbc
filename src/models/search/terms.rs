//! One thing that is looked for: a word or a part of one, several in a row, or exactly what stands between quotes.

use std::ops::Range;

use super::{
    document::Part,
    expression::Expression,
    forms,
    text::{self, Unit},
    tokens::{PART, Token, some_parts},
};

/// Words and pairs that the index is asked for: the rest is compared anyway.
const MOST: usize = 6;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Term {
    units: Vec<Unit>,
    /// Whole words only, as they are.
    exact: bool,
    /// What the forms of a single word have in common.
    common: Option<String>,
}

impl Term {
    /// `None` for what has neither letters nor pictures in it.
    pub fn new(typed: &str, exact: bool) -> Option<Self> {
        let units = text::units(&text::composed(typed));
        let common = match &units[..] {
            [] => return None,
            [word] if !exact => forms::common(&word.folded),
            _ => None,
        };
        Some(Self { units, exact, common })
    }

    /// What the index is asked; whatever matches fulfils it. Of a word that is typed `parts` of it are asked for.
    pub fn expression(&self, parts: usize) -> Expression {
        let word = |word: &str| Expression::name(Token::Word(word));
        if let [unit] = &self.units[..] {
            let Some(contains) = self.contains(unit, parts) else {
                return word(&unit.folded);
            };
            let mut any = vec![contains];
            if let Some(common) = &self.common {
                any.push(Expression::name(Token::Form(common)));
                any.push(word(common));
            }
            return Expression::Any(any);
        }
        let last = self.units.len() - 1;
        let mut all = Vec::new();
        for (at, unit) in self.units.iter().enumerate() {
            let edge = at == 0 || at == last;
            match self.contains(unit, parts).filter(|_| edge) {
                Some(contains) => all.push(contains),
                // Their pairs say more; the beginning of a word says nothing.
                None if (unit.single && !edge) || (at == last && !self.is_whole_at(last)) => {}
                None => all.push(word(&unit.folded)),
            }
            if all.len() > MOST {
                break;
            }
        }
        let pairs = self.units.windows(2).enumerate();
        let whole = pairs.filter(|(at, _)| self.is_whole_at(*at) && self.is_whole_at(at + 1));
        all.extend(
            whole
                .take(MOST)
                .map(|(_, two)| Expression::name(Token::Pair(&two[0].folded, &two[1].folded))),
        );
        Expression::All(all)
    }

    /// Where the text has it, in bytes.
    pub fn find(&self, part: &Part) -> Vec<Range<usize>> {
        let windows = part.units.windows(self.units.len());
        windows
            .filter_map(|units| self.find_at(&part.text, units))
            .collect()
    }

    fn find_at(&self, text: &str, units: &[Unit]) -> Option<Range<usize>> {
        if let ([typed], [unit]) = (&self.units[..], units) {
            if self.is_whole(typed) {
                return (typed.folded == unit.folded).then(|| unit.at.clone());
            }
            if let Some(start) = unit.folded.find(&typed.folded) {
                return Some(within(text, unit, start..start + typed.folded.len()));
            }
            let is_form = self.common.is_some() && forms::common(&unit.folded) == self.common;
            return is_form.then(|| unit.at.clone());
        }
        let mut found = 0..0;
        for (at, (typed, unit)) in self.units.iter().zip(units).enumerate() {
            let typed = &typed.folded;
            let matches = match at {
                _ if self.is_whole_at(at) => unit.folded == *typed,
                0 => unit.folded.ends_with(typed),
                _ => unit.folded.starts_with(typed),
            };
            if !matches {
                return None;
            }
            if at == 0 {
                let start = unit.folded.len() - typed.len();
                found.start = within(text, unit, start..unit.folded.len()).start;
            }
            found.end = within(text, unit, 0..typed.len()).end;
        }
        Some(found)
    }

    /// Whether a word has to be the same and not only to have this in it: very short ones are in all others.
    fn is_whole(&self, unit: &Unit) -> bool {
        self.exact || unit.single || unit.folded.chars().count() < PART
    }

    /// The same of one of several units: of an address one may type any part, up to the middle of a word.
    fn is_whole_at(&self, at: usize) -> bool {
        let unit = &self.units[at];
        match at {
            0 => self.is_whole(unit),
            _ if at + 1 == self.units.len() => self.exact || unit.single,
            _ => true,
        }
    }

    fn contains(&self, unit: &Unit, parts: usize) -> Option<Expression> {
        if self.is_whole(unit) {
            return None;
        }
        Some(Expression::All(some_parts(&unit.folded, parts)))
    }
}

/// Where a part of a folded word stands in the text: all of the word, where letters became more or fewer.
fn within(text: &str, unit: &Unit, folded: Range<usize>) -> Range<usize> {
    let shown = &text[unit.at.clone()];
    let count = |part: &str| part.chars().count();
    if count(shown) != count(&unit.folded) {
        return unit.at.clone();
    }
    let at = |folded_at: usize| {
        let nth = count(&unit.folded[..folded_at]);
        let place = shown.char_indices().nth(nth).map_or(shown.len(), |(at, _)| at);
        unit.at.start + place
    };
    at(folded.start)..at(folded.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is marked of the text.
    fn found(typed: &str, text: &str) -> Vec<String> {
        let part = Part::new(text);
        let found = |term: Term| term.find(&part);
        let places = match typed.strip_prefix('"').and_then(|typed| typed.strip_suffix('"')) {
            Some(typed) => Term::new(typed, true).map(found),
            None => Term::new(typed, false).map(found),
        };
        let places = places.unwrap_or_default().into_iter();
        places.map(|place| part.text[place].to_owned()).collect()
    }

    #[test]
    fn a_word_is_found_with_its_parts_and_forms() {
        assert_eq!(
            found("deploy", "Deploys, redeploy: DEPLOY"),
            ["Deploy", "deploy", "DEPLOY"]
        );
        assert_eq!(found("deployed", "we deploy"), ["deploy"]);
        assert_eq!(found("cafe", "Cafés"), ["Café"]);
        assert_eq!(found("strasse", "Hauptstraße"), ["Hauptstraße"]);
        assert_eq!(found("go", "go ago Go"), ["go", "Go"]);
        assert!(found("deploy", "dep loy").is_empty());
    }

    #[test]
    fn what_stands_between_quotes_is_found_as_it_is() {
        assert_eq!(found("\"the fox\"", "The fox, the foxes; bathe fox"), ["The fox"]);
        assert_eq!(found("\"ana\"", "banana ana"), ["ana"]);
        assert!(found("\"deployed\"", "we deploy").is_empty());
    }

    #[test]
    fn addresses_and_file_names_are_found_by_their_beginning_and_their_end() {
        let url = "see https://www.example.com/docs/setup.html now";
        assert_eq!(found("example.com/docs", url), ["example.com/docs"]);
        assert_eq!(found("https://www.exam", url), ["https://www.exam"]);
        assert_eq!(found("setup.html", url), ["setup.html"]);
        assert!(found("example.org", url).is_empty());
        assert_eq!(found("bo@example", "write to bo@example.com"), ["bo@example"]);
        assert_eq!(found("quarter_2", "report-quarter_2.final.csv"), ["quarter_2"]);
        assert!(found("e-mail", "the mail").is_empty());
    }

    #[test]
    fn what_is_written_without_spaces_is_found_anywhere() {
        assert_eq!(found("天气", "今天天气很好"), ["天气"]);
        assert_eq!(found("气", "今天天气很好"), ["气"]);
        assert!(found("天很", "今天天气很好").is_empty());
        assert_eq!(found("날씨", "오늘 날씨가 좋다"), ["날씨"]);
        assert_eq!(found("カタ", "ひらがなとカタカナ"), ["カタ"]);
        assert_eq!(found("สวัส", "สวัสดีครับ"), ["สวัส"]);
    }

    #[test]
    fn marks_stand_between_characters() {
        assert_eq!(found("zoe", "🎉Zoë🎉"), ["Zoë"]);
        assert_eq!(found("🎉", "ok🎉"), ["🎉"]);
        assert_eq!(found("e\u{301}te", "L'été"), ["été"]);
    }

    #[test]
    fn what_matches_fulfils_what_the_index_is_asked() {
        use crate::models::search::tokens;
        for (typed, text) in [
            ("deploy", "redeploying"),
            ("deployed", "we deploy"),
            ("cities", "a city"),
            ("city", "the cities"),
            ("example.com/do", "https://www.example.com/docs/x"),
            ("a-b-c-d", "a b c d"),
            ("天气abc", "今天天气abcd"),
            ("go", "let's go"),
            ("straße", "Hauptstrasse"),
        ] {
            let term = Term::new(typed, false).expect("letters");
            let part = Part::new(text);
            assert!(!term.find(&part).is_empty(), "{typed} in {text}");
            let names = tokens::of_text(text);
            assert!(
                term.expression(8).is_fulfilled(&|name| names.contains(name)),
                "{typed} in {text}"
            );
        }
    }
}
