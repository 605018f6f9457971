//! Reads PDFs of the archive back.

use kernel::{FileId, Kernel};
pub use testkit::pdf_words as words;

/// The bytes of a stored file.
pub async fn bytes(kernel: &Kernel, file: FileId) -> Vec<u8> {
    let mut bytes = Vec::new();
    while let Some(chunk) =
        kernel.file_chunk(file, i64::try_from(bytes.len() / kernel::CHUNK).unwrap()).await.unwrap()
    {
        let last = chunk.len() < kernel::CHUNK;
        bytes.extend(chunk);
        if last {
            break;
        }
    }
    bytes
}
