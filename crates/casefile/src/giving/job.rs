//! Makes a file that was ordered, by the rights of whoever ordered it. Killed at any moment it begins
//! anew; the same order is the same PDF, which is stored once, and the event that says so ends it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use kernel::{Cause, Fault, FileId, Kernel, NotDone, NotStored, Run, State, StoredFile, User, Who};
use paper::Paper;
use serde::{Deserialize, Serialize};

use super::plan::plan;
use super::sheet::{Ready, Sheet};
use super::words::Words;
use crate::acts::{EndFile, KeepFile};
use crate::events::{Document, Failed, Party};
use crate::ids::{CaseId, GivenId};
use crate::rights::{GIVE, GRANTS};
use crate::state::{Case, Given, Giving, KnownCase, Organisation, Person};

/// The job that makes a file for a party.
pub(crate) const GIVE_FILE: &str = "casefile.give_file";

/// Bytes of a file: what it is made of, with room for covers and pages that became pictures.
const GIVEN_BYTES_MAX: u64 = 400_000_000;

/// Fonts and templates, read once.
static PAPER: LazyLock<Result<Paper, paper::Fault>> = LazyLock::new(Paper::new);

/// Which file, as the job is told.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Order {
    /// Of which case.
    pub(crate) case: CaseId,
    /// Which.
    pub(crate) given: GivenId,
}

/// Why a file was not made: for people, and about which document; or for us.
enum Not {
    Made(Failed, Option<FileId>),
    Fault(Fault),
}

impl From<Fault> for Not {
    fn from(fault: Fault) -> Not {
        Not::Fault(fault)
    }
}

impl From<(Failed, Option<FileId>)> for Not {
    fn from((why, document): (Failed, Option<FileId>)) -> Not {
        Not::Made(why, document)
    }
}

/// Makes the file; one that is made or given up already is left alone.
pub(crate) async fn give_file(run: kernel::JobRun) -> Result<(), Fault> {
    let order: Order = serde_json::from_value(run.payload.clone())?;
    let (giving, _) = run.kernel.peek::<Giving>(order.case).await?;
    let Some(given) = giving.pending(order.given) else { return Ok(()) };
    match made(&run, order, &giving, given).await {
        Ok(()) => Ok(()),
        Err(Not::Fault(fault)) => Err(fault),
        Err(Not::Made(why, document)) => {
            let Order { case, given } = order;
            let end = EndFile { case, given, why, document };
            done(run.kernel.run(&Who::machine(), end, by_job(&run)).await)
        }
    }
}

fn by_job(run: &kernel::JobRun) -> Run {
    Run { cause: Cause::Job(run.id), ..Run::default() }
}

fn done(outcome: Result<kernel::Done, NotDone>) -> Result<(), Fault> {
    match outcome {
        Ok(_) | Err(NotDone::Refused(_) | NotDone::NotFound) => Ok(()),
        Err(NotDone::Fault(fault)) => Err(fault),
        Err(other) => Err(Fault::message(format!("a file for a party: {other:?}"))),
    }
}

async fn made(
    run: &kernel::JobRun,
    order: Order,
    giving: &Giving,
    given: &Given,
) -> Result<(), Not> {
    let kernel = &run.kernel;
    let (user, _) = kernel.peek::<User>(given.by).await?;
    let who = user.who(given.by, None, GRANTS).ok_or((Failed::NotAllowed, None))?;
    // They look at all that goes into it: that is recorded, and what they may not see stays out.
    let opened = kernel.open::<Case>(&who, order.case, GIVE, "case.keep_file").await;
    let opened = opened.map_err(not_seen)?;
    let case = opened.state.known().ok_or((Failed::NotAllowed, None))?;
    let now = giving.kept_from(given.to, &given.documents);
    if now != given.redactions || !giving.undecided(case, &given.documents).is_empty() {
        return Err((Failed::Changed, None).into());
    }
    let receiver = receiver(kernel, &who, given).await?.ok_or((Failed::NotAllowed, None))?;
    let plan = plan(giving, &given.redactions, &given.documents);
    let words = Words::of(&given.language);
    let sheet = Sheet { words, case, at: given.at, receiver, plan: &plan };
    let contents = contents(run, case, &sheet).await?;
    let Ready { file, numbers } = sheet.ready(contents)?;
    let set = blocking(move || match &*PAPER {
        Ok(paper) => paper.file(&file),
        Err(fault) => Err(fault.clone()),
    });
    let pdf = set.await?.map_err(|fault| failed(&fault, &numbers))?;
    let stored = stored(kernel, order.case, &pdf.bytes).await?;
    let incomplete = pdf.incomplete.iter().filter_map(|(n, _)| numbers.get(n).copied());
    let keep = KeepFile {
        case: order.case,
        given: order.given,
        stored,
        page_count: pdf.pages,
        incomplete: incomplete.collect::<BTreeSet<_>>().into_iter().collect(),
    };
    match kernel.run(&who, keep, by_job(run)).await {
        Err(NotDone::NotAllowed | NotDone::NotFound) => Err((Failed::NotAllowed, None).into()),
        outcome => done(outcome).map_err(Not::Fault),
    }
}

