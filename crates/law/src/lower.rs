//! Gives every expression its type and binds its names; refuses whatever does not fit.

use crate::decimal::Rounding;
use crate::expr::{Alternative, Expr, Frame, Function, Property, Test, any_holds};
use crate::set::{Domain, HIGH, INAPPLICABLE, LOW, NULL, Set};
use crate::syntax::{Arith, Ast, CellAst, Cmp, TestAst};
use crate::value::{Day, Type, Value};
use std::collections::HashMap;
use std::sync::Arc;

/// The reserved word for *not applicable*.
pub(crate) const INAPPLICABLE_WORD: &str = "inapplicable";

/// What a name stands for.
#[derive(Debug, Clone)]
pub(crate) enum Meaning {
    /// A fact or the result of a decision.
    Slot(usize, Type),
    /// A dated parameter, already bound to its value.
    Parameter(Value, Type),
}

/// The names an expression may use.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scope {
    pub names: HashMap<String, Meaning>,
    locals: Vec<(String, Type)>,
    /// Parameters that were read, by name.
    pub used: Vec<String>,
}

type Lowered = Result<(Expr, Type), String>;

fn mismatch(what: &str, left: &Type, right: &Type) -> String {
    format!("{what}: a {left} stands where a {right} is needed")
}

impl Scope {
    pub(crate) fn with_local<T>(
        &mut self,
        name: &str,
        ty: Type,
        run: impl FnOnce(&mut Self) -> T,
    ) -> T {
        self.locals.push((name.to_owned(), ty));
        let result = run(self);
        self.locals.pop();
        result
    }

    fn name(&mut self, name: &str) -> Lowered {
        if let Some(index) = self.locals.iter().rposition(|(local, _)| local == name) {
            let ty = self.locals.get(index).map_or(Type::Null, |(_, ty)| ty.clone());
            return Ok((Expr::Local(index), ty));
        }
        // Inside a filter, the fields of the item are names of their own.
        for (index, (local, ty)) in self.locals.iter().enumerate().rev() {
            if local == "item"
                && let Type::Context(fields) = ty
                && let Some(at) = fields.iter().position(|(field, _)| **field == *name)
                && let Some((field, ty)) = fields.get(at)
            {
                let expr = Expr::Field(Box::new(Expr::Local(index)), field.clone(), at);
                return Ok((expr, ty.clone()));
            }
        }
        match self.names.get(name) {
            Some(Meaning::Slot(slot, ty)) => Ok((Expr::Slot(*slot), ty.clone())),
            Some(Meaning::Parameter(value, ty)) => {
                let bound = (Expr::Const(value.clone()), ty.clone());
                self.used.push(name.to_owned());
                Ok(bound)
            }
            None if name == INAPPLICABLE_WORD => {
                Ok((Expr::Const(Value::NotApplicable), Type::Null))
            }
            None => Err(format!(
                "unknown name '{name}': the decision must require it, and it must be a declared \
                 fact, parameter or decision"
            )),
        }
    }

    /// Types an expression. A constant one is folded to its value.
    pub(crate) fn lower(&mut self, ast: &Ast) -> Lowered {
        let (expr, ty) = self.build(ast)?;
        if !matches!(expr, Expr::Const(_)) && expr.is_constant() {
            let mut frame = Frame { slots: &[], locals: Vec::new() };
            let value = expr.eval(&mut frame).ok_or(
                "the value of this expression needs more than 34 digits or leaves the calendar",
            )?;
            return Ok((Expr::Const(value), ty));
        }
        Ok((expr, ty))
    }

