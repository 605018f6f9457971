//! Can what somebody sent be opened and read at all? Told before it is kept, while they can still send another.

use crate::{Fault, foreign, picture};

/// Pixels of the longer side of a picture below which nothing on a page of paper can be read: some forty dots per
/// inch of A4.
const LONGER_SIDE_MIN: u32 = 480;

/// Why a file says nothing to whoever opens it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Illegible {
    /// A PDF that opens with a password alone.
    Locked,
    /// It cannot be opened: broken, cut off, or without a page.
    Broken,
    /// A picture too small to show a page of paper.
    Small,
}

impl Illegible {
    /// Looks at a file of a media type; one that is neither PDF nor picture is not looked at.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub fn check(bytes: &[u8], media_type: &str) -> Result<(), Illegible> {
        match media_type {
            "application/pdf" => match foreign::open(bytes) {
                Ok(_) => Ok(()),
                Err(Fault::LockedPdf) => Err(Illegible::Locked),
                Err(_) => Err(Illegible::Broken),
            },
            "image/png" | "image/jpeg" | "image/webp" | "image/gif" => {
                let picture = picture::ready(bytes, &[]).map_err(|_| Illegible::Broken)?;
                let longer = picture.width.max(picture.height);
                if longer < LONGER_SIDE_MIN { Err(Illegible::Small) } else { Ok(()) }
            }
            _ => Ok(()),
        }
    }

    /// Code for texts.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Illegible::Locked => "file-locked",
            Illegible::Broken => "file-broken",
            Illegible::Small => "file-small",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::{ImageFormat, Rgb, RgbImage};
    use lopdf::encryption::crypt_filters::{Aes128CryptFilter, CryptFilter};
    use lopdf::{Document, EncryptionState, EncryptionVersion, Object, Permissions, dictionary};

    use super::*;

    const PDF: &str = "application/pdf";

    /// A PDF of one empty page, locked when a password is said.
    fn pdf(password: Option<&str>) -> Vec<u8> {
        let mut pdf = Document::with_version("1.5");
        let pages = pdf.new_object_id();
        let page = dictionary! {
            "Type" => "Page", "Parent" => pages,
            "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        };
        let page = pdf.add_object(page);
        let all = dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 };
        pdf.objects.insert(pages, Object::Dictionary(all));
        let catalog = pdf.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
        pdf.trailer.set("Root", catalog);
        let id = Object::string_literal("0123456789abcdef");
        pdf.trailer.set("ID", vec![id.clone(), id]);
        if let Some(password) = password {
            let filter: std::sync::Arc<dyn CryptFilter> = std::sync::Arc::new(Aes128CryptFilter);
            let version = EncryptionVersion::V4 {
                document: &pdf,
                encrypt_metadata: true,
                crypt_filters: [(b"StdCF".to_vec(), filter)].into(),
                stream_filter: b"StdCF".to_vec(),
                string_filter: b"StdCF".to_vec(),
                owner_password: "owner",
                user_password: password,
                permissions: Permissions::all(),
            };
            let state = EncryptionState::try_from(version).unwrap();
            pdf.encrypt(&state).unwrap();
        }
        let mut bytes = Vec::new();
        pdf.save_to(&mut bytes).unwrap();
        bytes
    }

    fn png(width: u32, height: u32) -> Vec<u8> {
        let picture = RgbImage::from_pixel(width, height, Rgb([200, 200, 200]));
        let mut bytes = Vec::new();
        picture.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
        bytes
    }

    #[test]
    fn a_pdf_opens_unless_it_is_locked_or_broken() {
        assert_eq!(Illegible::check(&pdf(None), PDF), Ok(()));
        assert_eq!(Illegible::check(&pdf(Some("secret")), PDF), Err(Illegible::Locked));
        // Many programs lock against change alone: whoever reads needs no password.
        assert_eq!(Illegible::check(&pdf(Some("")), PDF), Ok(()));
        for broken in [&b"%PDF-1.7\nnothing"[..], b"", &pdf(None)[..60]] {
            assert_eq!(Illegible::check(broken, PDF), Err(Illegible::Broken));
        }
    }

    #[test]
    fn a_picture_is_whole_and_large_enough_to_be_read() {
        let check = |bytes: &[u8]| Illegible::check(bytes, "image/png");
        assert_eq!(check(&png(480, 100)), Ok(()));
        assert_eq!(check(&png(479, 479)), Err(Illegible::Small));
        assert_eq!(check(&png(600, 600)[..80]), Err(Illegible::Broken));
    }

    #[test]
    fn what_is_neither_is_not_looked_at() {
        assert_eq!(Illegible::check(b"hello", "text/plain"), Ok(()));
    }
}
