//! A decision that leads to a card was given: the card is ordered, once. Where it corrects another, the card that stood
//! until then is withdrawn, unless the same stands on it.

use decisions::DecisionId;
use kernel::{Act, Changes, Ctx, Fault, Read, Refusal, Right};
use uuid::Uuid;

use super::GO_ON;
use super::withdraw_card::withdrawn;
use crate::events::CardEvent;
use crate::ids::CardId;
use crate::model::Withdrawal;
use crate::ordering::{self, Ordering};
use crate::state::Card;

/// Orders the card of a decision. Done again it does nothing.
#[derive(Debug, Clone, Copy)]
pub struct OrderCard {
    /// Of which decision.
    pub decision: DecisionId,
}

impl Act for OrderCard {
    const NAME: &'static str = "card.order";
    const RIGHT: Right = Right::MACHINE;
    type State = Card;
    type Inputs = Option<Ordering>;

    fn stream(&self) -> Uuid {
        CardId::of(self.decision).0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Option<Ordering>, Fault> {
        ordering::read(read, self.decision).await
    }

    fn decide(
        &self,
        card: &Card,
        ordering: &Option<Ordering>,
        _: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let (None, Some(ordering)) = (card.known(), ordering) else { return Ok(Changes::new()) };
        let before = ordering.before.as_ref();
        let before = before.and_then(|(id, card)| Some((*id, card.known()?)));
        if before.is_some_and(|(_, card)| card.content == ordering.content) {
            return Ok(Changes::new());
        }
        let id = CardId::of(self.decision);
        let ordered = CardEvent::Ordered {
            case: ordering.decision.case,
            decision: self.decision,
            person: ordering.decision.applicant,
            sort: ordering.sort,
            order: ordering.order.clone(),
        };
        let mut changes = Changes::one(id, &ordered);
        if let Some((id, card)) = before {
            changes = changes.and(withdrawn(id, card, Withdrawal::Corrected));
        }
        let waits = ordering.order.lack.is_some();
        Ok(if waits { changes } else { changes.job(GO_ON, &id, None) })
    }
}

#[cfg(test)]
mod tests {
    use testkit::{given, on};

    use super::*;
    use crate::acts::tests::{DECISION, card, ordered, with};
    use crate::model::{Lack, Stage};
    use crate::testing::ordering;

    const EARLIER: DecisionId = DecisionId(Uuid::from_u128(301));

    fn act() -> OrderCard {
        OrderCard { decision: DECISION }
    }

    #[test]
    fn it_is_ordered_once_and_goes_to_its_maker() {
        let jobs =
            given::<Card>([]).when(act(), Some(ordering("Rahimi", None))).then([ordered(None)]);
        assert_eq!((jobs[0].kind, jobs.len()), (GO_ON, 1));
        let again = given::<Card>([ordered(None)]);
        again.when(act(), Some(ordering("Rahimi", None))).then_nothing();
        given::<Card>([]).when(act(), None).then_nothing();
    }

    #[test]
    fn one_that_lacks_something_waits_and_nobody_is_asked() {
        let lack = Some(Lack::Pictures);
        let when = given::<Card>([]).when(act(), Some(ordering("Rahimi", lack)));
        assert!(when.then([ordered(lack)]).is_empty());
    }

    #[test]
    fn a_correction_withdraws_the_card_before_it_unless_the_same_stands_on_it() {
        let id = CardId::of(EARLIER);
        let before = |family: &str| {
            let card = given::<Card>(with(Stage::Ordered)).state(id.0);
            Some(Ordering { before: Some((id, card)), ..ordering(family, None) })
        };
        given::<Card>([]).when(act(), before("Rahimi")).then_nothing();
        let CardEvent::Ordered { case, decision, person, sort, .. } = ordered(None) else {
            unreachable!()
        };
        let order = crate::acts::tests::order("Karimi", None);
        let new = CardEvent::Ordered { case, decision, person, sort, order };
        let gone = CardEvent::Withdrawn { why: Withdrawal::Corrected };
        let jobs = given::<Card>([])
            .when(act(), before("Karimi"))
            .then_all([on(card(), &new), on(id, &gone)]);
        assert_eq!(jobs.len(), 2, "the old one is stopped, the new one ordered");
    }
}
