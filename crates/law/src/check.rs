//! Static checks of compiled tables: gaps, overlaps, dead rows, and the proof that no row grants
//! or goes against a person because something is unknown.
//!
//! Every column is cut into *atoms*: the pieces between the constants its cells name, plus unknown
//! and not applicable. A row is then a box of atoms, and questions about rows are questions about
//! boxes, answered exactly for all cases there can be.

use crate::expr::Test;
use crate::problem::Problem;
use crate::program::{Body, Clause, Hit, Node, Produce, Program, Role, Table};
use crate::reach::{missable, settling};
use crate::set::{Domain, INAPPLICABLE, LOW, NULL};
use crate::value::Value;

/// Most boxes a question may split into before the answer is "cannot be proven".
const BOXES_MAX: usize = 20_000;

/// The status that stands for *unknown* among the results of conditions.
pub(crate) const NEEDS_OFFICIAL: &str = "needs an official";

/// Bits of the atoms of one column.
type Bits = Vec<u64>;

fn bits_and(a: &Bits, b: &Bits) -> Bits {
    a.iter().zip(b).map(|(a, b)| a & b).collect()
}

fn bits_minus(a: &Bits, b: &Bits) -> Bits {
    a.iter().zip(b).map(|(a, b)| a & !b).collect()
}

fn is_none(bits: &Bits) -> bool {
    bits.iter().all(|word| *word == 0)
}

fn first_bit(bits: &Bits) -> Option<usize> {
    let (index, word) = bits.iter().enumerate().find(|(_, word)| **word != 0)?;
    Some(index * 64 + usize::try_from(word.trailing_zeros()).ok()?)
}

/// One set of atoms a column.
type Region = Vec<Bits>;

fn meet(a: &Region, b: &Region) -> Option<Region> {
    let met: Region = a.iter().zip(b).map(|(a, b)| bits_and(a, b)).collect();
    (!met.iter().any(is_none)).then_some(met)
}

/// Adds what is left of `a` without `b` to `rest`.
fn subtract(a: &Region, b: &Region, rest: &mut Vec<Region>) {
    if meet(a, b).is_none() {
        rest.push(a.clone());
        return;
    }
    let mut current = a.clone();
    for column in 0..a.len() {
        let (Some(have), Some(take)) = (current.get(column).cloned(), b.get(column)) else {
            return;
        };
        let outside = bits_minus(&have, take);
        if !is_none(&outside) {
            let mut piece = current.clone();
            if let Some(slot) = piece.get_mut(column) {
                *slot = outside;
            }
            rest.push(piece);
        }
        if let Some(slot) = current.get_mut(column) {
            *slot = bits_and(&have, take);
        }
    }
}

/// What is left of `regions` without `b`; `None` when it splits into too many.
fn without(regions: &[Region], b: &Region) -> Option<Vec<Region>> {
    let mut rest = Vec::new();
    for region in regions {
        subtract(region, b, &mut rest);
        if rest.len() > BOXES_MAX {
            return None;
        }
    }
    Some(rest)
}

struct Column {
    /// First ordinal of each atom.
    atoms: Vec<i64>,
    all: Bits,
    unknown: Bits,
}

/// A table as boxes.
struct Boxes<'a> {
    table: &'a Table,
    columns: Vec<Column>,
    /// `None` for a row with a cell that is no set.
    rows: Vec<Option<Region>>,
}

impl<'a> Boxes<'a> {
    /// `sound` when tables before this one were proven to have no gap.
    fn new(program: &Program, table: &'a Table, sound: bool) -> Self {
        let count = table.clauses.len();
        let mut columns = Vec::with_capacity(count);
        for (index, clause) in table.clauses.iter().enumerate() {
            columns.push(column(program, table, index, clause, sound));
        }
        let rows = table.rows.iter().map(|row| {
            row.tests
                .iter()
                .zip(&columns)
                .map(|(test, column)| match test {
                    Test::Any => Some(column.all.clone()),
                    Test::Set(set) => Some(column.select(|ordinal| set.contains(ordinal))),
                    Test::Alternatives { .. } => None,
                })
                .collect()
        });
        let rows = rows.collect();
        Self { table, columns, rows }
    }

    fn universe(&self) -> Region {
        self.columns.iter().map(|column| column.all.clone()).collect()
    }

    /// A case of a region, in words.
    fn example(&self, region: &Region) -> String {
        let mut parts = Vec::new();
        for ((bits, column), clause) in region.iter().zip(&self.columns).zip(&self.table.clauses) {
            if *bits == column.all {
                continue;
            }
            let Some(bit) = first_bit(bits) else { continue };
            let Some(low) = column.atoms.get(bit) else { continue };
            let below = column.atoms.get(bit + 1).filter(|_| *low == LOW);
            let shown = match below {
                Some(limit) => format!("less than {}", clause.domain.show(*limit)),
                None if *low == LOW => "any known value".to_owned(),
                None => clause.domain.show(*low),
            };
            parts.push(format!("{} = {shown}", clause.heading));
        }
        if parts.is_empty() { "any case".to_owned() } else { parts.join(", ") }
    }

