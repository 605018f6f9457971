//! Records a mail address or telephone number of a person.

use kernel::{Act, Changes, Ctx, Date, Done, Fault, Read, Refusal, Right};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Limit, Problem, Reader, Request};

use super::contact_added;
use crate::acts::{known, person_draft};
use crate::ids::PersonId;
use crate::model::{Contact, Reach, Validity};
use crate::rights::WORK;
use crate::state::Person;

/// The code of mail addresses among the choices.
const EMAIL: &str = "email";

/// Records a mail address or telephone number.
#[derive(Debug, Clone)]
pub struct AddContact {
    /// Whose.
    pub person: PersonId,
    /// `email` or `phone`.
    pub what: String,
    /// The mail address or number, as typed.
    pub value: String,
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub until: Option<Date>,
}

impl Act for AddContact {
    const NAME: &'static str = "person.add_contact";
    const RIGHT: Right = WORK;
    type State = Person;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.person.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, person: &Person, (): &(), ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
        let known = known(person)?;
        let reach = match self.what.as_str() {
            EMAIL => Reach::email(&self.value)?,
            _ => Reach::phone(&self.value)?,
        };
        let contact = Contact { reach, validity: Validity::new(self.from, self.until)? };
        contact_added(self.person, known, contact, ctx)
    }
}

impl FormAct for AddContact {
    fn fields() -> Vec<Field> {
        vec![
            Field::radios("what", &["phone", EMAIL]),
            Field::text("value", Limit::EMAIL),
            Field::date("from").optional(),
            Field::date("until").optional(),
        ]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (draft, _) = person_draft(request, Self::NAME).await?;
        Ok(draft)
    }

    fn read(form: &mut Reader<'_>) -> Option<AddContact> {
        let (person, what, value) = (form.param("id"), form.choice("what"), form.text("value"));
        let (from, until) = (form.maybe_date("from"), form.maybe_date("until"));
        let (person, what, value) = (person?, what?, value?);
        Some(AddContact { person, what, value, from: from?, until: until? })
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

    fn act(what: &str, value: &str) -> AddContact {
        let (what, value) = (what.to_owned(), value.to_owned());
        AddContact { person: person_id(), what, value, from: None, until: None }
    }

    #[test]
    fn a_number_is_recorded_with_its_country() {
        let when = given::<Person>([registered()]).when(act("phone", "040 123 4567"), ());
        let events = when.outcome().unwrap().into_events().unwrap();
        let plain = &events[0].body["contact"]["$seal"]["plain"]["reach"];
        assert_eq!(plain["number"], "+358401234567");
    }

    #[test]
    fn what_is_no_number_or_address_is_refused() {
        for (what, value, code) in
            [("phone", "call me", "phone-malformed"), ("email", "amina", "email-malformed")]
        {
            given::<Person>([registered()]).when(act(what, value), ()).then_refused(code);
        }
    }

    #[test]
    fn it_does_not_end_before_it_begins() {
        let day = |text: &str| Some(text.parse().unwrap());
        let (from, until) = (day("2026-03-02"), day("2026-03-01"));
        let reversed = AddContact { from, until, ..act("phone", "0401234567") };
        given::<Person>([registered()]).when(reversed, ()).then_refused("dates-reversed");
    }
}
