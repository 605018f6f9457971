//! Answers one page of an application: all of it, or as much as is known by now.

use casefile::model::{COUNTRIES, fold};
use kernel::{Act, Changes, Ctx, Date, Done, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;
use web::form::Shown;
use web::{Draft, Field, FormAct, Html, Limit, Problem, Reader, Request, Ui, Variant};

use super::{ID, Own, TYPE, own_draft, path, permit_of};
use crate::answers::{self, Answers, NO, Wrong, YES};
use crate::events::{ApplicationEvent, Page, Said};
use crate::fill::Form;
use crate::ids::ApplicationId;
use crate::limits;
use crate::passport;
use crate::permit::{self, Group, Kind, PermitType, PersonPart, Question};
use crate::rights::APPLY;
use crate::state::{AnsweredPage, Application, KnownApplication};

/// The name of the part of a path that says which page.
const GROUP: &str = "group";
/// The button that keeps what there is and goes back to the steps.
const LATER: &str = "later";
/// Where a link from elsewhere wants to lead back to.
const BACK_TO: &str = "back_to";
/// What stands above the questions of a page is said there by panels.
pub(crate) const FORM: &str = "application-form";
/// The page that shows all answers.
const CHECK: &str = "check";
/// Options that are still compared at a glance; more are folded into a list.
const OPEN_ITEMS_MAX: usize = 7;

/// Answers a page.
#[derive(Debug, Clone)]
pub struct AnswerGroup {
    /// In which application.
    pub application: ApplicationId,
    /// Code of its type.
    pub permit: String,
    /// Code of the page.
    pub group: String,
    /// The answers.
    pub answers: Page,
}

impl Act for AnswerGroup {
    const NAME: &'static str = "application.answer_group";
    const RIGHT: Right = APPLY;
    type State = Application;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.application.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(
        &self,
        application: &Application,
        (): &(),
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let known = application.draft_of(ctx.who)?;
        let group = group_of(known, &self.permit, &self.group)?;
        let asked = |code: &String| group.questions.iter().any(|question| question.code == *code);
        if !self.answers.keys().all(asked) {
            return Err(Refusal::new("question-unknown"));
        }
        let before = known.answered.get(&self.group);
        let answers = with_sources(&self.answers, before);
        if before.is_some_and(|page| page.confirmed && page.answers == answers) {
            return Ok(Changes::new());
        }
        let filled = self.filled(known, group, ctx.today)?;
        let (group, answers) = (self.group.clone(), Sealed::new(known.subject(), answers));
        let answered = ApplicationEvent::GroupAnswered { group, answers };
        Ok(Changes::one(self.application, &answered).and(filled))
    }
}

impl AnswerGroup {
    /// What the lines of a passport on this page fill in on others. What the applicant has confirmed
    /// stays as it is.
    fn filled(
        &self,
        application: &KnownApplication,
        group: &Group,
        today: Date,
    ) -> Result<Changes, Refusal> {
        let code = group.questions.iter().find(|question| question.kind == Kind::PassportCode);
        let lines = code.and_then(|question| self.answers.get(&question.code));
        let Some(document) = lines.and_then(|said| passport::read(&said.value, today).ok()) else {
            return Ok(Changes::new());
        };
        let form = Form::of(self.application, (application, permit_of(application)?), today);
        Ok(form.fill(&document, Some(group.code.as_str())))
    }
}

/// The page of an application of this type.
fn group_of(
    application: &KnownApplication,
    permit: &str,
    group: &str,
) -> Result<&'static Group, Refusal> {
    let known = permit_of(application)?;
    let group = known.group(group).filter(|_| known.code == permit);
    group.ok_or_else(|| Refusal::new("page-unknown"))
}

/// What was filled in and left as it was still comes from there.
fn with_sources(answers: &Page, before: Option<&AnsweredPage>) -> Page {
    let said = |(code, said): (&String, &Said)| {
        let old = before.and_then(|page| page.answers.get(code));
        let from = old.filter(|old| old.value == said.value).and_then(|old| old.from);
        (code.clone(), Said { from, ..said.clone() })
    };
    answers.iter().map(said).collect()
}

/// What stands above the questions.
#[derive(askama::Template)]
#[template(path = "acts/above.html")]
struct Above {
    panels: Vec<Html>,
}

