//! From a model as read to a program, or to the list of all reasons why not.

use crate::expr::{Expr, Test};
use crate::lower::{Cell, INAPPLICABLE_WORD, Meaning, Scope, cell};
use crate::parts::{collect_names, hit_policy, produce, texts, unsupported};
use crate::problem::Problem;
use crate::program::{
    Aggregation, Body, Clause, Hit, Input, Node, Output, Produce, Program, Role, Row, Table,
};
use crate::set::{Domain, constant_fits};
use crate::strict;
use crate::syntax::{CellAst, Names, TestAst, is_operator_in_name, read_cell, read_expression};
use crate::value::{Type, Value};
use crate::xml::{self, Logic, Model, Text};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Finest column: digits after the point a constant in a table may have.
const SCALE_MAX: u8 = 12;
/// Most decisions in a model.
const DECISIONS_MAX: usize = 512;

/// Code of the problem that another decision's problem caused.
const RESTS_ON_REFUSED: &str = "requires-refused";

/// A declared fact: its type, and its codes when it has a closed list.
#[derive(Debug, Clone)]
pub(crate) struct FactType {
    pub ty: Type,
    pub codes: Option<Arc<[Arc<str>]>>,
}

/// What the names of a model may stand for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Vocabulary {
    pub facts: HashMap<String, FactType>,
    pub parameters: HashMap<String, (Value, Type)>,
    /// Every input must be a fact or parameter of the dictionary.
    pub closed: bool,
}

/// Reads and compiles a model that stands alone, with the types it declares itself.
///
/// # Errors
/// Everything that is wrong with it; nothing of a refused model is ever evaluated.
pub fn compile(file: &str, source: &str) -> Result<Program, Vec<Problem>> {
    let model = xml::read(source).map_err(|problem| vec![problem.in_file(file)])?;
    compile_model(file, &model, &Vocabulary::default())
}

/// Compiles one decision of a model and what it requires; the rest of the file is not looked at.
pub(crate) fn compile_slice(
    file: &str,
    source: &str,
    decision: &str,
) -> Result<Program, Vec<Problem>> {
    let model =
        xml::read_slice(source, Some(decision)).map_err(|problem| vec![problem.in_file(file)])?;
    if model.decisions.is_empty() {
        let message = format!("the model has no decision '{decision}'");
        return Err(vec![Problem::error("no-decision", message).in_file(file)]);
    }
    compile_model(file, &model, &Vocabulary::default())
}

/// Compiles a model that was read.
pub(crate) fn compile_model(
    file: &str,
    model: &Model,
    vocabulary: &Vocabulary,
) -> Result<Program, Vec<Problem>> {
    let mut compiler = Compiler::new(model, vocabulary);
    compiler.run();
    if compiler.problems.is_empty() {
        return Ok(Program {
            name: model.name.clone(),
            inputs: compiler.inputs,
            nodes: compiler.nodes,
        });
    }
    let placed = compiler.problems.into_iter().map(|p| model.lines.place(p).in_file(file));
    Err(placed.collect())
}

struct Compiler<'a> {
    model: &'a Model,
    vocabulary: &'a Vocabulary,
    names: Names,
    /// Law is held to more than a model that stands alone.
    strict: bool,
    types: HashMap<String, FactType>,
    inputs: Vec<Input>,
    nodes: Vec<Node>,
    /// What an id stands for, once it is compiled.
    meanings: HashMap<String, (String, Meaning)>,
    /// Codes a text slot, or a field of it, can hold.
    codes: HashMap<Place, Codes>,
    problems: Vec<Problem>,
}

/// A slot, or a field of it.
type Place = (usize, Option<Arc<str>>);
/// Sorted codes.
type Codes = Arc<[Arc<str>]>;
type Made<T> = Result<T, Problem>;

