//! The library: kinds of letters, phrases, and how decisions are served, as dated data under
//! `law/letters` and what systems that run cases hand in beside it.

mod check;
mod contact;
mod correction;
mod enforceability;
mod letter;
mod phrase;
mod prepared;
mod prerequisite;
mod service;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use kernel::{Date, Fault};
use law::Words;
use serde::Deserialize;

pub use contact::{Contact, SERVICE};
pub use correction::Correction;
pub use enforceability::{Begins, Enforceability, Enforced};
pub use letter::{
    Card, Decided, DecidedBy, LetterKind, Listed, Outcome, RightFields, SectionKind, Writing,
};
pub use phrase::{Condition, Is, Phrase, Piece, pieces};
pub use prepared::{Prepared, PreparedSection};
pub use prerequisite::Prerequisite;
pub use service::{Appeal, Mode, Served};

/// Letters beside those that ship, such as those of a kind of case. A system hands them in with
/// `kernel::inventory::submit!`.
#[derive(Debug, Clone, Copy)]
pub struct LetterFiles {
    /// Whose.
    pub system: &'static str,
    /// Paths as in `law/letters/`, and texts.
    pub files: &'static [(&'static str, &'static str)],
}

kernel::inventory::collect!(LetterFiles);

/// Letters that a system reads from a folder of its own, as each of its matters has some: paths and
/// texts, or what is wrong with them. A system hands this in with `kernel::inventory::submit!`.
#[derive(Debug, Clone, Copy)]
pub struct LetterFolder {
    /// Whose.
    pub system: &'static str,
    /// The files, each as in `law/letters/`.
    pub files: fn() -> Result<Vec<PathAndText>, String>,
}

/// A file of law: where it stands, and what it says.
pub type PathAndText = (&'static str, &'static str);

kernel::inventory::collect!(LetterFolder);

macro_rules! shipped {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_str!(concat!("../../../../law/letters/", $path)))),*]
    };
}

/// The files of `law/letters/`, embedded so that the binary and the letters it writes cannot drift
/// apart.
const SHIPPED: &[(&str, &str)] = shipped![
    "common.toml",
    "contacts.toml",
    "correction.toml",
    "decided.toml",
    "enforceability.toml",
    "kinds/card-renewal-grant-automatic.toml",
    "kinds/card-renewal-grant.toml",
    "kinds/card-renewal-receipt.toml",
    "kinds/card-renewal-refusal.toml",
    "kinds/receipt-confirmation.toml",
    "kinds/residence-grant-automatic.toml",
    "kinds/residence-grant.toml",
    "kinds/residence-refusal.toml",
    "phrases/appeal.toml",
    "phrases/automation.toml",
    "phrases/cards.toml",
    "phrases/outcome.toml",
    "prepared.toml",
    "prerequisites.toml",
    "service.toml",
];

kernel::inventory::submit! { LetterFiles { system: "decisions", files: SHIPPED } }

static LIBRARY: LazyLock<Result<Library, String>> = LazyLock::new(|| read_with(None));

/// Every file of the house, and one more.
fn read_with(more: Option<(&str, &str)>) -> Result<Library, String> {
    let mut handed_in: Vec<&LetterFiles> = kernel::inventory::iter::<LetterFiles>().collect();
    // The order of links is chance.
    handed_in.sort_by_key(|files| files.system);
    let mut folders: Vec<&LetterFolder> = kernel::inventory::iter::<LetterFolder>().collect();
    folders.sort_by_key(|folder| folder.system);
    let folders = folders.iter().map(|folder| (folder.files)()).collect::<Result<Vec<_>, _>>()?;
    let files = handed_in.iter().flat_map(|files| files.files.iter().copied());
    let files = files.chain(folders.into_iter().flatten());
    let law = automation::rules::law().map_err(|fault| fault.to_string())?;
    Library::read(files.chain(more), &law.dictionary)
}

