//! Random days at the office: no order of acts panics, both engines agree in every answer and row,
//! and rows are what the events fold to.

use std::collections::BTreeMap;

use casefile::acts::{
    About, AddDocument, AddNote, AddTravelDocument, AssignCase, Attached, Candidate, ClearVersion,
    CloseCase, CorrectPerson, FinishTask, GiveFile, HandOverTask, OpenCase, OrderBulk, Plan,
    RecordResidenceRight, Redact, RegisterPerson, ReleaseTask, ReopenCase, ReplaceDocument,
    ResumeClock, SaveFilter, SetCompetences, Standing, StopClock, TakeBackRedaction, TakeTask, To,
};
use casefile::case_clock::Wait;
use casefile::case_type::GENERAL_MATTER;
use casefile::model::DocumentKind;
use casefile::{
    Area, BulkId, BulkOrder, CASES, Case, CaseId, CaseLine, FilterId, GivenId, Giving, Hides,
    Outcome, PERSONS, Party, PersonId, PersonLine, RedactionId, ResidenceRight, Stage, TASKS,
    TaskId, TaskLine,
};
use kernel::{
    Act, Class, Done, Engine, FileId, ListQuery, NotDone, SearchQuery, StoredFile, Term, Who, fold,
};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use uuid::Uuid;

use crate::office::{Office, setup, typed};

/// Something somebody tries. Numbers choose among what there is, and sometimes what there is not.
#[derive(Debug, Clone)]
enum Try {
    Register(String, bool),
    Correct(usize, String),
    AddDocument(usize, String),
    RecordRight(usize, usize),
    Open(usize, String, bool),
    Learn(usize, bool),
    OnCase(usize, OnCase),
    GiveAway(usize, Vec<usize>, bool),
    SaveFilter(String, bool),
    DaysPass(u8),
}

/// Something tried on a case.
#[derive(Debug, Clone)]
enum OnCase {
    Note(String),
    Take,
    Release,
    HandOver(usize),
    Finish,
    Stop,
    Resume,
    Assign(usize),
    Close,
    Reopen,
    Attach(String),
    Replace(usize, String),
    Keep(usize, u8, bool),
    TakeBack(usize),
    Clear(usize),
    Give(usize, Vec<usize>),
}

const LOGINS: [&str; 5] = ["aino", "mikael", "maria", "oskari", "sari"];

fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[A-Za-zÅÄÖ]{1,12}",
        1 => any::<String>(),
        1 => Just("سارة".to_owned()),
        1 => Just(String::new()),
    ]
}

fn on_case() -> impl Strategy<Value = OnCase> {
    prop_oneof![
        2 => words().prop_map(OnCase::Note),
        2 => Just(OnCase::Take),
        1 => Just(OnCase::Release),
        1 => (0..4_usize).prop_map(OnCase::HandOver),
        2 => Just(OnCase::Finish),
        2 => Just(OnCase::Stop),
        2 => Just(OnCase::Resume),
        2 => (0..6_usize).prop_map(OnCase::Assign),
        1 => Just(OnCase::Close),
        1 => Just(OnCase::Reopen),
        3 => words().prop_map(OnCase::Attach),
        1 => (0..3_usize, words()).prop_map(|(d, text)| OnCase::Replace(d, text)),
        2 => (0..3_usize, 0..4_u8, any::<bool>()).prop_map(|(d, what, n)| OnCase::Keep(d, what, n)),
        1 => (0..3_usize).prop_map(OnCase::TakeBack),
        1 => (0..3_usize).prop_map(OnCase::Clear),
        2 => (0..4_usize, proptest::collection::vec(0..4_usize, 0..4))
            .prop_map(|(p, documents)| OnCase::Give(p, documents)),
    ]
}

fn tries() -> impl Strategy<Value = Vec<(usize, Try)>> {
    let n = 0..4_usize;
    let one = prop_oneof![
        3 => (words(), any::<bool>()).prop_map(|(name, hidden)| Try::Register(name, hidden)),
        1 => (n.clone(), words()).prop_map(|(p, name)| Try::Correct(p, name)),
        1 => (n.clone(), words()).prop_map(|(p, number)| Try::AddDocument(p, number)),
        1 => (n.clone(), n.clone()).prop_map(|(p, c)| Try::RecordRight(p, c)),
        4 => (n.clone(), words(), any::<bool>())
            .prop_map(|(p, headline, request)| Try::Open(p, headline, request)),
        1 => (n.clone(), any::<bool>()).prop_map(|(who, knows)| Try::Learn(who, knows)),
        12 => (n.clone(), on_case()).prop_map(|(c, what)| Try::OnCase(c, what)),
        2 => (0..6_usize, proptest::collection::vec(n.clone(), 0..4), any::<bool>())
            .prop_map(|(to, cases, also)| Try::GiveAway(to, cases, also)),
        1 => (words(), any::<bool>()).prop_map(|(name, shared)| Try::SaveFilter(name, shared)),
        1 => (0..40_u8).prop_map(Try::DaysPass),
    ];
    proptest::collection::vec((0..LOGINS.len(), one), 20..60)
}

