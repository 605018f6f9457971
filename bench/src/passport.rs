//! The lines of passports, read one after another on one core.

use anyhow::{Result, ensure};
use jiff::civil::{Date, date};
use rustix::time::{ClockId, clock_gettime};

use crate::{Line, Target, median};

/// The day of the reading.
const TODAY: Date = date(2026, 11, 26);
/// Documents of a round: two seconds of work at the bar.
const DOCUMENTS: u32 = 600_000;
/// Rounds; the middle one counts.
const ROUNDS: usize = 5;
/// One of each layout that travellers carry.
const LINES: [&str; 4] = [
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10",
    "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6",
    "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<",
    "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL8988901C4XXX4009078F96121096ZE184226B<<<<<<",
];

/// Reads documents on one thread.
pub fn run() -> Result<Vec<Line>> {
    let mut rates = Vec::new();
    for _ in 0..ROUNDS {
        let before = processor();
        let mut read = 0_u32;
        for lines in LINES.iter().cycle().take(usize::try_from(DOCUMENTS)?) {
            let document = mrz::read(std::hint::black_box(lines), TODAY, |code| code != "ABC");
            read += u32::from(document.is_ok());
        }
        ensure!(read == DOCUMENTS, "{} documents were not read", DOCUMENTS - read);
        rates.push(f64::from(DOCUMENTS) / (processor() - before));
    }
    let rate = median(&mut rates);
    Ok(vec![
        Line::new("Lines of a passport, card or visa read, one core", rate, "/s")
            .target(Target::AtLeast(300_000.0)),
    ])
}

/// Seconds of the processor that this thread has had.
fn processor() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    let part = |count| u32::try_from(count).map_or(f64::NAN, f64::from);
    part(time.tv_sec) + part(time.tv_nsec) / 1e9
}
