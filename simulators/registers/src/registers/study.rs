//! The register of student selection and of studies: who was admitted, who may study, and how it goes.

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use serde::Serialize;

use super::{OfPerson, euros, of_person};
use crate::Simulator;
use crate::answer::query;
use crate::fault::Register;
use crate::life::{Life, Studies};

#[derive(Debug, Serialize)]
struct Record {
    reference: String,
    admissions: Vec<Admission>,
    study_rights: Vec<StudyRight>,
    credits: Vec<Credits>,
}

#[derive(Debug, Serialize)]
struct Admission {
    institution: String,
    programme: String,
    kind: String,
    decision: &'static str,
    begins: Date,
    ends: Date,
    /// When whoever studies at the planned pace is done.
    target_ends: Date,
    mobility_programme: bool,
    tuition: &'static str,
    /// Euros a month that the school pays for living, when it pays for the whole of the studies.
    scholarship_monthly: Option<String>,
}

#[derive(Debug, Serialize)]
struct StudyRight {
    institution: String,
    from: Date,
    until: Date,
    state: &'static str,
}

#[derive(Debug, Serialize)]
struct Credits {
    on: Date,
    ects: i64,
}

pub(crate) async fn answer(State(simulator): State<Simulator>, body: Bytes) -> Response {
    query(&body, |asked: OfPerson| {
        let other = simulator.contradicts(Register::Study);
        of_person(&simulator, &asked, |life| record(life, asked.on, other))
    })
}

fn record(life: &Life, on: Date, other: bool) -> Option<Record> {
    let studies = life.studies.as_ref()?;
    // A register that contradicts took the place back.
    let decision = if other { "withdrawn" } else { "admitted" };
    let state = match (other, studies.ends < on) {
        (true, _) => "suspended",
        (false, true) => "ended",
        (false, false) => "valid",
    };
    let begun = studies.begins <= on;
    let right = begun.then(|| StudyRight {
        institution: studies.institution.clone(),
        from: studies.begins,
        until: studies.ends,
        state,
    });
    let credits = studies.credits.iter().filter(|(day, _)| *day <= on);
    Some(Record {
        reference: life.reference.clone(),
        admissions: vec![admission(studies, decision)],
        study_rights: right.into_iter().collect(),
        credits: credits.map(|(on, ects)| Credits { on: *on, ects: *ects }).collect(),
    })
}

fn admission(studies: &Studies, decision: &'static str) -> Admission {
    Admission {
        institution: studies.institution.clone(),
        programme: studies.programme.clone(),
        kind: studies.kind.clone(),
        decision,
        begins: studies.begins,
        ends: studies.ends,
        target_ends: studies.target_ends,
        mobility_programme: studies.mobility,
        tuition: studies.tuition,
        scholarship_monthly: studies.scholarship_cents.map(euros),
    }
}
