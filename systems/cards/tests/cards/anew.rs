//! A card that could not be made, or that was lost on its way, is ordered once more by an official.

use cards::CardId;

use crate::house::{in_houses, led};

#[tokio::test]
async fn what_could_not_be_made_is_ordered_once_more_under_another_reference() {
    in_houses(|house| async move {
        let (case, decision, first) = house.ordered().await;
        let form = format!("/cards/{}/anew", CardId::of(decision));
        let mut aino = house.browser(&house.officer).await;
        let page = aino.get(&form).await;
        assert!(page.has("This card goes on by itself"), "{}: {}", page.status, page.body);
        house.outside.says(&first, "failed").await;
        house.later(30).await;
        assert_eq!(house.stands(decision).await.0, "failed");
        let page = aino.get("/cards").await;
        assert!(page.has("Could not be made"), "{}", page.body);
        let typed = [("reason", "lost-on-the-way"), ("note", "It never came.")];
        assert_eq!(aino.fill(&form, &typed).await.status, 422, "it was never on its way");
        let typed = [("reason", "not-made"), ("note", "The chip was faulty.")];
        led(&aino.fill(&form, &typed).await);
        house.world.settle().await;
        let card = house.card(decision).await;
        assert_eq!((card.standing.code(), card.making), ("ordered", 2));
        assert_eq!(house.outside.has(), [first, card.reference()]);
        let page = aino.get(&format!("/cases/{case}")).await;
        assert!(page.has("Ordered once more: It was not made"), "{}", page.body);
        house.is_sound().await;
    })
    .await;
}
