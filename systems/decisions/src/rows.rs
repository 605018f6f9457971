//! Rows of decisions, and the lists over them: the only SQL of this system.

use casefile::CaseId;
use kernel::{
    Date, DbRow, Fault, Filter, FilterKind, Kernel, List, Order, Projection, Row, Table, Ts,
    UserId, sql,
};
use uuid::Uuid;

use crate::events::Origin;
use crate::ids::{DecisionId, TrialId};
use crate::state::{
    Decision, Exercise, KnownDecision, KnownTrial, MetExercise, Settled, Sitting, Sittings, Stage,
    Trial,
};

static DECISION: Table = Table {
    name: "decisions_decision",
    columns: &[
        "stream_id",
        "case_id",
        "letter",
        "stage",
        "automatic",
        "begun_at",
        "given_at",
        "mode",
        "service",
        "served_on",
        "appeal_until",
    ],
    key: 1,
};

static SETTLED: Table = Table {
    name: "decisions_settled",
    columns: &["stream_id", "case_type", "unit", "processing", "settled_on"],
    key: 1,
};

static SITTING: Table = Table {
    name: "decisions_sitting",
    columns: &[
        "stream_id",
        "n",
        "unit",
        "opened_at",
        "ended_on",
        "ended_how",
        "seconds",
        "points",
        "followed",
    ],
    key: 2,
};

static EXERCISE: Table = Table {
    name: "decisions_exercise",
    columns: &["stream_id", "unit", "exercise", "met_on", "ended_how"],
    key: 1,
};

static TRIAL: Table = Table {
    name: "decisions_trial",
    columns: &[
        "stream_id",
        "ordered_at",
        "ordered_by",
        "decisions",
        "same",
        "changed",
        "failed",
        "stage",
    ],
    key: 1,
};

/// The tables of decisions.
pub static TABLES: &[&Table] = &[&DECISION, &SETTLED];
/// The tables of light processing.
pub static LIGHT_TABLES: &[&Table] = &[&SITTING];
/// The tables of exercises.
pub static EXERCISE_TABLES: &[&Table] = &[&EXERCISE];
/// The tables of trials of letters.
pub static TRIAL_TABLES: &[&Table] = &[&TRIAL];

/// The states with rows; the others are folds alone.
#[must_use]
pub fn projections() -> Vec<Projection> {
    vec![
        Projection::of::<Decision>(TABLES),
        Projection::of::<Sittings>(LIGHT_TABLES),
        Projection::of::<Exercise>(EXERCISE_TABLES),
        Projection::of::<Trial>(TRIAL_TABLES),
    ]
}

/// The row of a decision.
pub(crate) fn decision(stream: Uuid, known: &KnownDecision) -> Row {
    let (mode, given) = match &known.stage {
        Stage::Draft { .. } | Stage::Presented { .. } => ("", None),
        Stage::Signed { mode, .. } => (mode.as_str(), None),
        Stage::Archived { mode, at, .. } => (mode.as_str(), Some(*at)),
    };
    let mode = known.reached.attempts.last().map_or(mode, |attempt| attempt.mode.as_str());
    let (served, until) = match known.reached.served {
        Some((on, _, until)) => (Some(on), until),
        None => (None, None),
    };
    let automatic = matches!(known.origin, Origin::Ruling { .. });
    Row::new(
        &DECISION,
        vec![
            stream.into(),
            known.case.into(),
            known.letter.as_str().into(),
            known.stage.code().into(),
            (if automatic { "yes" } else { "no" }).into(),
            known.begun.into(),
            given.into(),
            mode.into(),
            service_code(known).into(),
            served.into(),
            until.into(),
        ],
    )
}

/// The row of a case that came to its end by a decision.
pub(crate) fn settled(stream: Uuid, settled: &Settled) -> Row {
    Row::new(
        &SETTLED,
        vec![
            stream.into(),
            settled.case_type.as_str().into(),
            settled.unit.as_str().into(),
            settled.processing.code().into(),
            settled.on.into(),
        ],
    )
}

/// The row of a sitting: which unit's, how long, how it ended. Whose it was stands nowhere.
pub(crate) fn sitting(stream: Uuid, n: i64, sitting: &Sitting) -> Row {
    /// A second is a thousand times a thousand of them.
    const MICROS: i64 = 1_000_000;
    let ended = sitting.end.map(|(_, at)| at);
    let seconds = |at: Ts| (at.micros() - sitting.opened.micros()) / MICROS;
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let followed = sitting.answers.values().filter(|answer| answer.as_proposed == Some(true));
    Row::new(
        &SITTING,
        vec![
            stream.into(),
            n.into(),
            sitting.unit.as_str().into(),
            sitting.opened.into(),
            ended.map(Ts::date).into(),
            sitting.end.map_or("open", |(end, _)| end.code()).into(),
            ended.map_or(0, seconds).into(),
            count(sitting.answers.len()).into(),
            count(followed.count()).into(),
        ],
    )
}

