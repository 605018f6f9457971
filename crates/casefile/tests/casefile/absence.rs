//! Nothing stays with somebody who is away or may no longer sign in.

use casefile::acts::{AssignCase, EndAbsence, RecordAbsence, TakeTask};
use casefile::{CaseId, Official, TaskState};
use kernel::{Class, EnableUser, Run, UserId, Who};

use crate::office::{Office, in_offices, moved, refused};

/// What the job has to give away in one go.
const MANY: usize = 300;

/// Cases that mikael has, each with a task he has taken.
async fn held(office: &Office, count: usize) -> Vec<CaseId> {
    let person = office.person("Rahimi", Class::Normal).await;
    let mikael = office.who("mikael").await.user;
    let mut cases = Vec::new();
    for n in 0..count {
        let case = office.open("aino", person, &format!("Matter {n}")).await;
        office.run("aino", AssignCase { case, to: Some(mikael) }).await.unwrap();
        cases.push(case);
    }
    cases
}

/// Who has the case, and who its task.
async fn holders(office: &Office, case: CaseId) -> [Option<UserId>; 2] {
    let known = office.known(case).await;
    let task = known.tasks.values().find_map(|task| match task.state {
        TaskState::Taken(by) => Some(by),
        TaskState::Open | TaskState::Done => None,
    });
    [known.handler, task]
}

async fn disable(office: &Office, id: UserId) {
    let act = EnableUser { id, enabled: false };
    office.kernel().run(&Who::machine(), act, Run::default()).await.unwrap();
}

#[tokio::test]
async fn a_handler_who_is_disabled_with_300_tasks_leaves_none_of_them_waiting() {
    in_offices(|office| async move {
        let cases = held(&office, MANY).await;
        let mikael = office.who("mikael").await.user;
        assert_eq!(holders(&office, cases[0]).await, [Some(mikael); 2]);
        disable(&office, mikael).await;
        office.world.days_pass(1);
        office.world.settle().await;
        for case in &cases {
            assert_eq!(holders(&office, *case).await, [None; 2]);
        }
        // Each was given back once, and somebody else takes them.
        let known = office.known(cases[MANY - 1]).await;
        let task = *known.tasks.keys().next().unwrap();
        office.run("sari", TakeTask { case: cases[MANY - 1], task }).await.unwrap();
        let machine = Who::machine();
        let opened =
            office.kernel().open::<casefile::Case>(&machine, cases[0], casefile::SEE, "test");
        let events = opened.await.unwrap().events;
        assert_eq!(events.iter().filter(|e| e.act == "case.cover").count(), 2);
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn while_somebody_is_away_a_colleague_has_their_cases() {
    in_offices(|office| async move {
        let cases = held(&office, 3).await;
        let (mikael, aino) = (office.who("mikael").await.user, office.who("aino").await.user);
        let today = office.kernel().now().date();
        let mut browser = office.browser("mikael").await;
        let path = format!("/team/{mikael}/absence");
        let cover = aino.to_string();
        let until = today.saturating_add(jiff_days(6)).to_string();
        let from = today.to_string();
        let pairs = [("from", from.as_str()), ("until", &until), ("cover", &cover)];
        moved(&browser.fill(&path, &pairs).await);
        let team = browser.get("/team").await;
        assert!(team.has("Away") && team.has("covered by Aino Virtanen"), "{}", team.body);

        office.world.days_pass(1);
        office.world.settle().await;
        for case in &cases {
            assert_eq!(holders(&office, *case).await, [Some(aino); 2]);
        }
        // Nothing new is given to whoever is away, until they are back.
        let back = AssignCase { case: cases[0], to: Some(mikael) };
        assert_eq!(refused(office.run("aino", back.clone()).await), "handler-away");
        let mut browser = office.browser("mikael").await;
        moved(&browser.fill(&format!("/team/{mikael}/absence/end"), &[]).await);
        office.run("aino", back).await.unwrap();
        office.world.days_pass(1);
        office.world.settle().await;
        assert_eq!(holders(&office, cases[0]).await, [Some(mikael); 2]);
        assert_eq!(holders(&office, cases[1]).await, [Some(aino); 2]);
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn a_cover_who_is_away_too_or_may_not_see_the_case_gets_nothing() {
    in_offices(|office| async move {
        let cases = held(&office, 2).await;
        let ids = ["mikael", "aino", "oskari"].map(|login| office.who(login));
        let [mikael, aino, oskari] = ids;
        let (mikael, aino, oskari) = (mikael.await.user, aino.await.user, oskari.await.user);
        let today = office.kernel().now().date();
        let absence = |official, cover| RecordAbsence {
            official,
            from: today,
            until: today.saturating_add(jiff_days(9)),
            cover,
        };
        // Oskari is of another unit, and does not see these cases.
        office.run("mikael", absence(mikael, Some(oskari))).await.unwrap();
        office.world.days_pass(1);
        office.world.settle().await;
        assert_eq!(holders(&office, cases[0]).await, [None; 2]);
        // Who is away covers for nobody; a colleague records nobody else's absence, their lead does.
        assert_eq!(refused(office.run("aino", absence(aino, Some(mikael))).await), "cover-unable");
        let other = office.run("aino", EndAbsence { official: mikael }).await;
        assert_eq!(refused(other), "absence-of-another");
        office.run("sari", EndAbsence { official: mikael }).await.unwrap();
        let (official, _) = office.kernel().peek::<Official>(mikael).await.unwrap();
        assert_eq!(official.absence, None);
        office.world.verify().await;
    })
    .await;
}

fn jiff_days(days: i64) -> jiff::Span {
    jiff::Span::new().days(days)
}
