//! What a compartment has stopped is not done, and nobody outside learns more than that.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::Mutex;

use casefile::acts::{
    AddParty, AddRepresentative, CloseCase, ComparePersons, HandOverHold, LiftHold, PlaceHold,
    ProtectCase, RecordAbsence, ReviewHold,
};
use casefile::hold::{self, ActKind, Standing};
use casefile::model::{Agent, Compartment, Grounds, RepresentativeRole, Verdict};
use casefile::{Case, CaseId, Hold, HoldId, HoldState, Outcome, Party, PersonId};
use kernel::{
    AUDIT, Act, ChangeUser, Changes, Class, Ctx, EnableUser, Fault, Kernel, ListQuery, NotDone,
    Read, Refusal, Right, Run, User, Who,
};
use testkit::{Browser, Shown};
use uuid::Uuid;

use crate::office::{Office, in_offices, moved, refused};

const STOPPED: &str = "stopped-ask-duty-desk";

fn circle(code: &str) -> Uuid {
    Compartment::coded(code).unwrap().id
}

/// A hold of a member, answered for by another.
pub async fn place(
    office: &Office,
    (by, owner): (&str, &str),
    person: PersonId,
    compartment: &str,
    kinds: &[ActKind],
) -> HoldId {
    let hold = HoldId(office.kernel().next_id());
    let act = PlaceHold {
        hold,
        person,
        compartment: circle(compartment),
        kinds: kinds.iter().copied().collect(),
        owner: office.who(owner).await.user,
        review_on: office.kernel().now().date().saturating_add(jiff::Span::new().days(30)),
        reason: format!("Known to {owner} alone"),
    };
    office.run(by, act).await.unwrap();
    hold
}

pub async fn lift(office: &Office, by: &str, hold: HoldId) {
    office.run(by, LiftHold { hold, reason: "Over".to_owned() }).await.unwrap();
}

/// A system that removes people, as far as a hold has to do with it.
struct Remove(PersonId, ActKind);

impl Act for Remove {
    const NAME: &'static str = "test.remove";
    const RIGHT: Right = casefile::WORK;
    type State = Case;
    type Inputs = Standing;

