//! Records which languages a person is served in and speaks.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;
use web::form::Shown;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::alive;
use super::particulars::languages;
use crate::acts::{known, person_draft};
use crate::events::PersonEvent;
use crate::ids::PersonId;
use crate::model::{Language, Languages};
use crate::rights::WORK;
use crate::state::Person;

/// The fields of what somebody speaks, best first.
const SPOKEN: &[&str] = &["first", "second", "third"];

/// Records a person's languages.
#[derive(Debug, Clone)]
pub struct RecordLanguages {
    /// Whose.
    pub person: PersonId,
    /// All of them.
    pub languages: Languages,
}

impl Act for RecordLanguages {
    const NAME: &'static str = "person.record_languages";
    const RIGHT: Right = WORK;
    type State = Person;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.person.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, person: &Person, (): &(), _: &Ctx<'_>) -> Result<Changes, Refusal> {
        let known = known(person)?;
        alive(known)?;
        if known.languages.as_ref() == Some(&self.languages) {
            return Err(Refusal::new("nothing-changed"));
        }
        let languages = Sealed::new(self.person, self.languages.clone());
        Ok(Changes::one(self.person, &PersonEvent::LanguagesRecorded { languages }))
    }
}

impl FormAct for RecordLanguages {
    fn fields() -> Vec<Field> {
        vec![
            Field::select("contact", &["fi", "sv", "en"]),
            Field::drafted("first", Shown::Folded),
            Field::drafted("second", Shown::Folded).optional(),
            Field::drafted("third", Shown::Folded).optional(),
            Field::checkbox("interpreter").optional(),
        ]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (draft, person) = person_draft(request, Self::NAME).await?;
        let options = languages(&request.ui);
        let mut draft = draft
            .options("first", options.clone())
            .options("second", options.clone())
            .options("third", options);
        if let Some(now) = person.known().and_then(|known| known.languages.as_ref()) {
            draft = draft.value("contact", &now.contact);
            for (field, language) in SPOKEN.iter().zip(&now.spoken) {
                draft = draft.value(field, language);
            }
            if now.interpreter == Some(true) {
                draft = draft.value("interpreter", "yes");
            }
        }
        Ok(draft)
    }

    fn read(form: &mut Reader<'_>) -> Option<RecordLanguages> {
        let (person, contact) = (form.param("id"), form.choice("contact"));
        let (first, second) = (form.choice::<Language>("first"), form.maybe_choice("second"));
        let (third, interpreter) = (form.maybe_choice("third"), form.checked("interpreter"));
        let mut spoken = vec![first?];
        for more in [second?, third?].into_iter().flatten() {
            if !spoken.contains(&more) {
                spoken.push(more);
            }
        }
        let languages = Languages { contact: contact?, spoken, interpreter: Some(interpreter?) };
        Some(RecordLanguages { person: person?, languages })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/persons/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{person_id, registered};

    fn act() -> RecordLanguages {
        let language = |code| Language::new(code).unwrap();
        let spoken = vec![language("prs"), language("ps")];
        let languages = Languages { contact: language("en"), spoken, interpreter: Some(true) };
        RecordLanguages { person: person_id(), languages }
    }

    fn recorded() -> PersonEvent {
        let languages = Sealed::new(person_id(), act().languages);
        PersonEvent::LanguagesRecorded { languages }
    }

    #[test]
    fn what_somebody_speaks_is_recorded() {
        given::<Person>([registered()]).when(act(), ()).then([recorded()]);
    }

    #[test]
    fn the_same_again_changes_nothing() {
        let given = given::<Person>([registered(), recorded()]);
        given.when(act(), ()).then_refused("nothing-changed");
    }
}