impl<'a> Compiler<'a> {
    fn new(model: &'a Model, vocabulary: &'a Vocabulary) -> Self {
        let mut names: Vec<&str> = vec![INAPPLICABLE_WORD];
        names.extend(model.inputs.iter().map(|input| input.name.as_str()));
        for decision in &model.decisions {
            names.push(&decision.name);
            collect_names(&decision.logic, &mut names);
        }
        let mut items: Vec<&xml::Item> = model.items.iter().collect();
        while let Some(item) = items.pop() {
            names.push(&item.name);
            items.extend(&item.parts);
        }
        Self {
            model,
            vocabulary,
            names: Names::new(names.iter().copied()),
            strict: vocabulary.closed && model.own("exempt").is_none(),
            types: HashMap::new(),
            inputs: Vec::new(),
            nodes: Vec::new(),
            meanings: HashMap::new(),
            codes: HashMap::new(),
            problems: Vec::new(),
        }
    }

    fn run(&mut self) {
        if let Err(problem) = self.prepare() {
            self.problems.push(problem);
            return;
        }
        let order = match self.order() {
            Ok(order) => order,
            Err(problem) => return self.problems.push(problem),
        };
        for index in order {
            let Some(decision) = self.model.decisions.get(index) else { continue };
            // What rests on a refused decision has no mistake of its own to tell.
            if let Err(problem) = self.decision(decision)
                && problem.code != RESTS_ON_REFUSED
            {
                self.problems.push(problem.in_decision(&decision.name).at_line(decision.line));
            }
        }
    }

    fn prepare(&mut self) -> Made<()> {
        if self.model.decisions.len() > DECISIONS_MAX {
            let message = format!("a model has at most {DECISIONS_MAX} decisions");
            return Err(Problem::error("model-too-large", message));
        }
        self.unambiguous_names()?;
        for item in &self.model.items {
            let fact = self.item_type(item, 0)?;
            if self.types.insert(item.name.clone(), fact).is_some() {
                let message = format!("the type '{}' is declared twice", item.name);
                return Err(Problem::error("duplicate-name", message).at_line(item.line));
            }
        }
        for input in &self.model.inputs {
            self.input(input).map_err(|problem| problem.at_line(input.line))?;
        }
        Ok(())
    }

    /// Two things of one name, or a name that also reads as a calculation, would make the meaning
    /// of a cell depend on fine print.
    fn unambiguous_names(&self) -> Made<()> {
        let inputs = self.model.inputs.iter().map(|input| (&input.name, input.line));
        let decisions = self.model.decisions.iter().map(|d| (&d.name, d.line));
        let all: Vec<(&String, u32)> = inputs.chain(decisions).collect();
        let mut seen = HashSet::new();
        for (name, line) in &all {
            if !seen.insert(*name) {
                let message = format!("the name '{name}' is declared twice");
                return Err(Problem::error("duplicate-name", message).at_line(*line));
            }
        }
        for (name, line) in &all {
            let pieces: Vec<&str> = name.split(is_operator_in_name).map(str::trim).collect();
            let known =
                |piece: &&str| seen.contains(&(*piece).to_owned()) || piece.parse::<f64>().is_ok();
            if pieces.len() > 1 && pieces.iter().filter(|p| !p.is_empty()).all(known) {
                let message = format!(
                    "the name '{name}' can also be read as a calculation with other names; rename it"
                );
                return Err(Problem::error("ambiguous-name", message).at_line(*line));
            }
        }
        Ok(())
    }

    fn item_type(&self, item: &xml::Item, depth: u32) -> Made<FactType> {
        let wrong = |message: String| {
            Err(Problem::error("bad-type", message).at_line(item.line).in_column(&item.name))
        };
        if depth > 8 {
            return wrong("types are nested deeper than 8 levels".to_owned());
        }
        let mut fact = if item.parts.is_empty() {
            let Some(base) = &item.base else {
                return wrong(format!("the type '{}' has neither a base nor parts", item.name));
            };
            match self.named_type(base) {
                Some(fact) => fact,
                None => return wrong(format!("the type '{base}' is outside the profile")),
            }
        } else {
            let mut fields: Vec<(Arc<str>, Type)> = Vec::new();
            for part in &item.parts {
                let ty = self.item_type(part, depth + 1)?;
                if ty.codes.is_some() {
                    return wrong("allowed values inside a group are outside the profile".into());
                }
                fields.push((Arc::from(crate::syntax::normal(&part.name).as_str()), ty.ty));
            }
            FactType { ty: Type::Context(fields.into()), codes: None }
        };
        if let Some(allowed) = &item.allowed {
            match self.code_list(allowed) {
                Some(codes) if fact.ty == Type::Str => fact.codes = Some(codes),
                _ => return wrong("allowed values must be a list of texts".to_owned()),
            }
        }
        if item.many {
            if fact.codes.is_some() {
                return wrong("allowed values of a list are outside the profile".to_owned());
            }
            fact.ty = Type::List(fact.ty.into());
        }
        Ok(fact)
    }

