//! Rows of words, by which persons, organisations and cases are found.

use std::collections::BTreeSet;

use kernel::{BlindIndex, Class, Row, Table, Term, Who};
use uuid::Uuid;

/// What a word begins with that stands there as a keyed hash; no folded word does.
const HASHED: char = '#';

/// The hashed word of a word.
fn hashed(word: &str, blind: &BlindIndex) -> String {
    format!("{HASHED}{}", blind.hash(&format!("word:{word}")))
}

/// Rows of the words of a thing: as they are, or each as its keyed hash.
pub(super) fn words(
    table: &'static Table,
    id: Uuid,
    words: BTreeSet<String>,
    hash: Option<&BlindIndex>,
) -> Vec<Row> {
    let shown = |word: String| match hash {
        None => word,
        Some(blind) => hashed(&word, blind),
    };
    words.into_iter().map(|word| Row::new(table, vec![id.into(), shown(word).into()])).collect()
}

/// What finds protected things with these words: whole words alone, by their keyed hashes. Nothing for
/// those who see none, so that their search takes no longer either.
pub(crate) fn hashed_terms(terms: &[Term], who: &Who, blind: &BlindIndex) -> Vec<Term> {
    if who.clearance == Class::Normal && who.compartments.is_empty() {
        return Vec::new();
    }
    let whole = |term: &Term| {
        let (Term::Beginning(word) | Term::Whole(word)) = term;
        Term::Whole(hashed(word, blind))
    };
    terms.iter().map(whole).collect()
}
