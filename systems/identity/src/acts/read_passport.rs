//! A clerk reads the passport that is shown: the lines, typed or from a reader.

use casefile::{Case, CaseId};
use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::{ID, back, desk};
use crate::events::IdentityEvent;
use crate::limits::{LINE_ROWS, LINES};
use crate::model::{Part, Passport};
use crate::passport;
use crate::rights::PROVE;
use crate::state::IdentityStep;

/// Reads a passport.
#[derive(Debug, Clone)]
pub struct ReadPassport {
    /// In which case.
    pub case: CaseId,
    /// What it says.
    pub passport: Passport,
    /// A name may be cut in it.
    pub cut: bool,
}

impl Act for ReadPassport {
    const NAME: &'static str = "identity.read_passport";
    const RIGHT: Right = PROVE;
    type State = IdentityStep;
    type Inputs = Case;

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Case, Fault> {
        read.fold(self.case).await
    }

    fn decide(&self, step: &IdentityStep, case: &Case, ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
        let (step, known) = (step.waiting()?, case.open()?);
        let ends = self.passport.day(Part::Expires);
        if let Some(ended) = ends.filter(|last| *last < ctx.today) {
            return Err(Refusal::new("passport-expired").with("date", ended).at("lines"));
        }
        let another = step.applied.as_ref().is_some_and(|said| said.is_of_another(&self.passport));
        if another {
            return Err(Refusal::new("passport-of-another").at("lines"));
        }
        let passport = Sealed::new(known.applicant, self.passport.clone());
        Ok(Changes::one(self.case, &IdentityEvent::PassportRead { passport, cut: self.cut }))
    }
}

impl FormAct for ReadPassport {
    fn fields() -> Vec<Field> {
        vec![Field::long_text("lines", LINES).rows(LINE_ROWS)]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        Ok(desk(request, Self::NAME).await?.draft(request))
    }

    fn read(form: &mut Reader<'_>) -> Option<ReadPassport> {
        let (case, lines) = (form.param(ID), form.text("lines")?);
        match passport::read(&lines, form.today()) {
            Ok((passport, cut)) => Some(ReadPassport { case: case?, passport, cut }),
            Err((code, args)) => form.fail_with("lines", code, args),
        }
    }

    fn after(done: &Done, _: &Request) -> String {
        back(done)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::acts::tests::{CASE, case, closed, passport, proven, read, waiting};

    fn act(passport: Passport) -> ReadPassport {
        ReadPassport { case: CASE, passport, cut: false }
    }

    fn with(part: Part, says: &str) -> Passport {
        let mut passport = passport("1974-08-12");
        passport.0.insert(part, says.to_owned());
        passport
    }

    #[test]
    fn what_it_says_is_recorded_whatever_differs() {
        waiting().when(act(passport("1974-08-12")), case()).then([read("1974-08-12")]);
        waiting().when(act(passport("1974-08-13")), case()).then([read("1974-08-13")]);
    }

    #[test]
    fn one_that_has_ended_and_that_of_another_person_are_told_apart_from_it() {
        let ended = with(Part::Expires, "2026-03-01");
        waiting().when(act(ended), case()).then_refused("passport-expired");
        let last = act(with(Part::Expires, "2026-03-02"));
        assert!(waiting().when(last, case()).outcome().is_ok(), "the last day is one");
        let mut other = with(Part::FamilyName, "Nagy");
        other.0.insert(Part::Born, "1980-01-01".into());
        waiting().when(act(other), case()).then_refused("passport-of-another");
    }

    #[test]
    fn nothing_is_read_when_identity_is_proven_or_the_case_closed() {
        let passport = || act(passport("1974-08-12"));
        waiting().and([proven()]).when(passport(), case()).then_refused("identity-proven");
        waiting().when(passport(), closed()).then_refused("case-closed");
        testkit::given::<IdentityStep>([])
            .when(passport(), case())
            .then_refused("identity-unknown");
    }
}
