//! Fishing huts: a made-up system that runs cases of its own kind by made-up rules, and grants what
//! the rules grant in the commit of the ruling.

use automation::facts::{Saying, record};
use automation::procedure::ProcedureFile;
use automation::rules::LawFiles;
use automation::ruling::{Asked, RulingInputs};
use automation::{Outcome, Rulings, rules};
use casefile::case_type::CaseTypeFile;
use casefile::hold::Standing;
use casefile::{Case, CaseId, case_end};
use kernel::{Act, Changes, Ctx, Fault, Read, Refusal, Right};
use uuid::Uuid;
use web::{System, TextFiles};

/// The kind of case.
pub const HUT: &str = "fishing-hut";
/// The rule set that says whether a person is needed.
pub const RULES: &str = "automatic-hut";

kernel::inventory::submit! {
    CaseTypeFile { system: "huts", toml: include_str!("case-types.toml") }
}
kernel::inventory::submit! {
    ProcedureFile { system: "huts", toml: include_str!("procedures.toml") }
}
kernel::inventory::submit! {
    LawFiles {
        system: "huts",
        files: &[
            ("acts/huts.toml", include_str!("law/acts/huts.toml")),
            ("facts/huts.toml", include_str!("law/facts/huts.toml")),
            ("parameters/huts.toml", include_str!("law/parameters/huts.toml")),
            (
                "decisions/hut-permit/2024-01-01/table.dmn",
                include_str!("law/decisions/hut-permit/2024-01-01/table.dmn"),
            ),
            (
                "decisions/hut-permit/2024-01-01/cases.yaml",
                include_str!("law/decisions/hut-permit/2024-01-01/cases.yaml"),
            ),
            (
                "decisions/automatic-hut/2024-01-01/table.dmn",
                include_str!("law/decisions/automatic-hut/2024-01-01/table.dmn"),
            ),
            (
                "decisions/automatic-hut/2024-01-01/cases.yaml",
                include_str!("law/decisions/automatic-hut/2024-01-01/cases.yaml"),
            ),
            ("permits/huts/texts/fi.ftl", include_str!("law/permits/huts/texts/fi.ftl")),
            ("permits/huts/texts/sv.ftl", include_str!("law/permits/huts/texts/sv.ftl")),
            ("permits/huts/texts/en.ftl", include_str!("law/permits/huts/texts/en.ftl")),
        ],
    }
}

/// The door.
pub fn system() -> System {
    let texts = TextFiles {
        system: "huts",
        fi: include_str!("fi.ftl"),
        sv: include_str!("sv.ftl"),
        en: include_str!("en.ftl"),
    };
    System::new("huts", texts)
}

/// Records what sources say of a case.
pub struct TellFacts {
    pub case: CaseId,
    pub sayings: Vec<Saying>,
}

impl Act for TellFacts {
    const NAME: &'static str = "hut.tell";
    const RIGHT: Right = Right::MACHINE;
    type State = Case;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, case: &Case, (): &(), _: &Ctx<'_>) -> Result<Changes, Refusal> {
        let applicant = case.open()?.applicant;
        let law = &rules::law().unwrap().dictionary;
        let mut changes = Changes::new();
        for saying in &self.sayings {
            changes = changes.and(record(self.case, applicant, saying.clone(), law)?);
        }
        Ok(changes)
    }
}

/// Rules on a hut, and closes the case in the same commit when the rules grant it.
pub struct RuleHut {
    pub case: CaseId,
}

impl Act for RuleHut {
    const NAME: &'static str = "hut.rule";
    const RIGHT: Right = Right::MACHINE;
    type State = Rulings;
    type Inputs = (RulingInputs, Case, Standing);

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Self::Inputs, Fault> {
        let inputs = RulingInputs::read(read, Asked::about(self.case)).await?;
        let standing = case_end::look(read, self.case, casefile::Outcome::Done).await?;
        Ok((inputs, read.fold(self.case).await?, standing))
    }

    fn decide(
        &self,
        _: &Rulings,
        (inputs, case, standing): &Self::Inputs,
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let ruled = inputs.rule(ctx)?;
        match ruled.ruling.outcome {
            Outcome::Grant { .. } => {
                let done = casefile::Outcome::Done;
                let closed = case_end::close(self.case, case, done, *standing, ctx.today)?;
                Ok(ruled.changes().and(closed))
            }
            Outcome::RouteToOfficial { .. } => Ok(ruled.changes()),
        }
    }
}
