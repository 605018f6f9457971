//! The loops over a block of cases. They are plain loops over arrays of fixed length, which the
//! compiler turns into vector instructions; `dispatch` chooses the widest the machine has.
#![expect(
    clippy::as_conversions,
    reason = "narrowing a comparison's 0 or 1 to a byte is exact, and `as` is what vectorises"
)]

/// Cases a block: few enough to stay in the second-level cache, enough that beginning a step costs
/// little (docs/adr/0005).
pub(super) const BLOCK: usize = 4096;
/// A bit a case.
pub(super) type Bits = [u64; BLOCK / 64];
/// A byte a case.
pub(super) type Bytes = [u8; BLOCK];

/// How many of up to four cuts a value has reached: set, or added to what `into` holds.
#[inline(always)]
pub(super) fn pieces<T: Copy + PartialOrd>(
    values: &[T],
    a: T,
    more: [Option<T>; 3],
    set: bool,
    into: &mut Bytes,
) {
    match more {
        [None, ..] => count(values, set, into, |x| u8::from(x >= a)),
        [Some(b), None, _] => count(values, set, into, |x| u8::from(x >= a) + u8::from(x >= b)),
        [Some(b), Some(c), None] => {
            count(values, set, into, |x| u8::from(x >= a) + u8::from(x >= b) + u8::from(x >= c));
        }
        [Some(b), Some(c), Some(d)] => count(values, set, into, |x| {
            u8::from(x >= a) + u8::from(x >= b) + u8::from(x >= c) + u8::from(x >= d)
        }),
    }
}

