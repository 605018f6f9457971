//! The fields that say who a person is, shared by registering and correcting.

use kernel::{Date, Refusal};
use web::{Draft, Field, Limit, Reader, Ui, Values};

use crate::events::Particulars;
use crate::model::{
    COUNTRIES, Country, LANGUAGES, Municipality, Name, NameKind, PartialDate, Script, Sex,
};

/// The fields of nationalities: stateless and unknown are among their options.
const NATIONALITIES: &[&str] = &["nationality", "second_nationality", "third_nationality"];

/// Who a person is, as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    /// Family and given names in Latin letters, as in the travel document.
    pub latin: (String, String),
    /// Family and given names in the original script; both empty when it is the same.
    pub original: (String, String),
    /// Year, month, day of birth; empty from the right when unknown.
    pub born: (String, String, String),
    /// As in the travel document.
    pub sex: Sex,
    /// Codes of nationalities.
    pub nationalities: Vec<String>,
}

impl Typed {
    /// Checks and normalises all of it.
    pub(super) fn check(&self, today: Date) -> Result<Particulars, Refusal> {
        let (family, given) = &self.latin;
        let mut names = vec![
            Name::new(family, given, Script::Latin, NameKind::Current)
                .map_err(|r| r.at("family"))?,
        ];
        let (family, given) = &self.original;
        if !family.is_empty() || !given.is_empty() {
            let name = Name::new(family, given, Script::Original, NameKind::Current);
            names.push(name.map_err(|r| r.at("original_family"))?);
        }
        let (year, month, day) = &self.born;
        let born = PartialDate::parse(year, month, day, today).map_err(|r| r.at("born"))?;
        let nationalities = self.nationalities.iter().map(|code| Country::new(code));
        let nationalities =
            nationalities.collect::<Result<Vec<_>, _>>().map_err(|r| r.at("nationality"))?;
        Ok(Particulars { names, born, sex: self.sex, nationalities })
    }
}

/// The fields.
pub(super) fn fields() -> Vec<Field> {
    vec![
        Field::text("family", Limit::NAME).optional(),
        Field::text("given", Limit::NAME).optional(),
        Field::text("original_family", Limit::NAME).optional(),
        Field::text("original_given", Limit::NAME).optional(),
        Field::date_parts("born").optional(),
        Field::radios("sex", &["F", "M", "X"]),
        Field::drafted("nationality", web::form::Shown::Folded),
        Field::drafted("second_nationality", web::form::Shown::Folded).optional(),
        Field::drafted("third_nationality", web::form::Shown::Folded).optional(),
    ]
}

/// Every country code with its name, in the order of the language.
pub(in crate::acts) fn countries(ui: &Ui) -> Vec<(String, String)> {
    let name = |code: &&str| ui.t(format!("country-{}", code.to_lowercase())).plain();
    let mut options: Vec<(String, String)> =
        COUNTRIES.iter().map(|code| ((*code).to_owned(), name(code))).collect();
    options.sort_by_cached_key(|(_, name)| crate::model::fold(name));
    options
}

/// Every municipality with its name, in the order of the language.
pub(in crate::acts) fn municipalities(ui: &Ui) -> Vec<(String, String)> {
    let list = Municipality::list().map_or(&[][..], |list| &list.municipalities);
    let swedish = ui.lang().code() == "sv";
    let name = |(code, fi, sv): &(String, String, String)| {
        (code.clone(), if swedish { sv.clone() } else { fi.clone() })
    };
    let mut options: Vec<(String, String)> = list.iter().map(name).collect();
    options.sort_by_cached_key(|(_, name)| crate::model::fold(name));
    options
}

/// The languages that are offered with their names, in the order of the page's language.
pub(super) fn languages(ui: &Ui) -> Vec<(String, String)> {
    let name = |code: &&str| ((*code).to_owned(), ui.code("language-", code).plain());
    let mut options: Vec<(String, String)> = LANGUAGES.iter().map(name).collect();
    options.sort_by_cached_key(|(_, name)| crate::model::fold(name));
    options
}

