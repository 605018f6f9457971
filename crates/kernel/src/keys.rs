//! Keys: one data key a subject, wrapped by a key-encryption key a class, in a store of its own.
//!
//! The key store is another database than the events', so that its backups can expire first: once
//! a key is destroyed there and in its backups, what it sealed is gone everywhere.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::db::migrate::{Migration, migrate};
use crate::db::{CommitError, Db, Inserts, Lane, Miss, Value, Write, WriteSet};
use crate::deciding::BoxFuture;
use crate::refusal::Fault;
use crate::rights::Class;
use crate::seal::Subject;
use crate::sql;
use crate::time::Ts;

/// Data keys kept in memory at most; beyond that the cache starts afresh (48 bytes each).
const CACHE_MAX: usize = 100_000;
/// How long a key found once is used without asking again.
const CACHE_LIFE: Duration = Duration::from_secs(60);
/// Subjects asked for in one read; fewer are asked for with the last one repeated.
const ASKED_AT_ONCE: usize = 16;
const NONCE: usize = 24;
/// Up to so many new keys go in as statements, which tell what exists already; more are a load.
const FEW: usize = 64;

/// Wraps and unwraps data keys: a file by default, a hardware module or vault later.
pub trait KeyRing: Send + Sync + 'static {
    /// Wraps a data key with the class's key-encryption key.
    ///
    /// # Errors
    /// Unavailable when the ring is away.
    fn wrap(&self, class: Class, subject: Subject, key: &[u8; 32]) -> Result<Vec<u8>, Fault>;

    /// Unwraps a data key.
    ///
    /// # Errors
    /// Corrupt when it was wrapped by another ring or for another subject.
    fn unwrap(&self, class: Class, subject: Subject, wrapped: &[u8]) -> Result<DataKey, Fault>;

    /// A key for a purpose of the server itself: cookies, cursors, search tokens, signatures.
    fn server_key(&self, purpose: &str) -> Zeroizing<[u8; 32]>;
}

/// A key that seals the values of one subject.
#[derive(Clone)]
pub struct DataKey(Zeroizing<[u8; 32]>);

impl DataKey {
    /// Wraps raw key bytes.
    #[must_use]
    pub const fn new(bytes: Zeroizing<[u8; 32]>) -> DataKey {
        DataKey(bytes)
    }

    /// Seals bytes; `context` names where they stand, so that they cannot be moved elsewhere.
    ///
    /// # Errors
    /// A bug when the cipher fails, which it does only for impossible lengths.
    pub fn seal(&self, context: &[u8], plain: &[u8]) -> Result<Vec<u8>, Fault> {
        seal_with(&self.0, context, plain)
    }

    /// Opens sealed bytes.
    ///
    /// # Errors
    /// Corrupt when key, context or bytes are not those of the sealing.
    pub fn open(&self, context: &[u8], sealed: &[u8]) -> Result<Vec<u8>, Fault> {
        open_with(&self.0, context, sealed)
    }
}

pub(crate) fn seal_with(key: &[u8; 32], context: &[u8], plain: &[u8]) -> Result<Vec<u8>, Fault> {
    let nonce: [u8; NONCE] = rand::random();
    let cipher = XChaCha20Poly1305::new(&Key::from(*key));
    let payload = Payload { msg: plain, aad: context };
    let sealed = cipher.encrypt(&XNonce::from(nonce), payload);
    let sealed = sealed.map_err(|_| Fault::message("sealing failed"))?;
    Ok([&nonce[..], &sealed].concat())
}

pub(crate) fn open_with(key: &[u8; 32], context: &[u8], sealed: &[u8]) -> Result<Vec<u8>, Fault> {
    let (nonce, body) = sealed
        .split_first_chunk::<NONCE>()
        .ok_or_else(|| Fault::corrupt("sealed bytes too short"))?;
    let cipher = XChaCha20Poly1305::new(&Key::from(*key));
    let payload = Payload { msg: body, aad: context };
    cipher
        .decrypt(&XNonce::from(*nonce), payload)
        .map_err(|_| Fault::corrupt("sealed bytes do not open: wrong key, place or bytes"))
}

