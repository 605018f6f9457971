//! How much one document may hold. Each limit has its reason.

/// Characters of a letter: a hundred dense pages, more than any decision on record. The typesetter
/// cannot be interrupted, so that this and not a clock bounds its work.
pub const LETTER_CHARACTERS_MAX: usize = 300_000;

/// Characters that a file holds beside its pictures and foreign pages: a thousand pages of text.
pub const FILE_CHARACTERS_MAX: usize = 3_000_000;

/// Characters of a case number: it stands in the foot of every page, in a quarter of its width.
pub const CASE_NUMBER_CHARACTERS_MAX: usize = 30;

/// Characters of a mark: it stands in the foot of every page, in half of its width.
pub const MARK_CHARACTERS_MAX: usize = 100;

/// Pages of a letter: what does not fit is a file, not a letter.
pub const LETTER_PAGES_MAX: usize = 200;

/// Pages of a file: more is given in parts, since readers' programs and mail gates choke on it.
pub const FILE_PAGES_MAX: usize = 2_000;

/// Documents in one file: the index stays one that a person can use.
pub const DOCUMENTS_MAX: usize = 500;

/// Bytes of pictures and foreign PDFs in one file: they are in memory twice while it is made.
pub const BYTES_MAX: usize = 100 * 1024 * 1024;

/// Pixels of a picture, as it would be in memory: 50 million are 200 MB unpacked.
pub const PIXELS_MAX: usize = 50_000_000;

/// Pages of foreign PDFs that are turned into pixels for one file: each takes about a tenth of a
/// second and a quarter of a megabyte.
pub const PIXEL_PAGES_MAX: usize = 500;

/// Dots per inch of a page turned into pixels: below 36 nothing can be read, above 300 nothing is
/// gained.
pub const DPI: std::ops::RangeInclusive<u16> = 36..=300;

/// Seconds for one document. Looked at between the steps, since no step can be interrupted: after
/// each picture, each foreign page and each typesetting. What waits longer was given up by whoever
/// asked for it.
pub const SECONDS_MAX: u64 = 120;
