//! What a correction corrects: each field with what was given, what it is to say, and why.

use automation::words;
use kernel::Date;
use law::Value;
use web::{Html, Problem, Ui};

use super::said;
use crate::acts::amendable;
use crate::basis::Basis;
use crate::ids::DecisionId;
use crate::library::LetterKind;
use crate::state::KnownDecision;

#[derive(askama::Template)]
#[template(path = "pages/amended.html")]
struct AmendedFields<'a> {
    ui: &'a Ui,
    id: DecisionId,
    lines: Vec<AmendedLine>,
    /// Whoever looks may say fields anew.
    open: bool,
}

struct AmendedLine {
    name: String,
    field: String,
    value: String,
    /// What was given, and why it is to say something else.
    amended: Option<(String, String)>,
    /// It may be said anew.
    open: bool,
}

/// The fields of a correction; nothing of any other decision.
pub(super) fn show(
    ui: &Ui,
    (id, known): (DecisionId, &KnownDecision),
    (basis, letter): (&Basis, &LetterKind),
    (open, today): (bool, Date),
) -> Result<Html, Problem> {
    let Some(original) = &known.original else { return Ok(Html::default()) };
    let law = &basis.law.dictionary;
    let fields = known.as_corrected().unwrap_or_default();
    let said = |name: &str, value: Option<&Value>| match value {
        Some(value) => words::value(ui, law, name, value),
        None => ui.t("decision-said-nothing").plain(),
    };
    let may = amendable(basis, known, letter, today)?;
    let mut names: Vec<&String> = may.iter().map(|(name, _)| name).collect();
    names.extend(known.amended.keys().filter(|name| !may.iter().any(|(may, _)| may == *name)));
    let line = |name: &String| AmendedLine {
        name: said::field_name(ui, law, name),
        field: name.clone(),
        value: said(name, fields.get(name)),
        amended: known.amended.get(name).map(|amended| {
            let erased = || ui.t("casefile-erased").plain();
            let why = amended.said.as_ref().map_or_else(erased, |said| said.reason.clone());
            (said(name, original.fields.get(name)), why)
        }),
        open: open && may.iter().any(|(may, _)| may == name),
    };
    let mut lines: Vec<AmendedLine> = names.into_iter().map(line).collect();
    lines.sort_by_key(|line| line.amended.is_none());
    if !open {
        lines.retain(|line| line.amended.is_some());
    }
    Html::render(&AmendedFields { ui, id, lines, open })
}
