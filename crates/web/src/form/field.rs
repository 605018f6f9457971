//! Fields: what a form asks for, each with a kind and a limit that says its reason.

/// The longest a value may be, in characters, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// Characters.
    pub max: usize,
    /// The reason, for the next person who wants to change it.
    pub why: &'static str,
}

impl Limit {
    /// A limit with its reason.
    #[must_use]
    pub const fn new(max: usize, why: &'static str) -> Limit {
        Limit { max, why }
    }

    /// A name of a person or place.
    pub const NAME: Limit = Limit::new(200, "longer than any name on a travel document, 39 there");
    /// A heading, a subject, one line in a list.
    pub const LINE: Limit = Limit::new(200, "fits on two lines of a list and in a mail subject");
    /// A note, a reason, a message.
    pub const NOTE: Limit = Limit::new(10_000, "about four printed pages; longer texts are files");
    /// A case number, a document number, an id.
    pub const REFERENCE: Limit = Limit::new(64, "the longest reference we know has 36 characters");
    /// A date as typed.
    pub const DATE: Limit = Limit::new(32, "a date has ten characters; room for spaces");
    /// A code of a choice.
    pub const CODE: Limit = Limit::new(100, "codes are ours and shorter");
    /// A mail address.
    pub const EMAIL: Limit = Limit::new(254, "RFC 5321 allows no longer one");
    /// A password: longer ones only cost hashing time.
    pub const PASSWORD: Limit = Limit::new(1_000, "a sentence of any length; hashing stays quick");
}

/// What a field asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldKind {
    /// One line.
    Text,
    /// Several lines, so many shown at first.
    LongText(u8),
    /// A whole number.
    Number,
    /// A mail address.
    Email,
    /// A secret; never shown again.
    Password,
    /// A date in one input.
    Date,
    /// A date in three inputs: for birth dates, of which day and month may be unknown.
    DateParts,
    /// One of several: all in sight, or folded into a list.
    Choice(Options, Shown),
    /// Any of several.
    Choices(Options),
    /// Yes or not.
    Checkbox,
    /// A person, case or other thing: typed as its number, resolved by [`super::FormAct::resolve`].
    Reference,
    /// A file: accepted media types as in the `accept` attribute, and most bytes.
    File(&'static str, usize),
    /// Several files, each a thing of its own: accepted media types, most bytes of each, and how many.
    Files(&'static str, usize, usize),
    /// Carried along unseen.
    Hidden,
}

/// Where a choice's options come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Options {
    /// Codes, each with a text `<act>-<field>-<code>`.
    Codes(&'static [&'static str]),
    /// Given by the draft, since they depend on data.
    Drafted,
}

/// How a choice shows itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// Radio buttons: up to seven options, to be compared.
    Open,
    /// A drop-down list.
    Folded,
}

/// One field of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Name in the form and, after the act's, in text keys.
    pub name: &'static str,
    /// What it asks for.
    pub kind: FieldKind,
    /// May it be left empty?
    pub optional: bool,
    /// The longest value.
    pub limit: Limit,
    /// The `autocomplete` attribute.
    pub autocomplete: &'static str,
}

impl Field {
    const fn new(name: &'static str, kind: FieldKind, limit: Limit) -> Field {
        Field { name, kind, optional: false, limit, autocomplete: "off" }
    }

    /// One line of text.
    #[must_use]
    pub const fn text(name: &'static str, limit: Limit) -> Field {
        Field::new(name, FieldKind::Text, limit)
    }

    /// Several lines of text.
    #[must_use]
    pub const fn long_text(name: &'static str, limit: Limit) -> Field {
        Field::new(name, FieldKind::LongText(5), limit)
    }

    /// A whole number.
    #[must_use]
    pub const fn number(name: &'static str) -> Field {
        Field::new(name, FieldKind::Number, Limit::new(20, "an i64 has 20 characters"))
    }

    /// A mail address.
    #[must_use]
    pub const fn email(name: &'static str) -> Field {
        Field::new(name, FieldKind::Email, Limit::EMAIL)
    }

    /// A password.
    #[must_use]
    pub const fn password(name: &'static str) -> Field {
        Field::new(name, FieldKind::Password, Limit::PASSWORD)
    }

