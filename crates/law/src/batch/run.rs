//! Runs a plan over columns, block by block.

use super::columns::{Column, ColumnProblem, Meaning, Values};
use super::kernel::{self, BLOCK, Bits, Bytes};
use super::line::{Leaf, Line};
use super::plan::{Cut, Group, How, Pieces, Plan, Planner, Source, Step};
use crate::expr::{Fault, Frame};
use crate::program::{Body, Evaluation, Produce, Program};
use crate::value::{Type, Value};

/// A program made ready for the columns of many cases.
#[derive(Debug, Clone)]
pub struct Batch<'a> {
    program: &'a Program,
    columns: Vec<Option<&'a Column<'a>>>,
    plan: Plan,
    cases: usize,
}

/// Which row answered each case, decision by decision.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Codes {
    /// For each decision, one byte a case; empty where a decision has no row number.
    by_node: Vec<Vec<u8>>,
    /// Cases that go to an official, with the reason; sorted by case.
    pub faults: Vec<(usize, Fault)>,
}

/// What a block needs while it runs.
pub(super) struct Scratch {
    pieces: Vec<Bytes>,
    /// For each group of cuts: the cases that have reached each cut.
    reached: Vec<Vec<Bits>>,
    masks: Vec<Bits>,
    /// For each decision: the cases that no row and that each row answers.
    pub(super) rows: Vec<Vec<Bits>>,
    /// Row numbers, where somebody reads them as bytes.
    codes: Vec<Bytes>,
    /// The last bytes of a column that end inside a block.
    rest: Box<Bytes>,
    unknown: Box<Bytes>,
    narrow: Box<[i32; BLOCK]>,
    wide: Box<[i64; BLOCK]>,
    /// Values of each case of the block, for scalar steps.
    values: Vec<Vec<Value>>,
    /// Faults of the block: place in it, reason.
    pub(super) faults: Vec<(usize, Fault)>,
}

impl<'a> Batch<'a> {
    /// Makes a program ready for columns, named by the facts they hold. Facts without a column are
    /// unknown in every case.
    ///
    /// # Errors
    /// When a column is of no fact, of another type, of another length, or holds a code that the
    /// dictionary does not know.
    pub fn new(
        program: &'a Program,
        columns: &[(&str, &'a Column<'a>)],
    ) -> Result<Self, ColumnProblem> {
        let no_fit = |message: String| Err(ColumnProblem::NoFit(message));
        let mut placed: Vec<Option<&'a Column<'a>>> = vec![None; program.inputs.len()];
        let cases = columns.first().map_or(0, |(_, column)| column.values.len());
        for (name, column) in columns {
            let Some(slot) = program.inputs.iter().position(|input| *input.name == **name) else {
                return no_fit(format!("the program reads no fact '{name}'"));
            };
            let Some(input) = program.inputs.get(slot) else { continue };
            if !column.is_for(&input.ty) {
                return no_fit(format!("the column '{name}' holds no {}", input.ty));
            }
            if column.values.len() != cases {
                let (found, wanted) = (column.values.len(), cases);
                return no_fit(format!("the column '{name}' has {found} cases, others {wanted}"));
            }
            if let Meaning::Codes(codes) = &column.meaning
                && let Some(code) = codes.iter().find(|c| !input.admits(&Value::Str((*c).clone())))
            {
                return no_fit(format!("the dictionary has no code '{code}' for '{name}'"));
            }
            if let Values::Any(values) = column.values
                && let Some(case) = values.iter().position(|value| !input.admits(value))
            {
                return no_fit(format!("the column '{name}' has a foreign value in case {case}"));
            }
            if let Some(place) = placed.get_mut(slot) {
                *place = Some(column);
            }
        }
        let plan = Planner::plan(program, &placed);
        Ok(Self { program, columns: placed, plan, cases })
    }

    /// Count of cases.
    #[must_use]
    pub fn cases(&self) -> usize {
        self.cases
    }

