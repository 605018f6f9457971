//! Texts: every language says the same things, every key is used, every key used exists.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast::{
    CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement,
};
use fluent_syntax::parser;

use super::rust::Kind;
use super::{Finding, House, rust};
use crate::repo::File;

const LANGUAGES: [&str; 3] = ["fi", "sv", "en"];

/// The variables of a text, by `key` or `key.attribute`.
type Keys = BTreeMap<String, BTreeSet<String>>;

/// Completeness and use of all `texts/` folders.
pub fn check(house: &House) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    for stem in stems(house) {
        let mut files: Vec<(String, Keys)> = Vec::new();
        for language in LANGUAGES {
            let path = format!("{stem}{language}.ftl");
            match house.file(&path) {
                None => {
                    let what = "this language is missing: write it, with the keys of the others";
                    findings.push(Finding::at("texts", &path, 0, what));
                }
                Some(file) => files.push((path, keys(&file.text, &file.path, &mut findings))),
            }
        }
        compare(&files, &mut findings);
        for (path, keys) in &files {
            for key in keys.keys() {
                known.entry(key.clone()).or_insert_with(|| path.clone());
            }
        }
    }
    let mentions = mentions(house);
    unused(&known, &mentions, &mut findings);
    missing(&known, &mentions, &mut findings);
    findings
}

/// What stands before the language in the paths of texts: `a/texts/`, `a/texts/countries.`.
fn stems(house: &House) -> BTreeSet<String> {
    // The scaffolds of xtask are no texts yet.
    let texts = house.files.iter().filter(|file| !file.path.starts_with("xtask/"));
    let texts = texts.filter(|file| file.path.contains("/texts/"));
    let stem = |file: &File| {
        let path = file.path.strip_suffix(".ftl")?;
        let language = path.rsplit(['/', '.']).next()?;
        Some(path.get(..path.len() - language.len())?.to_owned())
    };
    texts.filter_map(stem).collect()
}

fn compare(files: &[(String, Keys)], findings: &mut Vec<Finding>) {
    let all: BTreeSet<&String> = files.iter().flat_map(|(_, keys)| keys.keys()).collect();
    for key in all {
        let elsewhere = files.iter().find_map(|(path, keys)| Some((path, keys.get(key)?)));
        let Some((other, variables)) = elsewhere else { continue };
        for (path, keys) in files {
            let what = match keys.get(key) {
                None => format!("`{key}` is missing here, and stands in {other}: translate it"),
                Some(here) if here != variables => {
                    format!("`{key}` uses {here:?} here and {variables:?} in {other}")
                }
                Some(_) => continue,
            };
            findings.push(Finding::at("texts", path, 0, what));
        }
    }
}

fn keys(source: &str, path: &str, findings: &mut Vec<Finding>) -> Keys {
    let resource = match parser::parse(source) {
        Ok(resource) => resource,
        Err((resource, errors)) => {
            for error in errors {
                findings.push(Finding::at("texts", path, 0, format!("does not parse: {error}")));
            }
            resource
        }
    };
    let mut keys = Keys::new();
    for entry in &resource.body {
        let Entry::Message(message) = entry else { continue };
        let id = message.id.name;
        if let Some(value) = &message.value {
            keys.insert(id.to_owned(), variables(value));
        }
        for attribute in &message.attributes {
            keys.insert(format!("{id}.{}", attribute.id.name), variables(&attribute.value));
        }
    }
    keys
}

fn variables(pattern: &Pattern<&str>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    of_pattern(pattern, &mut found);
    found
}

fn of_pattern(pattern: &Pattern<&str>, found: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { .. } => {}
            PatternElement::Placeable { expression } => of_expression(expression, found),
        }
    }
}

fn of_expression(expression: &Expression<&str>, found: &mut BTreeSet<String>) {
    match expression {
        Expression::Inline(inline) => of_inline(inline, found),
        Expression::Select { selector, variants } => {
            of_inline(selector, found);
            for variant in variants {
                of_pattern(&variant.value, found);
            }
        }
    }
}

