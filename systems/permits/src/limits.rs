//! How much people may send, each with its reason.

use web::Limit;

/// An amount as typed.
pub(crate) const AMOUNT: Limit = Limit::new(20, "a million with its marks and cents has twelve");
/// A telephone number as typed.
pub(crate) const PHONE: Limit = Limit::new(30, "fifteen digits with blanks between them");
/// The lines of a passport as typed or pasted.
pub(crate) const PASSPORT_CODE: Limit =
    Limit::new(400, "three lines of thirty at most, and what was copied with them");
/// Lines of them that are in sight.
pub(crate) const PASSPORT_ROWS: u8 = 3;

/// Accepted attachments: what officials can open in the file of the case.
pub(crate) const ACCEPTED: &str = "application/pdf,image/jpeg,image/png";
/// Most bytes of one attachment: some tens of photographed pages.
pub(crate) const BYTES_MAX: usize = 20_000_000;
/// Files of one sort, such as the pages of a contract photographed one by one.
pub(crate) const FILES_MAX: usize = 10;
/// Applications that one person has begun and not sent: a family's, one type after another.
pub(crate) const DRAFTS_ITEMS_MAX: usize = 20;
/// Messages of one application: a year of one every other day, and nobody answers more.
pub(crate) const MESSAGES_ITEMS_MAX: usize = 200;
/// Payments of one application that were begun: whoever turns back so often has another trouble.
pub(crate) const PAYMENTS_ITEMS_MAX: usize = 20;
/// Employers' parts that somebody asks for in one application: a code is lost or too old now and then.
pub(crate) const PARTS_ITEMS_MAX: usize = 10;
/// Days on which a code can be taken: an employer may be on leave. It is the installation's choice and no law.
pub(crate) const CODE_DAYS: i64 = 30;
/// Bytes of a confirmation: a hundred attachments are some pages.
pub(crate) const RECEIPT_BYTES_MAX: u64 = 5_000_000;
/// An occupation as typed: four digits.
pub(crate) const OCCUPATION: Limit = Limit::new(10, "four digits, and blanks around them");
/// Digits of an occupation: ISCO-08 has unit groups of four.
pub(crate) const OCCUPATION_CHARS_MAX: usize = 4;
/// Hours in a week.
pub(crate) const WEEK_HOURS: i64 = 168;
