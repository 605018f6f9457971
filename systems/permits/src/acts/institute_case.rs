//! Makes a case of an application that was sent: the person found or recorded, the case with its number
//! and time limit, what the applicant said as facts, the attachments as documents. All of it, or nothing.

use std::collections::BTreeSet;

use automation::facts;
use casefile::case_begin::{self, Beginning};
use casefile::case_type;
use casefile::hold::{self, ActKind};
use casefile::model::{
    BusinessId, Country, Headline, Name, NameKind, PartialDate, Reach, Script, Sex,
};
use casefile::person_entry::{self, Incoming, Likeness};
use casefile::{
    CaseEvent, CaseId, Document, MessageEvent, OrganisationId, Particulars, PersonId,
    organisation_entry,
};
use kernel::{Act, Changes, Ctx, Fault, Read, Refusal, Right, Sealed, Ts};
use uuid::Uuid;

use super::WEIGH;
use super::make_receipt::RECEIPT;
use super::permit_of;
use crate::answers::Answers;
use crate::employer;
use crate::events::ApplicationEvent;
use crate::ids::ApplicationId;
use crate::permit::{PermitType, PersonPart};
use crate::rules;
use crate::state::{Application, KnownApplication, Stage};

/// Makes a case of an application. Done again it does nothing.
#[derive(Debug, Clone, Copy)]
pub struct InstituteCase {
    /// Which application.
    pub application: ApplicationId,
    /// The id the case gets.
    pub case: CaseId,
    /// The id of a new record of a person, when one is needed.
    pub person: PersonId,
    /// The same of an organisation.
    pub organisation: OrganisationId,
}

/// What making a case has to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InstituteInputs {
    /// It is not waiting to become a case.
    Nothing,
    /// It is.
    Waiting {
        /// Who comes in.
        incoming: Box<Incoming>,
        /// Whether they are known.
        likeness: Likeness,
        /// The running number proposed.
        running: u64,
        /// Whoever employs them, when they said who that is.
        employer: Option<Employer>,
    },
}

/// Whoever employs somebody, as they say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Employer {
    /// The business ID.
    pub business_id: BusinessId,
    /// The name.
    pub name: String,
    /// The record that there is here.
    pub known: Option<OrganisationId>,
}

impl Act for InstituteCase {
    const NAME: &'static str = "application.institute";
    const RIGHT: Right = Right::MACHINE;
    const TAKEN_IS_RETRIED: bool = true;
    type State = Application;
    type Inputs = InstituteInputs;

