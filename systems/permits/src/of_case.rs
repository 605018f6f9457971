//! What the house's own file says of a case, and what would be granted: facts of the source `case`, told
//! anew whenever something became known. Nothing is said of which the file cannot be sure.

use automation::facts::{Saying, record, withdraw};
use automation::rules::day;
use automation::{CaseFacts, FactState};
use casefile::model::{PartialDate, RepresentativeRole, Verdict};
use casefile::{APPLICANT, CaseId, KnownCase, KnownPerson, Party};
use jiff::Unit;
use kernel::{Changes, Class, Ctx, Date, Refusal};
use law::{Dictionary, Value, facts as f};

use crate::acts::EMPLOYER;
use crate::came_before::Before;
use crate::permit::{CardRenewed, Terms};
use crate::rules::{APPLICATION, FROM_CASE};

/// Source of what an official says of what is granted: it stands, and nothing is proposed beside it.
const OFFICIAL: &str = "official";

/// Source of what a passport says that was shown.
const PASSPORTS: &str = "passport_check";

/// What the file knows of a case.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OnFile<'a> {
    /// The case.
    pub(crate) case: &'a KnownCase,
    /// Who applies.
    pub(crate) person: &'a KnownPerson,
    /// Their other cases here.
    pub(crate) before: &'a Before,
    /// Roles of those whose own matter it is not.
    pub(crate) assisting: &'a [String],
    /// What is granted, when it is.
    pub(crate) terms: Option<&'a Terms>,
    /// The card that is given instead.
    pub(crate) card: Option<&'a CardRenewed>,
    /// How many years that is at most, where the law says so.
    pub(crate) years_max: Option<i16>,
    /// How old somebody is who is not a child any more.
    pub(crate) majority: Option<i16>,
    /// The Visa Information System is asked about them.
    pub(crate) vis: bool,
    /// A condition of the matter needs an official although everything that it looks at is known.
    pub(crate) weighed: bool,
}

