//! The application as it was sent, on the page of the case that it became. Whoever may not see the case sees none of
//! it; what was kept from programs of the house by no fact is here for whoever decides.

use automation::{CaseFacts, WHY};
use casefile::{Case, CaseId};
use web::{Html, Problem, Request, Ui};

use super::application_of;
use super::said::{self, Files, Reader, Section};
use crate::answers::Answers;
use crate::permit;

#[derive(askama::Template)]
#[template(path = "pages/application.html")]
struct ApplicationOfCase<'a> {
    ui: &'a Ui,
    case: CaseId,
    /// When it was sent, and in what language it was read then.
    sent: Vec<String>,
    sections: Vec<Section>,
    files: Vec<Files>,
    /// The file of the case, where the attachments are documents.
    file: &'a Case,
}

impl ApplicationOfCase<'_> {
    /// Is an attachment among the documents of the case?
    fn has(&self, file: &kernel::FileId) -> bool {
        self.file.known().is_some_and(|known| known.document(*file).is_some())
    }
}

/// What was applied for, in the reader's language.
pub(super) async fn panel(request: &Request, case: CaseId) -> Result<Html, Problem> {
    let (kernel, ui) = (&request.kernel, &request.ui);
    let Some((_, application)) = application_of(request, case).await? else {
        return Ok(Html::default());
    };
    let Some(known) = application.known() else { return Ok(Html::default()) };
    let Some(permit) = permit::of(&known.permit)? else { return Ok(Html::default()) };
    let facts = match request.who.may(WHY) {
        true => Some(kernel.peek::<CaseFacts>(case).await?.0),
        false => None,
    };
    let answers = Answers::new(permit, known);
    // Of an erased one the questions alone would say that nothing was answered.
    let erased = known.answered.values().all(|page| page.answers.is_empty());
    let sections = match erased {
        true => Vec::new(),
        false => said::sections(ui, &answers, Reader::Official(facts.as_deref()))?,
    };
    let sent = known.sent.map(|at| ui.t("application-of-case.sent").arg("at", ui.when(at)).plain());
    let read = known.language.as_ref().map(|language| {
        let language = ui.code("language-", language).plain();
        ui.t("application-of-case.language").arg("language", language).plain()
    });
    let (file, _) = kernel.peek::<Case>(case).await?;
    Html::render(&ApplicationOfCase {
        ui,
        case,
        sent: sent.into_iter().chain(read).collect(),
        sections,
        files: said::files(ui, &answers, known),
        file: &file,
    })
}
