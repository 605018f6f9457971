//! Which of many cases would go to whom, and which would stay and why: the same verdict for the
//! preview and for the order that is gone through.

use std::sync::Arc;

use std::collections::HashMap;

use kernel::{Access, Date, Fault, Kernel, Read, User, UserId, Who};
use uuid::Uuid;

use crate::events::{Left, Move, Skip, code, from_code};
use crate::ids::CaseId;
use crate::rights::{GRANTS, WORK};
use crate::state::{KnownCase, Official, Status};

/// What is to be known of a case before it goes to somebody else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// It is pending.
    pub open: bool,
    /// Who has it.
    pub handler: Option<UserId>,
    /// Who may see it.
    pub access: Access,
}

impl Standing {
    /// That of a case.
    #[must_use]
    pub fn of(known: &KnownCase) -> Standing {
        Standing {
            open: known.status == Status::Open,
            handler: known.handler,
            access: Access {
                unit: known.unit.clone(),
                class: known.class,
                compartment: known.compartment,
            },
        }
    }

    /// Does the case go where it is to go?
    pub(super) fn verdict(
        case: Option<&Standing>,
        moved: &Move,
        receiver: Option<&Candidate>,
    ) -> Result<(), Skip> {
        let Some(case) = case else { return Err(Skip::Unseen) };
        if !case.open {
            return Err(Skip::Closed);
        }
        if case.handler == moved.to {
            return Err(Skip::Already);
        }
        if case.handler != moved.from {
            return Err(Skip::Taken);
        }
        match (moved.to, receiver) {
            (None, _) => Ok(()),
            (Some(_), Some(receiver)) => receiver.takes(case),
            (Some(_), None) => Err(Skip::Unable),
        }
    }
}

/// Somebody who may get cases.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Who.
    pub id: UserId,
    /// Their rights; nothing when they may not work here.
    who: Option<Who>,
    /// They are away today.
    away: bool,
    /// What they know.
    pub(super) official: Arc<Official>,
    /// Open cases they have.
    pub load: i64,
}

impl Candidate {
    /// Somebody with their rights, as the folds of their stream tell.
    #[must_use]
    pub fn new(
        id: UserId,
        user: &User,
        official: Arc<Official>,
        today: Date,
        load: i64,
    ) -> Candidate {
        let who = user.who(id, None, GRANTS).filter(|who| who.may(WORK));
        Candidate { id, who, away: official.away_on(today).is_some(), official, load }
    }

    /// Somebody, for a preview.
    ///
    /// # Errors
    /// A fault when the database is away.
    pub async fn peek(kernel: &Kernel, id: UserId, load: i64) -> Result<Candidate, Fault> {
        let (user, _) = kernel.peek::<User>(id).await?;
        let (official, _) = kernel.peek::<Official>(id).await?;
        Ok(Candidate::new(id, &user, official, kernel.now().date(), load))
    }

    /// Somebody, as part of the basis of an act.
    pub(super) async fn read(read: &mut Read<'_>, id: UserId) -> Result<Candidate, Fault> {
        let user = read.fold::<User>(id).await?;
        let official = Arc::new(read.fold::<Official>(id).await?);
        Ok(Candidate::new(id, &user, official, read.at().date(), 0))
    }

    fn takes(&self, case: &Standing) -> Result<(), Skip> {
        match &self.who {
            Some(who) if who.sees(&case.access) && !self.away => Ok(()),
            Some(_) if self.away => Err(Skip::Away),
            _ => Err(Skip::Unable),
        }
    }
}

/// What would become of the chosen cases.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// Cases that go to somebody.
    pub moves: Vec<Move>,
    /// Cases that stay as they are.
    pub left: Vec<Left>,
}

impl Plan {
    /// Gives each case, in order, to whoever of the candidates then has least. Those that somebody
    /// has stay, unless they are asked for too; what a candidate has already stays in any case.
    #[must_use]
    pub fn spread(
        cases: &[(CaseId, Option<Standing>)],
        mut candidates: Vec<Candidate>,
        also_taken: bool,
    ) -> Plan {
        let mut plan = Plan::default();
        for (case, standing) in cases {
            match chosen(*case, standing.as_ref(), &candidates, also_taken) {
                Ok(moved) => {
                    let receiver = candidates.iter_mut().find(|c| Some(c.id) == moved.to);
                    receiver.into_iter().for_each(|receiver| receiver.load += 1);
                    plan.moves.push(moved);
                }
                Err(why) => plan.left.push(Left { case: *case, why }),
            }
        }
        plan
    }

    /// As a form carries it from the preview to the order: `case:from:to` or `case:why`, with dots
    /// between and a dash for nobody.
    #[must_use]
    pub fn encode(&self) -> String {
        let user = |id: Option<UserId>| id.map_or("-".to_owned(), |id| id.0.simple().to_string());
        let moves = self.moves.iter().map(|Move { case, from, to }| {
            format!("{}:{}:{}", case.0.simple(), user(*from), user(*to))
        });
        let left = self.left.iter().map(|l| format!("{}:{}", l.case.0.simple(), code(l.why)));
        moves.chain(left).collect::<Vec<_>>().join(".")
    }

