//! The decision-maker decides: from here on nothing of it changes, and it is sealed and archived.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::answer_second_look::looked;
use super::present_decision::{standing_draft, standing_fields};
use super::{ARCHIVE, stood_for};
use crate::basis::Basis;
use crate::events::{DecisionEvent, Origin};
use crate::ids::DecisionId;
use crate::library::DecidedBy;
use crate::model::difference;
use crate::rights::DECIDE;
use crate::state::{Decision, KnownDecision, Stage};

/// Signs a decision.
#[derive(Debug, Clone)]
pub struct SignDecision {
    /// Which.
    pub decision: DecisionId,
    /// Codes of what was looked at.
    pub checked: Vec<String>,
    /// The digest of the fields that were looked at.
    pub fields: String,
}

impl Act for SignDecision {
    const NAME: &'static str = "decision.sign";
    const RIGHT: Right = DECIDE;
    type State = Decision;
    type Inputs = Option<Basis>;

    fn stream(&self) -> Uuid {
        self.decision.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Option<Basis>, Fault> {
        Basis::of(read, self.decision).await
    }

    fn decide(
        &self,
        decision: &Decision,
        basis: &Option<Basis>,
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let known = decision.there()?;
        let basis = Basis::there(basis)?;
        pending(known, basis)?;
        let letter = known.kind(basis.library)?;
        if letter.decided_by == DecidedBy::Machine {
            return Err(Refusal::new("decision-of-rules"));
        }
        // Whoever is in doubt does not decide, whoever presented it.
        if known.open_look().is_some_and(|look| look.by == ctx.who.user) {
            return Err(Refusal::new("decision-second-look-own"));
        }
        let presented = match &known.stage {
            Stage::Presented { presented } if presented.by == ctx.who.user => {
                return Err(Refusal::new("decision-own"));
            }
            Stage::Presented { presented } => Some(presented),
            Stage::Draft { .. } if known.takes_two(letter) => {
                return Err(Refusal::new("decision-not-presented"));
            }
            Stage::Draft { .. } => None,
            Stage::Signed { .. } | Stage::Archived { .. } => {
                return Err(Refusal::new("decision-signed"));
            }
        };
        let seen = (self.checked.as_slice(), self.fields.as_str());
        let fields = stood_for(basis, known, letter, seen, ctx.today)?;
        let before = presented.and_then(|presented| presented.fields.as_ref());
        if before.is_some_and(|before| !difference(before, &fields).is_empty()) {
            return Err(Refusal::new("fields-moved"));
        }
        let mode = basis.mode(known.case, letter, ctx.today)?.to_owned();
        let (fields, checked) = (Sealed::new(known.applicant, fields), self.checked.clone());
        let signed = DecisionEvent::Signed { fields, checked, mode };
        let looked = looked(known, basis);
        Ok(Changes::one(self.decision, &signed).job(ARCHIVE, &self.decision, None).and(looked))
    }
}

/// Is the case pending? What corrects a decision may come after its end.
pub(super) fn pending(known: &KnownDecision, basis: &Basis) -> Result<(), Refusal> {
    match known.origin {
        Origin::Correction { .. } => {
            basis.case.known().map(|_| ()).ok_or_else(|| Refusal::new("case-unknown"))
        }
        Origin::Hand | Origin::Ruling { .. } => basis.case.open().map(|_| ()),
    }
}

impl FormAct for SignDecision {
    fn fields() -> Vec<Field> {
        standing_fields()
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        standing_draft(request, Self::NAME).await.map(|(draft, _)| draft)
    }

