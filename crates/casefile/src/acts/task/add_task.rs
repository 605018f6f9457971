//! Sets something to do on a case by a day: a task in words of one's own, or a reminder for oneself.

use kernel::{Act, Changes, Ctx, Date, Done, Fault, Read, Refusal, Right, UserId};
use uuid::Uuid;
use web::form::Shown;
use web::{Draft, Field, FormAct, Limit, Problem, Reader, Request};

use super::Taker;
use crate::acts::case_draft;
use crate::case_task::{self, BY_HAND, ByHand};
use crate::case_type::{self, DAYS_MAX};
use crate::clock::days_from;
use crate::events::CaseEvent;
use crate::ids::{CaseId, TaskId};
use crate::model::Headline;
use crate::rights::WORK;
use crate::state::{Case, KnownCase, TaskState};

/// Tasks set by hand that wait on one case: more is a plan, which belongs in a note or a file.
const UNDONE_ITEMS_MAX: usize = 50;

/// Sets something to do on an open case.
#[derive(Debug, Clone)]
pub struct AddTask {
    /// On which case.
    pub case: CaseId,
    /// What, in a line.
    pub words: String,
    /// By when.
    pub due: Date,
    /// Who is to do it; whoever takes it from the queue when nobody is named.
    pub to: Option<UserId>,
}

impl Act for AddTask {
    const NAME: &'static str = "case.add_task";
    const RIGHT: Right = WORK;
    type State = Case;
    type Inputs = Taker;

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Taker, Fault> {
        let case = read.fold::<Case>(self.case).await?;
        let Some(to) = self.to else { return Ok(Taker { able: true, competent: true }) };
        let kind = case.known().and_then(|known| case_type::of(&known.case_type));
        let needed = kind.and_then(|kind| case_task::needed(kind, BY_HAND));
        Taker::read(read, &case, to, needed).await
    }

    fn decide(&self, case: &Case, to: &Taker, ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
        let known = case.open()?;
        let by_hand = self.checked(ctx.today)?;
        self.check_taker(*to, ctx)?;
        if undone(known) >= UNDONE_ITEMS_MAX {
            return Err(Refusal::new("tasks-many").with("max", UNDONE_ITEMS_MAX));
        }
        let kind = case_type::known(&known.case_type)?;
        let task = TaskId(ctx.ids.next());
        let added =
            Changes::one(self.case, &case_task::set_by_hand(self.case, task, kind, by_hand));
        Ok(match self.to {
            Some(by) => added.record(self.case, &CaseEvent::TaskTaken { task, by }),
            None => added,
        })
    }
}

impl AddTask {
    fn checked(&self, today: Date) -> Result<ByHand, Refusal> {
        if self.words.trim().is_empty() {
            return Err(Refusal::new("task-words-empty").at("words"));
        }
        let words = Headline::new(&self.words).map_err(|refusal| refusal.at("words"))?;
        if self.due < today {
            return Err(Refusal::new("date-past").at("due"));
        }
        // Nobody plans farther ahead; a day beyond it is a slip of the fingers.
        if self.due > days_from(today, DAYS_MAX, false) {
            return Err(Refusal::new("task-due-far").with("max", DAYS_MAX).at("due"));
        }
        Ok(ByHand { words, due: self.due })
    }

    /// Whoever is named can do it. Whoever names themselves is here and sees the case.
    fn check_taker(&self, to: Taker, ctx: &Ctx<'_>) -> Result<(), Refusal> {
        let own = self.to == Some(ctx.who.user);
        match (own || to.able, to.competent) {
            (false, _) => Err(Refusal::new("colleague-unable").at("to")),
            (true, true) => Ok(()),
            (true, false) if own => Err(Refusal::new("competence-lacking").at("to")),
            (true, false) => Err(Refusal::new("colleague-lacks-competence").at("to")),
        }
    }
}

fn undone(known: &KnownCase) -> usize {
    let by_hand = known.tasks.values().filter(|task| task.what == BY_HAND);
    by_hand.filter(|task| task.state != TaskState::Done).count()
}

impl FormAct for AddTask {
    fn fields() -> Vec<Field> {
        vec![
            Field::text("words", Limit::LINE),
            Field::date("due"),
            Field::drafted("to", Shown::Folded).optional(),
        ]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (draft, case) = case_draft(request, Self::NAME).await?;
        let known = case.known().ok_or(Problem::NotFound)?;
        let mut colleagues = request.kernel.colleagues(&known.unit).await?;
        let me = request.who.user;
        // Oneself first: what is set most often is a reminder.
        colleagues.sort_by_key(|colleague| colleague.id != me);
        let mut options: Vec<(String, String)> =
            colleagues.into_iter().map(|c| (c.id.to_string(), c.name)).collect();
        let mine = me.to_string();
        if options.first().is_none_or(|(id, _)| *id != mine) {
            options.insert(0, (mine, request.who.name.to_string()));
        }
        Ok(draft.options("to", options).value("to", me))
    }