    /// Decisions that are evaluated case by case, and why.
    #[must_use]
    pub fn scalar(&self) -> Vec<(&str, &str)> {
        let named = self.plan.scalar.iter().filter_map(|(node, reason)| {
            Some((&*self.program.nodes.get(*node)?.name, reason.as_str()))
        });
        named.collect()
    }

    /// Rules on all cases. `codes` is filled anew; handing it in again saves its memory.
    pub fn run(&self, codes: &mut Codes) {
        codes.faults.clear();
        codes.by_node.resize_with(self.program.nodes.len(), Vec::new);
        for (bytes, known) in codes.by_node.iter_mut().zip(&self.plan.rows) {
            bytes.resize(if known.is_some() { self.cases } else { 0 }, 0);
        }
        let mut scratch = self.scratch();
        for start in (0..self.cases).step_by(BLOCK) {
            let count = BLOCK.min(self.cases - start);
            self.block(start, count, Some(&mut codes.by_node), &mut scratch);
            codes.faults.extend(scratch.faults.drain(..).map(|(at, fault)| (start + at, fault)));
        }
    }

    /// The facts of one case, as the program takes them.
    #[must_use]
    pub fn facts(&self, case: usize) -> Vec<Value> {
        let value = |column: &Option<&Column<'_>>| {
            column.and_then(|column| column.value(case)).unwrap_or(Value::Null)
        };
        self.columns.iter().map(value).collect()
    }

    /// Rules on one of the cases with its full trace.
    ///
    /// # Errors
    /// The fact or decision because of which the case goes to an official.
    pub fn explain(&self, case: usize) -> Result<Evaluation, Fault> {
        self.program.evaluate(&self.facts(case))
    }

    /// The row that answered each case in a decision, from 1; 0: no row. `None` when the decision has
    /// no single answering row.
    #[must_use]
    pub fn rows<'c>(&self, codes: &'c Codes, decision: &str) -> Option<&'c [u8]> {
        let node = self.program.decision(decision)?;
        (*self.plan.rows.get(node)?)?;
        codes.by_node.get(node).map(Vec::as_slice)
    }

    pub(super) fn program(&self) -> &'a Program {
        self.program
    }

    /// How many rows a decision with one answering row has.
    pub(super) fn row_count(&self, node: usize) -> Option<usize> {
        *self.plan.rows.get(node)?
    }

    pub(super) fn scratch(&self) -> Scratch {
        let bits = |count: usize| vec![[0; BLOCK / 64]; count];
        let cuts = self.plan.groups.iter().map(|group| bits(group.cuts.len()));
        let rows = self.plan.rows.iter().map(|rows| bits(rows.map_or(0, |rows| rows + 1)));
        Scratch {
            pieces: vec![[0; BLOCK]; self.plan.pieces.len()],
            reached: cuts.collect(),
            masks: vec![[0; BLOCK / 64]; self.plan.masks.len()],
            rows: rows.collect(),
            codes: vec![[0; BLOCK]; self.program.nodes.len()],
            rest: Box::new([0; BLOCK]),
            unknown: Box::new([0; BLOCK]),
            narrow: Box::new([0; BLOCK]),
            wide: Box::new([0; BLOCK]),
            values: Vec::new(),
            faults: Vec::new(),
        }
    }

    /// Rules on `count` cases from `start` on; row numbers go to `into`, by decision and case, when
    /// somebody wants them.
    pub(super) fn block(
        &self,
        start: usize,
        count: usize,
        into: Option<&mut [Vec<u8>]>,
        scratch: &mut Scratch,
    ) {
        #[cfg(target_arch = "x86_64")]
        if wide() {
            #[expect(unsafe_code, reason = "the machine was asked on the line above")]
            // SAFETY: `block_avx2` needs nothing but the instructions of AVX2.
            unsafe {
                return self.block_avx2(start, count, into, scratch);
            }
        }
        self.block_plain(start, count, into, scratch);
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2")]
    fn block_avx2(
        &self,
        start: usize,
        count: usize,
        into: Option<&mut [Vec<u8>]>,
        scratch: &mut Scratch,
    ) {
        self.block_plain(start, count, into, scratch);
    }

    #[inline(always)]
    fn block_plain(
        &self,
        start: usize,
        count: usize,
        mut into: Option<&mut [Vec<u8>]>,
        scratch: &mut Scratch,
    ) {
        scratch.values.clear();
        for step in &self.plan.steps {
            match step {
                Step::Pieces(index) => self.pieces(*index, start, count, scratch),
                Step::Group(index) => self.group(*index, start, count, scratch),
                Step::Mask(index) => self.mask(*index, scratch),
                Step::Table { node, rows } => {
                    self.table(*node, rows, scratch);
                    let read = self.plan.bytes.get(*node) == Some(&true);
                    numbers(*node, read, place(&mut into, *node, start..start + count), scratch);
                }
                Step::Scalar { node } => {
                    self.scalar_step(*node, start, count, scratch);
                    if let (Some(out), Some(codes)) =
                        (place(&mut into, *node, start..start + count), scratch.codes.get(*node))
                        && let Some(codes) = codes.get(..count)
                    {
                        out.copy_from_slice(codes);
                    }
                }
            }
        }
    }

    #[inline(always)]
    fn table(&self, node: usize, rows: &[(Vec<usize>, usize)], scratch: &mut Scratch) {
        let Some(answered) = scratch.rows.get_mut(node) else { return };
        let mut open: Bits = [u64::MAX; BLOCK / 64];
        for (tests, row) in rows {
            if let Some(row) = answered.get_mut(*row) {
                kernel::answer(&scratch.masks, tests, &mut open, row);
            }
        }
        if let Some(none) = answered.first_mut() {
            *none = open;
        }
    }

    /// Cuts the bytes of a source.
    #[inline(always)]
    fn group(&self, index: usize, start: usize, count: usize, scratch: &mut Scratch) {
        let Some(Group { source, cuts }) = self.plan.groups.get(index) else { return };
        let Some(into) = scratch.reached.get_mut(index) else { return };
        let bytes: Option<&Bytes> = match source {
            Source::Input(slot) => match self.columns.get(*slot).copied().flatten() {
                Some(Column { values: Values::U8(values), .. }) => {
                    let part = values.get(start..start + count).unwrap_or_default();
                    part.try_into().ok().or_else(|| {
                        scratch.rest.get_mut(..count)?.copy_from_slice(part);
                        Some(&*scratch.rest)
                    })
                }
                _ => None,
            },
            Source::Codes(_) => None,
            Source::Pieces(pieces) => scratch.pieces.get(*pieces),
        };
        let Some(bytes) = bytes else { return };
        #[cfg(target_arch = "x86_64")]
        if wide() {
            #[expect(unsafe_code, reason = "the machine was asked on the line above")]
            // SAFETY: the function needs nothing but the instructions of AVX2.
            unsafe {
                return kernel::avx2::reached(bytes, cuts, into);
            }
        }
        kernel::reached_plain(bytes, cuts, into);
    }

    #[inline(always)]
    fn mask(&self, index: usize, scratch: &mut Scratch) {
        let Some(mask) = self.plan.masks.get(index) else { return };
        let mut bits: Bits = [0; BLOCK / 64];
        match (&mask.how, mask.source) {
            (How::Rows(rows), Source::Codes(node)) => {
                let Some(answered) = scratch.rows.get(node) else { return };
                for row in rows.iter().filter_map(|row| answered.get(*row)) {
                    kernel::join(row, &mut bits);
                }
            }
            (How::Rows(_), _) => {}
            (How::Spans { group, spans, inverted }, _) => {
                let Some(reached) = scratch.reached.get(*group) else { return };
                for (low, high) in spans {
                    let low = low.and_then(|cut| reached.get(cut));
                    let high = high.and_then(|cut| reached.get(cut));
                    for (word, out) in bits.iter_mut().enumerate() {
                        let at = |bits: &Bits| bits.get(word).copied().unwrap_or(0);
                        *out |= low.map_or(u64::MAX, at) & !high.map_or(0, at);
                    }
                }
                if *inverted {
                    bits.iter_mut().for_each(|word| *word = !*word);
                }
            }
        }
        if let Some(into) = scratch.masks.get_mut(index) {
            *into = bits;
        }
    }

    #[inline(always)]
    fn pieces(&self, index: usize, start: usize, count: usize, scratch: &mut Scratch) {
        let Some(Pieces { cut, cuts }) = self.plan.pieces.get(index) else { return };
        match cut {
            Cut::Input(slot) => {
                let Some(column) = self.columns.get(*slot).copied().flatten() else { return };
                let Some(into) = scratch.pieces.get_mut(index) else { return };
                let range = start..start + count;
                match column.values {
                    Values::U8(values) => cut_at(values.get(range), cuts, into),
                    Values::I16(values) => cut_at(values.get(range), cuts, into),
                    Values::I32(values) => cut_at(values.get(range), cuts, into),
                    Values::I64(values) => cut_at(values.get(range), cuts, into),
                    Values::Any(_) => {}
                }
            }
            Cut::Line(line) => {
                scratch.unknown.fill(0);
                if line.fits_i32() {
                    self.sum(
                        line,
                        start,
                        count,
                        &scratch.codes,
                        &mut scratch.narrow,
                        &mut scratch.unknown,
                    );
                    let Some(into) = scratch.pieces.get_mut(index) else { return };
                    cut_at(Some(&scratch.narrow[..]), cuts, into);
                } else {
                    self.sum(
                        line,
                        start,
                        count,
                        &scratch.codes,
                        &mut scratch.wide,
                        &mut scratch.unknown,
                    );
                    let Some(into) = scratch.pieces.get_mut(index) else { return };
                    cut_at(Some(&scratch.wide[..]), cuts, into);
                }
                let Some(into) = scratch.pieces.get_mut(index) else { return };
                for (out, unknown) in into.iter_mut().zip(scratch.unknown.iter()) {
                    *out = out.wrapping_add(1) & !unknown;
                }
            }
        }
    }

    /// Adds up a calculated column.
    #[inline(always)]
    fn sum<T: kernel::Lane>(
        &self,
        line: &Line,
        start: usize,
        count: usize,
        codes: &[Bytes],
        into: &mut [T; BLOCK],
        unknown: &mut Bytes,
    ) {
        into.fill(T::narrow(line.constant));
        for (leaf, factor) in &line.parts {
            let factor = T::narrow(*factor);
            match leaf {
                Leaf::Input(slot) => {
                    let Some(column) = self.columns.get(*slot).copied().flatten() else { continue };
                    let range = start..start + count;
                    let marks = [column.unknown, column.inapplicable];
                    match column.values {
                        Values::U8(v) => kernel::add(v.get(range), factor, marks, into, unknown),
                        Values::I16(v) => kernel::add(v.get(range), factor, marks, into, unknown),
                        Values::I32(v) => kernel::add(v.get(range), factor, marks, into, unknown),
                        Values::I64(v) => kernel::add(v.get(range), factor, marks, into, unknown),
                        Values::Any(_) => {}
                    }
                }
                Leaf::Table { node, values } => {
                    let Some(codes) = codes.get(*node) else { continue };
                    kernel::look_up(codes, values, factor, into, unknown);
                }
            }
        }
    }

    /// One decision, case by case, by the very evaluation a single case uses.
    fn scalar_step(&self, node: usize, start: usize, count: usize, scratch: &mut Scratch) {
        let Some(found) = self.program.nodes.get(node) else { return };
        if scratch.values.is_empty() {
            scratch.values = (0..count).map(|case| self.facts(start + case)).collect();
        }
        for at in 0..count {
            if scratch.faults.iter().any(|(case, _)| *case == at) {
                continue;
            }
            let mut values = scratch.values.get_mut(at).map(std::mem::take).unwrap_or_default();
            self.catch_up(&mut values, node, at, &scratch.codes);
            let mut frame = Frame { slots: &values, locals: Vec::new() };
            let given = match &found.body {
                Body::Expr(expr) => expr
                    .eval(&mut frame)
                    .map(|value| (value, 0))
                    .ok_or_else(|| Fault::Range(found.name.to_string())),
                Body::Table(table) => table.answer(&mut frame, &found.name).map(|(value, rows)| {
                    let row = rows.first().map_or(0, |row| row + 1);
                    (value, u8::try_from(row).unwrap_or(0))
                }),
            };
            match given {
                Ok((value, code)) => {
                    values.push(value);
                    if let Some(byte) = scratch.codes.get_mut(node).and_then(|c| c.get_mut(at)) {
                        *byte = code;
                    }
                }
                Err(fault) => scratch.faults.push((at, fault)),
            }
            if let Some(place) = scratch.values.get_mut(at) {
                *place = values;
            }
        }
        scratch.faults.sort_by_key(|(at, _)| *at);
        let (Some(rows), Some(codes)) = (scratch.rows.get_mut(node), scratch.codes.get(node))
        else {
            return;
        };
        for (number, bits) in rows.iter_mut().enumerate() {
            for (word, chunk) in bits.iter_mut().zip(codes.as_chunks::<64>().0) {
                let is = |code: &u8| u64::from(usize::from(*code) == number);
                *word = chunk.iter().enumerate().fold(0, |all, (at, code)| all | is(code) << at);
            }
        }
    }

    /// Fills in the values of the decisions before `node` that somebody reads.
    fn catch_up(&self, values: &mut Vec<Value>, node: usize, at: usize, codes: &[Bytes]) {
        while let Some(next) = values.len().checked_sub(self.program.inputs.len())
            && next < node
        {
            let body = self.program.nodes.get(next).map(|node| &node.body);
            let needed = self.plan.valued.get(next) == Some(&true);
            let value = match body {
                _ if !needed => Value::Null,
                Some(Body::Expr(expr)) => {
                    let mut frame = Frame { slots: &*values, locals: Vec::new() };
                    expr.eval(&mut frame).unwrap_or(Value::Null)
                }
                Some(Body::Table(table)) => {
                    let code = codes.get(next).and_then(|codes| codes.get(at)).copied();
                    let row = usize::from(code.unwrap_or(0)).checked_sub(1);
                    match row.and_then(|row| table.rows.get(row)).map(|row| &row.output) {
                        Some(Produce::Const(value)) => value.clone(),
                        _ => table.default.clone().unwrap_or(Value::Null),
                    }
                }
                None => Value::Null,
            };
            values.push(value);
        }
    }
}

