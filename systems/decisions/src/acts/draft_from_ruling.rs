//! Drafts and signs, without a person, the decision that a ruling leads to; or puts it before a person
//! when anything is not as the ruling saw it.

use std::collections::BTreeMap;

use automation::{
    GovernedRuleSet, Installation, InstallationId, Outcome, RuleSetId, Ruling, RulingId, Rulings,
};
use casefile::{CaseId, case_task, case_type};
use kernel::{Act, Changes, Ctx, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;

use super::ARCHIVE;
use super::draft_decision::drafted;
use crate::address;
use crate::basis::{Basis, moved};
use crate::events::{CaseDecisionEvent, DecisionEvent, Halt, Origin};
use crate::ids::DecisionId;
use crate::library::LetterKind;
use crate::model::{Fields, RuledBy, lacks};
use crate::state::{CaseDecisions, Decision, Light};

/// Makes the decision of a ruling that grants.
#[derive(Debug, Clone, Copy)]
pub struct DraftFromRuling {
    /// On which case.
    pub case: CaseId,
    /// Which ruling.
    pub ruling: RulingId,
}

/// The rulings of a case, and whether the rules they rest on may still decide.
#[derive(Debug, Clone, Default)]
pub struct Ruled {
    /// The rulings.
    pub rulings: Rulings,
    /// A rule set that a ruling rests on was stopped since.
    pub stopped: bool,
    /// The installation is for trial.
    pub trial: bool,
    /// An official confirmed what was prepared: their decision is on its way.
    pub confirmed: bool,
    /// By which rules the ruling came about, and on what.
    pub by: Option<RuledBy>,
}

impl Ruled {
    /// Reads it. A stop that comes in between makes the act run again, so that the very next decision
    /// after a stop goes to a person.
    pub(super) async fn read(
        read: &mut Read<'_>,
        case: CaseId,
        ruling: RulingId,
    ) -> Result<Ruled, Fault> {
        let rulings = read.fold::<Rulings>(case).await?;
        let installation = read.guard::<Installation>(InstallationId::this()).await?;
        let parts = rulings.0.get(&ruling).map_or(&[][..], |known| &known.ruling.parts);
        let names: Vec<String> = parts.iter().map(|part| part.rule_set.clone()).collect();
        let mut stopped = false;
        for name in names {
            let state = read.guard::<GovernedRuleSet>(RuleSetId::of(&name)).await?;
            stopped |= state.suspension.is_some();
        }
        let decisions = read.fold::<CaseDecisions>(case).await?;
        let confirmed = matches!(decisions.1, Light::Confirmed(_));
        Ok(Ruled { rulings, stopped, trial: installation.demo, confirmed, by: None })
    }

    /// Why the decision of a ruling is not made without a person; nothing when it is.
    pub(super) fn halts(
        &self,
        basis: &Basis,
        letter: &LetterKind,
        (case, ruling): (CaseId, RulingId),
        today: kernel::Date,
    ) -> Option<Halt> {
        let newest = self.rulings.newest().map(|known| known.ruling.id);
        let known = basis.case.open().err();
        let fields = basis.fields(letter, today).unwrap_or_default();
        let lacking = || lacks((basis.library, letter), &fields, &BTreeMap::new(), today);
        let reasons = [
            (known.is_some(), Halt::CaseClosed),
            (newest != Some(ruling), Halt::RuledAgain),
            (moved(&self.rulings, &basis.told, case, ruling), Halt::FactsMoved),
            (self.stopped, Halt::RulesStopped),
            (!self.trial && !basis.library.is_approved(letter, today), Halt::Unapproved),
            (!lacking().is_empty(), Halt::Incomplete),
        ];
        reasons.into_iter().find(|(holds, _)| *holds).map(|(_, halt)| halt)
    }
}

impl Act for DraftFromRuling {
    const NAME: &'static str = "decision.draft_from_ruling";
    const RIGHT: Right = Right::MACHINE;
    type State = Decision;
    type Inputs = (Basis, Ruled);

    fn stream(&self) -> Uuid {
        DecisionId::of_ruling(self.ruling).0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<(Basis, Ruled), Fault> {
        let basis = Basis::read(read, self.case).await?;
        let mut ruled = Ruled::read(read, self.case, self.ruling).await?;
        if let Some(known) = ruled.rulings.0.get(&self.ruling) {
            let read_at = read_at(read, &known.ruling).await?;
            ruled.by = RuledBy::read(read, basis.law, &known.ruling, read_at).await?;
        }
        Ok((basis, ruled))
    }

    fn decide(
        &self,
        decision: &Decision,
        (basis, ruled): &(Basis, Ruled),
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let case = basis.case.known().ok_or_else(|| Refusal::new("case-unknown"))?;
        if ruled.confirmed {
            return Ok(Changes::new());
        }
        let automatic = basis.library.decided(&case.case_type).and_then(|d| d.automatic.as_deref());
        let letter = automatic.and_then(|kind| basis.library.letter(kind, ctx.today));
        let known = ruled.rulings.0.get(&self.ruling).map(|known| &known.ruling.outcome);
        let (None, Some(letter), Some(Outcome::Grant { implementation, .. })) =
            (decision.known(), letter, known)
        else {
            return Ok(Changes::new());
        };
        let id = DecisionId::of_ruling(self.ruling);
        let implementation = implementation.clone();
        let origin = Origin::Ruling { ruling: self.ruling, implementation };
        let drafted = drafted(self.case, basis, (&letter.kind, letter.valid_from), origin)?;
        let begun = CaseDecisionEvent::Begun { decision: id, letter: letter.kind.clone() };
        let changes = Changes::one(id, &drafted).record(self.case, &begun);
        if let Some(why) = ruled.halts(basis, letter, (self.case, self.ruling), ctx.today) {
            return Ok(changes.and(halted((id, self.case), why, basis, ctx)));
        }
        let fields = Fields { ruled: ruled.by.clone(), ..basis.fields(letter, ctx.today)? };
        let fields = Sealed::new(case.applicant, fields);
        let mode = basis.mode(self.case, letter, ctx.today)?.to_owned();
        let signed = DecisionEvent::Signed { fields, checked: Vec::new(), mode };
        Ok(changes.record(id, &signed).job(ARCHIVE, &id, None))
    }
}

/// Where everybody can read the implementation decision under which a ruling grants.
async fn read_at(read: &mut Read<'_>, ruling: &Ruling) -> Result<Option<String>, Fault> {
    let Outcome::Grant { implementation, rule_set } = &ruling.outcome else { return Ok(None) };
    let state = read.fold::<GovernedRuleSet>(RuleSetId::of(rule_set)).await?;
    let place = state.recorded.iter().rposition(|r| r.implementation.number == *implementation);
    Ok(place.and_then(|n| address::of(&format!("/automatic-decisions/{rule_set}/{}", n + 1))))
}

/// What was to be decided is looked at by a person: it says why, and there is a task while the case is
/// pending.
pub(super) fn halted(
    (id, case): (DecisionId, CaseId),
    why: Halt,
    basis: &Basis,
    ctx: &Ctx<'_>,
) -> Changes {
    /// Code of the task.
    const LOOK: &str = "halted-decision";
    let changes = Changes::one(id, &DecisionEvent::Halted { why })
        .record(case, &CaseDecisionEvent::Halted { decision: id });
    let Ok(open) = basis.case.open() else { return changes };
    match case_type::of(&open.case_type) {
        Some(kind) => changes.and(case_task::add(case, kind, LOOK, open.legal_date(), ctx).1),
        None => changes,
    }
}

#[cfg(test)]
mod tests {
    use automation::RulingEvent;
    use casefile::CaseEvent;
    use kernel::NewEvent;
    use testkit::{given, on};

    use super::*;
    use crate::acts::tests::{
        CASE, PERSON, basis, drafted as drafted_event, fields, opened, signed, terms, told,
    };

    const RULING: RulingId = RulingId(Uuid::from_u128(7));

    fn act() -> DraftFromRuling {
        DraftFromRuling { case: CASE, ruling: RULING }
    }

    fn ruling(id: RulingId, rested: i64, outcome: Outcome) -> RulingEvent {
        RulingEvent::Given(Box::new(Ruling {
            id,
            case_type: "general-matter".into(),
            outcome,
            class: "automatic".into(),
            dates: law::LawDates::all_on(law::Day::FIRST),
            packed: Sealed::new(PERSON, automation::model::Packed::default()),
            parts: vec![],
            basis: vec![(CASE.0, rested)],
            sampled: false,
        }))
    }

    fn grant() -> Outcome {
        Outcome::Grant { implementation: "1/2026".into(), rule_set: "automatic-hut".into() }
    }

    fn ruled(rulings: impl IntoIterator<Item = RulingEvent>) -> Ruled {
        let rulings = given::<Rulings>(rulings).state(CASE.0);
        Ruled { rulings, stopped: false, trial: true, confirmed: false, by: None }
    }

    /// A basis in which rules may decide general matters.
    fn deciding(facts: &[automation::FactEvent]) -> Basis {
        let mut basis = basis(&[opened()], facts);
        let mut library = basis.library.clone();
        for decided in &mut library.decided {
            decided.automatic = Some("residence-grant-automatic".into());
        }
        basis.library = Box::leak(Box::new(library));
        basis
    }

    fn version(facts: &[automation::FactEvent]) -> i64 {
        i64::try_from(facts.len()).unwrap()
    }

    fn begun() -> [NewEvent; 2] {
        let id = DecisionId::of_ruling(RULING);
        let origin = Origin::Ruling { ruling: RULING, implementation: "1/2026".into() };
        let drafted = drafted_event("residence-grant-automatic", origin);
        let letter = "residence-grant-automatic".into();
        [on(id, &drafted), on(CASE, &CaseDecisionEvent::Begun { decision: id, letter })]
    }

    #[test]
    fn a_ruling_that_grants_is_drafted_and_signed_at_once_and_only_once() {
        let facts = terms();
        let basis = || deciding(&facts);
        let signed = signed(&fields("residence-grant-automatic", &basis()), "letter");
        let id = DecisionId::of_ruling(RULING);
        let ruled = || ruled([ruling(RULING, version(&facts), grant())]);
        let wanted = begun().into_iter().chain([on(id, &signed)]);
        let jobs = given::<Decision>([]).when(act(), (basis(), ruled())).then_all(wanted);
        assert_eq!(jobs.len(), 1);
        assert_eq!(jobs[0].kind, ARCHIVE);
        let origin = Origin::Ruling { ruling: RULING, implementation: "1/2026".into() };
        let drafted = drafted_event("residence-grant-automatic", origin);
        given::<Decision>([drafted]).when(act(), (basis(), ruled())).then_nothing();
    }

    #[test]
    fn nothing_goes_by_itself_to_whom_the_rules_do_not_grant() {
        let facts = terms();
        let outcome = Outcome::RouteToOfficial { reasons: vec![] };
        let routed = ruled([ruling(RULING, version(&facts), outcome)]);
        given::<Decision>([]).when(act(), (deciding(&facts), routed)).then_nothing();
        // Nor where an official has confirmed what was prepared.
        let confirmed =
            Ruled { confirmed: true, ..ruled([ruling(RULING, version(&facts), grant())]) };
        given::<Decision>([]).when(act(), (deciding(&facts), confirmed)).then_nothing();
        // Nor for a kind of case that has no such letter.
        let ruled = ruled([ruling(RULING, version(&facts), grant())]);
        given::<Decision>([]).when(act(), (basis(&[opened()], &facts), ruled)).then_nothing();
    }

    #[test]
    fn whatever_is_not_as_the_ruling_saw_it_is_put_before_a_person() {
        let facts = terms();
        let one = ruling(RULING, version(&facts), grant());
        let later = ruling(RulingId(Uuid::from_u128(8)), version(&facts), grant());
        let more: Vec<_> =
            facts.iter().cloned().chain([told("fee_paid", law::Value::Bool(false))]).collect();
        let incomplete = &facts[..1];
        let short = ruling(RULING, 1, grant());
        let tried = [
            (deciding(&facts), ruled([one.clone(), later]), Halt::RuledAgain),
            (deciding(&more), ruled([one.clone()]), Halt::FactsMoved),
            (deciding(&facts), Ruled { stopped: true, ..ruled([one.clone()]) }, Halt::RulesStopped),
            (deciding(&facts), Ruled { trial: false, ..ruled([one]) }, Halt::Unapproved),
            (deciding(incomplete), ruled([short]), Halt::Incomplete),
        ];
        for (basis, ruled, halt) in tried {
            let when = given::<Decision>([]).when(act(), (basis, ruled));
            let changes = when.outcome().unwrap();
            assert!(changes.jobs().is_empty(), "{halt:?}");
            let events = changes.into_events().unwrap();
            let kinds: Vec<&str> = events.iter().map(|event| event.kind.as_str()).collect();
            assert_eq!(
                kinds,
                [
                    "decision.drafted",
                    "decided.begun",
                    "decision.halted",
                    "decided.halted",
                    "case.task_added"
                ]
            );
            assert_eq!(events[2].body["why"], serde_json::json!(halt), "{halt:?}");
        }
        let closed = CaseEvent::Closed { outcome: casefile::Outcome::Done };
        let mut basis = deciding(&facts);
        basis.case = crate::acts::tests::basis(&[opened(), closed], &facts).case;
        let ruled = ruled([ruling(RULING, version(&facts), grant())]);
        let outcome = given::<Decision>([]).when(act(), (basis, ruled)).outcome().unwrap();
        let events = outcome.into_events().unwrap();
        assert_eq!(events[2].body["why"], "case-closed");
        assert_eq!(events.len(), 4, "no task on a closed case");
    }
}
