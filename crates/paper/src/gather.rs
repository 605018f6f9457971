//! Gathers what a file holds: text as data for the template, pictures and pages ready to embed.
//!
//! What is hidden goes no further than here. A withheld document or page is never read; what lies
//! below a box is painted over in the pixels. A foreign PDF of which anything is hidden becomes
//! pixels on all its pages, since fonts, layers and the file's own words can tell what a box covers.

use serde_json::{Value, json};

use crate::block::check_blocks;
use crate::setting::Patience;
use crate::{
    BYTES_MAX, Blackout, Content, DOCUMENTS_MAX, Document, FILE_PAGES_MAX, Fault, PIXEL_PAGES_MAX,
    PageOfPdf, PartyFile, foreign, picture,
};

/// Dots per inch of foreign pages in a file: small print stays readable.
const FILE_DPI: u16 = 150;

/// What a file holds, ready to set.
pub(crate) struct Gathered {
    /// What the template reads.
    pub(crate) data: Value,
    /// What it embeds.
    pub(crate) assets: Vec<Asset>,
    /// Does any foreign page stand in it as it came?
    pub(crate) keeps: bool,
    /// Pages of which not everything could be drawn.
    pub(crate) incomplete: Vec<(String, usize)>,
}

/// A picture or a foreign PDF, by the name the template knows it by.
pub(crate) struct Asset {
    pub(crate) path: String,
    pub(crate) bytes: Vec<u8>,
}

/// Gathers it.
pub(crate) fn gather(file: &PartyFile, patience: &Patience) -> Result<Gathered, Fault> {
    limits(file)?;
    let mut gathering = Gathering { patience, assets: Vec::new(), keeps: false, pixel_pages: 0 };
    let mut documents = Vec::new();
    let mut incomplete = Vec::new();
    for document in &file.documents {
        let mut pieces = Vec::new();
        for content in &document.content {
            gathering.content(content, &mut pieces).map_err(|fault| of(document, fault))?;
        }
        incomplete.extend(unfinished(&document.number, &pieces));
        documents.push(json!({
            "number": document.number,
            "title": document.title,
            "language": document.language.as_ref().unwrap_or(&file.language),
            "entries": document.entries,
            "withheld": document.withheld,
            "hides": hides(document),
            "pieces": pieces,
        }));
    }
    let data = json!({
        "language": file.language,
        "title": file.title,
        "sender": file.sender,
        "case_number": file.case_number,
        "date": file.date,
        "party": file.party,
        "entries": file.entries,
        "notes": file.notes,
        "hides": file.documents.iter().any(hides),
        "documents": documents,
    });
    Ok(Gathered { data, assets: gathering.assets, keeps: gathering.keeps, incomplete })
}

fn limits(file: &PartyFile) -> Result<(), Fault> {
    if file.documents.len() > DOCUMENTS_MAX {
        return Err(Fault::TooLarge { what: "documents", max: DOCUMENTS_MAX });
    }
    let mut bytes = 0_usize;
    for document in &file.documents {
        check(document).map_err(|fault| of(document, fault))?;
        for content in &document.content {
            bytes = bytes.saturating_add(match content {
                Content::Blocks(_) => 0,
                Content::Picture { bytes, .. } | Content::Pdf { bytes, .. } => bytes.len(),
            });
        }
    }
    if bytes > BYTES_MAX {
        return Err(Fault::TooLarge { what: "bytes of pictures and PDFs", max: BYTES_MAX });
    }
    Ok(())
}

fn check(document: &Document) -> Result<(), Fault> {
    if document.title.trim().is_empty() {
        return Err(Fault::Empty { what: "title of a document" });
    }
    if document.withheld.is_some() && !document.content.is_empty() {
        return Err(Fault::Shape { what: "content of a withheld document" });
    }
    for content in &document.content {
        match content {
            Content::Blocks(blocks) => check_blocks(blocks)?,
            // What a picture shows would tell what a box on it hides: its words are not printed.
            Content::Picture { alt, boxes, .. } if boxes.is_empty() && alt.trim().is_empty() => {
                return Err(Fault::Empty { what: "words for a picture" });
            }
            Content::Picture { .. } | Content::Pdf { .. } => {}
        }
    }
    Ok(())
}

