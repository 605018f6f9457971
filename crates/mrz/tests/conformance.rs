//! Documents as the standard shows them, and many that are not.

use jiff::civil::{Date, date};
use mrz::{Born, Format, Part, Sex, Trouble, read};
use proptest::prelude::*;

const TODAY: Date = date(2026, 11, 26);

/// The specimens of Doc 9303, parts 4 to 7, of the state of Utopia.
const TD3: &str = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n\
                   L898902C36UTO7408122F1204159ZE184226B<<<<<10";
const TD2: &str = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\n\
                   D231458907UTO7408122F1204159<<<<<<<6";
const TD1: &str = "I<UTOD231458907<<<<<<<<<<<<<<<\n\
                   7408122F1204159UTO<<<<<<<<<<<6\n\
                   ERIKSSON<<ANNA<MARIA<<<<<<<<<<";
const MRV_A: &str = "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n\
                     L8988901C4XXX4009078F96121096ZE184226B<<<<<<";
const MRV_B: &str = "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\n\
                     L8988901C4XXX4009078F9612109<<<<<<<<";

fn known(code: &str) -> bool {
    ["UTO", "XXX", "XXA", "XXB", "XXC", "D", "FIN", "GBD", "UNO", "XOM", "EUE", "RKS"]
        .contains(&code)
}

fn of(text: &str) -> Result<mrz::Document, Trouble> {
    read(text, TODAY, known)
}

#[test]
fn the_specimens_of_the_standard() {
    for (text, format, code, number) in [
        (TD3, Format::Td3, "P", "L898902C3"),
        (TD2, Format::Td2, "I", "D23145890"),
        (TD1, Format::Td1, "I", "D23145890"),
    ] {
        let found = of(text).unwrap();
        assert_eq!(
            (found.format, found.code.as_str(), found.number.as_str()),
            (format, code, number)
        );
        assert_eq!((found.issuer.as_str(), found.nationality.as_str()), ("UTO", "UTO"));
        assert_eq!(found.born, Born::Day(date(1974, 8, 12)));
        assert_eq!((found.sex, found.expires), (Sex::Female, Some(date(2012, 4, 15))));
        assert_eq!(
            (found.names.primary.as_str(), found.names.secondary.as_str()),
            ("ERIKSSON", "ANNA MARIA")
        );
        assert!(!found.names.cut);
    }
    for (text, format) in [(MRV_A, Format::MrvA), (MRV_B, Format::MrvB)] {
        let found = of(text).unwrap();
        assert_eq!((found.format, found.nationality.as_str()), (format, "XXX"));
        assert_eq!(
            (found.born, found.expires),
            (Born::Day(date(1940, 9, 7)), Some(date(1996, 12, 10)))
        );
    }
}

#[test]
fn a_longer_number_goes_on_among_the_optional_data() {
    // Doc 9303, part 5, note j: the number D23145890734 with its check digit 9.
    let td1 = "I<UTOD23145890<7349<<<<<<<<<<<\n\
               3407127M9507122UTO<<<<<<<<<<<2\n\
               STEVENSON<<PETER<JOHN<<<<<<<<<";
    assert_eq!(of(td1).unwrap().number, "D23145890734");
    let td2 = "I<UTOSTEVENSON<<PETER<JOHN<<<<<<<<<<\n\
               D23145890<UTO3407127M95071227349<<<8";
    assert_eq!(of(td2).unwrap().number, "D23145890734");
    assert_eq!(of(&td1.replace("7349", "7348")).unwrap_err(), Trouble::Check(Part::Number));
}

/// The lines of a passport with these parts, its check digits put in.
fn passport(names: &str, number: &str, state: &str, born: &str, expires: &str) -> String {
    let names = format!("{names:<<39}");
    let number = format!("{number:<<9}");
    let digit = |part: &str| {
        let value = |c: char| c.to_digit(36).unwrap_or(0);
        let weighed = part.chars().zip([7, 3, 1].into_iter().cycle());
        (weighed.map(|(c, weight)| value(c) * weight).sum::<u32>() % 10).to_string()
    };
    let (a, b, c) = (digit(&number), digit(born), digit(expires));
    let personal = "<".repeat(14);
    let over = format!("{number}{a}{born}{b}{expires}{c}{personal}<");
    let all = digit(&over);
    format!("P<{state:<<3}{names}\n{number}{a}{state:<<3}{born}{b}<{expires}{c}{personal}<{all}")
}