    /// The cases in which a row is the first that matches; `None` when there are too many pieces.
    fn selected(&self, row: usize) -> Option<Vec<Region>> {
        let mut regions = vec![self.rows.get(row)?.clone()?];
        if self.table.hit == Hit::First {
            for above in self.rows.iter().take(row).flatten() {
                regions = without(&regions, above)?;
            }
        }
        Some(regions)
    }
}

impl Column {
    fn select(&self, keep: impl Fn(i64) -> bool) -> Bits {
        let mut bits = vec![0_u64; self.atoms.len().div_ceil(64)];
        for (index, atom) in self.atoms.iter().enumerate() {
            if keep(*atom)
                && let Some(word) = bits.get_mut(index / 64)
            {
                *word |= 1 << (index % 64);
            }
        }
        bits
    }
}

fn column(program: &Program, table: &Table, index: usize, clause: &Clause, sound: bool) -> Column {
    let proven = missable(program, &clause.expr);
    let (null, inapplicable) = (!sound || proven.unknown, !sound || proven.inapplicable);
    let known = clause.domain.known();
    let mut cuts: Vec<i64> = known.spans().iter().map(|(low, _)| *low).collect();
    for test in table.rows.iter().filter_map(|row| row.tests.get(index)) {
        if let Test::Set(set) = test {
            for (low, high) in set.spans() {
                cuts.extend([Some(*low), high.checked_add(1)].into_iter().flatten());
            }
        }
    }
    // Every code is an atom of its own, so that examples name it.
    if let Domain::Str { codes, .. } = &clause.domain {
        cuts.extend((0_i64..).take(codes.len()));
    }
    cuts.sort_unstable();
    cuts.dedup();
    cuts.retain(|cut| known.contains(*cut));
    if inapplicable {
        cuts.insert(0, INAPPLICABLE);
    }
    if null {
        cuts.insert(0, NULL);
    }
    let mut column = Column { atoms: cuts, all: Vec::new(), unknown: Vec::new() };
    column.all = column.select(|_| true);
    let official = match &clause.domain {
        domain @ Domain::Str { .. } => domain.ordinal(&Value::text(NEEDS_OFFICIAL)),
        _ => None,
    };
    let is_status = matches!(&clause.domain, Domain::Str { codes, closed: true }
        if codes.iter().any(|code| &**code == NEEDS_OFFICIAL));
    column.unknown = column.select(|o| o == NULL || (is_status && Some(o) == official));
    column
}

/// What a row settles.
#[derive(Debug, Clone, PartialEq)]
enum Settled {
    Value(Value),
    /// A calculated output: only the row itself gives the same.
    Row(usize),
}

impl std::fmt::Display for Settled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Value(Value::Str(text)) => write!(f, "'{text}'"),
            Self::Value(value) => write!(f, "{value}"),
            Self::Row(_) => f.write_str("a calculated value"),
        }
    }
}

/// What a row settles under the role of its table; `None` when it leaves the matter open.
fn settled(role: Role, row: usize, produce: &Produce) -> Option<Settled> {
    let Produce::Const(value) = produce else { return Some(Settled::Row(row)) };
    let part = |name: &str| value.entry(name).unwrap_or(value);
    let open = |value: &Value| matches!(value, Value::Null | Value::NotApplicable);
    let kept = match role {
        Role::Ruling => Some(part("outcome").clone()).filter(|v| v.as_str() != Some("route")),
        Role::Condition => {
            Some(part("status").clone()).filter(|v| v.as_str() != Some(NEEDS_OFFICIAL))
        }
        Role::Class => Some(part("class").clone()).filter(|v| v.as_str() == Some("automatic")),
        // A helper hands on all it gives but the reason.
        Role::Value => Some(match value {
            Value::Context(entries) => {
                let kept = entries.iter().filter(|(name, _)| &**name != "finding");
                Value::Context(kept.cloned().collect())
            }
            value => value.clone(),
        }),
    };
    let kept = kept.filter(|value| match value {
        Value::Context(entries) => !entries.iter().all(|(_, value)| open(value)),
        value => !matches!(value, Value::Null),
    });
    kept.map(Settled::Value)
}

