//! Reading a posted form: every field is looked at, every error collected, nothing typed is lost.

use std::str::FromStr;

use kernel::{Date, Refusal};

use super::draft::Draft;
use super::field::{Field, FieldKind, Options};
use crate::lang::Lang;
use crate::request::{Upload, Values};

/// What is wrong with a field: text key `web-error-<code>`, or `<act>-<field>.<code>` when the
/// act has a text of its own for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The field.
    pub field: String,
    /// Stable code.
    pub code: String,
    /// Values the text shows.
    pub args: Vec<(&'static str, String)>,
    /// Set when the text is a refusal's: `refusal-<code>`.
    pub refusal: bool,
}

impl FieldError {
    pub(crate) fn of_refusal(refusal: &Refusal, field: &str) -> FieldError {
        let (code, args) = (refusal.code.to_owned(), refusal.args.clone());
        FieldError { field: field.to_owned(), code, args, refusal: true }
    }
}

/// A date of which day and month may be unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartialDate {
    /// Year.
    pub year: i16,
    /// Month, when known.
    pub month: Option<i8>,
    /// Day, when known.
    pub day: Option<i8>,
}

/// Reads a form field by field. Read all fields first and join them with `?` last, so that the
/// user learns of all errors at once:
/// `let (a, b) = (form.text("a"), form.date("b")); Some(Act { a: a?, b: b? })`.
pub struct Reader<'a> {
    pub(crate) fields: &'a [Field],
    pub(crate) form: &'a Values,
    pub(crate) params: &'a Values,
    pub(crate) files: &'a [Upload],
    pub(crate) draft: &'a Draft,
    pub(crate) today: Date,
    pub(crate) lang: Lang,
    pub(crate) errors: Vec<FieldError>,
}

