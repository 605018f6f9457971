//! A million cases: how long they take to make and to verify, and what an official then waits for.
//!
//! All of it over real HTTP against the program itself, on each engine in turn. Twenty gigabytes of disk
//! are needed at a time. `UMA_BENCH_CASES` makes fewer, `UMA_BENCH_KEEP` names a folder with a house that
//! was made before, or is to be kept, so that a figure can be looked into.

mod by_hand;
mod chain;
mod secret;
mod server;
mod visitor;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};

use self::server::{House, Server};
use self::visitor::Visitor;
use crate::{Line, Target, commands, median, pgbench, quantile};

/// Cases in the house.
const CASES: u32 = 1_000_000;
/// Pages opened, one after the other.
const LOOKS: u32 = 600;
/// Looks whose statements are counted, each by itself.
const LOOKS_COUNTED: usize = 41;
/// The lead of the largest unit, and how often each of their pages is opened.
const LEAD: &str = "Sari";
const LOOKS_OF_LEAD: u32 = 100;
/// Searches a second, as many as one core is to bear, and for how long.
const SEARCHES_A_SECOND: u32 = 50;
const SEARCH_SECONDS: u32 = 12;
/// Documents of the large case, and how often it is opened.
const DOCUMENTS: usize = 500;
const LOOKS_AT_LARGE: u32 = 60;
/// What is searched for, as officials do: names whole and begun, in both scripts, with a year, what
/// nearly all have, a reference on a letter, a number, and what nobody has.
const SEARCHES: [&str; 16] = [
    "mohamed",
    "rahimi fatema",
    "abdi 1990",
    "al-ahmad khaled 1971",
    "محمد",
    "haj",
    "a",
    "the",
    "letter of the applicant",
    "permit card pick-up point",
    "marital status divorce",
    "k305427",
    "HEL-2026-000123",
    "hel 2026 54321",
    "pohjolan puhtaus",
    "zzyzx",
];

/// On both engines, one after the other, since each takes much of a disk.
pub fn run() -> Result<Vec<Line>> {
    let given = |name| std::env::var_os(name).and_then(|value| value.into_string().ok());
    let cases = match given("UMA_BENCH_CASES") {
        Some(given) => given.parse().context("UMA_BENCH_CASES")?,
        None => CASES,
    };
    let mut lines = Vec::new();
    let engines = given("UMA_BENCH_ENGINES").unwrap_or_else(|| "sqlite,postgres".to_owned());
    for engine in engines.split(',') {
        let made = tempfile::tempdir_in(commands::target())?;
        let kept = given("UMA_BENCH_KEEP").map(PathBuf::from);
        let folder = kept.map_or_else(|| made.path().to_path_buf(), |kept| kept.join(engine));
        std::fs::create_dir_all(&folder)?;
        let house = match engine {
            "sqlite" => House::sqlite(&folder),
            _ => House::postgres(&folder, &pgbench::Server::given()?)?,
        };
        lines.extend(measure(&house, cases)?);
        house.remove(made.path() == folder)?;
    }
    Ok(lines)
}

fn measure(house: &House, cases: u32) -> Result<Vec<Line>> {
    let of = |what: &str| format!("{}, {cases} cases: {what}", house.engine());
    // It takes long: each figure is told as it comes.
    let line = |what: &str, value: f64, unit| {
        println!("  {what}: {value:.2} {unit}");
        Line::new(of(what), value, unit)
    };
    let mut lines = Vec::new();
    if house.is_new() {
        let (server, seconds) = Server::start(house, cases)?;
        drop(server);
        lines.push(line("made", seconds, "s").target(Target::AtMost(900.0)));
        lines.push(line("verified, drift 0", house.verify()?, "s"));
    }
    let (server, seconds) = Server::start(house, cases)?;
    lines.push(line("start to first page", seconds, "s").target(Target::AtMost(2.0)));
    lines.push(line("by itself after the start", server.settle()?, "s"));
    let mut visitor = Visitor::signed_in(server.address(), "Aino")?;

    let (mut waits, statements) = looks(house, &mut visitor, &["/work".to_owned()], LOOKS)?;
    lines.push(line("work list p50", quantile(&waits, 50), "ms").target(Target::AtMost(3.0)));
    lines.push(line("work list p99", quantile(&waits, 99), "ms").target(Target::AtMost(20.0)));
    lines
        .extend(statements.map(|n| line("work list", n, "statements").target(Target::AtMost(4.0))));

    let mut lead = Visitor::signed_in(server.address(), LEAD)?;
    for path in ["/lead", "/lead/untaken", "/deadlines"] {
        (waits, _) = looks(house, &mut lead, &[path.to_owned()], LOOKS_OF_LEAD)?;
        lines.push(line(&format!("{path} p50"), quantile(&waits, 50), "ms"));
        lines.push(line(&format!("{path} p99"), quantile(&waits, 99), "ms"));
    }

    let pages = visitor.cases(usize::try_from(LOOKS)?)?;
    looks(house, &mut visitor, &pages, LOOKS)?;
    let (mut nothing, _) = looks(house, &mut visitor, &[nobody()], LOOKS)?;
    let statements;
    (waits, statements) = looks(house, &mut visitor, &pages, LOOKS)?;
    let bar = if house.is_sqlite() { 5.0 } else { 15.0 };
    lines.push(line("case page p50", quantile(&waits, 50), "ms"));
    lines.push(line("case page p99", quantile(&waits, 99), "ms").target(Target::AtMost(bar)));
    lines.extend(statements.map(|n| line("case page", n, "statements")));
    let recorded = quantile(&nothing, 50);
    nothing.clear();
    lines.push(line("a look at no case, recorded as well, p50", recorded, "ms"));
    let rest = quantile(&waits, 50) - recorded;
    let rest = line("case page without the wait for its record p50", rest, "ms");
    lines.push(rest.target(Target::AtMost(1.0)));

    let person = visitor.person()?;
    let large = chain::large(&mut visitor, &person, DOCUMENTS)?;
    (waits, _) = looks(house, &mut visitor, &[large], LOOKS_AT_LARGE)?;
    let what = format!("case with {DOCUMENTS} documents p99");
    lines.push(line(&what, quantile(&waits, 99), "ms").target(Target::AtMost(100.0)));

    lines.extend(searches(&server, &visitor, &line)?);
    lines.push(secret::measure(&server, &visitor, &line)?);
    lines.extend(chain::measure(house, &server, &mut visitor, &person, &line)?);
    let resident = server.resident_mib()?;
    lines.push(line("resident after all of it", resident, "MiB").target(Target::AtMost(250.0)));
    Ok(lines)
}

