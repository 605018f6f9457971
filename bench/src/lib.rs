//! What `cargo xtask bench` measures: our figures beside those of the plainest program that does
//! the same, in one run on one machine, and the bar that each has to reach.
#![expect(clippy::print_stdout, reason = "measurements are printed")]

mod bare;
mod check;
mod commands;
mod law;
mod million;
mod notes;
mod paper;
mod passport;
mod permits;
mod pgbench;
mod queue;
mod refold;
mod soak;
mod start;

pub use permits::{SERVE as SERVE_PERMITS, serve as serve_permits};
pub use soak::write_until_killed;

use std::time::Instant;

/// One figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// What was measured.
    pub name: String,
    /// How much.
    pub value: f64,
    /// Of what: `/s`, `s`, `ms`.
    pub unit: &'static str,
    /// The same measured on the peer, in the same unit.
    pub peer: Option<f64>,
    /// Value over peer.
    pub ratio: Option<f64>,
    /// The bar.
    pub target: Option<Target>,
}

/// A bar that a figure has to reach.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Target {
    /// The value over the peer's is at least this.
    OfPeer(f64),
    /// The value is at least this.
    AtLeast(f64),
    /// The value is at most this.
    AtMost(f64),
}

impl Line {
    /// A figure without a peer or a bar.
    pub fn new(name: impl Into<String>, value: f64, unit: &'static str) -> Line {
        Line { name: name.into(), value, unit, peer: None, ratio: None, target: None }
    }

    /// With the same figure of a peer.
    #[must_use]
    pub fn against(mut self, peer: f64) -> Line {
        self.peer = Some(peer);
        self.ratio = Some(self.value / peer);
        self
    }

    /// With a bar.
    #[must_use]
    pub fn target(mut self, target: Target) -> Line {
        self.target = Some(target);
        self
    }

    /// Is the bar reached? Nothing when there is none.
    #[must_use]
    pub fn reached(&self) -> Option<bool> {
        Some(match self.target? {
            Target::OfPeer(least) => self.ratio.is_some_and(|ratio| ratio >= least),
            Target::AtLeast(least) => self.value >= least,
            Target::AtMost(most) => self.value <= most,
        })
    }
}

/// One measurement: its name on the command line, what it does, and the work.
pub struct Measurement {
    /// Name on the command line.
    pub name: &'static str,
    /// What it measures.
    pub about: &'static str,
    /// Does it.
    pub run: fn() -> anyhow::Result<Vec<Line>>,
}

/// All measurements, in the order they run.
pub const MEASUREMENTS: &[Measurement] = &[
    Measurement {
        name: "sqlite",
        about: "durable commands of 64 clients on SQLite, beside a bare loop that writes the same bytes",
        run: commands::on_sqlite,
    },
    Measurement {
        name: "postgres",
        about: "durable commands on 32 connections of PostgreSQL, beside pgbench with the same statements",
        run: commands::on_postgres,
    },
    Measurement {
        name: "refold",
        about: "one million events folded anew and compared with every row",
        run: refold::run,
    },
    Measurement {
        name: "start",
        about: "from the start of the program on an empty folder to its first page",
        run: start::run,
    },
    Measurement {
        name: "check",
        about: "cargo check of one system after a change, everything below it checked before",
        run: check::run,
    },
    Measurement {
        name: "law",
        about: "the law engine over a million permits, beside the same rule written by hand, and one by one",
        run: law::run,
    },
    Measurement {
        name: "paper",
        about: "decisions of three pages as archivable, accessible PDF, one after another",
        run: paper::run,
    },
    Measurement {
        name: "queue",
        about: "the queue of a million tasks, for an official who may take one kind of case and for one of two hundred",
        run: queue::run,
    },
    Measurement {
        name: "passport",
        about: "the machine readable lines of passports, cards and visas, one after another on one core",
        run: passport::run,
    },
    Measurement {
        name: "million",
        about: "a million cases: made, verified, listed, opened, searched; a case with its document, over HTTP",
        run: million::run,
    },
    Measurement {
        name: "permits",
        about: "applications with known right answers, five cases a second, and the process killed with -9",
        run: permits::run,
    },
    Measurement {
        name: "letters",
        about: "many grants at once, each decided, set as PDF and archived by its job",
        run: permits::letters,
    },
    Measurement {
        name: "soak",
        about: "writers killed with -9, a hundred rounds on each engine: nothing acknowledged is lost",
        run: soak::run,
    },
];