/// What the file says of a fact; nothing when it cannot tell.
type Said = (&'static str, Option<Value>);

/// What has to be told so that the facts of the source `case` are as the file is today: nothing when they
/// are so already.
///
/// # Errors
/// As [`record`].
pub(crate) fn news(
    id: CaseId,
    on_file: &OnFile<'_>,
    facts: &CaseFacts,
    law: &Dictionary,
    ctx: &Ctx<'_>,
) -> Result<Option<Changes>, Refusal> {
    let mut news = None;
    for (fact, says) in on_file.says(facts, law, ctx.today) {
        let told = facts.told_by(fact, FROM_CASE);
        let more = match (says, told) {
            (None, None) => continue,
            (Some(value), Some(told)) if told.value.as_ref() == Some(&value) => continue,
            (Some(value), _) => {
                let saying = Saying::new(fact, FROM_CASE, value, ctx.at);
                record(id, on_file.case.applicant, saying, law)?
            }
            (None, Some(_)) => withdraw(id, facts, fact, FROM_CASE)?,
        };
        news = Some(news.unwrap_or_else(Changes::new).and(more));
    }
    Ok(news)
}

impl OnFile<'_> {
    fn says(&self, facts: &CaseFacts, law: &Dictionary, today: Date) -> Vec<Said> {
        let minor = self.is_minor(today);
        let mut says = vec![
            (f::MINOR.name(), minor.map(Value::Bool)),
            (f::PROTECTED_IDENTITY.name(), Some(Value::Bool(self.is_protected(today)))),
            (f::OTHER_PARTY.name(), Some(Value::Bool(self.has_other_party()))),
            (f::DEATH_TOLD.name(), Some(Value::Bool(is_told_dead(facts)))),
            (f::VIS_HIT.name(), (!self.vis).then_some(Value::NotApplicable)),
            (f::VULNERABLE.name(), self.is_represented(today).then_some(Value::Bool(true))),
            (f::PERMIT_IN_FORCE.name(), self.has_permit(facts, today).map(Value::Bool)),
        ];
        match self.card {
            Some(card) => says.extend(self.renews(card, facts, today)),
            None => says.extend(self.is_new_here()),
        }
        says.extend(self.terms.into_iter().flat_map(|terms| self.grants(terms, facts, law, today)));
        says
    }

    /// Whoever has come before, or may have, is known to an official better than to a rule.
    fn is_new_here(&self) -> [Said; 4] {
        let new = self.is_new().then_some(Value::Bool(false));
        let none_of = [
            f::REFUSED_BEFORE.name(),
            f::APPEAL_PENDING.name(),
            f::PROTECTION_SOUGHT.name(),
            f::REMOVAL_ORDERED.name(),
        ];
        none_of.map(|fact| (fact, new.clone()))
    }

    /// Of whoever wants a card, who has always come before: which permit they hold, what became of their other cases, and
    /// whether the reason has to be weighed. Where they may have another record, or hold a right that no case of theirs
    /// gave, the file is not sure that it has them all.
    fn renews(&self, card: &CardRenewed, facts: &CaseFacts, today: Date) -> Vec<Said> {
        let rights = &self.person.residence_rights;
        let of_card = rights.iter().any(|r| card.of.contains(&r.what) && r.holds_on(today));
        let permanent = (!rights.is_empty()).then_some(of_card);
        let reason = facts.told_by(f::CARD_REASON.name(), APPLICATION);
        let weighed = reason.and_then(|told| match &told.value {
            Some(Value::Str(code)) => Some(card.weighed.iter().any(|known| **known == **code)),
            _ => None,
        });
        let sure = self.is_one() && self.before.gave(rights);
        let of_card =
            [(f::PERMANENT_PERMIT.name(), permanent), (f::DISCRETION_NEEDED.name(), weighed)];
        let says = of_card.into_iter().chain(self.before.says(sure));
        says.map(|(fact, said)| (fact, said.map(Value::Bool))).collect()
    }

    /// Did a permit that this house gave hold on the day the application was sent? Of whoever was given none
    /// here it cannot tell.
    fn has_permit(&self, facts: &CaseFacts, today: Date) -> Option<bool> {
        let rights = &self.person.residence_rights;
        let sent = sent_on(facts).unwrap_or(today);
        (!rights.is_empty()).then(|| rights.iter().any(|right| right.holds_on(sent)))
    }

    /// What would be granted from today on, and that it has to be weighed: its length, when the passport is shorter, and
    /// who employs, when several are parties as employers. Of a permit that nobody knows the end of nothing is said, but
    /// where an official says the end anyway: there only what the law leaves to them has to be weighed.
    fn grants(&self, terms: &Terms, facts: &CaseFacts, law: &Dictionary, today: Date) -> [Said; 6] {
        let until = self.last_day(terms, facts, law, today);
        let names = [f::GRANTED_KIND.name(), f::GRANTED_FROM.name(), f::GRANTED_UNTIL.name()];
        let said = |name: &str| facts.told_by(name, OFFICIAL).is_some();
        let free = !names.iter().any(|name| said(name));
        let proposed = |value: Value| until.filter(|_| free).map(|_| value);
        // What work it lets do, and its type, an official may say beside what is proposed of the rest.
        let beside = |name: &'static str, code: Option<&String>| {
            let code = code.filter(|_| until.is_some() && !said(name));
            (name, code.map(|code| Value::text(code)))
        };
        let [kind, from, last] = names;
        let shorter = until.map(|until| !self.passport_reaches(until, facts));
        let untold = matches!(facts.state(&terms.until, today, law), FactState::Untold);
        let chosen = (until.is_none() && untold && terms.else_official).then_some(false);
        let weighs = self.has_employers() || (terms.else_official && self.weighed);
        let weighed = if weighs { Some(true) } else { shorter.or(chosen) };
        [
            (kind, proposed(Value::text(&terms.kind))),
            (from, proposed(Value::Date(day(today)))),
            (last, until.filter(|_| free).map(Value::Date)),
            beside(f::GRANTED_WORK.name(), terms.work.as_ref()),
            (f::DISCRETION_NEEDED.name(), weighed.map(Value::Bool)),
            beside(f::GRANTED_TYPE.name(), terms.type_code.as_ref().map(|code| &code.is)),
        ]
    }

    /// The last day of what would be granted: the one that is told, as far as the law lets it go. Where none is
    /// told though all else is, it is open, and that far.
    fn last_day(
        &self,
        terms: &Terms,
        facts: &CaseFacts,
        law: &Dictionary,
        today: Date,
    ) -> Option<law::Day> {
        let longest = match (&terms.years_max, self.years_max) {
            (None, _) => None,
            (Some(_), Some(years)) => Some(years_on(today, years)?),
            // Nobody knows how far the law lets it go.
            (Some(_), None) => return None,
        };
        let open = |fact: &String| {
            matches!(
                facts.state(fact, today, law),
                FactState::Agreed(_, told) if told.value == Some(Value::Bool(true))
            )
        };
        let until = match facts.state(&terms.until, today, law) {
            FactState::Agreed(_, told) => match &told.value {
                Some(Value::Date(until)) => Some(*until),
                _ => None,
            },
            FactState::Untold if terms.open_if.as_ref().is_some_and(open) => longest,
            FactState::Untold | FactState::Contradictory(_) => None,
        };
        let until = longest.into_iter().chain(until).min().filter(|_| until.is_some());
        until.filter(|until| day(today) <= *until)
    }

    /// Of the passport that was shown counts what it says itself, and before that what was typed.
    fn passport_reaches(&self, until: law::Day, facts: &CaseFacts) -> bool {
        let shown = facts.told_by(f::TRAVEL_DOCUMENT_VALID.name(), PASSPORTS);
        let typed =
            self.person.held_documents().filter_map(casefile::model::TravelDocument::valid_to);
        let last = shown.and_then(|told| told.valid_until).or_else(|| typed.max());
        last.is_some_and(|last| until <= day(last))
    }

    fn is_minor(&self, today: Date) -> Option<bool> {
        let PartialDate::Day(born) = self.person.particulars.as_ref()?.born else { return None };
        let age = born.until((Unit::Year, today)).ok()?.get_years();
        Some(age < self.majority?)
    }

    /// Somebody decides for them by law. Of whoever decides alone the file cannot tell more: who met them does.
    fn is_represented(&self, today: Date) -> bool {
        let mut representatives =
            self.person.representatives.values().filter(|of| !of.validity.is_over_on(today));
        representatives.any(|of| of.role == RepresentativeRole::LegalRepresentative)
    }

    fn is_protected(&self, today: Date) -> bool {
        let normal = |class: Class| matches!(class, Class::Normal);
        !normal(self.case.class)
            || !normal(self.person.class)
            || self.case.compartment.is_some()
            || self.person.is_undisclosed_on(today)
    }

    fn has_other_party(&self) -> bool {
        let helps =
            |role: &str| role == APPLICANT || self.assisting.iter().any(|known| known == role);
        self.case.all_parties().any(|(_, role)| !helps(role))
    }

    /// Several are parties as employers: what registers tell of one would be taken for what they tell of the other.
    fn has_employers(&self) -> bool {
        let employs = |(party, role): &(Party, &str)| {
            matches!(party, Party::Organisation(_)) && *role == EMPLOYER
        };
        self.case.all_parties().filter(employs).count() > 1
    }

    /// Nobody like them has come before, as far as this house knows.
    fn is_new(&self) -> bool {
        self.before.is_empty() && self.person.residence_rights.is_empty() && self.is_one()
    }

    /// They have no other record here, and nobody wonders whether they have.
    fn is_one(&self) -> bool {
        let undecided = |of: &casefile::model::Comparison| of.verdict == Verdict::Undecided;
        self.person.same().next().is_none() && !self.person.comparisons.values().any(undecided)
    }
}