/// All static checks of a compiled program. `strict` adds those that law must pass and a plain
/// model need not: gaps and citations.
#[must_use]
pub(crate) fn check(program: &Program, strict: bool) -> Vec<Problem> {
    let mut problems = Vec::new();
    let settles = settling(program);
    for (index, node) in program.nodes.iter().enumerate() {
        let Body::Table(table) = &node.body else {
            if strict && node.role != Role::Value {
                let message = "only a decision table can have this role".to_owned();
                let problem = Problem::error("bad-role", message);
                problems.push(problem.in_decision(&node.name).at_line(node.line));
            }
            continue;
        };
        let mut found = Vec::new();
        let boxes = Boxes::new(program, table, strict);
        overlaps(&boxes, strict, &mut found);
        dead_rows(&boxes, &mut found);
        if strict {
            gaps(&boxes, &mut found);
            outputs_of_role(node, table, &mut found);
        }
        if node.role != Role::Value || (strict && settles.get(index) == Some(&true)) {
            unknown_proofs(&boxes, node.role, &mut found);
        }
        problems.extend(found.into_iter().map(|problem| {
            let line = problem.row.and_then(|row| table.rows.get(row - 1)).map(|row| row.line);
            problem.in_decision(&node.name).at_line(line.unwrap_or(node.line))
        }));
    }
    problems
}

/// Whether no case can be answered by two rows that disagree.
pub(crate) fn answers_once(program: &Program, table: &Table) -> bool {
    let boxes = Boxes::new(program, table, false);
    let mut found = Vec::new();
    overlaps(&boxes, false, &mut found);
    found.is_empty() && boxes.rows.iter().all(Option::is_some)
}

fn too_many(what: &str) -> Problem {
    let message = format!("{what} cannot be proven: the table splits into too many pieces");
    Problem::error("too-complex", message)
}

fn gaps(boxes: &Boxes<'_>, problems: &mut Vec<Problem>) {
    let table = boxes.table;
    if table.collects() || table.default.is_some() {
        return;
    }
    let mut regions = vec![boxes.universe()];
    for row in boxes.rows.iter().flatten() {
        match without(&regions, row) {
            Some(rest) => regions = rest,
            None => return problems.push(too_many("that every case has a row")),
        }
    }
    if let Some(region) = regions.first() {
        let message = format!("no row answers this case: {}", boxes.example(region));
        problems.push(Problem::error("gap", message));
    }
}

fn overlaps(boxes: &Boxes<'_>, strict: bool, problems: &mut Vec<Problem>) {
    if !matches!(boxes.table.hit, Hit::Unique | Hit::Any) {
        return;
    }
    if strict
        && boxes.rows.len() > 1
        && let Some(row) = boxes.rows.iter().position(Option::is_none)
    {
        let message =
            "whether another row answers the same case cannot be proven: a cell compares \
                       with something that varies; subtract first, then compare"
                .to_owned();
        problems.push(Problem::error("overlap", message).in_row(row + 1));
    }
    for (one, first) in boxes.rows.iter().enumerate() {
        for (two, second) in boxes.rows.iter().enumerate().skip(one + 1) {
            let (Some(first), Some(second)) = (first, second) else { continue };
            let Some(met) = meet(first, second) else { continue };
            let output = |row: usize| {
                boxes.table.rows.get(row).and_then(|row| match &row.output {
                    Produce::Const(value) => Some(value),
                    Produce::Expr(_) => None,
                })
            };
            let agree = output(one).is_some() && output(one) == output(two);
            if boxes.table.hit == Hit::Any && agree {
                continue;
            }
            let message = format!(
                "rows {} and {} both answer this case: {}",
                one + 1,
                two + 1,
                boxes.example(&met)
            );
            problems.push(Problem::error("overlap", message).in_row(two + 1));
        }
    }
}

fn dead_rows(boxes: &Boxes<'_>, problems: &mut Vec<Problem>) {
    for (index, row) in boxes.rows.iter().enumerate() {
        let Some(region) = row else { continue };
        let dead = if region.iter().any(is_none) {
            true
        } else if boxes.table.hit == Hit::First {
            match boxes.selected(index) {
                Some(regions) => regions.is_empty(),
                None => {
                    problems.push(too_many("that the row can be reached").in_row(index + 1));
                    continue;
                }
            }
        } else {
            false
        };
        if dead {
            let message = "no case can reach this row".to_owned();
            problems.push(Problem::error("dead-row", message).in_row(index + 1));
        }
    }
}

/// A row that settles something may be reached with an unknown value only if every value of the
/// unknown settles the same. One unknown at a time is enough: replacing them one after the other
/// leads to every completion, and each step keeps the outcome.
fn unknown_proofs(boxes: &Boxes<'_>, role: Role, problems: &mut Vec<Problem>) {
    let table = boxes.table;
    if table.collects() && role == Role::Value {
        return collected_unknowns(boxes, problems);
    }
    if !matches!(table.hit, Hit::First | Hit::Unique) {
        let message = "a table that settles something has hit policy U or F".to_owned();
        return problems.push(Problem::error("bad-role", message));
    }
    for row in 0..table.rows.len() {
        unknown_proof(boxes, role, row, problems);
    }
}

