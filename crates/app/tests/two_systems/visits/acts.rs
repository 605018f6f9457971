//! Planning a visit, which asks for a letter; hearing whether it was sent; calling visits off.

use casefile::requests::Request as Wanted;
use casefile::{Case, CaseId};
use kernel::{Act, Changes, Ctx, Date, Done, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Limit, Problem, Reader, Request};

use super::state::{Stage, Visit, VisitEvent, VisitId};
use super::{WORK, rows};

/// What this system asks others for.
pub const LETTER: &str = "letters.send";

/// Plans a visit to the home of a case's applicant.
pub struct PlanVisit {
    pub visit: VisitId,
    pub case: CaseId,
    pub on: Date,
    pub purpose: String,
}

impl Act for PlanVisit {
    const NAME: &'static str = "visit.plan";
    const RIGHT: Right = WORK;
    type State = Visit;
    type Inputs = Case;

    fn stream(&self) -> Uuid {
        self.visit.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Case, Fault> {
        read.fold::<Case>(self.case).await
    }

    fn decide(&self, visit: &Visit, case: &Case, ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
        if *visit != Visit::Unknown {
            return Err(Refusal::new("visits-planned-already"));
        }
        let case = case.open()?;
        if self.on < ctx.today {
            return Err(Refusal::new("visits-past").at("on"));
        }
        let request = ctx.ids.next();
        let planned = VisitEvent::Planned {
            case: self.case,
            request,
            on: self.on,
            purpose: Sealed::new(self.case, self.purpose.clone()),
            unit: case.unit.clone(),
            class: case.class,
        };
        let wanted = Wanted::Wanted {
            request,
            what: LETTER.to_owned(),
            subject: Some(self.visit.0),
            evidence: Vec::new(),
        };
        Ok(Changes::one(self.visit, &planned).record(self.case, &wanted))
    }
}

impl FormAct for PlanVisit {
    fn fields() -> Vec<Field> {
        vec![
            Field::hidden("visit"),
            Field::hidden("case"),
            Field::date("on"),
            Field::text("purpose", Limit::LINE),
        ]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let typed = request.query.get("case").or_else(|| request.form.get("case"));
        let case: CaseId = typed.and_then(|c| c.parse().ok()).ok_or(Problem::NotFound)?;
        let opened = request.kernel.open::<Case>(&request.who, case, WORK, Self::NAME).await?;
        let number = opened.state.known().map(|k| k.number.to_string()).unwrap_or_default();
        Ok(Draft::new()
            .value("visit", request.kernel.next_id())
            .value("case", case)
            .crumb(request.ui.t("casefile-cases"), "/cases")
            .crumb(number, format!("/cases/{case}")))
    }

    fn read(form: &mut Reader<'_>) -> Option<PlanVisit> {
        let (visit, case) = (form.reference("visit"), form.reference("case"));
        let (on, purpose) = (form.date("on"), form.text("purpose"));
        Some(PlanVisit { visit: visit?, case: case?, on: on?, purpose: purpose? })
    }

    fn after(_: &Done, _: &Request) -> String {
        "/visits".to_owned()
    }
}

/// Notes how another system answered the request for a letter.
pub struct NoteAnswer {
    pub visit: VisitId,
    pub answer: String,
}

impl Act for NoteAnswer {
    const NAME: &'static str = "visit.note_answer";
    const RIGHT: Right = Right::MACHINE;
    type State = Visit;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.visit.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, visit: &Visit, (): &(), _: &Ctx<'_>) -> Result<Changes, Refusal> {
        match visit {
            Visit::Planned(planned) if planned.stage == Stage::LetterAsked => {
                let answer = self.answer.clone();
                Ok(Changes::one(self.visit, &VisitEvent::Answered { answer }))
            }
            Visit::Planned(_) | Visit::Unknown => Ok(Changes::new()),
        }
    }
}

/// Calls off every visit of a case.
pub struct CallOffVisits {
    pub case: CaseId,
}

impl Act for CallOffVisits {
    const NAME: &'static str = "visit.call_off";
    const RIGHT: Right = Right::MACHINE;
    type State = Case;
    type Inputs = Vec<(VisitId, Visit)>;

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Self::Inputs, Fault> {
        let mut visits = Vec::new();
        for id in rows::of_case(read, self.case).await? {
            visits.push((id, read.fold::<Visit>(id).await?));
        }
        Ok(visits)
    }

    fn decide(&self, _: &Case, visits: &Self::Inputs, _: &Ctx<'_>) -> Result<Changes, Refusal> {
        let coming = visits
            .iter()
            .filter(|(_, visit)| matches!(visit, Visit::Planned(p) if p.stage != Stage::CalledOff));
        Ok(coming
            .fold(Changes::new(), |changes, (id, _)| changes.record(*id, &VisitEvent::CalledOff)))
    }
}
