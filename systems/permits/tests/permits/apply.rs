//! Applying, page by page: what is typed is kept, what is wrong is said, what is missing is pointed at.

use permits::{Said, Stage};

use crate::house::{AMINA, begun, complete, in_houses, led, sent};

fn value(said: Option<&Said>) -> &str {
    said.map_or("", |said| said.value.as_str())
}

#[tokio::test]
async fn what_was_answered_is_there_again_on_every_page_and_device() {
    in_houses(|house| async move {
        let mut phone = house.browser(&house.amina).await;
        let application = begun(&mut phone, "student-degree", AMINA).await;
        let mut laptop = house.browser(&house.amina).await;
        let page = laptop.get(&format!("{application}/names")).await;
        assert!(page.has("value=\"Rahimi\"") && page.has("value=\"17.2.1994\""), "{}", page.body);
        assert!(laptop.get("/applications").await.has(&application));
        // Without a menu, the house is one's applications.
        assert_eq!(laptop.get("/").await.location(), "/applications");
        // The way on leads to the first page on which something is to be done.
        let next = laptop.get(&format!("{application}/next")).await;
        assert_eq!(next.location(), format!("{application}/degree-studies"));
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost() {
    in_houses(|house| async move {
        let mut amina = house.browser(&house.amina).await;
        let application = begun(&mut amina, "student-degree", AMINA).await;
        let page = |code: &str| format!("{application}/{code}");
        let shown = amina
            .fill(
                &page("names"),
                &[("family_name", ""), ("given_names", ""), ("born", "31.2.1994"), ("sex", "F")],
            )
            .await;
        assert_eq!(shown.status, 422);
        assert!(
            shown.has("<title>Error") && shown.has("href=\"#f-born\"") && shown.has("31.2.1994")
        );
        let shown = amina.fill(&page("names"), &[("born", "17.2.1994"), ("sex", "F")]).await;
        assert!(shown.status == 422 && shown.has("href=\"#f-family_name\""), "somebody has a name");
        let future = amina
            .fill(&page("names"), &[("given_names", "Amina"), ("born", "1.1.2027"), ("sex", "F")])
            .await;
        assert!(future.has("must be in the past"), "{}", future.body);
        for (code, answers, said) in [
            ("means", &[("means", "1,600")][..], "write the amount"),
            (
                "degree-begin",
                &[("studies_start", "31.8.2026"), ("months", "0"), ("begun", "no")],
                "write at least 1",
            ),
            (
                "degree-studies",
                &[("degree", "poem"), ("school", "Aalto"), ("admitted", "yes")],
                "href=\"#f-degree-0\"",
            ),
            ("contact", &[("email", "amina")], "amina"),
        ] {
            let shown = amina.fill(&page(code), answers).await;
            assert!(shown.status == 422 && shown.has(said), "{code}: {}", shown.body);
        }
        let known = house.application(&application).await;
        assert_eq!(
            value(known.answered["names"].answers.get("family_name")),
            "Rahimi",
            "as it was"
        );
        assert!(!known.answered.contains_key("means"));
    })
    .await;
}

#[tokio::test]
async fn whoever_goes_on_later_leaves_out_what_is_not_known_and_is_reminded() {
    in_houses(|house| async move {
        let mut amina = house.browser(&house.amina).await;
        let application = begun(&mut amina, "student-degree", AMINA).await;
        let page = format!("{application}/degree-studies");
        let answers = [("school", "Aalto"), ("admitted", "yes")];
        assert_eq!(amina.fill(&page, &answers).await.status, 422, "all of it, to go on");
        let later = [("school", "Aalto"), ("admitted", "yes"), ("later", "yes")];
        assert_eq!(led(&amina.fill(&page, &later).await), application);
        let known = house.application(&application).await;
        assert_eq!(value(known.answered["degree-studies"].answers.get("school")), "Aalto");
        let check = amina.get(&format!("{application}/check")).await;
        assert!(check.has("Your studies: What do the studies lead to?"), "{}", check.body);
        assert!(check.has("degree-studies?back_to=check") && !check.has("/send\""));
        let refused = amina.fill(&format!("{application}/send"), &[("true", "yes")]).await;
        assert!(refused.status == 422 && refused.has("Something is still missing"));
    })
    .await;
}

#[tokio::test]
async fn a_page_changed_elsewhere_says_so_and_keeps_what_was_typed() {
    in_houses(|house| async move {
        let (mut one, mut two) =
            (house.browser(&house.amina).await, house.browser(&house.amina).await);
        let application = begun(&mut one, "student-degree", AMINA).await;
        let page = format!("{application}/means");
        let old = two.get(&page).await.hidden();
        led(&one.fill(&page, &[("means", "900")]).await);
        let pairs = old.iter().map(|(n, v)| (n.as_str(), v.as_str()));
        let pairs: Vec<(&str, &str)> = pairs.chain([("means", "750")]).collect();
        let stale = two.post(&page, &pairs).await;
        assert_eq!(stale.status, 409);
        assert!(stale.has("750") && stale.has("Answered questions"), "{}", stale.body);
    })
    .await;
}

#[tokio::test]
async fn a_session_that_ended_keeps_the_page_that_was_being_filled_in() {
    in_houses(|house| async move {
        let mut amina = house.browser(&house.amina).await;
        let application = begun(&mut amina, "student-degree", AMINA).await;
        let page = format!("{application}/means");
        let open = amina.get(&page).await.hidden();
        house.world.seconds_pass(kernel::IDLE_SECONDS + 60);
        let pairs = open.iter().map(|(n, v)| (n.as_str(), v.as_str()));
        let pairs: Vec<(&str, &str)> = pairs.chain([("means", "900")]).collect();
        let parked = led(&amina.post(&page, &pairs).await);
        assert!(parked.starts_with("/sign-in"), "{parked}");
        let csrf = amina.get(&parked).await.hidden();
        let csrf = &csrf.iter().find(|(name, _)| name == "csrf").unwrap().1;
        let user = house.amina.user.to_string();
        let to = amina.post("/sign-in/persona", &[("csrf", csrf), ("user", &user)]).await;
        assert_eq!(led(&to), "/resume");
        assert!(amina.get("/resume").await.has("900"));
    })
    .await;
}

#[tokio::test]
async fn an_application_is_sent_once_whatever_is_pressed_where() {
    in_houses(|house| async move {
        let (mut one, mut two) =
            (house.browser(&house.amina).await, house.browser(&house.amina).await);
        let application = complete(&mut one, AMINA).await;
        let send = format!("{application}/send");
        assert_eq!(one.fill(&send, &[]).await.status, 422, "it is declared true");
        let open = two.get(&send).await.hidden();
        let pairs = open.iter().map(|(n, v)| (n.as_str(), v.as_str()));
        let pairs: Vec<(&str, &str)> = pairs.chain([("true", "yes")]).collect();
        // A second press, and the same page on another device.
        for _ in 0..2 {
            assert_eq!(led(&two.post(&send, &pairs).await), format!("{application}/sent"));
        }
        led(&one.fill(&send, &[("true", "yes")]).await);
        house.world.settle().await;
        led(&two.post(&send, &pairs).await);
        house.world.settle().await;
        let mut officer = house.browser(&house.officer).await;
        let cases = officer.get("/cases").await;
        assert!(cases.has("HEL-2026-000001") && !cases.has("HEL-2026-000002"));
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn what_was_changed_after_it_was_read_through_is_read_again() {
    in_houses(|house| async move {
        let mut amina = house.browser(&house.amina).await;
        let application = complete(&mut amina, AMINA).await;
        let send = format!("{application}/send");
        let open = amina.get(&send).await.hidden();
        led(&amina.fill(&format!("{application}/means"), &[("means", "1000")]).await);
        let pairs = open.iter().map(|(n, v)| (n.as_str(), v.as_str()));
        let pairs: Vec<(&str, &str)> = pairs.chain([("true", "yes")]).collect();
        let shown = amina.post(&send, &pairs).await;
        assert!(shown.status == 422 && shown.has("changed in another window"), "{}", shown.body);
        assert_eq!(house.application(&application).await.stage, Stage::Draft);
    })
    .await;
}

#[tokio::test]
async fn nobody_sees_or_changes_what_somebody_else_applies_for() {
    in_houses(|house| async move {
        let mut amina = house.browser(&house.amina).await;
        let application = sent(&mut amina, AMINA).await;
        let file = house.application(&application).await.attachments[0].file.file;
        for who in [&house.bela, &house.officer] {
            let mut other = house.browser(who).await;
            for part in [
                "",
                "/names",
                "/check",
                "/sent",
                "/send",
                "/withdraw",
                "/attachments",
                &format!("/attachments/passport/{file}"),
            ] {
                let status = other.get(&format!("{application}{part}")).await.status.as_u16();
                assert!([403, 404].contains(&status), "{} at {part}: {status}", who.name);
            }
        }
        let mut bela = house.browser(&house.bela).await;
        let csrf = bela.get("/applications").await.body;
        assert!(!csrf.contains(&application));
        house.world.settle().await;
        assert!(
            amina.get(&format!("{application}/attachments/passport/{file}")).await.has("passport")
        );
    })
    .await;
}

#[tokio::test]
async fn the_lines_of_a_passport_are_filled_in_and_confirmed() {
    in_houses(|house| async move {
        let mut amina = house.browser(&house.amina).await;
        let first = led(&amina.fill("/apply/specialist/begin", &[]).await);
        let application = first.rsplit_once('/').unwrap().0.to_owned();
        let good = "P<AFGRAHIMI<<AMINA<<<<<<<<<<<<<<<<<<<<<<<<<<\n\
                    P123456789AFG9402179F3101311<<<<<<<<<<<<<<<2";
        let slip = good.replace("9402179", "9402189");
        let shown = amina.fill(&first, &[("lines", &slip)]).await;
        assert!(shown.status == 422 && shown.has("date of birth does not fit"), "{}", shown.body);
        let names = led(&amina.fill(&first, &[("lines", good)]).await);
        let page = amina.get(&names).await;
        assert!(page.has("value=\"RAHIMI\"") && page.has("value=\"17.2.1994\""), "{}", page.body);
        assert!(page.has("Read from your passport"));
        let check = amina.get(&format!("{application}/check")).await;
        assert!(check.has("Who you are: confirm the details"), "{}", check.body);
        let typed = [
            ("family_name", "Rahimi"),
            ("given_names", "AMINA"),
            ("born", "17.2.1994"),
            ("sex", "F"),
        ];
        led(&amina.fill(&names, &typed).await);
        let known = house.application(&application).await;
        let names = &known.answered["names"];
        assert!(names.confirmed && names.answers["given_names"].from.is_some());
        assert_eq!(names.answers["family_name"].from, None, "typed over");
        assert_eq!(known.answered["passport"].answers["passport_number"].value, "P12345678");
        assert!(!known.answered["passport"].confirmed);
    })
    .await;
}
