//! PDFs as others send them, and what can be found in the ones that a party is given.

use lopdf::{Document, Object};

/// The per cent of a page over the line of [`testkit::pdf`].
pub const OVER_THE_LINE: &str = "1: 5 11 90 10";

/// Everything in a PDF that could hold words: its text as readers see it, all strings and all streams.
pub fn everything(pdf: &[u8]) -> String {
    let document = Document::load_mem(pdf).unwrap();
    let mut all = text(pdf);
    all.push_str(&String::from_utf8_lossy(pdf));
    for object in document.objects.values() {
        strings(object, &mut all);
        if let Object::Stream(stream) = object {
            let plain = stream.decompressed_content();
            let plain = plain.unwrap_or_else(|_| stream.content.clone());
            all.push_str(&String::from_utf8_lossy(&plain));
        }
    }
    all
}

/// The text of all pages, white space taken out: where lines break is nobody's concern here.
pub fn text(pdf: &[u8]) -> String {
    let document = Document::load_mem(pdf).unwrap();
    let numbers: Vec<u32> = document.get_pages().keys().copied().collect();
    let text: String =
        numbers.iter().map(|n| document.extract_text(&[*n]).unwrap_or_default()).collect();
    text.split_whitespace().collect()
}

/// How many pages it has.
pub fn count(pdf: &[u8]) -> usize {
    Document::load_mem(pdf).unwrap().get_pages().len()
}

fn strings(object: &Object, all: &mut String) {
    match object {
        Object::String(bytes, _) => {
            // As bytes, and as the two bytes a letter that titles are written in.
            let units: Vec<u16> =
                bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            all.push_str(&String::from_utf8_lossy(bytes));
            all.push_str(&String::from_utf16_lossy(&units));
        }
        Object::Array(objects) => objects.iter().for_each(|object| strings(object, all)),
        Object::Dictionary(dictionary) => {
            dictionary.iter().for_each(|(_, object)| strings(object, all));
        }
        Object::Stream(stream) => {
            stream.dict.iter().for_each(|(_, object)| strings(object, all));
        }
        _ => {}
    }
}
