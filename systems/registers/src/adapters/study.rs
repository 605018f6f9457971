//! The register of student selection and of studies.

use automation::rules;
use jiff::{Span, Unit};
use kernel::Date;
use law::Value;
use serde::Deserialize;

use super::{Answer, Reply, money, number, one, parse, whole};
use crate::model::Trouble;
use crate::question::Question;
use crate::studies::{Studies, StudyPlace};

pub(super) const OF_APPLICANT: &[&str] = &[
    "study_kind",
    "mobility_programme",
    "studies_begun",
    "admitted",
    "studies_months",
    "studies_end",
    "target_time_exceeded",
    "tuition_status",
    "means_monthly",
    "study_right_valid",
    "credits_last_year",
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "documented fields that no fact needs, so that their absence is seen")]
struct Record {
    reference: String,
    admissions: Vec<Admission>,
    study_rights: Vec<StudyRight>,
    credits: Vec<Credits>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "as in the record")]
struct Admission {
    institution: String,
    programme: String,
    kind: Kind,
    decision: Decision,
    begins: Date,
    ends: Date,
    target_ends: Date,
    mobility_programme: bool,
    tuition: Tuition,
    /// Euros a month that the school pays for living for as long as the studies last; none when it does not.
    scholarship_monthly: Option<String>,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum Kind {
    UniversityDegree,
    OtherDegree,
    Exchange,
    Other,
}

#[derive(Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum Decision {
    Admitted,
    Conditional,
    Withdrawn,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum Tuition {
    NotRequired,
    Paid,
    Scholarship,
    Unpaid,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "as in the record")]
struct StudyRight {
    institution: String,
    from: Date,
    until: Date,
    state: RightState,
}

#[derive(Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum RightState {
    Valid,
    Ended,
    Suspended,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Credits {
    on: Date,
    ects: i64,
}

impl Kind {
    const fn code(self) -> &'static str {
        match self {
            Kind::UniversityDegree => "university_degree",
            Kind::OtherDegree => "other_degree",
            Kind::Exchange => "exchange",
            Kind::Other => "other",
        }
    }
}

impl Tuition {
    const fn code(self) -> &'static str {
        match self {
            Tuition::NotRequired => "not_required",
            Tuition::Paid => "paid",
            Tuition::Scholarship => "scholarship",
            Tuition::Unpaid => "unpaid",
        }
    }
}

pub(super) fn read(question: &Question, answers: &[Vec<u8>]) -> Result<Reply, Trouble> {
    one(answers, OF_APPLICANT, |record: Record| facts(&record, question.on))
}

/// Reads an answer for whoever asks about themselves.
pub(crate) fn look(answer: &[u8], on: Date) -> Result<Studies, Trouble> {
    Ok(match parse::<Record>(answer)? {
        Answer::Found { record } => match record.holding(on).as_slice() {
            [] => Studies::Nobody,
            [one] => Studies::One(one.place(record.has_begun(on))),
            _ => Studies::Many,
        },
        Answer::Unknown {} => Studies::Nobody,
        Answer::Several { .. } => Studies::Several,
    })
}

fn facts(record: &Record, on: Date) -> Result<Vec<(&'static str, Value)>, Trouble> {
    // Of several, which one the permit is for is not the register's to say.
    let (admission, admitted) = match record.holding(on).as_slice() {
        [] => (None, Value::Bool(false)),
        [one] => (Some(*one), one.is_final().map_or(Value::Null, Value::Bool)),
        _ => (None, Value::Null),
    };
    let known = |of: fn(&Admission) -> Value| admission.map_or(Value::Null, of);
    let scholarship = admission.and_then(|a| a.scholarship_monthly.as_deref());
    let means = scholarship.map_or(Ok(Value::Null), |text| money(text).map(Value::Num))?;
    let begun = record.has_begun(on);
    let valid = record.study_rights.iter().any(|right| right.is_valid_on(on));
    let year_ago = on.saturating_sub(Span::new().years(1));
    let credits = record.credits.iter().filter(|c| year_ago < c.on && c.on <= on).map(|c| c.ects);
    Ok(vec![
        ("study_kind", known(|a| Value::text(a.kind.code()))),
        ("mobility_programme", known(|a| Value::Bool(a.mobility_programme))),
        ("studies_begun", Value::Bool(begun)),
        ("admitted", admitted),
        ("studies_months", known(|a| number(a.months()))),
        ("studies_end", known(|a| Value::Date(rules::day(a.ends)))),
        ("target_time_exceeded", known(|a| Value::Bool(a.target_ends < a.ends))),
        ("tuition_status", known(|a| Value::text(a.tuition.code()))),
        // Of other means a school knows nothing.
        ("means_monthly", means),
        ("study_right_valid", Value::Bool(valid)),
        ("credits_last_year", number(credits.fold(0_i64, i64::saturating_add))),
    ])
}

