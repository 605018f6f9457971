//! The acts on both engines, from a person's registration to a case opened again.

use casefile::acts::{
    About, AddDocument, AddNote, AddTravelDocument, AssignCase, Attached, CloseCase, CorrectPerson,
    FinishTask, OpenCase, RecordResidenceRight, ReopenCase, ResumeClock, StopClock, TakeTask,
};
use casefile::case_clock::Wait;
use casefile::clock::Clock;
use casefile::model::DocumentKind;
use casefile::{
    CASES, CaseId, CaseLine, KnownCase, Outcome, Person, ResidenceRight, Status, TaskState,
};
use kernel::{Class, Date, ListQuery, Run, StoredFile, Who};

use crate::office::{Office, in_offices, refused, typed};

const CLOCK: &str = "general-matter";

fn wait() -> Wait {
    Wait { whom: "customer".to_owned(), reason: "Payslips".to_owned() }
}

async fn stored(office: &Office, case: CaseId, content: &[u8]) -> StoredFile {
    let mut file = office.kernel().begin_file(case, 1_000_000).await.unwrap();
    file.write(content).await.unwrap();
    file.finish("text/plain").await.unwrap()
}

/// The case as the list of all cases shows it.
async fn line(office: &Office, login: &str, case: CaseId) -> CaseLine {
    let query = ListQuery { limit: 100, ..ListQuery::default() };
    let page = CASES.page(office.kernel(), &office.who(login).await, &query).await.unwrap();
    let lines: Vec<_> = page.rows.iter().map(|row| CaseLine::read(row).unwrap()).collect();
    lines.into_iter().find(|line| line.id == case).unwrap()
}

fn due(case: &KnownCase) -> Option<Date> {
    match &case.clocks[CLOCK].1 {
        Clock::Running { due, .. } => Some(*due),
        Clock::Stopped { .. } | Clock::Ended { .. } => None,
    }
}

