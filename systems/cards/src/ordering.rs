//! What is to be ordered for a decision, as its letter, the right to stay, the passport that was shown and the vault
//! have it now.

use std::collections::BTreeMap;

use casefile::{Case, CaseId, Person, ResidenceRight};
use decisions::library::{self, LetterKind, Library};
use decisions::{CaseDecisions, Decision, DecisionId, KnownDecision, Stage};
use identity::model::What;
use identity::{Capture, IdentityStep, KnownStep, Standing};
use kernel::{Date, Fault, Read, Sealed};

use crate::events::Ordered;
use crate::ids::CardId;
use crate::model::{Content, Lack, Pictures, Sort};
use crate::rules::{self, Rules};
use crate::state::Card;

/// What is to be ordered for a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ordering {
    /// The decision.
    pub decision: KnownDecision,
    /// A correction of it stands.
    pub overtaken: bool,
    /// For which right the card stands.
    pub sort: Sort,
    /// What is ordered.
    pub order: Ordered,
    /// What stands on it.
    pub content: Option<Content>,
    /// The card that stood until then, where the decision corrects another.
    pub before: Option<(CardId, Card)>,
}

/// What is to be ordered; nothing when the decision leads to no card, or is not there for whoever asks.
///
/// # Errors
/// A fault when the database is away.
pub(crate) async fn read(read: &mut Read<'_>, id: DecisionId) -> Result<Option<Ordering>, Fault> {
    let (library, rules, today) = (library::library()?, rules::rules()?, read.at().date());
    let decision = read.fold::<Decision>(id).await?;
    let Some(known) = decision.known().filter(|known| stands(known)) else { return Ok(None) };
    let Some(letter) = library.version(&known.letter, known.version) else { return Ok(None) };
    let Some(sort) = letter.card.map(sort) else { return Ok(None) };
    if read.fold::<Case>(known.case).await?.known().is_none() {
        return Ok(None);
    }
    let person = read.guard::<Person>(known.applicant).await?;
    let right = match sort {
        Sort::New => given(known, letter),
        Sort::Renewal => held(&person, today),
    };
    let mut cases = vec![known.case];
    cases.extend(right.as_ref().map(|right| right.case).filter(|case| *case != known.case));
    let steps = steps(read, &cases).await?;
    let work = match (sort, &right) {
        (Sort::New, _) => remark(known, rules, today),
        (Sort::Renewal, Some(right)) => work_of(read, right.case, (library, rules, today)).await?,
        (Sort::Renewal, None) => None,
    };
    let shown = steps.iter().find_map(|step| step.shown.as_ref());
    let passport = shown.and_then(|shown| shown.passport.as_ref());
    let content = right.as_ref().and_then(|right| {
        Content::of((&person, passport), right, (work.as_deref(), &known.number))
    });
    let at = steps.iter().find_map(|step| step.proven.as_ref()).map(|proof| proof.place.as_str());
    let place = rules.handed_over_at(at, today);
    let pictures = pictures(read, &steps).await?;
    let lack = match (&content, &place) {
        (Some(_), Some(_)) => pictures.lacks(rules.needs(today)).then_some(Lack::Pictures),
        _ => Some(Lack::Content),
    };
    let sealed = content.clone().map(|content| Sealed::new(known.applicant, content));
    let order = Ordered { content: sealed, pictures, place, lack };
    let before = before(read, known).await?;
    let overtaken = match known.corrected_by {
        Some(by) => read.fold::<Decision>(by).await?.known().is_some_and(stands),
        None => false,
    };
    Ok(Some(Ordering { decision: known.clone(), overtaken, sort, order, content, before }))
}

/// Was it given, and not recalled?
fn stands(known: &KnownDecision) -> bool {
    matches!(known.stage, Stage::Archived { .. }) && known.reached.recalled.is_none()
}

const fn sort(card: library::Card) -> Sort {
    match card {
        library::Card::New => Sort::New,
        library::Card::Renewal => Sort::Renewal,
    }
}

