//! `cargo xtask new`: the files of a system, an act or a page, in the shape the house gives them.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};

use crate::{repo, run};

mod trial;

pub use trial::trial;

/// A file of a scaffold: where it goes, and what is in it, both with `@marks@` to be filled in.
type Template = (&'static str, &'static str);

/// A template beside this crate's sources.
macro_rules! template {
    ($path:literal) => {
        include_str!(concat!("../../templates/", $path))
    };
}

const SYSTEM: [Template; 17] = [
    ("Cargo.toml", template!("system/Cargo.toml")),
    ("README.md", template!("system/README.md")),
    ("askama.toml", template!("system/askama.toml")),
    ("migrations/0001_@name@.sql", template!("system/migrations/0001_@name@.sql")),
    ("src/lib.rs", template!("system/src/lib.rs")),
    ("src/events.rs", template!("system/src/events.rs")),
    ("src/state.rs", template!("system/src/state.rs")),
    ("src/rows.rs", template!("system/src/rows.rs")),
    ("src/acts/mod.rs", template!("system/src/acts/mod.rs")),
    ("src/acts/begin.rs", template!("system/src/acts/begin.rs")),
    ("src/pages/mod.rs", template!("system/src/pages/mod.rs")),
    ("src/pages/list.rs", template!("system/src/pages/list.rs")),
    ("src/pages/list.html", template!("system/src/pages/list.html")),
    ("texts/fi.ftl", template!("system/texts/fi.ftl")),
    ("texts/sv.ftl", template!("system/texts/sv.ftl")),
    ("texts/en.ftl", template!("system/texts/en.ftl")),
    ("tests/forever.rs", template!("system/tests/forever.rs")),
];

const USAGE: &str = "\
cargo xtask new system NAME            a crate under systems/
cargo xtask new act SYSTEM NAME [STATE]  an act of a system, on this state when it has several
cargo xtask new page SYSTEM NAME       a page of a system";

/// `cargo xtask new system|act|page ..`
pub fn main(args: &[String]) -> Result<bool> {
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let root = repo::root();
    let next = match words.as_slice() {
        ["system", name] => system(&root, &Name::parse(name)?)?,
        ["act", system, name] => act(&root, &Name::parse(system)?, &Name::parse(name)?, None)?,
        ["act", system, name, state] => {
            act(&root, &Name::parse(system)?, &Name::parse(name)?, Some(state))?
        }
        ["page", system, name] => page(&root, &Name::parse(system)?, &Name::parse(name)?)?,
        _ => bail!("{USAGE}"),
    };
    println!("{next}");
    let mut format = run::cargo(&root);
    Ok(run::aloud(format.args(["fmt", "--all"]))?.ok)
}

/// A name as written in Rust: `quota_plan`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name(String);

impl Name {
    /// Small letters, digits and underscores, a letter first.
    pub fn parse(text: &str) -> Result<Name> {
        let word = |part: &str| part.starts_with(|c: char| c.is_ascii_lowercase());
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        let good = text.split('_').all(|part| word(part) && part.chars().all(plain));
        ensure!(good, "`{text}` is no name: small letters and underscores, such as `quota_plan`");
        Ok(Name(text.to_owned()))
    }

    /// As a type: `QuotaPlan`.
    fn camel(&self) -> String {
        let capital = |part: &str| {
            let (first, rest) = part.split_at(1);
            first.to_uppercase() + rest
        };
        self.0.split('_').map(capital).collect()
    }

    /// As a text key or an address: `quota-plan`.
    fn kebab(&self) -> String {
        self.0.replace('_', "-")
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Fills in the marks.
fn fill(template: &str, marks: &[(&str, &str)]) -> String {
    marks.iter().fold(template.to_owned(), |text, (mark, value)| text.replace(mark, value))
}

/// Writes a file that must not be there yet.
fn write(path: &Path, text: &str) -> Result<()> {
    ensure!(!path.exists(), "{} is there already", path.display());
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text).with_context(|| path.display().to_string())
}

/// Changes a file that must be there.
fn change(path: &Path, with: impl FnOnce(&str) -> String) -> Result<()> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    fs::write(path, with(&text)).with_context(|| path.display().to_string())
}

