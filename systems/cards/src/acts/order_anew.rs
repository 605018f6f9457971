//! An official orders a card once more: it could not be made, was lost on its way, or is not as it should be. It gets a
//! new reference, and what stands on it is read anew.

use casefile::Case;
use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;
use web::form::Shown;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::{GO_ON, ID, official};
use crate::events::{CardEvent, Ordered};
use crate::ids::CardId;
use crate::limits::NOTE;
use crate::model::Lack;
use crate::ordering::{self, Ordering};
use crate::rights::ORDER;
use crate::rules::{self, Rules};
use crate::state::Card;

/// Orders a card once more.
#[derive(Debug, Clone)]
pub struct OrderAnew {
    /// Which.
    pub card: CardId,
    /// Code of the reason.
    pub reason: String,
    /// More of it.
    pub note: String,
}

/// What ordering once more has to know.
#[derive(Debug)]
pub struct Anew {
    /// The case, as whoever orders sees it.
    pub case: Case,
    /// What is to be ordered now.
    pub ordering: Option<Ordering>,
    /// The rules.
    pub rules: &'static Rules,
}

impl Act for OrderAnew {
    const NAME: &'static str = "card.order_anew";
    const RIGHT: Right = ORDER;
    type State = Card;
    type Inputs = Anew;

    fn stream(&self) -> Uuid {
        self.card.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Anew, Fault> {
        let card = read.fold::<Card>(self.card).await?;
        let (mut case, mut ordering) = (Case::default(), None);
        if let Some(known) = card.known() {
            case = read.fold(known.case).await?;
            ordering = ordering::read(read, known.decision).await?;
        }
        Ok(Anew { case, ordering, rules: rules::rules()? })
    }

    fn decide(&self, card: &Card, inputs: &Anew, ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
        let Anew { case, ordering, rules } = inputs;
        let known = card.there()?;
        case.known().ok_or_else(|| Refusal::new("card-unknown"))?;
        let mut reasons = rules.anew(known.standing.code(), ctx.today);
        if !reasons.any(|code| code == self.reason) {
            return Err(Refusal::new("card-reason-unknown").at("reason"));
        }
        let ordering = ordering.as_ref().ok_or_else(|| Refusal::new("card-of-nothing"))?;
        if known.standing.is_withdrawn() && ordering.overtaken {
            return Err(Refusal::new("card-overtaken"));
        }
        // What was waived once needs no second word.
        let waived = known.released.is_some() && ordering.order.lack == Some(Lack::Pictures);
        let lack = ordering.order.lack.filter(|_| !waived);
        let order = Ordered { lack, ..ordering.order.clone() };
        let note = Sealed::new(known.person, self.note.clone());
        let anew = CardEvent::OrderedAnew { reason: self.reason.clone(), note, order };
        let changes = Changes::one(self.card, &anew);
        Ok(if lack.is_some() { changes } else { changes.job(GO_ON, &self.card, None) })
    }
}

impl FormAct for OrderAnew {
    fn fields() -> Vec<Field> {
        vec![Field::drafted("reason", Shown::Open), Field::long_text("note", NOTE)]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (draft, known) = official(request, Self::NAME).await?;
        let (ui, rules) = (&request.ui, rules::rules()?);
        let reasons = rules.anew(known.standing.code(), ui.today());
        let option = |code: &str| (code.to_owned(), ui.code("card-anew-", code).plain());
        let options: Vec<_> = reasons.map(option).collect();
        if options.is_empty() {
            return Err(Refusal::new("card-goes-on").into());
        }
        Ok(draft.options("reason", options))
    }

    fn read(form: &mut Reader<'_>) -> Option<OrderAnew> {
        let (reason, note) = (form.choice("reason"), form.text("note"));
        Some(OrderAnew { card: form.param(ID)?, reason: reason?, note: note? })
    }

