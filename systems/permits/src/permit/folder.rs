//! The folders of `law/permits/`: embedded in the binary, read once.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{LazyLock, OnceLock};

use registers::Register;
use rust_embed::RustEmbed;
use serde::Deserialize;
use web::TextFiles;

use super::{
    Awaited, CardRenewed, Contradiction, Ends, GivenFact, Group, IdentityAsked, PermitType, Slot,
    Terms, check,
};

#[derive(RustEmbed)]
#[folder = "../../law/permits"]
struct Shipped;

/// The folder of pages that several types ask.
const SHARED: &str = "shared";

/// Types of permit beside those that ship, such as one made for a test. A system hands them in with
/// `kernel::inventory::submit!`, and its texts by its own door.
#[derive(Debug, Clone, Copy)]
pub struct PermitFiles {
    /// Whose.
    pub system: &'static str,
    /// Paths as in `law/permits/`, and texts.
    pub files: &'static [(&'static str, &'static str)],
}

kernel::inventory::collect!(PermitFiles);

/// `permit.toml` of a type.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TypeFile {
    code: String,
    unit: String,
    fee: String,
    headline: String,
    #[serde(default)]
    registers: Vec<Register>,
    #[serde(default)]
    registers_of_employer: Vec<Register>,
    #[serde(default)]
    waits_for: Vec<Awaited>,
    #[serde(default)]
    identity: Vec<IdentityAsked>,
    #[serde(default)]
    terms: Option<Terms>,
    #[serde(default)]
    card: Option<CardRenewed>,
    groups: Vec<String>,
    #[serde(default, rename = "group")]
    own: Vec<Group>,
    #[serde(default, rename = "attachment")]
    attachments: Vec<Slot>,
    #[serde(default)]
    given: Vec<GivenFact>,
    #[serde(default, rename = "contradiction")]
    contradictions: Vec<Contradiction>,
}

/// `groups.toml` of the shared folder.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SharedFile {
    group: Vec<Group>,
}

/// `attachments.toml` of the shared folder.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AttachmentsFile {
    #[serde(default)]
    like: Vec<Like>,
    ends: Ends,
}

/// What the documents of a place say of themselves.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Like {
    attachment: String,
    words: Vec<String>,
    #[serde(default)]
    lines: bool,
}

/// Texts of files by their path.
pub(super) type Files = BTreeMap<String, String>;

/// The files that ship, kept as long as the process: kinds of case and texts are borrowed from them.
static SHIPPED: LazyLock<Files> = LazyLock::new(|| {
    let text = |path: &str| {
        let file = Shipped::get(path)?;
        Some(match file.data {
            Cow::Borrowed(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            Cow::Owned(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        })
    };
    let of = |path: Cow<'static, str>| Some((path.to_string(), text(&path)?));
    Shipped::iter().filter_map(of).collect()
});

/// The texts of all types that ship, language by language, after those of the system itself.
static TEXTS: LazyLock<[String; 3]> = LazyLock::new(|| {
    law::LANGUAGES.map(|language| {
        let ending = format!("/texts/{language}.ftl");
        let of = SHIPPED.iter().filter(|(path, _)| path.ends_with(&ending));
        of.map(|(_, text)| text.as_str()).collect::<Vec<_>>().join("\n")
    })
});

/// The texts of the system with those of all types that ship.
pub(crate) fn texts(own: TextFiles) -> TextFiles {
    static ALL: OnceLock<[String; 3]> = OnceLock::new();
    let [fi, sv, en] = ALL.get_or_init(|| {
        let [fi, sv, en] = &*TEXTS;
        [(own.fi, fi), (own.sv, sv), (own.en, en)].map(|(own, more)| format!("{own}\n{more}"))
    });
    TextFiles { fi, sv, en, ..own }
}

/// Every type: those that ship and those that were handed in.
pub(super) fn read_all() -> Result<Vec<PermitType>, String> {
    read(&files())
}

fn files() -> Files {
    let mut files = SHIPPED.clone();
    for more in kernel::inventory::iter::<PermitFiles>() {
        files
            .extend(more.files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())));
    }
    files
}

/// Files of the folders of types by their name, those handed in with them.
fn named(name: &str) -> Vec<&'static str> {
    let handed = kernel::inventory::iter::<PermitFiles>().flat_map(|more| more.files.iter());
    let handed = handed.map(|(path, text)| (*path, *text));
    let shipped = SHIPPED.iter().map(|(path, text)| (path.as_str(), text.as_str()));
    let of = |(path, _): &(&str, &str)| path.rsplit('/').next() == Some(name);
    shipped.chain(handed).filter(of).map(|(_, text)| text).collect()
}

