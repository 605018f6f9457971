//! Words as they can be printed: nothing in them steers the page, everything in them is seen.

use std::collections::BTreeSet;

use serde_json::Value;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Stands where a character has no glyph in our fonts.
const UNKNOWN: char = '\u{fffd}';
/// Where a word may be broken that fits no line.
const BREAK: char = '\u{200b}';

/// What the cleaning of a document found.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// Characters in it.
    pub(crate) characters: usize,
    /// Those that our fonts cannot print.
    pub(crate) unprintable: BTreeSet<char>,
    /// How wide the word is that is being read: runs of one text may share a word.
    used: f64,
}

/// Cleans all words in what the templates get. `covered` says for which characters there are glyphs.
pub(crate) fn clean(value: &mut Value, covered: &dyn Fn(char) -> bool) -> Found {
    let mut found = Found::default();
    walk(value, BODY, covered, &mut found);
    found
}

/// Width of a line of running text, in its own font size, with a margin for bold.
const BODY: f64 = 38.0;
/// Width of all cells of a table together, in their font size.
const TABLE: f64 = 44.0;
/// What a cell loses to the white round its words.
const INSET: f64 = 1.6;

fn walk(value: &mut Value, room: f64, covered: &dyn Fn(char) -> bool, found: &mut Found) {
    match value {
        Value::String(words) => *words = printable(words, room, covered, found),
        Value::Array(values) => {
            values.iter_mut().for_each(|value| walk(value, room, covered, found));
        }
        Value::Object(fields) => {
            let in_text = fields.contains_key("run");
            let columns = fields.get("header").and_then(Value::as_array).map(Vec::len);
            for (key, value) in fields.iter_mut() {
                // Where a link leads must stay as it is; the template looks at what it is.
                if key == "address" || key == "run" {
                    continue;
                }
                if !in_text {
                    found.used = 0.0;
                }
                let room = match (key.as_str(), columns) {
                    ("header" | "rows", Some(columns)) => cell(columns),
                    _ => width(key).unwrap_or(room).min(room),
                };
                walk(value, room, covered, found);
            }
        }
        _ => {}
    }
}

/// Width of the places that are narrower than a line, by their names in the templates.
fn width(key: &str) -> Option<f64> {
    match key {
        "value" => Some(26.0),
        "title" | "heading" => Some(20.0),
        "receiver" | "sender" | "kind" | "name" | "role" | "note" => Some(18.0),
        "ground" | "withheld" => Some(14.0),
        "label" | "number" | "mark" => Some(12.0),
        "case_number" => Some(10.5),
        "references" => Some(9.0),
        _ => None,
    }
}

fn cell(columns: usize) -> f64 {
    let columns = u32::try_from(columns.max(1)).map_or(f64::MAX, f64::from);
    (TABLE / columns - INSET).max(1.5)
}

/// Words as they can be printed in a place so wide.
fn printable(words: &str, room: f64, covered: &dyn Fn(char) -> bool, found: &mut Found) -> String {
    let mut out = String::with_capacity(words.len());
    for letter in words.replace("\r\n", "\n").nfc() {
        found.characters += 1;
        let letter = match letter {
            '\n' => '\n',
            // They would turn the order of what stands round them, or hide a part of it.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => continue,
            letter if letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}') => ' ',
            letter if is_mark(letter) || covered(letter) => letter,
            letter => {
                found.unprintable.insert(letter);
                UNKNOWN
            }
        };
        let fits = found.used + breadth(letter) <= room;
        if !fits && !is_combining_mark(letter) && !letter.is_whitespace() {
            out.push(BREAK);
            found.used = 0.0;
        }
        found.used = if breaks_after(letter) { 0.0 } else { found.used + breadth(letter) };
        out.push(letter);
    }
    out
}

/// Marks of direction and joining: without a glyph, and needed in Arabic and Persian words.
fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{200b}'..='\u{200f}' | '\u{061c}' | '\u{00ad}')
}

