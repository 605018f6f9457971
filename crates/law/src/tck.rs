//! Runs the cases of the DMN test suite (dmn-tck/tck): each passes, is refused with a reason, or is
//! wrong. A wrong answer is a mistake of ours; a refusal is the profile doing its duty.

use crate::compile::compile_slice;
use crate::decimal::Decimal;
use crate::lower::duration;
use crate::program::Program;
use crate::value::{Day, Type, Value};
use roxmltree::{Document, Node, ParsingOptions};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// How the result nodes of a test file went.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Conformance {
    /// Results equal to the expected ones.
    pub passed: usize,
    /// Results refused at load, by the reason.
    pub refused: BTreeMap<String, usize>,
    /// Results handed to a person while running, by the reason: overflow, no input of such a value.
    pub handed_over: BTreeMap<String, usize>,
    /// Results that differ: what was asked, what came, what was expected.
    pub wrong: Vec<String>,
}

impl Conformance {
    /// Adds the results of another file.
    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.wrong.extend(other.wrong);
        for (all, more) in
            [(&mut self.refused, other.refused), (&mut self.handed_over, other.handed_over)]
        {
            for (reason, count) in more {
                *all.entry(reason).or_default() += count;
            }
        }
    }

    /// All results, whatever became of them.
    #[must_use]
    pub fn results(&self) -> usize {
        let sum = |counts: &BTreeMap<String, usize>| counts.values().sum::<usize>();
        self.passed + self.wrong.len() + sum(&self.refused) + sum(&self.handed_over)
    }
}

type Element<'a> = Node<'a, 'a>;

fn children<'a>(node: Element<'a>, name: &'static str) -> impl Iterator<Item = Element<'a>> {
    node.children().filter(move |child| child.is_element() && child.tag_name().name() == name)
}

fn child<'a>(node: Element<'a>, name: &'static str) -> Option<Element<'a>> {
    children(node, name).next()
}

/// The name of the model a test file is about.
#[must_use]
pub fn conformance_model(tests: &str) -> Option<String> {
    let document = Document::parse(tests).ok()?;
    let name = child(document.root_element(), "modelName")?;
    name.text().map(|text| text.trim().to_owned())
}

/// Runs one test file against the text of its model.
#[must_use]
pub fn conformance(model: &str, tests: &str) -> Conformance {
    let mut report = Conformance::default();
    let options = ParsingOptions { allow_dtd: false, ..ParsingOptions::default() };
    let Ok(document) = Document::parse_with_options(tests, options) else {
        report.wrong.push("the test file is not well-formed".to_owned());
        return report;
    };
    let mut programs: HashMap<String, Result<Program, String>> = HashMap::new();
    for case in children(document.root_element(), "testCase") {
        let service = case.attribute("type").is_some_and(|kind| kind != "decision");
        for result in children(case, "resultNode") {
            let name = result.attribute("name").unwrap_or("");
            let label = format!("{} {name}", case.attribute("id").unwrap_or("?"));
            if service || result.attribute("type").is_some_and(|kind| kind != "decision") {
                let reason = "decision services and functions are outside the profile".to_owned();
                *report.refused.entry(reason).or_default() += 1;
                continue;
            }
            let program = programs.entry(name.to_owned()).or_insert_with(|| {
                compile_slice("model", model, name).map_err(|problems| {
                    problems.first().map_or_else(String::new, |problem| problem.code.to_owned())
                })
            });
            match program {
                Err(reason) => *report.refused.entry(reason.clone()).or_default() += 1,
                Ok(program) => one(program, case, result, name, &label, &mut report),
            }
        }
    }
    report
}

fn one(
    program: &Program,
    case: Element<'_>,
    result: Element<'_>,
    name: &str,
    label: &str,
    report: &mut Conformance,
) {
    let mut facts = Vec::with_capacity(program.inputs.len());
    for input in &program.inputs {
        let given = children(case, "inputNode").find(|node| {
            node.attribute("name").is_some_and(|name| crate::syntax::normal(name) == *input.name)
        });
        let value = given.map_or(Some(Value::Null), |node| read(node, &input.ty));
        let Some(value) = value else {
            let reason = format!("the input is no {}", input.ty);
            *report.handed_over.entry(reason).or_default() += 1;
            return;
        };
        facts.push(value);
    }
    let found = match program.evaluate(&facts) {
        Ok(evaluation) => {
            let slot = program.decision(&crate::syntax::normal(name));
            slot.and_then(|at| evaluation.values.get(program.inputs.len() + at).cloned())
        }
        Err(fault) => {
            let text = fault.to_string();
            let reason = text.split('\'').step_by(2).collect::<String>();
            *report.handed_over.entry(reason).or_default() += 1;
            return;
        }
    };
    let found = found.unwrap_or(Value::Null);
    match child(result, "expected") {
        Some(expected) if same(&found, expected) => report.passed += 1,
        Some(expected) => {
            let text: String = expected.descendants().filter_map(|node| node.text()).collect();
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            report.wrong.push(format!("{label}: {found}, expected {text}"));
        }
        None => report.wrong.push(format!("{label}: no expected value")),
    }
}