fn wait() -> Wait {
    Wait { whom: "customer".to_owned(), reason: "Payslips".to_owned() }
}

/// One day on one engine.
struct Day {
    office: Office,
    people: BTreeMap<&'static str, Who>,
    persons: Vec<PersonId>,
    cases: Vec<CaseId>,
}

impl Day {
    async fn new(engine: Engine) -> Day {
        // A setup of its own each time: both engines hand out the same ids.
        let office = Office::new(setup().seed(11).world(engine).await).await;
        let mut people = BTreeMap::new();
        for login in LOGINS.into_iter().chain(["sari"]) {
            people.insert(login, office.who(login).await);
        }
        Day { office, people, persons: Vec::new(), cases: Vec::new() }
    }

    fn person(&self, n: usize) -> PersonId {
        self.persons.get(n).copied().unwrap_or(PersonId(Uuid::from_u128(1)))
    }

    fn case(&self, n: usize) -> CaseId {
        self.cases.get(n).copied().unwrap_or(CaseId(Uuid::from_u128(2)))
    }

    async fn task(&self, case: CaseId) -> TaskId {
        let (state, _) = self.office.kernel().peek::<Case>(case).await.unwrap();
        let task = state.known().and_then(|known| known.tasks.keys().next().copied());
        task.unwrap_or(TaskId(Uuid::from_u128(3)))
    }

    async fn run<A: Act>(&self, who: usize, act: A) -> String {
        self.run_as(LOGINS[who], act).await
    }

    async fn run_as<A: Act>(&self, login: &str, act: A) -> String {
        let who = &self.people[login];
        match self.office.kernel().run(who, act, kernel::Run::default()).await {
            Ok(Done { version, .. }) => format!("done at {version}"),
            Err(NotDone::Refused(refusal)) => {
                format!("refused: {} {:?}", refusal.code, refusal.field)
            }
            Err(NotDone::NotAllowed) => "not allowed".to_owned(),
            Err(other) => panic!("{other:?}"),
        }
    }

    async fn attempt(&mut self, who: usize, what: &Try) -> String {
        match what {
            Try::Register(family, hidden) => {
                let person = PersonId(self.office.kernel().next_id());
                let class = if *hidden { Class::Protected } else { Class::Normal };
                let act = RegisterPerson { person, typed: typed(family), class, another: true };
                self.persons.push(person);
                self.run(who, act).await
            }
            Try::Correct(p, family) => {
                let (person, reason) = (self.person(*p), "As in the passport".to_owned());
                self.run(who, CorrectPerson { person, typed: typed(family), reason }).await
            }
            Try::AddDocument(p, number) => {
                let (kind, number) = (DocumentKind::Passport, number.clone());
                let (person, issuer) = (self.person(*p), "AFG".to_owned());
                let (valid_from, valid_to) = (None, None);
                let act = AddTravelDocument {
                    person,
                    kind,
                    number,
                    issuer,
                    valid_from,
                    valid_to,
                    anyway: true,
                };
                self.run(who, act).await
            }
            Try::RecordRight(p, c) => {
                let (person, case) = (self.person(*p), self.case(*c));
                let (what, from) = ("permanent".to_owned(), "2026-03-16".parse().unwrap());
                let right = ResidenceRight {
                    what,
                    from,
                    until: None,
                    conditions: Vec::new(),
                    type_code: None,
                    case,
                };
                self.run(who, RecordResidenceRight { person, right }).await
            }
            Try::Learn(who, knows) => {
                let code = knows.then(|| "data-protection".to_owned());
                let (official, competences) =
                    (self.people[LOGINS[*who]].user, code.into_iter().collect());
                self.run_as("sari", SetCompetences { official, competences }).await
            }
            Try::Open(p, headline, request) => {
                let case = CaseId(self.office.kernel().next_id());
                let (applicant, headline) = (self.person(*p), headline.clone());
                self.cases.push(case);
                let kind = if *request { "data-request" } else { GENERAL_MATTER };
                let case_type = kind.to_owned();
                self.run(who, OpenCase { case, applicant, headline, case_type }).await
            }
            Try::DaysPass(days) => {
                self.office.world.days_pass(i64::from(*days));
                String::new()
            }
            Try::GiveAway(to, cases, also) => self.give_away(who, *to, cases, *also).await,
            Try::SaveFilter(name, shared) => {
                let filter = FilterId(self.office.kernel().next_id());
                let unit = shared.then(|| "HEL".to_owned());
                let (name, query) = (name.clone(), "status=open&late=1".to_owned());
                self.run(who, SaveFilter { filter, name, query, unit }).await
            }
            Try::OnCase(c, what) => self.attempt_on(who, self.case(*c), what).await,
        }
    }