/// The page of the address: its type and itself.
fn asked(request: &Request) -> Option<(&'static PermitType, &'static Group)> {
    let permit = permit::of(request.params.get(TYPE)?).ok()??;
    Some((permit, permit.group(request.params.get(GROUP)?)?))
}

fn field(question: &'static Question, optional: bool) -> Field {
    let code = question.code.as_str();
    let chars_max = question.chars_max.unwrap_or(Limit::CODE.max);
    let limit = Limit::new(chars_max, "as the folder of its type says");
    let shown = if question.options.len() > OPEN_ITEMS_MAX { Shown::Folded } else { Shown::Open };
    let field = match question.kind {
        Kind::Text => Field::text(code, limit),
        Kind::LongText => Field::long_text(code, limit),
        Kind::YesNo | Kind::Choice => Field::drafted(code, shown),
        Kind::Country => Field::drafted(code, Shown::Folded),
        Kind::Date => Field::date(code),
        Kind::Number => Field::number(code),
        Kind::Money => Field::text(code, limits::AMOUNT),
        Kind::Email => Field::email(code),
        Kind::Phone => Field::text(code, limits::PHONE),
        Kind::PassportCode => {
            Field::long_text(code, limits::PASSPORT_CODE).rows(limits::PASSPORT_ROWS)
        }
    };
    let token = match question.person {
        Some(PersonPart::FamilyName) => "family-name",
        Some(PersonPart::GivenNames) => "given-name",
        Some(PersonPart::Born) => "bday",
        Some(PersonPart::Email) => "email",
        Some(PersonPart::Phone) => "tel",
        _ => "off",
    };
    Field { optional, ..field.autocomplete(token) }
}

/// A page as programs find it. What is asked only after other answers may be left out.
fn variant(permit: &'static PermitType, group: &'static Group) -> Variant {
    let questions = group.questions.iter();
    let fields = questions.clone().map(|of| field(of, of.optional || !of.when.is_empty()));
    let options = questions.filter_map(|question| Some((question.code.as_str(), codes(question)?)));
    Variant {
        parts: vec![(TYPE, permit.code.clone()), (GROUP, group.code.clone())],
        heading: group.key(),
        key: group.key(),
        fields: fields.collect(),
        options: options.collect(),
    }
}

/// The codes of the options of a question.
fn codes(question: &Question) -> Option<Vec<String>> {
    match question.kind {
        Kind::YesNo => Some([YES, NO].map(str::to_owned).to_vec()),
        Kind::Choice => Some(question.options.clone()),
        Kind::Country => Some(COUNTRIES.iter().map(|code| (*code).to_owned()).collect()),
        _ => None,
    }
}

/// The options of a question, as the page's language has them.
fn options(ui: &Ui, group: &Group, question: &Question) -> Option<Vec<(String, String)>> {
    let key = format!("{}-{}", group.key(), question.code);
    let yes_no = |code: &str| (code.to_owned(), ui.code("application-", code).plain());
    match question.kind {
        Kind::YesNo => Some([YES, NO].map(yes_no).to_vec()),
        Kind::Choice => {
            let option = |code: &String| (code.clone(), ui.t(format!("{key}-{code}")).plain());
            Some(question.options.iter().map(option).collect())
        }
        Kind::Country => Some(countries(ui)),
        _ => None,
    }
}

/// Every country code with its name, in the order of the language.
fn countries(ui: &Ui) -> Vec<(String, String)> {
    let name = |code: &&str| ui.code("country-", code.to_lowercase()).plain();
    let mut options: Vec<(String, String)> =
        COUNTRIES.iter().map(|code| ((*code).to_owned(), name(code))).collect();
    options.sort_by_cached_key(|(_, name)| fold(name));
    options
}

impl FormAct for AnswerGroup {
    fn fields() -> Vec<Field> {
        Vec::new()
    }

    fn fields_of(request: &Request) -> Vec<Field> {
        let Some((_, group)) = asked(request) else { return Vec::new() };
        // Whoever goes on later may leave out whatever is not known yet.
        let later = request.form.get(LATER).is_some();
        let questions = group.questions.iter();
        let fields = questions.map(|question| field(question, question.optional || later));
        fields.chain([Field::hidden(BACK_TO).optional()]).collect()
    }

    fn variants() -> Vec<Variant> {
        let permits = permit::all().unwrap_or_default().iter();
        let of_all =
            permits.flat_map(|permit| permit.groups.iter().map(move |group| (permit, group)));
        of_all.map(|(permit, group)| variant(permit, group)).collect()
    }

