//! What an applicant is told of the card on the page of the application that was decided.

use kernel::Ts;
use permits::{Application, ApplicationId};
use web::{Html, Problem, Request, Ui};

use super::CARDS_MAX;
use crate::rows;
use crate::state::{Card, KnownCard};
use crate::words;

#[derive(askama::Template)]
#[template(path = "pages/applicant.html")]
struct Told<'a> {
    ui: &'a Ui,
    /// Code of how it stands.
    code: &'static str,
    place: String,
    since: Ts,
}

pub(super) async fn show(request: &Request, application: ApplicationId) -> Result<Html, Problem> {
    let (kernel, ui) = (&request.kernel, &request.ui);
    let (known, _) = kernel.peek::<Application>(application).await?;
    let own = known.of(&request.who).ok();
    let Some((case, _)) = own.and_then(|known| known.stage.case()) else {
        return Ok(Html::default());
    };
    let mut cards = Vec::new();
    for id in rows::of_case(kernel, case, CARDS_MAX).await? {
        let (card, _) = kernel.peek::<Card>(id).await?;
        cards.extend(card.known().cloned());
    }
    let Some(card) = newest(&cards) else { return Ok(Html::default()) };
    let place = words::place(ui, card.place.as_deref().unwrap_or_default());
    let (code, since) = (card.standing.code(), card.since());
    Html::render(&Told { ui, code, place, since })
}

/// The card that counts: the newest that is wanted, or else the newest that is to be brought back. Of one that is not
/// made nobody has to know.
fn newest(cards: &[KnownCard]) -> Option<&KnownCard> {
    let wanted = cards.iter().rev().find(|card| !card.standing.is_withdrawn());
    wanted.or_else(|| cards.iter().rev().find(|card| card.standing.code() == "to-take-back"))
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{card, with};
    use crate::events::CardEvent;
    use crate::model::{Stage, Withdrawal};

    #[test]
    fn the_card_that_is_wanted_counts_before_one_to_be_brought_back() {
        let of = |events: Vec<CardEvent>| {
            let card = given::<Card>(events).state(card().0);
            card.known().unwrap().clone()
        };
        let gone = |then: CardEvent| {
            let more = [CardEvent::Withdrawn { why: Withdrawal::Corrected }, then];
            of(with(Stage::Made).into_iter().chain(more).collect())
        };
        let (ready, back) = (of(with(Stage::Ready)), gone(CardEvent::ToTakeBack {}));
        let stopped = gone(CardEvent::Stopped {});
        let code = |cards: &[KnownCard]| newest(cards).map(|card| card.standing.code());
        assert_eq!(code(&[ready, back.clone()]), Some("ready"));
        assert_eq!(code(&[back, stopped.clone()]), Some("to-take-back"));
        assert_eq!(code(&[stopped]), None);
    }
}
