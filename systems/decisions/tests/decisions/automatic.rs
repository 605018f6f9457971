//! From a ruling to the archive without a person, and everything for which a person is needed after all.

use automation::acts::SuspendRuleSet;
use automation::facts::Saying;
use casefile::{Case, Person, Status};
use decisions::archive::{Proof, prove_all};
use decisions::{CaseDecisions, Halt, Stage};
use kernel::MACHINE;

use crate::huts::{RULES, RuleHut};
use crate::office::{House, in_houses, in_order, setup};
use crate::paper;

#[tokio::test]
async fn a_grant_becomes_a_sealed_archived_decision_by_itself() {
    in_houses(|house| async move {
        let case = house.hut_in_order("fi").await;
        let id = house.rule(case).await;
        assert!(house.decision(id).await.is_none(), "it follows, it is not part of the ruling");
        house.world.settle().await;

        let decision = house.decision(id).await.unwrap();
        let Stage::Archived { presented: None, signed, mode, sheets, .. } = &decision.stage else {
            panic!("{:?}", decision.stage)
        };
        assert_eq!((signed.by, mode.as_str()), (MACHINE, "letter"));
        assert_eq!(prove_all(house.kernel(), id).await.unwrap(), [Proof::Holds]);
        let pages = paper::words(&paper::bytes(house.kernel(), sheets[0].file).await);
        assert_eq!(pages.len(), sheets[0].pages);
        let all = pages.join("\n");
        for words in ["Amina Rahimi", "1.4.2026", "31.3.2027", "DEMO-automatic-hut", "Kokeilu"] {
            assert!(all.contains(words), "{words}: {all}");
        }

        // What it decides came about in the same commit.
        let (state, _) = house.kernel().peek::<Case>(case).await.unwrap();
        let known = state.known().unwrap();
        assert!(matches!(known.status, Status::Closed { .. }));
        assert_eq!(known.status_word, "decided");
        assert_eq!(known.documents.len(), 1);
        assert_eq!(known.documents[0].2.sha256, sheets[0].sha256);
        let (person, _) = house.kernel().peek::<Person>(known.applicant).await.unwrap();
        let rights = &person.known().unwrap().residence_rights;
        assert_eq!(rights.len(), 1);
        assert_eq!((rights[0].what.as_str(), rights[0].case), ("fixed-term", case));
        let (decided, _) = house.kernel().peek::<CaseDecisions>(case).await.unwrap();
        assert_eq!(decided.0[&id].given.as_ref().unwrap().1, "grant");
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn the_letter_tells_by_which_rules_on_what_and_where_their_use_was_decided() {
    decisions::use_address("https://uma.example/");
    in_houses(|house| async move {
        let case = house.hut_in_order("fi").await;
        // The bank says it anew before the rules rule: it is its newest word that counts, and its day.
        house.world.days_pass(2);
        let means = law::Value::Num(law::Decimal::parse("800").unwrap());
        let bank = Saying::new("means_monthly", "bank_statement", means, house.world.now());
        house.tell(case, vec![bank]).await;
        let id = house.rule(case).await;
        house.world.settle().await;
        let decision = house.decision(id).await.unwrap();
        let Stage::Archived { signed, sheets, .. } = &decision.stage else { panic!() };
        let pages = paper::words(&paper::bytes(house.kernel(), sheets[0].file).await);
        let all = pages.join(" ").replace('\n', " ");
        for words in [
            "hut-permit (1.1.2024), automatic-hut (1.1.2024)",
            "Varat kuukaudessa: Tiliote, 4.3.2026",
            "swimming school, 2.3.2026",
            "DEMO-automatic-hut",
        ] {
            assert!(all.contains(words), "{words}: {all}");
        }
        // A long address may be broken over two lines.
        let place = "/automatic-decisions/automatic-hut/1";
        let read_at = format!("https://uma.example{place}");
        assert!(all.replace(' ', "").contains(&read_at), "{all}");
        let ruled = signed.fields.as_ref().unwrap().ruled.as_ref().unwrap();
        assert_eq!(ruled.read_at.as_deref(), Some(read_at.as_str()));
        let told: Vec<&str> = ruled.facts.iter().map(|read| read.fact.as_str()).collect();
        assert!(told.contains(&"means_monthly") && told.contains(&"hut_swims"), "{told:?}");
        assert!(!told.contains(&"granted_from"), "no condition reads it: {told:?}");
        // There it is read by everybody.
        let mut aino = house.browser(&house.officer).await;
        assert!(aino.get(place).await.has("DEMO-automatic-hut"));
        let page = aino.get(&format!("/decisions/{id}")).await;
        assert!(page.has("hut-permit (1.1.2024)") && !page.has("[rule_sets]"), "{}", page.body);
    })
    .await;
}

#[tokio::test]
async fn whoever_reads_neither_language_gets_a_translation_that_says_so() {
    in_houses(|house| async move {
        let case = house.hut_in_order("ar").await;
        let id = house.rule(case).await;
        house.world.settle().await;
        let decision = house.decision(id).await.unwrap();
        let Stage::Archived { sheets, .. } = &decision.stage else { panic!() };
        let codes: Vec<_> = sheets.iter().map(|s| (s.language.code(), s.authentic)).collect();
        assert_eq!(codes, [("fi", true), ("en", false)]);
        let english = paper::words(&paper::bytes(house.kernel(), sheets[1].file).await).join("\n");
        assert!(
            english.contains("Translation: the authentic text is in Finnish or Swedish"),
            "{english}"
        );
        assert_eq!(prove_all(house.kernel(), id).await.unwrap(), [Proof::Holds; 2]);
    })
    .await;
}

#[tokio::test]
async fn nothing_goes_by_itself_when_the_rules_do_not_grant() {
    in_houses(|house| async move {
        let person = house.person("fi").await;
        let case = house.case(person, crate::huts::HUT).await;
        let id = house.rule(case).await;
        house.world.settle().await;
        assert!(house.decision(id).await.is_none());
        let (decided, _) = house.kernel().peek::<CaseDecisions>(case).await.unwrap();
        assert!(decided.0.is_empty());
    })
    .await;
}

/// A person gets what could not be given: why is on the decision, and a task on the case.
async fn halted(house: &House, case: casefile::CaseId, id: decisions::DecisionId, why: Halt) {
    house.world.settle().await;
    let decision = house.decision(id).await.unwrap();
    assert_eq!(decision.stage, Stage::Draft { returned: None, halted: Some(why) }, "{why:?}");
    let (state, _) = house.kernel().peek::<Case>(case).await.unwrap();
    let known = state.known().unwrap();
    assert!(known.documents.is_empty(), "{why:?}");
    let task = known.tasks.values().any(|task| task.what == "halted-decision");
    assert_eq!(task, why != Halt::CaseClosed, "{why:?}");
    house.world.verify().await;
}

#[tokio::test]
async fn what_moved_between_ruling_and_decision_goes_to_a_person() {
    in_houses(|house| async move {
        let at = house.world.now();
        let case = house.hut_in_order("fi").await;
        let id = house.rule(case).await;
        let contradiction =
            Saying::new("granted_until", "official", crate::office::day("2028-01-01"), at);
        house.tell(case, vec![contradiction]).await;
        halted(&house, case, id, Halt::FactsMoved).await;

        let case = house.hut_in_order("fi").await;
        let first = house.rule(case).await;
        let second = house.rule(case).await;
        halted_or_given(&house, first, second).await;

        let person = house.person("fi").await;
        let case = house.case(person, crate::huts::HUT).await;
        let bare = in_order(at).into_iter().filter(|saying| saying.fact != "granted_kind");
        house.tell(case, bare.collect()).await;
        let id = house.rule(case).await;
        halted(&house, case, id, Halt::Incomplete).await;

        let case = house.hut_in_order("fi").await;
        let id = house.rule(case).await;
        let stop = SuspendRuleSet { rule_set: RULES.into(), reason: "Wrong sums".into() };
        house.run(&house.quality, stop).await.unwrap();
        halted(&house, case, id, Halt::RulesStopped).await;
    })
    .await;
}

/// Of two rulings on a case the newer one leads to the decision, and the case is decided once.
async fn halted_or_given(
    house: &House,
    first: decisions::DecisionId,
    second: decisions::DecisionId,
) {
    house.world.settle().await;
    let (first, second) =
        (house.decision(first).await.unwrap(), house.decision(second).await.unwrap());
    assert_eq!(first.stage, Stage::Draft { returned: None, halted: Some(Halt::RuledAgain) });
    assert_eq!(second.stage.code(), "archived");
}

#[tokio::test]
async fn a_case_that_its_own_system_closed_is_not_decided_again() {
    in_houses(|house| async move {
        let case = house.hut_in_order("fi").await;
        house.run(&kernel::Who::machine(), RuleHut { case }).await.unwrap();
        let (rulings, _) = house.kernel().peek::<automation::Rulings>(case).await.unwrap();
        let id = decisions::DecisionId::of_ruling(rulings.newest().unwrap().ruling.id);
        halted(&house, case, id, Halt::CaseClosed).await;
    })
    .await;
}

#[tokio::test]
async fn in_earnest_nothing_is_sent_whose_words_nobody_approved() {
    setup()
        .for_both(|world| async {
            let house = House::new(world, true).await;
            let case = house.hut_in_order("fi").await;
            let id = house.rule(case).await;
            automation::start(house.kernel(), false, &[]).await.unwrap();
            halted(&house, case, id, Halt::Unapproved).await;
        })
        .await;
}

#[tokio::test]
async fn heard_twice_and_by_two_at_once_it_is_one_decision() {
    in_houses(|house| async move {
        let case = house.hut_in_order("fi").await;
        let id = house.rule(case).await;
        let (rulings, _) = house.kernel().peek::<automation::Rulings>(case).await.unwrap();
        let ruling = rulings.newest().unwrap().ruling.id;
        let draft = || decisions::acts::DraftFromRuling { case, ruling };
        let machine = kernel::Who::machine();
        let (one, two) = tokio::join!(house.run(&machine, draft()), house.run(&machine, draft()));
        assert!(one.is_ok() && two.is_ok(), "{one:?} {two:?}");
        let beside = house.world.beside().await;
        let (first, second) = tokio::join!(house.kernel().run_due_jobs(), beside.run_due_jobs());
        assert!(first.is_ok() && second.is_ok());
        house.world.settle().await;
        let decision = house.decision(id).await.unwrap();
        assert_eq!(decision.stage.code(), "archived");
        let (state, _) = house.kernel().peek::<Case>(case).await.unwrap();
        assert_eq!(state.known().unwrap().documents.len(), 1);
        let (person, _) = house.kernel().peek::<Person>(decision.applicant).await.unwrap();
        assert_eq!(person.known().unwrap().residence_rights.len(), 1);
        house.world.verify().await;
    })
    .await;
}
