//! Gives a party the file of a case: orders the PDF that a preview showed.

use std::collections::BTreeSet;

use kernel::{Act, Changes, Ctx, Done, Fault, FileId, Read, Refusal, Right, Sealed};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Html, Lang, Limit, Problem, Reader, Request};

use super::preview::Preview;
use super::{To, is_party, known, stops};
use crate::acts::case_draft;
use crate::events::{GivingEvent, Party};
use crate::giving::{GIVE_FILE, Order};
use crate::hold::Standing;
use crate::ids::{CaseId, GivenId};
use crate::rights::GIVE;
use crate::state::{Case, Giving, KnownCase, Organisation, Person};

/// Documents named in a refusal: the rest is seen in the preview.
const NAMED_ITEMS_MAX: usize = 5;

/// Gives a party the file.
#[derive(Debug, Clone)]
pub struct GiveFile {
    /// Of which case.
    pub case: CaseId,
    /// The id that the file gets.
    pub given: GivenId,
    /// To whom.
    pub to: To,
    /// The documents, in their order.
    pub documents: Vec<FileId>,
    /// Code of the language of its index.
    pub language: String,
    /// What for.
    pub purpose: String,
}

/// What giving a file has to know.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The case.
    pub case: Case,
    /// Who gets it.
    pub receiver: Receiver,
    /// Whether anything stands against it.
    pub stops: Standing,
}

/// Who gets a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Receiver {
    /// Whoever gives it may not see them, or there is no name to give it to.
    Unseen,
    /// They have no right to act for the party in this case today.
    NotAuthorised,
    /// The party.
    Party,
    /// Somebody who acts for the party.
    Through(Party),
}

impl Act for GiveFile {
    const NAME: &'static str = "case.give_file";
    const RIGHT: Right = GIVE;
    type State = Giving;
    type Inputs = Facts;

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Facts, Fault> {
        let case = read.fold::<Case>(self.case).await?;
        let receiver = self.receiver(read).await?;
        let through = match receiver {
            Receiver::Through(agent) => Some(agent),
            _ => None,
        };
        let stops = stops(read, &case, &[Some(self.to.party), through]).await?;
        Ok(Facts { case, receiver, stops })
    }

    fn decide(&self, giving: &Giving, facts: &Facts, _: &Ctx<'_>) -> Result<Changes, Refusal> {
        let case = known(&facts.case)?;
        if giving.given.contains_key(&self.given) {
            return Err(Refusal::new("given-exists"));
        }
        if !is_party(case, self.to.party) {
            return Err(Refusal::new("given-not-party"));
        }
        let through = match facts.receiver {
            Receiver::Unseen => return Err(Refusal::new("given-unseen")),
            Receiver::NotAuthorised => return Err(Refusal::new("given-not-authorised")),
            Receiver::Party => None,
            Receiver::Through(agent) => Some(agent),
        };
        facts.stops.free()?;
        self.documents(case, giving)?;
        let GiveFile { case, given, documents, language, .. } = self.clone();
        let ordered = GivingEvent::FileOrdered {
            given,
            to: self.to.party,
            through,
            redactions: giving.kept_from(self.to.party, &documents),
            documents,
            language,
            purpose: Sealed::new(case, self.purpose.clone()),
        };
        Ok(Changes::one(case, &ordered).job_as(given.0, GIVE_FILE, &Order { case, given }))
    }
}

impl GiveFile {
    async fn receiver(&self, read: &mut Read<'_>) -> Result<Receiver, Fault> {
        let person = match self.to.party {
            Party::Organisation(_) if self.to.representation.is_some() => {
                return Ok(Receiver::NotAuthorised);
            }
            Party::Organisation(id) => {
                let seen = read.fold::<Organisation>(id).await?.shown().is_some();
                return Ok(if seen { Receiver::Party } else { Receiver::Unseen });
            }
            Party::Person(id) => read.fold::<Person>(id).await?,
        };
        let Some(known) = person.known().filter(|_| person.shown().is_some()) else {
            return Ok(Receiver::Unseen);
        };
        let Some(representation) = self.to.representation else { return Ok(Receiver::Party) };
        let acts = known.representatives.get(&representation);
        let Some(acts) = acts.filter(|r| r.acts_in(self.case, read.at().date())) else {
            return Ok(Receiver::NotAuthorised);
        };
        let agent = acts.agent.party();
        let seen = match agent {
            Party::Person(id) => read.fold::<Person>(id).await?.shown().is_some(),
            Party::Organisation(id) => read.fold::<Organisation>(id).await?.shown().is_some(),
        };
        Ok(if seen { Receiver::Through(agent) } else { Receiver::Unseen })
    }

