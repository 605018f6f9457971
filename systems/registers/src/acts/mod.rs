//! The verbs of asking registers: one act, one file, its tests below.

mod ask_register;
mod delay_ask;
mod give_up_ask;
mod note_register;
mod record_answer;
mod verify_hit;

pub use ask_register::AskRegister;
pub use delay_ask::DelayAsk;
pub use give_up_ask::GiveUpAsk;
pub use note_register::NoteRegister;
pub use record_answer::RecordAnswer;
pub(crate) use verify_hit::is_open;
pub use verify_hit::{HitOf, VerifyHit};

/// Source of what an official found out.
const OFFICIAL: &str = "official";

#[cfg(test)]
pub(crate) mod tests {
    use casefile::{APPLICANT, CaseId, Party, PersonId};
    use uuid::Uuid;

    use crate::events::AskEvent;
    use crate::ids::AskId;
    use crate::model::Register;

    pub(crate) const CASE: CaseId = CaseId(Uuid::from_u128(1));
    pub(crate) const ASK: AskId = AskId(Uuid::from_u128(2));
    pub(crate) const PERSON: PersonId = PersonId(Uuid::from_u128(3));

    pub(crate) fn asked() -> AskEvent {
        AskEvent::Asked {
            ask: ASK,
            register: Register::Income,
            about: Party::Person(PERSON),
            role: APPLICANT.into(),
            on: "2026-03-02".parse().unwrap(),
        }
    }
}
