//! Users: who signs in, with which roles, units, clearance and compartments.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::act::{Act, Changes};
use crate::blind::BlindIndex;
use crate::db::DbRow;
use crate::event::{EventSet, Kind, Meta, State};
use crate::refusal::{Fault, Refusal};
use crate::rights::{Class, Ctx, Right, RightGrant, UserId, Who};
use crate::rows::{Row, Table};
use crate::seal::{Sealed, Subject};
use crate::store::{Kernel, Read};

/// Longest name or login: fits every form and list column.
const NAME_MAX: usize = 200;

/// What a user is to the house.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Code of their own unit.
    pub unit: String,
    /// Codes of roles held.
    pub roles: BTreeSet<String>,
    /// Codes of the units whose rows they see; their own is always among them.
    pub units: BTreeSet<String>,
    /// Highest class they see.
    #[serde(default)]
    pub clearance: Class,
    /// Compartments they are in.
    #[serde(default)]
    pub compartments: BTreeSet<Uuid>,
}

/// What happens to a user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum UserEvent {
    /// The user may sign in from now on.
    #[serde(rename = "user.added")]
    Added {
        /// Name as shown.
        name: Sealed<String>,
        /// What they type to sign in, folded to lower case.
        login: Sealed<String>,
        /// Argon2id hash of the password; nothing when they sign in elsewhere.
        password: Option<Sealed<String>>,
        /// Roles and units.
        profile: Profile,
    },
    /// Roles, units, clearance or compartments changed.
    #[serde(rename = "user.profile_changed")]
    ProfileChanged {
        /// All of it as it is now.
        profile: Profile,
    },
    /// A new password.
    #[serde(rename = "user.password_set")]
    PasswordSet {
        /// Argon2id hash.
        password: Sealed<String>,
    },
    /// May no longer sign in.
    #[serde(rename = "user.disabled")]
    Disabled {},
    /// May sign in again.
    #[serde(rename = "user.enabled")]
    Enabled {},
}

impl EventSet for UserEvent {
    const KINDS: &'static [Kind] = &[
        Kind { name: "user.added", schema: 1 },
        Kind { name: "user.profile_changed", schema: 1 },
        Kind { name: "user.password_set", schema: 1 },
        Kind { name: "user.disabled", schema: 1 },
        Kind { name: "user.enabled", schema: 1 },
    ];
}

/// A user as known now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum User {
    /// No such user.
    #[default]
    Unknown,
    /// A user.
    Known {
        /// Name as shown; nothing once erased.
        name: Option<String>,
        /// Login; nothing once erased.
        login: Option<String>,
        /// Password hash.
        password: Option<String>,
        /// Roles and units.
        profile: Profile,
        /// May sign in.
        enabled: bool,
    },
}

static USER: Table = Table {
    name: "kernel_user",
    columns: &[
        "stream_id",
        "name",
        "login",
        "password",
        "unit",
        "roles",
        "units",
        "clearance",
        "compartments",
        "enabled",
    ],
    key: 1,
};
static USER_UNIT: Table =
    Table { name: "kernel_user_unit", columns: &["stream_id", "unit"], key: 2 };
static USER_COMPARTMENT: Table =
    Table { name: "kernel_user_compartment", columns: &["stream_id", "compartment"], key: 2 };

/// Tables of the user's rows.
pub const USER_TABLES: &[&Table] = &[&USER, &USER_UNIT, &USER_COMPARTMENT];

impl State for User {
    const STREAM: &'static str = "user";
    type Event = UserEvent;

    fn apply(&mut self, event: UserEvent, _: Meta<'_>) {
        match (event, self) {
            (UserEvent::Added { name, login, password, profile }, user) => {
                *user = User::Known {
                    name: name.into_option(),
                    login: login.into_option(),
                    password: password.and_then(Sealed::into_option),
                    profile,
                    enabled: true,
                };
            }
            (UserEvent::ProfileChanged { profile: new }, User::Known { profile, .. }) => {
                *profile = new;
            }
            (UserEvent::PasswordSet { password: new }, User::Known { password, .. }) => {
                *password = new.into_option();
            }
            (UserEvent::Disabled {}, User::Known { enabled, .. }) => *enabled = false,
            (UserEvent::Enabled {}, User::Known { enabled, .. }) => *enabled = true,
            (
                UserEvent::ProfileChanged { .. }
                | UserEvent::PasswordSet { .. }
                | UserEvent::Disabled {}
                | UserEvent::Enabled {},
                User::Unknown,
            ) => {}
        }
    }

