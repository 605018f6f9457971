//! What the law's file says of cards: the only reader of `law/cards`.

use std::sync::LazyLock;

use casefile::model::{Authority, AuthorityKind};
use identity::model::What;
use kernel::{Date, Fault};
use law::Grade;
use serde::Deserialize;

const FILE: &str = include_str!("../../../law/cards/cards.toml");

static RULES: LazyLock<Result<Rules, String>> = LazyLock::new(|| read(FILE));

/// The law of cards, as of every day.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    remark: Vec<Remark>,
    pictures: Vec<Needed>,
    handed_over: Vec<HandedOver>,
    grounds: Vec<Grounds>,
    anew: Vec<Anew>,
}

/// Declares a row of the file: what it says, and from when, since when known, and on what ground.
macro_rules! dated {
    ($(#[$meta:meta])* $name:ident { $($field:ident: $type:ty,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
        #[serde(deny_unknown_fields)]
        struct $name {
            $($field: $type,)+
            valid_from: Date,
            known_from: Date,
            citation: String,
            grade: Grade,
            last_checked: Date,
        }

        impl $name {
            /// What is wrong with the row.
            fn flaw(&self) -> Option<String> {
                let unread = self.grade == Grade::Primary && self.last_checked < self.known_from;
                let empty = self.citation.trim().is_empty() || unread;
                empty.then(|| format!("{self:?}: say where it stands and when it was checked"))
            }

            /// Of rows that hold on a day, the one that began last.
            fn on<'a>(rows: impl Iterator<Item = &'a $name>, day: Date) -> Option<&'a $name> {
                rows.filter(|row| row.valid_from <= day).max_by_key(|row| (row.valid_from, row.known_from))
            }
        }
    };
}

dated! {
    /// The fact that stands on a card as the right to work.
    Remark { fact: String, }
}
dated! {
    /// What a card carries of what devices take.
    Needed { needs: Vec<What>, }
}
dated! {
    /// Where a card is handed over whose holder showed who they are at such a place.
    HandedOver { shown: ShownAt, place: String, }
}
dated! {
    /// On which grounds a card is made without what it should carry.
    Grounds { codes: Vec<String>, }
}
dated! {
    /// Why one is ordered anew, and after what.
    Anew { code: String, after: Vec<String>, }
}

/// The kind of place at which somebody showed who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ShownAt {
    Mission,
    ServicePoint,
    Nowhere,
}

/// Where identity was shown: the card is handed over there.
const WHERE_SHOWN: &str = "where_shown";

/// The shipped rules.
///
/// # Errors
/// A bug when the file cannot be read; a test reads it.
pub fn rules() -> Result<&'static Rules, Fault> {
    RULES.as_ref().map_err(|wrong| Fault::message(wrong.clone()))
}

impl Rules {
    /// The fact whose code stands on a card as the right to work.
    #[must_use]
    pub fn remark(&self, day: Date) -> Option<&str> {
        Remark::on(self.remark.iter(), day).map(|row| row.fact.as_str())
    }

    /// What a card carries of what devices take.
    #[must_use]
    pub fn needs(&self, day: Date) -> &[What] {
        Needed::on(self.pictures.iter(), day).map_or(&[], |row| &row.needs)
    }

    /// Key of the place where a card is handed over whose holder showed who they are at another, or nowhere; of a
    /// place that is closed, who took over.
    #[must_use]
    pub fn handed_over_at(&self, shown: Option<&str>, day: Date) -> Option<String> {
        let place = shown.and_then(|key| Authority::all().iter().find(|place| place.key == key));
        let at = match place.map(|place| place.kind) {
            Some(AuthorityKind::Mission | AuthorityKind::ServiceProvider) => ShownAt::Mission,
            Some(AuthorityKind::ServicePoint) => ShownAt::ServicePoint,
            Some(AuthorityKind::Authority) | None => ShownAt::Nowhere,
        };
        let rows = self.handed_over.iter().filter(|row| row.shown == at);
        let key = match HandedOver::on(rows, day)?.place.as_str() {
            WHERE_SHOWN => place?.key.as_str(),
            key => key,
        };
        let place = Authority::all().iter().find(|place| place.key == key)?;
        place.on(day).map(|place| place.key.clone())
    }

