//! One adapter a register: what it is asked of, what its answers must look like, which facts they are.
//! What does not fit as documented is never half-read.

mod benefits;
mod checks;
mod income;
mod population;
mod study;
mod trade;
mod vis;

use casefile::{APPLICANT, Party};
use jiff::Unit;
use kernel::Date;
use law::{Decimal, Value};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::model::{Found, Register, Trouble};
use crate::question::Question;

pub(crate) use study::look as look_at_studies;

/// Code of the role of whom somebody follows to the country.
pub(crate) const SPONSOR: &str = "sponsor";

/// What a register says: what it found, and the facts that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// What was found.
    pub found: Found,
    /// Facts by name; of nobody, and of several, each is unknown.
    pub facts: Vec<(&'static str, Value)>,
}

/// An answer as all registers give it.
#[derive(Debug, Deserialize)]
#[serde(tag = "result", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Answer<T> {
    /// One record.
    Found {
        record: T,
    },
    Unknown {},
    Several {
        #[expect(dead_code, reason = "documented, and without use here")]
        count: u32,
    },
}

/// The names of the services whose answers together are a register's.
pub(crate) const fn services(register: Register) -> &'static [&'static str] {
    match register {
        Register::Population => &["population"],
        Register::Income => &["income"],
        Register::Trade => &["trade", "tax"],
        Register::Study => &["study"],
        Register::Benefits => &["benefits"],
        Register::Checks => &["criminal", "entry-bans"],
        Register::Vis => &["vis"],
    }
}

/// The facts that a register tells of somebody in a role; none when it is not asked of such.
pub(crate) fn facts(register: Register, about: Party, role: &str) -> &'static [&'static str] {
    match (register, about, role) {
        (Register::Population, Party::Person(_), APPLICANT) => population::OF_APPLICANT,
        (Register::Population, Party::Person(_), SPONSOR) => population::OF_SPONSOR,
        (Register::Income, Party::Person(_), APPLICANT) => income::OF_APPLICANT,
        (Register::Income, Party::Person(_), SPONSOR) => income::OF_SPONSOR,
        (Register::Study, Party::Person(_), APPLICANT) => study::OF_APPLICANT,
        (Register::Benefits, Party::Person(_), APPLICANT) => benefits::OF_APPLICANT,
        (Register::Checks, Party::Person(_), APPLICANT) => checks::OF_APPLICANT,
        (Register::Vis, Party::Person(_), APPLICANT) => vis::OF_APPLICANT,
        (Register::Trade, Party::Organisation(_), "employer") => trade::OF_EMPLOYER,
        _ => &[],
    }
}

/// Reads the answers of a register's services, in their order.
pub(crate) fn read(question: &Question, answers: &[Vec<u8>]) -> Result<Reply, Trouble> {
    match question.register {
        Register::Population => population::read(question, answers),
        Register::Income => income::read(question, answers),
        Register::Trade => trade::read(question, answers),
        Register::Study => study::read(question, answers),
        Register::Benefits => benefits::read(question, answers),
        Register::Checks => checks::read(question, answers),
        Register::Vis => vis::read(question, answers),
    }
}

/// Reads one answer and makes facts of its record.
fn one<T: DeserializeOwned>(
    answers: &[Vec<u8>],
    names: &'static [&'static str],
    facts: impl FnOnce(T) -> Result<Vec<(&'static str, Value)>, Trouble>,
) -> Result<Reply, Trouble> {
    let [answer] = answers else { return Err(Trouble::WrongSchema) };
    Ok(match parse::<T>(answer)? {
        Answer::Found { record } => Reply { found: Found::One, facts: facts(record)? },
        Answer::Unknown {} => unknown(Found::Nobody, names),
        Answer::Several { .. } => unknown(Found::Several, names),
    })
}

/// Reads the answers of two services to one question: half an answer is none.
fn both<A: DeserializeOwned, B: DeserializeOwned>(
    answers: &[Vec<u8>],
    names: &'static [&'static str],
    facts: impl FnOnce(A, B) -> Vec<(&'static str, Value)>,
) -> Result<Reply, Trouble> {
    let [first, second] = answers else { return Err(Trouble::WrongSchema) };
    Ok(match (parse::<A>(first)?, parse::<B>(second)?) {
        (Answer::Found { record: first }, Answer::Found { record: second }) => {
            Reply { found: Found::One, facts: facts(first, second) }
        }
        (Answer::Several { .. }, _) | (_, Answer::Several { .. }) => unknown(Found::Several, names),
        (Answer::Unknown {}, _) | (_, Answer::Unknown {}) => unknown(Found::Nobody, names),
    })
}

fn parse<T: DeserializeOwned>(answer: &[u8]) -> Result<Answer<T>, Trouble> {
    serde_json::from_slice(answer).map_err(|_| Trouble::WrongSchema)
}

/// It was asked, and what it would say of each of these is not known.
fn unknown(found: Found, names: &'static [&'static str]) -> Reply {
    Reply { found, facts: names.iter().map(|name| (*name, Value::Null)).collect() }
}

