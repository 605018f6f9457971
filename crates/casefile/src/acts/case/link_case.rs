//! Links two cases that have to do with one another: both know of it, or neither does.

use kernel::{Act, Changes, Ctx, Done, Fault, ListQuery, Read, Refusal, Right};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use crate::acts::case_draft;
use crate::events::{CaseEvent, LinkKind};
use crate::ids::CaseId;
use crate::model::CaseNumber;
use crate::rights::WORK;
use crate::rows;
use crate::state::Case;

/// Links of one case at most: the largest families and series of appeals have a tenth of it.
const LINKS_ITEMS_MAX: usize = 200;

/// Links two cases.
#[derive(Debug, Clone, Copy)]
pub struct LinkCase {
    /// One case.
    pub case: CaseId,
    /// The other.
    pub other: CaseId,
    /// What the other is to the one.
    pub relation: LinkKind,
}

/// The other case, as far as the user may see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Other {
    /// It is there and may be seen.
    pub seen: bool,
    /// How many links it has.
    pub links: usize,
}

impl Act for LinkCase {
    const NAME: &'static str = "case.link";
    const RIGHT: Right = WORK;
    type State = Case;
    type Inputs = Other;

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Other, Fault> {
        let other = read.fold::<Case>(self.other).await?;
        let known = other.known();
        Ok(Other { seen: known.is_some(), links: known.map_or(0, |k| k.linked.len()) })
    }

    fn decide(&self, case: &Case, other: &Other, _: &Ctx<'_>) -> Result<Changes, Refusal> {
        let known = case.known().ok_or_else(|| Refusal::new("case-unknown"))?;
        if self.other == self.case {
            return Err(Refusal::new("case-itself").at("other"));
        }
        if !other.seen {
            return Err(Refusal::new("case-unknown").at("other"));
        }
        if known.linked.get(&self.other) == Some(&self.relation) {
            return Err(Refusal::new("case-linked").at("other"));
        }
        if known.linked.len().max(other.links) >= LINKS_ITEMS_MAX {
            return Err(Refusal::new("links-full").with("max", LINKS_ITEMS_MAX).at("other"));
        }
        let (there, back) = (self.relation, self.relation.inverse());
        Ok(Changes::one(self.case, &CaseEvent::Linked { other: self.other, relation: there })
            .record(self.other, &CaseEvent::Linked { other: self.case, relation: back }))
    }
}

impl FormAct for LinkCase {
    fn fields() -> Vec<Field> {
        let kinds = &["same_matter", "family", "appeal", "appealed", "earlier", "follow_up"];
        vec![Field::reference("other"), Field::radios("relation", kinds)]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        case_draft(request, Self::NAME).await.map(|(draft, _)| draft)
    }

    /// Only numbers of cases the user may see mean anything: others are as unknown as made-up ones.
    async fn resolve(request: &Request, _: &str, typed: &str) -> Result<Option<String>, Problem> {
        let Ok(number) = CaseNumber::parse(typed) else { return Ok(None) };
        let filters = vec![("number".to_owned(), number.to_string())];
        let query = ListQuery { filters, order: Some("number".into()), after: None, limit: 1 };
        let page = rows::CASES.page(&request.kernel, &request.who, &query).await?;
        let line = page.rows.first().map(rows::CaseLine::read).transpose()?;
        Ok(line.filter(|l| l.number == number.as_str()).map(|l| l.id.to_string()))
    }

    fn read(form: &mut Reader<'_>) -> Option<LinkCase> {
        let (case, other) = (form.param("id"), form.reference("other"));
        let relation = form.choice("relation");
        Some(LinkCase { case: case?, other: other?, relation: relation? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/cases/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{case_id, opened};

    const OTHER: CaseId = CaseId(Uuid::from_u128(101));
    const SEEN: Other = Other { seen: true, links: 0 };

    const fn act(other: CaseId, relation: LinkKind) -> LinkCase {
        LinkCase { case: case_id(), other, relation }
    }

    #[test]
    fn each_case_says_what_the_other_is() {
        let when = given::<Case>([opened()]).when(act(OTHER, LinkKind::Earlier), SEEN);
        let events = when.outcome().unwrap().into_events().unwrap();
        let of = |n: usize| (events[n].stream, events[n].body["relation"].as_str().unwrap());
        assert_eq!([of(0), of(1)], [(case_id().0, "earlier"), (OTHER.0, "follow_up")]);
    }

    #[test]
    fn a_case_is_not_linked_to_itself_to_nothing_or_twice() {
        let family = LinkKind::Family;
        given::<Case>([opened()]).when(act(case_id(), family), SEEN).then_refused("case-itself");
        let hidden = Other { seen: false, links: 0 };
        given::<Case>([opened()]).when(act(OTHER, family), hidden).then_refused("case-unknown");
        let linked = CaseEvent::Linked { other: OTHER, relation: family };
        given::<Case>([opened(), linked.clone()])
            .when(act(OTHER, family), SEEN)
            .then_refused("case-linked");
        let full = Other { seen: true, links: LINKS_ITEMS_MAX };
        given::<Case>([opened()]).when(act(OTHER, family), full).then_refused("links-full");
    }

    #[test]
    fn what_a_case_is_to_another_goes_back_and_forth() {
        use LinkKind::{Appeal, Appealed, Earlier, Family, FollowUp, SameMatter};
        for kind in [SameMatter, Family, Appeal, Appealed, Earlier, FollowUp] {
            assert_eq!(kind.inverse().inverse(), kind);
        }
    }
}