    /// May these documents go out as they are?
    fn documents(&self, case: &KnownCase, giving: &Giving) -> Result<(), Refusal> {
        if self.documents.is_empty() {
            return Err(Refusal::new("given-nothing"));
        }
        if self.documents.len() > paper::DOCUMENTS_MAX {
            return Err(Refusal::new("given-many").with("max", paper::DOCUMENTS_MAX));
        }
        let distinct: BTreeSet<&FileId> = self.documents.iter().collect();
        let newest =
            |file: &&FileId| case.document(**file).is_some() && !case.replaced.contains_key(*file);
        if distinct.len() < self.documents.len() || !distinct.iter().all(newest) {
            return Err(Refusal::new("given-document-gone"));
        }
        let mut chosen = self.documents.iter().filter_map(|file| case.document(*file));
        if chosen.any(|(_, _, document)| document.name.get().is_none()) {
            return Err(Refusal::new("given-erased"));
        }
        let undecided = giving.undecided(case, &self.documents);
        if undecided.is_empty() {
            return Ok(());
        }
        let known = undecided.iter().filter_map(|file| case.document(*file));
        let names = known.map(|(_, _, document)| {
            document.name.get().cloned().unwrap_or_else(|| document.file.to_string())
        });
        let names: Vec<String> = names.take(NAMED_ITEMS_MAX).collect();
        let refusal = Refusal::new("given-undecided").with("documents", names.join(", "));
        Err(refusal.with("n", undecided.len()))
    }
}

impl FormAct for GiveFile {
    fn fields() -> Vec<Field> {
        let ids = Limit::new(20_000, "five hundred ids of documents");
        let to = Limit::new(100, "a party and a representation, 86 characters");
        vec![
            Field::hidden("given"),
            Field { limit: to, ..Field::hidden("to") },
            Field::hidden("language"),
            Field { limit: ids, ..Field::hidden("documents") }.optional(),
            Field::text("purpose", Limit::LINE),
        ]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (draft, case) = case_draft(request, Self::NAME).await?;
        let id: CaseId = request.param("id")?;
        let known = case.known().ok_or(Problem::NotFound)?;
        let draft = draft.crumb(request.ui.t("given-file"), format!("/cases/{id}/file"));
        let asked = |field: &str| request.form.get(field).or_else(|| request.query.get(field));
        let to = asked("to").and_then(|to| to.parse::<To>().ok()).ok_or(Problem::NotFound)?;
        let language = asked("language").filter(|code| Lang::from_code(code, false).is_some());
        let language = language.ok_or(Problem::NotFound)?;
        let documents = match request.form.get("documents") {
            Some(list) => list_of(list),
            None => request.query.all("document").filter_map(|file| file.parse().ok()).collect(),
        };
        let joined: Vec<String> = documents.iter().map(FileId::to_string).collect();
        let shown = Preview::read(request, (id, known), to, language, &documents).await?;
        Ok(draft
            .value("given", request.kernel.next_id())
            .value("to", to)
            .value("language", language)
            .value("documents", joined.join(" "))
            .arg("n", documents.len())
            .aside(Html::render(&shown)?))
    }

    fn read(form: &mut Reader<'_>) -> Option<GiveFile> {
        let (case, given) = (form.param("id"), form.reference("given"));
        let (to, language) = (form.text("to"), form.text("language"));
        let (documents, purpose) = (form.text("documents"), form.text("purpose"));
        Some(GiveFile {
            case: case?,
            given: given?,
            to: to?.parse().ok()?,
            documents: list_of(&documents?),
            language: language?,
            purpose: purpose?,
        })
    }

