//! From a signed decision to the archive: set, sealed, stored; and the proof that what is stored is what
//! was sealed.

use std::sync::LazyLock;

use automation::{Installation, InstallationId};
use casefile::CaseId;
use kernel::{Fault, Kernel, MACHINE, NotStored, Sealed, Subject, Ts, UserId};
use law::Dictionary;
use paper::{Labels, Language, Letter, Paper, Pdf};
use sha2::{Digest, Sha256};

use crate::address::service;
use crate::compose::{Composed, Marked, Named, compose, instructions};
use crate::ids::DecisionId;
use crate::library::{Library, Tongue, library};
use crate::limits::PDF_BYTES_MAX;
use crate::model::{Fields, Sheet};
use crate::rows;
use crate::signer::{LocalSigner, Signer};
use crate::state::{ARCHIVED, Decision, Given, KnownDecision, Stage};

/// What the archive holds.
pub(crate) const PDF: &str = "application/pdf";

/// Fonts, templates and words, read once.
static PAPER: LazyLock<Result<Paper, String>> =
    LazyLock::new(|| Paper::new().map_err(|fault| fault.to_string()));

/// Reads fonts and templates now, so that the first decision does not wait for them. Blocks its thread
/// for as long as that takes.
///
/// # Errors
/// A bug when they do not read.
pub fn warm() -> Result<(), Fault> {
    PAPER.as_ref().map(|_| ()).map_err(Fault::message)
}

/// What letters in a language say beside their senders' words.
///
/// # Errors
/// A bug when they do not read.
pub(crate) fn labels(language: &Language) -> Result<Labels, Fault> {
    PAPER.as_ref().map(|paper| paper.labels(language)).map_err(Fault::message)
}

/// A letter as a PDF. Sets it where blocking is allowed.
///
/// # Errors
/// A fault when it cannot be set.
pub async fn set(letter: Letter) -> Result<Pdf, Fault> {
    let set = move || {
        let paper = PAPER.as_ref().map_err(Fault::message)?;
        paper.letter(&letter).map_err(Fault::message)
    };
    tokio::task::spawn_blocking(set).await.map_err(Fault::bug)?
}

/// Who and what is printed of a decision beside its fields.
pub struct Surroundings<'a> {
    /// Letters and phrases.
    pub library: &'a Library,
    /// The law's words.
    pub law: &'static Dictionary,
    /// Who is named.
    pub named: Named,
    /// The installation is for trial.
    pub trial: bool,
}

impl Surroundings<'_> {
    /// Of somebody who decides and, where that is another, somebody who presents.
    ///
    /// # Errors
    /// A fault when the database is away.
    pub async fn read(
        kernel: &Kernel,
        maker: Option<UserId>,
        presenter: Option<UserId>,
    ) -> Result<Surroundings<'static>, Fault> {
        let (installation, _) = kernel.peek::<Installation>(InstallationId::this()).await?;
        let named = Named {
            presenter: name(kernel, presenter).await?,
            maker: name(kernel, maker.filter(|user| *user != MACHINE)).await?,
        };
        let law = &automation::rules::law()?.dictionary;
        Ok(Surroundings { library: library()?, law, named, trial: installation.demo })
    }

    /// A decision in a language, or its appeal instructions alone.
    ///
    /// # Errors
    /// A bug when it cannot be composed, which the checks of the library exclude.
    pub fn letter(
        &self,
        known: &KnownDecision,
        fields: &Fields,
        (mode, day, print): (&str, kernel::Date, Print),
        tongue: Tongue,
    ) -> Result<Letter, Fault> {
        let bug = |refusal: kernel::Refusal| Fault::message(refusal.code);
        let letter = known.kind(self.library).map_err(bug)?;
        let marked = Marked {
            trial: self.trial,
            preview: print == Print::Preview,
            translation: tongue != known.language,
        };
        let composed = Composed {
            letter,
            day,
            fields,
            written: &known.texts(),
            written_in: known.language,
            mode,
            implementation: known.implementation(),
            named: self.named.clone(),
            marked,
            corrects: known.correction(),
            service: service(),
        };
        let letter = match print {
            Print::Preview | Print::Whole => compose(self.library, self.law, &composed, tongue),
            Print::Instructions => instructions(self.library, self.law, &composed, tongue),
        };
        letter.map_err(bug)
    }
}

/// What is printed of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Print {
    /// All of it, before it is signed.
    Preview,
    /// All of it.
    Whole,
    /// The appeal instructions alone.
    Instructions,
}

async fn name(kernel: &Kernel, user: Option<UserId>) -> Result<Option<String>, Fault> {
    match user {
        Some(user) => kernel.user_name(user).await,
        None => Ok(None),
    }
}

