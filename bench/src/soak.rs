//! Writers killed with -9, again and again: whatever was acknowledged is there, whole, and the
//! audit record is unbroken.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use kernel::{Kernel, Who};
use tokio::runtime::Runtime;
use uuid::Uuid;

use crate::notes::{self, NOTES_ON_A_CASE, Notes, NotesId, Place};
use crate::{Line, Target, commands, pgbench};

const ROUNDS: u32 = 100;
/// Verifying everything takes longer the more there is, so it is done every so many rounds.
const ROUNDS_BETWEEN_VERIFIES: u32 = 10;
const CLIENTS: u32 = 8;
/// A writer lives this long after its first acknowledgement, in milliseconds.
const LIFE_MS: std::ops::Range<u64> = 5..150;

/// The soak on both engines.
pub fn run() -> Result<Vec<Line>> {
    let server = pgbench::Server::given()?;
    let folder = tempfile::tempdir_in(commands::target())?;
    let on_files = soak("SQLite", "folder", folder.path(), &[])?;
    let (events, keys) = (server.fresh("soak_events")?, server.fresh("soak_keys")?);
    let folder = tempfile::tempdir_in(commands::target())?;
    let on_server = soak("PostgreSQL", "server", folder.path(), &[&events, &keys])?;
    Ok([on_files, on_server].concat())
}

fn place<'a>(folder: &'a Path, databases: &'a [String]) -> Place<'a> {
    match databases {
        [events, keys] => Place::Server { events, keys, ring: folder, connections: 8 },
        _ => Place::Folder(folder),
    }
}

fn soak(engine: &str, kind: &str, folder: &Path, databases: &[&str]) -> Result<Vec<Line>> {
    let mut words = vec![kind.to_owned(), folder.to_string_lossy().into_owned()];
    words.extend(databases.iter().map(|database| (*database).to_owned()));
    let databases: Vec<String> = databases.iter().map(|d| (*d).to_owned()).collect();
    let runtime = Runtime::new()?;
    // The highest version of each case that a writer was told is safe.
    let mut acknowledged: BTreeMap<Uuid, i64> = BTreeMap::new();
    let (mut commands, mut lost) = (0_u32, 0_u32);
    for round in 1..=ROUNDS {
        for (case, version) in one_life(&words.join("\n"))? {
            commands += 1;
            let highest = acknowledged.entry(case).or_default();
            *highest = version.max(*highest);
        }
        runtime.block_on(async {
            let kernel = notes::open(&place(folder, &databases)).await?;
            for (case, version) in std::mem::take(&mut acknowledged) {
                let (_, stored) = kernel.peek::<Notes>(NotesId(case)).await?;
                lost += u32::from(stored < version);
            }
            if round % ROUNDS_BETWEEN_VERIFIES == 0 {
                whole(&kernel).await?;
                println!("  {engine}: {round} kills, {commands} acknowledged, {lost} lost");
            }
            anyhow::Ok(())
        })?;
    }
    Ok(vec![
        Line::new(format!("{engine}: kills with -9"), f64::from(ROUNDS), ""),
        Line::new(format!("{engine}: commands acknowledged"), f64::from(commands), ""),
        Line::new(format!("{engine}: acknowledged and lost"), f64::from(lost), "")
            .target(Target::AtMost(0.0)),
    ])
}

/// No torn row, no broken chain.
async fn whole(kernel: &Kernel) -> Result<()> {
    let rows = kernel.verify(&mut |_, _| {}).await?;
    ensure!(rows.drifts == 0, "rows differ from the fold: {:?}", rows.told);
    let audit = kernel.audit_verify(&mut |_, _| {}).await?;
    ensure!(audit.drifts == 0, "the audit record is broken: {:?}", audit.told);
    Ok(())
}

/// Starts a writer, kills it in the middle of its work, and gives what it was told is safe.
fn one_life(place: &str) -> Result<Vec<(Uuid, i64)>> {
    let mut child = Command::new(std::env::current_exe()?)
        .args(["write-until-killed", place])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut lines = BufReader::new(child.stdout.take().context("no pipe")?).lines();
    let first = lines.next().context("the writer wrote nothing")??;
    let life = rand::random_range(LIFE_MS);
    let reader = std::thread::spawn(move || {
        // The last line may be torn by the kill: then nobody was told.
        lines.map_while(Result::ok).filter_map(|line| said(&line)).collect::<Vec<_>>()
    });
    std::thread::sleep(Duration::from_millis(life));
    child.kill()?;
    child.wait()?;
    let mut all = reader.join().unwrap_or_default();
    all.extend(said(&first));
    Ok(all)
}

fn said(line: &str) -> Option<(Uuid, i64)> {
    let (case, version) = line.strip_suffix(" safe")?.split_once(' ')?;
    Some((case.parse().ok()?, version.parse().ok()?))
}

/// The writer: clients that write notes and say each that is safe, until somebody kills them.
///
/// # Errors
/// When a command fails, which the soak then sees as a writer that wrote nothing.
pub fn write_until_killed(words: &str) -> Result<()> {
    let words: Vec<String> = words.lines().map(str::to_owned).collect();
    let (head, databases) = words.split_at_checked(2).context("no place named")?;
    let folder = head.last().context("no folder named")?;
    Runtime::new()?.block_on(async {
        let kernel = notes::open(&place(Path::new(folder), databases)).await?;
        let clients: Vec<_> = (0..CLIENTS).map(|_| tokio::spawn(client(kernel.clone()))).collect();
        for client in clients {
            client.await??;
        }
        Ok(())
    })
}

async fn client(kernel: Kernel) -> Result<()> {
    let who = Who::machine();
    let person = kernel.next_id();
    loop {
        let case = NotesId(kernel.next_id());
        for _ in 0..NOTES_ON_A_CASE {
            let version = notes::write(&kernel, &who, case, person).await?;
            // One write a line, so that a kill tears at most the last one.
            let line = format!("{case} {version} safe\n");
            std::io::stdout().lock().write_all(line.as_bytes())?;
        }
    }
}