/// The library of the house with rows added to it, to be looked at before anybody uses them.
///
/// # Errors
/// What is wrong with them, one a line.
pub fn with_rows(rows: &str) -> Result<Library, Vec<String>> {
    let read = read_with(Some(("rows", rows)));
    read.map_err(|flaws| flaws.lines().map(str::to_owned).collect())
}

/// The library of the house, read and checked once.
///
/// # Errors
/// A bug when a file is faulty, which a test of every house sees to.
pub fn library() -> Result<&'static Library, Fault> {
    LIBRARY.as_ref().map_err(Fault::message)
}

/// A language letters are written in.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Tongue {
    /// Finnish.
    Fi,
    /// Swedish.
    Sv,
    /// English.
    En,
}

impl Tongue {
    /// All of them.
    pub const ALL: [Tongue; 3] = [Tongue::Fi, Tongue::Sv, Tongue::En];

    /// Its two letters.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Tongue::Fi => "fi",
            Tongue::Sv => "sv",
            Tongue::En => "en",
        }
    }

    /// The language in which the law speaks to whoever reads another: theirs where it can, else English.
    #[must_use]
    pub fn nearest(code: &str) -> Tongue {
        code.parse().unwrap_or(Tongue::En)
    }

    /// Words in it.
    #[must_use]
    pub fn of(self, words: &Words) -> &str {
        match self {
            Tongue::Fi => &words.fi,
            Tongue::Sv => &words.sv,
            Tongue::En => &words.en,
        }
    }

    /// The language a decision is written in for somebody who is served in a language: the law knows
    /// two, and whoever speaks neither gets the first.
    #[must_use]
    pub fn authentic(served_in: &str) -> Tongue {
        if served_in == Tongue::Sv.code() { Tongue::Sv } else { Tongue::Fi }
    }

    /// The language a translation is made in for them; none when they read the authentic text.
    #[must_use]
    pub fn translation(served_in: &str) -> Option<Tongue> {
        let reads = served_in == Tongue::Fi.code() || served_in == Tongue::Sv.code();
        (!reads && !served_in.is_empty()).then_some(Tongue::En)
    }
}

impl std::str::FromStr for Tongue {
    type Err = ();

    fn from_str(code: &str) -> Result<Tongue, ()> {
        Tongue::ALL.into_iter().find(|tongue| tongue.code() == code).ok_or(())
    }
}

/// Somebody who answers for words approved them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// Who, with their office.
    pub by: String,
    /// When.
    pub on: Date,
}

/// Words of the head of every letter.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each is what its name says, in law/letters/common.toml")]
pub struct Labels {
    pub handler: Words,
    pub made_by: Words,
    pub automatic: Words,
    pub decision_maker: Words,
    pub presenter: Words,
    pub corrects: Words,
    pub sealed: Words,
    pub law: Words,
    pub appeal: Words,
    pub in_finnish: Words,
    pub in_swedish: Words,
}

/// What a letter is not, or not only.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Marks {
    /// Not the authentic text.
    pub translation: Words,
    /// Of an installation for trial.
    pub trial: Words,
    /// Not signed yet.
    pub preview: Words,
}

/// The notice by mail that there is a decision, with `{case_number}`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailWords {
    /// Its subject.
    pub subject: Words,
    /// What it says.
    pub body: Words,
    /// Why the try failed when nobody opened the decision until a day, with `{date}`.
    pub unopened: Words,
}

/// How days are written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Days {
    /// With `{day}`, `{month}` and `{year}`.
    pub pattern: Words,
    /// The months where they are words.
    pub months_en: Vec<String>,
}

