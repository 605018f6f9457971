//! Keeps a document, pages of it or areas of pages from parties, on a ground.

use kernel::{Act, Changes, Ctx, Done, Fault, FileId, Read, Refusal, Right, Sealed};
use uuid::Uuid;
use web::form::Shown;
use web::{Draft, Field, FormAct, Html, Limit, Problem, Reader, Request, Ui};

use super::{choices, is_party, known};
use crate::acts::case_draft;
use crate::clock::Grade;
use crate::events::{Area, GivingEvent, Hides, Party};
use crate::giving::{self, Words};
use crate::ground::{self, Naming};
use crate::ids::{CaseId, RedactionId};
use crate::rights::GIVE;
use crate::state::{Case, Giving};

/// Areas of one redaction: more is a page.
const AREA_ITEMS_MAX: usize = 200;
/// Pages that the form shows: each is drawn when it comes into sight.
const SHOWN_PAGES_MAX: usize = 200;

/// Keeps something of a document from parties.
#[derive(Debug, Clone)]
pub struct Redact {
    /// On which case.
    pub case: CaseId,
    /// Which version of a document.
    pub file: FileId,
    /// What of it.
    pub hides: Hides,
    /// Code of the ground.
    pub ground: String,
    /// May the index name a document that is kept whole? To be said where the ground leaves it open.
    pub named: Option<bool>,
    /// From which party; from all when empty.
    pub from: Option<Party>,
    /// Why.
    pub note: String,
    /// How many pages it has; none when it has no pages of which some could be hidden.
    pub length: usize,
}

impl Act for Redact {
    const NAME: &'static str = "case.redact";
    const RIGHT: Right = GIVE;
    type State = Giving;
    type Inputs = Case;

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Case, Fault> {
        read.fold::<Case>(self.case).await
    }

    fn decide(&self, giving: &Giving, case: &Case, ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
        let known = known(case)?;
        known.document(self.file).ok_or_else(|| Refusal::new("document-unknown"))?;
        if known.replaced.contains_key(&self.file) {
            return Err(Refusal::new("document-replaced"));
        }
        let named = self.named(ctx)?;
        self.fits()?;
        if self.from.is_some_and(|party| !is_party(known, party)) {
            return Err(Refusal::new("given-not-party").at("from"));
        }
        let same = |r: &crate::state::Redaction| {
            (&r.hides, &r.ground, r.named, r.from) == (&self.hides, &self.ground, named, self.from)
        };
        if giving.of(self.file).any(|(_, redaction)| same(redaction)) {
            return Err(Refusal::new("redaction-known"));
        }
        let redacted = GivingEvent::Redacted {
            redaction: RedactionId(ctx.ids.next()),
            file: self.file,
            hides: self.hides.clone(),
            ground: self.ground.clone(),
            named,
            from: self.from,
            note: Sealed::new(self.case, self.note.clone()),
        };
        Ok(Changes::one(self.case, &redacted))
    }
}

impl Redact {
    /// May the index name it? What the ground says outweighs what was chosen.
    fn named(&self, ctx: &Ctx<'_>) -> Result<bool, Refusal> {
        let ground = ground::of(&self.ground).filter(|ground| ground.holds_on(ctx.today));
        let ground = ground.ok_or_else(|| Refusal::new("ground-unknown").at("ground"))?;
        if self.hides != Hides::Whole {
            return Ok(true);
        }
        match (ground.naming, self.named) {
            (Naming::Always, Some(false)) => Err(Refusal::new("redaction-is-named").at("named")),
            (Naming::Always, _) => Ok(true),
            (Naming::Choice, Some(named)) => Ok(named),
            (Naming::Choice, None) => Err(Refusal::new("redaction-say-named").at("named")),
        }
    }

