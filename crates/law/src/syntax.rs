//! Reads one FEEL cell or expression of the profile into a tree.
//!
//! Names may hold blanks and operators (DMN 1.3 section 10.3.1.2), so the reader is given all names
//! the model declares and takes the longest declared one; anything else reads as a plain word.

use crate::decimal::Decimal;

/// Longest cell or expression in bytes. The longest cell of the standard's own test suite is a
/// tenth of it.
pub(crate) const TEXT_BYTES_MAX: usize = 16 * 1024;
/// Deepest nesting; a rule a person can read stays under ten.
const DEPTH_MAX: u32 = 48;
/// Most links of chains (`a + b + c`) in one text: chains nest in the tree, and those who walk the
/// tree need a stack.
const LINKS_MAX: u32 = 512;
/// Most steps of reading, so that trying a bracket as a range first stays cheap when nested.
const STEPS_MAX: u32 = 40_000;

/// Arithmetic signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Arith {
    Add,
    Sub,
    Mul,
    Div,
    Exp,
}

/// Comparison signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Cmp {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
}

/// An expression as written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Ast {
    Null,
    Bool(bool),
    Num(Decimal),
    Str(String),
    At(String),
    Name(String),
    Path(Box<Ast>, String),
    Neg(Box<Ast>),
    Arith(Arith, Box<Ast>, Box<Ast>),
    Cmp(Cmp, Box<Ast>, Box<Ast>),
    And(Box<Ast>, Box<Ast>),
    Or(Box<Ast>, Box<Ast>),
    Between(Box<Ast>, Box<Ast>, Box<Ast>),
    In(Box<Ast>, Vec<TestAst>),
    If(Box<Ast>, Box<Ast>, Box<Ast>),
    Quantified { every: bool, variables: Vec<(String, Ast)>, body: Box<Ast> },
    For { variables: Vec<(String, Ast)>, body: Box<Ast> },
    Filter(Box<Ast>, Box<Ast>),
    List(Vec<Ast>),
    Context(Vec<(String, Ast)>),
    Call(String, Vec<(Option<String>, Ast)>),
}

/// One alternative of a cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum TestAst {
    Compare(Cmp, Ast),
    Range { low: Ast, low_closed: bool, high: Ast, high_closed: bool },
    Value(Ast),
}

/// A table cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum CellAst {
    Any,
    Tests(Vec<TestAst>),
    Not(Vec<TestAst>),
}

/// All names a model declares, longest first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names(Vec<String>);

/// Function names of the language that hold blanks.
const SPACED_FUNCTIONS: [&str; 18] = [
    "years and months duration",
    "date and time",
    "string length",
    "upper case",
    "lower case",
    "starts with",
    "ends with",
    "list contains",
    "substring before",
    "substring after",
    "distinct values",
    "index of",
    "round half up",
    "round half down",
    "round up",
    "round down",
    "day of week",
    "day of year",
];

impl Names {
    /// Names with blanks normalised; order does not matter.
    pub(crate) fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut all: Vec<String> = names.into_iter().map(normal).collect();
        all.extend(SPACED_FUNCTIONS.iter().map(|name| (*name).to_owned()));
        all.retain(|name| !name.is_empty());
        all.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
        all.dedup();
        Self(all)
    }
}

/// A name with its inner blanks made single.
pub(crate) fn normal(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// True for the signs a name may hold besides letters, digits and blanks.
pub(crate) fn is_operator_in_name(c: char) -> bool {
    matches!(c, '.' | '/' | '-' | '\'' | '+' | '*' | '’')
}

pub(crate) fn is_name_start(c: char) -> bool {
    c.is_alphabetic() || c == '_' || c == '?'
}

pub(crate) fn is_name_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

type Reading<T> = Result<T, String>;

struct Reader<'a> {
    rest: &'a str,
    names: &'a Names,
    depth: u32,
    links: u32,
    steps: u32,
    /// A limit was hit: no second try.
    exhausted: bool,
}

