//! Fields as templates show them.

use super::draft::Draft;
use super::field::{Field, FieldKind, Options, Shown};
use super::reader::FieldError;
use crate::request::Values;
use crate::ui::Ui;

/// One field ready for the template.
pub struct FieldView<'a> {
    /// The field.
    pub field: &'a Field,
    /// Id of its element; parts and options add to it.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// What helps to fill it in; empty when nothing does.
    pub hint: String,
    /// Why it is asked; empty when that goes without saying.
    pub why: String,
    /// What is wrong with it; empty when nothing is.
    pub error: String,
    /// What it holds.
    pub value: String,
    /// What its parts hold: day, month, year.
    pub parts: [String; 3],
    /// Its options.
    pub options: Vec<OptionView>,
    /// Files that arrived before.
    pub kept: Vec<KeptView>,
}

/// A file that arrived before the form was sent in the end.
pub struct KeptView {
    /// The file.
    pub id: kernel::FileId,
    /// The name its sender gave it.
    pub name: String,
    /// The token that stands for it.
    pub token: String,
}

/// One option of a choice.
pub struct OptionView {
    /// Id of its element.
    pub id: String,
    /// Its code.
    pub value: String,
    /// What it is called.
    pub label: String,
    /// More about it; empty when nothing helps.
    pub hint: String,
    /// Is it chosen?
    pub chosen: bool,
}

impl FieldView<'_> {
    /// Ids of hint and error for `aria-describedby`; empty when there is neither.
    #[must_use]
    pub fn described_by(&self) -> String {
        let id = &self.id;
        let hint = if self.hint.is_empty() { String::new() } else { format!("{id}-hint") };
        let error = if self.error.is_empty() { String::new() } else { format!("{id}-error") };
        format!("{hint} {error}").trim().to_owned()
    }

    /// Is something wrong with it?
    #[must_use]
    pub fn wrong(&self) -> bool {
        !self.error.is_empty()
    }

    /// How wide a one-line input is, in characters: a hint of how much is expected.
    #[must_use]
    pub fn width(&self) -> &'static str {
        match (&self.field.kind, self.field.limit.max) {
            (FieldKind::Date | FieldKind::Number, _) | (_, ..=20) => "short",
            (_, 21..=100) => "middle",
            _ => "full",
        }
    }

    /// Most bytes of a file, in megabytes.
    #[must_use]
    pub fn megabytes(&self) -> usize {
        self.field.takes_files().map_or(0, |(_, bytes_max, _)| (bytes_max / 1_000_000).max(1))
    }
}

/// The fields of a form with texts `<prefix>-<field>`, holding values and errors.
#[must_use]
pub fn field_views<'a>(
    ui: &Ui,
    prefix: &str,
    fields: &'a [Field],
    values: &Values,
    draft: &Draft,
    errors: &[FieldError],
) -> Vec<FieldView<'a>> {
    let shown = fields.iter().filter(|field| draft.asks(field.name) && !is_moot(field, draft));
    shown.map(|field| field_view(ui, prefix, field, values, draft, errors)).collect()
}

/// A question that needs no answer and has none to choose from is not asked.
fn is_moot(field: &Field, draft: &Draft) -> bool {
    let choice = matches!(field.kind, FieldKind::Choice(Options::Drafted, _));
    choice && field.optional && draft.options_of(field.name).is_empty()
}