    fn named_type(&self, name: &str) -> Option<FactType> {
        let name = name.trim();
        if let Some(fact) = self.types.get(name) {
            return Some(fact.clone());
        }
        let ty = match name.rsplit(':').next().unwrap_or(name) {
            "string" => Type::Str,
            "number" => Type::Num,
            "boolean" => Type::Bool,
            "date" => Type::Date,
            "dayTimeDuration" | "days and time duration" => Type::Seconds,
            "yearMonthDuration" | "years and months duration" => Type::Months,
            _ => return None,
        };
        Some(FactType { ty, codes: None })
    }

    /// A type reference that may be missing; `Any` is as good as none.
    fn declared(&self, type_ref: Option<&String>) -> Made<Option<FactType>> {
        let Some(name) = type_ref else { return Ok(None) };
        if name.trim() == "Any" || name.trim() == "feel:Any" {
            return Ok(None);
        }
        let message = || format!("the type '{name}' is unknown or outside the profile");
        self.named_type(name).map(Some).ok_or_else(|| Problem::error("bad-type", message()))
    }

    /// Texts of an allowed-values cell, sorted.
    fn code_list(&self, text: &str) -> Option<Arc<[Arc<str>]>> {
        let CellAst::Tests(tests) = read_cell(text, &self.names).ok()? else { return None };
        let mut codes: Vec<Arc<str>> = Vec::with_capacity(tests.len());
        for test in tests {
            match test {
                TestAst::Value(crate::syntax::Ast::Str(code)) => codes.push(code.as_str().into()),
                _ => return None,
            }
        }
        codes.sort();
        codes.dedup();
        Some(codes.into())
    }

    fn input(&mut self, input: &xml::Input) -> Made<()> {
        let declared = self.declared(input.type_ref.as_ref())?;
        let name = &input.name;
        if let Some((value, ty)) = self.vocabulary.parameters.get(name) {
            let meaning = Meaning::Parameter(value.clone(), ty.clone());
            self.meanings.insert(input.id.clone(), (name.clone(), meaning));
            return Ok(());
        }
        let fact = match (self.vocabulary.facts.get(name), declared) {
            (Some(fact), Some(declared)) if fact.ty.join(&declared.ty).is_none() => {
                let message = format!(
                    "'{name}' is a {} in the dictionary and a {} here",
                    fact.ty, declared.ty
                );
                return Err(Problem::error("type-mismatch", message));
            }
            (Some(fact), _) => fact.clone(),
            (None, _) if self.vocabulary.closed => {
                let message = format!(
                    "unknown name '{name}': neither a fact of law/facts nor a parameter of \
                     law/parameters with a value on the date"
                );
                return Err(Problem::error("unknown-name", message));
            }
            (None, Some(declared)) => declared,
            (None, None) => {
                let message = format!("the input '{name}' has no type");
                return Err(Problem::error("missing-type", message));
            }
        };
        let slot = self.inputs.len();
        let meaning = Meaning::Slot(slot, fact.ty.clone());
        self.meanings.insert(input.id.clone(), (name.clone(), meaning));
        if let Some(codes) = &fact.codes
            && fact.ty == Type::Str
        {
            self.codes.insert((slot, None), codes.clone());
        }
        self.inputs.push(Input { name: name.as_str().into(), ty: fact.ty, codes: fact.codes });
        Ok(())
    }

