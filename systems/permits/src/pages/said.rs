//! What was said in an application, page by page, each answer with where it comes from: as whoever wrote it checks it
//! before sending, and as officials read it in the case.

use automation::{CaseFacts, words};
use kernel::{FileId, Ts};
use law::{Law, Value};
use web::parts::SummaryList;
use web::{Html, Problem, Ui};

use super::shown::{answer, label};
use crate::answers::Answers;
use crate::looked::Doubt;
use crate::permit::{Group, Question};
use crate::rules::{APPLICANT, APPLICATION};
use crate::state::{Attachment, KnownApplication};

/// Who reads it.
#[derive(Clone, Copy)]
pub(super) enum Reader<'a> {
    /// Whoever wrote it.
    Applicant,
    /// Whoever handles the case; with what other sources told, when they may look at that.
    Official(Option<&'a CaseFacts>),
}

impl Reader<'_> {
    /// How the words for where an answer comes from begin.
    const fn from(self) -> &'static str {
        match self {
            Reader::Applicant => "answer-from-",
            Reader::Official(_) => "answer-was-from-",
        }
    }
}

/// A page and what was said on it.
pub(super) struct Section {
    /// Code of the page.
    pub(super) code: String,
    /// What it is called.
    pub(super) heading: String,
    /// Its questions, as far as they are asked, with their answers.
    pub(super) answers: SummaryList,
}

#[derive(askama::Template)]
#[template(path = "pages/said.html")]
struct Line {
    value: String,
    /// Where it comes from, when it was not typed.
    from: Option<String>,
    /// What other sources say instead, each with its name.
    instead: Vec<String>,
}

/// The pages that are asked, in order.
pub(super) fn sections(
    ui: &Ui,
    answers: &Answers<'_>,
    reader: Reader<'_>,
) -> Result<Vec<Section>, Problem> {
    let law = automation::rules::law()?;
    let section = |group: &Group| {
        let asked = group.questions.iter().filter(|question| answers.asks(group, question));
        let list = asked.map(|question| {
            let line = line((ui, law), answers, (group, question), reader);
            Ok::<_, Problem>((label(ui, group, question), Html::render(&line)?))
        });
        let list = list.collect::<Result<Vec<_>, _>>()?.into_iter();
        Ok(Section {
            code: group.code.clone(),
            heading: ui.t(group.key()).plain(),
            answers: list
                .fold(SummaryList::new(), |list, (label, said)| list.html_row(label, said)),
        })
    };
    answers.pages().map(section).collect()
}

fn line(
    (ui, law): (&Ui, &Law),
    answers: &Answers<'_>,
    (group, question): (&Group, &Question),
    reader: Reader<'_>,
) -> Line {
    let Some(said) = answers.said(group, question) else {
        let value = ui.t("application-unanswered").plain();
        return Line { value, from: None, instead: Vec::new() };
    };
    let from = said.from.map(|from| ui.code(reader.from(), from.code()).plain());
    let instead = match (reader, &question.fact) {
        (Reader::Official(Some(facts)), Some(fact)) => instead((ui, law), facts, fact),
        _ => Vec::new(),
    };
    Line { value: answer(ui, group, question, &said.value), from, instead }
}

/// What other sources say of a fact that the applicant told, as far as it is something else.
fn instead((ui, law): (&Ui, &Law), facts: &CaseFacts, fact: &str) -> Vec<String> {
    let own = |source: &str| source == APPLICANT || source == APPLICATION;
    let said = facts.sources(fact).find(|(source, _)| own(source));
    let said = said.and_then(|(_, told)| told.value.as_ref());
    let others = facts.sources(fact).filter(|(source, told)| {
        let value = told.value.as_ref().filter(|value| **value != Value::Null);
        !own(source) && said.is_some() && value.is_some() && value != said
    });
    let words = others.map(|(source, told)| {
        let value = words::told(ui, law, fact, told);
        ui.t("answer-instead").arg("source", words::source(ui, source)).arg("value", value).plain()
    });
    words.collect()
}

/// The files in a place for attachments.
pub(super) struct Files {
    /// What the place is called.
    pub(super) what: String,
    /// Each file with its name, and what may be wrong with it.
    pub(super) there: Vec<(FileId, String, Vec<String>)>,
}

/// What may be wrong with a file in its place, on the day it was sent, or today while it was not.
pub(super) fn doubts(
    ui: &Ui,
    answers: &Answers<'_>,
    attachment: &Attachment,
    sent: Option<Ts>,
) -> Vec<String> {
    let on = sent.map_or_else(|| ui.today(), Ts::date);
    let doubts = attachment.file.seen().map(|seen| seen.doubts(answers, on));
    let words = doubts.unwrap_or_default().into_iter().map(|doubt| {
        let words = ui.code("doubt-", doubt.code());
        match doubt {
            Doubt::Ended(until) => words.arg("date", ui.date(until)).plain(),
            Doubt::Unlike | Doubt::OtherNumber => words.plain(),
        }
    });
    words.collect()
}

/// The attachments, by their places: those that are asked for, and those that are there.
pub(super) fn files(ui: &Ui, answers: &Answers<'_>, application: &KnownApplication) -> Vec<Files> {
    let places = answers.permit.attachments.iter().map(|slot| {
        let there = application.attachments.iter().filter(|a| a.slot == slot.code).map(|a| {
            let name = a.file.name.get().cloned();
            let name = name.unwrap_or_else(|| ui.t("casefile-erased").plain());
            (a.file.file, name, doubts(ui, answers, a, application.sent))
        });
        (slot, there.collect::<Vec<_>>())
    });
    let shown = places.filter(|(slot, there)| answers.wants(slot) || !there.is_empty());
    let named = shown.map(|(slot, there)| {
        let what = ui.code("attach-", &slot.code).plain();
        Files { what, there }
    });
    named.collect()
}
