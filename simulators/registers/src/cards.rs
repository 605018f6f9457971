//! The maker of residence permit cards: an order under the orderer's own reference is one order however often it is
//! sent; it is made, sent and ready to be handed over by the clock, and what else becomes of it is said on request.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::Simulator;
use crate::answer::{Refused, json};

/// Orders kept at most; more are not taken.
const ORDERS_MAX: usize = 10_000;
/// Longest text taken.
const TEXT_CHARS_MAX: usize = 200;
/// How long each step takes, from the one before: short enough to be waited for.
const STEP_SECONDS: i64 = 20;

/// What is kept of cards.
#[derive(Debug, Default)]
pub(crate) struct Cards(Mutex<BTreeMap<String, Kept>>);

#[derive(Debug, Clone)]
struct Kept {
    order: CardOrder,
    stage: Stage,
    /// When it came to that, in seconds since 1970.
    since: i64,
    /// Somebody said how it stands: the clock moves it no further.
    said: bool,
}

/// An order of a card.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct CardOrder {
    /// The orderer's own.
    reference: String,
    holder: Holder,
    permit: Permit,
    pictures: Pictures,
    /// Key of the place where it is handed over.
    hand_over_at: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Holder {
    family_name: String,
    given_names: String,
    /// A day, or as much of it as is known.
    born: String,
    sex: String,
    nationality: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Permit {
    kind: String,
    /// As it stands on the card, such as A or B; nothing when nobody said.
    type_code: Option<String>,
    valid_from: Date,
    valid_until: Option<Date>,
    /// What stands on it of the right to work.
    remark: Option<String>,
    case_number: String,
}

/// Under which references the orderer keeps what devices took; they are not fetched.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pictures {
    face: Option<String>,
    fingerprints: Option<String>,
    signature: Option<String>,
}

/// How a card stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Stage {
    Ordered,
    Made,
    Sent,
    Ready,
    HandedOver,
    Failed,
    Cancelled,
}

impl Stage {
    /// What the clock makes of it.
    const fn next(self) -> Option<Stage> {
        match self {
            Stage::Ordered => Some(Stage::Made),
            Stage::Made => Some(Stage::Sent),
            Stage::Sent => Some(Stage::Ready),
            Stage::Ready | Stage::HandedOver | Stage::Failed | Stage::Cancelled => None,
        }
    }
}

/// A card as its orderer sees it.
#[derive(Debug, Serialize)]
struct Shown {
    reference: String,
    stage: Stage,
    since: i64,
    hand_over_at: String,
}

/// How a card is to stand from now on, for whoever tries that out.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    stage: Stage,
}

impl CardOrder {
    fn flaw(&self) -> Option<&'static str> {
        let (holder, permit) = (&self.holder, &self.permit);
        let needed = [&self.reference, &holder.born, &holder.nationality, &permit.kind];
        let named = [&holder.family_name, &holder.given_names];
        let others = [&holder.sex, &permit.case_number, &self.hand_over_at];
        let long = |text: &&String| text.chars().count() > TEXT_CHARS_MAX;
        if needed.iter().chain(&named).chain(&others).any(long) {
            Some("text-wrong")
        } else if needed.iter().any(|text| text.is_empty()) {
            Some("text-missing")
        } else if named.iter().all(|text| text.is_empty()) {
            Some("name-missing")
        } else if permit.valid_until.is_some_and(|until| until < permit.valid_from) {
            Some("dates-reversed")
        } else {
            None
        }
    }
}

impl Kept {
    /// Moves it as far as the clock says.
    fn moves(&mut self, now: i64) {
        while let Some(next) = self.stage.next()
            && !self.said
            && now.saturating_sub(self.since) >= STEP_SECONDS
        {
            (self.stage, self.since) = (next, self.since.saturating_add(STEP_SECONDS));
        }
    }

    fn shown(&self) -> Shown {
        let (reference, hand_over_at) =
            (self.order.reference.clone(), self.order.hand_over_at.clone());
        Shown { reference, stage: self.stage, since: self.since, hand_over_at }
    }
}

impl Cards {
    /// Takes an order; the same again is the same.
    fn take(&self, order: CardOrder, now: i64) -> Result<(StatusCode, Shown), Refused> {
        if let Some(flaw) = order.flaw() {
            return Err(Refused::unfit(flaw));
        }
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(before) = all.get_mut(&order.reference) {
            if before.order != order {
                return Err(Refused::unfit("reference-used"));
            }
            before.moves(now);
            return Ok((StatusCode::OK, before.shown()));
        }
        if all.len() >= ORDERS_MAX {
            return Err(Refused(StatusCode::SERVICE_UNAVAILABLE, "no-more-orders"));
        }
        let kept = Kept { order, stage: Stage::Ordered, since: now, said: false };
        let shown = kept.shown();
        all.insert(shown.reference.clone(), kept);
        Ok((StatusCode::CREATED, shown))
    }