    /// Decisions so that each comes after all it requires.
    fn order(&self) -> Made<Vec<usize>> {
        let decisions = &self.model.decisions;
        let index: HashMap<&str, usize> =
            decisions.iter().enumerate().map(|(at, d)| (d.id.as_str(), at)).collect();
        let mut order = Vec::with_capacity(decisions.len());
        let mut done = vec![false; decisions.len()];
        while order.len() < decisions.len() {
            let before = order.len();
            for (at, decision) in decisions.iter().enumerate() {
                let ready = decision
                    .requires
                    .iter()
                    .all(|id| index.get(id.as_str()).is_none_or(|at| done.get(*at) == Some(&true)));
                if let Some(flag) = done.get_mut(at)
                    && ready
                    && !*flag
                {
                    *flag = true;
                    order.push(at);
                }
            }
            if order.len() == before {
                let stuck = decisions.iter().zip(&done).filter(|(_, done)| !**done);
                let names: Vec<&str> = stuck.map(|(d, _)| d.name.as_str()).take(8).collect();
                let message =
                    format!("these decisions require each other in a circle: {}", names.join(", "));
                return Err(Problem::error("cycle", message));
            }
        }
        Ok(order)
    }

    fn decision(&mut self, decision: &xml::Decision) -> Made<()> {
        let mut scope = Scope::default();
        for id in &decision.requires {
            let Some((name, meaning)) = self.meanings.get(id) else {
                let broken = self.model.decisions.iter().any(|other| other.id == *id);
                let (code, message) = if broken {
                    (RESTS_ON_REFUSED, format!("it requires #{id}, which is refused"))
                } else {
                    ("dangling-reference", format!("it requires #{id}, which does not exist"))
                };
                return Err(Problem::error(code, message));
            };
            scope.names.insert(name.clone(), meaning.clone());
        }
        let declared = self.declared(decision.type_ref.as_ref())?;
        let role = match decision.role.as_deref() {
            Some("ruling") => Role::Ruling,
            Some("condition") => Role::Condition,
            Some("class") => Role::Class,
            Some("value") | None => Role::Value,
            Some(other) => {
                let message = format!("the role '{other}' is unknown");
                return Err(Problem::error("bad-role", message));
            }
        };
        let mut node = Node {
            name: decision.name.as_str().into(),
            ty: Type::Null,
            role,
            description: decision.description.trim().to_owned(),
            line: decision.line,
            body: Body::Expr(Expr::Const(Value::Null)),
            hidden: false,
        };
        self.logic(&decision.logic, &mut scope, &mut node)?;
        if let Some(declared) = declared {
            node.ty = self.agree(&node.ty, &declared.ty)?;
        }
        let slot = self.push(node);
        if let Some(node) = self.nodes.last() {
            let meaning = Meaning::Slot(slot, node.ty.clone());
            self.meanings.insert(decision.id.clone(), (decision.name.clone(), meaning));
        }
        Ok(())
    }

    fn agree(&self, found: &Type, declared: &Type) -> Made<Type> {
        found.join(declared).ok_or_else(|| {
            let message = format!("declared as {declared}, but the logic gives a {found}");
            Problem::error("type-mismatch", message)
        })
    }

    /// Adds a node and remembers which codes its outputs can hold; gives its slot.
    fn push(&mut self, node: Node) -> usize {
        let slot = self.inputs.len() + self.nodes.len();
        if let Body::Table(table) = &node.body
            && !table.collects()
        {
            let single = table.outputs.len() == 1;
            for output in &table.outputs {
                let mut values = Vec::new();
                let rows = table.rows.iter().map(|row| match &row.output {
                    Produce::Const(value) => Some(value),
                    Produce::Expr(_) => None,
                });
                for value in rows.chain(table.default.as_ref().map(Some)) {
                    let part = value.and_then(|value| match (single, value) {
                        (true, value) => Some(value),
                        (false, value) => value.entry(&output.name),
                    });
                    values.push(part.cloned());
                }
                if let Some(codes) = texts(&values) {
                    let field = (!single).then(|| output.name.clone());
                    self.codes.insert((slot, field), codes);
                }
            }
        }
        self.nodes.push(node);
        slot
    }

