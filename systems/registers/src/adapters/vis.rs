//! The Visa Information System: it is sent the application file of a case, searches itself, and says what it found.

use law::Value;
use serde::Deserialize;

use super::{Answer, Reply, parse};
use crate::model::{Found, Trouble};
use crate::question::Question;

pub(super) const OF_APPLICANT: &[&str] = &["vis_hit", "vis_file", "vis_hits", "vis_further"];

/// What VIS says of a file: its own reference for it, and the hits that this house may know of. There may be others, of
/// which it never learns.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    reference: String,
    hits: Vec<Hit>,
}

#[derive(Deserialize)]
#[serde(tag = "class", rename_all = "snake_case", deny_unknown_fields)]
enum Hit {
    /// A hit that is verified here, by its reference.
    A { system: Searched, reference: String },
    /// Somebody has to look further, and nobody says here why.
    B {},
}

/// What was searched: Regulation (EC) No 767/2008, article 22b(2).
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Searched {
    Sis,
    Ees,
    Etias,
    Vis,
    Eurodac,
    EcrisTcn,
    Europol,
    Sltd,
    Tdawn,
}

impl Searched {
    /// What it is called in every language.
    const fn name(&self) -> &'static str {
        match self {
            Searched::Sis => "SIS",
            Searched::Ees => "EES",
            Searched::Etias => "ETIAS",
            Searched::Vis => "VIS",
            Searched::Eurodac => "Eurodac",
            Searched::EcrisTcn => "ECRIS-TCN",
            Searched::Europol => "Europol",
            Searched::Sltd => "Interpol SLTD",
            Searched::Tdawn => "Interpol TDAWN",
        }
    }
}

/// A hit, with a reference or without, is for an official to verify, and says nothing against anybody. VIS makes a
/// file of everybody: it never knows nobody, and never several.
pub(super) fn read(_: &Question, answers: &[Vec<u8>]) -> Result<Reply, Trouble> {
    let [answer] = answers else { return Err(Trouble::WrongSchema) };
    let Answer::Found { record: Record { reference, hits } } = parse::<Record>(answer)? else {
        return Err(Trouble::WrongSchema);
    };
    let known = hits.iter().filter_map(|hit| match hit {
        Hit::A { system, reference } => Some((system.name(), reference.trim())),
        Hit::B {} => None,
    });
    let mut known: Vec<(&str, &str)> = known.collect();
    if reference.trim().is_empty() || known.iter().any(|(_, reference)| reference.is_empty()) {
        return Err(Trouble::WrongSchema);
    }
    // In one order, so that the same hits are the same answer.
    known.sort_unstable();
    let further = hits.iter().any(|hit| matches!(hit, Hit::B {}));
    let told = known
        .iter()
        .map(|(system, of)| Value::text(&format!("{system}: {of}")))
        .collect::<Vec<_>>();
    let facts = vec![
        ("vis_hit", Value::Bool(!hits.is_empty())),
        ("vis_file", Value::text(reference.trim())),
        ("vis_hits", Value::List(told.into())),
        ("vis_further", Value::Bool(further)),
    ];
    Ok(Reply { found: Found::One, facts })
}

#[cfg(test)]
mod tests {
    use casefile::APPLICANT;
    use proptest::prelude::*;

    use super::*;
    use crate::adapters::tests::{asked, read_text, yes};
    use crate::model::Register::Vis;

    const SIS: &str = r#"{"class":"a","system":"sis","reference":"S-77"}"#;
    const EES: &str = r#"{"class":"a","system":"ees","reference":"E-1"}"#;
    const FURTHER: &str = r#"{"class":"b"}"#;

    fn told(hits: &[&str]) -> Result<Vec<(&'static str, Value)>, Trouble> {
        let hits = hits.join(",");
        let answer =
            format!(r#"{{"result":"found","record":{{"reference":"V-1","hits":[{hits}]}}}}"#);
        read_text(Vis, APPLICANT, &answer).map(|reply| reply.facts)
    }

    fn list(items: &[&str]) -> Value {
        Value::List(items.iter().map(|item| Value::text(item)).collect::<Vec<_>>().into())
    }

    #[test]
    fn nothing_found_is_no_hit_with_the_reference_of_the_file() {
        let facts = told(&[]).unwrap();
        let wanted = [
            ("vis_hit", yes(false)),
            ("vis_file", Value::text("V-1")),
            ("vis_hits", list(&[])),
            ("vis_further", yes(false)),
        ];
        assert_eq!(facts, wanted);
    }

    #[test]
    fn a_hit_with_a_reference_and_one_without_are_both_hits() {
        let facts = told(&[SIS, EES]).unwrap();
        assert_eq!(facts[0], ("vis_hit", yes(true)));
        assert_eq!(facts[2], ("vis_hits", list(&["EES: E-1", "SIS: S-77"])));
        assert_eq!(facts[3], ("vis_further", yes(false)));
        assert_eq!(told(&[EES, SIS]).unwrap(), facts, "in whatever order they come");
        let facts = told(&[FURTHER]).unwrap();
        assert_eq!(facts[0], ("vis_hit", yes(true)));
        assert_eq!(facts[2..], [("vis_hits", list(&[])), ("vis_further", yes(true))]);
    }

    #[test]
    fn what_is_not_documented_is_not_half_read() {
        for hit in [
            r#"{"class":"c"}"#,
            r#"{"class":"c","system":"sis","reference":"S-1"}"#,
            r#"{"class":"a","system":"sis"}"#,
            r#"{"class":"a","system":"cir","reference":"S-1"}"#,
            r#"{"class":"a","system":"sis","reference":" "}"#,
            r#"{"class":"b","system":"sis"}"#,
            r#"{"system":"sis","reference":"S-1"}"#,
            "null",
        ] {
            assert_eq!(told(&[SIS, hit]), Err(Trouble::WrongSchema), "{hit}");
        }
        for answer in [
            r#"{"result":"unknown"}"#,
            r#"{"result":"several","count":2}"#,
            r#"{"result":"found","record":{"reference":"","hits":[]}}"#,
            r#"{"result":"found","record":{"reference":"V-1"}}"#,
            r#"{"result":"found","record":{"reference":"V-1","hits":[],"status":"x"}}"#,
        ] {
            assert_eq!(read_text(Vis, APPLICANT, answer), Err(Trouble::WrongSchema), "{answer}");
        }
        let one = br#"{"result":"found","record":{"reference":"V-1","hits":[]}}"#.to_vec();
        let question = asked(Vis, APPLICANT);
        assert_eq!(read(&question, &[one.clone(), one]), Err(Trouble::WrongSchema));
    }

    proptest! {
        /// Whatever is among the hits: the answer is refused, or a hit is told.
        #[test]
        fn a_hit_is_never_lost(class in "[a-d]{0,2}", system in "[a-z_]{0,9}", of in "[\\PC]{0,20}") {
            let hit = serde_json::json!({ "class": class, "system": system, "reference": of });
            let hit = hit.to_string();
            for hits in [&[hit.as_str()][..], &[FURTHER, &hit], &[&hit, SIS]] {
                if let Ok(facts) = told(hits) {
                    prop_assert_eq!(&facts[0], &("vis_hit", yes(true)));
                }
            }
        }
    }
}
