//! What an official sees of a case of light processing, all on one page: what is prepared and why it is
//! light, what they have to answer, and every fact with its source and time.

use std::collections::BTreeSet;

use automation::{CaseFacts, FactState, KnownRuling, Reason, Rulings, reason_words, words};
use casefile::model::{Name, PartialDate};
use casefile::{Case, CaseId, KnownCase};
use kernel::{Run, Ts};
use law::Law;
use paper::{Block, Run as Piece, Text};
use uuid::Uuid;
use web::parts::{Notice, SummaryList, Tone};
use web::{Draft, Html, Problem, Request, Ui};

use super::OpenSitting;
use super::answer_point::{heading, options};
use crate::archive::{Print, Surroundings};
use crate::basis::Basis;
use crate::events::Origin;
use crate::ids::SittingId;
use crate::library::Tongue;
use crate::light::{Answers, LIGHT, Point, Prepared, held, prepare};
use crate::model::Lack;
use crate::state::{CaseDecisions, KnownDecision, Light, Sittings};

/// By what systems hand in panels for this page; they are shown for exercises, too.
const PANELS: &str = "light";

#[derive(askama::Template)]
#[template(path = "acts/light_sheet.html")]
struct Sheet<'a> {
    ui: &'a Ui,
    /// Where its pages are.
    path: &'a str,
    notice: Html,
    /// Nothing can be answered or confirmed here.
    shut: bool,
    summary: SummaryList,
    reasons: Vec<String>,
    points: Vec<PointShown>,
    /// What other systems have to say of it: what was applied for.
    panels: Vec<Html>,
    facts: Vec<FactShown>,
    letter: Option<LetterShown>,
    checklist: Vec<String>,
}

/// A point with its row.
struct PointShown {
    n: usize,
    heading: String,
    /// Text key of what is asked.
    ask: &'static str,
    /// What the rules found.
    finding: String,
    path: String,
    token: Html,
    sitting: Uuid,
    digest: String,
    options: Vec<OptionShown>,
    /// What is typed, where nothing is chosen.
    typed: String,
    reason: String,
    answered: Option<(String, Ts)>,
    /// It was answered, and something else is asked since.
    moved: bool,
}

struct OptionShown {
    value: String,
    label: String,
    proposed: bool,
    chosen: bool,
}

struct FactShown {
    name: String,
    value: String,
    from: String,
    at: Ts,
    /// Sources differ, or an official said what is right.
    mark: Option<&'static str>,
}

/// The letter, section by section, in the language it binds in.
struct LetterShown {
    title: String,
    language: &'static str,
    sections: Vec<(String, Vec<String>)>,
}

/// How the case stands for whoever looks.
pub(super) enum Standing {
    /// Points are not answered: how many.
    Open(usize),
    /// It can be confirmed.
    Ready,
    /// With the answers it cannot be granted.
    Full,
    /// It is not theirs, or not light: the text key of why.
    Shut(&'static str),
}

impl Standing {
    /// How what is prepared stands for whoever has it before them.
    pub(super) fn of(prepared: &Prepared) -> Standing {
        match prepared.unanswered() {
            0 if prepared.is_ready() => Standing::Ready,
            0 => Standing::Full,
            n => Standing::Open(n),
        }
    }

    const fn code(&self) -> &'static str {
        match self {
            Standing::Open(_) => "open",
            Standing::Ready => "ready",
            Standing::Full => "full",
            Standing::Shut(_) => "shut",
        }
    }
}

/// What lies before somebody who goes through a prepared case: a case of light processing, or an exercise,
/// which looks no different.
pub(super) struct Desk<'a> {
    /// Where its pages are.
    pub(super) path: String,
    /// The stream that what is answered is recorded on, and its version that a form acts on.
    pub(super) seen: (Uuid, i64),
    /// How much higher the page shows that version.
    pub(super) seen_above: i64,
    /// By what an answer names the sitting.
    pub(super) sitting: Uuid,
    /// The case.
    pub(super) case: CaseId,
    /// What it rests on, with the answers.
    pub(super) basis: &'a Basis,
    /// What sources told before the answers.
    pub(super) before: &'a CaseFacts,
    /// What is prepared, with the answers.
    pub(super) prepared: &'a Prepared,
    /// What was answered, also to what is not asked any more.
    pub(super) answers: Option<&'a Answers>,
    /// Why an official confirms it.
    pub(super) reasons: Vec<Reason>,
    /// How it stands.
    pub(super) standing: Standing,
}