/// The right that a decision gave, as it was signed.
fn given(known: &KnownDecision, letter: &LetterKind) -> Option<ResidenceRight> {
    let (names, fields) = (letter.right.as_ref()?, signed(known)?);
    Some(ResidenceRight {
        what: fields.code(&names.what)?.to_owned(),
        from: fields.day(&names.from)?,
        until: fields.day(&names.until),
        conditions: Vec::new(),
        type_code: names.type_code.as_ref().and_then(|name| fields.code(name)).map(str::to_owned),
        case: known.case,
    })
}

/// What was signed.
fn signed(known: &KnownDecision) -> Option<&decisions::model::Fields> {
    match &known.stage {
        Stage::Archived { signed, .. } => signed.fields.as_ref(),
        Stage::Draft { .. } | Stage::Presented { .. } | Stage::Signed { .. } => None,
    }
}

/// The right that somebody holds on a day: the one that was recorded last.
fn held(person: &Person, today: Date) -> Option<ResidenceRight> {
    let mut rights = person.known()?.residence_rights.iter().rev();
    rights.find(|right| right.holds_on(today)).cloned()
}

/// Code of the right to work, as it was signed.
fn remark(known: &KnownDecision, rules: &Rules, today: Date) -> Option<String> {
    signed(known)?.code(rules.remark(today)?).map(str::to_owned)
}

/// Code of the right to work that the decision of a case gave which stands.
async fn work_of(
    read: &mut Read<'_>,
    case: CaseId,
    (library, rules, today): (&Library, &Rules, Date),
) -> Result<Option<String>, Fault> {
    let decided = read.fold::<CaseDecisions>(case).await?;
    for id in decided.0.keys().rev() {
        let decision = read.fold::<Decision>(*id).await?;
        let Some(known) = decision.known().filter(|known| stands(known)) else { continue };
        let letter = library.version(&known.letter, known.version);
        if known.corrected_by.is_none() && letter.is_some_and(|letter| letter.right.is_some()) {
            return Ok(remark(known, rules, today));
        }
    }
    Ok(None)
}

/// The identity steps of cases, as far as there are any.
async fn steps(read: &mut Read<'_>, cases: &[CaseId]) -> Result<Vec<KnownStep>, Fault> {
    let mut steps = Vec::new();
    for case in cases {
        steps.extend(read.fold::<IdentityStep>(*case).await?.known().cloned());
    }
    Ok(steps)
}

/// What lies in the vault of what devices took, and what was excused: of each the newest, of the first step that has
/// it.
async fn pictures(read: &mut Read<'_>, steps: &[KnownStep]) -> Result<Pictures, Fault> {
    let (mut taken, mut excused) = (BTreeMap::new(), BTreeMap::new());
    for step in steps {
        for what in What::ALL {
            if taken.contains_key(what) || excused.contains_key(what) {
                continue;
            }
            if let Some(reason) = step.excused.get(what) {
                excused.insert(*what, reason.clone());
            }
            let Some((capture, newest)) = step.newest(*what) else { continue };
            let lies = matches!(newest.standing, Standing::Kept { .. });
            if lies && read.fold::<Capture>(capture).await?.kept().is_some() {
                taken.insert(*what, capture);
            }
        }
    }
    Ok(Pictures { taken, excused })
}

/// The card that stood until a correction: that of what it corrects, or of the one before where that has none.
async fn before(
    read: &mut Read<'_>,
    known: &KnownDecision,
) -> Result<Option<(CardId, Card)>, Fault> {
    let mut next = known.corrects();
    while let Some((of, _)) = next {
        let card = read.guard::<Card>(CardId::of(of)).await?;
        if card.known().is_some_and(|card| !card.standing.is_withdrawn()) {
            return Ok(Some((CardId::of(of), card)));
        }
        let decision = read.fold::<Decision>(of).await?;
        next = decision.known().and_then(KnownDecision::corrects);
    }
    Ok(None)
}