/// Does any source tell that whoever applies has died?
fn is_told_dead(facts: &CaseFacts) -> bool {
    let mut sources = facts.sources(f::DECEASED.name());
    sources.any(|(_, told)| told.value == Some(Value::Bool(true)))
}

/// The day an application was sent, which is the day the law counts from.
pub(crate) fn sent_on(facts: &CaseFacts) -> Option<Date> {
    let told = facts.told_by(f::SENT_ON.name(), FROM_CASE)?;
    match &told.value {
        Some(Value::Date(day)) => day.to_string().parse().ok(),
        _ => None,
    }
}

/// The last of so many years that begin on a day.
fn years_on(today: Date, years: i16) -> Option<law::Day> {
    let span = jiff::Span::new().try_years(years).ok()?;
    Some(day(today.checked_add(span).ok()?.yesterday().ok()?))
}

#[cfg(test)]
mod tests {
    use automation::FactEvent;
    use casefile::model::{
        CaseNumber, Country, DocumentKind, Headline, Name, NameKind, Script, Sex, TravelDocument,
    };
    use casefile::{Case, CaseEvent, Particulars, Party, Person, PersonEvent, PersonId};
    use kernel::{Sealed, SeededIds, Ts, Who};
    use testkit::given;
    use uuid::Uuid;