    fn build(&mut self, ast: &Ast) -> Lowered {
        match ast {
            Ast::Null => Ok((Expr::Const(Value::Null), Type::Null)),
            Ast::Bool(value) => Ok((Expr::Const(Value::Bool(*value)), Type::Bool)),
            Ast::Num(number) => Ok((Expr::Const(Value::Num(*number)), Type::Num)),
            Ast::Str(text) => Ok((Expr::Const(Value::text(text)), Type::Str)),
            Ast::At(text) => temporal(text),
            Ast::Name(name) => self.name(name),
            Ast::Path(base, name) => self.path(base, name),
            Ast::Neg(inner) => match self.build(inner)? {
                (inner, ty @ (Type::Num | Type::Months | Type::Seconds)) => {
                    Ok((Expr::Neg(Box::new(inner)), ty))
                }
                (_, ty) => Err(format!("a {ty} has no negative")),
            },
            Ast::Arith(arith, left, right) => self.arith(*arith, left, right),
            Ast::Cmp(cmp, left, right) => self.cmp(*cmp, left, right),
            Ast::And(left, right) => {
                let (left, right) = (self.truth(left)?, self.truth(right)?);
                Ok((Expr::And(Box::new(left), Box::new(right)), Type::Bool))
            }
            Ast::Or(left, right) => {
                let (left, right) = (self.truth(left)?, self.truth(right)?);
                Ok((Expr::Or(Box::new(left), Box::new(right)), Type::Bool))
            }
            Ast::Between(tested, low, high) => {
                let (low, high) = ((**low).clone(), (**high).clone());
                let range = TestAst::Range { low, low_closed: true, high, high_closed: true };
                self.within(tested, &[range])
            }
            Ast::In(tested, tests) => self.within(tested, tests),
            Ast::If(condition, then, otherwise) => {
                let condition = self.truth(condition)?;
                let (then, then_ty) = self.build(then)?;
                let (otherwise, other_ty) = self.build(otherwise)?;
                let ty = then_ty
                    .join(&other_ty)
                    .ok_or_else(|| mismatch("'else' differs from 'then'", &other_ty, &then_ty))?;
                Ok((Expr::If(condition.into(), then.into(), otherwise.into()), ty))
            }
            Ast::Quantified { every, variables, body } => self.quantified(*every, variables, body),
            Ast::For { variables, body } => self.for_each(variables, body),
            Ast::Filter(list, condition) => self.filter(list, condition),
            Ast::List(items) => self.list(items),
            Ast::Context(entries) => self.context(entries),
            Ast::Call(name, arguments) => self.call(name, arguments),
        }
    }

    fn truth(&mut self, ast: &Ast) -> Result<Expr, String> {
        match self.build(ast)? {
            (expr, Type::Bool | Type::Null) => Ok(expr),
            (_, ty) => Err(mismatch("a condition", &ty, &Type::Bool)),
        }
    }

    fn path(&mut self, base: &Ast, name: &str) -> Lowered {
        let (base, ty) = self.build(base)?;
        let property = match (&ty, name) {
            (Type::Date, "year") => Some(Property::Year),
            (Type::Date, "month") => Some(Property::Month),
            (Type::Date, "day") => Some(Property::Day),
            (Type::Date, "weekday") => Some(Property::Weekday),
            (Type::Months, "years") => Some(Property::Years),
            (Type::Months, "months") => Some(Property::Months),
            (Type::Seconds, "days") => Some(Property::Days),
            _ => None,
        };
        if let Some(property) = property {
            return Ok((Expr::Property(Box::new(base), property), Type::Num));
        }
        let find = |fields: &[(Arc<str>, Type)]| {
            let at = fields.iter().position(|(field, _)| **field == *name)?;
            fields.get(at).map(|(field, ty)| (at, field.clone(), ty.clone()))
        };
        let found = match &ty {
            Type::Context(fields) => {
                find(fields).map(|(at, field, ty)| (Expr::Field(Box::new(base), field, at), ty))
            }
            Type::List(inner) => match &**inner {
                Type::Context(fields) => find(fields)
                    .map(|(at, _, ty)| (Expr::Fields(Box::new(base), at), Type::List(ty.into()))),
                _ => None,
            },
            _ => None,
        };
        found.ok_or_else(|| format!("a {ty} has no part '{name}'"))
    }

    fn arith(&mut self, arith: Arith, left: &Ast, right: &Ast) -> Lowered {
        let (left, left_ty) = self.build(left)?;
        let (right, right_ty) = self.build(right)?;
        let ty = arith_type(arith, &left_ty, &right_ty)
            .ok_or_else(|| format!("cannot calculate with a {left_ty} and a {right_ty}"))?;
        Ok((Expr::Arith(arith, Box::new(left), Box::new(right)), ty))
    }

