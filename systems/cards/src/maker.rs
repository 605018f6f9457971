//! The maker of cards: where it is asked, what it is told, and what it answers.
//!
//! An order goes there under a reference of its own; asked for again under the same it is the same order. Pictures are
//! named by their captures alone: the maker fetches nothing.

use std::sync::{Arc, Mutex, PoisonError};

use identity::model::What;
use kernel::{Date, Ts};
use outside::{Address, Limits};
use serde::{Deserialize, Serialize};

use crate::model::{Content, Stage, Trouble};
use crate::state::KnownCard;

/// How long is waited, and how much is read: an answer has some hundred bytes.
const LIMITS: Limits = Limits { connect_ms: 2_000, answer_ms: 5_000, bytes_max: 16 * 1024 };
/// How long it is left alone after it did not answer, at first; doubled each time.
const REST_SECONDS: i64 = 15;
/// How often that is doubled: up to a quarter of an hour.
const REST_DOUBLED_MAX: u32 = 6;

const OK: u16 = 200;
const CREATED: u16 = 201;
const NOT_FOUND: u16 = 404;
const TOO_MANY: u16 = 429;

/// The maker of cards, as the installation's settings say; cheap to clone.
#[derive(Debug, Clone)]
pub struct Maker(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    line: Option<Address>,
    rest: Mutex<Rest>,
}

/// How it did lately.
#[derive(Debug, Default)]
struct Rest {
    failures: u32,
    /// Until when it is left alone, and what the trouble was.
    until: Option<(Ts, Trouble)>,
}

/// Why an order did not arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unplaced {
    /// It is tried again.
    Later(Trouble),
    /// It is not taken as it is.
    Refused,
}

#[derive(Serialize)]
struct Wanted<'a> {
    reference: &'a str,
    holder: Holder<'a>,
    permit: Permit<'a>,
    pictures: Named,
    hand_over_at: &'a str,
}

#[derive(Serialize)]
struct Holder<'a> {
    family_name: &'a str,
    given_names: &'a str,
    born: &'a str,
    sex: &'a str,
    nationality: &'a str,
}

#[derive(Serialize)]
struct Permit<'a> {
    kind: &'a str,
    type_code: Option<&'a str>,
    valid_from: Date,
    valid_until: Option<Date>,
    remark: Option<&'a str>,
    case_number: &'a str,
}

#[derive(Serialize)]
struct Named {
    face: Option<String>,
    fingerprints: Option<String>,
    signature: Option<String>,
}

/// What the maker answers; it may say more.
#[derive(Deserialize)]
struct Told {
    reference: String,
    stage: ToldStage,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ToldStage {
    Ordered,
    Made,
    Sent,
    Ready,
    HandedOver,
    Failed,
    Cancelled,
}

impl From<ToldStage> for Stage {
    fn from(told: ToldStage) -> Stage {
        match told {
            ToldStage::Ordered => Stage::Ordered,
            ToldStage::Made => Stage::Made,
            ToldStage::Sent => Stage::Sent,
            ToldStage::Ready => Stage::Ready,
            ToldStage::HandedOver => Stage::HandedOver,
            ToldStage::Failed => Stage::Failed,
            ToldStage::Cancelled => Stage::Cancelled,
        }
    }
}

impl Maker {
    /// None: every order waits until there is one.
    #[must_use]
    pub fn none() -> Maker {
        Maker(Arc::new(Inner { line: None, rest: Mutex::default() }))
    }

    /// The maker at an address.
    ///
    /// # Errors
    /// In words for whoever wrote the settings.
    pub fn at(address: &str) -> Result<Maker, String> {
        let line = Some(address.parse()?);
        Ok(Maker(Arc::new(Inner { line, rest: Mutex::default() })))
    }

    /// Is there one?
    #[must_use]
    pub fn is_connected(&self) -> bool {
        self.0.line.is_some()
    }

    /// May it be asked now?
    ///
    /// # Errors
    /// Why not.
    pub(crate) fn admits(&self, now: Ts) -> Result<(), Trouble> {
        if !self.is_connected() {
            return Err(Trouble::NotConnected);
        }
        let rest = self.0.rest.lock().unwrap_or_else(PoisonError::into_inner);
        match rest.until {
            Some((until, trouble)) if now < until => Err(trouble),
            _ => Ok(()),
        }
    }

    /// Takes in how it went.
    pub(crate) fn went(&self, now: Ts, trouble: Option<Trouble>) {
        let mut rest = self.0.rest.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(trouble) = trouble else {
            *rest = Rest::default();
            return;
        };
        let doubled = rest.failures.min(REST_DOUBLED_MAX);
        let seconds = REST_SECONDS.saturating_mul(1_i64.checked_shl(doubled).unwrap_or(1));
        rest.failures = rest.failures.saturating_add(1);
        rest.until = Some((now.plus_seconds(seconds), trouble));
    }

    /// Orders a card.
    pub(crate) async fn order(
        &self,
        card: &KnownCard,
        (content, place): (&Content, &str),
    ) -> Result<Stage, Unplaced> {
        let reference = card.reference();
        let body = wanted(card, content, (&reference, place));
        let body = serde_json::to_vec(&body).map_err(|_| Unplaced::Refused)?;
        let line = self.0.line.as_ref().ok_or(Unplaced::Later(Trouble::NotConnected))?;
        let answer = line.post_json("/cards/v1/orders", body, LIMITS).await;
        let answer = answer.map_err(|_| Unplaced::Later(Trouble::Down))?;
        match answer.status.as_u16() {
            OK | CREATED => told(&answer.body, &reference).map_err(Unplaced::Later),
            TOO_MANY => Err(Unplaced::Later(Trouble::Unwell)),
            _ if answer.status.is_client_error() => Err(Unplaced::Refused),
            _ => Err(Unplaced::Later(Trouble::Unwell)),
        }
    }

