//! Showing what is known: pairs, tasks, what happened.

use askama::Template;
use kernel::{JobStatus, Ts};

use super::{Tone, shows_itself};
use crate::html::Html;
use crate::ui::Ui;

/// What is known of a thing, as label and value.
#[derive(Template, Default)]
#[template(path = "parts/summary_list.html")]
pub struct SummaryList {
    rows: Vec<SummaryRow>,
}

/// One line of a summary list.
pub struct SummaryRow {
    label: String,
    value: Html,
    change: Option<(String, String)>,
}

#[derive(Template)]
#[template(path = "parts/isolated.html")]
struct Isolated {
    text: String,
}

impl SummaryList {
    /// An empty list.
    #[must_use]
    pub fn new() -> SummaryList {
        SummaryList::default()
    }

    /// Words, isolated from the direction of the page.
    #[must_use]
    pub fn row(self, label: impl Into<String>, value: impl std::fmt::Display) -> SummaryList {
        self.html_row(label, Html::part(&Isolated { text: value.to_string() }))
    }

    /// Markup, such as a tag or a date.
    #[must_use]
    pub fn html_row(mut self, label: impl Into<String>, value: Html) -> SummaryList {
        self.rows.push(SummaryRow { label: label.into(), value, change: None });
        self
    }

    /// A way to change the line before; the words name what is changed, for those who only hear.
    #[must_use]
    pub fn change(mut self, words: impl Into<String>, href: impl Into<String>) -> SummaryList {
        if let Some(row) = self.rows.last_mut() {
            row.change = Some((words.into(), href.into()));
        }
        self
    }
}

/// Steps of an application or a case, each with how it stands.
#[derive(Template, Default)]
#[template(path = "parts/task_list.html")]
pub struct TaskList {
    items: Vec<TaskItem>,
}

/// One step.
pub struct TaskItem {
    label: String,
    hint: String,
    href: Option<String>,
    tone: Tone,
    status: String,
}

impl TaskList {
    /// An empty list.
    #[must_use]
    pub fn new() -> TaskList {
        TaskList::default()
    }

    /// Adds a step: its name, where it leads when it can be opened, and how it stands.
    #[must_use]
    pub fn item(
        mut self,
        label: impl Into<String>,
        href: Option<String>,
        tone: Tone,
        status: impl Into<String>,
    ) -> TaskList {
        let (label, status) = (label.into(), status.into());
        self.items.push(TaskItem { label, hint: String::new(), href, tone, status });
        self
    }

    /// More about the step before.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> TaskList {
        if let Some(item) = self.items.last_mut() {
            item.hint = hint.into();
        }
        self
    }
}

/// What happened, newest first as the caller gives it.
#[derive(Template)]
#[template(path = "parts/timeline.html")]
pub struct Timeline {
    ui: Ui,
    moments: Vec<Moment>,
}

/// What one person did at one instant: its first event stands for it.
struct Moment {
    first: TimelineItem,
    also: Vec<TimelineItem>,
}

/// One thing that happened.
pub struct TimelineItem {
    /// When.
    pub at: Ts,
    /// What, in words.
    pub title: String,
    /// Who, in words; empty when it goes without saying.
    pub by: String,
    /// More; empty when there is none.
    pub text: String,
    /// The text is somebody's own words, which may run in another direction than the page.
    pub own: bool,
    /// Where it leads.
    pub link: Option<(String, String)>,
}

impl Timeline {
    /// A timeline of what happened, given oldest first and shown newest first.
    #[must_use]
    pub fn new(ui: &Ui, items: Vec<TimelineItem>) -> Timeline {
        let mut moments: Vec<Moment> = Vec::new();
        for item in items {
            match moments.last_mut() {
                Some(m) if m.first.at == item.at && m.first.by == item.by => m.also.push(item),
                Some(_) | None => moments.push(Moment { first: item, also: Vec::new() }),
            }
        }
        moments.reverse();
        Timeline { ui: ui.clone(), moments }
    }
}

/// How far a job is, in words and as a bar.
#[derive(Template)]
#[template(path = "parts/progress.html")]
pub struct Progress {
    words: String,
    done: i64,
    total: i64,
}

impl Progress {
    /// From how the job stands.
    #[must_use]
    pub fn new(ui: &Ui, status: &JobStatus) -> Progress {
        let total = status.total;
        // What is over is over in full: how far a job is, is written down now and then only.
        let done = if status.state == "done" { total } else { status.done };
        let key = match status.state.as_str() {
            "done" => "web-progress-done",
            "failed" => "web-progress-failed",
            "waiting" => "web-progress-waiting",
            _ if total > 0 => "web-progress-of",
            _ => "web-progress-running",
        };
        Progress { words: ui.t(key).arg("done", done).arg("total", total).plain(), done, total }
    }
}

shows_itself!(SummaryList, TaskList, Timeline, Progress);
