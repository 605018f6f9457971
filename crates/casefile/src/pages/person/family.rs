//! Other persons on a person's page: their family, and records that may be or are of the same person.

use std::collections::BTreeMap;

use kernel::Date;
use uuid::Uuid;
use web::{Problem, Request, Ui};

use crate::ids::PersonId;
use crate::model::{Comparison, PartialDate, Relation};
use crate::pages::pairs::name_of;
use crate::state::{KnownPerson, Person};
use crate::words;

/// Names of the other persons the user may see; of the rest nothing is shown.
pub(super) type Others = BTreeMap<PersonId, Other>;

/// Another person as far as the page tells of them.
pub(super) struct Other {
    pub(super) name: String,
    pub(super) born: PartialDate,
}

/// A member of the family.
pub(super) struct FamilyLine {
    pub(super) relation: Uuid,
    pub(super) id: PersonId,
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) born: String,
    pub(super) days: String,
    pub(super) source: String,
    pub(super) over: bool,
}

/// Another record that was compared with this one.
pub(super) struct ComparedLine {
    pub(super) id: PersonId,
    pub(super) name: String,
    pub(super) born: String,
    pub(super) verdict: String,
    pub(super) reasons: String,
    pub(super) same: bool,
}

/// Everybody this person's page tells of. The look at the person is recorded and says so; their own
/// pages are not opened.
pub(super) async fn others(request: &Request, known: &KnownPerson) -> Result<Others, Problem> {
    let related = known.relations.values().map(|(other, _)| *other);
    let mut others = Others::new();
    for id in related.chain(known.comparisons.keys().copied()) {
        if others.contains_key(&id) {
            continue;
        }
        if let Some(name) = name_of(request, id).await? {
            let (person, _) = request.kernel.peek::<Person>(id).await?;
            let particulars = person.known().and_then(|known| known.particulars.as_ref());
            let born = particulars.map_or(PartialDate::Unknown, |p| p.born);
            others.insert(id, Other { name, born });
        }
    }
    Ok(others)
}

/// The family, in the order of [`crate::model::RelationKind`], what is over last.
pub(super) fn family(ui: &Ui, known: &KnownPerson, others: &Others) -> Vec<FamilyLine> {
    let today: Date = ui.today();
    let mut relations: Vec<(&Uuid, &(PersonId, Relation))> = known.relations.iter().collect();
    relations.sort_by_key(|(_, (_, r))| (r.validity.is_over_on(today), r.kind));
    let line = |(relation, (id, r)): (&Uuid, &(PersonId, Relation))| {
        let other = others.get(id)?;
        Some(FamilyLine {
            relation: *relation,
            id: *id,
            kind: ui.code("relation-", r.kind.code()).plain(),
            name: other.name.clone(),
            born: words::born(ui, other.born),
            days: words::days(ui, r.validity.from(), r.validity.until()),
            source: r.source.clone(),
            over: r.validity.is_over_on(today),
        })
    };
    relations.into_iter().filter_map(line).collect()
}

/// Records that were compared with this one.
pub(super) fn compared(ui: &Ui, known: &KnownPerson, others: &Others) -> Vec<ComparedLine> {
    let line = |(id, c): (&PersonId, &Comparison)| {
        let other = others.get(id)?;
        let grounds = c.grounds.as_ref();
        Some(ComparedLine {
            id: *id,
            name: other.name.clone(),
            born: words::born(ui, other.born),
            verdict: ui.code("verdict-", c.verdict.code()).plain(),
            reasons: grounds.map(|g| g.reasons.clone()).unwrap_or_default(),
            same: c.verdict == crate::model::Verdict::Same,
        })
    };
    known.comparisons.iter().filter_map(line).collect()
}
