//! Lengthens a time limit for a reason, as far as its rule allows.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Limit, Problem, Reader, Request};

use crate::acts::case_draft;
use crate::case_clock;
use crate::clock::Length;
use crate::ids::CaseId;
use crate::rights::WORK;
use crate::state::Case;

/// Lengthens a time limit of a case.
#[derive(Debug, Clone)]
pub struct ExtendClock {
    /// On which case.
    pub case: CaseId,
    /// Name of its rule.
    pub name: String,
    /// By how much.
    pub by: Length,
    /// Why.
    pub reason: String,
}

impl Act for ExtendClock {
    const NAME: &'static str = "case.extend_clock";
    const RIGHT: Right = WORK;
    type State = Case;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, case: &Case, (): &(), ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
        let known = case.open()?;
        let extended =
            case_clock::extend(self.case, known, &self.name, self.by, &self.reason, ctx.today);
        extended.map_err(|refusal| refusal.at("length"))
    }
}

impl FormAct for ExtendClock {
    fn fields() -> Vec<Field> {
        vec![
            Field::number("length"),
            Field::radios("unit", &["calendar_days", "working_days", "months"]),
            Field::text("reason", Limit::LINE),
        ]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        case_draft(request, Self::NAME).await.map(|(draft, _)| draft.value("unit", "calendar_days"))
    }

    fn read(form: &mut Reader<'_>) -> Option<ExtendClock> {
        let (case, name) = (form.param("id"), form.param("name"));
        let (length, unit) = (form.number("length"), form.choice::<String>("unit"));
        let reason = form.text("reason");
        // A number that no length can be is refused as such by the rule.
        let length = u32::try_from(length?).unwrap_or(0);
        let by = match unit?.as_str() {
            "months" => Length::Months(length),
            "working_days" => Length::WorkingDays(length),
            _ => Length::CalendarDays(length),
        };
        Some(ExtendClock { case: case?, name: name?, by, reason: reason? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/cases/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{case_id, clock_started, clock_stopped, monday, opened};
    use crate::clock::{self, Clock, ClockRule};
    use crate::events::CaseEvent;

    fn act(by: Length) -> ExtendClock {
        let (name, reason) = ("general-matter".to_owned(), "An expert is heard".to_owned());
        ExtendClock { case: case_id(), name, by, reason }
    }

    fn due(case: &CaseEvent) -> Option<kernel::Date> {
        match case {
            CaseEvent::ClockChanged { clock, .. } | CaseEvent::ClockStarted { clock, .. } => {
                clock.due()
            }
            _ => None,
        }
    }

    #[test]
    fn a_limit_grows_up_to_its_ceiling() {
        let given = given::<Case>([opened(), clock_started()]);
        let events = given.when(act(Length::Months(3)), ()).outcome().unwrap();
        let event = events.into_events().unwrap().remove(0);
        let clock: Clock = serde_json::from_value(event.body["clock"].clone()).unwrap();
        assert!(clock.due() > due(&clock_started()));
        let given = testkit::given::<Case>([opened(), clock_started()]);
        given.when(act(Length::Months(4)), ()).then_refused("clock-ceiling");
        let given = testkit::given::<Case>([opened(), clock_started()]);
        given.when(act(Length::Months(0)), ()).then_refused("clock-length");
    }

    #[test]
    fn a_limit_that_stands_still_or_has_no_ceiling_does_not_grow() {
        let given = given::<Case>([opened(), clock_started(), clock_stopped()]);
        given.when(act(Length::Months(1)), ()).then_refused("clock-stopped");
        let rule = ClockRule::new(Length::Months(3), true, 14, None).unwrap();
        let clock = clock::start(&rule, monday());
        let fixed = CaseEvent::ClockStarted { name: "general-matter".into(), rule, clock };
        let given = testkit::given::<Case>([opened(), fixed]);
        given.when(act(Length::Months(1)), ()).then_refused("clock-no-extension");
    }
}
