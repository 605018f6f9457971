//! A permit was granted by itself: its card is ordered from the maker without anybody's doing, and its owner reads how it
//! stands until she is told where to fetch it.

use registers_simulator::Register;
use stories::{DEGREE, House, tell};
use testkit::Passport;

/// What a page may weigh on a slow line, styles and scripts being there already.
const PAGE_BYTES_MAX: usize = 5 * 1024;

const PASSPORT: Passport<'static> = Passport {
    country: "GHA",
    family: "Mensah",
    given: "Adwoa",
    number: "G0123456",
    born: "2001-05-14",
    expires: "2031-01-31",
    sex: 'F',
};

/// Adwoa is granted a permit by rules: her case and her application.
async fn adwoa_is_granted_a_permit(house: &House) -> (String, String) {
    house.is_on_trial().await;
    let application = house.is_applied_for(&DEGREE, &[]).await;
    let case = house.the_case().await;
    house.fee_is_paid(&case).await;
    let mut desk = house.mission(&case).await;
    desk.reads(&PASSPORT).await;
    desk.proves(house).await;
    (case, application)
}

#[tokio::test]
async fn its_owner_reads_how_her_card_stands_until_she_can_fetch_it() {
    tell(|house| async move {
        let (case, application) = adwoa_is_granted_a_permit(&house).await;
        let sent = format!("{application}/sent");
        let mut aino = house.colleague("aino").await;
        aino.opens(&case).await.says("card-stands-ordered");
        aino.opens("/cards").await.says("cards-none");
        // What follows a decision is told once she has read it.
        let mut amina = house.colleague("amina").await;
        amina.opens(&sent).await.lacks("card");
        amina.opens_the_decision_on(&application).await;
        amina.opens(&sent).await.says("card").shows("Ankara");

        for stage in ["made", "sent", "ready"] {
            house.card_is(stage).await;
            house.minutes_pass(1);
            house.settles().await;
            house.minutes_pass(1);
            house.settles().await;
            aino.opens(&case).await.says(&format!("card-stands-{stage}"));
        }
        amina.opens(&sent).await.says("card").shows("Ankara");
        amina.opens(&format!("{application}/messages")).await.shows("Ankara");
        let bytes = amina.weighs(&sent).await;
        assert!(bytes <= PAGE_BYTES_MAX, "{sent} weighs {bytes} bytes");
        house.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn while_the_maker_does_not_answer_the_card_waits_and_goes_on_by_itself() {
    tell(|house| async move {
        house.goes_down(Register::Cards);
        let (case, _) = adwoa_is_granted_a_permit(&house).await;
        let mut aino = house.colleague("aino").await;
        aino.opens(&case).await.says("card-stands-due").says("card-why-down");
        // Nobody has to do anything.
        aino.opens("/cards").await.says("cards-none");
        house.comes_back(Register::Cards);
        house.minutes_pass(20);
        house.settles().await;
        aino.opens(&case).await.says("card-stands-ordered").lacks("card-why-down");
        house.is_sound().await;
    })
    .await;
}
