//! How long cases took lately, as whoever applies is told: from rows of the house, of enough cases, and of no
//! others.

use casefile::model::{CaseNumber, Headline};
use casefile::{Case, CaseEvent, CaseId, Outcome, PersonId};
use kernel::{Act, Changes, Class, Ctx, Fault, Read, Refusal, Right, Run, Sealed, Who};
use uuid::Uuid;

use crate::house::{AMINA, House, in_houses, sent};

/// Something happens to a case.
struct Happens {
    case: CaseId,
    events: Vec<CaseEvent>,
}

impl Act for Happens {
    const NAME: &'static str = "test.happens";
    const RIGHT: Right = Right::MACHINE;
    type State = Case;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, _: &Case, (): &(), _: &Ctx<'_>) -> Result<Changes, Refusal> {
        let events = self.events.iter();
        Ok(events.fold(Changes::new(), |changes, event| changes.record(self.case, event)))
    }
}

async fn happens(house: &House, case: CaseId, events: Vec<CaseEvent>) {
    let act = Happens { case, events };
    house.kernel().run(&Who::machine(), act, Run::default()).await.unwrap();
}

async fn opened(house: &House, n: u64, case_type: &str, class: Class) -> CaseId {
    let case = CaseId(house.kernel().next_id());
    let opened = CaseEvent::Opened {
        number: CaseNumber::new("TKU", 2026, n).unwrap(),
        headline: Sealed::new(case, Headline::new("Studies").unwrap()),
        applicant: PersonId(house.kernel().next_id()),
        unit: "TKU".into(),
        class,
        case_type: case_type.into(),
        status: "received".into(),
    };
    happens(house, case, vec![opened]).await;
    case
}

async fn closed(house: &House, case: CaseId, status: &str, outcome: Outcome) {
    let status = CaseEvent::StatusSet { status: status.to_owned() };
    happens(house, case, vec![status, CaseEvent::Closed { outcome }]).await;
}

const BEGIN: &str = "/apply/student-degree/begin";

#[tokio::test]
async fn whoever_applies_reads_how_long_such_cases_took_once_there_are_enough() {
    in_houses(|house| async move {
        let mut cases = Vec::new();
        for n in 1..=24 {
            cases.push(opened(&house, n, "student-degree", Class::Normal).await);
        }
        // These took a day and are not among those that are counted.
        let other = opened(&house, 90, "specialist", Class::Normal).await;
        let protected = opened(&house, 91, "student-degree", Class::Protected).await;
        let withdrawn = opened(&house, 92, "student-degree", Class::Normal).await;
        let undecided = opened(&house, 93, "student-degree", Class::Normal).await;
        house.world.days_pass(1);
        closed(&house, other, "decided", Outcome::Done).await;
        closed(&house, protected, "decided", Outcome::Done).await;
        closed(&house, withdrawn, "received", Outcome::Withdrawn).await;
        closed(&house, undecided, "received", Outcome::Done).await;
        for (n, case) in cases.iter().enumerate() {
            if n == 19 {
                let page = house.browser(&house.amina).await.get(BEGIN).await;
                assert!(page.status == 200 && !page.has("nine in ten"), "too few: {}", page.body);
            }
            if n > 0 {
                house.world.days_pass(1);
            }
            closed(&house, *case, "decided", Outcome::Done).await;
        }
        let mut amina = house.browser(&house.amina).await;
        let page = amina.get(BEGIN).await;
        let words = "Of 24 cases like this decided since 3 March 2026, half took at most 12 days \
                     and nine in ten at most 22 days";
        assert!(page.has(words), "{}", page.body);
        assert!(page.has("Within 90 days of a complete application"), "{}", page.body);
        let path = sent(&mut amina, AMINA).await;
        house.world.settle().await;
        assert!(amina.get(&format!("{path}/sent")).await.has(words));
        // The confirmation keeps what was so on that day.
        assert!(amina.get(&format!("{path}/messages")).await.has(words));
        let mine = amina.get("/applications").await;
        assert!(mine.has("nine in ten such cases took at most 22 days"), "{}", mine.body);
        // Opened again it is not decided any more.
        let reason = Sealed::new(cases[0], "Appeal".to_owned());
        happens(&house, cases[0], vec![CaseEvent::Reopened { reason }]).await;
        assert!(amina.get(BEGIN).await.has("Of 23 cases"));
        house.world.days_pass(181);
        let mut amina = house.browser(&house.amina).await;
        let page = amina.get(BEGIN).await;
        assert!(page.status == 200 && !page.has("nine in ten"), "what is long past says nothing");
        house.world.verify().await;
    })
    .await;
}
