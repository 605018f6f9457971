//! How a program runs over columns: which byte columns there are, which masks they are tested by,
//! which tables vectorise and which are evaluated case by case, and why.

use super::columns::{Column, Values};
use super::line::{Leaf, Line, Lines, Spans, Unit, holding, spans};
use crate::check;
use crate::expr::{Expr, Frame, Test};
use crate::program::{Body, Clause, Hit, Produce, Program, Table};
use crate::set::{Domain, INAPPLICABLE, NULL, Set};
use crate::value::Value;

/// Most rows of a table whose row numbers fit a byte.
const ROWS_MAX: usize = 254;
/// Most pieces a column is cut into, so that a piece fits a byte.
const PIECES_MAX: usize = 250;

/// A byte a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// The bytes of an input column as they are.
    Input(usize),
    /// The row numbers of a table, as codes.
    Codes(usize),
    /// The pieces of a wide column.
    Pieces(usize),
}

/// What is cut into pieces.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cut {
    /// An input column as it is.
    Input(usize),
    /// A calculated column; piece 0 is *unknown*.
    Line(Line),
}

#[derive(Debug, Clone)]
pub(super) struct Pieces {
    pub cut: Cut,
    /// Sorted first numbers of the pieces after the first one.
    pub cuts: Vec<i64>,
}

/// The numbers a test accepts.
#[derive(Debug, Clone, PartialEq)]
struct Accepted {
    spans: Spans,
    unknown: bool,
    inapplicable: bool,
}

#[derive(Debug, Clone, PartialEq)]
enum Wanted {
    /// For each byte: accepted, not accepted, or cannot occur.
    Bytes(Vec<Option<bool>>),
    Numbers(Accepted),
}

#[derive(Debug, Clone)]
pub(super) struct Mask {
    pub source: Source,
    wanted: Wanted,
    pub how: How,
}

/// How a mask is put together.
#[derive(Debug, Clone)]
pub(super) enum How {
    /// The cases that these rows of a table answer; 0 is no row.
    Rows(Vec<usize>),
    /// Spans of a byte: from one cut of its group (none: from 0) to below another (none: to the end).
    Spans { group: usize, spans: Vec<(Option<usize>, Option<usize>)>, inverted: bool },
}

/// All places at which the bytes of one source are cut.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub source: Source,
    pub cuts: Vec<u8>,
}

#[derive(Debug, Clone)]
pub(super) enum Step {
    Pieces(usize),
    Group(usize),
    Mask(usize),
    /// Rows in the order in which the first counts: masks, row from 1.
    Table {
        node: usize,
        rows: Vec<(Vec<usize>, usize)>,
    },
    /// Evaluated case by case.
    Scalar {
        node: usize,
    },
}

/// A program made ready for certain columns.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub steps: Vec<Step>,
    pub pieces: Vec<Pieces>,
    pub masks: Vec<Mask>,
    pub groups: Vec<Group>,
    /// For each decision that is a table with one answer: how many rows it has.
    pub rows: Vec<Option<usize>>,
    /// Decisions whose row numbers are needed as bytes while a block runs.
    pub bytes: Vec<bool>,
    /// Decisions whose values scalar steps need.
    pub valued: Vec<bool>,
    /// What is evaluated case by case, and why.
    pub scalar: Vec<(usize, String)>,
}

pub(super) struct Planner<'a> {
    program: &'a Program,
    columns: &'a [Option<&'a Column<'a>>],
    plan: Plan,
}

/// What a reader of slots reads.
fn slots_of(exprs: &[&Expr], test: Option<&Test>) -> Vec<usize> {
    let mut slots = Vec::new();
    let mut see = |expr: &Expr| {
        if let Expr::Slot(slot) = expr {
            slots.push(*slot);
        }
    };
    exprs.iter().for_each(|expr| expr.visit(&mut see));
    if let Some(Test::Alternatives { alternatives, .. }) = test {
        alternatives.iter().for_each(|alternative| alternative.visit(&mut see));
    }
    slots.sort_unstable();
    slots.dedup();
    slots
}

/// True for an expression that no value makes leave the range.
fn never_fails(expr: &Expr) -> bool {
    let mut safe = true;
    expr.visit(&mut |part| {
        safe &= matches!(
            part,
            Expr::Const(_)
                | Expr::Slot(_)
                | Expr::Local(_)
                | Expr::Field(..)
                | Expr::Fields(..)
                | Expr::Cmp(..)
                | Expr::And(..)
                | Expr::Or(..)
                | Expr::If(..)
                | Expr::In(..)
                | Expr::Quantified { .. }
                | Expr::For { .. }
                | Expr::Filter(..)
                | Expr::List(_)
                | Expr::Context(_)
        );
    });
    safe
}

