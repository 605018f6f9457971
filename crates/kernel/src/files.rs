//! Files: content in sealed chunks of 256 KiB, streamed in and out, stored once per subject.

use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::db::{CommitError, Lane, Miss, Value, Write, WriteSet};
use crate::keys::{DataKey, keyed_hash};
use crate::refusal::{Fault, Refusal};
use crate::rights::Class;
use crate::seal::Subject;
use crate::sql;
use crate::store::Kernel;
use crate::time::Ts;

crate::id!(
    /// A stored file.
    FileId, "file"
);

/// Bytes of a chunk before sealing: small enough for one row, large enough for few of them.
pub const CHUNK: usize = 256 * 1024;
/// Files left unfinished this long are removed.
const UNFINISHED_SECONDS: i64 = 24 * 3600;

/// A finished file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    /// Its id.
    pub id: FileId,
    /// Bytes.
    pub size: u64,
    /// SHA-256 of the content, hex: for receipts.
    pub sha256: String,
    /// Media type found in the content.
    pub media_type: String,
}

/// A file being received.
pub struct FileWriter {
    kernel: Kernel,
    id: FileId,
    subject: Subject,
    key: DataKey,
    hasher: Sha256,
    buffer: Vec<u8>,
    size: u64,
    size_max: u64,
    chunks: i64,
    /// When it began to be received.
    at: Ts,
}

/// Why bytes were not taken.
#[derive(Debug)]
pub enum NotStored {
    /// Too large, or empty.
    Refused(Refusal),
    /// Something we have to mend.
    Fault(Fault),
}

impl From<Fault> for NotStored {
    fn from(fault: Fault) -> NotStored {
        NotStored::Fault(fault)
    }
}

impl Kernel {
    /// Starts to receive a file of at most `size_max` bytes, sealed with the subject's key.
    ///
    /// # Errors
    /// A fault when a store is away, or the subject's key was destroyed.
    pub async fn begin_file(
        &self,
        subject: impl Into<Subject>,
        size_max: u64,
    ) -> Result<FileWriter, Fault> {
        let subject = subject.into();
        let now = self.now();
        let keys = self.keys().ensure(&[subject].into(), Class::Normal, now).await?;
        let key = keys.get(&subject).cloned().flatten();
        let key =
            key.ok_or_else(|| Fault::message("the key of this file's subject was destroyed"))?;
        Ok(FileWriter {
            kernel: self.clone(),
            id: FileId(self.next_id()),
            subject,
            key,
            hasher: Sha256::new(),
            buffer: Vec::new(),
            size: 0,
            size_max,
            chunks: 0,
            at: now,
        })
    }

    /// A chunk of a finished file, counted from 0; nothing after the last.
    ///
    /// # Errors
    /// Corrupt when it does not open; a fault when a store is away or the key destroyed.
    pub async fn file_chunk(&self, file: FileId, n: i64) -> Result<Option<Vec<u8>>, Fault> {
        let select = sql!(
            "SELECT c.sealed, f.subject FROM file f JOIN file_chunk c ON c.file_id = f.file_id WHERE f.file_id = $1 AND c.n = $2 AND f.finished"
        );
        let Some(row) = self.db().fetch_optional(select, vec![file.into(), n.into()]).await? else {
            return Ok(None);
        };
        let subject = Subject(row.get(1)?);
        let keys = self.keys().find(&[subject].into()).await?;
        let Some(key) = keys.get(&subject).cloned().flatten() else {
            return Err(Fault::message("the key of this file's subject was destroyed"));
        };
        key.open(&chunk_context(file, n), &row.get::<Vec<u8>>(0)?).map(Some)
    }

    /// Removes files that nobody finished.
    ///
    /// # Errors
    /// A fault when the database is away.
    pub async fn tidy_files(&self) -> Result<(), Fault> {
        let select = sql!("SELECT file_id FROM file WHERE finished = FALSE AND created_at < $1");
        let old: Ts = self.now().plus_seconds(-UNFINISHED_SECONDS);
        for row in self.db().fetch(select, vec![old.into()]).await? {
            self.remove_file(row.get(0)?).await?;
        }
        Ok(())
    }

    async fn remove_file(&self, file: FileId) -> Result<(), Fault> {
        let chunks =
            Write::new(sql!("DELETE FROM file_chunk WHERE file_id = $1"), vec![file.into()]);
        let whole = Write::new(sql!("DELETE FROM file WHERE file_id = $1"), vec![file.into()]);
        commit(self, vec![chunks, whole]).await
    }
}

impl FileWriter {
    /// Takes bytes.
    ///
    /// # Errors
    /// Refused as soon as the file is larger than allowed; nothing of it is kept then.
    pub async fn write(&mut self, mut bytes: &[u8]) -> Result<(), NotStored> {
        self.size += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if self.size > self.size_max {
            self.remove().await?;
            let megabytes = self.size_max / 1_000_000;
            return Err(NotStored::Refused(Refusal::new("file-too-large").with("max", megabytes)));
        }
        self.hasher.update(bytes);
        while !bytes.is_empty() {
            let (now, later) = bytes.split_at(bytes.len().min(CHUNK - self.buffer.len()));
            self.buffer.extend_from_slice(now);
            bytes = later;
            if self.buffer.len() == CHUNK {
                self.flush().await?;
            }
        }
        Ok(())
    }

