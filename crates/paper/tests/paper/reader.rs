//! Reads a PDF back far enough to hold it to PDF/A-2a and PDF/UA-1. Not a validator: it looks at
//! what has gone wrong elsewhere, and at what every reader's program needs.

use lopdf::{Dictionary, Document, Object};

/// A PDF, read back.
pub struct Read(Document);

impl Read {
    pub fn of(pdf: &[u8]) -> Read {
        Read(Document::load_mem(pdf).unwrap())
    }

    pub fn pages(&self) -> usize {
        self.0.get_pages().len()
    }

    fn catalog(&self) -> &Dictionary {
        self.0.catalog().unwrap()
    }

    /// What an object says under a key, references followed.
    fn get<'a>(&'a self, dictionary: &'a Dictionary, key: &str) -> Option<&'a Object> {
        dictionary.get_deref(key.as_bytes(), &self.0).ok()
    }

    fn dictionary<'a>(&'a self, dictionary: &'a Dictionary, key: &str) -> Option<&'a Dictionary> {
        self.get(dictionary, key)?.as_dict().ok()
    }

    fn name<'a>(&'a self, dictionary: &'a Dictionary, key: &str) -> Option<&'a str> {
        str::from_utf8(self.get(dictionary, key)?.as_name().ok()?).ok()
    }

    /// All dictionaries, those of streams too.
    fn dictionaries(&self) -> impl Iterator<Item = &Dictionary> {
        self.0.objects.values().filter_map(|object| match object {
            Object::Dictionary(dictionary) => Some(dictionary),
            Object::Stream(stream) => Some(&stream.dict),
            _ => None,
        })
    }

    pub fn language(&self) -> String {
        let language = self.get(self.catalog(), "Lang").and_then(|lang| lang.as_str().ok());
        String::from_utf8(language.unwrap().to_vec()).unwrap()
    }

    /// The metadata every archive reads.
    pub fn metadata(&self) -> String {
        let stream = self.get(self.catalog(), "Metadata").unwrap().as_stream().unwrap();
        String::from_utf8(stream.get_plain_content().unwrap()).unwrap()
    }

    /// The elements a screen reader walks through, by their standard names.
    pub fn elements(&self) -> impl Iterator<Item = (&str, &Dictionary)> {
        let elements = self.dictionaries().filter(|it| it.has(b"P") && it.has(b"S"));
        elements.filter_map(|element| Some((self.name(element, "S")?, element)))
    }

    pub fn count(&self, name: &str) -> usize {
        self.elements().filter(|(found, _)| *found == name).count()
    }

    /// The words for whoever cannot see it, of every picture.
    pub fn alts(&self) -> Vec<String> {
        let figures = self.elements().filter(|(name, _)| *name == "Figure");
        figures
            .map(|(_, figure)| {
                let alt = figure.get(b"Alt").expect("a picture without words for it");
                lopdf::decode_text_string(alt).unwrap()
            })
            .collect()
    }

    /// The headers of tables that say what they head: columns or rows.
    fn scopes(&self) -> Vec<&str> {
        let headers = self.elements().filter(|(name, _)| *name == "TH");
        headers
            .map(|(_, header)| {
                let attributes = self.get(header, "A").expect("a header without attributes");
                let all: Vec<&Dictionary> = match attributes {
                    Object::Array(all) => all
                        .iter()
                        .filter_map(|it| self.0.dereference(it).ok()?.1.as_dict().ok())
                        .collect(),
                    one => vec![one.as_dict().unwrap()],
                };
                let scope = all.into_iter().find_map(|it| self.name(it, "Scope"));
                scope.expect("a header without a scope")
            })
            .collect()
    }

    /// The languages that parts of it are in.
    pub fn languages_of_parts(&self) -> Vec<String> {
        let languages = self.elements().filter_map(|(_, it)| it.get(b"Lang").ok()?.as_str().ok());
        languages.map(|language| String::from_utf8(language.to_vec()).unwrap()).collect()
    }

