//! The only caller of the law: what the tables that will decide say to the answers of a draft, and the
//! facts that answers become in the case.

use std::collections::BTreeSet;

use automation::facts::Saying;
use automation::procedure;
use automation::rules::day;
use kernel::{Date, Fault, Ts};
use law::{
    Answer, Dictionary, Facts, Finding, Grade, LawDates, Parameter, ParameterRow, ShownTable,
    State, Value,
};
use web::Ui;

use crate::answers::Answers;
use crate::looked;
use crate::permit::{Group, PermitType};
use crate::state::Attachment;

/// Source of what the applicant says and the law wants to have from elsewhere.
pub const APPLICANT: &str = "applicant";
/// Source of what the law takes from the application itself.
pub const APPLICATION: &str = "application";
/// Source of what was seen when somebody showed who they are.
pub(crate) const IDENTITY_STEP: &str = "identity_step";
/// Source of what follows from the case.
pub(crate) const FROM_CASE: &str = "case";

/// The dictionary of facts and parameters.
///
/// # Errors
/// A bug when the law does not load.
pub fn dictionary() -> Result<&'static Dictionary, Fault> {
    Ok(&automation::rules::law()?.dictionary)
}

/// How old somebody is who is not a child any more, in years; none when no act says so on a day.
///
/// # Errors
/// A bug when the law does not load.
pub fn majority(on: Date) -> Result<Option<i16>, Fault> {
    years("majority_age", on)
}

/// A parameter of the law that counts years, on a day; nothing where no row holds.
///
/// # Errors
/// A bug when the law does not load.
pub fn years(parameter: &str, on: Date) -> Result<Option<i16>, Fault> {
    let row = dictionary()?.parameters.get(parameter).and_then(|years| years.on(day(on)));
    Ok(row.and_then(|row| row.value.parse().ok()))
}

/// Into which queue the table of queues puts a case, and whether it goes before others there.
///
/// # Errors
/// A bug when the law does not load.
pub fn queue(facts: &Facts, dates: &LawDates) -> Result<Option<(String, bool)>, Fault> {
    /// The rule set, and the code of what goes first.
    const ROUTING: &str = "routing";
    const FAST: &str = "fast";
    let set = automation::rules::law()?.in_force(ROUTING, dates);
    let Some(Ok(answer)) = set.map(|set| set.rule(facts, dates)) else { return Ok(None) };
    let of = |entry: &str| {
        let found = answer.values.iter().find_map(|(_, value)| value.entry(entry)?.as_str());
        found.map(str::to_owned)
    };
    Ok(of("queue").map(|queue| (queue, of("priority").as_deref() == Some(FAST))))
}

/// What an application costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fee {
    parameter: &'static Parameter,
    row: &'static ParameterRow,
}

impl Fee {
    /// The amount in euros, as the law writes it.
    #[must_use]
    pub fn euros(&self) -> &'static str {
        &self.row.value
    }

    /// The amount in words.
    #[must_use]
    pub fn amount(&self, ui: &Ui) -> String {
        automation::words::amount(ui, self.parameter, &self.row.value)
    }

    /// Has somebody compared it with the decree itself?
    #[must_use]
    pub fn is_verified(&self) -> bool {
        self.row.grade == Grade::Primary
    }

    /// The decree.
    #[must_use]
    pub fn cite(&self) -> String {
        let cites: Vec<String> = self.row.cite.iter().map(ToString::to_string).collect();
        cites.join("; ")
    }

    /// The amount, and that nobody has compared it with the decree when that is so.
    #[must_use]
    pub fn words(&self, ui: &Ui) -> String {
        let amount = self.amount(ui);
        let key = match self.row.grade {
            Grade::Primary => "application-fee-is",
            Grade::Secondary | Grade::Unverified => "application-fee-unverified",
        };
        ui.t(key).arg("amount", amount).plain()
    }
}