    /// Does what is hidden lie on the document?
    fn fits(&self) -> Result<(), Refusal> {
        let field = match &self.hides {
            Hides::Whole => return Ok(()),
            _ if self.length == 0 => return Err(Refusal::new("redaction-no-parts").at("what")),
            Hides::Pages(numbers) => {
                let there = |n: &usize| (1..=self.length).contains(n);
                let fits = !numbers.is_empty() && numbers.iter().all(there);
                (!fits).then_some("pages")
            }
            Hides::Areas(areas) if areas.len() > AREA_ITEMS_MAX => {
                let many = Refusal::new("redaction-many").with("max", AREA_ITEMS_MAX);
                return Err(many.at("boxes"));
            }
            Hides::Areas(areas) => {
                let there = |area: &Area| area.is_on_a_page() && area.page <= self.length;
                let fits = !areas.is_empty() && areas.iter().all(there);
                (!fits).then_some("boxes")
            }
        };
        let outside = |field| Refusal::new("redaction-outside").with("n", self.length).at(field);
        field.map_or(Ok(()), |field| Err(outside(field)))
    }
}

impl FormAct for Redact {
    fn fields() -> Vec<Field> {
        vec![
            Field::radios("what", &["whole", "pages", "boxes"]),
            Field::text("pages", Limit::new(500, "a hundred spans of pages")).optional(),
            Field::long_text("boxes", Limit::NOTE).optional(),
            Field::drafted("ground", Shown::Folded),
            Field::radios("named", &["named", "unnamed"]).optional(),
            Field::drafted("from", Shown::Folded).optional(),
            Field::long_text("note", Limit::NOTE).rows(3),
        ]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (draft, case) = case_draft(request, Self::NAME).await?;
        let (id, file): (CaseId, FileId) = (request.param("id")?, request.param("file")?);
        let known = case.known().ok_or(Problem::NotFound)?;
        let (_, _, document) = known.document(file).ok_or(Problem::NotFound)?;
        let ui = &request.ui;
        let length = giving::length(&request.kernel, document).await?;
        let name = document.name.get().cloned();
        let name = name.unwrap_or_else(|| ui.t("casefile-erased").plain());
        let parties = choices(request, id, known, ui.today()).await?.into_iter();
        let parties = parties.filter(|(to, _)| to.representation.is_none());
        let shown = Sheets {
            ui,
            picture: document.media_type.starts_with("image/"),
            path: format!("/cases/{id}/documents/{file}"),
            shown: length.min(SHOWN_PAGES_MAX),
            length,
        };
        Ok(draft
            .crumb(&name, format!("/cases/{id}/documents/{file}/about"))
            .arg("document", &name)
            .arg("length", length)
            .options("ground", grounds(ui))
            .options("from", parties.map(|(to, label)| (to.party.to_string(), label)).collect())
            .aside(Html::render(&shown)?)
            .island("redact"))
    }

    fn read(form: &mut Reader<'_>) -> Option<Redact> {
        let (case, file, length) = (form.param("id"), form.param("file"), form.arg("length"));
        // Which was chosen is settled first: what was typed for another choice is not looked at.
        let what = form.choice::<String>("what");
        let (hides, named) = match what.as_deref() {
            Some("whole") => (Some(Hides::Whole), form.maybe_choice::<String>("named")),
            Some("pages") => (typed(form, "pages"), Some(None)),
            Some("boxes") => (typed(form, "boxes"), Some(None)),
            _ => (None, Some(None)),
        };
        let (ground, from) = (form.choice("ground"), form.maybe_choice("from"));
        let note = form.text("note");
        Some(Redact {
            case: case?,
            file: file?,
            hides: hides?,
            ground: ground?,
            named: named?.map(|named| named == "named"),
            from: from?,
            note: note?,
            length: length?,
        })
    }

    fn after(done: &Done, request: &Request) -> String {
        let file = request.params.get("file").unwrap_or_default();
        format!("/cases/{}/documents/{file}/about", done.stream)
    }
}

/// What was typed for the chosen part.
fn typed(form: &mut Reader<'_>, field: &str) -> Option<Hides> {
    let text = form.text(field)?;
    if text.is_empty() {
        return form.fail(field, "missing");
    }
    let hides = match field {
        "boxes" => giving::areas(&text).map(Hides::Areas),
        _ => giving::page_numbers(&text).map(Hides::Pages),
    };
    if hides.is_none() { form.fail(field, "malformed") } else { hides }
}

