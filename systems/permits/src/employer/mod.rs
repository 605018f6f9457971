//! The employer's part: somebody who applies for work gives their employer a code; the employer signs in,
//! shows that they act for a company, and gives the terms of employment. Whoever applies reads the terms once they are
//! confirmed, as they are those of their own work; the employer reads nothing of what whoever applies said.

mod asking;
mod events;
mod opened;
mod parts;
mod party;
pub(crate) mod reactions;
mod state;
mod tells;

use kernel::BlindIndex;

pub use asking::{Employers, MayAct};
pub(crate) use events::CONFIRMED;
pub use events::{EmployerPartEvent, Terms};
pub(crate) use opened::{CODE, found, opened};
pub(crate) use parts::{counts, is_replaced, parts};
pub(crate) use party::{business_id, joins};
pub use state::{EmployerPart, KnownPart, PartStage, Taken};
pub(crate) use tells::Offer;

use crate::code;
pub(crate) use crate::code::{typed, written};
use crate::ids::EmployerPartId;
use crate::permit::PermitType;
use crate::rules;

/// Source of what employers tell.
pub(crate) const EMPLOYER_PART: &str = "employer_part";
/// The code of a part.
#[must_use]
pub(crate) fn code(part: EmployerPartId, blind: &BlindIndex) -> String {
    code::of(&format!("code of an employer's part\0{part}"), blind)
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
    fn each_part_has_a_code_of_its_own_that_nobody_else_knows() {
        let blind = BlindIndex::new([1; 32]);
        let (one, two) = (EmployerPartId(Uuid::from_u128(1)), EmployerPartId(Uuid::from_u128(2)));
        let code = code(one, &blind);
        assert_ne!(code, super::code(two, &blind));
        assert_ne!(code, super::code(one, &BlindIndex::new([2; 32])));
        assert_eq!(typed(&written(&code)), Some(code));
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
