//! The verbs of decisions: one act, one file, its tests below.

mod amend_field;
mod answer_exercise;
mod answer_point;
mod answer_second_look;
mod archive_decision;
mod ask_second_look;
mod confirm_exercise;
mod confirm_light;
mod correct_decision;
mod draft_decision;
mod draft_from_ruling;
mod go_on_trial;
mod leave_exercise;
mod leave_light;
mod light_sheet;
mod meet_exercise;
mod note_unreachable;
mod open_document;
mod open_sitting;
mod order_trial;
mod prepare_decision;
mod present_decision;
mod recall_decision;
mod record_received;
mod record_sent;
mod record_undelivered;
mod redirect_decision;
mod resume_trial;
mod return_decision;
mod set_exercises;
mod sign_decision;
mod stop_trial;
mod tell_terms;
mod write_section;

pub use amend_field::AmendField;
pub(crate) use amend_field::amendable;
pub use answer_exercise::AnswerExercise;
pub use answer_point::{AnswerPoint, Answering};
pub use answer_second_look::AnswerSecondLook;
pub(crate) use archive_decision::SERVE;
pub use archive_decision::{ArchiveDecision, Archiving};
pub use ask_second_look::AskSecondLook;
pub use confirm_exercise::ConfirmExercise;
pub(crate) use confirm_exercise::is_exercise;
pub use confirm_light::{ConfirmLight, Confirming};
pub use correct_decision::CorrectDecision;
pub use draft_decision::DraftDecision;
pub(crate) use draft_decision::drafted;
pub use draft_from_ruling::{DraftFromRuling, Ruled};
pub use go_on_trial::GoOnTrial;
pub use leave_exercise::LeaveExercise;
pub use leave_light::{LeaveLight, Leaving};
pub use meet_exercise::MeetExercise;
pub use note_unreachable::NoteUnreachable;
pub use open_document::OpenDocument;
pub use open_sitting::OpenSitting;
pub use order_trial::{OrderTrial, TRIAL_ITEMS_MAX};
pub use prepare_decision::PrepareDecision;
pub use present_decision::PresentDecision;
pub(crate) use recall_decision::recallable;
pub use recall_decision::{RecallDecision, Recalling};
pub use record_received::{NoteOpened, PresumeReceived, RecordReceived};
pub use record_sent::{RecordSent, Sending};
pub use record_undelivered::RecordUndelivered;
pub(crate) use redirect_decision::INSTRUCT;
pub use redirect_decision::{ArchiveInstructions, RedirectDecision};
pub use resume_trial::ResumeTrial;
pub use return_decision::ReturnDecision;
pub use set_exercises::SetExercises;
pub use sign_decision::SignDecision;
pub use stop_trial::StopTrial;
pub use tell_terms::TellTerms;
pub use write_section::WriteSection;

use std::sync::Arc;

use casefile::Case;
use kernel::{Date, Refusal};
use web::{Draft, Problem, Request};

use crate::basis::Basis;
use crate::ids::{DecisionId, TrialId};
use crate::library::{LetterKind, Library};
use crate::model::Fields;
use crate::state::{Decision, KnownDecision, Trial};

/// The kind of permit that ends by itself.
pub(crate) const FIXED_TERM: &str = "fixed-term";
/// The job that sets, seals and archives what was signed.
pub(crate) const ARCHIVE: &str = "decisions.archive";

/// A decision opened for a form about it: the look at its case is recorded, since whoever may not see
/// the case has no decision either.
pub(crate) struct About {
    pub(crate) draft: Draft,
    pub(crate) id: DecisionId,
    pub(crate) known: Box<KnownDecision>,
    pub(crate) version: i64,
}

impl About {
    pub(crate) async fn open(request: &Request, act: &str) -> Result<About, Problem> {
        let id: DecisionId = request.param("id")?;
        let (decision, version) = request.kernel.peek::<Decision>(id).await?;
        let Decision::Known(known) = Arc::unwrap_or_clone(decision) else {
            return Err(Problem::NotFound);
        };
        request.kernel.open::<Case>(&request.who, known.case, casefile::SEE, act).await?;
        let ui = &request.ui;
        let letter = ui.code("letter-", &known.letter).plain();
        let draft = Draft::new()
            .arg("number", &known.number)
            .arg("letter", &letter)
            .crumb(ui.t("casefile-cases"), "/cases")
            .crumb(known.number.clone(), format!("/cases/{}", known.case))
            .crumb(letter, format!("/decisions/{id}"));
        Ok(About { draft, id, known, version })
    }
}

/// What a form on a decision starts from.
pub(crate) async fn decision_draft(
    request: &Request,
    act: &str,
) -> Result<(Draft, Box<KnownDecision>), Problem> {
    let About { draft, id, known, version } = About::open(request, act).await?;
    Ok((draft.seen(id.0, version), known))
}

