//! One question to a register, and what its answer means.

use ::http::StatusCode;
use outside::{Address, Limits, Unanswered};

use crate::manner::Manner;
use crate::model::Trouble;

/// Posts a question; the bytes of the answer.
pub(crate) async fn post(
    address: &Address,
    service: &str,
    question: &[u8],
    manner: &Manner,
) -> Result<Vec<u8>, Trouble> {
    let limits = Limits {
        connect_ms: manner.connect_ms,
        answer_ms: manner.answer_ms,
        bytes_max: manner.answer_bytes_max,
    };
    let path = format!("/{service}/v1/query");
    match address.post_json(&path, question.to_vec(), limits).await {
        Ok(answer) => means(answer.status).map_or(Ok(answer.body), Err),
        Err(Unanswered::Long(status)) => Err(means(status).unwrap_or(Trouble::WrongSchema)),
        Err(Unanswered::Slow) => Err(Trouble::Slow),
        Err(Unanswered::Down) => Err(Trouble::Down),
    }
}

/// The trouble that a status tells of; nothing when there is none.
fn means(status: StatusCode) -> Option<Trouble> {
    match status {
        StatusCode::OK => None,
        StatusCode::TOO_MANY_REQUESTS => Some(Trouble::Unwell),
        status if status.is_server_error() => Some(Trouble::Unwell),
        status if status.is_client_error() => Some(Trouble::Refused),
        _ => Some(Trouble::WrongSchema),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_tells_whose_trouble_it_is() {
        for (status, trouble) in [
            (200, None),
            (204, Some(Trouble::WrongSchema)),
            (302, Some(Trouble::WrongSchema)),
            (404, Some(Trouble::Refused)),
            (429, Some(Trouble::Unwell)),
            (503, Some(Trouble::Unwell)),
        ] {
            assert_eq!(means(StatusCode::from_u16(status).unwrap()), trouble, "{status}");
        }
    }
}
