//! Opens a case: gives it a number, starts its time limit and puts the first task in the queue.

use kernel::{Act, Changes, Class, Ctx, Done, Fault, Read, Refusal, Right};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Limit, Problem, Reader, Request};

use crate::case_begin::{self, Beginning};
use crate::case_type::{self, CaseType};
use crate::ids::{CaseId, PersonId};
use crate::model::Headline;
use crate::rights::WORK;
use crate::state::{Case, Person};

/// The first task of the built-in case type.
pub const LOOK_INTO: &str = "look-into";
/// Opens a case about a person in the official's own unit.
#[derive(Debug, Clone)]
pub struct OpenCase {
    /// The id the case gets.
    pub case: CaseId,
    /// Whom it concerns.
    pub applicant: PersonId,
    /// What it is about, in a line.
    pub headline: String,
    /// Code of its kind.
    pub case_type: String,
}

/// What opening has to know.
#[derive(Debug, Clone)]
pub struct OpenInputs {
    /// The running number proposed.
    pub running: u64,
    /// The person's class; nothing when there is no such person.
    pub class: Option<Class>,
}

impl Act for OpenCase {
    const NAME: &'static str = "case.open";
    const RIGHT: Right = WORK;
    const TAKEN_IS_RETRIED: bool = true;
    type State = Case;
    type Inputs = OpenInputs;

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<OpenInputs, Fault> {
        let person = read.fold::<Person>(self.applicant).await?;
        let class = person.known().map(|known| known.class);
        let unit = read.who().unit.clone();
        Ok(OpenInputs { running: case_begin::next_number(read, self.case, &unit).await?, class })
    }

    fn decide(&self, case: &Case, inputs: &OpenInputs, ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
        if case.known().is_some() {
            return Err(Refusal::new("case-exists"));
        }
        let kind = case_type::known(&self.case_type)?;
        let class = inputs.class.ok_or_else(|| Refusal::new("person-unknown").at("applicant"))?;
        let headline = Headline::new(&self.headline).map_err(|r| r.at("headline"))?;
        let beginning = Beginning {
            applicant: self.applicant,
            headline,
            kind,
            unit: &ctx.who.unit,
            class,
            running: inputs.running,
            received: ctx.today,
        };
        case_begin::begin(self.case, &beginning, ctx).map(|(_, changes)| changes)
    }
}

/// The kinds that an official may open.
fn by_hand() -> impl Iterator<Item = &'static CaseType> {
    case_type::all().iter().filter(|kind| kind.by_hand)
}

impl FormAct for OpenCase {
    fn fields() -> Vec<Field> {
        // Where there is but one kind, nobody is asked.
        let kind = match by_hand().nth(1) {
            Some(_) => Field::drafted("case_type", web::form::Shown::Open),
            None => Field::hidden("case_type"),
        };
        vec![
            Field::hidden("case"),
            Field::hidden("applicant"),
            kind,
            Field::text("headline", Limit::new(120, "one line of every list")),
        ]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let typed = request.query.get("person").or_else(|| request.form.get("applicant"));
        let person: PersonId = typed.and_then(|p| p.parse().ok()).ok_or(Problem::NotFound)?;
        let opened = request
            .kernel
            .open::<Person>(&request.who, person, crate::rights::SEE, Self::NAME)
            .await?;
        let name = opened.state.shown().unwrap_or_default();
        let option =
            |k: &CaseType| (k.code.clone(), request.ui.code("case-type-", &k.code).plain());
        Ok(Draft::new()
            .value("case_type", case_type::GENERAL_MATTER)
            .options("case_type", by_hand().map(option).collect())
            .value("case", request.kernel.next_id())
            .value("applicant", person)
            .arg("name", &name)
            .crumb(request.ui.t("casefile-persons"), "/persons")
            .crumb(name, format!("/persons/{person}")))
    }

    fn read(form: &mut Reader<'_>) -> Option<OpenCase> {
        let (case, applicant) = (form.reference("case"), form.reference("applicant"));
        let (case_type, headline) = (form.choice("case_type"), form.text("headline"));
        Some(OpenCase {
            case: case?,
            applicant: applicant?,
            headline: headline?,
            case_type: case_type?,
        })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/cases/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{case_id, officer, opened, person_id};

    fn act() -> OpenCase {
        let headline = "Address of residence".to_owned();
        let case_type = case_type::GENERAL_MATTER.to_owned();
        OpenCase { case: case_id(), applicant: person_id(), headline, case_type }
    }

    fn inputs() -> OpenInputs {
        OpenInputs { running: 7, class: Some(Class::Normal) }
    }

    #[test]
    fn a_case_gets_number_time_limit_task_and_tells_others() {
        let when = given::<Case>([]).as_who(&officer()).when(act(), inputs());
        let kinds: Vec<String> =
            when.outcome().unwrap().into_events().unwrap().into_iter().map(|e| e.kind).collect();
        assert_eq!(
            kinds,
            ["case.opened", "case.clock_started", "case.task_added", "signal.case_opened"]
        );
    }

    #[test]
    fn a_case_needs_a_person_one_may_see() {
        let nobody = OpenInputs { class: None, ..inputs() };
        given::<Case>([]).as_who(&officer()).when(act(), nobody).then_refused("person-unknown");
    }

    #[test]
    fn a_case_is_of_a_kind_that_exists() {
        let unheard = OpenCase { case_type: "no-such".into(), ..act() };
        let given = given::<Case>([]).as_who(&officer());
        given.when(unheard, inputs()).then_refused("case-type-unknown");
    }

    #[test]
    fn a_case_is_opened_once() {
        given::<Case>([opened()])
            .as_who(&officer())
            .when(act(), inputs())
            .then_refused("case-exists");
    }
}