/// What a form on a trial of letters starts from.
pub(crate) async fn trial_draft(request: &Request) -> Result<Draft, Problem> {
    let id: TrialId = request.param("id")?;
    let (trial, version) = request.kernel.peek::<Trial>(id).await?;
    trial.known().ok_or(Problem::NotFound)?;
    let ui = &request.ui;
    Ok(Draft::new()
        .seen(id.0, version)
        .crumb(ui.t("decisions"), "/decisions")
        .crumb(ui.t("decisions-letters"), "/decisions/letters")
        .crumb(ui.t("decisions-trial"), format!("/decisions/letters/trials/{id}")))
}

/// What somebody who presents or signs stands for: nothing is lacking, everything was looked at, and
/// the fields are those that they saw.
pub(crate) fn stood_for(
    basis: &Basis,
    known: &KnownDecision,
    letter: &LetterKind,
    (checked, seen): (&[String], &str),
    today: Date,
) -> Result<Fields, Refusal> {
    let mut checklist = checklist(basis.library, known, letter, today);
    if let Some(open) = checklist.find(|item| !checked.contains(item)) {
        return Err(Refusal::new("checklist-open").with("item", open).at("checked"));
    }
    let fields = basis.fields_of(known, letter, today)?;
    if !fields.missing.is_empty() {
        return Err(Refusal::new("prerequisite-missing"));
    }
    if fields.digest() != seen {
        return Err(Refusal::new("fields-moved"));
    }
    let lacking = known.lacks(basis.library, &fields, today)?;
    if let Some(lack) = lacking.first() {
        return Err(Refusal::new("decision-lacks").with("of", lack.of()).with("n", lacking.len()));
    }
    if letter.outcome.is_adverse() {
        basis.standing.free()?;
    }
    if known.changes_nothing() {
        return Err(Refusal::new("correction-changes-nothing"));
    }
    if let Some(right) = &letter.right {
        let (what, from) = (fields.code(&right.what), fields.day(&right.from));
        if let (Some(what), Some(from), Some(_)) = (what, from, known.corrects()) {
            term_holds(what, from, fields.day(&right.until))?;
        }
        let type_code = right.type_code.as_ref().and_then(|name| fields.code(name));
        if let (Some(what), Some(type_code)) = (what, type_code) {
            type_holds(what, type_code)?;
        }
    }
    Ok(fields)
}

/// Codes of what whoever stands for a decision has looked at.
pub(crate) fn checklist<'a>(
    library: &'a Library,
    known: &KnownDecision,
    letter: &'a LetterKind,
    today: Date,
) -> impl Iterator<Item = &'a String> + use<'a> {
    let correction = known.corrects().and_then(|_| library.correction(today));
    let more = correction.into_iter().flat_map(|row| &row.checklist);
    letter.checklist.iter().chain(more)
}

/// A permit does not end before it begins, and one for a fixed term ends.
pub(crate) fn term_holds(what: &str, from: Date, until: Option<Date>) -> Result<(), Refusal> {
    if until.is_some_and(|until| until < from) {
        return Err(Refusal::new("dates-reversed").at("until"));
    }
    if what == FIXED_TERM && until.is_none() {
        return Err(Refusal::new("residence-right-endless").at("until"));
    }
    Ok(())
}

/// Which type a kind of permit may be of: continuous or temporary, or the one that such a kind is.
const TYPES: &[(&str, &str)] =
    &[(FIXED_TERM, "A"), (FIXED_TERM, "B"), ("permanent", "P"), ("eu-long-term", "P-EU")];

/// A permit is of a type that its kind may be of.
pub(crate) fn type_holds(what: &str, type_code: &str) -> Result<(), Refusal> {
    if TYPES.contains(&(what, type_code)) {
        return Ok(());
    }
    Err(Refusal::new("permit-type-other").with("type", type_code).at("type"))
}