impl<'a> Reader<'a> {
    /// The fields that are asked for, in the order of the page.
    #[must_use]
    pub const fn fields(&self) -> &'a [Field] {
        self.fields
    }

    /// Was the form sent with this button or box?
    #[must_use]
    pub fn pressed(&self, name: &str) -> bool {
        self.form.get(name).is_some_and(|value| !value.is_empty())
    }

    /// A part of the path.
    pub fn param<T: FromStr>(&self, name: &str) -> Option<T> {
        self.params.get(name)?.parse().ok()
    }

    /// What the draft found out and the form's own texts may show, such as how many there are.
    pub fn arg<T: FromStr>(&self, name: &str) -> Option<T> {
        let found = self.draft.args.iter().find(|(n, _)| *n == name);
        found?.1.parse().ok()
    }

    /// Says what is wrong with a field that reads well but makes no sense; `None` for the `?`.
    pub fn fail<T>(&mut self, field: &str, code: &str) -> Option<T> {
        self.fail_with(field, code, Vec::new())
    }

    /// Says that a field holds what is refused, in the words of the refusal; `None` for the `?`.
    pub fn refuse<T>(&mut self, field: &str, refusal: &Refusal) -> Option<T> {
        self.errors.push(FieldError::of_refusal(refusal, field));
        None
    }

    /// The day of the request.
    #[must_use]
    pub const fn today(&self) -> Date {
        self.today
    }

    /// The language in which the form is read.
    #[must_use]
    pub const fn lang(&self) -> Lang {
        self.lang
    }

    /// The same as [`Reader::fail`], with values that the text shows.
    pub fn fail_with<T>(
        &mut self,
        field: &str,
        code: &str,
        args: Vec<(&'static str, String)>,
    ) -> Option<T> {
        let (field, code) = (field.to_owned(), code.to_owned());
        self.errors.push(FieldError { field, code, args, refusal: false });
        None
    }

    fn field(&self, name: &str) -> Option<&'a Field> {
        let field = self.fields.iter().find(|f| f.name == name);
        if field.is_none() {
            tracing::error!(name, "a form reads a field it does not declare");
        }
        field
    }

    /// The words of a field, trimmed, within its limit; empty only when it is optional.
    pub fn text(&mut self, name: &str) -> Option<String> {
        let field = self.field(name)?;
        let text = self.clean(field, name)?;
        if text.is_empty() && !field.optional { self.fail(name, "missing") } else { Some(text) }
    }

    /// The words of an optional field, or nothing.
    pub fn maybe_text(&mut self, name: &str) -> Option<Option<String>> {
        self.text(name).map(|text| Some(text).filter(|t| !t.is_empty()))
    }

    /// Trims, joins line ends, and looks for what no text may hold.
    fn clean(&mut self, field: &Field, name: &str) -> Option<String> {
        let raw = self.form.get(name).unwrap_or("");
        if self.form.broken.contains(name) {
            return self.fail(name, "encoding");
        }
        let text = raw.replace("\r\n", "\n").replace('\r', "\n").trim().to_owned();
        let lines = matches!(field.kind, FieldKind::LongText(_));
        if text.chars().any(|c| c.is_control() && !(lines && matches!(c, '\n' | '\t'))) {
            return self.fail(name, "control");
        }
        let count = text.chars().count();
        if count > field.limit.max {
            let args = vec![("max", field.limit.max.to_string()), ("count", count.to_string())];
            return self.fail_with(name, "long", args);
        }
        Some(text)
    }

    fn parsed<T>(
        &mut self,
        name: &str,
        code: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<Option<T>> {
        let text = self.text(name)?;
        if text.is_empty() {
            return Some(None);
        }
        match parse(&text) {
            Some(value) => Some(Some(value)),
            None => self.fail(name, code),
        }
    }

    /// A date that must be there.
    pub fn date(&mut self, name: &str) -> Option<Date> {
        self.maybe_date(name)?
    }

    /// A date, or nothing.
    pub fn maybe_date(&mut self, name: &str) -> Option<Option<Date>> {
        let text = self.text(name)?;
        if text.is_empty() {
            return Some(None);
        }
        match parse_date(&text) {
            Ok(date) => Some(Some(date)),
            Err(code) => self.fail(name, code),
        }
    }

    /// A whole number that must be there.
    pub fn number(&mut self, name: &str) -> Option<i64> {
        self.parsed(name, "number", parse_number)?
    }

    /// A whole number, or nothing.
    pub fn maybe_number(&mut self, name: &str) -> Option<Option<i64>> {
        self.parsed(name, "number", parse_number)
    }

    /// A date from three inputs; day and month may be left empty, the year only when optional.
    pub fn partial_date(&mut self, name: &str) -> Option<Option<PartialDate>> {
        let field = self.field(name)?;
        let part = |suffix: &str| {
            let raw = self.form.get(&format!("{name}-{suffix}")).unwrap_or("").trim();
            if raw.is_empty() { Ok(None) } else { raw.parse::<i16>().map(Some).map_err(|_| ()) }
        };
        let (day, month, year) = (part("day"), part("month"), part("year"));
        let (Ok(day), Ok(month), Ok(year)) = (day, month, year) else {
            return self.fail(name, "date");
        };
        if day.is_some() && month.is_none() {
            return self.fail(name, "date-day-without-month");
        }
        let Some(year) = year else {
            let empty = day.is_none() && month.is_none();
            return match (empty, field.optional) {
                (true, true) => Some(None),
                (true, false) => self.fail(name, "missing"),
                (false, _) => self.fail(name, "year"),
            };
        };
        let small = |n: i16| i8::try_from(n).unwrap_or(0);
        let (day, month) = (day.map(small), month.map(small));
        let complete = Date::new(year, month.unwrap_or(1), day.unwrap_or(1));
        if !(1000..=9999).contains(&year) {
            return self.fail(name, "date-year-digits");
        }
        match complete {
            Ok(_) => Some(Some(PartialDate { year, month, day })),
            Err(_) => self.fail(name, "date"),
        }
    }

    /// The chosen option of a field that must be chosen.
    pub fn choice<T: FromStr>(&mut self, name: &str) -> Option<T> {
        self.maybe_choice(name)?
    }

    /// The chosen option, or nothing.
    pub fn maybe_choice<T: FromStr>(&mut self, name: &str) -> Option<Option<T>> {
        let field = self.field(name)?;
        let code = self.clean(field, name)?;
        if code.is_empty() {
            return if field.optional { Some(None) } else { self.fail(name, "choose") };
        }
        match code.parse::<T>() {
            Ok(value) if self.offered(field, &code) => Some(Some(value)),
            _ => self.fail(name, "choose"),
        }
    }

    /// Every ticked option.
    pub fn choices<T: FromStr>(&mut self, name: &str) -> Option<Vec<T>> {
        let field = self.field(name)?;
        let codes: Vec<String> = self.form.all(name).map(str::to_owned).collect();
        if codes.is_empty() && !field.optional {
            return self.fail(name, "choose");
        }
        let mut chosen = Vec::new();
        for code in codes {
            match code.parse::<T>() {
                Ok(value) if self.offered(field, &code) => chosen.push(value),
                _ => return self.fail(name, "choose"),
            }
        }
        Some(chosen)
    }

    fn offered(&self, field: &Field, code: &str) -> bool {
        match &field.kind {
            FieldKind::Choice(Options::Codes(codes), _)
            | FieldKind::Choices(Options::Codes(codes)) => codes.contains(&code),
            _ => self.draft.options_of(field.name).iter().any(|(value, _)| value == code),
        }
    }

    /// Is the box ticked? One that is not optional must be.
    pub fn checked(&mut self, name: &str) -> Option<bool> {
        let field = self.field(name)?;
        let ticked = self.form.get(name).is_some_and(|v| !v.is_empty());
        if !ticked && !field.optional { self.fail(name, "tick") } else { Some(ticked) }
    }

    /// The thing a reference names.
    pub fn reference<T: FromStr>(&mut self, name: &str) -> Option<T> {
        self.parsed(name, "reference", |text| text.parse().ok())?
    }

    /// The thing a reference names, or nothing.
    pub fn maybe_reference<T: FromStr>(&mut self, name: &str) -> Option<Option<T>> {
        self.parsed(name, "reference", |text| text.parse().ok())
    }

    /// The file of a field; nothing came only when it is optional.
    pub fn file(&mut self, name: &str) -> Option<Option<&'a Upload>> {
        let field = self.field(name)?;
        let FieldKind::File(_, bytes_max) = field.kind else { return None };
        match self.files.iter().find(|f| f.field == name) {
            Some(Upload { stored: Err(code), .. }) => {
                self.fail_with(name, code, vec![("max", megabytes(bytes_max))])
            }
            Some(file) if file.name.chars().count() > field.limit.max => {
                self.fail(name, "file-name")
            }
            Some(file) => Some(Some(file)),
            None if field.optional => Some(None),
            None => self.fail(name, "file"),
        }
    }

    /// The files of a field that takes several, in the order they came; what is wrong with each is
    /// said with its name.
    pub fn files(&mut self, name: &str) -> Option<Vec<&'a Upload>> {
        let field = self.field(name)?;
        let (_, bytes_max, files_max) = field.takes_files()?;
        let came: Vec<&Upload> = self.files.iter().filter(|f| f.field == name).collect();
        if came.is_empty() && !field.optional {
            return self.fail(name, "files");
        }
        for file in &came {
            let wrong = match &file.stored {
                Err(code) => *code,
                Ok(_) if file.name.chars().count() > field.limit.max => "file-name",
                Ok(_) => continue,
            };
            let args = vec![
                ("file", file.name.clone()),
                ("max", megabytes(bytes_max)),
                ("files", files_max.to_string()),
            ];
            let _: Option<()> = self.fail_with(name, &wrong.replacen("file", "files", 1), args);
        }
        let good = self.errors.iter().all(|e| e.field != name);
        good.then_some(came)
    }
}

