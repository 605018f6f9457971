//! Verbs on officials.

mod end_absence;
mod record_absence;
mod set_competences;

pub use end_absence::EndAbsence;
pub use record_absence::RecordAbsence;
pub use set_competences::{Led, SetCompetences};

use std::sync::Arc;

use kernel::{Fault, Read, Refusal, User, UserId, Who};
use web::{Draft, Problem, Request};

use crate::rights::{GRANTS, LEAD, WORK};
use crate::state::Official;

/// Whose work is arranged, and who else is named.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Colleagues {
    /// It is the user's own, or of a unit that they lead.
    pub theirs: bool,
    /// Whoever is named may work and is not away.
    pub cover_able: bool,
}

impl Colleagues {
    async fn read(
        read: &mut Read<'_>,
        official: UserId,
        cover: Option<UserId>,
    ) -> Result<Colleagues, Fault> {
        let own = read.who().user == official;
        let leads = read.who().may(LEAD);
        let theirs = match read.fold::<User>(official).await? {
            User::Known { profile, .. } => {
                own || (leads && read.who().units.contains(&profile.unit))
            }
            User::Unknown => false,
        };
        let cover_able = match cover {
            Some(cover) => cover != official && at_work(read, cover).await?.is_some(),
            None => true,
        };
        Ok(Colleagues { theirs, cover_able })
    }

    fn check(self) -> Result<(), Refusal> {
        if self.theirs { Ok(()) } else { Err(Refusal::new("absence-of-another")) }
    }
}

/// Somebody who may work here and is not away today.
pub(crate) async fn at_work(read: &mut Read<'_>, user: UserId) -> Result<Option<Who>, Fault> {
    let who = read.fold::<User>(user).await?.who(user, None, GRANTS);
    let away = read.fold::<Official>(user).await?.away_on(read.at().date()).is_some();
    Ok(who.filter(|who| who.may(WORK) && !away))
}

/// What a form on an official starts from.
async fn official_draft(request: &Request, act: &str) -> Result<(Draft, Arc<Official>), Problem> {
    let id: UserId = request.param("id")?;
    let opened = request.kernel.open::<Official>(&request.who, id, WORK, act).await?;
    let name = request.kernel.user_name(id).await?.ok_or(Problem::NotFound)?;
    let draft = Draft::new()
        .seen(id.0, opened.version)
        .arg("name", &name)
        .crumb(request.ui.t("team"), "/team");
    Ok((draft, opened.state))
}