fn not_seen(why: NotDone) -> Not {
    match why {
        NotDone::Fault(fault) => Not::Fault(fault),
        _ => Not::Made(Failed::NotAllowed, None),
    }
}

/// Who gets it, as far as whoever gives it may see them.
async fn receiver(kernel: &Kernel, who: &Who, given: &Given) -> Result<Option<String>, Fault> {
    let to = name(kernel, who, given.to).await?;
    let Some(through) = given.through else { return Ok(to) };
    let (Some(to), Some(through)) = (to, name(kernel, who, through).await?) else {
        return Ok(None);
    };
    let args = [("name", web::AsArg::as_arg(&through)), ("party", web::AsArg::as_arg(&to))];
    Ok(Some(Words::of(&given.language).say("given-for", &args)))
}

async fn name(kernel: &Kernel, who: &Who, party: Party) -> Result<Option<String>, Fault> {
    match party {
        Party::Person(id) => {
            let (person, _) = kernel.peek::<Person>(id).await?;
            let seen = person.access().is_some_and(|access| who.sees(&access));
            Ok(person.shown().filter(|_| seen))
        }
        Party::Organisation(id) => Ok(kernel.peek::<Organisation>(id).await?.0.shown()),
    }
}

/// The content of what is shown; how far it is, is told document by document.
async fn contents(
    run: &kernel::JobRun,
    case: &KnownCase,
    sheet: &Sheet<'_>,
) -> Result<BTreeMap<FileId, Vec<u8>>, Not> {
    let mut documents: Vec<&Document> = Vec::new();
    for file in sheet.read() {
        let known = case.document(file).ok_or((Failed::Changed, Some(file)))?;
        if known.2.name.get().is_none() {
            // Name and content have one key.
            return Err((Failed::Erased, Some(file)).into());
        }
        documents.push(&known.2);
    }
    let size = documents.iter().fold(0_u64, |sum, document| sum.saturating_add(document.size));
    if usize::try_from(size).map_or(true, |size| size > paper::BYTES_MAX) {
        return Err((Failed::TooLarge, None).into());
    }
    let mut contents = BTreeMap::new();
    let all = i64::try_from(documents.len()).unwrap_or(i64::MAX);
    for (document, place) in documents.into_iter().zip(0..) {
        run.progress(place, all);
        let content = bytes(&run.kernel, document.file).await?;
        if content.is_empty() {
            return Err((Failed::Unreadable, Some(document.file)).into());
        }
        contents.insert(document.file, content);
    }
    run.progress(all, all);
    Ok(contents)
}

/// A stored file, whole; empty when there is none.
pub(crate) async fn bytes(kernel: &Kernel, file: FileId) -> Result<Vec<u8>, Fault> {
    let mut content = Vec::new();
    for n in 0.. {
        match kernel.file_chunk(file, n).await? {
            Some(chunk) => content.extend_from_slice(&chunk),
            None => break,
        }
    }
    Ok(content)
}

/// How many pages a document has of which some could be hidden: none when it is a text or cannot be
/// read.
pub(crate) async fn length(kernel: &Kernel, document: &Document) -> Result<usize, Fault> {
    if document.name.get().is_none() {
        return Ok(0);
    }
    match document.media_type.as_str() {
        "application/pdf" => {
            let content = bytes(kernel, document.file).await?;
            blocking(move || paper::pages(&content).unwrap_or(0)).await
        }
        kind if kind.starts_with("image/") => Ok(1),
        _ => Ok(0),
    }
}

/// Work of the processor, where it does not hold up others.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Fault> {
    tokio::task::spawn_blocking(work).await.map_err(Fault::bug)
}

async fn stored(kernel: &Kernel, case: CaseId, pdf: &[u8]) -> Result<StoredFile, Not> {
    let not = |why| match why {
        NotStored::Refused(_) => Not::Made(Failed::TooLarge, None),
        NotStored::Fault(fault) => Not::Fault(fault),
    };
    let mut writer = kernel.begin_file(case, GIVEN_BYTES_MAX).await?;
    writer.write(pdf).await.map_err(not)?;
    writer.finish("application/pdf").await.map_err(not)
}

/// What people are told of a fault, and of which document.
fn failed(fault: &paper::Fault, numbers: &BTreeMap<String, FileId>) -> (Failed, Option<FileId>) {
    match fault {
        paper::Fault::Document { number, fault } => {
            (failed(fault, numbers).0, numbers.get(number).copied())
        }
        paper::Fault::LockedPdf
        | paper::Fault::ForeignPdf { .. }
        | paper::Fault::Picture { .. } => (Failed::Unreadable, None),
        paper::Fault::Blackout => (Failed::Outside, None),
        paper::Fault::TooLarge { .. } => (Failed::TooLarge, None),
        paper::Fault::TooSlow { .. } => (Failed::TooSlow, None),
        paper::Fault::Empty { .. }
        | paper::Fault::Shape { .. }
        | paper::Fault::Language { .. }
        | paper::Fault::Setting { .. } => {
            tracing::error!(%fault, "a file for a party could not be set");
            (Failed::Ours, None)
        }
    }
}
