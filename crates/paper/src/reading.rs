//! The words in a foreign PDF, as far as they stand in it as text. What was photographed or scanned has none.

use std::sync::Arc;

use hayro::hayro_interpret::font::Glyph;
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, GlyphDrawMode, Image, InterpreterCache,
    InterpreterSettings, Paint, PathDrawMode, SoftMask, interpret_page,
};
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::kurbo::{Affine, BezPath, Point, Rect};

use crate::Fault;
use crate::foreign::{foreign, open};

/// Pages that are read: what a document is, its first pages say.
const PAGES_MAX: usize = 10;
/// Characters that are read.
const CHARACTERS_MAX: usize = 50_000;
/// The part of its size by which a letter stands off from the one before it, where a blank is between them.
const BLANK: f64 = 0.15;
/// The part of its size by which it stands higher or lower, where a line is between them.
const LINE: f64 = 0.5;
/// The width of a letter whose font does not say it, in thousandths of its size.
const WIDTH: f64 = 500.0;

/// The words of the first pages of a foreign PDF, line by line, in the order in which they were put there; empty when
/// it holds pictures alone.
///
/// # Errors
/// When it cannot be opened or takes too long.
pub fn words(pdf: &[u8]) -> Result<String, Fault> {
    let pdf = open(pdf)?;
    foreign(move || Ok(read(&pdf)))
}

fn read(pdf: &Arc<Pdf>) -> String {
    let mut words = Words::default();
    for page in pdf.pages().iter().take(PAGES_MAX) {
        let cache = InterpreterCache::new();
        let bounds = Rect::new(0.0, 0.0, 1.0, 1.0);
        let settings = InterpreterSettings::default();
        let mut context = Context::new(Affine::IDENTITY, bounds, &cache, page.xref(), settings);
        interpret_page(page, &mut context, &mut words);
        words.line();
    }
    words.text
}

/// Writes down letters instead of drawing them.
#[derive(Default)]
struct Words {
    text: String,
    characters: usize,
    /// Where the last letter ended.
    end: Option<Point>,
}

impl Words {
    /// The next letter begins a line.
    fn line(&mut self) {
        self.end = None;
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    fn put(&mut self, letter: &BfString) {
        if self.characters >= CHARACTERS_MAX {
            return;
        }
        match letter {
            BfString::Char(letter) => self.text.push(*letter),
            BfString::String(letters) => self.text.extend(letters.chars().take(CHARACTERS_MAX)),
        }
        self.characters += 1;
    }
}

impl<'a> Device<'a> for Words {
    fn draw_glyph(
        &mut self,
        glyph: &Glyph<'a>,
        transform: Affine,
        glyph_transform: Affine,
        _: &Paint<'a>,
        _: &GlyphDrawMode,
    ) {
        let Some(letter) = glyph.as_unicode() else { return };
        let width = match glyph {
            Glyph::Outline(glyph) => glyph.advance_width().map_or(WIDTH, f64::from),
            Glyph::Type3(_) => WIDTH,
        };
        let place = transform * glyph_transform;
        let (start, top) = (place * Point::ORIGIN, place * Point::new(0.0, 1000.0));
        let size = (top - start).hypot();
        if let Some(end) = self.end {
            // Along the line, and across it.
            let along = (place * Point::new(1.0, 0.0) - start).normalize();
            let off = start - end;
            if off.cross(along).abs() > LINE * size {
                self.line();
            } else if off.dot(along) > BLANK * size && !self.text.ends_with([' ', '\n']) {
                self.text.push(' ');
            }
        }
        self.put(&letter);
        self.end = Some(place * Point::new(width, 0.0));
    }

    fn set_soft_mask(&mut self, _: Option<SoftMask<'a>>) {}
    fn set_blend_mode(&mut self, _: BlendMode) {}
    fn draw_path(&mut self, _: &BezPath, _: Affine, _: &Paint<'a>, _: &PathDrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'a, '_>, _: Affine) {}
    fn pop_clip_path(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Block, Language, Letter, Paper, Section, Sender};

    fn letter(text: &str) -> Vec<u8> {
        let letter = Letter {
            language: Language::of("fi").unwrap(),
            kind: "Todistus".into(),
            title: "Vakuutustodistus".into(),
            sender: Sender { name: "Vakuutus Oy".into(), lines: vec![] },
            receiver: vec!["Amina Rahimi".into()],
            case_number: "1".into(),
            date: "2026-03-02".parse().unwrap(),
            references: vec![],
            mark: None,
            summary: vec![],
            sections: vec![Section::new("Voimassaolo", vec![Block::paragraph(text)])],
            signatures: vec![],
            attachments: vec![],
            appeal: None,
        };
        Paper::new().unwrap().letter(&letter).unwrap().bytes
    }

    #[test]
    fn words_are_read_as_they_stand_line_by_line() {
        let text = words(&letter("Vakuutus on voimassa 31.12.2025 asti.")).unwrap();
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        for line in ["Vakuutustodistus", "Amina Rahimi", "Vakuutus on voimassa 31.12.2025 asti."] {
            assert!(lines.iter().any(|of| of.contains(line)), "{line}: {text}");
        }
    }

    #[test]
    fn what_is_no_pdf_is_a_fault_and_what_is_broken_never_a_panic() {
        assert!(words(b"hello").is_err());
        let whole = letter("Voimassa 31.12.2025 asti.");
        // Every so many bytes one is another: what can be read of it is read, or it is a fault.
        for step in [97, 211, 509] {
            let mut broken = whole.clone();
            broken
                .iter_mut()
                .skip(step)
                .step_by(step)
                .for_each(|byte| *byte = byte.wrapping_add(1));
            if let Ok(text) = words(&broken) {
                assert!(text.chars().count() <= 2 * CHARACTERS_MAX);
            }
        }
        for end in (0..whole.len()).step_by(whole.len() / 7) {
            let _ = words(whole.get(..end).unwrap());
        }
    }
}
