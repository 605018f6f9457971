//! Durable commands, on both engines, beside the plainest program that writes the same.

use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context as _, Result};
use kernel::{Kernel, Who};
use tokio::runtime::Runtime;

use crate::notes::{self, NOTES_ON_A_CASE, NotesId, Place};
use crate::{Line, Target, bare, median, pgbench, quantile};

/// People at work at once on the embedded database.
const SQLITE_CLIENTS: u32 = 64;
/// Connections to the server, one client each.
const POSTGRES_CLIENTS: u32 = 32;
/// Cases a client works on in one round.
const CASES_OF_A_CLIENT: u32 = 20;
/// Rounds of each, one after the other, so that a slow minute hits both; the median counts.
const ROUNDS: usize = 5;

/// What one round of ours gave.
struct Round {
    commands_per_second: f64,
    /// Milliseconds of each command, ascending.
    waits: Vec<f64>,
}

/// On SQLite with `synchronous = FULL`.
pub fn on_sqlite() -> Result<Vec<Line>> {
    let runtime = Runtime::new()?;
    let (mut ours, mut theirs, mut waits) = (Vec::new(), Vec::new(), Vec::new());
    for round in 1..=ROUNDS {
        let folder = tempfile::tempdir_in(target())?;
        let result = runtime.block_on(async {
            let kernel = notes::open(&Place::Folder(folder.path())).await?;
            work(&kernel, SQLITE_CLIENTS).await
        })?;
        let same = bare::read(&folder.path().join("uma.db"))?;
        let bare_folder = tempfile::tempdir_in(target())?;
        runtime.block_on(async {
            drop(notes::open(&Place::Folder(bare_folder.path())).await?);
            anyhow::Ok(())
        })?;
        let bare = bare::write(&bare_folder.path().join("uma.db"), &same, SQLITE_CLIENTS)?;
        println!("  round {round}: {:.0}/s, bare loop {bare:.0}/s", result.commands_per_second);
        ours.push(result.commands_per_second);
        theirs.push(bare);
        waits = result.waits;
    }
    let line = Line::new("durable commands, SQLite FULL, 64 clients", median(&mut ours), "/s")
        .against(median(&mut theirs))
        .target(Target::OfPeer(0.4));
    Ok(with_waits(line, &waits))
}

/// On PostgreSQL with its own durable settings.
pub fn on_postgres() -> Result<Vec<Line>> {
    let server = pgbench::Server::given()?;
    let runtime = Runtime::new()?;
    let (mut ours, mut plain, mut pipelined) = (Vec::new(), Vec::new(), Vec::new());
    let mut waits = Vec::new();
    for round in 1..=ROUNDS {
        let folder = tempfile::tempdir_in(target())?;
        let (events, keys) = (server.fresh("bench_events")?, server.fresh("bench_keys")?);
        let result = runtime.block_on(async {
            let connections = usize::try_from(POSTGRES_CLIENTS)?;
            let place =
                Place::Server { events: &events, keys: &keys, ring: folder.path(), connections };
            let kernel = notes::open(&place).await?;
            work(&kernel, POSTGRES_CLIENTS).await
        })?;
        // The peer writes into the same tables, emptied.
        let script = pgbench::script(NOTES_ON_A_CASE, false);
        let a = server.run(&events, &script, POSTGRES_CLIENTS, CASES_OF_A_CLIENT)?;
        let script = pgbench::script(NOTES_ON_A_CASE, true);
        let b = server.run(&events, &script, POSTGRES_CLIENTS, CASES_OF_A_CLIENT)?;
        let (a, b) = (a * f64::from(NOTES_ON_A_CASE), b * f64::from(NOTES_ON_A_CASE));
        println!(
            "  round {round}: {:.0}/s, pgbench {a:.0}/s, pgbench with a pipeline {b:.0}/s",
            result.commands_per_second
        );
        ours.push(result.commands_per_second);
        plain.push(a);
        pipelined.push(b);
        waits = result.waits;
    }
    let name = "durable commands, PostgreSQL, 32 connections";
    let value = median(&mut ours);
    let line = Line::new(name, value, "/s").against(median(&mut plain)).target(Target::OfPeer(0.8));
    let mut lines = with_waits(line, &waits);
    lines.push(
        Line::new("the same, beside pgbench with a pipeline", value, "/s")
            .against(median(&mut pipelined)),
    );
    Ok(lines)
}

fn with_waits(line: Line, waits: &[f64]) -> Vec<Line> {
    let name = line.name.clone();
    let wait =
        |percent| Line::new(format!("{name}: wait p{percent}"), quantile(waits, percent), "ms");
    vec![line, wait(50), wait(99)]
}

/// Clients that each write notes on case after case, without a pause.
async fn work(kernel: &Kernel, clients: u32) -> Result<Round> {
    let who = Arc::new(Who::machine());
    let start = Instant::now();
    let tasks: Vec<_> =
        (0..clients).map(|_| tokio::spawn(client(kernel.clone(), Arc::clone(&who)))).collect();
    let mut waits = Vec::new();
    for task in tasks {
        waits.extend(task.await??);
    }
    let seconds = start.elapsed().as_secs_f64();
    let commands = f64::from(clients * CASES_OF_A_CLIENT * NOTES_ON_A_CASE);
    waits.sort_by(f64::total_cmp);
    Ok(Round { commands_per_second: commands / seconds, waits })
}

async fn client(kernel: Kernel, who: Arc<Who>) -> Result<Vec<f64>> {
    // One person a client, whose key exists after the first note, as it does in ordinary work.
    let person = kernel.next_id();
    let mut waits = Vec::new();
    for _ in 0..CASES_OF_A_CLIENT {
        let case = NotesId(kernel.next_id());
        for _ in 0..NOTES_ON_A_CASE {
            let start = Instant::now();
            notes::write(&kernel, &who, case, person).await?;
            waits.push(start.elapsed().as_secs_f64() * 1000.0);
        }
    }
    Ok(waits)
}

/// The folder of the measured program, on the disk that people use, not in memory.
pub fn target() -> std::path::PathBuf {
    let program = std::env::current_exe().context("where this program stands").ok();
    let folder = program.and_then(|program| program.parent().map(std::path::Path::to_path_buf));
    folder.unwrap_or_else(std::env::temp_dir)
}
