//! What law files other than tables say: facts, parameters, acts and authorities.

use crate::compile::FactType;
use crate::decimal::Decimal;
use crate::problem::Problem;
use crate::value::{Day, Type, Value};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A text in the three languages of the house.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Finnish.
    pub fi: String,
    /// Swedish.
    pub sv: String,
    /// English.
    pub en: String,
}

impl Words {
    /// True when all three languages have a text.
    #[must_use]
    pub fn complete(&self) -> bool {
        [&self.fi, &self.sv, &self.en].iter().all(|text| !text.trim().is_empty())
    }
}

/// What kind of value a fact or parameter holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Yes or no.
    Bool,
    /// One of the listed codes.
    Code,
    /// An amount in the unit given, exact.
    Money,
    /// A count or another number in the unit given.
    Number,
    /// A calendar day.
    Date,
    /// A span of whole months.
    Months,
    /// A span of whole days.
    Days,
    /// Free text; only compared for equality.
    Text,
}

impl Kind {
    /// The type rules see.
    #[must_use]
    pub fn ty(self) -> Type {
        match self {
            Self::Bool => Type::Bool,
            Self::Code | Self::Text => Type::Str,
            Self::Money | Self::Number => Type::Num,
            Self::Date => Type::Date,
            Self::Months => Type::Months,
            Self::Days => Type::Seconds,
        }
    }

    /// Reads a value as law files and cases write it.
    #[must_use]
    pub fn read(self, text: &str) -> Option<Value> {
        Some(match (self, text) {
            (_, "unknown") => Value::Null,
            (_, "inapplicable") => Value::NotApplicable,
            (Self::Bool, "true") => Value::Bool(true),
            (Self::Bool, "false") => Value::Bool(false),
            (Self::Code | Self::Text, text) => Value::text(text),
            (Self::Money | Self::Number, text) => Value::Num(Decimal::parse(text)?),
            (Self::Date, text) => Value::Date(Day::parse(text)?),
            (Self::Months, text) => Value::Months(text.parse().ok()?),
            (Self::Days, text) => Value::Seconds(text.parse::<i64>().ok()?.checked_mul(86_400)?),
            (Self::Bool, _) => return None,
        })
    }
}

/// One entry of the fact dictionary.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactEntry {
    /// Name in tables: lower case words with underscores.
    pub name: String,
    /// Kind of value.
    pub kind: Kind,
    /// Unit, for people; empty when there is none.
    #[serde(default)]
    pub unit: String,
    /// The codes of a `code`.
    #[serde(default)]
    pub codes: Vec<String>,
    /// True when a case may hold several (child rows).
    #[serde(default)]
    pub many: bool,
    /// Whom or what the fact is about: applicant, sponsor, employer, case ...
    pub subject: String,
    /// Sources rules accept it from.
    pub sources: Vec<String>,
    /// Oldest a fact may be on the day of the decision, in days; none: does not age.
    #[serde(default)]
    pub age_days_max: Option<i64>,
    /// True when it is personal data.
    pub personal: bool,
    /// What it is called to people.
    pub words: Words,
}

impl FactEntry {
    pub(crate) fn fact_type(&self) -> FactType {
        let ty = self.kind.ty();
        let mut codes: Vec<Arc<str>> = self.codes.iter().map(|code| code.as_str().into()).collect();
        codes.sort();
        FactType {
            ty: if self.many { Type::List(ty.into()) } else { ty },
            codes: (self.kind == Kind::Code).then(|| codes.into()),
        }
    }
}

/// How sure a value or table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Grade {
    /// Not verified; never automatic.
    Unverified,
    /// Read in a secondary source.
    Secondary,
    /// Read in the act or on the authority's page.
    Primary,
}

/// Which date of a case decides which row of law applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppliesBy {
    /// The day the application was filed.
    Filing,
    /// The day of the decision.
    Decision,
    /// The day the permit starts.
    PermitStart,
    /// The day of the event in question.
    Event,
}

/// A dated parameter.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// Name in tables.
    pub name: String,
    /// Kind of value.
    pub kind: Kind,
    /// Unit, for people.
    #[serde(default)]
    pub unit: String,
    /// Which date decides.
    pub applies_by: AppliesBy,
    /// What it is called to people.
    pub words: Words,
    /// Its values, oldest first. Rows are added, never edited.
    #[serde(rename = "row")]
    pub rows: Vec<ParameterRow>,
}

