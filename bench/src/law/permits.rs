//! The million made-up permits of the reference rule, as raw columns.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use anyhow::{Context as _, Result, ensure};
use law::{Column, Meaning, Values};

/// Where the measuring instances lie; beside the project unless told.
const PLACE: &str = "UMA_INSTANCES";

/// The folder of the reference rule, when it is here.
pub(super) fn folder(root: &Path) -> Option<PathBuf> {
    let given = std::env::var_os(PLACE).map(PathBuf::from);
    let all = given.unwrap_or_else(|| root.join("../shared/bench"));
    let rules = all.join("rules");
    rules.join("control.dmn").exists().then_some(rules)
}

/// One column a fact; amounts in cents.
pub(super) struct Permits {
    pub(super) kind: Vec<u8>,
    pub(super) checked: Vec<i32>,
    pub(super) income: Vec<i32>,
    pub(super) agreement: Vec<u8>,
    pub(super) registered: Vec<u8>,
    pub(super) unemployed: Vec<u8>,
    pub(super) held: Vec<u8>,
    pub(super) insured: Vec<u8>,
    pub(super) address: Vec<u8>,
    pub(super) absent: Vec<u8>,
    pub(super) passport: Vec<i32>,
    pub(super) criminal: Vec<u8>,
    pub(super) credits: Vec<i16>,
}

impl Permits {
    /// Reads the columns; where they are not there yet, the instances' own program makes them.
    pub(super) fn read(root: &Path, rules: &Path) -> Result<Permits> {
        let home = root.join("target/instances/rules");
        if !home.join("data/studyCredits.bin").exists() {
            make(&home, rules)?;
        }
        let bytes = |name: &str| -> Result<Vec<u8>> {
            let path = home.join(format!("data/{name}.bin"));
            std::fs::read(&path).with_context(|| path.display().to_string())
        };
        let wide = |name: &str| -> Result<Vec<i32>> {
            Ok(bytes(name)?.as_chunks().0.iter().map(|b| i32::from_le_bytes(*b)).collect())
        };
        Ok(Permits {
            kind: bytes("permitType")?,
            checked: wide("checkDate")?,
            income: wide("monthlyIncome")?,
            agreement: bytes("collectiveAgreement")?,
            registered: bytes("employerRegistered")?,
            unemployed: bytes("unemployedMonths")?,
            held: bytes("yearsHeld")?,
            insured: bytes("insuranceValid")?,
            address: bytes("addressInFinland")?,
            absent: bytes("absentMonths")?,
            passport: wide("passportUntil")?,
            criminal: bytes("criminalFlag")?,
            credits: bytes("studyCredits")?
                .as_chunks()
                .0
                .iter()
                .map(|b| i16::from_le_bytes(*b))
                .collect(),
        })
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.kind.len()
    }

    /// The columns under the names of the rule's facts.
    pub(super) fn columns(&self) -> Result<Vec<(&'static str, Column<'_>)>> {
        let codes = |codes: &[&str]| Meaning::Codes(codes.iter().map(|c| Arc::from(*c)).collect());
        let kinds = ["WORK", "SPECIALIST", "BLUECARD", "STUDENT", "ENTREPRENEUR", "SEASONAL"];
        let number = |scale| Meaning::Number { scale };
        let none = Some(i64::from(i32::MIN));
        let column = |values, meaning, unknown| {
            Column::new(values, meaning, unknown, None).map_err(|e| anyhow::anyhow!("{e:?}"))
        };
        Ok(vec![
            ("permitType", column(Values::U8(&self.kind), codes(&kinds), None)?),
            ("checkDate", column(Values::I32(&self.checked), Meaning::Date, None)?),
            ("monthlyIncome", column(Values::I32(&self.income), number(2), none)?),
            ("collectiveAgreement", column(Values::U8(&self.agreement), Meaning::Bool, Some(2))?),
            ("employerRegistered", column(Values::U8(&self.registered), Meaning::Bool, Some(2))?),
            ("unemployedMonths", column(Values::U8(&self.unemployed), number(0), None)?),
            ("yearsHeld", column(Values::U8(&self.held), number(0), None)?),
            ("insuranceValid", column(Values::U8(&self.insured), Meaning::Bool, Some(2))?),
            ("addressInFinland", column(Values::U8(&self.address), Meaning::Bool, Some(2))?),
            ("absentMonths", column(Values::U8(&self.absent), number(0), None)?),
            ("passportUntil", column(Values::I32(&self.passport), Meaning::Date, None)?),
            (
                "criminalFlag",
                column(Values::U8(&self.criminal), codes(&["none", "pending", "convicted"]), None)?,
            ),
            ("studyCredits", column(Values::I16(&self.credits), number(0), Some(-1))?),
        ])
    }
}

/// Has the instances' own program write the columns, with numpy in an environment of its own.
fn make(home: &Path, rules: &Path) -> Result<()> {
    std::fs::create_dir_all(home)?;
    let venv = home.join("venv");
    let run = |command: &mut Command| -> Result<()> {
        let status = command.current_dir(home).status().with_context(|| format!("{command:?}"))?;
        ensure!(status.success(), "{command:?} failed");
        Ok(())
    };
    run(Command::new("python3").args(["-m", "venv"]).arg(&venv))?;
    run(Command::new(venv.join("bin/pip")).args(["install", "--quiet", "numpy"]))?;
    run(Command::new(venv.join("bin/python")).arg(std::path::absolute(rules.join("data.py"))?))
}
