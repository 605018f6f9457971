//! What a library must pass: all languages complete, every field known, every condition about a known
//! fact, every citation of a known act, and what the law asks of letters that nobody signs.

use std::collections::BTreeSet;

use law::{Dictionary, FactEntry, Kind};

use super::{
    Card, DecidedBy, Is, Labels, LetterKind, Library, Outcome, Phrase, Piece, SERVICE, Tongue,
    Writing, pieces,
};
use crate::compose::MARK_BETWEEN;
use crate::light::read as value;
use crate::model::{COMPUTED, OWN};

/// A letter that no person signs tells so by a phrase that rests on this.
const NOTICE: &str = "APA s. 53g";

impl Library {
    /// Everything that is wrong, each with what it is about.
    pub(super) fn flaws(&self, law: &Dictionary) -> Vec<String> {
        let mut flaws = Vec::new();
        self.of_words(&mut flaws);
        for phrase in &self.phrases {
            let of = format!("phrase {} of {}", phrase.key, phrase.valid_from);
            phrase_flaws(phrase, law, self, &mut |what: String| {
                flaws.push(format!("{of}: {what}"));
            });
        }
        for letter in &self.letters {
            let of = format!("letter {} of {}", letter.kind, letter.valid_from);
            self.of_letter(letter, law, &mut |what: String| flaws.push(format!("{of}: {what}")));
        }
        self.twice(&mut flaws);
        self.of_service(law, &mut flaws);
        self.of_kinds_of_case(&mut flaws);
        self.of_prepared(law, &mut flaws);
        self.of_prerequisites(law, &mut flaws);
        self.of_what_follows(law, &mut flaws);
        self.of_contacts(law, &mut flaws);
        flaws
    }

    fn of_words(&self, flaws: &mut Vec<String>) {
        let Labels {
            handler,
            made_by,
            automatic,
            decision_maker,
            presenter,
            corrects,
            sealed,
            law,
            appeal,
            in_finnish,
            in_swedish,
        } = &self.labels;
        let labels =
            [handler, made_by, automatic, decision_maker, presenter, corrects, sealed, law, appeal];
        let marks = [&self.marks.translation, &self.marks.trial, &self.marks.preview];
        let mail = [&self.mail.subject, &self.mail.body, &self.mail.unopened];
        let all = labels.into_iter().chain(marks).chain(mail).chain([&self.days.pattern]);
        let sources = self.sources.iter().map(|source| &source.words);
        let all = all.into_iter().chain(sources).chain([in_finnish, in_swedish]);
        if all.into_iter().any(|words| !words.complete()) || self.days.months_en.len() != 12 {
            flaws.push("common: a language is missing".to_owned());
        }
        // All three may stand in the foot of a page, with a sign between them.
        let foot = |tongue: Tongue| {
            let chars = marks.map(|words| tongue.of(words).chars().count() + MARK_BETWEEN.len());
            chars.into_iter().sum::<usize>()
        };
        if Tongue::ALL
            .into_iter()
            .any(|tongue| foot(tongue) > paper::MARK_CHARACTERS_MAX + MARK_BETWEEN.len())
        {
            flaws.push("common: the marks do not fit the foot of a page together".to_owned());
        }
    }