/// Whether the machine has AVX2.
#[cfg(target_arch = "x86_64")]
fn wide() -> bool {
    std::arch::is_x86_feature_detected!("avx2")
}

/// Where the row numbers of a decision are wanted, for some cases.
#[inline(always)]
fn place<'p>(
    into: &'p mut Option<&mut [Vec<u8>]>,
    node: usize,
    cases: std::ops::Range<usize>,
) -> Option<&'p mut [u8]> {
    into.as_deref_mut()?.get_mut(node)?.get_mut(cases)
}

/// The row numbers of a decision as bytes, for the steps that read them and for whoever wants them.
#[inline(always)]
fn numbers(node: usize, read: bool, wanted: Option<&mut [u8]>, scratch: &mut Scratch) {
    let (Some(rows), Some(codes)) = (scratch.rows.get(node), scratch.codes.get_mut(node)) else {
        return;
    };
    let Some(wanted) = wanted else {
        if read {
            number(rows, codes);
        }
        return;
    };
    // A whole block that no step reads goes straight to its place.
    if !read && let Ok(whole) = <&mut Bytes>::try_from(&mut *wanted) {
        return number(rows, whole);
    }
    number(rows, codes);
    if let Some(codes) = codes.get(..wanted.len()) {
        wanted.copy_from_slice(codes);
    }
}

