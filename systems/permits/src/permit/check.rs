//! What is wrong with the folder of a type: said by name, with what to do.

use std::collections::BTreeSet;

use law::Value;

use super::folder::Files;
use super::{
    Awaited, Becomes, Condition, Contradiction, GivenFact, Group, IdentityAsked, Kind, OfEmployer,
};
use super::{CardRenewed, PermitType, PersonPart, Question, Slot, TODAY, Terms, TypeCode};
use super::{OfSchool, OfTerms};
use crate::employer::{self, EMPLOYER_PART};
use crate::rules::{self, IDENTITY_STEP};

/// Words of addresses below an application, which no page may be called by.
const RESERVED: [&str; 12] = [
    "begin",
    "check",
    "send",
    "next",
    "sent",
    "attachments",
    "withdraw",
    "decision",
    "messages",
    "fee",
    "employer",
    "school",
];

/// Flaws that show without the rest of the house.
pub(super) fn by_itself(folder: &str, permit: &PermitType, files: &Files) -> Vec<String> {
    let mut flaws = Vec::new();
    if permit.code != folder {
        flaws.push(format!("its code is {}: name it as its folder", permit.code));
    }
    if permit.groups.is_empty() {
        flaws.push("it asks nothing (groups)".to_owned());
    }
    let codes = permit.groups.iter().map(|group| group.code.as_str());
    flaws.extend(twice(codes).map(|code| format!("the page {code} stands twice")));
    let codes = permit.questions().map(|(_, question)| question.code.as_str());
    flaws.extend(twice(codes).map(|code| format!("two questions are called {code}")));
    let codes = permit.attachments.iter().map(|slot| slot.code.as_str());
    flaws.extend(twice(codes).map(|code| format!("the attachment {code} stands twice")));
    let mut earlier: Vec<&Question> = Vec::new();
    for group in &permit.groups {
        flaws.extend(of_group(group, &earlier));
        earlier.extend(&group.questions);
    }
    flaws.extend(permit.attachments.iter().flat_map(|slot| of_slot(slot, &earlier)));
    flaws.extend(permit.contradictions.iter().flat_map(|c| of_contradiction(c, permit, &earlier)));
    if permit.question(&permit.headline).is_none() {
        flaws.push(format!("there is no question {} (headline)", permit.headline));
    }
    flaws.extend(of_person(permit));
    flaws.extend(of_employer(permit));
    let silent =
        |row: &IdentityAsked| row.citation.trim().is_empty() || row.last_checked < row.known_from;
    if permit.identity.iter().any(silent) {
        flaws.push("say where it stands and when it was checked (identity)".to_owned());
    }
    flaws.extend(of_texts(permit, folder, files));
    flaws
}

fn twice<'a>(codes: impl Iterator<Item = &'a str>) -> impl Iterator<Item = &'a str> {
    let mut seen = BTreeSet::new();
    codes.filter(move |code| !seen.insert(*code))
}

fn is_code(code: &str) -> bool {
    code.starts_with(|c: char| c.is_ascii_lowercase())
        && code.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-".contains(c))
}

fn of_group(group: &Group, earlier: &[&Question]) -> Vec<String> {
    let code = &group.code;
    let mut flaws = Vec::new();
    if !is_code(code) || RESERVED.contains(&code.as_str()) {
        flaws.push(format!("the page {code} needs another code"));
    }
    if group.questions.is_empty() {
        flaws.push(format!("the page {code} asks nothing"));
    }
    flaws.extend(conditions(&group.when, earlier).map(|flaw| format!("the page {code}: {flaw}")));
    for question in &group.questions {
        let of = of_question(question).into_iter().chain(conditions(&question.when, earlier));
        flaws.extend(of.map(|flaw| format!("the question {}: {flaw}", question.code)));
    }
    flaws
}