    fn expression(&self, text: &Text, scope: &mut Scope) -> Made<(Expr, Type)> {
        let place = |code, message| Problem::error(code, message).at_line(text.line);
        let ast = read_expression(&text.text, &self.names)
            .map_err(|message| place("unreadable", format!("'{}': {message}", text.text.trim())))?;
        if self.strict {
            strict::expression(&ast).map_err(|(code, message)| place(code, message))?;
        }
        scope.lower(&ast).map_err(|message| {
            place("wrong-expression", format!("'{}': {message}", text.text.trim()))
        })
    }

    fn logic(&mut self, logic: &Logic, scope: &mut Scope, node: &mut Node) -> Made<()> {
        match logic {
            Logic::Literal(text) => {
                let (expr, ty) = self.expression(text, scope)?;
                node.body = Body::Expr(expr);
                node.ty = ty;
            }
            Logic::Table(table) => {
                let (table, ty) = self.table(table, scope)?;
                node.body = Body::Table(table);
                node.ty = ty;
            }
            Logic::List(items) => {
                let mut exprs = Vec::new();
                let mut inner = Type::Null;
                for (index, item) in items.iter().enumerate() {
                    let part = format!("{}[{}]", node.name, index + 1);
                    let (slot, ty) = self.part(item, scope, node, &part, None)?;
                    inner = self.agree(&ty, &inner)?;
                    exprs.push(Expr::Slot(slot));
                }
                node.body = Body::Expr(Expr::List(exprs));
                node.ty = Type::List(inner.into());
            }
            Logic::Context(entries, result) => {
                let mut exprs = Vec::new();
                let mut fields = Vec::new();
                let saved = scope.names.clone();
                for (name, type_ref, entry) in entries {
                    let part = format!("{}.{name}", node.name);
                    let declared = self.declared(type_ref.as_ref())?.map(|fact| fact.ty);
                    let (slot, ty) = self.part(entry, scope, node, &part, declared)?;
                    scope.names.insert(name.clone(), Meaning::Slot(slot, ty.clone()));
                    let key: Arc<str> = name.as_str().into();
                    exprs.push((key.clone(), Expr::Slot(slot)));
                    fields.push((key, ty));
                }
                if let Some(result) = result {
                    self.logic(result, scope, node)?;
                } else {
                    node.body = Body::Expr(Expr::Context(exprs));
                    node.ty = Type::Context(fields.into());
                }
                scope.names = saved;
            }
        }
        Ok(())
    }

    /// Compiles a part of a composed expression into a hidden node.
    fn part(
        &mut self,
        logic: &Logic,
        scope: &mut Scope,
        whole: &Node,
        name: &str,
        declared: Option<Type>,
    ) -> Made<(usize, Type)> {
        let mut node = Node { name: name.into(), hidden: true, role: Role::Value, ..whole.clone() };
        self.logic(logic, scope, &mut node)?;
        if let Some(declared) = declared {
            node.ty = self.agree(&node.ty, &declared)?;
        }
        let ty = node.ty.clone();
        Ok((self.push(node), ty))
    }

