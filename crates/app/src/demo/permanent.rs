//! Somebody who holds a permanent permit, whom a persona of the demo helps: an official has granted it by hand. The
//! form for a new card begins with it, and is decided without a person once a clerk has proven who he is.

use anyhow::Context as _;
use casefile::CaseId;
use decisions::acts::{DraftDecision, SignDecision, TellTerms};
use decisions::{Basis, Decision, DecisionId, Stage};
use kernel::{Date, NotDone, Run, UserId, Who};

use super::applying::{Applying, World, said};

/// The letter by which it is granted.
const LETTER: &str = "residence-grant";
/// What he goes on working on.
const TASKS: &str = "Repairs lifts";

/// Brings his permit about. What was done before is not done again.
pub(super) async fn arrives(world: &World, helper: UserId, officer: UserId) -> anyhow::Result<()> {
    let (_, _, case) = world.apply(&nimal(helper)).await?;
    let officer = world.who(officer).await?;
    grant(world, &officer, case).await
}

/// An official drafts the letter, says what is granted, and signs.
async fn grant(world: &World, officer: &Who, case: CaseId) -> anyhow::Result<()> {
    let kernel = &world.kernel;
    let decision = DecisionId(kernel.blind().id(&format!("demo permanent\0{case}")));
    let (begun, _) = kernel.peek::<Decision>(decision).await?;
    if begun.known().is_none() {
        let letter = LETTER.to_owned();
        world.run(officer, DraftDecision { decision, case, letter }).await?;
    }
    let (begun, _) = kernel.peek::<Decision>(decision).await?;
    let known = begun.known().context("a decision was begun")?;
    if !matches!(known.stage, Stage::Draft { .. }) {
        return Ok(());
    }
    let (kind, work) = ("permanent".to_owned(), Some("unlimited".to_owned()));
    let (from, type_code) = (kernel.now().date(), Some("P".to_owned()));
    let terms = TellTerms { decision, kind, from, until: None, work, type_code, occupation: None };
    world.run(officer, terms).await?;
    world
        .until("a permanent permit was not granted", || {
            Box::pin(signs(world, officer, (case, decision), from))
        })
        .await
}

/// Signs, once the file has taken back what it had proposed itself: until then the two contradict each other.
async fn signs(
    world: &World,
    officer: &Who,
    (case, decision): (CaseId, DecisionId),
    day: Date,
) -> anyhow::Result<Option<()>> {
    let basis = Basis::look(&world.kernel, case).await?;
    let letter = basis.library.letter(LETTER, day).context("there is no such letter")?;
    let fields = basis.fields(letter, day);
    let fields = fields.map_err(|why| anyhow::anyhow!("nothing is granted: {}", why.code))?;
    let (checked, fields) = (letter.checklist.clone(), fields.digest());
    let act = SignDecision { decision, checked, fields };
    match world.kernel.run(officer, act, Run::default()).await {
        Ok(_) => Ok(Some(())),
        Err(NotDone::Fault(fault)) => Err(fault.into()),
        Err(refused) => {
            tracing::debug!("not signed yet: {refused:?}");
            Ok(None)
        }
    }
}

/// The registers know him, and nothing against him.
fn nimal(helper: UserId) -> Applying {
    let job = [("employer", "Hissi Oy"), ("tasks", TASKS), ("work_starts", "2021-03-01")];
    Applying {
        login: "helped-permanent".to_owned(),
        by: Some(helper),
        family_name: "Perera".to_owned(),
        given_names: "Nimal".to_owned(),
        born: Date::constant(1999, 11, 2),
        sex: 'M',
        country: "LKA".to_owned(),
        permit: "extended-work",
        pages: vec![
            ("present-permit", said(&[("in_force", "yes"), ("permit_ends", "2030-02-28")])),
            ("job", said(&job)),
            ("work-goes-on", said(&[("continues", "yes")])),
            ("pay", said(&[("pay", "3100"), ("hours", "38")])),
            ("assistance", said(&[("assistance", "no")])),
        ],
        slots: &["passport", "photograph", "payslips"],
        offer: None,
    }
}
