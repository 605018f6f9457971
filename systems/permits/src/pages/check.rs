//! All answers on one page, each group of them with the way to change it; what is missing, what cannot all be right,
//! and what the tables that will decide say to it beforehand.

use web::{Html, Page, Problem, Reply, Request, Ui};

use super::MINE;
use super::said::{self, Files, Reader, Section};
use super::shown::{self, Told};
use crate::acts::{Own, own};
use crate::answers::{Answers, Standing};
use crate::rules::{self, Advice, Verdict};
use crate::state::Stage;

/// The page in the query of links that lead back here.
const BACK: &str = "?back_to=check";

#[derive(askama::Template)]
#[template(path = "pages/check.html")]
struct Check<'a> {
    ui: &'a Ui,
    own: &'a Own,
    sections: Vec<Section>,
    missing: Vec<(String, String)>,
    contradictions: Vec<(String, String)>,
    files: Vec<Files>,
    advice: Html,
    complete: bool,
}

impl Check<'_> {
    /// The page on which what was said on it is changed.
    fn href(&self, section: &Section) -> String {
        self.own.path(&section.code) + BACK
    }
}

/// What the tables say, in a part of its own: it is advice and reads as such.
#[derive(askama::Template)]
#[template(path = "pages/advice.html")]
struct AdviceShown<'a> {
    ui: &'a Ui,
    asked: bool,
    more: bool,
    unmet: Vec<Told>,
    weighed: Vec<Told>,
    met: Vec<Told>,
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let own = own(&request, "application.check").await?;
    if own.application.stage != Stage::Draft {
        return Ok(Reply::Redirect(own.path("sent")));
    }
    let ui = &request.ui;
    let answers = Answers::new(own.permit, &own.application);
    let missing = missing(ui, &own, &answers);
    let contradictions = answers
        .contradictions(ui.today())
        .map(|c| (ui.code("contradiction-", &c.code).plain(), own.path(&c.group) + BACK));
    let body = Check {
        ui,
        own: &own,
        sections: said::sections(ui, &answers, Reader::Applicant)?,
        contradictions: contradictions.collect(),
        files: said::files(ui, &answers, &own.application),
        advice: advice(ui, &own, &rules::advise(&answers, ui.today())?)?,
        complete: missing.is_empty(),
        missing,
    };
    let page = Page::new(ui.t("application-check"), &body)?.narrow();
    let page = page.crumb(ui.t("application-mine"), MINE);
    Ok(page.crumb(ui.t("application-steps"), own.path("")).into())
}

/// What is still to be answered or attached: words, and where.
fn missing(ui: &Ui, own: &Own, answers: &Answers<'_>) -> Vec<(String, String)> {
    let mut missing = Vec::new();
    for group in answers.pages() {
        let href = own.path(&group.code) + BACK;
        let page = ui.t(group.key()).plain();
        match answers.standing(group) {
            Standing::NotAsked | Standing::Offered | Standing::Done => {}
            Standing::NotBegun => {
                let words = ui.t("application-missing.page").arg("page", page);
                missing.push((words.plain(), href));
            }
            Standing::ToConfirm => {
                let words = ui.t("application-missing.confirm").arg("page", page);
                missing.push((words.plain(), href));
            }
            Standing::Incomplete => missing.extend(answers.missing_of(group).map(|question| {
                let what = shown::label(ui, group, question);
                let words = ui.t("application-missing.question").arg("page", &page);
                (words.arg("question", what).plain(), href.clone())
            })),
        }
    }
    missing.extend(answers.missing_files(&own.application).into_iter().map(|slot| {
        let what = ui.code("attach-", &slot.code).plain();
        let words = ui.t("application-missing.file").arg("file", what).plain();
        (words, own.path(&format!("attachments/{}", slot.code)))
    }));
    missing
}

fn advice(ui: &Ui, own: &Own, advice: &Advice) -> Result<Html, Problem> {
    let law = automation::rules::law()?;
    let told = |verdict| {
        let lines = advice.of(verdict).map(|line| {
            let group = line.group.as_ref().and_then(|code| own.permit.group(code));
            let change =
                group.map(|group| (ui.t(group.key()).plain(), own.path(&group.code) + BACK));
            Told::of(ui, law, line, change)
        });
        lines.collect()
    };
    Html::render(&AdviceShown {
        ui,
        asked: advice.asked,
        more: advice.more,
        unmet: told(Verdict::NotMet),
        weighed: told(Verdict::Weighed),
        met: told(Verdict::Met),
    })
}
