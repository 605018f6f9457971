//! Durable work of cards: ordering them, stopping what is wanted no more, and asking how they stand.
//!
//! Nothing is remembered but in events: whoever is killed in the middle asks once more under the same reference, under
//! which the maker has one order.

use kernel::{Act, Cause, Fault, JobKind, JobRun, Kernel, NotDone, Run, Ts, Who};

use crate::acts::{DelayCard, GO_ON, HoldCard, MoveCard, PlaceCard, TellCard};
use crate::ids::CardId;
use crate::maker::{Maker, Unplaced};
use crate::model::{Lack, Stage, Trouble};
use crate::rows::{self, FIRST};
use crate::state::{Card, KnownCard, Standing};
use crate::words;

/// How often what waits for the maker is tried again, and those that moved lately are asked about.
const SWEEP_SECONDS: i64 = 30;
/// What lately is.
const LATELY_SECONDS: i64 = 2 * 3600;
/// How often the others are: making and sending take days.
const SELDOM_SECONDS: i64 = 3600;
/// Cards looked at in one round.
const ROWS_MAX: i64 = 200;
/// Codes of those that go to the maker, and of those that are being stopped.
const WAITING: [&str; 2] = ["due", "stopping"];
/// Codes of those of which the maker knows more.
const THERE: [&str; 4] =
    [Stage::Ordered.code(), Stage::Made.code(), Stage::Sent.code(), Stage::Ready.code()];

pub(crate) fn all(maker: &Maker) -> Vec<JobKind> {
    let (one, waiting, lately, seldom) =
        (maker.clone(), maker.clone(), maker.clone(), maker.clone());
    vec![
        JobKind::new(GO_ON, move |run| {
            let maker = one.clone();
            Box::pin(async move {
                let card: CardId = serde_json::from_value(run.payload.clone())?;
                // One that cannot go on now goes on by the next round.
                go_on(&run.kernel, &maker, card, Cause::Job(run.id)).await.map(drop)
            })
        }),
        JobKind::new("cards.sweep", move |run| {
            let maker = waiting.clone();
            Box::pin(async move {
                let now = run.kernel.now();
                sweep(&run, &maker, &WAITING, (Ts::MIN, now)).await
            })
        })
        .every(SWEEP_SECONDS),
        JobKind::new("cards.look", move |run| {
            let maker = lately.clone();
            Box::pin(async move {
                let now = run.kernel.now();
                sweep(&run, &maker, &THERE, (now.plus_seconds(-LATELY_SECONDS), now)).await
            })
        })
        .every(SWEEP_SECONDS),
        JobKind::new("cards.look_old", move |run| {
            let maker = seldom.clone();
            Box::pin(async move {
                let before = run.kernel.now().plus_seconds(-LATELY_SECONDS);
                sweep(&run, &maker, &THERE, (Ts::MIN, before)).await
            })
        })
        .every(SELDOM_SECONDS),
    ]
}

/// What came of one try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Went {
    /// It was dealt with as far as that goes now.
    On,
    /// The maker answers nobody now: the others need not be tried.
    Stop,
}

/// Goes through what stands so since between two instants, until the maker does not answer.
async fn sweep(
    run: &JobRun,
    maker: &Maker,
    states: &[&str],
    (from, before): (Ts, Ts),
) -> Result<(), Fault> {
    for state in states {
        let mut after = (from, FIRST);
        loop {
            if maker.admits(run.kernel.now()).is_err() {
                return Ok(());
            }
            let batch = rows::that_are(&run.kernel, state, after, before, ROWS_MAX).await?;
            let Some((card, since)) = batch.last() else { break };
            after = (*since, *card);
            for (card, _) in batch {
                if go_on(&run.kernel, maker, card, Cause::Job(run.id)).await? == Went::Stop {
                    return Ok(());
                }
            }
        }
    }
    Ok(())
}

