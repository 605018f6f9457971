//! What parties get of a case's documents: what is kept, the files they were given, and how they stand.

mod file;
mod history;
mod kept;
mod leaf;
mod overview;
mod table;

pub(super) use file::{pdf, show as file};
pub(super) use history::words;
pub(super) use kept::Kept;
pub(super) use leaf::show as leaf;
pub(super) use overview::show as overview;
pub(super) use table::GivenTable;

use web::{Problem, Request, Ui};

use crate::acts::name_of;
use crate::events::{Area, Hides, Party, WHOLE};

/// What of a document is kept, in words.
fn hidden(ui: &Ui, hides: &Hides) -> String {
    match hides {
        Hides::Whole => ui.t("redact-hides-whole").plain(),
        Hides::Pages(numbers) => {
            let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
            ui.t("redact-hides-pages").arg("numbers", numbers.join(", ")).plain()
        }
        Hides::Areas(areas) => {
            let mut numbers: Vec<usize> = areas.iter().map(|area: &Area| area.page).collect();
            numbers.dedup();
            let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
            let text = ui.t("redact-hides-areas").arg("n", areas.len());
            text.arg("numbers", numbers.join(", ")).plain()
        }
    }
}

/// What somebody is called; those whom the user may not see have no name here.
async fn called(request: &Request, party: Party) -> Result<String, Problem> {
    let hidden = || request.ui.t("casefile-protected-name").plain();
    Ok(name_of(request, party).await?.unwrap_or_else(hidden))
}

/// The smallest step of an area in per cent: what one decimal says.
const _: () = assert!(WHOLE == 1_000);
