//! Authorities, missions, external service providers and service points as dated rows: who it was on which day, and who took
//! over.

use kernel::Date;
use serde::Deserialize;
use std::sync::LazyLock;

/// What an authority's row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthorityKind {
    /// An authority.
    Authority,
    /// A diplomatic mission that takes applications.
    Mission,
    /// A company that takes applications abroad for missions.
    ServiceProvider,
    /// A service point of the immigration service.
    ServicePoint,
}

impl AuthorityKind {
    /// Stable code for texts.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            AuthorityKind::Authority => "authority",
            AuthorityKind::Mission => "mission",
            AuthorityKind::ServiceProvider => "service-provider",
            AuthorityKind::ServicePoint => "service-point",
        }
    }

    /// Does it receive people abroad? Service points are in Finland.
    #[must_use]
    pub const fn is_abroad(self) -> bool {
        matches!(self, AuthorityKind::Mission | AuthorityKind::ServiceProvider)
    }
}

/// Its name in each language.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct AuthorityWords {
    /// Finnish.
    pub fi: String,
    /// Swedish.
    pub sv: String,
    /// English.
    pub en: String,
}

/// An authority, mission, external service provider or service point.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Authority {
    /// Stable key.
    pub key: String,
    /// Its name.
    pub words: AuthorityWords,
    /// First day; none when it has been there as long as this house looks back.
    #[serde(default)]
    pub valid_from: Option<Date>,
    /// Last day.
    #[serde(default)]
    pub valid_to: Option<Date>,
    /// Key of who took over.
    #[serde(default)]
    pub successor: Option<String>,
    /// How sure the row is.
    pub grade: String,
    /// What it is.
    #[serde(default = "authority")]
    pub kind: AuthorityKind,
}

const fn authority() -> AuthorityKind {
    AuthorityKind::Authority
}

#[derive(Deserialize)]
struct File {
    authority: Vec<Authority>,
}

static AUTHORITIES: LazyLock<Vec<Authority>> = LazyLock::new(|| {
    let files = [
        include_str!("../../../../law/authorities/authorities.toml"),
        include_str!("../../registers/service_points.toml"),
    ];
    let read = |text: &str| toml::from_str::<File>(text).map(|file| file.authority);
    files.into_iter().filter_map(|text| read(text).ok()).flatten().collect()
});

impl Authority {
    /// All rows, in the order of their files.
    #[must_use]
    pub fn all() -> &'static [Authority] {
        &AUTHORITIES
    }

    /// The name in a language.
    #[must_use]
    pub fn name(&self, lang: &str) -> &str {
        match lang {
            "fi" => &self.words.fi,
            "sv" => &self.words.sv,
            _ => &self.words.en,
        }
    }

    /// Who does its work on a day: itself, or who took over.
    #[must_use]
    pub fn on(&self, day: Date) -> Option<&'static Authority> {
        let mut now = Authority::all().iter().find(|a| a.key == self.key)?;
        // Each step leads to a later row; more steps than rows would be a ring.
        for _ in Authority::all() {
            match now.valid_to {
                Some(last) if last < day => {
                    let next = now.successor.as_ref()?;
                    now = Authority::all().iter().find(|a| a.key == *next)?;
                }
                Some(_) | None => return Some(now),
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn both_files_read_and_every_successor_is_there() {
        let all = Authority::all();
        let keys: BTreeSet<&str> = all.iter().map(|a| a.key.as_str()).collect();
        assert_eq!(keys.len(), all.len(), "a key stands twice");
        for (kind, abroad) in [
            (AuthorityKind::Authority, false),
            (AuthorityKind::Mission, true),
            (AuthorityKind::ServiceProvider, true),
            (AuthorityKind::ServicePoint, false),
        ] {
            assert!(all.iter().any(|a| a.kind == kind), "{kind:?}");
            assert_eq!(kind.is_abroad(), abroad, "{kind:?}");
        }
        for authority in all {
            assert!(authority.successor.as_ref().is_none_or(|s| keys.contains(s.as_str())));
            assert!(["primary", "secondary", "unverified"].contains(&&*authority.grade));
        }
    }

    #[test]
    fn whoever_took_over_is_found_for_a_day() {
        let te = Authority::all().iter().find(|a| a.key == "ely-centre").unwrap();
        let on = |day: &str| te.on(day.parse().unwrap()).map(|a| a.key.as_str());
        assert_eq!(on("2025-12-31"), Some("ely-centre"));
        assert_eq!(on("2026-01-01"), Some("vitality-centre"));
    }
}
