//! The world a document is set in: our templates, our fonts, its own data, and nothing else.

use std::collections::HashMap;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook, FontInfo};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt as _, World};

use crate::Fault;

/// Sources that every document may import, by the names they import them by.
const TEMPLATES: [(&str, &str); 3] = [
    ("/letter.typ", include_str!("../templates/letter.typ")),
    ("/file.typ", include_str!("../templates/file.typ")),
    ("/common.typ", include_str!("../templates/common.typ")),
];

/// The first that has a glyph is taken, so that the script of most letters stands first.
const FONTS: [&[u8]; 6] = [
    include_bytes!("../fonts/NotoSans-Regular.ttf"),
    include_bytes!("../fonts/NotoSans-Bold.ttf"),
    include_bytes!("../fonts/NotoSans-Italic.ttf"),
    include_bytes!("../fonts/NotoSansArabic-Regular.ttf"),
    include_bytes!("../fonts/NotoSansArabic-Bold.ttf"),
    include_bytes!("../fonts/NotoSansEthiopic-Regular.ttf"),
];

/// What all documents share.
pub(crate) struct Shop {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    templates: HashMap<FileId, Source>,
}

impl Shop {
    /// Reads fonts and templates.
    pub(crate) fn open() -> Result<Shop, Fault> {
        let fonts: Vec<Font> =
            FONTS.iter().flat_map(|font| Font::iter(Bytes::new(*font))).collect();
        if fonts.len() != FONTS.len() {
            return Err(Fault::Setting { why: "a font cannot be read".to_owned() });
        }
        let mut templates = HashMap::new();
        for (path, text) in TEMPLATES {
            let id = id(path)?;
            templates.insert(id, Source::new(id, text.to_owned()));
        }
        // Row headers of tables are among what typst still calls extras.
        let library = Library::builder().with_features([Feature::A11yExtras].into_iter().collect());
        Ok(Shop {
            library: LazyHash::new(library.build()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            templates,
        })
    }

    /// Is there a glyph for it?
    pub(crate) fn covers(&self, letter: char) -> bool {
        let infos = (0..self.fonts.len()).filter_map(|place| self.book.info(place));
        infos.map(|info: &FontInfo| &info.coverage).any(|it| it.contains(u32::from(letter)))
    }
}

/// One document being set.
pub(crate) struct Desk<'a> {
    shop: &'a Shop,
    main: FileId,
    files: HashMap<FileId, Bytes>,
}

impl<'a> Desk<'a> {
    /// A desk with a template and the data it reads as `/data.json`.
    pub(crate) fn new(
        shop: &'a Shop,
        template: &str,
        data: &serde_json::Value,
    ) -> Result<Desk<'a>, Fault> {
        let mut desk = Desk { shop, main: id(template)?, files: HashMap::new() };
        desk.put("/data.json", Bytes::new(data.to_string().into_bytes()))?;
        Ok(desk)
    }

    /// Puts a picture or a foreign PDF on it.
    pub(crate) fn put(&mut self, path: &str, bytes: Bytes) -> Result<(), Fault> {
        self.files.insert(id(path)?, bytes);
        Ok(())
    }
}

/// Names of files are few and the same in every document: typst keeps each for ever.
fn id(path: &str) -> Result<FileId, Fault> {
    let path = VirtualPath::new(path).map_err(|why| Fault::Setting { why: why.to_string() })?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.shop.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.shop.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.shop.templates.get(&id).cloned().ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(&id).cloned().ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.shop.fonts.get(index).cloned()
    }

    /// There is no clock: a document's day is in its data.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