    use super::*;
    use crate::{came_before, permit};

    const CASE: CaseId = CaseId(Uuid::from_u128(1));
    const PERSON: PersonId = PersonId(Uuid::from_u128(2));
    /// Another case of theirs.
    const ELSEWHERE: CaseId = CaseId(Uuid::from_u128(9));

    fn person(born: &str, passport_ends: &str) -> KnownPerson {
        let particulars = Particulars {
            names: vec![Name::new("Mensah", "Adwoa", Script::Latin, NameKind::Current).unwrap()],
            born: PartialDate::Day(born.parse().unwrap()),
            sex: Sex::F,
            nationalities: vec![],
        };
        let ends = Some(passport_ends.parse().unwrap());
        let issuer = Country::new("GHA").unwrap();
        let passport = TravelDocument::new(DocumentKind::Passport, "G1", issuer, None, ends);
        let events = [
            PersonEvent::Registered {
                particulars: Sealed::new(PERSON, particulars),
                class: Class::Normal,
            },
            PersonEvent::DocumentAdded { document: Sealed::new(PERSON, passport.unwrap()) },
        ];
        given::<Person>(events).state(PERSON.0).known().unwrap().clone()
    }

    fn case(more: Option<CaseEvent>) -> KnownCase {
        case_of("student-degree", more)
    }

    fn case_events(case_type: &str) -> Vec<CaseEvent> {
        vec![CaseEvent::Opened {
            number: CaseNumber::new("HEL", 2026, 1).unwrap(),
            headline: Sealed::new(CASE, Headline::new("Studies").unwrap()),
            applicant: PERSON,
            unit: "HEL".into(),
            class: Class::Normal,
            case_type: case_type.into(),
            status: "received".into(),
        }]
    }

    fn case_of(case_type: &str, more: Option<CaseEvent>) -> KnownCase {
        let given = given::<Case>(case_events(case_type)).and(more);
        given.state(CASE.0).known().unwrap().clone()
    }

    fn told(fact: &str, source: &str, value: &str) -> FactEvent {
        let law = crate::rules::dictionary().unwrap();
        FactEvent::Recorded {
            fact: fact.into(),
            source: source.into(),
            value: Sealed::new(PERSON, law.facts[fact].kind.read(value).unwrap()),
            retrieved: Ts::from_micros(0),
            valid_from: None,
            valid_until: None,
        }
    }

    /// The news on 2 March 2026 as fact and value; what is taken back has none.
    fn said(
        case: &KnownCase,
        person: &KnownPerson,
        elsewhere: bool,
        facts: Vec<FactEvent>,
    ) -> Vec<(String, Option<String>)> {
        let (law, today) = (crate::rules::dictionary().unwrap(), "2026-03-02".parse().unwrap());
        let permit = permit::of(&case.case_type).unwrap().unwrap();
        let (terms, card) = (permit.terms.as_ref(), permit.card.as_ref());
        let majority = crate::rules::majority(today).unwrap();
        let years_max = terms.and_then(|terms| terms.years_max.as_ref());
        let years_max = years_max.and_then(|years| crate::rules::years(years, today).unwrap());
        let before = match elsewhere {
            true => came_before::tests::granted(ELSEWHERE, "student-degree"),
            false => Before::default(),
        };
        let on_file = OnFile {
            case,
            person,
            before: &before,
            assisting: &[],
            terms,
            card,
            years_max,
            majority,
            vis: true,
            weighed: false,
        };
        let facts = given::<CaseFacts>(facts).state(CASE.0);
        let (who, ids) = (Who::machine(), SeededIds::new(1, 1));
        let at = "2026-03-02T08:00:00Z".parse().unwrap();
        let ctx = Ctx { who: &who, at, today, ids: &ids };
        let news = news(CASE, &on_file, &facts, law, &ctx).unwrap();
        let events = news.map_or_else(Vec::new, |news| news.into_events().unwrap());
        let mut said = Vec::new();
        for event in events {
            let fact = event.body["fact"].as_str().unwrap().to_owned();
            let value = (event.kind == "fact.recorded").then(|| event.body["value"].to_string());
            said.push((fact, value));
        }
        said
    }