/// The row of an exercise: which unit's, and whether its fault was found. Whose it was stands nowhere.
pub(crate) fn exercise(stream: Uuid, met: &MetExercise) -> Row {
    Row::new(
        &EXERCISE,
        vec![
            stream.into(),
            met.unit.as_str().into(),
            met.exercise.as_str().into(),
            met.at.date().into(),
            met.ended_how().into(),
        ],
    )
}

/// The row of a trial: how many, and not which.
pub(crate) fn trial(stream: Uuid, known: &KnownTrial) -> Row {
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    Row::new(
        &TRIAL,
        vec![
            stream.into(),
            known.at.into(),
            known.by.into(),
            i64::from(known.decisions).into(),
            i64::from(known.same).into(),
            count(known.changed.len()).into(),
            count(known.failed.len()).into(),
            known.stage.code().into(),
        ],
    )
}

/// Code of how its service stands.
pub(crate) fn service_code(known: &KnownDecision) -> &'static str {
    let reached = &known.reached;
    if reached.recalled.is_some() {
        return "recalled";
    }
    match (&known.stage, reached.served, reached.attempts.last()) {
        (_, Some(_), _) => "served",
        (_, None, Some(attempt)) if attempt.failed.is_some() => "failed",
        (_, None, Some(_)) => "sent",
        (Stage::Archived { .. }, None, None) => "waiting",
        (_, None, None) => "none",
    }
}

/// Decisions, newest first; seen by whoever may see the case.
pub static DECISIONS: List = List {
    name: "decisions",
    columns: "d.stream_id, d.case_id, c.number, d.letter, d.stage, d.automatic, d.begun_at, d.given_at, d.mode, d.service, d.served_on, d.appeal_until",
    width: 12,
    from: "decisions_decision d JOIN casefile_shown_case c ON c.stream_id = d.case_id",
    always: "",
    protected: Some("c"),
    filters: &[
        Filter { name: "stage", sql: "d.stage = ?", kind: FilterKind::Text },
        Filter { name: "letter", sql: "d.letter = ?", kind: FilterKind::Text },
        Filter { name: "service", sql: "d.service = ?", kind: FilterKind::Text },
        Filter { name: "case", sql: "d.case_id = ?", kind: FilterKind::Uuid },
    ],
    orders: &[Order { name: "begun", columns: &["d.begun_at", "d.stream_id"], descending: true }],
};

/// A row of [`DECISIONS`].
#[derive(Debug, Clone)]
pub struct DecisionLine {
    /// The decision.
    pub decision: DecisionId,
    /// Its case.
    pub case: CaseId,
    /// Number of the case.
    pub number: String,
    /// Code of the kind of letter.
    pub letter: String,
    /// Code of how far it is.
    pub stage: String,
    /// No person decided.
    pub automatic: bool,
    /// When it was begun.
    pub begun: Ts,
    /// Since when it binds.
    pub given: Option<Ts>,
    /// Code of the mode of service.
    pub mode: String,
    /// Code of how its service stands.
    pub service: String,
    /// The day it counts as received.
    pub served: Option<Date>,
    /// The last day to appeal.
    pub appeal_until: Option<Date>,
}

impl DecisionLine {
    /// Reads a row.
    ///
    /// # Errors
    /// Corrupt when the row is of another list.
    pub fn read(row: &DbRow) -> Result<DecisionLine, Fault> {
        Ok(DecisionLine {
            decision: row.get(0)?,
            case: row.get(1)?,
            number: row.get(2)?,
            letter: row.get(3)?,
            stage: row.get(4)?,
            automatic: row.get::<String>(5)? == "yes",
            begun: row.get(6)?,
            given: row.get(7)?,
            mode: row.get(8)?,
            service: row.get(9)?,
            served: row.get(10)?,
            appeal_until: row.get(11)?,
        })
    }
}

/// Trials of letters, newest first: what is in them is the library's, and nobody's.
pub static TRIALS: List = List {
    name: "trials of letters",
    columns: "t.stream_id, t.ordered_at, t.ordered_by, t.decisions, t.same, t.changed, t.failed, t.stage",
    width: 8,
    from: "decisions_trial t",
    always: "",
    protected: None,
    filters: &[],
    orders: &[Order {
        name: "newest",
        columns: &["t.ordered_at", "t.stream_id"],
        descending: true,
    }],
};