/// Turns the answered cases of a decision into row numbers.
#[inline(always)]
fn number(rows: &[Bits], into: &mut Bytes) {
    if rows.is_empty() {
        return;
    }
    let mut planes: [Bits; 8] = [[0; BLOCK / 64]; 8];
    for (number, bits) in rows.iter().enumerate() {
        let mut left = number;
        while left != 0 {
            let plane = left.trailing_zeros();
            left &= left - 1;
            let plane = usize::try_from(plane).ok().and_then(|plane| planes.get_mut(plane));
            plane.into_iter().for_each(|plane| kernel::join(bits, plane));
        }
    }
    let used = usize::try_from((rows.len() - 1).checked_ilog2().map_or(0, |bits| bits + 1));
    let used = used.unwrap_or(8);
    let planes = planes.get(..used).unwrap_or_default();
    #[cfg(target_arch = "x86_64")]
    if wide() {
        #[expect(unsafe_code, reason = "the machine was asked on the line above")]
        // SAFETY: the function needs nothing but the instructions of AVX2.
        unsafe {
            return kernel::avx2::spread(planes, into);
        }
    }
    kernel::spread_plain(planes, into);
}

#[inline(always)]
fn cut_at<T: Copy + PartialOrd + TryFrom<i64>>(
    values: Option<&[T]>,
    cuts: &[i64],
    into: &mut Bytes,
) {
    // Every cut lies between two numbers the column holds, so that none is lost here.
    let mut cuts = cuts.iter().filter_map(|cut| T::try_from(*cut).ok());
    let (Some(values), Some(first)) = (values, cuts.next()) else { return into.fill(0) };
    kernel::pieces(values, first, [cuts.next(), cuts.next(), cuts.next()], true, into);
    while let Some(first) = cuts.next() {
        kernel::pieces(values, first, [cuts.next(), cuts.next(), cuts.next()], false, into);
    }
}