    fn cmp(&mut self, cmp: Cmp, left: &Ast, right: &Ast) -> Lowered {
        let (left, left_ty) = self.build(left)?;
        let (right, right_ty) = self.build(right)?;
        comparable(cmp, &left_ty, &right_ty)?;
        Ok((Expr::Cmp(cmp, Box::new(left), Box::new(right)), Type::Bool))
    }

    fn within(&mut self, tested: &Ast, tests: &[TestAst]) -> Lowered {
        let (tested, ty) = self.build(tested)?;
        let alternatives = self.alternatives(tests, &ty)?;
        Ok((Expr::In(Box::new(tested), alternatives), Type::Bool))
    }

    fn items(&mut self, list: &Ast) -> Result<(Expr, Type), String> {
        match self.build(list)? {
            (list, Type::List(inner)) => Ok((list, *inner)),
            (_, ty) => Err(format!("a list is needed here, this is a {ty}")),
        }
    }

    fn quantified(&mut self, every: bool, variables: &[(String, Ast)], body: &Ast) -> Lowered {
        let Some(((name, list), rest)) = variables.split_first() else {
            return Ok((self.truth(body)?, Type::Bool));
        };
        let (list, inner) = self.items(list)?;
        let body = self.with_local(name, inner, |scope| {
            if rest.is_empty() {
                scope.truth(body)
            } else {
                scope.quantified(every, rest, body).map(|(body, _)| body)
            }
        })?;
        Ok((Expr::Quantified { every, list: list.into(), body: body.into() }, Type::Bool))
    }

    fn for_each(&mut self, variables: &[(String, Ast)], body: &Ast) -> Lowered {
        let [(name, list)] = variables else {
            return Err("a 'for' over several lists is outside the profile".to_owned());
        };
        let (list, inner) = self.items(list)?;
        let (body, ty) = self.with_local(name, inner, |scope| scope.build(body))?;
        Ok((Expr::For { list: list.into(), body: body.into() }, Type::List(ty.into())))
    }

    fn filter(&mut self, list: &Ast, condition: &Ast) -> Lowered {
        let (list, inner) = self.items(list)?;
        let body = self.with_local("item", inner.clone(), |scope| scope.build(condition))?;
        match body {
            (body, Type::Bool) => {
                Ok((Expr::Filter(list.into(), body.into()), Type::List(inner.into())))
            }
            (_, ty) => Err(format!("a filter needs a yes/no condition, this is a {ty}")),
        }
    }

    fn list(&mut self, items: &[Ast]) -> Lowered {
        let mut exprs = Vec::with_capacity(items.len());
        let mut inner = Type::Null;
        for item in items {
            let (expr, ty) = self.build(item)?;
            inner = inner.join(&ty).ok_or_else(|| mismatch("list items differ", &ty, &inner))?;
            exprs.push(expr);
        }
        Ok((Expr::List(exprs), Type::List(inner.into())))
    }

    fn context(&mut self, entries: &[(String, Ast)]) -> Lowered {
        let mut exprs = Vec::with_capacity(entries.len());
        let mut fields: Vec<(Arc<str>, Type)> = Vec::with_capacity(entries.len());
        for (name, entry) in entries {
            let (expr, ty) = self.build(entry)?;
            let name: Arc<str> = Arc::from(name.as_str());
            // Which of two equal names is meant would be a matter of reading the standard closely.
            if fields.iter().any(|(field, _)| uses(entry, field)) {
                return Err("an entry uses another entry of the same group".to_owned());
            }
            exprs.push((name.clone(), expr));
            fields.push((name, ty));
        }
        Ok((Expr::Context(exprs), Type::Context(fields.into())))
    }

    /// Types the alternatives of a cell or `in (...)` for a tested value of type `ty`.
    pub(crate) fn alternatives(
        &mut self,
        tests: &[TestAst],
        ty: &Type,
    ) -> Result<Vec<Alternative>, String> {
        tests.iter().map(|test| self.alternative(test, ty)).collect()
    }

