//! Our own words on the paper: "Page", "Case number", "Withheld".

use fluent_syntax::ast::{Entry, PatternElement};
use fluent_syntax::parser;
use serde_json::{Map, Value};

use crate::{Fault, Language};

/// The words, without the `paper-` before each. A language lacks none of them.
const KEYS: [&str; 24] = [
    "paper-attachments",
    "paper-blacked",
    "paper-case-number",
    "paper-contents",
    "paper-date",
    "paper-date-pattern",
    "paper-document",
    "paper-documents",
    "paper-given-on",
    "paper-given-to",
    "paper-ground",
    "paper-hidden-note",
    "paper-no-content",
    "paper-number",
    "paper-page",
    "paper-page-image",
    "paper-page-incomplete",
    "paper-page-withheld",
    "paper-partly",
    "paper-shown",
    "paper-summary",
    "paper-whole",
    "paper-withheld",
    "paper-withheld-note",
];

/// The languages that have words, English first: the one that the others fall back to.
const SOURCES: [(&str, &str); 4] = [
    ("en", include_str!("../texts/en.ftl")),
    ("fi", include_str!("../texts/fi.ftl")),
    ("sv", include_str!("../texts/sv.ftl")),
    ("ar", include_str!("../texts/ar.ftl")),
];

/// Words of a letter that its template prints and its sender does not say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labels {
    /// Over what is said in plain words.
    pub summary: String,
    /// Before the number of the case.
    pub case_number: String,
    /// Before the day.
    pub date: String,
    /// Over what comes with it.
    pub attachments: String,
    /// Before the ground on which a passage is blacked.
    pub blacked: String,
}

/// Our words in all languages, as the templates read them.
pub(crate) struct Words(Vec<(&'static str, Value)>);

impl Words {
    /// Reads them. A missing word is a fault of ours.
    pub(crate) fn read() -> Result<Words, Fault> {
        let read = |(code, source)| Ok((code, Value::Object(words(code, source)?)));
        Ok(Words(SOURCES.into_iter().map(read).collect::<Result<_, Fault>>()?))
    }

    /// The words in a language, or in English, which then are marked as English.
    pub(crate) fn of(&self, language: &Language) -> Value {
        let own = self.0.iter().find(|(code, _)| *code == language.code());
        own.or(self.0.first()).map_or(Value::Null, |(_, words)| words.clone())
    }
}

impl Words {
    /// Those that stand in letters in a language.
    pub(crate) fn labels(&self, language: &Language) -> Labels {
        let words = self.of(language);
        let word = |key: &str| words.get(key).and_then(Value::as_str).unwrap_or("").to_owned();
        Labels {
            summary: word("summary"),
            case_number: word("case-number"),
            date: word("date"),
            attachments: word("attachments"),
            blacked: word("blacked"),
        }
    }
}

fn words(code: &str, source: &str) -> Result<Map<String, Value>, Fault> {
    let broken = |what: &str| Fault::Setting { why: format!("words in {code}: {what}") };
    let resource = parser::parse(source).map_err(|_| broken("not Fluent"))?;
    let mut words = Map::new();
    words.insert("language".to_owned(), serde_json::json!(Language::of(code)?));
    for entry in &resource.body {
        let Entry::Message(message) = entry else { continue };
        let elements = message.value.iter().flat_map(|pattern| &pattern.elements);
        let text: Option<String> = elements
            .map(|element| match element {
                PatternElement::TextElement { value } => Some(*value),
                PatternElement::Placeable { .. } => None,
            })
            .collect();
        let text = text.ok_or_else(|| broken(message.id.name))?;
        let name = message.id.name.strip_prefix("paper-").unwrap_or(message.id.name);
        words.insert(name.to_owned(), Value::String(text));
    }
    for key in KEYS {
        let name = key.strip_prefix("paper-").unwrap_or(key);
        let there = words.get(name).and_then(Value::as_str).is_some_and(|word| !word.is_empty());
        if !there {
            return Err(broken(key));
        }
    }
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_every_word() {
        let words = Words::read().unwrap();
        let page = |code| words.of(&Language::of(code).unwrap())["page"].clone();
        assert_eq!([page("fi"), page("sv"), page("en")], ["Sivu", "Sida", "Page"]);
        assert_eq!(page("so"), "Page", "a language without words falls back to English");
        let labels = words.labels(&Language::of("sv").unwrap());
        assert_eq!((labels.summary.as_str(), labels.date.as_str()), ("I korthet", "Datum"));
    }

    #[test]
    fn a_missing_word_is_named() {
        let fault = super::words("fi", "paper-page = Sivu").unwrap_err();
        assert!(fault.to_string().contains("paper-attachments"), "{fault}");
    }
}
