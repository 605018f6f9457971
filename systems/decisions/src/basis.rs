//! What a decision rests on: the case, the person, what sources told, and whether anything stands
//! against it. Read by acts in the transaction that records them, and by pages.

use std::sync::Arc;

use automation::{CaseFacts, Rulings};
use casefile::hold::{self, ActKind, Standing};
use casefile::{Case, CaseId, Person};
use kernel::{Date, Fault, Kernel, Read, Refusal};
use law::Law;

use crate::delivery;
use crate::ids::DecisionId;
use crate::library::{LetterKind, Library, library};
use crate::model::Fields;
use crate::state::{Decision, KnownDecision};

/// What a decision rests on.
pub struct Basis {
    /// Letters and phrases.
    pub library: &'static Library,
    /// The law.
    pub law: &'static Law,
    /// The case, as whoever acts may see it.
    pub case: Case,
    /// Whom it concerns.
    pub person: Person,
    /// What sources told of the case.
    pub told: CaseFacts,
    /// Whether deciding against the person is stopped.
    pub standing: Standing,
}

impl Basis {
    /// Reads it for an act on a decision; nothing when there is no such decision for whoever acts.
    ///
    /// # Errors
    /// As [`Basis::read`].
    pub async fn of(read: &mut Read<'_>, id: DecisionId) -> Result<Option<Basis>, Fault> {
        let decision = read.fold::<Decision>(id).await?;
        let Some(known) = decision.known() else { return Ok(None) };
        Basis::read(read, known.case).await.map(Some)
    }

    /// What an act on a decision rests on, as [`Basis::of`] found it.
    ///
    /// # Errors
    /// A refusal when there is no such decision for whoever acts.
    pub fn there(found: &Option<Basis>) -> Result<&Basis, Refusal> {
        found.as_ref().ok_or_else(|| Refusal::new("decision-unknown"))
    }

    /// Reads it for an act. What is told of the case meanwhile makes the act run again.
    ///
    /// # Errors
    /// A fault when the database is away, or the library is faulty.
    pub async fn read(read: &mut Read<'_>, id: CaseId) -> Result<Basis, Fault> {
        let case = read.guard::<Case>(id).await?;
        let told = read.fold::<CaseFacts>(id).await?;
        let applicant = case.known().map(|known| known.applicant);
        let person = match applicant {
            Some(applicant) => read.fold::<Person>(applicant).await?,
            None => Person::Unknown,
        };
        let standing = hold::look_all(read, applicant, ActKind::AdverseDecision).await?;
        let (library, law) = (library()?, automation::rules::law()?);
        Ok(Basis { library, law, case, person, told, standing })
    }

    /// Looks at it for a page, whose look at the case is recorded already.
    ///
    /// # Errors
    /// As [`Basis::read`].
    pub async fn look(kernel: &Kernel, id: CaseId) -> Result<Basis, Fault> {
        let (case, _) = kernel.peek::<Case>(id).await?;
        let (told, _) = kernel.peek::<CaseFacts>(id).await?;
        let person = match case.known() {
            Some(known) => kernel.peek::<Person>(known.applicant).await?.0,
            None => Arc::default(),
        };
        let (case, person) = (Arc::unwrap_or_clone(case), Arc::unwrap_or_clone(person));
        let told = Arc::unwrap_or_clone(told);
        let (library, law) = (library()?, automation::rules::law()?);
        let standing = Standing::Free;
        Ok(Basis { library, law, case, person, told, standing })
    }

    /// The fields of a letter as they are known now.
    ///
    /// # Errors
    /// `case-unknown`.
    pub fn fields(&self, letter: &LetterKind, today: Date) -> Result<Fields, Refusal> {
        let known = self.case.known().ok_or_else(|| Refusal::new("case-unknown"))?;
        let from = (known, &self.person, &self.told);
        Ok(Fields::import((self.library, letter), from, (today, &self.law.dictionary)))
    }

    /// The fields of a decision as it would be signed: of a correction what was given with what is amended, of any
    /// other what is known now.
    ///
    /// # Errors
    /// `case-unknown`.
    pub fn fields_of(
        &self,
        known: &KnownDecision,
        letter: &LetterKind,
        today: Date,
    ) -> Result<Fields, Refusal> {
        known.as_corrected().map_or_else(|| self.fields(letter, today), Ok)
    }

    /// Code of the mode by which a letter is served, by the dated table.
    ///
    /// # Errors
    /// `service-unknown` when the table says nothing, which its check excludes.
    pub fn mode(&self, id: CaseId, letter: &LetterKind, today: Date) -> Result<&str, Refusal> {
        let way = delivery::way(id, &self.person, &self.told, (today, &self.law.dictionary));
        let adverse = letter.outcome.is_adverse();
        let row = self.library.served(adverse, way.channel, way.place, today);
        row.map(|row| row.mode.as_str()).ok_or_else(|| Refusal::new("service-unknown"))
    }
}

/// Is there a newer ruling on the case, or was something told since this one?
#[must_use]
pub fn moved(
    rulings: &Rulings,
    told: &CaseFacts,
    case: CaseId,
    ruling: automation::RulingId,
) -> bool {
    let rested = rulings.0.get(&ruling).and_then(|known| {
        known.ruling.basis.iter().find(|(stream, _)| *stream == case.0).map(|(_, version)| *version)
    });
    rested != Some(told.version)
}
