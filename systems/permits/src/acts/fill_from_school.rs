//! Fills pages of an application in with what the register of studies told of whoever applies: they confirm it or put
//! it right.

use kernel::{Act, Changes, Ctx, Date, Fault, Read, Refusal, Right};
use registers::StudyPlace;
use uuid::Uuid;

use super::permit_of;
use crate::answers::Answers;
use crate::fill::Form;
use crate::ids::ApplicationId;
use crate::rights::APPLY;
use crate::school;
use crate::state::Application;

/// Fills pages in with what the register told. Whoever runs it has asked it about whom the provider proved.
#[derive(Debug, Clone)]
pub struct FillFromSchool {
    /// Of which application.
    pub application: ApplicationId,
    /// The birth date of whom the provider proved.
    pub born: Date,
    /// The place that they have.
    pub place: StudyPlace,
}

impl Act for FillFromSchool {
    const NAME: &'static str = "application.fill_from_school";
    const RIGHT: Right = APPLY;
    type State = Application;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.application.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(
        &self,
        application: &Application,
        (): &(),
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let known = application.draft_of(ctx.who)?;
        let permit = permit_of(known)?;
        school::is_of(&Answers::new(permit, known), self.born)?;
        school::is_for(permit, &self.place)?;
        Ok(Form::of(self.application, (known, permit), ctx.today).fill(&self.place, None))
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::super::tests::{amina, answered, application_id, begun, bela};
    use super::*;
    use crate::events::ApplicationEvent;
    use crate::school::tests::place;

    fn act() -> FillFromSchool {
        let born = "1994-02-17".parse().unwrap();
        FillFromSchool { application: application_id(), born, place: place() }
    }

    /// The pages that it fills in.
    fn filled(more: &[ApplicationEvent]) -> Vec<String> {
        let events = [begun()].into_iter().chain(more.iter().cloned());
        let when = given::<Application>(events).as_who(&amina()).when(act(), ());
        let events = when.outcome().unwrap().into_events().unwrap().into_iter();
        events.map(|event| event.body["group"].as_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn what_is_not_answered_is_filled_in_and_what_is_stays() {
        assert_eq!(filled(&[]), ["degree-studies", "degree-begin", "tuition"]);
        let own = answered("degree-studies", &[("school", "Aalto")]);
        assert_eq!(filled(&[own]), ["degree-begin", "tuition"]);
    }

    #[test]
    fn a_second_press_finds_all_of_it_there() {
        let given = given::<Application>([begun()]).as_who(&amina());
        let first = given.when(act(), ()).outcome().unwrap().into_events().unwrap();
        let event = |event: kernel::NewEvent| {
            let event = serde_json::json!({ "kind": event.kind, "body": event.body });
            serde_json::from_value::<ApplicationEvent>(event).unwrap()
        };
        assert_eq!(filled(&first.into_iter().map(event).collect::<Vec<_>>()), [""; 0]);
    }

    #[test]
    fn nobody_fills_in_for_others_nor_what_was_sent_nor_another_kind_of_studies() {
        let with = |events: Vec<ApplicationEvent>| {
            given::<Application>([begun()].into_iter().chain(events))
        };
        with(vec![]).as_who(&bela()).when(act(), ()).then_refused("application-unknown");
        let sent = with(vec![ApplicationEvent::Submitted {}]).as_who(&amina());
        sent.when(act(), ()).then_refused("application-sent");
        let born = answered("names", &[("family_name", "Rahimi"), ("born", "1994-02-18")]);
        let other = with(vec![born]).as_who(&amina());
        other.when(act(), ()).then_refused("school-other-person");
        let born = answered("names", &[("family_name", "Rahimi"), ("born", "1994-02-17")]);
        let exchange =
            FillFromSchool { place: StudyPlace { kind: "exchange", ..place() }, ..act() };
        let own = with(vec![born]).as_who(&amina());
        own.when(exchange, ()).then_refused("school-other-kind");
    }
}
