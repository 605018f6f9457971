//! Words of cards that pages and messages share.

use std::sync::LazyLock;

use casefile::Person;
use casefile::model::Authority;
use kernel::{Fault, Kernel};
use web::{AsArg as _, Flaw, Lang, Texts, Ui};

use crate::state::KnownCard;

static TEXTS: LazyLock<Result<Texts, Vec<Flaw>>> =
    LazyLock::new(|| Texts::load(&[web::TEXTS, crate::TEXTS]));

/// What somebody is written whose card can be picked up, in the language they are served in, or else the nearest.
///
/// # Errors
/// A bug when the texts cannot be read, which a test of every house sees to.
pub(crate) async fn message(kernel: &Kernel, card: &KnownCard) -> Result<String, Fault> {
    let texts = TEXTS.as_ref().map_err(|flaws| Fault::message(format!("{flaws:?}")))?;
    let (person, _) = kernel.peek::<Person>(card.person).await?;
    let languages = person.known().and_then(|known| known.languages.as_ref());
    let lang = match languages {
        None => Lang::Fi,
        Some(languages) => Lang::from_code(languages.contact.code(), false).unwrap_or(Lang::En),
    };
    let number = card.content.as_ref().map(|content| content.number.clone()).unwrap_or_default();
    let place = name(card.place.as_deref().unwrap_or_default(), lang.code());
    let args = [("number", number.as_arg()), ("place", place.as_arg())];
    Ok(texts.get(lang, "card-message", &args))
}

/// The name of a place in the language of the page; its key when there is no such row.
pub(crate) fn place(ui: &Ui, key: &str) -> String {
    name(key, ui.lang().code())
}

fn name(key: &str, lang: &str) -> String {
    let place = Authority::all().iter().find(|place| place.key == key);
    place.map_or_else(|| key.to_owned(), |place| place.name(lang).to_owned())
}
