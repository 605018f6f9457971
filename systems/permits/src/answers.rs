//! What was answered, read by the questions of its type: what counts, what is missing, what cannot all
//! be right.

use std::collections::BTreeMap;

use casefile::model::{
    BusinessId, Country, DocumentKind, Name, NameKind, Reach, Script, TravelDocument,
};
use jiff::Span;
use kernel::{Date, Refusal};
use law::{Day as LawDay, Decimal, Value};

use crate::events::Said;
use crate::permit::{
    Becomes, Condition, Contradiction, Day, Group, Kind, OfEmployer, PermitType, PersonPart,
    Question, Slot, TODAY,
};
use crate::state::{AnsweredPage, KnownApplication};
use crate::{employer, passport};

/// How a page stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is not asked, as other answers are.
    NotAsked,
    /// Nothing was said on it, and nothing has to be.
    Offered,
    /// Nothing was said on it.
    NotBegun,
    /// Something on it is still to be answered.
    Incomplete,
    /// It was filled in for the applicant, who has yet to confirm it.
    ToConfirm,
    /// All on it is answered.
    Done,
}

impl Standing {
    /// Code for texts.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Standing::NotAsked => "not-asked",
            Standing::Offered => "offered",
            Standing::NotBegun => "not-begun",
            Standing::Incomplete => "incomplete",
            Standing::ToConfirm => "to-confirm",
            Standing::Done => "done",
        }
    }

    /// Has something to be done on it before the application can be sent?
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Standing::NotBegun | Standing::Incomplete | Standing::ToConfirm)
    }
}

/// The answers of an application beside the questions of its type.
#[derive(Debug, Clone, Copy)]
pub struct Answers<'a> {
    /// The type.
    pub permit: &'a PermitType,
    pages: &'a BTreeMap<String, AnsweredPage>,
}