    /// A date in one input.
    #[must_use]
    pub const fn date(name: &'static str) -> Field {
        Field::new(name, FieldKind::Date, Limit::DATE)
    }

    /// A date in three inputs.
    #[must_use]
    pub const fn date_parts(name: &'static str) -> Field {
        Field::new(
            name,
            FieldKind::DateParts,
            Limit::new(8, "four digits of a year; room for spaces"),
        )
    }

    /// One of a few codes, all in sight.
    #[must_use]
    pub const fn radios(name: &'static str, codes: &'static [&'static str]) -> Field {
        Field::new(name, FieldKind::Choice(Options::Codes(codes), Shown::Open), Limit::CODE)
    }

    /// One of many codes, in a drop-down list.
    #[must_use]
    pub const fn select(name: &'static str, codes: &'static [&'static str]) -> Field {
        Field::new(name, FieldKind::Choice(Options::Codes(codes), Shown::Folded), Limit::CODE)
    }

    /// One of the options the draft gives.
    #[must_use]
    pub const fn drafted(name: &'static str, shown: Shown) -> Field {
        Field::new(name, FieldKind::Choice(Options::Drafted, shown), Limit::CODE)
    }

    /// Any of several codes.
    #[must_use]
    pub const fn checks(name: &'static str, codes: &'static [&'static str]) -> Field {
        Field::new(name, FieldKind::Choices(Options::Codes(codes)), Limit::CODE).optional()
    }

    /// A box to tick; it must be ticked unless optional.
    #[must_use]
    pub const fn checkbox(name: &'static str) -> Field {
        Field::new(name, FieldKind::Checkbox, Limit::CODE)
    }

    /// A person, case or other thing by its number.
    #[must_use]
    pub const fn reference(name: &'static str) -> Field {
        Field::new(name, FieldKind::Reference, Limit::REFERENCE)
    }

    /// A file of at most so many bytes; `accept` as in HTML.
    #[must_use]
    pub const fn file(name: &'static str, accept: &'static str, bytes_max: usize) -> Field {
        let why = "a file name; file systems allow 255 bytes";
        Field::new(name, FieldKind::File(accept, bytes_max), Limit::new(255, why))
    }

    /// At most so many files, each of at most so many bytes; `accept` as in HTML.
    #[must_use]
    pub const fn files(
        name: &'static str,
        accept: &'static str,
        bytes_max: usize,
        files_max: usize,
    ) -> Field {
        let file = Field::file(name, accept, bytes_max);
        Field { kind: FieldKind::Files(accept, bytes_max, files_max), ..file }
    }

    /// What it takes, when it takes files: accepted media types, most bytes of each, and how many.
    #[must_use]
    pub const fn takes_files(&self) -> Option<(&'static str, usize, usize)> {
        match self.kind {
            FieldKind::File(accept, bytes_max) => Some((accept, bytes_max, 1)),
            FieldKind::Files(accept, bytes_max, files_max) => Some((accept, bytes_max, files_max)),
            _ => None,
        }
    }

    /// A value carried along unseen.
    #[must_use]
    pub const fn hidden(name: &'static str) -> Field {
        Field::new(name, FieldKind::Hidden, Limit::REFERENCE)
    }

    /// It may be left empty.
    #[must_use]
    pub const fn optional(mut self) -> Field {
        self.optional = true;
        self
    }

    /// So many lines of a long text in sight.
    #[must_use]
    pub const fn rows(mut self, rows: u8) -> Field {
        if let FieldKind::LongText(_) = self.kind {
            self.kind = FieldKind::LongText(rows);
        }
        self
    }

    /// The `autocomplete` attribute, such as `family-name`.
    #[must_use]
    pub const fn autocomplete(mut self, token: &'static str) -> Field {
        self.autocomplete = token;
        self
    }

    /// The id of the element that an error links to.
    #[must_use]
    pub fn id(&self) -> String {
        let first = match &self.kind {
            FieldKind::DateParts => "-day",
            FieldKind::Choice(_, Shown::Open) | FieldKind::Choices(_) => "-0",
            _ => "",
        };
        format!("f-{}{first}", self.name)
    }
}
