//! PDFs as others send them, and what can be found in the ones that a party is given.

use lopdf::{Document, Object};

/// A PDF of A4 pages, each with one line of large letters near its top; its words stand in it as they
/// are, so that whoever looks for them finds them wherever they were left.
pub fn pages(lines: &[&str]) -> Vec<u8> {
    let kids: Vec<String> = (0..lines.len()).map(|n| format!("{} 0 R", 4 + 2 * n)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), lines.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    for (n, line) in lines.iter().enumerate() {
        let content = format!("BT /F1 24 Tf 72 700 Td ({line}) Tj ET");
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {} 0 R \
             /Resources << /Font << /F1 3 0 R >> >> >>",
            5 + 2 * n
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()));
    }
    let mut pdf = "%PDF-1.4\n".to_owned();
    let mut places = Vec::new();
    for (n, object) in objects.iter().enumerate() {
        places.push(pdf.len());
        pdf.push_str(&format!("{} 0 obj\n{object}\nendobj\n", n + 1));
    }
    let xref = pdf.len();
    pdf.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
    for place in places {
        pdf.push_str(&format!("{place:010} 00000 n \n"));
    }
    let size = objects.len() + 1;
    pdf.push_str(&format!("trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{xref}\n%%EOF\n"));
    pdf.into_bytes()
}

/// The per cent of a page over the line of [`pages`].
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
