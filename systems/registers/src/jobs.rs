//! Asking, as durable work: at once when a question is recorded, and again and again what waits.
//!
//! Nothing here is remembered but in events: whoever is killed in the middle asks once more, and an answer
//! counts once.

use futures_util::future::try_join_all;
use kernel::{Act, Cause, Fault, JobKind, JobRun, NotDone, Run, Ts, Who};

use crate::acts::{DelayAsk, GiveUpAsk, NoteRegister, RecordAnswer};
use crate::asking::Asked;
use crate::connections::Registers;
use crate::ids::{AskId, RegisterId};
use crate::model::{Register, Trouble};
use crate::question;
use crate::rows;
use crate::state::{Ask, CaseAsks, KnownRegister, Standing};

/// The job that asks a question at once.
pub(crate) const ASK_NOW: &str = "registers.ask";
/// How often what waits is looked at: a register that is back is noticed within this and its rest.
const SWEEP_SECONDS: i64 = 15;
/// Questions read at once: a few kilobytes.
const BATCH_ROWS_MAX: i64 = 200;

pub(crate) fn all(registers: &Registers) -> Vec<JobKind> {
    let (now, waiting) = (registers.clone(), registers.clone());
    vec![
        JobKind::new(ASK_NOW, move |run| {
            let registers = now.clone();
            Box::pin(async move { ask_now(&run, &registers).await })
        }),
        JobKind::new("registers.sweep", move |run| {
            let registers = waiting.clone();
            Box::pin(async move { sweep_all(&run, &registers).await })
        })
        .every(SWEEP_SECONDS),
    ]
}

/// What came of one try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Went {
    /// The question is dealt with, or waits for a reason of its own.
    On,
    /// The register answers nobody now: the others need not be tried.
    Stop,
}

async fn ask_now(run: &JobRun, registers: &Registers) -> Result<(), Fault> {
    let asked: Asked = serde_json::from_value(run.payload.clone())?;
    one(run, registers, asked).await.map(drop)
}

/// Goes through what waits, each register on its own: one that is slow holds up nobody else's.
async fn sweep_all(run: &JobRun, registers: &Registers) -> Result<(), Fault> {
    let each = Register::ALL.map(|register| sweep(run, registers, register));
    try_join_all(each).await.map(drop)
}

async fn sweep(run: &JobRun, registers: &Registers, register: Register) -> Result<(), Fault> {
    let now = run.kernel.now();
    let Some(_sweeping) = registers.sweeper(register) else { return Ok(()) };
    if !registers.is_ready(register, now) {
        return Ok(());
    }
    let mut after = (Ts::MIN, AskId::FIRST);
    loop {
        let batch = rows::due(&run.kernel, register, now, after, BATCH_ROWS_MAX).await?;
        let Some((_, ask, due)) = batch.last() else { return Ok(()) };
        after = (*due, *ask);
        for (case, ask, _) in batch {
            if one(run, registers, Asked { case, ask }).await? == Went::Stop {
                return Ok(());
            }
        }
    }
}

/// Asks one question, and records what comes of it.
async fn one(run: &JobRun, registers: &Registers, asked: Asked) -> Result<Went, Fault> {
    let Asked { case, ask } = asked;
    let (asks, _) = run.kernel.peek::<CaseAsks>(case).await?;
    let Some(known) = asks.open(ask) else { return Ok(Went::On) };
    let question = match question::of(&run.kernel, case, known).await? {
        Ok(question) => question,
        Err(why) => {
            by_itself(run, GiveUpAsk { case, ask, why }).await?;
            return Ok(Went::On);
        }
    };
    let register = known.register;
    if let Err(trouble) = registers.admit(register, run.kernel.now()) {
        return delayed(run, registers, (asked, known), trouble).await;
    }
    let answer = registers.ask(&question).await;
    let now = run.kernel.now();
    let rests = registers.went(register, now, answer.as_ref().err().copied());
    note(run, register, answer.as_ref().err().copied(), rests).await?;
    match answer {
        Err(trouble) => delayed(run, registers, (asked, known), trouble).await,
        Ok(reply) => {
            let fresh_until = registers.manner(register)?.fresh_until(now.date());
            let act = RecordAnswer { case, ask, reply, retrieved: now, fresh_until };
            match by_itself(run, act).await? {
                // A value that the law's dictionary does not know is an answer that does not fit.
                Some("fact-wrong" | "fact-unknown") => {
                    delayed(run, registers, (asked, known), Trouble::WrongSchema).await
                }
                _ => Ok(Went::On),
            }
        }
    }
}

/// Says that a register is down, once it rests, and that it is back, once it answers.
async fn note(
    run: &JobRun,
    register: Register,
    trouble: Option<Trouble>,
    rests: bool,
) -> Result<(), Fault> {
    let trouble = trouble.filter(|trouble| trouble.is_of_register());
    if trouble.is_some() && !rests {
        return Ok(());
    }
    let (known, _) = run.kernel.peek::<KnownRegister>(RegisterId::of(register)).await?;
    if known.down.is_some() == trouble.is_some() {
        return Ok(());
    }
    by_itself(run, NoteRegister { register, trouble }).await.map(drop)
}

/// Lets the question wait: for the register, or for a while of its own that grows.
async fn delayed(
    run: &JobRun,
    registers: &Registers,
    (asked, known): (Asked, &Ask),
    trouble: Trouble,
) -> Result<Went, Fault> {
    let Asked { case, ask } = asked;
    let now = run.kernel.now();
    let before = match known.standing {
        Standing::Open { trouble: Some(before), delays, .. } if before == trouble => delays,
        _ => 0,
    };
    let next = if trouble.is_of_register() {
        now
    } else {
        now.plus_seconds(registers.manner(known.register)?.again(before))
    };
    by_itself(run, DelayAsk { case, ask, trouble, next }).await?;
    Ok(if registers.is_ready(known.register, now) { Went::On } else { Went::Stop })
}

/// Runs an act of the machine; the code of its refusal, when it was refused: on what is over meanwhile
/// it is needed no longer.
async fn by_itself<A: Act>(run: &JobRun, act: A) -> Result<Option<&'static str>, Fault> {
    let stream = act.stream();
    let cause = Run { cause: Cause::Job(run.id), ..Run::default() };
    match run.kernel.run(&Who::machine(), act, cause).await {
        Ok(_) | Err(NotDone::NotFound) => Ok(None),
        Err(NotDone::Refused(refusal)) => Ok(Some(refusal.code)),
        Err(NotDone::Fault(fault)) => Err(fault),
        Err(other) => Err(Fault::message(format!("{stream}: {other:?}"))),
    }
}
