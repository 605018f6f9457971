//! What the house's own file knows of whoever has come before: of which kinds their other cases here are, and whether any
//! was decided against them. `law/permits/came-before.toml` says which kinds of case are which matters.

use std::sync::LazyLock;

use casefile::{CaseId, PersonId, ResidenceRight, case_type};
use decisions::CaseDecisions;
use decisions::library::Outcome;
use kernel::{Date, Fault, Read};
use law::{Dictionary, Grade, facts as f};
use serde::Deserialize;

use crate::rules::{self, FROM_CASE};
use crate::{permit, rows};

const FILE: &str = include_str!("../../../law/permits/came-before.toml");

/// What the file says of a fact; nothing when it cannot be sure.
pub(crate) type Known = (&'static str, Option<bool>);

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct MattersFile {
    /// Kinds of case that are no such matter, beside the types of permit.
    plain: Vec<String>,
    matter: Vec<Matter>,
}

/// A fact, and the kinds of case that are such a matter, from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Matter {
    fact: String,
    case_types: Vec<String>,
    /// Only while the case is pending.
    #[serde(default)]
    pending: bool,
    /// Of whoever was refused here nothing is said.
    #[serde(default)]
    unless_refused: bool,
    valid_from: Date,
    known_from: Date,
    cite: Vec<String>,
    grade: Grade,
    marks: String,
}

static MATTERS: LazyLock<Result<MattersFile, String>> = LazyLock::new(|| {
    toml::from_str(FILE).map_err(|e| format!("law/permits/came-before.toml: {e}"))
});

impl MattersFile {
    /// Does its kind say what a case is about?
    fn tells(&self, kind: &str) -> Result<bool, Fault> {
        let named = |of: &[String]| of.iter().any(|known| known == kind);
        let matter = self.matter.iter().any(|matter| named(&matter.case_types));
        Ok(matter || named(&self.plain) || permit::of(kind)?.is_some())
    }

    /// The newest row of each fact that has begun.
    fn on(&self, today: Date) -> Vec<&Matter> {
        let begun = |matter: &&Matter| matter.valid_from <= today;
        let newest = |matter: &&Matter| {
            let of = self.matter.iter().filter(begun).filter(|other| other.fact == matter.fact);
            of.max_by_key(|other| (other.valid_from, other.known_from)) == Some(matter)
        };
        self.matter.iter().filter(begun).filter(newest).collect()
    }
}

/// The other cases of somebody here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Before {
    cases: Vec<OtherCase>,
    /// There are more than are read.
    more: bool,
    matters: Vec<&'static Matter>,
}

/// Another case of somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
struct OtherCase {
    id: CaseId,
    case_type: String,
    /// Its kind says what it is about.
    told: bool,
    pending: bool,
    /// A decision in it went against them, and was not recalled before they had it.
    refused: bool,
}

impl Before {
    /// Reads them: `in_full` what became of each, else whether there is any.
    pub(crate) async fn read(
        read: &mut Read<'_>,
        person: PersonId,
        but: CaseId,
        in_full: bool,
    ) -> Result<Before, Fault> {
        let file = MATTERS.as_ref().map_err(Fault::message)?;
        let (others, more) = rows::others(read, person, but).await?;
        let mut before = Before { cases: Vec::new(), more, matters: file.on(read.at().date()) };
        for (id, case_type, pending) in others {
            let refused = in_full && refused(&read.fold::<CaseDecisions>(id).await?);
            let told = file.tells(&case_type)?;
            before.cases.push(OtherCase { id, case_type, told, pending, refused });
        }
        Ok(before)
    }

    /// Are there none?
    pub(crate) fn is_empty(&self) -> bool {
        self.cases.is_empty()
    }

    /// Was every right to stay that is recorded given in one of them?
    pub(crate) fn gave(&self, rights: &[ResidenceRight]) -> bool {
        rights.iter().all(|right| self.cases.iter().any(|case| case.id == right.case))
    }

    /// What follows from them, when it is `sure` that they are all those of this person.
    pub(crate) fn says(&self, sure: bool) -> Vec<Known> {
        let refused = self.cases.iter().any(|case| case.refused);
        let whole = sure && !self.more && self.cases.iter().all(|case| case.told);
        let mut says = vec![(f::REFUSED_BEFORE.name(), found(refused, whole))];
        says.extend(self.matters.iter().map(|matter| {
            let is = |case: &OtherCase| {
                matter.case_types.contains(&case.case_type) && (case.pending || !matter.pending)
            };
            let whole = whole && !(matter.unless_refused && refused);
            (matter.fact.as_str(), found(self.cases.iter().any(is), whole))
        }));
        says
    }
}

