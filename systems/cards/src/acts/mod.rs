//! The verbs of cards: one act, one file, its tests below it.

mod delay_card;
mod hold_card;
mod move_card;
mod order_anew;
mod order_card;
mod place_card;
mod release_card;
mod tell_card;
mod withdraw_card;

pub use delay_card::DelayCard;
pub use hold_card::HoldCard;
pub use move_card::MoveCard;
pub use order_anew::{Anew, OrderAnew};
pub use order_card::OrderCard;
pub use place_card::PlaceCard;
pub use release_card::ReleaseCard;
pub use tell_card::{TellCard, Telling};
pub use withdraw_card::WithdrawCard;

use casefile::{Case, SEE};
use web::{Draft, Problem, Request};

use crate::ids::CardId;
use crate::state::{Card, KnownCard};

/// The job that goes on with a card: its order, its end, or how it stands.
pub(crate) const GO_ON: &str = "cards.go_on";
/// The name of the part of a path that says which card.
const ID: &str = "id";

/// What an official's form of a card starts from, and the card: whoever may not see its case finds none.
async fn official(request: &Request, purpose: &str) -> Result<(Draft, KnownCard), Problem> {
    let id: CardId = request.param(ID)?;
    let (card, version) = request.kernel.peek::<Card>(id).await?;
    let known = card.known().cloned().ok_or(Problem::NotFound)?;
    let opened = request.kernel.open::<Case>(&request.who, known.case, SEE, purpose).await?;
    let number = opened.state.known().ok_or(Problem::NotFound)?.number.to_string();
    let back = format!("/cases/{}", known.case);
    let draft = Draft::new()
        .seen(id.0, version)
        .crumb(request.ui.t("cards"), "/cards")
        .crumb(number, &back)
        .back(back);
    Ok((draft, known))
}

#[cfg(test)]
pub(crate) mod tests {
    use casefile::model::{CaseNumber, Headline};
    use casefile::{Case, CaseEvent, CaseId, PersonId};
    use decisions::DecisionId;
    use kernel::{Class, Sealed};
    use testkit::given;
    use uuid::Uuid;

    use crate::events::{CardEvent, Ordered};
    use crate::ids::CardId;
    use crate::model::{Content, Lack, Pictures, Sort, Stage};

    pub(crate) const CASE: CaseId = CaseId(Uuid::from_u128(100));
    pub(crate) const PERSON: PersonId = PersonId(Uuid::from_u128(200));
    pub(crate) const DECISION: DecisionId = DecisionId(Uuid::from_u128(300));

    pub(crate) fn card() -> CardId {
        CardId::of(DECISION)
    }

    pub(crate) fn content(family: &str) -> Content {
        Content {
            family_name: family.into(),
            given_names: "Amina".into(),
            born: "1994-02-17".into(),
            sex: "F".into(),
            nationality: "AFG".into(),
            kind: "fixed-term".into(),
            type_code: Some("B".into()),
            from: "2026-04-01".parse().unwrap(),
            until: "2027-03-31".parse().ok(),
            work: Some("limited".into()),
            number: "HEL-2026-000001".into(),
        }
    }

    pub(crate) fn order(family: &str, lack: Option<Lack>) -> Ordered {
        Ordered {
            content: Some(Sealed::new(PERSON, content(family))),
            pictures: Pictures::default(),
            place: Some("mission-ankara".into()),
            lack,
        }
    }

    pub(crate) fn ordered(lack: Option<Lack>) -> CardEvent {
        CardEvent::Ordered {
            case: CASE,
            decision: DECISION,
            person: PERSON,
            sort: Sort::New,
            order: order("Rahimi", lack),
        }
    }

    /// A card as its maker has it.
    pub(crate) fn with(stage: Stage) -> Vec<CardEvent> {
        let moved = (stage != Stage::Ordered).then_some(CardEvent::Moved { stage });
        [ordered(None), CardEvent::Placed {}].into_iter().chain(moved).collect()
    }

    pub(crate) fn case() -> Case {
        let opened = CaseEvent::Opened {
            number: CaseNumber::new("HEL", 2026, 1).unwrap(),
            headline: Sealed::new(CASE, Headline::new("A permit").unwrap()),
            applicant: PERSON,
            unit: "HEL".into(),
            class: Class::Normal,
            case_type: "general-matter".into(),
            status: "received".into(),
        };
        given::<Case>([opened]).state(CASE.0)
    }
}
