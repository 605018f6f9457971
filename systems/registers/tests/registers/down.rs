//! A register goes down, cases wait; it comes back, and all of them go on by themselves.

use casefile::CaseId;
use casefile::acts::CloseCase;
use registers::{
    GivenUp, KnownRegister, Manners, Register, RegisterId, Registers, Standing, Trouble,
};
use registers_simulator::{Fault, Register as Simulated};

use crate::office::{House, in_houses};

/// Cases that wait: more than a register is tried with before it rests.
const CASES: usize = 8;

async fn asked(house: &House, cases: usize) -> Vec<CaseId> {
    let students = house.outside.people(&["studies"]).await;
    let mut asked = Vec::new();
    for student in &students[..cases] {
        let (case, about) = house.case_of(student).await;
        house.ask(case, Register::Study, about).await;
        asked.push(case);
    }
    asked
}

async fn waiting(house: &House, cases: &[CaseId], trouble: Trouble) {
    for case in cases {
        let standing = house.newest(*case).await.1.standing;
        let Standing::Open { trouble: found, .. } = standing else { panic!("{standing:?}") };
        assert_eq!(found, Some(trouble));
    }
}

async fn down(house: &House) -> Option<Trouble> {
    let id = RegisterId::of(Register::Study);
    let (known, _) = house.kernel().peek::<KnownRegister>(id).await.unwrap();
    known.down.map(|(_, trouble)| trouble)
}

#[tokio::test]
async fn down_many_cases_wait_up_and_all_go_on() {
    in_houses(|house| async move {
        house.outside.breaks(Simulated::Study, Fault::Down);
        let cases = asked(&house, CASES).await;
        house.world.settle().await;
        waiting(&house, &cases, Trouble::Down).await;
        assert_eq!(down(&house).await, Some(Trouble::Down));
        let mut aino = house.browser().await;
        let page = aino.get("/registers").await;
        assert!(page.has("8 cases wait"), "{}", page.body);
        // Hours go by: each case has said once that it waits.
        for _ in 0..20 {
            house.later(600).await;
        }
        for case in &cases {
            let told = house.told(*case, "register.").await;
            assert_eq!(told, ["register.asked", "register.delayed"]);
        }
        house.outside.mends(Simulated::Study);
        house.later(60).await;
        for case in &cases {
            let told = house.told(*case, "register.").await;
            assert_eq!(told, ["register.asked", "register.delayed", "register.answered"]);
            assert_eq!(house.went_on(*case).await, 1);
            let facts = house.facts(*case).await;
            assert!(facts.told_by("admitted", "study_register").is_some());
        }
        assert_eq!(down(&house).await, None);
        let page = aino.get("/registers").await;
        assert!(!page.has("8 cases wait"), "{}", page.body);
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn a_restart_in_between_loses_nothing_and_doubles_nothing() {
    in_houses(|house| async move {
        house.outside.breaks(Simulated::Study, Fault::Error { status: 500 });
        let cases = asked(&house, CASES).await;
        house.world.settle().await;
        waiting(&house, &cases, Trouble::Unwell).await;
        let house = house.restarts().await;
        house.later(60).await;
        waiting(&house, &cases, Trouble::Unwell).await;
        house.outside.mends(Simulated::Study);
        let house = house.restarts().await;
        house.later(60).await;
        for case in &cases {
            assert_eq!(house.went_on(*case).await, 1);
        }
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn another_register_goes_on_meanwhile() {
    in_houses(|house| async move {
        house.outside.breaks(Simulated::Study, Fault::Down);
        let person = house.outside.people(&["studies", "lives_here"]).await.remove(0);
        let (case, about) = house.case_of(&person).await;
        house.ask(case, Register::Study, about).await;
        house.ask(case, Register::Population, about).await;
        house.world.settle().await;
        let facts = house.facts(case).await;
        assert!(facts.told_by("applicant_age", "population_register").is_some());
        assert!(facts.told_by("admitted", "study_register").is_none());
    })
    .await;
}

#[tokio::test]
async fn a_case_that_is_closed_meanwhile_waits_no_longer() {
    in_houses(|house| async move {
        house.outside.breaks(Simulated::Study, Fault::Down);
        let case = asked(&house, 1).await.remove(0);
        house.world.settle().await;
        let outcome = casefile::Outcome::Withdrawn;
        house.run(CloseCase { case, outcome }).await.unwrap();
        house.outside.mends(Simulated::Study);
        house.later(60).await;
        let (_, ask) = house.newest(case).await;
        assert_eq!(ask.standing, Standing::GivenUp { why: GivenUp::CaseClosed });
        assert_eq!(house.told(case, "fact.").await, [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn no_answer_in_time_and_no_address_at_all_are_told_apart() {
    in_houses(|house| async move {
        let hasty = Manners::shipped().unwrap().changed(|manner| {
            (manner.answer_ms, manner.tries, manner.pause_ms) = (50, 1, 1);
        });
        let address = format!("http://{}", house.outside.address);
        let slow = Registers::all_at(hasty, &address).unwrap();
        for (registers, fault, trouble) in [
            (slow, Some(Fault::Slow { delay_ms: 100_000 }), Trouble::Slow),
            (Registers::unconnected(), None, Trouble::NotConnected),
        ] {
            if let Some(fault) = fault {
                house.outside.breaks(Simulated::Study, fault);
            }
            let world = crate::office::setup(&registers).world(house.world.engine()).await;
            let other = House::new(world, house.outside.same(), registers).await;
            let cases = asked(&other, 1).await;
            other.world.settle().await;
            waiting(&other, &cases, trouble).await;
        }
    })
    .await;
}
