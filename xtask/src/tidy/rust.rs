//! Just enough of Rust's grammar to tell words, numbers and strings apart, and tests from the rest.

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A name or keyword.
    Word,
    /// A number.
    Number,
    /// A string of any kind; the text is what stands between the quotes.
    Text,
    /// A character or byte.
    Char,
    /// A lifetime.
    Lifetime,
    /// One sign.
    Sign,
}

/// One token; comments and blanks leave none.
#[derive(Debug, Clone)]
pub struct Token<'a> {
    /// What it is.
    pub kind: Kind,
    /// How it stands in the file.
    pub text: &'a str,
    /// Its line, from 1.
    pub line: usize,
    /// Inside an attribute.
    pub attribute: bool,
    /// Inside an item that only tests see.
    pub test: bool,
}

impl Token<'_> {
    /// This sign?
    pub fn is(&self, sign: &str) -> bool {
        self.kind == Kind::Sign && self.text == sign
    }

    /// This word?
    pub fn is_word(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.text == word
    }
}

/// Reads a file.
pub fn read(text: &str) -> Vec<Token<'_>> {
    let mut reader = Reader { rest: text, line: 1, tokens: Vec::new() };
    while !reader.rest.is_empty() {
        reader.step();
    }
    let mut tokens = reader.tokens;
    mark_attributes(&mut tokens);
    mark_tests(&mut tokens);
    tokens
}

struct Reader<'a> {
    rest: &'a str,
    line: usize,
    tokens: Vec<Token<'a>>,
}

impl<'a> Reader<'a> {
    fn step(&mut self) {
        let rest = self.rest;
        let Some(first) = rest.chars().next() else { return };
        if first.is_whitespace() {
            self.skip(first.len_utf8());
        } else if rest.starts_with("//") {
            self.skip(rest.find('\n').unwrap_or(rest.len()));
        } else if rest.starts_with("/*") {
            self.skip(block_comment(rest));
        } else if let Some((open, hashes)) = raw_string(rest) {
            let close = format!("\"{}", "#".repeat(hashes));
            let inner = rest.get(open..).unwrap_or_default();
            let end = inner.find(&close).unwrap_or(inner.len());
            self.keep(Kind::Text, open, end, close.len());
        } else if let Some(open) = string(rest) {
            let inner = rest.get(open..).unwrap_or_default();
            self.keep(Kind::Text, open, string_end(inner, '"'), 1);
        } else if let Some(length) = character(rest) {
            self.keep(Kind::Char, 0, length, 0);
        } else if first == '\'' {
            self.keep(Kind::Lifetime, 0, 1 + word(rest.get(1..).unwrap_or_default()), 0);
        } else if first.is_ascii_digit() {
            self.keep(Kind::Number, 0, number(rest), 0);
        } else if word(rest) > 0 {
            self.keep(Kind::Word, 0, word(rest), 0);
        } else {
            self.keep(Kind::Sign, 0, first.len_utf8(), 0);
        }
    }

    /// Keeps `length` bytes as a token, between `open` bytes before and `close` bytes after.
    fn keep(&mut self, kind: Kind, open: usize, length: usize, close: usize) {
        let text = self.rest.get(open..open + length).unwrap_or_default();
        self.tokens.push(Token { kind, text, line: self.line, attribute: false, test: false });
        self.skip(open + length + close);
    }

    fn skip(&mut self, length: usize) {
        let (gone, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, ""));
        self.line += gone.matches('\n').count();
        self.rest = rest;
    }
}

