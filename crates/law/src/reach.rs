//! What flows into what: which decisions settle something in the end, and whether a value a table
//! tests can be unknown or not applicable.

use crate::expr::{Alternative, Expr, Test};
use crate::program::{Body, Hit, Produce, Program, Role, Table};
use crate::value::Value;

impl Table {
    /// True when all rows that match answer together.
    pub(crate) fn collects(&self) -> bool {
        matches!(self.hit, Hit::Collect(_) | Hit::RuleOrder | Hit::OutputOrder)
    }

    /// Calls `see` for every expression of the table, cells and outputs included.
    pub(crate) fn visit(&self, see: &mut impl FnMut(&Expr)) {
        self.clauses.iter().for_each(|clause| clause.expr.visit(see));
        for row in &self.rows {
            for test in &row.tests {
                if let Test::Alternatives { alternatives, .. } = test {
                    alternatives.iter().for_each(|one: &Alternative| one.visit(see));
                }
            }
            if let Produce::Expr(expr) = &row.output {
                expr.visit(see);
            }
        }
    }
}

/// For each decision: whether a condition, a class or a ruling rests on it, or it is one.
pub(crate) fn settling(program: &Program) -> Vec<bool> {
    let mut settles: Vec<bool> = program.nodes.iter().map(|n| n.role != Role::Value).collect();
    // Decisions come after all they read: one pass from the last to the first is enough.
    for index in (0..program.nodes.len()).rev() {
        let (Some(node), Some(true)) = (program.nodes.get(index), settles.get(index).copied())
        else {
            continue;
        };
        let mut see = |expr: &Expr| {
            if let Expr::Slot(slot) = expr
                && let Some(read) = slot.checked_sub(program.inputs.len())
                && let Some(flag) = settles.get_mut(read)
            {
                *flag = true;
            }
        };
        match &node.body {
            Body::Expr(expr) => expr.visit(&mut see),
            Body::Table(table) => table.visit(&mut see),
        }
    }
    settles
}

/// Whether a value can be unknown, and whether it can be not applicable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Missable {
    pub unknown: bool,
    pub inapplicable: bool,
}

const ANY: Missable = Missable { unknown: true, inapplicable: true };
const KNOWN: Missable = Missable { unknown: false, inapplicable: false };

impl Missable {
    fn or(self, other: Self) -> Self {
        Self {
            unknown: self.unknown || other.unknown,
            inapplicable: self.inapplicable || other.inapplicable,
        }
    }
}

/// What an expression can be besides a known value.
pub(crate) fn missable(program: &Program, expr: &Expr) -> Missable {
    match expr {
        Expr::Const(value) => of_value(value),
        Expr::Slot(slot) => of_slot(program, *slot),
        Expr::Field(base, ..) => match &**base {
            Expr::Slot(slot) => of_slot(program, *slot),
            _ => ANY,
        },
        Expr::If(_, then, otherwise) => missable(program, then).or(missable(program, otherwise)),
        // They calculate: what is missing in any part becomes unknown.
        Expr::Arith(..)
        | Expr::Neg(_)
        | Expr::Cmp(..)
        | Expr::And(..)
        | Expr::Or(..)
        | Expr::In(..)
        | Expr::Quantified { .. }
        | Expr::Property(..)
        | Expr::Call(..) => Missable { unknown: true, inapplicable: false },
        Expr::List(_) | Expr::Context(_) => KNOWN,
        Expr::Local(_) | Expr::Fields(..) | Expr::For { .. } | Expr::Filter(..) => ANY,
    }
}

fn of_value(value: &Value) -> Missable {
    match value {
        Value::Null => Missable { unknown: true, inapplicable: false },
        Value::NotApplicable => Missable { unknown: false, inapplicable: true },
        Value::Context(entries) => {
            entries.iter().map(|(_, value)| of_value(value)).fold(KNOWN, Missable::or)
        }
        _ => KNOWN,
    }
}

fn of_slot(program: &Program, slot: usize) -> Missable {
    // Any fact can be missing.
    let Some(index) = slot.checked_sub(program.inputs.len()) else { return ANY };
    match program.nodes.get(index).map(|node| &node.body) {
        // The least, most or sum of no rows is unknown.
        Some(Body::Table(table)) if table.collects() => ANY,
        // A table without gaps (checked on its own) is unknown only where a row says so.
        Some(Body::Table(table)) => {
            let row = |produce: &Produce| match produce {
                Produce::Const(value) => of_value(value),
                Produce::Expr(_) => ANY,
            };
            let default = table.default.as_ref().map_or(KNOWN, of_value);
            table.rows.iter().map(|one| row(&one.output)).fold(default, Missable::or)
        }
        // A group may hold parts that are missing; its parts are asked for by name.
        Some(Body::Expr(Expr::Context(_) | Expr::List(_))) | None => ANY,
        Some(Body::Expr(expr)) => missable(program, expr),
    }
}
