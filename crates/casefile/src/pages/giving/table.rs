//! The files that parties of a case were given, newest first.

use web::parts::{Tag, Tone};
use web::{Problem, Request, Ui};

use super::called;
use crate::ids::{CaseId, GivenId};
use crate::pages::Names;
use crate::state::{Given, Giving, Stage};

/// A table of files.
#[derive(askama::Template)]
#[template(path = "pages/giving/table.html")]
pub(in crate::pages) struct GivenTable {
    ui: Ui,
    id: CaseId,
    rows: Vec<Row>,
}

// It stands inside pages as it is: all it shows was escaped by its own template.
impl askama::filters::HtmlSafe for GivenTable {}

/// A file.
struct Row {
    given: GivenId,
    at: kernel::Ts,
    to: String,
    by: String,
    documents: usize,
    stage: Tag,
    leaves: Option<usize>,
}

impl GivenTable {
    /// So many files, newest first.
    pub(in crate::pages) async fn read(
        request: &Request,
        id: CaseId,
        giving: &Giving,
        take: usize,
        names: &mut Names,
    ) -> Result<GivenTable, Problem> {
        let mut rows = Vec::new();
        for (id, given) in giving.given.iter().rev().take(take) {
            let leaves = match given.stage {
                Stage::Made { page_count, .. } => Some(page_count),
                Stage::Ordered | Stage::Failed { .. } => None,
            };
            rows.push(Row {
                given: *id,
                at: given.at,
                to: receiver(request, given).await?,
                by: names.of(given.by).await?,
                documents: given.documents.len(),
                stage: stage(&request.ui, &given.stage),
                leaves,
            });
        }
        Ok(GivenTable { ui: request.ui.clone(), id, rows })
    }

    pub(in crate::pages) const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// How a file stands.
pub(super) fn stage(ui: &Ui, stage: &Stage) -> Tag {
    let tone = match stage {
        Stage::Ordered => Tone::Info,
        Stage::Made { .. } => Tone::Success,
        Stage::Failed { .. } => Tone::Danger,
    };
    Tag::new(tone, ui.code("given-stage-", stage.code()).plain())
}

/// Who got it, or gets it, and for whom.
pub(super) async fn receiver(request: &Request, given: &Given) -> Result<String, Problem> {
    let party = called(request, given.to).await?;
    let Some(through) = given.through else { return Ok(party) };
    let name = called(request, through).await?;
    Ok(request.ui.t("given-for").arg("name", name).arg("party", party).plain())
}
