//! Around a list: filters in the URL, pages by key, tabs as links.

use askama::Template;

use super::shows_itself;
use crate::ui::Ui;

/// Filters of a list: a GET form, so that every state of it is an address one can keep.
#[derive(Template)]
#[template(path = "parts/filter_panel.html")]
pub struct FilterPanel {
    ui: Ui,
    list: &'static str,
    fields: Vec<FilterField>,
    /// Those that are asked for more seldom, folded away unless one of them holds something.
    further: Vec<FilterField>,
    folds: bool,
    active: usize,
}

/// One filter.
pub struct FilterField {
    name: &'static str,
    label: String,
    value: String,
    options: Vec<(String, String)>,
    input: &'static str,
}

impl FilterPanel {
    /// Filters of the list in the element with this id.
    #[must_use]
    pub fn new(ui: &Ui, list: &'static str) -> FilterPanel {
        FilterPanel {
            ui: ui.clone(),
            list,
            fields: Vec::new(),
            further: Vec::new(),
            folds: false,
            active: 0,
        }
    }

    /// What is added from here on is asked for more seldom.
    #[must_use]
    pub const fn further(mut self) -> FilterPanel {
        self.folds = true;
        self
    }

    fn unfolded(&self) -> bool {
        self.further.iter().any(|field| !field.value.is_empty())
    }

    /// A drop-down list: current value, and options as code and label. No choice is everything.
    #[must_use]
    pub fn select(
        self,
        name: &'static str,
        label: impl Into<String>,
        value: Option<&str>,
        options: Vec<(String, String)>,
    ) -> FilterPanel {
        self.add(name, label.into(), value, options, "select")
    }

    /// A line of text.
    #[must_use]
    pub fn text(
        self,
        name: &'static str,
        label: impl Into<String>,
        value: Option<&str>,
    ) -> FilterPanel {
        self.add(name, label.into(), value, Vec::new(), "search")
    }

    /// A date.
    #[must_use]
    pub fn date(
        self,
        name: &'static str,
        label: impl Into<String>,
        value: Option<&str>,
    ) -> FilterPanel {
        self.add(name, label.into(), value, Vec::new(), "date")
    }

    /// A box to tick, with the value `1`.
    #[must_use]
    pub fn flag(
        self,
        name: &'static str,
        label: impl Into<String>,
        value: Option<&str>,
    ) -> FilterPanel {
        self.add(name, label.into(), value, Vec::new(), "checkbox")
    }

    fn add(
        mut self,
        name: &'static str,
        label: String,
        value: Option<&str>,
        options: Vec<(String, String)>,
        input: &'static str,
    ) -> FilterPanel {
        let value = value.unwrap_or("").to_owned();
        self.active += usize::from(!value.is_empty());
        let fields = if self.folds { &mut self.further } else { &mut self.fields };
        fields.push(FilterField { name, label, value, options, input });
        self
    }
}

/// The way through a list by key: on to the next page, or back to the first.
#[derive(Template)]
#[template(path = "parts/pager.html")]
pub struct Pager {
    ui: Ui,
    next: Option<String>,
    later: bool,
}

impl Pager {
    /// From the cursor of the next page; the query name is `after`.
    #[must_use]
    pub fn new(ui: &Ui, next: Option<&str>) -> Pager {
        let later = form_urlencoded::parse(ui.inner.query.as_bytes()).any(|(n, _)| n == "after");
        Pager { ui: ui.clone(), next: next.map(|cursor| ui.with_query("after", cursor)), later }
    }
}

/// Views of one thing, as links.
#[derive(Template)]
#[template(path = "parts/tabs.html")]
pub struct Tabs {
    label: String,
    tabs: Vec<Tab>,
}

/// One of them.
pub struct Tab {
    label: String,
    href: String,
    count: Option<String>,
    current: bool,
}

impl Tabs {
    /// Tabs with a name for those who only hear.
    #[must_use]
    pub fn new(label: impl Into<String>) -> Tabs {
        Tabs { label: label.into(), tabs: Vec::new() }
    }

    /// Adds one.
    #[must_use]
    pub fn tab(mut self, label: impl Into<String>, href: impl Into<String>, current: bool) -> Tabs {
        self.tabs.push(Tab { label: label.into(), href: href.into(), count: None, current });
        self
    }

    /// How many there are behind the tab before; beyond the most that are counted, that there are more.
    #[must_use]
    pub fn count_to(mut self, ui: &Ui, n: usize, most: usize) -> Tabs {
        if let Some(tab) = self.tabs.last_mut() {
            let more = if n > most { "+" } else { "" };
            tab.count = Some(format!("{}{more}", ui.number(n.min(most))));
        }
        self
    }

    /// How many there are behind the tab before.
    #[must_use]
    pub fn count(mut self, ui: &Ui, n: usize) -> Tabs {
        if let Some(tab) = self.tabs.last_mut() {
            tab.count = Some(ui.number(n));
        }
        self
    }

    /// How many there are behind the tab before, counted up to a limit.
    #[must_use]
    pub fn counted(mut self, ui: &Ui, n: kernel::Counted) -> Tabs {
        if let Some(tab) = self.tabs.last_mut() {
            tab.count = Some(ui.counted(n));
        }
        self
    }
}

shows_itself!(FilterPanel, Pager, Tabs);
