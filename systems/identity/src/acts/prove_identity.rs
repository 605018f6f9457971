//! A clerk confirms that the person is who they say. The facts of the case are in the same commit, and so is the passport
//! in the record of the person.

use automation::facts::{self, Saying};
use automation::rules as automated;
use casefile::model::{Country, DocumentKind, TravelDocument};
use casefile::{Case, CaseId, KnownCase, Person, person_entry};
use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right};
use law::{Dictionary, Value};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::{ID, desk, sealed};
use crate::events::IdentityEvent;
use crate::limits::NOTE;
use crate::model::{Noticed, Part, Passport, What};
use crate::places;
use crate::rights::PROVE;
use crate::state::{IdentityStep, KnownStep, Lack, Standing};

/// The source of what is found here, as the law's dictionary knows it, and that of passports.
pub(super) const SOURCE: &str = "identity_step";
pub(super) const PASSPORTS: &str = "passport_check";

/// By what registers know a person.
const ASKED_BY: &[Part] = &[Part::FamilyName, Part::GivenNames, Part::Born, Part::Nationality];

/// Confirms identity.
#[derive(Debug, Clone)]
pub struct ProveIdentity {
    /// In which case.
    pub case: CaseId,
    /// Whether something at the visit suggests a vulnerable position. Where the clerk says neither, nobody knows, and an
    /// official decides.
    pub noticed: Option<Noticed>,
    /// What that was.
    pub note: Option<String>,
}

