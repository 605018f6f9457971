//! An official verifies a hit that VIS told of: whose it is, and how they found out.

use automation::facts::{Saying, establish};
use automation::{CaseFacts, rules};
use casefile::{Case, CaseId, WORK};
use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right};
use law::{Dictionary, Value, facts as f};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::OFFICIAL;
use crate::limits::REASON;
use crate::model::Register;

/// Verifies the hit of a case.
#[derive(Debug, Clone)]
pub struct VerifyHit {
    /// Of which case.
    pub case: CaseId,
    /// Whose it is.
    pub of: HitOf,
    /// How that was found out.
    pub reason: String,
}

/// Whose a hit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HitOf {
    /// That of whoever applies: an official weighs what it means.
    Applicant,
    /// Somebody else's: it says nothing of whoever applies.
    Another,
}

impl HitOf {
    /// Both, in the order of the form.
    const ALL: &'static [HitOf] = &[HitOf::Another, HitOf::Applicant];

    /// Stable code for texts and forms.
    const fn code(self) -> &'static str {
        match self {
            HitOf::Applicant => "applicant",
            HitOf::Another => "another",
        }
    }
}

impl std::str::FromStr for HitOf {
    type Err = ();

    fn from_str(code: &str) -> Result<HitOf, ()> {
        HitOf::ALL.iter().copied().find(|of| of.code() == code).ok_or(())
    }
}

/// Is there a hit that nobody has verified?
pub(crate) fn is_open(facts: &CaseFacts) -> bool {
    let hit = facts.told_by(f::VIS_HIT.name(), Register::Vis.source());
    let hit = hit.is_some_and(|told| told.value == Some(Value::Bool(true)));
    hit && facts.settled_by(f::VIS_HIT.name()) != Some(OFFICIAL)
}

impl Act for VerifyHit {
    const NAME: &'static str = "register.verify_hit";
    const RIGHT: Right = WORK;
    type State = CaseFacts;
    type Inputs = (Case, &'static Dictionary);

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Self::Inputs, Fault> {
        Ok((read.fold(self.case).await?, &rules::law()?.dictionary))
    }

    fn decide(
        &self,
        facts: &CaseFacts,
        (case, law): &Self::Inputs,
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let applicant = case.open()?.applicant;
        if !is_open(facts) {
            return Err(Refusal::new("register-no-hit"));
        }
        let value = Value::Bool(self.of == HitOf::Applicant);
        let saying = Saying::new(f::VIS_HIT.name(), OFFICIAL, value, ctx.at);
        establish(self.case, applicant, saying, &self.reason, law)
    }
}

impl FormAct for VerifyHit {
    fn fields() -> Vec<Field> {
        const OF: &[&str] = &[HitOf::Another.code(), HitOf::Applicant.code()];
        vec![Field::radios("of", OF), Field::long_text("reason", REASON)]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (kernel, ui) = (&request.kernel, &request.ui);
        let id: CaseId = request.param("id")?;
        let opened = kernel.open::<CaseFacts>(&request.who, id, WORK, Self::NAME).await?;
        if !is_open(&opened.state) {
            return Err(Refusal::new("register-no-hit").into());
        }
        let said = |fact: &str| {
            let told = opened.state.told_by(fact, Register::Vis.source());
            told.and_then(|told| told.value.clone())
        };
        let text = |hit: &Value| hit.as_str().map(str::to_owned);
        let hits: Vec<String> = match said(f::VIS_HITS.name()) {
            Some(Value::List(hits)) => hits.iter().filter_map(text).collect(),
            _ => Vec::new(),
        };
        let further = said(f::VIS_FURTHER.name()) == Some(Value::Bool(true));
        let further = further.then(|| ui.t("register-vis-further").plain());
        let hits: Vec<String> = hits.into_iter().chain(further).collect();
        Ok(Draft::new()
            .seen(id.0, opened.version)
            .arg("hits", hits.join(", "))
            .crumb(ui.t("casefile-case"), format!("/cases/{id}"))
            .crumb(ui.t("automation-facts"), format!("/automation/cases/{id}/facts")))
    }

