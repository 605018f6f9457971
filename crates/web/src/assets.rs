//! Styles and islands, embedded in the binary: hashed names, compressed once at start, kept for ever.

use std::collections::BTreeMap;
use std::io::Write as _;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderValue, StatusCode};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

#[derive(RustEmbed)]
#[folder = "../../islands/dist"]
struct Dist;

struct Asset {
    plain: Bytes,
    gzip: Bytes,
    media_type: &'static str,
}

/// Every embedded file under its hashed name.
pub(crate) struct Assets {
    by_hashed: BTreeMap<String, Asset>,
    hashed_of: BTreeMap<String, String>,
}

impl Assets {
    /// Hashes and compresses what is embedded.
    pub(crate) fn load() -> std::io::Result<Assets> {
        let (mut by_hashed, mut hashed_of) = (BTreeMap::new(), BTreeMap::new());
        for name in Dist::iter() {
            let (Some(file), Some((stem, ending))) = (Dist::get(&name), name.rsplit_once('.'))
            else {
                continue;
            };
            let media_type = match ending {
                "css" => "text/css; charset=utf-8",
                "js" => "text/javascript; charset=utf-8",
                "svg" => "image/svg+xml",
                "woff2" => "font/woff2",
                _ => continue,
            };
            let digest = Sha256::digest(&file.data);
            let short: String = digest.iter().take(6).map(|b| format!("{b:02x}")).collect();
            let hashed = format!("{stem}.{short}.{ending}");
            let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
            encoder.write_all(&file.data)?;
            let (plain, gzip) = (Bytes::from(file.data.into_owned()), encoder.finish()?.into());
            by_hashed.insert(hashed.clone(), Asset { plain, gzip, media_type });
            hashed_of.insert(name.into_owned(), hashed);
        }
        Ok(Assets { by_hashed, hashed_of })
    }

    /// The address of an embedded file; a file that is not there keeps its name and is a 404.
    pub(crate) fn path(&self, name: &str) -> String {
        let hashed = self.hashed_of.get(name).map_or(name, String::as_str);
        format!("/assets/{hashed}")
    }

    /// Answers a request for a hashed name.
    pub(crate) fn serve(&self, hashed: &str, headers: &HeaderMap) -> Response {
        let Some(asset) = self.by_hashed.get(hashed) else {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::NOT_FOUND;
            return response;
        };
        let accepts = headers.get(ACCEPT_ENCODING).and_then(|v| v.to_str().ok()).unwrap_or("");
        let gzip = accepts.split(',').any(|part| part.trim().starts_with("gzip"));
        let body = if gzip { asset.gzip.clone() } else { asset.plain.clone() };
        let mut response = Response::new(Body::from(body));
        let out = response.headers_mut();
        out.insert(CONTENT_TYPE, HeaderValue::from_static(asset.media_type));
        out.insert(VARY, HeaderValue::from_static("accept-encoding"));
        out.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        let for_ever = HeaderValue::from_static("public, max-age=31536000, immutable");
        out.insert(CACHE_CONTROL, for_ever);
        if gzip {
            out.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_style_is_embedded_hashed_and_compressed() {
        let assets = Assets::load().unwrap();
        let path = assets.path("main.css");
        assert_ne!(path, "/assets/main.css");
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_ENCODING, "br, gzip".parse().unwrap());
        let response = assets.serve(path.trim_start_matches("/assets/"), &headers);
        assert_eq!(response.headers()[CONTENT_ENCODING], "gzip");
        assert_eq!(assets.serve("main.css", &headers).status(), StatusCode::NOT_FOUND);
    }
}
