//! Exact decimal numbers: 34 significant digits, as in the DMN standard. Nothing is rounded
//! silently: what does not fit is an overflow, and only division rounds (half to even, 34 digits).

use std::cmp::Ordering;
use std::fmt;

/// Largest count of significant digits (IEEE 754 decimal128, DMN 1.3 section 10.3.2.3.1).
const DIGITS_MAX: u32 = 34;
/// Largest count of digits after the point that a number here may have.
const SCALE_MAX: u8 = 34;

/// An exact decimal: `mantissa / 10^scale`, without trailing zeros after the point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Decimal {
    mantissa: i128,
    scale: u8,
}

fn pow10(n: u32) -> Option<i128> {
    10_i128.checked_pow(n)
}

impl Decimal {
    /// Zero.
    pub const ZERO: Self = Self { mantissa: 0, scale: 0 };
    /// One.
    pub const ONE: Self = Self { mantissa: 1, scale: 0 };

    /// `mantissa / 10^scale`; `None` when it needs more than 34 digits.
    #[must_use]
    pub fn new(mut mantissa: i128, mut scale: u8) -> Option<Self> {
        while scale > 0 && mantissa % 10 == 0 {
            mantissa /= 10;
            scale -= 1;
        }
        let fits = scale <= SCALE_MAX && mantissa.unsigned_abs() < 10_u128.pow(DIGITS_MAX);
        fits.then_some(Self { mantissa, scale })
    }