impl<'a> Planner<'a> {
    pub(super) fn plan(program: &'a Program, columns: &'a [Option<&'a Column<'a>>]) -> Plan {
        let plan = Plan {
            steps: Vec::new(),
            pieces: Vec::new(),
            masks: Vec::new(),
            groups: Vec::new(),
            rows: vec![None; program.nodes.len()],
            bytes: vec![false; program.nodes.len()],
            valued: vec![false; program.nodes.len()],
            scalar: Vec::new(),
        };
        let mut planner = Self { program, columns, plan };
        for node in 0..program.nodes.len() {
            if let Err(reason) = planner.node(node) {
                planner.plan.scalar.push((node, reason));
                planner.plan.steps.push(Step::Scalar { node });
                planner.value_of(node);
            }
        }
        planner.finish();
        planner.plan
    }

    /// Notes that scalar steps need the values a decision reads, and evaluates expressions for them.
    fn value_of(&mut self, node: usize) {
        let mut open = vec![node];
        while let Some(node) = open.pop() {
            let Some(found) = self.program.nodes.get(node) else { continue };
            let mut read = |expr: &Expr| {
                if let Expr::Slot(slot) = expr
                    && let Some(read) = slot.checked_sub(self.program.inputs.len())
                    && let Some(flag) = self.plan.valued.get_mut(read)
                    && !std::mem::replace(flag, true)
                {
                    open.push(read);
                }
            };
            match &found.body {
                Body::Expr(expr) => expr.visit(&mut read),
                Body::Table(table) => table.visit(&mut read),
            }
        }
    }

    fn node(&mut self, node: usize) -> Result<(), String> {
        let Some(found) = self.program.nodes.get(node) else { return Ok(()) };
        let lines = Lines { program: self.program, columns: self.columns, rows: &self.plan.rows };
        match &found.body {
            // Its value is calculated where it is read.
            Body::Expr(expr) if never_fails(expr) || lines.of(expr).is_some() => Ok(()),
            Body::Expr(_) => Err("the calculation could leave the range".to_owned()),
            Body::Table(table) => self.table(node, table),
        }
    }

    fn table(&mut self, node: usize, table: &Table) -> Result<(), String> {
        if table.collects() {
            return Err("all rows that match answer together".to_owned());
        }
        // Row numbers of a table are known even when it runs case by case.
        if table.rows.len() > ROWS_MAX {
            return Err(format!("the table has more than {ROWS_MAX} rows"));
        }
        if let Some(slot) = self.plan.rows.get_mut(node) {
            *slot = Some(table.rows.len());
        }
        if table.rows.iter().any(|row| matches!(row.output, Produce::Expr(_))) {
            return Err("an output is calculated".to_owned());
        }
        if matches!(table.hit, Hit::Unique | Hit::Any) && !check::answers_once(self.program, table)
        {
            return Err("several rows may match".to_owned());
        }
        let mut tests: Vec<Vec<Option<usize>>> = Vec::with_capacity(table.clauses.len());
        for (index, clause) in table.clauses.iter().enumerate() {
            let masks = self.column(table, index, clause);
            tests.push(masks.map_err(|why| format!("column {}: {why}", clause.heading))?);
        }
        let mut rows = Vec::with_capacity(table.rows.len());
        let mut sequence: Vec<usize> = (0..table.rows.len()).collect();
        if table.hit == Hit::Priority {
            sequence.sort_by_key(|row| (table.rows.get(*row).map_or(0, |row| row.rank), *row));
        }
        for row in sequence {
            let masks = tests.iter().filter_map(|column| column.get(row).copied().flatten());
            rows.push((masks.collect(), row + 1));
        }
        self.plan.steps.push(Step::Table { node, rows });
        Ok(())
    }