/// Options and present values of a person for correcting.
pub(super) fn filled(draft: Draft, p: &Particulars, ui: &Ui) -> Draft {
    let of =
        |script| p.names.iter().find(|n| n.script() == script && n.kind() == NameKind::Current);
    let countries = countries(ui);
    let mut draft = draft
        .options("nationality", countries.clone())
        .options("second_nationality", countries.clone())
        .options("third_nationality", countries)
        .value("sex", p.sex.code());
    for (script, family, given) in [
        (Script::Latin, "family", "given"),
        (Script::Original, "original_family", "original_given"),
    ] {
        if let Some(name) = of(script) {
            draft = draft.value(family, name.family()).value(given, name.given());
        }
    }
    for (field, country) in NATIONALITIES.iter().zip(&p.nationalities) {
        draft = draft.value(field, country);
    }
    let born = p.born.to_string();
    for (part, value) in ["born-year", "born-month", "born-day"].iter().zip(born.split('-')) {
        draft = draft.value(part, value);
    }
    draft
}

/// Who was typed, when it reads: for finding them before they are registered.
pub(super) fn posted(form: &Values, today: Date) -> Option<Particulars> {
    let of = |name: &str| form.get(name).unwrap_or("").trim().to_owned();
    let nationalities = NATIONALITIES.iter().map(|field| of(field)).filter(|c| !c.is_empty());
    let typed = Typed {
        latin: (of("family"), of("given")),
        original: (of("original_family"), of("original_given")),
        born: (of("born-year"), of("born-month"), of("born-day")),
        sex: Sex::from_code(&of("sex")).unwrap_or(Sex::X),
        nationalities: nationalities.collect(),
    };
    typed.check(today).ok()
}

/// Reads the fields.
pub(super) fn read(form: &mut Reader<'_>) -> Option<Typed> {
    let latin = (form.text("family"), form.text("given"));
    let original = (form.text("original_family"), form.text("original_given"));
    let born = form.partial_date("born");
    let sex = form.choice::<Sex>("sex");
    let first = form.choice::<String>("nationality");
    let second = form.maybe_choice::<String>("second_nationality");
    let third = form.maybe_choice::<String>("third_nationality");
    let (latin, original) = ((latin.0?, latin.1?), (original.0?, original.1?));
    if latin.0.is_empty() && latin.1.is_empty() {
        return form.fail("family", "missing");
    }
    let part = |n: Option<i8>| n.map_or_else(String::new, |n| n.to_string());
    let born =
        born?.map_or_else(Default::default, |d| (d.year.to_string(), part(d.month), part(d.day)));
    let mut nationalities = vec![first?];
    for more in [second?, third?].into_iter().flatten() {
        if !nationalities.contains(&more) {
            nationalities.push(more);
        }
    }
    Some(Typed { latin, original, born, sex: sex?, nationalities })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A made-up applicant with a name in two scripts.
    pub(crate) fn typed() -> Typed {
        Typed {
            latin: ("Rahimi".into(), "Amina".into()),
            original: ("رحیمی".into(), "امینه".into()),
            born: ("1994".into(), "2".into(), String::new()),
            sex: Sex::F,
            nationalities: vec!["AFG".into()],
        }
    }

    /// The same, checked.
    pub(crate) fn amina() -> Particulars {
        typed().check("2026-03-02".parse().unwrap()).unwrap()
    }

    #[test]
    fn what_was_typed_is_shown_again_for_correcting() {
        let p = amina();
        assert_eq!(p.names.len(), 2);
        assert_eq!(p.born, PartialDate::Month(1994, 2));
    }

    #[test]
    fn an_unknown_country_is_refused_at_its_field() {
        let typed = Typed { nationalities: vec!["QQQ".into()], ..typed() };
        assert_eq!(
            typed.check("2026-03-02".parse().unwrap()).unwrap_err().field,
            Some("nationality")
        );
    }
}