/// One value of a parameter in time.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParameterRow {
    /// First day of validity.
    #[serde(deserialize_with = "day")]
    pub valid_from: Day,
    /// Last day of validity; none: until the next row.
    #[serde(default, deserialize_with = "day_if_any")]
    pub valid_to: Option<Day>,
    /// Day the value was known to the house.
    #[serde(deserialize_with = "day")]
    pub known_from: Day,
    /// The value, as text.
    pub value: String,
    /// Where it stands.
    pub cite: Vec<String>,
    /// How sure it is.
    pub grade: Grade,
    /// Mark of the source in the collection of legal facts it was entered from.
    pub marks: String,
    /// Day somebody last compared it with the source.
    #[serde(deserialize_with = "day")]
    pub last_checked: Day,
    /// What a reader must know.
    #[serde(default)]
    pub note: String,
}

impl Parameter {
    /// The row in force on a day: the latest that had begun, unless it has ended.
    #[must_use]
    pub fn on(&self, day: Day) -> Option<&ParameterRow> {
        let row = self.rows.iter().rev().find(|row| row.valid_from <= day)?;
        row.valid_to.is_none_or(|end| day <= end).then_some(row)
    }
}

/// An act of law.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Act {
    /// Short key used in citations, such as `Aliens Act` or `719/2018`.
    pub key: String,
    /// Number in the collection of statutes.
    pub number: String,
    /// Name.
    pub words: Words,
    /// Where to read it, from when.
    #[serde(rename = "link")]
    pub links: Vec<ActLink>,
}

/// A dated link to the text of an act.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActLink {
    /// First day the link shows the text in force.
    #[serde(deserialize_with = "day")]
    pub valid_from: Day,
    /// Address.
    pub url: String,
    /// How sure.
    pub grade: Grade,
    /// Source mark.
    pub marks: String,
}

/// An authority.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Authority {
    /// Key.
    pub key: String,
    /// Name.
    pub words: Words,
    /// First day it has the duty; none: always as far as this house goes.
    #[serde(default, deserialize_with = "day_if_any")]
    pub valid_from: Option<Day>,
    /// Last day.
    #[serde(default, deserialize_with = "day_if_any")]
    pub valid_to: Option<Day>,
    /// Key of the authority that took over.
    #[serde(default)]
    pub successor: Option<String>,
    /// How sure.
    pub grade: Grade,
    /// Source mark.
    pub marks: String,
}

fn day<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Day, D::Error> {
    let text = String::deserialize(deserializer)?;
    Day::parse(&text).ok_or_else(|| serde::de::Error::custom(format!("'{text}' is no date")))
}

fn day_if_any<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Day>, D::Error> {
    day(deserializer).map(Some)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    fact: Vec<FactEntry>,
    #[serde(default)]
    parameter: Vec<Parameter>,
    #[serde(default)]
    act: Vec<Act>,
    #[serde(default)]
    authority: Vec<Authority>,
}

/// Everything the dictionaries hold, by name.
#[derive(Debug, Clone, Default)]
pub struct Dictionary {
    /// Facts.
    pub facts: BTreeMap<String, FactEntry>,
    /// Parameters.
    pub parameters: BTreeMap<String, Parameter>,
    /// Acts by key.
    pub acts: BTreeMap<String, Act>,
    /// Authorities by key.
    pub authorities: BTreeMap<String, Authority>,
}

impl Dictionary {
    /// Adds one TOML file; reports what is wrong with it.
    pub(crate) fn add(&mut self, path: &str, text: &str, problems: &mut Vec<Problem>) {
        let file: File = match toml::from_str(text) {
            Ok(file) => file,
            Err(error) => {
                let at = error.span().and_then(|span| text.get(..span.start));
                let line = at.map_or(1, |before| before.matches('\n').count() + 1);
                let problem = Problem::error("bad-toml", error.message().to_owned());
                problems.push(problem.in_file(path).at_line(u32::try_from(line).unwrap_or(0)));
                return;
            }
        };
        let mut found = Vec::new();
        for fact in file.fact {
            check_fact(&fact, &mut found);
            insert(&mut self.facts, fact.name.clone(), fact, &mut found);
        }
        for parameter in file.parameter {
            check_parameter(&parameter, &mut found);
            insert(&mut self.parameters, parameter.name.clone(), parameter, &mut found);
        }
        for act in file.act {
            if !act.words.complete() || act.links.is_empty() {
                found.push(incomplete(&act.key));
            }
            insert(&mut self.acts, act.key.clone(), act, &mut found);
        }
        for authority in file.authority {
            if !authority.words.complete() {
                found.push(incomplete(&authority.key));
            }
            insert(&mut self.authorities, authority.key.clone(), authority, &mut found);
        }
        problems.extend(found.into_iter().map(|problem| problem.in_file(path)));
    }