/// What confirming has to know: the case, whoever applies, and the law.
pub type ProveInputs = (Case, Person, &'static Dictionary);

impl Act for ProveIdentity {
    const NAME: &'static str = "identity.prove";
    const RIGHT: Right = PROVE;
    type State = IdentityStep;
    type Inputs = ProveInputs;

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<ProveInputs, Fault> {
        let case = read.fold::<Case>(self.case).await?;
        let person = match case.known() {
            Some(known) => read.guard::<Person>(known.applicant).await?,
            None => Person::Unknown,
        };
        Ok((case, person, &automated::law()?.dictionary))
    }

    fn decide(
        &self,
        step: &IdentityStep,
        (case, person, law): &ProveInputs,
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let (step, known) = (step.waiting()?, case.open()?);
        let place = places::of_clerk(ctx.who, ctx.today);
        let place = place.ok_or_else(|| Refusal::new("clerk-without-place"))?;
        if let Some(lack) = step.lacks().first() {
            return Err(refusal(*lack));
        }
        let passport = step.shown.as_ref().and_then(|shown| shown.passport.as_ref());
        let ends = passport.and_then(|passport| passport.day(Part::Expires));
        if let Some(ended) = ends.filter(|last| *last < ctx.today) {
            return Err(Refusal::new("passport-expired").with("date", ended));
        }
        let note = self.note.as_deref().map(|note| sealed(self.case, note));
        let proven =
            IdentityEvent::Proven { place: place.key.clone(), noticed: self.noticed, note };
        let mut document = saying(law::facts::TRAVEL_DOCUMENT_VALID.name(), PASSPORTS, true, ctx);
        document.valid.1 = ends;
        let abroad = place.kind.is_abroad();
        let mut said = vec![
            saying(law::facts::IDENTITY_PROVEN.name(), SOURCE, true, ctx),
            saying(law::facts::APPLIED_ABROAD.name(), SOURCE, abroad, ctx),
            document,
        ];
        if is_good(step, What::Face) {
            said.push(saying(law::facts::PHOTO_ACCEPTED.name(), SOURCE, true, ctx));
        }
        if let Some(noticed) = self.noticed {
            let vulnerable = noticed == Noticed::Something;
            said.push(saying(law::facts::VULNERABLE.name(), SOURCE, vulnerable, ctx));
        }
        // Registers were asked about somebody of another name or birth date than the passport says.
        if step.differences().iter().any(|part| ASKED_BY.contains(part)) {
            said.push(saying(law::facts::FACTS_CONTRADICT.name(), SOURCE, true, ctx));
        }
        let shown = passport.and_then(travel_document).zip(person.known());
        let shown = shown.map_or_else(Changes::new, |(document, person)| {
            person_entry::shown(known.applicant, person, &document)
        });
        let changes = Changes::one(self.case, &proven).and(shown);
        said.into_iter()
            .try_fold(changes, |changes, saying| Ok(changes.and(self.fact(known, saying, law)?)))
    }
}

/// The document that was shown, as records of persons have it; nothing of one whose lines do not name an issuer.
fn travel_document(passport: &Passport) -> Option<TravelDocument> {
    let issuer = Country::new(passport.get(Part::Issuer)?).ok()?;
    let (number, until) = (passport.get(Part::Number)?, passport.day(Part::Expires));
    TravelDocument::new(DocumentKind::Passport, number, issuer, None, until).ok()
}

fn saying(fact: &str, source: &str, said: bool, ctx: &Ctx<'_>) -> Saying {
    Saying::new(fact, source, Value::Bool(said), ctx.at)
}

/// Was it taken well?
fn is_good(step: &KnownStep, what: What) -> bool {
    let newest = step.newest(what).map(|(_, taken)| taken.standing);
    matches!(newest, Some(Standing::Kept { good: true, .. }))
}

fn refusal(lack: Lack) -> Refusal {
    match lack {
        Lack::Passport => Refusal::new("passport-not-read"),
        Lack::Difference => Refusal::new("differences-open"),
        Lack::Doubt => Refusal::new("doubt-open"),
        Lack::Originals => Refusal::new("originals-open"),
        Lack::Capture(What::Signature) => Refusal::new("signature-open"),
        Lack::Capture(What::Face) => Refusal::new("face-open"),
        Lack::Capture(What::Fingerprints) => Refusal::new("fingerprints-open"),
    }
}

impl ProveIdentity {
    fn fact(
        &self,
        known: &KnownCase,
        saying: Saying,
        law: &Dictionary,
    ) -> Result<Changes, Refusal> {
        facts::record(self.case, known.applicant, saying, law)
    }
}

impl FormAct for ProveIdentity {
    fn fields() -> Vec<Field> {
        vec![
            Field::checkbox("same"),
            Field::radios("noticed", Noticed::CODES).optional(),
            Field::long_text("note", NOTE).optional(),
        ]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let desk = desk(request, Self::NAME).await?;
        if let Some(lack) = desk.step.lacks().first() {
            return Err(refusal(*lack).into());
        }
        let passport = desk.step.shown.as_ref().and_then(|shown| shown.passport.as_ref());
        let name = passport.map(Passport::name).unwrap_or_default();
        Ok(desk.draft(request).arg("name", name))
    }

    fn read(form: &mut Reader<'_>) -> Option<ProveIdentity> {
        let (same, noticed) = (form.checked("same"), form.maybe_choice("noticed"));
        let (case, note) = (form.param(ID), form.maybe_text("note"));
        same?;
        Some(ProveIdentity { case: case?, noticed: noticed?, note: note? })
    }

    /// What is proven does not wait any more, so its page is gone.
    fn after(_: &Done, _: &Request) -> String {
        "/identity".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use automation::FactEvent;
    use casefile::model::{PartialDate, Sex};
    use casefile::{Particulars, PersonEvent};
    use kernel::Sealed;
    use testkit::{given, on};

    use super::*;
    use crate::acts::tests::{
        CASE, PERSON, case, clerk, closed, doubted, passport, proven, read, ready,
    };

    fn act() -> ProveIdentity {
        ProveIdentity { case: CASE, noticed: None, note: None }
    }

    fn inputs(case: Case) -> ProveInputs {
        (case, Person::Unknown, &automated::law().unwrap().dictionary)
    }

    fn fact(name: &str, source: &str, until: Option<&str>) -> FactEvent {
        FactEvent::Recorded {
            fact: name.into(),
            source: source.into(),
            value: Sealed::new(PERSON, Value::Bool(true)),
            retrieved: "2026-03-02T08:00:00Z".parse().unwrap(),
            valid_from: None,
            valid_until: until.map(|day| day.parse().unwrap()),
        }
    }

    #[test]
    fn place_and_facts_are_one_commit() {
        given::<IdentityStep>(ready()).as_who(&clerk()).when(act(), inputs(case())).then_all([
            on(CASE, &proven()),
            on(CASE, &fact("identity_proven", "identity_step", None)),
            on(CASE, &fact("applied_abroad", "identity_step", None)),
            on(CASE, &fact("travel_document_valid", "passport_check", Some("2030-04-15"))),
            on(CASE, &fact("photo_accepted", "identity_step", None)),
        ]);
    }

    #[test]
    fn whoever_is_asked_about_under_another_birth_date_is_not_decided_on_by_rules() {
        let answers = [(Part::Born, crate::model::Answer::Mistyped)].into();
        let answered = IdentityEvent::DifferencesAnswered { answers, note: None };
        let given = given::<IdentityStep>(ready()).and([read("1974-08-13"), answered]);
        given.as_who(&clerk()).when(act(), inputs(case())).then_all([
            on(CASE, &proven()),
            on(CASE, &fact("identity_proven", "identity_step", None)),
            on(CASE, &fact("applied_abroad", "identity_step", None)),
            on(CASE, &fact("travel_document_valid", "passport_check", Some("2030-04-15"))),
            on(CASE, &fact("photo_accepted", "identity_step", None)),
            on(CASE, &fact("facts_contradict", "identity_step", None)),
        ]);
    }

    #[test]
    fn what_the_clerk_noticed_is_told_by_them_and_what_they_did_not_say_by_nobody() {
        let told = |noticed, note: Option<&str>| {
            let act = ProveIdentity { noticed, note: note.map(str::to_owned), ..act() };
            let given = given::<IdentityStep>(ready()).as_who(&clerk());
            let events = given.when(act, inputs(case())).outcome().unwrap().into_events().unwrap();
            let told = events.iter().find(|event| event.body["fact"] == "vulnerable");
            (events[0].body.clone(), told.map(|event| event.body["value"].to_string()))
        };
        let (proven, vulnerable) = told(Some(Noticed::Nothing), None);
        assert_eq!(proven["noticed"], "nothing");
        assert!(vulnerable.unwrap().contains("false"));
        let (proven, vulnerable) =
            told(Some(Noticed::Something), Some("Somebody answers for her."));
        assert!(proven["note"].to_string().contains("Somebody answers"), "{proven}");
        assert!(vulnerable.unwrap().contains("true"));
        assert_eq!(told(None, None).1, None, "unknown is never false");
    }

    #[test]
    fn nothing_is_proven_while_something_is_missing() {
        let refused = |events: Vec<IdentityEvent>, code: &str| {
            let given = given::<IdentityStep>(events).as_who(&clerk());
            given.when(act(), inputs(case())).then_refused(code);
        };
        refused(
            ready().into_iter().filter(|e| *e != read("1974-08-12")).collect(),
            "passport-not-read",
        );
        let with = |event: IdentityEvent| ready().into_iter().chain([event]).collect();
        refused(with(read("1974-08-13")), "differences-open");
        refused(with(doubted()), "doubt-open");
        refused(ready().into_iter().take(2).collect(), "originals-open");
        refused(ready().into_iter().take(3).collect(), "signature-open");
        refused(with(proven()), "identity-proven");
        let given_to =
            |case: Case| given::<IdentityStep>(ready()).as_who(&clerk()).when(act(), inputs(case));
        given_to(closed()).then_refused("case-closed");
        let nowhere = kernel::Who { unit: "HEL".into(), ..clerk() };
        let given = given::<IdentityStep>(ready()).as_who(&nowhere);
        given.when(act(), inputs(case())).then_refused("clerk-without-place");
    }

    #[test]
    fn a_passport_that_ended_since_it_was_read_proves_nothing() {
        let mut ended = passport("1974-08-12");
        ended.0.insert(Part::Expires, "2026-03-01".into());
        let read = IdentityEvent::PassportRead { passport: Sealed::new(PERSON, ended), cut: false };
        let answers = [(Part::Expires, crate::model::Answer::Renewed)].into();
        let answered = IdentityEvent::DifferencesAnswered { answers, note: None };
        let given = given::<IdentityStep>(ready()).and([read, answered]).as_who(&clerk());
        given.when(act(), inputs(case())).then_refused("passport-expired");
    }

    #[test]
    fn the_passport_that_was_shown_is_recorded_of_the_person_once() {
        let mut with_issuer = passport("1974-08-12");
        with_issuer.0.insert(Part::Issuer, "FIN".into());
        let shown = travel_document(&with_issuer).unwrap();
        let passport = Sealed::new(PERSON, with_issuer);
        let read = IdentityEvent::PassportRead { passport, cut: false };
        let added = PersonEvent::DocumentAdded { document: Sealed::new(PERSON, shown.clone()) };
        let recorded = |person: Vec<PersonEvent>| {
            let person = given::<Person>(person).state(PERSON.0);
            let inputs = (case(), person, &automated::law().unwrap().dictionary);
            let given = given::<IdentityStep>(ready()).and([read.clone()]).as_who(&clerk());
            let events = given.when(act(), inputs).outcome().unwrap().into_events().unwrap();
            let of_person: Vec<_> = events.into_iter().filter(|e| e.stream == PERSON.0).collect();
            of_person
        };
        let registered = PersonEvent::Registered {
            particulars: Sealed::new(
                PERSON,
                Particulars {
                    names: vec![],
                    born: PartialDate::Day("1974-08-12".parse().unwrap()),
                    sex: Sex::F,
                    nationalities: vec![],
                },
            ),
            class: kernel::Class::Normal,
        };
        let new = recorded(vec![registered.clone()]);
        assert_eq!((new.len(), new[0].kind.as_str()), (1, "person.document_added"));
        assert!(new[0].body.to_string().contains(shown.number()), "{:?}", new[0].body);
        assert!(recorded(vec![registered, added]).is_empty());
    }
}
