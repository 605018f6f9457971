//! Records a travel or identity document that was seen.

use kernel::{Act, Changes, Ctx, Date, Done, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Limit, Problem, Reader, Request};

use super::particulars;
use crate::acts::{known, person_draft};
use crate::events::PersonEvent;
use crate::ids::PersonId;
use crate::model::{Country, DocumentKind, TravelDocument};
use crate::rights::WORK;
use crate::rows;
use crate::state::Person;

/// Records a document.
#[derive(Debug, Clone)]
pub struct AddTravelDocument {
    /// Whose.
    pub person: PersonId,
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
    /// The official knows that somebody else is recorded with this number.
    pub anyway: bool,
}

/// Does somebody else have a document of this number?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Elsewhere(pub bool);

impl Elsewhere {
    pub(super) async fn read(
        read: &mut Read<'_>,
        person: PersonId,
        document: Option<&TravelDocument>,
    ) -> Result<Elsewhere, Fault> {
        let Some(document) = document else { return Ok(Elsewhere(false)) };
        let keys = [rows::number_key(document.number())].into();
        let mut holders = rows::read_with_keys(read, &keys).await?;
        holders.remove(&person);
        Ok(Elsewhere(!holders.is_empty()))
    }
}

impl Act for AddTravelDocument {
    const NAME: &'static str = "person.add_document";
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
        let document = self.document()?;
        // One that was lost and is found again is recorded anew.
        if known.held_documents().any(|held| *held == document) {
            return Err(Refusal::new("document-known").at("number"));
        }
        if elsewhere.0 && !self.anyway {
            return Err(Refusal::new("document-of-another").at("number"));
        }
        let document = Sealed::new(self.person, document);
        Ok(Changes::one(self.person, &PersonEvent::DocumentAdded { document }))
    }
}

impl AddTravelDocument {
    fn document(&self) -> Result<TravelDocument, Refusal> {
        let issuer = Country::new(&self.issuer).map_err(|r| r.at("issuer"))?;
        TravelDocument::new(self.kind, &self.number, issuer, self.valid_from, self.valid_to)
    }
}

impl FormAct for AddTravelDocument {
    fn fields() -> Vec<Field> {
        vec![
            Field::radios(
                "kind",
                &["passport", "identity_card", "travel_document", "residence_permit_card", "other"],
            ),
            Field::text("number", Limit::REFERENCE),
            Field::drafted("issuer", web::form::Shown::Folded),
            Field::date("valid_from").optional(),
            Field::date("valid_to").optional(),
            Field::checkbox("anyway").optional(),
        ]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (draft, _) = person_draft(request, Self::NAME).await?;
        Ok(draft.options("issuer", particulars::countries(&request.ui)))
    }

    fn read(form: &mut Reader<'_>) -> Option<AddTravelDocument> {
        let (person, kind, number) = (form.param("id"), form.choice("kind"), form.text("number"));
        let issuer = form.choice("issuer");
        let (from, to) = (form.maybe_date("valid_from"), form.maybe_date("valid_to"));
        let anyway = form.checked("anyway");
        Some(AddTravelDocument {
            person: person?,
            kind: kind?,
            number: number?,
            issuer: issuer?,
            valid_from: from?,
            valid_to: to?,
            anyway: anyway?,
        })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/persons/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use kernel::Class;
    use testkit::given;

    use super::*;
    use crate::acts::person::particulars::tests::amina;

    fn person() -> PersonId {
        PersonId(Uuid::from_u128(1))
    }

    fn act() -> AddTravelDocument {
        AddTravelDocument {
            person: person(),
            kind: DocumentKind::Passport,
            number: "p1234567".into(),
            issuer: "AFG".into(),
            valid_from: None,
            valid_to: Some("2030-01-31".parse().unwrap()),
            anyway: false,
        }
    }

    fn registered() -> PersonEvent {
        let particulars = Sealed::new(person(), amina());
        PersonEvent::Registered { particulars, class: Class::Normal }
    }

    fn added() -> PersonEvent {
        let issuer = Country::new("AFG").unwrap();
        let until = Some("2030-01-31".parse().unwrap());
        let document =
            TravelDocument::new(DocumentKind::Passport, "P1234567", issuer, None, until).unwrap();
        PersonEvent::DocumentAdded { document: Sealed::new(person(), document) }
    }

    #[test]
    fn a_passport_is_recorded_in_capitals() {
        given::<Person>([registered()]).when(act(), Elsewhere(false)).then([added()]);
    }

    #[test]
    fn the_same_passport_is_recorded_once() {
        given::<Person>([registered(), added()])
            .when(act(), Elsewhere(false))
            .then_refused("document-known");
    }

    #[test]
    fn a_number_that_somebody_else_has_is_asked_about() {
        let given = || given::<Person>([registered()]);
        given().when(act(), Elsewhere(true)).then_refused("document-of-another");
        let anyway = AddTravelDocument { anyway: true, ..act() };
        given().when(anyway, Elsewhere(true)).then([added()]);
    }

    #[test]
    fn a_document_needs_a_person() {
        given::<Person>([]).when(act(), Elsewhere(false)).then_refused("person-unknown");
    }
}
