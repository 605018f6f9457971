//! The card of a first permit, from the decision to its owner's hand: once, and told to everybody concerned.

use identity::model::What;

use crate::house::{PLACE, in_houses};

#[tokio::test]
async fn a_card_is_ordered_once_and_its_owner_is_told_when_to_fetch_it() {
    in_houses(|house| async move {
        let (case, application) = house.came().await;
        let decision = house.grants(case).await;
        house.world.settle().await;
        let card = house.card(decision).await;
        assert_eq!((card.standing.code(), card.place.as_deref()), ("ordered", Some(PLACE)));
        let content = card.content.as_ref().unwrap();
        // As the passport says it that was shown.
        assert_eq!((content.family_name.as_str(), content.born.as_str()), ("RAHIMI", "1994-02-17"));
        assert_eq!(
            (content.kind.as_str(), content.work.as_deref()),
            ("fixed-term", Some("limited"))
        );
        assert_eq!(content.until, "2027-03-13".parse().ok());
        assert!(card.pictures.taken.contains_key(&What::Face), "{:?}", card.pictures);
        assert_eq!(house.outside.has(), [card.reference()]);

        let (mut amina, mut aino) =
            (house.browser(&house.amina).await, house.browser(&house.officer).await);
        let page = format!("{application}/sent");
        // Nothing is said of what follows a decision before she has opened it.
        assert!(!amina.get(&page).await.has("Your residence permit card"));
        let decided = amina.get(&format!("{application}/decision")).await;
        let start = format!("href=\"{application}/decision/");
        let rest = decided.body.split_once(&start).unwrap().1;
        let file = rest.split('"').next().unwrap();
        assert!(amina.length(&format!("{application}/decision/{file}")).await.0 > 1_000);
        for (stage, hers, his) in [
            ("ordered", "Your card was ordered on", "The card is ordered."),
            ("made", "Your card is made", "The card is made."),
            ("sent", "Your card is on its way", "The card is on its way"),
            ("ready", "You can pick up your card", "The card can be picked up"),
            ("handed_over", "You were given your card", "The card was handed over"),
        ] {
            house.outside.says(&card.reference(), stage).await;
            house.later(30).await;
            house.later(30).await;
            let shown = amina.get(&page).await;
            assert!(shown.status == 200 && shown.has(hers), "{stage}: {}", shown.body);
            let shown = aino.get(&format!("/cases/{case}")).await;
            assert!(shown.has(his) && shown.has("Ankara"), "{stage}: {}", shown.body);
        }
        let written = house.written(case).await;
        assert!(written.len() == 1 && written[0].contains("Ankara"), "{written:?}");
        let told = house.told(decision).await;
        let wanted = ["ordered", "placed", "moved", "moved", "moved", "told", "moved"]
            .map(|k| format!("card.{k}"));
        assert_eq!(told, wanted);
        for (lang, words) in [("fi", "Sait korttisi"), ("sv", "Du fick ditt kort")] {
            amina = amina.reading(lang);
            assert!(amina.get(&page).await.has(words), "{lang}");
        }
        house.is_sound().await;
    })
    .await;
}