/// What an application of a type costs on a day; none when no decree for it is known here.
///
/// # Errors
/// A bug when the law does not load.
pub fn fee(permit: &PermitType, on: Date) -> Result<Option<Fee>, Fault> {
    let parameter = dictionary()?.parameters.get(&permit.fee);
    Ok(parameter.and_then(|parameter| Some(Fee { parameter, row: parameter.on(day(on))? })))
}

/// What is said of a condition beforehand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is met, when what was said proves true.
    Met,
    /// It is not met: the decision would probably be negative.
    NotMet,
    /// An official weighs it.
    Weighed,
}

/// One condition beside the answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// How it stands.
    pub verdict: Verdict,
    /// Code of the finding, whose words the law has.
    pub finding: String,
    /// Where it stands in the law.
    pub citations: Vec<String>,
    /// What was compared: facts and values set by law, by name.
    pub compared: Vec<(String, Value)>,
    /// Code of the page where the answer was given.
    pub group: Option<String>,
}

/// What the tables say beforehand. It is made anew for every look and kept nowhere.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Advice {
    /// Conditions that the answers speak of.
    pub lines: Vec<Line>,
    /// Some conditions are about what the applicant is not asked: registers and officials find it.
    pub more: bool,
    /// The tables could be asked.
    pub asked: bool,
}

impl Advice {
    /// Conditions that stand so.
    pub fn of(&self, verdict: Verdict) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(move |line| line.verdict == verdict)
    }
}

/// Asks the tables that will decide, as if all that was said were proven today.
///
/// # Errors
/// A bug when the law or the procedures do not load.
pub fn advise(answers: &Answers<'_>, today: Date) -> Result<Advice, Fault> {
    let law = automation::rules::law()?;
    let Some(procedure) = procedure::of(&answers.permit.code)? else {
        return Ok(Advice::default());
    };
    let (facts, dates) = (believed(answers, today, &law.dictionary), LawDates::all_on(day(today)));
    let set = procedure.of_matter(&facts).and_then(|name| law.in_force(name, &dates));
    let (Some(set), Some(Ok(answer))) = (set, set.map(|set| set.rule(&facts, &dates))) else {
        return Ok(Advice::default());
    };
    let tables = set.shown();
    let mut advice = Advice { asked: true, ..Advice::default() };
    for condition in &answer.conditions {
        let finding = answer.findings.iter().find(|finding| finding.decision == condition.name);
        let Some(finding) = finding else { continue };
        let unsaid = |(name, value): &(std::sync::Arc<str>, Value)| {
            *value == Value::Null && law.dictionary.facts.contains_key(&**name)
        };
        let verdict = match condition.state {
            State::NotApplicable => continue,
            State::Met => Verdict::Met,
            State::NotMet => Verdict::NotMet,
            State::NeedsOfficial if finding.facts.iter().any(unsaid) => {
                advice.more = true;
                continue;
            }
            State::NeedsOfficial => Verdict::Weighed,
        };
        let compared = compared(&tables, finding, &answer);
        advice.lines.push(Line {
            verdict,
            finding: finding.code.to_string(),
            citations: finding.citations.iter().map(ToString::to_string).collect(),
            group: asked_on(answers, &compared).map(|group| group.code.clone()),
            compared,
        });
    }
    Ok(advice)
}

/// Does a condition of the matter need an official although everything that it looks at is known? Then it is weighed.
///
/// # Errors
/// A bug when the law or the procedures do not load.
pub(crate) fn is_weighed(
    permit: &PermitType,
    facts: &Facts,
    dates: &LawDates,
) -> Result<bool, Fault> {
    let law = automation::rules::law()?;
    let set = procedure::of(&permit.code)?.and_then(|procedure| procedure.of_matter(facts));
    let set = set.and_then(|name| law.in_force(name, dates));
    let Some(Ok(answer)) = set.map(|set| set.rule(facts, dates)) else { return Ok(false) };
    let unknown = |(name, value): &(std::sync::Arc<str>, Value)| {
        *value == Value::Null && law.dictionary.facts.contains_key(&**name)
    };
    Ok(answer.conditions.iter().any(|condition| {
        let mut findings = answer.findings.iter();
        let finding = findings.find(|finding| finding.decision == condition.name);
        condition.state == State::NeedsOfficial
            && finding.is_some_and(|finding| !finding.facts.iter().any(unknown))
    }))
}