/// It is so where it was found, and not so where all was looked at.
const fn found(found: bool, whole: bool) -> Option<bool> {
    match (found, whole) {
        (true, _) => Some(true),
        (false, true) => Some(false),
        (false, false) => None,
    }
}

fn refused(CaseDecisions(decisions, _): &CaseDecisions) -> bool {
    let adverse = |outcome: &str| outcome == Outcome::Refuse.code();
    let mut standing = decisions.values().filter(|decision| !decision.recalled);
    standing.any(|decision| decision.given.as_ref().is_some_and(|(_, outcome)| adverse(outcome)))
}

/// What is wrong with the file, seen with the law and the kinds of case of the house.
pub(crate) fn flaws(law: &Dictionary) -> Vec<String> {
    let file = match MATTERS.as_ref() {
        Ok(file) => file,
        Err(flaw) => return vec![flaw.clone()],
    };
    let mut flaws: Vec<String> =
        file.matter.iter().flat_map(|matter| of_matter(matter, law)).collect();
    let kinds = file.matter.iter().flat_map(|matter| &matter.case_types).chain(&file.plain);
    let unknown = kinds.filter(|kind| case_type::of(kind).is_none());
    flaws.extend(unknown.map(|kind| format!("there is no kind of case {kind}")));
    flaws.iter().map(|flaw| format!("came-before.toml: {flaw}")).collect()
}

fn of_matter(matter: &Matter, law: &Dictionary) -> Vec<String> {
    let Matter { fact, cite, marks, .. } = matter;
    let mut flaws = Vec::new();
    let known = law.facts.get(fact).filter(|known| known.kind == law::Kind::Bool);
    if known.is_none_or(|known| !known.sources.iter().any(|source| source == FROM_CASE)) {
        flaws.push(format!("{fact} is no fact that the file tells whether it is so"));
    }
    if marks.trim().is_empty() || cite.is_empty() || cite.iter().any(|c| law.act_of(c).is_none()) {
        flaws.push(format!("{fact}: say what it rests on, and where that was read"));
    }
    flaws
}

/// The same with the law of the house.
pub(crate) fn check() -> Vec<String> {
    rules::dictionary().map_or_else(|fault| vec![fault.to_string()], flaws)
}

#[cfg(test)]
pub(crate) mod tests {
    use decisions::{CaseDecisionEvent, DecisionId};
    use testkit::given;
    use uuid::Uuid;

    use super::*;

    const EXPELS: &str = "expulsion";

    fn case(n: u128, case_type: &str) -> OtherCase {
        let told = MATTERS.as_ref().unwrap().tells(case_type).unwrap();
        let id = CaseId(Uuid::from_u128(n));
        OtherCase { id, case_type: case_type.to_owned(), told, pending: false, refused: false }
    }

    /// Whoever has such cases, as the file that ships says what they are.
    fn before(cases: Vec<OtherCase>) -> Before {
        let matters = MATTERS.as_ref().unwrap().on("2026-11-28".parse().unwrap());
        Before { cases, more: false, matters }
    }

    /// A granted case of a type, by its id.
    pub(crate) fn granted(id: CaseId, case_type: &str) -> Before {
        before(vec![OtherCase { id, ..case(0, case_type) }])
    }

    fn of(before: &Before, fact: &str) -> Option<bool> {
        before.says(true).into_iter().find(|(name, _)| *name == fact).unwrap().1
    }

    const ALL: [&str; 5] = [
        "refused_before",
        "withdrawal_pending",
        "protection_sought",
        "removal_ordered",
        "appeal_pending",
    ];

    #[test]
    fn the_file_fits_the_house() {
        assert_eq!(check(), Vec::<String>::new());
    }

    #[test]
    fn whose_cases_are_all_of_types_of_permit_was_never_refused_and_has_no_other_matter() {
        let whole = before(vec![case(1, "student-degree"), case(2, "extended-work")]);
        for fact in ALL {
            assert_eq!(of(&whole, fact), Some(false), "{fact}");
        }
        assert!(
            whole.says(false).iter().all(|(_, said)| said.is_none()),
            "another record is theirs"
        );
        let more = Before { more: true, ..whole };
        assert!(more.says(true).iter().all(|(_, said)| said.is_none()), "some were not read");
    }

