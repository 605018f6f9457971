//! Answers that contradict what others say, and answers that do not fit.

use automation::facts::Saying;
use automation::{FactState, rules};
use law::{Decimal, Value};
use registers::{Register, Standing, Trouble};
use registers_simulator::{Fault, Register as Simulated};

use crate::office::in_houses;

#[tokio::test]
async fn a_register_that_says_otherwise_makes_a_contradiction_and_writes_over_nobody() {
    in_houses(|house| async move {
        let law = &rules::law().unwrap().dictionary;
        let today = house.world.now().date();
        let worker = house.outside.people(&["works", "lives_here"]).await.remove(0);
        let (case, about) = house.case_of(&worker).await;
        house.ask(case, Register::Income, about).await;
        house.world.settle().await;
        let facts = house.facts(case).await;
        let pay = facts.told_by("pay_monthly", "income_register").unwrap().value.clone().unwrap();
        // The employer says the same: one fact, agreed.
        let at = house.world.now();
        house.tell(case, Saying::new("pay_monthly", "employer_part", pay.clone(), at)).await;
        let facts = house.facts(case).await;
        assert!(matches!(facts.state("pay_monthly", today, law), FactState::Agreed(..)));
        // Asked again later, the register says a third of it.
        house.outside.breaks(Simulated::Income, Fault::Contradictory);
        house.world.days_pass(8);
        house.ask(case, Register::Income, about).await;
        house.world.settle().await;
        let today = house.world.now().date();
        let facts = house.facts(case).await;
        let FactState::Contradictory(told) = facts.state("pay_monthly", today, law) else {
            panic!("{:?}", facts.state("pay_monthly", today, law));
        };
        assert_eq!(told.len(), 2);
        assert!(told.iter().any(|(source, told)| {
            *source == "employer_part" && told.value.as_ref() == Some(&pay)
        }));
        let seen = facts.facts(today, law);
        assert!(seen.0["pay_monthly"].conflict, "rules see that nobody knows");
    })
    .await;
}

#[tokio::test]
async fn an_answer_that_does_not_fit_is_not_half_read_and_holds_up_no_other() {
    in_houses(|house| async move {
        let students = house.outside.people(&["studies"]).await;
        let (first, about) = house.case_of(&students[0]).await;
        house.outside.breaks(Simulated::Study, Fault::WrongSchema);
        house.ask(first, Register::Study, about).await;
        house.world.settle().await;
        let standing = house.newest(first).await.1.standing;
        let Standing::Open { trouble, delays, next } = standing else { panic!("{standing:?}") };
        assert_eq!((trouble, delays), (Some(Trouble::WrongSchema), 1));
        assert!(next > house.world.now(), "not asked again at once");
        assert_eq!(house.told(first, "fact.").await, [""; 0]);
        // The register answers: another question goes through as soon as it is mended.
        house.outside.mends(Simulated::Study);
        let (second, about) = house.case_of(&students[1]).await;
        house.ask(second, Register::Study, about).await;
        house.world.settle().await;
        assert_eq!(house.went_on(second).await, 1);
        assert_eq!(house.went_on(first).await, 0);
        // The first is asked again by itself when its time has come.
        house.later(900).await;
        assert_eq!(house.went_on(first).await, 1);
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn while_entry_bans_cannot_be_asked_nobody_has_a_clean_record() {
    in_houses(|house| async move {
        let somebody = house.outside.people(&["lives_here"]).await.remove(0);
        let (case, about) = house.case_of(&somebody).await;
        house.outside.breaks(Simulated::EntryBans, Fault::Error { status: 503 });
        house.ask(case, Register::Checks, about).await;
        house.world.settle().await;
        let facts = house.facts(case).await;
        assert_eq!(facts.told_by("check_hit", "register_checks"), None);
        let standing = house.newest(case).await.1.standing;
        assert!(matches!(standing, Standing::Open { trouble: Some(Trouble::Unwell), .. }));
        house.outside.mends(Simulated::EntryBans);
        house.later(60).await;
        let facts = house.facts(case).await;
        assert!(facts.told_by("check_hit", "register_checks").is_some());
    })
    .await;
}

/// What a register says in the very form of a fact must be of its kind; this one is.
#[test]
fn amounts_are_numbers_to_the_law() {
    let law = &rules::law().unwrap().dictionary;
    let pay = Value::Num(Decimal::parse("2650.00").unwrap());
    assert!(pay.is_of(&law.facts["pay_monthly"].kind.ty()));
}
