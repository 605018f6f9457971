//! What the file knows of a person changes how their cases are ruled on: each case is weighed once when it does.

use casefile::model::{
    Agent, DocumentEnd, DocumentKind, Grounds, PartialDate, Representation, RepresentativeRole,
    TravelDocument, Validity, Verdict,
};
use casefile::{CaseId, Particulars, Person, PersonEvent, PersonId, ResidenceRight};
use kernel::{Act, Changes, Class, Ctx, Fault, Read, Refusal, Right, Run, Sealed, Who};
use law::Value;
use uuid::Uuid;

use automation::facts::Saying;
use automation::{CaseFacts, Rulings};

use crate::house::{AMINA, House, in_houses, sent};
use crate::weighed::{identity_shown, told};

/// Something happens to the record of a person.
struct Happens {
    person: PersonId,
    event: PersonEvent,
}

impl Act for Happens {
    const NAME: &'static str = "of_person.happens";
    const RIGHT: Right = Right::MACHINE;
    type State = Person;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.person.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, _: &Person, (): &(), _: &Ctx<'_>) -> Result<Changes, Refusal> {
        Ok(Changes::one(self.person, &self.event))
    }
}

/// A case and whoever applies in it.
struct Pending<'a> {
    house: &'a House,
    path: String,
    case: CaseId,
    person: PersonId,
}

