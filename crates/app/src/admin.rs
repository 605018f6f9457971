//! Commands that change things: done here when nobody owns the files, else by the running server
//! through a socket in the data folder that only its own user can reach.

use std::collections::BTreeSet;
use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};
use kernel::{
    AddUser, ChangeUser, EnableUser, Kernel, NotDone, Profile, Run, TokenNotMade, User, UserId,
    Who, hash_password,
};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{UnixListener, UnixStream};

use crate::cli::{AddUserOptions, ChangeUserOptions, UserCommand};
use crate::config::Config;
use crate::house;
use crate::stores::{self, Purpose};

/// A password at least this long: NIST SP 800-63B asks for 15 where it is the only factor.
const PASSWORD_MIN: usize = 15;
/// Longest request on the socket.
const REQUEST_MAX: u64 = 64 * 1024;

/// What the socket carries: one line of JSON each way.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "do")]
enum Request {
    AddUser {
        login: String,
        name: String,
        password_hash: String,
        profile: Profile,
    },
    ChangeUser {
        login: String,
        unit: Option<String>,
        roles: Option<BTreeSet<String>>,
        units: Option<BTreeSet<String>>,
    },
    EnableUser {
        login: String,
        enabled: bool,
    },
    MakeToken {
        login: String,
        name: String,
        days: i64,
    },
    EndTokens {
        login: String,
    },
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Answer {
    Done(String),
    Failed(String),
}

/// The command `uma user ...`.
#[expect(clippy::print_stdout, reason = "the command's answer")]
pub async fn user(config: &Config, command: UserCommand) -> anyhow::Result<()> {
    let request = match command {
        UserCommand::Add(options) => add_request(options).await?,
        UserCommand::Change(options) => change_request(options),
        UserCommand::Disable { login } => Request::EnableUser { login, enabled: false },
        UserCommand::Enable { login } => Request::EnableUser { login, enabled: true },
        UserCommand::Token { login, name, days } => Request::MakeToken { login, name, days },
        UserCommand::EndTokens { login } => Request::EndTokens { login },
    };
    let answer = match UnixStream::connect(socket(&config.data)).await {
        Ok(stream) => ask(stream, &request).await?,
        Err(_) => {
            execute(&stores::open(config, Purpose::Own, &mut house::systems()).await?, request)
                .await
        }
    };
    match answer {
        Answer::Done(text) => println!("{text}"),
        Answer::Failed(text) => bail!("{text}"),
    }
    Ok(())
}

async fn add_request(options: AddUserOptions) -> anyhow::Result<Request> {
    let password = read_password()?;
    if password.chars().count() < PASSWORD_MIN {
        bail!("a password needs at least {PASSWORD_MIN} characters: several words are easiest");
    }
    Ok(Request::AddUser {
        login: options.login,
        name: options.name,
        password_hash: hash_password(&password).await?,
        profile: Profile {
            unit: options.unit,
            roles: options.roles.into_iter().collect(),
            units: options.units.into_iter().collect(),
            clearance: kernel::Class::default(),
            compartments: BTreeSet::new(),
        },
    })
}

fn change_request(options: ChangeUserOptions) -> Request {
    let said = |codes: Vec<String>| (!codes.is_empty()).then(|| codes.into_iter().collect());
    let none = options.sees_no_further_unit.then(BTreeSet::new);
    Request::ChangeUser {
        login: options.login,
        unit: options.unit,
        roles: said(options.roles),
        units: said(options.units).or(none),
    }
}

fn read_password() -> anyhow::Result<String> {
    let stdin = std::io::stdin();
    if stdin.is_terminal() {
        write!(std::io::stderr(), "Password (shown while you type): ")?;
        std::io::stderr().flush()?;
    }
    let mut line = String::new();
    stdin.lock().read_line(&mut line).context("the password cannot be read")?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

async fn execute(kernel: &Kernel, request: Request) -> Answer {
    match try_execute(kernel, request).await {
        Ok(text) => Answer::Done(text),
        Err(e) => Answer::Failed(format!("{e:#}")),
    }
}

async fn try_execute(kernel: &Kernel, request: Request) -> anyhow::Result<String> {
    match request {
        Request::AddUser { login, name, password_hash, profile } => {
            let id = UserId(kernel.next_id());
            let act = AddUser { id, name, login, password_hash: Some(password_hash), profile };
            done(kernel.run(&Who::machine(), act, Run::default()).await)?;
            Ok("The user was added and may sign in.".into())
        }
        Request::ChangeUser { login, unit, roles, units } => {
            let id = known(kernel, &login).await?;
            let (user, _) = kernel.peek::<User>(id).await?;
            let User::Known { mut profile, .. } = Arc::unwrap_or_clone(user) else {
                bail!("there is no user with this login")
            };
            profile.unit = unit.unwrap_or(profile.unit);
            profile.roles = roles.unwrap_or(profile.roles);
            profile.units = units.unwrap_or(profile.units);
            done(kernel.run(&Who::machine(), ChangeUser { id, profile }, Run::default()).await)?;
            Ok("The user was changed: it holds from their next click.".into())
        }
        Request::MakeToken { login, name, days } => {
            let id = known(kernel, &login).await?;
            match kernel.make_token(&Who::machine(), id, &name, days).await {
                Ok(token) => Ok(token),
                Err(TokenNotMade::Refused(refusal)) => {
                    bail!("refused: {} {:?}", refusal.code, refusal.args)
                }
                Err(TokenNotMade::Fault(fault)) => Err(fault.into()),
            }
        }
        Request::EndTokens { login } => {
            let id = known(kernel, &login).await?;
            let ended = kernel.end_tokens(&Who::machine(), id).await?;
            Ok(format!("Tokens that hold no longer: {ended}."))
        }
        Request::EnableUser { login, enabled } => {
            let id = known(kernel, &login).await?;
            done(kernel.run(&Who::machine(), EnableUser { id, enabled }, Run::default()).await)?;
            Ok(if enabled {
                "The user may sign in again."
            } else {
                "The user may sign in no longer."
            }
            .into())
        }
    }
}

async fn known(kernel: &Kernel, login: &str) -> anyhow::Result<UserId> {
    kernel.user_by_login(login).await?.context("there is no user with this login")
}

fn done(outcome: Result<kernel::Done, NotDone>) -> anyhow::Result<()> {
    match outcome {
        Ok(_) => Ok(()),
        Err(NotDone::Taken(kind)) => bail!("this {kind} is taken"),
        Err(NotDone::Refused(refusal)) => bail!("refused: {} {:?}", refusal.code, refusal.args),
        Err(NotDone::Fault(fault)) => Err(fault.into()),
        Err(other @ (NotDone::NotAllowed | NotDone::NotFound | NotDone::Stale { .. })) => {
            bail!("not done: {other:?}")
        }
    }
}

fn socket(data: &Path) -> PathBuf {
    data.join("uma.sock")
}

async fn ask(mut stream: UnixStream, request: &Request) -> anyhow::Result<Answer> {
    let mut line = serde_json::to_vec(request)?;
    line.push(b'\n');
    stream.write_all(&line).await?;
    let mut answer = String::new();
    BufReader::new(stream).read_line(&mut answer).await?;
    serde_json::from_str(&answer).context("the server gave no answer")
}

/// Listens on the socket until the server stops.
pub async fn listen(kernel: Kernel, data: PathBuf) -> anyhow::Result<()> {
    let path = socket(&data);
    if path.exists() {
        // We own the database's lock, so whoever made this socket is gone.
        std::fs::remove_file(&path)?;
    }
    let listener = UnixListener::bind(&path)?;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
    loop {
        let (stream, _) = listener.accept().await?;
        if let Err(e) = answer(&kernel, stream).await {
            tracing::warn!(error = format!("{e:#}"), "a request on the control socket failed");
        }
    }
}

async fn answer(kernel: &Kernel, stream: UnixStream) -> anyhow::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut line = String::new();
    let limited = tokio::io::AsyncReadExt::take(read, REQUEST_MAX);
    BufReader::new(limited).read_line(&mut line).await?;
    let answer = match serde_json::from_str(&line) {
        Ok(request) => execute(kernel, request).await,
        Err(e) => Answer::Failed(e.to_string()),
    };
    let mut line = serde_json::to_vec(&answer)?;
    line.push(b'\n');
    write.write_all(&line).await?;
    Ok(())
}