impl Days {
    /// A day as a letter writes it.
    #[must_use]
    pub fn write(&self, day: Date, tongue: Tongue) -> String {
        let words = usize::try_from(day.month()).ok().and_then(|month| month.checked_sub(1));
        let word = words.and_then(|month| self.months_en.get(month)).cloned();
        let month = match (tongue, word) {
            (Tongue::En, Some(word)) => word,
            (Tongue::En | Tongue::Fi | Tongue::Sv, _) => day.month().to_string(),
        };
        let pattern = tongue.of(&self.pattern).replace("{day}", &day.day().to_string());
        pattern.replace("{month}", &month).replace("{year}", &day.year().to_string())
    }
}

/// What letters call a source of facts.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceWords {
    /// Its code.
    pub code: String,
    /// What it is called.
    pub words: Words,
}

/// Everything that letters are made of.
#[derive(Debug, Clone)]
pub struct Library {
    /// Kinds of letters in all versions.
    pub letters: Vec<LetterKind>,
    /// Phrases in all versions.
    pub phrases: Vec<Phrase>,
    /// How decisions are served.
    pub service: Vec<Served>,
    /// What each mode of service means.
    pub modes: Vec<Mode>,
    /// Where and how long one may appeal.
    pub appeals: Vec<Appeal>,
    /// Which letters belong to which kind of case.
    pub decided: Vec<Decided>,
    /// What is prepared when a task comes.
    pub prepared: Vec<Prepared>,
    /// What must stand before something is signed.
    pub prerequisites: Vec<Prerequisite>,
    /// How clerical errors are corrected.
    pub corrections: Vec<Correction>,
    /// From when decisions may be carried out.
    pub enforceability: Vec<Enforceability>,
    /// How authorities are reached.
    pub contacts: Vec<Contact>,
    /// Words of the head.
    pub labels: Labels,
    /// What a letter is not.
    pub marks: Marks,
    /// How days are written.
    pub days: Days,
    /// The notice by mail.
    pub mail: MailWords,
    /// What sources of facts are called.
    pub sources: Vec<SourceWords>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    letter: Vec<LetterKind>,
    phrase: Vec<Phrase>,
    service: Vec<Served>,
    mode: Vec<Mode>,
    appeal: Vec<Appeal>,
    decided: Vec<Decided>,
    prepared: Vec<Prepared>,
    prerequisite: Vec<Prerequisite>,
    correction: Vec<Correction>,
    enforceability: Vec<Enforceability>,
    contact: Vec<Contact>,
    labels: Option<Labels>,
    marks: Option<Marks>,
    days: Option<Days>,
    mail: Option<MailWords>,
    source: Vec<SourceWords>,
}

