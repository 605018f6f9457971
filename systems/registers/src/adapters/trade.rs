//! The trade register and the tax administration's data of employers: one question, since only both together say
//! that an employer is in order.

use kernel::Date;
use law::Value;
use serde::Deserialize;

use super::{Reply, both};
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "as in the record")]
struct Duties {
    business_id: String,
    in_employer_register: bool,
    in_prepayment_register: bool,
    returns_missing: bool,
    tax_debt: bool,
}

/// In order, or for somebody to check: that an employer is certified or excluded is decided in this house,
/// and no register says it.
pub(super) fn read(question: &Question, answers: &[Vec<u8>]) -> Result<Reply, Trouble> {
    both(answers, OF_EMPLOYER, |record: Record, duties: Duties| {
        let prohibited = record.business_prohibition_until.is_some_and(|day| question.on <= day);
        let stands = record.standing == Standing::Active && !prohibited;
        let pays = duties.in_employer_register && !duties.returns_missing && !duties.tax_debt;
        let code = if stands && pays { "in_order" } else { "pending_check" };
        vec![("employer_status", Value::text(code))]
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adapters::tests::asked;
    use crate::model::Found;
    use crate::model::Register::Trade;

    const PAYS: (bool, bool, bool) = (true, false, false);

    fn record(standing: &str, prohibited: &str) -> String {
        format!(
            r#"{{"result":"found","record":{{"business_id":"0244683-1","name":"Utudata Oy","standing":"{standing}","registered":"2010-01-01","business_prohibition_until":{prohibited},"turnover_last_year":"1000000.00"}}}}"#
        )
    }

    fn duties((employs, missing, debt): (bool, bool, bool)) -> String {
        format!(
            r#"{{"result":"found","record":{{"business_id":"0244683-1","in_employer_register":{employs},"in_prepayment_register":true,"returns_missing":{missing},"tax_debt":{debt}}}}}"#
        )
    }

    fn told(record: String, duties: String) -> Reply {
        let answers = [record.into_bytes(), duties.into_bytes()];
        read(&asked(Trade, "employer"), &answers).unwrap()
    }

    fn status(record: String, duties: String) -> Value {
        told(record, duties).facts.remove(0).1
    }

    #[test]
    fn whatever_is_not_in_order_is_for_somebody_to_check() {
        let pays = || duties(PAYS);
        assert_eq!(status(record("active", "null"), pays()), Value::text("in_order"));
        let over = record("active", "\"2026-03-01\"");
        assert_eq!(status(over, pays()), Value::text("in_order"), "over");
        let check = Value::text("pending_check");
        assert_eq!(status(record("active", "\"2026-03-02\""), pays()), check);
        for standing in ["liquidation", "bankruptcy", "struck_off"] {
            assert_eq!(status(record(standing, "null"), pays()), check, "{standing}");
        }
        for neglects in [(false, false, false), (true, true, false), (true, false, true)] {
            let status = status(record("active", "null"), duties(neglects));
            assert_eq!(status, check, "{neglects:?}");
        }
    }

    #[test]
    fn a_company_that_only_one_of_them_knows_is_unknown() {
        let unknown = || r#"{"result":"unknown"}"#.to_owned();
        for (record, duties) in [(record("active", "null"), unknown()), (unknown(), duties(PAYS))] {
            let reply = told(record, duties);
            assert_eq!((reply.found, &reply.facts[0].1), (Found::Nobody, &Value::Null));
        }
    }
}
