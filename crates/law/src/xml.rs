//! Reads a DMN file into a plain model. Whatever is not understood is refused by name, never
//! skipped, unless it has no influence on the answer (drawings, notes, sources of knowledge).

use crate::problem::Problem;
use roxmltree::{Document, Node, NodeId, ParsingOptions};
use std::collections::HashSet;

/// Largest file in bytes. The largest table we know of (203 rows) is under 300 KB.
pub const FILE_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Most XML nodes in a file: bounds memory when every byte opens an element.
const NODES_MAX: u32 = 400_000;
/// Deepest nesting of elements.
const DEPTH_MAX: usize = 64;
/// Most rows of a table.
pub const ROWS_MAX: usize = 4096;
/// Most condition or output columns of a table.
pub const COLUMNS_MAX: usize = 64;

/// Name spaces of DMN 1.2 to 1.5 models; their decision logic reads the same.
const MODELS: [&str; 5] = [
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
    "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "https://www.omg.org/spec/DMN/20230324/MODEL/",
];
/// Name space of our own attributes.
const OWN: &str = "urn:uma:law:1";

/// A file as read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Model {
    pub name: String,
    /// Our own attributes of the model: `exempt`, `appliesBy`, `validTo`, `grade`, `parties`.
    pub own: Vec<(String, String)>,
    pub description: String,
    pub items: Vec<Item>,
    pub inputs: Vec<Input>,
    pub decisions: Vec<Decision>,
    pub lines: Lines,
}

