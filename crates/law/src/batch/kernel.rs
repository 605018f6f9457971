//! The loops over a block of cases. They are plain loops over arrays of fixed length, which the
//! compiler turns into vector instructions; `dispatch` chooses the widest the machine has.
#![expect(
    clippy::as_conversions,
    reason = "narrowing a comparison's 0 or 1 to a byte is exact, and `as` is what vectorises"
)]

/// Cases a block: the masks of a table stay in the first-level cache.
pub(super) const BLOCK: usize = 256;
/// A byte a case.
pub(super) type Bytes = [u8; BLOCK];

/// `into += how many of up to four cuts a value has reached`.
#[inline(always)]
pub(super) fn pieces<T: Copy + PartialOrd>(
    values: &[T],
    a: T,
    more: [Option<T>; 3],
    into: &mut Bytes,
) {
    match more {
        [None, ..] => count(values, into, |x| u8::from(x >= a)),
        [Some(b), None, _] => count(values, into, |x| u8::from(x >= a) + u8::from(x >= b)),
        [Some(b), Some(c), None] => {
            count(values, into, |x| u8::from(x >= a) + u8::from(x >= b) + u8::from(x >= c));
        }
        [Some(b), Some(c), Some(d)] => count(values, into, |x| {
            u8::from(x >= a) + u8::from(x >= b) + u8::from(x >= c) + u8::from(x >= d)
        }),
    }
}

#[inline(always)]
fn count<T: Copy>(values: &[T], into: &mut Bytes, reached: impl Fn(T) -> u8) {
    for (out, value) in into.iter_mut().zip(values) {
        *out = out.wrapping_add(reached(*value));
    }
}

/// A number a case, of 32 or 64 bits. Sums were proven to fit when the plan was made; what stands in
/// cases that are unknown may wrap.
pub(super) trait Lane: Copy + Default + PartialOrd + TryFrom<i64> {
    fn narrow(number: i64) -> Self;
    fn add_product(self, factor: Self, number: Self) -> Self;
}

impl Lane for i32 {
    #[inline(always)]
    fn narrow(number: i64) -> Self {
        number as Self
    }

    #[inline(always)]
    fn add_product(self, factor: Self, number: Self) -> Self {
        self.wrapping_add(factor.wrapping_mul(number))
    }
}

impl Lane for i64 {
    #[inline(always)]
    fn narrow(number: i64) -> Self {
        number
    }

    #[inline(always)]
    fn add_product(self, factor: Self, number: Self) -> Self {
        self.wrapping_add(factor.wrapping_mul(number))
    }
}

/// `into += factor * value`; cases whose value is a mark are unknown.
#[inline(always)]
pub(super) fn add<S: Copy + Into<i64> + PartialEq + TryFrom<i64>, T: Lane>(
    values: Option<&[S]>,
    factor: T,
    marks: [Option<i64>; 2],
    into: &mut [T; BLOCK],
    unknown: &mut Bytes,
) {
    let Some(values) = values else { return };
    for (out, value) in into.iter_mut().zip(values) {
        *out = out.add_product(factor, T::narrow((*value).into()));
    }
    for mark in marks.into_iter().flatten().filter_map(|mark| S::try_from(mark).ok()) {
        for (out, value) in unknown.iter_mut().zip(values) {
            *out |= u8::from(*value == mark).wrapping_neg();
        }
    }
}

/// The entry of a byte in a table of all bytes: the compiler sees that no check is needed.
#[inline(always)]
pub(super) fn at<T: Copy + Default>(table: &[T; 256], byte: u8) -> T {
    table.get(usize::from(byte)).copied().unwrap_or_default()
}

/// `into += factor * the number of the code`.
#[inline(always)]
pub(super) fn look_up<T: Lane>(
    codes: &Bytes,
    values: &[Option<i64>],
    factor: T,
    into: &mut [T; BLOCK],
    unknown: &mut Bytes,
) {
    let mut numbers = [T::narrow(0); 256];
    for (place, value) in numbers.iter_mut().zip(values) {
        *place = T::narrow(0).add_product(factor, T::narrow(value.unwrap_or(0)));
    }
    for (out, code) in into.iter_mut().zip(codes) {
        *out = out.add_product(T::narrow(1), at(&numbers, *code));
    }
    if values.iter().any(Option::is_none) {
        let mut missing = [0_u8; 256];
        for (place, value) in missing.iter_mut().zip(values) {
            *place = u8::from(value.is_none()).wrapping_neg();
        }
        for (out, code) in unknown.iter_mut().zip(codes) {
            *out |= at(&missing, *code);
        }
    }
}

/// `into = 255 where low <= value <= low + width, else 0`, joined with what is there when `join`.
#[inline(always)]
pub(super) fn span(values: &[u8], low: u8, width: u8, join: bool, into: &mut Bytes) {
    if join {
        for (out, value) in into.iter_mut().zip(values) {
            *out |= ((value.wrapping_sub(low) <= width) as u8).wrapping_neg();
        }
    } else {
        for (out, value) in into.iter_mut().zip(values) {
            *out = ((value.wrapping_sub(low) <= width) as u8).wrapping_neg();
        }
    }
}

#[inline(always)]
pub(super) fn invert(bytes: &mut Bytes) {
    bytes.iter_mut().for_each(|byte| *byte = !*byte);
}

/// `codes = code where all masks are set`.
#[inline(always)]
pub(super) fn choose<'m>(
    masks: &'m [Bytes],
    tests: &[usize],
    code: u8,
    codes: &mut Bytes,
) -> Option<()> {
    let mask = |test: usize| -> Option<&'m Bytes> { masks.get(test) };
    match *tests {
        [] => codes.fill(code),
        [a] => {
            for (out, a) in codes.iter_mut().zip(mask(a)?) {
                *out = (*out & !a) | (code & a);
            }
        }
        [a, b] => {
            for ((out, a), b) in codes.iter_mut().zip(mask(a)?).zip(mask(b)?) {
                let m = a & b;
                *out = (*out & !m) | (code & m);
            }
        }
        [a, b, c] => {
            for (((out, a), b), c) in codes.iter_mut().zip(mask(a)?).zip(mask(b)?).zip(mask(c)?) {
                let m = a & b & c;
                *out = (*out & !m) | (code & m);
            }
        }
        [a, b, c, d] => {
            for ((((out, a), b), c), d) in
                codes.iter_mut().zip(mask(a)?).zip(mask(b)?).zip(mask(c)?).zip(mask(d)?)
            {
                let m = a & b & c & d;
                *out = (*out & !m) | (code & m);
            }
        }
        [first, ref rest @ ..] => {
            let mut all = *mask(first)?;
            for test in rest {
                for (all, one) in all.iter_mut().zip(mask(*test)?) {
                    *all &= one;
                }
            }
            for (out, m) in codes.iter_mut().zip(&all) {
                *out = (*out & !m) | (code & m);
            }
        }
    }
    Some(())
}