    /// Reads `12`, `-0.50`, `.5`; no exponent, no blanks, no group separators.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, body) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = body.split_once('.').unwrap_or((body, ""));
        if whole.len() + fraction.len() == 0 || (body.contains('.') && fraction.is_empty()) {
            return None;
        }
        let mut mantissa: i128 = 0;
        for digit in whole.chars().chain(fraction.chars()) {
            let digit = i128::from(digit.to_digit(10)?);
            mantissa = mantissa.checked_mul(10)?.checked_add(digit)?;
        }
        let scale = u8::try_from(fraction.len()).ok()?;
        Self::new(if negative { -mantissa } else { mantissa }, scale)
    }

    /// Digits after the point.
    #[must_use]
    pub fn scale(self) -> u8 {
        self.scale
    }

    /// The number as a whole number, when it is one and fits.
    #[must_use]
    pub fn to_i64(self) -> Option<i64> {
        if self.scale == 0 { i64::try_from(self.mantissa).ok() } else { None }
    }

    /// `floor(self * 10^scale)` and whether nothing was cut off. `None` on overflow.
    #[must_use]
    pub fn at_scale(self, scale: u8) -> Option<(i128, bool)> {
        if self.scale <= scale {
            let factor = pow10(u32::from(scale - self.scale))?;
            return Some((self.mantissa.checked_mul(factor)?, true));
        }
        let factor = pow10(u32::from(self.scale - scale))?;
        let (quotient, rest) = (self.mantissa.div_euclid(factor), self.mantissa.rem_euclid(factor));
        Some((quotient, rest == 0))
    }

    /// True below zero.
    #[must_use]
    pub fn is_negative(self) -> bool {
        self.mantissa < 0
    }

    /// True for zero.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.mantissa == 0
    }

    /// The number with the other sign.
    #[must_use]
    pub fn negated(self) -> Self {
        Self { mantissa: -self.mantissa, scale: self.scale }
    }

    fn aligned(self, other: Self) -> Option<(i128, i128, u8)> {
        let scale = self.scale.max(other.scale);
        let left = self.mantissa.checked_mul(pow10(u32::from(scale - self.scale))?)?;
        let right = other.mantissa.checked_mul(pow10(u32::from(scale - other.scale))?)?;
        Some((left, right, scale))
    }

    /// Exact sum, or `None` on overflow.
    #[must_use]
    pub fn plus(self, other: Self) -> Option<Self> {
        let (left, right, scale) = self.aligned(other)?;
        Self::new(left.checked_add(right)?, scale)
    }

    /// Exact difference, or `None` on overflow.
    #[must_use]
    pub fn minus(self, other: Self) -> Option<Self> {
        self.plus(other.negated())
    }

    /// Exact product, or `None` on overflow.
    #[must_use]
    pub fn times(self, other: Self) -> Option<Self> {
        let mantissa = self.mantissa.checked_mul(other.mantissa)?;
        Self::new(mantissa, self.scale.checked_add(other.scale)?)
    }

    /// Quotient, rounded half to even at 34 significant digits; `None` on overflow or by zero.
    #[must_use]
    pub fn over(self, other: Self) -> Option<Self> {
        if other.mantissa == 0 {
            return None;
        }
        let negative = (self.mantissa < 0) != (other.mantissa < 0);
        let (top, bottom) = (self.mantissa.unsigned_abs(), other.mantissa.unsigned_abs());
        let mut quotient = top / bottom;
        let mut rest = top % bottom;
        let mut scale = i32::from(self.scale) - i32::from(other.scale);
        let limit = 10_u128.pow(DIGITS_MAX - 1);
        while rest != 0 && quotient < limit && scale < i32::from(SCALE_MAX) {
            rest = rest.checked_mul(10)?;
            quotient = quotient.checked_mul(10)?.checked_add(rest / bottom)?;
            rest %= bottom;
            scale += 1;
        }
        let twice = rest.checked_mul(2)?;
        if twice > bottom || (twice == bottom && quotient % 2 == 1) {
            quotient = quotient.checked_add(1)?;
        }
        let mut mantissa = i128::try_from(quotient).ok()?;
        if scale < 0 {
            mantissa = mantissa.checked_mul(pow10(scale.unsigned_abs())?)?;
            scale = 0;
        }
        Self::new(if negative { -mantissa } else { mantissa }, u8::try_from(scale).ok()?)
    }

    /// Rounds to `scale` digits after the point by a mode.
    #[must_use]
    pub fn rounded(self, scale: u8, mode: Rounding) -> Option<Self> {
        if self.scale <= scale {
            return Some(self);
        }
        let factor = pow10(u32::from(self.scale - scale))?;
        let floor = self.mantissa.div_euclid(factor);
        let rest = self.mantissa.rem_euclid(factor);
        let half = rest.checked_mul(2)?.cmp(&factor);
        let away = !self.is_negative();
        let up = rest != 0
            && match mode {
                Rounding::Floor => false,
                Rounding::Ceiling => true,
                Rounding::Up => away,
                Rounding::Down => !away,
                Rounding::HalfEven => {
                    half == Ordering::Greater
                        || (half == Ordering::Equal && floor.rem_euclid(2) == 1)
                }
                Rounding::HalfUp => half == Ordering::Greater || (half == Ordering::Equal && away),
                Rounding::HalfDown => {
                    half == Ordering::Greater || (half == Ordering::Equal && !away)
                }
            };
        Self::new(floor + i128::from(up), scale)
    }

    /// FEEL `modulo`: `self - other * floor(self / other)`.
    #[must_use]
    pub fn modulo(self, other: Self) -> Option<Self> {
        let (left, right, scale) = self.aligned(other)?;
        if right == 0 {
            return None;
        }
        let rest = left.checked_rem(right)?;
        let same = rest == 0 || (rest < 0) == (right < 0);
        Self::new(if same { rest } else { rest + right }, scale)
    }

    /// A whole power of the number, exact; `None` on overflow or a negative exponent.
    #[must_use]
    pub fn power(self, exponent: u32) -> Option<Self> {
        let mut result = Self::ONE;
        for _ in 0..exponent.min(256) {
            result = result.times(self)?;
        }
        (exponent <= 256).then_some(result)
    }
}