    fn stream(&self) -> Uuid {
        Uuid::from_u128(99)
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Standing, Fault> {
        hold::look(read, self.0, self.1).await
    }

    fn decide(&self, _: &Case, standing: &Standing, _: &Ctx<'_>) -> Result<Changes, Refusal> {
        standing.free().map(|()| Changes::new())
    }
}

#[tokio::test]
async fn each_kind_of_act_is_stopped_until_the_last_hold_is_lifted() {
    in_offices(|office| async move {
        let person = office.person("Rahimi", Class::Normal).await;
        for kind in ActKind::ALL {
            office.run("aino", Remove(person, kind)).await.unwrap();
            let ours = place(&office, ("ritva", "ritva"), person, "trafficking", &[kind]).await;
            for other in ActKind::ALL {
                let done = office.run("aino", Remove(person, other)).await;
                assert_eq!(done.is_err(), other == kind, "{kind:?} {other:?}");
            }
            let too = place(&office, ("eero", "eero"), person, "trafficking", &[kind]).await;
            lift(&office, "ritva", ours).await;
            assert_eq!(refused(office.run("aino", Remove(person, kind)).await), STOPPED);
            lift(&office, "ritva", too).await;
            office.run("aino", Remove(person, kind)).await.unwrap();
        }
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn acts_of_the_file_that_a_hold_can_stop_ask_first() {
    in_offices(|office| async move {
        let [person, spouse] = [
            office.person("Rahimi", Class::Normal).await,
            office.person("Noori", Class::Normal).await,
        ];
        let case = office.open("aino", person, "Address of residence").await;
        let close = |outcome| CloseCase { case, outcome };
        let add = || AddParty { case, party: Party::Person(spouse), role: "spouse".to_owned() };
        let represent = || AddRepresentative {
            person,
            agent: Agent::Person(spouse),
            role: RepresentativeRole::Agent,
            case: None,
            from: None,
            until: None,
            basis: "Power of attorney".to_owned(),
        };
        let everything = ActKind::ALL;
        let hold = place(&office, ("ritva", "eero"), person, "trafficking", &everything).await;
        assert_eq!(refused(office.run("aino", close(Outcome::Withdrawn)).await), STOPPED);
        assert_eq!(refused(office.run("aino", add()).await), STOPPED);
        assert_eq!(refused(office.run("aino", represent()).await), STOPPED);
        // The members themselves lift it first: then it stands in its history why.
        assert_eq!(refused(office.run("eero", add()).await), STOPPED);
        lift(&office, "eero", hold).await;
        office.run("aino", add()).await.unwrap();
        office.run("aino", represent()).await.unwrap();
        // Whoever is a party beside the applicant is kept from new parties as well.
        let hold =
            place(&office, ("eero", "eero"), spouse, "protected-identity", &[ActKind::Notice]);
        let hold = hold.await;
        let third = Party::Person(office.person("Karimi", Class::Normal).await);
        let third = || AddParty { case, party: third, role: "sponsor".to_owned() };
        assert_eq!(refused(office.run("aino", third()).await), STOPPED);
        lift(&office, "eero", hold).await;
        office.run("aino", third()).await.unwrap();
        // What was asked for may be done in any case.
        place(&office, ("ritva", "eero"), person, "trafficking", &everything).await;
        office.run("aino", close(Outcome::Done)).await.unwrap();
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn another_record_of_the_same_person_is_stopped_too() {
    in_offices(|office| async move {
        let [one, other] = [
            office.person("Rahimi", Class::Protected).await,
            office.person("Rahimy", Class::Normal).await,
        ];
        place(&office, ("ritva", "ritva"), one, "security", &[ActKind::Removal]).await;
        office.run("aino", Remove(other, ActKind::Removal)).await.unwrap();
        for by in ["maria", "ritva"] {
            let grounds = Grounds { reasons: "One face".into(), evidence: "Photo".into() };
            let act = ComparePersons { person: one, other, found: Verdict::Same, grounds };
            office.run(by, act).await.unwrap();
        }
        // She may not see the other record, and is stopped by it.
        assert_eq!(refused(office.run("aino", Remove(other, ActKind::Removal)).await), STOPPED);
    })
    .await;
}

/// Closes a case as lapsed; after it has asked, and before it commits, somebody places a hold.
struct SlowClose {
    close: CloseCase,
    meanwhile: Mutex<Option<(Kernel, Who, PlaceHold)>>,
}

impl Act for SlowClose {
    const NAME: &'static str = "test.slow_close";
    const RIGHT: Right = casefile::WORK;
    type State = Case;
    type Inputs = Standing;

    fn stream(&self) -> Uuid {
        self.close.stream()
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Standing, Fault> {
        let standing = self.close.inputs(read).await?;
        let meanwhile = self.meanwhile.lock().unwrap().take();
        if let Some((kernel, who, hold)) = meanwhile {
            assert_eq!(standing, Standing::Free);
            kernel.run(&who, hold, Run::default()).await.unwrap();
        }
        Ok(standing)
    }

    fn decide(&self, case: &Case, standing: &Standing, ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
        self.close.decide(case, standing, ctx)
    }
}

#[tokio::test]
async fn an_act_and_a_hold_placed_at_the_same_moment_do_not_both_win() {
    in_offices(|office| async move {
        let person = office.person("Rahimi", Class::Normal).await;
        // The first time nothing was ever stopped for the person, the second time something was.
        for _ in 0..2 {
            let case = office.open("aino", person, "Address of residence").await;
            let hold = HoldId(office.kernel().next_id());
            let ritva = office.who("ritva").await;
            let placed = PlaceHold {
                hold,
                person,
                compartment: circle("trafficking"),
                kinds: [ActKind::AdverseDecision].into(),
                owner: ritva.user,
                review_on: office.kernel().now().date().saturating_add(jiff::Span::new().days(9)),
                reason: "A threat".to_owned(),
            };
            let meanwhile = Mutex::new(Some((office.world.beside().await, ritva, placed)));
            let close = CloseCase { case, outcome: Outcome::Withdrawn };
            let (_, seen) = office.kernel().peek::<Case>(case).await.unwrap();
            let run = Run { seen: Some(seen), ..Run::default() };
            let aino = office.who("aino").await;
            let done = office.kernel().run(&aino, SlowClose { close, meanwhile }, run).await;
            // Not that somebody changed the case since: that would tell that something happened.
            assert_eq!(refused(done), STOPPED);
            assert_eq!(office.known(case).await.status, casefile::Status::Open);
            lift(&office, "ritva", hold).await;
        }
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn two_processes_stop_and_close_at_once_and_one_of_them_wins() {
    in_offices(|office| async move {
        let other = office.world.beside().await;
        for n in 0..8 {
            let person = office.person(&format!("Rahimi{n}"), Class::Normal).await;
            let case = office.open("aino", person, "Address of residence").await;
            let (aino, ritva) = (office.who("aino").await, office.who("ritva").await);
            let placed = PlaceHold {
                hold: HoldId(other.next_id()),
                person,
                compartment: circle("security"),
                kinds: [ActKind::AdverseDecision].into(),
                owner: ritva.user,
                review_on: other.now().date().saturating_add(jiff::Span::new().days(9)),
                reason: "A threat".to_owned(),
            };
            let close = CloseCase { case, outcome: Outcome::Withdrawn };
            let (closed, placed) = tokio::join!(
                office.kernel().run(&aino, close, Run::default()),
                other.run(&ritva, placed, Run::default())
            );
            placed.unwrap();
            let open = office.known(case).await.status == casefile::Status::Open;
            match closed {
                Ok(_) => assert!(!open),
                Err(NotDone::Refused(refusal)) => assert!(open && refusal.code == STOPPED),
                Err(other) => panic!("{other:?}"),
            }
        }
        office.world.verify().await;
    })
    .await;
}

/// An answer without the tokens that differ each time it is asked for: all else is compared byte by
/// byte.
fn answer(shown: &Shown) -> (u16, Vec<String>, String) {
    let headers = shown.headers.iter();
    let headers = headers.map(|(name, value)| {
        untokened(&format!("{name}: {}", String::from_utf8_lossy(value.as_bytes())))
    });
    (shown.status.as_u16(), headers.collect(), untokened(&shown.body))
}

/// A text with `#` for each id, nonce and form token.
fn untokened(text: &str) -> String {
    let within = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let words = text.split_inclusive(|c| !within(c)).map(|part| {
        let (word, end) = part.split_at(part.trim_end_matches(|c| !within(c)).len());
        let id = word.strip_prefix("nonce-").unwrap_or(word);
        let token = word.len() > 80 || Uuid::parse_str(id).is_ok();
        format!("{}{end}", if token { "#" } else { word })
    });
    words.collect()
}

/// All that an outsider can ask about a person and their case without trying anything.
async fn pages(browser: &mut Browser, person: PersonId, case: CaseId) -> Vec<String> {
    let mut answers = Vec::new();
    for path in [
        format!("/persons/{person}"),
        format!("/cases/{case}"),
        format!("/cases/{case}/history"),
        format!("/cases/{case}/close"),
        format!("/cases/{case}/parties/find"),
        format!("/persons/{person}/representatives/new?other={person}"),
        "/cases".to_owned(),
        "/persons?q=rahimi".to_owned(),
        "/search?q=rahimi".to_owned(),
        "/search?q=trafficking".to_owned(),
        "/work".to_owned(),
        "/team".to_owned(),
        "/lead".to_owned(),
        "/deadlines".to_owned(),
        "/holds".to_owned(),
        format!("/holds/new?person={person}&compartment={}", circle("trafficking")),
    ] {
        answers.push(format!("{path}: {:?}", answer(&browser.get(&path).await)));
    }
    answers
}

/// What an outsider is told who tries what is stopped.
async fn tries(browser: &mut Browser, case: CaseId, other: PersonId) -> Vec<String> {
    let close = browser.fill(&format!("/cases/{case}/close"), &[("outcome", "withdrawn")]).await;
    assert_eq!(close.status, 422);
    assert!(close.has("Ask the duty desk"), "{}", close.body);
    let add = format!("/cases/{case}/parties/new?party=person:{other}");
    let add = browser.fill(&add, &[("role", "spouse")]).await;
    assert_eq!(add.status, 422, "{}", add.body);
    [close, add].iter().map(|shown| format!("{:?}", answer(shown))).collect()
}

#[tokio::test]
async fn nobody_outside_learns_what_is_stopped_why_by_whom_or_since_when() {
    in_offices(|office| async move {
        let person = office.person("Rahimi", Class::Normal).await;
        let other = office.person("Noori", Class::Normal).await;
        let case = office.open("aino", person, "Address of residence").await;
        let mut browsers = Vec::new();
        for login in ["aino", "sari", "maria"] {
            browsers.push(office.browser(login).await);
        }
        // The second time, so that everybody's presence on the case shows to the others.
        let mut before = vec![Vec::new(); browsers.len()];
        for _ in 0..2 {
            for (browser, before) in browsers.iter_mut().zip(&mut before) {
                *before = pages(browser, person, case).await;
            }
        }
        let both = [ActKind::Notice, ActKind::AdverseDecision];
        let johanna = office.who("johanna").await;
        let mut told: Vec<Vec<Vec<String>>> = Vec::new();
        for (by, owner, compartment, kinds) in [
            ("ritva", "ritva", "trafficking", &ActKind::ALL[..]),
            ("ritva", "eero", "trafficking", &both[..]),
            ("eero", "eero", "trafficking", &both[..]),
            ("ritva", "ritva", "security", &both[..]),
        ] {
            let record = audit(&office, &johanna).await;
            let hold = place(&office, (by, owner), person, compartment, kinds).await;
            let later = office.kernel().now().date().saturating_add(jiff::Span::new().days(99));
            let reason = "Still in danger".to_owned();
            office.run(by, ReviewHold { hold, review_on: later, reason }).await.unwrap();
            assert_eq!(audit(&office, &johanna).await, record, "the auditor outside sees nothing");
            let mut now = Vec::new();
            for (browser, before) in browsers.iter_mut().zip(&before) {
                let after = pages(browser, person, case).await;
                for (before, after) in before.iter().zip(&after) {
                    assert_eq!(before, after, "{by} {owner} {compartment}");
                }
                now.push(tries(browser, case, other).await);
            }
            told.push(now);
            lift(&office, by, hold).await;
        }
        assert!(told.iter().all(|now| *now == told[0]), "{told:#?}");
        // Nor do the versions of what they see tell that something happened.
        assert_eq!(office.kernel().peek::<Case>(case).await.unwrap().1, 4);
        office.world.verify().await;
    })
    .await;
}

/// What an auditor is shown, all of it.
async fn audit(office: &Office, who: &Who) -> Vec<String> {
    let (mut rows, mut after) = (Vec::new(), None);
    loop {
        let query = ListQuery { limit: 100, after, ..ListQuery::default() };
        let page = AUDIT.page(office.kernel(), who, &query).await.unwrap();
        rows.extend(page.rows.iter().map(|row| format!("{:?}", row.values())));
        after = page.next;
        if after.is_none() {
            return rows;
        }
    }
}

#[tokio::test]
async fn members_see_their_holds_and_no_others() {
    in_offices(|office| async move {
        let person = office.person("Rahimi", Class::Normal).await;
        let mut ritva = office.browser("ritva").await;
        let page = ritva.get(&format!("/persons/{person}")).await;
        assert!(page.has("Place a hold: Security") && !page.has("Protected identity"));
        let new = format!("/holds/new?person={person}&compartment={}", circle("security"));
        let day = office.kernel().now().date().saturating_add(jiff::Span::new().days(20));
        let day = day.to_string();
        let owner = office.who("ritva").await.user.to_string();
        let typed = [
            ("kinds", "removal"),
            ("owner", owner.as_str()),
            ("review_on", day.as_str()),
            ("reason", "A witness"),
        ];
        let path = moved(&ritva.fill(&new, &typed).await);
        let page = ritva.get(&path).await;
        for words in ["Rahimi Amina", "Removal from the country", "Ritva Salo", "A witness"] {
            assert!(page.has(words), "{words}: {}", page.body);
        }
        let person_page = ritva.get(&format!("/persons/{person}")).await;
        assert!(person_page.has(&path), "{}", person_page.body);
        assert!(ritva.get("/holds").await.has(&path));

        // Eero is of the duty desk and not of this compartment.
        let mut eero = office.browser("eero").await;
        assert!(!eero.get("/holds").await.has(&path));
        assert!(!eero.get(&format!("/persons/{person}")).await.has(&path));
        let nowhere = format!("/holds/{}", Uuid::from_u128(7));
        for rest in ["", "/review", "/hand-over", "/lift"] {
            let there = eero.get(&format!("{path}{rest}")).await;
            let never = eero.get(&format!("{nowhere}{rest}")).await;
            assert_eq!(there.status, 404);
            assert_eq!(answer(&there), answer(&never));
        }
        let hold: HoldId = path.strip_prefix("/holds/").unwrap().parse().unwrap();
        let lifted = office.run("eero", LiftHold { hold, reason: "x".to_owned() }).await;
        assert_eq!(refused(lifted), "hold-unknown");
        assert!(eero.get(&new).await.status == 404);
        let owner = office.who("eero").await.user;
        let handed = office.run("ritva", HandOverHold { hold, owner }).await;
        assert_eq!(refused(handed), "hold-owner-unable");
        moved(&ritva.fill(&format!("{path}/lift"), &[("reason", "He has left")]).await);
        assert!(!ritva.get("/holds").await.has(&path));
        assert!(ritva.get("/holds?state=lifted").await.has(&path));
        assert!(ritva.get(&path).await.has("He has left"));
        office.world.verify().await;
    })
    .await;
}

async fn known(office: &Office, hold: HoldId) -> casefile::KnownHold {
    office.kernel().peek::<Hold>(hold).await.unwrap().0.known().unwrap().clone()
}

#[tokio::test]
async fn a_hold_whose_day_has_come_is_told_of_and_holds_on() {
    in_offices(|office| async move {
        let person = office.person("Rahimi", Class::Normal).await;
        let hold = place(&office, ("ritva", "eero"), person, "trafficking", &ActKind::ALL).await;
        office.world.days_pass(29);
        office.world.settle().await;
        assert_eq!(known(&office, hold).await.state, HoldState::Stands { fell_due: false });
        for _ in 0..3 {
            office.world.days_pass(30);
            office.world.settle().await;
        }
        assert_eq!(known(&office, hold).await.state, HoldState::Stands { fell_due: true });
        let (_, version) = office.kernel().peek::<Hold>(hold).await.unwrap();
        assert_eq!(version, 2, "it is told once");
        assert_eq!(refused(office.run("aino", Remove(person, ActKind::Letter)).await), STOPPED);
        let mut eero = office.browser("eero").await;
        assert!(eero.get("/work").await.has(&format!("/holds/{hold}")));
        assert!(!office.browser("ritva").await.get("/work").await.has(&format!("/holds/{hold}")));
        let review_on = office.kernel().now().date().saturating_add(jiff::Span::new().days(30));
        let act = ReviewHold { hold, review_on, reason: "Still in danger".to_owned() };
        office.run("ritva", act).await.unwrap();
        assert!(!eero.get("/work").await.has(&format!("/holds/{hold}")));
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn an_owner_who_is_away_or_gone_leaves_no_hold_unanswered_for() {
    in_offices(|office| async move {
        let person = office.person("Rahimi", Class::Normal).await;
        let hold = place(&office, ("ritva", "eero"), person, "trafficking", &ActKind::ALL).await;
        let [eero, ritva] = [office.who("eero").await.user, office.who("ritva").await.user];
        let today = office.kernel().now().date();
        let until = today.saturating_add(jiff::Span::new().days(5));
        let absence = RecordAbsence { official: eero, from: today, until, cover: Some(ritva) };
        office.run("eero", absence).await.unwrap();
        office.world.days_pass(1);
        office.world.settle().await;
        assert_eq!(known(&office, hold).await.owner, Some(ritva));
        // Nobody covers for whoever may no longer sign in: all members see it first.
        let gone = EnableUser { id: ritva, enabled: false };
        office.kernel().run(&Who::machine(), gone, Run::default()).await.unwrap();
        office.world.days_pass(7);
        office.world.settle().await;
        assert_eq!(known(&office, hold).await.owner, None);
        let mut browser = office.browser("eero").await;
        assert!(browser.get("/holds").await.has("Nobody"));
        let over = format!("/holds/{hold}/hand-over");
        let owner = eero.to_string();
        moved(&browser.fill(&over, &[("owner", owner.as_str())]).await);
        assert_eq!(known(&office, hold).await.owner, Some(eero));
        assert_eq!(refused(office.run("aino", Remove(person, ActKind::Letter)).await), STOPPED);
        // Nor for whoever is a member no longer.
        let (user, _) = office.kernel().peek::<User>(eero).await.unwrap();
        let User::Known { mut profile, .. } = Arc::unwrap_or_clone(user) else { panic!() };
        profile.compartments.clear();
        let act = ChangeUser { id: eero, profile };
        office.kernel().run(&Who::machine(), act, Run::default()).await.unwrap();
        office.world.days_pass(1);
        office.world.settle().await;
        assert_eq!(known(&office, hold).await.owner, None);
        assert_eq!(refused(office.run("aino", Remove(person, ActKind::Letter)).await), STOPPED);
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn members_keep_a_case_among_themselves_by_the_form() {
    in_offices(|office| async move {
        let case = office.case().await;
        let mut aino = office.browser("aino").await;
        let path = format!("/cases/{case}/protection");
        assert!(!aino.get(&path).await.has("Compartment"), "she is in none");
        let compartment = circle("trafficking").to_string();
        let forged = [("class", "normal"), ("compartment", compartment.as_str()), ("reason", "x")];
        assert_eq!(aino.fill(&path, &forged).await.status, 422);
        let act = ProtectCase {
            case,
            class: Class::Normal,
            compartment: Some(circle("trafficking")),
            reason: "x".to_owned(),
        };
        assert_eq!(refused(office.run("aino", act).await), "class-above-own");
        let mut ritva = office.browser("ritva").await;
        assert!(ritva.get(&path).await.has("Victims of trafficking"));
        let typed = [
            ("class", "normal"),
            ("compartment", compartment.as_str()),
            ("reason", "She asked for it"),
        ];
        moved(&ritva.fill(&path, &typed).await);
        assert_eq!(aino.get(&format!("/cases/{case}")).await.status, 404);
        assert_eq!(office.browser("eero").await.get(&format!("/cases/{case}")).await.status, 200);
        // In the record of those outside there is neither the case's number nor who works on it.
        let number = office.known(case).await.number.to_string();
        let mut johanna = office.browser("johanna").await;
        let applicant = office.known(case).await.applicant;
        for query in ["", &format!("?subject={applicant}"), &format!("?subject={number}")] {
            let shown = johanna.get(&format!("/audit{query}")).await;
            let main = shown
                .body
                .split_once("<main")
                .unwrap()
                .1
                .replace(&format!("value=\"{number}\""), "");
            assert!(!main.contains(&number), "{query}: {main}");
        }
        office.world.verify().await;
    })
    .await;
}

#[test]
fn what_a_compartment_may_stop_is_in_its_register() {
    let stops: BTreeSet<ActKind> =
        Compartment::all().iter().flat_map(|compartment| compartment.stops.clone()).collect();
    assert_eq!(stops.len(), ActKind::ALL.len(), "each kind can be stopped by somebody");
}