    fn rows(&self, stream: Uuid, _: &BlindIndex) -> Vec<Row> {
        let User::Known { name: Some(name), login: Some(login), password, profile, enabled } = self
        else {
            return Vec::new();
        };
        let words = |set: &BTreeSet<String>| set.iter().cloned().collect::<Vec<_>>().join(" ");
        let compartments: BTreeSet<String> =
            profile.compartments.iter().map(Uuid::to_string).collect();
        let mut rows = vec![Row::new(
            &USER,
            vec![
                stream.into(),
                name.into(),
                login.into(),
                password.clone().into(),
                profile.unit.as_str().into(),
                words(&profile.roles).into(),
                words(&profile.units).into(),
                profile.clearance.level().into(),
                words(&compartments).into(),
                (*enabled).into(),
            ],
        )];
        let own = std::iter::once(&profile.unit);
        // Whoever comes from outside is of no unit.
        let units = profile.units.iter().chain(own).filter(|unit| !unit.is_empty());
        let units: BTreeSet<&String> = units.collect();
        rows.extend(
            units.iter().map(|u| Row::new(&USER_UNIT, vec![stream.into(), u.as_str().into()])),
        );
        rows.extend(
            profile
                .compartments
                .iter()
                .map(|c| Row::new(&USER_COMPARTMENT, vec![stream.into(), (*c).into()])),
        );
        rows
    }
}

impl User {
    /// A user as their row says, without login and password: name, unit, roles, units, clearance,
    /// compartments and whether they may sign in, from a column on.
    pub(crate) fn of_row(row: &DbRow, from: usize) -> Result<User, Fault> {
        let words = |text: String| text.split_whitespace().map(str::to_owned).collect();
        let compartments: String = row.get(from + 5)?;
        let compartments = compartments.split_whitespace().map(str::parse);
        Ok(User::Known {
            name: row.get(from)?,
            login: None,
            password: None,
            profile: Profile {
                unit: row.get(from + 1)?,
                roles: words(row.get(from + 2)?),
                units: words(row.get(from + 3)?),
                clearance: Class::of_level(row.get(from + 4)?)?,
                compartments: compartments.collect::<Result<_, _>>().map_err(Fault::bug)?,
            },
            enabled: row.get(from + 6)?,
        })
    }

    /// The user as someone who acts, with the rights of their roles; nothing when disabled.
    #[must_use]
    pub fn who(&self, id: UserId, session: Option<Uuid>, grants: &[RightGrant]) -> Option<Who> {
        let User::Known { name, profile, enabled: true, .. } = self else { return None };
        let holds = |g: &&RightGrant| g.roles.iter().any(|r| profile.roles.contains(*r));
        let mut units = profile.units.clone();
        units.insert(profile.unit.clone());
        Some(Who {
            user: id,
            name: name.clone().unwrap_or_default().into(),
            rights: Arc::new(grants.iter().filter(holds).map(|g| g.right).collect()),
            unit: profile.unit.as_str().into(),
            units: Arc::new(units),
            clearance: profile.clearance,
            compartments: Arc::new(profile.compartments.clone()),
            session,
            on_behalf_of: None,
        })
    }
}

/// Managing users.
pub const MANAGE_USERS: Right = Right("kernel.users");

/// Roles that hold the kernel's own rights.
pub const GRANTS: &[RightGrant] = &[RightGrant { right: MANAGE_USERS, roles: &["admin"] }];

/// Adds a user.
#[derive(Debug, Clone)]
pub struct AddUser {
    /// The id the user gets.
    pub id: UserId,
    /// Name as shown.
    pub name: String,
    /// What they type to sign in.
    pub login: String,
    /// Argon2id hash; see [`crate::hash_password`].
    pub password_hash: Option<String>,
    /// Roles and units.
    pub profile: Profile,
}

impl Act for AddUser {
    const NAME: &'static str = "user.add";
    const RIGHT: Right = MANAGE_USERS;
    type State = User;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.id.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, user: &User, (): &(), _: &Ctx<'_>) -> Result<Changes, Refusal> {
        if *user != User::Unknown {
            return Err(Refusal::new("user-exists"));
        }
        let login = self.login.trim().to_lowercase();
        let fits = |s: &str| !s.trim().is_empty() && s.chars().count() <= NAME_MAX;
        if !fits(&self.name) || !fits(&login) || login.contains(char::is_whitespace) {
            return Err(Refusal::new("user-name-wrong").with("max", NAME_MAX));
        }
        let subject = Subject(self.id.0);
        let added = UserEvent::Added {
            name: Sealed::new(subject, self.name.trim().to_owned()),
            login: Sealed::new(subject, login.clone()),
            password: self.password_hash.clone().map(|p| Sealed::new(subject, p)),
            profile: self.profile.clone(),
        };
        Ok(Changes::one(self.id, &added).claim("login", login, self.id))
    }
}

/// Changes what a user is to the house, from their next request on.
#[derive(Debug, Clone)]
pub struct ChangeUser {
    /// Whom.
    pub id: UserId,
    /// All of it as it is then.
    pub profile: Profile,
}

impl Act for ChangeUser {
    const NAME: &'static str = "user.change";
    const RIGHT: Right = MANAGE_USERS;
    type State = User;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.id.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, user: &User, (): &(), _: &Ctx<'_>) -> Result<Changes, Refusal> {
        let User::Known { profile, .. } = user else { return Err(Refusal::new("user-unknown")) };
        if *profile == self.profile {
            return Ok(Changes::new());
        }
        let profile = self.profile.clone();
        Ok(Changes::one(self.id, &UserEvent::ProfileChanged { profile }))
    }
}