/// Key-encryption keys in a file that only the service's user can read.
pub struct FileKeyRing {
    keys: BTreeMap<&'static str, Zeroizing<[u8; 32]>>,
    root: Zeroizing<[u8; 32]>,
}

impl FileKeyRing {
    /// Reads the file, or makes one with fresh keys when there is none.
    ///
    /// # Errors
    /// Unavailable when it cannot be read or written; corrupt when it is not a key ring.
    pub fn open(path: &Path) -> Result<FileKeyRing, Fault> {
        if !path.exists() {
            let names = Class::ALL.map(Class::code).into_iter().chain(["root"]);
            let text: String = names
                .map(|name| format!("{name} {}\n", hex(&rand::random::<[u8; 32]>())))
                .collect();
            write_private(path, &text).map_err(Fault::unavailable)?;
        }
        let text = Zeroizing::new(fs::read_to_string(path).map_err(Fault::unavailable)?);
        let mut keys = BTreeMap::new();
        for name in Class::ALL.map(Class::code).into_iter().chain(["root"]) {
            let found = text.lines().find_map(|l| l.strip_prefix(name)?.trim().into());
            let bytes = found.and_then(unhex).ok_or_else(|| {
                Fault::corrupt(format!("{} has no key named {name}", path.display()))
            })?;
            keys.insert(name, Zeroizing::new(bytes));
        }
        let root =
            keys.remove("root").ok_or_else(|| Fault::message("the root key was just read"))?;
        Ok(FileKeyRing { keys, root })
    }

    fn key(&self, class: Class) -> Result<&[u8; 32], Fault> {
        self.keys
            .get(class.code())
            .map(|k| &**k)
            .ok_or_else(|| Fault::message("a class without a key"))
    }
}

impl KeyRing for FileKeyRing {
    fn wrap(&self, class: Class, subject: Subject, key: &[u8; 32]) -> Result<Vec<u8>, Fault> {
        seal_with(self.key(class)?, subject.0.as_bytes(), key)
    }

    fn unwrap(&self, class: Class, subject: Subject, wrapped: &[u8]) -> Result<DataKey, Fault> {
        let plain = Zeroizing::new(open_with(self.key(class)?, subject.0.as_bytes(), wrapped)?);
        let key: [u8; 32] = plain
            .as_slice()
            .try_into()
            .map_err(|_| Fault::corrupt("a data key of another length"))?;
        Ok(DataKey(Zeroizing::new(key)))
    }

    fn server_key(&self, purpose: &str) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(keyed_hash(&self.root, purpose.as_bytes()))
    }
}

/// HMAC-SHA-256.
#[must_use]
pub fn keyed_hash(key: &[u8; 32], message: &[u8]) -> [u8; 32] {
    // HMAC fills a short key with zeros up to the block, so this is the same as the key itself.
    let mut block = [0_u8; 64];
    for (to, from) in block.iter_mut().zip(key) {
        *to = *from;
    }
    let mut mac = Hmac::<Sha256>::new(&block.into());
    mac.update(message);
    mac.finalize().into_bytes().into()
}

fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = fs::File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

fn unhex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (byte, at) in bytes.iter_mut().zip((0..64).step_by(2)) {
        *byte = u8::from_str_radix(text.get(at..at + 2)?, 16).ok()?;
    }
    Some(bytes)
}

/// The store of wrapped data keys.
pub struct KeyStore {
    db: Db,
    ring: Arc<dyn KeyRing>,
    cache: Mutex<Cache>,
}

/// Keys found lately. All of it is forgotten every minute: another process may have destroyed one.
struct Cache {
    since: Instant,
    keys: HashMap<Subject, Option<DataKey>>,
}