/// Reads an expression.
pub(crate) fn read_expression(text: &str, names: &Names) -> Reading<Ast> {
    let mut reader = Reader::new(text, names)?;
    let ast = reader.expression()?;
    reader.end()?;
    Ok(ast)
}

/// Reads a table cell (unary tests).
pub(crate) fn read_cell(text: &str, names: &Names) -> Reading<CellAst> {
    let mut reader = Reader::new(text, names)?;
    if reader.rest.trim_end() == "-" {
        return Ok(CellAst::Any);
    }
    let saved = reader.rest;
    if reader.word("not") && reader.sign("(") {
        let tests = reader.tests()?;
        if reader.sign(")") && reader.rest.is_empty() {
            return Ok(CellAst::Not(tests));
        }
        reader.rest = saved;
    } else {
        reader.rest = saved;
    }
    let tests = reader.tests()?;
    reader.end()?;
    Ok(CellAst::Tests(tests))
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, names: &'a Names) -> Reading<Self> {
        if text.len() > TEXT_BYTES_MAX {
            return Err(format!("the text is longer than {TEXT_BYTES_MAX} bytes; split the rule"));
        }
        let mut reader = Self { rest: text, names, depth: 0, links: 0, steps: 0, exhausted: false };
        reader.skip()?;
        if reader.rest.is_empty() {
            return Err("the cell is empty; write - when anything will do".to_owned());
        }
        Ok(reader)
    }

    /// Skips blanks and comments.
    fn skip(&mut self) -> Reading<()> {
        loop {
            self.rest = self.rest.trim_start();
            if let Some(comment) = self.rest.strip_prefix("//") {
                self.rest = comment.split_once('\n').map_or("", |(_, rest)| rest);
            } else if let Some(comment) = self.rest.strip_prefix("/*") {
                let (_, rest) = comment.split_once("*/").ok_or("a comment /* is never closed")?;
                self.rest = rest;
            } else {
                return Ok(());
            }
        }
    }

    fn end(&self) -> Reading<()> {
        if self.rest.is_empty() { Ok(()) } else { Err(self.unexpected()) }
    }

    fn unexpected(&self) -> String {
        if self.rest.is_empty() {
            return "the text ends too early".to_owned();
        }
        let shown: String = self.rest.chars().take(24).collect();
        format!("cannot read from '{shown}' on")
    }

    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    /// Takes a sign if it is next.
    fn sign(&mut self, sign: &str) -> bool {
        match self.rest.strip_prefix(sign) {
            Some(rest) => {
                self.rest = rest;
                self.skip().is_ok()
            }
            None => false,
        }
    }

    fn need(&mut self, sign: &str) -> Reading<()> {
        if self.sign(sign) {
            Ok(())
        } else {
            Err(format!("expected '{sign}': {}", self.unexpected()))
        }
    }

    /// Takes a key word if it is next and ends there.
    fn word(&mut self, word: &str) -> bool {
        match self.rest.strip_prefix(word) {
            Some(rest) if !rest.starts_with(is_name_part) => {
                self.rest = rest;
                self.skip().is_ok()
            }
            _ => false,
        }
    }

    fn need_word(&mut self, word: &str) -> Reading<()> {
        if self.word(word) {
            Ok(())
        } else {
            Err(format!("expected '{word}': {}", self.unexpected()))
        }
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Reading<T>) -> Reading<T> {
        self.steps += 1;
        if self.depth >= DEPTH_MAX || self.steps > STEPS_MAX {
            self.exhausted = true;
            return Err(format!("nested deeper than {DEPTH_MAX} levels; split the rule"));
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    /// Counts one more link of a chain.
    fn link(&mut self) -> Reading<()> {
        self.links += 1;
        if self.links > LINKS_MAX {
            self.exhausted = true;
            return Err("too many parts in one expression; split the rule".to_owned());
        }
        Ok(())
    }

    fn tests(&mut self) -> Reading<Vec<TestAst>> {
        let mut tests = vec![self.test()?];
        while self.sign(",") {
            tests.push(self.test()?);
        }
        Ok(tests)
    }

    fn comparison_sign(&mut self) -> Option<Cmp> {
        for (sign, cmp) in [
            ("<=", Cmp::Le),
            (">=", Cmp::Ge),
            ("!=", Cmp::Ne),
            ("<", Cmp::Lt),
            (">", Cmp::Gt),
            ("=", Cmp::Eq),
        ] {
            if self.sign(sign) {
                return Some(cmp);
            }
        }
        None
    }

    /// One alternative: `< x`, `[a..b)`, or a value.
    fn test(&mut self) -> Reading<TestAst> {
        if let Some(cmp) = self.comparison_sign() {
            return Ok(TestAst::Compare(cmp, self.deeper(Self::sum)?));
        }
        if matches!(self.peek(), Some('[' | '(' | ']'))
            && let Some(range) = self.range()?
        {
            return Ok(range);
        }
        Ok(TestAst::Value(self.expression()?))
    }

    /// A range `[a..b]`, `(a..b)`, `]a..b[`; `None` (nothing taken) when it is something else.
    fn range(&mut self) -> Reading<Option<TestAst>> {
        let saved = self.rest;
        let low_closed = self.peek() == Some('[');
        if !(self.sign("[") || self.sign("(") || self.sign("]")) {
            return Ok(None);
        }
        let low = match self.deeper(Self::sum) {
            Ok(low) if self.sign("..") => low,
            Err(message) if self.exhausted => return Err(message),
            // Not a range: a list or a bracket.
            _ => {
                self.rest = saved;
                return Ok(None);
            }
        };
        let high = self.deeper(Self::sum)?;
        let high_closed = self.peek() == Some(']');
        if !(self.sign("]") || self.sign(")") || self.sign("[")) {
            return Err(format!("a range must end with ] or ): {}", self.unexpected()));
        }
        Ok(Some(TestAst::Range { low, low_closed, high, high_closed }))
    }

    fn expression(&mut self) -> Reading<Ast> {
        self.deeper(|reader| {
            if reader.word("if") {
                return reader.conditional();
            }
            if reader.word("for") {
                let variables = reader.variables()?;
                reader.need_word("return")?;
                return Ok(Ast::For { variables, body: Box::new(reader.expression()?) });
            }
            for every in [true, false] {
                if reader.word(if every { "every" } else { "some" }) {
                    let variables = reader.variables()?;
                    reader.need_word("satisfies")?;
                    let body = Box::new(reader.expression()?);
                    return Ok(Ast::Quantified { every, variables, body });
                }
            }
            reader.disjunction()
        })
    }

    fn conditional(&mut self) -> Reading<Ast> {
        let condition = self.expression()?;
        self.need_word("then")?;
        let then = self.expression()?;
        self.need_word("else")?;
        let otherwise = self.expression()?;
        Ok(Ast::If(Box::new(condition), Box::new(then), Box::new(otherwise)))
    }

    fn variables(&mut self) -> Reading<Vec<(String, Ast)>> {
        let mut variables = Vec::new();
        loop {
            let name = self.plain_word()?;
            self.need_word("in")?;
            let list = self.expression()?;
            if self.sign("..") {
                return Err("counting loops (a..b) are outside the profile".to_owned());
            }
            variables.push((name, list));
            if !self.sign(",") {
                return Ok(variables);
            }
        }
    }

    fn disjunction(&mut self) -> Reading<Ast> {
        let mut left = self.conjunction()?;
        while self.word("or") {
            self.link()?;
            left = Ast::Or(Box::new(left), Box::new(self.conjunction()?));
        }
        Ok(left)
    }

    fn conjunction(&mut self) -> Reading<Ast> {
        let mut left = self.comparison()?;
        while self.word("and") {
            self.link()?;
            left = Ast::And(Box::new(left), Box::new(self.comparison()?));
        }
        Ok(left)
    }

    fn comparison(&mut self) -> Reading<Ast> {
        let left = self.sum()?;
        if self.word("between") {
            let low = self.sum()?;
            self.need_word("and")?;
            let high = self.sum()?;
            return Ok(Ast::Between(Box::new(left), Box::new(low), Box::new(high)));
        }
        if self.word("in") {
            let saved = self.rest;
            if self.peek() == Some('(') && self.range()?.is_none() && self.sign("(") {
                let tests = self.tests()?;
                self.need(")")?;
                return Ok(Ast::In(Box::new(left), tests));
            }
            self.rest = saved;
            return Ok(Ast::In(Box::new(left), vec![self.test()?]));
        }
        if self.word("instance") {
            return Err("'instance of' is outside the profile".to_owned());
        }
        if let Some(cmp) = self.comparison_sign() {
            let right = self.sum()?;
            return Ok(Ast::Cmp(cmp, Box::new(left), Box::new(right)));
        }
        Ok(left)
    }

    fn sum(&mut self) -> Reading<Ast> {
        let mut left = self.product()?;
        loop {
            let arith = if self.sign("+") {
                Arith::Add
            } else if self.sign("-") {
                Arith::Sub
            } else {
                return Ok(left);
            };
            self.link()?;
            left = Ast::Arith(arith, Box::new(left), Box::new(self.product()?));
        }
    }

    fn product(&mut self) -> Reading<Ast> {
        let mut left = self.power()?;
        loop {
            let arith = if self.rest.starts_with("**") {
                return Ok(left);
            } else if self.sign("*") {
                Arith::Mul
            } else if self.sign("/") {
                Arith::Div
            } else {
                return Ok(left);
            };
            self.link()?;
            left = Ast::Arith(arith, Box::new(left), Box::new(self.power()?));
        }
    }

    fn power(&mut self) -> Reading<Ast> {
        let mut left = self.negation()?;
        while self.sign("**") {
            self.link()?;
            left = Ast::Arith(Arith::Exp, Box::new(left), Box::new(self.negation()?));
        }
        Ok(left)
    }

    fn negation(&mut self) -> Reading<Ast> {
        if self.sign("-") {
            return self.deeper(|reader| Ok(Ast::Neg(Box::new(reader.negation()?))));
        }
        self.postfix()
    }

    fn postfix(&mut self) -> Reading<Ast> {
        let mut ast = self.primary()?;
        loop {
            if !self.rest.starts_with("..") && self.sign(".") {
                self.link()?;
                let name = self.name()?;
                ast = Ast::Path(Box::new(ast), name);
            } else if self.peek() == Some('[') {
                self.need("[")?;
                self.link()?;
                let condition = self.expression()?;
                self.need("]")?;
                ast = Ast::Filter(Box::new(ast), Box::new(condition));
            } else {
                return Ok(ast);
            }
        }
    }

    fn primary(&mut self) -> Reading<Ast> {
        match self.peek() {
            None => Err("the text ends too early".to_owned()),
            Some('"') => Ok(Ast::Str(self.text()?)),
            Some('@') => {
                self.need("@")?;
                Ok(Ast::At(self.text()?))
            }
            Some('[') => self.list(),
            Some('{') => self.context(),
            Some('(') => {
                self.need("(")?;
                let inner = self.expression()?;
                self.need(")")?;
                Ok(inner)
            }
            Some(c) if c.is_ascii_digit() || c == '.' => self.number(),
            Some(c) if is_name_start(c) => self.named(),
            Some(_) => Err(self.unexpected()),
        }
    }

    fn named(&mut self) -> Reading<Ast> {
        for (word, value) in
            [("null", Ast::Null), ("true", Ast::Bool(true)), ("false", Ast::Bool(false))]
        {
            if self.word(word) {
                return Ok(value);
            }
        }
        let name = self.name()?;
        if name == "function" {
            return Err("functions defined inside a rule are outside the profile".to_owned());
        }
        if !self.sign("(") {
            return Ok(Ast::Name(name));
        }
        let mut arguments = Vec::new();
        while !self.sign(")") {
            if !arguments.is_empty() {
                self.need(",")?;
            }
            arguments.push(self.argument()?);
        }
        Ok(Ast::Call(name, arguments))
    }

    fn argument(&mut self) -> Reading<(Option<String>, Ast)> {
        let saved = self.rest;
        if self.peek().is_some_and(is_name_start)
            && let Ok(key) = self.key()
            && self.sign(":")
        {
            return Ok((Some(key), self.expression()?));
        }
        self.rest = saved;
        Ok((None, self.expression()?))
    }

    fn list(&mut self) -> Reading<Ast> {
        self.need("[")?;
        let mut items = Vec::new();
        while !self.sign("]") {
            if !items.is_empty() {
                self.need(",")?;
            }
            items.push(self.expression()?);
        }
        Ok(Ast::List(items))
    }

    fn context(&mut self) -> Reading<Ast> {
        self.need("{")?;
        let mut entries: Vec<(String, Ast)> = Vec::new();
        while !self.sign("}") {
            if !entries.is_empty() {
                self.need(",")?;
            }
            let key = self.key()?;
            self.need(":")?;
            if entries.iter().any(|(name, _)| *name == key) {
                return Err(format!("the entry '{key}' stands twice in one group"));
            }
            entries.push((key, self.expression()?));
        }
        Ok(Ast::Context(entries))
    }

    /// A context key or parameter name: a text, or words up to the colon.
    fn key(&mut self) -> Reading<String> {
        if self.peek() == Some('"') {
            return self.text();
        }
        let end = self
            .rest
            .find(|c: char| !(is_name_part(c) || c == ' ' || is_operator_in_name(c)))
            .unwrap_or(self.rest.len());
        let (key, rest) = self.rest.split_at(end);
        if !key.starts_with(is_name_start) {
            return Err(format!("expected a name: {}", self.unexpected()));
        }
        self.rest = rest;
        self.skip()?;
        Ok(normal(key))
    }

    fn plain_word(&mut self) -> Reading<String> {
        if !self.peek().is_some_and(is_name_start) {
            return Err(format!("expected a name: {}", self.unexpected()));
        }
        let skip = self.peek().map_or(0, char::len_utf8);
        let tail = self.rest.get(skip..).unwrap_or("");
        let end = skip + tail.find(|c: char| !is_name_part(c)).unwrap_or(tail.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        self.skip()?;
        Ok(word.to_owned())
    }

    /// The longest declared name that stands here, else one plain word.
    fn name(&mut self) -> Reading<String> {
        let names = self.names;
        for name in &names.0 {
            let is_plain = name.chars().all(is_name_part);
            if is_plain {
                continue;
            }
            if let Some(rest) = take_name(self.rest, name) {
                self.rest = rest;
                self.skip()?;
                return Ok(name.clone());
            }
        }
        self.plain_word()
    }

    fn text(&mut self) -> Reading<String> {
        let mut chars = self.rest.chars();
        if chars.next() != Some('"') {
            return Err(format!("expected a text in quotes: {}", self.unexpected()));
        }
        let mut text = String::new();
        loop {
            match chars.next() {
                None => return Err("a text in quotes is never closed".to_owned()),
                Some('"') => break,
                Some('\\') => match chars.next() {
                    Some('n') => text.push('\n'),
                    Some('t') => text.push('\t'),
                    Some(c @ ('"' | '\\' | '\'')) => text.push(c),
                    _ => return Err("write the letter itself, not a \\ escape".to_owned()),
                },
                Some(c) => text.push(c),
            }
        }
        self.rest = chars.as_str();
        self.skip()?;
        Ok(text)
    }

    fn number(&mut self) -> Reading<Ast> {
        let digits = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let mut end = digits(self.rest);
        let tail = self.rest.get(end..).unwrap_or("");
        if let Some(fraction) = tail.strip_prefix('.')
            && !fraction.starts_with('.')
        {
            end += 1 + digits(fraction);
        }
        let (number, rest) = self.rest.split_at(end);
        if rest.starts_with(is_name_start) {
            return Err(format!("cannot read the number: {}", self.unexpected()));
        }
        let value = Decimal::parse(number)
            .ok_or_else(|| format!("'{number}' is not a number of at most 34 digits"))?;
        self.rest = rest;
        self.skip()?;
        Ok(Ast::Num(value))
    }
}

/// Matches a declared name against the text, blanks by blanks; gives what follows.
fn take_name<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let mut rest = text;
    for c in name.chars() {
        if c == ' ' {
            let trimmed = rest.trim_start();
            if trimmed.len() == rest.len() {
                return None;
            }
            rest = trimmed;
        } else {
            rest = rest.strip_prefix(c)?;
        }
    }
    (!rest.starts_with(is_name_part)).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn expression(text: &str) -> Reading<Ast> {
        read_expression(text, &Names::new(["monthly income", "Threshold", "income"]))
    }

    #[test]
    fn a_difference_is_not_a_name() {
        let Ast::Arith(Arith::Sub, left, right) = expression("income - Threshold").unwrap() else {
            panic!("not a difference");
        };
        assert_eq!(*left, Ast::Name("income".into()));
        assert_eq!(*right, Ast::Name("Threshold".into()));
        assert_eq!(expression("monthly   income").unwrap(), Ast::Name("monthly income".into()));
    }

    #[test]
    fn cells() {
        let names = Names::new([]);
        assert_eq!(read_cell(" - ", &names), Ok(CellAst::Any));
        assert!(
            matches!(read_cell("not(\"A\",\"B\")", &names), Ok(CellAst::Not(t)) if t.len() == 2)
        );
        assert!(matches!(read_cell("[1..2),>= 5", &names), Ok(CellAst::Tests(t)) if t.len() == 2));
        assert!(matches!(read_cell("(3..7]", &names), Ok(CellAst::Tests(_))));
        assert!(matches!(read_cell("-150", &names), Ok(CellAst::Tests(_))));
        for text in ["", "   ", "< ", "[1..", "1 2", "\"a", "/* x", "1..2", "not(1", "a b"] {
            assert!(read_cell(text, &names).is_err(), "{text}");
        }
    }

    #[test]
    fn hostile_texts_are_refused_without_harm() {
        for text in [
            "(".repeat(8000),
            "-".repeat(8000),
            "[".repeat(8000),
            "[1..".repeat(2000),
            "not(".repeat(3000),
            "1+".repeat(4000),
            "a.".repeat(4000),
            "if ".repeat(4000),
            "x".repeat(TEXT_BYTES_MAX + 1),
            format!("{}1", "1 and ".repeat(2500)),
            "a in (".repeat(2500),
            format!("{}1", "1 or ".repeat(2500)),
            "\"\\uD83D".to_owned(),
        ] {
            let names = Names::new(["a b"]);
            assert!(read_expression(&text, &names).is_err());
            let _ = read_cell(&text, &names);
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "[-+*/.,<>=!()\\[\\]{}\"@a-z0-9 \\\\:]{0,60}") {
            let names = Names::new(["a b", "a-b", "a"]);
            let _ = read_expression(&text, &names);
            let _ = read_cell(&text, &names);
        }

        #[test]
        fn never_panics_on_any_letters(text in "\\PC{0,80}") {
            let names = Names::new(["ä ö"]);
            let _ = read_expression(&text, &names);
            let _ = read_cell(&text, &names);
        }
    }
}
