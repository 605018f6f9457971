//! Fills pages of an application in with the terms that its employer confirmed: whoever applies confirms them or puts
//! them right.

use kernel::{Act, Changes, Ctx, Fault, Read, Refusal, Right};
use uuid::Uuid;

use super::permit_of;
use crate::employer::{EmployerPart, Offer};
use crate::fill::Form;
use crate::ids::{ApplicationId, EmployerPartId};
use crate::state::{Application, Stage};

/// Fills pages in with what an employer confirmed.
#[derive(Debug, Clone, Copy)]
pub struct FillFromEmployer {
    /// Of which application.
    pub application: ApplicationId,
    /// The employer's part.
    pub part: EmployerPartId,
}

impl Act for FillFromEmployer {
    const NAME: &'static str = "application.fill_from_employer";
    const RIGHT: Right = Right::MACHINE;
    type State = Application;
    type Inputs = EmployerPart;

    fn stream(&self) -> Uuid {
        self.application.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<EmployerPart, Fault> {
        read.fold::<EmployerPart>(self.part).await
    }

    fn decide(
        &self,
        application: &Application,
        part: &EmployerPart,
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        // What was declared true and is being paid for stays as it was declared.
        let open = application
            .known()
            .filter(|known| matches!(known.stage, Stage::Draft) && known.open_payment().is_none());
        let (Some(known), Some(offer)) = (open, Offer::of(part, self.application)) else {
            return Ok(Changes::new());
        };
        let form = Form::of(self.application, (known, permit_of(known)?), ctx.today);
        Ok(form.fill(&offer, None))
    }
}

#[cfg(test)]
mod tests {
    use kernel::{Sealed, Subject};
    use testkit::given;

    use super::super::give_terms::tests::{given_terms, terms};
    use super::super::take_part::tests::{invited, part_id, taken};
    use super::super::tests::{amina, answered, application_id};
    use super::*;
    use crate::employer::{EmployerPartEvent, Terms};
    use crate::events::{ApplicationEvent, Page, Said, Source};
    use crate::ids::OrderId;
    use crate::payments::Standing;

    const JOB: &[(&str, &str)] = &[
        ("employer", "Leipomo Oy"),
        ("employer_code", "0244683-1"),
        ("work_starts", "2026-05-01"),
    ];
    const CONFIRMED: EmployerPartEvent = EmployerPartEvent::Confirmed {};
    const PAY: &[(&str, &str)] = &[("pay", "3800"), ("hours", "38")];

    fn act() -> FillFromEmployer {
        FillFromEmployer { application: application_id(), part: part_id() }
    }

    fn begun() -> ApplicationEvent {
        ApplicationEvent::Begun { owner: amina().user, permit: "specialist".into() }
    }

    fn filled(group: &str, answers: &[(&str, &str)]) -> ApplicationEvent {
        let said = |(code, value): &(&str, &str)| {
            let from = Some(Source::EmployerPart);
            ((*code).to_owned(), Said { value: (*value).to_owned(), from })
        };
        let page: Page = answers.iter().map(said).collect();
        let answers = Sealed::new(Subject(amina().user.0), page);
        ApplicationEvent::GroupFilled { group: group.into(), answers }
    }

    fn part(events: &[EmployerPartEvent]) -> EmployerPart {
        let events = [invited("2026-03-02"), taken()].into_iter().chain(events.iter().cloned());
        given::<EmployerPart>(events).state(act().part.0)
    }

    fn told() -> EmployerPart {
        part(&[given_terms(), CONFIRMED])
    }

    #[test]
    fn what_is_not_answered_is_filled_in_once() {
        given::<Application>([begun()])
            .when(act(), told())
            .then([filled("job", JOB), filled("pay", PAY)]);
        let before = [begun(), filled("job", JOB), filled("pay", PAY)];
        given::<Application>(before).when(act(), told()).then_nothing();
        given::<Application>([begun()]).when(act(), part(&[given_terms()])).then_nothing();
    }

    #[test]
    fn what_was_answered_stays_and_other_terms_change_only_what_waits_to_be_confirmed() {
        let own = answered("pay", &[("pay", "3700"), ("hours", "40")]);
        given::<Application>([begun(), own.clone()]).when(act(), told()).then([filled("job", JOB)]);
        // The half of a page is the applicant's word too.
        let half = answered("job", &[("tasks", "Bakes bread")]);
        given::<Application>([begun(), half]).when(act(), told()).then([filled("pay", PAY)]);
        let more = Terms { pay: "3900".into(), ..terms() };
        let terms = Sealed::new(Subject(amina().user.0), more);
        let other = part(&[EmployerPartEvent::TermsGiven { terms }, CONFIRMED]);
        let confirmed_job = answered("job", JOB);
        given::<Application>([begun(), filled("job", JOB), confirmed_job, filled("pay", PAY)])
            .when(act(), other)
            .then([filled("pay", &[("pay", "3900"), ("hours", "38")])]);
    }

    #[test]
    fn what_was_sent_or_taken_back_or_is_being_paid_for_stays_as_it_is() {
        let order = OrderId(Uuid::from_u128(5));
        let ordered = ApplicationEvent::PaymentOrdered {
            order,
            cents: 100,
            fee: "fee_specialist_first".into(),
            changes: 0,
        };
        for events in [
            vec![ApplicationEvent::Submitted {}],
            vec![ApplicationEvent::Withdrawn {}],
            vec![ordered.clone()],
        ] {
            let events = [begun()].into_iter().chain(events);
            given::<Application>(events).when(act(), told()).then_nothing();
        }
        let standing = Standing::Cancelled;
        let over = ApplicationEvent::PaymentSettled { order, standing };
        given::<Application>([begun(), ordered, over])
            .when(act(), told())
            .then([filled("job", JOB), filled("pay", PAY)]);
        given::<Application>([]).when(act(), told()).then_nothing();
        let application = ApplicationId(Uuid::from_u128(601));
        let of_another = FillFromEmployer { application, ..act() };
        given::<Application>([begun()]).when(of_another, told()).then_nothing();
    }
}