    fn asked_as(request: &Request) -> Option<String> {
        asked(request).map(|(_, group)| group.key())
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let Own { id, application, version, permit } = own_draft(request, Self::NAME).await?;
        let (_, group) = asked(request).ok_or(Problem::NotFound)?;
        let answers = Answers::new(permit, &application);
        let ui = &request.ui;
        let above = Html::render(&Above { panels: request.panels(FORM, id).await? })?;
        let mut draft = Draft::new()
            .seen(id.0, version)
            .aside(above)
            .second(LATER, ui.t("application-later"))
            .crumb(ui.t("application-steps"), path(&permit.code, id, ""));
        for question in &group.questions {
            let code = question.code.as_str();
            if !answers.asks(group, question) {
                draft = draft.unasked(code);
                continue;
            }
            if let Some(options) = options(ui, group, question) {
                draft = draft.options(code, options);
            }
            if let Some(said) = answers.said(group, question) {
                draft = draft.value(code, &said.value);
                if let Some(from) = said.from {
                    draft = draft.note(code, ui.code("answer-from-", from.code()));
                }
            }
        }
        Ok(draft)
    }

    fn read(form: &mut Reader<'_>) -> Option<AnswerGroup> {
        let (application, permit) = (form.param(ID)?, form.param::<String>(TYPE)?);
        let group = permit::of(&permit).ok()??.group(&form.param::<String>(GROUP)?)?;
        let later = form.pressed(LATER);
        let (today, mut answers, mut good) = (form.today(), Page::new(), true);
        let of = |field: &Field| group.questions.iter().find(|q| q.code == field.name);
        for question in form.fields().iter().filter_map(of) {
            match read(form, question, today) {
                Some(Some(value)) => {
                    answers.insert(question.code.clone(), Said { value, from: None });
                }
                Some(None) => {}
                None => good = false,
            }
        }
        if good && !later {
            named(form, group, &answers)?;
        }
        let group = group.code.clone();
        good.then_some(AnswerGroup { application, permit, group, answers })
    }

    fn after(done: &Done, request: &Request) -> String {
        let Some((permit, group)) = asked(request) else { return "/".to_owned() };
        let of = |part: &str| path(&permit.code, ApplicationId(done.stream), part);
        if request.form.get(LATER).is_some() {
            return of("");
        }
        if request.form.get(BACK_TO) == Some(CHECK) {
            return of(CHECK);
        }
        let following = permit.groups.iter().skip_while(|g| g.code != group.code).nth(1);
        match following {
            // Most pages are always asked: whoever is far away is spared the way over another page.
            Some(next) if next.when.is_empty() => of(&next.code),
            _ => of(&format!("next?after={}", group.code)),
        }
    }
}

/// Reads one answer; the inner nothing is one that was left out.
fn read(form: &mut Reader<'_>, question: &'static Question, today: Date) -> Option<Option<String>> {
    let code = question.code.as_str();
    let typed = match question.kind {
        Kind::YesNo | Kind::Choice | Kind::Country => form.maybe_choice::<String>(code)?,
        Kind::Date => form.maybe_date(code)?.map(|day| day.to_string()),
        _ => form.maybe_text(code)?,
    };
    let Some(typed) = typed else { return Some(None) };
    match answers::read(question, &typed, today) {
        Ok(answer) => Some(Some(answer)),
        Err(Wrong::Code(code_of, args)) => form.fail_with(code, code_of, args),
        Err(Wrong::Refused(refusal)) => form.refuse(code, &refusal),
    }
}