fn of_question(question: &Question) -> Vec<String> {
    let mut flaws = Vec::new();
    let Question { code, kind, options, fact, becomes, .. } = question;
    if !is_code(code) {
        flaws.push("small letters, digits, - and _ make a code".to_owned());
    }
    if (*kind == Kind::Choice) == options.is_empty() {
        flaws.push("a choice has options, and nothing else has".to_owned());
    }
    if matches!(kind, Kind::Text | Kind::LongText) == question.chars_max.is_none() {
        flaws.push("a text has a longest length (chars_max), and nothing else has".to_owned());
    }
    let bounds = [&question.at_least, &question.at_most];
    let number = matches!(kind, Kind::Number | Kind::Money);
    let bounds = bounds.into_iter().flatten();
    if bounds.clone().any(|bound| !number || law::Decimal::parse(bound).is_none()) {
        flaws.push("at_least and at_most are numbers, of a number or an amount".to_owned());
    }
    if question.day.is_some() && *kind != Kind::Date {
        flaws.push("only a date lies in the past or future (day)".to_owned());
    }
    if question.held.is_some_and(|part| part.kind() != *kind) {
        flaws.push("what a permit is, is a yes or no, its last day a date (held)".to_owned());
    }
    if question.carries && (question.person.is_some() || question.held.is_some()) {
        flaws.push("what a person or permit says is filled in already (carries)".to_owned());
    }
    let told = [question.terms.map(OfTerms::kind), question.school.map(OfSchool::kind)];
    if told.into_iter().flatten().any(|said| said != *kind) {
        flaws.push("an employer or a school says another kind of thing (terms, school)".to_owned());
    }
    if *becomes == Becomes::NotPast && (*kind != Kind::Date || fact.is_none()) {
        flaws.push("only a date that becomes a fact can be over (becomes)".to_owned());
    }
    flaws
}

/// Conditions look back, at answers that can be given.
fn conditions<'a>(
    when: &'a [Condition],
    earlier: &'a [&Question],
) -> impl Iterator<Item = String> + 'a {
    when.iter().filter_map(|Condition { question, is }| {
        let Some(asked) = earlier.iter().find(|asked| asked.code == *question) else {
            return Some(format!("{question} is no question of an earlier page (when)"));
        };
        let answers = answers(asked);
        let unheard = is.iter().find(|answer| !answers.contains(&answer.as_str()));
        match (is.is_empty(), unheard) {
            (true, _) => Some(format!("say which answers to {question} it is asked after (is)")),
            (false, Some(answer)) => Some(format!("nobody can answer {question} with {answer}")),
            (false, None) => None,
        }
    })
}

/// The answers that a question offers.
fn answers(question: &Question) -> Vec<&str> {
    match question.kind {
        Kind::YesNo => vec!["yes", "no"],
        Kind::Choice => question.options.iter().map(String::as_str).collect(),
        _ => Vec::new(),
    }
}

fn of_slot(slot: &Slot, asked: &[&Question]) -> Vec<String> {
    let code = &slot.code;
    let named = (!is_code(code)).then(|| format!("the attachment {code} needs another code"));
    let small = |word: &&String| word.trim().len() < 3 || **word != word.to_lowercase();
    let small = slot.words.iter().find(small);
    let worded = small.map(|word| {
        format!(
            "the attachment {code}: the word {word:?} needs three letters at least, in lower case"
        )
    });
    let of = conditions(&slot.when, asked).map(|flaw| format!("the attachment {code}: {flaw}"));
    named.into_iter().chain(worded).chain(of).collect()
}

fn of_contradiction(
    contradiction: &Contradiction,
    permit: &PermitType,
    asked: &[&Question],
) -> Vec<String> {
    let Contradiction { code, group, when, day, before, plus_months } = contradiction;
    let mut flaws: Vec<String> = conditions(when, asked).collect();
    if permit.group(group).is_none() {
        flaws.push(format!("there is no page {group}"));
    }
    let dates = |code: &String| asked.iter().any(|q| q.code == *code && q.kind == Kind::Date);
    let is_day = |code: &String| code == TODAY || dates(code);
    let number = |code: &String| asked.iter().any(|q| q.code == *code && q.kind == Kind::Number);
    if plus_months.as_ref().is_some_and(|months| before.is_none() || !number(months)) {
        flaws.push("a number of months is added to a day (plus_months)".to_owned());
    }
    match (day, before) {
        (None, None) if when.is_empty() => flaws.push("it says nothing".to_owned()),
        (None, None) => {}
        (Some(day), Some(before)) if day != before && is_day(day) && is_day(before) => {}
        _ => flaws.push("day and before name two dates that are asked, or today".to_owned()),
    }
    flaws.iter().map(|flaw| format!("the contradiction {code}: {flaw}")).collect()
}

