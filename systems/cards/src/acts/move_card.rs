//! The maker of cards says how a card stands.

use kernel::{Act, Changes, Ctx, Fault, Read, Refusal, Right};
use uuid::Uuid;

use crate::events::CardEvent;
use crate::ids::CardId;
use crate::model::Stage;
use crate::state::{Card, Standing};

/// Records how a card stands with its maker. Done again it does nothing.
#[derive(Debug, Clone, Copy)]
pub struct MoveCard {
    /// Which card.
    pub card: CardId,
    /// The how-many-th order of it.
    pub making: u32,
    /// How it stands.
    pub stage: Stage,
}

impl Act for MoveCard {
    const NAME: &'static str = "card.move";
    const RIGHT: Right = Right::MACHINE;
    type State = Card;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.card.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, card: &Card, (): &(), _: &Ctx<'_>) -> Result<Changes, Refusal> {
        let known = card.there()?;
        let (id, stage) = (self.card, self.stage);
        if known.making != self.making {
            return Ok(Changes::new());
        }
        Ok(match known.standing {
            Standing::With { stage: before } if before != stage => {
                Changes::one(id, &CardEvent::Moved { stage })
            }
            Standing::Stopping { .. } if stage.exists() => {
                Changes::one(id, &CardEvent::ToTakeBack {})
            }
            Standing::Stopping { .. } if stage != Stage::Ordered => {
                Changes::one(id, &CardEvent::Stopped {})
            }
            _ => Changes::new(),
        })
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{card, ordered, with};
    use crate::model::Withdrawal;

    fn act(stage: Stage) -> MoveCard {
        MoveCard { card: card(), making: 1, stage }
    }

    fn kinds(events: Vec<CardEvent>, act: MoveCard) -> Vec<String> {
        let changes = given::<Card>(events).when(act, ()).outcome().unwrap();
        changes.into_events().unwrap().into_iter().map(|event| event.kind).collect()
    }

    #[test]
    fn each_step_is_recorded_once_and_of_the_order_that_counts() {
        assert_eq!(kinds(with(Stage::Ordered), act(Stage::Made)), ["card.moved"]);
        assert_eq!(kinds(with(Stage::Made), act(Stage::Made)), [""; 0]);
        assert_eq!(kinds(with(Stage::Ready), act(Stage::HandedOver)), ["card.moved"]);
        let other = MoveCard { making: 2, ..act(Stage::Ready) };
        assert_eq!(kinds(with(Stage::Sent), other), [""; 0]);
    }

    #[test]
    fn what_is_being_stopped_ends_as_its_maker_says() {
        let why = Withdrawal::Recalled;
        let stopping = || vec![ordered(None), CardEvent::Placed {}, CardEvent::Withdrawn { why }];
        for (stage, wanted) in [
            (Stage::Ordered, &[][..]),
            (Stage::Cancelled, &["card.stopped"]),
            (Stage::Failed, &["card.stopped"]),
            (Stage::Made, &["card.to_take_back"]),
            (Stage::HandedOver, &["card.to_take_back"]),
        ] {
            assert_eq!(kinds(stopping(), act(stage)), wanted, "{stage:?}");
        }
        let back = [CardEvent::Withdrawn { why }, CardEvent::ToTakeBack {}];
        let events = with(Stage::Made).into_iter().chain(back).collect();
        assert_eq!(kinds(events, act(Stage::Sent)), [""; 0]);
    }
}
