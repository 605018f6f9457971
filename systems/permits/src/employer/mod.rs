//! The employer's part: somebody who applies for work gives their employer a code; the employer signs in,
//! shows that they act for a company, and gives the terms of employment. Neither sees what the other said.

mod asking;
mod events;
mod opened;
pub(crate) mod reactions;
mod state;

use kernel::BlindIndex;

pub use asking::{Employers, MayAct};
pub(crate) use events::CONFIRMED;
pub use events::{EmployerPartEvent, Terms};
pub(crate) use opened::{CODE, found, opened};
pub use state::{EmployerPart, KnownPart, PartStage, Taken};

use crate::ids::EmployerPartId;
use crate::permit::PermitType;
use crate::rules;

/// Source of what employers tell.
pub(crate) const EMPLOYER_PART: &str = "employer_part";
/// Letters of a code: none that is mistaken for another when it is read out.
const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/// Letters in a code: five bits each, far more than anybody tries.
const CODE_CHARS: usize = 16;
/// Letters that are written together.
const TOGETHER: usize = 4;

/// The code of a part: it follows from the part and the server's keys, so that nobody guesses it.
#[must_use]
pub(crate) fn code(part: EmployerPartId, blind: &BlindIndex) -> String {
    let digits = blind.hash(&format!("code of an employer's part\0{part}"));
    let bytes = digits
        .as_bytes()
        .chunks(2)
        .filter_map(|pair| usize::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
    let letters = bytes.filter_map(|byte| LETTERS.get(byte % LETTERS.len()));
    letters.take(CODE_CHARS).map(|letter| char::from(*letter)).collect()
}

/// A code as people write it.
#[must_use]
pub(crate) fn written(code: &str) -> String {
    let parts: Vec<String> =
        code.as_bytes().chunks(TOGETHER).map(|part| String::from_utf8_lossy(part).into()).collect();
    parts.join("-")
}

/// A code as somebody typed it, or nothing when it is none.
#[must_use]
pub(crate) fn typed(text: &str) -> Option<String> {
    let letters = text.chars().filter(|c| !c.is_whitespace() && *c != '-');
    let code: String = letters.take(CODE_CHARS + 1).flat_map(char::to_uppercase).collect();
    let known = code.bytes().all(|letter| LETTERS.contains(&letter));
    (code.len() == CODE_CHARS && known).then_some(code)
}

/// By what a code is found.
#[must_use]
pub(crate) fn hash(code: &str, blind: &BlindIndex) -> String {
    blind.hash(&format!("employer's code\0{code}"))
}

/// Has a type of permit something that its employer tells?
#[must_use]
pub(crate) fn has_part(permit: &PermitType) -> bool {
    let Ok(law) = rules::dictionary() else { return false };
    let told = |fact: &String| {
        let entry = law.facts.get(fact);
        entry.is_some_and(|entry| entry.sources.iter().any(|source| source == EMPLOYER_PART))
    };
    permit.questions().any(|(_, question)| question.fact.as_ref().is_some_and(told))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::permit;

    #[test]
    fn a_code_is_read_as_people_write_it_and_found_again() {
        let blind = BlindIndex::new([1; 32]);
        let (one, two) = (EmployerPartId(Uuid::from_u128(1)), EmployerPartId(Uuid::from_u128(2)));
        let code = code(one, &blind);
        assert_eq!(code.len(), CODE_CHARS);
        assert_ne!(code, super::code(two, &blind));
        assert_ne!(code, super::code(one, &BlindIndex::new([2; 32])), "nobody else knows it");
        let shown = written(&code);
        assert_eq!(shown.len(), CODE_CHARS + 3);
        for as_typed in [shown.clone(), shown.to_lowercase(), shown.replace('-', " ")] {
            assert_eq!(typed(&as_typed).as_deref(), Some(code.as_str()), "{as_typed}");
        }
        for wrong in ["", "ABCD", &shown[1..], &format!("{shown}A"), "ABCD-EFGH-JKLM-NPQ0"] {
            assert_eq!(typed(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn whoever_applies_for_work_has_an_employer_and_students_have_none() {
        let has = |code: &str| has_part(permit::of(code).unwrap().unwrap());
        for work in ["employed-person", "specialist", "extended-work"] {
            assert!(has(work), "{work}");
        }
        assert!(!has("student-degree") && !has("extended-study"));
    }
}