/// Whoever applies is always asked who they are.
fn of_person(permit: &PermitType) -> Vec<String> {
    let mut flaws = Vec::new();
    let parts: Vec<(&Group, &Question, PersonPart)> = permit
        .questions()
        .filter_map(|(group, question)| Some((group, question, question.person?)))
        .collect();
    for part in PersonPart::NEEDED {
        let count = parts.iter().filter(|(.., asked)| *asked == part).count();
        if count != 1 {
            flaws.push(format!("{part:?} is asked {count} times (person)"));
        }
    }
    for (group, question, part) in parts {
        if question.kind != part.kind() {
            flaws.push(format!("the question {} is no {:?}", question.code, part.kind()));
        }
        let needed = PersonPart::NEEDED.contains(&part);
        if needed && !(group.when.is_empty() && question.when.is_empty()) {
            flaws.push(format!("the question {} must always be asked", question.code));
        }
    }
    flaws
}

/// Whoever employs is asked for in lines of text, and recorded by business ID under the name that was said.
fn of_employer(permit: &PermitType) -> Option<String> {
    let asked = |part: OfEmployer| {
        let asked = permit.questions().filter(|(_, question)| question.employer == Some(part));
        asked.map(|(_, question)| question.kind).collect::<Vec<_>>()
    };
    let (names, ids) = (asked(OfEmployer::Name), asked(OfEmployer::BusinessId));
    let text = names.iter().chain(&ids).all(|kind| *kind == Kind::Text);
    let good = text && names.len() <= 1 && ids.len() <= names.len();
    (!good).then(|| {
        "one text asks for an employer's name, and one more for the ID (employer)".to_owned()
    })
}

/// Text keys that the type cannot do without.
fn keys(permit: &PermitType) -> BTreeSet<String> {
    let code = &permit.code;
    let mut keys = BTreeSet::from([format!("case-type-{code}"), format!("case-type-{code}.about")]);
    for (group, question) in permit.questions() {
        let key = format!("{}-{}", group.key(), question.code);
        keys.extend(question.options.iter().map(|option| format!("{key}-{option}")));
        keys.extend([group.key(), key.clone(), format!("{key}.why")]);
    }
    for Slot { code, .. } in &permit.attachments {
        keys.extend([format!("attach-{code}"), format!("attach-{code}.why")]);
    }
    keys.extend(permit.contradictions.iter().map(|c| format!("contradiction-{}", c.code)));
    keys
}

fn of_texts(permit: &PermitType, folder: &str, files: &Files) -> Vec<String> {
    let needed = keys(permit);
    let lacking = law::LANGUAGES.into_iter().flat_map(|language| {
        let of = |folder: &str| files.get(&format!("{folder}/texts/{language}.ftl"));
        let texts = [of("shared"), of(folder)].into_iter().flatten();
        let there: BTreeSet<String> = texts.flat_map(|text| keys_of(text)).collect();
        let missing =
            needed.iter().filter(|key| !there.contains(*key)).cloned().collect::<Vec<_>>();
        missing.into_iter().map(move |key| format!("texts/{language}.ftl: {key} is missing"))
    });
    lacking.collect()
}

