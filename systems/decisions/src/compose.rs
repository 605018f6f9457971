//! From fields and phrases to a letter: pure, so that the same decision gives the same bytes.

use std::collections::BTreeMap;

use kernel::{Date, Refusal};
use law::{Dictionary, Value, Words};
use paper::{Block, Entry, Language, Letter, Section, Sender, Signature, Text};

use crate::library::{
    Correction, LetterKind, Library, Listed, Outcome, Phrase, Piece, SERVICE, Tongue, pieces,
};
use crate::model::{Fields, Original, date};

/// What stands between two marks.
pub(crate) const MARK_BETWEEN: &str = " - ";

/// Who is named in a letter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Named {
    /// The presenting official, where that is another than the decision-maker.
    pub presenter: Option<String>,
    /// The decision-maker; none when no person decided.
    pub maker: Option<String>,
}

/// What a letter is not, or not only.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Marked {
    /// Of an installation for trial.
    pub trial: bool,
    /// Not signed yet.
    pub preview: bool,
    /// Not the authentic text.
    pub translation: bool,
}

/// The decision that a letter corrects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Corrects<'a> {
    /// Its day.
    pub day: Date,
    /// What it said; nothing where that is not known.
    pub before: Option<&'a Original>,
    /// What its errors are due to.
    pub reasons: Vec<&'a str>,
}

/// Everything a letter is made of.
#[derive(Debug, Clone)]
pub struct Composed<'a> {
    /// Its kind and version.
    pub letter: &'a LetterKind,
    /// The day of the decision: phrases and days of law are those in force on it, but that a correction says what it
    /// corrects in the phrases of that.
    pub day: Date,
    /// The fields it rests on.
    pub fields: &'a Fields,
    /// What people wrote, by section.
    pub written: &'a BTreeMap<String, String>,
    /// The language they wrote in: that of the authentic text.
    pub written_in: Tongue,
    /// Code of the mode of service that was chosen.
    pub mode: &'a str,
    /// Number of the implementation decision, of what no person decided.
    pub implementation: Option<&'a str>,
    /// Who is named.
    pub named: Named,
    /// What it is not.
    pub marked: Marked,
    /// The decision it corrects.
    pub corrects: Option<Corrects<'a>>,
    /// The address of the online service; nothing where none is configured.
    pub service: Option<&'a str>,
}

/// Composes a letter in a language.
///
/// # Errors
/// `decision-unprintable` when the language or the authority is none.
pub fn compose(
    library: &Library,
    law: &Dictionary,
    composed: &Composed<'_>,
    tongue: Tongue,
) -> Result<Letter, Refusal> {
    let setter = Setter { library, law, composed, tongue };
    let unprintable = || Refusal::new("decision-unprintable");
    let letter = composed.letter;
    let authority = law.authorities.get(&letter.authority).ok_or_else(unprintable)?;
    let sender = Sender { name: tongue.of(&authority.words).to_owned(), lines: setter.contact() };
    Ok(Letter {
        language: Language::of(tongue.code()).map_err(|_| unprintable())?,
        kind: tongue.of(&letter.name).to_owned(),
        title: tongue.of(&letter.title).to_owned(),
        receiver: setter.value("applicant_name").into_iter().collect(),
        case_number: setter.value("case_number").unwrap_or_default(),
        date: composed.day,
        references: setter.references(),
        mark: setter.mark(),
        summary: setter.paragraphs(&letter.summary),
        sections: setter.sections(),
        signatures: setter.signatures(&sender.name),
        attachments: Vec::new(),
        appeal: setter.appeal(),
        sender,
    })
}

/// Composes appeal instructions alone, for a decision that goes by another mode than it was printed for.
///
/// # Errors
/// As [`compose`].
pub fn instructions(
    library: &Library,
    law: &Dictionary,
    composed: &Composed<'_>,
    tongue: Tongue,
) -> Result<Letter, Refusal> {
    let letter = compose(library, law, composed, tongue)?;
    let title = tongue.of(&library.labels.appeal).to_owned();
    Ok(Letter {
        kind: title.clone(),
        title,
        summary: Vec::new(),
        sections: letter.appeal.into_iter().collect(),
        signatures: Vec::new(),
        appeal: None,
        ..letter
    })
}

/// A section of an act: its number, and what stands behind that, such as a letter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Place(u32, String);

impl Place {
    fn of(section: &str) -> Place {
        let digits = section.find(|c: char| !c.is_ascii_digit()).unwrap_or(section.len());
        let (number, rest) = section.split_at(digits);
        Place(number.parse().unwrap_or(0), rest.to_owned())
    }
}

