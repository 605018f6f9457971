//! Corrects what was recorded of a travel or identity document: whoever has the right number is found by it,
//! and nobody by the wrong one.

use kernel::{Act, Changes, Ctx, Date, Done, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;
use web::form::Shown;
use web::{Draft, Field, FormAct, Limit, Problem, Reader, Request};

use super::add_travel_document::Elsewhere;
use super::particulars;
use crate::acts::{known, person_draft};
use crate::events::PersonEvent;
use crate::ids::PersonId;
use crate::model::{Country, DocumentKind, TravelDocument};
use crate::rights::WORK;
use crate::state::Person;

/// Corrects a document that counts.
#[derive(Debug, Clone)]
pub struct CorrectTravelDocument {
    /// Whose.
    pub person: PersonId,
    /// Its place among their documents, from 0.
    pub place: usize,
    /// What kind.
    pub kind: DocumentKind,
    /// Its number, as typed.
    pub number: String,
    /// Code of the issuing state.
    pub issuer: String,
    /// First day.
    pub valid_from: Option<Date>,
    /// Last day.
    pub valid_to: Option<Date>,
    /// Why.
    pub reason: String,
    /// The official knows that somebody else is recorded with this number.
    pub anyway: bool,
}

impl Act for CorrectTravelDocument {
    const NAME: &'static str = "person.correct_document";
    const RIGHT: Right = WORK;
    type State = Person;
    type Inputs = Elsewhere;

    fn stream(&self) -> Uuid {
        self.person.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Elsewhere, Fault> {
        Elsewhere::read(read, self.person, self.document().ok().as_ref()).await
    }

    fn decide(
        &self,
        person: &Person,
        elsewhere: &Elsewhere,
        _: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let known = known(person)?;
        let seen = known.documents.get(self.place).filter(|seen| seen.ended.is_none());
        let before = &seen.ok_or_else(|| Refusal::new("document-gone"))?.document;
        let document = self.document()?;
        if document == *before {
            return Err(Refusal::new("nothing-changed"));
        }
        if known.held_documents().any(|held| *held == document) {
            return Err(Refusal::new("document-known").at("number"));
        }
        if elsewhere.0 && !self.anyway && document.number() != before.number() {
            return Err(Refusal::new("document-of-another").at("number"));
        }
        let (place, document) = (self.place, Sealed::new(self.person, document));
        let reason = Sealed::new(self.person, self.reason.clone());
        let corrected = PersonEvent::DocumentCorrected { place, document, reason };
        Ok(Changes::one(self.person, &corrected))
    }
}

impl CorrectTravelDocument {
    fn document(&self) -> Result<TravelDocument, Refusal> {
        let issuer = Country::new(&self.issuer).map_err(|r| r.at("issuer"))?;
        TravelDocument::new(self.kind, &self.number, issuer, self.valid_from, self.valid_to)
    }
}

impl FormAct for CorrectTravelDocument {
    fn fields() -> Vec<Field> {
        vec![
            Field::drafted("kind", Shown::Open),
            Field::text("number", Limit::REFERENCE),
            Field::drafted("issuer", Shown::Folded),
            Field::date("valid_from").optional(),
            Field::date("valid_to").optional(),
            Field::text("reason", Limit::LINE),
            Field::checkbox("anyway").optional(),
        ]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (draft, person) = person_draft(request, Self::NAME).await?;
        let (place, ui): (usize, _) = (request.param("place")?, &request.ui);
        let seen = person.known().and_then(|known| known.documents.get(place));
        let seen = seen.filter(|seen| seen.ended.is_none()).ok_or(Problem::NotFound)?;
        let kinds = DocumentKind::ALL.into_iter().map(DocumentKind::code);
        let kind =
            |code: &str| (code.to_owned(), ui.code("person-add-document-kind-", code).plain());
        let document = &seen.document;
        let mut draft = draft
            .options("kind", kinds.map(kind).collect())
            .options("issuer", particulars::countries(ui))
            .value("kind", document.kind().code())
            .value("number", document.number())
            .value("issuer", document.issuer());
        for (field, day) in
            [("valid_from", document.valid_from()), ("valid_to", document.valid_to())]
        {
            if let Some(day) = day {
                draft = draft.value(field, day);
            }
        }
        Ok(draft)
    }

    fn read(form: &mut Reader<'_>) -> Option<CorrectTravelDocument> {
        let (person, place) = (form.param("id"), form.param("place"));
        let (kind, number, issuer) =
            (form.choice("kind"), form.text("number"), form.choice("issuer"));
        let (from, to) = (form.maybe_date("valid_from"), form.maybe_date("valid_to"));
        let (reason, anyway) = (form.text("reason"), form.checked("anyway"));
        Some(CorrectTravelDocument {
            person: person?,
            place: place?,
            kind: kind?,
            number: number?,
            issuer: issuer?,
            valid_from: from?,
            valid_to: to?,
            reason: reason?,
            anyway: anyway?,
        })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/persons/{}", done.stream)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::BlindIndex;
    use testkit::given;

    use super::*;
    use crate::acts::tests::{monday, person_id, registered};
    use crate::model::DocumentEnd;
    use crate::rows;

    const NOBODY: Elsewhere = Elsewhere(false);

    fn passport(number: &str) -> TravelDocument {
        let until = Some("2030-01-31".parse().unwrap());
        let issuer = Country::new("AFG").unwrap();
        TravelDocument::new(DocumentKind::Passport, number, issuer, None, until).unwrap()
    }

    pub(in crate::acts::person) fn added(number: &str) -> PersonEvent {
        PersonEvent::DocumentAdded { document: Sealed::new(person_id(), passport(number)) }
    }

    fn act(number: &str) -> CorrectTravelDocument {
        CorrectTravelDocument {
            person: person_id(),
            place: 0,
            kind: DocumentKind::Passport,
            number: number.into(),
            issuer: "AFG".into(),
            valid_from: None,
            valid_to: Some("2030-01-31".parse().unwrap()),
            reason: "A slip of the fingers".into(),
            anyway: false,
        }
    }

    fn corrected(number: &str) -> PersonEvent {
        let document = Sealed::new(person_id(), passport(number));
        let reason = Sealed::new(person_id(), act(number).reason);
        PersonEvent::DocumentCorrected { place: 0, document, reason }
    }

    #[test]
    fn a_number_is_corrected_and_nobody_is_found_by_the_wrong_one() {
        let given = given::<Person>([registered(), added("P1234567")]);
        given.when(act("p 1234568"), NOBODY).then([corrected("P1234568")]);
        let events = [registered(), added("P1234567"), corrected("P1234568")];
        let state = testkit::given::<Person>(events).state(person_id().0);
        let known = state.known().unwrap();
        assert_eq!(known.documents.len(), 1);
        let blind = BlindIndex::new([7; 32]);
        let rows = format!("{:?}", rows::person(person_id(), known, &blind));
        let key = rows::number_key("P1234568");
        assert!(rows.contains(&key) && !rows.contains(&rows::number_key("P1234567")), "{rows}");
    }

    #[test]
    fn what_is_not_there_or_counts_no_more_is_not_corrected() {
        let given = || given::<Person>([registered(), added("P1234567")]);
        let elsewhere = CorrectTravelDocument { place: 1, ..act("P1") };
        given().when(elsewhere, NOBODY).then_refused("document-gone");
        let reason = Sealed::new(person_id(), "On a bus".to_owned());
        let lost =
            PersonEvent::DocumentEnded { place: 0, how: DocumentEnd::Lost, on: monday(), reason };
        given().and([lost]).when(act("P1"), NOBODY).then_refused("document-gone");
        given().when(act("P1234567"), NOBODY).then_refused("nothing-changed");
        given().and([added("P1")]).when(act("P1"), NOBODY).then_refused("document-known");
        given().when(act("ÄÖ"), NOBODY).then_refused("document-number-malformed");
    }

    #[test]
    fn a_number_that_somebody_else_has_is_asked_about() {
        let given = || given::<Person>([registered(), added("P1234567")]);
        given().when(act("P1"), Elsewhere(true)).then_refused("document-of-another");
        let anyway = CorrectTravelDocument { anyway: true, ..act("P1") };
        given().when(anyway, Elsewhere(true)).then([corrected("P1")]);
        // Its number stays, so nothing is asked about it.
        let later = CorrectTravelDocument { valid_to: None, ..act("P1234567") };
        assert!(given().when(later, Elsewhere(true)).outcome().is_ok());
    }
}
