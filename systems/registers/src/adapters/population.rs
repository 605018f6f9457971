//! The population register.

use casefile::APPLICANT;
use jiff::Unit;
use kernel::Date;
use law::Value;
use serde::Deserialize;

use super::{Reply, number, one, whole};
use crate::model::Trouble;
use crate::question::Question;

pub(super) const OF_APPLICANT: &[&str] =
    &["applicant_age", "unmarried", "protected_identity", "deceased"];
pub(super) const OF_SPONSOR: &[&str] =
    &["sponsor_age", "sponsor_kind", "sponsor_residence_months", "children_count"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "documented fields that no fact needs, so that their absence is seen")]
struct Record {
    reference: String,
    identity: Identity,
    sex: Sex,
    marital_status: Marital,
    spouse: Option<String>,
    children: Vec<Child>,
    municipality: String,
    resident_since: Date,
    ground: Ground,
    died: Option<Date>,
    non_disclosure: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "as in the record")]
struct Identity {
    family_name: String,
    given_names: String,
    born: Date,
    nationalities: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "as in the record")]
struct Child {
    reference: String,
    born: Date,
}

#[derive(Deserialize)]
enum Sex {
    F,
    M,
}

#[derive(Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum Marital {
    Unmarried,
    Married,
    Divorced,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Ground {
    FinnishCitizen,
    Refugee,
    SubsidiaryProtection,
    OtherPermit,
}

impl Ground {
    const fn code(&self) -> &'static str {
        match self {
            Ground::FinnishCitizen => "finnish_citizen",
            Ground::Refugee => "refugee",
            Ground::SubsidiaryProtection => "subsidiary_protection",
            Ground::OtherPermit => "other_permit",
        }
    }
}

pub(super) fn read(question: &Question, answers: &[Vec<u8>]) -> Result<Reply, Trouble> {
    let applicant = question.role == APPLICANT;
    let names = if applicant { OF_APPLICANT } else { OF_SPONSOR };
    one(answers, names, |record: Record| {
        let age = number(whole(Unit::Year, record.identity.born, question.on));
        Ok(if applicant {
            vec![
                ("applicant_age", age),
                ("unmarried", Value::Bool(record.marital_status != Marital::Married)),
                ("protected_identity", Value::Bool(record.non_disclosure)),
                ("deceased", Value::Bool(record.died.is_some_and(|died| died <= question.on))),
            ]
        } else {
            let resident = whole(Unit::Month, record.resident_since, question.on);
            let children = i64::try_from(record.children.len());
            vec![
                ("sponsor_age", age),
                ("sponsor_kind", Value::text(record.ground.code())),
                ("sponsor_residence_months", number(resident)),
                ("children_count", number(children.map_err(|_| Trouble::WrongSchema)?)),
            ]
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adapters::SPONSOR;
    use crate::adapters::tests::{read_text, yes};
    use crate::model::Register::Population;

    const ANSWER: &str = r#"{"result":"found","record":{"reference":"P-1","identity":{
        "family_name":"Rahimi","given_names":"Amina","born":"1994-02-03","nationalities":["AFG"]},
        "sex":"F","marital_status":"married","spouse":"P-2",
        "children":[{"reference":"P-3","born":"2020-01-01"}],"municipality":"091",
        "resident_since":"2023-12-15","ground":"subsidiary_protection","died":null,"non_disclosure":false}}"#;

    #[test]
    fn of_an_applicant_it_tells_age_marriage_and_protection() {
        let facts = read_text(Population, APPLICANT, ANSWER).unwrap().facts;
        let wanted = [
            ("applicant_age", number(32)),
            ("unmarried", yes(false)),
            ("protected_identity", yes(false)),
            ("deceased", yes(false)),
        ];
        assert_eq!(facts, wanted);
        // The answer is of a day: whoever dies later lived on it.
        let died = |day: &str| {
            let answer = ANSWER.replace(r#""died":null"#, &format!(r#""died":"{day}""#));
            read_text(Population, APPLICANT, &answer).unwrap().facts.remove(3).1
        };
        assert_eq!((died("2026-03-02"), died("2026-03-03")), (yes(true), yes(false)));
    }

    #[test]
    fn of_a_sponsor_it_tells_age_ground_residence_and_children() {
        let facts = read_text(Population, SPONSOR, ANSWER).unwrap().facts;
        let wanted = [
            ("sponsor_age", number(32)),
            ("sponsor_kind", Value::text("subsidiary_protection")),
            ("sponsor_residence_months", number(26)),
            ("children_count", number(1)),
        ];
        assert_eq!(facts, wanted);
    }

    #[test]
    fn a_ground_nobody_documented_does_not_fit() {
        let answer = ANSWER.replace("subsidiary_protection", "guest");
        assert_eq!(read_text(Population, SPONSOR, &answer), Err(Trouble::WrongSchema));
    }
}
