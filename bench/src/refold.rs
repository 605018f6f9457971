//! One million events, folded anew and compared with every stored row.

use anyhow::{Result, ensure};
use kernel::{Changes, NewStream, Sealed, Who};
use tokio::runtime::Runtime;

use crate::notes::{self, NOTES_ON_A_CASE, NoteEvent, NotesId, Place, TEXT};
use crate::{Line, Target, commands, timed};

/// Cases in the population; with ten events each, one million events.
const CASES: u32 = 100_000;
/// Cases loaded in one set.
const CASES_OF_A_SET: u32 = 500;
/// Persons whose keys seal the texts.
const PERSONS: usize = 10_000;

/// Loads the population, then verifies it.
pub fn run() -> Result<Vec<Line>> {
    let runtime = Runtime::new()?;
    let folder = tempfile::tempdir_in(commands::target())?;
    let place = Place::Folder(folder.path());
    let (loading, kernel) = timed(|| {
        runtime.block_on(async {
            let kernel = notes::open(&place).await?;
            let persons: Vec<_> = (0..PERSONS).map(|_| kernel.next_id()).collect();
            let mut persons = persons.iter().cycle();
            for set in 0..CASES / CASES_OF_A_SET {
                let at = kernel.now();
                let case = |_| {
                    let case = NotesId(kernel.next_id());
                    let person = persons.next().copied().unwrap_or_default();
                    let changes = (0..NOTES_ON_A_CASE).fold(Changes::new(), |changes, _| {
                        let text = Sealed::new(person, TEXT.to_owned());
                        changes.record(case, &NoteEvent::Noted { text })
                    });
                    NewStream { stages: vec![(at, changes)] }
                };
                let streams = (0..CASES_OF_A_SET).map(case).collect();
                kernel.load_streams(&Who::machine(), "bench.load", streams).await?;
                if set % 40 == 39 {
                    println!("  loaded {} cases", (set + 1) * CASES_OF_A_SET);
                }
            }
            anyhow::Ok(kernel)
        })
    })?;
    let (verifying, report) =
        timed(|| runtime.block_on(async { Ok(kernel.verify(&mut |_, _| {}).await?) }))?;
    ensure!(report.drifts == 0, "rows differ from the fold: {:?}", report.told);
    ensure!(report.events == u64::from(CASES * NOTES_ON_A_CASE), "only {} events", report.events);
    let rate = f64::from(CASES * NOTES_ON_A_CASE) / loading;
    Ok(vec![
        Line::new("1,000,000 sealed events loaded with their rows", rate, "/s"),
        Line::new("1,000,000 events folded anew and compared", verifying, "s")
            .target(Target::AtMost(60.0)),
    ])
}
