//! The lines of the system as sentences.

use super::templates::{text_counting, text_with};
use crate::models::messages::Line;

/// What `actor` did.
#[must_use]
pub fn sentence(actor: &str, line: &Line) -> String {
    let mut args = vec![("actor", actor)];
    let people;
    match line {
        Line::Created { name } | Line::Renamed { name } | Line::Topic { topic: name } => {
            args.push(("name", name));
        }
        Line::Added { people: named, count } => {
            people = list(named, *count);
            args.push(("people", &people));
        }
        Line::Removed { name }
        | Line::Banned { name }
        | Line::Moderator { name }
        | Line::Member { name }
        | Line::Owner { name }
        | Line::HandedOver { name } => args.push(("people", name)),
        // lines-inject (do not remove)
        Line::Joined | Line::Left | Line::TopicCleared | Line::Archived | Line::Restored => {}
    }
    text_with(&format!("line-{}", line.name()), &args)
}

/// The names of some of `count` people.
fn list(named: &[String], count: usize) -> String {
    let others = count.saturating_sub(named.len());
    if others > 0 {
        return text_counting(
            "people-others",
            ("count", others),
            &[("people", &named.join(", "))],
        );
    }
    match named {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => text_with("people-and", &[("people", &rest.join(", ")), ("last", last)]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn added(people: &[&str], count: usize) -> String {
        let people = people.iter().map(ToString::to_string).collect();
        sentence("Maria", &Line::Added { people, count })
    }

    #[test]
    fn every_line_is_a_sentence_with_its_names() {
        assert_eq!(added(&["Sam"], 1), "Maria added Sam");
        assert_eq!(added(&["Sam", "Bo"], 2), "Maria added Sam and Bo");
        assert_eq!(added(&["Sam", "Bo", "Jo"], 3), "Maria added Sam, Bo and Jo");
        assert_eq!(
            added(&["Sam", "Bo", "Jo"], 5),
            "Maria added Sam, Bo, Jo and 2 more"
        );
        let name = "Sam".to_owned();
        for (line, expected) in [
            (Line::Joined, "Maria joined"),
            (Line::Left, "Maria left"),
            (Line::Removed { name: name.clone() }, "Maria removed Sam"),
            (Line::Banned { name: name.clone() }, "Maria banned Sam"),
            (
                Line::Moderator { name: name.clone() },
                "Maria made Sam a moderator",
            ),
            (Line::Member { name: name.clone() }, "Maria made Sam a member"),
            (Line::Owner { name: name.clone() }, "Maria made Sam an owner"),
            (
                Line::HandedOver { name: name.clone() },
                "Maria handed the group over to Sam",
            ),
            (Line::Created { name: name.clone() }, "Maria created Sam"),
            (Line::Renamed { name }, "Maria renamed the group to Sam"),
            (
                Line::Topic {
                    topic: "Tea".to_owned(),
                },
                "Maria changed the topic to “Tea”",
            ),
            (Line::TopicCleared, "Maria removed the topic"),
            (Line::Archived, "Maria archived the group"),
            (Line::Restored, "Maria restored the group"),
        ] {
            assert_eq!(sentence("Maria", &line), expected);
        }
    }

    #[test]
    fn a_name_from_right_to_left_leaves_the_sentence_in_order() {
        let line = Line::Removed {
            name: "مريم".to_owned(),
        };
        assert_eq!(sentence("Maria", &line), "Maria removed \u{2068}مريم\u{2069}");
    }
}