/// Prints lines as a table; true when every bar is reached.
pub fn print(lines: &[Line]) -> bool {
    let width = lines.iter().map(|line| line.name.chars().count()).max().unwrap_or(0);
    println!("{:width$}  {:>12}  {:>12}  {:>6}  bar", "what", "value", "peer", "ratio");
    for line in lines {
        let peer = line.peer.map_or(String::new(), |peer| figure(peer, line.unit));
        let ratio = line.ratio.map_or(String::new(), |ratio| format!("{ratio:.2}"));
        let target = line.target.map_or(String::new(), |target| match target {
            Target::OfPeer(least) => format!("at least {least} of the peer"),
            Target::AtLeast(least) => format!("at least {}", figure(least, line.unit)),
            Target::AtMost(most) => format!("at most {}", figure(most, line.unit)),
        });
        let verdict = match line.reached() {
            Some(true) => ": reached",
            Some(false) => ": MISSED",
            None => "",
        };
        let value = figure(line.value, line.unit);
        let row =
            format!("{:width$}  {value:>12}  {peer:>12}  {ratio:>6}  {target}{verdict}", line.name);
        println!("{}", row.trim_end());
    }
    lines.iter().all(|line| line.reached() != Some(false))
}

/// A figure with as many digits as it deserves, and its unit.
fn figure(value: f64, unit: &str) -> String {
    let digits = match value.abs() {
        large if large >= 100.0 => 0,
        middle if middle >= 10.0 => 1,
        _ => 2,
    };
    let gap = if unit.starts_with('/') || unit.is_empty() { "" } else { " " };
    format!("{value:.digits$}{gap}{unit}")
}

/// The middle one; of an even number the lower of the two in the middle.
fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get((values.len().saturating_sub(1)) / 2).copied().unwrap_or(f64::NAN)
}

/// The value below which this share of the values lies.
fn quantile(sorted: &[f64], percent: usize) -> f64 {
    let place = (sorted.len().saturating_sub(1)) * percent / 100;
    sorted.get(place).copied().unwrap_or(f64::NAN)
}

/// Seconds a piece of work takes, and what it gave.
fn timed<T>(work: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<(f64, T)> {
    let start = Instant::now();
    let done = work()?;
    Ok((start.elapsed().as_secs_f64(), done))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_reached_or_missed() {
        let line = Line::new("x", 50.0, "/s");
        assert_eq!(line.reached(), None);
        assert_eq!(line.clone().target(Target::AtMost(49.0)).reached(), Some(false));
        assert_eq!(line.clone().target(Target::AtLeast(50.0)).reached(), Some(true));
        let beside = line.target(Target::OfPeer(0.4));
        assert_eq!(beside.reached(), Some(false), "without a peer there is nothing to compare");
        assert_eq!(beside.clone().against(100.0).reached(), Some(true));
        assert_eq!(beside.against(200.0).reached(), Some(false));
    }

    #[test]
    fn middles_and_quantiles() {
        assert_eq!(median(&mut [3.0, 1.0, 2.0]), 2.0);
        let hundred: Vec<f64> = (1..=100).map(f64::from).collect();
        assert_eq!((quantile(&hundred, 50), quantile(&hundred, 99)), (50.0, 99.0));
    }

    #[test]
    fn figures_have_the_digits_they_deserve() {
        assert_eq!(figure(12_345.6, "/s"), "12346/s");
        assert_eq!(figure(0.456, "s"), "0.46 s");
        assert_eq!(figure(45.67, "ms"), "45.7 ms");
    }
}
