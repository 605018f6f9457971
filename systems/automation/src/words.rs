//! Words of the law in the reader's language, which come from the law's own files.

use kernel::Ts;
use law::{Dictionary, Fact, Kind, Law, Parameter, Value, Words};
use web::Ui;

use crate::state::{FactMoments, Told};

/// Code of the language the law's texts are read in; English for those the law is not written in.
#[must_use]
pub fn language(ui: &Ui) -> &'static str {
    match ui.lang().code() {
        "fi" => "fi",
        "sv" => "sv",
        _ => "en",
    }
}

/// A text in the reader's language.
#[must_use]
pub fn of(ui: &Ui, words: &Words) -> String {
    match language(ui) {
        "fi" => words.fi.clone(),
        "sv" => words.sv.clone(),
        _ => words.en.clone(),
    }
}

/// What a fact or parameter is called; its name when the dictionary has none.
#[must_use]
pub fn name(ui: &Ui, law: &Dictionary, name: &str) -> String {
    let fact = law.facts.get(name).map(|fact| &fact.words);
    let words = fact.or_else(|| law.parameters.get(name).map(|parameter| &parameter.words));
    words.map_or_else(|| name.to_owned(), |words| of(ui, words))
}

/// A value of a fact.
#[must_use]
pub fn value(ui: &Ui, law: &Dictionary, fact: &str, value: &Value) -> String {
    let entry = law.facts.get(fact);
    let unit = entry.map_or_else(String::new, |entry| self::unit(ui, &entry.unit));
    match value {
        Value::Null => ui.t("automation-unknown").plain(),
        Value::NotApplicable => ui.t("automation-inapplicable").plain(),
        Value::Bool(true) => ui.t("automation-yes").plain(),
        Value::Bool(false) => ui.t("automation-no").plain(),
        Value::Str(code) if entry.is_some_and(|entry| entry.kind == Kind::Code) => {
            self::code(ui, code)
        }
        Value::Str(text) => text.to_string(),
        Value::Date(day) => self::day(ui, *day),
        Value::Num(number) => format!("{number} {unit}").trim().to_owned(),
        Value::List(items) => {
            let items = items.iter().map(|item| self::value(ui, law, fact, item));
            items.collect::<Vec<_>>().join(", ")
        }
        Value::Months(_) | Value::Seconds(_) | Value::Context(_) => value.to_string(),
    }
}

/// What a source says of a fact; that it was erased, once it was.
#[must_use]
pub fn told(ui: &Ui, law: &Law, fact: &str, told: &Told) -> String {
    let said = told.value.as_ref();
    said.map_or_else(|| ui.t("casefile-erased").plain(), |v| value(ui, &law.dictionary, fact, v))
}

/// What a source of facts is called.
#[must_use]
pub fn source(ui: &Ui, source: &str) -> String {
    ui.code("fact-source-", source.replace('_', "-")).plain()
}

/// From whom a fact is, and since when.
#[must_use]
pub fn from(ui: &Ui, source: &str, at: String) -> String {
    ui.t("automation-from").arg("source", self::source(ui, source)).arg("at", at).plain()
}

/// The same of a fact that a ruling read: the moment it was told, or the day where nobody told it.
#[must_use]
pub fn from_read(
    ui: &Ui,
    (name, fact): (&str, &Fact),
    (moments, ruled): (&FactMoments, Ts),
) -> String {
    let at = moments.of((name, &fact.source), fact.retrieved, ruled);
    from(ui, &fact.source, at.map_or_else(|| day(ui, fact.retrieved), |at| ui.when(at)))
}

/// A code of the law in words, as far as there are any.
#[must_use]
pub fn code(ui: &Ui, code: &str) -> String {
    let key = format!("law-code-{}", code.replace('_', "-"));
    if ui.has(&key) { ui.t(key).plain() } else { code.replace('_', " ") }
}

/// A unit of the law in words, as far as there are any.
fn unit(ui: &Ui, unit: &str) -> String {
    let key = format!("law-unit-{}", unit.to_lowercase().replace('/', "-per-"));
    if ui.has(&key) { ui.t(key).plain() } else { unit.to_owned() }
}

/// The value of a parameter with its unit.
#[must_use]
pub fn amount(ui: &Ui, parameter: &Parameter, value: &str) -> String {
    match parameter.kind.read(value) {
        Some(Value::Date(day)) => self::day(ui, day),
        _ => format!("{value} {}", unit(ui, &parameter.unit)).trim().to_owned(),
    }
}

/// A day of the law as people read dates.
#[must_use]
pub fn day(ui: &Ui, day: law::Day) -> String {
    day.to_string().parse::<kernel::Date>().map_or_else(|_| day.to_string(), |date| ui.date(date))
}
