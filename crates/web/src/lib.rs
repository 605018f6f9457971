//! Page frame, forms, texts and components in three languages.

mod answer;
mod api;
mod app;
mod assets;
mod body;
mod cookies;
mod entry;
pub mod form;
mod guard;
mod html;
mod lang;
mod page;
mod park;
pub mod parts;
pub mod reading;
mod reply;
mod request;
mod router;
mod serve;
mod system;
pub mod texts;
mod ui;

pub use api::ApiRoute;
pub use app::{Config, Persona, StrongSignIn, TEXTS, catalogue, check};
pub use form::{Draft, Field, FieldKind, FormAct, Limit, Reader, Variant};
pub use html::Html;
pub use lang::Lang;
pub use page::{Page, Width};
pub use reply::{Content, File, Problem, Reply};
pub use request::{Request, Upload, Values};
pub use router::{RouteFact, api_routes, router, routes};
pub use system::{
    ActRoute, Belongs, Home, MenuItem, PageRoute, Panel, System, migrations, registry,
};
pub use texts::{Arg, AsArg, Flaw, TextFiles, Texts};
pub use ui::{AsDate, AsTs, Density, Look, Scheme, Text, Ui};
