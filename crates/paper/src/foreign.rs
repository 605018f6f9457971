//! PDFs of others: how many pages they have, and a page as pixels.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::{DecryptionError, LoadPdfError, Pdf, PdfVersion};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{RenderCache, RenderSettings};
use image::{Rgb, RgbImage};

use crate::setting::guarded;
use crate::{Blackout, DPI, Fault, Picture, picture};

/// Points of a PDF in an inch.
const POINTS: f32 = 72.0;

/// Pixels of a page: A4 at the finest, and half as much again. Larger pages become coarser.
const PAGE_PIXELS_MAX: f32 = 13_000_000.0;

/// Seconds for opening a PDF or drawing a page: a scan of the finest takes one or two.
const PAGE_SECONDS_MAX: u64 = 20;

/// Threads that may run on after they were given up.
const GIVEN_UP_MAX: usize = 4;

/// Stack of such a thread: forms inside forms go deep.
const STACK: usize = 16 * 1024 * 1024;

/// Threads that were given up and still run.
static GIVEN_UP: AtomicUsize = AtomicUsize::new(0);

/// How many pages a foreign PDF has.
pub fn pages(pdf: &[u8]) -> Result<usize, Fault> {
    Ok(open(pdf)?.pages().len())
}

/// A page of a foreign PDF as a picture, at so many dots per inch (36 to 300). Pages count from 1.
pub fn pixels(pdf: &[u8], page: usize, dpi: u16) -> Result<Picture, Fault> {
    draw(&open(pdf)?, page, dpi, &[])
}

/// Reads a foreign PDF. One that is locked with a password cannot be read.
pub(crate) fn open(pdf: &[u8]) -> Result<Arc<Pdf>, Fault> {
    let bytes = pdf.to_vec();
    let opened = foreign(move || {
        Pdf::new(bytes).map_err(|why| match why {
            LoadPdfError::Decryption(DecryptionError::PasswordProtected) => Fault::LockedPdf,
            LoadPdfError::Decryption(_) => fault("encrypted in a way that is not known"),
            LoadPdfError::Invalid => fault("broken, or no PDF"),
        })
    })?;
    if opened.pages().is_empty() {
        return Err(fault("without pages"));
    }
    Ok(Arc::new(opened))
}

/// May its pages stand in a PDF 1.7 as they are?
pub(crate) fn is_keepable(pdf: &Pdf) -> bool {
    pdf.version() <= PdfVersion::Pdf17
}

/// Draws a page and what hides parts of it.
pub(crate) fn draw(
    pdf: &Arc<Pdf>,
    page: usize,
    dpi: u16,
    boxes: &[Blackout],
) -> Result<Picture, Fault> {
    boxes.iter().try_for_each(Blackout::check)?;
    let pdf = Arc::clone(pdf);
    let (mut pixels, whole) = foreign(move || pixels_of(&pdf, page, dpi))?;
    boxes.iter().for_each(|blackout| blackout.paint(&mut pixels));
    let mut picture = picture::written(pixels)?;
    picture.whole = whole;
    Ok(picture)
}

/// The pixels of a page, and whether all of it could be drawn.
fn pixels_of(pdf: &Pdf, page: usize, dpi: u16) -> Result<(RgbImage, bool), Fault> {
    let there = page.checked_sub(1).and_then(|place| pdf.pages().get(place));
    let page = there.ok_or_else(|| fault("there is no such page"))?;
    let scale = scale(page.render_dimensions(), dpi)?;
    let missed = Arc::new(AtomicBool::new(false));
    let warned = Arc::clone(&missed);
    let settings = InterpreterSettings {
        warning_sink: Arc::new(move |_| warned.store(true, Ordering::Relaxed)),
        ..InterpreterSettings::default()
    };
    let render = RenderSettings {
        x_scale: scale,
        y_scale: scale,
        bg_color: WHITE,
        ..RenderSettings::default()
    };
    let drawn = hayro::render(page, &RenderCache::new(), &settings, &render);
    let mut pixels = RgbImage::new(u32::from(drawn.width()), u32::from(drawn.height()));
    for (to, from) in pixels.pixels_mut().zip(drawn.data()) {
        *to = Rgb([from.r, from.g, from.b]);
    }
    Ok((pixels, !missed.load(Ordering::Relaxed)))
}

/// Pixels for a point of a page so large.
fn scale((width, height): (f32, f32), dpi: u16) -> Result<f32, Fault> {
    let scale = f32::from(dpi.clamp(*DPI.start(), *DPI.end())) / POINTS;
    let coarser = (PAGE_PIXELS_MAX / (width * height * scale * scale)).sqrt().min(1.0);
    let scale = scale * coarser;
    let drawable = |side: f32| (1.0..=f32::from(u16::MAX)).contains(&(side * scale));
    if drawable(width) && drawable(height) {
        Ok(scale)
    } else {
        Err(fault("a page of no size that paper has"))
    }
}

/// Work on bytes of others, on a thread of its own: its panic and its endless loop are their fault.
/// A thread that is given up runs on until it ends by itself, so that only a few may.
pub(crate) fn foreign<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Fault> + Send + 'static,
) -> Result<T, Fault> {
    if GIVEN_UP.load(Ordering::Relaxed) >= GIVEN_UP_MAX {
        return Err(fault("too many others take too long already"));
    }
    // What is said waits to be heard: whoever finds nobody listening knows it was given up.
    let (said, heard) = mpsc::sync_channel(0);
    let thread = thread::Builder::new().name("foreign pdf".to_owned()).stack_size(STACK);
    let started = thread.spawn(move || {
        let done = guarded(work).map_err(|found| match found {
            Fault::Setting { why } => Fault::ForeignPdf { why },
            other => other,
        });
        if said.send(done).is_err() {
            GIVEN_UP.fetch_sub(1, Ordering::Relaxed);
        }
    });
    started.map_err(|why| fault(&why.to_string()))?;
    heard.recv_timeout(Duration::from_secs(PAGE_SECONDS_MAX)).unwrap_or_else(|_| {
        GIVEN_UP.fetch_add(1, Ordering::Relaxed);
        Err(fault("it takes too long"))
    })
}

fn fault(why: &str) -> Fault {
    Fault::ForeignPdf { why: why.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_and_a_sleep_are_faults_of_the_pdf() {
        let panicked = foreign::<()>(|| panic!("out of range"));
        assert_eq!(panicked.unwrap_err(), fault("panic: out of range"));
        assert_eq!(foreign(|| Ok(1)), Ok(1));
    }

    #[test]
    fn pages_of_no_size_and_of_any_size() {
        let pixels = |size: (f32, f32), dpi| scale(size, dpi).map(|scale| size.0 * scale);
        assert_eq!(pixels((595.0, 842.0), 72), Ok(595.0));
        assert!(pixels((14_400.0, 14_400.0), 300).unwrap() < 3_610.0, "a wall is drawn coarser");
        for size in [(0.0, 10.0), (f32::NAN, 10.0), (1.0e6, 0.001), (f32::INFINITY, 10.0)] {
            assert!(scale(size, 150).is_err(), "{size:?}");
        }
    }
}