/// Somebody has a name, in one of its two places.
fn named(form: &mut Reader<'_>, group: &Group, answers: &Page) -> Option<()> {
    let part = |question: &&Question| {
        matches!(question.person, Some(PersonPart::FamilyName | PersonPart::GivenNames))
    };
    let mut parts = group.questions.iter().filter(part).peekable();
    let Some(first) = parts.peek().map(|question| question.code.clone()) else { return Some(()) };
    if parts.any(|question| answers.contains_key(&question.code)) {
        return Some(());
    }
    form.fail(&first, "missing")
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::super::tests::{amina, answered, application_id, begun, bela, page};
    use super::*;
    use crate::events::Source;

    /// A made-up passport of Afghanistan.
    const LINES: &str = "P<AFGRAHIMI<<AMINA<<<<<<<<<<<<<<<<<<<<<<<<<<\n\
                         P123456789AFG9402179F3101311<<<<<<<<<<<<<<<2";

    fn act(group: &str, answers: &[(&str, &str)]) -> AnswerGroup {
        let (permit, group) = ("student-degree".to_owned(), group.to_owned());
        AnswerGroup { application: application_id(), permit, group, answers: page(answers) }
    }

    #[test]
    fn a_page_is_kept_with_the_key_of_whoever_answered_it() {
        let means = [("means", "900")];
        given::<Application>([begun()])
            .as_who(&amina())
            .when(act("means", &means), ())
            .then([answered("means", &means)]);
        let event = answered("means", &means);
        let ApplicationEvent::GroupAnswered { answers, .. } = event else { panic!() };
        assert_eq!(answers.subject().0, amina().user.0);
    }

    #[test]
    fn the_same_answers_again_are_nothing_new_and_others_take_their_place() {
        let before = || [begun(), answered("means", &[("means", "900")])];
        let given = || given::<Application>(before()).as_who(&amina());
        given().when(act("means", &[("means", "900")]), ()).then_nothing();
        let less = [("means", "700")];
        given().when(act("means", &less), ()).then([answered("means", &less)]);
        given().when(act("means", &[]), ()).then([answered("means", &[])]);
    }

    #[test]
    fn what_was_filled_in_is_confirmed_with_its_source_unless_it_was_changed() {
        let said = Said { value: "AFG".into(), from: Some(Source::PassportCode) };
        let filled_page = Page::from([("nationality".to_owned(), said.clone())]);
        let subject = kernel::Subject(amina().user.0);
        let event = ApplicationEvent::GroupFilled {
            group: "nationality".into(),
            answers: Sealed::new(subject, filled_page.clone()),
        };
        let given = || given::<Application>([begun(), event.clone()]).as_who(&amina());
        let confirmed = ApplicationEvent::GroupAnswered {
            group: "nationality".into(),
            answers: Sealed::new(subject, filled_page),
        };
        given().when(act("nationality", &[("nationality", "AFG")]), ()).then([confirmed]);
        let changed = [("nationality", "IRN")];
        given().when(act("nationality", &changed), ()).then([answered("nationality", &changed)]);
    }

    #[test]
    fn the_lines_of_a_passport_fill_other_pages_in_but_for_what_was_confirmed() {
        let lines = act("passport-code", &[("lines", LINES)]);
        let filled = |before: Vec<ApplicationEvent>| {
            let when = given::<Application>(before).as_who(&amina()).when(lines.clone(), ());
            let events = when.outcome().unwrap().into_events().unwrap().into_iter();
            events.map(|event| (event.kind, event.body["group"].clone())).collect::<Vec<_>>()
        };
        let kinds = filled(vec![begun()]);
        let of = |kind: &str, group: &str| (format!("application.{kind}"), group.into());
        let all = [
            of("group_answered", "passport-code"),
            of("group_filled", "names"),
            of("group_filled", "nationality"),
            of("group_filled", "passport"),
        ];
        assert_eq!(kinds, all);
        let typed = answered("names", &[("family_name", "Rahimi")]);
        assert_eq!(filled(vec![begun(), typed]), [all[0].clone(), all[2].clone(), all[3].clone()]);
    }

    #[test]
    fn nobody_answers_for_others_nor_after_it_was_sent() {
        let given = |events: Vec<ApplicationEvent>| given::<Application>(events);
        let means = || act("means", &[("means", "900")]);
        given(vec![begun()]).as_who(&bela()).when(means(), ()).then_refused("application-unknown");
        given(vec![]).as_who(&amina()).when(means(), ()).then_refused("application-unknown");
        let sent = vec![begun(), ApplicationEvent::Submitted {}];
        given(sent).as_who(&amina()).when(means(), ()).then_refused("application-sent");
        let back = vec![begun(), ApplicationEvent::Withdrawn {}];
        given(back).as_who(&amina()).when(means(), ()).then_refused("application-withdrawn");
    }

    #[test]
    fn a_page_of_another_type_and_a_question_of_another_page_are_refused() {
        let given = || given::<Application>([begun()]).as_who(&amina());
        given().when(act("pay", &[]), ()).then_refused("page-unknown");
        let other = AnswerGroup { permit: "specialist".into(), ..act("names", &[]) };
        given().when(other, ()).then_refused("page-unknown");
        given().when(act("means", &[("born", "1994-02-17")]), ()).then_refused("question-unknown");
    }
}
