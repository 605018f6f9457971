//! What a system hands in at its door.

use std::future::Future;
use std::sync::Arc;

use axum::http::Method;
use futures_util::future::try_join_all;
use kernel::{BoxFuture, JobKind, Migration, Projection, Reaction, Right, RightGrant, StreamKey};
use uuid::Uuid;

use crate::api::ApiRoute;
use crate::form::{FormAct, FormRoute};
use crate::html::Html;
use crate::reply::{Problem, Reply};
use crate::request::Request;
use crate::texts::TextFiles;

/// Everything a system is to the house: the one struct its door returns.
pub struct System {
    /// Short name, also the prefix of its tables and text keys.
    pub name: &'static str,
    /// Its tables.
    pub migrations: &'static [Migration],
    /// States whose rows the kernel keeps.
    pub states: Vec<Projection>,
    /// What it does when another system speaks.
    pub reactions: Vec<Reaction>,
    /// Work it does later.
    pub jobs: Vec<JobKind>,
    /// Its lists, for the test that prepares and plans their statements.
    pub lists: Vec<&'static kernel::List>,
    /// Its searches, for the same test.
    pub searches: Vec<&'static kernel::Search>,
    /// Which roles hold its rights.
    pub rights: &'static [RightGrant],
    /// Acts that people do through forms.
    pub acts: Vec<ActRoute>,
    /// Pages.
    pub pages: Vec<PageRoute>,
    /// What programs read.
    pub api: Vec<ApiRoute>,
    /// What it has to say on other systems' pages.
    pub panels: Vec<Panel>,
    /// Entries in the menu.
    pub menu: Vec<MenuItem>,
    /// Where those begin who have no menu.
    pub homes: Vec<Home>,
    /// Its texts.
    pub texts: TextFiles,
}

impl System {
    /// A system with a name and texts and nothing else yet.
    #[must_use]
    pub const fn new(name: &'static str, texts: TextFiles) -> System {
        System {
            name,
            migrations: &[],
            states: Vec::new(),
            reactions: Vec::new(),
            jobs: Vec::new(),
            lists: Vec::new(),
            searches: Vec::new(),
            rights: &[],
            acts: Vec::new(),
            pages: Vec::new(),
            api: Vec::new(),
            panels: Vec::new(),
            menu: Vec::new(),
            homes: Vec::new(),
            texts,
        }
    }
}

/// What the kernel has to know of the systems, moved out of them.
#[must_use]
pub fn registry(systems: &mut [System]) -> kernel::Registry {
    let mut registry = kernel::Registry::default();
    for system in systems {
        registry.projections.append(&mut system.states);
        registry.reactions.append(&mut system.reactions);
        registry.jobs.append(&mut system.jobs);
        registry.lists.append(&mut system.lists);
        registry.searches.append(&mut system.searches);
        registry.rights.extend_from_slice(system.rights);
    }
    registry
}

/// The tables of the kernel and of every system, in the order they are made.
#[must_use]
pub fn migrations(systems: &[System]) -> Vec<Migration> {
    let own = systems.iter().flat_map(|system| system.migrations.iter().copied());
    kernel::MIGRATIONS.iter().copied().chain(own).collect()
}

/// An entry in the menu, shown to whoever holds the right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MenuItem {
    /// Text key.
    pub key: &'static str,
    /// Where it leads.
    pub path: &'static str,
    /// Who sees it.
    pub right: Right,
    /// Place among all systems' entries, ascending.
    pub order: u16,
}

/// Where somebody begins who has no menu, since the house is one thing to them: their applications,
/// their bookings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Home {
    /// Where it leads.
    pub path: &'static str,
    /// Whose it is.
    pub right: Right,
}

type PanelShow =
    Arc<dyn for<'a> Fn(&'a Request, Uuid) -> BoxFuture<'a, Result<Html, Problem>> + Send + Sync>;

/// What a system has to say on the page of a thing that another system shows, such as a case: how
/// its own work stands there, and links to its forms. Empty markup says nothing.
#[derive(Clone)]
pub struct Panel {
    /// Kind of the stream whose page it stands on, such as `case`.
    pub on: &'static str,
    /// Who sees it.
    pub right: Right,
    /// Place among all systems' panels, ascending.
    pub order: u16,
    show: PanelShow,
}

impl Panel {
    /// A panel rendered for a stream whose page the user has opened: that look is recorded already.
    pub fn new<F>(on: &'static str, right: Right, order: u16, show: F) -> Panel
    where
        F: for<'a> Fn(&'a Request, Uuid) -> BoxFuture<'a, Result<Html, Problem>>
            + Send
            + Sync
            + 'static,
    {
        Panel { on, right, order, show: Arc::new(show) }
    }
}