/// What the row that answered compared: the facts and the values set by law in its columns, but for those
/// it does not look at.
fn compared(tables: &[ShownTable], finding: &Finding, answer: &Answer) -> Vec<(String, Value)> {
    let table = tables.iter().find(|table| table.name == finding.decision);
    let row = table.and_then(|table| table.rows.get(finding.row.checked_sub(1)?));
    let cells = row.map_or(&[][..], |row| row.cells.as_slice());
    let columns = table.map_or(&[][..], |table| table.columns.as_slice());
    let looked_at = columns.iter().zip(cells).filter(|(_, cell)| *cell != ANYTHING);
    let names: BTreeSet<&str> = looked_at
        .flat_map(|(column, _)| column.split(|c: char| !(c.is_alphanumeric() || c == '_')))
        .collect();
    let facts = finding.facts.iter().filter(|(_, value)| *value != Value::Null);
    let facts = facts.map(|(name, value)| (name.to_string(), value.clone()));
    let parameters = answer.parameters.iter().map(|p| (p.name.to_string(), p.value.clone()));
    facts.chain(parameters).filter(|(name, _)| names.contains(name.as_str())).collect()
}

/// The cell of a column that a row does not look at.
const ANYTHING: &str = "-";

/// The page of the first question that gives one of these facts.
fn asked_on<'a>(answers: &Answers<'a>, facts: &[(String, Value)]) -> Option<&'a Group> {
    let gives = |fact: &Option<String>| facts.iter().any(|(name, _)| Some(name) == fact.as_ref());
    let mut questions = answers.permit.questions().filter(|(group, q)| answers.asks(group, q));
    questions.find(|(_, question)| gives(&question.fact)).map(|(group, _)| group)
}

/// The facts of the draft, each from a source that the rules accept.
fn believed(answers: &Answers<'_>, today: Date, law: &Dictionary) -> Facts {
    let mut facts = Facts::default();
    let mut believe = |name: &str, value: Value| {
        let source = law.facts.get(name).and_then(|fact| fact.sources.first());
        facts.set(name, value, source.map_or(FROM_CASE, String::as_str), day(today));
    };
    given(answers, law)
        .chain(of_sending(today, true))
        .for_each(|(name, value)| believe(name, value));
    answers.facts(today).for_each(|(name, value)| believe(name, value));
    facts
}

