//! What seems to have been applied for in an exercise: answers and attachments that follow from what the exercise's
//! sources tell, for the page on which officials meet it. Nobody ever wrote or sent it, and it is kept nowhere.

use casefile::model::Language;
use decisions::exercise::{Laid, lay};
use decisions::{Exercise, ExerciseId};
use kernel::{Date, Fault, MACHINE, Sealed, Subject, Ts};
use law::Value;
use uuid::Uuid;
use web::{Problem, Request};

use crate::answers::{NO, YES};
use crate::employer::{EMPLOYER_PART, Taken, Terms};
use crate::events::{AttachedFile, Page, Said};
use crate::permit::{self, Kind, PermitType, PersonPart, Question};
use crate::state::{AnsweredPage, Attachment, KnownApplication};

/// What an attachment seems to be, for programs.
const PDF: &str = "application/pdf";
/// The language in which it seems to have been read.
const READ_IN: &str = "en";
/// The question that names the employer, and what the employer's part says of a collective agreement, among the answers
/// of an exercise.
const EMPLOYER: &str = "employer";
const AGREEMENT: &str = "agreement";

/// An exercise with what seems to have been applied for.
pub(super) struct MadeUp {
    pub(super) laid: Laid,
    pub(super) permit: &'static PermitType,
    pub(super) application: KnownApplication,
    /// What the employer seems to have confirmed, and when.
    pub(super) terms: Option<(Taken, Terms, Ts)>,
}

/// The exercise of whoever looks, if an address of light processing names one of a type of permit.
pub(super) async fn of(request: &Request, id: Uuid) -> Result<Option<MadeUp>, Problem> {
    let id = ExerciseId(id);
    let (exercise, _) = request.kernel.peek::<Exercise>(id).await?;
    if exercise.of(request.who.user).is_none() {
        return Ok(None);
    }
    let Some(laid) = lay(id, &exercise)? else { return Ok(None) };
    Ok(made_up(laid)?)
}

fn made_up(laid: Laid) -> Result<Option<MadeUp>, Fault> {
    let Some(permit) = permit::of(&laid.plan.case_type)? else { return Ok(None) };
    let mut application = KnownApplication::new(MACHINE, permit.code.clone(), laid.applied);
    application.sent = Some(laid.applied);
    application.language = Language::new(READ_IN).ok();
    for group in &permit.groups {
        let said = |question: &Question| {
            let value = answer(&laid, question)?;
            Some((question.code.clone(), Said { value, from: None }))
        };
        let answers: Page = group.questions.iter().filter_map(said).collect();
        application.answered.insert(group.code.clone(), AnsweredPage { answers, confirmed: true });
    }
    let whose = Subject(laid.id.0);
    application.attachments = laid
        .documents()
        .map(|(file, made)| Attachment {
            slot: made.place.clone(),
            file: AttachedFile {
                file,
                name: Sealed::new(whose, format!("{}.pdf", made.place)),
                media_type: PDF.to_owned(),
                size: 0,
                sha256: String::new(),
                seen: None,
            },
        })
        .collect();
    let terms = terms(&laid);
    Ok(Some(MadeUp { laid, permit, application, terms }))
}

/// What the employer seems to have confirmed, where they have told everything.
fn terms(laid: &Laid) -> Option<(Taken, Terms, Ts)> {
    let by = |fact: &str| laid.before.told_by(fact, EMPLOYER_PART)?.value.as_ref();
    let told = laid.before.told_by(law::facts::TERMS_COMPLETE.name(), EMPLOYER_PART)?;
    let text = |fact: &str| by(fact)?.as_str().map(str::to_owned);
    let number = |fact: &str| match by(fact)? {
        Value::Num(number) => Some(number.to_string()),
        _ => None,
    };
    let date = |fact: &str| match by(fact)? {
        Value::Date(day) => day.to_string().parse::<Date>().ok(),
        _ => None,
    };
    let terms = Terms {
        occupation: text(law::facts::OCCUPATION.name())?,
        pay: number(law::facts::PAY_MONTHLY.name())?,
        hours: number(law::facts::WEEKLY_HOURS.name())?.parse().ok()?,
        agreement: laid.said(AGREEMENT),
        agreement_pay: number(law::facts::AGREEMENT_PAY.name()),
        starts: date(law::facts::WORK_STARTS.name())?,
        ends: date(law::facts::WORK_ENDS.name()),
    };
    let (business_id, name) = (text(law::facts::EMPLOYER_ID.name())?, laid.said(EMPLOYER)?);
    Some((Taken { by: MACHINE, business_id, name }, terms, told.retrieved))
}