impl<'a> Answers<'a> {
    /// Of an application.
    #[must_use]
    pub const fn new(permit: &'a PermitType, application: &'a KnownApplication) -> Answers<'a> {
        Answers { permit, pages: &application.answered }
    }

    /// Of pages.
    #[must_use]
    pub const fn of(
        permit: &'a PermitType,
        pages: &'a BTreeMap<String, AnsweredPage>,
    ) -> Answers<'a> {
        Answers { permit, pages }
    }

    /// What was said to a question, whether or not it is asked now.
    #[must_use]
    pub fn said(&self, group: &Group, question: &Question) -> Option<&'a Said> {
        self.pages.get(&group.code)?.answers.get(&question.code)
    }

    /// The answer to a question, as far as it is asked: what was said on a page that other answers
    /// have closed does not count, and is there again when they open it.
    #[must_use]
    pub fn answer(&self, code: &str) -> Option<&'a str> {
        let (group, question) = self.permit.questions().find(|(_, q)| q.code == code)?;
        let said = self.said(group, question)?;
        self.asks(group, question).then_some(said.value.as_str())
    }

    /// Do these answers stand? Conditions look at earlier pages alone, so this ends.
    fn hold(&self, when: &[Condition]) -> bool {
        when.iter().all(|condition| {
            let answer = self.answer(&condition.question);
            answer.is_some_and(|answer| condition.is.iter().any(|one| one == answer))
        })
    }

    /// Is a page asked?
    #[must_use]
    pub fn opens(&self, group: &Group) -> bool {
        self.hold(&group.when) && group.questions.iter().any(|question| self.hold(&question.when))
    }

    /// Is a question asked?
    #[must_use]
    pub fn asks(&self, group: &Group, question: &Question) -> bool {
        self.hold(&group.when) && self.hold(&question.when)
    }

    /// Is an attachment asked for?
    #[must_use]
    pub fn wants(&self, slot: &Slot) -> bool {
        self.hold(&slot.when)
    }

    /// The pages that are asked, in order.
    pub fn pages(&self) -> impl Iterator<Item = &'a Group> {
        let answers = *self;
        self.permit.groups.iter().filter(move |group| answers.opens(group))
    }

    /// The page to go on with after another: the next one that is asked; none at the end.
    #[must_use]
    pub fn after(&self, code: &str) -> Option<&'a Group> {
        let groups = self.permit.groups.iter();
        groups.skip_while(|group| group.code != code).skip(1).find(|group| self.opens(group))
    }

    /// The first page on which something is to be done; none when there is nothing.
    #[must_use]
    pub fn open_page(&self) -> Option<&'a Group> {
        self.pages().find(|group| self.standing(group).is_open())
    }

    /// How a page stands.
    #[must_use]
    pub fn standing(&self, group: &Group) -> Standing {
        if !self.opens(group) {
            return Standing::NotAsked;
        }
        let missing = self.missing_of(group).next().is_some();
        let Some(page) = self.pages.get(&group.code) else {
            return if missing { Standing::NotBegun } else { Standing::Offered };
        };
        if missing {
            return Standing::Incomplete;
        }
        if page.confirmed { Standing::Done } else { Standing::ToConfirm }
    }

    /// The questions of a page that are still to be answered.
    pub fn missing_of<'b>(&'b self, group: &'b Group) -> impl Iterator<Item = &'b Question> {
        let said = |question: &Question| self.said(group, question).is_some();
        let has = |part| {
            let of = group.questions.iter().filter(move |question| question.person == Some(part));
            of.map(said).collect::<Vec<_>>()
        };
        // Somebody may have one name only, in either place.
        let nameless = [PersonPart::FamilyName, PersonPart::GivenNames].map(has).concat();
        let nameless = !nameless.is_empty() && !nameless.contains(&true);
        group.questions.iter().filter(move |question| {
            let needed =
                !question.optional || (nameless && question.person == Some(PersonPart::FamilyName));
            needed && self.asks(group, question) && self.said(group, question).is_none()
        })
    }

    /// Places where an attachment is missing that must be there.
    pub fn missing_files(&self, application: &'a KnownApplication) -> Vec<&'a Slot> {
        let there = |slot: &&Slot| application.attachments.iter().any(|a| a.slot == slot.code);
        let needed = self.permit.attachments.iter().filter(|s| s.required && self.wants(s));
        needed.filter(|slot| !there(slot)).collect()
    }

    /// What cannot all be right.
    pub fn contradictions(&self, today: Date) -> impl Iterator<Item = &'a Contradiction> {
        let answers = *self;
        self.permit.contradictions.iter().filter(move |c| answers.is_so(c, today))
    }

    fn is_so(&self, contradiction: &Contradiction, today: Date) -> bool {
        let day = |code: &str| match code {
            TODAY => Some(today),
            code => self.answer(code)?.parse::<Date>().ok(),
        };
        let later = |of: Date| match &contradiction.plus_months {
            None => Some(of),
            Some(question) => {
                let months = self.answer(question)?.parse::<i64>().ok()?;
                of.checked_add(Span::new().try_months(months).ok()?).ok()
            }
        };
        let before = match (&contradiction.day, &contradiction.before) {
            (Some(day_of), Some(other)) => {
                day(day_of).zip(day(other).and_then(later)).is_some_and(|(a, b)| a < b)
            }
            _ => true,
        };
        before && self.hold(&contradiction.when)
    }

    /// The facts that the answers are, as rules read values.
    pub fn facts(&self, today: Date) -> impl Iterator<Item = (&'a str, Value)> {
        let answers = *self;
        self.permit.questions().filter_map(move |(_, question)| {
            let fact = question.fact.as_deref()?;
            Some((fact, value(question, answers.answer(&question.code)?, today)?))
        })
    }

    /// The answer that becomes a part of a person's record.
    #[must_use]
    pub fn person(&self, part: PersonPart) -> Option<&'a str> {
        let asked = self.permit.questions().find(|(_, question)| question.person == Some(part));
        self.answer(&asked?.1.code)
    }

    /// Whoever employs, by business ID and name; nothing when no ID was said, or one that cannot be.
    #[must_use]
    pub fn employer(&self) -> Option<(BusinessId, &'a str)> {
        let said = |part| {
            let mut asked = self.permit.questions();
            self.answer(&asked.find(|(_, question)| question.employer == Some(part))?.1.code)
        };
        let id = employer::business_id(said(OfEmployer::BusinessId)?).ok()?;
        Some((id, said(OfEmployer::Name)?))
    }

    /// The last day of the travel document that was given.
    #[must_use]
    pub fn document_ends(&self) -> Option<Date> {
        self.person(PersonPart::DocumentExpires)?.parse().ok()
    }

    /// The travel document that was given; none when what was said makes none.
    #[must_use]
    pub fn document(&self) -> Option<TravelDocument> {
        let issuer = Country::new(self.person(PersonPart::DocumentIssuer)?).ok()?;
        let until = self.document_ends();
        let number = self.person(PersonPart::DocumentNumber)?;
        TravelDocument::new(DocumentKind::Passport, number, issuer, None, until).ok()
    }
}