/// Makes a system; returns what is left to do by hand.
pub fn system(root: &Path, name: &Name) -> Result<String> {
    let folder = root.join("systems").join(&name.0);
    ensure!(!folder.exists(), "{} is there already", folder.display());
    let (camel, kebab) = (name.camel(), name.kebab());
    let marks =
        [("@name@", name.0.as_str()), ("@Name@", &camel), ("@key@", &kebab), ("@path@", &kebab)];
    for (path, text) in SYSTEM {
        write(&folder.join(fill(path, &marks)), &fill(text, &marks))?;
    }
    change(&root.join("Cargo.toml"), |text| with_member(text, name))?;
    Ok(format!(
        "systems/{name} is there and compiles: cargo check -p {name}\n\
         Now: write its README.md; give it a floor in xtask/src/tidy/imports.rs if it has none;\n\
         add `{name}.workspace = true` to crates/app/Cargo.toml and `{name}::system()` to\n\
         crates/app/src/house.rs."
    ))
}

/// The root manifest with the system among the workspace's crates.
fn with_member(manifest: &str, name: &Name) -> String {
    let ours = format!("{name} = {{ path = \"systems/{name}\" }}\n");
    let marker = "app = { path = \"crates/app\"";
    let manifest = manifest.replacen(marker, &format!("{ours}{marker}"), 1);
    if manifest.contains("\"systems/*\"") {
        return manifest;
    }
    manifest.replacen("members = [\"crates/*\",", "members = [\"crates/*\", \"systems/*\",", 1)
}

/// Where a system's crate stands: casefile is one too, on its own floor.
fn home(root: &Path, system: &Name) -> Result<PathBuf> {
    let places = ["systems", "crates"].map(|folder| root.join(folder).join(&system.0));
    let found = places.into_iter().find(|place| place.join("src/lib.rs").is_file());
    found.with_context(|| format!("there is no system `{system}`; cargo xtask new system {system}"))
}

/// Makes an act; returns what is left to do by hand.
pub fn act(root: &Path, system: &Name, name: &Name, state: Option<&str>) -> Result<String> {
    let home = home(root, system)?;
    let (state, state_path) = the_state(&home, state)?;
    let (camel, kebab) = (name.camel(), format!("{}-{}", system.kebab(), name.kebab()));
    let marks = [
        ("@name@", system.0.as_str()),
        ("@verb@", name.0.as_str()),
        ("@Verb@", &camel),
        ("@State@", &state),
        ("@state_path@", &state_path),
        ("@kebab@", &kebab),
    ];
    let acts = home.join("src/acts");
    write(&acts.join(format!("{name}.rs")), &fill(template!("act/act.rs"), &marks))?;
    change(&acts.join("mod.rs"), |text| with_module(text, name))?;
    let texts = format!(
        "\nact-{kebab} = {camel}\n    .submit = {camel}\n    .done = {camel}\n\
         {kebab}-reason = {camel}\nrefusal-{kebab}-unexplained = {camel}\n"
    );
    add_texts(&home, &texts)?;
    let path = format!("/{}/{{id}}/{}", system.kebab(), name.kebab());
    let route = format!("ActRoute::form::<acts::{name}::{camel}>(\"{path}\")");
    let wired = wire(&home, "acts: vec![", &route)?;
    Ok(format!(
        "src/acts/{name}.rs is there, compiles, and {wired}.\n\
         Now: the event in src/events.rs, the fold in src/state.rs, a stored sample in tests/; who\n\
         holds the right `{system}.{name}`, in src/lib.rs; the words in texts/."
    ))
}

