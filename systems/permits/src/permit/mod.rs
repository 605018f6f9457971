//! What a type of permit is: questions, attachments and what follows from the answers, as its folder
//! under `law/permits/` says.

mod check;
mod folder;
mod kind;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use casefile::clock;
use kernel::{Date, Fault};
use law::Grade;
use registers::Register;
use serde::Deserialize;

use crate::came_before;
pub use folder::PermitFiles;
pub(crate) use folder::{case_types, exercises, letters, procedures, texts};
pub use kind::{Becomes, Day, Held, Kind, OfEmployer, OfSchool, OfTerms, PersonPart};

/// A type of permit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PermitType {
    /// Its code, which is that of its kind of case, too.
    pub code: String,
    /// Code of the unit that handles its cases.
    pub unit: String,
    /// The parameter of its fee.
    pub fee: String,
    /// The question whose answer tells its cases apart in lists.
    pub headline: String,
    /// Registers that are asked about whoever applies as soon as there is a case.
    pub registers: Vec<Register>,
    /// Registers that are asked about an employer as soon as it is a party to the case.
    pub registers_of_employer: Vec<Register>,
    /// Sources that tell something by themselves later, where they were asked: until then no official is needed.
    pub waits_for: Vec<Awaited>,
    /// Whether whoever applies has to show in person who they are, since when; nobody has to where nothing is said.
    pub identity: Vec<IdentityAsked>,
    /// What is granted, when the law says so for all; none when an official says it each time.
    pub terms: Option<Terms>,
    /// The card that is given instead of a permit, to whoever holds one.
    pub card: Option<CardRenewed>,
    /// Its pages, in order.
    pub groups: Vec<Group>,
    /// Its attachments, in order.
    pub attachments: Vec<Slot>,
    /// Facts that it says itself.
    pub given: Vec<GivenFact>,
    /// Answers that cannot both be right.
    pub contradictions: Vec<Contradiction>,
}

/// One page of questions that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Its code, with a text `ask-<code>`.
    pub code: String,
    /// When it is asked; always when nothing is said.
    #[serde(default)]
    pub when: Vec<Condition>,
    /// Its questions.
    #[serde(rename = "question")]
    pub questions: Vec<Question>,
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Its code, of its own among all questions of the type.
    pub code: String,
    /// What is asked for.
    pub kind: Kind,
    /// May it be left unanswered?
    #[serde(default)]
    pub optional: bool,
    /// When it is asked; always when nothing is said.
    #[serde(default)]
    pub when: Vec<Condition>,
    /// The options of a choice.
    #[serde(default)]
    pub options: Vec<String>,
    /// The longest answer.
    #[serde(default)]
    pub chars_max: Option<usize>,
    /// The smallest number.
    #[serde(default)]
    pub at_least: Option<String>,
    /// The greatest number.
    #[serde(default)]
    pub at_most: Option<String>,
    /// Where a date lies, seen from the day it is typed.
    #[serde(default)]
    pub day: Option<Day>,
    /// The part of a person's record that it becomes.
    #[serde(default)]
    pub person: Option<PersonPart>,
    /// What the permit that somebody holds says of it.
    #[serde(default)]
    pub held: Option<Held>,
    /// What it says of whoever employs.
    #[serde(default)]
    pub employer: Option<OfEmployer>,
    /// What the terms of employment say of it: filled in once the employer has confirmed them.
    #[serde(default)]
    pub terms: Option<OfTerms>,
    /// What a school says of it: filled in when whoever applies has the register of studies asked.
    #[serde(default)]
    pub school: Option<OfSchool>,
    /// Is the answer of the application before filled in, as it mostly stays the same?
    #[serde(default)]
    pub carries: bool,
    /// The fact that it becomes.
    #[serde(default)]
    pub fact: Option<String>,
    /// How it becomes that fact.
    #[serde(default)]
    pub becomes: Becomes,
}