/// Lets a user sign in again, or no longer. Sessions end with it at their next request.
#[derive(Debug, Clone)]
pub struct EnableUser {
    /// Whom.
    pub id: UserId,
    /// May they sign in?
    pub enabled: bool,
}

impl Act for EnableUser {
    const NAME: &'static str = "user.enable";
    const RIGHT: Right = MANAGE_USERS;
    type State = User;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.id.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, user: &User, (): &(), _: &Ctx<'_>) -> Result<Changes, Refusal> {
        let User::Known { enabled, .. } = user else { return Err(Refusal::new("user-unknown")) };
        if *enabled == self.enabled {
            return Ok(Changes::new());
        }
        let event = if self.enabled { UserEvent::Enabled {} } else { UserEvent::Disabled {} };
        Ok(Changes::one(self.id, &event))
    }
}

impl Kernel {
    /// The user with this login, or nothing.
    ///
    /// # Errors
    /// A fault when the database is away.
    pub async fn user_by_login(&self, login: &str) -> Result<Option<UserId>, Fault> {
        let select = crate::sql!("SELECT stream_id FROM kernel_user WHERE login = $1");
        let login = login.trim().to_lowercase();
        let row = self.db().fetch_optional(select, vec![login.into()]).await?;
        row.map(|r| r.get(0)).transpose()
    }

    /// Users of a unit who may sign in, by name: for assigning work.
    ///
    /// # Errors
    /// A fault when the database is away.
    pub async fn colleagues(&self, unit: &str) -> Result<Vec<Colleague>, Fault> {
        let select = crate::sql!(
            "SELECT stream_id, name FROM kernel_user WHERE unit = $1 AND enabled ORDER BY name, stream_id LIMIT 500"
        );
        let rows = self.db().fetch(select, vec![unit.into()]).await?;
        rows.iter().map(|r| Ok(Colleague { id: r.get(0)?, name: r.get(1)? })).collect()
    }

    /// Everybody who may sign in, with their ids: for looking at what they may do together.
    ///
    /// # Errors
    /// A fault when the database is away.
    pub async fn enabled_users(&self) -> Result<Vec<(UserId, User)>, Fault> {
        let select = crate::sql!(
            "SELECT stream_id, name, unit, roles, units, clearance, compartments, enabled FROM kernel_user \
             WHERE enabled ORDER BY stream_id",
            scans: "a row a user, when a lead looks at what nobody may take"
        );
        let rows = self.db().fetch(select, Vec::new()).await?;
        rows.iter().map(|row| Ok((row.get(0)?, User::of_row(row, 1)?))).collect()
    }

    /// Members of a compartment who may sign in, by name: for those who are in it themselves.
    ///
    /// # Errors
    /// A fault when the database is away.
    pub async fn members(&self, compartment: Uuid) -> Result<Vec<Colleague>, Fault> {
        let select = crate::sql!(
            "SELECT u.stream_id, u.name FROM kernel_user_compartment c JOIN kernel_user u ON u.stream_id = c.stream_id \
             WHERE c.compartment = $1 AND u.enabled ORDER BY u.name, u.stream_id LIMIT 500"
        );
        let rows = self.db().fetch(select, vec![compartment.into()]).await?;
        rows.iter().map(|r| Ok(Colleague { id: r.get(0)?, name: r.get(1)? })).collect()
    }

    /// Users who may not sign in, or no longer: their work is for others.
    ///
    /// # Errors
    /// A fault when the database is away.
    pub async fn disabled_users(&self) -> Result<Vec<UserId>, Fault> {
        let select = crate::sql!(
            "SELECT stream_id FROM kernel_user WHERE NOT enabled ORDER BY stream_id",
            scans: "a row a user, once an hour"
        );
        let rows = self.db().fetch(select, Vec::new()).await?;
        rows.iter().map(|r| r.get(0)).collect()
    }

    /// Codes of every unit that somebody sees, for moving work between them.
    ///
    /// # Errors
    /// A fault when the database is away.
    pub async fn units(&self) -> Result<Vec<String>, Fault> {
        let select = crate::sql!(
            "SELECT DISTINCT unit FROM kernel_user_unit ORDER BY unit",
            scans: "a row or a few for each user, only when work is moved"
        );
        let rows = self.db().fetch(select, Vec::new()).await?;
        rows.iter().map(|r| r.get(0)).collect()
    }

    /// The name of a user; nothing when unknown or erased.
    ///
    /// # Errors
    /// A fault when the database is away.
    pub async fn user_name(&self, id: UserId) -> Result<Option<String>, Fault> {
        let select = crate::sql!("SELECT name FROM kernel_user WHERE stream_id = $1");
        let row = self.db().fetch_optional(select, vec![id.into()]).await?;
        row.map(|r| r.get(0)).transpose()
    }
}

impl crate::store::Read<'_> {
    /// Is there a unit with this code, that somebody sees?
    ///
    /// # Errors
    /// A fault when the database is away.
    pub async fn unit_exists(&self, unit: &str) -> Result<bool, Fault> {
        Ok(self.kernel.units().await?.iter().any(|known| known == unit))
    }
}

/// A user as others choose them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colleague {
    /// Who.
    pub id: UserId,
    /// Name as shown.
    pub name: String,
}
