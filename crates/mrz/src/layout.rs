//! The five layouts, and what of each is where.

use jiff::civil::Date;

use crate::names::Names;
use crate::{Born, Document, Part, Sex, Trouble, digits, lines, years};

/// A layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// Cards: three lines of 30 (part 5).
    Td1,
    /// Larger cards: two lines of 36 (part 6).
    Td2,
    /// Passports: two lines of 44 (part 4).
    Td3,
    /// Visas of full size: two lines of 44 (part 7).
    MrvA,
    /// Smaller visas: two lines of 36 (part 7).
    MrvB,
}

/// The parts of the lines, wherever they stand.
struct Parts<'a> {
    format: Format,
    code: &'a [u8],
    issuer: &'a [u8],
    /// Number, its check digit, and where the rest of a longer number stands.
    number: (&'a [u8], u8, &'a [u8]),
    nationality: &'a [u8],
    born: (&'a [u8], u8),
    sex: u8,
    expires: (&'a [u8], u8),
    names: &'a [u8],
    /// The optional data of a passport and its check digit.
    personal: Option<(&'a [u8], u8)>,
    /// The digit over several parts, and these.
    composite: Option<(u8, [&'a [u8]; 4])>,
}

/// Reads the lines in a text, as of a day. `knows` says whether there is an issuer or nationality of a
/// code of three letters (`D` alone for Germany).
///
/// # Errors
/// What is wrong with the run of lines that came furthest, so that whoever typed them finds the slip.
pub fn read(text: &str, today: Date, knows: impl Fn(&str) -> bool) -> Result<Document, Trouble> {
    let mut trouble = Trouble::NoLines;
    for run in lines::found(text) {
        match of_lines(&run, today, &knows) {
            Ok(document) => return Ok(document),
            Err(further) if trouble == Trouble::NoLines => trouble = further,
            Err(_) => {}
        }
    }
    Err(trouble)
}

fn of_lines(
    run: &[Vec<u8>],
    today: Date,
    knows: &impl Fn(&str) -> bool,
) -> Result<Document, Trouble> {
    for (line, n) in run.iter().zip(1..) {
        let strange =
            line.iter().position(|s| !(s.is_ascii_uppercase() || s.is_ascii_digit() || *s == b'<'));
        if let Some(place) = strange {
            return Err(Trouble::Sign(n, place + 1));
        }
    }
    let parts = match run {
        [one, two] => two_lines(one, two),
        [one, two, three] => three_lines(one, two, three),
        _ => None,
    };
    parts.ok_or(Trouble::NoLines)?.document(today, knows)
}

/// Two lines: passports, larger cards and visas have the same parts in the same places, up to the end of
/// the second.
fn two_lines<'a>(one: &'a [u8], two: &'a [u8]) -> Option<Parts<'a>> {
    let visa = one.first() == Some(&b'V');
    let format = match (one.len(), visa) {
        (44, false) => Format::Td3,
        (44, true) => Format::MrvA,
        (_, false) => Format::Td2,
        (_, true) => Format::MrvB,
    };
    let last = two.len().checked_sub(1)?;
    let (personal, composite) = match format {
        Format::Td3 => (
            Some((two.get(28..42)?, *two.get(42)?)),
            Some((*two.get(last)?, [two.get(..10)?, two.get(13..20)?, two.get(21..43)?, &[][..]])),
        ),
        Format::Td2 => (
            None,
            Some((*two.get(last)?, [two.get(..10)?, two.get(13..20)?, two.get(21..35)?, &[][..]])),
        ),
        Format::Td1 | Format::MrvA | Format::MrvB => (None, None),
    };
    let rest = if format == Format::Td2 { two.get(28..35)? } else { &[][..] };
    Some(Parts {
        format,
        code: one.get(..2)?,
        issuer: one.get(2..5)?,
        number: (two.get(..9)?, *two.get(9)?, rest),
        nationality: two.get(10..13)?,
        born: (two.get(13..19)?, *two.get(19)?),
        sex: *two.get(20)?,
        expires: (two.get(21..27)?, *two.get(27)?),
        names: one.get(5..)?,
        personal,
        composite,
    })
}

/// Three lines: cards.
fn three_lines<'a>(one: &'a [u8], two: &'a [u8], three: &'a [u8]) -> Option<Parts<'a>> {
    let over = [one.get(5..30)?, two.get(..7)?, two.get(8..15)?, two.get(18..29)?];
    Some(Parts {
        format: Format::Td1,
        code: one.get(..2)?,
        issuer: one.get(2..5)?,
        number: (one.get(5..14)?, *one.get(14)?, one.get(15..30)?),
        nationality: two.get(15..18)?,
        born: (two.get(..6)?, *two.get(6)?),
        sex: *two.get(7)?,
        expires: (two.get(8..14)?, *two.get(14)?),
        names: three,
        personal: None,
        composite: Some((*two.get(29)?, over)),
    })
}

impl Parts<'_> {
    fn document(&self, today: Date, knows: &impl Fn(&str) -> bool) -> Result<Document, Trouble> {
        let code = code(self.format, self.code).ok_or(Trouble::Part(Part::Code))?;
        let number = self.number()?;
        let born = self.born(today)?;
        let expires = self.expires(today)?;
        if let Some((data, digit)) = self.personal {
            let empty = data.iter().all(|sign| *sign == b'<');
            if !(digits::fits(data, digit) || (empty && digit == b'<')) {
                return Err(Trouble::Check(Part::Optional));
            }
        }
        if let Some((digit, over)) = &self.composite
            && digits::over(over) != *digit
        {
            return Err(Trouble::Check(Part::Composite));
        }
        let sex = match self.sex {
            b'F' => Sex::Female,
            b'M' => Sex::Male,
            b'<' => Sex::Unspecified,
            _ => return Err(Trouble::Part(Part::Sex)),
        };
        let of = |field: &[u8], part| state(field, knows).ok_or(Trouble::Part(part));
        Ok(Document {
            format: self.format,
            code,
            issuer: of(self.issuer, Part::Issuer)?,
            number,
            nationality: of(self.nationality, Part::Nationality)?,
            born,
            sex,
            expires,
            names: Names::read(self.names).ok_or(Trouble::Part(Part::Names))?,
        })
    }

    fn born(&self, today: Date) -> Result<Born, Trouble> {
        let (field, digit) = self.born;
        if !digits::fits(field, digit) {
            return Err(Trouble::Check(Part::Born));
        }
        years::born(field, today).ok_or(Trouble::Part(Part::Born))
    }

    fn expires(&self, today: Date) -> Result<Option<Date>, Trouble> {
        let (field, digit) = self.expires;
        if !digits::fits(field, digit) {
            return Err(Trouble::Check(Part::Expires));
        }
        let card = matches!(self.format, Format::Td1 | Format::Td2);
        if card && field == b"<<<<<<" {
            return Ok(None);
        }
        years::expires(field, today).map(Some).ok_or(Trouble::Part(Part::Expires))
    }

    /// The number. On cards a longer one goes on among the optional data: a filler stands in place of the
    /// check digit, which comes after the rest of the number.
    fn number(&self) -> Result<String, Trouble> {
        let (first, digit, rest) = self.number;
        let mut whole = first.to_vec();
        let mut check = digit;
        let longer = digit == b'<' && rest.first().is_some_and(|sign| *sign != b'<');
        if longer {
            let end = rest.iter().position(|sign| *sign == b'<').unwrap_or(rest.len());
            let (more, last) = rest.split_at_checked(end.saturating_sub(1)).unwrap_or_default();
            check = last.first().copied().unwrap_or(b'<');
            whole.extend_from_slice(more);
        }
        if !digits::fits(&whole, check) {
            return Err(Trouble::Check(Part::Number));
        }
        let text = String::from_utf8(whole).map_err(|_| Trouble::Part(Part::Number))?;
        let number = text.trim_end_matches('<').replace('<', " ");
        if number.is_empty() || number.starts_with(' ') {
            return Err(Trouble::Part(Part::Number));
        }
        Ok(number)
    }
}

/// The document code: its first letter says what kind of document has which layout.
fn code(format: Format, field: &[u8]) -> Option<String> {
    let [first, second] = field else { return None };
    let kind = match format {
        Format::Td3 => *first == b'P',
        Format::MrvA | Format::MrvB => *first == b'V',
        // `AC` is a crew member's certificate, which is no travel document.
        Format::Td1 | Format::Td2 => matches!(first, b'A' | b'C' | b'I' | b'P') && field != b"AC",
    };
    let second_fits = second.is_ascii_uppercase() || *second == b'<';
    let text = std::str::from_utf8(field).ok()?;
    (kind && second_fits).then(|| text.trim_end_matches('<').to_owned())
}

/// The code of a state or other issuer: three letters, but for `D`.
fn state(field: &[u8], knows: &impl Fn(&str) -> bool) -> Option<String> {
    let text = std::str::from_utf8(field).ok()?;
    let code = if text == "D<<" { "D" } else { text };
    let letters = code.bytes().all(|sign| sign.is_ascii_uppercase());
    (letters && knows(code)).then(|| code.to_owned())
}