    /// Orders what a preview would show, and goes through it at once.
    async fn give_away(&self, who: usize, to: usize, cases: &[usize], also: bool) -> String {
        let kernel = self.office.kernel();
        let mut standings = BTreeMap::new();
        for case in cases.iter().map(|c| self.case(*c)) {
            let (state, _) = kernel.peek::<Case>(case).await.unwrap();
            let standing = state.known().map(Standing::of);
            let seen = standing.filter(|s| self.people[LOGINS[who]].sees(&s.access));
            standings.insert(case, seen);
        }
        let to = LOGINS.get(to).map(|login| self.people[login].user);
        let mut candidates = Vec::new();
        if let Some(to) = to {
            candidates.push(Candidate::peek(kernel, to, 0).await.unwrap());
        }
        let standings: Vec<_> = standings.into_iter().collect();
        let plan = Plan::spread(&standings, candidates, also);
        let bulk = BulkId(kernel.next_id());
        let said = self.run(who, OrderBulk { bulk, plan: plan.clone() }).await;
        self.office.world.settle().await;
        let (order, _) = kernel.peek::<BulkOrder>(bulk).await.unwrap();
        let told = order.known().map(|known| (known.done, known.skipped, known.stage()));
        // What was ordered just now is done: nobody came between.
        assert!(told.is_none_or(|(done, ..)| done == plan.moves.len()), "{told:?} of {plan:?}");
        format!("{said}, {told:?}, {} stay", plan.left.len())
    }

    async fn attempt_on(&self, who: usize, case: CaseId, what: &OnCase) -> String {
        let name = "general-matter".to_owned();
        match what {
            OnCase::Note(text) => self.run(who, AddNote { case, text: text.clone() }).await,
            OnCase::Take => self.run(who, TakeTask { case, task: self.task(case).await }).await,
            OnCase::Release => {
                self.run(who, ReleaseTask { case, task: self.task(case).await }).await
            }
            OnCase::HandOver(to) => {
                let (task, to) = (self.task(case).await, self.people[LOGINS[*to]].user);
                self.run(who, HandOverTask { case, task, to }).await
            }
            OnCase::Finish => self.run(who, FinishTask { case, task: self.task(case).await }).await,
            OnCase::Stop => self.run(who, StopClock { case, name, wait: wait() }).await,
            OnCase::Resume => self.run(who, ResumeClock { case, name }).await,
            OnCase::Assign(to) => {
                let to = LOGINS.get(*to).map(|login| self.people[login].user);
                self.run(who, AssignCase { case, to }).await
            }
            OnCase::Attach(_)
            | OnCase::Replace(..)
            | OnCase::Keep(..)
            | OnCase::TakeBack(_)
            | OnCase::Clear(_)
            | OnCase::Give(..) => self.attempt_giving(who, case, what).await,
            OnCase::Close => self.run(who, CloseCase { case, outcome: Outcome::Done }).await,
            OnCase::Reopen => {
                let reason = "A new document".to_owned();
                self.run(who, ReopenCase { case, reason }).await
            }
        }
    }

    /// A document of a case by its place, replaced ones included; sometimes one that is not there.
    async fn document(&self, case: CaseId, n: usize) -> FileId {
        let (state, _) = self.office.kernel().peek::<Case>(case).await.unwrap();
        let document = state.known().and_then(|known| known.documents.get(n));
        document.map_or(FileId(Uuid::from_u128(4)), |(_, _, document)| document.file)
    }

    async fn stored(&self, case: CaseId, text: &str) -> StoredFile {
        let mut writer = self.office.kernel().begin_file(case, 1_000_000).await.unwrap();
        writer.write(format!("Text {text}").as_bytes()).await.unwrap();
        writer.finish("text/plain").await.unwrap()
    }