#[tokio::test]
async fn a_person_is_corrected_and_shows_a_document() {
    in_offices(|office| async move {
        let person = office.person("Rahimi", Class::Normal).await;
        let reason = "As in the passport".to_owned();
        let correct = || CorrectPerson { person, typed: typed("Rahimy"), reason: reason.clone() };
        office.run("leila", correct()).await.unwrap();
        assert_eq!(refused(office.run("leila", correct()).await), "nothing-changed");
        let passport = || AddTravelDocument {
            person,
            kind: DocumentKind::Passport,
            number: "p 123 4567".to_owned(),
            issuer: "AFG".to_owned(),
            valid_from: None,
            valid_to: Some("2030-01-31".parse().unwrap()),
            anyway: false,
        };
        office.run("leila", passport()).await.unwrap();
        assert_eq!(refused(office.run("leila", passport()).await), "document-known");
        let known = office.kernel().peek::<Person>(person).await.unwrap().0;
        assert_eq!(known.shown().unwrap(), "Rahimy Amina");
        assert_eq!(known.known().unwrap().documents[0].document.number(), "P1234567");

        let case = office.open("aino", person, "Address of residence").await;
        let what = "fixed-term".to_owned();
        let (from, until) = ("2026-03-16".parse().unwrap(), Some("2027-03-15".parse().unwrap()));
        let right =
            ResidenceRight { what, from, until, conditions: Vec::new(), type_code: None, case };
        let record = |person| RecordResidenceRight { person, right: right.clone() };
        office.run("aino", record(person)).await.unwrap();
        assert_eq!(refused(office.run("aino", record(person)).await), "residence-right-known");
        let another = office.person("Haddad", Class::Normal).await;
        assert_eq!(refused(office.run("aino", record(another)).await), "case-of-another");
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn a_time_limit_stands_still_while_it_is_stopped() {
    in_offices(|office| async move {
        let case = office.case().await;
        let first = due(&office.known(case).await).unwrap();
        let stop = || StopClock { case, name: CLOCK.to_owned(), wait: wait() };
        let resume = || ResumeClock { case, name: CLOCK.to_owned() };
        assert_eq!(refused(office.run("aino", resume()).await), "clock-running");
        office.run("aino", stop()).await.unwrap();
        assert_eq!(refused(office.run("aino", stop()).await), "clock-stopped");
        assert_eq!(due(&office.known(case).await), None);
        office.world.days_pass(14);
        office.run("aino", resume()).await.unwrap();
        let later = due(&office.known(case).await).unwrap();
        let moved = (later - first).get_days();
        assert!((14..=17).contains(&moved), "two weeks, and at most a weekend more: {moved}");
        let unknown = StopClock { case, name: "no-such".to_owned(), wait: wait() };
        assert_eq!(refused(office.run("aino", unknown).await), "clock-unknown");
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn a_case_lives_from_opening_to_reopening() {
    in_offices(|office| async move {
        let case = office.case().await;
        let task = office.task(case).await;
        let opened = line(&office, "mikael", case).await;
        assert_eq!((&*opened.number, &*opened.status), ("HEL-2026-000001", "open"));

        let take = || TakeTask { case, task };
        assert_eq!(refused(office.run("aino", FinishTask { case, task }).await), "task-not-taken");
        office.run("aino", take()).await.unwrap();
        assert_eq!(refused(office.run("mikael", take()).await), "task-taken");
        assert_eq!(refused(office.run("mikael", FinishTask { case, task }).await), "task-taken");
        let aino = office.who("aino").await;
        assert_eq!(line(&office, "aino", case).await.handler, Some(aino.user));

        let file = stored(&office, case, b"hello").await;
        let document = || AddDocument {
            case,
            files: vec![Attached { file: file.clone(), name: "letter.txt".to_owned() }],
            about: About::default(),
        };
        office.run("aino", document()).await.unwrap();
        assert_eq!(refused(office.run("aino", document()).await), "document-on-case");
        office.run("aino", AddNote { case, text: "Called".to_owned() }).await.unwrap();

        let (mikael, oskari) = (office.who("mikael").await, office.who("oskari").await);
        let assign = |to: &Who| AssignCase { case, to: Some(to.user) };
        assert_eq!(refused(office.run("aino", assign(&oskari)).await), "handler-unable");
        office.run("aino", assign(&mikael)).await.unwrap();
        assert_eq!(line(&office, "aino", case).await.handler, Some(mikael.user));

        let close = || CloseCase { case, outcome: Outcome::Done };
        office.run("mikael", close()).await.unwrap();
        let stop = StopClock { case, name: CLOCK.to_owned(), wait: wait() };
        for refusal in [
            refused(office.run("mikael", close()).await),
            refused(office.run("mikael", document()).await),
            refused(office.run("mikael", stop).await),
            refused(office.run("mikael", assign(&aino)).await),
        ] {
            assert_eq!(refusal, "case-closed");
        }
        let known = office.known(case).await;
        assert!(matches!(known.status, Status::Closed { outcome: Outcome::Done, .. }));
        assert!(matches!(known.clocks[CLOCK].1, Clock::Ended { kept: true, .. }));
        assert!(known.tasks.values().all(|task| task.state == TaskState::Done));
        let closed = line(&office, "aino", case).await;
        assert_eq!((&*closed.status, closed.next), ("closed", None));

        let reopen = || ReopenCase { case, reason: "A new document".to_owned() };
        office.run("mikael", reopen()).await.unwrap();
        assert_eq!(refused(office.run("mikael", reopen()).await), "case-open");
        assert_eq!(line(&office, "aino", case).await.status, "open");
        let again = OpenCase {
            case,
            applicant: known.applicant,
            headline: "Again".to_owned(),
            case_type: known.case_type.clone(),
        };
        assert_eq!(refused(office.run("aino", again).await), "case-exists");
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn sixteen_who_open_cases_at_once_get_sixteen_numbers() {
    in_offices(|office| async move {
        let person = office.person("Rahimi", Class::Normal).await;
        let beside = office.world.beside().await;
        let logins = ["aino", "mikael", "maria", "sari"];
        let mut opening = Vec::new();
        for n in 0..16 {
            let who = office.who(logins[n % logins.len()]).await;
            let kernel = if n < 8 { office.kernel().clone() } else { beside.clone() };
            let case = CaseId(kernel.next_id());
            let act = OpenCase {
                case,
                applicant: person,
                headline: format!("Matter {n}"),
                case_type: casefile::case_type::GENERAL_MATTER.to_owned(),
            };
            opening.push(tokio::spawn(async move {
                kernel.run(&who, act, Run::default()).await.unwrap();
                case
            }));
        }
        let mut numbers = Vec::new();
        for opened in opening {
            let known = office.known(opened.await.unwrap()).await;
            numbers.push(known.number.running());
        }
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), 16, "{numbers:?}");
        assert_eq!(numbers[0], 1);
        office.open("oskari", person, "Another unit counts for itself").await;
        office.world.verify().await;
    })
    .await;
}