/// The draft of the form that confirms, with the whole page above its button. Whoever has the case and
/// looks for the first time opens a sitting by it.
pub(super) async fn draft(
    request: &Request,
    id: CaseId,
    (case, version): (&Case, i64),
) -> Result<Draft, Problem> {
    let (kernel, ui) = (&request.kernel, &request.ui);
    let (rulings, _) = kernel.peek::<Rulings>(id).await?;
    let newest = rulings.newest().ok_or(Problem::NotFound)?;
    let (decisions, _) = kernel.peek::<CaseDecisions>(id).await?;
    let sitting = SittingId::of(id, request.who.user);
    let (sittings, _) = kernel.peek::<Sittings>(sitting).await?;
    let mut basis = Basis::look(kernel, id).await?;
    let prepared = prepare(&basis, newest.ruling.dates, sittings.answers(), ui.today())?;
    let standing = standing(request, case, (newest, &decisions), &prepared);
    let shut = matches!(standing, Standing::Shut(_));
    // A form that is sent was opened before.
    if !shut && sittings.open().is_none() && request.form.is_empty() {
        let asked: BTreeSet<String> = prepared.points.iter().map(|p| p.name.clone()).collect();
        let act = OpenSitting { case: id, sitting, asked };
        kernel.run(&request.who, act, Run::default()).await?;
    }
    let before = std::mem::replace(&mut basis.told, prepared.told.clone());
    let desk = Desk {
        path: format!("/light/{id}"),
        seen: (id.0, version),
        seen_above: 0,
        sitting: sitting.0,
        case: id,
        basis: &basis,
        before: &before,
        prepared: &prepared,
        answers: sittings.answers(),
        reasons: newest.ruling.outcome.reasons().to_vec(),
        standing,
    };
    desk.draft(request).await
}

impl Desk<'_> {
    /// The draft of the form that confirms, with the whole page above its button.
    pub(super) async fn draft(self, request: &Request) -> Result<Draft, Problem> {
        let ui = &request.ui;
        let known = self.basis.case.known().ok_or(Problem::NotFound)?;
        let reasons = self.reasons.iter().map(|reason| reason_words(ui, reason));
        let checklist = self.prepared.letter.map_or(&[][..], |letter| letter.checklist.as_slice());
        let sheet = Sheet {
            ui,
            path: &self.path,
            notice: notice(ui, self.basis, self.prepared, &self.standing),
            shut: matches!(self.standing, Standing::Shut(_)),
            summary: summary(ui, self.basis, known, self.prepared),
            reasons: reasons.collect::<Result<_, _>>()?,
            points: self.points(ui),
            panels: request.panels(PANELS, self.case).await?,
            facts: facts(ui, self.basis.law, self.before, &self.prepared.told),
            letter: letter(request, self.case, self.basis, self.prepared).await?,
            checklist: checklist.iter().map(|c| ui.code("decision-check-", c).plain()).collect(),
        };
        let number = known.number.to_string();
        let (stream, version) = self.seen;
        Ok(Draft::new()
            .seen(stream, version)
            .seen_above(self.seen_above)
            .arg("number", &number)
            .arg("state", self.standing.code())
            .arg("n", self.prepared.unanswered())
            .aside(Html::render(&sheet)?)
            .crumb(ui.t("casefile-work"), "/work")
            .crumb(number, format!("{}/file", self.path)))
    }

    fn points(&self, ui: &Ui) -> Vec<PointShown> {
        let points = self.prepared.points.iter().enumerate();
        points.map(|(n, point)| self.point(ui, point, n)).collect()
    }
}

