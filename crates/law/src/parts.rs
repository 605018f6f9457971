//! Small parts a compiled table is put together from.

use crate::expr::Expr;
use crate::problem::Problem;
use crate::program::{Aggregation, Hit, Produce};
use crate::value::Value;
use crate::xml::{self, Logic};
use std::sync::Arc;

type Made<T> = Result<T, Problem>;

pub(crate) fn unsupported(what: &str) -> Problem {
    Problem::error("unsupported-construct", format!("{what} is outside the profile"))
}

pub(crate) fn produce(mut parts: Vec<(Arc<str>, Expr)>, single: bool) -> Produce {
    if single {
        return match parts.pop() {
            Some((_, Expr::Const(value))) => Produce::Const(value),
            Some((_, expr)) => Produce::Expr(expr),
            None => Produce::Const(Value::Null),
        };
    }
    let constants: Option<Vec<(Arc<str>, Value)>> = parts
        .iter()
        .map(|(name, expr)| match expr {
            Expr::Const(value) => Some((name.clone(), value.clone())),
            _ => None,
        })
        .collect();
    match constants {
        Some(entries) => Produce::Const(Value::Context(entries.into())),
        None => Produce::Expr(Expr::Context(parts)),
    }
}

/// The distinct texts of a column of outputs; `None` when it holds anything but texts and unknown.
pub(crate) fn texts(values: &[Option<Value>]) -> Option<Arc<[Arc<str>]>> {
    let mut codes: Vec<Arc<str>> = Vec::new();
    for value in values {
        match value {
            Some(Value::Str(text)) => codes.push(text.clone()),
            Some(Value::Null | Value::NotApplicable) => {}
            _ => return None,
        }
    }
    codes.sort();
    codes.dedup();
    (!codes.is_empty()).then(|| codes.into())
}

pub(crate) fn collect_names<'m>(logic: &'m Logic, names: &mut Vec<&'m str>) {
    match logic {
        Logic::Literal(_) => {}
        Logic::List(items) => items.iter().for_each(|item| collect_names(item, names)),
        Logic::Table(table) => {
            names.extend(table.outputs.iter().filter_map(|output| output.name.as_deref()));
        }
        Logic::Context(entries, result) => {
            for (name, _, entry) in entries {
                names.push(name);
                collect_names(entry, names);
            }
            if let Some(result) = result {
                collect_names(result, names);
            }
        }
    }
}

pub(crate) fn hit_policy(table: &xml::Table) -> Made<Hit> {
    let aggregation = match table.aggregation.as_deref() {
        None => None,
        Some("SUM") => Some(Aggregation::Sum),
        Some("MIN") => Some(Aggregation::Min),
        Some("MAX") => Some(Aggregation::Max),
        Some("COUNT") => Some(Aggregation::Count),
        Some(other) => return Err(unsupported(&format!("the aggregation {other}"))),
    };
    let hit = match table.hit.as_str() {
        "UNIQUE" => Hit::Unique,
        "ANY" => Hit::Any,
        "FIRST" => Hit::First,
        "PRIORITY" => Hit::Priority,
        "COLLECT" => Hit::Collect(aggregation),
        "RULE ORDER" => Hit::RuleOrder,
        "OUTPUT ORDER" => Hit::OutputOrder,
        other => return Err(unsupported(&format!("the hit policy {other}"))),
    };
    let aggregated = matches!(hit, Hit::Collect(Some(_)));
    if aggregation.is_some() && (!aggregated || table.outputs.len() != 1) {
        return Err(unsupported("an aggregation with this hit policy or several outputs"));
    }
    Ok(hit)
}
