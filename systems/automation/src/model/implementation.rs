//! The implementation decision: without a valid one nothing is decided without a person. It is a
//! file that a named person signs; what the law asks it to say is checked duty by duty.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, VerifyingKey};
use kernel::{Date, Refusal};
use serde::{Deserialize, Serialize};

/// Largest file in bytes: some tens of printed pages.
pub(crate) const FILE_BYTES_MAX: usize = 256 * 1024;
/// A share is told in thousandths.
const THOUSAND: u32 = 1000;

/// What an implementation decision says (Act 906/2019 s. 28 d, and what 28 a to 28 e want written
/// down before it).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Implementation {
    /// Its number.
    pub number: String,
    /// The rule set that says whether a person is needed: the procedure it opens.
    pub rule_set: String,
    /// Codes of the kinds of case.
    pub case_types: Vec<String>,
    /// First day on which something may be decided under it.
    pub valid_from: Date,
    /// Last day.
    pub valid_until: Date,
    /// Day of the decision.
    pub decided: Date,
    /// Who decided, with their office.
    pub decision_maker: String,
    /// Where to ask.
    pub contact: String,
    /// Why.
    pub grounds: String,
    /// Provisions it rests on.
    pub provisions: Vec<String>,
    /// Outcomes it allows: `grant` is the only one there is.
    pub allows: Vec<String>,
    /// The versions it was made for; a material change needs a new decision.
    pub covers: Vec<Covered>,
    /// How the rules see to non-discrimination.
    pub non_discrimination: String,
    /// How matters are inquired into sufficiently, hearing included.
    pub inquiry: String,
    /// How reasons are given.
    pub reasoning: String,
    /// What people are told, and their rights.
    pub information: String,
    /// Who answers for what in the procedure.
    pub responsibilities: String,
    /// The legal ground on which a matter with another party may be decided; none is the rule.
    #[serde(default)]
    pub other_party_ground: Option<String>,
    /// How quality is assured before use and controlled in use.
    pub quality: Quality,
    /// The documents it rests on.
    #[serde(rename = "document")]
    pub documents: Vec<Document>,
}

/// A version of a rule set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Covered {
    /// Its name.
    pub rule_set: String,
    /// Its content hash, hexadecimal.
    pub hash: String,
}

/// Quality assurance and quality control.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quality {
    /// What was done before use.
    pub assurance: String,
    /// Who answers for it.
    pub assurance_owner: String,
    /// What is done in use.
    pub control: String,
    /// Who answers for it.
    pub control_owner: String,
    /// Of a thousand rulings, so many are looked at by a person afterwards.
    pub sample_per_thousand: u32,
    /// Disagreements are counted over so many of the last reviews.
    pub reviews_counted: usize,
    /// More disagreements than this stop the rule set by itself.
    pub disagreements_max: usize,
}

/// A document of the procedure, with who wrote and who approved it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// What it is called.
    pub title: String,
    /// Who wrote it.
    pub author: String,
    /// Who approved it: somebody else.
    pub approver: String,
    /// When.
    pub approved: Date,
}

impl Implementation {
    /// Reads a file and checks that it says everything that the law asks for.
    ///
    /// # Errors
    /// `implementation-unreadable` with what the reader says, `implementation-lacks` with the code of
    /// the duty, `dates-reversed`.
    pub fn read(file: &str) -> Result<Implementation, Refusal> {
        if file.len() > FILE_BYTES_MAX {
            let refusal = Refusal::new("implementation-large").with("max", FILE_BYTES_MAX);
            return Err(refusal.at("file"));
        }
        let read: Implementation = toml::from_str(file).map_err(|error| {
            let refusal = Refusal::new("implementation-unreadable");
            refusal.with("problem", error.message()).at("file")
        })?;
        if read.valid_until < read.valid_from {
            return Err(Refusal::new("dates-reversed").at("file"));
        }
        match read.lacks() {
            Some(duty) => Err(Refusal::new("implementation-lacks").with("duty", duty).at("file")),
            None => Ok(read),
        }
    }

    /// The first duty that it does not fulfil.
    fn lacks(&self) -> Option<&'static str> {
        let said = |text: &str| !text.trim().is_empty();
        let quality = &self.quality;
        let documented = |document: &Document| {
            [&document.title, &document.author, &document.approver].into_iter().all(|t| said(t))
                && document.author.trim() != document.approver.trim()
                && document.approved <= self.decided
        };
        let duties = [
            ("number", said(&self.number)),
            ("rule_set", said(&self.rule_set)),
            ("case_types", !self.case_types.is_empty()),
            ("decided", self.decided <= self.valid_from),
            ("decision_maker", said(&self.decision_maker)),
            ("contact", said(&self.contact)),
            ("grounds", said(&self.grounds)),
            ("provisions", self.provisions.iter().any(|provision| said(provision))),
            ("allows", self.allows.iter().all(|outcome| outcome == "grant")),
            ("covers", self.covers.iter().any(|covered| covered.rule_set == self.rule_set)),
            ("non_discrimination", said(&self.non_discrimination)),
            ("inquiry", said(&self.inquiry)),
            ("reasoning", said(&self.reasoning)),
            ("information", said(&self.information)),
            ("responsibilities", said(&self.responsibilities)),
            ("other_party_ground", self.other_party_ground.as_deref().is_none_or(said)),
            ("assurance", said(&quality.assurance) && said(&quality.assurance_owner)),
            ("control", said(&quality.control) && said(&quality.control_owner)),
            ("sample", (1..=THOUSAND).contains(&quality.sample_per_thousand)),
            ("limit", quality.disagreements_max < quality.reviews_counted),
            ("document", !self.documents.is_empty() && self.documents.iter().all(documented)),
        ];
        duties.into_iter().find(|(_, fulfilled)| !fulfilled).map(|(duty, _)| duty)
    }

    /// May something be decided under it on a day?
    #[must_use]
    pub fn holds_on(&self, day: Date) -> bool {
        self.valid_from <= day && day <= self.valid_until
    }

    /// Was it made for this version?
    #[must_use]
    pub fn covers(&self, rule_set: &str, hash: &str) -> bool {
        self.covers.iter().any(|covered| covered.rule_set == rule_set && covered.hash == hash)
    }
}

/// Checks a signature, both in base64, over the file as it is.
///
/// # Errors
/// `signature-unreadable`, `signature-wrong`.
pub fn signed_by(file: &str, signature: &str, key: &str) -> Result<(), Refusal> {
    let unreadable = || Refusal::new("signature-unreadable").at("signature");
    let bytes = |text: &str| STANDARD.decode(text.trim()).ok();
    let signature = bytes(signature).ok_or_else(unreadable)?;
    let signature = Signature::from_slice(&signature).map_err(|_| unreadable())?;
    let key: [u8; 32] = bytes(key).and_then(|key| key.try_into().ok()).ok_or_else(unreadable)?;
    let key = VerifyingKey::from_bytes(&key).map_err(|_| unreadable())?;
    key.verify_strict(file.as_bytes(), &signature)
        .map_err(|_| Refusal::new("signature-wrong").at("signature"))
}