/// A case that nobody has: its look is recorded, and answered with a page.
fn nobody() -> String {
    "/cases/00000000-0000-7000-8000-000000000007".to_owned()
}

/// Opens pages one after the other: milliseconds, sorted, and the statements of one of them where those are counted:
/// of the middle one, since what the program does by itself meanwhile belongs to none.
fn looks(
    house: &House,
    visitor: &mut Visitor,
    paths: &[String],
    times: u32,
) -> Result<(Vec<f64>, Option<f64>)> {
    ensure!(!paths.is_empty(), "no pages to open");
    let mut waits = Vec::new();
    for path in paths.iter().cycle().take(usize::try_from(times)?) {
        let start = Instant::now();
        visitor.get(path)?;
        waits.push(millis(start.elapsed()));
    }
    waits.sort_by(f64::total_cmp);
    let mut counted = Vec::new();
    for path in paths.iter().cycle().take(LOOKS_COUNTED) {
        house.forget_statements()?;
        visitor.get(path)?;
        counted.extend(house.statements()?);
    }
    Ok((waits, (!counted.is_empty()).then(|| median(&mut counted))))
}

/// So many searches a second, whether or not those before are answered.
fn searches(
    server: &Server,
    visitor: &Visitor,
    line: &dyn Fn(&str, f64, &'static str) -> Line,
) -> Result<Vec<Line>> {
    // Each once, so that the first readers of the day are not what is measured.
    let mut each = Vec::new();
    for words in SEARCHES {
        let mut visitor = visitor.clone();
        visitor.search(words)?;
        let start = Instant::now();
        visitor.search(words)?;
        each.push((millis(start.elapsed()), words));
    }
    each.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (slowest, words) = each.first().context("no searches")?;
    let mut lines = vec![line(&format!("slowest search alone ({words})"), *slowest, "ms")];
    let before = server.cpu_ms()?;
    let count = SEARCHES_A_SECOND * SEARCH_SECONDS;
    let start = Instant::now();
    let mut waits = std::thread::scope(|scope| -> Result<Vec<f64>> {
        let workers: Vec<_> = (0..SEARCHES_A_SECOND)
            .map(|worker| {
                let mut visitor = visitor.clone();
                scope.spawn(move || -> Result<Vec<f64>> {
                    let mut waits = Vec::new();
                    for round in 0..SEARCH_SECONDS {
                        let n = round * SEARCHES_A_SECOND + worker;
                        let due = Duration::from_secs(1) * n / SEARCHES_A_SECOND;
                        std::thread::sleep(due.saturating_sub(start.elapsed()));
                        let words = SEARCHES.get(usize::try_from(n)? * 7 % SEARCHES.len());
                        let words = words.context("no searches")?;
                        visitor.search(words)?;
                        // From when it was due: a queue counts.
                        waits.push(millis(start.elapsed().saturating_sub(due)));
                    }
                    Ok(waits)
                })
            })
            .collect();
        let mut waits = Vec::new();
        for worker in workers {
            waits.extend(worker.join().map_err(|_| anyhow::anyhow!("a worker died"))??);
        }
        Ok(waits)
    })?;
    let cpu = (server.cpu_ms()? - before) / f64::from(count);
    waits.sort_by(f64::total_cmp);
    let what = format!("search p95 at {SEARCHES_A_SECOND}/s");
    lines.push(line(&what, quantile(&waits, 95), "ms").target(Target::AtMost(100.0)));
    let bar = 1000.0 / f64::from(SEARCHES_A_SECOND);
    let cpu = line("search, processor time of the program", cpu, "ms");
    lines.push(cpu.target(Target::AtMost(bar)));
    Ok(lines)
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// The program that `cargo xtask bench` built.
fn program() -> Result<PathBuf> {
    let program = commands::target().join("uma");
    ensure!(program.is_file(), "{} is not built; `cargo xtask bench` builds it", program.display());
    Ok(program)
}

fn is_empty(folder: &Path) -> bool {
    std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none())
}