    fn of_letter(&self, letter: &LetterKind, law: &Dictionary, flaw: &mut dyn FnMut(String)) {
        let headings = letter.sections.iter().map(|section| &section.heading);
        if headings.chain([&letter.name, &letter.title]).any(|words| !words.complete()) {
            flaw("a language is missing".to_owned());
        }
        said(&letter.owner, &letter.marks, &letter.cite, law, flaw);
        if !law.authorities.contains_key(&letter.authority) {
            flaw(format!("there is no authority {}", letter.authority));
        }
        for key in self.keys(letter, letter.valid_from) {
            if self.phrase(key, letter.valid_from).is_none() {
                flaw(format!("there is no phrase {key} on its first day"));
            }
        }
        for section in &letter.sections {
            if section.phrases.is_empty() && section.written == Writing::Never {
                flaw(format!("nothing can stand in section {}", section.code));
            }
        }
        let codes: BTreeSet<&str> = letter.sections.iter().map(|s| s.code.as_str()).collect();
        if codes.len() != letter.sections.len() {
            flaw("two sections have one code".to_owned());
        }
        if let Some(right) = &letter.right {
            let is = |name: &str, kind| law.facts.get(name).is_some_and(|f| f.kind == kind);
            let fits = is(&right.what, Kind::Code)
                && is(&right.from, Kind::Date)
                && is(&right.until, Kind::Date)
                && right.type_code.as_ref().is_none_or(|name| is(name, Kind::Code));
            if !fits || letter.outcome != Outcome::Grant {
                flaw("the right to stay needs a code, two days, and a grant".to_owned());
            }
        }
        for name in &letter.needs {
            if law.facts.get(name).is_none_or(|fact| fact.many) {
                flaw(format!("it needs {name}, which is no fact with one value"));
            }
        }
        of_card(letter, flaw);
        let appealed = letter.appeal.as_ref();
        if (letter.outcome == Outcome::None) == appealed.is_some() {
            flaw("what decides has appeal instructions, what does not has none".to_owned());
        }
        if let Some(code) = appealed
            && self.appeal(code, letter.valid_from).is_none()
        {
            flaw(format!("there is no appeal {code} on its first day"));
        }
        match letter.decided_by {
            DecidedBy::Machine => self.of_machine(letter, flaw),
            DecidedBy::Person if letter.checklist.is_empty() => {
                flaw("whoever signs has looked at something: name it".to_owned());
            }
            DecidedBy::Person => {}
        }
    }

    /// What no person signs never goes against anybody, waits for nobody to write, and tells how it
    /// was made.
    fn of_machine(&self, letter: &LetterKind, flaw: &mut dyn FnMut(String)) {
        if letter.outcome != Outcome::Grant {
            flaw("without a person nothing but a grant is decided".to_owned());
        }
        if letter.four_eyes || !letter.checklist.is_empty() || letter.written().next().is_some() {
            flaw("without a person nobody writes, checks or presents".to_owned());
        }
        let keys = letter.sections.iter().flat_map(|section| &section.phrases);
        let phrases = keys.filter_map(|key| self.phrase(key, letter.valid_from));
        let told = phrases.filter(|phrase| phrase.cite.iter().any(|cite| cite == NOTICE));
        if !told.into_iter().any(|phrase| phrase.when.is_empty()) {
            flaw(format!("the party is not told that it was decided automatically ({NOTICE})"));
        }
    }

    fn of_service(&self, law: &Dictionary, flaws: &mut Vec<String>) {
        for row in &self.service {
            let of = format!("service by {} of {}", row.mode, row.valid_from);
            let mut flaw = |what: String| flaws.push(format!("{of}: {what}"));
            said("owner", &row.marks, &row.cite, law, &mut flaw);
            if self.mode(&row.mode, row.valid_from).is_none() {
                flaw("there is no such mode on its first day".to_owned());
            }
        }
        for adverse in [true, false] {
            let for_all = |row: &super::Served| {
                row.channel.is_none() && row.place.is_none() && row.adverse != Some(!adverse)
            };
            if !self.service.iter().any(for_all) {
                flaws.push(format!("service: no row for everybody when adverse is {adverse}"));
            }
        }
        for mode in &self.modes {
            let of = format!("mode {}", mode.code);
            let mut flaw = |what: String| flaws.push(format!("{of}: {what}"));
            said("owner", &mode.marks, &mode.cite, law, &mut flaw);
            if mode.fallback.as_ref().is_some_and(|code| self.mode(code, mode.valid_from).is_none())
            {
                flaw("what it falls back to does not exist".to_owned());
            }
        }
        for appeal in &self.appeals {
            let of = format!("appeal {}", appeal.code);
            let mut flaw = |what: String| flaws.push(format!("{of}: {what}"));
            said("owner", &appeal.marks, &appeal.cite, law, &mut flaw);
            if !appeal.court.complete() || appeal.until(appeal.valid_from).is_none() {
                flaw("a language or a length is missing".to_owned());
            }
            for mode in &self.modes {
                let day = appeal.valid_from.max(mode.valid_from);
                let speaks = |key: &String| {
                    let versions = self.phrases.iter().filter(|p| p.key == *key);
                    versions.into_iter().any(|p| p.modes.contains(&mode.code))
                };
                if !appeal.phrases.iter().any(speaks) {
                    flaw(format!("no phrase names the mode {} ({day})", mode.code));
                }
            }
        }
    }