#[inline(always)]
fn count<T: Copy>(values: &[T], set: bool, into: &mut Bytes, reached: impl Fn(T) -> u8) {
    if set {
        for (out, value) in into.iter_mut().zip(values) {
            *out = reached(*value);
        }
    } else {
        for (out, value) in into.iter_mut().zip(values) {
            *out = out.wrapping_add(reached(*value));
        }
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
    if factor == T::narrow(1) {
        for (out, value) in into.iter_mut().zip(values) {
            *out = out.add_product(T::narrow(1), T::narrow((*value).into()));
        }
    } else if factor == T::narrow(-1) {
        for (out, value) in into.iter_mut().zip(values) {
            *out = out.add_product(T::narrow(-1), T::narrow((*value).into()));
        }
    } else {
        for (out, value) in into.iter_mut().zip(values) {
            *out = out.add_product(factor, T::narrow((*value).into()));
        }
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

/// `into[k] = the cases whose byte has reached the k-th cut`.
#[inline(always)]
pub(super) fn reached_plain(bytes: &Bytes, cuts: &[u8], into: &mut [Bits]) {
    for (bits, cut) in into.iter_mut().zip(cuts) {
        for (word, chunk) in bits.iter_mut().zip(bytes.as_chunks::<64>().0) {
            let mut found = 0;
            for (place, byte) in chunk.iter().enumerate() {
                found |= u64::from(byte >= cut) << place;
            }
            *word = found;
        }
    }
}

/// Adds `1 << plane` to the byte of every case that is set in the plane.
#[inline(always)]
pub(super) fn spread_plain(planes: &[Bits], into: &mut Bytes) {
    into.fill(0);
    for (plane, bits) in planes.iter().enumerate() {
        for (word, chunk) in bits.iter().zip(into.as_chunks_mut::<64>().0) {
            for (place, byte) in chunk.iter_mut().enumerate() {
                *byte |= (((word >> place) & 1) as u8) << plane;
            }
        }
    }
}

/// The same two with the instructions of AVX2.
#[cfg(target_arch = "x86_64")]
pub(super) mod avx2 {
    use super::{Bits, Bytes};
    use std::arch::x86_64::{
        __m256i, _mm256_and_si256, _mm256_cmpeq_epi8, _mm256_max_epu8, _mm256_movemask_epi8,
        _mm256_or_si256, _mm256_set1_epi8, _mm256_set1_epi32, _mm256_setr_epi8, _mm256_setr_epi64x,
        _mm256_setzero_si256, _mm256_shuffle_epi8,
    };

    #[target_feature(enable = "avx2")]
    fn load(half: &[[u8; 8]; 4]) -> __m256i {
        let [a, b, c, d] = half.map(i64::from_le_bytes);
        _mm256_setr_epi64x(a, b, c, d)
    }

    #[target_feature(enable = "avx2")]
    fn mask(at_least: __m256i, bytes: __m256i) -> u64 {
        let reached = _mm256_cmpeq_epi8(_mm256_max_epu8(bytes, at_least), bytes);
        u64::from(_mm256_movemask_epi8(reached).cast_unsigned())
    }

    #[target_feature(enable = "avx2")]
    pub(in super::super) fn reached(bytes: &Bytes, cuts: &[u8], into: &mut [Bits]) {
        let pairs = bytes.as_chunks::<8>().0.as_chunks::<4>().0.as_chunks::<2>().0;
        for (bits, cut) in into.iter_mut().zip(cuts) {
            let cut = _mm256_set1_epi8(cut.cast_signed());
            for (word, [low, high]) in bits.iter_mut().zip(pairs) {
                *word = mask(cut, load(low)) | (mask(cut, load(high)) << 32);
            }
        }
    }

    #[target_feature(enable = "avx2")]
    pub(in super::super) fn spread(planes: &[Bits], into: &mut Bytes) {
        // Byte k of a lane takes the byte of the bits in which its own bit stands.
        let own_byte = _mm256_setr_epi8(
            0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3,
            3, 3, 3,
        );
        let own_bit = _mm256_setr_epi64x(
            0x8040_2010_0804_0201_u64.cast_signed(),
            0x8040_2010_0804_0201_u64.cast_signed(),
            0x8040_2010_0804_0201_u64.cast_signed(),
            0x8040_2010_0804_0201_u64.cast_signed(),
        );
        for (word, out) in into.as_chunks_mut::<64>().0.iter_mut().enumerate() {
            for (half, out) in out.as_chunks_mut::<32>().0.iter_mut().enumerate() {
                let mut sum = _mm256_setzero_si256();
                for (plane, bits) in planes.iter().enumerate() {
                    let word = bits.get(word).copied().unwrap_or(0) >> (32 * half);
                    let spread = _mm256_set1_epi32((word as u32).cast_signed());
                    let spread = _mm256_shuffle_epi8(spread, own_byte);
                    let set = _mm256_cmpeq_epi8(_mm256_and_si256(spread, own_bit), own_bit);
                    let value = _mm256_set1_epi8((1_u8 << plane).cast_signed());
                    sum = _mm256_or_si256(sum, _mm256_and_si256(set, value));
                }
                *out = store(sum);
            }
        }
    }

    #[target_feature(enable = "avx2")]
    fn store(bytes: __m256i) -> [u8; 32] {
        use std::arch::x86_64::_mm256_extract_epi64;
        let mut out = [0; 32];
        let words = [
            _mm256_extract_epi64::<0>(bytes),
            _mm256_extract_epi64::<1>(bytes),
            _mm256_extract_epi64::<2>(bytes),
            _mm256_extract_epi64::<3>(bytes),
        ];
        for (chunk, word) in out.as_chunks_mut::<8>().0.iter_mut().zip(words) {
            *chunk = word.to_le_bytes();
        }
        out
    }
}

/// The cases a row is the first to answer; they leave `open`.
#[inline(always)]
pub(super) fn answer(masks: &[Bits], tests: &[usize], open: &mut Bits, row: &mut Bits) {
    let mut found = *open;
    for test in tests {
        if let Some(mask) = masks.get(*test) {
            for (word, mask) in found.iter_mut().zip(mask) {
                *word &= mask;
            }
        }
    }
    for ((word, open), row) in found.iter().zip(open).zip(row) {
        *open &= !word;
        *row = *word;
    }
}

/// `into |= bits`.
#[inline(always)]
pub(super) fn join(bits: &Bits, into: &mut Bits) {
    for (word, bits) in into.iter_mut().zip(bits) {
        *word |= bits;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes that look random and hold every value.
    fn bytes(seed: u64) -> Bytes {
        let mut state = seed;
        std::array::from_fn(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(seed | 1);
            (state >> 56) as u8
        })
    }

    #[test]
    fn cuts_and_row_numbers_are_exact() {
        let bytes = bytes(11);
        let cuts = [0, 1, 127, 128, 200, 255];
        let mut reached = [[0; BLOCK / 64]; 6];
        reached_plain(&bytes, &cuts, &mut reached);
        let mut back = [0; BLOCK];
        spread_plain(&reached, &mut back);
        for (case, byte) in bytes.iter().enumerate() {
            for (bits, cut) in reached.iter().zip(cuts) {
                assert_eq!(bits[case / 64] >> (case % 64) & 1 == 1, *byte >= cut, "{byte} {cut}");
            }
            let expected = cuts.iter().enumerate().map(|(k, cut)| u8::from(byte >= cut) << k);
            assert_eq!(back[case], expected.sum::<u8>());
        }
    }

    #[cfg(target_arch = "x86_64")]
    #[test]
    fn wide_instructions_do_what_plain_loops_do() {
        if !std::arch::is_x86_feature_detected!("avx2") {
            return;
        }
        for seed in 1..50 {
            let bytes = bytes(seed);
            let cuts = [0, 1, seed as u8, 127, 128, 129, 254, 255];
            let (mut plain, mut wide) = ([[0; BLOCK / 64]; 8], [[7; BLOCK / 64]; 8]);
            reached_plain(&bytes, &cuts, &mut plain);
            let (mut one, mut two) = ([0; BLOCK], [9; BLOCK]);
            spread_plain(&plain, &mut one);
            #[expect(unsafe_code, reason = "the machine was asked above")]
            // SAFETY: both need nothing but the instructions of AVX2.
            unsafe {
                avx2::reached(&bytes, &cuts, &mut wide);
                avx2::spread(&wide, &mut two);
            }
            assert_eq!(plain, wide);
            assert_eq!(one, two);
        }
    }
}
