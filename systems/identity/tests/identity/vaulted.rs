//! The vault: keys of their own, nothing of it elsewhere, and its end.

use identity::{Capture, CaptureId, Manner, Standing, VAULTED, VaultLine};
use kernel::{FileId, ListQuery, Who};

use crate::house::{AMINA, House, desk, in_houses, led, lines};

async fn captures(house: &House) -> Vec<CaptureId> {
    let query = ListQuery { limit: 50, ..ListQuery::default() };
    let found = VAULTED.page(house.kernel(), &Who::machine(), &query).await.unwrap();
    found.rows.iter().map(|row| VaultLine::read(row).unwrap().id).collect()
}

async fn file(house: &House, capture: CaptureId) -> FileId {
    let (capture, _) = house.kernel().peek::<Capture>(capture).await.unwrap();
    capture.kept().unwrap().file.unwrap()
}

/// Is the content gone for good?
async fn is_gone(house: &House, file: FileId) -> bool {
    house.kernel().file_chunk(file, 0).await.is_err()
}

#[tokio::test]
async fn each_thing_has_a_key_of_its_own_and_the_case_holds_neither_it_nor_its_place() {
    in_houses(|house| async move {
        let (case, _) = house.waiting(AMINA).await;
        house.proven(case, AMINA).await;
        let all = captures(&house).await;
        let mut files = Vec::new();
        for capture in &all {
            files.push(file(&house, *capture).await);
        }
        let machine = Who::machine();
        let opened = house.kernel().open::<casefile::Case>(&machine, case, casefile::SEE, "test");
        let events = opened.await.unwrap().events;
        let told =
            serde_json::to_string(&events.iter().map(|e| &e.body).collect::<Vec<_>>()).unwrap();
        for file in &files {
            assert!(!told.contains(&file.to_string()), "the case leads to a sealed file");
            assert!(house.file(case).await.document(*file).is_none(), "a document of the case");
        }
        // Erasing one leaves the others.
        house.kernel().erase(kernel::Subject(all[0].0)).await.unwrap();
        assert!(is_gone(&house, files[0]).await && !is_gone(&house, files[1]).await);
        let (gone, _) = house.kernel().peek::<Capture>(all[0]).await.unwrap();
        assert_eq!(gone.kept().unwrap().file, None, "the reference is erased with it");
        let mut examiner = house.browser(&house.examiner).await;
        assert_eq!(examiner.get(&format!("/vault/{}", all[0])).await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn what_is_taken_again_replaces_what_was_poor() {
    in_houses(|house| async move {
        let (case, _) = house.waiting(AMINA).await;
        let mut clerk = house.browser(&house.clerk).await;
        led(&clerk.fill(&format!("{}/passport", desk(case)), &[("lines", &lines(AMINA))]).await);
        house.device.behaves(Manner::Poor);
        led(&clerk.fill(&format!("{}/take/face", desk(case)), &[]).await);
        house.world.settle().await;
        let poor = captures(&house).await;
        let first = file(&house, poor[0]).await;
        house.device.behaves(Manner::Works);
        house.taken(&mut clerk, case, "face").await;
        let good = captures(&house).await;
        assert_eq!((poor.len(), good.len()), (1, 1));
        assert!(poor != good && is_gone(&house, first).await);
        let newest = house.step(case).await.newest(identity::model::What::Face).unwrap().1.standing;
        assert!(matches!(newest, Standing::Kept { good: true, .. }));
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn what_is_withdrawn_leaves_nothing_and_what_is_decided_is_erased_after_its_time() {
    in_houses(|house| async move {
        let (case, application) = house.waiting(AMINA).await;
        let mut clerk = house.browser(&house.clerk).await;
        house.made_ready(&mut clerk, case, AMINA).await;
        let one = file(&house, captures(&house).await[0]).await;
        let mut amina = house.browser(&house.amina).await;
        led(&amina.fill(&format!("{application}/withdraw"), &[]).await);
        house.world.settle().await;
        assert!(captures(&house).await.is_empty() && is_gone(&house, one).await);

        let two = ("Rahimi", "Amina", "1994-02-17", "P2");
        let (case, _) = house.waiting(two).await;
        house.proven(case, two).await;
        let one = file(&house, captures(&house).await[0]).await;
        let mut officer = house.browser(&house.officer).await;
        led(&officer.fill(&format!("/cases/{case}/close"), &[("outcome", "done")]).await);
        house.world.settle().await;
        assert_eq!(captures(&house).await.len(), 3, "kept for its time");
        house.world.days_pass(5 * 366);
        house.world.settle().await;
        assert!(captures(&house).await.is_empty() && is_gone(&house, one).await);
        house.world.verify().await;
    })
    .await;
}