fn of_inline(inline: &InlineExpression<&str>, found: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            found.insert(format!("${}", id.name));
        }
        InlineExpression::FunctionReference { arguments, .. } => of_arguments(arguments, found),
        InlineExpression::TermReference { arguments: Some(arguments), .. } => {
            of_arguments(arguments, found);
        }
        InlineExpression::Placeable { expression } => of_expression(expression, found),
        InlineExpression::StringLiteral { .. }
        | InlineExpression::NumberLiteral { .. }
        | InlineExpression::MessageReference { .. }
        | InlineExpression::TermReference { arguments: None, .. } => {}
    }
}

fn of_arguments(arguments: &CallArguments<&str>, found: &mut BTreeSet<String>) {
    for argument in &arguments.positional {
        of_inline(argument, found);
    }
    for argument in &arguments.named {
        of_inline(&argument.value, found);
    }
}

/// A string in the code that may be a key, or the fixed beginning or end of one.
struct Mention {
    path: String,
    line: usize,
    text: String,
    /// Stands in a call that looks up exactly this key.
    looked_up: bool,
}

/// All strings in Rust, templates and data that could name a key.
fn mentions(house: &House) -> Vec<Mention> {
    let mut mentions = Vec::new();
    for file in &house.files {
        if file.path.starts_with("xtask/") {
            continue;
        }
        match file.extension() {
            "rs" => {
                let tokens = rust::read(&file.text);
                for (place, token) in tokens.iter().enumerate() {
                    if token.kind != Kind::Text || token.attribute {
                        continue;
                    }
                    let before = place.checked_sub(3).and_then(|at| tokens.get(at..place));
                    let after = tokens.get(place + 1);
                    let call = before.is_some_and(|before| match before {
                        [dot, t, open] => dot.is(".") && t.is_word("t") && open.is("("),
                        _ => false,
                    });
                    let looked_up = call && !token.test && after.is_some_and(|t| t.is(")"));
                    mentions.push(mention(&file.path, token.line, token.text, looked_up));
                    if !token.test && is_refusal(&tokens, place) {
                        let key = format!("refusal-{}", token.text);
                        mentions.push(mention(&file.path, token.line, &key, true));
                    }
                }
            }
            "html" | "toml" | "ftl" | "dmn" => {
                for (number, line) in file.text.lines().enumerate() {
                    // Decision tables name the texts of their findings, quoted inside XML.
                    let line = line.replace("&quot;", "\"");
                    of_line(&file.path, number + 1, &line, &mut mentions);
                }
            }
            _ => {}
        }
    }
    mentions
}