impl Default for Cache {
    fn default() -> Cache {
        Cache { since: Instant::now(), keys: HashMap::new() }
    }
}

impl Cache {
    fn fresh(&mut self) -> &mut HashMap<Subject, Option<DataKey>> {
        if self.since.elapsed() > CACHE_LIFE || self.keys.len() > CACHE_MAX {
            *self = Cache::default();
        }
        &mut self.keys
    }
}

const MIGRATIONS: &[Migration] =
    &[Migration { name: "keys/0001", sql: include_str!("../migrations/keys_0001.sql") }];

impl KeyStore {
    /// Opens the store and brings its table to shape.
    ///
    /// # Errors
    /// As [`migrate`].
    pub async fn open(db: Db, ring: Arc<dyn KeyRing>, at: Ts) -> Result<KeyStore, Fault> {
        migrate(&db, MIGRATIONS, at).await?;
        Ok(KeyStore::attach(db, ring))
    }

    /// A store whose table is in shape, such as one opened for reading beside a server.
    #[must_use]
    pub fn attach(db: Db, ring: Arc<dyn KeyRing>) -> KeyStore {
        KeyStore { db, ring, cache: Mutex::default() }
    }

    /// The ring behind it.
    #[must_use]
    pub fn ring(&self) -> &dyn KeyRing {
        &*self.ring
    }

    /// The database behind it.
    #[must_use]
    pub const fn db(&self) -> &Db {
        &self.db
    }