    fn read(form: &mut Reader<'_>) -> Option<VerifyHit> {
        let (case, of, reason) = (form.param("id"), form.choice("of"), form.text("reason"));
        Some(VerifyHit { case: case?, of: of?, reason: reason? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/cases/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use automation::FactEvent;
    use casefile::CaseEvent;
    use casefile::model::{CaseNumber, Headline};
    use kernel::{Class, Sealed};
    use testkit::given;

    use super::*;
    use crate::acts::tests::{CASE, PERSON};

    fn told(source: &str, value: bool) -> FactEvent {
        FactEvent::Recorded {
            fact: "vis_hit".into(),
            source: source.into(),
            value: Sealed::new(PERSON, Value::Bool(value)),
            retrieved: "2026-03-02T08:00:00Z".parse().unwrap(),
            valid_from: None,
            valid_until: None,
        }
    }

    fn settled(reason: &str) -> FactEvent {
        FactEvent::Settled {
            fact: "vis_hit".into(),
            source: OFFICIAL.into(),
            reason: Sealed::new(PERSON, reason.to_owned()),
        }
    }

    fn inputs(closed: bool) -> (Case, &'static Dictionary) {
        let opened = CaseEvent::Opened {
            number: CaseNumber::new("HEL", 2026, 7).unwrap(),
            headline: Sealed::new(PERSON, Headline::new("Permit").unwrap()),
            applicant: PERSON,
            unit: "HEL".into(),
            class: Class::Normal,
            case_type: "general-matter".into(),
            status: "received".into(),
        };
        let end = closed.then_some(CaseEvent::Closed { outcome: casefile::Outcome::Done });
        let case = given::<Case>([opened]).and(end).state(CASE.0);
        (case, &rules::law().unwrap().dictionary)
    }

    fn act(of: HitOf, reason: &str) -> VerifyHit {
        VerifyHit { case: CASE, of, reason: reason.into() }
    }

    #[test]
    fn whose_it_is_is_the_officials_word_with_its_reason() {
        for (of, value) in [(HitOf::Another, false), (HitOf::Applicant, true)] {
            given::<CaseFacts>([told("vis", true)])
                .when(act(of, " Another birth place. "), inputs(false))
                .then([told(OFFICIAL, value), settled("Another birth place.")]);
        }
    }

    #[test]
    fn rules_read_what_the_official_found_out() {
        let law = &rules::law().unwrap().dictionary;
        let seen = |more: Vec<FactEvent>| {
            let facts = given::<CaseFacts>([told("vis", true)]).and(more).state(CASE.0);
            let read = facts.facts("2026-03-02".parse().unwrap(), law);
            let fact = read.0["vis_hit"].clone();
            assert!(!fact.conflict);
            (fact.value, is_open(&facts))
        };
        assert_eq!(seen(vec![]), (Value::Bool(true), true));
        let another = vec![told(OFFICIAL, false), settled("x")];
        assert_eq!(seen(another), (Value::Bool(false), false));
        let theirs = vec![told(OFFICIAL, true), settled("x")];
        assert_eq!(seen(theirs), (Value::Bool(true), false));
    }

    #[test]
    fn what_is_no_hit_is_not_verified_nor_twice_nor_without_a_reason() {
        let act = || act(HitOf::Another, "Another person.");
        for known in [
            vec![],
            vec![told("vis", false)],
            vec![told("vis", true), told(OFFICIAL, false), settled("x")],
        ] {
            given::<CaseFacts>(known).when(act(), inputs(false)).then_refused("register-no-hit");
        }
        let open = || given::<CaseFacts>([told("vis", true)]);
        let unsaid = VerifyHit { reason: " ".into(), ..act() };
        open().when(unsaid, inputs(false)).then_refused("reason-empty");
        open().when(act(), inputs(true)).then_refused("case-closed");
    }
}