    fn alternative(&mut self, test: &TestAst, ty: &Type) -> Result<Alternative, String> {
        match test {
            TestAst::Compare(cmp, ast) => {
                let (expr, found) = self.lower(ast)?;
                comparable(*cmp, ty, &found)?;
                Ok(Alternative::Compare(*cmp, expr))
            }
            TestAst::Range { low, low_closed, high, high_closed } => {
                let (low, low_ty) = self.lower(low)?;
                let (high, high_ty) = self.lower(high)?;
                comparable(Cmp::Le, ty, &low_ty)?;
                comparable(Cmp::Le, ty, &high_ty)?;
                let (low_closed, high_closed) = (*low_closed, *high_closed);
                Ok(Alternative::Range { low, low_closed, high, high_closed })
            }
            TestAst::Value(ast) => {
                let own = uses(ast, "?");
                let found = self.with_local("?", ty.clone(), |scope| scope.lower(ast))?;
                match found {
                    (expr, Type::Bool) if own => Ok(Alternative::Holds(expr)),
                    (expr, Type::List(inner)) if inner.join(ty).is_some() => {
                        Ok(Alternative::Member(expr))
                    }
                    (expr, found) if found.join(ty).is_some() && !own => {
                        Ok(Alternative::Compare(Cmp::Eq, expr))
                    }
                    (_, found) => Err(mismatch("the cell", &found, ty)),
                }
            }
        }
    }

    fn call(&mut self, name: &str, arguments: &[(Option<String>, Ast)]) -> Lowered {
        if arguments.iter().any(|(key, _)| key.is_some()) {
            return Err(format!("named arguments ({name}) are outside the profile"));
        }
        let mut exprs = Vec::with_capacity(arguments.len());
        let mut types = Vec::with_capacity(arguments.len());
        for (_, argument) in arguments {
            let (expr, ty) = self.build(argument)?;
            exprs.push(expr);
            types.push(ty);
        }
        if let ("date" | "duration" | "date and time" | "time", [Expr::Const(Value::Str(text))]) =
            (name, exprs.as_slice())
        {
            let (value, ty) = temporal(text)?;
            let fits = match name {
                "date" => ty == Type::Date,
                "duration" => matches!(ty, Type::Months | Type::Seconds),
                _ => false,
            };
            return if fits {
                Ok((value, ty))
            } else {
                Err(format!("'{text}' is not a {name} of the profile"))
            };
        }
        // The date of a date is that date.
        if let ("date", [Type::Date]) = (name, types.as_slice())
            && let Some(date) = exprs.pop()
        {
            return Ok((date, Type::Date));
        }
        // min(a, b, c) is min([a, b, c]).
        let aggregate = matches!(name, "min" | "max" | "sum" | "mean" | "all" | "any" | "count");
        if aggregate && !matches!(types.as_slice(), [Type::List(_)]) {
            let Some(inner) = types.iter().try_fold(Type::Null, |inner, ty| inner.join(ty)) else {
                return Err(format!("the arguments of {name} differ in type"));
            };
            exprs = vec![Expr::List(exprs)];
            types = vec![Type::List(inner.into())];
        }
        let (function, ty) = function(name, &types)?;
        Ok((Expr::Call(function, exprs), ty))
    }
}

/// Whether an expression names something.
pub(crate) fn uses(ast: &Ast, wanted: &str) -> bool {
    let mut found = false;
    walk(ast, &mut |node| found |= matches!(node, Ast::Name(name) if name == wanted));
    found
}

/// Calls `see` for every part of an expression.
pub(crate) fn walk(ast: &Ast, see: &mut impl FnMut(&Ast)) {
    see(ast);
    match ast {
        Ast::Null | Ast::Bool(_) | Ast::Num(_) | Ast::Str(_) | Ast::At(_) | Ast::Name(_) => {}
        Ast::Path(inner, _) | Ast::Neg(inner) => walk(inner, see),
        Ast::Arith(_, a, b)
        | Ast::Cmp(_, a, b)
        | Ast::And(a, b)
        | Ast::Or(a, b)
        | Ast::Filter(a, b) => [a, b].into_iter().for_each(|part| walk(part, see)),
        Ast::Between(a, b, c) | Ast::If(a, b, c) => {
            [a, b, c].into_iter().for_each(|part| walk(part, see));
        }
        Ast::In(tested, tests) => {
            walk(tested, see);
            tests.iter().for_each(|test| walk_test(test, see));
        }
        Ast::Quantified { variables, body, .. } | Ast::For { variables, body } => {
            variables.iter().for_each(|(_, list)| walk(list, see));
            walk(body, see);
        }
        Ast::List(items) => items.iter().for_each(|item| walk(item, see)),
        Ast::Context(entries) => entries.iter().for_each(|(_, entry)| walk(entry, see)),
        Ast::Call(_, arguments) => arguments.iter().for_each(|(_, entry)| walk(entry, see)),
    }
}

