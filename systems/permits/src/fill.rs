//! What is filled in for whoever applies, who then confirms it or puts it right: from their passport, from what was
//! given and said here before, from their employer's part, from the register of studies. What they have answered
//! themselves is never touched.

use std::collections::BTreeMap;

use kernel::{Changes, Date, Sealed, Subject};

use crate::answers;
use crate::events::{ApplicationEvent, Page, Said, Source};
use crate::ids::ApplicationId;
use crate::permit::{Group, PermitType, Question};
use crate::state::{AnsweredPage, KnownApplication};

/// Whatever knows answers that whoever applies has not given.
pub(crate) trait Teller {
    /// What it says to a question of a form, and as which source.
    fn says(&self, question: &Question, form: &Form<'_>) -> Option<(String, Source)>;

    /// Does an answer with this source come from it?
    fn is(&self, source: Source) -> bool;
}

/// A form that is filled in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Form<'a> {
    /// Of which application.
    pub(crate) application: ApplicationId,
    /// Whose key seals what is said in it.
    pub(crate) owner: Subject,
    /// Its type.
    pub(crate) permit: &'a PermitType,
    /// Its pages, as far as something stands on them.
    pub(crate) answered: &'a BTreeMap<String, AnsweredPage>,
    /// The day.
    pub(crate) today: Date,
}

