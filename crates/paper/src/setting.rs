//! Setting a document and writing it as PDF.

use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use typst::diag::SourceDiagnostic;
use typst::foundations::{Label, Smart};
use typst::introspection::Introspector as _;
use typst::utils::PicoStr;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::world::Desk;
use crate::{Fault, SECONDS_MAX, Standard};

/// How often the typesetter's memory of former documents is thinned. Measured: never, and it grows
/// to hundreds of megabytes and gets slower; after each, and every document starts from nothing.
const DOCUMENTS_BETWEEN: usize = 5;

/// Documents made in this process.
static MADE: AtomicUsize = AtomicUsize::new(0);

/// How long a document may still take.
pub(crate) struct Patience(Instant);

impl Patience {
    /// From now on.
    pub(crate) fn new() -> Patience {
        Patience(Instant::now())
    }

    /// Is any left?
    pub(crate) fn check(&self) -> Result<(), Fault> {
        if self.0.elapsed() > Duration::from_secs(SECONDS_MAX) {
            return Err(Fault::TooSlow { seconds_max: SECONDS_MAX });
        }
        Ok(())
    }
}

/// A set document.
pub(crate) struct Set {
    /// The PDF.
    pub(crate) bytes: Vec<u8>,
    /// Its pages.
    pub(crate) pages: usize,
    /// The pages on which its documents begin.
    pub(crate) starts: Vec<usize>,
}

/// Sets what lies on a desk. A panic of the typesetter is a
/// fault of this document, not the end of the process.
pub(crate) fn set(
    desk: &Desk<'_>,
    standard: Standard,
    ident: String,
    pages_max: usize,
) -> Result<Set, Fault> {
    let patience = Patience::new();
    let set = guarded(|| {
        let document: PagedDocument = typst::compile(desk).output.map_err(fault)?;
        patience.check()?;
        let pages = document.pages().len();
        if pages > pages_max {
            return Err(Fault::TooLarge { what: "pages", max: pages_max });
        }
        let bytes = typst_pdf::pdf(&document, &options(standard, ident)?).map_err(fault)?;
        patience.check()?;
        Ok(Set { bytes, pages, starts: starts(&document) })
    });
    if MADE.fetch_add(1, Ordering::Relaxed).is_multiple_of(DOCUMENTS_BETWEEN) {
        typst::comemo::evict(1);
    }
    set
}

/// The pages of the marks `document-0`, `document-1` and so on.
fn starts(document: &PagedDocument) -> Vec<usize> {
    let introspector = document.introspector();
    let page = |place: usize| {
        let label = Label::new(PicoStr::intern(&format!("document-{place}")))?;
        let location = introspector.query_label(label).ok()?.location()?;
        introspector.page(location).map(NonZeroUsize::get)
    };
    (0..).map_while(page).collect()
}

/// Does work of foreign code; its panic becomes a fault.
pub(crate) fn guarded<T>(work: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        // What was half done when it panicked is not used again.
        typst::comemo::evict(0);
        let words = panic.downcast_ref::<String>().cloned();
        let words = words.or_else(|| panic.downcast_ref::<&str>().map(|&word| word.to_owned()));
        Err(Fault::Setting { why: format!("panic: {}", words.unwrap_or_default()) })
    })
}

fn options(standard: Standard, ident: String) -> Result<PdfOptions, Fault> {
    let standards: &[PdfStandard] = match standard {
        Standard::Archivable => &[PdfStandard::A_2a, PdfStandard::Ua_1],
        Standard::Tagged => &[PdfStandard::V_1_7],
    };
    let standards = PdfStandards::new(standards);
    Ok(PdfOptions {
        ident: Smart::Custom(ident),
        creator: Smart::Custom(Some("UMA".to_owned())),
        standards: standards.map_err(|why| Fault::Setting { why: why.message().to_string() })?,
        ..PdfOptions::default()
    })
}

/// What the typesetter says, its first words only: they are for a log.
fn fault(diagnostics: impl IntoIterator<Item = SourceDiagnostic>) -> Fault {
    let words = diagnostics.into_iter().take(3).map(|diagnostic| diagnostic.message.to_string());
    Fault::Setting { why: words.collect::<Vec<_>>().join("; ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_fault_of_one_document() {
        let fault = guarded::<()>(|| panic!("layout {}", 7)).unwrap_err();
        assert_eq!(fault, Fault::Setting { why: "panic: layout 7".into() });
        assert_eq!(guarded(|| Ok(1)), Ok(1));
    }
}
