//! Sends a decision by another mode than its instructions name: new instructions are made first, since
//! the time to appeal is counted by the mode that they name.

use casefile::{Document, case_document};
use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;
use web::form::Shown;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::decision_draft;
use crate::archive::PDF;
use crate::basis::Basis;
use crate::events::DecisionEvent;
use crate::ids::DecisionId;
use crate::library::library;
use crate::model::Sheet;
use crate::rights::SERVE;
use crate::state::{Decision, KnownDecision, Stage};

/// The job that sets, seals and archives new instructions.
pub(crate) const INSTRUCT: &str = "decisions.instruct";

/// Chooses another mode.
#[derive(Debug, Clone)]
pub struct RedirectDecision {
    /// Which decision.
    pub decision: DecisionId,
    /// Code of the mode.
    pub mode: String,
}

/// Archives the instructions that name it.
#[derive(Debug, Clone)]
pub struct ArchiveInstructions {
    /// Of which decision.
    pub decision: DecisionId,
    /// Code of the mode.
    pub mode: String,
    /// The instructions, stored and sealed.
    pub sheets: Vec<Sheet>,
}

impl Act for RedirectDecision {
    const NAME: &'static str = "decision.redirect";
    const RIGHT: Right = SERVE;
    type State = Decision;
    type Inputs = Option<Basis>;

    fn stream(&self) -> Uuid {
        self.decision.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Option<Basis>, Fault> {
        Basis::of(read, self.decision).await
    }

    fn decide(
        &self,
        decision: &Decision,
        basis: &Option<Basis>,
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let known = decision.there()?;
        let basis = Basis::there(basis)?;
        basis.case.known().ok_or_else(|| Refusal::new("case-unknown"))?;
        let current = mode(known)?;
        if known.reached.recalled.is_some() {
            return Err(Refusal::new("decision-recalled"));
        }
        if known.reached.served.is_some() {
            return Err(Refusal::new("decision-served"));
        }
        if known.reached.under_way().is_some() {
            return Err(Refusal::new("decision-sent"));
        }
        if self.mode == current {
            return Err(Refusal::new("mode-same").at("mode"));
        }
        let mode = basis.library.mode(&self.mode, ctx.today);
        let mode = mode.ok_or_else(|| Refusal::new("service-unknown").at("mode"))?;
        let redirected = DecisionEvent::Redirected { mode: mode.code.clone() };
        Ok(Changes::one(self.decision, &redirected).job(INSTRUCT, &self.decision, None))
    }
}

/// The mode a given decision is to go by now.
fn mode(known: &KnownDecision) -> Result<&str, Refusal> {
    match (&known.stage, &known.reached.redirected) {
        (Stage::Archived { .. }, Some((mode, _))) => Ok(mode),
        (Stage::Archived { mode, .. }, None) => Ok(mode),
        _ => Err(Refusal::new("decision-not-given")),
    }
}

impl Act for ArchiveInstructions {
    const NAME: &'static str = "decision.archive_instructions";
    const RIGHT: Right = Right::MACHINE;
    type State = Decision;
    type Inputs = Option<Basis>;