/// The fact that an answer is.
fn value(question: &Question, answer: &str, today: Date) -> Option<Value> {
    Some(match (question.kind, question.becomes) {
        (Kind::YesNo, _) => Value::Bool(answer == YES),
        (Kind::Date, Becomes::NotPast) => Value::Bool(answer.parse::<Date>().ok()? >= today),
        (Kind::Date, Becomes::Same) => Value::Date(LawDay::parse(answer)?),
        (Kind::Number | Kind::Money, _) => Value::Num(Decimal::parse(answer)?),
        (Kind::Choice | Kind::Text, _) => Value::text(answer),
        (Kind::LongText | Kind::Country | Kind::Email | Kind::Phone | Kind::PassportCode, _) => {
            return None;
        }
    })
}

/// The answers of a question that is answered with yes or no.
pub const YES: &str = "yes";
/// See [`YES`].
pub const NO: &str = "no";

/// Why something typed is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// A code with a text `web-error-<code>`, and the values it shows.
    Code(&'static str, Vec<(&'static str, String)>),
    /// What the record of persons says.
    Refused(Refusal),
}

impl From<Refusal> for Wrong {
    fn from(refusal: Refusal) -> Wrong {
        Wrong::Refused(refusal)
    }
}

/// Something typed as the answer it is: a day, a number and an amount in one form, a text as it was
/// typed. Choices were read already, as only what was offered is taken.
///
/// # Errors
/// Why it is none.
pub fn read(question: &Question, typed: &str, today: Date) -> Result<String, Wrong> {
    let answer = match question.kind {
        Kind::Number => bounded(question, whole(typed)?)?,
        Kind::Money => bounded(question, amount(typed)?)?,
        Kind::Date => {
            let day = typed.parse::<Date>().map_err(|_| Wrong::Code("date", Vec::new()))?;
            match question.day {
                Some(Day::Past) if day >= today => return Err(Wrong::Code("past", Vec::new())),
                Some(Day::Future) if day <= today => return Err(Wrong::Code("future", Vec::new())),
                _ => typed.to_owned(),
            }
        }
        Kind::Email => match Reach::email(typed)? {
            Reach::Email { address } => address,
            _ => typed.to_owned(),
        },
        Kind::Phone => match Reach::phone(typed)? {
            Reach::Phone { number } => number,
            _ => typed.to_owned(),
        },
        Kind::PassportCode => {
            passport::read(typed, today).map_err(passport::wrong)?;
            typed.to_owned()
        }
        Kind::Text | Kind::LongText | Kind::YesNo | Kind::Choice | Kind::Country => {
            typed.to_owned()
        }
    };
    if question.employer == Some(OfEmployer::BusinessId) {
        return Ok(employer::business_id(&answer)?.number().to_owned());
    }
    match question.person {
        Some(PersonPart::FamilyName | PersonPart::GivenNames) => {
            Name::new(&answer, "", Script::Latin, NameKind::Current)?;
        }
        Some(PersonPart::DocumentNumber) => {
            let anywhere = Country::new("XXX")?;
            TravelDocument::new(DocumentKind::Passport, &answer, anywhere, None, None)?;
        }
        _ => {}
    }
    Ok(answer)
}

