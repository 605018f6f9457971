//! Confirms the terms of employment: from here on they are the employer's word.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right};
use uuid::Uuid;
use web::parts::SummaryList;
use web::{Draft, Field, FormAct, Html, Problem, Reader, Request, Ui};

use crate::employer::{EmployerPart, EmployerPartEvent, PartStage, Terms, opened};
use crate::ids::EmployerPartId;
use crate::rights::EMPLOY;

/// Confirms the terms.
#[derive(Debug, Clone, Copy)]
pub struct ConfirmTerms {
    /// Of which part.
    pub part: EmployerPartId,
}

impl Act for ConfirmTerms {
    const NAME: &'static str = "employer_part.confirm";
    const RIGHT: Right = EMPLOY;
    type State = EmployerPart;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.part.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, part: &EmployerPart, (): &(), ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
        let known =
            part.known().filter(|known| known.taken().is_some_and(|t| t.by == ctx.who.user));
        let known = known.ok_or_else(|| Refusal::new("employer-code-unknown"))?;
        match &known.stage {
            // Pressed twice.
            PartStage::Confirmed(..) => Ok(Changes::new()),
            PartStage::Taken(_, Some(_)) => {
                Ok(Changes::one(self.part, &EmployerPartEvent::Confirmed {}))
            }
            PartStage::Invited | PartStage::Taken(_, None) => {
                Err(Refusal::new("employer-terms-missing"))
            }
        }
    }
}

#[derive(askama::Template)]
#[template(path = "acts/terms.html")]
struct TermsShown {
    list: SummaryList,
}

/// The terms, each with its name.
pub(crate) fn list(ui: &Ui, terms: &Terms) -> SummaryList {
    let euros = |amount: &str| ui.t("application-euros").arg("amount", amount).plain();
    let label = |field: &str| ui.t(format!("employer-part-give-terms-{field}")).plain();
    let none = || ui.t("employer-none-given").plain();
    let list = SummaryList::new()
        .row(label("occupation"), terms.occupation.clone())
        .row(label("pay"), euros(&terms.pay))
        .row(label("hours"), terms.hours.to_string())
        .row(label("agreement"), terms.agreement.clone().unwrap_or_else(none));
    let least = terms.agreement_pay.as_deref().map_or_else(none, euros);
    let ends = terms.ends.map_or_else(none, |ends| ui.date(ends));
    list.row(label("agreement_pay"), least)
        .row(label("starts"), ui.date(terms.starts))
        .row(label("ends"), ends)
}

impl FormAct for ConfirmTerms {
    fn fields() -> Vec<Field> {
        vec![Field::hidden("part"), Field::checkbox("true")]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (part, known) = opened(request, Self::NAME).await?;
        let Some(terms) = known.terms() else {
            return Err(Refusal::new("employer-terms-missing").into());
        };
        let ui = &request.ui;
        let code = request.params.get("code").unwrap_or_default();
        Ok(Draft::new()
            .aside(Html::render(&TermsShown { list: list(ui, terms) })?)
            .value("part", part)
            .arg("company", known.taken().map_or("", |taken| taken.name.as_str()))
            .crumb(ui.t("employer-part"), format!("/employer/{code}"))
            .crumb(ui.t("employer-terms"), format!("/employer/{code}/terms")))
    }

    fn read(form: &mut Reader<'_>) -> Option<ConfirmTerms> {
        let part = form.reference("part");
        form.checked("true").filter(|checked| *checked)?;
        Some(ConfirmTerms { part: part? })
    }

    fn after(_: &Done, request: &Request) -> String {
        let code = request.params.get("code").unwrap_or_default();
        format!("/employer/{code}")
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::super::give_terms::tests::given_terms;
    use super::super::take_part::tests::{boss, invited, part_id, taken};
    use super::super::tests::amina;
    use super::*;

    #[test]
    fn what_was_given_is_confirmed_once_by_whoever_gave_it() {
        let act = ConfirmTerms { part: part_id() };
        let with = |events: &[EmployerPartEvent]| {
            let events = [invited("2026-03-02"), taken()].into_iter().chain(events.to_vec());
            given::<EmployerPart>(events)
        };
        let confirmed = EmployerPartEvent::Confirmed {};
        let given = [given_terms()];
        with(&given).as_who(&boss()).when(act, ()).then([confirmed.clone()]);
        let both = [given_terms(), confirmed];
        with(&both).as_who(&boss()).when(act, ()).then_nothing();
        with(&[]).as_who(&boss()).when(act, ()).then_refused("employer-terms-missing");
        with(&given).as_who(&amina()).when(act, ()).then_refused("employer-code-unknown");
    }
}
