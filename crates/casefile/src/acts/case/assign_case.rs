//! Gives a case to an official, or to nobody; what is to be done on it goes with it.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right, State, User, UserId};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::handed_over;
use crate::acts::case_draft;
use crate::ids::CaseId;
use crate::rights::WORK;
use crate::state::{Case, Official};

/// Gives a case to someone who may see it.
#[derive(Debug, Clone)]
pub struct AssignCase {
    /// Which case.
    pub case: CaseId,
    /// Who gets it; nobody when empty.
    pub to: Option<UserId>,
}

/// The new handler.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Receiver {
    /// They may sign in, hold the right to work, and see the case.
    pub able: bool,
    /// What they know, and when they are away.
    pub official: Official,
}

impl Act for AssignCase {
    const NAME: &'static str = "case.assign";
    const RIGHT: Right = WORK;
    type State = Case;
    type Inputs = Receiver;

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Receiver, Fault> {
        let Some(to) = self.to else { return Ok(Receiver { able: true, ..Receiver::default() }) };
        let user = read.fold::<User>(to).await?;
        let case = read.fold::<Case>(self.case).await?;
        let who = user.who(to, None, crate::rights::GRANTS);
        let able = who.is_some_and(|who| {
            who.may(WORK) && case.access().is_some_and(|access| who.sees(&access))
        });
        Ok(Receiver { able, official: read.fold::<Official>(to).await? })
    }

    fn decide(&self, case: &Case, to: &Receiver, ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
        let known = case.open()?;
        if !to.able {
            return Err(Refusal::new("handler-unable").at("to"));
        }
        if let Some(away) = to.official.away_on(ctx.today) {
            return Err(Refusal::new("handler-away").with("until", away.until).at("to"));
        }
        if known.handler == self.to {
            return Err(Refusal::new("nothing-changed").at("to"));
        }
        Ok(handed_over(self.case, known, self.to.map(|id| (id, &to.official))))
    }
}

impl FormAct for AssignCase {
    fn fields() -> Vec<Field> {
        vec![Field::drafted("to", web::form::Shown::Folded).optional()]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (draft, case) = case_draft(request, Self::NAME).await?;
        let known = case.known().ok_or(Problem::NotFound)?;
        let colleagues = request.kernel.colleagues(&known.unit).await?;
        let options = colleagues.into_iter().map(|c| (c.id.to_string(), c.name)).collect();
        let draft = draft.options("to", options);
        Ok(match known.handler {
            Some(handler) => draft.value("to", handler),
            None => draft,
        })
    }

    fn read(form: &mut Reader<'_>) -> Option<AssignCase> {
        let (case, to) = (form.param("id"), form.maybe_choice("to"));
        Some(AssignCase { case: case?, to: to? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/cases/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{
        case_id, closed, colleague_id, monday, officer, opened, task_added, task_id, task_needing,
    };
    use crate::events::CaseEvent;
    use crate::state::Absence;

    fn act() -> AssignCase {
        AssignCase { case: case_id(), to: Some(colleague_id()) }
    }

    fn able() -> Receiver {
        Receiver { able: true, ..Receiver::default() }
    }

    #[test]
    fn a_colleague_gets_the_case() {
        let assigned = CaseEvent::Assigned { handler: Some(colleague_id()) };
        given::<Case>([opened()]).when(act(), able()).then([assigned]);
    }

    #[test]
    fn what_is_to_be_done_goes_with_the_case() {
        let assigned = CaseEvent::Assigned { handler: Some(colleague_id()) };
        let task = task_id();
        let theirs = CaseEvent::TaskTaken { task, by: colleague_id() };
        let mine = CaseEvent::TaskTaken { task, by: officer().user };
        given::<Case>([opened(), task_added(), mine])
            .when(act(), able())
            .then([assigned.clone(), theirs.clone()]);
        let given = given::<Case>([opened(), task_added(), assigned, theirs]);
        let back = AssignCase { to: None, ..act() };
        let nobody = CaseEvent::Assigned { handler: None };
        given.when(back, able()).then([nobody, CaseEvent::TaskReleased { task }]);
    }

    #[test]
    fn it_may_be_given_back_to_nobody() {
        let mine = CaseEvent::Assigned { handler: Some(colleague_id()) };
        let back = AssignCase { to: None, ..act() };
        let nobody = CaseEvent::Assigned { handler: None };
        given::<Case>([opened(), mine]).when(back, able()).then([nobody]);
    }

    #[test]
    fn what_they_have_no_competence_for_waits_for_who_has() {
        let (task, by) = (task_id(), officer().user);
        let assigned = || CaseEvent::Assigned { handler: Some(colleague_id()) };
        let given = || given::<Case>([opened(), task_needing("data-protection")]);
        given().when(act(), able()).then([assigned()]);
        let mut knows = able();
        knows.official.competences.insert("data-protection".to_owned());
        let theirs = CaseEvent::TaskTaken { task, by: colleague_id() };
        given().when(act(), knows).then([assigned(), theirs]);
        let taken = [opened(), task_needing("data-protection"), CaseEvent::TaskTaken { task, by }];
        let released = CaseEvent::TaskReleased { task };
        testkit::given::<Case>(taken).when(act(), able()).then([assigned(), released]);
    }

    #[test]
    fn someone_who_may_not_see_it_does_not_get_it() {
        given::<Case>([opened()]).when(act(), Receiver::default()).then_refused("handler-unable");
    }

    #[test]
    fn somebody_who_is_away_does_not_get_it() {
        let mut away = able();
        let until = "2026-03-20".parse().unwrap();
        away.official.absence = Some(Absence::new(monday(), until, None).unwrap());
        given::<Case>([opened()]).when(act(), away).then_refused("handler-away");
    }

    #[test]
    fn a_closed_case_is_not_assigned() {
        given::<Case>([opened(), closed()]).when(act(), able()).then_refused("case-closed");
    }
}