    /// Asks how a card stands; nothing when the maker knows of none.
    pub(crate) async fn look(&self, reference: &str) -> Result<Option<Stage>, Trouble> {
        let line = self.0.line.as_ref().ok_or(Trouble::NotConnected)?;
        let answer = line.get(&format!("/cards/v1/orders/{reference}"), LIMITS).await;
        known(answer, reference)
    }

    /// Wants a card no more: how it stands then; nothing when the maker knows of none.
    pub(crate) async fn cancel(&self, reference: &str) -> Result<Option<Stage>, Trouble> {
        let line = self.0.line.as_ref().ok_or(Trouble::NotConnected)?;
        let path = format!("/cards/v1/orders/{reference}/cancel");
        let answer = line.post_json(&path, b"{}".to_vec(), LIMITS).await;
        known(answer, reference)
    }
}

/// The order as it goes over the line.
fn wanted<'a>(
    card: &KnownCard,
    content: &'a Content,
    (reference, place): (&'a str, &'a str),
) -> Wanted<'a> {
    let named = |what: What| card.pictures.taken.get(&what).map(ToString::to_string);
    Wanted {
        reference,
        holder: Holder {
            family_name: &content.family_name,
            given_names: &content.given_names,
            born: &content.born,
            sex: &content.sex,
            nationality: &content.nationality,
        },
        permit: Permit {
            kind: &content.kind,
            type_code: content.type_code.as_deref(),
            valid_from: content.from,
            valid_until: content.until,
            remark: content.work.as_deref(),
            case_number: &content.number,
        },
        pictures: Named {
            face: named(What::Face),
            fingerprints: named(What::Fingerprints),
            signature: named(What::Signature),
        },
        hand_over_at: place,
    }
}

/// How a card stands by an answer, which must be about it.
fn told(body: &[u8], reference: &str) -> Result<Stage, Trouble> {
    let told = serde_json::from_slice::<Told>(body).ok();
    let told = told.filter(|told| told.reference == reference);
    told.map(|told| told.stage.into()).ok_or(Trouble::Unwell)
}

fn known(
    answer: Result<outside::Answer, outside::Unanswered>,
    reference: &str,
) -> Result<Option<Stage>, Trouble> {
    let answer = answer.map_err(|_| Trouble::Down)?;
    match answer.status.as_u16() {
        OK => told(&answer.body, reference).map(Some),
        NOT_FOUND => Ok(None),
        _ => Err(Trouble::Unwell),
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{card, content, ordered};
    use crate::state::Card;

    #[test]
    fn what_goes_over_the_line() {
        let known = given::<Card>([ordered(None)]).state(card().0);
        let known = known.known().unwrap();
        let (content, reference) = (content("Rahimi"), known.reference());
        let body = serde_json::to_value(wanted(known, &content, (&reference, "mission-ankara")));
        let wanted = serde_json::json!({
            "reference": format!("{}-1", card()),
            "holder": {
                "family_name": "Rahimi", "given_names": "Amina", "born": "1994-02-17",
                "sex": "F", "nationality": "AFG",
            },
            "permit": {
                "kind": "fixed-term", "type_code": "B",
                "valid_from": "2026-04-01", "valid_until": "2027-03-31",
                "remark": "limited", "case_number": "HEL-2026-000001",
            },
            "pictures": { "face": null, "fingerprints": null, "signature": null },
            "hand_over_at": "mission-ankara",
        });
        assert_eq!(body.unwrap(), wanted);
    }

    #[test]
    fn an_answer_is_about_the_order_that_was_asked_for() {
        let says = |body: &str| told(body.as_bytes(), "c-1");
        let body = r#"{"reference":"c-1","stage":"handed_over","since":1}"#;
        assert_eq!(says(body), Ok(Stage::HandedOver));
        for wrong in [r#"{"reference":"c-2","stage":"made"}"#, r#"{"reference":"c-1"}"#, "", "[]"] {
            assert_eq!(says(wrong), Err(Trouble::Unwell), "{wrong}");
        }
    }

    #[test]
    fn it_is_left_alone_for_longer_each_time_it_does_not_answer() {
        let (maker, start) = (Maker::at("http://127.0.0.1:9").unwrap(), Ts::from_micros(0));
        assert_eq!(Maker::none().admits(start), Err(Trouble::NotConnected));
        let mut rests = Vec::new();
        for _ in 0..9 {
            maker.went(start, Some(Trouble::Down));
            let rest = (1_i64..).find(|after| maker.admits(start.plus_seconds(*after)).is_ok());
            rests.push(rest.unwrap());
        }
        assert_eq!(rests, [15, 30, 60, 120, 240, 480, 960, 960, 960]);
        assert_eq!(maker.admits(start), Err(Trouble::Down));
        maker.went(start, None);
        assert_eq!(maker.admits(start), Ok(()));
        assert!(Maker::at("https://cards.example").unwrap_err().contains("gate"));
    }
}
