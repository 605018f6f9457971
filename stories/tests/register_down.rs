//! The records of crimes cannot be asked for an afternoon: a case waits, and goes on by itself.

use registers_simulator::Register;
use stories::{House, tell};

#[tokio::test]
async fn a_case_waits_for_a_register_and_goes_on_by_itself() {
    tell(|house| async move {
        let case = leila_opens_a_case(&house).await;
        house.goes_down(Register::Criminal);
        aino_asks_and_sees_that_the_case_waits(&house, &case).await;

        // In the evening the server is started anew, and the register is back.
        let house = house.restarts().await;
        house.comes_back(Register::Criminal);
        house.minutes_pass(5 * 60);
        house.settles().await;
        aino_finds_the_answer(&house, &case).await;
        house.is_sound().await;
    })
    .await;
}

/// Leila registers Meera Iyer, whose whole birth date stands in her passport, and opens her case.
async fn leila_opens_a_case(house: &House) -> String {
    let mut leila = house.colleague("leila").await;
    let meera = [
        ("family", "Iyer"),
        ("given", "Meera"),
        ("born-year", "1999"),
        ("born-month", "4"),
        ("born-day", "17"),
        ("sex", "F"),
        ("nationality", "IND"),
    ];
    let person = leila.fills("/persons/new", &meera).await;
    let id = person.trim_start_matches("/persons/");
    leila.fills(&format!("/cases/new?person={id}"), &[("headline", "Permit to work")]).await
}

/// Aino asks the criminal records and entry bans about Meera, once, and goes on with other work: the case
/// and the page of the registers both say that it waits.
async fn aino_asks_and_sees_that_the_case_waits(house: &House, case: &str) {
    let mut aino = house.colleague("aino").await;
    let form = format!("{case}/registers/ask");
    let meera = aino.opens(&form).await.option("Iyer Meera");
    aino.fills(&form, &[("register", "checks"), ("about", &meera)]).await;
    aino.opens(case).await.says("registers-in-turn");
    house.settles().await;
    aino.opens(case).await.says("register-trouble-down").says("event-register-delayed");
    // What was asked once and not answered does not make a register down; minutes without answers do.
    for _ in 0..4 {
        house.minutes_pass(1);
        house.settles().await;
    }
    let registers = aino.opens("/registers").await.says("registers-down");
    assert!(registers.links("/registers/").contains(&"/registers/checks".to_owned()));
    let waiting = aino.opens("/registers/checks").await;
    assert!(waiting.links("/cases/").contains(&case.to_owned()));
}

/// Nobody did anything: the answer is there, and nothing waits.
async fn aino_finds_the_answer(house: &House, case: &str) {
    let mut aino = house.colleague("aino").await;
    let page = aino.opens(case).await.says("register-found-one").says("event-register-answered");
    page.says("event-fact-recorded");
    aino.opens("/registers/checks").await.says("registers-none");
}