fn block_comment(rest: &str) -> usize {
    let mut depth = 0_usize;
    let mut place = 0;
    while let Some(here) = rest.get(place..).filter(|here| !here.is_empty()) {
        if here.starts_with("/*") {
            depth += 1;
            place += 2;
        } else if here.starts_with("*/") {
            depth -= 1;
            place += 2;
            if depth == 0 {
                return place;
            }
        } else {
            place += here.chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

/// Length up to the content, and the number of hashes, when a raw string starts here.
fn raw_string(rest: &str) -> Option<(usize, usize)> {
    let prefix = ["br", "cr", "r"].into_iter().find(|prefix| rest.starts_with(prefix))?;
    let after = rest.get(prefix.len()..)?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    after.get(hashes..)?.starts_with('"').then_some((prefix.len() + hashes + 1, hashes))
}

/// Length up to the content when a plain string starts here.
fn string(rest: &str) -> Option<usize> {
    ["\"", "b\"", "c\""].into_iter().find(|open| rest.starts_with(open)).map(str::len)
}

fn string_end(inner: &str, close: char) -> usize {
    let mut escaped = false;
    for (place, c) in inner.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == close => return place,
            _ => {}
        }
    }
    inner.len()
}

/// The whole length of a character or byte, quotes included.
fn character(rest: &str) -> Option<usize> {
    let open = if rest.starts_with("b'") { 2 } else { 1 };
    let inner = rest.get(open..)?;
    if !rest.get(..open)?.ends_with('\'') {
        return None;
    }
    let first = inner.chars().next()?;
    let one = first.len_utf8();
    if first == '\\' {
        return Some(open + string_end(inner, '\'') + 1);
    }
    inner.get(one..)?.starts_with('\'').then_some(open + one + 1)
}

fn word(rest: &str) -> usize {
    rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len())
}

fn number(rest: &str) -> usize {
    let whole = word(rest);
    let after = rest.get(whole..).unwrap_or_default();
    let fraction = after.strip_prefix('.').unwrap_or_default();
    if fraction.starts_with(|c: char| c.is_ascii_digit()) {
        whole + 1 + word(fraction)
    } else {
        whole
    }
}

