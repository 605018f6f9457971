//! A card for which nothing was taken waits for an official, who sees it and goes on with it.

use cards::CardId;

use crate::house::{in_houses, led};

#[tokio::test]
async fn a_card_without_pictures_waits_in_sight_of_officials_until_one_goes_on_with_it() {
    in_houses(|house| async move {
        let case = house.case(1).await;
        let decision = house.grants(case).await;
        house.world.settle().await;
        assert_eq!(house.stands(decision).await, ("waits", "pictures"));
        assert_eq!(house.outside.has(), [""; 0]);
        let mut aino = house.browser(&house.officer).await;
        let number = house.number(case).await;
        for path in ["/cards".to_owned(), format!("/cases/{case}")] {
            let page = aino.get(&path).await;
            assert!(page.has("fingerprints for the card are missing"), "{}", page.body);
            assert!(page.has(&number));
        }
        let links = ["release", "anew"].map(|act| format!("/cards/{}/{act}", CardId::of(decision)));
        let page = aino.get("/cards").await;
        assert!(links.iter().all(|link| page.has(link)), "{}", page.body);
        // Whoever may not see the case sees nothing of its card, and does nothing with it.
        let mut timo = house.browser(&house.stranger).await;
        assert!(!timo.get("/cards").await.has(&number));
        let form = format!("/cards/{}/release", CardId::of(decision));
        assert_eq!(timo.get(&form).await.status, 404);

        let typed = [("ground", "maker-has-them"), ("note", "")];
        assert_eq!(aino.fill(&form, &typed).await.status, 422, "a note is needed");
        let typed = [("ground", "maker-has-them"), ("note", "Taken in Oulu in 2024.")];
        led(&aino.fill(&form, &typed).await);
        house.world.settle().await;
        assert_eq!(house.stands(decision).await.0, "ordered");
        let card = house.card(decision).await;
        assert_eq!(house.outside.has(), [card.reference()]);
        // Nobody showed who they are anywhere: it goes to the service point.
        assert_eq!(card.place.as_deref(), Some("service-point-helsinki"));
        assert!(aino.get("/cards").await.has("No card waits"));
        let all = aino.get("/cards?show=all").await;
        assert!(all.has(&number) && all.has("Helsinki"), "{}", all.body);
        house.is_sound().await;
    })
    .await;
}