/// What the type itself says.
fn given<'a>(
    answers: &Answers<'a>,
    law: &'a Dictionary,
) -> impl Iterator<Item = (&'a str, Value)> + use<'a> {
    answers.permit.given.iter().filter_map(move |given| {
        let fact = law.facts.get(&given.fact)?;
        Some((given.fact.as_str(), fact.kind.read(&given.value)?))
    })
}

/// What follows from sending an application: it is online, on that day, with all attachments that must be there. Where
/// it is doubted that they are what they should be, nothing is said of that: an official looks.
fn of_sending(today: Date, beyond_doubt: bool) -> Vec<(&'static str, Value)> {
    let complete = (law::facts::ATTACHMENTS_COMPLETE.name(), Value::Bool(true));
    let sent = [
        (law::facts::APPLIED_ONLINE.name(), Value::Bool(true)),
        (law::facts::SENT_ON.name(), Value::Date(day(today))),
    ];
    sent.into_iter().chain(beyond_doubt.then_some(complete)).collect()
}

/// What the application that was sent with these attachments says of its case. The applicant's word is recorded as what
/// it is: the rules take it as known only where the law does so.
#[must_use]
pub fn sayings(
    answers: &Answers<'_>,
    attached: &[Attachment],
    sent: Ts,
    law: &Dictionary,
) -> Vec<Saying> {
    let today = sent.date();
    let beyond_doubt = looked::are_beyond_doubt(answers, attached, today);
    let of_case = given(answers, law).chain(of_sending(today, beyond_doubt));
    let of_case = of_case.map(|(fact, value)| Saying::new(fact, FROM_CASE, value, sent));
    let accepted = |fact: &str| {
        let sources = law.facts.get(fact).map_or(&[][..], |entry| entry.sources.as_slice());
        sources.iter().any(|source| source == APPLICATION)
    };
    let said = answers.facts(today).map(|(fact, value)| {
        let source = if accepted(fact) { APPLICATION } else { APPLICANT };
        Saying::new(fact, source, value, sent)
    });
    of_case.chain(said).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::events::Said;
    use crate::permit;
    use crate::state::AnsweredPage;

    fn pages(of: &[(&str, &str, &str)]) -> BTreeMap<String, AnsweredPage> {
        let mut pages: BTreeMap<String, AnsweredPage> = BTreeMap::new();
        for (group, code, value) in of {
            let page = pages.entry((*group).to_owned()).or_default();
            page.confirmed = true;
            let said = Said { value: (*value).to_owned(), from: None };
            page.answers.insert((*code).to_owned(), said);
        }
        pages
    }

    const GOOD: &[(&str, &str, &str)] = &[
        ("passport", "passport_expires", "2030-01-01"),
        ("degree-studies", "degree", "university_degree"),
        ("degree-studies", "admitted", "yes"),
        ("degree-begin", "months", "36"),
        ("means", "means", "800"),
        ("tuition", "tuition", "paid"),
        ("insurance", "insurance", "public_card"),
    ];

    fn advice(permit: &str, answers: &[(&str, &str, &str)], today: &str) -> Advice {
        let (permit, pages) = (permit::of(permit).unwrap().unwrap(), pages(answers));
        advise(&Answers::of(permit, &pages), today.parse().unwrap()).unwrap()
    }

    fn codes(advice: &Advice, verdict: Verdict) -> Vec<&str> {
        advice.of(verdict).map(|line| line.finding.as_str()).collect()
    }

    #[test]
    fn good_answers_meet_what_they_speak_of_and_the_rest_is_for_others_to_find() {
        let advice = advice("student-degree", GOOD, "2026-03-02");
        assert!(advice.asked && advice.more, "identity and registers are not the applicant's word");
        assert_eq!(codes(&advice, Verdict::NotMet), [""; 0]);
        assert_eq!(advice.of(Verdict::Met).count(), 6);
    }

    #[test]
    fn too_little_money_is_told_with_limit_section_and_the_page_to_change() {
        let mut poor = GOOD.to_vec();
        poor.retain(|(_, code, _)| *code != "means");
        poor.push(("means", "means", "799.99"));
        for day in ["2026-03-02", "2026-11-26"] {
            let advice = advice("student-degree", &poor, day);
            let line = advice.of(Verdict::NotMet).next().unwrap();
            assert_eq!(
                (line.finding.as_str(), line.group.as_deref()),
                ("means-too-low", Some("means"))
            );
            assert!(line.citations.iter().any(|cite| cite.contains("719/2018")));
            let limit = line.compared.iter().find(|(name, _)| name == "student_means_monthly");
            assert!(limit.is_some(), "{:?}", line.compared);
        }
    }

    #[test]
    fn the_limit_of_the_day_counts() {
        // 560 was enough before 1 November 2024.
        let mut poor = GOOD.to_vec();
        poor.push(("means", "means", "560"));
        assert_eq!(
            codes(&advice("student-degree", &poor, "2024-11-01"), Verdict::NotMet),
            ["means-too-low"]
        );
    }

    #[test]
    fn every_type_is_checked_by_tables_that_are_in_force() {
        for permit in permit::all().unwrap() {
            let none = advice(&permit.code, &[], "2026-11-26");
            assert!(none.asked, "{}", permit.code);
            assert_eq!(codes(&none, Verdict::NotMet), [""; 0], "nothing said is nothing unmet");
        }
        let pay = |permit, amount| advice(permit, &[("pay", "pay", amount)], "2026-03-02");
        assert_eq!(codes(&pay("employed-person", "1599.99"), Verdict::NotMet), ["pay-too-low"]);
        assert_eq!(
            codes(&pay("specialist", "3936.99"), Verdict::NotMet),
            ["specialist-pay-too-low"]
        );
        assert_eq!(codes(&pay("specialist", "3937"), Verdict::NotMet), [""; 0]);
        let help = advice("extended-work", &[("assistance", "assistance", "yes")], "2026-03-02");
        assert_eq!(codes(&help, Verdict::Weighed), ["assistance-received"]);
    }

    #[test]
    fn what_the_law_leaves_to_an_official_is_weighed_and_what_is_unknown_is_not() {
        let law = dictionary().unwrap();
        let weighed = |permit: &str, told: &[(&str, &str)]| {
            let permit = permit::of(permit).unwrap().unwrap();
            let on = day("2026-03-02".parse().unwrap());
            let mut facts = Facts::default();
            for (name, value) in told {
                let fact = &law.facts[*name];
                facts.set(name, fact.kind.read(value).unwrap(), fact.sources[0].as_str(), on);
            }
            is_weighed(permit, &facts, &LawDates::all_on(on)).unwrap()
        };
        let study = [("extended_kind", "study"), ("study_right_valid", "true")];
        let with = |more: &[(&'static str, &'static str)]| [&study[..], more].concat();
        assert!(!weighed("extended-study", &study), "nobody has told of credits");
        assert!(weighed("extended-study", &with(&[("credits_last_year", "28")])));
        assert!(!weighed("extended-study", &with(&[("credits_last_year", "45")])));
        assert!(weighed("extended-study", &with(&[("social_assistance", "true")])));
        assert!(weighed(
            "extended-work",
            &[("extended_kind", "work"), ("permit_in_force", "false")]
        ));
    }

    #[test]
    fn a_fee_holds_for_the_year_of_its_decree() {
        let fee = |permit: &str, on: &str| {
            let permit = permit::of(permit).unwrap().unwrap();
            fee(permit, on.parse().unwrap())
                .unwrap()
                .map(|fee| (fee.row.value.as_str(), fee.row.grade))
        };
        assert_eq!(fee("student-degree", "2025-12-31"), Some(("450", Grade::Primary)));
        assert_eq!(fee("student-degree", "2026-01-01"), Some(("600", Grade::Secondary)));
        assert_eq!(fee("student-degree", "2027-01-01"), None, "no decree, no amount");
        assert_eq!(fee("employed-person", "2026-11-26"), None);
    }

    #[test]
    fn what_applicants_say_is_recorded_as_their_word() {
        let (permit, law) =
            (permit::of("student-exchange").unwrap().unwrap(), dictionary().unwrap());
        let pages = pages(&[("means", "means", "900"), ("exchange-studies", "mobility", "no")]);
        let at = Ts::from_micros(1_772_438_400_000_000);
        let said = sayings(&Answers::of(permit, &pages), &[], at, law);
        let source = |fact: &str| said.iter().find(|s| s.fact == fact).map(|s| s.source.as_str());
        assert_eq!(source("means_monthly"), Some("applicant"));
        assert_eq!(
            source("mobility_programme"),
            Some("application"),
            "the law takes it from there"
        );
        assert_eq!((source("permit_kind"), source("sent_on")), (Some("case"), Some("case")));
        assert_eq!(source("insurance_kind"), None);
        assert_eq!(source("attachments_complete"), None, "places that must be filled are empty");
    }
}