fn standing(
    request: &Request,
    case: &Case,
    (newest, decisions): (&KnownRuling, &CaseDecisions),
    prepared: &Prepared,
) -> Standing {
    let Ok(known) = case.open() else { return Standing::Shut("light-decided") };
    match &decisions.1 {
        Light::Confirmed(_) => return Standing::Shut("light-decided"),
        Light::Left(_) => return Standing::Shut("light-left"),
        Light::Open => {}
    }
    if newest.ruling.class != LIGHT {
        return Standing::Shut("light-is-not");
    }
    if let Err(refusal) = held(known, request.who.user) {
        let others = refusal.code == "light-others";
        return Standing::Shut(if others { "light-of-others" } else { "light-untaken" });
    }
    Standing::of(prepared)
}

fn notice(ui: &Ui, basis: &Basis, prepared: &Prepared, standing: &Standing) -> Html {
    match standing {
        Standing::Ready => Notice::new(Tone::Success, ui.t("light-ready")).html(),
        Standing::Open(n) => Notice::new(Tone::Warning, ui.t("light-open").arg("n", *n)).html(),
        Standing::Shut(key) => Notice::new(Tone::Info, ui.t(*key)).html(),
        Standing::Full => {
            let tongue = Tongue::nearest(ui.lang().code());
            let mut notice = Notice::new(Tone::Warning, ui.t("light-full"));
            for code in &prepared.open {
                let words = basis.law.text(words::language(ui), code).unwrap_or(code);
                notice = notice.line(words.to_owned());
            }
            for lack in &prepared.lacking {
                let missing = || basis.library.prerequisite(lack.of(), ui.today());
                let words = match lack {
                    Lack::Missing(_) => missing().map(|row| row.said(tongue)),
                    _ => None,
                };
                let words = words.unwrap_or_else(|| {
                    let of = words::name(ui, &basis.law.dictionary, lack.of());
                    ui.t(format!("decision-lack-{}", lack.code())).arg("of", of).plain()
                });
                notice = notice.line(words);
            }
            notice.html()
        }
    }
}

/// What would be decided.
fn summary(ui: &Ui, basis: &Basis, case: &KnownCase, prepared: &Prepared) -> SummaryList {
    let law = &basis.law.dictionary;
    let mut list = SummaryList::new();
    if let Some(who) = basis.person.known().and_then(|known| known.particulars.as_ref()) {
        let name = who.names.first().map(Name::shown).unwrap_or_default();
        list = list.row(ui.t("light-applicant"), name);
        if let PartialDate::Day(born) = who.born {
            list = list.row(ui.t("light-born"), ui.date(born));
        }
    }
    list = list.row(ui.t("light-kind"), ui.code("case-type-", &case.case_type).plain());
    list = match prepared.letter {
        Some(letter) => list.row(ui.t("light-outcome"), ui.code("letter-", &letter.kind).plain()),
        None => list.row(ui.t("light-outcome"), ui.t("light-no-letter").plain()),
    };
    for (name, field) in &prepared.fields.known {
        // Who applied stands there already.
        if law.facts.contains_key(name) {
            let value = words::value(ui, law, name, &field.value);
            list = list.row(words::name(ui, law, name), value);
        }
    }
    list
}

impl Desk<'_> {
    fn point(&self, ui: &Ui, point: &Point, n: usize) -> PointShown {
        let (law, prepared) = (self.basis.law, self.prepared);
        let said =
            point.answer.as_ref().and_then(|answer| Some((answer.said.as_ref()?, answer.at)));
        let right = said.map_or("", |(said, _)| said.right.as_str());
        let options: Vec<OptionShown> = options(ui, law, prepared, point)
            .into_iter()
            .map(|(value, label)| OptionShown {
                proposed: point.proposed.as_ref() == Some(&value),
                chosen: value == right,
                value,
                label,
            })
            .collect();
        let chosen = options.iter().find(|option| option.chosen).map(|option| option.label.clone());
        let typed = law.dictionary.facts.get(&point.name).and_then(|fact| fact.kind.read(right));
        let typed = typed.map(|value| words::value(ui, &law.dictionary, &point.name, &value));
        let answer = || chosen.or(typed).unwrap_or_else(|| right.to_owned());
        let before = self.answers.and_then(|answers| answers.get(&point.name));
        let finding = point.finding.as_ref().filter(|_| point.ask.code() != "weigh");
        PointShown {
            n,
            heading: heading(ui, law, point),
            ask: match point.ask.code() {
                "source" => "light-ask-source",
                "value" => "light-ask-value",
                _ => "light-ask-weigh",
            },
            finding: finding
                .and_then(|code| law.text(words::language(ui), code))
                .unwrap_or_default()
                .to_owned(),
            path: format!("{}/{}/{}", self.path, point.ask.code(), point.name),
            token: ui.act_token(None),
            sitting: self.sitting,
            digest: point.digest.clone(),
            typed: if options.is_empty() { right.to_owned() } else { String::new() },
            reason: said.map_or_else(String::new, |(said, _)| said.reason.clone()),
            answered: said.map(|(_, at)| (answer(), at)),
            moved: before.is_some_and(|before| before.digest != point.digest),
            options,
        }
    }
}

