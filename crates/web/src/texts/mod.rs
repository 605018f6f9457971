//! The catalogue: every text people read, in every language, from all systems' Fluent files.

mod arg;
pub mod check;
pub(crate) mod format;

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

pub use arg::{Arg, AsArg};
pub use check::Flaw;

use crate::lang::Lang;

/// The Fluent sources of one system, one per language.
#[derive(Debug, Clone, Copy)]
pub struct TextFiles {
    /// The system, for messages to translators.
    pub system: &'static str,
    /// Finnish.
    pub fi: &'static str,
    /// Swedish.
    pub sv: &'static str,
    /// English.
    pub en: &'static str,
}

impl TextFiles {
    /// The source in a language.
    #[must_use]
    pub const fn source(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Fi => self.fi,
            Lang::Sv => self.sv,
            Lang::En | Lang::Ar => self.en,
        }
    }
}

type Bundle = FluentBundle<FluentResource>;

/// All texts, looked up by language and key.
pub struct Texts {
    fi: Bundle,
    sv: Bundle,
    en: Bundle,
    missing: Mutex<BTreeSet<String>>,
}

impl Texts {
    /// Reads all files.
    ///
    /// # Errors
    /// What the translators have to mend: a file that does not parse, a key that stands twice.
    pub fn load(files: &[TextFiles]) -> Result<Texts, Vec<Flaw>> {
        let mut flaws = Vec::new();
        let mut bundle = |lang: Lang| {
            let mut bundle: Bundle = FluentBundle::new_concurrent(vec![lang.fluent()]);
            // Names are isolated by this crate where their direction may differ: see `Arg`.
            bundle.set_use_isolating(false);
            bundle.set_formatter(Some(format::formatter(lang)));
            for file in files {
                add(&mut bundle, lang, file, &mut flaws);
            }
            bundle
        };
        let (fi, sv, en) = (bundle(Lang::Fi), bundle(Lang::Sv), bundle(Lang::En));
        if flaws.is_empty() {
            Ok(Texts { fi, sv, en, missing: Mutex::default() })
        } else {
            Err(flaws)
        }
    }

    const fn bundle(&self, lang: Lang) -> &Bundle {
        match lang {
            Lang::Fi => &self.fi,
            Lang::Sv => &self.sv,
            Lang::En | Lang::Ar => &self.en,
        }
    }