    fn stream(&self) -> Uuid {
        self.application.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<InstituteInputs, Fault> {
        let application = read.fold::<Application>(self.application).await?;
        let Some((known, permit, _)) = waiting(&application) else {
            return Ok(InstituteInputs::Nothing);
        };
        let incoming = incoming(permit, known).map_err(|refusal| {
            // Answers were read when they were typed, so this is a mistake of ours, and is tried again.
            Fault::message(format!("an application says nobody: {}", refusal.code))
        })?;
        let likeness = person_entry::look(read, &incoming).await?;
        let running = case_begin::next_number(read, self.case, &permit.unit).await?;
        let employer = employer_of(read, &Answers::new(permit, known), &likeness).await?;
        let incoming = Box::new(incoming);
        Ok(InstituteInputs::Waiting { incoming, likeness, running, employer })
    }

    fn decide(
        &self,
        application: &Application,
        inputs: &InstituteInputs,
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let InstituteInputs::Waiting { incoming, likeness, running, employer } = inputs else {
            return Ok(Changes::new());
        };
        let Some((known, permit, sent)) = waiting(application) else { return Ok(Changes::new()) };
        let answers = Answers::new(permit, known);
        let evidence = self.application.to_string();
        let (person, class, entered) =
            person_entry::enter(self.person, incoming, likeness, &evidence, ctx);
        let beginning = Beginning {
            applicant: person,
            headline: headline(&answers, incoming)?,
            kind: case_type::known(&permit.code)?,
            unit: &permit.unit,
            class,
            running: *running,
            received: sent.date(),
        };
        let (number, begun) = case_begin::begin(self.case, &beginning, ctx)?;
        let instituted =
            ApplicationEvent::Instituted { case: self.case, number: number.to_string() };
        let changes = Changes::one(self.application, &instituted)
            .and(entered)
            .and(begun)
            .record(self.case, &MessageEvent::Begun {})
            .and(self.employed_by(employer.as_ref()))
            .and(self.documents(known, permit))
            .job(RECEIPT, &self.application, None);
        // What is waited for is waited for no longer after its day: then it is looked at again.
        let ends = permit.waits_for.iter().filter_map(|waits| waits.last_day(sent.date()));
        let changes = ends.fold(changes, |changes, last| {
            changes.job(WEIGH, &self.case, Some(Ts::start_of(last.tomorrow().unwrap_or(last))))
        });
        let law = rules::dictionary().map_err(|_| Refusal::new("permit-unknown"))?;
        let sayings = rules::sayings(&answers, &known.attachments, sent, law);
        sayings.into_iter().try_fold(changes, |changes, saying| {
            Ok(changes.and(facts::record(self.case, person, saying, law)?))
        })
    }
}

/// The application, its type and when it was sent, when it waits to become a case. One whose answers were
/// erased waits for nothing.
fn waiting(application: &Application) -> Option<(&KnownApplication, &'static PermitType, Ts)> {
    let known = application.known()?;
    let Stage::Submitted { at } = known.stage else { return None };
    let erased = known.answered.values().all(|page| page.answers.is_empty());
    if erased {
        return None;
    }
    Some((known, permit_of(known).ok()?, at))
}

/// Whoever the answers say employs somebody. Of somebody who is known here, and whom others are not to be told of,
/// nobody becomes a party.
async fn employer_of(
    read: &mut Read<'_>,
    answers: &Answers<'_>,
    likeness: &Likeness,
) -> Result<Option<Employer>, Fault> {
    let Some((business_id, name)) = answers.employer() else { return Ok(None) };
    if let Likeness::Same(person, ..) = likeness
        && hold::look_all(read, [*person], ActKind::Notice).await?.free().is_err()
    {
        return Ok(None);
    }
    let known = organisation_entry::look(read, &business_id).await?;
    Ok(Some(Employer { business_id, name: name.to_owned(), known }))
}

/// Who the answers say somebody is, and the language in which they gave them.
fn incoming(permit: &PermitType, known: &KnownApplication) -> Result<Incoming, Refusal> {
    let answers = Answers::new(permit, known);
    let part = |part: PersonPart| answers.person(part).unwrap_or_default();
    let (family, given) = (part(PersonPart::FamilyName), part(PersonPart::GivenNames));
    let born = part(PersonPart::Born).parse().map_err(|_| Refusal::new("date-impossible"))?;
    let particulars = Particulars {
        names: vec![Name::new(family, given, Script::Latin, NameKind::Current)?],
        born: PartialDate::Day(born),
        sex: Sex::from_code(part(PersonPart::Sex))?,
        nationalities: vec![Country::new(part(PersonPart::Nationality))?],
    };
    let email = answers.person(PersonPart::Email).and_then(|typed| Reach::email(typed).ok());
    let phone = answers.person(PersonPart::Phone).and_then(|typed| Reach::phone(typed).ok());
    let reach = email.into_iter().chain(phone).collect();
    let (document, language) = (answers.document(), known.language.clone());
    Ok(Incoming { particulars, document, reach, language })
}

/// What tells the case apart in lists: the answer that its type says, cut to what a line takes, or else
/// the name.
fn headline(answers: &Answers<'_>, incoming: &Incoming) -> Result<Headline, Refusal> {
    let said = answers.answer(&answers.permit.headline).map(|answer| {
        let line: String = answer.split_whitespace().collect::<Vec<_>>().join(" ");
        line.chars().take(HEADLINE_CHARS_MAX).collect::<String>()
    });
    let name = || incoming.particulars.names.first().map(Name::shown).unwrap_or_default();
    let named = |line: &str| Headline::new(line).ok();
    match said.and_then(|line| named(&line)) {
        Some(headline) => Ok(headline),
        None => Headline::new(&name().chars().take(HEADLINE_CHARS_MAX).collect::<String>()),
    }
}

/// A headline is one line of every list.
const HEADLINE_CHARS_MAX: usize = 120;

impl InstituteCase {
    /// Whoever employs the applicant is a party: their registers are asked.
    fn employed_by(&self, employer: Option<&Employer>) -> Changes {
        employer.map_or_else(Changes::new, |of| {
            employer::joins(self.case, (&of.business_id, &of.name), self.organisation, of.known)
        })
    }

