//! What people write to the authority about, and what officials note about it.

/// A matter that arises again and again.
pub(super) struct Matter {
    /// Its headline.
    pub headline: &'static str,
    /// What the official notes first.
    pub first: &'static str,
    /// What the official notes last.
    pub last: &'static str,
    /// Does the matter wait for the applicant in between?
    pub waits: bool,
}

const fn matter(headline: &'static str, first: &'static str, last: &'static str) -> Matter {
    Matter { headline, first, last, waits: false }
}

const fn waiting(headline: &'static str, first: &'static str, last: &'static str) -> Matter {
    Matter { headline, first, last, waits: true }
}

/// The matters.
pub(super) static MATTERS: [Matter; 14] = [
    matter(
        "Certificate of right of residence for a bank",
        "The bank asks for proof that residence is permitted; the card was shown at the counter.",
        "Certificate written and given to the customer.",
    ),
    matter(
        "Copy of an earlier decision",
        "Asks for a copy of the decision and of its annexes. Identity proven with the passport.",
        "Copies sent by secure mail.",
    ),
    waiting(
        "Correction of the spelling of a family name",
        "The name on the permit card differs from the passport. Asked for a copy of the data page.",
        "Data page received, name corrected, a new card ordered.",
    ),
    matter(
        "Residence permit card has not arrived",
        "The card was sent two weeks ago and the address is right. Tracking shows it at the pick-up point.",
        "Customer has collected the card.",
    ),
    waiting(
        "Lost residence permit card",
        "Card lost on a train. Asked for the report of an offence or a written account.",
        "Account received, the card was cancelled and the customer told how to apply for a new one.",
    ),
    matter(
        "Question about working while an application is pending",
        "Asks whether work may go on after the permit ends, the extension having been applied for in time.",
        "Answered in writing with the grounds.",
    ),
    waiting(
        "Access to one's own file",
        "Asks for everything recorded about him or her. Asked which years and matters are meant.",
        "The file was gone through, third persons' data covered, and given to the customer.",
    ),
    matter(
        "Return of original documents",
        "Original birth certificate was left with the application and is needed for a marriage.",
        "Original returned by registered mail; a certified copy stays in the file.",
    ),
    waiting(
        "Change of marital status",
        "Tells of a divorce abroad. Asked for the legalised certificate and its translation.",
        "Certificate received; the population register was told.",
    ),
    matter(
        "New address after moving",
        "Moved within the country; letters went to the old address.",
        "Address corrected in every pending matter.",
    ),
    matter(
        "Complaint about the time of handling",
        "Asks why the application of last year has not been decided.",
        "Answered with the reason and an estimate; the handler was told.",
    ),
    waiting(
        "Power of attorney for a lawyer",
        "A lawyer says that he represents the customer. Asked for a signed power of attorney.",
        "Power of attorney received and recorded.",
    ),
    matter(
        "Departure from Finland",
        "Tells that the family has moved away for good.",
        "Recorded; the customer was told what it means for the permit.",
    ),
    matter(
        "Employer reports the end of employment",
        "The employer's notice names the last day of work.",
        "Recorded for the next permit application.",
    ),
];
