//! What a file says of itself when it is attached, and what may be wrong with it in its place. Looked for is what
//! stands in it as text: of a photograph or a scan nothing is said. It never refuses a file: whoever attached it is told,
//! and officials see the same.

mod days;

use kernel::Date;
use serde::{Deserialize, Serialize};

use crate::answers::Answers;
use crate::passport;
use crate::permit::{self, PersonPart, Slot};
use crate::state::Attachment;

/// Letters below which a file says too little to be told from another.
const LETTERS_MIN: usize = 40;
/// Letters in the shortest line for machines.
const LINE_CHARS_MIN: usize = 30;
/// Letters in the longest.
const LINE_CHARS_MAX: usize = 44;
/// Lines that belong together.
const LINES: [usize; 2] = [2, 3];

/// What was seen in a file that has text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// Stands there any of the words that such a document has? Nothing where none are known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub like: Option<bool>,
    /// The last day on which it says that something holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// The number in its lines for machines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
}

/// What may be wrong with a file in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Doubt {
    /// It does not look like such a document.
    Unlike,
    /// What it says held until this day.
    Ended(Date),
    /// Its number is another than the one that was told.
    OtherNumber,
}

impl Doubt {
    /// Code for texts.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Doubt::Unlike => "unlike",
            Doubt::Ended(_) => "ended",
            Doubt::OtherNumber => "other-number",
        }
    }
}

/// What is seen in the text of a file in a place; nothing where it has hardly any.
pub(crate) fn look(text: &str, slot: &Slot, today: Date) -> Option<Seen> {
    let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
    let ends = permit::ends().ok()?;
    if letters < LETTERS_MIN {
        return None;
    }
    // Words may be broken by blanks and lines wherever a program put them.
    let low: String = text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    let has = |word: &String| low.contains(word.as_str());
    let lines = if slot.lines { lines(text, today) } else { None };
    let like = (!slot.words.is_empty()).then(|| lines.is_some() || slot.words.iter().any(has));
    let until = lines.as_ref().map_or_else(|| days::last_day(text, ends), |read| read.expires);
    Some(Seen { like, until, number: lines.map(|read| read.number) })
}

/// The lines for machines that stand in a text.
fn lines(text: &str, today: Date) -> Option<mrz::Document> {
    let lines: Vec<String> = text
        .lines()
        .map(|line| line.chars().filter(|c| !c.is_whitespace()).collect::<String>())
        .filter(|line| {
            let fits = (LINE_CHARS_MIN..=LINE_CHARS_MAX).contains(&line.len());
            fits && line.bytes().all(|b| b == b'<' || b.is_ascii_uppercase() || b.is_ascii_digit())
        })
        .collect();
    let together = LINES.iter().flat_map(|n| lines.windows(*n));
    together.map(|lines| passport::read(&lines.join("\n"), today)).find_map(Result::ok)
}

impl Seen {
    /// What may be wrong with it, beside what was told and on a day.
    pub(crate) fn doubts(&self, answers: &Answers<'_>, today: Date) -> Vec<Doubt> {
        let told = answers.person(PersonPart::DocumentNumber).map(bare);
        let other = self.number.as_deref().map(bare).zip(told).is_some_and(|(of, told)| of != told);
        let unlike = (self.like == Some(false)).then_some(Doubt::Unlike);
        let ended = self.until.filter(|until| *until < today).map(Doubt::Ended);
        let other = other.then_some(Doubt::OtherNumber);
        unlike.into_iter().chain(ended).chain(other).collect()
    }
}

/// Stands in every place that must have an attachment one of which nothing is doubted, beside what was told and on a day?
pub(crate) fn are_beyond_doubt(answers: &Answers<'_>, attached: &[Attachment], on: Date) -> bool {
    let mut needed =
        answers.permit.attachments.iter().filter(|slot| slot.required && answers.wants(slot));
    needed.all(|slot| {
        let mut there = attached.iter().filter(|attachment| attachment.slot == slot.code);
        there.any(|a| a.file.seen().is_none_or(|seen| seen.doubts(answers, on).is_empty()))
    })
}

