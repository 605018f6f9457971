//! Criminal records and entry bans: one question, since only both together say that nothing was found.

use kernel::Date;
use law::Value;
use serde::Deserialize;

use super::{Reply, both};
use crate::model::Trouble;
use crate::question::Question;

pub(super) const OF_APPLICANT: &[&str] = &["check_hit", "refusal_ground"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "documented fields that no fact needs, so that their absence is seen")]
struct Criminal {
    reference: String,
    judgments: Vec<Date>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "as in the record")]
struct Bans {
    reference: String,
    bans: Vec<Ban>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "as in the record")]
struct Ban {
    issued_by: String,
    from: Date,
    until: Date,
}

/// Anything found, old or new, is for an official to weigh: it is a possible ground and never a ground.
pub(super) fn read(_: &Question, answers: &[Vec<u8>]) -> Result<Reply, Trouble> {
    both(answers, OF_APPLICANT, |criminal: Criminal, bans: Bans| {
        let hit = !criminal.judgments.is_empty() || !bans.bans.is_empty();
        let ground = if hit { "possible" } else { "none" };
        vec![("check_hit", Value::Bool(hit)), ("refusal_ground", Value::text(ground))]
    })
}

#[cfg(test)]
mod tests {
    use casefile::APPLICANT;

    use super::*;
    use crate::adapters::tests::{asked, yes};
    use crate::model::Found;
    use crate::model::Register::Checks;

    fn told(judgments: &str, bans: &str) -> Result<Reply, Trouble> {
        let criminal = format!(
            r#"{{"result":"found","record":{{"reference":"P-1","judgments":[{judgments}]}}}}"#
        );
        let bans =
            format!(r#"{{"result":"found","record":{{"reference":"P-1","bans":[{bans}]}}}}"#);
        let answers = [criminal.into_bytes(), bans.into_bytes()];
        read(&asked(Checks, APPLICANT), &answers)
    }

    #[test]
    fn only_both_together_say_that_nothing_was_found() {
        let clean = told("", "").unwrap().facts;
        assert_eq!(clean, [("check_hit", yes(false)), ("refusal_ground", Value::text("none"))]);
        let ban = r#"{"issued_by":"FIN","from":"2020-01-01","until":"2022-01-01"}"#;
        for (judgments, bans) in [("\"2019-05-05\"", ""), ("", ban)] {
            let facts = told(judgments, bans).unwrap().facts;
            let wanted = [("check_hit", yes(true)), ("refusal_ground", Value::text("possible"))];
            assert_eq!(facts, wanted);
        }
    }

    #[test]
    fn half_an_answer_is_none() {
        let clean = br#"{"result":"found","record":{"reference":"P-1","judgments":[]}}"#.to_vec();
        let question = asked(Checks, APPLICANT);
        assert_eq!(read(&question, std::slice::from_ref(&clean)), Err(Trouble::WrongSchema));
        let several = br#"{"result":"several","count":2}"#.to_vec();
        let reply = read(&question, &[clean, several]).unwrap();
        assert_eq!(reply.found, Found::Several);
        assert!(reply.facts.iter().all(|(_, value)| *value == Value::Null));
    }
}