/// Calls `see` for every expression of an alternative.
pub(crate) fn walk_test(test: &TestAst, see: &mut impl FnMut(&Ast)) {
    match test {
        TestAst::Compare(_, ast) | TestAst::Value(ast) => walk(ast, see),
        TestAst::Range { low, high, .. } => {
            walk(low, see);
            walk(high, see);
        }
    }
}

fn comparable(cmp: Cmp, left: &Type, right: &Type) -> Result<(), String> {
    let joined = left.join(right).ok_or_else(|| mismatch("a comparison", right, left))?;
    let equality = matches!(cmp, Cmp::Eq | Cmp::Ne);
    if equality || joined.is_ordered() {
        Ok(())
    } else {
        Err(format!("a {joined} is neither more nor less than another"))
    }
}

fn arith_type(arith: Arith, left: &Type, right: &Type) -> Option<Type> {
    use Type::{Date, Months, Null, Num, Seconds, Str};
    Some(match (arith, left, right) {
        (_, Null, _) | (_, _, Null) => return None,
        (_, Num, Num) => Num,
        (Arith::Add, Date, Months | Seconds) | (Arith::Add, Months | Seconds, Date) => Date,
        (Arith::Sub, Date, Months | Seconds) => Date,
        (Arith::Sub, Date, Date) => Seconds,
        (Arith::Add | Arith::Sub, Months, Months) => Months,
        (Arith::Add | Arith::Sub, Seconds, Seconds) => Seconds,
        (Arith::Add, Str, Str) => Str,
        _ => return None,
    })
}

fn function(name: &str, types: &[Type]) -> Result<(Function, Type), String> {
    use Type::{Bool, Date, List, Months, Num, Seconds, Str};
    let ordered = |inner: &Type| inner.is_ordered();
    Ok(match (name, types) {
        ("not", [Bool]) => (Function::Not, Bool),
        ("date", [Num, Num, Num]) => (Function::DateOf, Date),
        ("years and months duration", [Date, Date]) => (Function::MonthsBetween, Months),
        ("count", [List(_)]) => (Function::Count, Num),
        ("sum", [List(inner)]) if matches!(**inner, Num | Months | Seconds) => {
            (Function::Sum, (**inner).clone())
        }
        ("min", [List(inner)]) if ordered(inner) => (Function::Min, (**inner).clone()),
        ("max", [List(inner)]) if ordered(inner) => (Function::Max, (**inner).clone()),
        ("mean", [List(inner)]) if **inner == Num => (Function::Mean, Num),
        ("all", [List(inner)]) if **inner == Bool => (Function::All, Bool),
        ("any", [List(inner)]) if **inner == Bool => (Function::Any, Bool),
        ("list contains", [List(inner), item]) if inner.join(item).is_some() => {
            (Function::ListContains, Bool)
        }
        ("abs", [ty @ (Num | Months | Seconds)]) => (Function::Abs, ty.clone()),
        ("modulo", [Num, Num]) => (Function::Modulo, Num),
        ("even", [Num]) => (Function::Even, Bool),
        ("odd", [Num]) => (Function::Odd, Bool),
        ("floor", [Num] | [Num, Num]) => (Function::Round(Rounding::Floor), Num),
        ("ceiling", [Num] | [Num, Num]) => (Function::Round(Rounding::Ceiling), Num),
        ("decimal", [Num, Num]) => (Function::Round(Rounding::HalfEven), Num),
        ("round up", [Num, Num]) => (Function::Round(Rounding::Up), Num),
        ("round down", [Num, Num]) => (Function::Round(Rounding::Down), Num),
        ("round half up", [Num, Num]) => (Function::Round(Rounding::HalfUp), Num),
        ("round half down", [Num, Num]) => (Function::Round(Rounding::HalfDown), Num),
        ("contains", [Str, Str]) => (Function::Contains, Bool),
        ("starts with", [Str, Str]) => (Function::StartsWith, Bool),
        ("ends with", [Str, Str]) => (Function::EndsWith, Bool),
        ("string length", [Str]) => (Function::StringLength, Num),
        ("upper case", [Str]) => (Function::UpperCase, Str),
        ("lower case", [Str]) => (Function::LowerCase, Str),
        _ => {
            let shown: Vec<String> = types.iter().map(ToString::to_string).collect();
            return Err(format!(
                "the function {name}({}) is unknown, outside the profile, or takes other types",
                shown.join(", ")
            ));
        }
    })
}

