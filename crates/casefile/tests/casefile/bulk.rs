//! Many cases given to colleagues at once: the preview, the order, and the way back.

use casefile::acts::{AssignCase, CancelBulk, CloseCase, OrderBulk, Plan, UndoBulk};
use casefile::case_type::GENERAL_MATTER;
use casefile::model::{CaseNumber, Headline};
use casefile::{
    BULK_CASES, BulkCaseLine, BulkId, BulkOrder, CaseEvent, CaseId, Left, Move, Outcome, Skip,
    TaskState,
};
use kernel::{Changes, Class, EnableUser, ListQuery, NewStream, NotDone, Run, Sealed, UserId, Who};
use testkit::Shown;

use crate::office::{Office, in_offices, moved, refused};

/// Free cases of aino's unit.
async fn free(office: &Office, count: usize) -> Vec<CaseId> {
    let person = office.person("Rahimi", Class::Normal).await;
    let mut cases = Vec::new();
    for n in 0..count {
        cases.push(office.open("aino", person, &format!("Matter {n}")).await);
    }
    cases
}

/// So many cases as they come from elsewhere, without tasks and time limits.
async fn many(office: &Office, count: u64) {
    let at = office.world.now();
    let applicant = office.person("Haddad", Class::Normal).await;
    let streams = (1..=count).map(|n| {
        let case = CaseId(office.kernel().next_id());
        let opened = CaseEvent::Opened {
            number: CaseNumber::new("HEL", 2025, n).unwrap(),
            headline: Sealed::new(case, Headline::new("Loaded").unwrap()),
            applicant,
            unit: "HEL".to_owned(),
            class: Class::Normal,
            case_type: GENERAL_MATTER.to_owned(),
            status: "received".to_owned(),
        };
        NewStream { stages: vec![(at, Changes::one(case, &opened))] }
    });
    let machine = Who::machine();
    office.kernel().load_streams(&machine, "test.load", streams.collect()).await.unwrap();
}

async fn ids(office: &Office) -> [UserId; 3] {
    [office.who("aino").await.user, office.who("mikael").await.user, office.who("sari").await.user]
}

/// Orders that free cases go to somebody.
async fn order(office: &Office, cases: &[CaseId], to: UserId) -> BulkId {
    let each = |case: &CaseId| Move { case: *case, from: None, to: Some(to) };
    let plan = Plan { moves: cases.iter().map(each).collect(), left: Vec::new() };
    give(office, plan).await
}

async fn give(office: &Office, plan: Plan) -> BulkId {
    let bulk = BulkId(office.kernel().next_id());
    office.run("sari", OrderBulk { bulk, plan }).await.unwrap();
    bulk
}

async fn handler(office: &Office, case: CaseId) -> Option<UserId> {
    office.known(case).await.handler
}

/// What became of the cases of an order, as somebody sees them.
async fn results(office: &Office, login: &str, bulk: BulkId) -> Vec<(CaseId, String)> {
    let mut query = ListQuery {
        filters: vec![("bulk".to_owned(), bulk.to_string())],
        limit: 100,
        ..ListQuery::default()
    };
    let mut found = Vec::new();
    loop {
        let page =
            BULK_CASES.page(office.kernel(), &office.who(login).await, &query).await.unwrap();
        let lines = page.rows.iter().map(|row| BulkCaseLine::read(row).unwrap());
        found.extend(lines.map(|line| (line.case, line.result)));
        match page.next {
            None => return found,
            after => query.after = after,
        }
    }
}

fn preview_path(cases: &[CaseId], to: &[UserId], more: &str) -> String {
    let cases: String = cases.iter().map(|case| format!("case={case}&")).collect();
    let to: String = to.iter().map(|to| format!("to={to}&")).collect();
    format!("/cases/assign?{cases}{to}{more}")
}

fn plan_of(preview: &Shown) -> Plan {
    assert_eq!(preview.status, 200, "{}", preview.body);
    let hidden = preview.form("/bulk").unwrap_or_else(|| panic!("no order in {}", preview.body));
    let plan = hidden.into_iter().find(|(name, _)| name == "plan").unwrap().1;
    Plan::decode(&plan).unwrap()
}