/// The keys of a file of texts: `key` at the beginning of a line, `.attribute` below it.
fn keys_of(text: &str) -> Vec<String> {
    let (mut keys, mut last) = (Vec::new(), String::new());
    for line in text.lines() {
        let Some((name, _)) = line.split_once(" = ") else { continue };
        match name.trim_start().strip_prefix('.') {
            Some(attribute) => keys.push(format!("{last}.{attribute}")),
            None if name.starts_with(|c: char| c.is_ascii_lowercase()) => {
                name.clone_into(&mut last);
                keys.push(last.clone());
            }
            None => {}
        }
    }
    keys
}

/// Flaws that show beside the law and the kinds of case.
pub(super) fn against_the_house(permit: &PermitType) -> Vec<String> {
    let mut flaws = Vec::new();
    match rules::dictionary() {
        Err(fault) => flaws.push(fault.to_string()),
        Ok(law) => {
            if !law.parameters.contains_key(&permit.fee) {
                flaws.push(format!("the fee {} is no parameter", permit.fee));
            }
            let of = permit
                .questions()
                .flat_map(|(_, q)| of_fact(q, law).into_iter().chain(of_told(q, law)));
            flaws.extend(of.chain(permit.given.iter().filter_map(|g| of_given(g, law))));
        }
    }
    flaws.extend(of_waiting(permit));
    match casefile::case_type::of(&permit.code) {
        None => flaws.push("there is no such kind of case (case-type.toml)".to_owned()),
        Some(kind) => flaws.extend(permit.attachments.iter().filter_map(|slot| {
            let known = kind.document_kinds.contains(&slot.document_kind);
            (!known).then(|| format!("a case knows no document {}", slot.document_kind))
        })),
    }
    match automation::procedure::of(&permit.code) {
        Err(fault) => flaws.push(fault.to_string()),
        Ok(None) => flaws.push("no rules are asked (procedure.toml)".to_owned()),
        Ok(Some(_)) => {}
    }
    match decisions::library::library() {
        Err(fault) => flaws.push(fault.to_string()),
        Ok(library) if library.decided(&permit.code).is_none() => {
            flaws.push("no letters belong to it (letters.toml)".to_owned());
        }
        Ok(_) => {}
    }
    flaws.iter().map(|flaw| format!("{}: {flaw}", permit.code)).collect()
}

/// What it waits for tells something; what it grants can be granted.
fn of_waiting(permit: &PermitType) -> Vec<String> {
    let Ok(law) = rules::dictionary() else { return Vec::new() };
    let mut flaws: Vec<String> =
        permit.waits_for.iter().filter_map(|waits| of_source(waits, permit, law)).collect();
    flaws.extend(permit.terms.iter().flat_map(|terms| of_terms(terms, law)));
    let automatic = automation::procedure::of(&permit.code)
        .is_ok_and(|of| of.is_some_and(|procedure| procedure.automatic.is_some()));
    if automatic && permit.terms.as_ref().is_some_and(|terms| terms.else_official) {
        flaws.push("what a rule grants no official says the end of (terms)".to_owned());
    }
    flaws.extend(permit.card.iter().flat_map(|card| of_card(card, permit, law)));
    flaws
}

/// What is waited for tells something, is asked of somebody, and not waited for for ever.
fn of_source(waits: &Awaited, permit: &PermitType, law: &law::Dictionary) -> Option<String> {
    let Awaited { source, until } = waits;
    let asked = match source.as_str() {
        IDENTITY_STEP => permit.identity.iter().any(|row| row.asked),
        EMPLOYER_PART => employer::has_part(permit),
        _ => true,
    };
    let ends = casefile::clock::rules().is_ok_and(|rows| rows.iter().any(|row| row.name == *until));
    if !law.facts.values().any(|fact| fact.sources.contains(source)) {
        Some(format!("{source} tells no fact (waits_for)"))
    } else if !asked {
        Some(format!("nobody asks {source} (waits_for)"))
    } else {
        (!ends).then(|| format!("there is no time limit {until} (waits_for)"))
    }
}

