//! Many officers take the next task at once; each gets what they may take, in the order of work.

use std::collections::BTreeSet;

use casefile::acts::{
    FinishTask, HandOverTask, OpenCase, RecordAbsence, ReleaseTask, SetCompetences, StopClock,
    TakeTask,
};
use casefile::case_clock::Wait;
use casefile::case_type::CaseTypeFile;
use casefile::{CaseId, TASKS, TaskLine, TaskState, queue_of};
use futures_util::future::join_all;
use kernel::{Class, EnableUser, ListQuery, Run, UserId, Who};
use testkit::{Browser, statement_troubles};

use crate::office::{Office, in_offices, moved, refused, setup};

const OFFICERS: usize = 8;
/// Two of aino's unit have it, aino and the clerk do not.
const COMPETENCE: &str = "data-protection";
/// A kind of case whose tasks need the competence, with rules of its own.
const REQUEST: &str = "test-request";

kernel::inventory::submit! {
    CaseTypeFile { system: "queue-test", toml: r#"
        [[case_type]]
        code = "test-request"
        clock = "general-matter"
        first_task = "look-into"
        quiet_days = 30
        statuses = ["received", "waiting-for-customer"]
        waiting = { customer = "waiting-for-customer" }
        resumed = "received"
        competence = "data-protection"

        [[case_type.task]]
        code = "look-into"
        due = { working_days = 5 }
        urgent_days = 30
    "# }
}

/// A case whose task needs the competence.
async fn request(office: &Office, headline: &str) -> CaseId {
    let applicant = office.person("Rahimi", Class::Normal).await;
    let (case, headline) = (CaseId(office.kernel().next_id()), headline.to_owned());
    let case_type = REQUEST.to_owned();
    office.run("aino", OpenCase { case, applicant, headline, case_type }).await.unwrap();
    case
}

async fn taker(office: &Office, case: CaseId) -> Option<UserId> {
    let known = office.known(case).await;
    known.tasks.values().find_map(|task| match task.state {
        TaskState::Taken(by) => Some(by),
        TaskState::Open | TaskState::Done => None,
    })
}

/// A lead of the unit says what somebody knows.
async fn knows(office: &Office, login: &str, codes: &[&str]) {
    let official = office.who(login).await.user;
    let competences = codes.iter().map(|code| (*code).to_owned()).collect();
    office.run("sari", SetCompetences { official, competences }).await.unwrap();
}

/// Everybody presses the button in the same moment; where it led each of them.
async fn press(browsers: &mut [Browser]) -> Vec<String> {
    let pressed = browsers.iter_mut().map(|b| b.press("/work", "/work/take-next"));
    let shown = join_all(pressed).await;
    shown.iter().map(|s| s.location().to_owned()).collect()
}

async fn taken(office: &Office, state: &str) -> Vec<TaskLine> {
    let filters = vec![("state".to_owned(), state.to_owned())];
    let query = ListQuery { filters, limit: 100, ..ListQuery::default() };
    let page = TASKS.page(office.kernel(), &Who::machine(), &query).await.unwrap();
    page.rows.iter().map(|row| TaskLine::read(row).unwrap()).collect()
}

#[tokio::test]
async fn no_two_officers_get_one_task_and_none_is_left() {
    in_offices(|office| async move {
        let person = office.person("Rahimi", Class::Normal).await;
        for n in 0..12 {
            office.open("aino", person, &format!("Matter {n}")).await;
        }
        let mut browsers = Vec::new();
        for n in 0..OFFICERS {
            browsers.push(office.browser(["aino", "mikael", "sari", "leila"][n % 4]).await);
        }
        let first = press(&mut browsers).await;
        let distinct: BTreeSet<_> = first.iter().filter(|to| to.starts_with("/cases/")).collect();
        assert_eq!(distinct.len(), OFFICERS, "each got one of their own: {first:?}");
        assert_eq!(taken(&office, "taken").await.len(), OFFICERS);

        let second = press(&mut browsers).await;
        let empty = second.iter().filter(|to| *to == "/work?nothing=1").count();
        assert_eq!(empty, OFFICERS - 4, "four tasks were left: {second:?}");
        let all: BTreeSet<_> =
            first.iter().chain(&second).filter(|to| to.starts_with("/cases/")).collect();
        assert_eq!(all.len(), 12);
        assert!(taken(&office, "open").await.is_empty());
        assert!(browsers[0].get("/work?nothing=1").await.has("The queue is empty"));
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn the_queue_gives_what_is_due_first_and_never_what_one_must_not_see() {
    in_offices(|office| async move {
        let hidden = office.person("Karzai", Class::Protected).await;
        let person = office.person("Rahimi", Class::Normal).await;
        office.open("maria", hidden, "Protected").await;
        office.open("oskari", person, "Another unit").await;
        let first = office.open("aino", person, "The older").await;
        office.world.days_pass(3);
        office.open("aino", person, "The newer").await;
        let mut mikael = office.browser("mikael").await;
        let page = mikael.get("/work").await;
        assert!(page.has("The older") && !page.has("Another unit"), "{}", page.body);
        let to = mikael.press("/work", "/work/take-next").await;
        assert_eq!(to.location(), format!("/cases/{first}"));
        mikael.press("/work", "/work/take-next").await;
        let last = mikael.press("/work", "/work/take-next").await;
        assert_eq!(last.location(), "/work?nothing=1");
    })
    .await;
}

#[tokio::test]
async fn of_two_who_press_at_once_for_one_task_one_gets_it() {
    in_offices(|office| async move {
        let case = office.case().await;
        let mut browsers = [office.browser("aino").await, office.browser("mikael").await];
        let led = press(&mut browsers).await;
        let got: Vec<_> = led.iter().filter(|to| **to == format!("/cases/{case}")).collect();
        let none = led.iter().filter(|to| *to == "/work?nothing=1").count();
        assert_eq!((got.len(), none), (1, 1), "{led:?}");
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn a_task_goes_to_who_has_the_competence_and_stays_when_they_lose_it() {
    in_offices(|office| async move {
        let case = request(&office, "A copy of my file").await;
        let task = office.task(case).await;
        // Aino knows nothing of it: neither queue nor button gives it to her.
        let mut aino = office.browser("aino").await;
        let page = aino.get("/work").await;
        assert!(!page.has("A copy of my file") && page.has("The queue is empty"), "{}", page.body);
        assert_eq!(aino.press("/work", "/work/take-next").await.location(), "/work?nothing=1");
        let take = TakeTask { case, task };
        assert_eq!(refused(office.run("aino", take).await), "competence-lacking");
        let give = HandOverTask { case, task, to: office.who("aino").await.user };
        assert_eq!(refused(office.run("mikael", give).await), "colleague-lacks-competence");

        let mut mikael = office.browser("mikael").await;
        let page = mikael.get("/work?show=queue").await;
        assert!(page.has("A copy of my file") && page.has("Data protection"), "{}", page.body);
        let led = mikael.press("/work", "/work/take-next").await;
        assert_eq!(led.location(), format!("/cases/{case}"));
        knows(&office, "mikael", &[]).await;
        assert_eq!(taker(&office, case).await, Some(office.who("mikael").await.user));
        assert!(mikael.get("/work").await.has("A copy of my file"));
        office.run("mikael", FinishTask { case, task }).await.unwrap();
        // Of another he gets none now, and aino does once she has learnt.
        let other = request(&office, "Another").await;
        assert_eq!(mikael.press("/work", "/work/take-next").await.location(), "/work?nothing=1");
        knows(&office, "aino", &[COMPETENCE]).await;
        let led = aino.press("/work", "/work/take-next").await;
        assert_eq!(led.location(), format!("/cases/{other}"));
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn a_lead_sets_competences_on_the_page_of_their_team_and_nobody_elses() {
    in_offices(|office| async move {
        let aino = office.who("aino").await.user;
        let mut sari = office.browser("sari").await;
        let path = format!("/team/{aino}/competences");
        let page = sari.get("/team").await;
        assert!(page.has("Data protection") && page.has(&path), "{}", page.body);
        moved(&sari.fill(&path, &[("competences", COMPETENCE)]).await);
        let (official, _) = office.kernel().peek::<casefile::Official>(aino).await.unwrap();
        assert_eq!(official.competences, BTreeSet::from([COMPETENCE.to_owned()]));
        let unheard = sari.fill(&path, &[("competences", "no-such")]).await;
        assert_eq!(unheard.status, 422, "{}", unheard.body);
        let mut mikael = office.browser("mikael").await;
        assert!(!mikael.get("/team").await.has("/competences"));
        assert_eq!(mikael.get(&path).await.status, 403);
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn tasks_are_given_back_and_handed_over_on_the_page_of_the_case() {
    in_offices(|office| async move {
        let case = office.case().await;
        let task = office.task(case).await;
        let (page, at) = (format!("/cases/{case}"), format!("/cases/{case}/tasks/{task}"));
        let mut aino = office.browser("aino").await;
        aino.press("/work", "/work/take-next").await;
        moved(&aino.press(&page, &format!("{at}/release")).await);
        let known = office.known(case).await;
        assert_eq!((known.handler, taker(&office, case).await), (None, None));
        // Whoever takes it again has it and the case, as before.
        moved(&aino.press(&page, &format!("{at}/take")).await);
        let (me, mikael) = (office.who("aino").await.user, office.who("mikael").await.user);
        assert_eq!(office.known(case).await.handler, Some(me));
        let to = mikael.to_string();
        moved(&aino.fill(&format!("{at}/hand-over"), &[("to", &to)]).await);
        assert_eq!(office.known(case).await.handler, Some(me));
        assert_eq!(taker(&office, case).await, Some(mikael));
        assert!(aino.get(&page).await.has("Mikael Lindström"));
        // Both have something of it to do: the one the task, the other the case.
        assert!(aino.get("/work").await.has("Your case"));
        let mut colleague = office.browser("mikael").await;
        assert!(colleague.get("/work").await.has("Look into the matter"));
        // Oskari of another unit gets nothing, and gives nothing back.
        let oskari = office.who("oskari").await.user;
        let give = HandOverTask { case, task, to: oskari };
        assert_eq!(refused(office.run("mikael", give).await), "colleague-unable");
        assert_eq!(refused(office.run("aino", ReleaseTask { case, task }).await), "task-taken");
        office.run("sari", ReleaseTask { case, task }).await.unwrap();
        assert_eq!(office.known(case).await.handler, Some(me));
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn what_comes_near_is_at_the_head_by_itself_and_what_stands_still_at_the_end() {
    in_offices(|office| async move {
        let plain = office.case().await;
        let request = request(&office, "A copy of my file").await;
        let due = |known: &casefile::KnownCase| {
            let task = known.tasks.values().next().unwrap();
            (known.due(task), known.turn(task).unwrap())
        };
        let (known, today) = (office.known(request).await, office.kernel().now().date());
        let legal = known.legal_date().unwrap();
        // Five days of work from a Monday; a general matter is due with the law.
        assert_eq!(
            due(&known),
            ((today + jiff::Span::new().days(7)), today + jiff::Span::new().days(7))
        );
        assert_eq!(due(&office.known(plain).await).0, legal);
        let order = |state: &'static str| {
            let office = &office;
            async move { taken(office, state).await.iter().map(|t| t.case).collect::<Vec<_>>() }
        };
        assert_eq!(order("open").await, [request, plain]);
        let mut mikael = office.browser("mikael").await;
        assert!(!mikael.get("/work").await.has("Urgent"));
        office.world.days_pass(8);
        let page = office.browser("mikael").await.get("/work?show=queue").await;
        assert!(page.has("Now") && page.has("Next") && page.has("Late"), "{}", page.body);
        // While the general matter waits for its customer, so does its task.
        for case in [plain, request] {
            let task = office.task(case).await;
            office.run("mikael", TakeTask { case, task }).await.unwrap();
        }
        let wait = Wait { whom: "customer".to_owned(), reason: "Payslips".to_owned() };
        let stop = StopClock { case: plain, name: "general-matter".to_owned(), wait };
        office.run("mikael", stop).await.unwrap();
        let mut mikael = office.browser("mikael").await;
        let page = mikael.get("/work").await;
        assert!(page.has("Waits for somebody else") && page.has("Late"), "{}", page.body);
        let late = mikael.get("/work?show=late").await;
        assert!(late.has("A copy of my file") && !late.has("Address of residence"));
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn many_queues_are_read_each_along_its_index() {
    setup()
        .for_both(|world| async move {
            for known in ["competence", "competences"] {
                let names = ["state", "unit", known];
                let sql = TASKS.merged_shape(&Who::visitor(), &names, 6).unwrap();
                assert_eq!(statement_troubles(&world, &sql).await, [""; 0]);
            }
        })
        .await;
}

#[tokio::test]
async fn merged_pages_give_everything_once_in_order() {
    in_offices(|office| async move {
        let person = office.person("Rahimi", Class::Normal).await;
        for n in 0..7 {
            office.open("aino", person, &format!("Matter {n}")).await;
            request(&office, &format!("Request {n}")).await;
            office.world.days_pass(1);
        }
        let who = office.who("mikael").await;
        let all = taken(&office, "open").await;
        assert_eq!(all.len(), 14);
        // A few queues are read apart, many as the queue of the unit.
        let query = ListQuery { limit: 4, ..ListQuery::default() };
        for (others, apart) in [(1, 3), (8, 1)] {
            let others = (0..others).map(|n| format!("no-such-{n}"));
            let known = others.chain([COMPETENCE.to_owned()]).collect();
            let sets = queue_of(&who, &known);
            assert_eq!(sets.len(), apart);
            let mut query = query.clone();
            let mut found = Vec::new();
            loop {
                let page = TASKS.merged(office.kernel(), &who, &sets, &query).await.unwrap();
                found.extend(page.rows.iter().map(|row| TaskLine::read(row).unwrap().number));
                match page.next {
                    None => break,
                    after => query.after = after,
                }
            }
            assert_eq!(found, all.iter().map(|t| t.number.clone()).collect::<Vec<_>>());
        }
        // What they may not take is passed by.
        let sets = queue_of(&who, &(0..8).map(|n| format!("no-such-{n}")).collect());
        let page = TASKS.merged(office.kernel(), &who, &sets, &query).await.unwrap();
        let lines: Vec<_> = page.rows.iter().map(|row| TaskLine::read(row).unwrap()).collect();
        assert!(lines.iter().all(|line| line.competence.as_deref() != Some(COMPETENCE)));
        assert_eq!(lines.len(), 4);
        let none = TASKS.merged(office.kernel(), &who, &[], &query).await.unwrap();
        assert!(none.rows.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_task_that_nobody_may_take_is_reported_until_somebody_may() {
    in_offices(|office| async move {
        let mut sari = office.browser("sari").await;
        assert!(sari.get("/lead/untaken").await.has("Somebody may take every task"));
        request(&office, "A copy of my file").await;
        office.case().await;
        assert!(sari.get("/lead/untaken").await.has("Somebody may take every task"));
        for login in ["mikael", "maria", "sari"] {
            knows(&office, login, &[]).await;
        }
        let page = sari.get("/lead/untaken").await;
        let why = "Nobody of the unit has the competence: Data protection.";
        assert!(page.has(why) && !page.has("Somebody may take"), "{}", page.body);
        let list = "/tasks?state=open&unit=HEL&competence=data-protection&level=0&plain=1";
        assert!(page.body.replace("&#38;", "&").contains(list), "{}", page.body);
        let tasks = sari.get(list).await;
        assert!(tasks.has("A copy of my file") && !tasks.has("Address of"), "{}", tasks.body);
        // Whoever could but is away does not count, and is spoken of.
        knows(&office, "aino", &[COMPETENCE]).await;
        assert!(!sari.get("/lead/untaken").await.has(why));
        let (official, from) = (office.who("aino").await.user, office.kernel().now().date());
        let until = from.tomorrow().unwrap();
        let away = RecordAbsence { official, from, until, cover: None };
        office.run("aino", away).await.unwrap();
        let page = sari.get("/lead/untaken").await;
        assert!(page.has("Whoever could take them is away."), "{}", page.body);
        office.world.days_pass(2);
        let mut sari = office.browser("sari").await;
        assert!(sari.get("/lead/untaken").await.has("Somebody may take every task"));
        // It is for leads.
        let mut aino = office.browser("aino").await;
        assert_eq!(aino.get("/lead/untaken").await.status, 403);
        assert_eq!(aino.get("/tasks").await.status, 403);
    })
    .await;
}

#[tokio::test]
async fn what_is_lacking_may_be_clearance_or_somebody_who_has_all_of_it() {
    in_offices(|office| async move {
        let hidden = office.person("Karzai", Class::Protected).await;
        let case = CaseId(office.kernel().next_id());
        let (headline, case_type) = ("A copy".to_owned(), REQUEST.to_owned());
        let open = OpenCase { case, applicant: hidden, headline, case_type };
        office.run("maria", open).await.unwrap();
        let mut sari = office.browser("sari").await;
        assert!(sari.get("/lead/untaken").await.has("Somebody may take every task"));
        // Maria alone has the clearance; others have the competence.
        knows(&office, "maria", &[]).await;
        let page = sari.get("/lead/untaken").await;
        let together = "Somebody has each of what it takes, and nobody has all of it.";
        assert!(page.has(together) && page.has("Protected"), "{}", page.body);
        assert!(!page.has("/tasks?"), "a lead without clearance is led to no list: {}", page.body);
        // The duty desk sees the unit's cases too, and has the clearance.
        for login in ["maria", "ritva", "eero"] {
            let id = office.who(login).await.user;
            let disable = EnableUser { id, enabled: false };
            office.kernel().run(&Who::machine(), disable, Run::default()).await.unwrap();
        }
        let page = sari.get("/lead/untaken").await;
        assert!(page.has("Nobody of the unit has the clearance."), "{}", page.body);
    })
    .await;
}