    fn of_kinds_of_case(&self, flaws: &mut Vec<String>) {
        let mut known = BTreeSet::new();
        for decided in &self.decided {
            let of = format!("letters of {}", decided.case_type);
            if !known.insert(&decided.case_type) {
                flaws.push(format!("{of}: named twice"));
            }
            let by = |kind: &str| {
                self.letters.iter().find(|l| l.kind == kind).map(|letter| letter.decided_by)
            };
            for kind in &decided.by_hand {
                if by(kind) != Some(DecidedBy::Person) {
                    flaws.push(format!("{of}: no person writes {kind}"));
                }
            }
            if let Some(kind) = &decided.automatic
                && by(kind) != Some(DecidedBy::Machine)
            {
                flaws.push(format!("{of}: {kind} is not written without a person"));
            }
            for code in &decided.prerequisites {
                if !self.prerequisites.iter().any(|known| known.code == *code) {
                    flaws.push(format!("{of}: there is no prerequisite {code}"));
                }
            }
        }
    }

    fn of_prepared(&self, law: &Dictionary, flaws: &mut Vec<String>) {
        for row in &self.prepared {
            let of = format!("prepared for {} from {}", row.task, row.valid_from);
            let mut flaw = |what: String| flaws.push(format!("{of}: {what}"));
            said(&row.owner, &row.marks, &row.cite, law, &mut flaw);
            let letter = self.letter(&row.letter, row.valid_from);
            let Some(letter) = letter.filter(|letter| letter.decided_by == DecidedBy::Person)
            else {
                flaw(format!("no person writes {} on its first day", row.letter));
                continue;
            };
            for section in &row.sections {
                let written = letter.section(&section.code).map(|section| section.written);
                if written.is_none_or(|written| written == Writing::Never) {
                    flaw(format!("nobody writes in section {}", section.code));
                }
                if !section.words.complete() {
                    flaw("a language is missing".to_owned());
                }
            }
        }
    }

    fn of_prerequisites(&self, law: &Dictionary, flaws: &mut Vec<String>) {
        for row in &self.prerequisites {
            let of = format!("prerequisite {} of {}", row.code, row.valid_from);
            let mut flaw = |what: String| flaws.push(format!("{of}: {what}"));
            said(&row.owner, &row.marks, &row.cite, law, &mut flaw);
            if !row.missing.complete() || !row.brings.complete() {
                flaw("a language is missing".to_owned());
            }
            let fact = law.facts.get(&row.fact).filter(|fact| !fact.many);
            let value = fact.and_then(|fact| value(fact, &row.is));
            if value.is_none() {
                flaw(format!("{} is never {}", row.fact, row.is));
            }
        }
    }

    /// What comes after a decision: its correction, and from when it is carried out.
    fn of_what_follows(&self, law: &Dictionary, flaws: &mut Vec<String>) {
        for row in &self.corrections {
            let of = format!("correction from {}", row.valid_from);
            let mut flaw = |what: String| flaws.push(format!("{of}: {what}"));
            said(&row.owner, &row.marks, &row.cite, law, &mut flaw);
            if row.words().iter().any(|words| !words.complete()) {
                flaw("a language is missing".to_owned());
            }
            if row.checklist.is_empty() || row.years_max == 0 {
                flaw("say what is looked at, and until when it is corrected".to_owned());
            }
        }
        for row in &self.enforceability {
            let of = format!("enforceability of {:?} from {}", row.outcome, row.valid_from);
            let mut flaw = |what: String| flaws.push(format!("{of}: {what}"));
            said(&row.owner, &row.marks, &row.cite, law, &mut flaw);
        }
        for letter in self.letters.iter().filter(|letter| letter.outcome != Outcome::None) {
            if self.enforceability(letter.outcome, letter.valid_from).is_none() {
                flaws.push(format!("letter {}: nothing says when it is carried out", letter.kind));
            }
        }
        if self.corrections.is_empty() {
            flaws.push("correction: nothing is said of how errors are corrected".to_owned());
        }
    }

    /// An authority is reached in three languages, and nothing but the address of the service is filled in.
    fn of_contacts(&self, law: &Dictionary, flaws: &mut Vec<String>) {
        for row in &self.contacts {
            let of = format!("contact of {} from {}", row.authority, row.valid_from);
            let mut flaw = |what: String| flaws.push(format!("{of}: {what}"));
            said(&row.owner, &row.marks, &row.cite, law, &mut flaw);
            if !law.authorities.contains_key(&row.authority) {
                flaw("there is no such authority".to_owned());
            }
            if row.lines.is_empty() || row.lines.iter().any(|words| !words.complete()) {
                flaw("a language is missing".to_owned());
            }
            let filled = |words: &str| words.replace(SERVICE, "");
            let open = row.lines.iter().flat_map(|words| Tongue::ALL.map(|t| filled(t.of(words))));
            if open.into_iter().any(|words| words.contains(['{', '}'])) {
                flaw(format!("nothing but {SERVICE} is filled in"));
            }
        }
    }

