//! Passports that nobody issued, for tests that read one.

/// What stands on the data page of a made-up passport.
#[derive(Debug, Clone, Copy)]
pub struct Passport<'a> {
    /// Code of the country that issued it, to its own national.
    pub country: &'a str,
    /// Family name in Latin letters.
    pub family: &'a str,
    /// Given names in Latin letters.
    pub given: &'a str,
    /// Its number, at most nine signs.
    pub number: &'a str,
    /// Birth date, as `1994-02-17`.
    pub born: &'a str,
    /// Its last day, in the same form.
    pub expires: &'a str,
    /// `F`, `M` or `<`.
    pub sex: char,
}

impl Passport<'_> {
    /// Its two machine readable lines, with their check digits (Doc 9303, part 4, section 4.2).
    #[must_use]
    pub fn lines(&self) -> String {
        let name = format!("{}<<{}", self.family, self.given).to_uppercase().replace(' ', "<");
        let first = format!("P<{}{name:<<39}", self.country);
        let number = format!("{:<<9}", self.number);
        let (born, expires) = (short(self.born), short(self.expires));
        let optional = format!("{}0", "<".repeat(14));
        let (a, b, c) = (check(&number), check(&born), check(&expires));
        let all = check(&format!("{number}{a}{born}{b}{expires}{c}{optional}"));
        let (country, sex) = (self.country, self.sex);
        format!("{first}\n{number}{a}{country}{born}{b}{sex}{expires}{c}{optional}{all}")
    }
}

/// A day with two digits of the year.
fn short(day: &str) -> String {
    day.replace('-', "").split_off(2)
}

/// The check digit of Doc 9303, part 3, section 4.9.
fn check(text: &str) -> char {
    let value = |sign: char| sign.to_digit(36).unwrap_or(0);
    let sum: u32 = text.chars().zip([7, 3, 1].into_iter().cycle()).map(|(c, w)| value(c) * w).sum();
    char::from_digit(sum % 10, 10).unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The specimen of Doc 9303, part 4, appendix A, with another expiry and no optional data.
    #[test]
    fn digits_are_those_of_the_specimen() {
        assert_eq!((check("L898902C3"), check("740812"), check("120415")), ('6', '2', '9'));
        let passport = Passport {
            country: "UTO",
            family: "Eriksson",
            given: "Anna Maria",
            number: "L898902C3",
            born: "1974-08-12",
            expires: "2012-04-15",
            sex: 'F',
        };
        let lines = passport.lines();
        let (first, second) = lines.split_once('\n').unwrap();
        assert_eq!(first, "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<");
        assert!(second.starts_with("L898902C36UTO7408122F1204159"));
        assert_eq!(second.len(), 44);
    }
}