/// Grounds of today: name, where it stands, and whether that was checked.
fn grounds(ui: &Ui) -> Vec<(String, String)> {
    let words = Words::of(ui.lang().code());
    let today = ground::all().iter().filter(|ground| ground.holds_on(ui.today()));
    let option = |ground: &ground::Ground| {
        let name = ui.code("ground-", &ground.code).plain();
        let key = match ground.grade {
            Grade::Unverified => "ground-option-unverified",
            Grade::Primary | Grade::Secondary => "ground-option",
        };
        let label = ui.t(key).arg("name", name).arg("cite", words.cite(&ground.code));
        (ground.code.clone(), label.plain())
    };
    today.map(option).collect()
}

/// The pages of the document beside the form.
#[derive(askama::Template)]
#[template(path = "acts/giving/sheets.html")]
struct Sheets<'a> {
    ui: &'a Ui,
    picture: bool,
    path: String,
    shown: usize,
    length: usize,
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::super::tests::{applicant, case, file, giver, redacted, taken_back};
    use super::*;
    use crate::acts::tests::{case_id, person_id};

    fn act(hides: Hides) -> Redact {
        Redact {
            case: case_id(),
            file: file(1),
            hides,
            ground: "child-interest".into(),
            named: Some(true),
            from: None,
            note: "About her child".into(),
            length: 3,
        }
    }

    fn refused(act: Redact, code: &str) -> Refusal {
        given::<Giving>([]).as_who(&giver()).when(act, case()).then_refused(code)
    }

    fn area(page: usize, left: u16, width: u16) -> Hides {
        Hides::Areas(vec![Area { page, left, top: 10, width, height: 10 }])
    }

    #[test]
    fn all_of_a_document_pages_and_areas_are_kept_with_ground_and_note() {
        for hides in [Hides::Whole, Hides::Pages([1, 3].into()), area(3, 990, 10)] {
            let given = given::<Giving>([]).as_who(&giver());
            let events = given.when(act(hides.clone()), case()).outcome().unwrap();
            let events = events.into_events().unwrap();
            assert_eq!(events[0].kind, "case.redacted");
            assert_eq!(events[0].body["hides"], serde_json::to_value(&hides).unwrap());
            assert_eq!(events[0].body["ground"], "child-interest");
            assert!(events[0].body["note"].to_string().contains("$seal"));
        }
    }

    #[test]
    fn what_lies_on_no_page_is_refused_at_its_field() {
        let outside = [
            (Hides::Pages([4].into()), "pages"),
            (Hides::Pages([0].into()), "pages"),
            (Hides::Pages([].into()), "pages"),
            (area(4, 0, 10), "boxes"),
            (area(1, 995, 10), "boxes"),
            (Hides::Areas(Vec::new()), "boxes"),
        ];
        for (hides, field) in outside {
            assert_eq!(refused(act(hides), "redaction-outside").field, Some(field));
        }
        let text = Redact { length: 0, ..act(Hides::Pages([1].into())) };
        refused(text, "redaction-no-parts");
    }

    #[test]
    fn the_ground_says_whether_the_index_may_name_it() {
        let say = Redact { named: None, ..act(Hides::Whole) };
        refused(say, "redaction-say-named");
        let draft = Redact { ground: "draft".into(), named: Some(false), ..act(Hides::Whole) };
        refused(draft, "redaction-is-named");
        let unheard = Redact { ground: "mood".into(), ..act(Hides::Whole) };
        refused(unheard, "ground-unknown");
        let part = Redact { named: None, ..act(Hides::Pages([1].into())) };
        given::<Giving>([]).as_who(&giver()).when(part, case()).outcome().unwrap();
    }

    #[test]
    fn an_older_version_is_left_and_a_stranger_is_no_party() {
        refused(Redact { file: file(2), ..act(Hides::Whole) }, "document-replaced");
        refused(Redact { file: file(9), ..act(Hides::Whole) }, "document-unknown");
        let stranger = Party::Person(crate::ids::PersonId(Uuid::from_u128(9)));
        refused(Redact { from: Some(stranger), ..act(Hides::Whole) }, "given-not-party");
        assert_eq!(applicant(), Party::Person(person_id()));
    }

    #[test]
    fn the_same_is_kept_once_and_again_after_it_was_taken_back() {
        let again = given::<Giving>([redacted(1)]).as_who(&giver());
        again.when(act(Hides::Whole), case()).then_refused("redaction-known");
        let again = given::<Giving>([redacted(1), taken_back()]).as_who(&giver());
        again.when(act(Hides::Whole), case()).outcome().unwrap();
    }
}