    /// The attachments as documents of the case, as far as they are not erased: a file that stands in
    /// several places is one document, of the kind of the first.
    fn documents(&self, application: &KnownApplication, permit: &PermitType) -> Changes {
        let mut there = BTreeSet::new();
        application.attachments.iter().fold(Changes::new(), |changes, attachment| {
            let file = &attachment.file;
            let (Some(slot), Some(name)) = (permit.slot(&attachment.slot), file.name.get()) else {
                return changes;
            };
            if !there.insert(file.file) {
                return changes;
            }
            let document = Document {
                file: file.file,
                name: Sealed::new(self.case, name.clone()),
                media_type: file.media_type.clone(),
                size: file.size,
                sha256: file.sha256.clone(),
                kind: slot.document_kind.clone(),
                language: None,
                sender: None,
                arrived: None,
            };
            changes.record(self.case, &CaseEvent::DocumentAdded { document, replaces: None })
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use casefile::person_entry::News;
    use testkit::given;

    use super::super::tests::{application_id, begun, complete};
    use super::*;

    fn act() -> InstituteCase {
        let case = CaseId(Uuid::from_u128(800));
        InstituteCase {
            application: application_id(),
            case,
            person: PersonId(Uuid::from_u128(801)),
            organisation: OrganisationId(Uuid::from_u128(802)),
        }
    }

    fn sent() -> Vec<ApplicationEvent> {
        complete().into_iter().chain([ApplicationEvent::Submitted {}]).collect()
    }

    fn inputs(likeness: Likeness) -> InstituteInputs {
        let application = given::<Application>(sent()).state(application_id().0);
        let (known, permit, _) = waiting(&application).unwrap();
        let incoming = Box::new(incoming(permit, known).unwrap());
        InstituteInputs::Waiting { incoming, likeness, running: 7, employer: None }
    }

    fn made(likeness: Likeness) -> BTreeMap<String, usize> {
        let when = given::<Application>(sent()).when(act(), inputs(likeness));
        let mut kinds = BTreeMap::new();
        for event in when.outcome().unwrap().into_events().unwrap() {
            *kinds.entry(event.kind).or_default() += 1;
        }
        kinds
    }

    #[test]
    fn one_act_makes_person_case_facts_and_documents() {
        let made = made(Likeness::Nobody);
        for (kind, count) in [
            ("application.instituted", 1),
            ("person.registered", 1),
            ("person.document_added", 1),
            ("person.contact_added", 1),
            ("case.opened", 1),
            ("case.clock_started", 1),
            ("signal.case_opened", 1),
            ("case.document_added", 4),
        ] {
            assert_eq!(made.get(kind), Some(&count), "{kind}: {made:?}");
        }
        // No official has to do anything until it is known what comes by itself.
        assert_eq!(made.get("case.task_added"), None);
        // Three of the type, three of the sending, and what was said.
        assert_eq!(made["fact.recorded"], 6 + 14);
    }

    #[test]
    fn who_is_known_for_certain_is_not_recorded_again() {
        let known = PersonId(Uuid::from_u128(9));
        let same = made(Likeness::Same(known, kernel::Class::Normal, News::default()));
        assert_eq!((same.get("person.registered"), same["case.opened"]), (None, 1));
        let perhaps = made(Likeness::Perhaps([known].into()));
        assert_eq!((perhaps["person.registered"], perhaps["person.compared"]), (1, 2));
    }

    #[test]
    fn whoever_employs_somebody_is_a_party_under_the_record_that_there_is() {
        let made = |known: Option<OrganisationId>| {
            let business_id = employer::business_id("0244683-1").unwrap();
            let of = Employer { business_id, name: "Leipomo Oy".to_owned(), known };
            let InstituteInputs::Waiting { incoming, likeness, running, .. } =
                inputs(Likeness::Nobody)
            else {
                panic!()
            };
            let inputs =
                InstituteInputs::Waiting { incoming, likeness, running, employer: Some(of) };
            let when = given::<Application>(sent()).when(act(), inputs);
            let events = when.outcome().unwrap().into_events().unwrap();
            let registered = events.iter().any(|event| event.kind == "organisation.registered");
            let added = events.iter().find(|event| event.kind == "case.party_added").unwrap();
            assert_eq!(added.body["role"], "employer");
            (registered, added.body["party"].to_string())
        };
        let (registered, party) = made(None);
        assert!(registered && party.contains(&act().organisation.to_string()), "{party}");
        let known = OrganisationId(Uuid::from_u128(9));
        let (registered, party) = made(Some(known));
        assert!(!registered && party.contains(&known.to_string()), "{party}");
    }

    #[test]
    fn it_happens_once_and_not_to_what_was_taken_back() {
        let number = "HEL-2026-000007".to_owned();
        let instituted = ApplicationEvent::Instituted { case: act().case, number };
        let again = sent().into_iter().chain([instituted]);
        given::<Application>(again).when(act(), inputs(Likeness::Nobody)).then_nothing();
        let back = sent().into_iter().chain([ApplicationEvent::Withdrawn {}]);
        given::<Application>(back).when(act(), inputs(Likeness::Nobody)).then_nothing();
        given::<Application>([begun()]).when(act(), InstituteInputs::Nothing).then_nothing();
    }

    #[test]
    fn a_line_of_any_length_tells_cases_apart() {
        let application = given::<Application>(sent()).state(application_id().0);
        let known = application.known().unwrap();
        let InstituteInputs::Waiting { incoming, .. } = inputs(Likeness::Nobody) else { panic!() };
        let permit = permit_of(known).unwrap();
        let mut pages = known.answered.clone();
        let mut shown = |school: &str| {
            let answers = &mut pages.get_mut("degree-studies").unwrap().answers;
            answers.get_mut("school").unwrap().value = school.to_owned();
            headline(&Answers::of(permit, &pages), &incoming).unwrap().to_string()
        };
        assert_eq!(shown("Aalto"), "Aalto");
        assert_eq!(shown(&"a".repeat(300)).len(), 120);
        assert_eq!(shown("\u{202e}"), "Rahimi Amina");
    }
}
