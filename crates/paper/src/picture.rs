//! Pictures: read within limits, turned the right way, painted over where asked.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbImage};

use crate::{Blackout, Fault, PIXELS_MAX};

/// From this size on a picture is tried as JPEG too: photographs and scans are smaller so.
const PNG_BYTES_MAX: usize = 300 * 1024;

/// Good enough to read small print on a scan.
const JPEG_QUALITY: u8 = 85;

/// A picture as it goes into a document: PNG or JPEG.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// The file.
    pub bytes: Vec<u8>,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Is all of it there? Not when a foreign page holds what its reader cannot draw.
    pub whole: bool,
}

/// The picture to embed: as it came when it may, else painted over and written anew, so that
/// nothing of what lies below a box is left, the small preview in the file included.
pub(crate) fn ready(bytes: &[u8], boxes: &[Blackout]) -> Result<Picture, Fault> {
    boxes.iter().try_for_each(Blackout::check)?;
    let fault = |why: image::ImageError| Fault::Picture { why: why.to_string() };
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format();
    let mut reader = reader.map_err(|why| Fault::Picture { why: why.to_string() })?;
    let known = [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Gif];
    let format = reader.format().filter(|format| known.contains(format));
    let format =
        format.ok_or_else(|| Fault::Picture { why: "neither PNG, JPEG, WebP nor GIF".into() })?;
    // As many bytes as the largest picture takes unpacked, twice: decoders keep a second one.
    let mut limits = Limits::no_limits();
    limits.max_alloc = u64::try_from(PIXELS_MAX).ok().map(|pixels| pixels.saturating_mul(8));
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(fault)?;
    let (width, height) = decoder.dimensions();
    let pixels = usize::try_from(u64::from(width) * u64::from(height)).unwrap_or(usize::MAX);
    if pixels > PIXELS_MAX {
        return Err(Fault::TooLarge { what: "pixels of a picture", max: PIXELS_MAX });
    }
    // Pictures for printing presses have colours that an archived file cannot describe.
    let cmyk = decoder.original_color_type() == image::ExtendedColorType::Cmyk8;
    let orientation = decoder.orientation().map_err(fault)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(fault)?;
    picture.apply_orientation(orientation);
    let as_it_came = matches!(format, ImageFormat::Png | ImageFormat::Jpeg);
    if boxes.is_empty() && as_it_came && !cmyk {
        let (width, height) = (picture.width(), picture.height());
        return Ok(Picture { bytes: bytes.to_vec(), width, height, whole: true });
    }
    let mut picture = on_white(picture);
    boxes.iter().for_each(|blackout| blackout.paint(&mut picture));
    written(picture)
}

/// What shines through becomes white, as on paper.
fn on_white(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let picture = picture.into_rgba8();
    let mut opaque = RgbImage::new(picture.width(), picture.height());
    for (to, from) in opaque.pixels_mut().zip(picture.pixels()) {
        let [red, green, blue, alpha] = from.0;
        to.0 = [red, green, blue].map(|colour| blend(colour, alpha));
    }
    opaque
}

fn blend(colour: u8, alpha: u8) -> u8 {
    let (colour, alpha) = (u32::from(colour), u32::from(alpha));
    u8::try_from((colour * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
}

/// Writes pixels as the smaller of PNG and JPEG; without colours when there are none.
pub(crate) fn written(picture: RgbImage) -> Result<Picture, Fault> {
    let fault = |why: image::ImageError| Fault::Picture { why: why.to_string() };
    let (width, height) = picture.dimensions();
    let grey = picture.pixels().all(|pixel| {
        let [red, green, blue] = pixel.0;
        red == green && green == blue
    });
    let picture = DynamicImage::ImageRgb8(picture);
    let picture = if grey { DynamicImage::ImageLuma8(picture.into_luma8()) } else { picture };
    let mut bytes = Vec::new();
    picture.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).map_err(fault)?;
    if bytes.len() > PNG_BYTES_MAX {
        let mut smaller = Vec::new();
        let encoder = JpegEncoder::new_with_quality(&mut smaller, JPEG_QUALITY);
        picture.write_with_encoder(encoder).map_err(fault)?;
        if smaller.len() < bytes.len() {
            bytes = smaller;
        }
    }
    Ok(Picture { bytes, width, height, whole: true })
}

#[cfg(test)]
mod tests {
    use image::{Rgb, Rgba, RgbaImage};

    use super::*;

    fn png(picture: impl Into<DynamicImage>) -> Vec<u8> {
        let mut bytes = Vec::new();
        picture.into().write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
        bytes
    }

    fn over_the_left_half() -> Blackout {
        Blackout { left: 0.0, top: 0.0, width: 0.5, height: 1.0, ground: "ground".into() }
    }

    #[test]
    fn a_picture_without_boxes_goes_as_it_came() {
        let bytes = png(RgbImage::from_pixel(40, 20, Rgb([1, 2, 3])));
        let ready = ready(&bytes, &[]).unwrap();
        assert_eq!((ready.bytes, ready.width, ready.height), (bytes, 40, 20));
    }

    #[test]
    fn below_a_box_nothing_is_left() {
        let bytes = png(RgbImage::from_pixel(40, 20, Rgb([200, 2, 3])));
        let ready = ready(&bytes, &[over_the_left_half()]).unwrap();
        let picture = image::load_from_memory(&ready.bytes).unwrap().into_rgb8();
        assert_eq!(picture.get_pixel(10, 10), &Rgb([0, 0, 0]));
        assert_eq!(picture.get_pixel(35, 10), &Rgb([200, 2, 3]));
    }

    #[test]
    fn what_shines_through_becomes_white() {
        let bytes = png(RgbaImage::from_pixel(40, 20, Rgba([0, 0, 0, 0])));
        let ready = ready(&bytes, &[over_the_left_half()]).unwrap();
        let picture = image::load_from_memory(&ready.bytes).unwrap().into_rgb8();
        assert_eq!(picture.get_pixel(35, 10), &Rgb([255, 255, 255]));
    }

    #[test]
    fn noise_is_written_smaller_than_as_png() {
        let mut seed = 1_u32;
        let noise = RgbImage::from_fn(600, 600, |_, _| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let [a, b, c, _] = seed.to_be_bytes();
            Rgb([a, b, c])
        });
        let ready = written(noise).unwrap();
        assert_eq!(image::guess_format(&ready.bytes).unwrap(), ImageFormat::Jpeg);
    }

    #[test]
    fn broken_and_unknown_pictures_are_refused_with_a_word() {
        let whole = png(RgbImage::from_pixel(40, 20, Rgb([1, 2, 3])));
        let (half, _) = whole.split_at(whole.len() / 2);
        for bytes in [half, &[][..], b"%PDF-1.7", b"<svg xmlns='http://www.w3.org/2000/svg'/>"] {
            assert!(matches!(ready(bytes, &[]), Err(Fault::Picture { .. })));
        }
    }

    #[test]
    fn a_picture_that_unpacks_to_more_than_the_limit_is_refused() {
        // A PNG's head alone says how large it is.
        let mut head =
            b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\xff\xff\0\0\xff\xff\x08\x02\0\0\0".to_vec();
        head.extend([0; 40]);
        assert!(ready(&head, &[]).is_err());
    }
}
