//! What tests of several acts start from.

use decisions::library::Tongue;
use decisions::{Decision, DecisionEvent, Origin};
use testkit::given;

use crate::acts::tests::{CASE, DECISION, PERSON, content, order};
use crate::model::{Lack, Sort};
use crate::ordering::Ordering;

/// What is to be ordered for a decision in somebody's name.
pub(crate) fn ordering(family: &str, lack: Option<Lack>) -> Ordering {
    let drafted = DecisionEvent::Drafted {
        case: CASE,
        number: "HEL-2026-000001".into(),
        applicant: PERSON,
        letter: "residence-grant".into(),
        version: "2026-01-01".parse().unwrap(),
        language: Tongue::Fi,
        translation: None,
        origin: Origin::Hand,
    };
    let decision = given::<Decision>([drafted]).state(DECISION.0);
    Ordering {
        decision: decision.known().unwrap().clone(),
        overtaken: false,
        sort: Sort::New,
        order: order(family, lack),
        content: Some(content(family)),
        before: None,
    }
}