fn bounded(question: &Question, number: Decimal) -> Result<String, Wrong> {
    let bound = |text: &Option<String>| text.as_deref().and_then(Decimal::parse);
    if let Some(least) = bound(&question.at_least).filter(|least| number < *least) {
        return Err(Wrong::Code("small", vec![("min", least.to_string())]));
    }
    if let Some(most) = bound(&question.at_most).filter(|most| number > *most) {
        return Err(Wrong::Code("great", vec![("max", most.to_string())]));
    }
    Ok(number.to_string())
}

fn whole(typed: &str) -> Result<Decimal, Wrong> {
    let bare: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let digits = bare.strip_prefix('-').unwrap_or(&bare);
    let good = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    let number = if good { Decimal::parse(&bare) } else { None };
    number.ok_or(Wrong::Code("number", Vec::new()))
}

/// An amount as people write it: `1600`, `1 600,50`, `1.600,50 €`, `1,600.50`. A single mark with
/// exactly three digits behind it may be either, and nobody guesses.
pub(crate) fn amount(typed: &str) -> Result<Decimal, Wrong> {
    let bare: String =
        typed.chars().filter(|c| !c.is_whitespace() && !"€'\u{2019}".contains(*c)).collect();
    let bare = bare.strip_suffix("EUR").or_else(|| bare.strip_suffix("eur")).unwrap_or(&bare);
    let wrong = || Wrong::Code("money", Vec::new());
    let marks: Vec<char> = bare.chars().filter(|c| ".,".contains(*c)).collect();
    let plain = match (marks.first(), marks.last()) {
        (None, _) | (_, None) => bare.to_owned(),
        (Some(first), Some(last)) => {
            let (whole, cents) = bare.rsplit_once(*last).ok_or_else(wrong)?;
            let grouped = |mark: char| {
                let mut parts = whole.split(mark);
                let first = parts.next().unwrap_or_default();
                (1..=3).contains(&first.len()) && parts.all(|part| part.len() == 3)
            };
            let several = marks.len() > 1;
            if several && first == last {
                // Only thousands: 1.234.567
                if cents.len() != 3 || !grouped(*first) {
                    return Err(wrong());
                }
                format!("{}{cents}", whole.replace(*first, ""))
            } else if cents.is_empty() || cents.len() > 2 || (several && !grouped(*first)) {
                return Err(wrong());
            } else {
                format!("{}.{cents}", whole.replace(['.', ','], ""))
            }
        }
    };
    let shape = plain.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'-');
    let number = if shape { Decimal::parse(&plain) } else { None };
    number.ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::permit;

    fn degree() -> &'static PermitType {
        permit::of("student-degree").unwrap().unwrap()
    }

    fn page(answers: &[(&str, &str)]) -> AnsweredPage {
        let said = |(code, value): &(&str, &str)| {
            ((*code).to_owned(), Said { value: (*value).to_owned(), from: None })
        };
        AnsweredPage { answers: answers.iter().map(said).collect(), confirmed: true }
    }

    fn pages(of: &[(&str, &[(&str, &str)])]) -> BTreeMap<String, AnsweredPage> {
        of.iter().map(|(group, answers)| ((*group).to_owned(), page(answers))).collect()
    }

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn question(code: &str) -> &'static Question {
        degree().question(code).unwrap()
    }

    #[test]
    fn a_page_opens_and_closes_with_other_answers_and_keeps_what_was_said() {
        let terms: &[(&str, &str)] = &[("cover", "120000"), ("excess", "300")];
        let with = |kind: &str| {
            pages(&[("insurance", &[("insurance", kind)]), ("insurance-terms", terms)])
        };
        let (private, card) = (with("private"), with("public_card"));
        let group = degree().group("insurance-terms").unwrap();
        let open = Answers::of(degree(), &private);
        assert_eq!((open.standing(group), open.answer("cover")), (Standing::Done, Some("120000")));
        let closed = Answers::of(degree(), &card);
        assert_eq!((closed.standing(group), closed.answer("cover")), (Standing::NotAsked, None));
        assert!(closed.facts(day("2026-03-02")).all(|(fact, _)| fact != "insurance_cover"));
        assert_eq!(closed.after("insurance").unwrap().code, "circumstances");
        assert_eq!(open.after("insurance").unwrap().code, "insurance-terms");
    }

    #[test]
    fn what_was_seen_but_not_answered_is_not_what_was_never_seen() {
        let group = degree().group("names").unwrap();
        for (answers, standing) in [
            (pages(&[]), Standing::NotBegun),
            (pages(&[("names", &[("born", "1994-02-17"), ("sex", "F")])]), Standing::Incomplete),
            (
                pages(&[(
                    "names",
                    &[("given_names", "Amina"), ("born", "1994-02-17"), ("sex", "F")],
                )]),
                Standing::Done,
            ),
        ] {
            assert_eq!(Answers::of(degree(), &answers).standing(group), standing);
        }
        let filled = AnsweredPage { confirmed: false, ..page(&[("nationality", "AFG")]) };
        let filled = BTreeMap::from([("nationality".to_owned(), filled)]);
        let group = degree().group("nationality").unwrap();
        assert_eq!(Answers::of(degree(), &filled).standing(group), Standing::ToConfirm);
    }

    #[test]
    fn days_that_do_not_fit_to_today_or_to_each_other_are_found() {
        let found = |begin: &[(&str, &str)], expires: &str, today: &str| {
            let passport: &[(&str, &str)] = &[("passport_expires", expires)];
            let pages = pages(&[("passport", passport), ("degree-begin", begin)]);
            let answers = Answers::of(degree(), &pages);
            let codes = answers.contradictions(day(today)).map(|c| c.code.clone());
            codes.collect::<Vec<_>>()
        };
        let begin = |begun| [("studies_start", "2026-08-31"), ("months", "24"), ("begun", begun)];
        // Twenty-four months from then on end on 31 August 2028.
        assert_eq!(found(&begin("no"), "2028-08-31", "2026-03-02"), [""; 0]);
        let shorter = ["passport-ends-before-studies"];
        assert_eq!(found(&begin("no"), "2028-08-30", "2026-03-02"), shorter);
        let unsaid = &begin("no")[..1];
        assert_eq!(found(unsaid, "2028-08-30", "2026-03-02"), [""; 0], "for how long nobody says");
        for (begun, today, wrong) in [
            ("no", "2026-08-31", None),
            ("no", "2026-09-01", Some("begin-past")),
            ("yes", "2026-09-01", None),
            ("yes", "2026-08-31", None),
            ("yes", "2026-08-30", Some("begin-future")),
        ] {
            let wrong: Vec<&str> = wrong.into_iter().collect();
            assert_eq!(found(&begin(begun), "2031-01-31", today), wrong, "{begun} on {today}");
        }
        let others = |code: &str, of: &[(&str, &[(&str, &str)])]| {
            let (permit, pages) = (permit::of(code).unwrap().unwrap(), pages(of));
            let answers = Answers::of(permit, &pages);
            let codes = answers.contradictions(day("2026-03-02")).map(|c| c.code.clone());
            codes.collect::<Vec<_>>()
        };
        for (starts, wrong) in [("2026-03-02", None), ("2026-03-01", Some("work-begin-past"))] {
            let wrong: Vec<&str> = wrong.into_iter().collect();
            for code in ["employed-person", "specialist"] {
                assert_eq!(others(code, &[("job", &[("work_starts", starts)])]), wrong, "{code}");
            }
        }
        let held = |in_force: &'static str, ends: &'static str| {
            let answers: &[(&str, &str)] = &[("in_force", in_force), ("permit_ends", ends)];
            ["extended-study", "extended-work"].map(|c| others(c, &[("present-permit", answers)]))
        };
        for found in held("no", "2026-03-03") {
            assert_eq!(found, ["permit-not-over"]);
        }
        for found in held("no", "2026-03-02").into_iter().chain(held("yes", "2026-03-03")) {
            assert_eq!(found, [""; 0]);
        }
    }

    #[test]
    fn answers_that_cannot_both_be_right_are_found() {
        let found = |of: &[(&str, &[(&str, &str)])], today: &str| {
            let pages = pages(of);
            let answers = Answers::of(degree(), &pages);
            let codes = answers.contradictions(day(today)).map(|c| c.code.clone());
            codes.collect::<Vec<_>>()
        };
        let today = "2026-03-02";
        let ends: &[(&str, &str)] = &[("passport_expires", "2026-08-01")];
        let starts: &[(&str, &str)] = &[("studies_start", "2026-08-31"), ("begun", "yes")];
        let both = [("passport", ends), ("degree-begin", starts)];
        assert_eq!(found(&both, today), ["passport-ends-first", "begin-future"]);
        let not: &[(&str, &str)] = &[("admitted", "no")];
        let all = [both[0], both[1], ("degree-studies", not)];
        let wrong = ["passport-ends-first", "admitted-not-yet-begun", "begin-future"];
        assert_eq!(found(&all, today), wrong);
        assert_eq!(found(&[("passport", ends)], today), [""; 0], "half an answer is none");
    }

    #[test]
    fn answers_become_facts_and_an_ended_passport_one_that_is_not_valid() {
        let pages = pages(&[
            ("passport", &[("passport_expires", "2026-03-02")]),
            ("means", &[("means", "799.99")]),
            ("degree-studies", &[("degree", "other_degree"), ("admitted", "yes")]),
        ]);
        let answers = Answers::of(degree(), &pages);
        let facts = |today: &str| answers.facts(day(today)).collect::<BTreeMap<_, _>>();
        let known = facts("2026-03-02");
        assert_eq!(known["travel_document_valid"], Value::Bool(true), "the last day is one");
        assert_eq!(known["means_monthly"], Value::Num(Decimal::parse("799.99").unwrap()));
        assert_eq!(known["study_kind"], Value::text("other_degree"));
        assert_eq!((&known["admitted"], known.len()), (&Value::Bool(true), 4));
        assert_eq!(facts("2026-03-03")["travel_document_valid"], Value::Bool(false));
    }

    #[test]
    fn amounts_are_read_as_people_write_them_and_never_guessed() {
        for (typed, read) in [
            ("800", "800"),
            ("1 600,50", "1600.5"),
            ("1.600,50 €", "1600.5"),
            ("1,600.50", "1600.5"),
            ("1'234'567", "1234567"),
            ("1.234.567", "1234567"),
            ("12,5 EUR", "12.5"),
        ] {
            let amount = amount(typed).unwrap();
            assert_eq!(amount, Decimal::parse(read).unwrap(), "{typed}");
        }
        for bad in ["", "1,600", "1.600", "a", "1,2,3", "1..2", "1,", "--1", "1e3", "12.34,5"] {
            assert!(amount(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_is_no_answer_is_said_at_once() {
        let today = day("2026-03-02");
        let code = |of: &str, typed: &str| match read(question(of), typed, today) {
            Ok(answer) => answer,
            Err(Wrong::Code(code, _)) => format!("! {code}"),
            Err(Wrong::Refused(refusal)) => format!("! {}", refusal.code),
        };
        assert_eq!(code("born", "2026-03-02"), "! past");
        assert_eq!(code("born", "1994-02-17"), "1994-02-17");
        assert_eq!(
            (code("months", "0"), code("months", "121")),
            ("! small".into(), "! great".into())
        );
        assert_eq!(code("months", "1.5"), "! number");
        assert_eq!(code("means", "-1"), "! small");
        assert_eq!(code("email", "amina"), "! email-malformed");
        assert_eq!(code("email", "Amina@EXAMPLE.com"), "Amina@example.com");
        assert_eq!(code("phone", "12"), "! phone-malformed");
        assert_eq!(code("family_name", "رحیمی"), "! name-not-latin");
        assert_eq!(code("passport_number", "P<1"), "! document-number-malformed");
    }

    proptest! {
        #[test]
        fn nothing_typed_breaks_anything(typed in ".{0,40}", n in 0_usize..30) {
            let questions: Vec<_> = degree().questions().collect();
            let (_, question) = questions[n % questions.len()];
            let today = day("2026-03-02");
            if let Ok(answer) = read(question, &typed, today) {
                prop_assert_eq!(read(question, &answer, today), Ok(answer.clone()), "stays itself");
            }
        }
    }
}