    /// Reads what a form carried; nothing when it is none of ours.
    #[must_use]
    pub fn decode(text: &str) -> Option<Plan> {
        let user = |id: &str| match id {
            "-" => Some(None),
            id => id.parse().ok().map(|id| Some(UserId(id))),
        };
        let mut plan = Plan::default();
        for item in text.split('.') {
            let mut parts = item.split(':');
            let case = CaseId(parts.next()?.parse::<Uuid>().ok()?);
            match (parts.next(), parts.next(), parts.next()) {
                (Some(from), Some(to), None) => {
                    plan.moves.push(Move { case, from: user(from)?, to: user(to)? });
                }
                (Some(why), None, None) => plan.left.push(Left { case, why: from_code(why)? }),
                _ => return None,
            }
        }
        Some(plan)
    }

    /// How many cases each receiver would get.
    #[must_use]
    pub fn shares(&self) -> HashMap<Option<UserId>, usize> {
        self.moves.iter().fold(HashMap::new(), |mut shares, moved| {
            *shares.entry(moved.to).or_default() += 1;
            shares
        })
    }
}

/// Where a case goes: to the first of those who have least and may have it.
fn chosen(
    case: CaseId,
    standing: Option<&Standing>,
    candidates: &[Candidate],
    also_taken: bool,
) -> Result<Move, Skip> {
    let handler = standing.and_then(|standing| standing.handler);
    if standing.is_some_and(|s| s.open) && candidates.iter().any(|c| Some(c.id) == handler) {
        return Err(Skip::Already);
    }
    let from = handler.filter(|_| also_taken);
    let mut by_load: Vec<_> = candidates.iter().collect();
    by_load.sort_by_key(|candidate| candidate.load);
    let mut why = Skip::Unable;
    for candidate in by_load {
        let moved = Move { case, from, to: Some(candidate.id) };
        match Standing::verdict(standing, &moved, Some(candidate)) {
            Ok(()) => return Ok(moved),
            // Of several who cannot have it, somebody's absence is the better reason: it passes.
            Err(Skip::Unable) => {}
            Err(other) => why = other,
        }
    }
    Err(why)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use kernel::{Class, Profile};

    use super::*;

    fn user(n: u128) -> UserId {
        UserId(Uuid::from_u128(n))
    }

    fn candidate(n: u128, load: i64) -> Candidate {
        let profile = Profile {
            unit: "HEL".to_owned(),
            roles: BTreeSet::from(["officer".to_owned()]),
            units: BTreeSet::new(),
            clearance: Class::Normal,
            compartments: BTreeSet::new(),
        };
        let known = User::Known {
            name: Some(n.to_string()),
            login: Some(n.to_string()),
            password: None,
            profile,
            enabled: true,
        };
        Candidate::new(user(n), &known, Arc::default(), Date::MIN, load)
    }

    fn cases(standings: Vec<Option<Standing>>) -> Vec<(CaseId, Option<Standing>)> {
        (1..).map(|n| CaseId(Uuid::from_u128(n))).zip(standings).collect()
    }

    fn free() -> Standing {
        let access = Access { unit: "HEL".to_owned(), class: Class::Normal, compartment: None };
        Standing { open: true, handler: None, access }
    }

    fn held_by(n: u128) -> Option<Standing> {
        Some(Standing { handler: Some(user(n)), ..free() })
    }

    fn whys(plan: &Plan) -> Vec<Skip> {
        plan.left.iter().map(|left| left.why).collect()
    }

    #[test]
    fn each_goes_to_whoever_then_has_least() {
        let candidates = vec![candidate(1, 3), candidate(2, 0), candidate(3, 1)];
        let plan = Plan::spread(&cases(vec![Some(free()); 6]), candidates, false);
        let to: Vec<_> = plan.moves.iter().map(|m| m.to.unwrap().0.as_u128()).collect();
        assert_eq!(to, [2, 2, 3, 2, 3, 1]);
        assert_eq!(plan.shares()[&Some(user(2))], 3);
    }

    #[test]
    fn what_somebody_has_stays_unless_it_is_asked_for_too() {
        let chosen = cases(vec![held_by(9), held_by(1), Some(free())]);
        let plan = Plan::spread(&chosen, vec![candidate(1, 0)], false);
        assert_eq!(whys(&plan), [Skip::Taken, Skip::Already]);
        let plan = Plan::spread(&chosen, vec![candidate(1, 0)], true);
        assert_eq!(whys(&plan), [Skip::Already]);
        assert_eq!(plan.moves[0].from, Some(user(9)));
    }

    #[test]
    fn who_may_not_have_it_or_is_away_gets_nothing() {
        let protected = Access { class: Class::Protected, ..free().access };
        let standings = vec![
            Some(Standing { access: protected, ..free() }),
            Some(Standing { open: false, ..free() }),
            None,
            Some(free()),
        ];
        let plan = Plan::spread(&cases(standings.clone()), vec![candidate(1, 0)], false);
        assert_eq!(whys(&plan), [Skip::Unable, Skip::Closed, Skip::Unseen]);
        let away = Candidate { away: true, ..candidate(2, 0) };
        let plan = Plan::spread(&cases(standings), vec![away], false);
        assert_eq!(whys(&plan), [Skip::Away, Skip::Closed, Skip::Unseen, Skip::Away]);
    }

    #[test]
    fn a_plan_reads_back_as_what_was_written_and_nothing_else_does() {
        let standings = vec![Some(free()), held_by(9), None];
        let plan = Plan::spread(&cases(standings), vec![candidate(1, 0)], true);
        assert_eq!(Plan::decode(&plan.encode()), Some(plan.clone()));
        let whole = plan.encode();
        for text in ["", "x", "::", &whole[1..], &format!("{whole}."), &format!("{whole}:x")] {
            assert_eq!(Plan::decode(text), None, "{text}");
        }
    }
}