#[test]
fn parts_that_the_standard_allows() {
    let cut = passport("NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K", "1", "UTO", "740812", "330101");
    assert!(of(&cut).unwrap().names.cut, "a name that fills its field may be longer");
    let single = of(&passport("ARKFREITH", "1", "UTO", "740812", "330101")).unwrap().names;
    assert_eq!((single.primary.as_str(), single.secondary.as_str()), ("ARKFREITH", ""));
    for (born, read) in [
        ("74<<<<", Born::Year(1974)),
        ("7408<<", Born::Month(1974, 8)),
        ("<<<<<<", Born::Unknown),
        ("261126", Born::Day(TODAY)),
        ("261127", Born::Day(date(1926, 11, 27))),
    ] {
        assert_eq!(of(&passport("A<<B", "1", "UTO", born, "330101")).unwrap().born, read);
    }
    for code in ["D", "XXA", "XXB", "XXC", "UNO", "XOM", "EUE", "GBD", "RKS"] {
        assert_eq!(of(&passport("A<<B", "1", code, "740812", "330101")).unwrap().issuer, code);
    }
    assert_eq!(
        of(&passport("A<<B", "FP<123", "UTO", "740812", "330101")).unwrap().number,
        "FP 123"
    );
    assert_eq!(
        of(&TD3.replace('\n', "")).unwrap(),
        of(TD3).unwrap(),
        "from a reader, in one piece"
    );
    assert_eq!(of(&TD3.to_lowercase()).unwrap(), of(TD3).unwrap());
    assert_eq!(
        of(&format!("PASSPORT\n\n {} \n", TD3.replace("<<<", "< < <"))).unwrap(),
        of(TD3).unwrap()
    );
}

#[test]
fn nothing_bad_is_taken_and_it_is_said_what_is_wrong() {
    let with = |from: &str, to: &str| of(&TD3.replacen(from, to, 1)).unwrap_err();
    assert_eq!(with("P<UTO", "X<UTO"), Trouble::Part(Part::Code));
    assert_eq!(with("P<UTO", "P1UTO"), Trouble::Part(Part::Code));
    assert_eq!(with("P<UTO", "P<ABC"), Trouble::Part(Part::Issuer));
    assert_eq!(with("6UTO", "6ABC"), Trouble::Part(Part::Nationality));
    assert_eq!(with("2F1", "2X1"), Trouble::Part(Part::Sex));
    assert_eq!(with("L898902C36", "L898902C26"), Trouble::Check(Part::Number));
    assert_eq!(with("7408122", "7408132"), Trouble::Check(Part::Born));
    assert_eq!(with("1204159", "1204169"), Trouble::Check(Part::Expires));
    assert_eq!(with("ZE184226B", "ZE184226C"), Trouble::Check(Part::Optional));
    assert_eq!(with("<<<<<10", "<<<<<11"), Trouble::Check(Part::Composite));
    assert_eq!(with("ERIKSSON", "ER1KSSON"), Trouble::Part(Part::Names));
    assert_eq!(with("ERIKSSON", "ER?KSSON"), Trouble::Sign(1, 8));
    for bad in ["", "hello", "P<UTO", &TD3[..60], &TD3.replace('<', ""), "\u{0}"] {
        assert_eq!(of(bad).unwrap_err(), Trouble::NoLines, "{bad:?}");
    }
    let no_such_day = passport("A<<B", "1", "UTO", "740230", "330101");
    assert_eq!(of(&no_such_day).unwrap_err(), Trouble::Part(Part::Born));
    let no_number = passport("A<<B", "", "UTO", "740812", "330101");
    assert_eq!(of(&no_number).unwrap_err(), Trouble::Part(Part::Number));
    let no_end = passport("A<<B", "1", "UTO", "740812", "<<<<<<");
    assert_eq!(of(&no_end).unwrap_err(), Trouble::Part(Part::Expires));
}

/// Every sign of a check-digit part exchanged for every other: the digits find all but those that the
/// standard's own arithmetic cannot tell apart.
#[test]
fn a_single_wrong_sign_is_found_or_counts_the_same() {
    let second = TD3.find('\n').unwrap() + 1;
    let count = |c: u8| char::from(c).to_digit(36).unwrap_or(0) % 10;
    for place in (0..10).chain(13..20).chain(21..44) {
        for sign in (b'0'..=b'9').chain(b'A'..=b'Z').chain([b'<']) {
            let mut bytes = TD3.as_bytes().to_vec();
            let before = std::mem::replace(&mut bytes[second + place], sign);
            let read = of(std::str::from_utf8(&bytes).unwrap());
            if sign != before && read.is_ok() {
                assert_eq!(count(sign), count(before), "place {place}: {}", char::from(sign));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_text_breaks_it(text in ".{0,300}") {
        drop(of(&text));
    }

    #[test]
    fn no_lines_break_it(text in "[A-Z0-9<\n ]{60,140}") {
        drop(of(&text));
    }

    #[test]
    fn what_was_written_is_read(
        family in "[A-Z]{1,12}(<[A-Z]{1,8})?",
        given in "[A-Z]{1,10}",
        number in "[A-Z0-9]{1,9}",
        (year, month, day) in (0_i8..100, 1_i8..=12, 1_i8..=28),
    ) {
        let born = format!("{year:02}{month:02}{day:02}");
        let found = of(&passport(&format!("{family}<<{given}"), &number, "FIN", &born, "330101")).unwrap();
        prop_assert_eq!(found.names.primary, family.replace('<', " "));
        prop_assert_eq!((found.names.secondary, found.number), (given, number));
        let Born::Day(date) = found.born else { panic!() };
        prop_assert!(date <= TODAY);
        prop_assert_eq!((date.year() % 100, date.month(), date.day()), (i16::from(year), month, day));
    }
}