struct Setter<'a> {
    library: &'a Library,
    law: &'a Dictionary,
    composed: &'a Composed<'a>,
    tongue: Tongue,
}

impl<'a> Setter<'a> {
    fn words(&self, words: &Words) -> String {
        self.tongue.of(words).to_owned()
    }

    fn day(&self, day: Date) -> String {
        self.library.days.write(day, self.tongue)
    }

    /// How the authority is reached on the day of the letter.
    fn contact(&self) -> Vec<String> {
        let (composed, service) = (self.composed, self.composed.service);
        let row = self.library.contact(&composed.letter.authority, composed.day);
        let lines = row.into_iter().flat_map(|row| &row.lines).map(|words| self.tongue.of(words));
        let lines = lines.filter(|line| service.is_some() || !line.contains(SERVICE));
        lines.map(|line| line.replace(SERVICE, service.unwrap_or_default())).collect()
    }

    /// A field as it is printed.
    fn value(&self, name: &str) -> Option<String> {
        let appeal =
            || self.library.appeal(self.composed.letter.appeal.as_deref()?, self.composed.day);
        let mode = || self.library.mode(self.composed.mode, self.composed.day);
        match name {
            "decision_date" => Some(self.day(self.composed.day)),
            "corrected_date" => self.composed.corrects.as_ref().map(|of| self.day(of.day)),
            "implementation" => self.composed.implementation.map(str::to_owned),
            "implementation_address" => self.composed.fields.ruled.as_ref()?.read_at.clone(),
            "rule_sets" => {
                let ruled = self.composed.fields.ruled.as_ref()?;
                Some(ruled.rule_sets(|day| self.day(day)))
            }
            "appeal_days" => appeal().map(|appeal| appeal.days.to_string()),
            "appeal_court" => appeal().map(|appeal| self.words(&appeal.court)),
            "presumed_days" => mode()?.presumed_days.map(|days| days.to_string()),
            name => match self.composed.fields.get(name)? {
                Value::Date(day) => date(*day).map(|day| self.day(day)),
                Value::Num(number) => {
                    let text = number.to_string();
                    Some(if self.tongue == Tongue::En { text } else { text.replace('.', ",") })
                }
                Value::Str(text) => Some(text.to_string()),
                other => Some(other.to_string()),
            },
        }
    }

