//! Sign-in with name and password, sessions in our own store, and forms parked when one ends.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

use crate::audit::AuditKind;
use crate::db::{Value, Write, hash_parts};
use crate::keys::{open_with, seal_with};
use crate::refusal::Fault;
use crate::rights::{UserId, Who};
use crate::sql;
use crate::store::Kernel;
use crate::time::Ts;
use crate::user::User;

/// A session ends after this long without a request.
pub const IDLE_SECONDS: i64 = 30 * 60;
/// A session ends after this long in any case: a working day and a bit.
pub const SESSION_SECONDS: i64 = 12 * 3600;
/// How old `seen` may be before a request writes it again: one write a minute, not one a click.
const SEEN_SECONDS: i64 = 60;
/// Failed sign-ins of one login, or from one address, before it has to wait.
const FAILURES_MAX: u32 = 5;
/// How long it waits then.
const FAILURES_SECONDS: i64 = 15 * 60;
/// Logins and addresses whose failures are remembered at most.
const FAILURES_KEPT_MAX: usize = 100_000;
/// A parked form is kept for a day.
const PARKED_SECONDS: i64 = 24 * 3600;
/// Password hashings at once: each takes 19 MiB and a core for tens of milliseconds.
static HASHINGS: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(4);

/// A fresh session: its token goes into the cookie and nowhere else.
pub struct SignedIn {
    /// Random token, URL-safe text.
    pub token: String,
    /// Who acts in it.
    pub who: Who,
}

/// Why a sign-in did not succeed.
#[derive(Debug)]
pub enum NotSignedIn {
    /// Name or password wrong, or the user may not sign in: which of them is not told.
    Wrong,
    /// Too many failures; seconds to wait.
    Wait(i64),
    /// Something we have to mend.
    Fault(Fault),
}

impl From<Fault> for NotSignedIn {
    fn from(fault: Fault) -> NotSignedIn {
        NotSignedIn::Fault(fault)
    }
}

/// Failed sign-ins by login and by address, in memory: a restart forgives.
#[derive(Default)]
pub(crate) struct Failures(Mutex<HashMap<String, (u32, Ts)>>);

impl Failures {
    fn wait(&self, key: &str, now: Ts) -> Option<i64> {
        let map = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (count, last) = map.get(key)?;
        let left = (last.plus_seconds(FAILURES_SECONDS).micros() - now.micros()) / 1_000_000;
        // More than the whole time is left only when the clock was ahead.
        let waits = (1..=FAILURES_SECONDS).contains(&left);
        (*count >= FAILURES_MAX && waits).then_some(left)
    }

    fn add(&self, key: &str, now: Ts) {
        let mut map = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if map.len() >= FAILURES_KEPT_MAX {
            map.retain(|_, (_, last)| last.plus_seconds(FAILURES_SECONDS) > now);
        }
        let entry = map.entry(key.to_owned()).or_insert((0, now));
        let forgotten = entry.1.plus_seconds(FAILURES_SECONDS) <= now;
        *entry = (if forgotten { 1 } else { entry.0.saturating_add(1) }, now);
    }

    fn clear(&self, key: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
    }
}

/// Hashes a password with Argon2id and a fresh salt.
///
/// # Errors
/// A bug when hashing fails.
pub async fn hash_password(password: &str) -> Result<String, Fault> {
    let password = password.to_owned();
    let _permit = HASHINGS.acquire().await.map_err(Fault::bug)?;
    let hashed = tokio::task::spawn_blocking(move || {
        Argon2::default().hash_password(password.as_bytes()).map(|h| h.to_string())
    });
    hashed.await.map_err(Fault::bug)?.map_err(|e| Fault::message(e.to_string()))
}

async fn verify_password(password: &str, hash: String) -> Result<bool, Fault> {
    let password = password.to_owned();
    let _permit = HASHINGS.acquire().await.map_err(Fault::bug)?;
    let verified = tokio::task::spawn_blocking(move || {
        Argon2::default().verify_password(password.as_bytes(), hash.as_str()).is_ok()
    });
    verified.await.map_err(Fault::bug)
}