    fn read(form: &mut Reader<'_>) -> Option<SignDecision> {
        let (decision, fields) = (form.param("id"), form.text("fields"));
        let checked = form.choices("checked");
        Some(SignDecision { decision: decision?, checked: checked?, fields: fields? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/decisions/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use casefile::{CaseEvent, Outcome};
    use testkit::given;

    use super::*;
    use crate::acts::tests::{
        DECISION, PERSON, basis, drafted, fields, official, opened, terms, told, written,
    };

    const CHECKED: [&str; 4] = ["identity", "facts", "hearing", "language"];

    fn granting() -> Basis {
        basis(&[opened()], &terms())
    }

    fn act(letter: &str, basis: &Basis) -> SignDecision {
        let mut checked = CHECKED.map(str::to_owned).to_vec();
        checked.extend(["grounds", "clerical"].map(str::to_owned));
        SignDecision { decision: DECISION, checked, fields: fields(letter, basis).digest() }
    }

    fn presented(basis: &Basis) -> Vec<DecisionEvent> {
        let texts = [("hearing", "Heard"), ("assessment", "Assessed"), ("provisions", "s. 36")];
        let fields = Sealed::new(PERSON, fields("residence-refusal", basis));
        let presented = DecisionEvent::Presented { fields, checked: vec![] };
        std::iter::once(drafted("residence-refusal", Origin::Hand))
            .chain(texts.map(|(section, text)| written(section, text)))
            .chain([presented])
            .collect()
    }

    #[test]
    fn a_grant_is_signed_with_the_fields_that_were_seen_and_the_mode_of_the_table() {
        let basis = granting();
        let act = act("residence-grant", &basis);
        let signed = DecisionEvent::Signed {
            fields: Sealed::new(PERSON, fields("residence-grant", &basis)),
            checked: act.checked.clone(),
            mode: "letter".into(),
        };
        let draft = given::<Decision>([drafted("residence-grant", Origin::Hand)]);
        let jobs = draft.as_who(&official(1)).when(act.clone(), Some(basis)).then([signed.clone()]);
        assert_eq!(jobs[0].kind, ARCHIVE);
        let twice = given::<Decision>([drafted("residence-grant", Origin::Hand), signed]);
        twice.when(act, Some(granting())).then_refused("decision-signed");
    }

    #[test]
    fn what_is_known_now_must_be_what_was_seen() {
        let seen = act("residence-grant", &granting());
        let mut facts = terms();
        facts.push(told("granted_until", law::Value::Date(law::Day::parse("2028-03-31").unwrap())));
        let moved = basis(&[opened()], &facts);
        let draft = || given::<Decision>([drafted("residence-grant", Origin::Hand)]);
        draft().when(seen, Some(moved)).then_refused("fields-moved");
        let bare = basis(&[opened()], &[]);
        let lacking = act("residence-grant", &bare);
        let refusal = draft().when(lacking, Some(bare)).then_refused("decision-lacks");
        assert_eq!(refusal.args[0].1, "granted_kind");
    }

    /// What somebody else than the presenter gets when they sign what was presented.
    fn signed_by_another(basis: Basis) -> Result<Changes, Refusal> {
        let presented = given::<Decision>(presented(&basis)).as_who(&official(1)).state(DECISION.0);
        let (ids, who) = (kernel::SeededIds::new(1, 1), official(2));
        let at = "2026-03-02T08:00:00Z".parse().unwrap();
        let today = "2026-03-02".parse().unwrap();
        let ctx = Ctx { who: &who, at, today, ids: &ids };
        act("residence-refusal", &basis).decide(&presented, &Some(basis), &ctx)
    }

    #[test]
    fn a_refusal_takes_two_people() {
        let with = || basis(&[opened()], &[]);
        let act = act("residence-refusal", &with());
        let own = given::<Decision>(presented(&with())).as_who(&official(1));
        own.when(act.clone(), Some(with())).then_refused("decision-own");
        let events = signed_by_another(with()).unwrap().into_events().unwrap();
        assert_eq!(events[0].kind, "decision.signed");
        assert_eq!(events[0].body["mode"], "letter-receipt", "its receipt has to be shown");
        let draft = given::<Decision>([drafted("residence-refusal", Origin::Hand)]);
        draft.when(act, Some(with())).then_refused("decision-not-presented");
    }

    #[test]
    fn nothing_is_decided_against_whom_that_is_stopped_for() {
        let standing = casefile::hold::Standing::Stopped;
        let stopped = Basis { standing, ..basis(&[opened()], &[]) };
        assert_eq!(signed_by_another(stopped).unwrap_err().code, "stopped-ask-duty-desk");
        // What is granted goes on.
        let stopped = Basis { standing, ..granting() };
        let grant = act("residence-grant", &stopped);
        let draft = given::<Decision>([drafted("residence-grant", Origin::Hand)]);
        assert!(draft.when(grant, Some(stopped)).outcome().is_ok());
    }

    #[test]
    fn people_sign_what_is_theirs_and_pending() {
        let closed = CaseEvent::Closed { outcome: Outcome::Done };
        let over = || basis(&[opened(), closed.clone()], &terms());
        let grant = act("residence-grant", &over());
        let draft = given::<Decision>([drafted("residence-grant", Origin::Hand)]);
        draft.when(grant.clone(), Some(over())).then_refused("case-closed");
        let origin = Origin::Correction { of: DECISION, day: "2026-03-01".parse().unwrap() };
        let correction = given::<Decision>([drafted("residence-grant", origin)]);
        assert!(correction.when(grant, Some(over())).outcome().is_ok(), "it may come later");
        let machine = given::<Decision>([drafted("residence-grant-automatic", Origin::Hand)]);
        let by_rules = act("residence-grant-automatic", &granting());
        machine.when(by_rules, Some(granting())).then_refused("decision-of-rules");
    }
}