/// Every fact with the source that counts, those first of which sources differ.
fn facts(ui: &Ui, law: &Law, before: &CaseFacts, told: &CaseFacts) -> Vec<FactShown> {
    let today = ui.today();
    let one = |name: &str| {
        let differs =
            matches!(before.state(name, today, &law.dictionary), FactState::Contradictory(_));
        let state = told.state(name, today, &law.dictionary);
        let (source, said) = match state {
            FactState::Agreed(source, said) => (source, said),
            FactState::Contradictory(all) => all.into_iter().next()?,
            FactState::Untold => return None,
        };
        let settled = matches!(told.state(name, today, &law.dictionary), FactState::Agreed(..));
        Some(FactShown {
            name: words::name(ui, &law.dictionary, name),
            value: words::told(ui, law, name, said),
            from: words::source(ui, source),
            at: said.retrieved,
            mark: match (differs, settled) {
                (true, false) => Some("automation-contradictory"),
                (true, true) => Some("light-settled"),
                (false, _) => None,
            },
        })
    };
    let mut facts: Vec<FactShown> = told.names().filter_map(one).collect();
    facts.sort_by(|a, b| (a.mark.is_none(), &a.name).cmp(&(b.mark.is_none(), &b.name)));
    facts
}

/// The letter as it would be printed with the answers so far.
async fn letter(
    request: &Request,
    case: CaseId,
    basis: &Basis,
    prepared: &Prepared,
) -> Result<Option<LetterShown>, Problem> {
    let Some(kind) = prepared.letter else { return Ok(None) };
    let (today, user) = (request.ui.today(), request.who.user);
    let draft = super::drafted(case, basis, (kind.kind.as_str(), kind.valid_from), Origin::Hand)?;
    let known = KnownDecision::drafted(&draft, (user, request.ui.now()));
    let Some(known) = known else { return Ok(None) };
    let mode = basis.mode(case, kind, today)?;
    let around = Surroundings::read(&request.kernel, Some(user), None).await?;
    let how = (mode, today, Print::Preview);
    let letter = around.letter(&known, &prepared.fields, how, known.language)?;
    let sections = letter.sections.iter().map(|section| {
        let paragraphs = section.blocks.iter().filter_map(|block| match block {
            Block::Paragraph { text } => Some(said(text)),
            _ => None,
        });
        (section.heading.clone(), paragraphs.collect())
    });
    Ok(Some(LetterShown {
        title: letter.title.clone(),
        language: known.language.code(),
        sections: sections.collect(),
    }))
}

/// The words of a paragraph.
fn said(text: &Text) -> String {
    let words = text.0.iter().map(|piece| match piece {
        Piece::Plain { text }
        | Piece::Strong { text }
        | Piece::Name { text }
        | Piece::Link { text, .. } => text.as_str(),
        Piece::Blacked { ground } => ground.as_str(),
    });
    words.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paragraph_is_shown_in_its_words_whatever_its_pieces_are() {
        let piece = |text: &str| Piece::Plain { text: text.into() };
        let name = Piece::Name { text: "Amina".into() };
        let text = Text(vec![piece("For "), name, piece(".")]);
        assert_eq!(said(&text), "For Amina.");
    }
}
