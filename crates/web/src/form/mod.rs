//! Forms from acts: fields in, act out, done once, nothing typed ever lost.

mod draft;
mod field;
pub(crate) mod kept;
mod reader;
mod run;
mod view;

use std::collections::BTreeMap;
use std::future::Future;

use kernel::{Act, Done};

pub use draft::Draft;
pub use field::{Field, FieldKind, Limit, Options, Shown};
pub use reader::{FieldError, PartialDate, Reader};
pub(crate) use run::RENEWED;
pub use run::render_fields;
pub(crate) use run::{FormRoute, call, keys, route, show, submit};
pub(crate) use view::error_text;
pub use view::{FieldView, KeptView, OptionView, field_views};

use crate::reply::Problem;
use crate::request::Request;

/// An act that people do through a form.
///
/// Texts, with the act's name and `-` for `.`, here `case-close`:
/// `act-case-close` (heading, also in the history), `.submit` (button), `.done` (said after),
/// `.intro` (optional); `case-close-<field>` (label), `.hint` (optional), `.<error code>`
/// (optional, instead of the general text), `.why` (optional: why it is asked),
/// `case-close-<field>-<code>` (options).
pub trait FormAct: Act + Sized {
    /// What it asks for.
    fn fields() -> Vec<Field>;

    /// What it asks for, where that depends on what the form is about.
    fn fields_of(_request: &Request) -> Vec<Field> {
        Self::fields()
    }

    /// The forms it stands for, where its fields depend on what stands in its address: programs find each
    /// described at an address of its own. None when its fields are those of [`FormAct::fields`].
    fn variants() -> Vec<Variant> {
        Vec::new()
    }

    /// What the keys of heading and fields begin with, where they are not the act's own: `ask-studies`
    /// gives `ask-studies` (heading), `.intro`, and `ask-studies-<field>`. What the button and the next
    /// page say stays the act's.
    fn asked_as(_request: &Request) -> Option<String> {
        None
    }

    /// The act whose text the next page says: another's, where nobody is to tell the two apart.
    fn done_as() -> &'static str {
        Self::NAME
    }

    /// What the form starts from. Open the stream here, so that the look is audited and the
    /// version is known.
    fn draft(_request: &Request) -> impl Future<Output = Result<Draft, Problem>> + Send {
        async { Ok(Draft::new()) }
    }

    /// Turns what was typed in a reference field into the id it means; nothing when there is none.
    fn resolve(
        _request: &Request,
        _field: &str,
        typed: &str,
    ) -> impl Future<Output = Result<Option<String>, Problem>> + Send {
        let typed = typed.to_owned();
        async move { Ok(Some(typed)) }
    }

    /// Whose key seals the files of this form; a form with a file field must say it.
    fn file_subject(_request: &Request) -> Option<kernel::Subject> {
        None
    }

    /// What is made sure of before a file is kept, where that is more than its type. The whole file is then held
    /// in memory meanwhile.
    fn file_check() -> Option<FileCheck> {
        None
    }

    /// Reads the posted form; `None` when a field failed.
    fn read(form: &mut Reader<'_>) -> Option<Self>;

    /// Where to go afterwards.
    fn after(done: &Done, request: &Request) -> String;
}

/// Looks at a file and its media type: what it says, as far as the form has to know ([`crate::Upload::text`]), or the
/// code of what is wrong with it, which becomes an error of its field. It may take as long as it needs: it runs where
/// blocking is allowed.
pub type FileCheck = fn(&[u8], &str) -> Result<String, &'static str>;

/// One of the forms that an act stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// What stands in its address, by the names of the parts in braces.
    pub parts: Vec<(&'static str, String)>,
    /// Text key of what it is.
    pub heading: String,
    /// What the keys of its fields begin with.
    pub key: String,
    /// Its fields.
    pub fields: Vec<Field>,
    /// Codes of the options that its draft gives, by field.
    pub options: BTreeMap<&'static str, Vec<String>>,
}

/// `case.close` as text keys have it: `case-close`.
#[must_use]
pub fn text_key(act: &str) -> String {
    act.replace(['.', '_'], "-")
}