/// A card is that of a right that can be held, and why it is wanted is asked.
fn of_card(card: &CardRenewed, permit: &PermitType, law: &law::Dictionary) -> Vec<String> {
    let CardRenewed { of, weighed, cite, marks, .. } = card;
    let mut flaws = Vec::new();
    let codes = |fact: &str| law.facts.get(fact).map_or(&[][..], |fact| fact.codes.as_slice());
    let kinds = codes(law::facts::GRANTED_KIND.name());
    let reasons = codes(law::facts::CARD_REASON.name());
    if of.is_empty() || of.iter().any(|kind| !kinds.contains(kind)) {
        flaws.push("say of which permits the card is (card)".to_owned());
    }
    if weighed.iter().any(|reason| !reasons.contains(reason)) {
        flaws.push("what is weighed is no reason for a card (card)".to_owned());
    }
    let reason = Some(law::facts::CARD_REASON.name());
    if !permit.questions().any(|(_, question)| question.fact.as_deref() == reason) {
        flaws.push("nobody is asked why the card is wanted (card)".to_owned());
    }
    if permit.terms.is_some() {
        flaws.push("a permit or a card is given, not both (card, terms)".to_owned());
    }
    if marks.trim().is_empty() || cite.is_empty() || cite.iter().any(|c| law.act_of(c).is_none()) {
        flaws.push("say what the card rests on, and where that was read (card)".to_owned());
    }
    flaws
}

/// What is granted is something that can be, and says where it stands.
fn of_terms(terms: &Terms, law: &law::Dictionary) -> Vec<String> {
    let Terms { kind, until, open_if, years_max, work, type_code, cite, marks, .. } = terms;
    let mut flaws = Vec::new();
    let codes = |fact: &str| law.facts.get(fact).map_or(&[][..], |fact| fact.codes.as_slice());
    if !codes(law::facts::GRANTED_KIND.name()).contains(kind)
        || work.as_ref().is_some_and(|w| !codes(law::facts::GRANTED_WORK.name()).contains(w))
    {
        flaws.push(format!("{kind} or the right to work is never granted (terms)"));
    }
    if let Some(TypeCode { is, cite, marks, .. }) = type_code {
        if !codes(law::facts::GRANTED_TYPE.name()).contains(is) {
            flaws.push(format!("{is} is no type of a permit (terms.type_code)"));
        }
        let known = |cite: &String| law.act_of(cite).is_some();
        if marks.trim().is_empty() || cite.is_empty() || !cite.iter().all(known) {
            flaws.push("say what the type rests on, and where that was read (terms)".to_owned());
        }
    }
    let says = |fact: &String| law.facts.get(fact).is_some_and(|f| f.kind == law::Kind::Bool);
    if open_if.as_ref().is_some_and(|fact| !says(fact) || years_max.is_none()) {
        flaws.push(
            "open_if is a fact that is so or not, and needs a longest time (terms)".to_owned(),
        );
    }
    if years_max.as_ref().is_some_and(|years| !law.parameters.contains_key(years)) {
        flaws.push("years_max is no parameter of the law (terms)".to_owned());
    }
    if law.facts.get(until).is_none_or(|fact| fact.kind != law::Kind::Date) {
        flaws.push(format!("{until} is no fact that says a day (terms)"));
    }
    if marks.trim().is_empty() || cite.is_empty() || cite.iter().any(|c| law.act_of(c).is_none()) {
        flaws.push("say what the terms rest on, and where that was read (terms)".to_owned());
    }
    flaws
}

fn of_fact(question: &Question, law: &law::Dictionary) -> Option<String> {
    let (code, name) = (&question.code, question.fact.as_ref()?);
    let Some(fact) = law.facts.get(name) else {
        return Some(format!("the question {code}: there is no fact {name}"));
    };
    let kind = match (question.kind, question.becomes) {
        (Kind::YesNo, _) | (Kind::Date, Becomes::NotPast) => fact.kind == law::Kind::Bool,
        (Kind::Date, Becomes::Same) => fact.kind == law::Kind::Date,
        (Kind::Money, _) => fact.kind == law::Kind::Money,
        (Kind::Number, _) => fact.kind == law::Kind::Number,
        (Kind::Choice, _) => fact.kind == law::Kind::Code,
        (Kind::Text, _) => fact.kind == law::Kind::Text,
        (Kind::LongText | Kind::Country | Kind::Email | Kind::Phone | Kind::PassportCode, _) => {
            false
        }
    };
    let unheard = question.options.iter().find(|option| !fact.codes.contains(option));
    match (kind, unheard) {
        (false, _) => Some(format!("the question {code} asks for another kind than {name} is")),
        (true, Some(option)) => Some(format!("the question {code}: {name} is never {option}")),
        (true, None) => None,
    }
}

