//! What of a document is kept from parties, on the document's own page.

use kernel::{FileId, Ts};
use web::{Problem, Request, Ui};

use super::{called, hidden};
use crate::giving::Words;
use crate::ids::{CaseId, RedactionId};
use crate::pages::Names;
use crate::rights::GIVE;
use crate::state::{Giving, KnownCase};

/// What is kept of a version of a document.
#[derive(askama::Template)]
#[template(path = "pages/giving/kept.html")]
pub(in crate::pages) struct Kept {
    ui: Ui,
    id: CaseId,
    file: FileId,
    lines: Vec<Line>,
    undecided: bool,
    may_give: bool,
    /// It is the newest version.
    current: bool,
}

// It stands inside a page as it is: all it shows was escaped by its own template.
impl askama::filters::HtmlSafe for Kept {}

struct Line {
    redaction: RedactionId,
    what: String,
    ground: String,
    cite: String,
    from: String,
    /// All of the document is kept, and no index names it.
    unnamed: bool,
    note: String,
    by: String,
    at: Ts,
}

impl Kept {
    pub(in crate::pages) async fn read(
        request: &Request,
        (id, case): (CaseId, &KnownCase),
        giving: &Giving,
        file: FileId,
        names: &mut Names,
    ) -> Result<Kept, Problem> {
        let ui = &request.ui;
        let erased = || ui.t("casefile-erased").plain();
        let mut lines = Vec::new();
        for (redaction, r) in giving.of(file) {
            lines.push(Line {
                redaction,
                what: hidden(ui, &r.hides),
                ground: ui.code("ground-", &r.ground).plain(),
                cite: Words::of(ui.lang().code()).cite(&r.ground),
                from: match r.from {
                    Some(party) => called(request, party).await?,
                    None => ui.t("redact-from-all").plain(),
                },
                unnamed: !r.named,
                note: r.note.clone().unwrap_or_else(erased),
                by: names.of(r.by).await?,
                at: r.at,
            });
        }
        Ok(Kept {
            ui: ui.clone(),
            id,
            file,
            lines,
            undecided: !giving.undecided(case, &[file]).is_empty(),
            may_give: request.who.may(GIVE),
            current: !case.replaced.contains_key(&file),
        })
    }
}