impl Record {
    /// The admissions that hold on a day: neither taken back nor over.
    fn holding(&self, on: Date) -> Vec<&Admission> {
        let holds = |a: &&Admission| a.decision != Decision::Withdrawn && on <= a.ends;
        self.admissions.iter().filter(holds).collect()
    }

    /// May they study since a day, or since one before it?
    fn has_begun(&self, on: Date) -> bool {
        self.study_rights.iter().any(|right| right.from <= on)
    }
}

impl Admission {
    /// Are they admitted? What depends on a condition is not known.
    fn is_final(&self) -> Option<bool> {
        match self.decision {
            Decision::Admitted => Some(true),
            Decision::Conditional => None,
            Decision::Withdrawn => Some(false),
        }
    }

    fn place(&self, begun: bool) -> StudyPlace {
        StudyPlace {
            school: self.institution.clone(),
            kind: self.kind.code(),
            admitted: self.is_final(),
            starts: self.begins,
            months: self.months(),
            tuition: self.tuition.code(),
            begun,
        }
    }

    /// Whole months from the first day to the last.
    fn months(&self) -> i64 {
        whole(Unit::Month, self.begins, self.ends.saturating_add(Span::new().days(1)))
    }
}

impl StudyRight {
    fn is_valid_on(&self, day: Date) -> bool {
        self.state == RightState::Valid && self.from <= day && day <= self.until
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use casefile::APPLICANT;

    use super::*;
    use crate::adapters::tests::{read_text, yes};
    use crate::model::Register::Study;

    fn admission(decision: &str, ends: &str) -> String {
        format!(
            r#"{{"institution":"Kaarnan yliopisto","programme":"P","kind":"university_degree","decision":"{decision}","begins":"2024-09-01","ends":"{ends}","target_ends":"2026-08-31","mobility_programme":false,"tuition":"paid","scholarship_monthly":null}}"#
        )
    }

    fn told(admissions: &[String], rights: &str) -> BTreeMap<&'static str, Value> {
        let answer = format!(
            r#"{{"result":"found","record":{{"reference":"P-1","admissions":[{}],"study_rights":[{rights}],"credits":[
                {{"on":"2025-03-02","ects":30}},{{"on":"2025-03-03","ects":11}},{{"on":"2026-03-02","ects":12}}]}}}}"#,
            admissions.join(",")
        );
        read_text(Study, APPLICANT, &answer).unwrap().facts.into_iter().collect()
    }

    const RIGHT: &str = r#"{"institution":"Kaarnan yliopisto","from":"2024-09-01","until":"2026-08-31","state":"valid"}"#;

    #[test]
    fn one_admission_tells_everything() {
        let told = told(&[admission("admitted", "2026-08-31")], RIGHT);
        assert_eq!(told["study_kind"], Value::text("university_degree"));
        assert_eq!(told["admitted"], yes(true));
        assert_eq!(told["studies_months"], number(24));
        let last = law::Day::parse("2026-08-31").unwrap();
        assert_eq!(told["studies_end"], Value::Date(last));
        assert_eq!(told["target_time_exceeded"], yes(false));
        assert_eq!(told["tuition_status"], Value::text("paid"));
        assert_eq!(told["study_right_valid"], yes(true));
        assert_eq!(told["studies_begun"], yes(true));
        assert_eq!(told["credits_last_year"], number(23), "of the last year alone");
    }

    #[test]
    fn a_scholarship_for_living_is_means_and_none_says_nothing_of_other_means() {
        let admission = admission("admitted", "2026-08-31");
        assert_eq!(told(std::slice::from_ref(&admission), RIGHT)["means_monthly"], Value::Null);
        let paid = admission.replace("null", "\"850.00\"");
        let wanted = Value::Num(law::Decimal::parse("850.00").unwrap());
        assert_eq!(told(&[paid], RIGHT)["means_monthly"], wanted);
    }

    #[test]
    fn two_admissions_are_for_an_official() {
        let two = [admission("admitted", "2026-08-31"), admission("admitted", "2027-08-31")];
        let told = told(&two, "");
        assert_eq!((&told["study_kind"], &told["admitted"]), (&Value::Null, &Value::Null));
        assert_eq!(told["study_right_valid"], yes(false));
    }

    #[test]
    fn conditions_leave_it_open_and_a_place_taken_back_is_none() {
        assert_eq!(told(&[admission("conditional", "2026-08-31")], "")["admitted"], Value::Null);
        let back = told(&[admission("withdrawn", "2026-08-31")], "");
        assert_eq!((&back["admitted"], &back["study_kind"]), (&yes(false), &Value::Null));
        let over = told(&[admission("admitted", "2025-08-31")], "");
        assert_eq!(over["admitted"], yes(false), "it ended");
    }

    #[test]
    fn whoever_asks_about_themselves_is_told_the_one_place_they_have() {
        let looked = |admissions: &[String], rights: &str| {
            let admissions = admissions.join(",");
            let answer = format!(
                r#"{{"result":"found","record":{{"reference":"P-1","admissions":[{admissions}],"study_rights":[{rights}],"credits":[]}}}}"#
            );
            look(answer.as_bytes(), "2026-03-02".parse().unwrap()).unwrap()
        };
        let one = [admission("admitted", "2026-08-31")];
        let place = StudyPlace {
            school: "Kaarnan yliopisto".into(),
            kind: "university_degree",
            admitted: Some(true),
            starts: "2024-09-01".parse().unwrap(),
            months: 24,
            tuition: "paid",
            begun: true,
        };
        assert_eq!(looked(&one, RIGHT), Studies::One(place.clone()));
        let conditional = StudyPlace { admitted: None, begun: false, ..place };
        assert_eq!(
            looked(&[admission("conditional", "2026-08-31")], ""),
            Studies::One(conditional)
        );
        assert_eq!(looked(&[one[0].clone(), one[0].clone()], RIGHT), Studies::Many);
        for none in ["withdrawn", "admitted"] {
            let ends = if none == "admitted" { "2026-03-01" } else { "2026-08-31" };
            assert_eq!(looked(&[admission(none, ends)], RIGHT), Studies::Nobody, "{none}");
        }
        let on = "2026-03-02".parse().unwrap();
        assert_eq!(look(br#"{"result":"unknown"}"#, on), Ok(Studies::Nobody));
        assert_eq!(look(br#"{"result":"several","count":2}"#, on), Ok(Studies::Several));
        assert_eq!(look(br#"{"result":"found"}"#, on), Err(Trouble::WrongSchema));
    }

    #[test]
    fn longer_than_the_target_is_seen() {
        let told = told(&[admission("admitted", "2026-09-01")], "");
        assert_eq!(told["target_time_exceeded"], yes(true));
    }

    #[test]
    fn a_right_that_is_suspended_or_over_is_not_valid() {
        let suspended = RIGHT.replace("\"valid\"", "\"suspended\"");
        let over = RIGHT.replace("2026-08-31", "2026-03-01");
        for right in [suspended, over] {
            assert_eq!(told(&[], &right)["study_right_valid"], yes(false), "{right}");
        }
    }
}