/// Sets, seals and stores the documents of a signed decision, the authentic text first. Done again it
/// gives the same bytes and the same files, so that a process that dies in between leaves nothing twice.
///
/// # Errors
/// A fault when a store is away, the key cannot be reached, or the letter cannot be set.
pub async fn sheets(
    kernel: &Kernel,
    signer: &dyn Signer,
    (id, known): (DecisionId, &KnownDecision),
    print: Print,
) -> Result<Vec<Sheet>, Fault> {
    let (Stage::Signed { presented, signed, mode }
    | Stage::Archived { presented, signed, mode, .. }) = &known.stage
    else {
        return Ok(Vec::new());
    };
    let mode = known.reached.redirected.as_ref().map_or(mode, |(mode, _)| mode);
    let presenter = presented.as_ref().map(|presented: &Given| presented.by);
    let around = Surroundings::read(kernel, Some(signed.by), presenter).await?;
    let erased = || Fault::message("the fields of this decision were erased");
    let fields = signed.fields.as_ref().ok_or_else(erased)?;
    let mut sheets = Vec::new();
    for tongue in std::iter::once(known.language).chain(known.translation) {
        let day = signed.at.date();
        let letter = around.letter(known, fields, (mode, day, print), tongue)?;
        let words = Sealed::new(known.case, letter.clone());
        let pdf = set(letter).await?;
        let mut writer = kernel.begin_file(known.case, PDF_BYTES_MAX).await?;
        writer.write(&pdf.bytes).await.map_err(not_stored)?;
        let file = writer.finish(PDF).await.map_err(not_stored)?;
        sheets.push(Sheet {
            language: tongue,
            authentic: tongue == known.language,
            file: file.id,
            seal: signer.seal(id, &file.sha256)?,
            sha256: file.sha256,
            size: file.size,
            pages: pdf.pages,
            letter: Some(words),
        });
    }
    Ok(sheets)
}

fn not_stored(why: NotStored) -> Fault {
    match why {
        NotStored::Refused(refusal) => Fault::message(refusal.code),
        NotStored::Fault(fault) => fault,
    }
}

/// How a document in the archive stands up to a look at its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// The bytes are those that were sealed.
    Holds,
    /// They are others.
    Changed,
    /// The seal is not of this installation, or of something else.
    SealWrong,
    /// The key of its case was destroyed, and with it the document.
    Erased,
}

impl Proof {
    /// Code for texts.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Proof::Holds => "holds",
            Proof::Changed => "changed",
            Proof::SealWrong => "seal-wrong",
            Proof::Erased => "erased",
        }
    }
}

/// Reads a document of the archive again and compares it with its hash and seal.
///
/// # Errors
/// A fault when a store is away, or a chunk does not open.
pub async fn prove(
    kernel: &Kernel,
    (id, case): (DecisionId, CaseId),
    sheet: &Sheet,
) -> Result<Proof, Fault> {
    let subject = Subject::from(case);
    if let Some(None) = kernel.keys().find(&[subject].into()).await?.get(&subject) {
        return Ok(Proof::Erased);
    }
    let mut hasher = Sha256::new();
    let mut n = 0;
    while let Some(chunk) = kernel.file_chunk(sheet.file, n).await? {
        hasher.update(&chunk);
        n += 1;
    }
    let hash: [u8; 32] = hasher.finalize().into();
    let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    let key = LocalSigner::of(kernel).public_key();
    Ok(match (hash == sheet.sha256, sheet.seal.holds(id, &sheet.sha256, &key)) {
        (false, _) => Proof::Changed,
        (true, false) => Proof::SealWrong,
        (true, true) => Proof::Holds,
    })
}

/// Proves every document of a decision.
///
/// # Errors
/// As [`prove`].
pub async fn prove_all(kernel: &Kernel, id: DecisionId) -> Result<Vec<Proof>, Fault> {
    let (decision, _) = kernel.peek::<Decision>(id).await?;
    let mut proofs = Vec::new();
    let Some(known) = decision.known() else { return Ok(proofs) };
    for sheet in known.sheets() {
        proofs.push(prove(kernel, (id, known.case), sheet).await?);
    }
    Ok(proofs)
}

/// What proving a whole house found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proven {
    /// Documents that were read.
    pub documents: u64,
    /// Those of them that were erased with their case.
    pub erased: u64,
    /// Decisions with a document that is not what was sealed.
    pub wrong: Vec<(DecisionId, Proof)>,
}

/// Decisions read at once: a few kilobytes.
const BATCH_ROWS_MAX: i64 = 500;

/// Proves every document of every decision of the house; tells how many it has read.
///
/// # Errors
/// As [`prove`].
pub async fn prove_house(kernel: &Kernel, show: &mut dyn FnMut(u64)) -> Result<Proven, Fault> {
    let mut proven = Proven::default();
    let mut after = (Ts::from_micros(0), DecisionId(uuid::Uuid::nil()));
    loop {
        let batch = rows::by_stage(kernel, ARCHIVED, after, BATCH_ROWS_MAX).await?;
        let Some(last) = batch.last() else { return Ok(proven) };
        after = *last;
        for (_, id) in batch {
            for proof in prove_all(kernel, id).await? {
                proven.documents += 1;
                match proof {
                    Proof::Holds => {}
                    Proof::Erased => proven.erased += 1,
                    Proof::Changed | Proof::SealWrong => proven.wrong.push((id, proof)),
                }
            }
            show(proven.documents);
        }
    }
}