impl Library {
    /// Reads files and checks that they fit together and to the dictionary of facts.
    ///
    /// # Errors
    /// Every flaw, one a line, each with what it is about.
    pub fn read<'a>(
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
        law: &law::Dictionary,
    ) -> Result<Library, String> {
        let mut all = File::default();
        for (path, text) in files {
            let file: File = toml::from_str(text).map_err(|error| format!("{path}: {error}"))?;
            all.letter.extend(file.letter);
            all.phrase.extend(file.phrase);
            all.service.extend(file.service);
            all.mode.extend(file.mode);
            all.appeal.extend(file.appeal);
            all.decided.extend(file.decided);
            all.prepared.extend(file.prepared);
            all.prerequisite.extend(file.prerequisite);
            all.correction.extend(file.correction);
            all.enforceability.extend(file.enforceability);
            all.contact.extend(file.contact);
            all.labels = all.labels.or(file.labels);
            all.marks = all.marks.or(file.marks);
            all.days = all.days.or(file.days);
            all.mail = all.mail.or(file.mail);
            all.source.extend(file.source);
        }
        let (Some(labels), Some(marks), Some(days), Some(mail)) =
            (all.labels, all.marks, all.days, all.mail)
        else {
            return Err("common.toml: labels, marks, days or mail are missing".to_owned());
        };
        let library = Library {
            letters: all.letter,
            phrases: all.phrase,
            service: all.service,
            modes: all.mode,
            appeals: all.appeal,
            decided: all.decided,
            prepared: all.prepared,
            prerequisites: all.prerequisite,
            corrections: all.correction,
            enforceability: all.enforceability,
            contacts: all.contact,
            labels,
            marks,
            days,
            mail,
            sources: all.source,
        };
        let flaws = library.flaws(law);
        if flaws.is_empty() { Ok(library) } else { Err(flaws.join("\n")) }
    }

    /// The version of a kind of letter in force on a day: the newest that had begun.
    #[must_use]
    pub fn letter(&self, kind: &str, day: Date) -> Option<&LetterKind> {
        let begun = self.letters.iter().filter(|l| l.kind == kind && l.valid_from <= day);
        begun.max_by_key(|letter| letter.valid_from)
    }

    /// What is prepared on a day when a task of a kind comes.
    #[must_use]
    pub fn prepared(&self, task: &str, of: &Decided, day: Date) -> Option<&Prepared> {
        let begun = |row: &&Prepared| row.task == task && row.valid_from <= day;
        let written = self.prepared.iter().filter(|row| of.by_hand.contains(&row.letter));
        written.filter(begun).max_by_key(|row| row.valid_from)
    }

    /// How clerical errors are corrected on a day.
    #[must_use]
    pub fn correction(&self, day: Date) -> Option<&Correction> {
        let begun = self.corrections.iter().filter(|row| row.valid_from <= day);
        begun.max_by_key(|row| row.valid_from)
    }

    /// The version of a prerequisite in force on a day.
    #[must_use]
    pub fn prerequisite(&self, code: &str, day: Date) -> Option<&Prerequisite> {
        let begun = self.prerequisites.iter().filter(|p| p.code == code && p.valid_from <= day);
        begun.max_by_key(|prerequisite| prerequisite.valid_from)
    }

    /// What must stand on a day before a decision to an effect is signed on such a case.
    pub fn prerequisites<'a>(
        &'a self,
        case_type: &str,
        outcome: Outcome,
        day: Date,
    ) -> impl Iterator<Item = &'a Prerequisite> + 'a {
        let decided = self.decided(case_type);
        let codes = decided.into_iter().flat_map(|decided| &decided.prerequisites);
        let rows = codes.filter_map(move |code| self.prerequisite(code, day));
        rows.filter(move |row| row.outcome == outcome)
    }

    /// What a source of facts is called; its code where nobody said so.
    #[must_use]
    pub fn source(&self, code: &str, tongue: Tongue) -> String {
        let known = self.sources.iter().find(|source| source.code == code);
        known.map_or_else(|| code.replace('_', " "), |known| tongue.of(&known.words).to_owned())
    }

    /// A version by its first day.
    #[must_use]
    pub fn version(&self, kind: &str, valid_from: Date) -> Option<&LetterKind> {
        self.letters.iter().find(|l| l.kind == kind && l.valid_from == valid_from)
    }

    /// The version of a phrase in force on a day.
    #[must_use]
    pub fn phrase(&self, key: &str, day: Date) -> Option<&Phrase> {
        let begun = self.phrases.iter().filter(|p| p.key == key && p.valid_from <= day);
        begun.max_by_key(|phrase| phrase.valid_from)
    }

    /// What a mode of service means on a day.
    #[must_use]
    pub fn mode(&self, code: &str, day: Date) -> Option<&Mode> {
        let begun = self.modes.iter().filter(|m| m.code == code && m.valid_from <= day);
        begun.max_by_key(|mode| mode.valid_from)
    }

    /// Where and how long one may appeal on a day.
    #[must_use]
    pub fn appeal(&self, code: &str, day: Date) -> Option<&Appeal> {
        let begun = self.appeals.iter().filter(|a| a.code == code && a.valid_from <= day);
        begun.max_by_key(|appeal| appeal.valid_from)
    }

    /// The letters of a kind of case.
    #[must_use]
    pub fn decided(&self, case_type: &str) -> Option<&Decided> {
        self.decided.iter().find(|decided| decided.case_type == case_type)
    }

    /// How a decision is served by the table: of the rows that fit, the newest, and of those the first.
    #[must_use]
    pub fn served(&self, adverse: bool, channel: &str, place: &str, day: Date) -> Option<&Served> {
        let mut found: Option<&Served> = None;
        for row in self.service.iter().filter(|row| row.fits(adverse, channel, place, day)) {
            if found.is_none_or(|found| found.valid_from < row.valid_from) {
                found = Some(row);
            }
        }
        found
    }

    /// The keys of every phrase a letter may print, those of its appeal instructions included.
    pub fn keys<'a>(
        &'a self,
        letter: &'a LetterKind,
        day: Date,
    ) -> impl Iterator<Item = &'a str> + 'a {
        let appeal = letter.appeal.as_deref().and_then(|code| self.appeal(code, day));
        let appeal = appeal.into_iter().flat_map(|appeal| &appeal.phrases);
        let own = letter.sections.iter().flat_map(|section| &section.phrases);
        letter.summary.iter().chain(own).chain(appeal).map(String::as_str)
    }

    /// The names of all fields that a letter may print or look at.
    #[must_use]
    pub fn fields(&self, letter: &LetterKind, day: Date) -> BTreeSet<String> {
        let phrases = self.keys(letter, day).filter_map(|key| self.phrase(key, day));
        let mut names: BTreeSet<String> = phrases.flat_map(Phrase::names).collect();
        if let Some(right) = &letter.right {
            names.extend([right.what.clone(), right.from.clone(), right.until.clone()]);
            names.extend(right.type_code.clone());
        }
        names.extend(letter.needs.iter().cloned());
        names
    }

    /// Did somebody who answers for it approve the letter with everything it may print?
    #[must_use]
    pub fn is_approved(&self, letter: &LetterKind, day: Date) -> bool {
        let mut phrases = self.keys(letter, day).filter_map(|key| self.phrase(key, day));
        letter.approved.is_some() && phrases.all(|phrase| phrase.approved.is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn the_shipped_library_is_free_of_flaws() {
        let library = library().unwrap();
        assert!(library.letters.len() >= 4 && library.phrases.len() >= 20);
    }

    #[test]
    fn the_newest_version_that_has_begun_is_in_force() {
        let mut library = library().unwrap().clone();
        let old = library.letter("residence-grant", day("2026-11-26")).unwrap().clone();
        library.letters.push(LetterKind { valid_from: day("2027-01-01"), ..old });
        let on = |text| library.letter("residence-grant", day(text)).map(|l| l.valid_from);
        assert_eq!(on("2026-12-31"), Some(day("2026-11-28")));
        assert_eq!(on("2026-11-27"), Some(day("2026-01-01")));
        assert_eq!(on("2027-01-01"), Some(day("2027-01-01")));
        assert_eq!(on("2025-12-31"), None);
    }

    #[test]
    fn days_are_written_as_people_of_the_language_read_them() {
        let days = &library().unwrap().days;
        let written = Tongue::ALL.map(|tongue| days.write(day("2026-12-01"), tongue));
        assert_eq!(written, ["1.12.2026", "1.12.2026", "1 December 2026"]);
    }

    #[test]
    fn who_reads_neither_language_gets_a_translation_beside_the_authentic_text() {
        assert_eq!((Tongue::authentic("sv"), Tongue::translation("sv")), (Tongue::Sv, None));
        assert_eq!((Tongue::authentic("fi"), Tongue::translation("fi")), (Tongue::Fi, None));
        let arabic = (Tongue::authentic("ar"), Tongue::translation("ar"));
        assert_eq!(arabic, (Tongue::Fi, Some(Tongue::En)));
        assert_eq!(Tongue::translation(""), None, "nobody asked which language they read");
    }
}
