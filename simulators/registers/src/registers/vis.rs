//! The Visa Information System: it takes the application file of whoever applies for a residence permit, looks for
//! them in the systems of the Union, and says what it found. A file is known by the number of its application: sent
//! again it is the same file.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::Simulator;
use crate::answer::{Answer, Refused, query};
use crate::fault::Register;
use crate::identity::Identity;
use crate::life::{Life, VisHit};
use crate::world::{Found, World};

/// Longest text taken.
const TEXT_CHARS_MAX: usize = 50;
/// Files remembered at most; of more it is not told how often they were sent.
const FILES_MAX: usize = 100_000;

/// How often each file was sent, by the number of its application.
#[derive(Debug, Default)]
pub(crate) struct Files(Mutex<BTreeMap<String, u32>>);

/// An application file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OfApplicant {
    application: Application,
    person: Applicant,
    travel_document: Document,
    /// The day on which it shall hold.
    on: Date,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Application {
    number: String,
    status: String,
    authority: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Applicant {
    family_name: String,
    given_names: String,
    born: Date,
    sex: String,
    nationalities: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    kind: String,
    number: String,
    issuer: String,
    #[expect(dead_code, reason = "one that has ended is a matter of the authority that sent it")]
    valid_until: Option<Date>,
}

#[derive(Debug, Serialize)]
struct Record {
    /// VIS's own reference for the file.
    reference: String,
    hits: Vec<Hit>,
}

/// What the authority that sent the file is told of. Of others it is told nothing at all.
#[derive(Debug, Serialize)]
#[serde(tag = "class", rename_all = "snake_case")]
enum Hit {
    /// It verifies this one itself.
    A { system: &'static str, reference: String },
    /// Somebody has to look further.
    B,
}

pub(crate) async fn answer(State(simulator): State<Simulator>, body: Bytes) -> Response {
    query(&body, |file: OfApplicant| {
        let identity = file.identity();
        if let Some(flaw) = file.flaw().or_else(|| identity.flaw(file.on)) {
            return Err(Refused::unfit(flaw));
        }
        let world = simulator.world();
        simulator.vis_files().sent(&file.application.number);
        let mut hits = match world.find(&identity) {
            Found::One(life) => hits(world, &life, file.on),
            Found::Several(_) => Vec::new(),
        };
        if simulator.contradicts(Register::Vis) {
            let other = Hit::A { system: "vis", reference: reference(world, "V", "another") };
            hits = if hits.is_empty() { vec![other] } else { Vec::new() };
        }
        let reference = reference(world, "VIS", &file.application.number);
        Ok(Answer::Found { record: Record { reference, hits } })
    })
}

/// An alert of whoever must not come; of a few others what was drawn; nothing of those of whom it is said that nothing
/// stands against them.
fn hits(world: &World, life: &Life, on: Date) -> Vec<Hit> {
    let alert = life.ban.is_some_and(|(from, until)| from <= on && on <= until);
    let drawn = || {
        let drawn = world.rng(&format!("vis {}", life.identity.key())).u8(0..100);
        match drawn {
            0..=1 => Some(VisHit::Referenced),
            2 => Some(VisHit::Further),
            _ => None,
        }
    };
    let told = life.reference.starts_with("A-") || life.reference.starts_with("G-");
    let more = if told { life.vis } else { drawn() };
    let sis =
        alert.then(|| Hit::A { system: "sis", reference: reference(world, "S", &life.reference) });
    let more = more.map(|hit| match hit {
        VisHit::Referenced => {
            Hit::A { system: "ees", reference: reference(world, "E", &life.reference) }
        }
        VisHit::Further => Hit::B,
    });
    sis.into_iter().chain(more).collect()
}

/// The same of the same thing in the same world.
fn reference(world: &World, of: &str, what: &str) -> String {
    format!("{of}-{:010}", world.rng(&format!("{of} {what}")).u64(0..10_000_000_000))
}

impl OfApplicant {
    fn identity(&self) -> Identity {
        let Applicant { family_name, given_names, born, nationalities, .. } = &self.person;
        Identity {
            family_name: family_name.clone(),
            given_names: given_names.clone(),
            born: *born,
            nationalities: nationalities.clone(),
        }
    }

    /// What is wrong with it beside who it is about, as a code.
    fn flaw(&self) -> Option<&'static str> {
        let OfApplicant { application, person, travel_document: document, .. } = self;
        let texts = [&application.number, &application.authority, &document.kind, &document.number];
        let long = |text: &&String| text.is_empty() || text.chars().count() > TEXT_CHARS_MAX;
        let signs = |text: &str| text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        if texts.iter().any(long) {
            Some("text-wrong")
        } else if application.status != "submitted" {
            Some("status-wrong")
        } else if !["F", "M", "X"].contains(&person.sex.as_str()) {
            Some("sex-wrong")
        } else if person.nationalities.is_empty() {
            Some("nationality-wrong")
        } else if !signs(&document.number) {
            Some("document-wrong")
        } else if document.issuer.len() > 3
            || !signs(&document.issuer)
            || document.issuer.is_empty()
        {
            Some("issuer-wrong")
        } else {
            None
        }
    }
}

impl Files {
    fn sent(&self, number: &str) {
        let mut files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(times) = files.get_mut(number) {
            *times = times.saturating_add(1);
        } else if files.len() < FILES_MAX {
            files.insert(number.to_owned(), 1);
        }
    }

    /// Each file and how often it was sent.
    pub(crate) fn all(&self) -> Vec<(String, u32)> {
        let files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        files.iter().map(|(number, times)| (number.clone(), *times)).collect()
    }
}
