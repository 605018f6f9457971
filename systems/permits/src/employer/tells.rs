//! What an employer tells of questions that whoever applies is asked: who they are, and the terms that they confirmed.

use super::{EmployerPart, PartStage, Taken, Terms};
use crate::events::Source;
use crate::fill::{Form, Teller};
use crate::ids::ApplicationId;
use crate::permit::{OfEmployer, OfTerms, Question};

/// An employer with the terms that they confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Offer<'a> {
    taken: &'a Taken,
    terms: &'a Terms,
}

impl<'a> Offer<'a> {
    /// Of a part of an application, once it is confirmed; of erased terms nothing is left.
    pub(crate) fn of(part: &'a EmployerPart, application: ApplicationId) -> Option<Offer<'a>> {
        match &part.known().filter(|known| known.application == application)?.stage {
            PartStage::Confirmed(taken, Some(terms), _) => Some(Offer { taken, terms }),
            PartStage::Invited | PartStage::Taken(..) | PartStage::Confirmed(..) => None,
        }
    }
}

impl Teller for Offer<'_> {
    fn says(&self, question: &Question, _: &Form<'_>) -> Option<(String, Source)> {
        let value = match (question.employer, question.terms) {
            (Some(OfEmployer::Name), _) => self.taken.name.clone(),
            (Some(OfEmployer::BusinessId), _) => self.taken.business_id.clone(),
            (None, Some(OfTerms::Occupation)) => self.terms.occupation.clone(),
            (None, Some(OfTerms::Pay)) => self.terms.pay.clone(),
            (None, Some(OfTerms::Hours)) => self.terms.hours.to_string(),
            (None, Some(OfTerms::Starts)) => self.terms.starts.to_string(),
            (None, Some(OfTerms::Ends)) => self.terms.ends?.to_string(),
            (None, None) => return None,
        };
        Some((value, Source::EmployerPart))
    }

    fn is(&self, source: Source) -> bool {
        source == Source::EmployerPart
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use kernel::UserId;
    use uuid::Uuid;

    use super::*;
    use crate::fill::tests::filled;

    #[test]
    fn pages_about_the_work_take_what_was_confirmed_and_no_others() {
        let (business_id, name) = ("0244683-1".to_owned(), "Leipomo Oy".to_owned());
        let taken = Taken { by: UserId(Uuid::from_u128(5)), business_id, name };
        let terms = Terms {
            occupation: "2512".to_owned(),
            pay: "3800.5".to_owned(),
            hours: 38,
            agreement: Some("ICT".to_owned()),
            agreement_pay: Some("3000".to_owned()),
            starts: "2026-05-01".parse().unwrap(),
            ends: None,
        };
        let offer = Offer { taken: &taken, terms: &terms };
        for permit in ["specialist", "employed-person", "extended-work"] {
            let filled = filled(&offer, (permit, &BTreeMap::new()), "2026-03-02");
            let said = |code: &str| (filled[code].0.as_str(), filled[code].1);
            let from = Source::EmployerPart;
            assert_eq!(said("employer"), ("Leipomo Oy", from));
            assert_eq!(said("employer_code"), ("0244683-1", from));
            assert_eq!(said("work_starts"), ("2026-05-01", from));
            assert_eq!((said("pay"), said("hours")), (("3800.5", from), ("38", from)));
            assert_eq!(filled.len(), 5, "{filled:?}");
        }
    }
}