    /// The mask of each row in one column; `None` where anything will do.
    fn column(
        &mut self,
        table: &Table,
        index: usize,
        clause: &Clause,
    ) -> Result<Vec<Option<usize>>, String> {
        let mut masks = Vec::with_capacity(table.rows.len());
        for row in &table.rows {
            let Some(test) = row.tests.get(index) else { continue };
            if matches!(test, Test::Any) {
                masks.push(None);
                continue;
            }
            let slots = slots_of(&[&clause.expr], Some(test));
            let mask = match slots.as_slice() {
                [slot] if self.byte_source(*slot).is_some() => {
                    let source = self.byte_source(*slot).ok_or("no source")?;
                    let bytes = self.enumerate(*slot, source, clause, test)?;
                    self.mask(source, Wanted::Bytes(bytes))
                }
                _ => {
                    let Test::Set(set) = test else {
                        return Err("a cell compares with something that varies".to_owned());
                    };
                    let (cut, accepted) = self.numbers(clause, set)?;
                    let source = Source::Pieces(self.cut(cut, &accepted)?);
                    self.mask(source, Wanted::Numbers(accepted))
                }
            };
            masks.push(Some(mask));
        }
        Ok(masks)
    }

    /// A slot whose value follows from one byte.
    fn byte_source(&self, slot: usize) -> Option<Source> {
        match slot.checked_sub(self.program.inputs.len()) {
            None => match self.columns.get(slot).copied().flatten() {
                Some(Column { values: Values::U8(_), .. }) => Some(Source::Input(slot)),
                _ => None,
            },
            Some(node) => {
                (*self.plan.rows.get(node)?)?;
                let Body::Table(table) = &self.program.nodes.get(node)?.body else { return None };
                let known = table.rows.iter().all(|r| matches!(r.output, Produce::Const(_)));
                known.then_some(Source::Codes(node))
            }
        }
    }

    /// Asks the evaluation of expressions about every byte there is.
    fn enumerate(
        &self,
        slot: usize,
        source: Source,
        clause: &Clause,
        test: &Test,
    ) -> Result<Vec<Option<bool>>, String> {
        let mut slots = vec![Value::Null; slot + 1];
        let mut accepted = Vec::with_capacity(256);
        for byte in 0..=255_u8 {
            let Some(value) = self.value_of_byte(source, byte) else {
                accepted.push(None);
                continue;
            };
            if let Some(place) = slots.get_mut(slot) {
                *place = value;
            }
            let mut frame = Frame { slots: &slots, locals: Vec::new() };
            let fails = || "a value of the column leaves the range".to_owned();
            let value = clause.expr.eval(&mut frame).ok_or_else(fails)?;
            let ordinal = match &clause.domain {
                Domain::Opaque => NULL,
                domain => domain.ordinal(&value).ok_or("a value the column does not know")?,
            };
            accepted.push(Some(test.holds(ordinal, &value, &mut frame).ok_or_else(fails)?));
        }
        Ok(accepted)
    }

    fn value_of_byte(&self, source: Source, byte: u8) -> Option<Value> {
        match source {
            Source::Input(slot) => {
                self.columns.get(slot).copied().flatten()?.decode(i64::from(byte))
            }
            Source::Codes(node) => {
                let Body::Table(table) = &self.program.nodes.get(node)?.body else { return None };
                let Some(code) = usize::from(byte).checked_sub(1) else {
                    return Some(table.default.clone().unwrap_or(Value::Null));
                };
                match &table.rows.get(code)?.output {
                    Produce::Const(value) => Some(value.clone()),
                    Produce::Expr(_) => None,
                }
            }
            Source::Pieces(_) => None,
        }
    }

    /// The numbers a test of a wide column accepts.
    fn numbers(&self, clause: &Clause, set: &Set) -> Result<(Cut, Accepted), String> {
        let unknown = set.contains(NULL);
        if let Expr::Slot(slot) = &clause.expr
            && let Some(column) = self.columns.get(*slot).copied().flatten()
            && let Some(unit) = unit_of(column)
        {
            let spans = spans(set, &clause.domain, unit).ok_or("units differ")?;
            let inapplicable = set.contains(INAPPLICABLE);
            return Ok((Cut::Input(*slot), Accepted { spans, unknown, inapplicable }));
        }
        let lines = Lines { program: self.program, columns: self.columns, rows: &self.plan.rows };
        let (line, spans) = match &clause.expr {
            Expr::Cmp(cmp, left, right) => {
                let line = lines.difference(left, right).ok_or("no sum of columns")?;
                let holds = holding(*cmp).ok_or("equality of two columns")?;
                let mut found = Vec::new();
                if set.contains(1) {
                    found.extend(holds.iter().copied());
                }
                if set.contains(0) {
                    found.extend(complement(&holds));
                }
                (line, found)
            }
            expr => {
                let (line, unit) = lines.of(expr).ok_or("no sum of columns")?;
                (line, spans(set, &clause.domain, unit).ok_or("units differ")?)
            }
        };
        Ok((Cut::Line(line), Accepted { spans, unknown, inapplicable: false }))
    }