impl Request {
    /// What other systems have to say on the page of a stream, in their order, as far as the user
    /// holds their rights.
    ///
    /// # Errors
    /// The problem of a panel.
    pub async fn panels(&self, on: &str, stream: impl StreamKey) -> Result<Vec<Html>, Problem> {
        let stream = stream.uuid();
        let panels = self.panels.iter().filter(|p| p.on == on && self.who.may(p.right));
        let mut shown = try_join_all(panels.map(|panel| (panel.show)(self, stream))).await?;
        shown.retain(|html| !html.is_empty());
        Ok(shown)
    }
}

pub(crate) type Handler =
    Arc<dyn Fn(Request) -> BoxFuture<'static, Result<Reply, Problem>> + Send + Sync>;

/// A page: its address, the right it needs, and its handler.
#[derive(Clone)]
pub struct PageRoute {
    /// GET or POST.
    pub method: Method,
    /// Path with parts in braces: `/cases/{id}`.
    pub path: &'static str,
    /// Who may open it.
    pub right: Right,
    pub(crate) handler: Handler,
    pub(crate) streaming: bool,
    pub(crate) hears: bool,
}

impl PageRoute {
    /// A page to look at.
    pub fn get<F, R>(path: &'static str, right: Right, handler: F) -> PageRoute
    where
        F: Fn(Request) -> R + Send + Sync + 'static,
        R: Future<Output = Result<Reply, Problem>> + Send + 'static,
    {
        PageRoute::new(Method::GET, path, right, handler)
    }

    /// A form target that is not an act, such as signing in. The form must hold the page's token.
    pub fn post<F, R>(path: &'static str, right: Right, handler: F) -> PageRoute
    where
        F: Fn(Request) -> R + Send + Sync + 'static,
        R: Future<Output = Result<Reply, Problem>> + Send + 'static,
    {
        PageRoute::new(Method::POST, path, right, handler)
    }

    /// An address where another program tells something: there is no session, no token and no form, and
    /// the handler finds what was posted in [`Request::body`]. It has to prove by itself who speaks.
    pub fn hears<F, R>(path: &'static str, handler: F) -> PageRoute
    where
        F: Fn(Request) -> R + Send + Sync + 'static,
        R: Future<Output = Result<Reply, Problem>> + Send + 'static,
    {
        let route = PageRoute::new(Method::POST, path, Right::PUBLIC, handler);
        PageRoute { hears: true, ..route }
    }

    /// Server-sent events or a long download: no time-out.
    #[must_use]
    pub const fn streaming(mut self) -> PageRoute {
        self.streaming = true;
        self
    }

    fn new<F, R>(method: Method, path: &'static str, right: Right, handler: F) -> PageRoute
    where
        F: Fn(Request) -> R + Send + Sync + 'static,
        R: Future<Output = Result<Reply, Problem>> + Send + 'static,
    {
        let handler: Handler = Arc::new(move |request| Box::pin(handler(request)));
        PageRoute { method, path, right, handler, streaming: false, hears: false }
    }
}

/// An act that people do through a form: GET shows it, POST does it.
#[derive(Clone)]
pub struct ActRoute {
    /// Name of the act.
    pub act: &'static str,
    /// Path with parts in braces: `/cases/{id}/close`.
    pub path: &'static str,
    /// Who may do it: the act's own right.
    pub right: Right,
    pub(crate) form: Arc<dyn FormRoute>,
    beside: Option<(Belongs, Arc<dyn FormRoute>)>,
}

/// Does what an address names belong to the act beside?
pub type Belongs = for<'a> fn(&'a Request) -> BoxFuture<'a, Result<bool, Problem>>;

impl ActRoute {
    /// The form of an act at a path.
    #[must_use]
    pub fn form<A: FormAct>(path: &'static str) -> ActRoute {
        let form = crate::form::route::<A>();
        ActRoute { act: A::NAME, path, right: A::RIGHT, form, beside: None }
    }

    /// At the same address, with the same fields and right, stands the form of another act, for what is `its` own:
    /// nobody tells from the address which of the two it is. Programs find the first one described.
    #[must_use]
    pub fn beside<B: FormAct>(mut self, its: Belongs) -> ActRoute {
        self.beside = Some((its, crate::form::route::<B>()));
        self
    }

    /// The forms that stand here.
    pub(crate) fn forms(&self) -> impl Iterator<Item = &dyn FormRoute> {
        let beside = self.beside.as_ref().map(|(_, form)| &**form);
        std::iter::once(&*self.form).chain(beside)
    }

    /// The form that a request is about.
    pub(crate) async fn form_of(&self, request: &Request) -> Result<Arc<dyn FormRoute>, Problem> {
        match &self.beside {
            Some((its, form)) if its(request).await? => Ok(Arc::clone(form)),
            Some(_) | None => Ok(Arc::clone(&self.form)),
        }
    }
}
