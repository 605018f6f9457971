//! An official answers one point of a case of light processing. Nothing changes in the case by it before
//! they confirm, so that an answer may be given anew.

use automation::{Rulings, words};
use casefile::{Case, CaseId};
use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right, Sealed};
use law::{Dictionary, Kind, Law};
use uuid::Uuid;
use web::form::Shown;
use web::{Draft, Field, FormAct, Limit, Problem, Reader, Request, Ui};

use crate::basis::Basis;
use crate::events::{Answered, SittingEvent};
use crate::ids::SittingId;
use crate::light::{Ask, Point, Prepared, held, prepare};
use crate::limits::REASON;
use crate::rights::DECIDE;
use crate::state::Sittings;

/// Answers a point.
#[derive(Debug, Clone)]
pub struct AnswerPoint {
    /// Of which case.
    pub case: CaseId,
    /// In whose sitting.
    pub sitting: SittingId,
    /// The name of the point.
    pub point: String,
    /// The hash of what was asked, as it was shown.
    pub digest: String,
    /// What is right.
    pub right: String,
    /// How they know.
    pub reason: String,
}

/// The case, and what is prepared of it.
pub struct Answering {
    /// The case.
    pub case: Case,
    /// What is asked.
    pub prepared: Prepared,
    /// The law of the house.
    pub law: &'static Law,
}

impl Act for AnswerPoint {
    const NAME: &'static str = "light.answer";
    const RIGHT: Right = DECIDE;
    type State = Sittings;
    type Inputs = Option<Answering>;