/// What others tell and whoever applies confirms is no word of their own.
fn of_told(question: &Question, law: &law::Dictionary) -> Option<String> {
    let told = question.employer.is_some() || question.terms.is_some() || question.school.is_some();
    let name = question.fact.as_ref().filter(|_| told)?;
    let own = law.facts.get(name)?.sources.iter().any(|source| source == rules::APPLICATION);
    own.then(|| {
        let code = &question.code;
        format!("the question {code}: the law takes {name} from the application, so nobody else fills it in (employer, terms, school)")
    })
}

fn of_given(given: &GivenFact, law: &law::Dictionary) -> Option<String> {
    let GivenFact { fact: name, value } = given;
    let Some(fact) = law.facts.get(name) else {
        return Some(format!("there is no fact {name} (given)"));
    };
    let known = match fact.kind.read(value) {
        Some(Value::Str(code)) if fact.kind == law::Kind::Code => {
            fact.codes.iter().any(|known| **known == *code)
        }
        Some(Value::Null) | None => false,
        Some(_) => true,
    };
    (!known).then(|| format!("{name} is never {value} (given)"))
}

#[cfg(test)]
mod tests {
    use super::super::folder::read;
    use super::*;

    /// A small type that is in order: every page that it takes to know who applies.
    fn files() -> Files {
        let permit = r#"
code = "pond"
unit = "HEL"
fee = "fee_pond"
headline = "metres"
groups = ["who", "pond", "depth"]

[[group]]
code = "who"
question = [
    { code = "family", kind = "text", optional = true, chars_max = 100, person = "family_name" },
    { code = "given", kind = "text", optional = true, chars_max = 100, person = "given_names" },
    { code = "born", kind = "date", day = "past", person = "born" },
    { code = "sex", kind = "choice", options = ["F", "M", "X"], person = "sex" },
    { code = "nation", kind = "country", person = "nationality" },
    { code = "number", kind = "text", chars_max = 20, person = "document_number" },
    { code = "issuer", kind = "country", person = "document_issuer" },
    { code = "expires", kind = "date", person = "document_expires" },
]

[[group]]
code = "pond"
question = [{ code = "deep", kind = "yes_no" }]

[[group]]
code = "depth"
when = [{ question = "deep", is = ["yes"] }]
question = [{ code = "metres", kind = "number", at_least = "2" }]

[[attachment]]
code = "map"
document_kind = "other"
required = true

[[contradiction]]
code = "old"
group = "who"
day = "expires"
before = "today"
"#;
        let groups = ["who", "pond", "depth"].map(|g| format!("ask-{g}"));
        let questions = [
            "who-family",
            "who-given",
            "who-born",
            "who-sex",
            "who-nation",
            "who-number",
            "who-issuer",
            "who-expires",
            "pond-deep",
            "depth-metres",
        ];
        let mut text = groups.map(|key| format!("{key} = Page\n")).concat();
        for question in questions {
            text.push_str(&format!("ask-{question} = Question\n    .why = Reason\n"));
        }
        for sex in ["F", "M", "X"] {
            text.push_str(&format!("ask-who-sex-{sex} = {sex}\n"));
        }
        text.push_str("attach-map = Map\n    .why = Reason\ncontradiction-old = Old\n");
        text.push_str("case-type-pond = Pond\n    .about = A pond\n");
        let texts = law::LANGUAGES.map(|l| (format!("pond/texts/{l}.ftl"), text.clone()));
        texts.into_iter().chain([("pond/permit.toml".to_owned(), permit.to_owned())]).collect()
    }

