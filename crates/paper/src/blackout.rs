//! What a party may not see of a picture or a page.

use image::{Rgb, RgbImage};
use serde::Serialize;

use crate::Fault;

/// Boxes are a little wider than asked: a letter that looks out at the edge tells its word.
const MARGIN: f64 = 2.0;

/// A box over a picture or a page, as it is seen: shares of width and height, from the left and the
/// top, 0 to 1.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Blackout {
    /// From the left edge.
    pub left: f64,
    /// From the top edge.
    pub top: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
    /// Why, as it is printed on the box and below the picture.
    pub ground: String,
}

impl Blackout {
    /// Is it on the page, and does it cover anything? Shares that are no numbers are not.
    pub(crate) fn check(&self) -> Result<(), Fault> {
        let inside = |share: f64| (0.0..=1.0).contains(&share);
        // What ends on the edge may end a rounding beyond it.
        let ends = |start: f64, length: f64| length > 0.0 && start + length <= 1.000_001;
        let whole = inside(self.left)
            && inside(self.top)
            && ends(self.left, self.width)
            && ends(self.top, self.height);
        if whole { Ok(()) } else { Err(Fault::Blackout) }
    }

    /// Makes the pixels below it black; what they were is gone.
    pub(crate) fn paint(&self, picture: &mut RgbImage) {
        let (width, height) = (f64::from(picture.width()), f64::from(picture.height()));
        let across = span(self.left, self.width, width);
        let down = span(self.top, self.height, height);
        for (x, y, pixel) in picture.enumerate_pixels_mut() {
            if across.contains(&f64::from(x)) && down.contains(&f64::from(y)) {
                *pixel = Rgb([0, 0, 0]);
            }
        }
    }
}

/// The pixels of a share of so many, and a margin.
fn span(start: f64, length: f64, pixels: f64) -> std::ops::RangeInclusive<f64> {
    (start * pixels).floor() - MARGIN..=((start + length) * pixels).ceil() + MARGIN
}

#[cfg(test)]
mod tests {
    use super::*;

    fn over(left: f64, top: f64, width: f64, height: f64) -> Blackout {
        Blackout { left, top, width, height, ground: "ground".to_owned() }
    }

    #[test]
    fn pixels_below_a_box_are_gone_and_others_stay() {
        let mut picture = RgbImage::from_pixel(100, 100, Rgb([200, 10, 10]));
        over(0.2, 0.5, 0.3, 0.1).paint(&mut picture);
        assert_eq!(picture.get_pixel(35, 55), &Rgb([0, 0, 0]));
        assert_eq!(picture.get_pixel(20, 50), &Rgb([0, 0, 0]), "its corner too");
        assert_eq!(picture.get_pixel(10, 55), &Rgb([200, 10, 10]));
        assert_eq!(picture.get_pixel(35, 70), &Rgb([200, 10, 10]));
    }

    #[test]
    fn a_box_that_covers_nothing_is_refused() {
        assert!(over(0.0, 0.0, 1.0, 1.0).check().is_ok());
        for wrong in [
            over(0.5, 0.5, 0.0, 0.1),
            over(0.9, 0.5, 0.2, 0.1),
            over(-0.1, 0.5, 0.2, 0.1),
            over(f64::NAN, 0.5, 0.2, 0.1),
            over(0.1, 0.5, f64::NAN, 0.1),
            over(100.0, 200.0, 50.0, 20.0),
        ] {
            assert_eq!(wrong.check(), Err(Fault::Blackout), "{wrong:?}");
        }
    }
}