fn is_nil(node: Element<'_>) -> bool {
    node.attributes().any(|attribute| attribute.name() == "nil" && attribute.value() == "true")
}

/// The text of a value element; `None` when it is nil or missing.
fn text(node: Element<'_>) -> Option<String> {
    let value = child(node, "value")?;
    (!is_nil(value)).then(|| value.text().unwrap_or("").to_owned())
}

fn number(text: &str) -> Option<Decimal> {
    Decimal::parse(text.trim().strip_prefix('+').unwrap_or(text.trim()))
}

fn read(node: Element<'_>, ty: &Type) -> Option<Value> {
    if is_nil(node) {
        return Some(Value::Null);
    }
    match ty {
        Type::List(inner) => {
            let Some(list) = child(node, "list") else { return Some(Value::Null) };
            if is_nil(list) {
                return Some(Value::Null);
            }
            let items: Option<Vec<Value>> =
                children(list, "item").map(|item| read(item, inner)).collect();
            return Some(Value::List(items?.into()));
        }
        Type::Context(fields) => {
            if children(node, "component").next().is_none() {
                return Some(Value::Null);
            }
            let mut entries: Vec<(Arc<str>, Value)> = Vec::with_capacity(fields.len());
            for (name, ty) in fields.iter() {
                let part = children(node, "component").find(|part| {
                    part.attribute("name").is_some_and(|n| crate::syntax::normal(n) == **name)
                });
                let value = part.map_or(Some(Value::Null), |part| read(part, ty))?;
                entries.push((name.clone(), value));
            }
            return Some(Value::Context(entries.into()));
        }
        _ => {}
    }
    let Some(text) = text(node) else { return Some(Value::Null) };
    Some(match ty {
        Type::Bool => match text.trim() {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ => return None,
        },
        Type::Num => Value::Num(number(&text)?),
        Type::Str => Value::text(&text),
        Type::Date => Value::Date(Day::parse(text.trim())?),
        Type::Months | Type::Seconds => duration(text.trim()).filter(|value| value.is_of(ty))?,
        Type::Null | Type::List(_) | Type::Context(_) => return None,
    })
}

/// Whether a value is the expected one.
fn same(found: &Value, expected: Element<'_>) -> bool {
    match found {
        Value::Null | Value::NotApplicable => {
            let parts = ["component", "list"].iter().any(|name| {
                expected.children().any(|c| c.tag_name().name() == *name && !is_nil(c))
            });
            is_nil(expected) || (text(expected).is_none() && !parts)
        }
        Value::List(items) => match child(expected, "list") {
            Some(list) => {
                let wanted: Vec<Element<'_>> = children(list, "item").collect();
                wanted.len() == items.len() && items.iter().zip(wanted).all(|(v, n)| same(v, n))
            }
            None => false,
        },
        Value::Context(entries) => {
            let parts: Vec<Element<'_>> = children(expected, "component").collect();
            parts.len() == entries.len()
                && parts.iter().all(|part| {
                    let name = part.attribute("name").map(crate::syntax::normal);
                    name.and_then(|name| found.entry(&name)).is_some_and(|value| same(value, *part))
                })
        }
        Value::Num(have) => text(expected).and_then(|text| number(&text)).is_some_and(|wanted| {
            // The suite writes quotients with fewer digits than the standard calculates with.
            let fine = have.scale() > 8 && wanted.scale() < have.scale();
            let rounded = have.rounded(wanted.scale(), crate::decimal::Rounding::HalfEven);
            wanted == *have || (fine && wanted.scale() >= 8 && rounded == Some(wanted))
        }),
        Value::Str(have) => text(expected).is_some_and(|wanted| wanted == **have),
        Value::Bool(have) => text(expected).is_some_and(|wanted| wanted.trim() == have.to_string()),
        Value::Date(have) => {
            text(expected).is_some_and(|wanted| Day::parse(wanted.trim()) == Some(*have))
        }
        Value::Months(_) | Value::Seconds(_) => {
            text(expected).is_some_and(|wanted| duration(wanted.trim()).as_ref() == Some(found))
        }
    }
}