    /// Ends the file; from now on it can be read. The same content under the same subject is
    /// stored once.
    ///
    /// # Errors
    /// Refused when it is empty.
    pub async fn finish(mut self, media_type: &str) -> Result<StoredFile, NotStored> {
        if self.size == 0 {
            return Err(NotStored::Refused(Refusal::new("file-empty")));
        }
        let digest: [u8; 32] = std::mem::take(&mut self.hasher).finalize().into();
        let sha256 = digest.iter().map(|b| format!("{b:02x}")).collect();
        let content_key = self.kernel.keys().ring().server_key("file content");
        let content = keyed_hash(&content_key, &digest).to_vec();
        let (id, size, media) = (self.id, self.size, media_type.to_owned());
        let stored = |id| StoredFile { id, size, sha256, media_type: media };
        let select =
            sql!("SELECT file_id FROM file WHERE subject = $1 AND content = $2 AND finished");
        let binds = vec![self.subject.into(), Value::Bytes(content.clone())];
        if let Some(row) = self.kernel.db().fetch_optional(select, binds).await? {
            self.remove().await?;
            return Ok(stored(row.get(0)?));
        }
        if let Err(fault) = self.end(content, media_type).await {
            // It took so long that it was removed as unfinished: what came since goes too.
            self.remove().await?;
            return Err(fault.into());
        }
        Ok(stored(id))
    }

    /// Writes what is left and that it is whole; a file of one chunk is written here alone, in one go.
    async fn end(&mut self, content: Vec<u8>, media_type: &str) -> Result<(), Fault> {
        let size = i64::try_from(self.size).map_err(Fault::bug)?;
        let begun = self.chunks > 0;
        let mut writes = Vec::new();
        if !self.buffer.is_empty() {
            writes.push(self.chunk()?);
        }
        if begun {
            let update = sql!(
                "UPDATE file SET content = $2, size = $3, chunks = $4, media_type = $5, finished = TRUE WHERE file_id = $1"
            );
            let (id, chunks) = (self.id.into(), self.chunks.into());
            let binds = vec![id, content.into(), size.into(), chunks, media_type.into()];
            writes.insert(0, Write::new(update, binds).one_else(Miss::Gone));
        } else {
            writes.push(self.row(content, size, media_type, true));
        }
        commit(&self.kernel, writes).await
    }

    /// Removes what was written of it.
    async fn remove(&self) -> Result<(), Fault> {
        if self.chunks > 0 { self.kernel.remove_file(self.id).await } else { Ok(()) }
    }

    fn row(&self, content: Vec<u8>, size: i64, media_type: &str, finished: bool) -> Write {
        let insert = sql!(
            "INSERT INTO file (file_id, subject, content, size, chunks, media_type, finished, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        );
        let binds = vec![
            self.id.into(),
            self.subject.into(),
            content.into(),
            size.into(),
            self.chunks.into(),
            media_type.into(),
            finished.into(),
            self.at.into(),
        ];
        Write::new(insert, binds).apart()
    }

    /// The first bytes received so far, to tell the type by content.
    #[must_use]
    pub fn beginning(&self) -> &[u8] {
        &self.buffer
    }

    /// Writes a whole chunk; with the first one, that there is a file which is not finished.
    async fn flush(&mut self) -> Result<(), Fault> {
        let first = (self.chunks == 0).then(|| self.row(Vec::new(), 0, "", false));
        let chunk = self.chunk()?;
        commit(&self.kernel, first.into_iter().chain([chunk]).collect()).await
    }

    /// The chunk of what waits, which is the next one.
    fn chunk(&mut self) -> Result<Write, Fault> {
        let sealed = self.key.seal(&chunk_context(self.id, self.chunks), &self.buffer)?;
        let insert = sql!("INSERT INTO file_chunk (file_id, n, sealed) VALUES ($1, $2, $3)");
        let binds = vec![self.id.into(), self.chunks.into(), sealed.into()];
        self.buffer.clear();
        self.chunks += 1;
        Ok(Write::new(insert, binds).apart())
    }
}

/// Files go through the batch lane: nobody's click waits behind an upload.
async fn commit(kernel: &Kernel, writes: Vec<Write>) -> Result<(), Fault> {
    let set = WriteSet { lane: Lane::Batch, writes, ..WriteSet::default() };
    kernel.db().commit(set).await.map_err(|e| match e {
        CommitError::Fault(f) | CommitError::Retry(f) => f,
        CommitError::Missed(m) => Fault::message(format!("{m:?}")),
    })
}

pub(crate) fn chunk_context(file: FileId, n: i64) -> Vec<u8> {
    [file.0.as_bytes(), &n.to_be_bytes()[..]].concat()
}

impl From<Uuid> for Subject {
    fn from(id: Uuid) -> Subject {
        Subject(id)
    }
}