/// Is it the code in `Refusal::new("code")`? People read what was refused.
fn is_refusal(tokens: &[rust::Token<'_>], place: usize) -> bool {
    let before = place.checked_sub(5).and_then(|at| tokens.get(at..place));
    before.is_some_and(|before| match before {
        [refusal, a, b, new, open] => {
            refusal.is_word("Refusal")
                && a.is(":")
                && b.is(":")
                && new.is_word("new")
                && open.is("(")
        }
        _ => false,
    })
}

fn of_line(path: &str, line: usize, text: &str, mentions: &mut Vec<Mention>) {
    let mut parts = text.split('"');
    let mut before = parts.next().unwrap_or_default();
    while let Some(inside) = parts.next() {
        let after = parts.clone().next().unwrap_or_default();
        let looked_up = before.ends_with(".t(") && after.starts_with(')');
        mentions.push(mention(path, line, inside, looked_up));
        // Every quote may open or close, as attributes and expressions are mixed in templates.
        before = inside;
    }
    // A text may point at another: `{ other-key }`.
    if path.ends_with(".ftl") {
        for placeable in text.split('{').skip(1) {
            let name = placeable.split('}').next().unwrap_or_default().trim();
            mentions.push(mention(path, line, name, false));
        }
    }
}

fn mention(path: &str, line: usize, text: &str, looked_up: bool) -> Mention {
    // Systems made for tests bring texts of their own.
    let looked_up = looked_up && !path.contains("/tests/");
    Mention { path: path.to_owned(), line, text: text.to_owned(), looked_up }
}

/// Keys that nothing mentions, whole or by the fixed parts of a composed name.
fn unused(known: &BTreeMap<String, String>, mentions: &[Mention], findings: &mut Vec<Finding>) {
    let ids: BTreeMap<&str, &String> = known.iter().map(|(key, path)| (id(key), path)).collect();
    let words = Words::of(mentions);
    for (id, path) in ids {
        if !words.name(id) {
            let what = format!("nothing uses `{id}`: use it or delete it in every language");
            findings.push(Finding::at("texts", path, 0, what));
        }
    }
}

/// The key without its attribute.
fn id(key: &str) -> &str {
    key.split('.').next().unwrap_or_default()
}

/// The strings of the code as parts of keys.
#[derive(Default)]
struct Words {
    whole: BTreeSet<String>,
    /// Names of acts as keys have them: `case.close` is `case-close`, its heading `act-case-close`.
    acts: BTreeSet<String>,
    starts: BTreeSet<String>,
    ends: BTreeSet<String>,
}

impl Words {
    fn of(mentions: &[Mention]) -> Words {
        let mut words = Words::default();
        for Mention { text, .. } in mentions {
            if let Some((start, rest)) = text.split_once('{') {
                let end = rest.rsplit_once('}').map_or("", |(_, end)| end);
                if start.ends_with('-') {
                    words.starts.insert(start.to_owned());
                } else if end.starts_with('-') && end.len() > 1 {
                    words.ends.insert(end.to_owned());
                }
            } else if text.ends_with('-') && text.len() > 1 {
                words.starts.insert(text.clone());
            } else {
                words.whole.insert(id(text).to_owned());
                if text.contains('.') {
                    words.acts.insert(text.replace(['.', '_'], "-"));
                }
            }
        }
        words
    }

    /// Do the strings of the code make this key?
    fn name(&self, id: &str) -> bool {
        self.whole.contains(id)
            || id.strip_prefix("act-").is_some_and(|act| self.acts.contains(act))
            || self.starts.iter().any(|start| id.starts_with(start.as_str()))
            || self.ends.iter().any(|end| id.ends_with(end.as_str()))
            || self.form(id)
    }

    /// A form's name, a field's, and perhaps an option's: `case-close-reason-withdrawn`.
    fn form(&self, id: &str) -> bool {
        let forms = self.acts.iter().chain(&self.whole).filter(|form| form.contains('-'));
        let rests = forms.filter_map(|form| id.strip_prefix(form.as_str())?.strip_prefix('-'));
        rests.into_iter().any(|rest| self.fields(rest))
    }

    fn fields(&self, rest: &str) -> bool {
        let said =
            |word: &str| self.whole.contains(word) || self.whole.contains(&word.replace('-', "_"));
        said(rest)
            || rest.match_indices('-').any(|(place, _)| {
                let (field, option) = rest.split_at(place);
                said(field) && option.strip_prefix('-').is_some_and(said)
            })
    }
}

/// Keys that are looked up and stand in no file.
fn missing(known: &BTreeMap<String, String>, mentions: &[Mention], findings: &mut Vec<Finding>) {
    if known.is_empty() {
        return;
    }
    for Mention { path, line, text, looked_up } in mentions {
        let fixed = !text.contains('{');
        let absent = if text.ends_with('-') {
            !known.keys().any(|key| key.starts_with(text.as_str()))
        } else {
            !known.contains_key(text)
        };
        if *looked_up && fixed && absent {
            let what = format!("`{text}` stands in no texts/*.ftl: add it in every language");
            findings.push(Finding::at("texts", path, *line, what));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(fi: &str, sv: &str, en: &str, code: &str) -> Vec<String> {
        let house = House::of(&[
            ("systems/a/texts/fi.ftl", fi),
            ("systems/a/texts/sv.ftl", sv),
            ("systems/a/texts/en.ftl", en),
            ("systems/a/src/lib.rs", code),
        ]);
        check(&house).into_iter().map(|finding| finding.what).collect()
    }

    fn same(text: &str, code: &str) -> Vec<String> {
        found(text, text, text, code)
    }

    #[test]
    fn languages_have_the_same_keys_attributes_and_variables() {
        let code = r#"("a-x", "a-y")"#;
        let full = "a-x = Hei { $name }\n    .hint = Tip\na-y = Y\n";
        assert!(same(full, code).is_empty());
        assert_eq!(found(full, "a-x = Hej { $name }\n    .hint = Tips\n", full, code).len(), 1);
        assert_eq!(found(full, full, "a-x = Hi { $name }\na-y = Y\n", code).len(), 1);
        assert_eq!(found(full, full, "a-x = Hi\n    .hint = Tip\na-y = Y\n", code).len(), 1);
    }

    #[test]
    fn variables_are_found_wherever_they_hide() {
        let plural =
            "a-x = { $n ->\n    [one] { $who }\n   *[other] { DATE($day, form: \"long\") }\n}\n";
        let keys = keys(plural, "x", &mut Vec::new());
        let variables: Vec<&str> = keys.values().flatten().map(String::as_str).collect();
        assert_eq!(variables, ["$day", "$n", "$who"]);
    }

    #[test]
    fn a_language_without_a_file_is_found() {
        let house = House::of(&[("systems/a/texts/fi.ftl", ""), ("systems/a/texts/en.ftl", "")]);
        assert_eq!(check(&house).len(), 1);
    }

    #[test]
    fn texts_may_be_split_by_subject() {
        let house = House::of(&[
            ("systems/a/texts/places.fi.ftl", "a-place-1 = Paikka\n"),
            ("systems/a/texts/places.sv.ftl", "a-place-1 = Plats\n"),
            ("systems/a/src/lib.rs", r#"ui.code("a-place-", code)"#),
        ]);
        let findings = check(&house);
        assert_eq!(findings.len(), 1, "no English: {findings:?}");
    }

    #[test]
    fn keys_are_used_whole_or_composed() {
        let text = "a-status-open = Open\na-status-closed = Closed\n";
        assert!(same(text, r#"ui.code("a-status-", status)"#).is_empty());
        assert!(same(text, r#"format!("a-status-{status}")"#).is_empty());
        assert_eq!(same(text, r#"ui.t("a-status-open")"#).len(), 1, "closed is unused");
    }

    #[test]
    fn texts_of_forms_are_used_by_act_field_and_option() {
        let text = "act-a-close = Close\na-close-reason = Reason\na-close-reason-moved = Moved\n";
        assert!(same(text, r#"("a.close", Field::choice("reason"), "moved")"#).is_empty());
        assert_eq!(
            same(text, r#"("a.close", Field::choice("reason"))"#).len(),
            1,
            "no such option"
        );
        assert_eq!(same(text, r#"(Field::choice("reason"), "moved")"#).len(), 3, "no such act");
    }

    #[test]
    fn keys_looked_up_exist() {
        assert_eq!(same("a-x = X\n", r#"(ui.t("a-x"), ui.t("a-z"))"#).len(), 1);
        let house = House::of(&[
            ("systems/a/texts/fi.ftl", "a-x = X\n"),
            ("systems/a/texts/sv.ftl", "a-x = X\n"),
            ("systems/a/texts/en.ftl", "a-x = X\n"),
            (
                "systems/a/src/pages/p.html",
                "<p title=\"{{ ui.t(\"a-z\") }}\">{{ ui.t(\"a-x\") }}</p>",
            ),
        ]);
        assert_eq!(check(&house).len(), 1);
    }

    #[test]
    fn what_is_refused_is_said() {
        let text = "refusal-a-x = X\n";
        assert!(same(text, r#"Refusal::new("a-x")"#).is_empty());
        assert_eq!(same(text, r#"(Refusal::new("a-x"), Refusal::new("a-z"))"#).len(), 1);
    }

    #[test]
    fn a_file_that_does_not_parse_is_found() {
        assert!(!same("a-x = { $\n", r#""a-x""#).is_empty());
    }
}
