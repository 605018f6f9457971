//! The words by which texts are found.

use std::collections::BTreeSet;

use kernel::{Date, Term};
use unicode_normalization::char::is_combining_mark;

use super::{PartialDate, fold};

/// Letters of a word that are kept: longer than any that people type whole.
const LETTERS_MAX: usize = 40;
/// Endings of one word in a script without spaces; names and headings there are shorter.
const ENDINGS_MAX: usize = 20;

/// The words of a text, folded (see [`fold`]), each once. Of a word in a script that puts no spaces
/// between words, each ending is one too, so that a given name is found behind its family name.
#[must_use]
pub fn words(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for chunk in text.split_whitespace() {
        for word in fold(chunk).split(' ').filter(|word| !word.is_empty()) {
            let starts = word
                .char_indices()
                .filter(|(at, c)| *at == 0 || (is_unspaced(*c) && !is_combining_mark(*c)));
            for (at, _) in starts.take(ENDINGS_MAX) {
                found.extend(word.get(at..).map(cut));
            }
        }
    }
    found
}

/// A date as a word, as far as it is known, such as `19940217`; the year alone is its beginning.
#[must_use]
pub fn date_word(date: PartialDate) -> Option<String> {
    let digits: String = date.to_string().chars().filter(char::is_ascii_digit).collect();
    date.earliest().map(|_| digits)
}

/// The words that were typed to find something, each once. A single letter means itself, and not
/// everything that begins so; a date is found as people write it.
#[must_use]
pub fn terms(typed: &str) -> Vec<Term> {
    let mut found = Vec::new();
    for chunk in typed.split_whitespace() {
        let dated = typed_date(chunk).and_then(|date| date_word(PartialDate::Day(date)));
        let folded = dated.unwrap_or_else(|| fold(chunk));
        for word in folded.split(' ').filter(|word| !word.is_empty()).map(cut) {
            let one = word.chars().nth(1).is_none() && !word.chars().any(is_unspaced);
            found.push(if one { Term::Whole(word) } else { Term::Beginning(word) });
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

fn cut(word: &str) -> String {
    word.chars().take(LETTERS_MAX).collect()
}

/// A date such as `17.2.1994` or `1994-02-17`.
fn typed_date(chunk: &str) -> Option<Date> {
    let (chunk, mark) = if chunk.contains('.') { (chunk, '.') } else { (chunk, '-') };
    let parts: Vec<&str> = chunk.trim_end_matches([',', ';']).split(mark).collect();
    let number =
        |part: &str| part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse().ok())?;
    let [first, month, last] = parts.as_slice() else { return None };
    let (day, year) = if mark == '.' { (first, last) } else { (last, first) };
    if year.len() != 4 {
        return None;
    }
    let (day, month) = (i8::try_from(number(day)?).ok()?, i8::try_from(number(month)?).ok()?);
    Date::new(number(year)?, month, day).ok()
}

/// Is it a letter of a script that puts no spaces between words: Han, Kana, Hangul, Thai, Lao, Burmese,
/// Khmer?
const fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn all(text: &str) -> Vec<String> {
        words(text).into_iter().collect()
    }

    #[test]
    fn a_text_has_each_of_its_words_once() {
        assert_eq!(
            all("Passport_Rahimi-2024.PDF, passport"),
            ["2024", "passport", "pdf", "rahimi"]
        );
        assert_eq!(all("Päätös: hyväksytään"), ["hyvaksytaan", "paatos"]);
        assert_eq!(all(" -- "), Vec::<String>::new());
    }

    #[test]
    fn a_given_name_is_found_behind_a_family_name_written_with_it() {
        assert_eq!(all("王小明"), ["小明", "明", "王小明"]);
        assert_eq!(all("김민수"), ["김민수", "민수", "수"]);
    }

    #[test]
    fn what_is_typed_is_words_that_begin_so_but_for_one_letter() {
        let beginning = |word: &str| Term::Beginning(word.to_owned());
        assert_eq!(terms("Rahimi, AMINA rahimi"), [beginning("amina"), beginning("rahimi")]);
        assert_eq!(terms("x 王"), [beginning("王"), Term::Whole("x".to_owned())]);
        assert_eq!(terms("17.2.1994"), [beginning("19940217")]);
        assert_eq!(terms("1994-02-17 1994"), [beginning("1994"), beginning("19940217")]);
        assert_eq!(terms("31.2.1994").len(), 3);
    }

    #[test]
    fn a_birth_date_is_a_word_as_far_as_it_is_known() {
        assert_eq!(date_word(PartialDate::Year(1994)).as_deref(), Some("1994"));
        assert_eq!(date_word(PartialDate::Unknown), None);
        let day = PartialDate::Day("1994-02-17".parse().unwrap());
        assert_eq!(date_word(day).as_deref(), Some("19940217"));
    }

    proptest! {
        #[test]
        fn every_word_of_a_text_is_found_by_typing_it(text in any::<String>()) {
            let words = words(&text);
            for term in terms(&text) {
                let (Term::Whole(typed) | Term::Beginning(typed)) = term;
                let is_date = typed.len() == 8 && typed.bytes().all(|b| b.is_ascii_digit());
                prop_assert!(is_date || words.contains(&typed), "{typed:?} of {text:?}");
            }
        }
    }
}
