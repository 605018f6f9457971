//! Damages the shipped law at random for as long as asked, and watches that the engine neither
//! panics nor takes its time. The seed is told, so that a find can be repeated.

use anyhow::{Result, bail};
use std::time::{Duration, Instant};

/// No damaged file may take longer: the slowest sound one takes some milliseconds optimised, and a
/// tool built for development is slower by an order.
const FILE_TIME_MAX: Duration = Duration::from_secs(10);

/// Texts that parsers stumble over.
const PIECES: [&str; 24] = [
    "<",
    ">",
    "&#0;",
    "&lt;",
    "\"",
    "- ",
    "null",
    "not(",
    "[1..",
    "]]>",
    "<rule>",
    "</text>",
    "date(\"",
    "99999999999999999999",
    "\u{0}",
    "if ",
    "{a: ",
    "some x in ",
    "@\"",
    "..",
    "/*",
    "//",
    "\u{202e}",
    "-",
];

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        let sides = u64::try_from(sides.max(1)).unwrap_or(1);
        usize::try_from(self.0 % sides).unwrap_or(0)
    }
}

fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// One to six changes: a piece put in, a stretch left out, replaced or doubled, an end cut off.
fn damage(text: &mut String, dice: &mut Dice) {
    for _ in 0..=dice.roll(6) {
        let at = boundary(text, dice.roll(text.len() + 1));
        let end = boundary(text, at + dice.roll(200)).max(at);
        let piece = PIECES.get(dice.roll(PIECES.len())).copied().unwrap_or("<");
        match dice.roll(12) {
            0 => text.truncate(at),
            1..=3 => text.replace_range(at..end, ""),
            4..=6 => text.replace_range(at..end, piece),
            7 => {
                let doubled = text.get(at..end).unwrap_or("").repeat(1 + dice.roll(50));
                text.insert_str(at, &doubled);
            }
            _ => text.insert_str(at, piece),
        }
    }
}

/// Runs for `seconds` from `seed`; gives files tried, files that still loaded, and the slowest.
///
/// # Errors
/// When a file took too long; a panic ends the program and names the seed before.
pub fn run(seconds: u64, seed: u64, say: &dyn Fn(String)) -> Result<()> {
    let until = Instant::now() + Duration::from_secs(seconds);
    let tables: Vec<&str> = law::shipped::FILES
        .iter()
        .filter(|(path, _)| path.ends_with(".dmn"))
        .map(|(_, text)| *text)
        .collect();
    let whole: Vec<(&str, &str)> = law::shipped::FILES.to_vec();
    let (mut tried, mut loaded) = (0_u64, 0_u64);
    let mut slowest = (Duration::ZERO, seed);
    let mut seed = seed.max(1);
    while Instant::now() < until {
        seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15).max(1);
        let mut dice = Dice(seed);
        let folder = dice.roll(40) == 0;
        let begun = Instant::now();
        let found = std::panic::catch_unwind(|| {
            let mut dice = Dice(seed ^ 0x5555);
            if folder {
                let place = dice.roll(whole.len());
                let mut files: Vec<(&str, String)> =
                    whole.iter().map(|(path, text)| (*path, (*text).to_owned())).collect();
                if let Some((_, text)) = files.get_mut(place) {
                    damage(text, &mut dice);
                }
                law::Law::load(files.iter().map(|(path, text)| (*path, text.as_str()))).is_ok()
            } else {
                let mut text =
                    tables.get(dice.roll(tables.len())).copied().unwrap_or("").to_owned();
                damage(&mut text, &mut dice);
                law::compile("damaged.dmn", &text).is_ok()
            }
        });
        let took = begun.elapsed();
        slowest = slowest.max((took, seed));
        tried += 1;
        match found {
            Ok(true) => loaded += 1,
            Ok(false) => {}
            Err(_) => bail!("a panic with seed {seed}"),
        }
        if took > FILE_TIME_MAX && !folder {
            bail!("seed {seed} took {took:?}");
        }
    }
    say(format!(
        "{tried} damaged files, {loaded} still load, slowest {:?} (seed {}), no panic",
        slowest.0, slowest.1
    ));
    Ok(())
}