    fn twice(&self, flaws: &mut Vec<String>) {
        let letters = self.letters.iter().map(|l| ("letter", &l.kind, l.valid_from));
        let phrases = self.phrases.iter().map(|p| ("phrase", &p.key, p.valid_from));
        let modes = self.modes.iter().map(|m| ("mode", &m.code, m.valid_from));
        let appeals = self.appeals.iter().map(|a| ("appeal", &a.code, a.valid_from));
        let needed = self.prerequisites.iter().map(|p| ("prerequisite", &p.code, p.valid_from));
        let all = letters.chain(phrases).chain(modes).chain(appeals).chain(needed);
        let mut prepared = BTreeSet::new();
        for row in &self.prepared {
            if !prepared.insert((&row.task, &row.letter, row.valid_from)) {
                let (task, letter) = (&row.task, &row.letter);
                flaws.push(format!("prepared for {task}: there is a {letter} already"));
            }
        }
        let contacts = self.contacts.iter().map(|c| ("contact", &c.authority, c.valid_from));
        let mut known = BTreeSet::new();
        for (what, name, day) in all.chain(contacts) {
            if !known.insert((what, name, day)) {
                flaws.push(format!("{what} {name} of {day}: there is one already"));
            }
        }
    }
}

fn phrase_flaws(
    phrase: &Phrase,
    law: &Dictionary,
    library: &Library,
    flaw: &mut dyn FnMut(String),
) {
    if !phrase.words.complete() {
        flaw("a language is missing".to_owned());
    }
    said(&phrase.owner, &phrase.marks, &phrase.cite, law, flaw);
    let printed = Tongue::ALL.map(|tongue| {
        let names = pieces(tongue.of(&phrase.words)).into_iter().filter_map(|piece| match piece {
            Piece::Field(name) => Some(name),
            Piece::Words(_) => None,
        });
        names.collect::<BTreeSet<&str>>()
    });
    let [first, others @ ..] = &printed;
    if others.iter().any(|other| other != first) {
        flaw("the languages print different fields".to_owned());
    }
    for name in first {
        let ours = OWN.contains(name) || COMPUTED.contains(name);
        match law.facts.get(*name) {
            _ if ours => {}
            None => flaw(format!("there is no field {name}")),
            Some(fact) if !prints(fact) => {
                flaw(format!("{name} is a code or a list: say it by conditions"));
            }
            Some(_) => {}
        }
    }
    for condition in &phrase.when {
        let name = &condition.fact;
        let fact = law.facts.get(name);
        match (fact, &condition.is, condition.known) {
            (None, None, Some(_)) if COMPUTED.contains(&name.as_str()) => {}
            (None, ..) => flaw(format!("a condition is about {name}, which is no fact")),
            (Some(fact), Some(Is::Code(code)), None) if fact.codes.contains(code) => {}
            (Some(fact), Some(Is::So(_)), None) if fact.kind == Kind::Bool && !fact.many => {}
            (Some(_), None, Some(_)) => {}
            _ => flaw(format!(
                "a condition about {name} asks for one code of it, whether it is so, or whether it is known"
            )),
        }
    }
    for mode in &phrase.modes {
        if !library.modes.iter().any(|known| known.code == *mode) {
            flaw(format!("there is no mode {mode}"));
        }
    }
}

/// A card stands for a right: the one this decision gives, or the one that is held without it.
fn of_card(letter: &LetterKind, flaw: &mut dyn FnMut(String)) {
    let Some(card) = letter.card else { return };
    let gives = letter.right.is_some();
    let fits = match card {
        Card::New => gives,
        Card::Renewal => !gives && letter.outcome == Outcome::Grant,
    };
    if !fits {
        flaw(
            "a new card needs the right of the letter; a renewed one a grant without any"
                .to_owned(),
        );
    }
}

/// Has a fact a value that stands in a sentence?
fn prints(fact: &FactEntry) -> bool {
    !fact.many && !matches!(fact.kind, Kind::Code | Kind::Bool)
}

