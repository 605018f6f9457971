//! The sights of asking registers.

mod overview;
mod panel;
mod waiting;

use web::{ActRoute, MenuItem, PageRoute, Panel};

use crate::acts;
use crate::connections::Registers;
use crate::rights::SEE;

pub(crate) fn pages(registers: &Registers) -> Vec<PageRoute> {
    let registers = registers.clone();
    vec![
        PageRoute::get("/registers", SEE, move |request| {
            overview::show(registers.clone(), request)
        }),
        PageRoute::get("/registers/{register}", SEE, waiting::show),
    ]
}

pub(crate) fn acts() -> Vec<ActRoute> {
    vec![
        ActRoute::form::<acts::AskRegister>("/cases/{id}/registers/ask"),
        ActRoute::form::<acts::VerifyHit>("/cases/{id}/registers/verify-hit"),
    ]
}

pub(crate) fn menu() -> Vec<MenuItem> {
    vec![MenuItem { key: "registers", path: "/registers", right: SEE, order: 62 }]
}

pub(crate) fn panels() -> Vec<Panel> {
    vec![Panel::new("case", SEE, 30, |request, case| {
        Box::pin(panel::show(request, casefile::CaseId(case)))
    })]
}
