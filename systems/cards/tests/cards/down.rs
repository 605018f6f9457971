//! A maker that does not answer, or that there is none: nothing is lost, nothing doubled, and it is said.

use cards::{CardId, Maker};
use registers_simulator::Fault;

use crate::house::{House, in_houses, setup};

#[tokio::test]
async fn down_it_is_waited_for_and_up_each_order_is_there_once() {
    in_houses(|house| async move {
        house.outside.breaks(Fault::Down);
        let mut decisions = Vec::new();
        for n in 1..=3 {
            let case = house.case(n).await;
            decisions.push((case, house.grants(case).await));
        }
        house.world.settle().await;
        for (_, decision) in &decisions {
            house.releases(*decision).await;
        }
        house.world.settle().await;
        for _ in 0..20 {
            house.later(60).await;
        }
        let (case, first) = decisions[0];
        assert_eq!(house.stands(first).await, ("due", "down"));
        let mut aino = house.browser(&house.officer).await;
        let page = aino.get(&format!("/cases/{case}")).await;
        assert!(page.has("The maker cannot be reached"), "{}", page.body);
        assert_eq!(house.outside.has(), [""; 0]);

        house.outside.mends();
        house.later(1000).await;
        house.later(30).await;
        assert_eq!(house.outside.has().len(), 3);
        let told = house.told(first).await;
        let wanted = ["card.ordered", "card.released", "card.delayed", "card.placed"];
        assert_eq!(told, wanted, "it was said once that it waits");
        for (_, decision) in &decisions {
            assert_eq!(house.stands(*decision).await.0, "ordered");
        }
        house.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn answers_that_cannot_be_read_order_nothing_twice() {
    in_houses(|house| async move {
        house.outside.breaks(Fault::WrongSchema);
        let (_, decision, reference) = house.ordered().await;
        // It arrived, and nobody could tell.
        assert_eq!(house.stands(decision).await, ("due", "unwell"));
        assert_eq!(house.outside.has(), std::slice::from_ref(&reference));
        house.outside.mends();
        house.later(60).await;
        assert_eq!(house.stands(decision).await.0, "ordered");
        assert_eq!(house.outside.has(), [reference]);
        house.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn without_a_maker_nothing_is_ordered_and_the_case_says_so() {
    in_houses(|house| async move {
        let world = setup(&Maker::none()).world(house.world.engine()).await;
        let other = House::new(world, house.outside.clone(), Maker::none()).await;
        let (case, decision, _) = other.ordered().await;
        other.later(3600).await;
        assert_eq!(other.stands(decision).await, ("due", "not-connected"));
        let mut aino = other.browser(&other.officer).await;
        let page = aino.get(&format!("/cases/{case}")).await;
        assert!(page.has("No maker of cards is connected here"), "{}", page.body);
        assert_eq!(house.outside.has(), [""; 0]);
        // Recalled, there is nothing to stop.
        other.recalls(decision).await;
        other.world.settle().await;
        assert_eq!(other.stands(decision).await, ("stopped", "recalled"));
        other.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn an_order_that_is_not_taken_waits_for_an_official_who_orders_it_anew() {
    in_houses(|house| async move {
        let case = house.case(1).await;
        let decision = house.grants(case).await;
        house.world.settle().await;
        house.outside.takes(&house.card(decision).await.reference()).await;
        house.releases(decision).await;
        house.world.settle().await;
        assert_eq!(house.stands(decision).await, ("waits", "refused"));
        let mut aino = house.browser(&house.officer).await;
        let page = aino.get("/cards").await;
        assert!(page.has("does not take the order"), "{}", page.body);
        let form = format!("/cards/{}/anew", CardId::of(decision));
        let typed = [("reason", "not-made"), ("note", "The maker was called.")];
        crate::house::led(&aino.fill(&form, &typed).await);
        house.world.settle().await;
        assert_eq!(house.stands(decision).await.0, "ordered");
        assert!(house.card(decision).await.reference().ends_with("-2"));
        house.is_sound().await;
    })
    .await;
}