impl Program {
    /// A batch without cases, to learn what would be evaluated case by case: yes/no and codes as
    /// bytes, days as 32 bits, amounts as 64 bits with two digits after the point.
    #[must_use]
    pub fn scalar_decisions(&self) -> Vec<(String, String)> {
        let columns: Vec<Option<Column<'static>>> = self
            .inputs
            .iter()
            .map(|input| {
                let (values, meaning, unknown) = match &input.ty {
                    Type::Bool => (Values::U8(&[]), Meaning::Bool, 255),
                    Type::Str => {
                        let codes = input.codes.as_deref().unwrap_or_default().to_vec();
                        (Values::U8(&[]), Meaning::Codes(codes), 255)
                    }
                    Type::Num => (Values::I64(&[]), Meaning::Number { scale: 2 }, i64::MIN),
                    Type::Date => (Values::I32(&[]), Meaning::Date, i64::from(i32::MIN)),
                    Type::Months => (Values::I32(&[]), Meaning::Months, i64::from(i32::MIN)),
                    Type::Seconds => (Values::I32(&[]), Meaning::Days, i64::from(i32::MIN)),
                    _ => (Values::Any(&[]), Meaning::Any, i64::MIN),
                };
                let mut column = Column::new(values, meaning, Some(unknown), None).ok()?;
                column.widen();
                Some(column)
            })
            .collect();
        let placed: Vec<Option<&Column<'_>>> = columns.iter().map(Option::as_ref).collect();
        let plan = Planner::plan(self, &placed);
        let named = plan
            .scalar
            .into_iter()
            .filter_map(|(node, reason)| Some((self.nodes.get(node)?.name.to_string(), reason)));
        named.collect()
    }
}
