//! What an application for more of a permit begins with: the permit that its owner was given here, and what they said
//! in the application for it. It is filled in for the applicant, who confirms it or puts it right.

use std::collections::BTreeMap;

use casefile::{Case, Person, ResidenceRight};
use kernel::{Fault, Read};

use crate::answers::{Answers, NO, YES};
use crate::events::Source;
use crate::fill::{Form, Teller};
use crate::permit::{self, Held, PermitType, PersonPart, Question};
use crate::rows;
use crate::state::{AnsweredPage, Application, KnownApplication};

/// A permit that was given here, and the application for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earlier {
    permit: &'static PermitType,
    answered: BTreeMap<String, AnsweredPage>,
    held: ResidenceRight,
}

impl Earlier {
    /// The last of whoever asks; nothing when none of their applications led to one.
    pub(crate) async fn of(read: &mut Read<'_>) -> Result<Option<Earlier>, Fault> {
        for id in rows::last_sent(read, read.who().user).await? {
            let application = read.fold::<Application>(id).await?;
            let Ok(known) = application.of(read.who()) else { continue };
            let Some(permit) = permit::of(&known.permit).ok().flatten() else { continue };
            if let Some(held) = held(read, known).await? {
                return Ok(Some(Earlier { permit, answered: known.answered.clone(), held }));
            }
        }
        Ok(None)
    }
}

impl Teller for Earlier {
    fn says(&self, question: &Question, form: &Form<'_>) -> Option<(String, Source)> {
        let yes_no = |so: bool| if so { YES } else { NO }.to_owned();
        let today = form.today;
        if let Some(part) = question.held {
            let value = match part {
                Held::InForce => yes_no(self.held.holds_on(today)),
                Held::OfCard => yes_no(form.permit.card.as_ref()?.of.contains(&self.held.what)),
                Held::Until => self.held.until?.to_string(),
            };
            return Some((value, Source::PermitHeld));
        }
        if question.person.is_none() && !question.carries {
            return None;
        }
        let answers = Answers::of(self.permit, &self.answered);
        let asked = self.permit.question(&question.code);
        asked.filter(|asked| asked.kind == question.kind && asked.options == question.options)?;
        if is_of_document(question) && answers.document_ends().is_some_and(|last| last < today) {
            return None;
        }
        Some((answers.answer(&question.code)?.to_owned(), Source::EarlierApplication))
    }

    fn is(&self, source: Source) -> bool {
        matches!(source, Source::EarlierApplication | Source::PermitHeld)
    }
}

/// Is it asked of the passport? One that has ended is followed by another.
fn is_of_document(question: &Question) -> bool {
    use PersonPart::{DocumentExpires, DocumentIssuer, DocumentNumber};
    matches!(question.person, Some(DocumentNumber | DocumentIssuer | DocumentExpires))
}

/// The permit that the application itself led to. Its owner has the letter that says so; of what else the record
/// of a person holds, which is read here as it is, nothing reaches them.
async fn held(
    read: &mut Read<'_>,
    known: &KnownApplication,
) -> Result<Option<ResidenceRight>, Fault> {
    let Some((id, _)) = known.stage.case() else { return Ok(None) };
    let Case::Known(case) = read.fold_unseen::<Case>(id).await? else { return Ok(None) };
    let Person::Known(person) = read.fold_unseen::<Person>(case.applicant).await? else {
        return Ok(None);
    };
    Ok(person.residence_rights.into_iter().rfind(|right| right.case == id))
}

#[cfg(test)]
pub(crate) mod tests {
    use casefile::CaseId;
    use kernel::Date;
    use uuid::Uuid;

    use super::*;
    use crate::acts::tests::complete;
    use crate::events::ApplicationEvent;
    use crate::fill;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    /// A permit until a day, and a degree student's application for it.
    pub(crate) fn earlier(until: &str) -> Earlier {
        let answered = complete().into_iter().filter_map(|event| match event {
            ApplicationEvent::GroupAnswered { group, answers } => {
                let answers = answers.into_option()?;
                Some((group, AnsweredPage { answers, confirmed: true }))
            }
            _ => None,
        });
        let held = ResidenceRight {
            what: "fixed-term".to_owned(),
            from: day("2025-09-01"),
            until: Some(day(until)),
            conditions: Vec::new(),
            type_code: None,
            case: CaseId(Uuid::nil()),
        };
        let permit = permit::of("student-degree").unwrap().unwrap();
        Earlier { permit, answered: answered.collect(), held }
    }

    /// The answers that are filled in on a new application, with where they come from.
    fn filled(earlier: &Earlier, code: &str, today: &str) -> BTreeMap<String, (String, Source)> {
        fill::tests::filled(earlier, (code, &BTreeMap::new()), today)
    }

    #[test]
    fn who_somebody_is_and_where_they_study_is_filled_in_but_not_what_may_have_changed() {
        let filled = filled(&earlier("2026-09-30"), "extended-study", "2026-08-01");
        let (again, held) = (Source::EarlierApplication, Source::PermitHeld);
        assert_eq!(filled["family_name"], ("Rahimi".into(), again));
        assert_eq!(filled["passport_expires"], ("2031-01-01".into(), again));
        assert_eq!(filled["school"], ("Aalto".into(), again));
        assert_eq!(filled["in_force"], ("yes".into(), held));
        assert_eq!(filled["permit_ends"], ("2026-09-30".into(), held));
        for asked in ["means", "credits", "right", "assistance", "lines"] {
            assert!(!filled.contains_key(asked), "{asked} is asked anew");
        }
    }

    #[test]
    fn a_passport_that_has_ended_is_asked_anew_and_a_permit_that_is_over_is_told_so() {
        let late = filled(&earlier("2031-01-01"), "extended-study", "2031-01-02");
        assert_eq!((late["given_names"].0.as_str(), late["in_force"].0.as_str()), ("Amina", "no"));
        for asked in ["passport_number", "passport_issuer", "passport_expires"] {
            assert!(!late.contains_key(asked), "{asked}");
        }
    }
}
