//! Random models of the profile: tables and expressions over seven facts, each decision free to read
//! the ones before it.

use std::fmt::Write;

/// The namespace both engines know a model by.
pub const NAMESPACE: &str = "https://example.org/oracle";
/// Its name.
pub const NAME: &str = "random";

/// A small repeatable generator (xorshift): a find is told by its seed.
pub struct Dice(u64);

impl Dice {
    /// Nearby seeds are mixed apart before the first throw.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let mut dice = Self(seed | 1);
        for _ in 0..5 {
            dice.roll(2);
        }
        dice
    }

    /// A number from 0 below `sides`.
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % sides as u64).unwrap_or(0)
    }

    /// One of them.
    pub fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.roll(of.len())]
    }
}

/// Name and type of each fact.
const FACTS: [(&str, &str); 7] = [
    ("b", "boolean"),
    ("c", "string"),
    ("d", "date"),
    ("e", "date"),
    ("n", "number"),
    ("m", "number"),
    ("k", "number"),
];

const NUMBER_CELLS: [&str; 15] = [
    "-",
    "null",
    "< 5",
    ">= 5",
    "[2..10)",
    "(10..15]",
    "3",
    "not(3, 4)",
    "> 2.5",
    "<= 12.345",
    "null, > 20",
    "< -1, > 100",
    "]1..7[",
    "2,4,6",
    "not(< 3)",
];
const TRUTH_CELLS: [&str; 6] = ["-", "true", "false", "null", "not(true)", "true, null"];
const CODE_CELLS: [&str; 6] = ["-", r#""a""#, r#""b","c""#, r#"not("a")"#, "null", "not(null)"];
const DATE_CELLS: [&str; 5] = [
    "-",
    r#"< date("2024-01-01")"#,
    r#">= date("2022-06-12")"#,
    "null",
    r#"[date("2021-01-01")..date("2023-01-01"))"#,
];
const FACT_CELLS: [&str; 6] = ["< m", ">= m", "[1..m]", "-", "m", "not(m)"];
const CONSTANTS: [&str; 4] = ["1", "2.50", "3", "null"];
const HIT_POLICIES: [&str; 7] =
    ["FIRST", "FIRST", "FIRST", "UNIQUE", "ANY", "RULE ORDER", "COLLECT"];

/// Days and months of a negative duration are left out: engines read the standard both ways.
const NUMBERS: [&str; 22] = [
    "n",
    "m + 1",
    "n - m",
    "n * m",
    "k",
    "if b then n else m",
    "min(n, m)",
    "max([n, m, 3])",
    "sum([n, k])",
    "count([n, m, k])",
    "n + 0.1",
    "abs(n)",
    "floor(n)",
    "ceiling(m)",
    "modulo(k, 3)",
    "-n",
    "n ** 2",
    "if n > m then 1 else 2",
    "d.year",
    "d.month",
    "decimal(n, 1)",
    "round half up(m, 0)",
];
const TRUTHS: [&str; 27] = [
    "n > m",
    "n <= 5",
    "b and n > 1",
    "b or k = 3",
    "not(b)",
    "d < e",
    r#"d + duration("P1M") < e"#,
    "n between 1 and 10",
    "n in [1..5)",
    "k in (1, 2, 3)",
    r#"c = "a""#,
    r#"c != "b""#,
    r#"c in ("a","b")"#,
    "n = m",
    "some x in [n, m, k] satisfies x > 5",
    "every x in [n, m] satisfies x >= 0",
    "list contains([1, 2, k], n)",
    r#"starts with(c, "a")"#,
    "d = e",
    "b = true",
    "n = null",
    "even(k)",
    r#"d - duration("P30D") >= e"#,
    "all([b, n > 1])",
    "any([b, k > 1])",
    "b and null",
    "n > null",
];

/// A random model as XML, and how many decisions `T0`, `T1`, ... it has.
pub fn model(dice: &mut Dice) -> (String, usize) {
    let mut xml = format!(
        r#"<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" namespace="{NAMESPACE}" name="{NAME}" id="random">"#
    );
    for (name, of) in FACTS {
        let _ = write!(
            xml,
            r#"<inputData id="_{name}" name="{name}"><variable name="{name}" typeRef="{of}"/></inputData>"#
        );
    }
    let count = 1 + dice.roll(4);
    for number in 0..count {
        decision(&mut xml, number, dice);
    }
    (xml + "</definitions>", count)
}

fn decision(xml: &mut String, number: usize, dice: &mut Dice) {
    let expression = dice.roll(3) == 0;
    let numeric = expression && dice.roll(2) == 0;
    let type_ref = match (expression, numeric) {
        (true, true) => r#" typeRef="number""#,
        (true, false) => r#" typeRef="boolean""#,
        (false, _) => "",
    };
    let _ = write!(
        xml,
        r#"<decision id="T{number}" name="T{number}"><variable name="T{number}"{type_ref}/>"#
    );
    let facts = FACTS.iter().map(|(name, _)| format!(r##"<requiredInput href="#_{name}"/>"##));
    let decisions = (0..number).map(|it| format!(r##"<requiredDecision href="#T{it}"/>"##));
    for required in facts.chain(decisions) {
        let _ = write!(xml, "<informationRequirement>{required}</informationRequirement>");
    }
    if expression {
        let text = if numeric { dice.pick(&NUMBERS) } else { dice.pick(&TRUTHS) };
        let _ = write!(xml, "<literalExpression>{}</literalExpression>", texted(text));
    } else {
        table(xml, dice);
    }
    xml.push_str("</decision>");
}

fn table(xml: &mut String, dice: &mut Dice) {
    let _ = write!(xml, r#"<decisionTable hitPolicy="{}">"#, dice.pick(&HIT_POLICIES));
    let columns: Vec<(&str, &[&str])> = (0..=dice.roll(4)).map(|_| column(dice)).collect();
    for (expression, _) in &columns {
        let _ =
            write!(xml, "<input><inputExpression>{}</inputExpression></input>", texted(expression));
    }
    xml.push_str("<output/>");
    let computed = dice.roll(3) == 0;
    for _ in 0..=dice.roll(6) {
        xml.push_str("<rule>");
        for (_, cells) in &columns {
            let _ = write!(xml, "<inputEntry>{}</inputEntry>", texted(dice.pick(cells)));
        }
        let output = if computed { dice.pick(&NUMBERS) } else { dice.pick(&CONSTANTS) };
        let _ = write!(xml, "<outputEntry>{}</outputEntry></rule>", texted(output));
    }
    xml.push_str("</decisionTable>");
}

/// What a column looks at, and what its cells may say.
fn column(dice: &mut Dice) -> (&'static str, &'static [&'static str]) {
    match dice.roll(6) {
        0 | 1 => (dice.pick(&["n", "m", "k", "n - m", "m + k", "k * 2"]), &NUMBER_CELLS),
        2 => (dice.pick(&["b", "n > m", "d < e"]), &TRUTH_CELLS),
        3 => ("c", &CODE_CELLS),
        4 => ("d", &DATE_CELLS),
        _ => (dice.pick(&["n", "k"]), &FACT_CELLS),
    }
}

fn texted(text: &str) -> String {
    format!("<text>{}</text>", text.replace('&', "&amp;").replace('<', "&lt;"))
}