fn reason(typed: &str) -> Result<String, Refusal> {
    match typed.trim() {
        "" => Err(Refusal::new("reason-empty").at("reason")),
        reason => Ok(reason.to_owned()),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use automation::{CaseFacts, FactEvent};
    use casefile::hold::Standing;
    use casefile::model::{CaseNumber, Headline, Name, NameKind, PartialDate, Script, Sex};
    use casefile::{Case, CaseEvent, CaseId, Particulars, Person, PersonEvent, PersonId};
    use kernel::{Class, FileId, Sealed, UserId, Who};
    use law::Value;
    use testkit::given;
    use uuid::Uuid;

    use super::*;
    use crate::events::{DecisionEvent, Origin};
    use crate::library::{Tongue, library};
    use crate::model::Sheet;
    use crate::signer::Seal;

    pub(crate) const CASE: CaseId = CaseId(Uuid::from_u128(100));
    pub(crate) const PERSON: PersonId = PersonId(Uuid::from_u128(200));
    pub(crate) const DECISION: DecisionId = DecisionId(Uuid::from_u128(300));

    /// Somebody with a number, to tell two from each other.
    pub(crate) fn official(n: u128) -> Who {
        Who {
            user: UserId(Uuid::from_u128(0x0ff1_0000 + n)),
            name: "Somebody".into(),
            rights: Arc::default(),
            ..Who::visitor()
        }
    }

    pub(crate) fn opened() -> CaseEvent {
        CaseEvent::Opened {
            number: CaseNumber::new("HEL", 2026, 1).unwrap(),
            headline: Sealed::new(CASE, Headline::new("A permit").unwrap()),
            applicant: PERSON,
            unit: "HEL".into(),
            class: Class::Normal,
            case_type: "general-matter".into(),
            status: "received".into(),
        }
    }

    fn person() -> Person {
        person_with(vec![])
    }

    pub(crate) fn person_with(more: Vec<PersonEvent>) -> Person {
        let name = Name::new("Rahimi", "Amina", Script::Latin, NameKind::Current).unwrap();
        let born = PartialDate::Month(1994, 2);
        let particulars =
            Particulars { names: vec![name], born, sex: Sex::F, nationalities: vec![] };
        let particulars = Sealed::new(PERSON, particulars);
        let registered = PersonEvent::Registered { particulars, class: Class::Normal };
        given::<Person>([registered]).and(more).state(PERSON.0)
    }

    pub(crate) fn told(fact: &str, value: Value) -> FactEvent {
        let source = match fact {
            "applied_online" | "applied_abroad" => "case",
            _ => "official",
        };
        FactEvent::Recorded {
            fact: fact.into(),
            source: source.into(),
            value: Sealed::new(PERSON, value),
            retrieved: "2026-03-02T08:00:00Z".parse().unwrap(),
            valid_from: None,
            valid_until: None,
        }
    }

    /// Everything a residence permit needs.
    pub(crate) fn terms() -> Vec<FactEvent> {
        let day = |text| Value::Date(law::Day::parse(text).unwrap());
        vec![
            told("granted_kind", Value::text("fixed-term")),
            told("granted_from", day("2026-04-01")),
            told("granted_until", day("2027-03-31")),
        ]
    }

    pub(crate) fn basis(events: &[CaseEvent], facts: &[FactEvent]) -> Basis {
        let given_case = given::<Case>(events.to_vec()).and(facts.to_vec());
        Basis {
            library: library().unwrap(),
            law: automation::rules::law().unwrap(),
            case: given_case.state(CASE.0),
            person: person(),
            told: given::<CaseFacts>(facts.to_vec()).state(CASE.0),
            standing: Standing::Free,
        }
    }

    pub(crate) fn drafted(letter: &str, origin: Origin) -> DecisionEvent {
        DecisionEvent::Drafted {
            case: CASE,
            number: "HEL-2026-000001".into(),
            applicant: PERSON,
            letter: letter.into(),
            version: "2026-01-01".parse().unwrap(),
            language: Tongue::Fi,
            translation: None,
            origin,
        }
    }

    pub(crate) fn written(section: &str, text: &str) -> DecisionEvent {
        DecisionEvent::Written {
            section: section.into(),
            text: Sealed::new(PERSON, text.to_owned()),
        }
    }

    pub(crate) fn fields(letter: &str, basis: &Basis) -> Fields {
        let day = "2026-03-02".parse().unwrap();
        let kind = basis.library.letter(letter, day).unwrap();
        basis.fields(kind, day).unwrap()
    }

    pub(crate) fn signed(fields: &Fields, mode: &str) -> DecisionEvent {
        DecisionEvent::Signed {
            fields: Sealed::new(PERSON, fields.clone()),
            checked: vec![],
            mode: mode.into(),
        }
    }

    pub(crate) fn sheet(n: u128) -> Sheet {
        Sheet {
            language: Tongue::Fi,
            authentic: true,
            file: FileId(Uuid::from_u128(n)),
            sha256: "ab".repeat(32),
            size: 1234,
            pages: 2,
            seal: Seal {
                algorithm: crate::signer::ED25519.into(),
                key: "a2V5".into(),
                signature: "c2ln".into(),
            },
            letter: None,
        }
    }

    /// A grant that was given and is to reach the person by this mode.
    pub(crate) fn archived(mode: &str) -> Vec<DecisionEvent> {
        let fields = fields("residence-grant", &basis(&[opened()], &terms()));
        let archived = DecisionEvent::Archived { sheets: vec![sheet(9)] };
        vec![drafted("residence-grant", Origin::Hand), signed(&fields, mode), archived]
    }

    pub(crate) fn sent(mode: &str) -> DecisionEvent {
        let on = "2026-03-02".parse().unwrap();
        DecisionEvent::Sent { mode: mode.into(), on, to: None }
    }

    #[test]
    fn a_permit_is_of_a_type_that_its_kind_may_be_of() {
        assert!(type_holds(FIXED_TERM, "B").is_ok() && type_holds("permanent", "P").is_ok());
        for (what, type_code) in [(FIXED_TERM, "P"), ("permanent", "A"), ("eu-long-term", "P")] {
            assert_eq!(type_holds(what, type_code).unwrap_err().code, "permit-type-other");
        }
    }

    #[test]
    fn what_people_wrote_counts_as_it_stands_now() {
        let events = [
            drafted("residence-refusal", Origin::Hand),
            written("hearing", "Heard"),
            written("hearing", "Heard twice"),
        ];
        let decision = given::<Decision>(events).state(DECISION.0);
        let wanted: BTreeMap<String, String> = [("hearing".into(), "Heard twice".into())].into();
        assert_eq!(decision.known().unwrap().texts(), wanted);
    }
}