fn number(n: impl Into<i64>) -> Value {
    Value::Num(Decimal::from(n.into()))
}

/// An amount in euros with its decimals.
fn money(text: &str) -> Result<Decimal, Trouble> {
    Decimal::parse(text).filter(|amount| !amount.is_negative()).ok_or(Trouble::WrongSchema)
}

/// Whole units from one day to another; none when it is the other way round.
fn whole(unit: Unit, from: Date, to: Date) -> i64 {
    let span = if to < from { None } else { from.until((unit, to)).ok() };
    span.map_or(0, |span| match unit {
        Unit::Year => i64::from(span.get_years()),
        _ => i64::from(span.get_months()),
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::question::{Identity, Subject};

    pub(crate) fn asked(register: Register, role: &str) -> Question {
        let identity = Identity {
            family_name: "Rahimi".into(),
            given_names: "Amina".into(),
            born: "1994-02-03".parse().unwrap(),
            nationalities: vec!["AFG".into()],
        };
        Question {
            register,
            role: role.into(),
            on: "2026-03-02".parse().unwrap(),
            subject: Subject::Person(identity),
        }
    }

    /// The facts of an answer in text form, by name.
    pub(crate) fn read_text(
        register: Register,
        role: &str,
        answer: &str,
    ) -> Result<Reply, Trouble> {
        read(&asked(register, role), &[answer.as_bytes().to_vec()])
    }

    pub(crate) fn yes(value: bool) -> Value {
        Value::Bool(value)
    }

    fn every() -> impl Iterator<Item = (Register, &'static [&'static str])> {
        let person = Party::Person(casefile::PersonId(uuid::Uuid::nil()));
        let organisation = Party::Organisation(casefile::OrganisationId(uuid::Uuid::nil()));
        let parties = [(person, APPLICANT), (person, SPONSOR), (organisation, "employer")];
        Register::ALL.into_iter().flat_map(move |register| {
            parties.map(|(party, role)| (register, facts(register, party, role)))
        })
    }

    #[test]
    fn the_law_knows_each_fact_and_takes_it_from_this_register() {
        let law = &automation::rules::law().unwrap().dictionary;
        let mut told = 0;
        for (register, names) in every() {
            for name in names {
                let entry = law.facts.get(*name).unwrap_or_else(|| panic!("no fact {name}"));
                let source = register.source();
                assert!(entry.sources.iter().any(|known| &**known == source), "{name}: {source}");
                told += 1;
            }
        }
        assert!(told > 15, "{told}");
    }

    #[test]
    fn every_register_is_asked_of_somebody() {
        for register in Register::ALL {
            assert!(every().any(|(r, names)| r == register && !names.is_empty()), "{register}");
        }
    }

    #[test]
    fn nobody_and_several_are_unknown_and_never_no() {
        for (answer, found) in [
            (r#"{"result":"unknown"}"#, Found::Nobody),
            (r#"{"result":"several","count":2}"#, Found::Several),
        ] {
            let reply = read_text(Register::Study, APPLICANT, answer).unwrap();
            assert_eq!(reply.found, found);
            assert!(reply.facts.iter().all(|(_, value)| *value == Value::Null));
            assert_eq!(reply.facts.len(), study::OF_APPLICANT.len());
        }
    }

    #[test]
    fn what_does_not_fit_is_told_as_such() {
        for answer in [
            "",
            "null",
            "[]",
            r#"{"result":"maybe"}"#,
            r#"{"result":"unknown","more":1}"#,
            r#"{"result":"several"}"#,
            r#"{"version":2,"data":{"result":"unknown"}}"#,
            r#"{"result":"found","record":{}}"#,
        ] {
            for register in Register::ALL {
                let reply = read_text(register, APPLICANT, answer);
                assert_eq!(reply, Err(Trouble::WrongSchema), "{register}: {answer}");
            }
        }
    }

    #[test]
    fn months_and_years_are_whole() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        assert_eq!(whole(Unit::Year, day("2008-03-03"), day("2026-03-02")), 17);
        assert_eq!(whole(Unit::Year, day("2008-03-02"), day("2026-03-02")), 18);
        assert_eq!(whole(Unit::Month, day("2024-03-02"), day("2026-03-02")), 24);
        assert_eq!(whole(Unit::Month, day("2026-03-03"), day("2026-03-02")), 0);
    }

    proptest! {
        #[test]
        fn no_bytes_make_an_adapter_panic(bytes in any::<Vec<u8>>(), text in "[\\PC]{0,80}") {
            for register in Register::ALL {
                for role in [APPLICANT, SPONSOR, "employer"] {
                    let question = asked(register, role);
                    let _ = read(&question, std::slice::from_ref(&bytes));
                    let body = format!(r#"{{"result":"found","record":{{"reference":"{text}"}}}}"#);
                    let _ = read(&question, &[body.clone().into_bytes(), body.into_bytes()]);
                }
            }
        }
    }
}
