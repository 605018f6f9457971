//! The confirmation that an application came in: what was received and when, the number of its case, SHA-256 of
//! what was received, a code by which whoever is shown the confirmation can check it, how long such cases took
//! lately, and what happens next. Page, document and message tell what one event records.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use automation::{Installation, InstallationId};
use casefile::CaseId;
use casefile::lasted::Lasted;
use casefile::model::Language;
use decisions::Basis;
use decisions::compose::{Composed, Marked, Named, compose};
use decisions::library::{LetterKind, Outcome, Tongue, library};
use kernel::{BlindIndex, Date, Fault, Kernel, Refusal, Ts};
use paper::{Block, Entry, Letter, Section, Text};
use serde::Serialize;
use sha2::{Digest, Sha256};
use web::{Arg, AsArg as _, Flaw, Lang, Texts};

use crate::answers::Answers;
use crate::code;
use crate::events::LastedThen;
use crate::ids::ApplicationId;
use crate::permit::PermitType;
use crate::state::{Attachment, KnownApplication};

/// The texts of this system where no page and no reader is: in jobs.
static TEXTS: LazyLock<Result<Texts, Vec<Flaw>>> =
    LazyLock::new(|| Texts::load(&[web::TEXTS, crate::TEXTS]));

/// What was received, as it is hashed and as whoever sent it can have it.
#[derive(Serialize)]
struct Received<'a> {
    permit: &'a str,
    sent: String,
    /// Page, question, answer: those that counted.
    answers: BTreeMap<&'a str, BTreeMap<&'a str, &'a str>>,
    files: Vec<ReceivedFile<'a>>,
}

#[derive(Serialize)]
struct ReceivedFile<'a> {
    place: &'a str,
    name: &'a str,
    size: u64,
    sha256: &'a str,
}

/// What was received with an application, always the same characters; nothing before it was sent and once it
/// is erased.
#[must_use]
pub(crate) fn received(permit: &PermitType, known: &KnownApplication) -> Option<String> {
    let sent = known.sent?.to_string();
    if known.answered.values().all(|page| page.answers.is_empty()) {
        return None;
    }
    let answers = Answers::new(permit, known);
    let pages = answers.pages().map(|group| {
        let asked = group.questions.iter().filter(|question| answers.asks(group, question));
        let said = asked.filter_map(|question| {
            answers.said(group, question).map(|said| (question.code.as_str(), said.value.as_str()))
        });
        (group.code.as_str(), said.collect())
    });
    let files = known.attachments.iter().map(|attachment| ReceivedFile {
        place: &attachment.slot,
        name: name(attachment),
        size: attachment.file.size,
        sha256: &attachment.file.sha256,
    });
    let (answers, files) = (pages.collect(), files.collect());
    let received = Received { permit: &known.permit, sent, answers, files };
    serde_json::to_string_pretty(&received).ok().map(|text| text + "\n")
}

/// The name a file was given; empty once erased.
fn name(attachment: &Attachment) -> &str {
    attachment.file.name.get().map_or("", String::as_str)
}

/// SHA-256 of what was received, hex.
#[must_use]
pub(crate) fn sha256(received: &str) -> String {
    let hash: [u8; 32] = Sha256::digest(received).into();
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The check code of a confirmation.
#[must_use]
pub(crate) fn check_code(id: ApplicationId, received: &str, blind: &BlindIndex) -> String {
    code::of(&format!("confirmation\0{id}\0{received}"), blind)
}

/// The language a confirmation is written in for whoever reads in a language.
#[must_use]
pub(crate) fn tongue(read_in: Option<&Language>) -> Tongue {
    match read_in {
        None => Tongue::Fi,
        Some(language) => language.code().parse().unwrap_or(Tongue::En),
    }
}

/// What a confirmation tells.
pub(crate) struct Told<'a> {
    /// The application.
    pub known: &'a KnownApplication,
    /// The number of its case.
    pub number: &'a str,
    /// When it was sent.
    pub sent: Ts,
    /// SHA-256 of what was received, hex.
    pub received: &'a str,
    /// The check code, as people write it.
    pub code: String,
    /// How long such cases took lately.
    pub lasted: Option<LastedThen>,
    /// In which language.
    pub tongue: Tongue,
}