/// What an unknown login is checked against, so that it takes as long as a known one.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$QXVCeFR3bUxqWmFkUnB6eVd2S2tPaWpIZ0Y";

impl Kernel {
    /// Signs in with name and password from an address.
    ///
    /// # Errors
    /// See [`NotSignedIn`].
    pub async fn sign_in(
        &self,
        login: &str,
        password: &str,
        address: &str,
    ) -> Result<SignedIn, NotSignedIn> {
        let now = self.now();
        let login = login.trim().to_lowercase();
        let keys = [format!("login {login}"), format!("address {address}")];
        if let Some(left) = keys.iter().find_map(|k| self.0.failures.wait(k, now)) {
            return Err(NotSignedIn::Wait(left));
        }
        let id = self.user_by_login(&login).await?;
        let user = match id {
            Some(id) => self.peek::<User>(id).await?.0,
            None => Arc::default(),
        };
        let hash = match &*user {
            User::Known { password: Some(hash), enabled: true, .. } => hash.clone(),
            User::Known { .. } | User::Unknown => NOBODY.to_owned(),
        };
        let right = verify_password(password, hash).await?;
        match id {
            Some(id) if right => {
                keys.iter().for_each(|k| self.0.failures.clear(k));
                self.sign_in_as(id).await
            }
            _ => {
                keys.iter().for_each(|k| self.0.failures.add(k, now));
                let entry = self.entry(&Who::visitor(), AuditKind::SignIn, "sign-in.failed");
                self.audit(match id {
                    Some(id) => entry.about("user", id.0),
                    None => entry,
                })
                .await?;
                Err(NotSignedIn::Wrong)
            }
        }
    }

    /// Starts a session of a user whose identity was proven elsewhere.
    ///
    /// # Errors
    /// Wrong when the user may not sign in.
    pub async fn sign_in_as(&self, id: UserId) -> Result<SignedIn, NotSignedIn> {
        let now = self.now();
        let session = self.next_id();
        let (user, _) = self.peek::<User>(id).await?;
        let who = user.who(id, Some(session), &self.registry().rights).ok_or(NotSignedIn::Wrong)?;
        let token = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
        let insert = sql!(
            "INSERT INTO session (token_hash, id, user_id, created_at, seen_at, ends_at) VALUES ($1, $2, $3, $4, $4, $5)"
        );
        let ends = now.plus_seconds(SESSION_SECONDS);
        let binds = vec![token_hash(&token), session.into(), id.into(), now.into(), ends.into()];
        self.write(Write::new(insert, binds)).await?;
        self.audit(self.entry(&who, AuditKind::SignIn, "sign-in").about("user", id.0)).await?;
        Ok(SignedIn { token, who })
    }

