//! What a file shows of each document, as officials see it: as a preview, and of a file that was made.

use kernel::FileId;
use web::Ui;

use crate::clock::Grade;
use crate::giving::{self, Extent, HiddenPage, Words};
use crate::ground;
use crate::ids::{CaseId, RedactionId};
use crate::state::{Giving, KnownCase};

/// The documents of a file.
#[derive(askama::Template)]
#[template(path = "acts/giving/table.html")]
pub(crate) struct PlanTable {
    ui: Ui,
    id: CaseId,
    lines: Vec<Line>,
}

// It stands inside other templates as it is: all it shows was escaped by its own.
impl askama::filters::HtmlSafe for PlanTable {}

/// A document of the file.
struct Line {
    file: FileId,
    /// What the official knows it by.
    name: String,
    /// What the party reads in the index; nothing when it leaves no trace.
    index: String,
    /// Code of what they get.
    gets: &'static str,
    grounds: Vec<GroundLine>,
    undecided: bool,
}

/// A ground, and what is kept on it.
struct GroundLine {
    name: String,
    cite: String,
    /// Numbers of the leaves it is about; empty for all of the document.
    on: String,
    unverified: bool,
}

impl PlanTable {
    /// The documents of a file, when these redactions hold and its index is in this language.
    pub(crate) fn new(
        ui: &Ui,
        (id, case): (CaseId, &KnownCase),
        giving: &Giving,
        (kept, documents): (&[RedactionId], &[FileId]),
        language: &str,
    ) -> PlanTable {
        let undecided = giving.undecided(case, documents);
        let words = Words::of(language);
        let mut lines = Vec::with_capacity(documents.len());
        for planned in giving::plan(giving, kept, documents) {
            let Some((added, _, document)) = case.document(planned.file) else { continue };
            let erased = || ui.t("casefile-erased").plain();
            let index = match &planned.extent {
                Extent::Withheld { named: false, .. } => String::new(),
                Extent::Withheld { .. } => words.say("given-withheld", &[]),
                Extent::Whole | Extent::Partly(_) => words.title(document, *added),
            };
            lines.push(Line {
                file: planned.file,
                name: document.name.get().cloned().unwrap_or_else(erased),
                index,
                gets: gets(&planned.extent),
                grounds: grounds(ui, &planned.extent),
                undecided: undecided.contains(&planned.file),
            });
        }
        PlanTable { ui: ui.clone(), id, lines }
    }

    /// How many documents there are.
    pub(crate) const fn len(&self) -> usize {
        self.lines.len()
    }

    /// How many of them nobody looked at again.
    pub(crate) fn undecided(&self) -> usize {
        self.lines.iter().filter(|line| line.undecided).count()
    }

    /// Of how many something is kept.
    pub(crate) fn kept(&self) -> usize {
        self.lines.iter().filter(|line| !line.grounds.is_empty()).count()
    }
}

/// Code of what a party gets of a document.
const fn gets(extent: &Extent) -> &'static str {
    match extent {
        Extent::Whole => "whole",
        Extent::Partly(_) => "partly",
        Extent::Withheld { named: true, .. } => "withheld",
        Extent::Withheld { named: false, .. } => "unnamed",
    }
}

fn grounds(ui: &Ui, extent: &Extent) -> Vec<GroundLine> {
    match extent {
        Extent::Whole => Vec::new(),
        Extent::Withheld { ground, .. } => vec![line(ui, ground, String::new())],
        Extent::Partly(hidden) => {
            let mut found: Vec<(&str, Vec<String>)> = Vec::new();
            for (number, leaf) in hidden {
                for code in codes(leaf) {
                    match found.iter_mut().find(|(there, _)| *there == code) {
                        Some((_, on)) if on.last() == Some(&number.to_string()) => {}
                        Some((_, on)) => on.push(number.to_string()),
                        None => found.push((code, vec![number.to_string()])),
                    }
                }
            }
            found.into_iter().map(|(code, on)| line(ui, code, on.join(", "))).collect()
        }
    }
}

fn codes(leaf: &HiddenPage) -> impl Iterator<Item = &str> {
    leaf.withheld.as_deref().into_iter().chain(leaf.areas.iter().map(|(_, code)| code.as_str()))
}

fn line(ui: &Ui, code: &str, on: String) -> GroundLine {
    GroundLine {
        name: ui.code("ground-", code).plain(),
        cite: Words::of(ui.lang().code()).cite(code),
        on,
        unverified: ground::of(code).is_none_or(|ground| ground.grade == Grade::Unverified),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::Area;

    #[test]
    fn what_a_party_gets_has_a_code_and_a_leaf_its_grounds() {
        let area = Area { page: 2, left: 0, top: 0, width: 1, height: 1 };
        let leaf = HiddenPage {
            withheld: Some("draft".into()),
            areas: vec![(area, "of-another".into()), (area, "of-another".into())],
        };
        assert_eq!(codes(&leaf).collect::<Vec<_>>(), ["draft", "of-another", "of-another"]);
        assert_eq!(gets(&Extent::Whole), "whole");
        let withheld = |named| gets(&Extent::Withheld { ground: "draft".into(), named });
        assert_eq!([withheld(true), withheld(false)], ["withheld", "unnamed"]);
    }
}
