//! Whom the registers know, for whoever applies in their names: what is told here is what the registers tell.

use jiff::civil::Date;

use crate::Simulator;
use crate::identity::Identity;

/// Somebody abroad who was admitted to a university and meets everything that the law asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admitted {
    /// Who they are.
    pub identity: Identity,
    /// `F` or `M`.
    pub sex: char,
    /// Name of the university.
    pub school: String,
    /// First day of the studies.
    pub begins: Date,
    /// How long they take, in months.
    pub months: i64,
    /// How the fee of the studies stands: `paid` or `scholarship`.
    pub tuition: &'static str,
    /// Whole euros a month that the university pays for living.
    pub scholarship: i64,
}

/// A company that is in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Employer {
    /// Its business id.
    pub business_id: String,
    /// Its name.
    pub name: String,
}

impl Simulator {
    /// People abroad who were admitted, in the order of the world; the same for the same seed and day.
    #[must_use]
    pub fn admitted(&self) -> Vec<Admitted> {
        let people = self.world().people().iter();
        let admitted = people.filter(|life| life.reference.starts_with("A-")).filter_map(|life| {
            let studies = life.studies.as_ref()?;
            let school = self.world().schools().iter().find(|s| s.name == studies.institution)?;
            Some(Admitted {
                identity: life.identity.clone(),
                sex: life.sex,
                school: studies.institution.clone(),
                begins: studies.begins,
                months: school.months,
                tuition: studies.tuition,
                scholarship: studies.scholarship_cents? / 100,
            })
        });
        admitted.collect()
    }

    /// A company that works, pays its taxes and may do business.
    #[must_use]
    pub fn employer(&self) -> Option<Employer> {
        let good = |company: &&&crate::world::Company| {
            company.prohibited_until.is_none() && !company.neglects_taxes
        };
        let company = *self.world().working_companies().iter().find(good)?;
        Some(Employer { business_id: company.business_id.clone(), name: company.name.clone() })
    }
}