/// What must have been answered elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// Code of a question of an earlier page.
    pub question: String,
    /// One of these answers.
    pub is: Vec<String>,
}

/// A source that tells something by itself later, and how long that is waited for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Awaited {
    /// The source.
    pub source: String,
    /// The time limit, counted from sending, after which an official gets the case as it is.
    pub until: String,
}

impl Awaited {
    /// The last day on which it is waited for in what was sent on a day; none where no such time limit holds then.
    #[must_use]
    pub fn last_day(&self, sent: Date) -> Option<Date> {
        clock::start(&clock::rule_on(&self.until, sent)?, sent).due()
    }
}

/// Whether whoever applies has to show in person who they are, from a day on: a row is added, never edited.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityAsked {
    /// Do they?
    pub asked: bool,
    /// The first day on which that holds.
    pub valid_from: Date,
    /// Since when it is known here.
    pub known_from: Date,
    /// Where it stands.
    pub citation: String,
    /// How sure that is.
    pub grade: Grade,
    /// When somebody last looked.
    pub last_checked: Date,
}

/// How documents say on which day something ends.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ends {
    /// What stands before the day, in lower case.
    pub(crate) words: Vec<String>,
    /// What stands after a day on which something begins.
    pub(crate) begins: Vec<String>,
    /// How the names of each month begin.
    pub(crate) months: Vec<Vec<String>>,
}

/// A place for attachments of one sort.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slot {
    /// Its code, with a text `attach-<code>`.
    pub code: String,
    /// What its files are among the documents of the case.
    pub document_kind: String,
    /// Must there be one?
    pub required: bool,
    /// When it is asked for; always when nothing is said.
    #[serde(default)]
    pub when: Vec<Condition>,
    /// Words of which such a document has some, in lower case; those that types share when nothing is said.
    #[serde(default)]
    pub words: Vec<String>,
    /// Has it lines for machines?
    #[serde(default)]
    pub lines: bool,
}

/// A fact that the type itself says.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GivenFact {
    /// Its name.
    pub fact: String,
    /// Its value, as law files write it.
    pub value: String,
}

/// What is granted when the application is, from the day of the decision on: as much of it as the law says for all.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// Code of the kind of permit.
    pub kind: String,
    /// Name of the fact that says its last day.
    pub until: String,
    /// Name of the fact that says that all is told: then what `until` names is open when it is not told, and
    /// the longest time counts.
    #[serde(default)]
    pub open_if: Option<String>,
    /// Where nothing tells the last day, an official says it, and nothing has to be weighed for that. For types that no
    /// rule grants without a person.
    #[serde(default)]
    pub else_official: bool,
    /// The parameter of the longest time, in years.
    #[serde(default)]
    pub years_max: Option<String>,
    /// Code of the right to work; an official says it where there is none.
    #[serde(default)]
    pub work: Option<String>,
    /// Its type; an official says it where there is none.
    #[serde(default)]
    pub type_code: Option<TypeCode>,
    /// Provisions it rests on.
    pub cite: Vec<String>,
    /// How sure it is that the law wants it so.
    pub grade: Grade,
    /// Where that was read.
    pub marks: String,
}

/// A new card of a permit that somebody holds: it gives no right to stay. Whoever applies has come before.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CardRenewed {
    /// Codes of the kinds of right whose card it is.
    pub of: Vec<String>,
    /// Codes of the reasons for a new card that an official weighs.
    #[serde(default)]
    pub weighed: Vec<String>,
    /// Provisions it rests on.
    pub cite: Vec<String>,
    /// How sure it is that the law wants it so.
    pub grade: Grade,
    /// Where that was read.
    pub marks: String,
}

/// The type of what is granted, as it stands in the decision and on the card.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TypeCode {
    /// Its code, such as `A`.
    pub is: String,
    /// Provisions it rests on.
    pub cite: Vec<String>,
    /// How sure it is that the law wants it so.
    pub grade: Grade,
    /// Where that was read.
    pub marks: String,
}

