//! A person's name, in the script it was given in.

use kernel::{Date, Refusal};
use serde::{Deserialize, Serialize};

use super::fold::fold;
use super::text::{self, Unfit};

/// Most characters of a part of a name, after composition.
///
/// ICAO 9303 leaves at most 39 characters for both parts in the machine readable zone of a passport,
/// and a line or two in the visual zone; population registers of the world know longer ones. A
/// hundred holds every real name part we know of and stops texts that are no names.
const PART_CHARS_MAX: usize = 100;

/// The writing system a name is recorded in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Script {
    /// As the person writes it.
    Original,
    /// In Latin letters, as in the machine readable zone or by transliteration.
    Latin,
}

impl Script {
    /// All, in the order of forms.
    pub const ALL: [Script; 2] = [Script::Latin, Script::Original];

    /// Stable code for texts, forms and files.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Script::Original => "original",
            Script::Latin => "latin",
        }
    }

    /// The script of a code.
    ///
    /// # Errors
    /// `script-unknown`.
    pub fn from_code(code: &str) -> Result<Script, Refusal> {
        let found = Script::ALL.into_iter().find(|script| script.code() == code);
        found.ok_or_else(|| Refusal::new("script-unknown").with("typed", code).at("script"))
    }
}

impl std::str::FromStr for Script {
    type Err = Refusal;

    fn from_str(code: &str) -> Result<Script, Refusal> {
        Script::from_code(code)
    }
}

/// What a name is to its bearer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NameKind {
    /// The name borne now.
    Current,
    /// A name borne before, such as before marriage.
    Former,
    /// Another name used or claimed.
    Alias,
    /// The name taken by marriage, where another is borne beside it.
    Married,
    /// As a passport spells it, where the person writes otherwise.
    Passport,
}

impl NameKind {
    /// All, in the order of forms.
    pub const ALL: [NameKind; 5] = [
        NameKind::Current,
        NameKind::Former,
        NameKind::Alias,
        NameKind::Married,
        NameKind::Passport,
    ];

    /// Stable code for texts, forms and files.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            NameKind::Current => "current",
            NameKind::Former => "former",
            NameKind::Alias => "alias",
            NameKind::Married => "married",
            NameKind::Passport => "passport",
        }
    }

    /// The kind of a code.
    ///
    /// # Errors
    /// `name-kind-unknown`.
    pub fn from_code(code: &str) -> Result<NameKind, Refusal> {
        let found = NameKind::ALL.into_iter().find(|kind| kind.code() == code);
        found.ok_or_else(|| Refusal::new("name-kind-unknown").with("typed", code).at("kind"))
    }
}

impl std::str::FromStr for NameKind {
    type Err = Refusal;

    fn from_str(code: &str) -> Result<NameKind, Refusal> {
        NameKind::from_code(code)
    }
}

/// A name as recorded: kept as typed but for composition and white space.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Name {
    family: String,
    given: String,
    script: Script,
    kind: NameKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    valid_from: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    valid_to: Option<Date>,
}

impl Name {
    /// A name of one or two parts: many people have only one, and either may be the empty one.
    ///
    /// # Errors
    /// `name-empty`, `name-too-long`, `name-unreadable`, `name-direction`, `name-no-letter`,
    /// `name-not-latin`.
    pub fn new(family: &str, given: &str, script: Script, kind: NameKind) -> Result<Name, Refusal> {
        let family = part(family).map_err(|refusal| refusal.at("family"))?;
        let given = part(given).map_err(|refusal| refusal.at("given"))?;
        if family.is_empty() && given.is_empty() {
            return Err(Refusal::new("name-empty").at("family"));
        }
        if script == Script::Latin {
            for (part, field) in [(&family, "family"), (&given, "given")] {
                if !part.chars().all(|c| !c.is_alphabetic() || is_latin(c)) {
                    return Err(Refusal::new("name-not-latin").at(field));
                }
            }
        }
        Ok(Name { family, given, script, kind, valid_from: None, valid_to: None })
    }

    /// The same name with the dates between which it was borne, both included.
    ///
    /// # Errors
    /// `dates-reversed` when it ends before it begins.
    pub fn borne(self, from: Option<Date>, to: Option<Date>) -> Result<Name, Refusal> {
        if from.zip(to).is_some_and(|(from, to)| to < from) {
            return Err(Refusal::new("dates-reversed").at("valid_to"));
        }
        Ok(Name { valid_from: from, valid_to: to, ..self })
    }

    /// The same name as something else to its bearer.
    #[must_use]
    pub fn as_kind(self, kind: NameKind) -> Name {
        Name { kind, ..self }
    }

    /// The family name; empty when the person has none.
    #[must_use]
    pub fn family(&self) -> &str {
        &self.family
    }

    /// The given names; empty when the person has none.
    #[must_use]
    pub fn given(&self) -> &str {
        &self.given
    }

    /// The writing system.
    #[must_use]
    pub const fn script(&self) -> Script {
        self.script
    }

    /// What the name is to its bearer.
    #[must_use]
    pub const fn kind(&self) -> NameKind {
        self.kind
    }

