//! Answers and findings in words.

use automation::words;
use law::Dictionary;
use web::Ui;

use crate::answers::YES;
use crate::permit::{Group, Kind, PermitType, Question};
use crate::rules::Line;

/// What a type of permit is called.
pub(super) fn permit(ui: &Ui, permit: &PermitType) -> String {
    ui.code("case-type-", &permit.code).plain()
}

/// The label of a question.
pub(super) fn label(ui: &Ui, group: &Group, question: &Question) -> String {
    ui.t(format!("{}-{}", group.key(), question.code)).plain()
}

/// An answer as people read it.
pub(super) fn answer(ui: &Ui, group: &Group, question: &Question, value: &str) -> String {
    match question.kind {
        Kind::YesNo => {
            let code = if value == YES { "yes" } else { "no" };
            ui.code("application-", code).plain()
        }
        Kind::Choice => ui.t(format!("{}-{}-{value}", group.key(), question.code)).plain(),
        Kind::Country => ui.code("country-", value.to_lowercase()).plain(),
        Kind::Date => {
            value.parse::<kernel::Date>().map_or_else(|_| value.to_owned(), |d| ui.date(d))
        }
        Kind::Money => ui.t("application-euros").arg("amount", value).plain(),
        Kind::Text
        | Kind::LongText
        | Kind::Number
        | Kind::Email
        | Kind::Phone
        | Kind::PassportCode => value.to_owned(),
    }
}

/// A finding of the law in the reader's language, with what was compared and where it stands.
pub(super) struct Told {
    /// What was found.
    pub words: String,
    /// What was compared: name and value.
    pub compared: Vec<(String, String)>,
    /// Where it stands.
    pub citations: String,
    /// The page where it was answered, when there is one, and its address.
    pub change: Option<(String, String)>,
}

impl Told {
    /// Of a line of advice.
    pub(super) fn of(
        ui: &Ui,
        law: &law::Law,
        line: &Line,
        change: Option<(String, String)>,
    ) -> Told {
        let found = law.text(words::language(ui), &line.finding);
        Told {
            words: found.unwrap_or(&line.finding).to_owned(),
            compared: line
                .compared
                .iter()
                .map(|pair| compared(ui, &law.dictionary, pair))
                .collect(),
            citations: line.citations.join("; "),
            change,
        }
    }
}

fn compared(ui: &Ui, law: &Dictionary, (name, value): &(String, law::Value)) -> (String, String) {
    let shown = match law.parameters.get(name) {
        Some(parameter) => words::amount(ui, parameter, &value.to_string()),
        None => words::value(ui, law, name, value),
    };
    (words::name(ui, law, name), shown)
}
