//! Pages and areas as people type them.

use std::collections::BTreeSet;

use crate::events::Area;

/// Pages named at once: no file holds more.
const NUMBERS_MAX: usize = paper::FILE_PAGES_MAX;

/// `1, 3-5`: pages by their numbers, spans included. Nothing when it is none.
pub(crate) fn page_numbers(text: &str) -> Option<BTreeSet<usize>> {
    let mut found = BTreeSet::new();
    let text = text.replace(['\u{2013}', '\u{2014}'], "-");
    let close = text.replace(" -", "-").replace("- ", "-");
    for part in close.split([',', ';', ' ', '\n', '\t']).filter(|part| !part.is_empty()) {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last): (usize, usize) = (first.parse().ok()?, last.parse().ok()?);
        if first == 0 || last < first || last - first >= NUMBERS_MAX {
            return None;
        }
        found.extend(first..=last);
    }
    (1..=NUMBERS_MAX).contains(&found.len()).then_some(found)
}

/// `2: 10 20.5 50 5`, one a line or parted by semicolons: the page, and in per cent of its width and
/// height how far the area is from the left and the top, how wide and how high it is.
pub(crate) fn areas(text: &str) -> Option<Vec<Area>> {
    let lines = text.split(['\n', ';']).map(str::trim).filter(|line| !line.is_empty());
    let found: Vec<Area> = lines.map(area).collect::<Option<_>>()?;
    Some(found).filter(|found| !found.is_empty())
}

fn area(line: &str) -> Option<Area> {
    let (page, rest) = line.split_once(':')?;
    let page = page.trim().parse().ok()?;
    let shares: Vec<u16> = rest.split_whitespace().map(thousandths).collect::<Option<_>>()?;
    let shares: [u16; 4] = shares.try_into().ok()?;
    let [left, top, width, height] = shares;
    Some(Area { page, left, top, width, height }).filter(Area::is_on_a_page)
}

/// Per cent with at most one decimal, as thousandths.
fn thousandths(text: &str) -> Option<u16> {
    let text = text.trim_end_matches('%').replace(',', ".");
    let (whole, tenth) = text.split_once('.').unwrap_or((text.as_str(), "0"));
    let digit = tenth.len() == 1;
    let (whole, tenth): (u16, u16) = (whole.parse().ok()?, tenth.parse().ok()?);
    if digit { whole.checked_mul(10)?.checked_add(tenth) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_by_numbers_and_spans() {
        assert_eq!(page_numbers("1, 3-5"), Some([1, 3, 4, 5].into()));
        assert_eq!(page_numbers(" 2 – 3 ; 9 "), Some([2, 3, 9].into()));
        for wrong in ["", "0", "x", "5-3", "1-99999999", "-1", "1.5", "1-"] {
            assert_eq!(page_numbers(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn areas_in_per_cent_of_the_page() {
        let area = Area { page: 2, left: 100, top: 205, width: 500, height: 50 };
        assert_eq!(areas("2: 10 20.5 50 5"), Some(vec![area]));
        assert_eq!(areas("2: 10% 20,5% 50% 5%\n\n2:10 20.5 50 5;"), Some(vec![area, area]));
        for wrong in [
            "",
            "10 20 50 5",
            "2: 10 20 50",
            "0: 10 20 50 5",
            "1: 60 0 50 5",
            "1: 10 20 0 5",
            "1: -1 20 5 5",
            "1: 1.25 20 5 5",
            "1: 70000 0 1 1",
            "1: 1e1 0 1 1",
        ] {
            assert_eq!(areas(wrong), None, "{wrong}");
        }
    }
}