    #[test]
    fn what_a_general_matter_was_about_nobody_can_tell() {
        let general = before(vec![case(1, "extended-work"), case(2, "general-matter")]);
        assert!(general.says(true).iter().all(|(_, said)| said.is_none()));
        let plain = before(vec![case(1, "extended-work"), case(2, "data-request")]);
        assert_eq!(of(&plain, "withdrawal_pending"), Some(false));
    }

    #[test]
    fn whoever_was_refused_may_have_appealed_and_may_have_been_ordered_to_leave() {
        let refused = OtherCase { refused: true, ..case(1, "extended-work") };
        let refused = before(vec![refused]);
        assert_eq!(of(&refused, "refused_before"), Some(true));
        assert_eq!(of(&refused, "appeal_pending"), None);
        assert_eq!(of(&refused, "removal_ordered"), None);
        assert_eq!(of(&refused, "withdrawal_pending"), Some(false));
    }

    #[test]
    fn a_matter_is_one_while_it_is_pending_or_for_ever_as_its_row_says() {
        let row = |pending| Matter {
            case_types: vec![EXPELS.to_owned()],
            pending,
            ..MATTERS.as_ref().unwrap().matter[0].clone()
        };
        let (while_pending, for_ever): (&'static Matter, &'static Matter) =
            (Box::leak(Box::new(row(true))), Box::leak(Box::new(row(false))));
        let says = |matter, pending| {
            let case = OtherCase { pending, told: true, ..case(1, EXPELS) };
            let before = Before { cases: vec![case], more: false, matters: vec![matter] };
            of(&before, "withdrawal_pending")
        };
        assert_eq!(says(while_pending, true), Some(true));
        assert_eq!(says(while_pending, false), Some(false));
        assert_eq!(says(for_ever, false), Some(true));
    }

    #[test]
    fn a_row_is_followed_by_a_newer_one_from_its_first_day() {
        let row = |from: &str, kinds: &[&str]| Matter {
            valid_from: from.parse().unwrap(),
            case_types: kinds.iter().map(|kind| (*kind).to_owned()).collect(),
            ..MATTERS.as_ref().unwrap().matter[0].clone()
        };
        let matter = vec![row("2026-01-01", &[]), row("2027-01-01", &[EXPELS])];
        let file = MattersFile { plain: vec![], matter };
        let on = |day: &str| {
            let rows = file.on(day.parse().unwrap());
            rows.iter().map(|row| row.case_types.len()).collect::<Vec<_>>()
        };
        assert_eq!(
            (on("2025-12-31"), on("2026-12-31"), on("2027-01-01")),
            (vec![], vec![0], vec![1])
        );
    }

    #[test]
    fn a_refusal_counts_unless_it_was_recalled_before_anybody_had_it() {
        let decision = DecisionId(Uuid::from_u128(7));
        let letter = || "residence-refusal".to_owned();
        let begun = CaseDecisionEvent::Begun { decision, letter: letter() };
        let given_so = |outcome: &str| {
            let given =
                CaseDecisionEvent::Given { decision, letter: letter(), outcome: outcome.into() };
            vec![begun.clone(), given]
        };
        let of = |events: Vec<CaseDecisionEvent>| {
            refused(&given::<CaseDecisions>(events).state(Uuid::from_u128(1)))
        };
        assert!(of(given_so("refuse")));
        assert!(!of(given_so("grant")));
        assert!(!of(vec![begun.clone()]), "nobody has decided anything");
        let mut recalled = given_so("refuse");
        recalled.push(CaseDecisionEvent::Recalled { decision });
        assert!(!of(recalled));
    }

    #[test]
    fn a_right_that_no_case_of_theirs_gave_is_missed() {
        let right = |n| ResidenceRight {
            what: "permanent".into(),
            from: "2025-01-01".parse().unwrap(),
            until: None,
            conditions: vec![],
            type_code: None,
            case: CaseId(Uuid::from_u128(n)),
        };
        let before = before(vec![case(1, "extended-work")]);
        assert!(
            before.gave(&[]) && before.gave(&[right(1)]) && !before.gave(&[right(1), right(2)])
        );
    }
}
