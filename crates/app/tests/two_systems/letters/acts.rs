//! Sending the letters that are asked for, and what follows when one comes back.

use casefile::hold::{self, ActKind, Standing};
use casefile::requests::Request as Wanted;
use casefile::{Case, CaseId, Outcome, Status, case_end};
use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::WORK;
use super::state::{Letter, LetterEvent, LetterId, Letters};

/// What others may ask for.
pub const SEND: &str = "letters.send";
/// The letter was sent.
pub const SENT: &str = "letters.sent";
/// The case was closed in the meantime.
pub const NOT_SENT: &str = "letters.not_sent";
/// Letters to this person are stopped; no more is known.
pub const STOPPED: &str = "letters.stopped";

/// Sends a letter that another system asked for, or says that it is too late.
pub struct SendLetter {
    pub case: CaseId,
    pub request: Uuid,
}

impl Act for SendLetter {
    const NAME: &'static str = "letters.send";
    const RIGHT: Right = Right::MACHINE;
    type State = Letters;
    type Inputs = (Case, Standing);

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<(Case, Standing), Fault> {
        let case = read.fold::<Case>(self.case).await?;
        let applicant = case.known().map(|known| known.applicant);
        let standing = hold::look_all(read, applicant, ActKind::Letter).await?;
        Ok((case, standing))
    }

    fn decide(
        &self,
        letters: &Letters,
        (case, standing): &(Case, Standing),
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        if letters.0.values().any(|letter| letter.request == self.request) {
            return Ok(Changes::new());
        }
        let request = self.request;
        let answer = |answer: &str| Wanted::Answered { request, answer: answer.to_owned() };
        if case.known().is_none_or(|known| known.status != Status::Open) {
            return Ok(Changes::one(self.case, &answer(NOT_SENT)));
        }
        if *standing == Standing::Stopped {
            return Ok(Changes::one(self.case, &answer(STOPPED)));
        }
        let letter = LetterId(ctx.ids.next());
        Ok(Changes::one(self.case, &LetterEvent::Sent { letter, request })
            .record(self.case, &answer(SENT)))
    }
}

/// Notes that a letter came back: nobody lives there, and the case is closed.
pub struct ReturnLetter {
    pub case: CaseId,
    pub letter: LetterId,
}

impl Act for ReturnLetter {
    const NAME: &'static str = "letters.return";
    const RIGHT: Right = WORK;
    type State = Letters;
    type Inputs = (Case, Standing);

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<(Case, Standing), Fault> {
        let standing = case_end::look(read, self.case, Outcome::Withdrawn).await?;
        Ok((read.fold::<Case>(self.case).await?, standing))
    }

    fn decide(
        &self,
        letters: &Letters,
        (case, standing): &(Case, Standing),
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        match letters.0.get(&self.letter) {
            None => Err(Refusal::new("letters-unknown")),
            Some(Letter { came_back: true, .. }) => Err(Refusal::new("letters-returned-already")),
            Some(_) => {
                let returned = LetterEvent::Returned { letter: self.letter };
                let outcome = Outcome::Withdrawn;
                let closed = case_end::close(self.case, case, outcome, *standing, ctx.today)?;
                Ok(Changes::one(self.case, &returned).and(closed))
            }
        }
    }
}

impl FormAct for ReturnLetter {
    fn fields() -> Vec<Field> {
        Vec::new()
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let id: CaseId = request.param("id")?;
        let opened = request.kernel.open::<Letters>(&request.who, id, WORK, Self::NAME).await?;
        Ok(Draft::new()
            .seen(id.0, opened.version)
            .crumb(request.ui.t("letters-letters"), "/letters"))
    }

    fn read(form: &mut Reader<'_>) -> Option<ReturnLetter> {
        Some(ReturnLetter { case: form.param("id")?, letter: form.param("letter")? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/cases/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;

    const CASE: CaseId = CaseId(Uuid::from_u128(1));
    const REQUEST: Uuid = Uuid::from_u128(2);

    #[test]
    fn one_request_is_one_letter() {
        let sent = LetterEvent::Sent { letter: LetterId(Uuid::from_u128(3)), request: REQUEST };
        let act = SendLetter { case: CASE, request: REQUEST };
        given::<Letters>([sent]).when(act, (Case::default(), Standing::Free)).then_nothing();
    }

    #[test]
    fn what_is_too_late_is_answered() {
        let answered = Wanted::Answered { request: REQUEST, answer: NOT_SENT.to_owned() };
        let act = SendLetter { case: CASE, request: REQUEST };
        given::<Letters>([]).when(act, (Case::default(), Standing::Free)).then([answered]);
    }

    #[test]
    fn only_a_letter_that_was_sent_comes_back() {
        let act = ReturnLetter { case: CASE, letter: LetterId(REQUEST) };
        given::<Letters>([])
            .when(act, (Case::default(), Standing::Free))
            .then_refused("letters-unknown");
    }
}
