//! What every request is served from.

use std::collections::BTreeSet;
use std::sync::Arc;

use kernel::{Fault, Kernel, Right, UserId};

use crate::assets::Assets;
use crate::cookies::Jar;
use crate::lang::Lang;
use crate::system::{Home, MenuItem, Panel, System};
use crate::texts::{self, Flaw, TextFiles, Texts};

/// How the web face runs.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// Demo mode: personas on the sign-in page, the gallery, and a mark on every page.
    pub demo: bool,
    /// Offers the mirrored language `ar`: for tests.
    pub mirror: bool,
    /// The server is reached by https: guarded cookies and strict transport.
    pub https: bool,
    /// Where the search field in the header leads; nothing hides it.
    pub search: Option<&'static str>,
    /// People one can be in demo mode.
    pub personas: Vec<Persona>,
    /// Who proves who people are that come from outside; nothing, and they have no way in of their own.
    pub strong: Option<StrongSignIn>,
}

/// Signing in by a provider that proves who somebody is.
#[derive(Debug, Clone)]
pub struct StrongSignIn {
    /// The provider.
    pub provider: outside::openid::Provider,
    /// Code of the role that people have who come in this way for the first time.
    pub role: &'static str,
}

/// Someone to be in demo mode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Persona {
    /// Which user.
    pub user: UserId,
    /// Name.
    pub name: String,
    /// Text key of what they do, such as `casefile-persona-officer`.
    pub key: &'static str,
}

/// This crate's own texts.
pub const TEXTS: TextFiles = TextFiles {
    system: "web",
    fi: include_str!("../texts/fi.ftl"),
    sv: include_str!("../texts/sv.ftl"),
    en: include_str!("../texts/en.ftl"),
};

/// The catalogue of this crate and all systems.
///
/// # Errors
/// A fault that names every flaw; a test finds it before anyone runs it.
pub fn catalogue(systems: &[System]) -> Result<Texts, Fault> {
    let files: Vec<TextFiles> =
        std::iter::once(TEXTS).chain(systems.iter().map(|s| s.texts)).collect();
    Texts::load(&files).map_err(|flaws| {
        let lines: Vec<String> = flaws.iter().map(ToString::to_string).collect();
        Fault::message(format!("texts do not read:\n{}", lines.join("\n")))
    })
}

/// What translators and systems have to mend: languages that differ, keys that stand twice, and
/// texts that a form or menu entry cannot do without.
#[must_use]
pub fn check(systems: &[System]) -> Vec<Flaw> {
    let files: Vec<TextFiles> =
        std::iter::once(TEXTS).chain(systems.iter().map(|s| s.texts)).collect();
    let mut flaws = texts::check::check(&files);
    let known: BTreeSet<String> = files.iter().flat_map(texts::check::keys_of).collect();
    for system in systems {
        let forms = system.acts.iter().flat_map(|act| act.forms().flat_map(crate::form::keys));
        let menu = system.menu.iter().map(|item| item.key.to_owned());
        let missing = forms.chain(menu).filter(|key| !known.contains(key));
        flaws.extend(missing.map(|key| Flaw {
            system: system.name,
            lang: Lang::Fi,
            what: format!("{key} is missing; a form or the menu needs it"),
        }));
    }
    flaws
}

pub(crate) struct App {
    pub(crate) kernel: Kernel,
    pub(crate) texts: Arc<Texts>,
    pub(crate) menu: Vec<MenuItem>,
    pub(crate) homes: Vec<Home>,
    pub(crate) panels: Arc<[Panel]>,
    pub(crate) config: Config,
    /// The page that searches, and who may open it.
    pub(crate) search: Option<(&'static str, Right)>,
    pub(crate) assets: Assets,
    pub(crate) next_id: Arc<dyn Fn() -> uuid::Uuid + Send + Sync>,
}

impl App {
    pub(crate) const fn jar(&self) -> Jar {
        Jar { secure: self.config.https }
    }

    pub(crate) fn languages(&self) -> Vec<Lang> {
        let mirror = self.config.mirror.then_some(Lang::Ar);
        Lang::OFFERED.into_iter().chain(mirror).collect()
    }
}