/// A date `2026-06-12`, or a duration `P1Y6M`, `P90D`, `PT36H`.
fn temporal(text: &str) -> Lowered {
    if let Some(day) = Day::parse(text) {
        return Ok((Expr::Const(Value::Date(day)), Type::Date));
    }
    match duration(text) {
        Some(Value::Months(months)) => Ok((Expr::Const(Value::Months(months)), Type::Months)),
        Some(value) => Ok((Expr::Const(value), Type::Seconds)),
        None => Err(format!(
            "'{text}' is neither a date (2026-06-12, years 1 to 9999) nor a duration (P3M, P90D)"
        )),
    }
}

pub(crate) fn duration(text: &str) -> Option<Value> {
    let (negative, body) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let body = body.strip_prefix('P')?;
    let (days, clock) = body.split_once('T').map_or((body, None), |(d, c)| (d, Some(c)));
    let mut months: i64 = 0;
    let mut seconds: i64 = 0;
    let mut calendar = false;
    let mut exact = false;
    let mut part = |text: &str, units: &[(char, i64, bool)]| -> Option<()> {
        let mut rest = text;
        let mut units = units.iter();
        while !rest.is_empty() {
            let end = rest.find(|c: char| !c.is_ascii_digit())?;
            let (digits, tail) = rest.split_at(end);
            let unit = tail.chars().next()?;
            let (_, size, in_months) = units.find(|(letter, ..)| *letter == unit)?;
            let amount = digits.parse::<i64>().ok()?.checked_mul(*size)?;
            let (total, flag) =
                if *in_months { (&mut months, &mut calendar) } else { (&mut seconds, &mut exact) };
            *total = total.checked_add(amount)?;
            *flag = true;
            rest = tail.get(1..)?;
        }
        Some(())
    };
    part(days, &[('Y', 12, true), ('M', 1, true), ('D', 86_400, false)])?;
    if let Some(clock) = clock {
        if clock.is_empty() {
            return None;
        }
        part(clock, &[('H', 3600, false), ('M', 60, false), ('S', 1, false)])?;
    }
    let sign = if negative { -1 } else { 1 };
    match (calendar, exact) {
        (true, false) => Some(Value::Months(sign * months)),
        (false, true) => Some(Value::Seconds(sign * seconds)),
        _ => None,
    }
}

/// A cell before its column's domain is known.
#[derive(Debug, Clone)]
pub(crate) enum Cell {
    Any,
    Alternatives { negated: bool, alternatives: Vec<Alternative> },
}

/// Types one table cell for a column of type `ty`.
pub(crate) fn cell(scope: &mut Scope, ast: &CellAst, ty: &Type) -> Result<Cell, String> {
    let (negated, tests) = match ast {
        CellAst::Any => return Ok(Cell::Any),
        CellAst::Tests(tests) => (false, tests),
        CellAst::Not(tests) => (true, tests),
    };
    Ok(Cell::Alternatives { negated, alternatives: scope.alternatives(tests, ty)? })
}

impl Cell {
    /// The constants the cell compares with; `None` when it compares with something that varies.
    pub(crate) fn constants(&self) -> Option<Vec<Value>> {
        let Self::Alternatives { alternatives, .. } = self else { return Some(Vec::new()) };
        let mut values = Vec::new();
        for alternative in alternatives {
            match alternative {
                Alternative::Compare(_, Expr::Const(value)) => values.push(value.clone()),
                Alternative::Range { low: Expr::Const(low), high: Expr::Const(high), .. } => {
                    values.extend([low.clone(), high.clone()]);
                }
                Alternative::Member(Expr::Const(Value::List(items))) => {
                    values.extend(items.iter().cloned());
                }
                _ => return None,
            }
        }
        Some(values)
    }

