//! Check digits: Doc 9303, part 3, section 4.9.

/// The weights, over and over.
const WEIGHTS: [u32; 3] = [7, 3, 1];

/// What a sign counts: digits themselves, letters from ten, the filler nothing.
fn value(sign: u8) -> u32 {
    match sign {
        b'0'..=b'9' => u32::from(sign - b'0'),
        b'A'..=b'Z' => u32::from(sign - b'A') + 10,
        _ => 0,
    }
}

/// The check digit over parts that follow one another.
pub(crate) fn over(parts: &[&[u8]]) -> u8 {
    let signs = parts.iter().flat_map(|part| part.iter());
    let sum: u32 =
        signs.zip(WEIGHTS.iter().cycle()).map(|(sign, weight)| value(*sign) * weight).sum();
    b'0' + u8::try_from(sum % 10).unwrap_or(0)
}

/// Is this the check digit of a part?
pub(crate) fn fits(part: &[u8], digit: u8) -> bool {
    over(&[part]) == digit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_the_standard() {
        assert_eq!(over(&[b"520727"]), b'3');
        assert_eq!(over(&[b"AB2134<<<"]), b'5');
        assert_eq!(over(&[b"L898902C3"]), b'6');
        assert_eq!(
            over(&[b"HA672242<", b"6", b"5802254", b"9601086"]),
            over(&[b"HA672242<658022549601086"])
        );
    }
}