    fn refused(from: &str, to: &str) -> String {
        let mut files = files();
        let text = files.get_mut("pond/permit.toml").unwrap();
        assert!(text.contains(from), "{from}");
        *text = text.replace(from, to);
        read(&files).unwrap_err()
    }

    #[test]
    fn a_type_is_read_from_its_folder() {
        let types = read(&files()).unwrap();
        let pond = &types[0];
        assert_eq!((types.len(), pond.code.as_str(), pond.groups.len()), (1, "pond", 3));
        assert_eq!(pond.question("metres").unwrap().at_least.as_deref(), Some("2"));
    }

    #[test]
    fn what_leads_nowhere_is_refused_by_name() {
        for (from, to, said) in [
            ("code = \"pond\"\nunit", "code = \"lake\"\nunit", "name it as its folder"),
            ("headline = \"metres\"", "headline = \"miles\"", "no question miles"),
            ("\"depth\"]", "\"depth\", \"wide\"]", "no page wide"),
            ("\"pond\", \"depth\"]", "\"pond\"]", "depth stands nowhere"),
            ("question = \"deep\"", "question = \"metres\"", "no question of an earlier page"),
            ("is = [\"yes\"]", "is = [\"perhaps\"]", "with perhaps"),
            ("is = [\"yes\"]", "is = []", "say which answers"),
            ("code = \"deep\"", "code = \"born\"", "two questions are called born"),
            ("kind = \"yes_no\"", "kind = \"choice\"", "a choice has options"),
            ("chars_max = 20,", "", "chars_max"),
            ("at_least = \"2\"", "at_least = \"two\"", "at_least"),
            ("kind = \"yes_no\"", "kind = \"yes_no\", terms = \"pay\"", "another kind of thing"),
            (
                "kind = \"yes_no\"",
                "kind = \"yes_no\", school = \"months\"",
                "another kind of thing",
            ),
            ("kind = \"yes_no\"", "kind = \"yes_no\", school = \"rank\"", "unknown variant"),
            ("\"depth\"", "\"school\"", "the page school needs another code"),
            (", person = \"born\"", "", "Born is asked 0 times"),
            (
                "kind = \"country\", person = \"nationality\"",
                "kind = \"date\", person = \"nationality\"",
                "no Country",
            ),
            ("before = \"today\"", "before = \"metres\"", "two dates"),
            ("before = \"today\"", "before = \"expires\"", "two dates"),
            ("before = \"today\"", "before = \"today\"\nplus_months = \"deep\"", "plus_months"),
            ("group = \"who\"\nday", "group = \"whom\"\nday", "no page whom"),
            ("[[attachment]]", "[[attachments]]", "unknown field"),
            ("\"depth\"", "\"check\"", "the page check needs another code"),
        ] {
            let flaw = refused(from, to);
            assert!(flaw.contains(said) && flaw.starts_with("pond"), "{from}: {flaw}");
        }
    }

    #[test]
    fn every_text_is_there_in_three_languages() {
        for key in
            ["ask-pond = ", "ask-depth-metres", "ask-who-sex-X", "attach-map", "    .why = R"]
        {
            let mut files = files();
            let text = files.get_mut("pond/texts/sv.ftl").unwrap();
            *text = text.replace(key, "x");
            let flaw = read(&files).unwrap_err();
            assert!(flaw.contains("sv.ftl") && flaw.contains("missing"), "{key}: {flaw}");
        }
    }

    #[test]
    fn the_types_that_ship_fit_the_house() {
        assert_eq!(super::super::check(), Ok(()));
        let codes: Vec<&str> =
            super::super::all().unwrap().iter().map(|permit| permit.code.as_str()).collect();
        assert_eq!(
            codes,
            [
                "card-renewal",
                "employed-person",
                "extended-study",
                "extended-work",
                "specialist",
                "student-degree",
                "student-exchange"
            ]
        );
    }
}