    fn names(said: &[(String, Option<String>)]) -> Vec<&str> {
        said.iter().map(|(fact, _)| fact.as_str()).collect()
    }

    const ALWAYS: [&str; 8] = [
        "minor",
        "protected_identity",
        "other_party",
        "death_told",
        "refused_before",
        "appeal_pending",
        "protection_sought",
        "removal_ordered",
    ];
    const TERMS: [&str; 6] = [
        "granted_kind",
        "granted_from",
        "granted_until",
        "granted_work",
        "discretion_needed",
        "granted_type",
    ];

    #[test]
    fn of_somebody_new_the_file_can_tell_that_nothing_was_before() {
        let (case, adult) = (case(None), person("2001-05-14", "2031-01-01"));
        let said = said(&case, &adult, false, vec![]);
        assert_eq!(names(&said), ALWAYS);
        assert!(said.iter().all(|(_, value)| value.as_ref().unwrap().contains("false")));
    }

    #[test]
    fn where_vis_is_not_asked_it_says_that_a_hit_is_inapplicable() {
        let (case, adult, before) =
            (case(None), person("2001-05-14", "2031-01-01"), Before::default());
        let says = |vis| {
            let on_file = OnFile {
                case: &case,
                person: &adult,
                before: &before,
                assisting: &[],
                terms: None,
                card: None,
                years_max: None,
                majority: None,
                vis,
                weighed: false,
            };
            let law = crate::rules::dictionary().unwrap();
            let says = on_file.says(&CaseFacts::default(), law, "2026-03-02".parse().unwrap());
            says.into_iter().find(|(fact, _)| *fact == "vis_hit").unwrap().1
        };
        assert_eq!((says(false), says(true)), (Some(Value::NotApplicable), None));
    }

    #[test]
    fn of_whoever_came_before_it_says_nothing_and_takes_back_what_it_said() {
        let (case, adult) = (case(None), person("2001-05-14", "2031-01-01"));
        assert_eq!(names(&said(&case, &adult, true, vec![])), ALWAYS[..4]);
        let before = vec![told("refused_before", "case", "false")];
        let taken = said(&case, &adult, true, before);
        assert!(taken.contains(&("refused_before".to_owned(), None)), "{taken:?}");
    }

    #[test]
    fn of_whoever_holds_a_permit_of_this_house_it_tells_whether_that_was_in_force() {
        let case = case_of("extended-study", None);
        let holds = |until: &str| {
            let mut person = person("2001-05-14", "2031-01-01");
            let (from, until) = ("2025-09-01".parse().unwrap(), until.parse().ok());
            let (what, conditions) = ("fixed-term".to_owned(), Vec::new());
            let right = casefile::ResidenceRight {
                what,
                from,
                until,
                conditions,
                type_code: None,
                case: CaseId(Uuid::nil()),
            };
            person.residence_rights.push(right);
            let sent = vec![told("sent_on", "case", "2026-02-27")];
            let said = said(&case, &person, false, sent);
            said.into_iter().find(|(fact, _)| fact == "permit_in_force").unwrap().1.unwrap()
        };
        assert!(holds("2026-02-27").contains("true"), "it held on the day it was sent");
        assert!(holds("2026-02-26").contains("false"));
    }