    fn stream(&self) -> Uuid {
        self.sitting.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Option<Answering>, Fault> {
        let basis = Basis::read(read, self.case).await?;
        let rulings = read.fold::<Rulings>(self.case).await?;
        let sittings = read.fold::<Sittings>(self.sitting).await?;
        let Some(newest) = rulings.newest() else { return Ok(None) };
        let today = read.at().date();
        let prepared = prepare(&basis, newest.ruling.dates, sittings.answers(), today)?;
        Ok(Some(Answering { case: basis.case, prepared, law: basis.law }))
    }

    fn decide(
        &self,
        sittings: &Sittings,
        inputs: &Option<Answering>,
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let Some(Answering { case, prepared, law }) = inputs else {
            return Err(Refusal::new("light-no-longer"));
        };
        held(case.open()?, ctx.who.user)?;
        let own = sittings.open().filter(|sitting| sitting.official == ctx.who.user);
        let sitting = own.ok_or_else(|| Refusal::new("sitting-over"))?;
        let named = prepared.points.iter().find(|point| point.name == self.point);
        let point = named.ok_or_else(|| Refusal::new("point-gone"))?;
        let typed = (self.digest.as_str(), self.right.as_str(), self.reason.as_str());
        let (said, as_proposed) = answered(point, typed, &law.dictionary)?;
        let said = Sealed::new(sitting.applicant, said);
        let (point, digest) = (self.point.clone(), self.digest.clone());
        let answered = SittingEvent::Answered { point, digest, said, as_proposed };
        Ok(Changes::one(self.sitting, &answered))
    }
}

/// What somebody answers to a point, by the hash of what they were asked, and whether they follow what is
/// proposed. What is proposed needs no reason.
pub(crate) fn answered(
    point: &Point,
    (digest, right, reason): (&str, &str, &str),
    law: &Dictionary,
) -> Result<(Answered, Option<bool>), Refusal> {
    if point.digest != digest {
        return Err(Refusal::new("point-moved"));
    }
    if !point.allows(right, law) {
        return Err(Refusal::new("point-wrong").at("right"));
    }
    let as_proposed = point.proposed.as_ref().map(|proposed| *proposed == right);
    let reason = reason.trim().to_owned();
    if reason.is_empty() && as_proposed != Some(true) {
        return Err(Refusal::new("reason-empty").at("reason"));
    }
    Ok((Answered { right: right.to_owned(), reason }, as_proposed))
}

/// What may be answered at a point, in words.
pub(crate) fn options(
    ui: &Ui,
    law: &Law,
    prepared: &Prepared,
    point: &Point,
) -> Vec<(String, String)> {
    let words = |option: &String| match point.ask {
        Ask::Source => {
            let told = prepared.told.told_by(&point.name, option);
            let value = told.map(|told| words::told(ui, law, &point.name, told));
            format!("{}: {}", words::source(ui, option), value.unwrap_or_default())
        }
        Ask::Value => {
            let fact = law.dictionary.facts.get(&point.name);
            let value = fact.and_then(|fact| fact.kind.read(option));
            value.map_or_else(
                || option.clone(),
                |value| words::value(ui, &law.dictionary, &point.name, &value),
            )
        }
        Ask::Weigh => ui.code("light-weigh-", option).plain(),
    };
    point.options.iter().map(|option| (option.clone(), words(option))).collect()
}

/// What a point is called.
pub(crate) fn heading(ui: &Ui, law: &Law, point: &Point) -> String {
    match (point.ask, &point.finding) {
        (Ask::Weigh, Some(finding)) => {
            law.text(words::language(ui), finding).unwrap_or(finding).to_owned()
        }
        (Ask::Weigh, None) => ui.t("light-weigh").plain(),
        (Ask::Source | Ask::Value, _) => words::name(ui, &law.dictionary, &point.name),
    }
}

/// The kind of a fact that is typed rather than chosen.
fn typed(request: &Request) -> Option<Kind> {
    if request.params.get("ask") != Some(Ask::Value.code()) {
        return None;
    }
    let law = automation::rules::law().ok()?;
    let fact = law.dictionary.facts.get(request.params.get("point")?)?;
    (!matches!(fact.kind, Kind::Bool | Kind::Code)).then_some(fact.kind)
}

/// What is typed at a point.
pub(crate) struct Typed {
    pub(crate) point: String,
    pub(crate) digest: String,
    pub(crate) right: String,
    pub(crate) reason: String,
}

impl Typed {
    pub(crate) fn read(form: &mut Reader<'_>) -> Option<Typed> {
        let (ask, point) = (form.param::<String>("ask"), form.param::<String>("point"));
        let kind = match (&ask, &point) {
            (Some(ask), Some(point)) if ask == Ask::Value.code() => {
                let law = automation::rules::law().ok();
                law.and_then(|law| law.dictionary.facts.get(point)).map(|fact| fact.kind)
            }
            _ => None,
        };
        let right = match kind {
            Some(Kind::Date) => form.date("right").map(|day| day.to_string()),
            Some(Kind::Bool | Kind::Code) | None => form.choice::<String>("right"),
            // People write a comma where law files have a point.
            Some(_) => form.text("right").map(|typed| typed.replace(',', ".").replace(' ', "")),
        };
        let digest = form.text("digest");
        let reason = form.maybe_text("reason").map(Option::unwrap_or_default);
        Some(Typed { point: point?, digest: digest?, right: right?, reason: reason? })
    }
}

/// What is asked at a point.
pub(crate) fn fields() -> Vec<Field> {
    let hidden = [Field::hidden("sitting"), Field::hidden("digest")];
    let asked =
        [Field::drafted("right", Shown::Open), Field::long_text("reason", REASON).optional()];
    hidden.into_iter().chain(asked).collect()
}

/// The same at the point of an address.
pub(crate) fn fields_of(request: &Request) -> Vec<Field> {
    let mut fields = fields();
    let right = fields.iter_mut().find(|field| field.name == "right");
    if let (Some(kind), Some(right)) = (typed(request), right) {
        *right = match kind {
            Kind::Date => Field::date("right"),
            _ => Field::text("right", Limit::CODE),
        };
    }
    fields
}

impl FormAct for AnswerPoint {
    fn fields() -> Vec<Field> {
        fields()
    }

    fn fields_of(request: &Request) -> Vec<Field> {
        fields_of(request)
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let case: CaseId = request.param("case")?;
        let name: String = request.param("point")?;
        let (kernel, ui) = (&request.kernel, &request.ui);
        let opened = kernel.open::<Case>(&request.who, case, DECIDE, Self::NAME).await?;
        let known = opened.state.known().ok_or(Problem::NotFound)?;
        let sitting = SittingId::of(case, request.who.user);
        let (sittings, _) = kernel.peek::<Sittings>(sitting).await?;
        let (rulings, _) = kernel.peek::<Rulings>(case).await?;
        let newest = rulings.newest().ok_or(Problem::NotFound)?;
        let basis = Basis::look(kernel, case).await?;
        let prepared = prepare(&basis, newest.ruling.dates, sittings.answers(), ui.today())?;
        let point = prepared.points.iter().find(|point| point.name == name);
        let point = point.ok_or(Problem::NotFound)?;
        Ok(Draft::new()
            .value("sitting", sitting)
            .value("digest", &point.digest)
            .options("right", options(ui, basis.law, &prepared, point))
            .arg("point", heading(ui, basis.law, point))
            .crumb(known.number.to_string(), format!("/light/{case}/file"))
            .crumb(ui.t("light"), format!("/light/{case}")))
    }

