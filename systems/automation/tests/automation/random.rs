//! Whatever sources say, nothing is decided without a person unless everything is known, fresh,
//! agreed upon and in order; and then it is.

use automation::facts::Saying;
use automation::{CaseFacts, FactEvent, rules};
use casefile::CaseId;
use kernel::{Date, Sealed, Ts};
use law::{LawDates, Value};
use proptest::prelude::*;
use testkit::given;
use uuid::Uuid;

use crate::huts::HUT;
use crate::office::{in_order, means};

const CASE: CaseId = CaseId(Uuid::from_u128(1));

fn now() -> Ts {
    "2026-03-02T08:00:00Z".parse().unwrap()
}

/// What may become of something a source says.
#[derive(Debug, Clone, PartialEq)]
enum Fate {
    AsItIs,
    Unsaid,
    Unknown,
    Otherwise,
    Contradicted,
    ContradictedByNobody,
    Seconded,
    FromElsewhere,
    Old,
    Ended,
    NotBegun,
}

fn fate() -> impl Strategy<Value = Fate> {
    use Fate::*;
    let spoilt = prop_oneof![
        Just(Unsaid),
        Just(Unknown),
        Just(Otherwise),
        Just(Contradicted),
        Just(ContradictedByNobody),
        Just(Seconded),
        Just(FromElsewhere),
        Just(Old),
        Just(Ended),
        Just(NotBegun),
    ];
    prop_oneof![20 => Just(AsItIs), 1 => spoilt]
}

fn other(value: &Value) -> Value {
    match value {
        Value::Bool(value) => Value::Bool(!value),
        _ => means("1"),
    }
}

/// What is said after its fate, and whether it may still be decided without a person.
fn after(saying: Saying, fate: &Fate) -> (Vec<Saying>, bool) {
    let day = |days: i64| now().plus_seconds(days * 24 * 3600);
    let ages = ["means_monthly", "hut_swims", "check_hit"].contains(&saying.fact.as_str());
    let by =
        |source: &str, value: Value| Saying { source: source.to_owned(), value, ..saying.clone() };
    match fate {
        Fate::AsItIs => (vec![saying], true),
        Fate::Unsaid => (vec![], false),
        Fate::Unknown => (vec![Saying { value: Value::Null, ..saying }], false),
        Fate::Otherwise => (vec![Saying { value: other(&saying.value), ..saying }], false),
        Fate::Contradicted => (vec![saying.clone(), by("official", other(&saying.value))], false),
        // Whoever was asked and does not know contradicts nobody.
        Fate::ContradictedByNobody => (vec![saying.clone(), by("official", Value::Null)], true),
        Fate::Seconded => (vec![saying.clone(), by("official", saying.value.clone())], true),
        Fate::FromElsewhere => (vec![by("hearsay", saying.value.clone())], false),
        Fate::Old => (vec![Saying { retrieved: day(-100), ..saying }], !ages),
        Fate::Ended => (vec![Saying { valid: (None, Some(day(-1).date())), ..saying }], false),
        Fate::NotBegun => (vec![Saying { valid: (Some(day(1).date()), None), ..saying }], false),
    }
}

fn told(saying: Saying) -> FactEvent {
    let Saying { fact, source, value, retrieved, valid: (valid_from, valid_until) } = saying;
    let value = Sealed::new(CASE, value);
    FactEvent::Recorded { fact, source, value, retrieved, valid_from, valid_until }
}

/// Does anything hand the case to a person?
fn hands_over(sayings: Vec<Saying>) -> bool {
    let law = rules::law().unwrap();
    let facts = given::<CaseFacts>(sayings.into_iter().map(told)).state(CASE.0);
    let today: Date = now().date();
    let (facts, dates) = (facts.facts(today, &law.dictionary), LawDates::all_on(rules::day(today)));
    let procedure = automation::procedure::of(HUT).unwrap().unwrap();
    let chain = rules::Chain::new(law, procedure, &facts, &dates);
    let answered = rules::ask(&chain, &facts, &dates, true);
    let heard = answered.iter().map(|a| (a.role, &*a.set.name, &a.derived, &a.answer));
    !rules::reasons(heard).is_empty()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_is_not_wholly_in_order_passes_without_a_person(
        fates in prop::collection::vec(fate(), in_order(now()).len())
    ) {
        let (mut sayings, mut in_order_still) = (Vec::new(), true);
        for (saying, fate) in in_order(now()).into_iter().zip(&fates) {
            let (said, fine) = after(saying, fate);
            sayings.extend(said);
            in_order_still &= fine;
        }
        prop_assert_eq!(hands_over(sayings), !in_order_still, "{:?}", fates);
    }
}