    /// The first day it was borne, when known.
    #[must_use]
    pub const fn valid_from(&self) -> Option<Date> {
        self.valid_from
    }

    /// The last day it was borne, when known.
    #[must_use]
    pub const fn valid_to(&self) -> Option<Date> {
        self.valid_to
    }

    /// As officers read it: family name first, letters as typed.
    #[must_use]
    pub fn shown(&self) -> String {
        match (self.family.as_str(), self.given.as_str()) {
            (only, "") | ("", only) => only.to_owned(),
            (family, given) => format!("{family} {given}"),
        }
    }

    /// The search form, see [`fold`].
    #[must_use]
    pub fn folded(&self) -> String {
        fold(&self.shown())
    }
}

/// Is it a letter of the Latin blocks of Unicode, letters that stand above or apart included?
const fn is_latin(letter: char) -> bool {
    matches!(letter,
        '\u{41}'..='\u{24f}' | '\u{250}'..='\u{2ff}' | '\u{1e00}'..='\u{1eff}' | '\u{2c60}'..='\u{2c7f}'
        | '\u{a720}'..='\u{a7ff}' | '\u{ab30}'..='\u{ab6f}' | '\u{fb00}'..='\u{fb06}' | '\u{ff21}'..='\u{ff5a}')
}

/// One part of a name, regular; may be empty.
fn part(typed: &str) -> Result<String, Refusal> {
    let part = text::line(typed).map_err(|unfit| match unfit {
        Unfit::Unreadable => Refusal::new("name-unreadable"),
        Unfit::Direction => Refusal::new("name-direction"),
    })?;
    let chars = part.chars().count();
    if chars > PART_CHARS_MAX {
        let refusal = Refusal::new("name-too-long");
        return Err(refusal.with("max", PART_CHARS_MAX).with("count", chars));
    }
    if !part.is_empty() && !part.chars().any(char::is_alphabetic) {
        return Err(Refusal::new("name-no-letter"));
    }
    Ok(part)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn name(family: &str, given: &str) -> Result<Name, Refusal> {
        Name::new(family, given, Script::Original, NameKind::Current)
    }

    #[test]
    fn names_of_many_peoples_are_names() {
        for (family, given, shown) in [
            ("Virtanen", "Matti", "Virtanen Matti"),
            ("  O'Brien-  Smith ", "Séan\u{a0}Óg", "O'Brien- Smith Séan Óg"),
            ("", "Suharto", "Suharto"),
            ("Nguyễn", "", "Nguyễn"),
            ("الأحمد", "مُحَمَّد", "الأحمد مُحَمَّد"),
            ("A\u{30a}kesson", "Bo", "Åkesson Bo"),
            ("X", "Æ A-12", "X Æ A-12"),
        ] {
            assert_eq!(name(family, given).unwrap().shown(), shown);
        }
        assert_eq!(name("Åkesson", "Bo").unwrap().folded(), "akesson bo");
    }

    #[test]
    fn what_is_no_name_is_refused_at_its_field() {
        let long = "a".repeat(10_000);
        for (family, given, code, field) in [
            (" ", "\u{200b}", "name-empty", "family"),
            ("Ek", long.as_str(), "name-too-long", "given"),
            ("E\u{7}k", "Bo", "name-unreadable", "family"),
            ("Ek", "B\u{202e}o", "name-direction", "given"),
            ("-", "Bo", "name-no-letter", "family"),
        ] {
            let refusal = name(family, given).unwrap_err();
            assert_eq!((refusal.code, refusal.field), (code, Some(field)));
        }
    }

    #[test]
    fn a_latin_name_has_latin_letters() {
        let latin = |given| Name::new("Ek", given, Script::Latin, NameKind::Current);
        for good in ["Bo", "Thị Hương", "Şeyma-Ilgın", "O\u{2bb}tkir", "X Æ A-12", "ʻAbd"] {
            assert!(latin(good).is_ok(), "{good}");
        }
        for bad in ["Иван", "أحمد", "王", "Bо"] {
            let refusal = latin(bad).unwrap_err();
            assert_eq!((refusal.code, refusal.field), ("name-not-latin", Some("given")));
        }
    }

    #[test]
    fn a_name_cannot_end_before_it_begins() {
        let day = |text: &str| Some(text.parse::<Date>().unwrap());
        let ek = name("Ek", "Bo").unwrap();
        let refused = ek.clone().borne(day("2020-01-02"), day("2020-01-01"));
        assert_eq!(refused.unwrap_err().code, "dates-reversed");
        let borne = ek.borne(day("2020-01-01"), None).unwrap();
        assert_eq!(borne.valid_from(), day("2020-01-01"));
    }

    proptest! {
        #[test]
        fn any_text_is_a_name_or_a_refusal_and_reads_back(
            family in any::<String>(), given in any::<String>(),
        ) {
            if let Ok(name) = name(&family, &given) {
                prop_assert!(name.family().chars().count() <= PART_CHARS_MAX);
                let stored = serde_json::to_string(&name).unwrap();
                prop_assert_eq!(serde_json::from_str::<Name>(&stored).unwrap(), name);
            }
        }
    }
}
