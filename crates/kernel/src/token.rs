//! Tokens by which programs act for a user: made once, shown once, kept as a hash.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

use crate::audit::AuditKind;
use crate::db::Write;
use crate::refusal::{Fault, Refusal};
use crate::rights::{UserId, Who};
use crate::session::token_hash;
use crate::sql;
use crate::store::Kernel;
use crate::time::Ts;
use crate::user::User;

/// The longest a token holds: whoever runs the program comes by once a year.
pub const TOKEN_DAYS_MAX: i64 = 366;
/// What a token is called, in characters: the program and where it runs.
pub const TOKEN_NAME_CHARS_MAX: usize = 100;
/// Begins every token, so that one that leaked into a log or a repository is recognised.
const PREFIX: &str = "uma_";
const DAY_SECONDS: i64 = 86_400;

impl Kernel {
    /// Makes a token by which a program acts for a user, for so many days. It is told once.
    ///
    /// # Errors
    /// Refused when there is no such user, or the name or the days are out of bounds.
    pub async fn make_token(
        &self,
        by: &Who,
        user: UserId,
        name: &str,
        days: i64,
    ) -> Result<String, TokenNotMade> {
        let name = name.trim();
        if name.is_empty() || name.chars().count() > TOKEN_NAME_CHARS_MAX {
            return Err(Refusal::new("token-name").with("max", TOKEN_NAME_CHARS_MAX).into());
        }
        if !(1..=TOKEN_DAYS_MAX).contains(&days) {
            return Err(Refusal::new("token-days").with("max", TOKEN_DAYS_MAX).into());
        }
        let (known, _) = self.peek::<User>(user).await?;
        if !matches!(*known, User::Known { enabled: true, .. }) {
            return Err(Refusal::new("user-unknown").into());
        }
        let token = format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>()));
        let now = self.now();
        let insert = sql!(
            "INSERT INTO api_token (token_hash, id, user_id, name, created_at, ends_at) VALUES ($1, $2, $3, $4, $5, $6)"
        );
        let ends = now.plus_seconds(days * DAY_SECONDS);
        let id = self.next_id();
        let binds =
            vec![token_hash(&token), id.into(), user.into(), name.into(), now.into(), ends.into()];
        self.write(Write::new(insert, binds)).await?;
        let entry = self.entry(by, AuditKind::SignIn, "token.made").about("user", user.0);
        self.audit(entry.detail(name.to_owned())).await?;
        Ok(token)
    }

    /// Ends every token of a user; how many held until now.
    ///
    /// # Errors
    /// A fault when the database is away.
    pub async fn end_tokens(&self, by: &Who, user: UserId) -> Result<usize, Fault> {
        let now = self.now();
        let select = sql!("SELECT id FROM api_token WHERE user_id = $1 AND ends_at > $2");
        let held = self.db().fetch(select, vec![user.into(), now.into()]).await?.len();
        let end = sql!("UPDATE api_token SET ends_at = $2 WHERE user_id = $1 AND ends_at > $2");
        self.write(Write::new(end, vec![user.into(), now.into()])).await?;
        self.audit(self.entry(by, AuditKind::SignIn, "token.ended").about("user", user.0)).await?;
        Ok(held)
    }

    /// Who acts by a token; nothing when it has ended, or its user may not sign in.
    ///
    /// # Errors
    /// A fault when the database is away.
    pub async fn of_token(&self, token: &str) -> Result<Option<Who>, Fault> {
        let select = sql!(
            "SELECT t.id, t.user_id, t.ends_at, u.name, u.unit, u.roles, u.units, u.clearance, u.compartments, u.enabled \
             FROM api_token t JOIN kernel_user u ON u.stream_id = t.user_id WHERE t.token_hash = $1"
        );
        let row = self.db().fetch_optional(select, vec![token_hash(token)]).await?;
        let Some(row) = row else { return Ok(None) };
        let (id, user, ends): (Uuid, UserId, Ts) = (row.get(0)?, row.get(1)?, row.get(2)?);
        if ends <= self.now() {
            return Ok(None);
        }
        Ok(User::of_row(&row, 3)?.who(user, Some(id), &self.registry().rights))
    }

    /// Deletes tokens that have ended.
    ///
    /// # Errors
    /// A fault when the database is away.
    pub async fn tidy_tokens(&self) -> Result<(), Fault> {
        let delete = sql!("DELETE FROM api_token WHERE ends_at < $1");
        self.write(Write::new(delete, vec![self.now().into()])).await?;
        Ok(())
    }
}

/// Why there is no token.
#[derive(Debug, thiserror::Error)]
pub enum TokenNotMade {
    /// It cannot be asked for like this.
    #[error("refused: {}", .0.code)]
    Refused(Refusal),
    /// Something we have to mend.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<Refusal> for TokenNotMade {
    fn from(refusal: Refusal) -> TokenNotMade {
        TokenNotMade::Refused(refusal)
    }
}