/// Makes a page; returns what is left to do by hand.
pub fn page(root: &Path, system: &Name, name: &Name) -> Result<String> {
    let home = home(root, system)?;
    let (camel, key, page_key) = (name.camel(), system.kebab(), name.kebab());
    let marks = [
        ("@page@", name.0.as_str()),
        ("@Page@", &camel),
        ("@key@", key.as_str()),
        ("@pagekey@", page_key.as_str()),
    ];
    let pages = home.join("src/pages");
    write(&pages.join(format!("{name}.rs")), &fill(template!("page/page.rs"), &marks))?;
    write(&pages.join(format!("{name}.html")), &fill(template!("page/page.html"), &marks))?;
    change(&pages.join("mod.rs"), |text| with_module(text, name))?;
    add_texts(&home, &format!("\n{key}-{page_key} = {camel}\n"))?;
    let route = format!("PageRoute::get(\"/{key}/{page_key}\", WORK, pages::{name}::page)");
    let wired = wire(&home, "pages: vec![", &route)?;
    Ok(format!(
        "src/pages/{name}.rs and {name}.html are there, compile, and the page {wired}.\n\
         Now: what it shows, and the words in texts/."
    ))
}

/// Puts a route into the door of a system, first in its list.
fn wire(home: &Path, list: &str, route: &str) -> Result<String> {
    let door = home.join("src/lib.rs");
    let text = fs::read_to_string(&door)?;
    if text.matches(list).count() != 1 {
        return Ok(format!("waits for a line in src/lib.rs: {route}"));
    }
    fs::write(&door, text.replacen(list, &format!("{list}\n            {route},\n"), 1))?;
    Ok("is in the list of src/lib.rs".to_owned())
}

/// The name of the state an act decides on, and its path in the crate.
fn the_state(home: &Path, wanted: Option<&str>) -> Result<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for file in repo::files(&home.join("src"))? {
        for line in file.text.lines() {
            let name = line.strip_prefix("impl State for ").and_then(|rest| rest.split(' ').next());
            if let Some(name) = name {
                let module = file.path.trim_end_matches(".rs").trim_end_matches("/mod");
                let path = format!("crate::{}::{name}", module.replace('/', "::"));
                found.push((name.to_owned(), path.replace("crate::lib::", "crate::")));
            }
        }
    }
    let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
    let names = names.join(", ");
    match (found.as_slice(), wanted) {
        ([only], None) => Ok(only.clone()),
        (_, Some(wanted)) => {
            let one = found.iter().find(|(name, _)| name == wanted);
            Ok(one.with_context(|| format!("no state `{wanted}`; there are: {names}"))?.clone())
        }
        ([], None) => bail!("this system has no state yet"),
        (_, None) => bail!("on which state? Name one after the act: {names}"),
    }
}

/// A list of modules with one more.
fn with_module(text: &str, name: &Name) -> String {
    format!("{}\npub mod {name};\n", text.trim_end())
}

/// Adds texts in all languages; the words are still to be found.
fn add_texts(home: &Path, texts: &str) -> Result<()> {
    for language in ["fi", "sv", "en"] {
        change(&home.join(format!("texts/{language}.ftl")), |text| text.to_owned() + texts)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_three_forms() {
        let name = Name::parse("quota_plan").unwrap();
        assert_eq!((name.camel(), name.kebab()), ("QuotaPlan".into(), "quota-plan".into()));
        for bad in ["", "Quota", "quota-plan", "_x", "x_", "2nd", "päätös"] {
            assert!(Name::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn no_mark_is_left_in_a_scaffold() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        let manifest = "[workspace]\nmembers = [\"crates/*\", \"xtask\"]\n[workspace.dependencies]\n\
                        app = { path = \"crates/app\", package = \"uma\" }\n";
        fs::write(root.join("Cargo.toml"), manifest).unwrap();
        let visits = Name::parse("home_visits").unwrap();
        system(root, &visits).unwrap();
        act(root, &visits, &Name::parse("call_off").unwrap(), None).unwrap();
        page(root, &visits, &Name::parse("day_plan").unwrap()).unwrap();
        for file in repo::files(&root.join("systems")).unwrap() {
            assert!(!file.text.contains('@') && !file.path.contains('@'), "{}", file.path);
        }
        let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap();
        assert!(manifest.contains("\"systems/*\"") && manifest.contains("systems/home_visits"));
        assert!(system(root, &visits).is_err(), "never over what is there");
    }
}