impl<'a> Form<'a> {
    /// The form of an application of a type.
    pub(crate) const fn of(
        application: ApplicationId,
        (known, permit): (&'a KnownApplication, &'a PermitType),
        today: Date,
    ) -> Form<'a> {
        Form { application, owner: known.subject(), permit, answered: &known.answered, today }
    }

    /// The pages that somebody's word fills in, but for one: of those that are not answered, and as far as it is an
    /// answer. What it had said before and says no longer goes.
    pub(crate) fn fill(&self, teller: &impl Teller, but: Option<&str>) -> Changes {
        let groups = self.permit.groups.iter().filter(|group| but != Some(group.code.as_str()));
        groups.fold(Changes::new(), |changes, group| {
            let Some(page) = self.page(teller, group) else { return changes };
            let (group, answers) = (group.code.clone(), Sealed::new(self.owner, page));
            changes.record(self.application, &ApplicationEvent::GroupFilled { group, answers })
        })
    }

    /// All that stands on a page then; nothing when it stays as it is.
    fn page(&self, teller: &impl Teller, group: &Group) -> Option<Page> {
        let before = self.answered.get(&group.code);
        if before.is_some_and(|page| page.confirmed) {
            return None;
        }
        let before = before.map_or_else(Page::new, |page| page.answers.clone());
        let mut page = before.clone();
        page.retain(|_, said| !said.from.is_some_and(|from| teller.is(from)));
        let said =
            |question: &Question| Some((question.code.clone(), self.said(teller, question)?));
        page.extend(group.questions.iter().filter_map(said));
        (page != before).then_some(page)
    }

    fn said(&self, teller: &impl Teller, question: &Question) -> Option<Said> {
        let (value, from) = teller.says(question, self)?;
        let value = answers::read(question, &value, self.today).ok()?;
        let short = question.chars_max.is_none_or(|most| value.chars().count() <= most);
        let offered = question.options.is_empty() || question.options.contains(&value);
        (short && offered).then_some(Said { value, from: Some(from) })
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::acts::tests::{amina, application_id};
    use crate::permit;

    /// The answers that are filled in on pages of a type, with where they come from.
    pub(crate) fn filled(
        teller: &impl Teller,
        (code, answered): (&str, &BTreeMap<String, AnsweredPage>),
        today: &str,
    ) -> BTreeMap<String, (String, Source)> {
        let form = Form {
            application: application_id(),
            owner: Subject(amina().user.0),
            permit: permit::of(code).unwrap().unwrap(),
            answered,
            today: today.parse().unwrap(),
        };
        let events = form.fill(teller, None).into_events().unwrap().into_iter();
        let page = |body: serde_json::Value| {
            let event = serde_json::json!({ "kind": "application.group_filled", "body": body });
            match serde_json::from_value(event).unwrap() {
                ApplicationEvent::GroupFilled { answers, .. } => answers.into_option().unwrap(),
                other => panic!("{other:?}"),
            }
        };
        let answers = events.flat_map(|event| page(event.body));
        answers.map(|(code, said)| (code, (said.value, said.from.unwrap()))).collect()
    }

    /// Says the same to whatever is asked.
    struct Parrot(&'static str);

    impl Teller for Parrot {
        fn says(&self, _: &Question, _: &Form<'_>) -> Option<(String, Source)> {
            Some((self.0.to_owned(), Source::EmployerPart))
        }

        fn is(&self, source: Source) -> bool {
            source == Source::EmployerPart
        }
    }

    #[test]
    fn only_what_is_an_answer_is_filled_in() {
        let none = BTreeMap::new();
        let codes = |word: &'static str| {
            let filled = filled(&Parrot(word), ("student-degree", &none), "2026-03-02");
            filled.into_keys().collect::<Vec<_>>()
        };
        let yes = codes("yes");
        assert!(yes.contains(&"admitted".to_owned()) && yes.contains(&"school".to_owned()));
        for other in ["degree", "tuition", "months", "born", "means", "email"] {
            assert!(!yes.contains(&other.to_owned()), "{other}");
        }
        assert!(codes("university_degree").contains(&"degree".to_owned()), "an option");
        let long = "x".repeat(201).leak();
        assert!(!codes(long).contains(&"school".to_owned()), "longer than may be typed");
    }

    #[test]
    fn what_was_answered_stays_and_what_was_filled_in_by_others_too() {
        let page = |said: &[(&str, &str, Option<Source>)], confirmed| {
            let said = said.iter().map(|(code, value, from)| {
                ((*code).to_owned(), Said { value: (*value).to_owned(), from: *from })
            });
            AnsweredPage { answers: said.collect(), confirmed }
        };
        let from = |source| Some(source);
        let answered = BTreeMap::from([
            ("names".to_owned(), page(&[("family_name", "Rahimi", None)], true)),
            (
                "passport".to_owned(),
                page(
                    &[
                        ("passport_number", "P1", from(Source::EmployerPart)),
                        ("passport_expires", "2031-01-01", from(Source::PassportCode)),
                    ],
                    false,
                ),
            ),
        ]);
        let filled = filled(&Parrot("Word"), ("student-degree", &answered), "2026-03-02");
        assert!(!filled.contains_key("family_name") && !filled.contains_key("given_names"));
        assert_eq!(filled["passport_number"], ("Word".to_owned(), Source::EmployerPart));
        let expires = ("2031-01-01".to_owned(), Source::PassportCode);
        assert_eq!(filled["passport_expires"], expires, "of which it says nothing");
    }

    /// Has nothing more to say.
    struct Silent;

    impl Teller for Silent {
        fn says(&self, _: &Question, _: &Form<'_>) -> Option<(String, Source)> {
            None
        }

        fn is(&self, source: Source) -> bool {
            source == Source::School
        }
    }

    #[test]
    fn what_is_said_no_longer_goes_and_what_stands_already_is_not_filled_in_again() {
        let said = |from| Said { value: "Aalto".to_owned(), from: Some(from) };
        let with = |from| {
            let answers = Page::from([("school".to_owned(), said(from))]);
            let page = AnsweredPage { answers, confirmed: false };
            BTreeMap::from([("degree-studies".to_owned(), page)])
        };
        let changes = |answered: &BTreeMap<String, AnsweredPage>| {
            let form = Form {
                application: application_id(),
                owner: Subject(amina().user.0),
                permit: permit::of("student-degree").unwrap().unwrap(),
                answered,
                today: "2026-03-02".parse().unwrap(),
            };
            form.fill(&Silent, None).into_events().unwrap().len()
        };
        assert_eq!(changes(&with(Source::School)), 1, "it goes");
        assert_eq!(changes(&with(Source::EarlierApplication)), 0);
    }
}
