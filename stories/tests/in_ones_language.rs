//! In which language somebody is told what was decided: in the one in which they applied.

use stories::{DEGREE, EMPLOYED, House, tell};
use web::Lang;

/// The language in which a decision binds for whoever reads another, and that in which it is translated beside it.
const fn of_decisions(reads: Lang) -> (&'static str, Option<&'static str>) {
    match reads {
        Lang::Sv => ("sv", None),
        Lang::En => ("fi", Some("en")),
        _ => ("fi", None),
    }
}

/// Nobody asked her but the form. Its language is that of her record, and of the decision as far as the law lets it be.
#[tokio::test]
async fn a_decision_without_a_person_is_in_the_language_of_the_form() {
    tell(|house| async move {
        house.is_on_trial().await;
        let application = house.is_applied_for(&DEGREE, &[]).await;
        let case = house.the_case().await;
        let mut aino = house.colleague("aino").await;
        let person = aino.opens(&case).await.links("/persons/").remove(0);
        let language = format!("language-{}", house.reads().code());
        let page = aino.opens(&person).await.says("persons-contact-language").says(&language);
        // What she speaks, and whether she needs an interpreter, nobody asked.
        page.lacks("persons-spoken").lacks("persons-interpreter-no");
        house.fee_is_paid(&case).await;
        house.mission_proves_identity(&case).await;
        house.settles().await;
        it_is_read_in_its_language(&house, &application).await;
        house.is_sound().await;
    })
    .await;
}

/// The same where an official writes it.
#[tokio::test]
async fn a_decision_of_an_official_is_in_the_language_of_the_form() {
    tell(|house| async move {
        house.is_applied_for(&EMPLOYED, &[]).await;
        let case = house.the_case().await;
        let mut aino = house.colleague("aino").await;
        let letter = [("letter", "residence-grant")];
        let decision = aino.fills(&format!("{case}/decisions/new"), &letter).await;
        let (binds, beside) = of_decisions(house.reads());
        let page = aino.opens(&decision).await.says("decision-language");
        let page = page.says(&format!("language-{binds}"));
        match beside {
            Some(language) => {
                page.says("decision-translation").says(&format!("language-{language}"));
            }
            None => {
                page.lacks("decision-translation");
            }
        }
        house.is_sound().await;
    })
    .await;
}

async fn it_is_read_in_its_language(house: &House, application: &str) {
    let (binds, beside) = of_decisions(house.reads());
    let mut amina = house.colleague("amina").await;
    let page = amina.opens(&format!("{application}/decision")).await;
    let words = page.links(&format!("{application}/words/"));
    match beside {
        Some(_) => page.says("application-decision.translation"),
        None => page.lacks("application-decision.translation"),
    };
    let languages: Vec<&str> = std::iter::once(binds).chain(beside).collect();
    assert_eq!(words.len(), languages.len(), "{words:?}");
    for (language, path) in languages.iter().zip(words) {
        amina.opens(&path).await.shows(&format!("<article lang=\"{language}\""));
    }
}