    /// What the file says of Mensah, who wants a card and holds such a right that a case gave.
    fn of_card(
        (what, until): (&str, Option<&str>),
        by: CaseId,
        more: Vec<FactEvent>,
    ) -> Vec<(String, Option<String>)> {
        let mut person = person("2001-05-14", "2031-01-01");
        person.residence_rights.push(casefile::ResidenceRight {
            what: what.to_owned(),
            from: "2025-09-01".parse().unwrap(),
            until: until.map(|day| day.parse().unwrap()),
            conditions: vec![],
            type_code: None,
            case: by,
        });
        said(&case_of("card-renewal", None), &person, true, more)
    }

    #[test]
    fn of_whoever_wants_a_card_it_tells_which_permit_they_hold_and_what_became_of_their_cases() {
        let of = |right, by| {
            let said = of_card(right, by, vec![told("card_reason", "application", "lost")]);
            move |fact: &str| said.iter().find(|(name, _)| name == fact)?.1.clone()
        };
        let whole = of(("permanent", None), ELSEWHERE);
        for fact in ["permanent_permit", "permit_in_force"] {
            assert!(whole(fact).unwrap().contains("true"), "{fact}");
        }
        for fact in [
            "withdrawal_pending",
            "discretion_needed",
            "refused_before",
            "appeal_pending",
            "protection_sought",
            "removal_ordered",
        ] {
            assert!(whole(fact).unwrap().contains("false"), "{fact}");
        }
        assert!(
            of(("fixed-term", Some("2027-08-31")), ELSEWHERE)("permanent_permit")
                .unwrap()
                .contains("false")
        );
        assert!(
            of(("permanent", Some("2026-03-01")), ELSEWHERE)("permanent_permit")
                .unwrap()
                .contains("false"),
            "it has ended"
        );
        let elsewhere = of(("permanent", None), CaseId(Uuid::from_u128(77)));
        assert!(elsewhere("permanent_permit").unwrap().contains("true"));
        assert_eq!(elsewhere("refused_before"), None, "a case that is not here gave it");
        assert_eq!(elsewhere("withdrawal_pending"), None);
    }

    #[test]
    fn data_that_have_changed_are_weighed_and_a_reason_that_nobody_gave_is_not_made_up() {
        let weighed = |more| {
            let said = of_card(("permanent", None), ELSEWHERE, more);
            said.into_iter().find(|(name, _)| name == "discretion_needed").map(|(_, value)| value)
        };
        let reason = |code| vec![told("card_reason", "application", code)];
        assert!(weighed(reason("changed")).unwrap().unwrap().contains("true"));
        assert!(weighed(reason("stolen")).unwrap().unwrap().contains("false"));
        assert_eq!(weighed(vec![]), None);
    }

    #[test]
    fn of_whoever_holds_nothing_here_it_does_not_say_that_they_hold_no_permit() {
        let adult = person("2001-05-14", "2031-01-01");
        let said = said(&case_of("card-renewal", None), &adult, false, vec![]);
        assert!(!names(&said).contains(&"permanent_permit"), "{said:?}");
    }

    #[test]
    fn that_somebody_has_died_is_told_once_any_source_says_so() {
        let (case, adult) = (case(None), person("2001-05-14", "2031-01-01"));
        let of = |facts: Vec<FactEvent>| {
            let said = said(&case, &adult, false, facts);
            said.into_iter().find(|(fact, _)| fact == "death_told").unwrap().1.unwrap()
        };
        assert!(of(vec![]).contains("false"));
        let lives = || told("deceased", "population_register", "false");
        assert!(of(vec![lives()]).contains("false"));
        assert!(of(vec![lives(), told("deceased", "official", "true")]).contains("true"));
    }

    #[test]
    fn a_child_and_another_party_are_told_of() {
        let role = "spouse".to_owned();
        let party = Party::Person(PersonId(Uuid::from_u128(3)));
        let case = case(Some(CaseEvent::PartyAdded { party, role }));
        let said = said(&case, &person("2008-03-03", "2031-01-01"), false, vec![]);
        let of = |fact: &str| said.iter().find(|(name, _)| name == fact).unwrap().1.clone();
        assert!(of("minor").unwrap().contains("true"), "17 until tomorrow");
        assert!(of("other_party").unwrap().contains("true"));
    }