/// A fault of one document.
fn of(document: &Document, fault: Fault) -> Fault {
    match fault {
        Fault::TooSlow { .. } => fault,
        fault => Fault::Document { number: document.number.clone(), fault: Box::new(fault) },
    }
}

/// Is a passage or an area blacked in it?
fn hides(document: &Document) -> bool {
    document.content.iter().any(|content| match content {
        Content::Blocks(blocks) => json!(blocks).to_string().contains(r#""run":"blacked""#),
        Content::Picture { boxes, .. } => !boxes.is_empty(),
        Content::Pdf { pages, .. } => {
            pages.iter().any(|page| page.withheld.is_some() || !page.boxes.is_empty())
        }
    })
}

fn unfinished(number: &str, pieces: &[Value]) -> Vec<(String, usize)> {
    let pages = pieces.iter().filter(|piece| piece.get("whole") == Some(&Value::Bool(false)));
    let page = |piece: &Value| usize::try_from(piece.get("page")?.as_u64()?).ok();
    pages.filter_map(page).map(|page| (number.to_owned(), page)).collect()
}

/// What has been gathered so far.
struct Gathering<'a> {
    patience: &'a Patience,
    assets: Vec<Asset>,
    keeps: bool,
    pixel_pages: usize,
}

impl Gathering<'_> {
    fn content(&mut self, content: &Content, pieces: &mut Vec<Value>) -> Result<(), Fault> {
        match content {
            Content::Blocks(blocks) => pieces.push(json!({ "piece": "blocks", "blocks": blocks })),
            Content::Picture { bytes, alt, boxes } => {
                let picture = picture::ready(bytes, boxes)?;
                let (width, height) = (picture.width, picture.height);
                let path = self.asset(picture.bytes);
                pieces.push(json!({
                    "piece": "picture", "path": path, "boxes": boxes,
                    "alt": if boxes.is_empty() { alt.as_str() } else { "" },
                    "width": width, "height": height,
                }));
            }
            Content::Pdf { bytes, keep, pages } => self.pdf(bytes, *keep, pages, pieces)?,
        }
        self.patience.check()
    }

    fn pdf(
        &mut self,
        bytes: &[u8],
        keep: bool,
        hidden: &[PageOfPdf],
        pieces: &mut Vec<Value>,
    ) -> Result<(), Fault> {
        let pdf = foreign::open(bytes)?;
        let count = pdf.pages().len();
        if count > FILE_PAGES_MAX {
            return Err(Fault::TooLarge { what: "pages", max: FILE_PAGES_MAX });
        }
        if hidden.iter().any(|page| page.page == 0 || page.page > count) {
            return Err(Fault::Blackout);
        }
        if keep && hidden.is_empty() && foreign::is_keepable(&pdf) {
            self.keeps = true;
            let path = self.asset(bytes.to_vec());
            pieces.extend(pdf.pages().iter().zip(1..=count).map(|(sheet, page)| {
                let (width, height) = sheet.render_dimensions();
                json!({
                    "piece": "kept", "path": path, "page": page, "boxes": [], "whole": true,
                    "width": width, "height": height,
                })
            }));
            return Ok(());
        }
        for page in 1..=count {
            let of_page = || hidden.iter().filter(|hidden| hidden.page == page);
            if let Some(ground) = of_page().find_map(|hidden| hidden.withheld.as_ref()) {
                pieces.push(json!({ "piece": "withheld", "page": page, "ground": ground }));
                continue;
            }
            let boxes: Vec<Blackout> =
                of_page().flat_map(|hidden| &hidden.boxes).cloned().collect();
            self.pixel_pages += 1;
            if self.pixel_pages > PIXEL_PAGES_MAX {
                return Err(Fault::TooLarge { what: "pages as pixels", max: PIXEL_PAGES_MAX });
            }
            let picture = foreign::draw(&pdf, page, FILE_DPI, &boxes)?;
            let (width, height, whole) = (picture.width, picture.height, picture.whole);
            let path = self.asset(picture.bytes);
            pieces.push(json!({
                "piece": "page", "path": path, "page": page, "boxes": boxes, "whole": whole,
                "width": width, "height": height,
            }));
            self.patience.check()?;
        }
        Ok(())
    }

    fn asset(&mut self, bytes: Vec<u8>) -> String {
        let path = format!("/asset/{}", self.assets.len());
        self.assets.push(Asset { path: path.clone(), bytes });
        path
    }
}
