//! A search for somebody whom one may not know of: it finds nothing, and takes as long as a search for nobody.

use std::time::Instant;

use anyhow::{Result, ensure};
use kernel::{Ids as _, SystemClock, SystemIds};

use super::millis;
use super::server::Server;
use super::visitor::Visitor;
use crate::{Line, Target, quantile};

/// Who sees the protected.
const CLEARED: &str = "Maria";
/// Nobody of the population bears either name; they are as long as each other.
const PROTECTED: &str = "zanzubari";
const NOBODYS: &str = "zonzabiru";
const SEARCHES: u32 = 400;
/// How much longer the one may take than the other: medians of so many searches in turn differ by less than a
/// tenth where nothing else differs.
const RATIO_MAX: f64 = 1.1;

/// The median wait of the one beside that of the other.
pub fn measure(
    server: &Server,
    visitor: &Visitor,
    line: &dyn Fn(&str, f64, &'static str) -> Line,
) -> Result<Line> {
    let mut cleared = Visitor::signed_in(server.address(), CLEARED)?;
    protect(&mut cleared)?;
    ensure!(cleared.search(PROTECTED)?.contains("/persons/"), "whoever may know finds nobody");
    let mut visitor = visitor.clone();
    let mut waits = [Vec::new(), Vec::new()];
    for n in 0..SEARCHES {
        for (words, waits) in [PROTECTED, NOBODYS].into_iter().zip(&mut waits) {
            let start = Instant::now();
            let page = visitor.search(words)?;
            waits.push(millis(start.elapsed()));
            ensure!(n > 0 || !page.contains("href=\"/persons/0"), "{words} was found");
        }
    }
    let [hidden, none] = waits.map(|mut waits| {
        waits.sort_by(f64::total_cmp);
        quantile(&waits, 50)
    });
    let what = "search for a protected person by who may not know, beside one for nobody";
    Ok(line(what, hidden / none, "times").target(Target::AtMost(RATIO_MAX)))
}

/// Records somebody and protects them.
fn protect(cleared: &mut Visitor) -> Result<()> {
    let id = || SystemIds(std::sync::Arc::new(SystemClock)).next().to_string();
    let (person, once, again) = (id(), id(), id());
    let pairs = [
        ("once", once.as_str()),
        ("person", &person),
        ("family", PROTECTED),
        ("given", "Nadia"),
        ("born-year", "1990"),
        ("born-month", "5"),
        ("born-day", "17"),
        ("sex", "F"),
        ("nationality", "SYR"),
    ];
    cleared.post("/persons/new", &pairs)?;
    let pairs =
        [("once", again.as_str()), ("seen", "1"), ("class", "protected"), ("reason", "A+threat")];
    cleared.post(&format!("/persons/{person}/class"), &pairs)?;
    Ok(())
}