    fn after(done: &Done, request: &Request) -> String {
        let given = request.form.get("given").unwrap_or_default();
        format!("/progress/{given}?to=/cases/{}/file/{given}", done.stream)
    }
}

fn list_of(ids: &str) -> Vec<FileId> {
    ids.split_whitespace().filter_map(|id| id.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::super::tests::{
        applicant, case, file, given_id, giver, ordered, redacted, redaction_id, taken_back,
    };
    use super::*;
    use crate::acts::tests::{case_id, other_id};
    use crate::events::GivingEvent;

    fn act() -> GiveFile {
        GiveFile {
            case: case_id(),
            given: given_id(),
            to: To { party: applicant(), representation: None },
            documents: vec![file(1), file(3)],
            language: "fi".into(),
            purpose: "Asked for it".into(),
        }
    }

    fn facts() -> Facts {
        Facts { case: case(), receiver: Receiver::Party, stops: Standing::Free }
    }

    fn refused(events: Vec<GivingEvent>, act: GiveFile, facts: Facts, code: &str) -> Refusal {
        given::<Giving>(events).as_who(&giver()).when(act, facts).then_refused(code)
    }

    #[test]
    fn a_file_is_ordered_with_what_is_kept_now_and_a_job_makes_it() {
        let given = given::<Giving>([redacted(3)]).as_who(&giver());
        let jobs = given.when(act(), facts()).then([ordered(vec![redaction_id()])]);
        assert_eq!((jobs[0].kind, jobs[0].id), (GIVE_FILE, Some(given_id().0)));
    }

    #[test]
    fn what_was_taken_back_is_kept_no_more() {
        let given = given::<Giving>([redacted(3), taken_back()]).as_who(&giver());
        given.when(act(), facts()).then([ordered(vec![])]);
    }

    #[test]
    fn only_a_party_or_whoever_acts_for_them_today_gets_it() {
        let stranger =
            To { party: Party::Person(crate::ids::PersonId(Uuid::from_u128(9))), ..act().to };
        refused(vec![], GiveFile { to: stranger, ..act() }, facts(), "given-not-party");
        for (receiver, code) in
            [(Receiver::Unseen, "given-unseen"), (Receiver::NotAuthorised, "given-not-authorised")]
        {
            refused(vec![], act(), Facts { receiver, ..facts() }, code);
        }
        let stopped = Facts { stops: Standing::Stopped, ..facts() };
        refused(vec![], act(), stopped, "stopped-ask-duty-desk");
        let agent = Party::Person(other_id());
        let through = Facts { receiver: Receiver::Through(agent), ..facts() };
        let given = given::<Giving>([]).as_who(&giver());
        let events = given.when(act(), through).outcome().unwrap().into_events().unwrap();
        assert_eq!(events[0].body["through"], serde_json::to_value(agent).unwrap());
    }

    #[test]
    fn a_new_version_of_what_was_kept_must_be_looked_at_first() {
        let undecided = refused(vec![redacted(2)], act(), facts(), "given-undecided");
        assert_eq!(undecided.args, [("documents", "3.pdf".to_owned()), ("n", "1".to_owned())]);
        let without = GiveFile { documents: vec![file(1)], ..act() };
        given::<Giving>([redacted(2)]).as_who(&giver()).when(without, facts()).outcome().unwrap();
    }

    #[test]
    fn nothing_too_much_twice_and_an_older_version_are_refused() {
        let with = |documents: Vec<FileId>| GiveFile { documents, ..act() };
        refused(vec![], with(vec![]), facts(), "given-nothing");
        let many = (0..).map(file).take(paper::DOCUMENTS_MAX + 1).collect();
        refused(vec![], with(many), facts(), "given-many");
        for gone in [vec![file(1), file(1)], vec![file(2)], vec![file(9)]] {
            refused(vec![], with(gone), facts(), "given-document-gone");
        }
        refused(vec![ordered(vec![])], act(), facts(), "given-exists");
        let hidden = Facts { case: Case::Unknown, ..facts() };
        refused(vec![], act(), hidden, "case-unknown");
    }
}