impl<'a> Pending<'a> {
    /// Amina has sent her application.
    async fn new(house: &'a House) -> Pending<'a> {
        let mut amina = house.browser(&house.amina).await;
        let path = sent(&mut amina, AMINA).await;
        house.world.settle().await;
        let (case, known, _) = house.case(&path).await;
        Pending { house, path, case, person: known.applicant }
    }

    fn seal<T>(&self, value: T) -> Sealed<T> {
        Sealed::new(self.person, value)
    }

    /// Something happens to her record; how often her case was ruled on for it, which is once at most.
    async fn happens(&self, event: PersonEvent) -> usize {
        let before = self.rulings().await;
        let act = Happens { person: self.person, event };
        self.house.kernel().run(&Who::machine(), act, Run::default()).await.unwrap();
        self.house.world.settle().await;
        let more = self.rulings().await - before;
        assert!(more <= 1, "ruled on {more} times");
        more
    }

    async fn rulings(&self) -> usize {
        self.house.kernel().peek::<Rulings>(self.case).await.unwrap().0.0.len()
    }

    /// What the file says of a fact.
    async fn says(&self, fact: &str) -> Option<bool> {
        let (facts, _) = self.house.kernel().peek::<CaseFacts>(self.case).await.unwrap();
        match facts.told_by(fact, "case")?.value {
            Some(Value::Bool(said)) => Some(said),
            _ => None,
        }
    }
}

#[tokio::test]
async fn protection_and_whoever_decides_for_somebody_are_heard_at_once() {
    in_houses(|house| async move {
        let of = Pending::new(&house).await;
        assert_eq!(of.says("protected_identity").await, Some(false));
        let (until, reason) =
            ("2027-03-01".parse().unwrap(), || of.seal("Told by her.".to_owned()));
        let recorded = PersonEvent::NonDisclosureRecorded { until, reason: reason() };
        assert_eq!(of.happens(recorded).await, 1);
        assert_eq!(of.says("protected_identity").await, Some(true));
        of.happens(PersonEvent::NonDisclosureEnded { reason: reason() }).await;
        assert_eq!(of.says("protected_identity").await, Some(false));
        let class = |class| PersonEvent::Reclassified { class, reason: reason() };
        of.happens(class(Class::Protected)).await;
        assert_eq!(of.says("protected_identity").await, Some(true));
        of.happens(class(Class::Normal)).await;
        assert_eq!(of.says("vulnerable").await, None);
        let (id, agent) = (Uuid::from_u128(1), Agent::Person(PersonId(Uuid::from_u128(9))));
        let representation = of.seal(Representation {
            agent,
            role: RepresentativeRole::LegalRepresentative,
            case: None,
            validity: Validity::new(None, None).unwrap(),
            basis: "A decision of a court.".to_owned(),
        });
        of.happens(PersonEvent::RepresentativeAdded { id, representation }).await;
        assert_eq!(of.says("vulnerable").await, Some(true));
        let (last, reason) = ("2026-03-01".parse().unwrap(), reason());
        let withdrawn = PersonEvent::RepresentativeWithdrawn { id, last, reason };
        of.happens(withdrawn).await;
        assert_eq!(of.says("vulnerable").await, None);
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn whether_somebody_has_come_before_and_how_old_they_are_is_heard_at_once() {
    in_houses(|house| async move {
        let of = Pending::new(&house).await;
        assert_eq!(of.says("refused_before").await, Some(false));
        let compared = |verdict| {
            let grounds = Grounds { reasons: String::new(), evidence: "A letter".to_owned() };
            let other = PersonId(Uuid::from_u128(9));
            PersonEvent::Compared { other, verdict, grounds: of.seal(grounds) }
        };
        of.happens(compared(Verdict::Undecided)).await;
        assert_eq!(of.says("refused_before").await, None);
        of.happens(compared(Verdict::Different)).await;
        assert_eq!(of.says("refused_before").await, Some(false));
        let right = |until: &str| {
            of.seal(ResidenceRight {
                what: "fixed-term".to_owned(),
                from: "2025-01-01".parse().unwrap(),
                until: until.parse().ok(),
                type_code: None,
                conditions: Vec::new(),
                case: CaseId(Uuid::from_u128(8)),
            })
        };
        let recorded = PersonEvent::ResidenceRightRecorded { right: right("2026-12-31") };
        of.happens(recorded).await;
        assert_eq!(of.says("permit_in_force").await, Some(true));
        let reason = of.seal("A slip".to_owned());
        let (place, right) = (0, Some(right("2026-01-31")));
        let corrected = PersonEvent::ResidenceRightCorrected { place, right, reason };
        of.happens(corrected).await;
        assert_eq!(of.says("permit_in_force").await, Some(false));
        let (person, _) = house.kernel().peek::<Person>(of.person).await.unwrap();
        let known = person.known().unwrap().particulars.clone().unwrap();
        let child = Particulars { born: PartialDate::Day("2010-02-17".parse().unwrap()), ..known };
        let (particulars, reason) = (of.seal(child), of.seal("Her passport".to_owned()));
        assert_eq!(of.says("minor").await, Some(false));
        of.happens(PersonEvent::Corrected { particulars, reason }).await;
        assert_eq!(of.says("minor").await, Some(true));
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn a_passport_that_ends_sooner_or_later_is_heard_at_once() {
    in_houses(|house| async move {
        let of = Pending::new(&house).await;
        let until = Value::Date(law::Day::parse("2034-08-31").unwrap());
        let ends = Saying::new("studies_end", "study_register", until, house.world.now());
        let tell = told(of.case, vec![ends]);
        house.kernel().run(&Who::machine(), tell, Run::default()).await.unwrap();
        house.world.settle().await;
        assert_eq!(of.says("discretion_needed").await, Some(true), "hers ends in 2031");
        let passport = |until: &str| {
            let (issuer, until) = ("AFG".parse().unwrap(), until.parse().ok());
            let new = TravelDocument::new(DocumentKind::Passport, "P7654321", issuer, None, until);
            of.seal(new.unwrap())
        };
        let added = PersonEvent::DocumentAdded { document: passport("2035-01-01") };
        of.happens(added).await;
        assert_eq!(of.says("discretion_needed").await, Some(false));
        let reason = || of.seal("Read again".to_owned());
        let (place, document) = (1, passport("2034-01-01"));
        let corrected = PersonEvent::DocumentCorrected { place, document, reason: reason() };
        of.happens(corrected).await;
        assert_eq!(of.says("discretion_needed").await, Some(true));
        let corrected = PersonEvent::DocumentCorrected {
            place,
            document: passport("2035-01-01"),
            reason: reason(),
        };
        of.happens(corrected).await;
        assert_eq!(of.says("discretion_needed").await, Some(false));
        let (how, on) = (DocumentEnd::Lost, "2026-03-02".parse().unwrap());
        let ended = PersonEvent::DocumentEnded { place, how, on, reason: reason() };
        of.happens(ended).await;
        assert_eq!(of.says("discretion_needed").await, Some(true));
        house.world.verify().await;
    })
    .await;
}

/// What does not bear on a ruling brings about none, and neither does anything once the case is closed.
#[tokio::test]
async fn what_changes_nothing_is_not_ruled_on() {
    in_houses(|house| async move {
        let of = Pending::new(&house).await;
        let tell = told(of.case, identity_shown());
        house.kernel().run(&Who::machine(), tell, Run::default()).await.unwrap();
        house.world.settle().await;
        let reason = || of.seal("Told by her.".to_owned());
        assert_eq!(of.happens(PersonEvent::NonDisclosureEnded { reason: reason() }).await, 0);
        let mut amina = house.browser(&house.amina).await;
        amina.fill(&format!("{}/withdraw", of.path), &[]).await;
        house.world.settle().await;
        let class = PersonEvent::Reclassified { class: Class::Protected, reason: reason() };
        assert_eq!(of.happens(class).await, 0);
        assert_eq!(of.says("protected_identity").await, Some(false));
        house.world.verify().await;
    })
    .await;
}