    fn stream(&self) -> Uuid {
        self.decision.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Option<Basis>, Fault> {
        Basis::of(read, self.decision).await
    }

    fn decide(
        &self,
        decision: &Decision,
        basis: &Option<Basis>,
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let known = decision.there()?;
        // Another mode was chosen meanwhile, it was recalled, or they are there already.
        let wanted = known.reached.redirected == Some((self.mode.clone(), None));
        if !wanted || known.reached.recalled.is_some() {
            return Ok(Changes::new());
        }
        let basis = Basis::there(basis)?;
        let case = basis.case.known().ok_or_else(|| Refusal::new("case-unknown"))?;
        let (mode, sheets) = (self.mode.clone(), self.sheets.clone());
        let mut changes = Changes::one(self.decision, &DecisionEvent::Instructed { mode, sheets });
        // The same instructions may be on the case from an earlier turn.
        for sheet in self.sheets.iter().filter(|sheet| case.document(sheet.file).is_none()) {
            let document = document(known, basis, sheet, ctx.today);
            changes = changes.and(case_document::add(known.case, case, document)?);
        }
        Ok(changes)
    }
}

fn document(known: &KnownDecision, basis: &Basis, sheet: &Sheet, today: kernel::Date) -> Document {
    /// What it is in the file of the case.
    const KIND: &str = "letter";
    let title = sheet.language.of(&basis.library.labels.appeal);
    let day = basis.library.days.write(today, sheet.language);
    Document {
        file: sheet.file,
        name: Sealed::new(known.case, format!("{title} {day}.pdf")),
        media_type: PDF.to_owned(),
        size: sheet.size,
        sha256: sheet.sha256.clone(),
        kind: KIND.to_owned(),
        language: Some(sheet.language.code().to_owned()),
        sender: None,
        arrived: None,
    }
}

impl FormAct for RedirectDecision {
    fn fields() -> Vec<Field> {
        vec![Field::drafted("mode", Shown::Open)]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (draft, known) = decision_draft(request, Self::NAME).await?;
        let (library, today) = (library()?, request.ui.today());
        let current = mode(&known)?.to_owned();
        let fallback = library.mode(&current, today).and_then(|mode| mode.fallback.clone());
        let codes = library.modes.iter().map(|mode| &mode.code).filter(|code| **code != current);
        let option = |code: &String| (code.clone(), request.ui.code("service-mode-", code).plain());
        let draft = draft.options("mode", codes.map(option).collect());
        Ok(draft.value("mode", fallback.unwrap_or_default()))
    }

    fn read(form: &mut Reader<'_>) -> Option<RedirectDecision> {
        let (decision, mode) = (form.param("id"), form.choice("mode"));
        Some(RedirectDecision { decision: decision?, mode: mode? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/decisions/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use testkit::{given, on};

    use super::*;
    use crate::acts::tests::{
        CASE, DECISION, archived, basis, drafted, opened, sent, sheet, terms,
    };
    use crate::events::Origin;

    fn with() -> Option<Basis> {
        Some(basis(&[opened()], &terms()))
    }

    fn act(mode: &str) -> RedirectDecision {
        RedirectDecision { decision: DECISION, mode: mode.into() }
    }

    fn redirected(mode: &str) -> DecisionEvent {
        DecisionEvent::Redirected { mode: mode.into() }
    }

    #[test]
    fn another_mode_asks_for_instructions_that_name_it() {
        let given = || given::<Decision>(archived("letter"));
        let jobs = given().when(act("police"), with()).then([redirected("police")]);
        assert_eq!(jobs[0].kind, INSTRUCT);
        given().when(act("letter"), with()).then_refused("mode-same");
        given().when(act("pigeon"), with()).then_refused("service-unknown");
        let under_way = given().and([sent("letter")]).when(act("police"), with());
        under_way.then_refused("decision-sent");
        let draft = testkit::given::<Decision>([drafted("residence-grant", Origin::Hand)]);
        draft.when(act("police"), with()).then_refused("decision-not-given");
    }

    #[test]
    fn instructions_are_archived_once_and_only_those_that_are_wanted() {
        let archive = |mode: &str| ArchiveInstructions {
            decision: DECISION,
            mode: mode.into(),
            sheets: vec![sheet(10)],
        };
        let given = || given::<Decision>(archived("letter")).and([redirected("police")]);
        let outcome = given().when(archive("police"), with()).outcome().unwrap();
        let events = outcome.into_events().unwrap();
        let kinds: Vec<&str> = events.iter().map(|event| event.kind.as_str()).collect();
        assert_eq!(kinds, ["decision.instructed", "case.document_added"]);
        assert_eq!(events[1].stream, CASE.0);
        given().when(archive("counsel"), with()).then_nothing();
        let sheets = vec![sheet(10)];
        let done = DecisionEvent::Instructed { mode: "police".into(), sheets };
        assert_eq!(on(DECISION, &done).kind, "decision.instructed");
        given().and([done]).when(archive("police"), with()).then_nothing();
    }
}