    /// Keys of subjects that have one; a destroyed key is `None`, an unknown subject is absent.
    ///
    /// # Errors
    /// Unavailable when the store is away.
    pub fn find<'a>(
        &'a self,
        subjects: &'a BTreeSet<Subject>,
    ) -> BoxFuture<'a, Result<HashMap<Subject, Option<DataKey>>, Fault>> {
        Box::pin(async move {
            let mut found = self.cached(subjects);
            let missing: Vec<Subject> =
                subjects.iter().filter(|s| !found.contains_key(s)).copied().collect();
            let select = sql!(
                "SELECT subject, class, wrapped FROM data_key WHERE subject IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"
            );
            for asked in missing.chunks(ASKED_AT_ONCE) {
                let last = asked.last().into_iter().cycle();
                let binds = asked.iter().chain(last).take(ASKED_AT_ONCE).map(|s| s.0.into());
                for row in self.db.look_up(select, binds.collect()).await? {
                    let (subject, class) = (Subject(row.get(0)?), class_of(row.get(1)?)?);
                    let wrapped: Option<Vec<u8>> = row.get(2)?;
                    let key = wrapped.map(|w| self.ring.unwrap(class, subject, &w)).transpose()?;
                    found.insert(subject, key);
                }
            }
            self.remember(missing.iter().filter_map(|s| Some((*s, found.get(s)?.clone()))));
            Ok(found)
        })
    }

    /// Keys of subjects, made and durably written for those that never had one. The event that
    /// needs them is written after this returns; a key without an event is harmless.
    ///
    /// # Errors
    /// Unavailable when the store is away.
    pub fn ensure<'a>(
        &'a self,
        subjects: &'a BTreeSet<Subject>,
        class: Class,
        at: Ts,
    ) -> BoxFuture<'a, Result<HashMap<Subject, Option<DataKey>>, Fault>> {
        Box::pin(async move {
            let mut found = self.find(subjects).await?;
            let missing: BTreeSet<Subject> =
                subjects.iter().filter(|s| !found.contains_key(s)).copied().collect();
            if !missing.is_empty() {
                found.extend(self.make(&missing, class, at).await?);
            }
            Ok(found)
        })
    }

    /// As [`KeyStore::ensure`], for subjects that are all new as far as anyone knows: a load asks
    /// for thousands, and finding out that none is there would take longer than making them.
    pub(crate) async fn make(
        &self,
        subjects: &BTreeSet<Subject>,
        class: Class,
        at: Ts,
    ) -> Result<Keys, Fault> {
        if subjects.is_empty() {
            return Ok(Keys::new());
        }
        let mut rows = Vec::with_capacity(subjects.len());
        let mut fresh = Keys::with_capacity(subjects.len());
        for subject in subjects {
            let key = Zeroizing::new(rand::random::<[u8; 32]>());
            let wrapped = self.ring.wrap(class, *subject, &key)?;
            rows.push(vec![(*subject).into(), class.level().into(), wrapped.into(), at.into()]);
            fresh.insert(*subject, Some(DataKey(key)));
        }
        let set = if rows.len() <= FEW {
            let insert = sql!(
                "INSERT INTO data_key (subject, class, wrapped, created_at, destroyed_at) VALUES ($1, $2, $3, $4, NULL)"
            );
            let write = |row| Write::new(insert, row).free_else(Miss::Again);
            WriteSet { writes: rows.into_iter().map(write).collect(), ..WriteSet::default() }
        } else {
            let columns = &["subject", "class", "wrapped", "created_at"];
            let inserts = vec![Inserts { table: "data_key", columns, rows }];
            WriteSet { lane: Lane::Batch, inserts, ..WriteSet::default() }
        };
        let many = !set.inserts.is_empty();
        match self.db.commit(set).await {
            Ok(()) => {
                if !many {
                    self.remember(fresh.iter().map(|(s, k)| (*s, k.clone())));
                }
                Ok(fresh)
            }
            // Someone else made one of them in this moment: theirs counts.
            Err(CommitError::Missed(_)) => self.ensure(subjects, class, at).await,
            Err(CommitError::Fault(_)) if many && !self.find(subjects).await?.is_empty() => {
                self.ensure(subjects, class, at).await
            }
            Err(CommitError::Fault(f) | CommitError::Retry(f)) => Err(f),
        }
    }

    /// Destroys a subject's key: everything sealed with it is unreadable from now on.
    ///
    /// # Errors
    /// Unavailable when the store is away; the call may be repeated.
    pub async fn destroy(&self, subject: Subject, at: Ts) -> Result<(), Fault> {
        let update = Write::new(
            sql!(
                "UPDATE data_key SET wrapped = NULL, destroyed_at = $2 WHERE subject = $1 AND wrapped IS NOT NULL"
            ),
            vec![subject.0.into(), at.into()],
        );
        let set = WriteSet { writes: vec![update], ..WriteSet::default() };
        self.db.commit(set).await.map_err(|e| match e {
            CommitError::Fault(f) | CommitError::Retry(f) => f,
            CommitError::Missed(m) => Fault::message(format!("{m:?}")),
        })?;
        self.remember([(subject, None)]);
        Ok(())
    }

    fn cached(&self, subjects: &BTreeSet<Subject>) -> HashMap<Subject, Option<DataKey>> {
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        let cache = cache.fresh();
        subjects.iter().filter_map(|s| cache.get(s).map(|k| (*s, k.clone()))).collect()
    }

    fn remember(&self, keys: impl IntoIterator<Item = (Subject, Option<DataKey>)>) {
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        cache.fresh().extend(keys);
    }
}

fn class_of(level: i64) -> Result<Class, Fault> {
    Class::ALL
        .into_iter()
        .find(|c| c.level() == level)
        .ok_or_else(|| Fault::corrupt(format!("class level {level}")))
}

/// The bytes that bind a sealed value to its place: subject, event and field.
pub(crate) fn context(subject: Subject, event: Uuid, field: &str) -> Vec<u8> {
    [subject.0.as_bytes(), event.as_bytes(), field.as_bytes()].concat()
}

/// Keys by subject; `None` when destroyed.
pub(crate) type Keys = HashMap<Subject, Option<DataKey>>;

impl From<Subject> for Value {
    fn from(subject: Subject) -> Value {
        Value::Uuid(subject.0)
    }
}