    /// Codes of the grounds on which a card is made without what it should carry.
    #[must_use]
    pub fn grounds(&self, day: Date) -> &[String] {
        Grounds::on(self.grounds.iter(), day).map_or(&[], |row| &row.codes)
    }

    /// Codes of the reasons for which a card that stands so may be ordered anew.
    pub fn anew(&self, standing: &str, day: Date) -> impl Iterator<Item = &str> {
        let newest = move |row: &&Anew| {
            let same = self.anew.iter().filter(|other| other.code == row.code);
            Anew::on(same, day) == Some(*row)
        };
        let after = move |row: &&Anew| row.after.iter().any(|after| after == standing);
        self.anew.iter().filter(newest).filter(after).map(|row| row.code.as_str())
    }

    fn flaws(&self) -> Vec<String> {
        let remarks = self.remark.iter().filter_map(Remark::flaw);
        let needed = self.pictures.iter().filter_map(Needed::flaw);
        let places = self.handed_over.iter().filter_map(HandedOver::flaw);
        let grounds = self.grounds.iter().filter_map(Grounds::flaw);
        let anew = self.anew.iter().filter_map(Anew::flaw);
        let known =
            |key: &str| key == WHERE_SHOWN || Authority::all().iter().any(|place| place.key == key);
        let unknown = self.handed_over.iter().filter(move |row| {
            !known(&row.place) || (row.shown == ShownAt::Nowhere && row.place == WHERE_SHOWN)
        });
        let unknown = unknown.map(|row| format!("{}: there is no such place", row.place));
        remarks.chain(needed).chain(places).chain(grounds).chain(anew).chain(unknown).collect()
    }
}

fn read(text: &str) -> Result<Rules, String> {
    let rules: Rules = toml::from_str(text).map_err(|e| format!("law/cards/cards.toml: {e}"))?;
    let flaws = rules.flaws();
    if flaws.is_empty() { Ok(rules) } else { Err(flaws.join("\n")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_card_is_handed_over_where_identity_was_shown_or_at_the_service_point() {
        let rules = rules().unwrap();
        let at = |shown| rules.handed_over_at(shown, day("2026-03-02"));
        assert_eq!(at(Some("mission-ankara")).as_deref(), Some("mission-ankara"));
        assert_eq!(at(Some("service-point-oulu")).as_deref(), Some("service-point-oulu"));
        for nowhere in [None, Some("migri"), Some("no-such-place")] {
            assert_eq!(at(nowhere).as_deref(), Some("service-point-helsinki"), "{nowhere:?}");
        }
        assert_eq!(rules.handed_over_at(None, day("2000-01-01")), None, "no row holds yet");
    }

    #[test]
    fn every_code_has_its_words_and_the_remark_is_a_fact_with_codes() {
        let (rules, on) = (rules().unwrap(), day("2026-03-02"));
        let texts = include_str!("../texts/en.ftl");
        for code in rules.grounds(on) {
            assert!(texts.contains(&format!("\ncard-ground-{code} = ")), "{code}");
        }
        for row in &rules.anew {
            assert!(texts.contains(&format!("\ncard-anew-{} = ", row.code)), "{}", row.code);
        }
        let of = |standing| rules.anew(standing, on).collect::<Vec<_>>();
        assert_eq!(of("sent"), ["lost-on-the-way", "faulty"]);
        assert_eq!(of("due"), [""; 0]);
        assert_eq!(rules.needs(on), [What::Face, What::Fingerprints]);
        assert_eq!(rules.remark(on), Some(law::facts::GRANTED_WORK.name()));
    }

    #[test]
    fn a_row_that_says_not_where_it_stands_or_names_no_place_is_refused() {
        for (from, to, words) in [
            ("citation = \"the installation's own choice\"", "citation = \" \"", "where it stands"),
            ("place = \"service-point-helsinki\"", "place = \"helsinki\"", "no such place"),
            ("place = \"service-point-helsinki\"", "place = \"where_shown\"", "no such place"),
        ] {
            assert!(FILE.contains(from), "{from}");
            let wrong = read(&FILE.replacen(from, to, 1)).unwrap_err();
            assert!(wrong.contains(words), "{wrong}");
        }
    }
}