fn field_view<'a>(
    ui: &Ui,
    prefix: &str,
    field: &'a Field,
    values: &Values,
    draft: &Draft,
    errors: &[FieldError],
) -> FieldView<'a> {
    let name = field.name;
    let key = format!("{prefix}-{name}");
    let value = match field.kind {
        // A secret is never sent back.
        FieldKind::Password => String::new(),
        FieldKind::Date => date_as_typed(values.get(name).unwrap_or("")),
        _ => values.get(name).unwrap_or("").to_owned(),
    };
    let part = |suffix| values.get(&format!("{name}-{suffix}")).unwrap_or("").to_owned();
    let hint_key = format!("{key}.hint");
    let mut errors = errors.iter().filter(|e| e.field == name).map(|e| error_text(ui, prefix, e));
    let error = match field.kind {
        // Each file has its own.
        FieldKind::Files(..) => errors.collect::<Vec<_>>().join("\n"),
        _ => errors.next().unwrap_or_default(),
    };
    let hint = match field.kind {
        FieldKind::Date if ui.has(&hint_key) => date_hint(ui, ui.t(hint_key).plain()),
        _ if ui.has(&hint_key) => ui.t(hint_key).plain(),
        FieldKind::Date => ui.t("web-date-hint").plain(),
        _ => String::new(),
    };
    let note = draft.notes.get(name).map_or("", String::as_str);
    let why = format!("{key}.why");
    FieldView {
        field,
        id: format!("f-{name}"),
        label: match field.kind {
            FieldKind::Hidden => String::new(),
            _ => ui.t(key.as_str()).plain(),
        },
        hint: format!("{note} {hint}").trim().to_owned(),
        why: if ui.has(&why) { ui.t(why).plain() } else { String::new() },
        error,
        options: options(ui, &key, field, values, draft),
        kept: Vec::new(),
        value,
        parts: [part("day"), part("month"), part("year")],
    }
}

/// A hint of the field's own says what is asked; how a date is written stands after it, unless it
/// shows one itself.
fn date_hint(ui: &Ui, own: String) -> String {
    if own.contains(|c: char| c.is_ascii_digit()) {
        return own;
    }
    format!("{own} {}", ui.t("web-date-hint").plain())
}

/// A date from a draft or link, `2026-11-23`, as people here write it; anything else as it is.
fn date_as_typed(value: &str) -> String {
    let date = value.parse::<kernel::Date>();
    date.map_or_else(|_| value.to_owned(), |d| format!("{}.{}.{}", d.day(), d.month(), d.year()))
}

fn options(ui: &Ui, key: &str, field: &Field, values: &Values, draft: &Draft) -> Vec<OptionView> {
    let pairs: Vec<(String, String)> = match &field.kind {
        FieldKind::Choice(Options::Codes(codes), _) | FieldKind::Choices(Options::Codes(codes)) => {
            codes.iter().map(|c| ((*c).to_owned(), ui.t(format!("{key}-{c}")).plain())).collect()
        }
        FieldKind::Choice(Options::Drafted, _) | FieldKind::Choices(Options::Drafted) => {
            draft.options_of(field.name).to_vec()
        }
        _ => Vec::new(),
    };
    let view = |(n, (value, label)): (usize, (String, String))| {
        let hint_key = format!("{key}-{value}.hint");
        OptionView {
            id: format!("f-{}-{n}", field.name),
            hint: if ui.has(&hint_key) { ui.t(hint_key).plain() } else { String::new() },
            chosen: values.all(field.name).any(|v| v == value),
            value,
            label,
        }
    };
    pairs.into_iter().enumerate().map(view).collect()
}

/// The words of an error: the act's own when it has them, else the general ones.
pub(crate) fn error_text(ui: &Ui, prefix: &str, error: &FieldError) -> String {
    let args = || error.args.iter().cloned();
    if error.refusal {
        return ui.t(format!("refusal-{}", error.code)).args(args()).plain();
    }
    let label = format!("{prefix}-{}", error.field);
    // A program may name a field that there is not.
    let label = if ui.has(&label) { ui.t(label).plain() } else { error.field.clone() };
    let own = format!("{prefix}-{}.{}", error.field, error.code);
    let key = if ui.has(&own) { own } else { format!("web-error-{}", error.code) };
    ui.t(key).args(args()).arg("label", label).plain()
}

/// Text keys that a form cannot do without.
pub(crate) fn keys_needed(act: &str, fields: &[Field]) -> Vec<String> {
    let prefix = super::text_key(act);
    let mut keys =
        vec![format!("act-{prefix}"), format!("act-{prefix}.submit"), format!("act-{prefix}.done")];
    for field in fields.iter().filter(|f| f.kind != FieldKind::Hidden) {
        let key = format!("{prefix}-{}", field.name);
        if let FieldKind::Choice(Options::Codes(codes), Shown::Open | Shown::Folded)
        | FieldKind::Choices(Options::Codes(codes)) = &field.kind
        {
            keys.extend(codes.iter().map(|c| format!("{key}-{c}")));
        }
        keys.push(key);
    }
    keys
}