    /// What only shows when all files are read.
    pub(crate) fn check(&self, problems: &mut Vec<Problem>) {
        for authority in self.authorities.values() {
            if let Some(next) = &authority.successor
                && !self.authorities.contains_key(next)
            {
                let message = format!("the successor '{next}' of '{}' is unknown", authority.key);
                problems.push(Problem::error("unknown-authority", message));
            }
        }
        for name in self.parameters.keys().filter(|name| self.facts.contains_key(*name)) {
            let message = format!("'{name}' is both a fact and a parameter");
            problems.push(Problem::error("duplicate-name", message));
        }
        for parameter in self.parameters.values() {
            for row in &parameter.rows {
                for cite in row.cite.iter().filter(|cite| self.act_of(cite).is_none()) {
                    let message = format!("'{}' cites '{cite}', of no known act", parameter.name);
                    problems.push(Problem::error("unknown-act", message));
                }
            }
        }
    }

    /// The act a citation such as `Aliens Act s. 72(1)` belongs to: the longest key it begins with.
    #[must_use]
    pub fn act_of(&self, citation: &str) -> Option<&Act> {
        let fits = |act: &&Act| {
            citation
                .strip_prefix(&act.key)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', ',']))
        };
        self.acts.values().filter(fits).max_by_key(|act| act.key.len())
    }
}

fn incomplete(key: &str) -> Problem {
    Problem::error("missing-text", format!("'{key}' lacks a name in fi, sv or en, or its source"))
}

fn insert<T>(map: &mut BTreeMap<String, T>, key: String, value: T, problems: &mut Vec<Problem>) {
    if map.contains_key(&key) {
        problems.push(Problem::error("duplicate-name", format!("'{key}' stands twice")));
        return;
    }
    map.insert(key, value);
}

/// Names of facts and parameters become names in Rust and in forms.
fn is_plain_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

fn check_fact(fact: &FactEntry, problems: &mut Vec<Problem>) {
    let name = &fact.name;
    let mut wrong = |code, message: String| problems.push(Problem::error(code, message));
    if !is_plain_name(name) || name == crate::lower::INAPPLICABLE_WORD {
        wrong("bad-name", format!("'{name}': use lower case letters, digits and underscores"));
    }
    if !fact.words.complete() {
        wrong("missing-text", format!("the fact '{name}' lacks a text in fi, sv or en"));
    }
    if fact.sources.is_empty() {
        wrong("missing-source", format!("the fact '{name}' names no accepted source"));
    }
    if (fact.kind == Kind::Code) == fact.codes.is_empty() {
        wrong("bad-codes", format!("the fact '{name}': a code has codes, others have none"));
    }
    let mut codes = fact.codes.clone();
    codes.sort();
    codes.dedup();
    if codes.len() != fact.codes.len() {
        wrong("bad-codes", format!("the fact '{name}' lists a code twice"));
    }
    if matches!(fact.kind, Kind::Money) && fact.unit.is_empty() {
        wrong("missing-unit", format!("the fact '{name}' is an amount without a unit"));
    }
}

fn check_parameter(parameter: &Parameter, problems: &mut Vec<Problem>) {
    let name = &parameter.name;
    let mut wrong = |code, message: String| problems.push(Problem::error(code, message));
    if !is_plain_name(name) {
        wrong("bad-name", format!("'{name}': use lower case letters, digits and underscores"));
    }
    if !parameter.words.complete() {
        wrong("missing-text", format!("the parameter '{name}' lacks a text in fi, sv or en"));
    }
    if parameter.rows.is_empty() {
        wrong("empty-parameter", format!("the parameter '{name}' has no value"));
    }
    for row in &parameter.rows {
        if parameter.kind.read(&row.value).is_none() || row.value == "unknown" {
            wrong("bad-value", format!("'{name}': '{}' is no {:?}", row.value, parameter.kind));
        }
        if row.cite.is_empty() {
            wrong("missing-citation", format!("'{name}' from {} cites nothing", row.valid_from));
        }
        if row.valid_to.is_some_and(|end| end < row.valid_from) {
            wrong("bad-dates", format!("'{name}' from {} ends before it begins", row.valid_from));
        }
    }
    for row in parameter.rows.iter().filter(|row| row.last_checked < row.known_from) {
        let (from, known, checked) = (row.valid_from, row.known_from, row.last_checked);
        let message = format!(
            "'{name}' from {from} was last checked on {checked}, before it was known on {known}"
        );
        wrong("bad-dates", message);
    }
    for pair in parameter.rows.windows(2) {
        let [one, two] = pair else { continue };
        let end = one.valid_to.and_then(|end| end.plus_days(1));
        if two.valid_from <= one.valid_from || end.is_some_and(|end| end > two.valid_from) {
            let message = format!("two values of '{name}' hold on {}", two.valid_from);
            wrong("parameter-overlap", message);
        } else if end.is_some_and(|end| end < two.valid_from) {
            let message = format!("'{name}' has no value just before {}", two.valid_from);
            wrong("parameter-gap", message);
        }
    }
}
