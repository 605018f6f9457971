//! How each register stands: whether it answers, how many cases wait for it, when it last answered.

use kernel::{AuditKind, Fault, Kernel, Ts};
use web::parts::Tone;
use web::{Html, Page, Problem, Reply, Request, Ui};

use crate::connections::Registers;
use crate::ids::RegisterId;
use crate::in_force;
use crate::model::{Register, Trouble};
use crate::rows;
use crate::state::KnownRegister;

#[derive(askama::Template)]
#[template(path = "pages/overview.html")]
struct Overview<'a> {
    ui: &'a Ui,
    notices: Vec<String>,
    lines: Vec<Line>,
}

impl Overview<'_> {
    /// More of how a register stands: since when it is down, or what does not apply yet.
    fn since(&self, line: &Line) -> Option<String> {
        line.standing.since(self.ui, line.register)
    }
}

struct Line {
    register: Register,
    standing: Standing,
    waiting: i64,
    /// Troubles of those that wait, in words.
    why: Vec<String>,
    answered: Option<Ts>,
    fresh_days: u16,
}

/// How a register stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// The law does not let it be asked yet.
    NotYet,
    NotConnected,
    Down(Ts, Trouble),
    /// It answers, but some of it does not fit.
    Misfit,
    Well,
}

impl Standing {
    fn tag(self, ui: &Ui) -> Html {
        match self {
            Standing::NotYet => ui.tag(Tone::Neutral, "registers-not-yet"),
            Standing::NotConnected => ui.tag(Tone::Neutral, "register-trouble-not-connected"),
            Standing::Down(..) => ui.tag(Tone::Danger, "registers-down"),
            Standing::Misfit => ui.tag(Tone::Warning, "register-trouble-wrong-schema"),
            Standing::Well => ui.tag(Tone::Success, "registers-well"),
        }
    }

    fn since(self, ui: &Ui, register: Register) -> Option<String> {
        if self == Standing::NotYet {
            return Some(ui.code("registers-not-yet-", register).plain());
        }
        let Standing::Down(since, trouble) = self else { return None };
        let what = ui.code("register-trouble-", trouble.code()).plain();
        let since = ui.when(since);
        Some(ui.t("registers-since").arg("time", since).arg("trouble", what).plain())
    }
}

pub(super) async fn show(registers: Registers, request: Request) -> Result<Reply, Problem> {
    let (kernel, ui) = (&request.kernel, &request.ui);
    let lines = lines(kernel, ui, &registers).await?;
    kernel.audit(kernel.entry(&request.who, AuditKind::Search, "registers.overview")).await?;
    let down = |line: &&Line| matches!(line.standing, Standing::Down(..)) && line.waiting > 0;
    let notice = |line: &Line| {
        let name = ui.code("register-name-", line.register).plain();
        ui.t("registers-cases-wait").arg("register", name).arg("cases", line.waiting).plain()
    };
    let notices = lines.iter().filter(down).map(notice).collect();
    let body = Overview { ui, notices, lines };
    Ok(Page::new(ui.t("registers"), &body)?.into())
}

async fn lines(kernel: &Kernel, ui: &Ui, registers: &Registers) -> Result<Vec<Line>, Fault> {
    let (waiting, troubles) = (rows::waiting(kernel).await?, rows::troubles(kernel).await?);
    let mut lines = Vec::new();
    for register in Register::ALL {
        let code = register.code();
        let cases = waiting.iter().find(|(of, _)| of == code).map_or(0, |(_, cases)| *cases);
        let of = troubles.iter().filter(|(of, _)| of == code).map(|(_, trouble)| trouble);
        let why = of.clone().map(|trouble| ui.code("register-trouble-", trouble).plain());
        let misfit = of.clone().any(|trouble| {
            [Trouble::WrongSchema, Trouble::Refused].iter().any(|t| t.code() == trouble)
        });
        let (known, _) = kernel.peek::<KnownRegister>(RegisterId::of(register)).await?;
        let standing = match known.down {
            _ if !in_force::on(register, kernel.now().date())? => Standing::NotYet,
            _ if !registers.is_connected(register) => Standing::NotConnected,
            Some((since, trouble)) => Standing::Down(since, trouble),
            None if misfit => Standing::Misfit,
            None => Standing::Well,
        };
        lines.push(Line {
            register,
            standing,
            waiting: cases,
            why: why.collect(),
            answered: rows::last_answer(kernel, register).await?,
            fresh_days: registers.manner(register)?.fresh_days,
        });
    }
    Ok(lines)
}