    fn table(&self, source: &xml::Table, scope: &mut Scope) -> Made<(Table, Type)> {
        let hit = hit_policy(source)?;
        let mut clauses = Vec::with_capacity(source.clauses.len());
        let mut columns: Vec<Vec<Test>> = Vec::with_capacity(source.clauses.len());
        for (index, clause) in source.clauses.iter().enumerate() {
            let heading = clause.expression.text.trim().to_owned();
            let (clause, tests) = self
                .column(source, index, clause, scope)
                .map_err(|problem| problem.in_column(&heading).at_line(clause.expression.line))?;
            clauses.push(clause);
            columns.push(tests);
        }
        let (values, ty) = self.outputs(source, scope)?;
        let (default, ranks) = self.output_order(source, hit, &values, scope)?;
        let mut rows = Vec::with_capacity(source.rules.len());
        let mut columns: Vec<_> = columns.into_iter().map(Vec::into_iter).collect();
        let citation = source.annotations.iter().position(|name| name == "citation");
        for ((rule, output), rank) in source.rules.iter().zip(values).zip(ranks) {
            let cited = citation.and_then(|at| rule.annotations.get(at)).map_or("", String::as_str);
            let parts = cited.split(';').map(str::trim).filter(|part| !part.is_empty());
            rows.push(Row {
                id: rule.id.as_str().into(),
                line: rule.line,
                tests: columns.iter_mut().filter_map(Iterator::next).collect(),
                texts: rule.tests.iter().map(|text| text.text.trim().to_owned()).collect(),
                output,
                rank,
                citations: parts.map(Arc::from).collect(),
            });
        }
        let outputs = source
            .outputs
            .iter()
            .map(|output| Output { name: output.name.as_deref().unwrap_or("").into() });
        let ty = match hit {
            Hit::Collect(None) | Hit::RuleOrder | Hit::OutputOrder => Type::List(ty.into()),
            Hit::Collect(Some(Aggregation::Count)) => Type::Num,
            _ => ty,
        };
        Ok((Table { hit, clauses, outputs: outputs.collect(), rows, default }, ty))
    }

    /// One condition column: its expression, its domain, and the test of every row.
    fn column(
        &self,
        table: &xml::Table,
        index: usize,
        clause: &xml::Clause,
        scope: &mut Scope,
    ) -> Made<(Clause, Vec<Test>)> {
        let (expr, mut ty) = self.expression(&clause.expression, scope)?;
        if let Some(declared) = self.declared(clause.type_ref.as_ref())? {
            ty = self.agree(&ty, &declared.ty)?;
        }
        let mut cells = Vec::with_capacity(table.rules.len());
        let mut constants = Vec::new();
        for (row, rule) in table.rules.iter().enumerate() {
            let text = rule.tests.get(index).cloned().unwrap_or_default();
            let place = |code, message: String| {
                let message = format!("'{}': {message}", text.text.trim());
                Problem::error(code, message).in_row(row + 1).at_line(text.line)
            };
            let ast = read_cell(&text.text, &self.names).map_err(|m| place("unreadable", m))?;
            if self.strict {
                strict::cell(&ast).map_err(|(code, message)| place(code, message))?;
            }
            let made = cell(scope, &ast, &ty).map_err(|m| place("wrong-cell", m))?;
            let named = made.constants().unwrap_or_default();
            if named.iter().any(|value| !constant_fits(value, SCALE_MAX)) {
                return Err(place("number-too-fine", "the number is too large".to_owned()));
            }
            if named.iter().any(|v| matches!(v, Value::Num(n) if n.scale() > SCALE_MAX)) {
                let message = format!("more than {SCALE_MAX} digits after the point");
                return Err(place("number-too-fine", message));
            }
            constants.extend(named);
            cells.push((row, made, place("unknown-code", String::new())));
        }
        let closed = self.closed_codes(&expr, clause)?;
        if let Some(codes) = &closed {
            for (_, made, place) in &cells {
                for value in made.constants().unwrap_or_default() {
                    if let Value::Str(code) = &value
                        && codes.binary_search(code).is_err()
                    {
                        let message =
                            format!("the code \"{code}\" cannot occur in this column; misspelt?");
                        return Err(Problem { message: message.into(), ..place.clone() });
                    }
                }
            }
        }
        let domain = Domain::new(&ty, &constants, closed.as_deref());
        let tests = cells.into_iter().map(|(_, made, _): (_, Cell, _)| made.into_test(&domain));
        let tests = tests.collect();
        let heading = clause.expression.text.trim().to_owned();
        Ok((Clause { heading, expr, domain }, tests))
    }

