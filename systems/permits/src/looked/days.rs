//! Days in the text of a document, as people write them, and the last day on which it says that something holds.

use kernel::Date;

use crate::permit::Ends;

/// Characters after a word within which the day stands that it is about.
const AFTER_CHARS_MAX: usize = 60;

/// The last of the days that stand beside words for the end of something; nothing where none does.
pub(super) fn last_day(text: &str, ends: &Ends) -> Option<Date> {
    let lines: Vec<String> = text.lines().map(str::to_lowercase).collect();
    let mut last = None;
    for (n, line) in lines.iter().enumerate() {
        let after = ends
            .words
            .iter()
            .filter_map(|word| line.find(word.as_str()).and_then(|at| line.get(at + word.len()..)));
        for rest in after {
            let near: String = rest.chars().take(AFTER_CHARS_MAX).collect();
            // Where the word is a label, its day stands on the next line.
            let below = lines.get(n + 1).map_or("", String::as_str);
            let found = day_of(&near, ends).or_else(|| {
                near.trim_matches(|c: char| !c.is_alphanumeric())
                    .is_empty()
                    .then(|| day_of(below, ends))?
            });
            last = last.max(found);
        }
    }
    last
}

/// The day that a piece of text is about: the last of those that stand there one after the other, unless it is one on
/// which something begins.
fn day_of(text: &str, ends: &Ends) -> Option<Date> {
    let days = days(text, ends);
    let (_, first_end) = days.first()?;
    let after = text.get(*first_end..)?;
    let begins = days.len() == 1
        && ends.begins.iter().any(|word| after.trim_start().starts_with(word.as_str()));
    (!begins).then(|| days.iter().map(|(day, _)| *day).max())?
}

/// The days in a text, each with where it ends.
fn days(text: &str, ends: &Ends) -> Vec<(Date, usize)> {
    let pieces = pieces(text);
    let mut days = Vec::new();
    let mut n = 0;
    while let Some([first, second, third]) = pieces.get(n..n + 3) {
        match day(first.0, second.0, third.0, ends) {
            Some(day) if first.2 && second.2 => {
                days.push((day, third.1));
                n += 3;
            }
            _ => n += 1,
        }
    }
    days
}

/// Runs of digits and of letters; each with where it ends, and whether the next one follows close enough to be of the
/// same day.
fn pieces(text: &str) -> Vec<(&str, usize, bool)> {
    let mut pieces: Vec<(&str, usize, bool)> = Vec::new();
    let mut rest = 0;
    while let Some(at) = text.get(rest..).and_then(|t| t.find(char::is_alphanumeric)) {
        let start = rest + at;
        let between = text.get(rest..start).unwrap_or_default();
        let joins = between.len() <= 2 && between.chars().all(|c| " ./-,".contains(c));
        if let Some(last) = pieces.last_mut() {
            last.2 = joins;
        }
        let of = text.get(start..).unwrap_or_default();
        let digits = of.starts_with(|c: char| c.is_ascii_digit());
        let same = |c: char| c.is_alphanumeric() && c.is_ascii_digit() == digits;
        let end = start + of.find(|c| !same(c)).unwrap_or(of.len());
        pieces.push((text.get(start..end).unwrap_or_default(), end, false));
        rest = end;
    }
    pieces
}

/// Three pieces as a day: `31 12 2025`, `2025 12 31`, `31 dec 2025`, `dec 31 2025`. Of two numbers that may be day and
/// month either way it is the later day.
fn day(first: &str, second: &str, third: &str, ends: &Ends) -> Option<Date> {
    let number = |text: &str| text.parse::<i16>().ok();
    let of = |year: i16, month: i16, day: i16| {
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    };
    let year = |text: &str| number(text).filter(|_| text.len() == 4);
    let month = |text: &str| {
        let named = |names: &Vec<String>| names.iter().any(|name| text.starts_with(name.as_str()));
        let at = ends.months.iter().position(named)?;
        i16::try_from(at + 1).ok()
    };
    if let Some(year) = year(first) {
        return of(year, number(second)?, number(third)?);
    }
    let year = year(third)?;
    match (number(first), number(second)) {
        (Some(one), Some(other)) => of(year, other, one).max(of(year, one, other)),
        (Some(day), None) => of(year, month(second)?, day),
        (None, Some(day)) => of(year, month(first)?, day),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::permit;

    fn last(text: &str) -> Option<String> {
        last_day(text, permit::ends().unwrap()).map(|day| day.to_string())
    }

    #[test]
    fn the_end_of_something_is_read_as_people_write_it() {
        for (text, day) in [
            ("Vakuutus on voimassa 1.1.2025–31.12.2025.", Some("2025-12-31")),
            ("Voimassa 31.12.2025 asti", Some("2025-12-31")),
            ("Försäkringen är giltig till 31.12.2025", Some("2025-12-31")),
            ("Date of expiry\n31 DEC/DEC 2025", None),
            ("Date of expiry:\n31 DEC 2025", Some("2025-12-31")),
            ("valid until 2025-12-31", Some("2025-12-31")),
            ("Valid until December 31, 2025", Some("2025-12-31")),
            ("Viimeinen voimassaolopäivä 31. joulukuuta 2025", Some("2025-12-31")),
            ("Expires 3/4/2025", Some("2025-04-03")),
            (
                "Two things: valid until 1.1.2024. The other is valid until 1.1.2030.",
                Some("2030-01-01"),
            ),
            // It begins then, and nothing is said of its end.
            ("Sopimus on voimassa 1.1.2024 alkaen", None),
            ("Valid 1.1.2024 onwards", None),
            // A day that is about something else.
            ("Born 1.1.1990. Issued 1.1.2020.", None),
            ("voimassa toistaiseksi", None),
            ("valid until 99.99.9999", None),
        ] {
            assert_eq!(last(text).as_deref(), day, "{text}");
        }
    }

    proptest! {
        #[test]
        fn whatever_stands_there_is_read_without_a_panic(text in "\\PC*", noise in any::<Vec<u8>>()) {
            let ends = permit::ends().unwrap();
            let _ = last_day(&text, ends);
            let _ = last_day(&String::from_utf8_lossy(&noise), ends);
            let _ = last_day(&format!("voimassa {text}"), ends);
        }

        #[test]
        fn every_day_is_read_in_every_way_of_writing_it(n in 0i32..60_000, noise in "[ \\PC]{0,20}") {
            let first: Date = "1900-01-01".parse().unwrap();
            let day = first.checked_add(jiff::Span::new().days(n)).unwrap();
            let (y, m, d) = (day.year(), day.month(), day.day());
            for written in [format!("{d}.{m}.{y}"), format!("{y}-{m:02}-{d:02}"), format!("{d:02} {} {y}",
                ["jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]
                    [usize::try_from(m - 1).unwrap()])] {
                let text = format!("{noise}\nvalid until {written}\n");
                let read = last(&text).unwrap_or_default();
                // A day that may be read either way is the later of the two.
                prop_assert!(read >= day.to_string(), "{}: {}", text, read);
            }
        }
    }
}