/// Answers that cannot all be right. It is one when all that it names is so.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contradiction {
    /// Its code, with a text `contradiction-<code>`.
    pub code: String,
    /// The page to look at again.
    pub group: String,
    /// These answers.
    #[serde(default)]
    pub when: Vec<Condition>,
    /// The day that one question names, or `today`, ...
    #[serde(default)]
    pub day: Option<String>,
    /// ... is before that of another, or before `today`, ...
    #[serde(default)]
    pub before: Option<String>,
    /// ... with so many months added to the latter as a third one says.
    #[serde(default)]
    pub plus_months: Option<String>,
}

/// In [`Contradiction::day`] and [`Contradiction::before`], the day of the check.
pub const TODAY: &str = "today";

impl PermitType {
    /// A page by its code.
    #[must_use]
    pub fn group(&self, code: &str) -> Option<&Group> {
        self.groups.iter().find(|group| group.code == code)
    }

    /// A question by its code.
    #[must_use]
    pub fn question(&self, code: &str) -> Option<&Question> {
        self.questions().find(|(_, question)| question.code == code).map(|(_, question)| question)
    }

    /// Is it for more of a permit that is held?
    #[must_use]
    pub fn extends(&self) -> bool {
        self.questions().any(|(_, question)| question.held.is_some())
    }

    /// Has whoever applied on a day to show in person who they are?
    #[must_use]
    pub fn asks_identity_on(&self, day: Date) -> bool {
        let rows = self.identity.iter().filter(|row| row.valid_from <= day);
        rows.max_by_key(|row| (row.valid_from, row.known_from)).is_some_and(|row| row.asked)
    }

    /// Every question with its page, in order.
    pub fn questions(&self) -> impl Iterator<Item = (&Group, &Question)> {
        self.groups.iter().flat_map(|group| group.questions.iter().map(move |one| (group, one)))
    }

    /// A place for attachments by its code.
    #[must_use]
    pub fn slot(&self, code: &str) -> Option<&Slot> {
        self.attachments.iter().find(|slot| slot.code == code)
    }
}

impl Group {
    /// Does a school say something of it?
    #[must_use]
    pub fn asks_school(&self) -> bool {
        self.questions.iter().any(|question| question.school.is_some())
    }

    /// The beginning of its text keys.
    #[must_use]
    pub fn key(&self) -> String {
        format!("ask-{}", self.code)
    }
}

static TYPES: LazyLock<Result<Vec<PermitType>, String>> = LazyLock::new(folder::read_all);
static ENDS: LazyLock<Result<Ends, String>> = LazyLock::new(folder::read_ends);

/// Every type of permit, in the order of their codes.
///
/// # Errors
/// A bug when a folder is faulty, which a test of every house sees to.
pub fn all() -> Result<&'static [PermitType], Fault> {
    TYPES.as_deref().map_err(Fault::message)
}

/// How documents say on which day something ends.
///
/// # Errors
/// A bug when the file is faulty.
pub(crate) fn ends() -> Result<&'static Ends, Fault> {
    ENDS.as_ref().map_err(Fault::message)
}

/// A type by its code.
///
/// # Errors
/// As [`all`].
pub fn of(code: &str) -> Result<Option<&'static PermitType>, Fault> {
    Ok(all()?.iter().find(|permit| permit.code == code))
}

/// What is wrong with the folders, seen with the law and the kinds of case of the house; nothing when
/// all is well, which a test of every house sees to.
///
/// # Errors
/// Every flaw, a line each.
pub fn check() -> Result<(), String> {
    let types = TYPES.as_deref().map_err(Clone::clone)?;
    let of_types = types.iter().flat_map(check::against_the_house);
    let flaws: BTreeSet<String> = of_types.chain(came_before::check()).collect();
    if flaws.is_empty() { Ok(()) } else { Err(flaws.into_iter().collect::<Vec<_>>().join("\n")) }
}
