//! A decision is corrected: where something else stands on the card then, another is ordered and the old one withdrawn.

use cards::acts::OrderAnew;
use cards::{Card, CardId};
use decisions::DecisionId;
use decisions::acts::{CorrectDecision, WriteSection};
use kernel::NotDone;

use crate::house::in_houses;

#[tokio::test]
async fn another_last_day_is_another_card_and_the_old_one_is_not_made() {
    in_houses(|house| async move {
        let (_, decision, first) = house.ordered().await;
        let correction = house.corrects(decision, "granted_until", "2027-03-31").await;
        house.world.settle().await;
        assert_eq!(house.stands(decision).await, ("stopped", "corrected"));
        assert_eq!(house.outside.stage(&first).await, "cancelled");
        // Pictures are as little there as before: whoever corrects goes on with it.
        assert_eq!(house.stands(correction).await, ("waits", "pictures"));
        house.releases(correction).await;
        house.world.settle().await;
        let card = house.card(correction).await;
        assert_eq!(card.content.as_ref().unwrap().until, "2027-03-31".parse().ok());
        assert_eq!(house.outside.has(), [card.reference()]);

        // The correction is recalled: its card goes, and that of what stands again is ordered by an official.
        let (reason, note) = ("stands-again".to_owned(), "The correction was wrong.".to_owned());
        let again = OrderAnew { card: CardId::of(decision), reason, note };
        let early = house.run(again.clone()).await;
        assert!(
            matches!(&early, Err(NotDone::Refused(r)) if r.code == "card-overtaken"),
            "{early:?}"
        );
        house.recalls(correction).await;
        house.world.settle().await;
        assert_eq!(house.stands(correction).await, ("stopped", "recalled"));
        house.run(again).await.unwrap();
        house.world.settle().await;
        assert_eq!(house.outside.has(), [house.card(decision).await.reference()]);
        house.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_correction_that_changes_nothing_on_the_card_leaves_it_as_it_is() {
    in_houses(|house| async move {
        let (_, decision, reference) = house.ordered().await;
        let correction = DecisionId(house.kernel().next_id());
        house.run(CorrectDecision { decision: correction, of: decision }).await.unwrap();
        let (section, text) = ("reasons".to_owned(), "Hakemus hyväksyttiin.".to_owned());
        house.run(WriteSection { decision: correction, section, text }).await.unwrap();
        house.sign(correction).await;
        house.world.settle().await;
        let (none, _) = house.kernel().peek::<Card>(CardId::of(correction)).await.unwrap();
        assert_eq!(none.known(), None);
        assert_eq!(house.stands(decision).await.0, "ordered");
        assert_eq!(house.outside.has(), [reference]);
        house.is_sound().await;
    })
    .await;
}