    /// Who acts in the session of a token; nothing when it has ended.
    ///
    /// # Errors
    /// A fault when the database is away.
    pub async fn session(&self, token: &str) -> Result<Option<Who>, Fault> {
        let select = sql!(
            "SELECT s.id, s.user_id, s.seen_at, s.ends_at, u.name, u.unit, u.roles, u.units, u.clearance, u.compartments, u.enabled \
             FROM session s JOIN kernel_user u ON u.stream_id = s.user_id WHERE s.token_hash = $1"
        );
        let hash = token_hash(token);
        let Some(row) = self.db().fetch_optional(select, vec![hash.clone()]).await? else {
            return Ok(None);
        };
        let (id, user, seen, ends): (Uuid, UserId, Ts, Ts) =
            (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        let now = self.now();
        // Seen long after now: by a clock that was ahead, and nobody knows for how long it has idled.
        let ahead = seen > now.plus_seconds(SESSION_SECONDS);
        if now >= ends || now >= seen.plus_seconds(IDLE_SECONDS) || ahead {
            return Ok(None);
        }
        if now > seen.plus_seconds(SEEN_SECONDS) {
            let update = sql!("UPDATE session SET seen_at = $2 WHERE token_hash = $1");
            self.write(Write::new(update, vec![hash, now.into()])).await?;
        }
        let known = User::of_row(&row, 4)?;
        Ok(known.who(user, Some(id), &self.registry().rights))
    }

    /// Whose session a token was, ended or not: for forms posted too late.
    ///
    /// # Errors
    /// A fault when the database is away.
    pub async fn session_user(&self, token: &str) -> Result<Option<UserId>, Fault> {
        let select = sql!("SELECT user_id FROM session WHERE token_hash = $1");
        let row = self.db().fetch_optional(select, vec![token_hash(token)]).await?;
        row.map(|r| r.get(0)).transpose()
    }

    /// Ends a session. Its row stays until the nightly cleaning, so that a form posted from
    /// another tab still finds whose it is.
    ///
    /// # Errors
    /// A fault when the database is away.
    pub async fn sign_out(&self, who: &Who, token: &str) -> Result<(), Fault> {
        let end = sql!("UPDATE session SET ends_at = $2 WHERE token_hash = $1 AND ends_at > $2");
        self.write(Write::new(end, vec![token_hash(token), self.now().into()])).await?;
        self.audit(self.entry(who, AuditKind::SignIn, "sign-out").about("user", who.user.0)).await
    }

    /// Keeps what was typed, sealed, for the same user to find after signing in. Returns a token.
    ///
    /// # Errors
    /// A fault when the database is away.
    pub async fn park_form(&self, user: UserId, form: &[u8]) -> Result<String, Fault> {
        let token = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
        let key = self.keys().ring().server_key("parked forms");
        let sealed = seal_with(&key, user.0.as_bytes(), form)?;
        let insert = sql!(
            "INSERT INTO parked_form (token_hash, user_id, ends_at, sealed) VALUES ($1, $2, $3, $4)"
        );
        let ends = self.now().plus_seconds(PARKED_SECONDS);
        let binds = vec![token_hash(&token), user.into(), ends.into(), sealed.into()];
        self.write(Write::new(insert, binds)).await?;
        Ok(token)
    }

    /// What is parked under a token, for the user who typed it; nothing once its day is over.
    ///
    /// # Errors
    /// A fault when the database is away.
    pub async fn parked_form(&self, user: UserId, token: &str) -> Result<Option<Vec<u8>>, Fault> {
        let select =
            sql!("SELECT sealed, ends_at FROM parked_form WHERE token_hash = $1 AND user_id = $2");
        let binds = vec![token_hash(token), user.into()];
        let Some(row) = self.db().fetch_optional(select, binds).await? else { return Ok(None) };
        if row.get::<Ts>(1)? <= self.now() {
            return Ok(None);
        }
        let key = self.keys().ring().server_key("parked forms");
        open_with(&key, user.0.as_bytes(), &row.get::<Vec<u8>>(0)?).map(Some)
    }

    /// Forgets what this user parked under a token.
    ///
    /// # Errors
    /// A fault when the database is away.
    pub async fn forget_parked_form(&self, user: UserId, token: &str) -> Result<(), Fault> {
        let delete = sql!("DELETE FROM parked_form WHERE token_hash = $1 AND user_id = $2");
        self.write(Write::new(delete, vec![token_hash(token), user.into()])).await?;
        Ok(())
    }

    /// Deletes sessions and parked forms that have ended.
    ///
    /// # Errors
    /// A fault when the database is away.
    pub async fn tidy_sessions(&self) -> Result<(), Fault> {
        let now = self.now();
        // A day later, so that a form posted just after the end still finds whose it is.
        let old = now.plus_seconds(-PARKED_SECONDS);
        self.write(Write::new(sql!("DELETE FROM session WHERE ends_at < $1"), vec![old.into()]))
            .await?;
        self.write(Write::new(
            sql!("DELETE FROM parked_form WHERE ends_at < $1"),
            vec![now.into()],
        ))
        .await?;
        Ok(())
    }
}

pub(crate) fn token_hash(token: &str) -> Value {
    Value::Bytes(hash_parts(&[b"token", token.as_bytes()]).to_vec())
}