    /// Is there a text for the key (`key` or `key.attribute`)?
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        let (id, attribute) = split(key);
        self.fi.get_message(id).is_some_and(|m| match attribute {
            Some(name) => m.get_attribute(name).is_some(),
            None => m.value().is_some(),
        })
    }

    /// The text for a key (`key` or `key.attribute`), with its variables filled in.
    ///
    /// A missing key comes back as `⟦key⟧`, is logged once and remembered for the tests.
    #[must_use]
    pub fn get(&self, lang: Lang, key: &str, args: &[(&'static str, Arg)]) -> String {
        let bundle = self.bundle(lang);
        let (id, attribute) = split(key);
        let message = bundle.get_message(id);
        let pattern = message.and_then(|m| match attribute {
            Some(name) => m.get_attribute(name).map(|a| a.value()),
            None => m.value(),
        });
        let Some(pattern) = pattern else {
            self.miss(key);
            return format!("⟦{key}⟧");
        };
        let mut errors = Vec::new();
        let args: FluentArgs = args.iter().map(|(n, a)| (*n, FluentValue::from(a))).collect();
        let text = bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned();
        if !errors.is_empty() {
            self.miss(&format!("{key}: {errors:?}"));
        }
        text
    }

    /// The text for a key as it stands, when there is one and it has no variables.
    #[must_use]
    pub fn plain(&self, lang: Lang, key: &str) -> Option<String> {
        self.bare(lang, key).filter(|(_, whole)| *whole).map(|(text, _)| text)
    }

    /// The text for a key, when there is one, with three dots wherever it shows something.
    #[must_use]
    pub fn open(&self, lang: Lang, key: &str) -> Option<String> {
        let (text, _) = self.bare(lang, key)?;
        // A variable that is not given stands in the text as it does in the file.
        let mut parts = text.split("{$");
        let first = parts.next().unwrap_or_default().to_owned();
        let after = |part: &str| part.split_once('}').map_or("", |(_, rest)| rest).to_owned();
        Some(parts.fold(first, |text, part| text + "…" + &after(part)))
    }

    /// The text for a key without any variables, and whether it needs none.
    fn bare(&self, lang: Lang, key: &str) -> Option<(String, bool)> {
        let bundle = self.bundle(lang);
        let (id, attribute) = split(key);
        let message = bundle.get_message(id)?;
        let pattern = match attribute {
            Some(name) => message.get_attribute(name)?.value(),
            None => message.value()?,
        };
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, None, &mut errors).into_owned();
        Some((text, errors.is_empty()))
    }

    /// Keys that pages asked for and did not find, for tests.
    #[must_use]
    pub fn missing(&self) -> Vec<String> {
        self.missing.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    fn miss(&self, what: &str) {
        let mut missing = self.missing.lock().unwrap_or_else(PoisonError::into_inner);
        // Keys are made from code, never from input, so the set stays small; the limit is a belt.
        if missing.len() < 1_000 && missing.insert(what.to_owned()) {
            tracing::error!(key = what, "text is missing or lacks a variable");
        }
    }
}

fn add(bundle: &mut Bundle, lang: Lang, file: &TextFiles, flaws: &mut Vec<Flaw>) {
    let flaw = |what: String| Flaw { system: file.system, lang, what };
    match FluentResource::try_new(file.source(lang).to_owned()) {
        Ok(resource) => {
            if let Err(errors) = bundle.add_resource(resource) {
                flaws.extend(errors.iter().map(|e| flaw(e.to_string())));
            }
        }
        Err((_, errors)) => flaws.extend(errors.iter().map(|e| flaw(e.to_string()))),
    }
}

fn split(key: &str) -> (&str, Option<&str>) {
    key.split_once('.').map_or((key, None), |(id, attribute)| (id, Some(attribute)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts() -> Texts {
        let source = "hello = Hello { $name }\n    .hint = Say it\n\
            cases = { $n ->\n    [one] one case\n   *[other] { $n } cases\n}\n";
        let swedish = "hello = Hej { $name }\n    .hint = Säg det\n\
            cases = { $n ->\n    [one] ett ärende\n   *[other] { $n } ärenden\n}\n";
        Texts::load(&[TextFiles { system: "t", fi: source, sv: swedish, en: source }]).ok().unwrap()
    }

    #[test]
    fn texts_plurals_and_attributes_in_the_language() {
        let t = texts();
        assert_eq!(t.get(Lang::Sv, "hello", &[("name", "Åsa".as_arg())]), "Hej Åsa");
        assert_eq!(t.get(Lang::Sv, "hello.hint", &[]), "Säg det");
        assert_eq!(t.get(Lang::Fi, "cases", &[("n", 1_i64.as_arg())]), "one case");
        assert_eq!(t.get(Lang::En, "cases", &[("n", 12_345_i64.as_arg())]), "12,345 cases");
        assert_eq!(t.get(Lang::Sv, "cases", &[("n", 12_345_i64.as_arg())]), "12\u{a0}345 ärenden");
        assert!(t.missing().is_empty());
    }

    #[test]
    fn a_missing_key_or_variable_is_seen() {
        let t = texts();
        assert_eq!(t.get(Lang::En, "nothing", &[]), "⟦nothing⟧");
        let _ = t.get(Lang::En, "hello", &[]);
        assert_eq!(t.missing().len(), 2, "{:?}", t.missing());
    }

    #[test]
    fn a_key_that_stands_twice_is_refused() {
        let twice = "a = 1\na = 2\n";
        assert!(
            Texts::load(&[TextFiles { system: "t", fi: twice, sv: "a = 1\n", en: "a = 1\n" }])
                .is_err()
        );
    }
}