/// The letter whose words the document has, where a type of permit has none of its own.
const LETTER: &str = "receipt-confirmation";

/// The letter whose words the document has: of those that people write in such a case, the one that decides nothing.
fn confirming(basis: &Basis, day: Date) -> Option<&'static LetterKind> {
    let library = basis.library;
    let decided = basis.case.known().and_then(|case| library.decided(&case.case_type));
    let by_hand = decided.into_iter().flat_map(|decided| &decided.by_hand);
    let mut letters = by_hand.filter_map(|kind| library.letter(kind, day));
    let own = letters.find(|letter| letter.outcome == Outcome::None);
    own.or_else(|| library.letter(LETTER, day))
}

impl Told<'_> {
    /// The words of the message.
    ///
    /// # Errors
    /// A bug when texts or letters cannot be read.
    pub(crate) fn message(&self) -> Result<String, Fault> {
        let args = [
            ("when", self.when()?.as_arg()),
            ("number", self.number.as_arg()),
            ("lasted", self.lasted()?.as_arg()),
            ("hash", self.received.as_arg()),
            ("code", self.code.as_arg()),
        ];
        self.say("receipt-message", &args)
    }

    /// The document, in the words of its letter with what was received.
    ///
    /// # Errors
    /// A fault when the database is away or the letter cannot be composed.
    pub(crate) async fn letter(&self, kernel: &Kernel, case: CaseId) -> Result<Letter, Fault> {
        let bug = |refusal: Refusal| Fault::message(refusal.code);
        let basis = Basis::look(kernel, case).await?;
        let (library, day) = (basis.library, kernel.now().date());
        let letter = confirming(&basis, day);
        let letter = letter.ok_or_else(|| Fault::message("there is no letter that confirms"))?;
        let fields = basis.fields(letter, day).map_err(bug)?;
        let (installation, _) = kernel.peek::<Installation>(InstallationId::this()).await?;
        let composed = Composed {
            letter,
            day,
            fields: &fields,
            written: &BTreeMap::new(),
            written_in: self.tongue,
            mode: "",
            implementation: None,
            named: Named::default(),
            marked: Marked { trial: installation.demo, ..Marked::default() },
            corrects: None,
            service: decisions::service(),
        };
        let law = &basis.law.dictionary;
        let mut letter = compose(library, law, &composed, self.tongue).map_err(bug)?;
        // Nothing is decided by it, and nobody handled it.
        (letter.references, letter.signatures) = (Vec::new(), Vec::new());
        let first = letter.sections.len().min(1);
        letter.sections.splice(first..first, [self.what_came()?, self.how_long()?]);
        Ok(letter)
    }

    /// What was received, and how that can be checked.
    fn what_came(&self) -> Result<Section, Fault> {
        let sent = Entry::new(self.say("receipt-sent", &[])?, self.when()?);
        let code = Entry::new(self.say("receipt-code", &[])?, self.code.clone());
        let files = self.known.attachments.iter().map(|attachment| {
            Text::default().name(name(attachment)).plain(format!("\n{}", attachment.file.sha256))
        });
        let files: Vec<Text> = files.collect();
        let mut blocks = vec![Block::Entries { entries: vec![sent, code] }];
        if !files.is_empty() {
            blocks.push(Block::paragraph(self.say("receipt-files", &[])?));
            blocks.push(Block::list(files));
        }
        blocks.push(Block::paragraph(self.say("receipt-hash", &[])?));
        blocks.push(Block::paragraph(self.received.to_owned()));
        blocks.push(Block::paragraph(self.say("receipt-hash.why", &[])?));
        blocks.push(Block::paragraph(self.say("receipt-code.why", &[])?));
        Ok(Section::new(self.say("receipt-received", &[])?, blocks))
    }

    fn how_long(&self) -> Result<Section, Fault> {
        let heading = self.say("application-lasted", &[])?;
        Ok(Section::new(heading, vec![Block::paragraph(self.lasted()?)]))
    }

    /// How long such cases took, or that nobody can tell yet.
    fn lasted(&self) -> Result<String, Fault> {
        let Some(lasted) = self.lasted else { return self.say("receipt-lasted-unknown", &[]) };
        let days = |days: i64| self.say("application-lasted.days", &[("n", days.as_arg())]);
        let args = [
            ("cases", lasted.cases.as_arg()),
            ("since", library()?.days.write(lasted.since, self.tongue).as_arg()),
            ("half", days(lasted.half_days)?.as_arg()),
            ("most", days(lasted.most_days)?.as_arg()),
        ];
        self.say("application-lasted.text", &args)
    }

    /// The day and the time of day in Finland.
    fn when(&self) -> Result<String, Fault> {
        let at = self.sent.in_helsinki();
        let two = |n: i8| format!("{n:02}").as_arg();
        let args = [
            ("date", library()?.days.write(self.sent.date(), self.tongue).as_arg()),
            ("hour", two(at.hour())),
            ("minute", two(at.minute())),
        ];
        self.say("receipt-when", &args)
    }

    fn say(&self, key: &str, args: &[(&'static str, Arg)]) -> Result<String, Fault> {
        let texts = TEXTS.as_ref().map_err(|flaws| Fault::message(format!("{flaws:?}")))?;
        let lang = match self.tongue {
            Tongue::Fi => Lang::Fi,
            Tongue::Sv => Lang::Sv,
            Tongue::En => Lang::En,
        };
        Ok(texts.get(lang, key, args))
    }
}

/// Words that the house itself writes into the file of a case, in the first language of its officials.
///
/// # Errors
/// A bug when texts cannot be read.
pub(crate) fn words(key: &str) -> Result<String, Fault> {
    let texts = TEXTS.as_ref().map_err(|flaws| Fault::message(format!("{flaws:?}")))?;
    Ok(texts.get(Lang::Fi, key, &[]))
}

/// How long cases took, as a record keeps it.
#[must_use]
pub(crate) fn then(lasted: Lasted) -> LastedThen {
    let Lasted { cases, since, half_days, most_days } = lasted;
    LastedThen { cases, since, half_days, most_days }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{application_id, complete};
    use crate::events::ApplicationEvent;
    use crate::permit;
    use crate::state::Application;

    fn sent() -> KnownApplication {
        let events = complete().into_iter().chain([ApplicationEvent::Submitted {}]);
        given::<Application>(events).state(application_id().0).known().unwrap().clone()
    }

    #[test]
    fn what_was_received_is_what_counted_and_another_letter_of_it_is_another_hash() {
        let (permit, mut known) = (permit::of("student-degree").unwrap().unwrap(), sent());
        let text = received(permit, &known).unwrap();
        assert!(text.contains("\"means\": \"900\"") && text.contains("passport.pdf"), "{text}");
        assert_eq!(received(permit, &known), Some(text.clone()));
        assert_eq!(sha256("abc")[..16], *"ba7816bf8f01cfea");
        let page = known.answered.get_mut("means").unwrap();
        page.answers.get_mut("means").unwrap().value = "901".to_owned();
        assert_ne!(sha256(&received(permit, &known).unwrap()), sha256(&text));
        known.sent = None;
        assert_eq!(received(permit, &known), None, "nothing was received yet");
    }

    #[test]
    fn each_language_says_how_long_it_takes_or_that_nobody_can_tell() {
        let known = sent();
        let told = |tongue, lasted| Told {
            known: &known,
            number: "HEL-2026-000001",
            sent: "2026-03-02T08:05:00Z".parse().unwrap(),
            received: "abab",
            code: "2345-6789-ABCD-EFGH".to_owned(),
            lasted,
            tongue,
        };
        let since = "2026-01-31".parse().unwrap();
        let lasted = Some(LastedThen { cases: 20, since, half_days: 3, most_days: 9 });
        for (tongue, time, days) in [
            (Tongue::Fi, "10.05", "9"),
            (Tongue::Sv, "10.05", "9"),
            (Tongue::En, "10:05", "9 days"),
        ] {
            let message = told(tongue, lasted).message().unwrap();
            for words in [time, days, "HEL-2026-000001", "abab", "2345-6789-ABCD-EFGH"] {
                assert!(message.contains(words), "{words}: {message}");
            }
            let unknown = told(tongue, None).message().unwrap();
            assert!(!unknown.contains("⟦") && unknown != message, "{unknown}");
        }
    }
}
