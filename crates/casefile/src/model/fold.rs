//! The form in which names are searched: what people type when they do not have the right keys.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::text::is_invisible;

/// The search form of a text: lower case, without diacritics, punctuation as single spaces.
///
/// Letters of Latin script fold to what people type for them on another keyboard: `å`, `ä` to `a`,
/// `ö`, `ø` to `o`, `æ` to `ae`, `ß` to `ss`. Vowel points of Arabic and Hebrew and the tatweel go,
/// as nobody types them. Cyrillic `ё` folds to `е`, while `й`, `ї` and `ў` stay: those are letters of
/// their own that nobody leaves out. Marks of other scripts are part of the word and stay.
#[must_use]
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return fold_ascii(text);
    }
    let lower = text.nfkd().collect::<String>().to_lowercase();
    let mut words = Words::default();
    for c in lower.nfkd() {
        words.take(c);
    }
    words.folded.nfc().collect()
}

/// The same for what most texts are.
fn fold_ascii(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && !is_unseen(c));
    for word in words {
        if !folded.is_empty() && !folded.ends_with(' ') {
            folded.push(' ');
        }
        folded.extend(word.chars().filter(|c| !is_unseen(*c)).map(|c| c.to_ascii_lowercase()));
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// The folded words so far.
#[derive(Default)]
struct Words {
    folded: String,
    /// Something between words was passed.
    gap: bool,
}

impl Words {
    fn take(&mut self, c: char) {
        if let Some(letters) = spelled_out(c) {
            letters.chars().for_each(|letter| self.put(letter));
        } else if is_combining_mark(c) {
            self.mark(c);
        } else if is_unseen(c) {
            // The tatweel counts as a letter to Unicode, but only stretches the line.
        } else if c.is_alphanumeric() {
            self.put(c);
        } else {
            self.gap = true;
        }
    }

    fn put(&mut self, c: char) {
        if self.gap && !self.folded.is_empty() {
            self.folded.push(' ');
        }
        self.gap = false;
        self.folded.push(c);
    }

    /// A mark stays where it makes a letter of its own, and only on a letter.
    fn mark(&mut self, mark: char) {
        let base = self.folded.chars().next_back();
        let stays = match base {
            None => false,
            Some(_) if self.gap => false,
            Some('и' | 'у') if mark == '\u{306}' => true,
            Some('і') if mark == '\u{308}' => true,
            Some(_) => !is_diacritic(mark),
        };
        if stays {
            self.folded.push(mark);
        }
    }
}

/// Letters that no decomposition takes apart, and what people type for them.
const fn spelled_out(c: char) -> Option<&'static str> {
    Some(match c {
        'æ' | 'ǽ' => "ae",
        'œ' => "oe",
        'ß' => "ss",
        'þ' => "th",
        'ð' | 'đ' | 'ɖ' => "d",
        'ø' => "o",
        'ł' | 'ƚ' => "l",
        'ı' | 'ɨ' => "i",
        'ŋ' => "n",
        'ħ' => "h",
        'ŧ' => "t",
        'ĸ' => "k",
        'ŀ' => "l",
        'ə' => "a",
        'ɓ' => "b",
        'ɗ' => "d",
        'ƙ' => "k",
        'ƴ' => "y",
        // Greek: the form of the letter at the end of a word.
        'ς' => "σ",
        // Arabic: letters of Persian and Urdu keyboards, and the forms of yeh, heh and hamza that are
        // written for one another.
        'ک' => "ك",
        'ی' | 'ى' | 'ے' => "ي",
        'ة' | 'ہ' | 'ە' => "ه",
        'ٱ' => "ا",
        _ => return None,
    })
}

/// Marks that are left out in a search: Latin, Greek and Cyrillic accents, points of Hebrew, Arabic
/// and Syriac, and signs that choose a variant.
const fn is_diacritic(mark: char) -> bool {
    matches!(
        mark,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5c7}'
        | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6ed}'
        | '\u{711}' | '\u{730}'..='\u{74a}' | '\u{8d3}'..='\u{8ff}'
        | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}' | '\u{e0100}'..='\u{e01ef}'
    )
}

/// What stands inside words without being seen: joiners, tatweel, and pasted marks.
const fn is_unseen(c: char) -> bool {
    is_invisible(c) || matches!(c, '\u{200c}' | '\u{200d}' | '\u{640}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn people_find_names_without_the_right_keys() {
        for (typed, found) in [
            ("Åström", "astrom"),
            ("Sjöberg-Lähde", "sjoberg lahde"),
            ("Søren Æbelø", "soren aebelo"),
            ("GROẞ, Weiß", "gross weiss"),
            ("Đặng Thị Hương", "dang thi huong"),
            ("Łukasz Żółć", "lukasz zolc"),
            ("İpek Işık", "ipek isik"),
            ("  O’Brien--D'Arcy ", "o brien d arcy"),
            ("Фёдор Андрей", "федор андрей"),
            ("Їжак", "їжак"),
            ("مُحَمَّد", "محمد"),
            ("محـــمد", "محمد"),
            ("أحمد", "احمد"),
            ("علی", "علي"),
            ("Παπαδόπουλος", "παπαδοπουλοσ"),
            ("ﬁn ＡＢＣ", "fin abc"),
            ("हिन्दी", "हिन्दी"),
            ("山田 太郎", "山田 太郎"),
            ("がくと", "がくと"),
            ("김민수", "김민수"),
            ("", ""),
            ("-\u{301}-", ""),
        ] {
            assert_eq!(fold(typed), found, "{typed}");
        }
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(typed in any::<String>()) {
            let once = fold(&typed);
            prop_assert_eq!(fold(&once), once.clone());
        }

        #[test]
        fn case_and_composition_do_not_matter(typed in "[a-zäöåéñçüА-яёй ]{0,20}") {
            let folded = fold(&typed);
            prop_assert_eq!(fold(&typed.to_uppercase()), folded.clone());
            prop_assert_eq!(fold(&typed.nfd().collect::<String>()), folded);
        }

        #[test]
        fn plain_letters_fold_as_all_others_do(typed in "[ -~\\t\\n\\x00-\\x1f]{0,40}") {
            let (plain, marked) = (format!("{typed} e"), format!("{typed} \u{e9}"));
            prop_assert_eq!(fold(&plain), fold(&marked));
        }

        #[test]
        fn single_spaces_between_words_only(typed in any::<String>()) {
            let folded = fold(&typed);
            prop_assert_eq!(folded.split_whitespace().collect::<Vec<_>>().join(" "), folded);
        }
    }
}