    /// All codes a column can hold, when they are known.
    fn closed_codes(&self, expr: &Expr, clause: &xml::Clause) -> Made<Option<Arc<[Arc<str>]>>> {
        let known = match expr {
            Expr::Slot(slot) => self.codes.get(&(*slot, None)),
            Expr::Field(base, field, _) => match &**base {
                Expr::Slot(slot) => self.codes.get(&(*slot, Some(field.clone()))),
                _ => None,
            },
            _ => None,
        };
        if let Some(codes) = known {
            return Ok(Some(codes.clone()));
        }
        match &clause.allowed {
            Some(allowed) => match self.code_list(allowed) {
                Some(codes) => Ok(Some(codes)),
                None => Err(Problem::error(
                    "unsupported-construct",
                    "allowed values of a column must be a list of texts",
                )),
            },
            None => Ok(None),
        }
    }

    fn outputs(&self, table: &xml::Table, scope: &mut Scope) -> Made<(Vec<Produce>, Type)> {
        let single = table.outputs.len() == 1;
        let mut names: Vec<Arc<str>> = Vec::new();
        let mut types = Vec::new();
        for output in &table.outputs {
            let name = output.name.as_deref().unwrap_or("");
            if !single && (name.is_empty() || names.iter().any(|other| **other == *name)) {
                let message = "several outputs need names that differ".to_owned();
                return Err(Problem::error("bad-output", message));
            }
            names.push(name.into());
            types.push(self.declared(output.type_ref.as_ref())?.map_or(Type::Null, |f| f.ty));
        }
        let mut produced = Vec::with_capacity(table.rules.len());
        for (row, rule) in table.rules.iter().enumerate() {
            let mut parts = Vec::with_capacity(names.len());
            for ((text, ty), name) in rule.outputs.iter().zip(&mut types).zip(&names) {
                let place = |problem: Problem| problem.in_row(row + 1).in_column(name);
                let (expr, found) = self.expression(text, scope).map_err(place)?;
                *ty = self.agree(&found, ty).map_err(place)?;
                parts.push((name.clone(), expr));
            }
            produced.push(produce(parts, single));
        }
        let ty = if single {
            types.into_iter().next().unwrap_or(Type::Null)
        } else {
            Type::Context(names.into_iter().zip(types).collect())
        };
        Ok((produced, ty))
    }

    /// The default output, and each row's place in the order of output values.
    fn output_order(
        &self,
        table: &xml::Table,
        hit: Hit,
        values: &[Produce],
        scope: &mut Scope,
    ) -> Made<(Option<Value>, Vec<usize>)> {
        let mut defaults = Vec::new();
        for output in &table.outputs {
            if let Some(text) = &output.default {
                match self.expression(text, scope)? {
                    (Expr::Const(value), _) => defaults.push(value),
                    _ => return Err(unsupported("a default output that is not a constant")),
                }
            }
        }
        let default = match (defaults.len(), table.outputs.len()) {
            (0, _) => None,
            (1, 1) => defaults.pop(),
            _ => return Err(unsupported("defaults for several outputs")),
        };
        if !matches!(hit, Hit::Priority | Hit::OutputOrder) {
            return Ok((default, vec![0; values.len()]));
        }
        let mut ranks = vec![0_usize; values.len()];
        for output in &table.outputs {
            let Some(order) = &output.allowed else {
                return Err(unsupported("hit policy P or O without output values"));
            };
            let order = Text { text: format!("[{order}]"), line: table.line };
            let (Expr::Const(Value::List(order)), _) = self.expression(&order, scope)? else {
                return Err(unsupported("output values that are not constants"));
            };
            for (rank, value) in ranks.iter_mut().zip(values) {
                let name = output.name.as_deref().unwrap_or("");
                let Produce::Const(value) = value else {
                    return Err(unsupported("hit policy P or O with calculated outputs"));
                };
                let part = if table.outputs.len() == 1 { Some(value) } else { value.entry(name) };
                let place = order.iter().position(|candidate| Some(candidate) == part);
                let place = place.ok_or_else(|| unsupported("an output not in the list"))?;
                *rank = rank.saturating_mul(order.len() + 1) + place;
            }
        }
        Ok((default, ranks))
    }
}
