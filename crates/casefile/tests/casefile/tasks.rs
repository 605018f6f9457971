//! Tasks that officials set by hand, and what is to be done next on every open case.

use casefile::acts::{
    AddTask, AssignCase, FinishTask, ProtectCase, ResumeClock, StopClock, TakeTask,
};
use casefile::case_clock::Wait;
use casefile::{Case, CaseEvent, CaseId, TASKS, Task, TaskId, TaskLine, TaskState};
use jiff::ToSpan as _;
use kernel::{
    Act, Changes, Class, Ctx, Fault, ListQuery, Read, Refusal, Right, Run, StreamKey as _, Who,
};
use uuid::Uuid;

use crate::office::{Office, in_offices, refused};

const BY_HAND: &str = "by-hand";
const WORDS: &str = "Ask the police once more";

async fn by_hand(office: &Office, case: CaseId) -> Vec<Task> {
    let known = office.known(case).await;
    known.tasks.into_values().filter(|task| task.what == BY_HAND).collect()
}

fn typed(words: &'static str, due: &'static str, to: &str) -> [(&'static str, String); 3] {
    [("words", words.to_owned()), ("due", due.to_owned()), ("to", to.to_owned())]
}

/// Sets a task by the form; gives the answer's status when it was not done.
async fn set(office: &Office, login: &str, case: CaseId, form: &[(&str, String)]) -> u16 {
    let pairs: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, &**value)).collect();
    let mut browser = office.browser(login).await;
    let shown = browser.fill(&format!("/cases/{case}/tasks/new"), &pairs).await;
    shown.status.as_u16()
}

