//! Which open tasks nobody may take, and what is lacking: work that no queue gives to anybody waits for
//! ever, unless somebody is told.

use std::collections::BTreeSet;

use kernel::{Access, Class, Who};

/// What it takes to take some tasks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Need {
    /// Unit, class and compartment of their cases.
    pub(crate) access: Access,
    /// Code of the competence they need.
    pub(crate) competence: Option<String>,
}

/// Somebody who may sign in and work.
#[derive(Debug, Clone)]
pub(crate) struct Worker {
    /// What they may see.
    pub(crate) who: Who,
    /// Codes of what they know.
    pub(crate) competences: BTreeSet<String>,
    /// Are they away?
    pub(crate) away: bool,
}

/// What is lacking for somebody to take a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Lacking {
    /// Nobody works in the unit.
    Unit,
    /// Whoever could take it is away.
    Presence,
    /// Nobody of the unit has the clearance.
    Clearance,
    /// Nobody of the unit is in the circle of those who see it.
    Circle,
    /// Nobody of the unit has the competence.
    Competence,
    /// Somebody has each of these, and nobody all of them.
    Together,
}

impl Lacking {
    /// Code, with a text `untaken-<code>`.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Lacking::Unit => "unit",
            Lacking::Presence => "presence",
            Lacking::Clearance => "clearance",
            Lacking::Circle => "circle",
            Lacking::Competence => "competence",
            Lacking::Together => "together",
        }
    }
}

impl Worker {
    fn could_take(&self, need: &Need) -> bool {
        self.who.sees(&need.access) && self.knows(need)
    }

    fn knows(&self, need: &Need) -> bool {
        need.competence.as_ref().is_none_or(|code| self.competences.contains(code))
    }
}

/// What is lacking for somebody to take such tasks; nothing when somebody who is there may take them.
pub(crate) fn lacking(need: &Need, workers: &[Worker]) -> Vec<Lacking> {
    let unit = &need.access.unit;
    let of_unit = || workers.iter().filter(|worker| worker.who.units.contains(unit));
    if of_unit().any(|worker| !worker.away && worker.could_take(need)) {
        return Vec::new();
    }
    if of_unit().next().is_none() {
        return vec![Lacking::Unit];
    }
    if of_unit().any(|worker| worker.could_take(need)) {
        return vec![Lacking::Presence];
    }
    let Access { class, compartment, .. } = need.access;
    let cleared = of_unit().any(|worker| class <= worker.who.clearance);
    let circle = compartment
        .is_none_or(|circle| of_unit().any(|worker| worker.who.compartments.contains(&circle)));
    let competent = of_unit().any(|worker| worker.knows(need));
    let each = [
        (cleared || class == Class::Normal, Lacking::Clearance),
        (circle, Lacking::Circle),
        (competent, Lacking::Competence),
    ];
    let found: Vec<Lacking> =
        each.into_iter().filter(|(there, _)| !there).map(|(_, lacking)| lacking).collect();
    if found.is_empty() { vec![Lacking::Together] } else { found }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use uuid::Uuid;

    use super::*;
    use crate::acts::tests::officer;

    fn worker(clearance: Class, codes: &[&str], away: bool) -> Worker {
        let competences = codes.iter().map(|code| (*code).to_owned()).collect();
        Worker { who: Who { clearance, ..officer() }, competences, away }
    }

    fn need(class: Class, competence: Option<&str>) -> Need {
        let access = Access { unit: "HEL".into(), class, compartment: None };
        Need { access, competence: competence.map(str::to_owned) }
    }

    #[test]
    fn what_somebody_may_take_lacks_nothing() {
        let some = [worker(Class::Normal, &["family"], false)];
        assert_eq!(lacking(&need(Class::Normal, None), &some), []);
        assert_eq!(lacking(&need(Class::Normal, Some("family")), &some), []);
    }

    #[test]
    fn each_thing_that_is_lacking_has_its_word() {
        let plain = worker(Class::Normal, &[], false);
        let elsewhere = Need {
            access: Access { unit: "TKU".into(), class: Class::Normal, compartment: None },
            competence: None,
        };
        let circle = Need {
            access: Access {
                compartment: Some(Uuid::from_u128(9)),
                ..need(Class::Normal, None).access
            },
            competence: None,
        };
        let both =
            [worker(Class::Protected, &[], false), worker(Class::Normal, &["family"], false)];
        let away = [plain.clone(), worker(Class::Normal, &["family"], true)];
        let one = [plain];
        let family = || need(Class::Normal, Some("family"));
        let wanted = need(Class::Protected, Some("family"));
        for (need, workers, lacks) in [
            (&elsewhere, &one[..], vec![Lacking::Unit]),
            (&family(), &one, vec![Lacking::Competence]),
            (&need(Class::Protected, None), &one, vec![Lacking::Clearance]),
            (&wanted, &one, vec![Lacking::Clearance, Lacking::Competence]),
            (&circle, &one, vec![Lacking::Circle]),
            (&family(), &away, vec![Lacking::Presence]),
            (&wanted, &both, vec![Lacking::Together]),
        ] {
            assert_eq!(lacking(need, workers), lacks, "{need:?}");
        }
        let member = Who { compartments: Arc::new([Uuid::from_u128(9)].into()), ..officer() };
        let member = Worker { who: member, ..one[0].clone() };
        assert_eq!(lacking(&circle, &[member]), []);
    }
}
