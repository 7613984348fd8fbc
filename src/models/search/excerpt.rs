//! What is shown of a message that was found: where it says what was looked for, and what is marked there.

use std::ops::Range;

use super::document::Document;

/// Characters that are shown of a text, and of those before the first mark.
const LENGTH: usize = 260;
const BEFORE: usize = 60;

/// Texts that are shown of a message.
const MOST: usize = 4;

/// A piece of a text, as plain text.
#[derive(Debug, PartialEq, Eq)]
pub struct Excerpt(pub Vec<Fragment>);

#[derive(Debug, PartialEq, Eq)]
pub struct Fragment {
    pub text: String,
    /// It is what was looked for.
    pub marked: bool,
}

/// What a message says itself, and its other texts where something was found.
pub(super) fn excerpts(document: &Document, places: Vec<Vec<Range<usize>>>) -> Vec<Excerpt> {
    let texts = document.parts.iter().zip(places).enumerate();
    let said = document.parts.first().is_some_and(|part| !part.text.is_empty());
    let shown = texts.filter(|(at, (part, places))| {
        // Where nothing is said, the first of the others says what it is about.
        let first = usize::from(!said);
        !part.text.is_empty() && (!places.is_empty() || *at == first)
    });
    shown
        .take(MOST)
        .map(|(_, (part, places))| excerpt(&part.text, joined(places)))
        .collect()
}

/// In order, with those that overlap as one.
fn joined(mut places: Vec<Range<usize>>) -> Vec<Range<usize>> {
    places.sort_by_key(|place| (place.start, place.end));
    let mut joined: Vec<Range<usize>> = Vec::new();
    for place in places {
        match joined.last_mut().filter(|last| place.start <= last.end) {
            Some(last) => last.end = last.end.max(place.end),
            None => joined.push(place),
        }
    }
    joined
}

fn excerpt(text: &str, marks: Vec<Range<usize>>) -> Excerpt {
    let start = marks.first().map_or(0, |mark| beginning(text, mark.start));
    let rest = &text[start..];
    let end = rest
        .char_indices()
        .nth(LENGTH)
        .map_or(text.len(), |(at, _)| start + at);
    let mut fragments = Vec::new();
    let mut push = |text: &str, marked| {
        if !text.is_empty() {
            fragments.push(Fragment {
                text: text.to_owned(),
                marked,
            });
        }
    };
    if start > 0 {
        push("…", false);
    }
    let mut at = start;
    for mark in marks {
        if mark.start >= end {
            break;
        }
        push(&text[at..mark.start], false);
        at = mark.end.min(end);
        push(&text[mark.start..at], true);
    }
    push(&text[at..end], false);
    if end < text.len() {
        push("…", false);
    }
    Excerpt(fragments)
}

/// Where an excerpt begins that has its first mark at `mark`: at a word before it.
fn beginning(text: &str, mark: usize) -> usize {
    let before = &text[..mark];
    let Some((from, _)) = before.char_indices().rev().nth(BEFORE - 1) else {
        return 0;
    };
    let space = text[from..mark].find(' ');
    space.map_or(from, |space| from + space + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, marks: &[(usize, usize)]) -> String {
        let marks = marks.iter().map(|(start, end)| *start..*end);
        let fragments = excerpt(text, joined(marks.collect())).0;
        let show = |fragment: Fragment| {
            if fragment.marked {
                format!("[{}]", fragment.text)
            } else {
                fragment.text
            }
        };
        fragments.into_iter().map(show).collect()
    }

    #[test]
    fn marks_that_overlap_are_one() {
        assert_eq!(shown("one two three", &[(4, 7), (0, 3)]), "[one] [two] three");
        assert_eq!(shown("deployed", &[(0, 6), (3, 8)]), "[deployed]");
        assert_eq!(shown("plain", &[]), "plain");
    }

    #[test]
    fn a_long_text_is_shown_around_its_first_mark() {
        let text = format!("{}needle {}", "before ".repeat(50), "after ".repeat(100));
        let at = text.find("needle").expect("it is there");
        let shown = shown(&text, &[(at, at + 6)]);
        assert!(shown.starts_with("…before ") && shown.ends_with('…'), "{shown}");
        assert!(shown.contains(" [needle] after"));
        assert!(shown.chars().count() < LENGTH + 6, "{}", shown.chars().count());
    }

    #[test]
    fn a_text_is_cut_between_characters() {
        let text = "é天".repeat(400);
        let mark = "é天".len() * 200;
        assert!(shown(&text, &[(mark, mark + 2)]).contains("[é]"));
        assert!(shown(&text, &[(0, text.len())]).ends_with("]…"));
    }
}
