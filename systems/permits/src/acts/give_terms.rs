//! Gives the terms of employment, or changes them until they are confirmed.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right, Sealed, Subject};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Limit, Problem, Reader, Request};

use crate::answers::{Wrong, amount};
use crate::employer::{EmployerPart, EmployerPartEvent, Terms, opened};
use crate::ids::EmployerPartId;
use crate::limits::{AMOUNT, OCCUPATION, OCCUPATION_CHARS_MAX, WEEK_HOURS};
use crate::rights::EMPLOY;

/// Gives the terms of employment.
#[derive(Debug, Clone)]
pub struct GiveTerms {
    /// In which part.
    pub part: EmployerPartId,
    /// The terms.
    pub terms: Terms,
}

impl Act for GiveTerms {
    const NAME: &'static str = "employer_part.give_terms";
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
        let known = part.open_of(ctx.who)?;
        if known.terms() == Some(&self.terms) {
            return Ok(Changes::new());
        }
        if self.terms.ends.is_some_and(|ends| ends < self.terms.starts) {
            return Err(Refusal::new("dates-reversed").at("ends"));
        }
        let terms = Sealed::new(Subject(known.owner.0), self.terms.clone());
        Ok(Changes::one(self.part, &EmployerPartEvent::TermsGiven { terms }))
    }
}

impl FormAct for GiveTerms {
    fn fields() -> Vec<Field> {
        vec![
            Field::hidden("part"),
            Field::text("occupation", OCCUPATION),
            Field::text("pay", AMOUNT),
            Field::number("hours"),
            Field::text("agreement", Limit::NAME).optional(),
            Field::text("agreement_pay", AMOUNT).optional(),
            Field::date("starts"),
            Field::date("ends").optional(),
        ]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (part, known) = opened(request, Self::NAME).await?;
        let ui = &request.ui;
        let code = request.params.get("code").unwrap_or_default();
        let draft = Draft::new()
            .value("part", part)
            .arg("company", known.taken().map_or("", |taken| taken.name.as_str()))
            .crumb(ui.t("employer-part"), format!("/employer/{code}"));
        let Some(terms) = known.terms() else { return Ok(draft) };
        let Terms { occupation, pay, hours, agreement, agreement_pay, starts, ends } = terms;
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let draft = draft.value("occupation", occupation).value("pay", pay).value("hours", hours);
        let draft = draft.value("agreement", text(agreement));
        let draft = draft.value("agreement_pay", text(agreement_pay)).value("starts", starts);
        Ok(ends.map_or(draft.clone(), |ends| draft.value("ends", ends)))
    }

    fn read(form: &mut Reader<'_>) -> Option<GiveTerms> {
        let part = form.reference("part");
        let (occupation, pay) = (occupation(form), money(form, "pay", false));
        let (hours, agreement) = (hours(form), form.maybe_text("agreement"));
        let agreement_pay = money(form, "agreement_pay", true);
        let (starts, ends) = (form.date("starts"), form.maybe_date("ends"));
        let terms = Terms {
            occupation: occupation?,
            pay: pay??,
            hours: hours?,
            agreement: agreement?,
            agreement_pay: agreement_pay?,
            starts: starts?,
            ends: ends?,
        };
        Some(GiveTerms { part: part?, terms })
    }

    fn after(_: &Done, request: &Request) -> String {
        let code = request.params.get("code").unwrap_or_default();
        format!("/employer/{code}/confirm")
    }
}

fn occupation(form: &mut Reader<'_>) -> Option<String> {
    let typed = form.text("occupation")?;
    let digits = typed.len() == OCCUPATION_CHARS_MAX && typed.bytes().all(|b| b.is_ascii_digit());
    if digits { Some(typed) } else { form.fail("occupation", "digits") }
}

fn hours(form: &mut Reader<'_>) -> Option<u32> {
    let hours = form.number("hours")?;
    let fits = Some(hours).filter(|hours| (1..=WEEK_HOURS).contains(hours));
    fits.and_then(|hours| u32::try_from(hours).ok()).or_else(|| form.fail("hours", "hours"))
}

/// An amount as the law writes it; nothing inside when it may be left out and is.
fn money(form: &mut Reader<'_>, name: &'static str, optional: bool) -> Option<Option<String>> {
    let typed = if optional { form.maybe_text(name)? } else { Some(form.text(name)?) };
    let Some(typed) = typed else { return Some(None) };
    match amount(&typed) {
        Ok(amount) if !amount.is_negative() => Some(Some(amount.to_string())),
        Ok(_) => form.fail(name, "amount"),
        Err(Wrong::Code(code, args)) => form.fail_with(name, code, args),
        Err(Wrong::Refused(refusal)) => form.refuse(name, &refusal),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use testkit::given;

    use super::super::take_part::tests::{boss, invited, part_id, taken};
    use super::super::tests::amina;
    use super::*;

    pub(in super::super) fn terms() -> Terms {
        Terms {
            occupation: "2512".to_owned(),
            pay: "3800".to_owned(),
            hours: 38,
            agreement: Some("ICT".to_owned()),
            agreement_pay: Some("3000".to_owned()),
            starts: "2026-05-01".parse().unwrap(),
            ends: None,
        }
    }

    pub(in super::super) fn given_terms() -> EmployerPartEvent {
        EmployerPartEvent::TermsGiven { terms: Sealed::new(Subject(amina().user.0), terms()) }
    }

    fn act(terms: Terms) -> GiveTerms {
        GiveTerms { part: part_id(), terms }
    }

    fn with(events: &[EmployerPartEvent]) -> testkit::Given<EmployerPart> {
        let events = [invited("2026-03-02"), taken()].into_iter().chain(events.iter().cloned());
        given::<EmployerPart>(events)
    }

    #[test]
    fn terms_are_given_and_changed_until_they_are_confirmed() {
        with(&[]).as_who(&boss()).when(act(terms()), ()).then([given_terms()]);
        with(&[given_terms()]).as_who(&boss()).when(act(terms()), ()).then_nothing();
        let confirmed = [given_terms(), EmployerPartEvent::Confirmed {}];
        let late = with(&confirmed).as_who(&boss()).when(act(terms()), ());
        late.then_refused("employer-part-confirmed");
        let ends = Some("2026-04-30".parse().unwrap());
        let reversed = Terms { ends, ..terms() };
        with(&[]).as_who(&boss()).when(act(reversed), ()).then_refused("dates-reversed");
    }

    #[test]
    fn nobody_else_gives_terms() {
        let when = with(&[]).as_who(&amina()).when(act(terms()), ());
        when.then_refused("employer-code-unknown");
        let untaken = given::<EmployerPart>([invited("2026-03-02")]).as_who(&boss());
        untaken.when(act(terms()), ()).then_refused("employer-code-unknown");
    }
}