    /// Titles of the bookmarks.
    pub fn bookmarks(&self) -> Vec<String> {
        let items = self.dictionaries().filter(|it| it.has(b"Title") && it.has(b"Parent"));
        items.map(|it| lopdf::decode_text_string(it.get(b"Title").unwrap()).unwrap()).collect()
    }

    pub fn links(&self) -> usize {
        self.dictionaries().filter(|it| self.name(it, "Subtype") == Some("Link")).count()
    }

    /// Pixels of every picture in it.
    pub fn pictures(&self) -> usize {
        self.dictionaries().filter(|it| self.name(it, "Subtype") == Some("Image")).count()
    }

    /// Holds it to what every document of ours must be.
    pub fn is_tagged(&self) {
        let catalog = self.catalog();
        let marked = self.dictionary(catalog, "MarkInfo").expect("MarkInfo");
        assert_eq!(self.get(marked, "Marked"), Some(&Object::Boolean(true)));
        assert!(self.dictionary(catalog, "StructTreeRoot").is_some(), "StructTreeRoot");
        self.scopes();
        self.alts();
    }

    /// Holds it to PDF/A-2a and PDF/UA-1.
    pub fn is_archivable(&self) {
        self.is_tagged();
        let preferences =
            self.dictionary(self.catalog(), "ViewerPreferences").expect("preferences");
        assert_eq!(self.get(preferences, "DisplayDocTitle"), Some(&Object::Boolean(true)));
        for page in self.0.get_pages().values() {
            let page = self.0.get_dictionary(*page).unwrap();
            assert_eq!(self.name(page, "Tabs"), Some("S"), "tab order of a page");
        }
        let intents = self.get(self.catalog(), "OutputIntents").expect("OutputIntents");
        let intents = intents.as_array().unwrap();
        assert_eq!(intents.len(), 1);
        let intent = self.0.dereference(&intents[0]).unwrap().1.as_dict().unwrap();
        assert_eq!(self.name(intent, "S"), Some("GTS_PDFA1"));
        assert!(intent.has(b"DestOutputProfile"), "what its colours mean");
        let metadata = self.metadata();
        for (key, value) in
            [("pdfaid:part", "2"), ("pdfaid:conformance", "A"), ("pdfuaid:part", "1")]
        {
            let said = metadata.contains(&format!("<{key}>{value}</{key}>"))
                || metadata.contains(&format!("{key}=\"{value}\""));
            assert!(said, "{key} {value} in {metadata}");
        }
        assert!(!self.0.trailer.has(b"Encrypt"), "an archived file is not encrypted");
        self.fonts_are_inside();
        self.nothing_acts();
    }

    /// Every font is embedded, and every glyph has its letter.
    fn fonts_are_inside(&self) {
        let fonts = self.dictionaries().filter(|it| self.name(it, "Type") == Some("Font"));
        let mut seen = 0;
        for font in fonts {
            match self.name(font, "Subtype") {
                Some("Type0") => assert!(font.has(b"ToUnicode"), "glyphs without letters"),
                Some("CIDFontType0" | "CIDFontType2") => {
                    seen += 1;
                    let descriptor = self.dictionary(font, "FontDescriptor").unwrap();
                    let inside = descriptor.has(b"FontFile2") || descriptor.has(b"FontFile3");
                    assert!(inside, "a font that is not embedded");
                }
                other => panic!("a font of kind {other:?}"),
            }
        }
        assert!(seen > 0, "no font at all");
    }

    /// No scripts, no files inside, nothing that starts by itself.
    pub fn nothing_acts(&self) {
        for dictionary in self.dictionaries() {
            for key in ["JS", "OpenAction", "AA", "EmbeddedFile", "Launch"] {
                assert!(!dictionary.has(key.as_bytes()), "{key}");
            }
            let kind = self.name(dictionary, "S");
            assert!(!matches!(kind, Some("JavaScript" | "Launch" | "SubmitForm")), "{kind:?}");
        }
    }
}