fn said(owner: &str, marks: &str, cite: &[String], law: &Dictionary, flaw: &mut dyn FnMut(String)) {
    if owner.trim().is_empty() || marks.trim().is_empty() || cite.is_empty() {
        flaw("say who answers for it, what it rests on, and where that was read".to_owned());
    }
    for cite in cite.iter().filter(|cite| law.act_of(cite).is_none()) {
        flaw(format!("{cite} begins with no known act"));
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Library, SHIPPED};

    /// The shipped library with one text in a file replaced; what is wrong with it then.
    fn flaws(path: &str, from: &str, to: &str) -> String {
        let law = automation::rules::law().unwrap();
        let mut changed = Vec::new();
        for (name, text) in SHIPPED {
            let text = if *name == path {
                assert!(text.contains(from), "{path} has no {from}");
                text.replacen(from, to, 1)
            } else {
                (*text).to_owned()
            };
            changed.push((*name, text));
        }
        let files = changed.iter().map(|(name, text)| (*name, text.as_str()));
        Library::read(files, &law.dictionary).map(|_| ()).unwrap_err()
    }

    #[test]
    fn a_language_that_is_missing_is_named() {
        let found = flaws(
            "phrases/outcome.toml",
            "sv = \"Du får arbeta utan begränsningar.\"",
            "sv = \"\"",
        );
        assert!(
            found.contains("phrase work-unlimited of 2026-01-01: a language is missing"),
            "{found}"
        );
        let found = flaws("kinds/residence-grant.toml", "sv = \"Beslut\"", "sv = \"\"");
        assert!(found.contains("letter residence-grant of 2026-01-01: a language is missing"));
    }

    #[test]
    fn a_field_that_nobody_knows_or_that_one_language_lacks_is_named() {
        let found = flaws(
            "phrases/outcome.toml",
            "{granted_from}–{granted_until}.\", sv",
            "{granted_form}–{granted_until}.\", sv",
        );
        assert!(found.contains("the languages print different fields"), "{found}");
        let found = flaws(
            "phrases/outcome.toml",
            "Saat tehdä työtä ilman rajoituksia.",
            "Saat tehdä {granted_work}.",
        );
        assert!(found.contains("different fields"), "{found}");
    }

    #[test]
    fn a_condition_is_about_a_known_fact_and_one_of_its_codes() {
        let found = flaws(
            "phrases/outcome.toml",
            "fact = \"granted_work\", is = \"limited\"",
            "fact = \"granted_wrok\", is = \"limited\"",
        );
        assert!(found.contains("granted_wrok, which is no fact"), "{found}");
        let found = flaws("phrases/outcome.toml", "is = \"limited\"", "is = \"some\"");
        assert!(found.contains("asks for one code of it"), "{found}");
        // Only what can be so is asked whether it is.
        let found = flaws("phrases/outcome.toml", "is = \"limited\"", "is = true");
        assert!(found.contains("asks for one code of it"), "{found}");
        let found = flaws(
            "phrases/outcome.toml",
            "\"other_party\", is = false",
            "\"other_party\", is = \"no\"",
        );
        assert!(found.contains("about other_party asks"), "{found}");
    }

    #[test]
    fn nothing_is_cited_that_is_no_act_and_everything_has_an_owner() {
        let found =
            flaws("phrases/outcome.toml", "cite = [\"APA s. 44\"]", "cite = [\"AAP s. 44\"]");
        assert!(found.contains("AAP s. 44 begins with no known act"), "{found}");
        let found = flaws("phrases/outcome.toml", "owner = \"Legal service\"", "owner = \" \"");
        assert!(found.contains("who answers for it"), "{found}");
    }

    #[test]
    fn a_letter_that_nobody_signs_grants_and_tells_how_it_was_made() {
        let path = "kinds/residence-grant-automatic.toml";
        let found = flaws(path, "outcome = \"grant\"", "outcome = \"refuse\"");
        assert!(found.contains("nothing but a grant is decided"), "{found}");
        let found = flaws(path, "\"automatic-notice\", \"automatic-where\", ", "");
        assert!(found.contains("not told that it was decided automatically"), "{found}");
        let found = flaws(path, "checklist = []", "checklist = [\"identity\"]");
        assert!(found.contains("nobody writes, checks or presents"), "{found}");
    }

    #[test]
    fn an_authority_is_reached_in_every_language_and_only_the_service_is_filled_in() {
        let path = "contacts.toml";
        let found = flaws(path, "asioinnissa: {service}", "asioinnissa: {servce}");
        assert!(found.contains("nothing but {service} is filled in"), "{found}");
        let found = flaws(path, "authority = \"migri\"", "authority = \"migr\"");
        assert!(found.contains("there is no such authority"), "{found}");
        let found = flaws(path, "sv = \"Skriv till oss i e-tjänsten: {service}\"", "sv = \"\"");
        assert!(found.contains("a language is missing"), "{found}");
    }

    #[test]
    fn what_a_letter_needs_and_its_type_are_facts() {
        let path = "kinds/residence-grant.toml";
        let found = flaws(path, "needs = [\"granted_work\"", "needs = [\"granted_wrok\"");
        assert!(found.contains("it needs granted_wrok, which is no fact"), "{found}");
        let found = flaws(path, "type_code = \"granted_type\"", "type_code = \"granted_from\"");
        assert!(found.contains("the right to stay needs a code, two days"), "{found}");
    }

    #[test]
    fn a_card_stands_for_the_right_given_or_for_the_one_held() {
        let path = "kinds/residence-grant.toml";
        let found = flaws(path, "card = \"new\"", "card = \"renewal\"");
        assert!(found.contains("a renewed one a grant without any"), "{found}");
        let right = "right = { what = \"granted_kind\", from = \"granted_from\", until = \"granted_until\" }\n";
        let found = flaws(path, right, "");
        assert!(found.contains("a new card needs the right of the letter"), "{found}");
        let card = "closes = true\ncard = \"renewal\"";
        let found = flaws("kinds/residence-refusal.toml", "closes = true", card);
        assert!(found.contains("a renewed one a grant"), "{found}");
    }

    #[test]
    fn appeal_instructions_name_every_mode_there_is() {
        let found = flaws("service.toml", "    \"served-police\",\n", "");
        assert!(found.contains("no phrase names the mode police"), "{found}");
        let found =
            flaws("kinds/residence-refusal.toml", "appeal = \"administrative-court\"\n", "");
        assert!(found.contains("what decides has appeal instructions"), "{found}");
    }

    #[test]
    fn what_follows_a_decision_is_said_of_each_and_with_its_source() {
        let path = "enforceability.toml";
        let found = flaws(path, "outcome = \"refuse\"", "outcome = \"none\"");
        assert!(
            found.contains("residence-refusal: nothing says when it is carried out"),
            "{found}"
        );
        let found = flaws(path, "cite = [\"808/2019\"]", "cite = []");
        assert!(found.contains("what it rests on"), "{found}");
        let found = flaws("correction.toml", "checklist = [\"clerical\"]", "checklist = []");
        assert!(found.contains("say what is looked at"), "{found}");
        let found = flaws("correction.toml", "sv = \"Rättelse\"", "sv = \"\"");
        assert!(found.contains("a language is missing"), "{found}");
    }

    #[test]
    fn nobody_is_left_without_service() {
        let found = flaws(
            "service.toml",
            "adverse = true\nmode = \"letter-receipt\"",
            "adverse = true\nplace = \"finland\"\nmode = \"letter-receipt\"",
        );
        assert!(found.contains("no row for everybody when adverse is true"), "{found}");
    }

    #[test]
    fn what_must_stand_is_a_fact_with_that_value_and_is_named_by_its_code() {
        let path = "prerequisites.toml";
        let found = flaws(path, "is = \"true\"", "is = \"maybe\"");
        assert!(found.contains("identity_proven is never maybe"), "{found}");
        let found = flaws(path, "fact = \"identity_proven\"", "fact = \"identity\"");
        assert!(found.contains("identity is never true"), "{found}");
        let found = flaws(path, "cite = [\"Aliens Act s. 35\"]", "cite = []");
        assert!(found.contains("what it rests on"), "{found}");
        let named = "status = \"decided\"\nprerequisites = [\"identity\"]";
        let found = flaws("decided.toml", "status = \"decided\"", named);
        assert!(found.contains("there is no prerequisite identity"), "{found}");
    }

    #[test]
    fn kinds_of_case_name_letters_that_are_theirs() {
        let found = flaws("decided.toml", "\"residence-grant\"", "\"residence-grant-automatic\"");
        assert!(found.contains("no person writes residence-grant-automatic"), "{found}");
    }
}
