//! The completeness check: every language has the same keys, attributes and variables.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser;

use super::TextFiles;
use crate::lang::Lang;

/// Something a translator has to mend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// Which system's file.
    pub system: &'static str,
    /// In which language.
    pub lang: Lang,
    /// What is wrong, and with which key.
    pub what: String,
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/texts/{}.ftl: {}", self.system, self.lang.code(), self.what)
    }
}

/// Variables of a text and the terms and messages it refers to, by key or `key.attribute`.
type Keys = BTreeMap<String, BTreeSet<String>>;

/// Compares the languages of each system, and looks for keys that two systems share.
#[must_use]
pub fn check(files: &[TextFiles]) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    let mut owners: BTreeMap<String, &'static str> = BTreeMap::new();
    for file in files {
        let fi = keys(file, Lang::Fi, &mut flaws);
        for lang in [Lang::Sv, Lang::En] {
            let other = keys(file, lang, &mut flaws);
            compare(file.system, &fi, &other, lang, &mut flaws);
        }
        for key in fi.keys() {
            if let Some(owner) =
                owners.insert(key.clone(), file.system).filter(|o| *o != file.system)
            {
                let what = format!("{key} also stands in {owner}");
                flaws.push(Flaw { system: file.system, lang: Lang::Fi, what });
            }
        }
    }
    flaws
}

/// The keys (and `key.attribute`s) of a file in Finnish, which is the reference.
#[must_use]
pub fn keys_of(file: &TextFiles) -> BTreeSet<String> {
    keys(file, Lang::Fi, &mut Vec::new()).into_keys().collect()
}

fn compare(system: &'static str, fi: &Keys, other: &Keys, lang: Lang, flaws: &mut Vec<Flaw>) {
    let mut flaw = |lang, what| flaws.push(Flaw { system, lang, what });
    for (key, variables) in fi {
        match other.get(key) {
            None => flaw(lang, format!("{key} is missing")),
            Some(theirs) if theirs != variables => {
                flaw(lang, format!("{key} uses {theirs:?}, Finnish uses {variables:?}"));
            }
            Some(_) => {}
        }
    }
    for key in other.keys().filter(|key| !fi.contains_key(*key)) {
        flaw(Lang::Fi, format!("{key} is missing (it stands in {})", lang.code()));
    }
}

fn keys(file: &TextFiles, lang: Lang, flaws: &mut Vec<Flaw>) -> Keys {
    let mut flaw = |what| flaws.push(Flaw { system: file.system, lang, what });
    let resource = match parser::parse(file.source(lang)) {
        Ok(resource) => resource,
        Err((resource, errors)) => {
            errors.iter().for_each(|e| flaw(e.to_string()));
            resource
        }
    };
    let mut found = Keys::new();
    let mut put = |key: String, pattern: Option<&Pattern<&str>>| {
        let mut variables = BTreeSet::new();
        if let Some(pattern) = pattern {
            collect(pattern, &mut variables);
        }
        if found.insert(key.clone(), variables).is_some() {
            flaw(format!("{key} stands twice"));
        }
    };
    for entry in &resource.body {
        if let Entry::Message(message) = entry {
            put(message.id.name.to_owned(), message.value.as_ref());
            for attribute in &message.attributes {
                let key = format!("{}.{}", message.id.name, attribute.id.name);
                put(key, Some(&attribute.value));
            }
        }
    }
    found
}

fn collect(pattern: &Pattern<&str>, into: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            collect_expression(expression, into);
        }
    }
}

fn collect_expression(expression: &Expression<&str>, into: &mut BTreeSet<String>) {
    match expression {
        Expression::Inline(inline) => collect_inline(inline, into),
        Expression::Select { selector, variants } => {
            collect_inline(selector, into);
            variants.iter().for_each(|v| collect(&v.value, into));
        }
    }
}

fn collect_inline(inline: &InlineExpression<&str>, into: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            into.insert(format!("${}", id.name));
        }
        InlineExpression::FunctionReference { arguments, .. } => {
            arguments.positional.iter().for_each(|a| collect_inline(a, into));
        }
        InlineExpression::Placeable { expression } => collect_expression(expression, into),
        InlineExpression::MessageReference { id, .. } => {
            into.insert(id.name.to_owned());
        }
        InlineExpression::StringLiteral { .. }
        | InlineExpression::NumberLiteral { .. }
        | InlineExpression::TermReference { .. } => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flaws(fi: &'static str, sv: &'static str, en: &'static str) -> Vec<String> {
        check(&[TextFiles { system: "t", fi, sv, en }]).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn each_kind_of_difference_is_found() {
        let fi = "a = Hei { $name }\n    .hint = x\nb = y\n";
        assert_eq!(flaws(fi, fi, fi), [""; 0]);
        assert_eq!(
            flaws(fi, fi, "a = Hi { $name }\n    .hint = x\n"),
            ["t/texts/en.ftl: b is missing"]
        );
        assert_eq!(flaws("b = y\n", fi, "b = y\n").len(), 2, "key and attribute too many");
        assert_eq!(flaws(fi, fi, "a = Hi\n    .hint = x\nb = y\n").len(), 1, "variable lost");
        assert_eq!(
            flaws(fi, fi, "a = Hi { $name }\nb = y\n"),
            ["t/texts/en.ftl: a.hint is missing"]
        );
        assert!(flaws(fi, fi, "a = { $name\n")[0].starts_with("t/texts/en.ftl"));
    }

    #[test]
    fn plural_forms_may_differ_but_not_what_they_show() {
        let two = "n = { $n ->\n    [one] yksi\n   *[other] { $n } asiaa\n}\n";
        let one = "n = { $n } ärenden\n";
        assert_eq!(flaws(two, one, two), [""; 0]);
    }

    #[test]
    fn two_systems_do_not_share_a_key() {
        let file = |system| TextFiles { system, fi: "a = 1\n", sv: "a = 1\n", en: "a = 1\n" };
        assert_eq!(check(&[file("x"), file("y")]).len(), 1);
    }
}
