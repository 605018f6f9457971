//! Records that a travel or identity document was lost, stolen or taken back, or was never theirs.

use kernel::{Act, Changes, Ctx, Date, Done, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Limit, Problem, Reader, Request};

use crate::acts::{known, person_draft};
use crate::events::PersonEvent;
use crate::ids::PersonId;
use crate::model::DocumentEnd;
use crate::rights::WORK;
use crate::state::Person;
use crate::words;

/// Lets a document count no more.
#[derive(Debug, Clone)]
pub struct EndTravelDocument {
    /// Whose.
    pub person: PersonId,
    /// Its place among their documents, from 0.
    pub place: usize,
    /// What became of it.
    pub how: DocumentEnd,
    /// Since which day.
    pub on: Date,
    /// What is known of it.
    pub reason: String,
}

impl Act for EndTravelDocument {
    const NAME: &'static str = "person.end_document";
    const RIGHT: Right = WORK;
    type State = Person;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.person.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, person: &Person, (): &(), ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
        let known = known(person)?;
        let seen = known.documents.get(self.place).filter(|seen| seen.ended.is_none());
        seen.ok_or_else(|| Refusal::new("document-gone"))?;
        if self.on > ctx.today {
            return Err(Refusal::new("date-future").at("on"));
        }
        let (place, how, on) = (self.place, self.how, self.on);
        let reason = Sealed::new(self.person, self.reason.clone());
        Ok(Changes::one(self.person, &PersonEvent::DocumentEnded { place, how, on, reason }))
    }
}

impl FormAct for EndTravelDocument {
    fn fields() -> Vec<Field> {
        vec![
            Field::radios("how", &["lost", "stolen", "withdrawn", "mistaken"]),
            Field::date("on"),
            Field::text("reason", Limit::LINE),
        ]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (draft, person) = person_draft(request, Self::NAME).await?;
        let (place, ui): (usize, _) = (request.param("place")?, &request.ui);
        let seen = person.known().and_then(|known| known.documents.get(place));
        let seen = seen.filter(|seen| seen.ended.is_none()).ok_or(Problem::NotFound)?;
        let document = words::document(ui, &seen.document);
        Ok(draft.arg("document", document).value("on", ui.today()))
    }

    fn read(form: &mut Reader<'_>) -> Option<EndTravelDocument> {
        let (person, place) = (form.param("id"), form.param("place"));
        let (how, on, reason) = (form.choice("how"), form.date("on"), form.text("reason"));
        let (person, place) = (person?, place?);
        Some(EndTravelDocument { person, place, how: how?, on: on?, reason: reason? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/persons/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::person::correct_travel_document::tests::added;
    use crate::acts::tests::{monday, person_id, registered};

    fn act(how: DocumentEnd) -> EndTravelDocument {
        let reason = "Left on a bus".to_owned();
        EndTravelDocument { person: person_id(), place: 0, how, on: monday(), reason }
    }

    fn ended(how: DocumentEnd) -> PersonEvent {
        let reason = Sealed::new(person_id(), act(how).reason);
        PersonEvent::DocumentEnded { place: 0, how, on: monday(), reason }
    }

    #[test]
    fn a_lost_document_is_known_and_counts_no_more() {
        for how in [DocumentEnd::Lost, DocumentEnd::Stolen, DocumentEnd::Withdrawn] {
            let given = given::<Person>([registered(), added("P1")]);
            given.when(act(how), ()).then([ended(how)]);
            let events = [registered(), added("P1"), ended(how)];
            let state = testkit::given::<Person>(events).state(person_id().0);
            let known = state.known().unwrap();
            assert_eq!(known.documents[0].ended, Some((how, monday())));
            assert_eq!(known.held_documents().count(), 0);
        }
    }

    #[test]
    fn of_one_that_was_never_theirs_nothing_is_left() {
        let events = [registered(), added("P1"), added("P2"), ended(DocumentEnd::Mistaken)];
        let state = given::<Person>(events).state(person_id().0);
        let left = state.known().unwrap().held_documents().map(|d| d.number().to_owned());
        assert_eq!(left.collect::<Vec<_>>(), ["P2"]);
    }

    #[test]
    fn it_ends_once_and_not_in_the_future() {
        let lost = DocumentEnd::Lost;
        let given = || given::<Person>([registered(), added("P1")]);
        given().and([ended(lost)]).when(act(lost), ()).then_refused("document-gone");
        let elsewhere = EndTravelDocument { place: 1, ..act(lost) };
        given().when(elsewhere, ()).then_refused("document-gone");
        let tomorrow = EndTravelDocument { on: monday().tomorrow().unwrap(), ..act(lost) };
        given().when(tomorrow, ()).then_refused("date-future");
    }
}
