//! A clerk says what each difference between passport and application means.

use std::collections::BTreeMap;

use casefile::CaseId;
use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right};
use uuid::Uuid;
use web::form::Shown;
use web::{Draft, Field, FormAct, Html, Problem, Reader, Request, Ui};

use super::{ID, back, desk, sealed};
use crate::events::IdentityEvent;
use crate::limits::NOTE;
use crate::model::{Answer, Part, Passport};
use crate::rights::PROVE;
use crate::state::{IdentityStep, KnownStep};
use crate::words;

/// Says what differences mean.
#[derive(Debug, Clone)]
pub struct AnswerDifferences {
    /// In which case.
    pub case: CaseId,
    /// Each difference.
    pub answers: BTreeMap<Part, Answer>,
    /// More of it.
    pub note: Option<String>,
}

impl Act for AnswerDifferences {
    const NAME: &'static str = "identity.answer_differences";
    const RIGHT: Right = PROVE;
    type State = IdentityStep;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, step: &IdentityStep, (): &(), _: &Ctx<'_>) -> Result<Changes, Refusal> {
        let step = step.waiting()?;
        if step.shown.is_none() {
            return Err(Refusal::new("passport-not-read"));
        }
        let differences = step.differences();
        let answered = differences.iter().all(|part| self.answers.contains_key(part));
        if !answered || self.answers.len() != differences.len() {
            return Err(Refusal::new("differences-changed"));
        }
        let answers = self.answers.clone();
        let note = self.note.as_deref().map(|note| sealed(self.case, note));
        Ok(Changes::one(self.case, &IdentityEvent::DifferencesAnswered { answers, note }))
    }
}

/// What both say, side by side.
#[derive(askama::Template)]
#[template(path = "acts/differences.html")]
struct Differences<'a> {
    ui: &'a Ui,
    lines: Vec<(Part, String, String)>,
}

fn aside(ui: &Ui, step: &KnownStep) -> Result<Html, Problem> {
    let shown = step.shown.as_ref().and_then(|shown| shown.passport.as_ref());
    let says = |passport: Option<&Passport>, part| words::part_said(ui, passport, part);
    let line = |part: Part| (part, says(step.applied.as_ref(), part), says(shown, part));
    let lines = step.differences().into_iter().map(line).collect();
    Html::render(&Differences { ui, lines })
}

/// The fields of the form: one a part, of which those are asked that differ.
const FIELDS: &[(&str, Part)] = &[
    ("family_name", Part::FamilyName),
    ("given_names", Part::GivenNames),
    ("born", Part::Born),
    ("sex", Part::Sex),
    ("nationality", Part::Nationality),
    ("number", Part::Number),
    ("issuer", Part::Issuer),
    ("expires", Part::Expires),
];

impl FormAct for AnswerDifferences {
    fn fields() -> Vec<Field> {
        let asked = FIELDS.iter().map(|(name, _)| Field::drafted(name, Shown::Open));
        asked.chain([Field::long_text("note", NOTE).optional()]).collect()
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let desk = desk(request, Self::NAME).await?;
        let differences = desk.step.differences();
        if differences.is_empty() {
            return Err(Refusal::new("differences-none").into());
        }
        let ui = &request.ui;
        let option = |answer: &Answer| {
            (answer.code().to_owned(), ui.code("identity-answer-", answer.code()).plain())
        };
        let options: Vec<_> = Answer::ALL.iter().map(option).collect();
        let answers = desk.step.shown.as_ref().map(|shown| &shown.answers);
        let draft = desk.draft(request).aside(aside(ui, &desk.step)?);
        Ok(FIELDS.iter().fold(draft, |draft, (name, part)| {
            if !differences.contains(part) {
                return draft.unasked(name);
            }
            let draft = draft.options(name, options.clone());
            match answers.and_then(|answers| answers.get(part)) {
                Some(answer) => draft.value(name, answer),
                None => draft,
            }
        }))
    }

    fn read(form: &mut Reader<'_>) -> Option<AnswerDifferences> {
        let asked: Vec<&str> = form.fields().iter().map(|field| field.name).collect();
        let mut answers = BTreeMap::new();
        for (name, part) in FIELDS.iter().filter(|(name, _)| asked.contains(name)) {
            if let Some(answer) = form.choice(name) {
                answers.insert(*part, answer);
            }
        }
        let (case, note) = (form.param(ID), form.maybe_text("note"));
        Some(AnswerDifferences { case: case?, answers, note: note? })
    }

    fn after(done: &Done, _: &Request) -> String {
        back(done)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::acts::tests::{CASE, read, waiting};

    fn act(answers: &[(Part, Answer)]) -> AnswerDifferences {
        AnswerDifferences { case: CASE, answers: answers.iter().copied().collect(), note: None }
    }

    #[test]
    fn each_difference_is_answered_and_nothing_else() {
        let answers: BTreeMap<_, _> = [(Part::Born, Answer::Mistyped)].into();
        let answered = IdentityEvent::DifferencesAnswered { answers, note: None };
        let given = || waiting().and([read("1974-08-13")]);
        given().when(act(&[(Part::Born, Answer::Mistyped)]), ()).then([answered]);
        given().when(act(&[]), ()).then_refused("differences-changed");
        let more = [(Part::Born, Answer::Mistyped), (Part::Sex, Answer::Mistyped)];
        given().when(act(&more), ()).then_refused("differences-changed");
        waiting().when(act(&[]), ()).then_refused("passport-not-read");
    }
}
