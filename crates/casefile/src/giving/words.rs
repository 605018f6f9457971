//! The words of a file, in its own language: made by a job, where no page and no reader is.

use kernel::{Date, Ts};
use web::{Arg, AsArg as _, Lang};

use crate::events::Document;
use crate::ground;
use crate::words::texts;

/// Words in a language.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Words {
    lang: Lang,
}

impl Words {
    /// Of the language of a code; Finnish when there are none in it.
    pub(crate) fn of(code: &str) -> Words {
        Words { lang: Lang::from_code(code, false).unwrap_or_default() }
    }

    /// Code of the language.
    pub(crate) const fn code(self) -> &'static str {
        self.lang.code()
    }

    /// The text of a key.
    pub(crate) fn say(self, key: &str, args: &[(&'static str, Arg)]) -> String {
        texts().ok().map_or_else(|| key.to_owned(), |texts| texts.get(self.lang, key, args))
    }

    fn date(self, day: Date) -> String {
        let month = self.say(&format!("web-month-{}.short", day.month()), &[]);
        let args = [
            ("day", day.day().to_string().as_arg()),
            ("month", month.as_arg()),
            ("year", day.year().to_string().as_arg()),
        ];
        self.say("web-date-short", &args)
    }

    /// What a document is called in an index: its kind and its day, and nothing that anybody wrote.
    pub(crate) fn title(self, document: &Document, added: Ts) -> String {
        let key = format!("document-kind-{}", document.kind);
        // Kinds of other systems have their words there.
        let known = texts().is_ok_and(|texts| texts.has(&key));
        let kind = self.say(if known { key.as_str() } else { "document-kind-other" }, &[]);
        let day = document.arrived.unwrap_or_else(|| added.date());
        let args = [("kind", kind.as_arg()), ("date", self.date(day).as_arg())];
        self.say("given-document", &args)
    }

    /// Where a ground stands.
    pub(crate) fn cite(self, code: &str) -> String {
        let Some(ground) = ground::of(code) else { return self.say("ground-gone", &[]) };
        let mut args = vec![
            ("act", ground.act.as_arg()),
            ("section", ground.section.to_string().as_arg()),
            ("subsection", ground.subsection.to_string().as_arg()),
        ];
        let Some(item) = ground.item else { return self.say("ground-cite", &args) };
        args.push(("item", item.to_string().as_arg()));
        self.say("ground-cite-item", &args)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ground_has_a_name_and_a_citation_in_every_language() {
        let texts = texts().unwrap();
        for lang in Lang::OFFERED {
            let words = Words::of(lang.code());
            for ground in ground::all() {
                let name = words.say(&format!("ground-{}", ground.code), &[]);
                let cited = words.cite(&ground.code);
                assert!(!name.contains('⟦') && cited.contains("621/1999"), "{name} {cited}");
            }
            for key in ["given-title", "given-withheld", "given-sender", "given-note-index"] {
                assert!(!words.say(key, &[]).is_empty());
            }
        }
        assert!(texts.missing().is_empty(), "{:?}", texts.missing());
        assert_eq!(
            Words::of("fi").cite("child-interest"),
            "Julkisuuslaki (621/1999) 11 § 2 mom. 1 kohta"
        );
    }
}