    fn after(_: &Done, _: &Request) -> String {
        "/cards".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{PERSON, card, case, order, ordered, with};
    use crate::model::{Stage, Withdrawal};
    use crate::state::Standing;
    use crate::testing::ordering;

    fn act(reason: &str) -> OrderAnew {
        OrderAnew { card: card(), reason: reason.into(), note: "The post lost it.".into() }
    }

    fn inputs(ordering: Option<Ordering>) -> Anew {
        Anew { case: case(), ordering, rules: rules::rules().unwrap() }
    }

    fn anew(reason: &str, order: Ordered) -> CardEvent {
        let note = Sealed::new(PERSON, "The post lost it.".to_owned());
        CardEvent::OrderedAnew { reason: reason.into(), note, order }
    }

    #[test]
    fn a_card_that_was_lost_is_ordered_under_a_new_reference_as_it_would_be_now() {
        let lost = "lost-on-the-way";
        let event = anew(lost, order("Karimi", None));
        let when = given::<Card>(with(Stage::Sent))
            .when(act(lost), inputs(Some(ordering("Karimi", None))));
        assert_eq!(when.then([event.clone()])[0].kind, GO_ON);
        let after = given::<Card>(with(Stage::Sent)).and([event]).state(card().0);
        let known = after.known().unwrap();
        assert_eq!((known.making, known.standing.code()), (2, "due"));
        assert!(known.reference().ends_with("-2"), "{}", known.reference());
        assert_eq!(known.content.as_ref().unwrap().family_name, "Karimi");
    }

    #[test]
    fn a_reason_fits_how_the_card_stands_and_the_decision_stands() {
        let now = || inputs(Some(ordering("Rahimi", None)));
        let sent = || given::<Card>(with(Stage::Sent));
        sent().when(act("not-made"), now()).then_refused("card-reason-unknown");
        sent().when(act("lost-on-the-way"), inputs(None)).then_refused("card-of-nothing");
        given::<Card>([ordered(None)])
            .when(act("not-made"), now())
            .then_refused("card-reason-unknown");
        let hidden = Anew { case: Case::default(), ..now() };
        sent().when(act("lost-on-the-way"), hidden).then_refused("card-unknown");
    }

    #[test]
    fn what_was_waived_stays_waived_and_what_is_missing_is_waited_for() {
        let lack = Some(Lack::Pictures);
        let failed = || given::<Card>(with(Stage::Failed));
        let waits = anew("not-made", order("Rahimi", lack));
        let when = failed().when(act("not-made"), inputs(Some(ordering("Rahimi", lack))));
        assert!(when.then([waits]).is_empty());
        let note = Sealed::new(PERSON, String::new());
        let released = CardEvent::Released { ground: "maker-has-them".into(), note };
        let moved = CardEvent::Moved { stage: Stage::Failed };
        let given = given::<Card>([ordered(lack), released, CardEvent::Placed {}, moved]);
        let when = given.when(act("not-made"), inputs(Some(ordering("Rahimi", lack))));
        assert_eq!(when.then([anew("not-made", order("Rahimi", None))]).len(), 1);
    }

    #[test]
    fn a_card_stands_again_only_when_no_correction_stands() {
        let gone = [CardEvent::Withdrawn { why: Withdrawal::Corrected }, CardEvent::Stopped {}];
        let stopped = || given::<Card>(with(Stage::Ordered)).and(gone.clone());
        let standing = stopped().state(card().0).known().unwrap().standing;
        assert_eq!(standing, Standing::Stopped { why: Withdrawal::Corrected });
        let overtaken = Ordering { overtaken: true, ..ordering("Rahimi", None) };
        let again = "stands-again";
        stopped().when(act(again), inputs(Some(overtaken))).then_refused("card-overtaken");
        let event = anew(again, order("Rahimi", None));
        let when = stopped().when(act(again), inputs(Some(ordering("Rahimi", None))));
        assert_eq!(when.then([event]).len(), 1);
    }
}