/// What was said to a question, as it is kept.
fn answer(laid: &Laid, question: &Question) -> Option<String> {
    if let Some(said) = laid.said(&question.code) {
        return Some(said);
    }
    if let Some(part) = question.person {
        return person(laid, part);
    }
    let value = laid.told(question.fact.as_deref()?, true)?;
    match (question.kind, value) {
        (Kind::YesNo, Value::Bool(yes)) => Some(if *yes { YES } else { NO }.to_owned()),
        (Kind::Choice, Value::Str(code)) => {
            question.options.iter().find(|option| ***option == **code).cloned()
        }
        (Kind::Text, Value::Str(text)) => Some(text.to_string()),
        (Kind::Number | Kind::Money, Value::Num(number)) => Some(number.to_string()),
        (Kind::Date, Value::Date(day)) => Some(day.to_string()),
        _ => None,
    }
}

/// What their passport says, and how they are reached.
fn person(laid: &Laid, part: PersonPart) -> Option<String> {
    let whose = &laid.plan.applicant;
    Some(match part {
        PersonPart::FamilyName => whose.family_name.clone(),
        PersonPart::GivenNames => whose.given_names.clone(),
        PersonPart::Born => whose.born.to_string(),
        PersonPart::Sex => whose.sex.clone(),
        PersonPart::Nationality | PersonPart::DocumentIssuer => whose.nationality.clone(),
        PersonPart::DocumentNumber => laid.passport().0,
        PersonPart::DocumentExpires => laid.passport().1.to_string(),
        PersonPart::Email => {
            let name = format!("{}.{}", whose.given_names, whose.family_name);
            format!("{}@example.com", name.to_lowercase().replace(' ', "."))
        }
        // Whoever applies may leave it out.
        PersonPart::Phone => return None,
    })
}

#[cfg(test)]
mod tests {
    use decisions::MetExercise;
    use decisions::exercise::{Plan, plans};

    use super::*;
    use crate::answers::Answers;

    fn met(plan: &Plan, n: u128, at: &str) -> MadeUp {
        let met = MetExercise {
            exercise: plan.code.clone(),
            unit: "HEL".to_owned(),
            running: None,
            official: MACHINE,
            at: at.parse::<Ts>().unwrap(),
            answers: decisions::light::Answers::new(),
            end: None,
        };
        let id = ExerciseId(Uuid::from_u128(n));
        made_up(lay(id, &Exercise::Met(met)).unwrap().unwrap()).unwrap().unwrap()
    }

    /// The applications of cases are whole, and what they have attached is asked for: these are no other.
    #[test]
    fn every_exercise_has_a_whole_application_that_could_have_been_sent() {
        let mut seen = 0;
        for plan in plans().unwrap() {
            let made = met(plan, 7, "2026-11-30T08:00:00Z");
            let answers = Answers::new(made.permit, &made.application);
            let open = answers.open_page().map(|group| {
                let missing = answers.missing_of(group).map(|question| question.code.clone());
                (group.code.clone(), missing.collect::<Vec<_>>())
            });
            assert_eq!(open, None, "{}", plan.code);
            assert!(answers.missing_files(&made.application).is_empty(), "{}", plan.code);
            let sent = made.laid.applied.date();
            assert_eq!(answers.contradictions(sent).count(), 0, "{}", plan.code);
            for (_, document) in made.laid.documents() {
                let slot = made.permit.slot(&document.place);
                let slot = slot.unwrap_or_else(|| panic!("{}: {}", plan.code, document.place));
                assert_eq!(slot.document_kind, document.kind, "{}: {}", plan.code, document.place);
                assert!(answers.wants(slot), "{}: {}", plan.code, document.place);
            }
            let told = plan.facts.iter().any(|said| said.fact == "terms_complete");
            assert_eq!(made.terms.is_some(), told, "{}", plan.code);
            for answer in plan.answers.iter().filter(|answer| answer.question != AGREEMENT) {
                let known = made.permit.question(&answer.question);
                let known = known.unwrap_or_else(|| panic!("{}: {}", plan.code, answer.question));
                let today = made.laid.applied.date();
                let said = made.laid.said(&answer.question).unwrap();
                crate::answers::read(known, &said, today).unwrap();
            }
            seen += 1;
        }
        assert!(seen >= 18, "{seen}");
    }

    #[test]
    fn what_an_exercise_says_is_the_same_at_every_look_and_its_own() {
        let plan = &plans().unwrap()[0];
        let at = "2026-11-30T08:00:00Z";
        let (one, again, other) = (met(plan, 7, at), met(plan, 7, at), met(plan, 8, at));
        assert_eq!(one.application, again.application);
        let passport = |made: &MadeUp| {
            Answers::new(made.permit, &made.application)
                .person(PersonPart::DocumentNumber)
                .map(str::to_owned)
                .unwrap()
        };
        assert_ne!(passport(&one), passport(&other));
        assert_ne!(one.application.attachments, other.application.attachments);
        let ends = Answers::new(one.permit, &one.application).document_ends().unwrap();
        assert!(ends > "2030-11-29".parse::<Date>().unwrap());
    }
}
