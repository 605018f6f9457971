//! The quality sample: chosen by the ruling's id, looked at by people, and what follows when they
//! disagree.

use automation::acts::{RecordImplementation, ReviewRuling};
use automation::{GovernedRuleSet, RuleSetId, RulingId, demo, rules};
use casefile::{Case, CaseId};
use kernel::NotDone;

use crate::huts::RULES;
use crate::office::{House, in_houses};

/// A decision under which everything is looked at, and one disagreement is too much.
async fn watch_everything(house: &House) {
    let law = rules::law().unwrap();
    let names = ["hut-permit", RULES, "hand-over", "light-processing"];
    let sets = names.map(|name| law.versions(name).next().unwrap());
    let covers: Vec<(&str, &str)> = sets.iter().map(|set| (&*set.name, &*set.hash)).collect();
    let file = demo::implementation(RULES, &["fishing-hut"], &covers, house.world.now().date())
        .replace("sample_per_thousand = 100", "sample_per_thousand = 1000")
        .replace("disagreements_max = 2", "disagreements_max = 1");
    let (signature, key) = (demo::sign(&file), demo::public_key());
    let act = RecordImplementation { rule_set: RULES.into(), file, signature, key };
    let denied = house.run(&house.author, act.clone()).await.unwrap_err();
    assert!(matches!(denied, NotDone::NotAllowed), "an author approves nothing: {denied:?}");
    house.run(&house.approver, act).await.unwrap();
}

fn review(case: CaseId, ruling: RulingId, agrees: bool) -> ReviewRuling {
    ReviewRuling { case, ruling, agrees, remark: "The means were borrowed".into() }
}

#[tokio::test]
async fn too_much_disagreement_stops_the_rules_by_itself() {
    in_houses(|house| async move {
        watch_everything(&house).await;
        for (n, agrees, live) in [(1, true, true), (2, false, true), (3, false, false)] {
            let case = house.hut_in_order().await;
            assert_eq!(house.ruled(case).await.0, "grant", "{n}");
            let (ruling, ..) = house.newest(case).await;
            house.run(&house.quality, review(case, ruling, agrees)).await.unwrap();
            let again = house.run(&house.quality, review(case, ruling, agrees)).await.unwrap_err();
            assert!(matches!(&again, NotDone::Refused(r) if r.code == "ruling-reviewed"));
            let id = RuleSetId::of(RULES);
            let (governed, _) = house.kernel().peek::<GovernedRuleSet>(id).await.unwrap();
            assert_eq!(governed.suspension.is_none(), live, "after review {n}");
        }
        let case = house.hut_in_order().await;
        assert_eq!(house.ruled(case).await, ("route", vec!["suspended"]));
        house.world.verify().await;
    })
    .await;
}

/// Tasks on a case that somebody disagreed with.
async fn tasks(house: &House, case: CaseId) -> usize {
    let (state, _) = house.kernel().peek::<Case>(case).await.unwrap();
    let tasks = &state.known().unwrap().tasks;
    tasks.values().filter(|task| task.what == "review-disagreement").count()
}

#[tokio::test]
async fn whoever_disagrees_leaves_a_task_and_their_words_to_the_officials_of_the_case() {
    in_houses(|house| async move {
        watch_everything(&house).await;
        let case = house.hut().await;
        assert_eq!(house.ruled(case).await.0, "route");
        let (ruling, ..) = house.newest(case).await;
        house.run(&house.quality, review(case, ruling, false)).await.unwrap();
        assert_eq!(tasks(&house, case).await, 1);
        let mut aino = house.browser(&house.officer).await;
        for (lang, words) in [
            ("fi", "Laaduntarkastus on eri mieltä"),
            ("sv", "Kvalitetsgranskningen håller inte med"),
            ("en", "The quality review disagrees"),
        ] {
            aino = aino.reading(lang);
            let page = aino.get(&format!("/cases/{case}")).await;
            assert!(page.has(words) && page.has("The means were borrowed"), "{}", page.body);
        }
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn what_goes_to_a_person_is_sampled_as_well() {
    in_houses(|house| async move {
        watch_everything(&house).await;
        let case = house.hut().await;
        assert_eq!(house.ruled(case).await.0, "route");
        let (ruling, ..) = house.newest(case).await;
        house.run(&house.quality, review(case, ruling, true)).await.unwrap();
        assert_eq!(tasks(&house, case).await, 0, "whoever agrees leaves nothing to do");
    })
    .await;
}