/// A number without what people write between its letters.
fn bare(number: &str) -> String {
    let letters = number.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|letter| letter.to_ascii_uppercase()).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use casefile::PersonId;
    use kernel::{FileId, Sealed};
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::events::{AttachedFile, Said};
    use crate::state::AnsweredPage;

    const MRZ: &str = "P<FINERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36FIN7408122F1204159ZE184226B<<<<<10";

    fn slot(code: &str) -> &'static Slot {
        permit::of("student-degree").unwrap().unwrap().slot(code).unwrap()
    }

    fn today() -> Date {
        "2026-03-02".parse().unwrap()
    }

    fn doubts(seen: &Seen, number: &str) -> Vec<Doubt> {
        let permit = permit::of("student-degree").unwrap().unwrap();
        let said = |value: &str| Said { value: value.to_owned(), from: None };
        let answers = [("passport_number".to_owned(), said(number))].into();
        let page = AnsweredPage { answers, confirmed: true };
        let pages = BTreeMap::from([("passport".to_owned(), page)]);
        seen.doubts(&Answers::of(permit, &pages), today())
    }

    #[test]
    fn a_document_is_told_from_another_by_its_words_in_each_language() {
        let like = |text: &str, code: &str| look(text, slot(code), today()).unwrap().like;
        for text in [
            "Matkavakuutus. Vakuutuksenottaja: Amina Rahimi, syntynyt 1994",
            "Reseförsäkring. Försäkringstagare: Amina Rahimi, född 1994",
            "TRAVEL INSURANCE. Policy holder: Amina Rahimi, born in 1994",
        ] {
            assert_eq!(like(text, "insurance"), Some(true), "{text}");
            assert_eq!(like(text, "passport"), Some(false), "{text}");
        }
        // Nothing is known of what stands on a photograph, and nothing is said of what hardly says anything.
        let long = "A page with many letters and nothing else on it at all, indeed";
        assert_eq!(like(long, "photograph"), None);
        assert_eq!(look("scan0001", slot("insurance"), today()), None);
        assert_eq!(look("", slot("insurance"), today()), None);
    }

    #[test]
    fn what_has_ended_and_what_is_another_passport_is_doubted() {
        let seen = look(
            "Insurance policy of Amina Rahimi, valid until 1.3.2026 and not longer",
            slot("insurance"),
            today(),
        );
        let seen = seen.unwrap();
        let ended = Doubt::Ended("2026-03-01".parse().unwrap());
        assert_eq!(doubts(&seen, "P1"), [ended]);
        let page = format!("Republic of Utopia\nSpecimen of its kind\n{MRZ}\n");
        let seen = look(&page, slot("passport"), today()).unwrap();
        assert_eq!((seen.like, seen.number.as_deref()), (Some(true), Some("L898902C3")));
        let ended = Doubt::Ended("2012-04-15".parse().unwrap());
        assert_eq!(doubts(&seen, "l898902-c3"), [ended]);
        assert_eq!(doubts(&seen, "P1234567"), [ended, Doubt::OtherNumber]);
        // In another place its lines are nobody's business.
        assert_eq!(look(&page, slot("insurance"), today()).unwrap().number, None);
        assert_eq!(doubts(&Seen::default(), "P1"), []);
    }

    #[test]
    fn a_place_is_beyond_doubt_when_of_one_file_in_it_nothing_is_doubted() {
        let permit = permit::of("student-degree").unwrap().unwrap();
        let pages = BTreeMap::new();
        let attached = |slot: &str, n: u128, like: Option<bool>| Attachment {
            slot: slot.to_owned(),
            file: AttachedFile {
                file: FileId(Uuid::from_u128(n)),
                name: Sealed::new(PersonId(Uuid::nil()), "a.pdf".to_owned()),
                media_type: "application/pdf".to_owned(),
                size: 1,
                sha256: String::new(),
                seen: like.map(|like| {
                    let seen = Seen { like: Some(like), ..Seen::default() };
                    Sealed::new(PersonId(Uuid::nil()), seen)
                }),
            },
        };
        let stands = |attached: &[Attachment]| {
            are_beyond_doubt(&Answers::of(permit, &pages), attached, today())
        };
        let mut there = vec![attached("photograph", 1, None), attached("means", 2, Some(true))];
        assert!(!stands(&there), "the passport is missing");
        there.push(attached("passport", 3, Some(false)));
        assert!(!stands(&there), "what is there is doubted");
        there.push(attached("passport", 4, Some(true)));
        assert!(stands(&there));
        // What need not be there takes nothing away.
        there.push(attached("admission", 5, Some(false)));
        assert!(stands(&there));
    }

    proptest! {
        #[test]
        fn whatever_a_file_says_is_looked_at_without_a_panic(text in "\\PC*", line in "[A-Z0-9<]{20,50}") {
            for code in ["passport", "insurance", "photograph"] {
                let _ = look(&text, slot(code), today());
                let _ = look(&format!("{text}\n{line}\n{line}\n{line}\n{text}"), slot(code), today());
            }
        }
    }
}
