//! The social insurance institution: entitlement to care, and social assistance.

use law::Value;
use serde::Deserialize;

use super::{Reply, one};
use crate::model::Trouble;
use crate::question::Question;

pub(super) const OF_APPLICANT: &[&str] =
    &["insurance_kind", "insurance_cover", "insurance_excess", "social_assistance"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "documented fields that no fact needs, so that their absence is seen")]
struct Record {
    reference: String,
    entitled_to_care: bool,
    social_assistance_months: u8,
}

/// Whoever is not entitled to public care may be insured elsewhere: of that nothing is known here.
pub(super) fn read(_: &Question, answers: &[Vec<u8>]) -> Result<Reply, Trouble> {
    one(answers, OF_APPLICANT, |record: Record| {
        let (kind, terms) = if record.entitled_to_care {
            (Value::text("public_card"), Value::NotApplicable)
        } else {
            (Value::Null, Value::Null)
        };
        let assisted = Value::Bool(record.social_assistance_months > 0);
        Ok(vec![
            ("insurance_kind", kind),
            // Public care has neither a sum nor an excess of an insurance.
            ("insurance_cover", terms.clone()),
            ("insurance_excess", terms),
            ("social_assistance", assisted),
        ])
    })
}

#[cfg(test)]
mod tests {
    use casefile::APPLICANT;

    use super::*;
    use crate::adapters::tests::{read_text, yes};
    use crate::model::Register::Benefits;

    fn told(entitled: bool, months: u8) -> Vec<(&'static str, Value)> {
        let answer = format!(
            r#"{{"result":"found","record":{{"reference":"P-1","entitled_to_care":{entitled},"social_assistance_months":{months}}}}}"#
        );
        read_text(Benefits, APPLICANT, &answer).unwrap().facts
    }

    #[test]
    fn whoever_is_entitled_to_care_needs_no_insurance_of_their_own() {
        let wanted = |kind: Value, terms: Value, assisted| {
            vec![
                ("insurance_kind", kind),
                ("insurance_cover", terms.clone()),
                ("insurance_excess", terms),
                ("social_assistance", yes(assisted)),
            ]
        };
        let entitled = wanted(Value::text("public_card"), Value::NotApplicable, false);
        assert_eq!(told(true, 0), entitled);
        let elsewhere = wanted(Value::Null, Value::Null, true);
        assert_eq!(told(false, 1), elsewhere, "not entitled here is not uninsured");
    }
}
