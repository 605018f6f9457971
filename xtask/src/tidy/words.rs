//! What does not belong into Rust: HTML, texts people read, and numbers of the law.

use super::rust::{Kind, Token};
use super::{Finding, House, rust};
use crate::repo::File;

/// Crates that people's screens and letters come from.
const FACES: [&str; 3] = ["kernel", "web", "casefile"];

/// Elements whose tags betray a template inside a string.
const ELEMENTS: [&str; 31] = [
    "a", "article", "body", "br", "button", "dd", "div", "dl", "dt", "fieldset", "form", "h1",
    "h2", "h3", "head", "html", "img", "input", "label", "legend", "li", "link", "main", "nav",
    "ol", "p", "script", "section", "span", "table", "ul",
];

/// Units of a limit that is ours to set, as the last part but one of its name.
const UNITS_OF_LIMITS: [&str; 8] =
    ["CHARS", "BYTES", "ROWS", "ITEMS", "FILES", "TRIES", "PAGES", "PERSONS"];

/// HTML, texts and numbers in Rust files of the house.
pub fn check(house: &House) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in house.rust() {
        let system = file.path.starts_with("systems/");
        let face = file.member().is_some_and(|member| FACES.contains(&member));
        let beside = ["/tests/", "/examples/"].into_iter().any(|part| file.path.contains(part));
        let tests = beside || file.name() == "tests.rs";
        if !(system || face) || tests {
            continue;
        }
        let tokens = rust::read(&file.text);
        for (place, token) in tokens.iter().enumerate() {
            if token.test || token.attribute {
                continue;
            }
            let before = tokens.get(..place).unwrap_or_default();
            let what = match token.kind {
                Kind::Text => html(token.text).or_else(|| reading(file, token.text)),
                Kind::Number if decides(file) && !describes(&tokens, place) => {
                    number(before, token)
                }
                _ => None,
            };
            if let Some((rule, what)) = what {
                findings.push(Finding::at(rule, &file.path, token.line, what));
            }
        }
    }
    findings
}

type Wrong = Option<(&'static str, String)>;

fn html(text: &str) -> Wrong {
    let found = text.split('<').skip(1).any(|after| {
        let name = after.strip_prefix('/').unwrap_or(after);
        let length = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
        let (name, rest) = name.split_at(length);
        ELEMENTS.contains(&name) && rest.starts_with([' ', '>', '/', '{', '\n'])
    });
    found.then(|| ("html", "HTML in Rust: write a template beside the page".to_owned()))
}

fn reading(file: &File, text: &str) -> Wrong {
    // One or two letters are data, such as a table that folds letters.
    let word = text.chars().filter(|c| c.is_alphabetic()).count() > 2;
    let foreign = word && text.chars().any(|c| c.is_alphabetic() && !c.is_ascii());
    let page = file.path.contains("/pages/");
    let sentence = page && text.starts_with(char::is_uppercase) && {
        let words = text.split(' ').filter(|w| w.chars().all(char::is_alphabetic) && !w.is_empty());
        words.count() > 1
    };
    let wrong = foreign || sentence;
    wrong.then(|| {
        let advice = "a text that people read: put it into texts/{fi,sv,en}.ftl under a key";
        ("texts-in-rust", format!("{advice} ({})", text.chars().take(40).collect::<String>()))
    })
}

/// Files whose numbers could be law: rules and acts.
fn decides(file: &File) -> bool {
    file.name() == "rules.rs" || file.path.contains("/src/acts/")
}

/// Inside the description of a form: limits of its fields stand there with their reasons.
fn describes(tokens: &[Token<'_>], place: usize) -> bool {
    rust::function(tokens, place) == Some("fields")
}

fn number(before: &[Token<'_>], token: &Token<'_>) -> Wrong {
    let field = before.last().is_some_and(|token| token.is("."));
    let small = ["0", "1"].contains(&token.text);
    if field || small || limit(before) {
        return None;
    }
    let advice = "a number in a decision: amounts, days and shares of the law are parameters under \
                  law/; a limit of ours is a constant such as `NOTE_CHARS_MAX` with its reason";
    Some(("numbers", format!("{}: {advice}", token.text)))
}

/// Are we in `const .._CHARS_MAX: usize = `?
fn limit(before: &[Token<'_>]) -> bool {
    let statement = before.iter().rev().take_while(|t| !t.is(";") && !t.is("}") && !t.is("{"));
    let words: Vec<&Token<'_>> = statement.filter(|t| t.kind == Kind::Word).collect();
    let constant = words.windows(2).find_map(|pair| match pair {
        [name, keyword] if keyword.is_word("const") => Some(name.text),
        _ => None,
    });
    constant.and_then(|name| name.strip_suffix("_MAX")).is_some_and(|name| {
        let unit = name.rsplit('_').next().unwrap_or_default();
        UNITS_OF_LIMITS.contains(&unit)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<&'static str> {
        check(&House::of(&[(path, text)])).into_iter().map(|finding| finding.rule).collect()
    }

    #[test]
    fn html_belongs_in_templates() {
        let path = "systems/permits/src/pages/queue.rs";
        assert_eq!(found(path, r#"format!("<div class=\"x\">{a}")"#), ["html"]);
        assert_eq!(found(path, r#"out.push_str("</li>")"#), ["html"]);
        assert!(found(path, r#"("a < b", "x<T>", "<=", "Vec<a")"#).is_empty());
        assert!(found(path, "#[cfg(test)] mod tests { fn a() { \"<p>\" } }").is_empty());
        assert!(found("crates/app/src/main.rs", r#""<p>""#).is_empty(), "not a face");
    }

    #[test]
    fn texts_belong_in_texts() {
        let page = "systems/permits/src/pages/queue.rs";
        assert_eq!(found(page, r#""Choose a file""#), ["texts-in-rust"]);
        assert_eq!(found("systems/permits/src/model.rs", r#""päätös""#), ["texts-in-rust"]);
        assert!(found(page, r#"("permits-queue.title", "GET", "Content-Type")"#).is_empty());
        assert!(
            found(page, r#"#[expect(dead_code, reason = "The other page")] fn a() {}"#).is_empty()
        );
    }

    #[test]
    fn numbers_of_law_are_parameters() {
        let act = "systems/permits/src/acts/grant.rs";
        assert_eq!(found(act, "if days > 14 { }"), ["numbers"]);
        assert_eq!(found(act, "const WAIT_DAYS: u16 = 30;"), ["numbers"]);
        assert_eq!(found("systems/permits/src/rules.rs", "pay >= 1_600"), ["numbers"]);
        assert!(found(act, "let a = x.2; if b > 0 { c + 1 }").is_empty());
        assert!(found(act, "const NOTE_CHARS_MAX: usize = 20_000;").is_empty());
        assert!(found(act, "fn fields() { Limit::new(120, \"one line of a list\") }").is_empty());
        assert_eq!(found(act, "fn decide() { Limit::new(120, \"x\") }"), ["numbers"]);
        assert!(found(act, "#[cfg(test)] mod tests { fn a() { 14 } }").is_empty());
        assert!(found("systems/permits/src/rows.rs", "take(50)").is_empty(), "decides nothing");
    }
}
