//! What a school tells of whoever applies: the place that the register of studies knows of, where schools enter whom
//! they have admitted.

use kernel::{Date, Refusal};
use law::facts;
use outside::openid::Proven;
use registers::{Identity, StudyPlace};

use crate::answers::{Answers, NO, YES};
use crate::events::Source;
use crate::fill::{Form, Teller};
use crate::permit::{Group, OfSchool, PermitType, PersonPart, Question};

impl Teller for StudyPlace {
    fn says(&self, question: &Question, _: &Form<'_>) -> Option<(String, Source)> {
        let yes_no = |so: bool| if so { YES } else { NO }.to_owned();
        let value = match question.school? {
            OfSchool::Name => self.school.clone(),
            OfSchool::Level => self.kind.to_owned(),
            OfSchool::Admitted => yes_no(self.admitted?),
            OfSchool::Starts => self.starts.to_string(),
            OfSchool::Months => self.months.to_string(),
            OfSchool::Tuition => self.tuition.to_owned(),
            OfSchool::Begun => yes_no(self.begun),
        };
        Some((value, Source::School))
    }

    fn is(&self, source: Source) -> bool {
        source == Source::School
    }
}

/// Has a type of permit something that a school tells?
pub(crate) fn has_part(permit: &PermitType) -> bool {
    permit.groups.iter().any(Group::asks_school)
}

/// By what the register finds somebody, as their identity was proven; nothing when that is too little.
pub(crate) fn identity(proven: &Proven) -> Option<Identity> {
    let Proven { family_name, given_names, born, nationalities, .. } = proven.clone();
    let named = ![&family_name, &given_names].iter().all(|name| name.trim().is_empty());
    let born = born.filter(|_| named)?;
    Some(Identity { family_name, given_names, born, nationalities })
}

/// Is it their own application, as far as it says for whom it is?
///
/// # Errors
/// `school-other-person`.
pub(crate) fn is_of(answers: &Answers<'_>, born: Date) -> Result<(), Refusal> {
    let typed = answers.person(PersonPart::Born).and_then(|day| day.parse::<Date>().ok());
    let own = typed.is_none_or(|typed| typed == born);
    own.then_some(()).ok_or_else(|| Refusal::new("school-other-person"))
}

/// Is the place one for which such a permit is given?
///
/// # Errors
/// `school-other-kind`.
pub(crate) fn is_for(permit: &PermitType, place: &StudyPlace) -> Result<(), Refusal> {
    let kind = facts::STUDY_KIND.name();
    let given = permit.given.iter().filter(|given| given.fact == kind).map(|given| &given.value);
    let asked = permit.questions().filter(|(_, asked)| asked.fact.as_deref() == Some(kind));
    let asked = asked.flat_map(|(_, asked)| &asked.options);
    let mut kinds = given.chain(asked).peekable();
    let fits = kinds.peek().is_none() || kinds.any(|known| known == place.kind);
    fits.then_some(()).ok_or_else(|| Refusal::new("school-other-kind"))
}

#[cfg(test)]
pub(crate) mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::fill::tests::filled;
    use crate::permit;

    pub(crate) fn place() -> StudyPlace {
        StudyPlace {
            school: "Kaarnan yliopisto".to_owned(),
            kind: "university_degree",
            admitted: Some(true),
            starts: "2026-09-01".parse().unwrap(),
            months: 24,
            tuition: "scholarship",
            begun: false,
        }
    }

    fn told(place: &StudyPlace, permit: &str) -> BTreeMap<String, (String, Source)> {
        filled(place, (permit, &BTreeMap::new()), "2026-03-02")
    }

    #[test]
    fn the_pages_about_studies_take_what_the_register_tells_and_no_others() {
        let degree = told(&place(), "student-degree");
        let said: Vec<(&str, &str)> =
            degree.iter().map(|(code, (said, _))| (code.as_str(), said.as_str())).collect();
        let wanted = [
            ("admitted", "yes"),
            ("begun", "no"),
            ("degree", "university_degree"),
            ("months", "24"),
            ("school", "Kaarnan yliopisto"),
            ("studies_start", "2026-09-01"),
            ("tuition", "scholarship"),
        ];
        assert_eq!(said, wanted);
        assert!(degree.values().all(|(_, from)| *from == Source::School));
        let exchange =
            told(&StudyPlace { kind: "exchange", months: 5, ..place() }, "student-exchange");
        assert_eq!(exchange.len(), 6, "its kind is not asked: {exchange:?}");
        assert!(told(&place(), "specialist").is_empty());
    }

    #[test]
    fn what_depends_on_a_condition_or_is_no_answer_is_left_to_whoever_applies() {
        let open = told(&StudyPlace { admitted: None, months: 0, ..place() }, "student-degree");
        assert!(!open.contains_key("admitted") && !open.contains_key("months"), "{open:?}");
        assert!(open.contains_key("school"));
    }

    #[test]
    fn a_place_is_for_the_permit_that_such_studies_need() {
        let fits = |permit: &str, kind| {
            let permit = permit::of(permit).unwrap().unwrap();
            is_for(permit, &StudyPlace { kind, ..place() }).is_ok()
        };
        assert!(
            fits("student-degree", "university_degree") && fits("student-degree", "other_degree")
        );
        assert!(!fits("student-degree", "exchange") && !fits("student-exchange", "other_degree"));
        assert!(fits("student-exchange", "exchange") && !fits("student-exchange", "other"));
    }

    #[test]
    fn whoever_was_proven_by_less_than_a_name_and_a_birth_date_is_nobody_to_ask_about() {
        let proven = |family: &str, born: Option<&str>| Proven {
            subject: "P-1".into(),
            family_name: family.into(),
            given_names: String::new(),
            born: born.map(|day| day.parse().unwrap()),
            nationalities: vec!["GHA".into()],
        };
        let known = identity(&proven("Mensah", Some("2001-05-14"))).unwrap();
        assert_eq!((known.family_name.as_str(), known.nationalities.len()), ("Mensah", 1));
        assert_eq!(identity(&proven("Mensah", None)), None);
        assert_eq!(identity(&proven(" ", Some("2001-05-14"))), None);
    }
}