    /// Looks at an order, or changes it.
    fn with(&self, reference: &str, now: i64, change: impl FnOnce(&mut Kept)) -> Option<Shown> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = all.get_mut(reference)?;
        kept.moves(now);
        change(kept);
        Some(kept.shown())
    }

    /// References of all orders that are not cancelled, with their places.
    pub(crate) fn standing(&self) -> Vec<String> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let there = all.values().filter(|kept| kept.stage != Stage::Cancelled);
        there.map(|kept| kept.order.reference.clone()).collect()
    }
}

pub(crate) async fn order(State(simulator): State<Simulator>, body: Bytes) -> Response {
    let Ok(order) = serde_json::from_slice::<CardOrder>(&body) else {
        return Refused(StatusCode::BAD_REQUEST, "question-unreadable").into();
    };
    match simulator.cards().take(order, simulator.now()) {
        Ok((status, shown)) => json(status, &shown),
        Err(refused) => refused.into(),
    }
}

pub(crate) async fn look(
    State(simulator): State<Simulator>,
    Path(reference): Path<String>,
) -> Response {
    answer(&simulator, &reference, |_| {})
}

/// Cancels what is not made yet; of what is made it says how that stands.
pub(crate) async fn cancel(
    State(simulator): State<Simulator>,
    Path(reference): Path<String>,
) -> Response {
    let now = simulator.now();
    answer(&simulator, &reference, |kept| {
        if matches!(kept.stage, Stage::Ordered | Stage::Failed) {
            (kept.stage, kept.since) = (Stage::Cancelled, now);
        }
    })
}

/// Says how a card stands from now on: for whoever tries out what follows.
pub(crate) async fn say(
    State(simulator): State<Simulator>,
    Path(reference): Path<String>,
    body: Bytes,
) -> Response {
    let Ok(Said { stage }) = serde_json::from_slice(&body) else {
        return Refused(StatusCode::BAD_REQUEST, "question-unreadable").into();
    };
    let now = simulator.now();
    answer(&simulator, &reference, |kept| {
        (kept.stage, kept.since, kept.said) = (stage, now, true);
    })
}

fn answer(simulator: &Simulator, reference: &str, change: impl FnOnce(&mut Kept)) -> Response {
    match simulator.cards().with(reference, simulator.now(), change) {
        Some(shown) => json(StatusCode::OK, &shown),
        None => Refused(StatusCode::NOT_FOUND, "no-such-order").into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(reference: &str) -> CardOrder {
        let order = serde_json::json!({
            "reference": reference,
            "holder": {
                "family_name": "Rahimi", "given_names": "Amina", "born": "1994-02-17",
                "sex": "F", "nationality": "AFG",
            },
            "permit": {
                "kind": "fixed-term", "type_code": "B",
                "valid_from": "2026-03-02", "valid_until": "2027-03-01",
                "remark": "limited", "case_number": "HEL-2026-000001",
            },
            "pictures": { "face": "f", "fingerprints": null, "signature": null },
            "hand_over_at": "mission-ankara",
        });
        serde_json::from_value(order).unwrap()
    }

    fn stage(cards: &Cards, now: i64) -> Stage {
        cards.with("a-1", now, |_| {}).unwrap().stage
    }

    #[test]
    fn asked_again_it_is_the_same_order_and_another_one_under_its_reference_is_refused() {
        let cards = Cards::default();
        assert_eq!(cards.take(wanted("a-1"), 0).unwrap().0, StatusCode::CREATED);
        assert_eq!(cards.take(wanted("a-1"), 5).unwrap().0, StatusCode::OK);
        let mut other = wanted("a-1");
        other.holder.given_names = "Amine".into();
        assert_eq!(cards.take(other, 5).unwrap_err(), Refused::unfit("reference-used"));
        assert_eq!(cards.standing(), ["a-1"]);
    }

    #[test]
    fn the_clock_moves_it_until_it_is_ready_and_no_further_once_somebody_said_how_it_stands() {
        let cards = Cards::default();
        cards.take(wanted("a-1"), 0).unwrap();
        let seen: Vec<Stage> = [0, 19, 20, 40, 60, 9_999].map(|now| stage(&cards, now)).into();
        let [ordered, made] = [Stage::Ordered, Stage::Made];
        assert_eq!(seen, [ordered, ordered, made, Stage::Sent, Stage::Ready, Stage::Ready]);
        cards.with("a-1", 9_999, |kept| (kept.stage, kept.said) = (Stage::Ordered, true));
        assert_eq!(stage(&cards, 99_999), Stage::Ordered);
    }

    #[test]
    fn what_cannot_be_printed_is_refused() {
        let cards = Cards::default();
        let mut nameless = wanted("a-1");
        (nameless.holder.family_name, nameless.holder.given_names) = (String::new(), String::new());
        assert_eq!(cards.take(nameless, 0).unwrap_err(), Refused::unfit("name-missing"));
        let mut reversed = wanted("a-1");
        reversed.permit.valid_until = "2026-03-01".parse().ok();
        assert_eq!(cards.take(reversed, 0).unwrap_err(), Refused::unfit("dates-reversed"));
        let mut long = wanted("a-1");
        long.hand_over_at = "x".repeat(TEXT_CHARS_MAX + 1);
        assert_eq!(cards.take(long, 0).unwrap_err(), Refused::unfit("text-wrong"));
        assert!(cards.standing().is_empty());
    }
}