    /// The test for the cell: a set where the domain allows it.
    pub(crate) fn into_test(self, domain: &Domain) -> Test {
        let Self::Alternatives { negated, alternatives } = self else { return Test::Any };
        match set_of(&alternatives, negated, domain) {
            Some(set) => Test::Set(Arc::new(set)),
            None => Test::Alternatives { negated, alternatives },
        }
    }
}

/// The ordinals a cell accepts, found by asking the very evaluation that expressions use about one
/// ordinal of every piece between the constants: sets and expressions cannot disagree.
fn set_of(alternatives: &[Alternative], negated: bool, domain: &Domain) -> Option<Set> {
    let cell = Cell::Alternatives { negated, alternatives: alternatives.to_vec() };
    let constants = cell.constants()?;
    let ordered = alternatives.iter().any(|alternative| match alternative {
        Alternative::Compare(cmp, _) => !matches!(cmp, Cmp::Eq | Cmp::Ne),
        Alternative::Range { .. } => true,
        _ => false,
    });
    // Codes outside the dictionary have no place in its order.
    let open = matches!(domain, Domain::Str { closed: false, .. });
    if matches!(domain, Domain::Opaque) || (ordered && open) {
        return None;
    }
    let mut cuts = vec![NULL, INAPPLICABLE, LOW];
    for constant in &constants {
        let ordinal = domain.ordinal(constant)?;
        cuts.extend([ordinal, ordinal.checked_add(1)?]);
    }
    cuts.sort_unstable();
    cuts.dedup();
    let mut set = Set::default();
    for (index, cut) in cuts.iter().enumerate() {
        let end = cuts.get(index + 1).map_or(HIGH, |next| next - 1);
        let sample = sample(*cut, end, domain);
        let accepted = match sample {
            Some(value) => accepts(alternatives, negated, &value)?,
            // No value has these ordinals.
            None => false,
        };
        if accepted {
            set = set.union(&Set::span(*cut, end));
        }
    }
    Some(set)
}

fn accepts(alternatives: &[Alternative], negated: bool, value: &Value) -> Option<bool> {
    let mut frame = Frame { slots: &[], locals: Vec::new() };
    let truth = any_holds(alternatives, value, &mut frame)?;
    Some(if negated { truth == Some(false) } else { truth == Some(true) })
}

/// Some value with an ordinal in `low..=high`.
fn sample(low: i64, high: i64, domain: &Domain) -> Option<Value> {
    use crate::decimal::Decimal;
    if low == NULL {
        return Some(Value::Null);
    }
    if low == INAPPLICABLE {
        return Some(Value::NotApplicable);
    }
    match domain {
        Domain::Num { scale } => {
            let ordinal = if low == LOW { high } else { low };
            let floor = i128::from(ordinal.div_euclid(2));
            let (mantissa, scale) = if ordinal.rem_euclid(2) == 1 {
                (floor.checked_mul(10)?.checked_add(5)?, scale.checked_add(1)?)
            } else {
                (floor, *scale)
            };
            Decimal::new(mantissa, scale).map(Value::Num)
        }
        Domain::Str { codes, closed } => {
            let first = usize::try_from(low.max(0)).ok()?;
            if high < 0 || (*closed && first >= codes.len()) || first > codes.len() {
                return None;
            }
            // A text no dictionary holds: codes never contain a line break.
            Some(codes.get(first).map_or(Value::text("\n"), |code| Value::Str(code.clone())))
        }
        Domain::Bool => match (low.max(0), high) {
            (0, 0..) => Some(Value::Bool(false)),
            (1, 1..) => Some(Value::Bool(true)),
            _ => None,
        },
        Domain::Date => {
            let ordinal = low.max(-719_162);
            if ordinal > high {
                return None;
            }
            Day::from_number(i32::try_from(ordinal).ok()?).map(Value::Date)
        }
        Domain::Months => Some(Value::Months(if low == LOW { high } else { low })),
        Domain::Seconds => Some(Value::Seconds(if low == LOW { high } else { low })),
        Domain::Opaque => None,
    }
}
