//! The peer on PostgreSQL: its own pgbench, with the statements that the kernel sends.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::notes::{HEADLINE, TEXT};

/// A server to measure on, and its programs.
pub struct Server {
    address: String,
    programs: PathBuf,
}

impl Server {
    /// The server that `cargo xtask bench` started.
    pub fn given() -> Result<Server> {
        let given = |name: &str| {
            let value = std::env::var_os(name).and_then(|value| value.into_string().ok());
            value.with_context(|| format!("{name} is not set; `cargo xtask bench` sets it"))
        };
        let (address, programs) = (given("UMA_BENCH_PG")?, given("UMA_BENCH_PG_PROGRAMS")?.into());
        Ok(Server { address, programs })
    }

    /// Makes a database anew, empty, and gives its address.
    pub fn fresh(&self, name: &str) -> Result<String> {
        let maintenance = format!("--maintenance-db={}", self.address);
        self.tool("dropdb", &["--if-exists", "--force", &maintenance, name])?;
        self.tool("createdb", &[&maintenance, name])?;
        Ok(self.existing(name))
    }

    /// The address of a database that exists.
    pub fn existing(&self, name: &str) -> String {
        let server = self.address.rsplit_once('/').map_or(self.address.as_str(), |(s, _)| s);
        format!("{server}/{name}")
    }

    /// Takes a database away.
    pub fn gone(&self, name: &str) -> Result<()> {
        let maintenance = format!("--maintenance-db={}", self.address);
        self.tool("dropdb", &["--if-exists", "--force", &maintenance, name]).map(|_| ())
    }

    /// Runs a script so many times for each client; scripts a second.
    pub fn run(&self, address: &str, script: &str, clients: u32, times: u32) -> Result<f64> {
        let empty = "TRUNCATE stream, event, bench_notes, outbox, command, audit";
        self.tool("psql", &["--quiet", "--command", empty, "--command", "CHECKPOINT", address])?;
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("script.sql");
        std::fs::write(&file, script)?;
        let file = file.to_string_lossy().into_owned();
        let (clients, times) = (clients.to_string(), times.to_string());
        let said = self.tool(
            "pgbench",
            &[
                "--no-vacuum",
                "--protocol=prepared",
                "--jobs=2",
                "--client",
                &clients,
                "--transactions",
                &times,
                "--define=case=0",
                "--define=seq=0",
                "--file",
                &file,
                address,
            ],
        )?;
        let rate = said.lines().find_map(|line| line.strip_prefix("tps = "));
        let rate = rate.and_then(|rate| rate.split_whitespace().next());
        rate.context("pgbench named no rate")?.parse().context("pgbench's rate")
    }

    fn tool(&self, name: &str, args: &[&str]) -> Result<String> {
        let output = Command::new(self.programs.join(name)).args(args).output();
        let output = output.with_context(|| format!("{name} cannot be started"))?;
        if !output.status.success() {
            bail!("{name}: {}", String::from_utf8_lossy(&output.stderr).trim());
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

/// The statements of that many notes on one new case, as the kernel sends them: two reads, then a
/// transaction of six writes. With a pipeline, the writes travel together, as the kernel's do.
pub fn script(notes: u32, pipeline: bool) -> String {
    let mut script = String::from("\\set case :case + 1\n");
    let id = |kind: u32, number: &str| {
        // Ids of each client in ascending order, as the kernel's own are.
        format!(
            "(lpad(to_hex({kind} + 8 * :client_id), 8, '0') || lpad(to_hex({number}), 24, '0'))::uuid"
        )
    };
    let case = id(1, ":case::bigint");
    let actor = "'00000000-0000-0000-0000-000000000001'::uuid";
    let hash = format!("'\\x{}'::bytea", "5a".repeat(32));
    // A sealed text is as long as nonce, text and tag in base64.
    let body = format!(
        r#"{{"text":{{"$seal":{{"subject":"{}","sealed":"{}"}}}}}}"#,
        "0".repeat(36),
        "A".repeat((24 + TEXT.len() + 2 + 16) * 4 / 3)
    );
    for version in 1..=notes {
        let seq = ":seq::bigint";
        let (event, token) = (id(2, seq), id(3, seq));
        let (begin, end) =
            if pipeline { ("\\startpipeline\n", "\\endpipeline\n") } else { ("", "") };
        let (stream, row) = if version == 1 {
            (
                format!(
                    "INSERT INTO stream (stream_id, kind, version, head) VALUES ({case}, 'bench-notes', 1, {hash});"
                ),
                format!(
                    "INSERT INTO bench_notes (stream_id, headline, notes, erased) VALUES ({case}, '{HEADLINE}', 1, 0);"
                ),
            )
        } else {
            let before = version - 1;
            (
                format!(
                    "UPDATE stream SET version = {version}, head = {hash} WHERE stream_id = {case} AND version = {before};"
                ),
                format!(
                    "UPDATE bench_notes SET headline = '{HEADLINE}', notes = {version}, erased = 0 WHERE stream_id = {case};"
                ),
            )
        };
        let lines = [
            "\\set seq :seq + 1".to_owned(),
            format!(
                "SELECT stream_id, version FROM command WHERE id = {token} AND actor = {actor};"
            ),
            format!(
                "SELECT e.version, e.id, e.kind, e.schema_version, e.at, e.actor, e.on_behalf_of, e.act, e.body, e.hash, s.kind FROM stream s JOIN event e ON e.stream_id = s.stream_id WHERE s.stream_id = {case} ORDER BY e.version;"
            ),
            format!("{begin}BEGIN;"),
            stream,
            format!(
                "INSERT INTO command (id, at, actor, act, stream_id, version) VALUES ({token}, now(), {actor}, 'bench.note', {case}, {version});"
            ),
            format!(
                "INSERT INTO event (stream_id, version, id, kind, schema_version, at, actor, on_behalf_of, act, cause, basis, body, hash) VALUES ({case}, {version}, {event}, 'bench.noted', 1, now(), {actor}, NULL, 'bench.note', '', '', '{body}', {hash});"
            ),
            format!(
                "INSERT INTO outbox (stream_id, version, reaction, due, attempts, trouble) VALUES ({case}, {version}, 'bench.listen', now(), 0, '');"
            ),
            row,
            format!(
                "INSERT INTO audit (lane, seq, at, actor, session, kind, act, subject_kind, subject, detail, hash) VALUES ({}, {seq}, now(), {actor}, NULL, 'write', 'bench.note', 'bench-notes', {case}, '', {hash});",
                id(4, "0")
            ),
            format!("COMMIT;\n{end}"),
        ];
        for line in lines {
            // Writing into a String cannot fail.
            writeln!(script, "{}", line.trim_end()).ok();
        }
    }
    script
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_note_is_one_transaction_of_six_writes() {
        let script = script(10, true);
        let count = |word: &str| script.lines().filter(|line| line.starts_with(word)).count();
        assert_eq!((count("BEGIN"), count("COMMIT"), count("SELECT")), (10, 10, 20));
        assert_eq!(count("INSERT") + count("UPDATE"), 60);
        assert_eq!((count("\\startpipeline"), count("\\endpipeline")), (10, 10));
    }
}
