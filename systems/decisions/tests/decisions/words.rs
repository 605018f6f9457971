//! The words of a decision as a page are those of its document, in every language.

use std::collections::BTreeSet;

use decisions::{Stage, reading};

use crate::office::in_houses;
use crate::paper;

/// The texts between tags, as a browser shows them.
fn texts(html: &str) -> Vec<String> {
    let texts = html.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text));
    let shown = texts.map(|text| {
        let text = text.replace("&#60;", "<").replace("&#62;", ">").replace("&#39;", "'");
        let text = text.replace("&#34;", "\"").replace("&#38;", "&");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    });
    shown.filter(|text| !text.is_empty()).collect()
}

/// The words in texts, without the marks around them.
fn words(texts: &[String]) -> BTreeSet<&str> {
    let words = texts.iter().flat_map(|text| text.split_whitespace());
    let bare = words.map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    bare.filter(|word| !word.is_empty()).collect()
}

#[tokio::test]
async fn a_page_says_word_by_word_what_the_sealed_document_says() {
    in_houses(|house| async move {
        for served_in in ["fi", "sv", "ar"] {
            let case = house.hut_in_order(served_in).await;
            let id = house.rule(case).await;
            house.world.settle().await;
            let decision = house.decision(id).await.unwrap();
            let Stage::Archived { sheets, .. } = &decision.stage else { panic!() };
            for sheet in sheets {
                let html = reading(sheet).unwrap().expect("its letter is kept").into_string();
                assert!(html.contains(&format!("lang=\"{}\"", sheet.language.code())));
                let page = texts(&html);
                let pages = paper::words(&paper::bytes(house.kernel(), sheet.file).await);
                let document = pages.join(" ").replace('\n', " ");
                for text in &page {
                    assert!(document.contains(text.as_str()), "{text}: {document}");
                }
                // Nothing stands in the document that the page leaves out, but marks and the foot of each page.
                let foot = ["Sivu", "Sida", "Page", "1", "2", "3"];
                let said = words(&page);
                let document = [document];
                let more: Vec<_> = words(&document).difference(&said).copied().collect();
                let more: Vec<_> = more.into_iter().filter(|word| !foot.contains(word)).collect();
                assert!(more.is_empty(), "{more:?}: {page:?}");
            }
        }
        house.world.verify().await;
    })
    .await;
}
