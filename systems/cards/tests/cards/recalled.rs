//! A decision is recalled: its card is stopped where it is not made yet, and else is to be taken back, once.

use registers_simulator::Fault;

use crate::house::in_houses;

#[tokio::test]
async fn a_card_that_is_not_made_yet_is_not_made() {
    in_houses(|house| async move {
        let (case, decision, reference) = house.ordered().await;
        house.recalls(decision).await;
        house.world.settle().await;
        assert_eq!(house.stands(decision).await, ("stopped", "recalled"));
        assert_eq!(house.outside.stage(&reference).await, "cancelled");
        let mut aino = house.browser(&house.officer).await;
        let page = aino.get(&format!("/cases/{case}")).await;
        assert!(page.has("The card is not made. The decision was recalled."), "{}", page.body);
        house.later(3600).await;
        let told = house.told(decision).await;
        let wanted =
            ["card.ordered", "card.released", "card.placed", "card.withdrawn", "card.stopped"];
        assert_eq!(told, wanted);
        house.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_card_that_is_made_is_to_be_taken_back_and_officials_see_it() {
    in_houses(|house| async move {
        let (_, decision, reference) = house.ordered().await;
        house.outside.says(&reference, "sent").await;
        house.recalls(decision).await;
        house.world.settle().await;
        assert_eq!(house.stands(decision).await, ("to-take-back", "recalled"));
        assert_eq!(house.outside.stage(&reference).await, "sent");
        let mut aino = house.browser(&house.officer).await;
        let page = aino.get("/cards").await;
        assert!(page.has("To be taken back"), "{}", page.body);
        house.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_maker_that_is_down_is_told_when_it_is_up() {
    in_houses(|house| async move {
        let (_, decision, reference) = house.ordered().await;
        house.outside.breaks(Fault::Error { status: 503 });
        house.recalls(decision).await;
        house.world.settle().await;
        assert_eq!(house.stands(decision).await, ("stopping", "recalled"));
        house.outside.mends();
        house.later(60).await;
        assert_eq!(house.stands(decision).await, ("stopped", "recalled"));
        assert_eq!(house.outside.stage(&reference).await, "cancelled");
        house.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn one_that_waits_for_an_official_is_never_ordered() {
    in_houses(|house| async move {
        let case = house.case(1).await;
        let decision = house.grants(case).await;
        house.world.settle().await;
        house.recalls(decision).await;
        house.world.settle().await;
        assert_eq!(house.stands(decision).await, ("stopped", "recalled"));
        assert_eq!(house.outside.has(), [""; 0]);
        house.is_sound().await;
    })
    .await;
}