/// A row of [`TRIALS`].
#[derive(Debug, Clone)]
pub struct TrialLine {
    /// The trial.
    pub id: TrialId,
    /// When it was ordered.
    pub at: Ts,
    /// By whom.
    pub by: UserId,
    /// On how many decisions at most.
    pub decisions: i64,
    /// Letters that would say the same.
    pub same: i64,
    /// Those that would say something else.
    pub changed: i64,
    /// Those that could not be set.
    pub failed: i64,
    /// Code of how far it is.
    pub stage: String,
}

impl TrialLine {
    /// Reads a row.
    ///
    /// # Errors
    /// Corrupt when the row is of another list.
    pub fn read(row: &DbRow) -> Result<TrialLine, Fault> {
        Ok(TrialLine {
            id: row.get(0)?,
            at: row.get(1)?,
            by: row.get(2)?,
            decisions: row.get(3)?,
            same: row.get(4)?,
            changed: row.get(5)?,
            failed: row.get(6)?,
            stage: row.get(7)?,
        })
    }
}

/// Decisions whose service stands so, oldest first, after one: what the machine goes through.
pub(crate) async fn by_service(
    kernel: &Kernel,
    service: &str,
    after: (Ts, DecisionId),
    at_most: i64,
) -> Result<Vec<(Ts, DecisionId)>, Fault> {
    let select = sql!(
        "SELECT d.begun_at, d.stream_id FROM decisions_decision d WHERE d.service = $1 \
         AND (d.begun_at, d.stream_id) > ($2, $3) ORDER BY d.begun_at, d.stream_id LIMIT $4"
    );
    let binds = vec![service.into(), after.0.into(), after.1.into(), at_most.into()];
    let rows = kernel.fetch(select, binds).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// Decisions at a stage, oldest first, after one.
pub(crate) async fn by_stage(
    kernel: &Kernel,
    stage: &str,
    after: (Ts, DecisionId),
    at_most: i64,
) -> Result<Vec<(Ts, DecisionId)>, Fault> {
    let select = sql!(
        "SELECT d.begun_at, d.stream_id FROM decisions_decision d WHERE d.stage = $1 \
         AND (d.begun_at, d.stream_id) > ($2, $3) ORDER BY d.begun_at, d.stream_id LIMIT $4"
    );
    let binds = vec![stage.into(), after.0.into(), after.1.into(), at_most.into()];
    let rows = kernel.fetch(select, binds).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// How many cases of a unit came to their end by a decision on the days of a period: kind of case, how they were
/// decided, cases.
pub(crate) async fn settled_in(
    kernel: &Kernel,
    unit: &str,
    (since, until): (Date, Date),
) -> Result<Vec<(String, String, i64)>, Fault> {
    let select = sql!(
        "SELECT s.case_type, s.processing, COUNT(*) FROM decisions_settled s \
         WHERE s.unit = $1 AND s.settled_on >= $2 AND s.settled_on <= $3 \
         GROUP BY s.case_type, s.processing ORDER BY s.case_type, s.processing"
    );
    let rows = kernel.fetch(select, vec![unit.into(), since.into(), until.into()]).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).collect()
}

/// How many sittings of a unit ended how on the days of a period.
pub(crate) async fn sat_in(
    kernel: &Kernel,
    unit: &str,
    (since, until): (Date, Date),
) -> Result<Vec<(String, i64)>, Fault> {
    let select = sql!(
        "SELECT s.ended_how, COUNT(*) FROM decisions_sitting s \
         WHERE s.unit = $1 AND s.ended_on >= $2 AND s.ended_on <= $3 GROUP BY s.ended_how"
    );
    let rows = kernel.fetch(select, vec![unit.into(), since.into(), until.into()]).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// How sittings ended in a unit since a day, and how long each took in seconds, the newest first.
pub(crate) async fn sittings(
    kernel: &Kernel,
    unit: &str,
    since: Date,
    at_most: i64,
) -> Result<Vec<(String, i64)>, Fault> {
    let select = sql!(
        "SELECT s.ended_how, s.seconds FROM decisions_sitting s WHERE s.unit = $1 AND s.ended_on >= $2 \
         ORDER BY s.ended_on DESC, s.stream_id DESC, s.n DESC LIMIT $3"
    );
    let rows = kernel.fetch(select, vec![unit.into(), since.into(), at_most.into()]).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// How exercises ended that were met in a unit since a day, the newest first.
pub(crate) async fn exercises(
    kernel: &Kernel,
    unit: &str,
    since: Date,
    at_most: i64,
) -> Result<Vec<String>, Fault> {
    let select = sql!(
        "SELECT e.ended_how FROM decisions_exercise e WHERE e.unit = $1 AND e.met_on >= $2 \
         ORDER BY e.met_on DESC, e.stream_id DESC LIMIT $3"
    );
    let rows = kernel.fetch(select, vec![unit.into(), since.into(), at_most.into()]).await?;
    rows.iter().map(|row| row.get(0)).collect()
}
