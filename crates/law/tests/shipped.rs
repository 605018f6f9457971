//! The shipped law loads, passes every check, and says what a lawyer expects of it.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use law::typed::Code;
use law::{Day, Facts, Law, LawDates, Missing, Outcome, State, Value, WhyNot, facts};

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn money(text: &str) -> law::Decimal {
    law::Decimal::parse(text).unwrap()
}

/// Makes a fact one that rules may not use.
type Spoil = fn(&mut law::Fact);

/// A degree student who meets every condition, told by typed keys.
fn student() -> Facts {
    let mut told = Facts::default();
    let on = day("2026-02-02");
    told.put(facts::STUDY_KIND, &facts::StudyKind::UniversityDegree, "study_register", on);
    told.put(facts::ADMITTED, &true, "study_register", on);
    told.put(facts::MEANS_MONTHLY, &money("800"), "bank_statement", on);
    told.put(facts::INSURANCE_KIND, &facts::InsuranceKind::PublicCard, "kela", on);
    told.put(facts::TUITION_STATUS, &facts::TuitionStatus::Paid, "study_register", on);
    told.put(facts::IDENTITY_PROVEN, &true, "identity_step", on);
    told.put(facts::TRAVEL_DOCUMENT_VALID, &true, "passport_check", on);
    told.put(facts::REFUSAL_GROUND, &facts::RefusalGround::None, "register_checks", on);
    told
}

fn dates() -> LawDates {
    LawDates::all_on(day("2026-02-02"))
}

#[test]
fn the_shipped_law_has_no_problem_and_every_row_a_case() {
    let loaded = Law::examine(law::shipped::FILES.iter().copied());
    assert_eq!(loaded.problems, []);
    assert!(loaded.reports.len() >= 17, "{}", loaded.reports.len());
    for (name, from, report) in &loaded.reports {
        assert_eq!(report.rows, report.rows_hit, "{name} {from}");
        assert!(report.cases > 0, "{name} {from}");
    }
}

#[test]
fn a_complete_student_is_granted_and_told_why() {
    let law = Law::shipped().unwrap();
    let set = law.in_force("student-degree", &dates()).unwrap();
    let answer = set.rule(&student(), &dates()).unwrap();
    assert_eq!(answer.outcome, Some(Outcome::Grant));
    assert!(answer.conditions.iter().all(|condition| condition.state == State::Met));
    let means = answer.findings.iter().find(|finding| &*finding.code == "means-enough").unwrap();
    assert_eq!(means.citations.first().unwrap().as_ref(), "719/2018 s. 7(3)");
    assert_eq!(means.facts, [("means_monthly".into(), Value::Num(money("800")))]);
    let limit = answer.parameters.iter().find(|p| &*p.name == "student_means_monthly").unwrap();
    assert_eq!(
        (limit.value.clone(), limit.valid_from),
        (Value::Num(money("800")), day("2024-11-01"))
    );
    assert_eq!(law.by_hash(&answer.hash).unwrap().valid_from, set.valid_from);
    for language in law::LANGUAGES {
        assert!(answer.findings.iter().all(|f| law.text(language, &f.code).is_some()));
    }
    assert_eq!(set.why_not(&answer, "Means", 1), Some(WhyNot::Answered));
    let WhyNot::Condition { column, wanted, found } = set.why_not(&answer, "Means", 2).unwrap()
    else {
        panic!("row 2 must have failed");
    };
    assert_eq!(
        (column.as_str(), wanted.as_str()),
        ("means_monthly - student_means_monthly", "< 0")
    );
    assert_eq!(found, Value::Num(money("0")));
    assert_eq!(set.why_not(&answer, "Means", 3), Some(WhyNot::RowAbove(1)));
}

#[test]
fn a_fact_that_rules_may_not_use_counts_as_unknown() {
    let law = Law::shipped().unwrap();
    let set = law.in_force("student-degree", &dates()).unwrap();
    let spoil: [(Missing, Spoil); 5] = [
        (Missing::Absent, |f| f.value = Value::Null),
        (Missing::Conflict, |f| f.conflict = true),
        (Missing::Source, |f| f.source = "hearsay".into()),
        (Missing::Old, |f| f.retrieved = day("2025-11-03")),
        (Missing::NotValid, |f| f.valid_to = Some(day("2026-02-01"))),
    ];
    for (why, spoil) in spoil {
        let mut told = student();
        spoil(told.0.get_mut("means_monthly").unwrap());
        let answer = set.rule(&told, &dates()).unwrap();
        assert_eq!(answer.outcome, Some(Outcome::RouteToOfficial), "{why:?}");
        assert!(answer.unknown.contains(&("means_monthly".into(), why)), "{why:?}");
    }
    let mut wrong = student();
    wrong.set("means_monthly", Value::text("800"), "bank_statement", day("2026-02-02"));
    assert!(set.rule(&wrong, &dates()).is_err());
    let mut misspelt = student();
    misspelt.set("study_kind", Value::text("degre"), "study_register", day("2026-02-02"));
    assert!(set.rule(&misspelt, &dates()).is_err());
}

#[test]
fn two_versions_stand_side_by_side() {
    let law = Law::shipped().unwrap();
    let version = |date: &str| {
        law.in_force("routing", &LawDates::all_on(day(date))).map(|set| set.valid_from)
    };
    assert_eq!(version("2026-06-11"), Some(day("2022-06-01")));
    assert_eq!(version("2026-06-12"), Some(day("2026-06-12")));
    assert_eq!(version("2022-05-31"), None);
    let specialist = LawDates::all_on(day("2027-01-01"));
    assert!(law.in_force("specialist", &specialist).is_none());
}

#[test]
fn codes_are_shared_with_the_dictionary() {
    assert_eq!(facts::StudyKind::parse("exchange"), Some(facts::StudyKind::Exchange));
    assert_eq!(facts::StudyKind::parse("Exchange"), None);
}

#[test]
fn a_case_that_is_not_granted_is_told_what_failed() {
    let law = Law::shipped().unwrap();
    let set = law.in_force("student-degree", &dates()).unwrap();
    assert_eq!(set.why_not_granted(&set.rule(&student(), &dates()).unwrap()), []);
    let mut poor = student();
    poor.put(facts::MEANS_MONTHLY, &money("799.99"), "bank_statement", day("2026-02-02"));
    let answer = set.rule(&poor, &dates()).unwrap();
    let told: Vec<String> = set
        .why_not_granted(&answer)
        .into_iter()
        .map(|(decision, row, why)| match why {
            WhyNot::Condition { column, wanted, found } => {
                format!("{decision} {row}: {column} is {found}, not {wanted}")
            }
            other => format!("{decision} {row}: {other:?}"),
        })
        .collect();
    assert_eq!(
        told,
        [
            "Means 1: means_monthly - student_means_monthly is -0.01, not >= 0",
            "Outcome 1: Means.status is \"not met\", not \"met\"",
        ]
    );
}
