//! Puts the sealed documents of a signed decision into the archive, and in the same commit brings about
//! what it decides: the right to stay, the status of the case, the end of its time limits, its end.

use automation::FactEvent;
use automation::facts::{self, Saying};
use casefile::{
    CaseId, Document, KnownCase, Outcome, Person, ResidenceRight, case_document, case_end,
    case_status, residence_right,
};
use kernel::{Act, Changes, Ctx, Date, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;

use super::draft_from_ruling::{Ruled, halted};
use super::recall_decision::what_stands;
use super::sign_decision::pending;
use crate::basis::Basis;
use crate::events::{CaseDecisionEvent, DecisionEvent, Halt, Origin, Processing};
use crate::ids::DecisionId;
use crate::library::{LetterKind, RightFields};
use crate::light::OFFICIAL;
use crate::model::{Fields, Sheet, difference};
use crate::state::{CaseDecisions, Decision, Given, KnownDecision, Light, Stage};

/// The job that tells of a decision by mail and records that it was sent.
pub(crate) const SERVE: &str = "decisions.serve";

/// Archives a decision.
#[derive(Debug, Clone)]
pub struct ArchiveDecision {
    /// Which.
    pub decision: DecisionId,
    /// Its documents, stored and sealed, the authentic text first.
    pub sheets: Vec<Sheet>,
}

/// What archiving has to know.
pub struct Archiving {
    /// What it rests on, as it is now.
    pub basis: Basis,
    /// The rulings of the case.
    pub ruled: Ruled,
    /// The decision that it corrects.
    pub corrects: Option<DecisionId>,
    /// That one was corrected by another meanwhile.
    pub overtaken: bool,
    /// What the register follows until then: that one, or where it was recalled the one before it that stands.
    pub stands: Option<Fields>,
    /// An official confirmed it in light processing.
    pub light: bool,
}

impl Act for ArchiveDecision {
    const NAME: &'static str = "decision.archive";
    const RIGHT: Right = Right::MACHINE;
    type State = Decision;
    type Inputs = Option<Archiving>;

    fn stream(&self) -> Uuid {
        self.decision.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Option<Archiving>, Fault> {
        let decision = read.fold::<Decision>(self.decision).await?;
        let Some(known) = decision.known() else { return Ok(None) };
        let basis = Basis::read(read, known.case).await?;
        let ruled = match &known.origin {
            Origin::Ruling { ruling, .. } => Ruled::read(read, known.case, *ruling).await?,
            Origin::Hand | Origin::Correction { .. } => Ruled::default(),
        };
        let corrects = known.corrects().map(|(of, _)| of);
        let (mut overtaken, mut stands) = (false, None);
        if let Some(of) = corrects {
            let corrected = read.guard::<Decision>(of).await?;
            let by = corrected.known().and_then(|corrected| corrected.corrected_by);
            overtaken = by.is_some_and(|by| by != self.decision);
            stands = what_stands(read, of).await?;
            // Where the right stands that is corrected with it is not moved in between.
            read.guard::<Person>(known.applicant).await?;
        }
        let of_case = read.fold::<CaseDecisions>(known.case).await?;
        let light = of_case.1 == Light::Confirmed(self.decision);
        Ok(Some(Archiving { basis, ruled, corrects, overtaken, stands, light }))
    }

    fn decide(
        &self,
        decision: &Decision,
        inputs: &Option<Archiving>,
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let known = decision.there()?;
        let Archiving { basis, ruled, corrects, overtaken, stands, light } =
            inputs.as_ref().ok_or_else(|| Refusal::new("decision-unknown"))?;
        // What is archived already is not archived again, whoever asks.
        let Stage::Signed { signed, .. } = &known.stage else { return Ok(Changes::new()) };
        let case = basis.case.known().ok_or_else(|| Refusal::new("case-unknown"))?;
        let letter = known.kind(basis.library)?;
        let halt = |why| Ok(halted((self.decision, known.case), why, basis, ctx));
        if let Some(why) = halts(known, letter, signed, (basis, ruled), ctx.today) {
            return halt(why);
        }
        if *overtaken {
            return halt(Halt::Corrected);
        }
        let right = match corrects {
            None => right(known, letter, signed, basis),
            Some(_) => corrected(known, letter, signed, (basis, stands.as_ref()), ctx),
        };
        let Ok(right) = right else { return halt(Halt::Right) };
        let archived = DecisionEvent::Archived { sheets: self.sheets.clone() };
        let given = CaseDecisionEvent::Given {
            decision: self.decision,
            letter: known.letter.clone(),
            outcome: letter.outcome.code().to_owned(),
        };
        let mut changes = Changes::one(self.decision, &archived);
        // The same words on the same day are the same file: it may be on the case from a decision that was recalled.
        for sheet in self.sheets.iter().filter(|sheet| case.document(sheet.file).is_none()) {
            let document = document(known, letter, basis, sheet, ctx.today);
            changes = changes.and(case_document::add(known.case, case, document)?);
        }
        changes = changes.record(known.case, &given).and(right);
        if let Some(of) = corrects {
            changes = changes.record(*of, &DecisionEvent::Corrected { by: self.decision });
        } else if letter.closes {
            changes = changes.and(ends(known.case, case, basis, ctx.today)?);
            if case.is_plain() {
                let settled = settled(case, &known.origin, *light);
                changes = changes.record(self.decision, &settled);
            }
        }
        Ok(changes.job(SERVE, &self.decision, None))
    }
}

/// Why what was signed cannot be archived now.
fn halts(
    known: &KnownDecision,
    letter: &LetterKind,
    signed: &Given,
    (basis, ruled): (&Basis, &Ruled),
    today: Date,
) -> Option<Halt> {
    if let Origin::Ruling { ruling, .. } = known.origin {
        return ruled.halts(basis, letter, (known.case, ruling), today);
    }
    let fields = basis.fields_of(known, letter, today).unwrap_or_default();
    let moved = signed.fields.as_ref().is_none_or(|before| !difference(before, &fields).is_empty());
    let against = letter.outcome.is_adverse() && basis.standing.free().is_err();
    let reasons = [
        (pending(known, basis).is_err(), Halt::CaseClosed),
        (moved, Halt::FactsMoved),
        (!fields.missing.is_empty(), Halt::Incomplete),
        (against, Halt::Stopped),
    ];
    reasons.into_iter().find(|(holds, _)| *holds).map(|(_, halt)| halt)
}

/// What is counted of a case that comes to its end.
fn settled(case: &KnownCase, origin: &Origin, light: bool) -> DecisionEvent {
    let processing = match origin {
        Origin::Ruling { .. } => Processing::Automatic,
        Origin::Hand | Origin::Correction { .. } if light => Processing::Light,
        Origin::Hand | Origin::Correction { .. } => Processing::Full,
    };
    let (case_type, unit) = (case.case_type.clone(), case.unit.clone());
    DecisionEvent::Settled { case_type, unit, processing }
}

/// The status, the time limits, the tasks and the case come to their end.
fn ends(id: CaseId, case: &KnownCase, basis: &Basis, today: Date) -> Result<Changes, Refusal> {
    let decided = basis.library.decided(&case.case_type);
    let status = decided.and_then(|decided| decided.status.as_deref());
    let status = match status.filter(|word| case.status_word != *word) {
        Some(word) => case_status::set(id, case, word)?,
        None => Changes::new(),
    };
    // What is decided is done: nobody is left without what they asked for by the closing itself.
    let free = casefile::hold::Standing::Free;
    Ok(status.and(case_end::close(id, &basis.case, Outcome::Done, free, today)?))
}

fn document(
    known: &KnownDecision,
    letter: &LetterKind,
    basis: &Basis,
    sheet: &Sheet,
    today: Date,
) -> Document {
    /// What a decision is in the file of the case.
    const DECISION: &str = "decision";
    /// What any other letter is.
    const OTHER: &str = "letter";
    let decides = letter.outcome != crate::library::Outcome::None;
    let (title, day) =
        (sheet.language.of(&letter.title), basis.library.days.write(today, sheet.language));
    Document {
        file: sheet.file,
        name: Sealed::new(known.case, format!("{title} {day}.pdf")),
        media_type: crate::archive::PDF.to_owned(),
        size: sheet.size,
        sha256: sheet.sha256.clone(),
        kind: (if decides { DECISION } else { OTHER }).to_owned(),
        language: Some(sheet.language.code().to_owned()),
        sender: None,
        arrived: None,
    }
}

/// The right to stay that the decision gives.
fn right(
    known: &KnownDecision,
    letter: &LetterKind,
    signed: &Given,
    basis: &Basis,
) -> Result<Changes, Refusal> {
    let lacking = || Refusal::new("decision-lacks");
    let Some(names) = &letter.right else { return Ok(Changes::new()) };
    let fields = signed.fields.as_ref().ok_or_else(lacking)?;
    let right = right_of(known.case, names, fields).ok_or_else(lacking)?;
    let Person::Known(person) = &basis.person else { return Err(lacking()) };
    residence_right::record(known.applicant, person, &right)
}

/// The right to stay as fields say it.
pub(super) fn right_of(
    case: CaseId,
    names: &RightFields,
    fields: &Fields,
) -> Option<ResidenceRight> {
    Some(ResidenceRight {
        what: fields.code(&names.what)?.to_owned(),
        from: fields.day(&names.from)?,
        until: fields.day(&names.until),
        conditions: Vec::new(),
        type_code: names.type_code.as_ref().and_then(|name| fields.code(name)).map(str::to_owned),
        case,
    })
}

/// What a correction corrects beside the document: the facts of the case, and the right to stay as it is registered.
fn corrected(
    known: &KnownDecision,
    letter: &LetterKind,
    signed: &Given,
    (basis, stands): (&Basis, Option<&Fields>),
    ctx: &Ctx<'_>,
) -> Result<Changes, Refusal> {
    let (Some(_), Some(correction)) = (&known.original, known.correction()) else {
        return Ok(Changes::new());
    };
    let (case, applicant, law) = (known.case, known.applicant, &basis.law.dictionary);
    let reason = correction.reasons.join(" ");
    let mut changes = Changes::new();
    for (name, amended) in &known.amended {
        let Some(said) = amended.said.as_ref().filter(|_| law.facts.contains_key(name)) else {
            continue;
        };
        let saying = Saying::new(name, OFFICIAL, said.value.clone(), ctx.at);
        changes = changes.and(facts::record(case, applicant, saying, law)?);
        // Whoever said otherwise was wrong: an official found out.
        if basis.told.sources(name).any(|(source, _)| source != OFFICIAL) {
            let (fact, source) = (name.clone(), OFFICIAL.to_owned());
            let reason = Sealed::new(applicant, said.reason.clone());
            changes = changes.record(case, &FactEvent::Settled { fact, source, reason });
        }
    }
    let Some(names) = &letter.right else { return Ok(changes) };
    let lacking = || Refusal::new("decision-lacks");
    let fields = signed.fields.as_ref().ok_or_else(lacking)?;
    let before = stands.and_then(|fields| right_of(case, names, fields));
    let now = right_of(case, names, fields).ok_or_else(lacking)?;
    let Person::Known(person) = &basis.person else { return Err(lacking()) };
    Ok(changes.and(match before {
        Some(before) => residence_right::correct(applicant, person, (&before, &now), &reason)?,
        None => residence_right::record(applicant, person, &now)?,
    }))
}

#[cfg(test)]
mod tests {
    use casefile::{CaseEvent, PersonEvent};
    use testkit::given;

    use super::*;
    use crate::acts::tests::{
        CASE, DECISION, PERSON, basis, drafted, fields, opened, person_with, sheet, signed, terms,
        told,
    };
    use crate::model::{Amendment, Original};

    fn act() -> ArchiveDecision {
        ArchiveDecision { decision: DECISION, sheets: vec![sheet(9)] }
    }

    fn with(basis: Basis) -> Option<Archiving> {
        let (ruled, corrects, overtaken, stands) = (Ruled::default(), None, false, None);
        Some(Archiving { basis, ruled, corrects, overtaken, stands, light: false })
    }

    fn granting() -> Basis {
        basis(&[opened()], &terms())
    }

    fn signed_grant() -> Vec<DecisionEvent> {
        let fields = fields("residence-grant", &granting());
        vec![drafted("residence-grant", Origin::Hand), signed(&fields, "letter")]
    }

    fn kinds(changes: Changes) -> Vec<String> {
        changes.into_events().unwrap().into_iter().map(|event| event.kind).collect()
    }

    #[test]
    fn archive_right_status_and_end_of_the_case_are_one_commit() {
        let when = given::<Decision>(signed_grant()).when(act(), with(granting()));
        let changes = when.outcome().unwrap();
        assert_eq!(changes.jobs()[0].kind, SERVE);
        let events = changes.into_events().unwrap();
        let kinds: Vec<&str> = events.iter().map(|event| event.kind.as_str()).collect();
        assert_eq!(
            kinds,
            [
                "decision.archived",
                "case.document_added",
                "decided.given",
                "person.residence_right_recorded",
                "case.status_set",
                "case.closed",
                "signal.case_closed",
                "decision.settled",
            ]
        );
        let right = &events[3].body["right"]["$seal"]["plain"];
        assert_eq!(right["until"], "2027-03-31");
        assert_eq!((events[3].stream, events[1].stream), (PERSON.0, CASE.0));
        assert_eq!(
            events[1].body["document"]["name"]["$seal"]["plain"],
            "Myönteinen oleskelulupapäätös 2.3.2026.pdf"
        );
    }

    #[test]
    fn the_right_is_of_the_type_that_the_decision_says() {
        let day = "2026-11-28".parse().unwrap();
        let mut facts = terms();
        facts.push(told("granted_type", law::Value::text("B")));
        let basis = basis(&[opened()], &facts);
        let letter = basis.library.letter("residence-grant", day).unwrap();
        let fields = basis.fields(letter, day).unwrap();
        let of = |letter: &LetterKind| {
            right_of(CASE, letter.right.as_ref().unwrap(), &fields).unwrap().type_code
        };
        assert_eq!(of(letter).as_deref(), Some("B"));
        let before = basis.library.version("residence-grant", "2026-01-01".parse().unwrap());
        assert_eq!(of(before.unwrap()), None, "its letters did not say it");
    }

    #[test]
    fn how_a_case_came_to_its_end_is_counted_and_of_a_protected_one_nothing() {
        let counted = |inputs: Option<Archiving>| {
            let changes = given::<Decision>(signed_grant()).when(act(), inputs).outcome().unwrap();
            let events = changes.into_events().unwrap();
            let settled = events.into_iter().find(|event| event.kind == "decision.settled");
            settled.map(|event| event.body["processing"].as_str().unwrap().to_owned())
        };
        assert_eq!(counted(with(granting())).as_deref(), Some("full"));
        let light = Archiving { light: true, ..with(granting()).unwrap() };
        assert_eq!(counted(Some(light)).as_deref(), Some("light"));
        let mut guarded = opened();
        if let CaseEvent::Opened { class, .. } = &mut guarded {
            *class = kernel::Class::Protected;
        }
        assert_eq!(counted(with(basis(&[guarded], &terms()))), None);
        let known = given::<casefile::Case>([opened()]).state(CASE.0);
        let origin = Origin::Ruling {
            ruling: automation::RulingId(Uuid::from_u128(5)),
            implementation: "MIG-1".into(),
        };
        let DecisionEvent::Settled { processing, unit, .. } =
            settled(known.known().unwrap(), &origin, false)
        else {
            panic!("not settled")
        };
        assert_eq!((processing, unit.as_str()), (Processing::Automatic, "HEL"));
    }

    #[test]
    fn what_is_archived_is_not_archived_again() {
        let archived = DecisionEvent::Archived { sheets: vec![sheet(9)] };
        let given = given::<Decision>(signed_grant()).and([archived]);
        given.when(act(), with(granting())).then_nothing();
        let draft = testkit::given::<Decision>([drafted("residence-grant", Origin::Hand)]);
        draft.when(act(), with(granting())).then_nothing();
    }

    #[test]
    fn what_moved_since_it_was_signed_goes_back_to_a_person() {
        let mut facts = terms();
        facts.push(told("granted_until", law::Value::Date(law::Day::parse("2028-03-31").unwrap())));
        let moved = basis(&[opened()], &facts);
        let outcome = given::<Decision>(signed_grant()).when(act(), with(moved)).outcome();
        let wanted = ["decision.halted", "decided.halted", "case.task_added"];
        assert_eq!(kinds(outcome.unwrap()), wanted);
        let closed = CaseEvent::Closed { outcome: Outcome::Done };
        let over = basis(&[opened(), closed], &terms());
        let outcome = given::<Decision>(signed_grant()).when(act(), with(over)).outcome();
        assert_eq!(kinds(outcome.unwrap()), ["decision.halted", "decided.halted"]);
    }

    const OTHER: DecisionId = DecisionId(Uuid::from_u128(301));

    /// A signed correction of a case that is over: the permit ends a month later than was given.
    fn correction(overtaken: bool) -> (Vec<DecisionEvent>, Option<Archiving>) {
        let origin = Origin::Correction { of: OTHER, day: "2026-03-01".parse().unwrap() };
        let closed = CaseEvent::Closed { outcome: Outcome::Done };
        let mut over = basis(&[opened(), closed], &terms());
        let fields = fields("residence-grant", &over);
        let names = over.library.letter("residence-grant", "2026-03-02".parse().unwrap()).unwrap();
        let right = right_of(CASE, names.right.as_ref().unwrap(), &fields).unwrap();
        let right = Sealed::new(PERSON, right);
        over.person = person_with(vec![PersonEvent::ResidenceRightRecorded { right }]);
        let stands = Some(fields.clone());
        let original = Sealed::new(PERSON, Original { fields, ..Original::default() });
        let value = law::Value::Date(law::Day::parse("2027-04-30").unwrap());
        let said = Sealed::new(PERSON, Amendment { value, reason: "A slip".into() });
        let mut events = vec![
            drafted("residence-grant", origin),
            DecisionEvent::TakenOver { original },
            DecisionEvent::Amended { field: "granted_until".into(), said },
        ];
        let draft = given::<Decision>(events.clone()).state(DECISION.0);
        let fields = draft.known().unwrap().as_corrected().unwrap();
        events.push(signed(&fields, "letter"));
        let corrects = Some(OTHER);
        (events, Some(Archiving { corrects, overtaken, stands, ..with(over).unwrap() }))
    }

    #[test]
    fn a_correction_corrects_the_right_with_the_document_and_is_named_on_what_it_corrects() {
        let (events, inputs) = correction(false);
        let outcome = given::<Decision>(events).when(act(), inputs).outcome().unwrap();
        let events = outcome.into_events().unwrap();
        let kinds: Vec<&str> = events.iter().map(|event| event.kind.as_str()).collect();
        assert_eq!(
            kinds,
            [
                "decision.archived",
                "case.document_added",
                "decided.given",
                "fact.recorded",
                "person.residence_right_corrected",
                "decision.corrected"
            ]
        );
        assert_eq!(events[4].body["right"]["$seal"]["plain"]["until"], "2027-04-30");
        assert_eq!((events[4].stream, events[5].stream), (PERSON.0, OTHER.0));
    }

    #[test]
    fn one_decision_is_corrected_once_and_a_right_that_is_gone_goes_to_a_person() {
        let why = |(events, inputs): (Vec<DecisionEvent>, Option<Archiving>)| {
            let outcome = given::<Decision>(events).when(act(), inputs).outcome().unwrap();
            let halted = outcome.into_events().unwrap().remove(0);
            assert_eq!(halted.kind, "decision.halted");
            halted.body["why"].as_str().unwrap().to_owned()
        };
        assert_eq!(why(correction(true)), "corrected");
        let (events, mut inputs) = correction(false);
        inputs.as_mut().unwrap().basis.person = person_with(vec![]);
        assert_eq!(why((events, inputs)), "right");
        // With a recalled decision its right was taken back: the correction gives it anew.
        let (events, mut inputs) = correction(false);
        let of = inputs.as_mut().unwrap();
        (of.stands, of.basis.person) = (None, person_with(vec![]));
        let outcome = given::<Decision>(events).when(act(), inputs).outcome().unwrap();
        let kinds: Vec<_> = outcome.into_events().unwrap().into_iter().map(|e| e.kind).collect();
        assert!(kinds.contains(&"person.residence_right_recorded".to_owned()), "{kinds:?}");
    }
}
