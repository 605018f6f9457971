//! Files: what came in goes out again, whole, to its end, and for its subject only.

use kernel::{CHUNK, FaultKind, FileId, NotStored, StoredFile, Subject};
use testkit::World;
use uuid::Uuid;

use crate::parcel;

const OWNER: Subject = Subject(Uuid::from_u128(0xF11E));

/// Bytes without a pattern that repeats within a chunk.
fn content(size: usize) -> Vec<u8> {
    (0..size).map(|n| u8::try_from((n * n / 7 + n / 251) % 256).unwrap()).collect()
}

async fn store(world: &World, subject: Subject, bytes: &[u8]) -> StoredFile {
    let mut file = world.kernel.begin_file(subject, 2_000_000).await.unwrap();
    // In odd pieces, as the network gives them.
    for piece in bytes.chunks(65_537) {
        file.write(piece).await.unwrap();
    }
    file.finish("application/pdf").await.unwrap()
}

async fn read(world: &World, file: FileId) -> Vec<u8> {
    let mut bytes = Vec::new();
    for n in 0.. {
        let Some(chunk) = world.kernel.file_chunk(file, n).await.unwrap() else { break };
        assert!(chunk.len() <= CHUNK);
        bytes.extend(chunk);
    }
    bytes
}

async fn rows(world: &World) -> (i64, i64) {
    let files = parcel::count(world, "SELECT COUNT(*) FROM file", vec![]).await;
    (files, parcel::count(world, "SELECT COUNT(*) FROM file_chunk", vec![]).await)
}

#[tokio::test]
async fn a_file_of_any_size_comes_back_and_is_stored_once_for_its_subject() {
    parcel::on_both(|world| async move {
        for (n, size) in [1, CHUNK - 1, CHUNK, 2 * CHUNK + 1].into_iter().enumerate() {
            let bytes = content(size);
            let stored = store(&world, OWNER, &bytes).await;
            assert_eq!(stored.size, u64::try_from(size).unwrap());
            assert!(read(&world, stored.id).await == bytes, "{size} bytes came back as others");
            assert_eq!(rows(&world).await.0, i64::try_from(n).unwrap() + 1);
        }
        let before = rows(&world).await;
        let again = store(&world, OWNER, &content(CHUNK)).await;
        assert_eq!(rows(&world).await, before, "the same content twice");
        let other = store(&world, Subject(Uuid::from_u128(2)), &content(CHUNK)).await;
        assert_ne!(again.id, other.id, "another subject's file");
        assert_eq!(again.sha256, other.sha256);
    })
    .await;
}

#[tokio::test]
async fn nothing_stays_of_a_file_that_is_refused_or_was_left_unfinished() {
    parcel::on_both(|world| async move {
        let mut large = world.kernel.begin_file(OWNER, 300_000).await.unwrap();
        large.write(&content(CHUNK)).await.unwrap();
        let refused = large.write(&content(CHUNK)).await;
        assert!(matches!(refused, Err(NotStored::Refused(r)) if r.code == "file-too-large"));
        let empty = world.kernel.begin_file(OWNER, 300_000).await.unwrap();
        let refused = empty.finish("text/plain").await;
        assert!(matches!(refused, Err(NotStored::Refused(r)) if r.code == "file-empty"));
        assert_eq!(rows(&world).await, (0, 0));
        // One whose sender went away, and one that is slower than a day.
        let mut left = world.kernel.begin_file(OWNER, 2_000_000).await.unwrap();
        left.write(&content(CHUNK)).await.unwrap();
        let mut slow = world.kernel.begin_file(OWNER, 2_000_000).await.unwrap();
        slow.write(&content(CHUNK)).await.unwrap();
        drop(left);
        world.days_pass(2);
        world.kernel.tidy_files().await.unwrap();
        assert_eq!(rows(&world).await, (0, 0));
        slow.write(&content(CHUNK)).await.unwrap();
        let late = slow.finish("text/plain").await;
        assert!(matches!(late, Err(NotStored::Fault(_))), "a file without its beginning");
        assert_eq!(rows(&world).await, (0, 0));
    })
    .await;
}

#[tokio::test]
async fn a_chunk_opens_in_its_own_place_only_and_not_after_erasure() {
    parcel::on_both(|world| async move {
        let file = store(&world, OWNER, &content(2 * CHUNK)).await.id;
        assert!(world.kernel.file_chunk(file, 2).await.unwrap().is_none());
        let sealed = "SELECT sealed FROM file_chunk WHERE file_id = $1 AND n = 0";
        let row = &world.kernel.fetch(sealed, vec![file.into()]).await.unwrap()[0];
        assert!(row.get::<Vec<u8>>(0).unwrap()[..CHUNK] != content(CHUNK)[..], "stored plain");
        let swap = "UPDATE file_chunk SET sealed = (SELECT c.sealed FROM file_chunk c WHERE c.file_id = $1 AND c.n = 1) WHERE file_id = $1 AND n = 0";
        world.tamper(swap, vec![file.into()]).await.unwrap();
        let fault = world.kernel.file_chunk(file, 0).await.unwrap_err();
        assert_eq!(fault.kind, FaultKind::Corrupt);
        assert!(world.kernel.file_chunk(file, 1).await.is_ok());
        world.kernel.erase(OWNER).await.unwrap();
        assert!(world.kernel.file_chunk(file, 1).await.is_err(), "it opens without its key");
        assert!(world.kernel.begin_file(OWNER, 10).await.is_err());
    })
    .await;
}