    /// The phrases among these that are proposed.
    fn proposed<'k>(
        &'k self,
        keys: impl IntoIterator<Item = &'k String>,
    ) -> impl Iterator<Item = &'k Phrase> {
        let day =
            self.composed.corrects.as_ref().map_or(self.composed.day, |corrects| corrects.day);
        self.proposed_on(keys, day)
    }

    fn proposed_on<'k>(
        &'k self,
        keys: impl IntoIterator<Item = &'k String>,
        day: Date,
    ) -> impl Iterator<Item = &'k Phrase> {
        let found = keys.into_iter().filter_map(move |key| self.library.phrase(key, day));
        found.filter(|phrase| phrase.fits(self.composed.fields, self.composed.mode))
    }

    fn paragraphs<'k>(&'k self, keys: impl IntoIterator<Item = &'k String>) -> Vec<Block> {
        self.set(self.proposed(keys))
    }

    fn set<'k>(&self, phrases: impl Iterator<Item = &'k Phrase>) -> Vec<Block> {
        phrases.map(|phrase| Block::paragraph(self.text(&phrase.words))).collect()
    }

    /// Words with fields in them; names and numbers keep their own direction.
    fn text(&self, words: &Words) -> Text {
        pieces(self.tongue.of(words)).into_iter().fold(Text::default(), |text, piece| match piece {
            Piece::Words(words) => text.plain(words),
            Piece::Field(name) => {
                let value = self.value(name).unwrap_or_default();
                match self.composed.fields.get(name) {
                    _ if name == "implementation_address" => text.link(value.clone(), value),
                    Some(Value::Str(_)) => text.name(value),
                    _ => text.plain(value),
                }
            }
        })
    }

    fn plain(&self, words: &Words) -> String {
        let pieces = pieces(self.tongue.of(words)).into_iter().map(|piece| match piece {
            Piece::Words(words) => words.to_owned(),
            Piece::Field(name) => self.value(name).unwrap_or_default(),
        });
        pieces.collect()
    }

    fn references(&self) -> Vec<Entry> {
        let labels = &self.library.labels;
        let named = &self.composed.named;
        let handler = named.presenter.as_ref().or(named.maker.as_ref());
        let who = match handler {
            Some(name) => Entry::new(self.words(&labels.handler), name.clone()),
            None => Entry::new(self.words(&labels.made_by), self.words(&labels.automatic)),
        };
        let corrects = self.composed.corrects.as_ref().map(|corrects| {
            let number = self.value("case_number").unwrap_or_default();
            let which = format!("{number}, {}", self.day(corrects.day));
            Entry::new(self.words(&labels.corrects), which)
        });
        std::iter::once(who).chain(corrects).collect()
    }

    fn mark(&self) -> Option<String> {
        let (marks, marked) = (&self.library.marks, self.composed.marked);
        let said = [
            (marked.preview, &marks.preview),
            (marked.trial, &marks.trial),
            (marked.translation, &marks.translation),
        ];
        let said = said.into_iter().filter(|(is, _)| *is).map(|(_, words)| self.words(words));
        let said: Vec<String> = said.collect();
        (!said.is_empty()).then(|| said.join(MARK_BETWEEN))
    }

    fn sections(&self) -> Vec<Section> {
        let letter = self.composed.letter;
        let mut sections: Vec<Section> = self.correction().into_iter().collect();
        for section in &letter.sections {
            let mut blocks = self.paragraphs(&section.phrases);
            blocks.extend(section.list.and_then(|list| self.list(list)));
            let written = self.composed.written.get(&section.code).map_or("", String::as_str);
            let paragraphs = written.split("\n\n").map(str::trim).filter(|text| !text.is_empty());
            blocks.extend(self.as_written(paragraphs.map(Block::paragraph).collect()));
            if !blocks.is_empty() {
                sections.push(Section::new(self.words(&section.heading), blocks));
            }
        }
        // Where people name the provisions themselves, the list goes with theirs.
        let heading = self.words(&self.library.labels.law);
        match sections.iter_mut().find(|section| section.heading == heading) {
            Some(section) => section.blocks.push(self.law()),
            None => sections.push(Section::new(heading, vec![self.law()])),
        }
        sections
    }

    /// What somebody wrote: in a letter of another language it says of itself which one it is in, to eyes and to
    /// programs that read aloud.
    fn as_written(&self, blocks: Vec<Block>) -> Vec<Block> {
        let written_in = self.composed.written_in;
        let language = Language::of(written_in.code());
        match language {
            Ok(language) if written_in != self.tongue && !blocks.is_empty() => {
                let labels = &self.library.labels;
                let says =
                    if written_in == Tongue::Sv { &labels.in_swedish } else { &labels.in_finnish };
                vec![Block::paragraph(self.words(says)), Block::Part { language, blocks }]
            }
            _ => blocks,
        }
    }

    /// What a section lists; nothing where there is nothing of it.
    fn list(&self, list: Listed) -> Option<Block> {
        let Listed::FactsRead = list;
        let read = &self.composed.fields.ruled.as_ref()?.facts;
        let lines = read.iter().map(|read| {
            let words = self.law.facts.get(&read.fact).map(|fact| self.words(&fact.words));
            let (name, source) = (words.unwrap_or_else(|| read.fact.clone()), &read.source);
            format!("{name}: {}, {}", self.library.source(source, self.tongue), self.day(read.on))
        });
        let lines: Vec<String> = lines.collect();
        (!lines.is_empty()).then(|| Block::list(lines))
    }

    /// What is corrected, with the law's words for it.
    fn corrected(&self) -> Option<(&'a Correction, &'a Original)> {
        let before = self.composed.corrects.as_ref()?.before?;
        Some((self.library.correction(self.composed.day)?, before))
    }

    /// The section that says what is corrected: what stood in the decision, and what is right.
    fn correction(&self) -> Option<Section> {
        let ((row, before), corrects) = (self.corrected()?, self.composed.corrects.as_ref()?);
        let mut blocks = vec![Block::paragraph(self.plain(&row.intro))];
        let said = |label: &Words, text: &str| {
            Block::paragraph(Text::default().strong(self.words(label)).plain(format!(" {text}")))
        };
        let composed = Composed { fields: &before.fields, ..self.composed.clone() };
        let Setter { library, law, tongue, .. } = *self;
        let old = Setter { library, law, tongue, composed: &composed };
        for section in &self.composed.letter.sections {
            let (was, now) = (old.sentences(&section.phrases), self.sentences(&section.phrases));
            let only = |these: &[String], others: &[String]| {
                let only = these.iter().filter(|text| !others.contains(text)).cloned();
                only.collect::<Vec<_>>().join(" ")
            };
            let (was, now) = (only(&was, &now), only(&now, &was));
            if was == now {
                continue;
            }
            let nothing = self.words(&row.nothing);
            let or_nothing = |text: String| if text.is_empty() { nothing.clone() } else { text };
            blocks.push(said(&row.was, &or_nothing(was)));
            blocks.push(said(&row.now, &or_nothing(now)));
        }
        for section in self.composed.letter.written() {
            if before.written.get(&section.code) != self.composed.written.get(&section.code) {
                blocks.push(said(&row.rewritten, &self.words(&section.heading)));
            }
        }
        blocks.extend(corrects.reasons.iter().map(|reason| said(&row.reason, reason)));
        Some(Section::new(self.words(&row.heading), blocks))
    }

    /// What the phrases among these say that are proposed.
    fn sentences(&self, keys: &[String]) -> Vec<String> {
        self.proposed(keys).map(|phrase| self.plain(&phrase.words)).collect()
    }

    /// Every provision that what is printed rests on, act by act, each once.
    fn law(&self) -> Block {
        let letter = self.composed.letter;
        let keys = letter.sections.iter().flat_map(|section| &section.phrases);
        let cited = self.proposed(keys).flat_map(|phrase| &phrase.cite);
        let mut acts: BTreeMap<String, Vec<Place>> = BTreeMap::new();
        let corrected = self.corrected().into_iter().flat_map(|(row, _)| &row.cite);
        for cite in letter.cite.iter().chain(cited).chain(corrected) {
            let Some(act) = self.law.act_of(cite) else { continue };
            let named = format!("{} ({})", self.tongue.of(&act.words), act.number);
            let places = acts.entry(named).or_default();
            let place = cite.strip_prefix(&act.key).unwrap_or_default().trim();
            if let Some(section) = place.strip_prefix("s. ") {
                places.push(Place::of(section));
            }
        }
        let lines = acts.into_iter().map(|(act, mut places)| {
            places.sort();
            places.dedup();
            self.citation(act, &places)
        });
        Block::list(lines)
    }

    /// An act with its sections, as the language writes them.
    fn citation(&self, act: String, places: &[Place]) -> String {
        let between = if self.tongue == Tongue::En { "" } else { " " };
        let written = places.iter().map(|Place(number, rest)| match number {
            _ if rest.is_empty() => number.to_string(),
            number => format!("{number}{between}{rest}"),
        });
        let written = written.collect::<Vec<_>>().join(", ");
        match (self.tongue, places) {
            (_, []) => act,
            (Tongue::Fi | Tongue::Sv, _) => format!("{act} {written} §"),
            (Tongue::En, [_]) => format!("{act}, section {written}"),
            (Tongue::En, _) => format!("{act}, sections {written}"),
        }
    }

    fn signatures(&self, authority: &str) -> Vec<Signature> {
        let (labels, named) = (&self.library.labels, &self.composed.named);
        let note = (!self.composed.marked.preview).then(|| self.plain(&labels.sealed));
        let person = |name: &String, role: &Words| Signature {
            name: name.clone(),
            role: self.words(role),
            note: None,
        };
        let decides = self.composed.letter.outcome != Outcome::None;
        let role = if decides { &labels.decision_maker } else { &labels.handler };
        let maker = match &named.maker {
            Some(name) => Signature { note, ..person(name, role) },
            None if self.composed.marked.preview => return Vec::new(),
            None => {
                Signature { name: authority.to_owned(), role: self.words(&labels.automatic), note }
            }
        };
        let presenter = named.presenter.as_ref().map(|name| person(name, &labels.presenter));
        std::iter::once(maker).chain(presenter).collect()
    }

    fn appeal(&self) -> Option<Section> {
        let code = self.composed.letter.appeal.as_deref()?;
        let appeal = self.library.appeal(code, self.composed.day)?;
        let heading = self.words(&self.library.labels.appeal);
        let phrases = self.proposed_on(&appeal.phrases, self.composed.day);
        Some(Section::new(heading, self.set(phrases)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_stand_in_the_order_of_their_numbers() {
        let mut places = ["53g", "9", "53e", "206(2)"].map(Place::of);
        places.sort();
        assert_eq!(places, ["9", "53e", "53g", "206(2)"].map(Place::of));
        assert_eq!(Place::of("206(2)"), Place(206, "(2)".to_owned()));
    }
}