    async fn attempt_giving(&self, who: usize, case: CaseId, what: &OnCase) -> String {
        match what {
            OnCase::Attach(text) => {
                let (file, name) = (self.stored(case, text).await, "letter.txt".to_owned());
                let (files, about) = (vec![Attached { file, name }], About::default());
                self.run(who, AddDocument { case, files, about }).await
            }
            OnCase::Replace(d, text) => {
                let (file, name) = (self.stored(case, text).await, "newer.txt".to_owned());
                let old = self.document(case, *d).await;
                self.run(who, ReplaceDocument { case, old, file, name }).await
            }
            OnCase::Keep(d, what, named) => {
                let hides = match what {
                    0 => Hides::Pages([1].into()),
                    1 => Hides::Areas(vec![Area { page: 1, left: 0, top: 0, width: 9, height: 9 }]),
                    _ => Hides::Whole,
                };
                let (file, note) = (self.document(case, *d).await, "Why".to_owned());
                let (ground, named) = ("child-interest".to_owned(), Some(*named));
                let (from, length) = (None, 0);
                let act = Redact { case, file, hides, ground, named, from, note, length };
                self.run(who, act).await
            }
            OnCase::TakeBack(n) => {
                let (giving, _) = self.office.kernel().peek::<Giving>(case).await.unwrap();
                let redaction = giving.redactions.keys().nth(*n).copied();
                let redaction = redaction.unwrap_or(RedactionId(Uuid::from_u128(5)));
                let reason = "A mistake".to_owned();
                self.run(who, TakeBackRedaction { case, redaction, reason }).await
            }
            OnCase::Clear(d) => {
                let (file, note) = (self.document(case, *d).await, "Seen".to_owned());
                self.run(who, ClearVersion { case, file, note }).await
            }
            OnCase::Give(p, documents) => self.give(who, case, *p, documents).await,
            other => panic!("{other:?}"),
        }
    }

    /// Orders a file and makes it at once: nobody came between, so that it is made.
    async fn give(&self, who: usize, case: CaseId, p: usize, documents: &[usize]) -> String {
        let mut files = Vec::new();
        for n in documents {
            files.push(self.document(case, *n).await);
        }
        let given = GivenId(self.office.kernel().next_id());
        let to = To { party: Party::Person(self.person(p)), representation: None };
        let (language, purpose) = ("sv".to_owned(), "Asked".to_owned());
        let act = GiveFile { case, given, to, documents: files, language, purpose };
        let said = self.run(who, act).await;
        self.office.world.settle().await;
        let (giving, _) = self.office.kernel().peek::<Giving>(case).await.unwrap();
        let stage = giving.given.get(&given).map(|given| &given.stage);
        let shown = match stage {
            None => "not ordered".to_owned(),
            Some(Stage::Made { page_count, .. }) => format!("made with {page_count}"),
            other => panic!("{other:?} although {said}"),
        };
        format!("{said}, {shown}")
    }

    /// Every row of every list as the machine sees them.
    async fn rows(&self) -> Vec<String> {
        let (kernel, machine) = (self.office.kernel(), Who::machine());
        let query = ListQuery { limit: 100, ..ListQuery::default() };
        let mut rows = Vec::new();
        for row in CASES.page(kernel, &machine, &query).await.unwrap().rows {
            rows.push(format!("{:?}", CaseLine::read(&row).unwrap()));
        }
        for row in TASKS.page(kernel, &machine, &query).await.unwrap().rows {
            rows.push(format!("{:?}", TaskLine::read(&row).unwrap()));
        }
        let everybody = SearchQuery {
            terms: vec![Term::Beginning("a".to_owned())],
            limit: 100,
            ..SearchQuery::default()
        };
        for row in PERSONS.page(kernel, &machine, &everybody).await.unwrap().rows {
            rows.push(format!("{:?}", PersonLine::read(&row).unwrap()));
        }
        rows
    }

    /// What is folded as it goes is what a fold of the whole record gives.
    async fn replayed(&self) {
        for case in &self.cases {
            let (live, version) = self.office.kernel().peek::<Case>(*case).await.unwrap();
            if version == 0 {
                continue;
            }
            let machine = Who::machine();
            let opened = self.office.kernel().open::<Case>(&machine, *case, casefile::SEE, "test");
            let opened = opened.await.unwrap();
            assert_eq!(fold::<Case>(&opened.events).unwrap(), *live);
        }
        self.office.world.settle().await;
        self.office.world.verify().await;
    }
}

async fn both_agree(tries: Vec<(usize, Try)>) -> Result<(), TestCaseError> {
    let (mut sqlite, mut postgres) =
        (Day::new(Engine::Sqlite).await, Day::new(Engine::Postgres).await);
    for (who, what) in &tries {
        let (a, b) = (sqlite.attempt(*who, what).await, postgres.attempt(*who, what).await);
        prop_assert_eq!(a, b, "{} {:?}", LOGINS[*who], what);
    }
    prop_assert_eq!(sqlite.rows().await, postgres.rows().await);
    sqlite.replayed().await;
    postgres.replayed().await;
    Ok(())
}

#[test]
fn no_day_at_the_office_breaks_anything() {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.unwrap();
    let config =
        Config { cases: 4, max_shrink_iters: 60, failure_persistence: None, ..Config::default() };
    let outcome =
        TestRunner::new(config).run(&tries(), |tries| runtime.block_on(both_agree(tries)));
    outcome.unwrap();
}
