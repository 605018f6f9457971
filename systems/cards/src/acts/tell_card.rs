//! Whoever a card is for is told that it can be picked up: once, when the decision is theirs and writing to them is not
//! stopped.

use casefile::case_message;
use casefile::hold::{self, ActKind, Standing as Writing};
use decisions::Decision;
use kernel::{Act, Changes, Ctx, Fault, Read, Refusal, Right};
use uuid::Uuid;

use crate::events::CardEvent;
use crate::ids::CardId;
use crate::model::Stage;
use crate::state::{Card, Standing};

/// Tells that a card can be picked up. Done again it does nothing.
#[derive(Debug, Clone)]
pub struct TellCard {
    /// Which card.
    pub card: CardId,
    /// In these words.
    pub text: String,
}

/// What telling has to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Telling {
    /// Whether writing to them is stopped.
    pub writing: Writing,
    /// Do they know the decision? The card says what it says.
    pub theirs: bool,
}

impl Act for TellCard {
    const NAME: &'static str = "card.tell";
    const RIGHT: Right = Right::MACHINE;
    type State = Card;
    type Inputs = Option<Telling>;

    fn stream(&self) -> Uuid {
        self.card.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Option<Telling>, Fault> {
        let card = read.fold::<Card>(self.card).await?;
        let Some(known) = card.known() else { return Ok(None) };
        let decision = read.fold::<Decision>(known.decision).await?;
        let theirs = decision.known().is_some_and(|decision| decision.reached.is_theirs());
        let writing = hold::look(read, known.person, ActKind::Letter).await?;
        Ok(Some(Telling { writing, theirs }))
    }

    fn decide(
        &self,
        card: &Card,
        telling: &Option<Telling>,
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let known = card.there()?;
        let ready = known.standing == Standing::With { stage: Stage::Ready };
        let may = Some(Telling { writing: Writing::Free, theirs: true });
        if !ready || known.told || *telling != may {
            return Ok(Changes::new());
        }
        let told = Changes::one(self.card, &CardEvent::Told {});
        Ok(told.and(case_message::send(known.case, &self.text, ctx).1))
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{card, with};

    fn kinds(events: Vec<CardEvent>, writing: Writing, theirs: bool) -> Vec<String> {
        let act = TellCard { card: card(), text: "Your card can be picked up.".into() };
        let when = given::<Card>(events).when(act, Some(Telling { writing, theirs }));
        let events = when.outcome().unwrap().into_events().unwrap();
        events.into_iter().map(|event| event.kind).collect()
    }

    #[test]
    fn it_is_told_once_and_when_it_can_be_picked_up() {
        let free = Writing::Free;
        let told = ["card.told", "message.sent"];
        assert_eq!(kinds(with(Stage::Ready), free, true), told);
        let once = with(Stage::Ready).into_iter().chain([CardEvent::Told {}]).collect();
        assert_eq!(kinds(once, free, true), [""; 0]);
        for stage in [Stage::Sent, Stage::HandedOver] {
            assert_eq!(kinds(with(stage), free, true), [""; 0]);
        }
    }

    #[test]
    fn whoever_may_not_be_written_to_or_does_not_know_the_decision_is_told_nothing() {
        assert_eq!(kinds(with(Stage::Ready), Writing::Stopped, true), [""; 0]);
        assert_eq!(kinds(with(Stage::Ready), Writing::Free, false), [""; 0]);
    }
}