    /// The pieces of a column, with the cuts this test needs.
    fn cut(&mut self, cut: Cut, accepted: &Accepted) -> Result<usize, String> {
        let mut cuts: Vec<i64> = Vec::new();
        for (low, high) in &accepted.spans {
            cuts.push(*low);
            cuts.extend(high.checked_add(1));
        }
        let (floor, ceiling) = self.ends(&cut);
        if let Cut::Input(slot) = &cut
            && let Some(column) = self.columns.get(*slot).copied().flatten()
        {
            for number in [column.unknown, column.inapplicable].into_iter().flatten() {
                cuts.push(number);
                cuts.extend(number.checked_add(1));
            }
        }
        cuts.retain(|number| floor < *number && *number <= ceiling);
        let found = self.plan.pieces.iter().position(|pieces| pieces.cut == cut);
        let index = found.unwrap_or(self.plan.pieces.len());
        if found.is_none() {
            self.plan.pieces.push(Pieces { cut, cuts: Vec::new() });
            self.plan.steps.push(Step::Pieces(index));
        }
        if let Some(pieces) = self.plan.pieces.get_mut(index) {
            pieces.cuts.extend(cuts);
            pieces.cuts.sort_unstable();
            pieces.cuts.dedup();
            if pieces.cuts.len() > PIECES_MAX {
                return Err(format!("it is cut into more than {PIECES_MAX} pieces"));
            }
        }
        Ok(index)
    }

    /// Least and greatest number of what is cut, *unknown* and *not applicable* included.
    fn ends(&self, cut: &Cut) -> (i64, i64) {
        match cut {
            Cut::Line(line) => (line.low, line.high),
            Cut::Input(slot) => {
                let Some(column) = self.columns.get(*slot).copied().flatten() else {
                    return (0, 0);
                };
                let marks = [column.unknown, column.inapplicable];
                let (mut low, mut high) = (column.low, column.high);
                if low > high {
                    (low, high) = (i64::MAX, i64::MIN);
                }
                for number in marks.into_iter().flatten() {
                    low = low.min(number);
                    high = high.max(number);
                }
                (low, high)
            }
        }
    }

    fn mask(&mut self, source: Source, wanted: Wanted) -> usize {
        let same = |mask: &Mask| mask.source == source && mask.wanted == wanted;
        if let Some(found) = self.plan.masks.iter().position(same) {
            return found;
        }
        self.plan.masks.push(Mask { source, wanted, how: How::Rows(Vec::new()) });
        let index = self.plan.masks.len() - 1;
        self.plan.steps.push(Step::Mask(index));
        index
    }

    /// Turns what masks want into spans of bytes, now that all cuts are known.
    fn finish(&mut self) {
        let mut groups: Vec<Group> = Vec::new();
        let mut done = Vec::with_capacity(self.plan.masks.len());
        for mask in &self.plan.masks {
            let bytes = match (&mask.wanted, mask.source) {
                (Wanted::Bytes(bytes), _) => bytes.clone(),
                (Wanted::Numbers(accepted), Source::Pieces(index)) => self.pieces(index, accepted),
                (Wanted::Numbers(_), _) => Vec::new(),
            };
            if matches!(mask.source, Source::Codes(_)) {
                let rows = bytes.iter().enumerate().filter(|(_, wanted)| **wanted == Some(true));
                done.push(How::Rows(rows.map(|(row, _)| row).collect()));
                continue;
            }
            let (plain, turned) = (byte_spans(&bytes, true), byte_spans(&bytes, false));
            let inverted = turned.len() < plain.len();
            let spans = if inverted { turned } else { plain };
            let same = |group: &Group| group.source == mask.source;
            let group = groups.iter().position(same).unwrap_or(groups.len());
            if group == groups.len() {
                groups.push(Group { source: mask.source, cuts: Vec::new() });
            }
            let mut place = |cut: Option<u8>| {
                let cut = cut?;
                let cuts = &mut groups.get_mut(group)?.cuts;
                let found = cuts.iter().position(|known| *known == cut);
                Some(found.unwrap_or_else(|| {
                    cuts.push(cut);
                    cuts.len() - 1
                }))
            };
            let spans = spans.into_iter().map(|(low, high)| {
                (place(Some(low).filter(|low| *low > 0)), place(high.checked_add(1)))
            });
            done.push(How::Spans { group, spans: spans.collect(), inverted });
        }
        for (mask, how) in self.plan.masks.iter_mut().zip(done) {
            mask.how = how;
        }
        self.plan.groups = groups;
        self.place_groups();
        for pieces in &self.plan.pieces {
            let Cut::Line(line) = &pieces.cut else { continue };
            for (leaf, _) in &line.parts {
                if let Leaf::Table { node, .. } = leaf
                    && let Some(flag) = self.plan.bytes.get_mut(*node)
                {
                    *flag = true;
                }
            }
        }
        for (flag, valued) in self.plan.bytes.iter_mut().zip(&self.plan.valued) {
            *flag |= valued;
        }
    }

