//! The lines of a passport that is shown, as parts to compare.

use casefile::model::{COUNTRIES, Country};
use kernel::Date;
use mrz::{Born, Document, Part as Read, Sex, Trouble};

use crate::model::{Part, Passport};

/// Code of what is wrong with lines, and what to look at.
type Wrong = (&'static str, Vec<(&'static str, String)>);

/// Reads the lines as typed or as a reader hands them over: what they say, and whether a name may be cut.
///
/// # Errors
/// Code of what is wrong, and what to look at.
pub(crate) fn read(typed: &str, today: Date) -> Result<(Passport, bool), Wrong> {
    let known = |code: &str| code == "D" || COUNTRIES.binary_search(&code).is_ok();
    match mrz::read(typed, today, known) {
        Ok(document) => Ok((parts(&document), document.names.cut)),
        Err(trouble) => Err(wrong(trouble)),
    }
}

fn wrong(trouble: Trouble) -> Wrong {
    let code = match trouble {
        Trouble::NoLines => "no-lines",
        Trouble::Sign(line, place) => {
            return ("sign", vec![("line", line.to_string()), ("place", place.to_string())]);
        }
        Trouble::Check(Read::Number) | Trouble::Part(Read::Number) => "number",
        Trouble::Check(Read::Born) | Trouble::Part(Read::Born) => "born",
        Trouble::Check(Read::Expires) | Trouble::Part(Read::Expires) => "expires",
        Trouble::Check(_) | Trouble::Part(_) => "other",
    };
    (code, Vec::new())
}

fn parts(document: &Document) -> Passport {
    let country = |code: &str| Country::new(code).ok().map(|country| country.code().to_owned());
    let (nationality, issuer) = (country(&document.nationality), country(&document.issuer));
    let born = match document.born {
        Born::Day(day) => Some(day.to_string()),
        Born::Unknown | Born::Year(_) | Born::Month(..) => None,
    };
    let sex = match document.sex {
        Sex::Female => "F",
        Sex::Male => "M",
        Sex::Unspecified => "X",
    };
    let expires = document.expires.map(|day| day.to_string());
    Passport::new([
        (Part::FamilyName, Some(document.names.primary.as_str())),
        (Part::GivenNames, Some(document.names.secondary.as_str())),
        (Part::Born, born.as_deref()),
        (Part::Sex, Some(sex)),
        (Part::Nationality, nationality.as_deref()),
        (Part::Number, Some(document.number.as_str())),
        (Part::Issuer, issuer.as_deref()),
        (Part::Expires, expires.as_deref()),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: &str = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";

    #[test]
    fn lines_become_parts_and_a_slip_says_where_to_look() {
        let today = "2011-03-02".parse().unwrap();
        let lines = LINES.replace("UTO", "AFG");
        let (passport, cut) = read(&lines, today).unwrap();
        assert_eq!(passport.name(), "ERIKSSON ANNA MARIA");
        assert_eq!(passport.get(Part::Born), Some("1974-08-12"));
        assert_eq!((passport.get(Part::Nationality), cut), (Some("AFG"), false));
        let slip = lines.replace("740812", "740813");
        assert_eq!(read(&slip, today).unwrap_err().0, "born");
        assert_eq!(read("nothing", today).unwrap_err().0, "no-lines");
    }
}