/// Does with a card whatever comes next.
async fn go_on(kernel: &Kernel, maker: &Maker, card: CardId, cause: Cause) -> Result<Went, Fault> {
    let (state, _) = kernel.peek::<Card>(card).await?;
    let Some(known) = state.known() else { return Ok(Went::On) };
    if let Err(trouble) = maker.admits(kernel.now()) {
        return late(kernel, (card, known), trouble, cause).await;
    }
    match known.standing {
        Standing::Due { .. } => order(kernel, maker, (card, known), cause).await,
        Standing::Stopping { .. } => stop(kernel, maker, (card, known), cause).await,
        Standing::With { stage: Stage::HandedOver | Stage::Failed | Stage::Cancelled }
        | Standing::Waits { .. }
        | Standing::Stopped { .. }
        | Standing::ToTakeBack { .. } => Ok(Went::On),
        Standing::With { stage } => look(kernel, maker, (card, known, stage), cause).await,
    }
}

/// Sends the order.
async fn order(
    kernel: &Kernel,
    maker: &Maker,
    (card, known): (CardId, &KnownCard),
    cause: Cause,
) -> Result<Went, Fault> {
    let making = known.making;
    // What was erased meanwhile is not made.
    let (Some(content), Some(place)) = (&known.content, &known.place) else {
        let act = HoldCard { card, making, lack: Lack::Content };
        return by_itself(kernel, act, cause).await.map(|()| Went::On);
    };
    match maker.order(known, (content, place)).await {
        Ok(_) => {
            maker.went(kernel.now(), None);
            by_itself(kernel, PlaceCard { card, making }, cause).await.map(|()| Went::On)
        }
        Err(Unplaced::Refused) => {
            maker.went(kernel.now(), None);
            let act = HoldCard { card, making, lack: Lack::Refused };
            by_itself(kernel, act, cause).await.map(|()| Went::On)
        }
        Err(Unplaced::Later(trouble)) => {
            maker.went(kernel.now(), Some(trouble));
            late(kernel, (card, known), trouble, cause).await
        }
    }
}

/// Stops the maker; of what it never had there is nothing to stop.
async fn stop(
    kernel: &Kernel,
    maker: &Maker,
    (card, known): (CardId, &KnownCard),
    cause: Cause,
) -> Result<Went, Fault> {
    let answer = maker.cancel(&known.reference()).await;
    maker.went(kernel.now(), answer.err());
    let Ok(stage) = answer else { return Ok(Went::Stop) };
    let stage = stage.unwrap_or(Stage::Cancelled);
    let act = MoveCard { card, making: known.making, stage };
    by_itself(kernel, act, cause).await.map(|()| Went::On)
}

/// Asks how it stands. What the maker has forgotten before it was made is ordered once more, under the same reference.
async fn look(
    kernel: &Kernel,
    maker: &Maker,
    (card, known, before): (CardId, &KnownCard, Stage),
    cause: Cause,
) -> Result<Went, Fault> {
    let answer = maker.look(&known.reference()).await;
    maker.went(kernel.now(), answer.err());
    match answer {
        Err(_) => Ok(Went::Stop),
        Ok(None) if before == Stage::Ordered => order(kernel, maker, (card, known), cause).await,
        Ok(None) => Ok(Went::On),
        Ok(Some(stage)) => {
            if stage != before {
                let act = MoveCard { card, making: known.making, stage };
                by_itself(kernel, act, cause.clone()).await?;
            }
            if stage == Stage::Ready && !known.told {
                let text = words::message(kernel, known).await?;
                by_itself(kernel, TellCard { card, text }, cause).await?;
            }
            Ok(Went::On)
        }
    }
}

/// It has not arrived: that is told once.
async fn late(
    kernel: &Kernel,
    (card, known): (CardId, &KnownCard),
    trouble: Trouble,
    cause: Cause,
) -> Result<Went, Fault> {
    if matches!(known.standing, Standing::Due { .. }) {
        by_itself(kernel, DelayCard { card, trouble }, cause).await?;
    }
    Ok(Went::Stop)
}

/// Runs an act of the machine; on what is over meanwhile it is needed no longer.
async fn by_itself<A: Act>(kernel: &Kernel, act: A, cause: Cause) -> Result<(), Fault> {
    let stream = act.stream();
    match kernel.run(&Who::machine(), act, Run { cause, ..Run::default() }).await {
        Ok(_) | Err(NotDone::NotFound | NotDone::Refused(_)) => Ok(()),
        Err(NotDone::Fault(fault)) => Err(fault),
        Err(other) => Err(Fault::message(format!("{stream}: {other:?}"))),
    }
}
