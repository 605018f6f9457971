//! Counting tests from what the test runners say.

use std::ops::AddAssign;

/// How many tests did what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Held.
    pub passed: u32,
    /// Did not hold, did not end, or could not start.
    pub failed: u32,
    /// Marked to be left out.
    pub skipped: u32,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Tally) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl Tally {
    /// Adds up the closing lines of cargo test, nextest and Playwright.
    pub fn read(said: &str) -> Tally {
        let mut sum = Tally::default();
        for line in said.lines() {
            let line = plain(line);
            let line = line.trim();
            if let Some(rest) = line.strip_prefix("test result:") {
                let counts = rest.split_once('.').map_or(rest, |(_, counts)| counts);
                sum += counts.split(';').map(part).fold(Tally::default(), plus);
            } else if line.starts_with("Summary [") {
                let counts = line.split_once("run: ").map_or("", |(_, counts)| counts);
                sum += counts.split(", ").map(part).fold(Tally::default(), plus);
            } else if let Some(count) = playwright(line) {
                sum += count;
            }
        }
        sum
    }
}

fn plus(mut sum: Tally, more: Tally) -> Tally {
    sum += more;
    sum
}

/// One count, such as `12 passed (1 slow)`; words we do not count are nothing.
fn part(text: &str) -> Tally {
    let mut words = text.split_whitespace();
    let count = words.next().and_then(|n| n.parse().ok()).unwrap_or(0);
    match (words.next(), words.next()) {
        (Some("passed"), _) => Tally { passed: count, ..Tally::default() },
        (Some("failed"), _) | (Some("timed"), Some("out")) | (Some("exec"), Some("failed")) => {
            Tally { failed: count, ..Tally::default() }
        }
        (Some("skipped" | "ignored"), _) => Tally { skipped: count, ..Tally::default() },
        _ => Tally::default(),
    }
}

/// Playwright closes with one count a line: `2 failed`, `1 skipped`, `30 passed (12.0s)`.
fn playwright(line: &str) -> Option<Tally> {
    let mut words = line.split(' ');
    let count: u32 = words.next()?.parse().ok()?;
    let what = words.next()?;
    let time = words.next();
    let closes = time.is_none_or(|t| t.starts_with('(')) && words.next().is_none();
    match what {
        "passed" if closes => Some(Tally { passed: count, ..Tally::default() }),
        "failed" | "flaky" | "interrupted" if time.is_none() => {
            Some(Tally { failed: count, ..Tally::default() })
        }
        "skipped" if time.is_none() => Some(Tally { skipped: count, ..Tally::default() }),
        _ => None,
    }
}

/// The line without colours.
fn plain(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        if c == '\u{1b}' {
            // An escape runs to its first letter: `ESC [ 1 ; 32 m`.
            chars.by_ref().find(char::is_ascii_alphabetic);
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_test_is_summed_over_its_binaries() {
        let said = "\
test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s
test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.02s";
        assert_eq!(Tally::read(said), Tally { passed: 5, failed: 1, skipped: 1 });
    }

    #[test]
    fn nextest_is_read_in_all_its_words() {
        let said = "     Summary [   0.012s] 14 tests run: 11 passed (1 slow, 1 flaky), 1 failed, \
                    1 timed out, 1 exec failed, 2 skipped";
        assert_eq!(Tally::read(said), Tally { passed: 11, failed: 3, skipped: 2 });
        let one = "     Summary [   0.004s] 1 test run: 1 passed, 0 skipped";
        assert_eq!(Tally::read(one), Tally { passed: 1, failed: 0, skipped: 0 });
    }

    #[test]
    fn playwright_is_read_and_its_flaky_tests_have_failed() {
        let said =
            "  1 failed\n    [js] sign-in.spec.ts:4:1\n  1 flaky\n  2 skipped\n  30 passed (12.3s)";
        assert_eq!(Tally::read(said), Tally { passed: 30, failed: 2, skipped: 2 });
    }

    #[test]
    fn colours_do_not_hide_a_count() {
        let said = "\u{1b}[32;1m     Summary\u{1b}[0m [   0.004s] \u{1b}[1m2\u{1b}[0m tests run: \
                    \u{1b}[1m2\u{1b}[0m \u{1b}[32;1mpassed\u{1b}[0m, 0 skipped";
        assert_eq!(Tally::read(said), Tally { passed: 2, failed: 0, skipped: 0 });
    }

    #[test]
    fn other_lines_count_nothing() {
        assert_eq!(Tally::read("3 passed by\n12 files\nfailed 3\n"), Tally::default());
    }
}
