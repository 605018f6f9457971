//! From a question to facts.

use automation::rules;
use kernel::NotDone;
use law::Value;
use registers::acts::AskRegister;
use registers::{Found, GivenUp, Register, Standing};

use crate::office::{House, in_houses};
use crate::outside::Somebody;

async fn refused(house: &House, act: AskRegister) -> &'static str {
    match house.run(act).await {
        Err(NotDone::Refused(refusal)) => refusal.code,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_answer_becomes_facts_with_source_time_and_validity() {
    in_houses(|house| async move {
        let student = house.outside.people(&["studies", "works", "lives_here"]).await.remove(0);
        let (case, about) = house.case_of(&student).await;
        for register in [Register::Study, Register::Population, Register::Income, Register::Checks]
        {
            house.ask(case, register, about).await;
        }
        house.world.settle().await;
        let facts = house.facts(case).await;
        let law = &rules::law().unwrap().dictionary;
        for (fact, source) in [
            ("admitted", "study_register"),
            ("study_kind", "study_register"),
            ("credits_last_year", "study_register"),
            ("applicant_age", "population_register"),
            ("pay_monthly", "income_register"),
            ("check_hit", "register_checks"),
        ] {
            let told = facts.told_by(fact, source).unwrap_or_else(|| panic!("nobody told {fact}"));
            assert!(told.value.as_ref().is_some_and(|value| *value != Value::Null), "{fact}");
            assert_eq!(told.retrieved, house.world.now());
            assert!(told.valid_until.unwrap() > house.world.now().date(), "{fact}");
        }
        // Rules see them as facts from a source they accept.
        let seen = facts.facts(house.world.now().date(), law);
        assert_eq!(&*seen.0["admitted"].source, "study_register");
        assert!(!seen.0["admitted"].conflict);
        assert_eq!(house.went_on(case).await, 4, "each answer lets the case go on once");
        let again = AskRegister { case, register: Register::Study, about };
        assert_eq!(refused(&house, again).await, "register-fresh");
        house.world.days_pass(15);
        house.run(again).await.unwrap();
        house.world.settle().await;
        assert_eq!(house.went_on(case).await, 5);
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn an_employer_is_asked_about_by_its_business_id() {
    in_houses(|house| async move {
        let worker = house.outside.people(&["works"]).await.remove(0);
        for (standing, status) in [("active", "in_order"), ("bankruptcy", "pending_check")] {
            let Some(id) = house.outside.companies(standing).await.pop() else { continue };
            let (case, _) = house.case_of(&worker).await;
            let employer = house.employer(case, &id).await;
            house.ask(case, Register::Trade, employer).await;
            house.world.settle().await;
            let facts = house.facts(case).await;
            let told = facts.told_by("employer_status", "employer_register").unwrap();
            let told = told.value.as_ref().unwrap();
            // A company in order may be prohibited from doing business.
            let codes = [Value::text(status), Value::text("pending_check")];
            assert!(codes.contains(told), "{standing}: {told:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn nobody_and_several_are_unknown_facts() {
    in_houses(|house| async move {
        let (case, about) = house.case_of(&house.outside.namesake().await).await;
        house.ask(case, Register::Population, about).await;
        house.world.settle().await;
        let (_, ask) = house.newest(case).await;
        let found = |ask: &registers::Ask| match ask.standing {
            Standing::Answered { found, .. } => found,
            ref other => panic!("{other:?}"),
        };
        assert_eq!(found(&ask), Found::Several);
        let facts = house.facts(case).await;
        let told = facts.told_by("unmarried", "population_register").unwrap();
        assert_eq!(told.value, Some(Value::Null));
        // A child has no record of pay.
        let child = house.outside.people(&["lives_here"]).await;
        let child = child.into_iter().find(|child| *child.born > *"2016").unwrap();
        let (case, about) = house.case_of(&child).await;
        house.ask(case, Register::Income, about).await;
        house.world.settle().await;
        assert_eq!(found(&house.newest(case).await.1), Found::Nobody);
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_asked_is_given_up_and_said() {
    in_houses(|house| async move {
        let vague = Somebody {
            family: "Rahimi".into(),
            given: "Amina".into(),
            born: "1994".into(),
            nationality: "AFG".into(),
        };
        let (case, about) = house.case_of(&vague).await;
        house.ask(case, Register::Population, about).await;
        house.world.settle().await;
        let (_, ask) = house.newest(case).await;
        assert_eq!(ask.standing, Standing::GivenUp { why: GivenUp::BirthDate });
        assert_eq!(house.told(case, "fact.").await, [""; 0]);
        house.world.verify().await;
    })
    .await;
}