    fn read(form: &mut Reader<'_>) -> Option<AnswerPoint> {
        let (case, sitting, typed) =
            (form.param("case"), form.reference("sitting"), Typed::read(form));
        let Typed { point, digest, right, reason } = typed?;
        Some(AnswerPoint { case: case?, sitting: sitting?, point, digest, right, reason })
    }

    fn after(_: &Done, request: &Request) -> String {
        let case = request.params.get("case").unwrap_or_default();
        format!("/light/{case}#points")
    }
}

#[cfg(test)]
mod tests {
    use casefile::CaseEvent;
    use testkit::given;

    use super::*;
    use crate::acts::tests::{CASE, PERSON, official, opened};

    const POINT: &str = "admitted";

    fn act(right: &str, digest: &str, reason: &str) -> AnswerPoint {
        AnswerPoint {
            case: CASE,
            sitting: SittingId::of(CASE, official(1).user),
            point: POINT.into(),
            digest: digest.into(),
            right: right.into(),
            reason: reason.into(),
        }
    }

    fn asked() -> Option<Answering> {
        let point = Point {
            name: POINT.into(),
            ask: Ask::Source,
            digest: "ab".into(),
            options: vec!["study_register".into(), "applicant".into()],
            proposed: Some("study_register".into()),
            finding: None,
            answer: None,
        };
        let prepared = Prepared {
            points: vec![point],
            told: automation::CaseFacts::default(),
            letter: None,
            fields: crate::model::Fields::default(),
            lacking: vec![],
            grants: false,
            open: vec![],
        };
        let assigned = CaseEvent::Assigned { handler: Some(official(1).user) };
        let case = given::<Case>([opened(), assigned]).state(CASE.0);
        Some(Answering { case, prepared, law: automation::rules::law().unwrap() })
    }

    fn open() -> SittingEvent {
        let asked = [POINT.to_owned()].into();
        SittingEvent::Opened { case: CASE, applicant: PERSON, unit: "HEL".into(), asked }
    }

    #[test]
    fn what_is_proposed_needs_no_reason_and_anything_else_does() {
        let me = official(1);
        let sitting = || given::<Sittings>([open()]).as_who(&me);
        let answered = |right: &str, reason: &str, as_proposed| {
            let said = Answered { right: right.into(), reason: reason.into() };
            SittingEvent::Answered {
                point: POINT.into(),
                digest: "ab".into(),
                said: Sealed::new(PERSON, said),
                as_proposed: Some(as_proposed),
            }
        };
        let register = act("study_register", "ab", " ");
        sitting().when(register, asked()).then([answered("study_register", "", true)]);
        let own = |reason| act("applicant", "ab", reason);
        sitting().when(own(""), asked()).then_refused("reason-empty");
        let asked_them = "Asked the school";
        let said = answered("applicant", asked_them, false);
        sitting().when(own(asked_them), asked()).then([said]);
    }

    #[test]
    fn only_what_is_asked_now_is_answered_by_whoever_opened_it() {
        let me = official(1);
        let sitting = || given::<Sittings>([open()]).as_who(&me);
        let right = || act("study_register", "ab", "");
        sitting().when(act("study_register", "cd", ""), asked()).then_refused("point-moved");
        sitting().when(act("payment", "ab", "So"), asked()).then_refused("point-wrong");
        let other = AnswerPoint { point: "fee_paid".into(), ..right() };
        sitting().when(other, asked()).then_refused("point-gone");
        sitting().when(right(), None).then_refused("light-no-longer");
        given::<Sittings>([]).as_who(&me).when(right(), asked()).then_refused("sitting-over");
        let another = given::<Sittings>([open()]).as_who(&official(2));
        another.when(right(), asked()).then_refused("light-others");
    }
}