    fn read(form: &mut Reader<'_>) -> Option<AddTask> {
        let (case, words) = (form.param("id"), form.text("words"));
        let (due, to) = (form.date("due"), form.maybe_choice("to"));
        Some(AddTask { case: case?, words: words?, due: due?, to: to? })
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
        case_id, clock_started, closed, colleague_id, monday, officer, opened, task_id,
    };

    const FINE: Taker = Taker { able: true, competent: true };

    fn act() -> AddTask {
        let (words, due) = ("Ask the police once more".to_owned(), "2026-05-04".parse().unwrap());
        AddTask { case: case_id(), words, due, to: None }
    }

    fn bodies(act: AddTask) -> Vec<(String, serde_json::Value)> {
        let when = given::<Case>([opened(), clock_started()]).as_who(&officer()).when(act, FINE);
        let events = when.outcome().unwrap().into_events().unwrap();
        events.into_iter().map(|event| (event.kind, event.body)).collect()
    }

    #[test]
    fn what_is_set_is_due_on_the_day_that_was_said_and_sealed_with_the_case_key() {
        let [(kind, body)] = bodies(act()).try_into().unwrap();
        assert_eq!(kind, "case.task_added");
        assert_eq!((&body["what"], &body["due"]), (&"by-hand".into(), &"2026-05-04".into()));
        assert_eq!(body["words"]["$seal"]["subject"], case_id().to_string());
        assert_eq!(body["before_legal_date"], serde_json::Value::Null);
    }

    #[test]
    fn whoever_is_named_has_it_at_once() {
        for to in [officer().user, colleague_id()] {
            let [_, (kind, body)] = bodies(AddTask { to: Some(to), ..act() }).try_into().unwrap();
            assert_eq!((kind.as_str(), &body["by"]), ("case.task_taken", &to.to_string().into()));
        }
    }

    #[test]
    fn it_is_never_due_after_the_law_says() {
        let kind = case_type::of(case_type::GENERAL_MATTER).unwrap();
        let (words, due) = (Headline::new("Ask").unwrap(), "2027-01-01".parse().unwrap());
        let set = case_task::set_by_hand(case_id(), task_id(), kind, ByHand { words, due });
        let state = given::<Case>([opened(), clock_started(), set]).state(case_id().0);
        let known = state.known().unwrap();
        assert_eq!(known.due(&known.tasks[&task_id()]), known.legal_date().unwrap());
        assert!(known.texts().any(|text| text == "Ask"));
    }

    #[test]
    fn a_task_says_what_and_by_a_day_to_come() {
        let given = || given::<Case>([opened()]).as_who(&officer());
        let said = |words: &str| AddTask { words: words.to_owned(), ..act() };
        given().when(said("  "), FINE).then_refused("task-words-empty");
        given().when(said(&"x".repeat(121)), FINE).then_refused("headline-too-long");
        let due = |due: Date| AddTask { due, ..act() };
        let yesterday = monday().yesterday().unwrap();
        given().when(due(yesterday), FINE).then_refused("date-past");
        given().when(due("2036-03-30".parse().unwrap()), FINE).then_refused("task-due-far");
        assert!(given().when(due(monday()), FINE).outcome().is_ok());
        given().and([closed()]).when(act(), FINE).then_refused("case-closed");
    }

    #[test]
    fn nobody_gets_what_they_may_not_do() {
        let given = || given::<Case>([opened()]).as_who(&officer());
        let to = |to| AddTask { to: Some(to), ..act() };
        let away = Taker { able: false, ..FINE };
        given().when(to(colleague_id()), away).then_refused("colleague-unable");
        assert!(given().when(to(officer().user), away).outcome().is_ok());
        let unlearned = Taker { competent: false, ..FINE };
        given().when(to(colleague_id()), unlearned).then_refused("colleague-lacks-competence");
        given().when(to(officer().user), unlearned).then_refused("competence-lacking");
    }

    #[test]
    fn so_many_wait_on_a_case_and_no_more() {
        let kind = case_type::of(case_type::GENERAL_MATTER).unwrap();
        let set = |n: usize| {
            let (words, due) = (Headline::new("Ask").unwrap(), monday());
            let task = TaskId(Uuid::from_u128(u128::try_from(n).unwrap()));
            case_task::set_by_hand(case_id(), task, kind, ByHand { words, due })
        };
        let full = (0..UNDONE_ITEMS_MAX).map(|n| set(n + 1));
        let given = given::<Case>([opened()]).and(full.collect::<Vec<_>>());
        given.as_who(&officer()).when(act(), FINE).then_refused("tasks-many");
    }
}