/// The order a press of the button led to.
fn ordered(shown: &Shown) -> BulkId {
    let to = moved(shown);
    let id = to.strip_prefix("/progress/").unwrap().split('?').next().unwrap();
    assert_eq!(to, format!("/progress/{id}?to=/bulk/{id}"));
    id.parse().unwrap()
}

#[tokio::test]
async fn the_preview_says_what_the_job_then_does() {
    in_offices(|office| async move {
        let [aino, mikael, _] = ids(&office).await;
        let mut cases = free(&office, 5).await;
        office.run("aino", AssignCase { case: cases[3], to: Some(mikael) }).await.unwrap();
        let closed = CloseCase { case: cases[4], outcome: Outcome::Done };
        office.run("aino", closed).await.unwrap();
        let hidden = office.person("Karzai", Class::Protected).await;
        cases.push(office.open("maria", hidden, "Protected").await);

        let mut sari = office.browser("sari").await;
        let before = sari.get(&preview_path(&cases, &[], "")).await;
        assert!(before.has("6 cases are chosen") && before.form("/bulk").is_none());
        // Mikael has one already, so Aino gets the first two.
        let path = preview_path(&cases, &[mikael, aino], "");
        let preview = sari.get(&path).await;
        assert!(preview.has("3 cases would go to somebody"), "{}", preview.body);
        assert!(preview.has("3 cases would stay as they are"), "{}", preview.body);
        assert!(!preview.has("Protected"), "{}", preview.body);
        let plan = plan_of(&preview);
        let to: Vec<_> = plan.moves.iter().map(|moved| moved.to).collect();
        assert_eq!(to.iter().filter(|to| **to == Some(aino)).count(), 2, "{plan:?}");
        let left = |case: usize, why| Left { case: cases[case], why };
        let stay = [left(3, Skip::Already), left(4, Skip::Closed), left(5, Skip::Unseen)];
        assert_eq!(plan.left, stay);
        assert_eq!(handler(&office, cases[0]).await, None, "a preview changes nothing");

        let bulk = ordered(&sari.press(&path, "/bulk").await);
        assert!(sari.get(&format!("/bulk/{bulk}")).await.has("3 cases wait for their turn"));
        office.world.settle().await;
        for Move { case, to, .. } in &plan.moves {
            assert_eq!(handler(&office, *case).await, *to);
            let task = office.known(*case).await.tasks.values().next().unwrap().state;
            assert_eq!(task, TaskState::Taken(to.unwrap()));
        }
        assert_eq!(handler(&office, cases[3]).await, Some(mikael));
        let told = results(&office, "sari", bulk).await;
        let codes: Vec<_> = told.iter().map(|(_, result)| result.as_str()).collect();
        assert_eq!(codes, ["done", "done", "done", "already", "closed"]);
        let page = sari.get(&format!("/bulk/{bulk}")).await;
        for words in ["Finished", "3 cases went to somebody", "3 cases stayed as they were"] {
            assert!(page.has(words), "{words}: {}", page.body);
        }
        let progress = sari.get(&format!("/progress/{bulk}")).await;
        assert!(progress.has("Done."), "{}", progress.body);
        assert!(sari.get("/bulk").await.has(&format!("/bulk/{bulk}")));
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn a_case_taken_between_preview_and_job_is_skipped_and_reported() {
    in_offices(|office| async move {
        let [aino, mikael, sari_id] = ids(&office).await;
        let cases = free(&office, 3).await;
        office.run("aino", AssignCase { case: cases[2], to: Some(aino) }).await.unwrap();
        let mut sari = office.browser("sari").await;
        let path = preview_path(&cases, &[mikael], "also=1");
        let plan = plan_of(&sari.get(&path).await);
        assert_eq!(plan.moves[2].from, Some(aino));
        let bulk = ordered(&sari.press(&path, "/bulk").await);
        // Meanwhile one is taken, and one that was to be taken over goes to somebody else.
        office.run("aino", AssignCase { case: cases[0], to: Some(aino) }).await.unwrap();
        office.run("aino", AssignCase { case: cases[2], to: Some(sari_id) }).await.unwrap();
        office.world.settle().await;
        let told = results(&office, "sari", bulk).await;
        let codes: Vec<_> = told.iter().map(|(_, result)| result.as_str()).collect();
        assert_eq!(codes, ["taken", "done", "taken"]);
        let handlers = [aino, mikael, sari_id].map(Some);
        for (case, holds) in cases.iter().zip(handlers) {
            assert_eq!(handler(&office, *case).await, holds);
        }
        let page = sari.get(&format!("/bulk/{bulk}?result=taken")).await;
        assert!(page.has("Somebody has it") && !page.has("Matter 1"), "{}", page.body);
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn cases_go_back_to_whoever_had_them_but_for_what_went_on_since() {
    in_offices(|office| async move {
        let [aino, mikael, sari_id] = ids(&office).await;
        let cases = free(&office, 3).await;
        office.run("aino", AssignCase { case: cases[1], to: Some(aino) }).await.unwrap();
        let from = [None, Some(aino), None];
        let each =
            cases.iter().zip(from).map(|(case, from)| Move { case: *case, from, to: Some(mikael) });
        let bulk = give(&office, Plan { moves: each.collect(), left: Vec::new() }).await;
        let back = BulkId(office.kernel().next_id());
        let undo = UndoBulk { bulk: back, of: bulk };
        assert_eq!(refused(office.run("sari", undo).await), "bulk-runs");
        office.world.settle().await;
        office.run("aino", AssignCase { case: cases[2], to: Some(sari_id) }).await.unwrap();

        let mut sari = office.browser("sari").await;
        let form = format!("/bulk/{bulk}/undo");
        let asks = sari.get(&form).await;
        assert!(asks.has("Each of the 3 cases goes back"), "{}", asks.body);
        let back = ordered(&sari.fill(&form, &[]).await);
        office.world.settle().await;
        let holds = [None, Some(aino), Some(sari_id)];
        for (case, holds) in cases.iter().zip(holds) {
            assert_eq!(handler(&office, *case).await, holds);
        }
        let told = results(&office, "sari", back).await;
        let codes: Vec<_> = told.iter().map(|(_, result)| result.as_str()).collect();
        assert_eq!(codes, ["done", "done", "taken"]);
        assert!(sari.get(&format!("/bulk/{back}")).await.has(&format!("/bulk/{bulk}")));
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn an_order_that_is_stopped_leaves_the_rest_as_it_is() {
    in_offices(|office| async move {
        let [_, mikael, sari_id] = ids(&office).await;
        let cases = free(&office, 2).await;
        let bulk = order(&office, &cases, mikael).await;
        office.run("sari", CancelBulk { bulk }).await.unwrap();
        office.world.settle().await;
        assert_eq!(handler(&office, cases[0]).await, None);
        let mut sari = office.browser("sari").await;
        let page = sari.get(&format!("/bulk/{bulk}")).await;
        assert!(page.has("Stopped") && page.has("Not done"), "{}", page.body);
        assert_eq!(refused(office.run("sari", CancelBulk { bulk }).await), "bulk-over");

        // A lead who may do so no longer orders nothing more.
        let bulk = order(&office, &cases, mikael).await;
        let disable = EnableUser { id: sari_id, enabled: false };
        office.kernel().run(&Who::machine(), disable, Run::default()).await.unwrap();
        office.world.settle().await;
        assert_eq!(handler(&office, cases[0]).await, None);
        let (state, _) = office.kernel().peek::<BulkOrder>(bulk).await.unwrap();
        assert_eq!(state.known().unwrap().stage(), "not_allowed");
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn only_leads_of_the_unit_order_and_see_what_became_of_it() {
    in_offices(|office| async move {
        let [_, mikael, _] = ids(&office).await;
        let cases = free(&office, 2).await;
        let plan = Plan { moves: Vec::new(), left: Vec::new() };
        let bulk = BulkId(office.kernel().next_id());
        let done = office.run("aino", OrderBulk { bulk, plan }).await;
        assert!(matches!(done, Err(NotDone::NotAllowed)), "{done:?}");
        let bulk = order(&office, &cases, mikael).await;
        office.world.settle().await;

        let mut aino = office.browser("aino").await;
        let list = aino.get("/cases").await;
        assert!(!list.has("/cases/assign") && !list.has("type=\"checkbox\" name=\"case\""));
        for path in ["/bulk".to_owned(), format!("/bulk/{bulk}"), "/cases/assign".to_owned()] {
            assert_eq!(aino.get(&path).await.status, 403, "{path}");
        }
        // A lead of another unit.
        let other = office.world.user("Eeva", "TKU", &["lead"]).await;
        let opened = office.kernel().open::<BulkOrder>(&other, bulk, casefile::LEAD, "test").await;
        assert!(matches!(opened, Err(NotDone::NotFound)), "{opened:?}");
        let back = UndoBulk { bulk: BulkId(office.kernel().next_id()), of: bulk };
        let undone = office.kernel().run(&other, back, Run::default()).await;
        assert_eq!(refused(undone), "bulk-unknown");
        // Whoever may not see a case does not find it among the results either.
        let query = ListQuery {
            filters: vec![("bulk".to_owned(), bulk.to_string())],
            limit: 10,
            ..ListQuery::default()
        };
        let page = BULK_CASES.page(office.kernel(), &other, &query).await.unwrap();
        assert!(page.rows.is_empty());
    })
    .await;
}

#[tokio::test]
async fn all_that_match_are_assigned_at_once_up_to_a_limit_that_is_said() {
    in_offices(|office| async move {
        let [aino, ..] = ids(&office).await;
        let cases = free(&office, 3).await;
        office.run("aino", AssignCase { case: cases[0], to: Some(aino) }).await.unwrap();
        let mut sari = office.browser("sari").await;
        let list = sari.get("/cases?handler=nobody").await;
        assert!(list.has("2 cases match") && list.has("Assign all 2"), "{}", list.body);
        let path = format!("/cases/assign?handler=nobody&all=1&to={aino}");
        let plan = plan_of(&sari.get(&path).await);
        assert_eq!((plan.moves.len(), plan.left.len()), (2, 0));
        let none = sari.get("/cases/assign?handler=nobody").await;
        assert!(none.has("No case was chosen"), "{}", none.body);

        many(&office, 2_001).await;
        let list = sari.get("/cases").await;
        assert!(list.has("More than 2000 cases match"), "{}", list.body);
        assert!(!list.has("name=\"all\""), "{}", list.body);
        let refused = sari.get(&format!("/cases/assign?all=1&to={aino}")).await;
        assert_eq!(refused.status, 200);
        assert!(refused.has("so many are not assigned at once"), "{}", refused.body);
        assert!(refused.form("/bulk").is_none());
    })
    .await;
}

#[tokio::test]
async fn a_plan_that_nobody_previewed_is_refused() {
    in_offices(|office| async move {
        let [_, mikael, _] = ids(&office).await;
        let cases = free(&office, 1).await;
        let mut sari = office.browser("sari").await;
        let preview = sari.get(&preview_path(&cases, &[mikael], "")).await;
        let hidden = preview.form("/bulk").unwrap();
        let value = |name: &str| hidden.iter().find(|(n, _)| n == name).unwrap().1.clone();
        let (csrf, once, plan) = (value("csrf"), value("once"), value("plan"));
        for (plan, status) in [
            (String::new(), 400),
            ("x:y".to_owned(), 400),
            (format!("{plan}.{plan}"), 422),
            (format!("{}:closed", cases[0]), 422),
        ] {
            let pairs = [("csrf", &*csrf), ("once", &once), ("plan", &plan)];
            assert_eq!(sari.post("/bulk", &pairs).await.status, status, "{plan}");
        }
        // Pressed twice, it is ordered once.
        let pairs = [("csrf", &*csrf), ("once", &once), ("plan", &plan)];
        let first = ordered(&sari.post("/bulk", &pairs).await);
        assert_eq!(ordered(&sari.post("/bulk", &pairs).await), first);
        office.world.settle().await;
        assert_eq!(results(&office, "sari", first).await, [(cases[0], "done".to_owned())]);
    })
    .await;
}
