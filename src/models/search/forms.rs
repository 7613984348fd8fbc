//! The forms of English words: what `deploys`, `deployed` and `deploying` have in common.
//!
//! The first step of Porter's algorithm (An algorithm for suffix stripping, 1980), with the `y` of its successor: it takes
//! endings of inflection and leaves those that make another word.

/// What the forms of a folded word have in common; `None` for what is no English word.
pub(super) fn common(word: &str) -> Option<String> {
    if !(3..=32).contains(&word.len()) || !word.bytes().all(|b| b.is_ascii_lowercase()) {
        return None;
    }
    let singular = without_plural(word);
    let mut stem = without_tense(&singular);
    // `cry` and `cries`, but neither `say` nor `by`.
    if stem.ends_with('y') && stem.len() > 2 && is_consonant(stem.as_bytes(), stem.len() - 2) {
        stem.pop();
        stem.push('i');
    }
    Some(stem)
}

fn without_plural(word: &str) -> String {
    let cut = |by| word[..word.len() - by].to_owned();
    match word {
        _ if word.ends_with("sses") || word.ends_with("ies") => cut(2),
        _ if word.ends_with("ss") || !word.ends_with('s') => cut(0),
        _ => cut(1),
    }
}

fn without_tense(word: &str) -> String {
    if let Some(stem) = word.strip_suffix("eed") {
        let cut = usize::from(measure(stem) > 0);
        return word[..word.len() - cut].to_owned();
    }
    let stem = word.strip_suffix("ed").or_else(|| word.strip_suffix("ing"));
    let Some(stem) = stem.filter(|stem| has_vowel(stem)) else {
        return word.to_owned();
    };
    let doubled = ends_doubled(stem) && !stem.ends_with(['l', 's', 'z']);
    if ["at", "bl", "iz"].iter().any(|end| stem.ends_with(end)) || (measure(stem) == 1 && ends_short(stem)) {
        format!("{stem}e")
    } else if doubled {
        stem[..stem.len() - 1].to_owned()
    } else {
        stem.to_owned()
    }
}

fn is_consonant(word: &[u8], at: usize) -> bool {
    match word[at] {
        b'a' | b'e' | b'i' | b'o' | b'u' => false,
        b'y' => at == 0 || !is_consonant(word, at - 1),
        _ => true,
    }
}

fn has_vowel(word: &str) -> bool {
    (0..word.len()).any(|at| !is_consonant(word.as_bytes(), at))
}

/// How often a vowel is followed by a consonant.
fn measure(word: &str) -> usize {
    let word = word.as_bytes();
    let pairs = 1..word.len();
    pairs
        .filter(|at| is_consonant(word, *at) && !is_consonant(word, at - 1))
        .count()
}

fn ends_doubled(word: &str) -> bool {
    let word = word.as_bytes();
    word.len() > 1 && word[word.len() - 1] == word[word.len() - 2] && is_consonant(word, word.len() - 1)
}

/// Consonant, vowel, consonant: what is left of `hoping`, but not of `showing`.
fn ends_short(word: &str) -> bool {
    let bytes = word.as_bytes();
    let Some(last) = bytes.len().checked_sub(1).filter(|last| *last >= 2) else {
        return false;
    };
    is_consonant(bytes, last)
        && !is_consonant(bytes, last - 1)
        && is_consonant(bytes, last - 2)
        && !matches!(bytes[last], b'w' | b'x' | b'y')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_of_a_word_have_something_in_common() {
        for forms in [
            &["deploy", "deploys", "deployed", "deploying"][..],
            &["city", "cities"],
            &["stop", "stops", "stopped", "stopping"],
            &["hope", "hopes", "hoped", "hoping"],
            &["agree", "agreed", "agrees"],
            &["pass", "passes", "passed"],
            &["create", "created", "creating"],
            &["try", "tries", "tried", "trying"],
        ] {
            let stems: Vec<_> = forms.iter().map(|form| common(form)).collect();
            assert!(
                stems.iter().all(|stem| stem.is_some() && *stem == stems[0]),
                "{forms:?} {stems:?}"
            );
        }
    }

    #[test]
    fn other_words_do_not() {
        assert_ne!(common("hop"), common("hoping"));
        assert_ne!(common("sing"), common("sin"));
        assert_ne!(common("general"), common("generation"));
        for not_english in ["ab", "straße", "h264", "天气", ""] {
            assert_eq!(common(not_english), None);
        }
    }
}