/// The kinds of case of all types.
pub(crate) fn case_types() -> Result<Vec<&'static str>, String> {
    Ok(named("case-type.toml"))
}

/// The procedures of all types.
pub(crate) fn procedures() -> Result<Vec<&'static str>, String> {
    Ok(named("procedure.toml"))
}

/// The letters of all types, by the paths of their files.
pub(crate) fn letters() -> Result<Vec<(&'static str, &'static str)>, String> {
    Ok(named("letters.toml").into_iter().map(|text| ("permits/letters.toml", text)).collect())
}

/// The exercises of all types.
pub(crate) fn exercises() -> Result<Vec<&'static str>, String> {
    Ok(named("exercises.toml"))
}

/// Reads and checks the types of a folder.
pub(super) fn read(files: &Files) -> Result<Vec<PermitType>, String> {
    let likes = match files.get(&format!("{SHARED}/attachments.toml")) {
        Some(text) => parsed::<AttachmentsFile>(SHARED, text)?.like,
        None => Vec::new(),
    };
    let shared = match files.get(&format!("{SHARED}/groups.toml")) {
        Some(text) => parsed::<SharedFile>(SHARED, text)?.group,
        None => Vec::new(),
    };
    let folders: BTreeSet<&str> = files
        .keys()
        .filter_map(|path| path.strip_suffix("/permit.toml"))
        .filter(|folder| !folder.contains('/'))
        .collect();
    let mut types = Vec::new();
    for folder in folders {
        let text = files.get(&format!("{folder}/permit.toml")).map_or("", String::as_str);
        let file = parsed::<TypeFile>(folder, text)?;
        let permit = joined(file, &shared, &likes).map_err(|flaw| format!("{folder}: {flaw}"))?;
        let flaws = check::by_itself(folder, &permit, files);
        if let Some(flaw) = flaws.first() {
            return Err(format!("{folder}: {flaw}"));
        }
        types.push(permit);
    }
    Ok(types)
}

fn parsed<T: for<'de> Deserialize<'de>>(folder: &str, text: &str) -> Result<T, String> {
    toml::from_str(text).map_err(|error| format!("{folder}: {error}"))
}

/// How documents say on which day something ends.
pub(super) fn read_ends() -> Result<Ends, String> {
    let path = format!("{SHARED}/attachments.toml");
    let text = SHIPPED.get(&path).map_or("", String::as_str);
    let ends = parsed::<AttachmentsFile>(SHARED, text)?.ends;
    let lower = |word: &String| !word.is_empty() && *word == word.to_lowercase();
    let words = ends.words.iter().chain(&ends.begins).chain(ends.months.iter().flatten());
    match words.clone().all(lower) && ends.months.len() == 12 {
        true => Ok(ends),
        false => Err(format!("{path}: twelve months, and words in lower case")),
    }
}

/// A place with the words that its documents have in every type, where the type has none of its own.
fn with_words(mut slot: Slot, likes: &[Like]) -> Slot {
    let like = likes.iter().find(|like| like.attachment == slot.code);
    if let Some(like) = like.filter(|_| slot.words.is_empty()) {
        (slot.words, slot.lines) = (like.words.clone(), like.lines);
    }
    slot
}

/// The type with its own and the shared pages in their order.
fn joined(file: TypeFile, shared: &[Group], likes: &[Like]) -> Result<PermitType, String> {
    let TypeFile { groups, own, .. } = file;
    if let Some(twice) = own.iter().find(|group| shared.iter().any(|s| s.code == group.code)) {
        return Err(format!("the page {} is a shared one: give yours another code", twice.code));
    }
    if let Some(left) = own.iter().find(|group| !groups.contains(&group.code)) {
        return Err(format!("the page {} stands nowhere in `groups`", left.code));
    }
    let of = |code: &String| {
        let found = own.iter().chain(shared).find(|group| group.code == *code).cloned();
        found.ok_or_else(|| format!("there is no page {code}, own or shared"))
    };
    let groups = groups.iter().map(of).collect::<Result<Vec<_>, _>>()?;
    Ok(PermitType {
        code: file.code,
        unit: file.unit,
        fee: file.fee,
        headline: file.headline,
        registers: file.registers,
        registers_of_employer: file.registers_of_employer,
        waits_for: file.waits_for,
        identity: file.identity,
        terms: file.terms,
        card: file.card,
        groups,
        attachments: file.attachments.into_iter().map(|slot| with_words(slot, likes)).collect(),
        given: file.given,
        contradictions: file.contradictions,
    })
}
