//! The incomes register.

use casefile::APPLICANT;
use kernel::Date;
use law::{Decimal, Value};
use serde::Deserialize;

use super::{Reply, money, one};
use crate::model::Trouble;
use crate::question::Question;

pub(super) const OF_APPLICANT: &[&str] = &["pay_monthly", "employment_continues"];
pub(super) const OF_SPONSOR: &[&str] = &["household_net_monthly"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "documented fields that no fact needs, so that their absence is seen")]
struct Record {
    reference: String,
    employments: Vec<Employment>,
    household_net_monthly: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "as in the record")]
struct Employment {
    employer: String,
    occupation: String,
    from: Date,
    until: Option<Date>,
    gross_monthly: String,
}

impl Employment {
    fn holds_on(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

pub(super) fn read(question: &Question, answers: &[Vec<u8>]) -> Result<Reply, Trouble> {
    let applicant = question.role == APPLICANT;
    let names = if applicant { OF_APPLICANT } else { OF_SPONSOR };
    one(answers, names, |record: Record| {
        if applicant {
            pay(&record, question.on)
        } else {
            Ok(vec![("household_net_monthly", Value::Num(money(&record.household_net_monthly)?))])
        }
    })
}

/// What all employments of the day pay together; whoever has none is paid nothing that is known.
fn pay(record: &Record, on: Date) -> Result<Vec<(&'static str, Value)>, Trouble> {
    let mut sum = None;
    for employment in &record.employments {
        let gross = money(&employment.gross_monthly)?;
        if employment.holds_on(on) {
            let sum_so_far = sum.unwrap_or(Decimal::ZERO);
            sum = Some(sum_so_far.plus(gross).ok_or(Trouble::WrongSchema)?);
        }
    }
    Ok(vec![
        ("pay_monthly", sum.map_or(Value::Null, Value::Num)),
        ("employment_continues", Value::Bool(sum.is_some())),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adapters::SPONSOR;
    use crate::adapters::tests::{read_text, yes};
    use crate::model::Register::Income;

    fn answer(until: &str) -> String {
        let work = |from: &str, until: &str, pay: &str| {
            format!(
                r#"{{"employer":"0244683-1","occupation":"2512","from":"{from}","until":{until},"gross_monthly":"{pay}"}}"#
            )
        };
        let first = work("2024-01-01", until, "2650.50");
        let (second, over) =
            (work("2026-01-01", "null", "400.00"), work("2020-01-01", "\"2023-01-01\"", "9000.00"));
        format!(
            r#"{{"result":"found","record":{{"reference":"P-1","employments":[{first},{second},{over}],"household_net_monthly":"3100.00"}}}}"#
        )
    }

    fn euros(text: &str) -> Value {
        Value::Num(Decimal::parse(text).unwrap())
    }

    #[test]
    fn pay_is_that_of_all_employments_of_the_day() {
        let facts = read_text(Income, APPLICANT, &answer("null")).unwrap().facts;
        assert_eq!(facts, [("pay_monthly", euros("3050.50")), ("employment_continues", yes(true))]);
        let facts = read_text(Income, APPLICANT, &answer("\"2026-03-01\"")).unwrap().facts;
        assert_eq!(facts.first(), Some(&("pay_monthly", euros("400.00"))));
    }

    #[test]
    fn without_employment_pay_is_unknown_and_not_zero() {
        let none = r#"{"result":"found","record":{"reference":"P-1","employments":[],"household_net_monthly":"0.00"}}"#;
        let facts = read_text(Income, APPLICANT, none).unwrap().facts;
        assert_eq!(facts, [("pay_monthly", Value::Null), ("employment_continues", yes(false))]);
    }

    #[test]
    fn of_a_sponsor_it_tells_what_the_household_has() {
        let facts = read_text(Income, SPONSOR, &answer("null")).unwrap().facts;
        assert_eq!(facts, [("household_net_monthly", euros("3100.00"))]);
    }

    #[test]
    fn amounts_that_are_none_do_not_fit() {
        for wrong in ["-5.00", "much", ""] {
            let answer = answer("null").replace("2650.50", wrong);
            assert_eq!(read_text(Income, APPLICANT, &answer), Err(Trouble::WrongSchema), "{wrong}");
        }
    }
}