    /// Each group is cut just before the first mask that needs it.
    fn place_groups(&mut self) {
        let mut placed = vec![false; self.plan.groups.len()];
        let mut steps = Vec::with_capacity(self.plan.steps.len() + placed.len());
        for step in self.plan.steps.drain(..) {
            if let Step::Mask(mask) = &step
                && let Some(How::Spans { group, .. }) = self.plan.masks.get(*mask).map(|m| &m.how)
                && let Some(flag) = placed.get_mut(*group)
                && !std::mem::replace(flag, true)
            {
                steps.push(Step::Group(*group));
            }
            steps.push(step);
        }
        self.plan.steps = steps;
    }

    /// Which pieces are accepted, by byte.
    fn pieces(&self, index: usize, accepted: &Accepted) -> Vec<Option<bool>> {
        let Some(pieces) = self.plan.pieces.get(index) else { return Vec::new() };
        let (floor, ceiling) = self.ends(&pieces.cut);
        let column = match &pieces.cut {
            Cut::Input(slot) => self.columns.get(*slot).copied().flatten(),
            Cut::Line(_) => None,
        };
        let mut bytes = Vec::with_capacity(256);
        if column.is_none() {
            bytes.push(Some(accepted.unknown));
        }
        let lows: Vec<i64> = std::iter::once(floor).chain(pieces.cuts.iter().copied()).collect();
        for (place, low) in lows.iter().enumerate() {
            let high = lows.get(place + 1).map_or(ceiling, |next| next - 1);
            let within = accepted.spans.iter().any(|(from, to)| from <= low && low <= to);
            bytes.push(match column {
                Some(column) if column.unknown == Some(*low) => Some(accepted.unknown),
                Some(column) if column.inapplicable == Some(*low) => Some(accepted.inapplicable),
                Some(column) if high < column.low || column.high < *low => None,
                _ => Some(within),
            });
        }
        bytes.resize(256, None);
        bytes
    }
}

fn unit_of(column: &Column<'_>) -> Option<Unit> {
    use super::columns::Meaning;
    match (&column.meaning, column.values) {
        (_, Values::Any(_)) => None,
        (Meaning::Number { scale }, _) => Some(Unit::Number(*scale)),
        (Meaning::Date, _) => Some(Unit::Date),
        (Meaning::Days, _) => Some(Unit::Days),
        (Meaning::Months, _) => Some(Unit::Months),
        (Meaning::Bool | Meaning::Codes(_) | Meaning::Any, _) => None,
    }
}

/// What is outside one span that reaches to an end of the numbers.
fn complement(spans: &Spans) -> Spans {
    spans
        .iter()
        .filter_map(|(low, high)| match (*low == i64::MIN, *high == i64::MAX) {
            (true, false) => Some((high + 1, i64::MAX)),
            (false, true) => Some((i64::MIN, low - 1)),
            _ => None,
        })
        .collect()
}

/// Spans of bytes that hold every byte wanted and none unwanted; bytes that cannot occur join.
fn byte_spans(bytes: &[Option<bool>], wanted: bool) -> Vec<(u8, u8)> {
    let mut spans: Vec<(u8, u8)> = Vec::new();
    let mut open: Option<(u8, u8)> = None;
    for (byte, accepted) in (0..=255_u8).zip(bytes) {
        match accepted {
            Some(accepted) if *accepted == wanted => {
                open = Some(open.map_or((byte, byte), |(low, _)| (low, byte)));
            }
            Some(_) => spans.extend(open.take()),
            None => {}
        }
    }
    spans.extend(open);
    spans
}
