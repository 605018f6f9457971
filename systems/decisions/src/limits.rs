//! How long what people type may be, each with its reason.

use web::Limit;

/// What a person writes in a section of a decision.
pub(crate) const SECTION: Limit =
    Limit::new(50_000, "some twenty printed pages; longer reasons go to an attachment");
/// Why a draft goes back, or an attempt of service failed.
pub(crate) const REASON: Limit = Limit::new(500, "two sentences that a colleague reads in a list");
/// New rows of letters that are tried at once.
pub(crate) const TRIAL_ROWS: Limit =
    Limit::new(50_000, "a hundred phrases in three languages; more is reviewed piece by piece");
/// Decisions they are tried on when nobody says how many: minutes of reading.
pub(crate) const TRIAL_ITEMS: u32 = 50;
/// Largest PDF in bytes: a decision of two hundred pages has a tenth of it.
pub(crate) const PDF_BYTES_MAX: u64 = 20_000_000;