/// Bytes in megabytes, as people are told.
fn megabytes(bytes: usize) -> String {
    (bytes / 1_000_000).max(1).to_string()
}

/// `2026-11-23` as browsers send, or `23.11.2026` and `23/11/2026` as people type.
/// The error is a code.
fn parse_date(text: &str) -> Result<Date, &'static str> {
    let typed = || {
        let parts: Vec<&str> = text.split(['.', '/']).map(str::trim).collect();
        let [day, month, year] = parts.as_slice() else { return None };
        Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
    };
    let date = text.parse::<Date>().ok().or_else(typed).ok_or("date")?;
    // Nobody means a year of two or three digits: which century it is has to be said.
    if (1000..=9999).contains(&date.year()) { Ok(date) } else { Err("date-year-digits") }
}

fn parse_number(text: &str) -> Option<i64> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    digits.replace('\u{2212}', "-").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::{Limit, Shown};

    fn read<T>(fields: &[Field], form: &str, f: impl Fn(&mut Reader<'_>) -> T) -> (T, Vec<String>) {
        let (form, draft) = (Values::parse(form.as_bytes()), Draft::default());
        let params = Values::default();
        let mut reader = Reader {
            fields,
            form: &form,
            params: &params,
            files: &[],
            draft: &draft,
            today: Date::constant(2026, 3, 2),
            lang: Lang::En,
            errors: vec![],
        };
        let value = f(&mut reader);
        (value, reader.errors.iter().map(|e| e.code.clone()).collect())
    }

    #[test]
    fn texts_are_trimmed_measured_and_free_of_control_characters() {
        let fields = [Field::text("a", Limit::new(5, "test")), Field::long_text("b", Limit::LINE)];
        let a = |form| read(&fields, form, |r| r.text("a"));
        assert_eq!(a("a=+%C3%85sa+").0.as_deref(), Some("Åsa"));
        assert_eq!(a("a=++").1, ["missing"]);
        assert_eq!(a("a=123456").1, ["long"]);
        assert_eq!(a("a=a%00b").1, ["control"]);
        assert_eq!(a("a=a%0Ab").1, ["control"], "a line end in a one-line field");
        assert_eq!(a("a=%FF").1, ["encoding"]);
        let b = read(&fields, "b=x%0D%0Ay", |r| r.text("b"));
        assert_eq!(b.0.as_deref(), Some("x\ny"));
    }

    #[test]
    fn dates_as_sent_and_as_typed() {
        let fields = [Field::date("d").optional()];
        let d = |form| read(&fields, form, |r| r.maybe_date("d"));
        let day = Date::new(2026, 11, 3).unwrap();
        assert_eq!(d("d=2026-11-03").0, Some(Some(day)));
        assert_eq!(d("d=3.11.2026").0, Some(Some(day)));
        assert_eq!(d("d=").0, Some(None));
        for bad in ["d=31.2.2026", "d=2026-13-01", "d=soon", "d=1.2.26.1", "d=31.2.26"] {
            assert_eq!(d(bad).1, ["date"], "{bad}");
        }
        for short in ["d=3.11.26", "d=3/11/926", "d=0026-11-03"] {
            assert_eq!(d(short).1, ["date-year-digits"], "{short}");
        }
    }

    #[test]
    fn a_birth_date_may_lack_day_and_month_but_not_the_year() {
        let fields = [Field::date_parts("b")];
        let b = |form| read(&fields, form, |r| r.partial_date("b"));
        let some = |year, month, day| Some(Some(PartialDate { year, month, day }));
        assert_eq!(b("b-day=&b-month=&b-year=1979").0, some(1979, None, None));
        assert_eq!(b("b-day=29&b-month=2&b-year=1980").0, some(1980, Some(2), Some(29)));
        assert_eq!(b("b-day=29&b-month=2&b-year=1979").1, ["date"]);
        assert_eq!(b("b-day=4&b-month=&b-year=1979").1, ["date-day-without-month"]);
        assert_eq!(b("b-day=4&b-month=4&b-year=79").1, ["date-year-digits"]);
        assert_eq!(b("b-day=4&b-month=4&b-year=x").1, ["date"]);
        assert_eq!(b("b-day=4&b-month=4&b-year=").1, ["year"]);
        assert_eq!(b("").1, ["missing"]);
    }

    #[test]
    fn only_offered_options_are_taken() {
        let fields = [Field::radios("c", &["x", "y"]), Field::drafted("d", Shown::Folded)];
        assert_eq!(read(&fields, "c=x", |r| r.choice::<String>("c")).0.as_deref(), Some("x"));
        assert_eq!(read(&fields, "c=z", |r| r.choice::<String>("c")).1, ["choose"]);
        assert_eq!(read(&fields, "", |r| r.choice::<String>("c")).1, ["choose"]);
        assert_eq!(read(&fields, "d=1", |r| r.choice::<String>("d")).1, ["choose"]);
    }
}
