//! The trade register.

use kernel::Date;
use law::Value;
use serde::Deserialize;

use super::{Reply, one};
use crate::model::Trouble;
use crate::question::Question;

pub(super) const OF_EMPLOYER: &[&str] = &["employer_status"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "documented fields that no fact needs, so that their absence is seen")]
struct Record {
    business_id: String,
    name: String,
    standing: Standing,
    registered: Date,
    business_prohibition_until: Option<Date>,
    turnover_last_year: String,
}

#[derive(Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum Standing {
    Active,
    Liquidation,
    Bankruptcy,
    StruckOff,
}

/// In order, or for somebody to check: that an employer is certified or excluded is decided in this house,
/// and no register says it.
pub(super) fn read(question: &Question, answers: &[Vec<u8>]) -> Result<Reply, Trouble> {
    one(answers, OF_EMPLOYER, |record: Record| {
        let prohibited = record.business_prohibition_until.is_some_and(|day| question.on <= day);
        let in_order = record.standing == Standing::Active && !prohibited;
        let code = if in_order { "in_order" } else { "pending_check" };
        Ok(vec![("employer_status", Value::text(code))])
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adapters::tests::read_text;
    use crate::model::Register::Trade;

    fn status(standing: &str, prohibited: &str) -> Value {
        let answer = format!(
            r#"{{"result":"found","record":{{"business_id":"0244683-1","name":"Utudata Oy","standing":"{standing}","registered":"2010-01-01","business_prohibition_until":{prohibited},"turnover_last_year":"1000000.00"}}}}"#
        );
        read_text(Trade, "employer", &answer).unwrap().facts.remove(0).1
    }

    #[test]
    fn whatever_is_not_in_order_is_for_somebody_to_check() {
        assert_eq!(status("active", "null"), Value::text("in_order"));
        assert_eq!(status("active", "\"2026-03-01\""), Value::text("in_order"), "over");
        assert_eq!(status("active", "\"2026-03-02\""), Value::text("pending_check"));
        for standing in ["liquidation", "bankruptcy", "struck_off"] {
            assert_eq!(status(standing, "null"), Value::text("pending_check"), "{standing}");
        }
    }
}