/// How a number is rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rounding {
    /// Towards minus infinity.
    Floor,
    /// Towards plus infinity.
    Ceiling,
    /// Away from zero.
    Up,
    /// Towards zero.
    Down,
    /// To the nearest; ties to the even neighbour.
    HalfEven,
    /// To the nearest; ties away from zero.
    HalfUp,
    /// To the nearest; ties towards zero.
    HalfDown,
}

impl From<i64> for Decimal {
    fn from(value: i64) -> Self {
        Self { mantissa: i128::from(value), scale: 0 }
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        match self.aligned(*other) {
            Some((left, right, _)) => left.cmp(&right),
            // Only very unlike magnitudes overflow the alignment: compare the whole parts.
            None => {
                let whole = |d: &Self| d.at_scale(0).map_or(d.mantissa, |(floor, _)| floor);
                whole(self).cmp(&whole(other))
            }
        }
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.mantissa < 0 { "-" } else { "" };
        let digits = self.mantissa.unsigned_abs().to_string();
        let scale = usize::from(self.scale);
        if scale == 0 {
            return write!(f, "{sign}{digits}");
        }
        let padded = format!("{digits:0>width$}", width = scale + 1);
        let (whole, fraction) = padded.split_at(padded.len() - scale);
        write!(f, "{sign}{whole}.{fraction}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    #[test]
    fn reads_and_writes_exactly() {
        for text in ["0", "-0.5", "1600", "799.99", "0.0001", "-12345678901234567890.123"] {
            assert_eq!(d(text).to_string(), text);
        }
        assert_eq!(d("800.00").to_string(), "800");
        for text in ["", "-", "1.", "1e3", " 1", "1 000", "1,5", "--1", "９"] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
        assert_eq!(Decimal::parse(&"9".repeat(35)), None);
    }

    #[test]
    fn adds_without_binary_rounding() {
        assert_eq!(d("0.1").plus(d("0.2")), Some(d("0.3")));
        assert_eq!(d("1600").minus(d("1599.99")), Some(d("0.01")));
        assert_eq!(d("9999999999999999999999999999999999").plus(Decimal::ONE), None);
    }

    #[test]
    fn divides_to_34_digits_half_even() {
        assert_eq!(d("1").over(d("3")).unwrap().to_string(), format!("0.{}", "3".repeat(34)));
        assert_eq!(d("9600").over(d("12")), Some(d("800")));
        assert_eq!(d("1").over(Decimal::ZERO), None);
        assert_eq!(d("-1").over(d("8")), Some(d("-0.125")));
        assert_eq!(d("100").over(d("0.01")), Some(d("10000")));
    }

    #[test]
    fn rounds_by_mode() {
        let cases = [
            ("2.5", Rounding::HalfEven, "2"),
            ("3.5", Rounding::HalfEven, "4"),
            ("-2.5", Rounding::HalfUp, "-3"),
            ("-2.5", Rounding::HalfDown, "-2"),
            ("-2.1", Rounding::Floor, "-3"),
            ("-2.1", Rounding::Ceiling, "-2"),
            ("-2.1", Rounding::Up, "-3"),
            ("2.1", Rounding::Up, "3"),
            ("-2.9", Rounding::Down, "-2"),
        ];
        for (value, mode, expected) in cases {
            assert_eq!(d(value).rounded(0, mode), Some(d(expected)), "{value} {mode:?}");
        }
    }

    #[test]
    fn modulo_takes_the_sign_of_the_divisor() {
        assert_eq!(d("-12").modulo(d("5")), Some(d("3")));
        assert_eq!(d("12").modulo(d("-5")), Some(d("-3")));
        assert_eq!(d("10.1").modulo(d("4.5")), Some(d("1.1")));
    }

    #[test]
    fn orders_very_unlike_magnitudes() {
        let large = d(&"9".repeat(34));
        let small = d("0.0000000000000000000000000000000001");
        assert!(large > small);
        assert!(large.negated() < small);
    }
}
