//! Numbers as people write them; dates are texts with parts filled in (see `Ui::date`).

use fluent_bundle::FluentValue;
use fluent_bundle::types::FluentNumber;

use crate::lang::Lang;

/// The number formatter of a language; Fluent takes a plain function.
pub(crate) fn formatter<M>(lang: Lang) -> fn(&FluentValue<'_>, &M) -> Option<String> {
    match lang {
        Lang::Fi | Lang::Sv => |value, _| grouped_value(value, '\u{a0}', ','),
        Lang::En | Lang::Ar => |value, _| grouped_value(value, ',', '.'),
    }
}

fn grouped_value(value: &FluentValue<'_>, group: char, decimal: char) -> Option<String> {
    match value {
        FluentValue::Number(FluentNumber { value, .. }) => {
            Some(grouped(&value.to_string(), group, decimal))
        }
        _ => None,
    }
}

/// A whole number in a language.
pub(crate) fn number(n: i64, lang: Lang) -> String {
    let (group, decimal) = match lang {
        Lang::Fi | Lang::Sv => ('\u{a0}', ','),
        Lang::En | Lang::Ar => (',', '.'),
    };
    grouped(&n.to_string(), group, decimal)
}

/// Groups digits by three from five digits on, as style guides of all three languages do.
fn grouped(plain: &str, group: char, decimal: char) -> String {
    let (sign, digits) = plain.strip_prefix('-').map_or(("", plain), |rest| ("\u{2212}", rest));
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
    let mut out = String::from(sign);
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && whole.len() > 4 && (whole.len() - i).is_multiple_of(3) {
            out.push(group);
        }
        out.push(c);
    }
    if let Some(fraction) = fraction {
        out.push(decimal);
        out.push_str(fraction);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_in_the_language() {
        assert_eq!(number(1_234, Lang::En), "1234");
        assert_eq!(number(1_234_567, Lang::En), "1,234,567");
        assert_eq!(number(-12_345, Lang::Fi), "\u{2212}12\u{a0}345");
        assert_eq!(grouped("12345.5", '\u{a0}', ','), "12\u{a0}345,5");
    }
}
