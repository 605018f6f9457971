//! The router: every way into the house, each with its right, and nothing beside them.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, Request as AxumRequest, State};
use axum::routing::{MethodFilter, MethodRouter, any, get, on};
use http::{HeaderMap, Method};
use kernel::{Fault, Kernel, Right};
use tower_http::compression::CompressionLayer;

use crate::api::{self, Calls};
use crate::app::{App, Config, catalogue};
use crate::assets::Assets;
use crate::entry;
use crate::form;
use crate::reply::Problem;
use crate::serve::{Route, serve};
use crate::system::{Handler, PageRoute, System};

/// One way in, for the coverage test and the list of routes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RouteFact {
    /// Path with parts in braces.
    pub path: &'static str,
    /// GET or POST.
    pub method: String,
    /// Who may use it.
    pub right: Right,
    /// Name of the act, when it is one's form.
    pub act: Option<&'static str>,
}

/// Every way in that these systems and this crate offer.
#[must_use]
pub fn routes(systems: &[System], config: &Config) -> Vec<RouteFact> {
    let own = entry::paths(config).into_iter().map(|(method, path, right)| RouteFact {
        path,
        method: method.to_string(),
        right,
        act: None,
    });
    let mut facts: Vec<RouteFact> = own.collect();
    for system in systems {
        facts.extend(system.pages.iter().map(|p| RouteFact {
            path: p.path,
            method: p.method.to_string(),
            right: p.right,
            act: None,
        }));
        for act in &system.acts {
            for method in ["GET", "POST"] {
                let (path, right, act) = (act.path, act.right, Some(act.act));
                facts.push(RouteFact { path, method: method.to_owned(), right, act });
            }
        }
    }
    facts.sort();
    facts
}

/// Every way in for programs: path, method, right.
///
/// # Errors
/// As [`router`].
pub fn api_routes(systems: &[System]) -> Result<Vec<(String, Method, Right)>, Fault> {
    let calls = api::calls(systems, &catalogue(systems)?)?;
    Ok(calls.into_iter().map(|((path, method), call)| (path, method, call.right)).collect())
}

/// Builds the web face of these systems.
///
/// # Errors
/// A fault when texts do not read, or two routes share a path and method.
pub fn router(kernel: Kernel, systems: Vec<System>, config: Config) -> Result<axum::Router, Fault> {
    let texts = Arc::new(catalogue(&systems)?);
    let calls = api::calls(&systems, &texts)?;
    let ids = kernel.clone();
    let mut menu: Vec<_> = systems.iter().flat_map(|s| s.menu.iter().copied()).collect();
    menu.sort_by_key(|item| (item.order, item.path));
    let homes = systems.iter().flat_map(|s| s.homes.iter().copied()).collect();
    let mut panels: Vec<_> = systems.iter().flat_map(|s| s.panels.iter().cloned()).collect();
    panels.sort_by_key(|panel| panel.order);
    let pages = || systems.iter().flat_map(|s| &s.pages);
    let search = config.search.and_then(|path| pages().find(|page| page.path == path));
    let app = Arc::new(App {
        search: search.map(|page| (page.path, page.right)),
        kernel,
        texts,
        menu,
        homes,
        panels: panels.into(),
        config,
        assets: Assets::load().map_err(Fault::bug)?,
        next_id: Arc::new(move || ids.next_id()),
    });
    let mut ways: BTreeMap<(&'static str, String), Arc<Route>> = BTreeMap::new();
    let mut add = |path: &'static str, route: Route| {
        let key = (path, route.method.to_string());
        match ways.insert(key.clone(), Arc::new(route)) {
            None => Ok(()),
            Some(_) => Err(Fault::message(format!("two routes for {} {}", key.1, key.0))),
        }
    };
    let system_home = systems.iter().any(|s| s.pages.iter().any(|p| p.path == "/"));
    for page in entry::pages(&app).into_iter().filter(|p| !(system_home && p.path == "/")) {
        add(page.path, of_page(page))?;
    }
    for system in systems {
        for page in system.pages {
            add(page.path, of_page(page))?;
        }
        for act in system.acts {
            let form = Some(Arc::clone(&act.form));
            let (path, right, streaming, hears) = (act.path, act.right, false, false);
            let act = Arc::new(act);
            let (shown, done) = (Arc::clone(&act), act);
            let show: Handler = Arc::new(move |request| {
                let act = Arc::clone(&shown);
                Box::pin(async move { form::show(act.form_of(&request).await?, request).await })
            });
            let submit: Handler = Arc::new(move |request| {
                let act = Arc::clone(&done);
                Box::pin(async move { form::submit(act.form_of(&request).await?, request).await })
            });
            let method = Method::GET;
            let get = Route { right, method, handler: show, form: None, streaming, hears };
            let method = Method::POST;
            let post = Route { right, method, handler: submit, form, streaming, hears };
            add(path, get)?;
            add(path, post)?;
        }
    }
    Ok(assemble(app, ways, calls))
}

fn of_page(page: PageRoute) -> Route {
    let PageRoute { method, right, handler, streaming, hears, .. } = page;
    Route { right, method, handler, form: None, streaming, hears }
}

fn assemble(
    app: Arc<App>,
    ways: BTreeMap<(&'static str, String), Arc<Route>>,
    calls: Calls,
) -> axum::Router {
    let mut methods: BTreeMap<&'static str, MethodRouter<Arc<App>>> = BTreeMap::new();
    for ((path, _), route) in ways {
        let filter =
            if route.method == Method::POST { MethodFilter::POST } else { MethodFilter::GET };
        let handler = move |State(app): State<Arc<App>>, request: AxumRequest| {
            serve(app, route.clone(), request)
        };
        let router = methods.remove(path).unwrap_or_default();
        methods.insert(path, router.merge(on(filter, handler)));
    }
    let mut router = axum::Router::new();
    for (path, method) in methods {
        router = router.route(path, method.fallback(not_found));
    }
    for ((path, method), call) in calls {
        let filter = if method == Method::POST { MethodFilter::POST } else { MethodFilter::GET };
        let handler = move |State(app): State<Arc<App>>, request: AxumRequest| {
            api::serve(app, call.clone(), request)
        };
        router = router.route(&path, on(filter, handler));
    }
    router
        .route("/assets/{name}", get(asset))
        .fallback(any(not_found))
        .with_state(app)
        .layer(CompressionLayer::new())
}

async fn asset(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> axum::response::Response {
    app.assets.serve(&name, &headers)
}

/// An address, or a method at it, that nothing answers.
async fn not_found(State(app): State<Arc<App>>, request: AxumRequest) -> axum::response::Response {
    let below = request.uri().path().strip_prefix(api::ROOT);
    if below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/')) {
        return api::nowhere(app, request).await;
    }
    let handler: Handler = Arc::new(|_| Box::pin(async { Err(Problem::NotFound) }));
    let (right, method) = (Right::PUBLIC, Method::GET);
    let route = Route { right, method, handler, form: None, streaming: false, hears: false };
    serve(app, Arc::new(route), request).await
}
