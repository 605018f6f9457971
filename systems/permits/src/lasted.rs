//! How long cases like one's own took lately, in words: what happened, and no promise.

use casefile::lasted::{self, Lasted};
use kernel::{Fault, Kernel};
use web::Ui;

use crate::permit::PermitType;

/// How long cases of a type took lately; nothing while too few were decided.
///
/// # Errors
/// A fault when the database is away.
pub(crate) async fn of(kernel: &Kernel, permit: &PermitType) -> Result<Option<Lasted>, Fault> {
    lasted::lately(kernel, &permit.code).await
}

/// Of how many cases it comes, what half of them took, and what nine in ten did.
pub(crate) fn words(ui: &Ui, lasted: &Lasted) -> String {
    ui.t("application-lasted.text")
        .arg("cases", lasted.cases)
        .arg("since", ui.date(lasted.since))
        .arg("half", days(ui, lasted.half_days))
        .arg("most", days(ui, lasted.most_days))
        .plain()
}

/// What nine in ten took, for a line of a list.
pub(crate) fn line(ui: &Ui, lasted: &Lasted) -> String {
    ui.t("application-lasted.line").arg("most", days(ui, lasted.most_days)).plain()
}

fn days(ui: &Ui, days: i64) -> String {
    ui.t("application-lasted.days").arg("n", days).plain()
}