/// With a fact unknown, a collecting table leaves rows out or takes them in that a value of the fact
/// would not: nothing that settles may rest on such a table.
fn collected_unknowns(boxes: &Boxes<'_>, problems: &mut Vec<Problem>) {
    for (row, region) in boxes.rows.iter().enumerate() {
        for (index, column) in boxes.columns.iter().enumerate() {
            let bits = region.as_ref().and_then(|region| region.get(index));
            if bits == Some(&column.all) || is_none(&column.unknown) {
                continue;
            }
            let heading = boxes.table.clauses.get(index).map_or("", |clause| &clause.heading);
            let message = format!(
                "a condition or ruling rests on this collection, and while {heading} is unknown \
                 nobody can say whether the row belongs to it; test the facts in the condition"
            );
            let problem = Problem::error("unknown-decides", message);
            return problems.push(problem.in_row(row + 1).in_column(heading));
        }
    }
}

fn unknown_proof(boxes: &Boxes<'_>, role: Role, row: usize, problems: &mut Vec<Problem>) {
    let table = boxes.table;
    let produced = table.rows.get(row).map(|row| &row.output);
    let Some(outcome) = produced.and_then(|produce| settled(role, row, produce)) else {
        return;
    };
    let refuse = |message: String| Problem::error("unknown-decides", message).in_row(row + 1);
    if boxes.rows.iter().take(row + 1).any(Option::is_none) {
        let message = "whether an unknown fact can reach this row cannot be proven: a cell here or \
                       above compares with something that varies; subtract first, then compare";
        return problems.push(refuse(message.to_owned()));
    }
    let Some(selected) = boxes.selected(row) else {
        return problems.push(too_many("that no unknown fact decides").in_row(row + 1));
    };
    for (index, column) in boxes.columns.iter().enumerate() {
        for region in &selected {
            let Some(unknown) = region.get(index).map(|bits| bits_and(bits, &column.unknown))
            else {
                continue;
            };
            if is_none(&unknown) {
                continue;
            }
            let mut completed = region.clone();
            if let Some(slot) = completed.get_mut(index) {
                *slot = bits_minus(&column.all, &column.unknown);
            }
            if let Some(other) = other_outcome(boxes, role, completed, &outcome) {
                let heading = table.clauses.get(index).map_or("", |clause| &clause.heading);
                let message = format!(
                    "gives {outcome} while {heading} is unknown, although {other}; test the \
                     column, or send the unknown to an official in a row above"
                );
                return problems.push(refuse(message).in_column(heading));
            }
        }
    }
}

/// A completion of the unknown with another outcome, in words.
fn other_outcome(
    boxes: &Boxes<'_>,
    role: Role,
    start: Region,
    outcome: &Settled,
) -> Option<String> {
    let mut regions = vec![start];
    for (index, row) in boxes.rows.iter().enumerate() {
        let Some(row) = row else { return Some("a later row cannot be analysed".to_owned()) };
        let produce = boxes.table.rows.get(index).map(|row| &row.output)?;
        if settled(role, index, produce).as_ref() != Some(outcome)
            && let Some(met) = regions.iter().find_map(|region| meet(region, row))
        {
            let example = boxes.example(&met);
            return Some(format!("row {} answers otherwise when {example}", index + 1));
        }
        match without(&regions, row) {
            Some(rest) => regions = rest,
            None => return Some("the table is too complex to prove otherwise".to_owned()),
        }
    }
    let left = regions.first()?;
    Some(format!("no row answers when {}", boxes.example(left)))
}

/// Law cites its source in every row, and tables of a role give what the role promises.
fn outputs_of_role(node: &Node, table: &Table, problems: &mut Vec<Problem>) {
    let (name, allowed): (&str, &[&str]) = match node.role {
        Role::Ruling => ("outcome", &["grant", "route"]),
        Role::Condition => ("status", &["met", "not met", NEEDS_OFFICIAL, "not applicable"]),
        Role::Class => ("class", &["automatic", "light", "full"]),
        Role::Value => ("", &[]),
    };
    for (index, row) in table.rows.iter().enumerate() {
        if row.citations.is_empty() {
            let message = "the row cites no provision (annotation column 'citation')".to_owned();
            problems.push(Problem::error("missing-citation", message).in_row(index + 1));
        }
        if node.role == Role::Value {
            continue;
        }
        let given = match &row.output {
            Produce::Const(value) => value.entry(name).unwrap_or(value).as_str(),
            Produce::Expr(_) => None,
        };
        if !given.is_some_and(|given| allowed.contains(&given)) {
            let message = format!("the output {name} must be one of: {}", allowed.join(", "));
            problems.push(Problem::error("bad-role", message).in_row(index + 1).in_column(name));
        }
    }
}
