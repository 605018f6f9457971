//! Open tasks by what it takes to take them: for leads.

use kernel::{Access, Class, DbRow, Fault, Kernel};

use super::NEVER;
use crate::competence;
use crate::untaken::Need;

/// Open tasks of one unit that need the same.
#[derive(Debug, Clone)]
pub(crate) struct Alike {
    /// What it takes to take them.
    pub(crate) need: Need,
    /// How many.
    pub(crate) tasks: i64,
    /// The first day on which one of them is due.
    pub(crate) first: Option<kernel::Date>,
}

/// The open tasks of a unit by what it takes to take them. The index holds all that is asked, so of a
/// million open tasks of one unit no row is read beside it.
pub(crate) async fn open_tasks(kernel: &Kernel, unit: &str) -> Result<Vec<Alike>, Fault> {
    let select = kernel::sql!(
        "SELECT t.competence, t.class, t.compartment, COUNT(*), MIN(t.due) FROM casefile_task t \
         WHERE t.state = 'open' AND t.unit = $1 GROUP BY t.competence, t.class, t.compartment"
    );
    let rows = kernel.fetch(select, vec![unit.into()]).await?;
    let read = |r: &DbRow| -> Result<Alike, Fault> {
        let code: String = r.get(0)?;
        let access = Access {
            unit: unit.to_owned(),
            class: Class::of_level(r.get(1)?)?,
            compartment: r.get(2)?,
        };
        let competence = Some(code).filter(|code| code != competence::NONE);
        let first = Some(r.get(4)?).filter(|day| *day != NEVER);
        Ok(Alike { need: Need { access, competence }, tasks: r.get(3)?, first })
    };
    let mut alike = rows.iter().map(read).collect::<Result<Vec<_>, Fault>>()?;
    // In Rust, since the engines disagree on where nothing stands.
    alike.sort_by(|a, b| {
        let key = |alike: &Alike| {
            let Need { access, competence } = &alike.need;
            (competence.clone(), access.class, access.compartment)
        };
        key(a).cmp(&key(b))
    });
    Ok(alike)
}
