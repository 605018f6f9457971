//! A page: a body in the frame that every page shares.

use http::StatusCode;

use crate::html::Html;
use crate::reply::Problem;
use crate::system::MenuItem;
use crate::ui::{Density, Scheme, Text, Ui};

/// A page before it is put in the frame.
pub struct Page {
    pub(crate) title: String,
    pub(crate) body: Html,
    pub(crate) crumbs: Vec<(String, String)>,
    pub(crate) status: StatusCode,
    pub(crate) width: Width,
    pub(crate) error: bool,
    pub(crate) islands: Vec<&'static str>,
    pub(crate) refresh_seconds: Option<u32>,
    pub(crate) staff: bool,
}

/// The island that looks again.
const AGAIN: &str = "again";

/// How wide the text column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Width {
    /// For lists and cases.
    #[default]
    Wide,
    /// For forms and reading.
    Narrow,
}

impl Page {
    /// A page with a title (for the tab; the body holds its own `h1`) and a rendered template.
    ///
    /// # Errors
    /// A fault when the template does not render.
    pub fn new(title: impl Into<String>, body: &impl askama::Template) -> Result<Page, Problem> {
        Ok(Page {
            title: title.into(),
            body: Html::render(body)?,
            crumbs: Vec::new(),
            status: StatusCode::OK,
            width: Width::Wide,
            error: false,
            islands: Vec::new(),
            refresh_seconds: None,
            staff: false,
        })
    }

    /// Adds a step of the way here, outermost first.
    #[must_use]
    pub fn crumb(mut self, label: impl Into<String>, href: impl Into<String>) -> Page {
        self.crumbs.push((label.into(), href.into()));
        self
    }

    /// For forms and reading: a narrow column.
    #[must_use]
    pub fn narrow(mut self) -> Page {
        self.width = Width::Narrow;
        self
    }

    /// Answers with another status than 200.
    #[must_use]
    pub fn status(mut self, status: StatusCode) -> Page {
        self.status = status;
        self
    }

    /// Loads an island: the name of a file in `islands/src/islands`, without its ending.
    #[must_use]
    pub fn island(mut self, name: &'static str) -> Page {
        self.islands.push(name);
        self
    }

    /// The page looks again after so many seconds what has become of it, also without scripts; for progress only.
    #[must_use]
    pub fn refresh(mut self, seconds: u32) -> Page {
        self.refresh_seconds = Some(seconds);
        self.islands.push(AGAIN);
        self
    }

    /// Brings what staff pages load, for visitors too.
    pub(crate) fn staff(mut self) -> Page {
        self.staff = true;
        self
    }

    /// Says in the tab that something was wrong with what was typed.
    #[must_use]
    pub fn error(mut self) -> Page {
        self.error = true;
        self
    }
}

/// A link in the frame: label, address, current or not.
pub(crate) struct FrameLink {
    pub(crate) label: String,
    pub(crate) href: String,
    pub(crate) current: bool,
    pub(crate) code: &'static str,
}

/// Addresses of the embedded assets a page loads.
pub(crate) struct FrameAssets {
    pub(crate) styles: Vec<String>,
    pub(crate) scripts: Vec<String>,
}

#[derive(askama::Template)]
#[template(path = "frame/frame.html")]
pub(crate) struct Frame<'a> {
    pub(crate) ui: &'a Ui,
    pub(crate) page: &'a Page,
    pub(crate) title: String,
    pub(crate) menu: Vec<FrameLink>,
    pub(crate) languages: Vec<FrameLink>,
    pub(crate) schemes: Vec<FrameLink>,
    pub(crate) densities: Vec<FrameLink>,
    pub(crate) assets: FrameAssets,
    pub(crate) done: Option<Text>,
    pub(crate) demo: bool,
    pub(crate) search: Option<&'static str>,
    pub(crate) htmx: bool,
    pub(crate) warn_after: Option<i64>,
    pub(crate) warn_minutes: i64,
}

/// The menu entries a user sees, the one that leads to this page marked.
pub(crate) fn menu(ui: &Ui, items: &[MenuItem]) -> Vec<FrameLink> {
    // The longest path that leads here is the current one, so /cases does not light up with /.
    let here = ui.path();
    let leads = |path: &str| {
        here == path || (path != "/" && here.strip_prefix(path).is_some_and(|r| r.starts_with('/')))
    };
    let shown: Vec<&MenuItem> = items.iter().filter(|item| ui.may(item.right)).collect();
    let current = shown.iter().map(|i| i.path).filter(|p| leads(p)).max_by_key(|p| p.len());
    let link = |item: &&MenuItem| FrameLink {
        label: ui.t(item.key).plain(),
        href: item.path.to_owned(),
        current: Some(item.path) == current,
        code: "",
    };
    shown.iter().map(link).collect()
}

pub(crate) fn languages(ui: &Ui, offered: &[crate::lang::Lang]) -> Vec<FrameLink> {
    let link = |lang: &crate::lang::Lang| FrameLink {
        label: ui.t(lang.name_key()).plain(),
        href: ui.with_query("lang", lang.code()),
        current: *lang == ui.lang(),
        code: lang.code(),
    };
    offered.iter().map(link).collect()
}

pub(crate) fn schemes(ui: &Ui) -> Vec<FrameLink> {
    let link = |scheme: Scheme| FrameLink {
        label: ui.code("web-scheme-", scheme.code()).plain(),
        href: ui.with_query("scheme", scheme.code()),
        current: scheme == ui.look().scheme,
        code: scheme.code(),
    };
    Scheme::ALL.into_iter().map(link).collect()
}

pub(crate) fn densities(ui: &Ui) -> Vec<FrameLink> {
    let link = |density: Density| FrameLink {
        label: ui.code("web-density-", density.code()).plain(),
        href: ui.with_query("density", density.code()),
        current: density == ui.look().density,
        code: density.code(),
    };
    Density::ALL.into_iter().map(link).collect()
}