#[tokio::test]
async fn what_is_set_by_hand_stands_on_the_case_on_the_work_list_and_in_the_history() {
    in_offices(|office| async move {
        let case = office.case().await;
        let (me, mikael) = (office.who("aino").await.user, office.who("mikael").await.user);
        let mut aino = office.browser("aino").await;
        let page = aino.get(&format!("/cases/{case}")).await;
        assert!(page.has(&format!("/cases/{case}/tasks/new")), "{}", page.body);
        let form = aino.get(&format!("/cases/{case}/tasks/new")).await;
        assert!(form.has("Aino Virtanen") && form.has("Mikael Lindström"), "{}", form.body);
        for (words, to) in
            [(WORDS, me.to_string()), ("Call her", mikael.to_string()), ("Scan it", String::new())]
        {
            assert_eq!(set(&office, "aino", case, &typed(words, "9.3.2026", &to)).await, 303);
        }
        let of = |task: &Task| (task.state, task.due.to_string());
        let states: Vec<_> = by_hand(&office, case).await.iter().map(of).collect();
        let day = || "2026-03-09".to_owned();
        let wanted = [TaskState::Taken(me), TaskState::Taken(mikael), TaskState::Open];
        assert_eq!(states, wanted.map(|state| (state, day())));
        let page = aino.get(&format!("/cases/{case}")).await;
        for words in [WORDS, "Call her", "Scan it", "Task added"] {
            assert!(page.body.matches(words).count() >= 1, "{words}: {}", page.body);
        }
        assert!(page.body.matches(WORDS).count() >= 2, "on the case and in what happened");
        let work = aino.get("/work").await;
        assert!(work.has(WORDS) && !work.has("Call her"), "{}", work.body);
        let queue = aino.get("/work?show=queue").await;
        assert!(queue.has("Scan it") && !queue.has(WORDS), "{}", queue.body);
        assert!(office.browser("mikael").await.get("/work").await.has("Call her"));
        // It comes in its turn: late when its day is over, and found by its words.
        office.world.days_pass(8);
        let late = office.browser("aino").await.get("/work?show=late").await;
        assert!(late.has(WORDS), "{}", late.body);
        assert!(office.browser("aino").await.get("/search?q=police").await.has("HEL-2026-000001"));
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn what_makes_no_sense_is_said_and_nothing_is_set() {
    in_offices(|office| async move {
        let case = office.case().await;
        let oskari = office.who("oskari").await.user;
        for form in [
            typed("", "9.3.2026", ""),
            typed(WORDS, "1.3.2026", ""),
            typed(WORDS, "9.3.2046", ""),
            typed(WORDS, "soon", ""),
            typed(WORDS, "9.3.2026", &oskari.to_string()),
        ] {
            assert_eq!(set(&office, "aino", case, &form).await, 422, "{form:?}");
        }
        let due = office.kernel().now().date() + 1.day();
        let act = AddTask { case, words: WORDS.to_owned(), due, to: Some(oskari) };
        assert_eq!(refused(office.run("aino", act).await), "colleague-unable");
        assert!(by_hand(&office, case).await.is_empty());
        let mut oskari = office.browser("oskari").await;
        assert_eq!(oskari.get(&format!("/cases/{case}/tasks/new")).await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn the_words_of_a_protected_case_stand_in_no_list() {
    in_offices(|office| async move {
        let case = office.case().await;
        let due = office.kernel().now().date() + 7.days();
        let act = AddTask { case, words: WORDS.to_owned(), due, to: None };
        office.run("aino", act).await.unwrap();
        let lines = |login: &'static str| {
            let office = &office;
            async move {
                let query = ListQuery {
                    filters: vec![("what".to_owned(), BY_HAND.to_owned())],
                    limit: 10,
                    ..ListQuery::default()
                };
                let who = office.who(login).await;
                let page = TASKS.page(office.kernel(), &who, &query).await.unwrap();
                page.rows.iter().map(|r| TaskLine::read(r).unwrap().words).collect::<Vec<_>>()
            }
        };
        assert_eq!(lines("aino").await, [WORDS]);
        let reason = "A threat".to_owned();
        let protect = ProtectCase { case, class: Class::Protected, compartment: None, reason };
        office.run("maria", protect).await.unwrap();
        assert_eq!(lines("maria").await, [""]);
        assert!(office.browser("maria").await.get(&format!("/cases/{case}")).await.has(WORDS));
        office.world.verify().await;
    })
    .await;
}

const DECIDE_NEXT: &str = "decide-next";

/// The task of a case that is not done.
async fn undone(office: &Office, case: CaseId) -> (TaskId, Task) {
    let known = office.known(case).await;
    let mut undone = known.tasks.into_iter().filter(|(_, task)| task.state != TaskState::Done);
    let found = undone.next().unwrap();
    assert!(undone.next().is_none(), "it is the only one");
    found
}

/// Takes and finishes the only task of a case.
async fn finished(office: &Office, login: &str, case: CaseId) {
    let (task, _) = undone(office, case).await;
    office.run(login, TakeTask { case, task }).await.unwrap();
    office.run(login, FinishTask { case, task }).await.unwrap();
}

#[tokio::test]
async fn a_case_that_stays_open_keeps_a_next_action_until_somebody_says_it() {
    in_offices(|office| async move {
        let case = office.case().await;
        finished(&office, "aino", case).await;
        let me = office.who("aino").await.user;
        let (task, next) = undone(&office, case).await;
        assert_eq!((next.what.as_str(), next.state), (DECIDE_NEXT, TaskState::Taken(me)));
        let mut aino = office.browser("aino").await;
        assert!(aino.get("/work").await.has("Decide what comes next"));
        let page = format!("/cases/{case}");
        assert!(aino.get(&page).await.has("Decide what comes next"));
        // Saying nothing is told in words, on the page.
        let finish = format!("/cases/{case}/tasks/{task}/finish");
        let shown = aino.press(&page, &finish).await;
        assert!(shown.has("Say first what comes next"), "{}: {}", shown.status, shown.body);
        let due = office.kernel().now().date() + 7.days();
        let act = AddTask { case, words: WORDS.to_owned(), due, to: Some(me) };
        office.run("aino", act).await.unwrap();
        office.run("aino", FinishTask { case, task }).await.unwrap();
        assert_eq!(undone(&office, case).await.1.what, BY_HAND);
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn while_a_case_waits_for_somebody_nothing_is_to_be_done_and_after_it_something_is() {
    in_offices(|office| async move {
        let case = office.case().await;
        let name = "general-matter".to_owned();
        let wait = Wait { whom: "customer".to_owned(), reason: "Payslips".to_owned() };
        office.run("aino", StopClock { case, name: name.clone(), wait }).await.unwrap();
        finished(&office, "aino", case).await;
        let known = office.known(case).await;
        assert!(known.next_task().is_none() && known.waits());
        let page = office.browser("aino").await.get(&format!("/cases/{case}")).await;
        assert!(page.has("After the wait"), "{}", page.body);
        let mut sari = office.browser("sari").await;
        assert!(!sari.get("/deadlines?idle=1").await.has(&case.to_string()), "it waits");
        assert!(sari.get("/deadlines").await.has("After the wait"));
        office.run("aino", ResumeClock { case, name }).await.unwrap();
        let (_, next) = undone(&office, case).await;
        let me = office.who("aino").await.user;
        assert_eq!((next.what.as_str(), next.state), (DECIDE_NEXT, TaskState::Taken(me)));
        office.world.verify().await;
    })
    .await;
}

/// Ends a task as a system does that has something else in mind for the case.
struct EndTask(CaseId, TaskId);

impl Act for EndTask {
    const NAME: &'static str = "case.end_task";
    const RIGHT: Right = Right::MACHINE;
    type State = Case;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.0.uuid()
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, _: &Case, (): &(), _: &Ctx<'_>) -> Result<Changes, Refusal> {
        Ok(Changes::one(self.0, &CaseEvent::TaskDone { task: self.1 }))
    }
}

#[tokio::test]
async fn a_lead_is_led_to_the_cases_without_a_next_action_and_without_an_owner() {
    in_offices(|office| async move {
        let mut cases = Vec::new();
        for _ in 0..3 {
            cases.push(office.case().await);
        }
        let (idle, owned) = (cases[0], cases[1]);
        let end = EndTask(idle, office.task(idle).await);
        office.kernel().run(&Who::machine(), end, Run::default()).await.unwrap();
        let mikael = Some(office.who("mikael").await.user);
        for case in [idle, owned] {
            office.run("aino", AssignCase { case, to: mikael }).await.unwrap();
        }
        let page = office.browser("aino").await.get(&format!("/cases/{idle}")).await;
        assert!(page.has("Missing"), "{}", page.body);
        let mut sari = office.browser("sari").await;
        let lead = sari.get("/lead").await;
        assert!(lead.has("No next action, waits for nobody") && lead.has("Nobody has it"));
        for (filter, wanted) in [("idle", vec![idle]), ("nobody", vec![cases[2]])] {
            let href = format!("/deadlines?unit=HEL&{filter}=1");
            let at = lead.body.replace("&#38;", "&").replace("&amp;", "&");
            let number = at.split_once(&format!("{href}\">")).map(|(_, rest)| &rest[..1]);
            assert_eq!(number, Some("1"), "{filter}: {}", lead.body);
            let list = sari.get(&href).await;
            let found: Vec<_> =
                cases.iter().filter(|case| list.has(&format!("/cases/{case}\""))).collect();
            assert_eq!(found, wanted.iter().collect::<Vec<_>>(), "{filter}");
        }
        let file = sari.get("/lead/export?unit=HEL&table=deadlines").await;
        assert!(file.has("Nobody has it,1"), "{}", file.body);
        office.world.verify().await;
    })
    .await;
}