/// May a line end after it, without a break that we set?
fn breaks_after(letter: char) -> bool {
    (letter.is_whitespace() && !matches!(letter, '\u{a0}' | '\u{202f}' | '\u{2007}'))
        || letter == BREAK
}

/// How wide a letter is at most, in the font size, bold: so nearly that no word leaves its place.
fn breadth(letter: char) -> f64 {
    match letter {
        letter if is_mark(letter) || is_combining_mark(letter) => 0.0,
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | '-' | '/' => 0.4,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 1.0,
        'a'..='z' | '0'..='9' | 'å' | 'ä' | 'ö' => 0.65,
        'A'..='Z' => 0.8,
        'Ж' | 'М' | 'Ф' | 'Ш' | 'Щ' | 'Ъ' | 'Ы' | 'Ю' | '\u{1200}'..='\u{139f}' => 1.2,
        'س' | 'ش' | 'ص' | 'ض' => 1.6,
        'ж' | 'м' | 'ф' | 'ш' | 'щ' | 'ы' | 'ю' => 1.0,
        'а'..='я' => 0.7,
        _ => 0.95,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(words: &str) -> (String, Found) {
        let mut value = Value::String(words.to_owned());
        let found = clean(&mut value, &|letter| letter.is_ascii() || letter == 'é');
        (value.as_str().unwrap().to_owned(), found)
    }

    #[test]
    fn ordinary_words_stay_as_they_are() {
        let words = "Dear Renée,\nyour case #12 is *decided*: [see] $5 <a@b.fi> \\ `x`.";
        assert_eq!(cleaned(words).0, words);
        assert_eq!(cleaned("Rene\u{301}").0, "René", "composed, as fonts draw it");
    }

    #[test]
    fn what_steers_the_page_is_taken_out() {
        assert_eq!(cleaned("a\u{202e}b\u{2066}c\u{2069}").0, "abc");
        assert_eq!(cleaned("a\u{0}b\u{7}c\u{85}d\te\r\nf").0, "a b c d e\nf");
        assert_eq!(cleaned("می\u{200c}خواهم").0.matches('\u{200c}').count(), 1);
    }

    #[test]
    fn what_has_no_glyph_is_seen_and_reported() {
        let (words, found) = cleaned("Li \u{674e} ok");
        assert_eq!(words, "Li \u{fffd} ok");
        assert!(found.unprintable.contains(&'\u{674e}'));
        assert_eq!(found.characters, 7);
    }

    #[test]
    fn a_word_that_fits_no_line_may_be_broken() {
        let (words, _) = cleaned(&"W".repeat(100));
        assert_eq!(words.split('\u{200b}').map(str::len).max(), Some(38));
        let (words, _) = cleaned("kolmivaihekilowattituntimittari ja muita sanoja");
        assert!(!words.contains('\u{200b}'), "a long word that fits stays whole");
    }

    #[test]
    fn a_word_may_go_through_several_runs() {
        let run = |kind: &str| serde_json::json!({ "run": kind, "text": "W".repeat(30) });
        let mut text = serde_json::json!([run("plain"), run("strong")]);
        clean(&mut text, &|_| true);
        assert!(!text[0]["text"].as_str().unwrap().contains('\u{200b}'));
        assert!(text[1]["text"].as_str().unwrap().contains('\u{200b}'));
    }

    #[test]
    fn cells_are_narrower_the_more_there_are() {
        let mut table = serde_json::json!({
            "header": ["a", "b", "c", "d"], "rows": [["x".repeat(60)]], "address": "y".repeat(90),
        });
        clean(&mut table, &|_| true);
        let cell = table["rows"][0][0].as_str().unwrap().to_owned();
        assert!(cell.split('\u{200b}').all(|part| part.len() <= 15), "{cell}");
        assert_eq!(table["address"].as_str().unwrap().len(), 90, "where a link leads is whole");
    }
}