impl Model {
    /// One of our own attributes of the model.
    pub(crate) fn own(&self, name: &str) -> Option<&str> {
        self.own.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// A declared type.
#[derive(Debug, Clone, Default)]
pub(crate) struct Item {
    pub name: String,
    pub line: u32,
    pub base: Option<String>,
    pub parts: Vec<Item>,
    pub many: bool,
    pub allowed: Option<String>,
}

#[derive(Debug, Clone)]
pub(crate) struct Input {
    pub id: String,
    pub name: String,
    pub line: u32,
    pub type_ref: Option<String>,
}

#[derive(Debug, Clone)]
pub(crate) struct Decision {
    pub id: String,
    pub name: String,
    pub line: u32,
    pub type_ref: Option<String>,
    pub description: String,
    /// From `uma:role`.
    pub role: Option<String>,
    /// Ids of required inputs and decisions.
    pub requires: Vec<String>,
    pub logic: Logic,
}

#[derive(Debug, Clone)]
pub(crate) enum Logic {
    Literal(Text),
    Context(Vec<(String, Option<String>, Logic)>, Option<Box<Logic>>),
    List(Vec<Logic>),
    Table(Table),
}

/// A text and where it stands (see [`Lines`]).
#[derive(Debug, Clone, Default)]
pub(crate) struct Text {
    pub text: String,
    pub line: u32,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    pub line: u32,
    pub hit: String,
    pub aggregation: Option<String>,
    pub clauses: Vec<Clause>,
    pub outputs: Vec<Output>,
    pub annotations: Vec<String>,
    pub rules: Vec<Rule>,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Clause {
    pub expression: Text,
    pub type_ref: Option<String>,
    pub allowed: Option<String>,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Output {
    pub name: Option<String>,
    pub type_ref: Option<String>,
    pub allowed: Option<String>,
    pub default: Option<Text>,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Rule {
    pub id: String,
    pub line: u32,
    pub tests: Vec<Text>,
    pub outputs: Vec<Text>,
    pub annotations: Vec<String>,
}

type Reading<T> = Result<T, Problem>;
type Element<'a> = Node<'a, 'a>;

/// The byte a node starts at, from 1; turned into a line once, at the end (`Lines`), because
/// counting lines at every node would take time quadratic in the size of the file.
fn line(node: Element<'_>) -> u32 {
    u32::try_from(node.range().start).map_or(0, |byte| byte + 1)
}

/// Where the lines of a file begin.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lines(Vec<u32>);

impl Lines {
    fn of(source: &str) -> Self {
        let breaks = source.match_indices('\n').filter_map(|(byte, _)| u32::try_from(byte).ok());
        Self(breaks.collect())
    }

    /// The problem with its byte turned into a line.
    pub(crate) fn place(&self, mut problem: Problem) -> Problem {
        if problem.line > 0 {
            let before = self.0.partition_point(|byte| byte + 1 < problem.line);
            problem.line = u32::try_from(before).map_or(0, |count| count + 1);
        }
        problem
    }
}

fn refuse(node: Element<'_>, code: &'static str, message: String) -> Problem {
    Problem::error(code, message).at_line(line(node))
}

fn unsupported(node: Element<'_>, inside: &str) -> Problem {
    let name = node.tag_name().name();
    let message = format!("<{name}> in {inside} is outside the profile; nothing was evaluated");
    refuse(node, "unsupported-construct", message)
}

/// The child elements of the model's name space; our own and drawing elements are left out.
fn elements<'a>(node: Element<'a>) -> impl Iterator<Item = Element<'a>> {
    node.children().filter(|child| {
        child.is_element()
            && child.tag_name().namespace().is_none_or(|space| MODELS.contains(&space))
            && !matches!(child.tag_name().name(), "extensionElements" | "description" | "question")
            && !matches!(child.tag_name().name(), "allowedAnswers" | "typeConstraint")
    })
}

fn child<'a>(node: Element<'a>, name: &str) -> Option<Element<'a>> {
    node.children().find(|child| child.is_element() && child.tag_name().name() == name)
}

fn attribute(node: Element<'_>, name: &str) -> Option<String> {
    node.attribute(name).map(str::to_owned)
}

fn need(node: Element<'_>, name: &str) -> Reading<String> {
    attribute(node, name).filter(|value| !value.trim().is_empty()).ok_or_else(|| {
        let tag = node.tag_name().name();
        refuse(node, "missing-attribute", format!("<{tag}> has no {name}"))
    })
}

fn text_of(node: Element<'_>) -> String {
    node.descendants().filter(Node::is_text).filter_map(|n| n.text()).collect()
}

/// The `<text>` of an expression or cell.
fn text_child(node: Element<'_>) -> Reading<Text> {
    if let Some(language) = node.attribute("expressionLanguage")
        && !language.to_ascii_lowercase().contains("feel")
    {
        return Err(refuse(node, "unsupported-language", format!("language {language}")));
    }
    let text = child(node, "text").map(text_of).unwrap_or_default();
    Ok(Text { text, line: line(node) })
}

/// Reads a whole file. The limits are checked before anything large is built.
pub(crate) fn read(source: &str) -> Reading<Model> {
    read_slice(source, None)
}

/// Reads a file, or of it only the decision of a name and what that requires.
pub(crate) fn read_slice(source: &str, decision: Option<&str>) -> Reading<Model> {
    if source.len() > FILE_BYTES_MAX {
        return Err(Problem::error(
            "file-too-large",
            format!("the file has {} bytes; at most {FILE_BYTES_MAX} are read", source.len()),
        ));
    }
    let options = ParsingOptions { allow_dtd: false, nodes_limit: NODES_MAX, ..Default::default() };
    shallow(source)?;
    let document = Document::parse_with_options(source, options).map_err(|error| {
        let message = format!("not well-formed XML, or it declares entities: {error}");
        Problem::error("bad-xml", message).at_line(error.pos().row)
    })?;
    let lines = Lines::of(source);
    let root = document.root_element();
    let wanted = decision.map(|name| required(root, name));
    match definitions(root, wanted.as_ref()) {
        Ok(model) => Ok(Model { lines, ..model }),
        Err(problem) => Err(lines.place(problem)),
    }
}

/// A decision and all it requires, directly or not.
fn required(root: Element<'_>, decision: &str) -> HashSet<NodeId> {
    let wanted = crate::syntax::normal(decision);
    let mut open: Vec<Element<'_>> = elements(root)
        .filter(|node| node.tag_name().name() == "decision")
        .filter(|node| node.attribute("name").is_some_and(|n| crate::syntax::normal(n) == wanted))
        .collect();
    let mut found = HashSet::new();
    while let Some(node) = open.pop() {
        if !found.insert(node.id()) {
            continue;
        }
        let hrefs = node.descendants().filter_map(|part| part.attribute("href"));
        for id in hrefs.filter_map(|href| href.strip_prefix('#')) {
            open.extend(elements(root).filter(|other| other.attribute("id") == Some(id)));
        }
    }
    found
}

fn definitions(root: Element<'_>, wanted: Option<&HashSet<NodeId>>) -> Reading<Model> {
    let space = root.tag_name().namespace().unwrap_or("");
    if root.tag_name().name() != "definitions" || !MODELS.contains(&space) {
        return Err(refuse(root, "not-dmn", "this is not a DMN 1.2-1.5 model".to_owned()));
    }
    unique_ids(root)?;
    let mut model = Model {
        name: attribute(root, "name").unwrap_or_default(),
        own: root
            .attributes()
            .filter(|attribute| attribute.namespace() == Some(OWN))
            .map(|attribute| (attribute.name().to_owned(), attribute.value().to_owned()))
            .collect(),
        description: child(root, "description").map(text_of).unwrap_or_default(),
        ..Model::default()
    };
    for node in elements(root) {
        let inside = |wanted: &HashSet<NodeId>| wanted.contains(&node.id());
        match node.tag_name().name() {
            // A type that cannot be read is missed where it is used.
            "itemDefinition" if wanted.is_some() => model.items.extend(item(node)),
            "itemDefinition" => model.items.push(item(node)?),
            _ if !wanted.is_none_or(inside) => {}
            "inputData" => model.inputs.push(input(node)?),
            "decision" => model.decisions.push(decision(node)?),
            // No influence on any answer.
            "knowledgeSource"
            | "textAnnotation"
            | "association"
            | "group"
            | "artifact"
            | "elementCollection"
            | "performanceIndicator"
            | "organizationUnit" => {}
            _ => return Err(unsupported(node, "the model")),
        }
    }
    Ok(model)
}

/// Refuses deep nesting before the reader, which may recurse, sees it.
fn shallow(source: &str) -> Reading<()> {
    let mut depth = 0_usize;
    for piece in source.split('<').skip(1) {
        if piece.starts_with('/') {
            depth = depth.saturating_sub(1);
        } else if !piece.starts_with(['!', '?'])
            && !piece.split('>').next().is_some_and(|tag| tag.ends_with('/'))
        {
            depth += 1;
        }
        if depth > DEPTH_MAX {
            let message = format!("elements are nested deeper than {DEPTH_MAX}");
            return Err(Problem::error("bad-xml", message));
        }
    }
    Ok(())
}

fn unique_ids(root: Element<'_>) -> Reading<()> {
    let mut seen = HashSet::new();
    for node in root.descendants().filter(Node::is_element) {
        if node.tag_name().namespace().is_some_and(|space| !MODELS.contains(&space)) {
            continue;
        }
        if let Some(id) = node.attribute("id")
            && !seen.insert(id)
        {
            return Err(refuse(node, "duplicate-id", format!("the id {id} stands twice")));
        }
    }
    Ok(())
}

fn item(node: Element<'_>) -> Reading<Item> {
    let mut item = Item {
        name: need(node, "name")?,
        line: line(node),
        many: node.attribute("isCollection") == Some("true"),
        ..Item::default()
    };
    for part in elements(node) {
        match part.tag_name().name() {
            "typeRef" => item.base = Some(text_of(part).trim().to_owned()),
            "itemComponent" => item.parts.push(self::item(part)?),
            "allowedValues" => item.allowed = Some(text_child(part)?.text),
            _ => return Err(unsupported(part, "an item definition")),
        }
    }
    Ok(item)
}

fn variable_type(node: Element<'_>) -> Option<String> {
    child(node, "variable").and_then(|variable| attribute(variable, "typeRef"))
}

/// The name of a node; its variable must not contradict it.
fn name_of(node: Element<'_>) -> Reading<String> {
    let name = crate::syntax::normal(&need(node, "name")?);
    if let Some(variable) = child(node, "variable")
        && let Some(other) = attribute(variable, "name")
        && crate::syntax::normal(&other) != name
    {
        let message = format!("'{name}' has a variable with another name, '{other}'");
        return Err(refuse(node, "name-mismatch", message));
    }
    Ok(name)
}

fn input(node: Element<'_>) -> Reading<Input> {
    Ok(Input {
        id: need(node, "id")?,
        name: name_of(node)?,
        line: line(node),
        type_ref: variable_type(node),
    })
}

fn decision(node: Element<'_>) -> Reading<Decision> {
    let name = name_of(node)?;
    let mut requires = Vec::new();
    let mut logic = None;
    for part in elements(node) {
        match part.tag_name().name() {
            "informationRequirement" => {
                for required in elements(part) {
                    let href = need(required, "href")?;
                    let id = href.strip_prefix('#').ok_or_else(|| {
                        refuse(required, "unsupported-import", format!("{href} is in another file"))
                    })?;
                    requires.push(id.to_owned());
                }
            }
            "variable"
            | "authorityRequirement"
            | "supportedObjective"
            | "decisionMaker"
            | "decisionOwner"
            | "usingProcess"
            | "usingTask"
            | "impactedPerformanceIndicator" => {}
            "knowledgeRequirement" => return Err(unsupported(part, &name)),
            _ if logic.is_some() => return Err(unsupported(part, &name)),
            _ => logic = Some(self::logic(part).map_err(|p| p.in_decision(&name))?),
        }
    }
    let Some(logic) = logic else {
        let message = format!("the decision '{name}' has no table and no expression");
        return Err(refuse(node, "no-logic", message));
    };
    // The standard lets a decision have no id; then nothing can require it.
    let nameless = || format!("\u{0}{}", line(node));
    Ok(Decision {
        id: attribute(node, "id").unwrap_or_else(nameless),
        line: line(node),
        type_ref: variable_type(node),
        description: child(node, "description").map(text_of).unwrap_or_default(),
        role: node.attribute((OWN, "role")).map(str::to_owned),
        name,
        requires,
        logic,
    })
}

fn logic(node: Element<'_>) -> Reading<Logic> {
    match node.tag_name().name() {
        "literalExpression" => Ok(Logic::Literal(text_child(node)?)),
        "decisionTable" => Ok(Logic::Table(table(node)?)),
        "list" => Ok(Logic::List(elements(node).map(logic).collect::<Reading<_>>()?)),
        "context" => {
            let mut entries = Vec::new();
            let mut result = None;
            for entry in elements(node) {
                let mut body = None;
                for part in elements(entry) {
                    if part.tag_name().name() != "variable" {
                        body = Some(logic(part)?);
                    }
                }
                let Some(body) = body else {
                    return Err(refuse(entry, "no-logic", "an entry has no expression".to_owned()));
                };
                match child(entry, "variable") {
                    Some(variable) => {
                        let name = crate::syntax::normal(&need(variable, "name")?);
                        entries.push((name, attribute(variable, "typeRef"), body));
                    }
                    None => result = Some(Box::new(body)),
                }
            }
            Ok(Logic::Context(entries, result))
        }
        _ => Err(unsupported(node, "a decision")),
    }
}

fn table(node: Element<'_>) -> Reading<Table> {
    let mut table = Table {
        line: line(node),
        hit: attribute(node, "hitPolicy").unwrap_or_else(|| "UNIQUE".to_owned()),
        aggregation: attribute(node, "aggregation"),
        ..Table::default()
    };
    for part in elements(node) {
        match part.tag_name().name() {
            "input" => table.clauses.push(clause(part)?),
            "output" => table.outputs.push(output(part)?),
            "annotation" => table.annotations.push(attribute(part, "name").unwrap_or_default()),
            "rule" => table.rules.push(rule(part)?),
            _ => return Err(unsupported(part, "a decision table")),
        }
    }
    let too_many = table.rules.len() > ROWS_MAX
        || table.clauses.len() > COLUMNS_MAX
        || table.outputs.len() > COLUMNS_MAX;
    if too_many {
        let message = format!("a table has at most {ROWS_MAX} rows and {COLUMNS_MAX} columns");
        return Err(refuse(node, "table-too-large", message));
    }
    if table.outputs.is_empty() || table.rules.is_empty() {
        return Err(refuse(node, "empty-table", "the table has no output or no row".to_owned()));
    }
    for (index, rule) in table.rules.iter().enumerate() {
        let wanted = (table.clauses.len(), table.outputs.len());
        let found = (rule.tests.len(), rule.outputs.len());
        if wanted != found {
            let message = format!(
                "the row has {} conditions and {} outputs, the table has {} and {} columns",
                found.0, found.1, wanted.0, wanted.1
            );
            return Err(Problem::error("short-row", message).at_line(rule.line).in_row(index + 1));
        }
    }
    Ok(table)
}

fn clause(node: Element<'_>) -> Reading<Clause> {
    let mut clause = Clause::default();
    for part in elements(node) {
        match part.tag_name().name() {
            "inputExpression" => {
                clause.expression = text_child(part)?;
                clause.type_ref = attribute(part, "typeRef");
            }
            "inputValues" => clause.allowed = Some(text_child(part)?.text),
            _ => return Err(unsupported(part, "a table column")),
        }
    }
    Ok(clause)
}

fn output(node: Element<'_>) -> Reading<Output> {
    let mut output = Output {
        name: attribute(node, "name").map(|name| crate::syntax::normal(&name)),
        type_ref: attribute(node, "typeRef"),
        ..Output::default()
    };
    for part in elements(node) {
        match part.tag_name().name() {
            "outputValues" => output.allowed = Some(text_child(part)?.text),
            "defaultOutputEntry" => output.default = Some(text_child(part)?),
            _ => return Err(unsupported(part, "a table output")),
        }
    }
    Ok(output)
}

fn rule(node: Element<'_>) -> Reading<Rule> {
    let mut rule =
        Rule { id: attribute(node, "id").unwrap_or_default(), line: line(node), ..Rule::default() };
    for part in elements(node) {
        match part.tag_name().name() {
            "inputEntry" => rule.tests.push(text_child(part)?),
            "outputEntry" => rule.outputs.push(text_child(part)?),
            "annotationEntry" => rule.annotations.push(text_child(part)?.text.trim().to_owned()),
            _ => return Err(unsupported(part, "a table row")),
        }
    }
    Ok(rule)
}