    #[test]
    fn the_file_never_says_that_somebody_is_in_no_vulnerable_position() {
        let of = |person: &KnownPerson, facts: Vec<FactEvent>| {
            let said = said(&case(None), person, false, facts);
            said.into_iter().find(|(fact, _)| fact == "vulnerable").map(|(_, value)| value)
        };
        let mut adult = person("2001-05-14", "2031-01-01");
        assert_eq!(of(&adult, vec![]), None, "nobody has told of it");
        let before = || vec![told("vulnerable", "case", "false")];
        assert_eq!(of(&adult, before()), Some(None), "what was presumed before is taken back");
        let representation = casefile::model::Representation {
            agent: casefile::model::Agent::Person(PersonId(Uuid::from_u128(9))),
            role: RepresentativeRole::LegalRepresentative,
            case: None,
            validity: casefile::model::Validity::new(None, None).unwrap(),
            basis: "A decision of a court.".to_owned(),
        };
        adult.representatives.insert(Uuid::from_u128(1), representation);
        assert!(of(&adult, vec![]).unwrap().unwrap().contains("true"));
    }

    #[test]
    fn whose_employers_are_several_is_weighed_by_an_official() {
        let added = |n| {
            let party = Party::Organisation(casefile::OrganisationId(Uuid::from_u128(n)));
            CaseEvent::PartyAdded { party, role: EMPLOYER.into() }
        };
        let of = |events: Vec<CaseEvent>| {
            let opened = given::<Case>(case_events("employed-person")).and(events);
            let case = opened.state(CASE.0).known().unwrap().clone();
            let person = person("2001-05-14", "2036-01-01");
            let ends = vec![told("work_ends", "employer_part", "2026-09-30")];
            let said = said(&case, &person, false, ends);
            said.into_iter().find(|(fact, _)| fact == "discretion_needed").unwrap().1.unwrap()
        };
        assert!(of(vec![added(4)]).contains("false"));
        assert!(of(vec![added(4), added(5)]).contains("true"));
    }

    #[test]
    fn what_is_granted_follows_from_the_register_and_a_short_passport_is_weighed() {
        let case = case(None);
        let until = || vec![told("studies_end", "study_register", "2028-08-31")];
        let long = said(&case, &person("2001-05-14", "2028-08-31"), false, until());
        assert_eq!(names(&long)[8..], TERMS);
        assert!(long[9].1.as_ref().unwrap().contains("2026-03-02"), "{long:?}");
        assert!(long[10].1.as_ref().unwrap().contains("2028-08-31"), "{long:?}");
        assert!(long[12].1.as_ref().unwrap().contains("false"));
        let short = said(&case, &person("2001-05-14", "2028-08-30"), false, until());
        assert!(short[12].1.as_ref().unwrap().contains("true"), "{short:?}");
        // Typed was a day long after; the one that was shown ends sooner.
        let mut shown = until();
        let FactEvent::Recorded { fact, source, value, retrieved, .. } =
            told("travel_document_valid", "passport_check", "true")
        else {
            panic!("recorded")
        };
        let valid_until = Some("2027-05-31".parse().unwrap());
        let ends =
            FactEvent::Recorded { fact, source, value, retrieved, valid_from: None, valid_until };
        shown.push(ends);
        let shown = said(&case, &person("2001-05-14", "2040-01-01"), false, shown);
        assert!(shown[12].1.as_ref().unwrap().contains("true"), "{shown:?}");
        let over = vec![told("studies_end", "study_register", "2026-03-01")];
        let over = said(&case, &person("2001-05-14", "2031-01-01"), false, over);
        assert_eq!(names(&over), ALWAYS, "studies that are over give nothing");
    }

