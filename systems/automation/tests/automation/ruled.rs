//! What is granted without a person, and every reason for which a person decides.

use automation::acts::RecordImplementation;
use automation::facts::{Saying, record};
use automation::{CaseFacts, FactEvent, FactState, Rulings, demo, rules, start};
use casefile::acts::{AddParty, RegisterPerson, Typed};
use casefile::model::Sex;
use casefile::{Case, CaseId, Party, PersonId, Status};
use kernel::{Class, NotDone};
use law::Value;
use testkit::{given, on};
use uuid::Uuid;

use crate::huts::RULES;
use crate::office::{HAND_OVER, House, in_houses, in_order, means, setup};

#[tokio::test]
async fn a_case_in_order_is_granted_and_closed_in_one_commit() {
    in_houses(|house| async move {
        let case = house.hut_in_order().await;
        assert_eq!(house.ruled(case).await, ("grant", vec![]));
        let (state, _) = house.kernel().peek::<Case>(case).await.unwrap();
        assert!(matches!(state.known().unwrap().status, Status::Closed { .. }));
        let (rulings, _) = house.kernel().peek::<Rulings>(case).await.unwrap();
        let ruling = &rulings.newest().unwrap().ruling;
        assert_eq!(ruling.class, "automatic");
        let parts: Vec<&str> = ruling.parts.iter().map(|part| part.rule_set.as_str()).collect();
        assert_eq!(parts, ["hut-permit", RULES, "hand-over", "light-processing"]);
        assert!(ruling.basis.iter().all(|(_, version)| *version > 0), "{:?}", ruling.basis);
        // What is decided is not decided again.
        let again = house.rule(case).await.unwrap_err();
        assert!(matches!(&again, NotDone::Refused(r) if r.code == "case-closed"), "{again:?}");
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn what_is_unknown_old_contradictory_or_a_reason_by_itself_goes_to_a_person() {
    in_houses(|house| async move {
        let at = house.world.now();
        let say = |fact: &str, source: &str, value| Saying::new(fact, source, value, at);
        let old = at.plus_seconds(-40 * 24 * 3600);
        let no = || Value::Bool(false);
        let yes = || Value::Bool(true);
        let mut tried = vec![
            (say("means_monthly", "bank_statement", means("499.99")), "conditions-open"),
            (say("means_monthly", "bank_statement", Value::Null), "unknown-fact"),
            (say("hut_swims", "swimming_school", no()), "conditions-open"),
            (Saying::new("hut_swims", "swimming_school", yes(), old), "unknown-fact"),
            // Another source says otherwise.
            (say("hut_swims", "official", no()), "unknown-fact"),
            (say("fee_paid", "payment", no()), "conditions-open"),
        ];
        tried.extend(HAND_OVER.map(|fact| (say(fact, "case", yes()), "hand-over")));
        let ended = Some(at.plus_seconds(-24 * 3600).date());
        let expired = Saying { valid: (None, ended), ..say("fee_paid", "payment", yes()) };
        tried.push((expired, "unknown-fact"));
        for (saying, reason) in tried {
            let case = house.hut_in_order().await;
            house.tell(case, vec![saying.clone()]).await;
            let (outcome, reasons) = house.ruled(case).await;
            assert_eq!(outcome, "route", "{saying:?}");
            assert!(reasons.contains(&reason), "{saying:?}: {reasons:?}");
        }
        // A source that rules do not accept is no source, and nothing said is nothing known.
        let case = house.hut().await;
        let mut sayings = in_order(at);
        sayings[0].source = "application".to_owned();
        house.tell(case, sayings).await;
        let (outcome, reasons) = house.ruled(case).await;
        assert_eq!(outcome, "route");
        assert_eq!(reasons, ["unknown-fact", "conditions-open", "conditions-open"]);
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn a_matter_with_another_party_goes_to_a_person_and_one_with_a_representative_does_not() {
    in_houses(|house| async move {
        let person = PersonId(house.kernel().next_id());
        let typed = Typed {
            latin: ("Karim".to_owned(), "Omid".to_owned()),
            original: (String::new(), String::new()),
            born: ("1990".to_owned(), String::new(), String::new()),
            sex: Sex::M,
            nationalities: vec!["AFG".to_owned()],
        };
        let act = RegisterPerson { person, typed, class: Class::Normal, another: true };
        house.run(&house.officer, act).await.unwrap();
        for (role, outcome) in [("spouse", "route"), ("representative", "grant")] {
            let case = house.hut_in_order().await;
            let (party, role) = (Party::Person(person), role.to_owned());
            house.run(&house.officer, AddParty { case, party, role }).await.unwrap();
            assert_eq!(house.ruled(case).await.0, outcome);
        }
    })
    .await;
}

#[tokio::test]
async fn nothing_is_decided_outside_the_dates_of_a_decision_or_without_one() {
    setup()
        .for_both(|world| async {
            world.days_pass(UNTIL_NEW_VERSION_DAYS);
            let house = House::new(world, true).await;
            house.world.days_pass(365);
            let case = house.hut_in_order().await;
            assert_eq!(house.ruled(case).await.0, "grant", "the last day counts");
            house.world.days_pass(1);
            let case = house.hut_in_order().await;
            assert_eq!(house.ruled(case).await, ("route", vec!["no-implementation"]));
        })
        .await;
}

/// Days from the first day of a test to that on which the newest version of light-processing begins, 28 November 2026.
const UNTIL_NEW_VERSION_DAYS: i64 = 271;

#[tokio::test]
async fn a_version_that_has_begun_since_decides_nothing_before_a_decision_covers_it() {
    in_houses(|house| async move {
        house.world.days_pass(UNTIL_NEW_VERSION_DAYS - 1);
        let case = house.hut_in_order().await;
        assert_eq!(house.ruled(case).await.0, "grant");
        house.world.days_pass(1);
        let case = house.hut_in_order().await;
        assert_eq!(house.ruled(case).await, ("route", vec!["no-implementation"]));
        start(house.kernel(), true, &[]).await.unwrap();
        let case = house.hut_in_order().await;
        assert_eq!(house.ruled(case).await.0, "grant", "started anew on trial, it is covered");
    })
    .await;
}

#[tokio::test]
async fn what_was_signed_for_trial_counts_nowhere_else() {
    setup()
        .for_both(|world| async {
            let house = House::new(world, true).await;
            let case = house.hut_in_order().await;
            // The same data, started in earnest: a demo decision and demo verifications are nothing.
            start(house.kernel(), false, &[]).await.unwrap();
            let (outcome, reasons) = house.ruled(case).await;
            assert_eq!(outcome, "route");
            assert_eq!(reasons, ["no-implementation", "parameter-unverified"]);
            let file = demo::implementation(
                RULES,
                &["fishing-hut"],
                &[(RULES, "ab")],
                house.world.now().date(),
            );
            let (signature, key) = (demo::sign(&file), demo::public_key());
            let act = RecordImplementation { rule_set: RULES.into(), file, signature, key };
            let refused = house.run(&house.approver, act).await.unwrap_err();
            assert!(
                matches!(&refused, NotDone::Refused(r) if r.code == "key-of-demo"),
                "{refused:?}"
            );
            house.world.verify().await;
        })
        .await;
}

#[tokio::test]
async fn starting_again_records_nothing_new() {
    in_houses(|house| async move {
        let before = house.world.verify().await.events;
        start(house.kernel(), true, &[]).await.unwrap();
        assert_eq!(house.world.verify().await.events, before);
    })
    .await;
}

#[test]
fn several_sources_that_differ_are_a_state_and_an_official_settles_it() {
    let law = &rules::law().unwrap().dictionary;
    let case = CaseId(Uuid::from_u128(1));
    let person = PersonId(Uuid::from_u128(2));
    let at = "2026-03-02T08:00:00Z".parse().unwrap();
    let today = "2026-03-02".parse().unwrap();
    let told = |source: &str, swims: bool| FactEvent::Recorded {
        fact: "hut_swims".into(),
        source: source.into(),
        value: kernel::Sealed::new(person, Value::Bool(swims)),
        retrieved: at,
        valid_from: None,
        valid_until: None,
    };
    let said = Saying::new("hut_swims", "official", Value::Bool(true), at);
    let recorded = record(case, person, said, law).unwrap().into_events().unwrap();
    assert_eq!(recorded[0].body, on(case, &told("official", true)).body);
    let both = [told("official", true), told("swimming_school", false)];
    let facts = given::<CaseFacts>(both.clone()).state(case.0);
    assert!(
        matches!(facts.state("hut_swims", today, law), FactState::Contradictory(of) if of.len() == 2)
    );
    assert!(facts.facts(today, law).0["hut_swims"].conflict);
    let settled = automation::facts::settle(
        case,
        person,
        &facts,
        ("hut_swims", "swimming_school"),
        "The school was called",
        (today, law),
    );
    let settled = settled.unwrap().into_events().unwrap();
    let reason = kernel::Sealed::new(person, "The school was called".to_owned());
    let event =
        FactEvent::Settled { fact: "hut_swims".into(), source: "swimming_school".into(), reason };
    assert_eq!(settled[0].body, on(case, &event).body);
    let facts = given::<CaseFacts>(both.clone()).and([event.clone()]).state(case.0);
    assert!(matches!(
        facts.state("hut_swims", today, law),
        FactState::Agreed("swimming_school", _)
    ));
    // A new word opens it again, the same word does not.
    let same = given::<CaseFacts>(both.clone()).and([event.clone(), told("official", true)]);
    assert!(!same.state(case.0).facts(today, law).0["hut_swims"].conflict);
    let other = given::<CaseFacts>(both).and([event, told("official", false)]).state(case.0);
    assert!(!other.facts(today, law).0["hut_swims"].conflict, "they agree now");
    assert!(
        automation::facts::settle(
            case,
            person,
            &other,
            ("hut_swims", "official"),
            "x",
            (today, law)
        )
        .is_err_and(|refusal| refusal.code == "fact-agreed")
    );
    let withdrawn = automation::facts::withdraw(case, &other, "hut_swims", "kela");
    assert!(withdrawn.is_err_and(|refusal| refusal.code == "fact-untold"));
}

#[test]
fn what_is_no_fact_or_not_of_its_kind_is_refused() {
    let law = &rules::law().unwrap().dictionary;
    let (case, at) = (CaseId(Uuid::from_u128(1)), "2026-03-02T08:00:00Z".parse().unwrap());
    let tried = [
        ("hut_flies", Value::Bool(true), "fact-unknown"),
        ("hut_swims", Value::text("yes"), "fact-wrong"),
        ("permit_kind", Value::text("no_such_code"), "fact-wrong"),
    ];
    for (fact, value, code) in tried {
        let refused = record(case, case, Saying::new(fact, "case", value, at), law);
        assert!(refused.is_err_and(|refusal| refusal.code == code), "{fact}");
    }
}

#[tokio::test]
async fn a_decision_with_another_version_of_the_hand_over_rules_is_not_recorded() {
    in_houses(|house| async move {
        let law = rules::law().unwrap();
        let hash = |name: &str| law.versions(name).next().unwrap().hash.to_string();
        let record = |covers: Vec<(&'static str, String)>| {
            let covers: Vec<(&str, &str)> = covers.iter().map(|(n, h)| (*n, h.as_str())).collect();
            let today = house.world.now().date();
            let file = demo::implementation(RULES, &["fishing-hut"], &covers, today)
                .replace("DEMO-", "DEMO-2-");
            let (signature, key) = (demo::sign(&file), demo::public_key());
            let act = RecordImplementation { rule_set: RULES.into(), file, signature, key };
            house.run(&house.approver, act)
        };
        let names = ["hut-permit", RULES, "hand-over", "light-processing"];
        let right = || names.map(|name| (name, hash(name))).to_vec();
        let mut wrong = right();
        wrong[2].1 = "00".repeat(32);
        let refused = record(wrong).await.unwrap_err();
        let NotDone::Refused(refusal) = refused else { panic!("{refused:?}") };
        assert_eq!(refusal.code, "implementation-covers-unknown");
        assert_eq!(refusal.args[0], ("rules", "hand-over".to_owned()));
        let case = house.hut_in_order().await;
        assert_eq!(house.ruled(case).await.0, "grant", "the decision before it holds");
        record(right()).await.unwrap();
        let case = house.hut_in_order().await;
        assert_eq!(house.ruled(case).await.0, "grant");
    })
    .await;
}