fn mark_attributes(tokens: &mut [Token<'_>]) {
    let mut depth = 0_usize;
    let mut opening = false;
    for token in tokens {
        if depth > 0 || opening {
            token.attribute = true;
        }
        match token.text {
            "#" if token.kind == Kind::Sign && depth == 0 => {
                token.attribute = true;
                opening = true;
                continue;
            }
            "!" if opening => continue,
            "[" if token.kind == Kind::Sign && (opening || depth > 0) => depth += 1,
            "]" if token.kind == Kind::Sign && depth > 0 => depth -= 1,
            _ => {}
        }
        opening = false;
    }
}

/// Marks what follows `#[test]`, `#[cfg(test)]` and the like, to the end of the item.
fn mark_tests(tokens: &mut [Token<'_>]) {
    let mut place = 0;
    while let Some(token) = tokens.get(place) {
        if !token.attribute || !token.is("#") {
            place += 1;
            continue;
        }
        let whole_file = tokens.get(place + 1).is_some_and(|next| next.is("!"));
        let end = attribute_end(tokens, place);
        let words = tokens.get(place..end).unwrap_or_default();
        let has = |word| words.iter().any(|token| token.is_word(word));
        if has("test") && !has("not") && !has("cfg_attr") {
            let last = if whole_file { tokens.len() } else { item_end(tokens, end) };
            for token in tokens.get_mut(place..last).unwrap_or_default() {
                token.test = true;
            }
            place = last;
        } else {
            place = end;
        }
    }
}

/// The place after an attribute that starts here.
fn attribute_end(tokens: &[Token<'_>], start: usize) -> usize {
    let next =
        |(place, token): (usize, &Token<'_>)| (place > start && token.is("#")).then_some(place);
    let after = tokens.iter().enumerate().skip(start).position(|(_, token)| !token.attribute);
    let after = after.map_or(tokens.len(), |length| start + length);
    // Two attributes in a row are two: the second `#` at depth 0 begins the next.
    tokens.iter().enumerate().take(after).skip(start).find_map(next).unwrap_or(after)
}

/// The place after the item that starts here: its `;` or its closing brace.
fn item_end(tokens: &[Token<'_>], start: usize) -> usize {
    let mut depth = 0_usize;
    for (place, token) in tokens.iter().enumerate().skip(start) {
        if token.kind != Kind::Sign || token.attribute {
            continue;
        }
        match token.text {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => {
                depth = depth.saturating_sub(1);
                if depth == 0 && token.text == "}" {
                    return place + 1;
                }
            }
            ";" if depth == 0 => return place + 1,
            _ => {}
        }
    }
    tokens.len()
}

/// The name of the function whose body holds this place.
pub fn function<'a>(tokens: &[Token<'a>], place: usize) -> Option<&'a str> {
    let (mut braces, mut brackets) = (0_usize, 0_usize);
    // True between a brace that opens around the place and the beginning of what it belongs to.
    let mut header = false;
    for (at, token) in tokens.iter().enumerate().take(place).rev() {
        if token.is_word("fn") && header && braces == 0 {
            return tokens.get(at + 1).map(|name| name.text);
        }
        if token.kind != Kind::Sign {
            continue;
        }
        match token.text {
            ")" | "]" => brackets += 1,
            "(" | "[" => brackets = brackets.saturating_sub(1),
            "}" => {
                header = false;
                braces += 1;
            }
            "{" if braces == 0 => header = true,
            "{" => braces -= 1,
            ";" if braces == 0 && brackets == 0 => header = false,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str, kind: Kind) -> Vec<String> {
        read(text).into_iter().filter(|t| t.kind == kind).map(|t| t.text.to_owned()).collect()
    }

    #[test]
    fn strings_end_where_they_end() {
        let text = r####"a("x \" y", r#"raw " here"#, b"bytes", r"c:\", c"c", "two
lines")"####;
        let strings = ["x \\\" y", "raw \" here", "bytes", "c:\\", "c", "two\nlines"];
        assert_eq!(kinds(text, Kind::Text), strings);
    }

    #[test]
    fn comments_say_nothing_here() {
        let text = "one // \"two\" 3\n/* four /* five */ 6 */ seven /// 8\n";
        assert_eq!(kinds(text, Kind::Word), ["one", "seven"]);
        assert!(kinds(text, Kind::Number).is_empty());
    }

    #[test]
    fn quotes_are_characters_or_lifetimes() {
        let text = r"fn f<'a>(x: &'a str) { '\'' ; 'b'; b'\n'; '\u{1F600}'; 'ä'; '_ }";
        assert_eq!(kinds(text, Kind::Char), [r"'\''", "'b'", r"b'\n'", r"'\u{1F600}'", "'ä'"]);
        assert_eq!(kinds(text, Kind::Lifetime), ["'a", "'a", "'_"]);
    }

    #[test]
    fn numbers_keep_their_fraction_and_leave_ranges_and_fields() {
        assert_eq!(
            kinds("1_000u64 2.5 0..10 x.0 0xFF", Kind::Number),
            ["1_000u64", "2.5", "0", "10", "0", "0xFF"]
        );
    }

    #[test]
    fn tests_are_marked_to_the_end_of_their_item() {
        let text = "fn a() { 1 }\n#[cfg(test)]\n#[path = \"x\"]\nmod tests { fn b() { 2 } }\nfn c() { 3 }\n\
                    #[test]\nfn d() { 4 }\n#[cfg(not(test))]\nfn e() { 5 }\n#[cfg(test)] use f::Six; const G: u8 = 7;";
        let seen: Vec<String> = read(text)
            .into_iter()
            .filter(|t| t.kind == Kind::Number && !t.test)
            .map(|t| t.text.to_owned())
            .collect();
        assert_eq!(seen, ["1", "3", "5", "7"]);
    }

    #[test]
    fn attributes_are_marked() {
        let text = "#[expect(reason = \"one\")] fn a() { b(\"two\"); c[0]; } #![doc = \"three\"]";
        let outside: Vec<&str> = read(text)
            .into_iter()
            .filter(|t| t.kind == Kind::Text && !t.attribute)
            .map(|t| t.text)
            .collect();
        assert_eq!(outside, ["two"]);
    }

    #[test]
    fn a_place_knows_its_function() {
        let text = "fn a() { { 1 } } fn b(x: [u8; N]) { y; if x { 2 } else { 3 } 4 } const C: u8 = 5; \
                    impl D { const E: u8 = 6; }";
        let tokens = read(text);
        let names: Vec<_> = (0..tokens.len())
            .filter(|place| tokens[*place].kind == Kind::Number)
            .map(|place| function(&tokens, place))
            .collect();
        assert_eq!(names, [Some("a"), Some("b"), Some("b"), Some("b"), None, None]);
    }

    #[test]
    fn lines_are_counted_through_everything() {
        let text = "/*\n\n*/ \"a\nb\"\nlast";
        assert_eq!(read(text).last().map(|t| t.line), Some(5));
    }
}
