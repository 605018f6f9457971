//! What the world is made of, as data.

use jiff::civil::Date;
use serde::Deserialize;

use crate::life::VisHit;

/// The file of names, trades and schools.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Stuff {
    /// Codes of municipalities, the most drawn first.
    pub(crate) municipalities: Vec<String>,
    /// Names by nationality.
    pub(crate) names: Vec<Names>,
    /// Parts of names of companies.
    pub(crate) companies: CompanyNames,
    /// What companies do and pay.
    pub(crate) trades: Vec<Trade>,
    /// Schools.
    pub(crate) schools: Vec<School>,
    /// People abroad of whom more is known than what is drawn.
    #[serde(default)]
    pub(crate) guests: Vec<Guest>,
}

/// Somebody of whom more is known than what is drawn. They live abroad and were admitted to a school from the
/// next term on, unless it says otherwise.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guest {
    /// Family name.
    pub family_name: String,
    /// Given names.
    pub given_names: String,
    /// Birth date.
    pub born: Date,
    /// `F` or `M`.
    pub sex: char,
    /// Nationality: a code of three letters.
    pub country: String,
    /// Name of the school, of which it is the first programme; empty when none has admitted them.
    #[serde(default)]
    pub school: String,
    /// How the fee stands.
    #[serde(default)]
    pub tuition: Tuition,
    /// Cents a month that the school pays for living, for as long as the studies last.
    #[serde(default)]
    pub scholarship_cents: Option<i64>,
    /// Proved to have care that a public system pays for.
    #[serde(default)]
    pub covered: bool,
    /// The first day of the studies, when they do not begin with the next term.
    #[serde(default)]
    pub begins: Option<Date>,
    /// Months by which the studies go over the planned time.
    #[serde(default)]
    pub over_months: i64,
    /// Credits a year, from the first day of the studies to the last.
    #[serde(default)]
    pub credits_yearly: i64,
    /// From this day on a company of the world employs them.
    #[serde(default)]
    pub works_from: Option<Date>,
    /// What it pays a month before taxes, in cents.
    #[serde(default)]
    pub pay_cents: i64,
    /// In a mobility programme.
    #[serde(default)]
    pub mobility: bool,
    /// Lives in the country under a non-disclosure order.
    #[serde(default)]
    pub protected: bool,
    /// Lived in the country, and died on this day.
    #[serde(default)]
    pub died: Option<Date>,
    /// Day of a judgment in the criminal records.
    #[serde(default)]
    pub convicted: Option<Date>,
    /// First day of an entry ban of two years.
    #[serde(default)]
    pub banned: Option<Date>,
    /// What the Visa Information System finds of them.
    #[serde(default)]
    pub vis: Option<VisHit>,
}

/// How the fee of the studies stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tuition {
    /// There is none.
    #[default]
    NotRequired,
    /// Paid.
    Paid,
    /// A scholarship covers it.
    Scholarship,
    /// Not paid.
    Unpaid,
}

impl Tuition {
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Tuition::NotRequired => "not_required",
            Tuition::Paid => "paid",
            Tuition::Scholarship => "scholarship",
            Tuition::Unpaid => "unpaid",
        }
    }
}

/// Names of one nationality.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Names {
    pub(crate) country: String,
    pub(crate) family: Vec<String>,
    pub(crate) women: Vec<String>,
    pub(crate) men: Vec<String>,
}

/// Parts of names of companies.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CompanyNames {
    pub(crate) first: Vec<String>,
    pub(crate) second: Vec<String>,
}

/// What people of a company do, and what it pays a month in euros, from and to.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Trade {
    pub(crate) second: String,
    pub(crate) occupation: String,
    pub(crate) pay: [i64; 2],
}

/// A school and what one can study there.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct School {
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) months: i64,
    pub(crate) credits_yearly: [i64; 2],
    pub(crate) tuition: bool,
    pub(crate) programmes: Vec<String>,
}

/// Reads the file.
///
/// # Errors
/// What is wrong with it, in words for whoever changed it.
pub(crate) fn read() -> Result<Stuff, String> {
    toml::from_str(include_str!("../data/world.toml")).map_err(|e| e.to_string())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_file_can_be_read_and_lacks_nothing() {
        let stuff = super::read().unwrap();
        assert!(stuff.names.iter().all(|n| !n.family.is_empty() && !n.women.is_empty()));
        assert!(stuff.names.iter().all(|n| !n.men.is_empty()));
        assert!(stuff.trades.iter().any(|trade| trade.second.is_empty()), "a trade for any other");
        assert!(stuff.schools.iter().all(|school| !school.programmes.is_empty()));
        let known = |name: &String| stuff.schools.iter().any(|school| school.name == *name);
        let (work, study): (Vec<_>, Vec<_>) =
            stuff.guests.iter().partition(|guest| guest.works_from.is_some());
        assert!(study.len() >= 3 && study.iter().all(|guest| known(&guest.school)));
        assert!(!work.is_empty() && work.iter().all(|guest| guest.pay_cents > 0));
    }
}