    #[test]
    fn work_is_granted_for_as_long_as_it_lasts_and_the_law_lets_it() {
        let person = person("2001-05-14", "2036-01-01");
        let until = |case_type: &str, facts: Vec<FactEvent>| {
            let said = said(&case_of(case_type, None), &person, false, facts);
            let of = |fact: &str| said.iter().find(|(name, _)| name == fact)?.1.clone();
            (of("granted_until"), of("granted_work"), of("granted_type"))
        };
        let ends = |day: &str| vec![told("work_ends", "employer_part", day)];
        let open = || vec![told("terms_complete", "employer_part", "true")];
        for (case_type, facts, wanted) in [
            ("employed-person", ends("2026-09-30"), Some("2026-09-30")),
            ("employed-person", ends("2029-01-01"), Some("2027-03-01")),
            ("employed-person", open(), Some("2027-03-01")),
            ("employed-person", vec![], None),
            ("employed-person", ends("2026-03-01"), None),
            ("specialist", ends("2029-01-01"), Some("2028-03-01")),
            ("specialist", open(), Some("2028-03-01")),
            ("extended-work", ends("2029-01-01"), Some("2029-01-01")),
            ("extended-work", ends("2031-01-01"), Some("2030-03-01")),
            // Up to four years are for an official to choose from.
            ("extended-work", open(), None),
        ] {
            let (until, work, type_code) = until(case_type, facts);
            match wanted {
                Some(day) => assert!(until.unwrap().contains(day), "{case_type} {day}"),
                None => assert_eq!(until, None, "{case_type}"),
            }
            // Of the others' right to work nothing was found that holds for all.
            let limited = case_type == "employed-person" && wanted.is_some();
            assert_eq!(work.is_some(), limited, "{case_type}");
            // Nor of the type of what is extended.
            let first = case_type != "extended-work" && wanted.is_some();
            assert_eq!(type_code.is_some(), first, "{case_type}");
        }
    }

    #[test]
    fn where_an_official_says_how_long_nothing_has_to_be_weighed_for_that() {
        let weighed = |case_type: &str, facts: Vec<FactEvent>| {
            let person = person("2001-05-14", "2028-01-01");
            let said = said(&case_of(case_type, None), &person, false, facts);
            assert!(!names(&said).contains(&"granted_until"), "{case_type}");
            said.into_iter().find(|(fact, _)| fact == "discretion_needed").map(|(_, told)| told)
        };
        for case_type in ["extended-work", "extended-study"] {
            let told = weighed(case_type, vec![]).flatten();
            assert!(told.is_some_and(|told| told.contains("false")), "{case_type}");
        }
        let over = vec![told("work_ends", "employer_part", "2026-03-01")];
        assert_eq!(weighed("extended-work", over), None, "work that is over gives nothing");
        let ends = |source, day| told("work_ends", source, day);
        let two = vec![ends("employer_part", "2026-09-30"), ends("official", "2027-09-30")];
        assert_eq!(weighed("extended-work", two), None, "which is right nobody knows");
        for case_type in ["student-degree", "employed-person", "specialist"] {
            assert_eq!(weighed(case_type, vec![]), None, "{case_type}");
        }
    }

    #[test]
    fn what_an_official_grants_stands_alone_and_what_was_said_is_said_once() {
        let (case, adult) = (case(None), person("2001-05-14", "2031-01-01"));
        let mut facts = vec![
            told("studies_end", "study_register", "2028-08-31"),
            told("granted_until", "case", "2028-08-31"),
            told("granted_until", "official", "2027-08-31"),
        ];
        facts.extend(ALWAYS.map(|fact| told(fact, "case", "false")));
        let news = said(&case, &adult, false, facts.clone());
        // Of the work and the type they said nothing: what the law says of these stays beside it.
        let beside = ["granted_work", "discretion_needed", "granted_type"];
        assert_eq!(names(&news), [&["granted_until"][..], &beside[..]].concat());
        assert_eq!(news[0].1, None, "taken back");
        assert!(news[1].1.as_ref().unwrap().contains("limited"));
        assert!(news[3].1.as_ref().unwrap().contains("\"A\""), "{news:?}");
        facts.remove(1);
        facts.push(told("discretion_needed", "case", "false"));
        facts.push(told("granted_type", "case", "A"));
        facts.push(told("granted_work", "official", "none"));
        assert!(said(&case, &adult, false, facts).is_empty());
    }
}
