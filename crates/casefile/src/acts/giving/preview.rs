//! What a file will hold, before it is ordered.

use kernel::FileId;
use web::{Problem, Request, Ui};

use super::{PlanTable, To, choices};
use crate::ids::CaseId;
use crate::state::{Giving, KnownCase};

/// What a file will hold.
#[derive(askama::Template)]
#[template(path = "acts/giving/preview.html")]
pub(super) struct Preview {
    ui: Ui,
    receiver: String,
    language: String,
    table: PlanTable,
}

impl Preview {
    pub(super) async fn read(
        request: &Request,
        (id, case): (CaseId, &KnownCase),
        to: To,
        language: &str,
        documents: &[FileId],
    ) -> Result<Preview, Problem> {
        let ui = &request.ui;
        let (giving, _) = request.kernel.peek::<Giving>(id).await?;
        let kept = giving.kept_from(to.party, documents);
        let receivers = choices(request, id, case, ui.today()).await?;
        let receiver = receivers.into_iter().find(|(there, _)| *there == to);
        Ok(Preview {
            ui: ui.clone(),
            receiver: receiver.map_or_else(|| ui.t("given-nobody").plain(), |(_, name)| name),
            language: ui.code("web-lang-", language).plain(),
            table: PlanTable::new(ui, (id, case), &giving, (&kept, documents), language),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{applicant, case, file, redacted};
    use super::*;
    use crate::acts::tests::case_id;

    #[test]
    fn a_preview_is_of_what_is_kept_from_its_receiver() {
        let giving: Giving = testkit::given::<Giving>([redacted(3)]).state(case_id().0);
        assert_eq!(giving.kept_from(applicant(), &[file(1), file(3)]).len(), 1);
        assert_eq!(giving.kept_from(applicant(), &[file(1)]).len(), 0);
        assert!(giving.undecided(case().known().unwrap(), &[file(3)]).is_empty());
    }
}
