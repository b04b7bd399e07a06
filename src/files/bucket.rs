//! Files in Amazon S3: three kinds of requests, signed by Signature Version 4.
//!
//! The service's own client would be the largest part of every function for three requests; the
//! signatures come from the crate all the other clients sign with. No checksum trailers: the signature
//! covers the content.

use super::{FilesError, Part, Span};
use crate::config::Access;
use crate::domain::attachment::{KEPT, type_of_key};
use anyhow::Context;
use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SigningSettings, UriPathNormalizationMode,
    sign,
};
use aws_sigv4::sign::v4;
use jiff::Timestamp;
use jiff::fmt::rfc2822;
use reqwest::header::{CONTENT_RANGE, CONTENT_TYPE, LAST_MODIFIED, RANGE};
use reqwest::{Client, Method, Request, Response, StatusCode, Url};
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// One request with all its bytes.
const EXCHANGE_TIME: Duration = Duration::from_secs(10);

/// One bucket. Cheap to clone.
#[derive(Clone)]
pub struct Bucket(Arc<Inner>);

struct Inner {
    http: Client,
    base: Url,
    region: String,
    credentials: Credentials,
}

impl fmt::Debug for Bucket {
    /// Without credentials.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Bucket({})", self.0.base)
    }
}

impl Bucket {
    /// The bucket of this name. Nothing is asked yet.
    pub fn new(name: &str, access: &Access) -> anyhow::Result<Bucket> {
        crate::channels::send::install_cryptography();
        let base = match &access.endpoint_url {
            Some(endpoint) => format!("{}/{name}/", endpoint.trim_end_matches('/')),
            None => format!("https://{name}.s3.{}.amazonaws.com/", access.region),
        };
        let base = Url::parse(&base).context("the bucket's name makes no address")?;
        let builder = Client::builder();
        let builder = if base.scheme() == "https" { builder } else { builder.tls_certs_only([]) };
        let http = builder
            .timeout(EXCHANGE_TIME)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .context("no TLS or no resolver")?;
        let (id, secret) = (&access.key_id, &access.secret_key);
        let credentials = Credentials::new(id, secret, access.session_token.clone(), None, "environment variables");
        Ok(Bucket(Arc::new(Inner { http, base, region: access.region.clone(), credentials })))
    }

    pub(super) async fn put(&self, key: &str, bytes: Vec<u8>, now: Timestamp) -> Result<(), FilesError> {
        let kind = type_of_key(key).ok_or(FilesError)?.as_str();
        let mut request = self.request(Method::PUT, key)?;
        request.headers_mut().insert(CONTENT_TYPE, reqwest::header::HeaderValue::from_static(kind));
        *request.body_mut() = Some(bytes.into());
        let answer = self.exchange(request, now).await?;
        if answer.status().is_success() { Ok(()) } else { Err(failed("put", answer.status())) }
    }

    pub(super) async fn get(&self, key: &str, span: Option<Span>, now: Timestamp) -> Result<Option<Part>, FilesError> {
        let mut request = self.request(Method::GET, key)?;
        if let Some((first, last)) = span {
            let range = format!("bytes={first}-{last}").parse().map_err(|_| FilesError)?;
            request.headers_mut().insert(RANGE, range);
        }
        let answer = self.exchange(request, now).await?;
        match answer.status() {
            StatusCode::OK | StatusCode::PARTIAL_CONTENT => {}
            // Who may not list a bucket is told 403 about what is not there.
            StatusCode::NOT_FOUND | StatusCode::FORBIDDEN => return Ok(None),
            StatusCode::RANGE_NOT_SATISFIABLE => {
                let total = total_of(&answer).unwrap_or_default();
                return Ok(Some(Part { bytes: Vec::new(), start: total, total }));
            }
            status => return Err(failed("get", status)),
        }
        if kept_since(&answer).is_some_and(|at| now.duration_since(at) >= KEPT) {
            return Ok(None);
        }
        let start = if answer.status() == StatusCode::OK { 0 } else { span.map_or(0, |(first, _)| first) };
        let total = total_of(&answer);
        let bytes = answer.bytes().await.map_err(|_| FilesError)?.to_vec();
        let total = total.unwrap_or(start.saturating_add(bytes.len() as u64));
        Ok(Some(Part { bytes, start, total }))
    }

    pub(super) async fn delete(&self, key: &str, now: Timestamp) -> Result<(), FilesError> {
        let answer = self.exchange(self.request(Method::DELETE, key)?, now).await?;
        match answer.status() {
            status if status.is_success() || status == StatusCode::NOT_FOUND => Ok(()),
            status => Err(failed("delete", status)),
        }
    }

    fn request(&self, method: Method, key: &str) -> Result<Request, FilesError> {
        type_of_key(key).ok_or(FilesError)?;
        let url = self.0.base.join(key).map_err(|_| FilesError)?;
        Ok(Request::new(method, url))
    }

    async fn exchange(&self, mut request: Request, now: Timestamp) -> Result<Response, FilesError> {
        self.sign(&mut request, now).ok_or(FilesError)?;
        self.0.http.execute(request).await.map_err(|_| {
            tracing::warn!("the bucket did not answer");
            FilesError
        })
    }

    fn sign(&self, request: &mut Request, now: Timestamp) -> Option<()> {
        let mut settings = SigningSettings::default();
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
        // S3 signs the path as it is sent.
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        let identity = self.0.credentials.clone().into();
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(&self.0.region)
            .name("s3")
            .time(SystemTime::from(now))
            .settings(settings)
            .build()
            .ok()?
            .into();
        let headers: Vec<(String, String)> = request
            .headers()
            .iter()
            .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())))
            .collect();
        let named = headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let body = request.body().and_then(|body| body.as_bytes()).unwrap_or_default();
        let signable =
            SignableRequest::new(request.method().as_str(), request.url().as_str(), named, SignableBody::Bytes(body));
        let (instructions, _) = sign(signable.ok()?, &params).ok()?.into_parts();
        let (signed, _) = instructions.into_parts();
        for header in signed {
            let mut value = reqwest::header::HeaderValue::from_str(header.value()).ok()?;
            value.set_sensitive(header.sensitive());
            request.headers_mut().insert(header.name(), value);
        }
        Some(())
    }
}

fn failed(what: &'static str, status: StatusCode) -> FilesError {
    tracing::warn!(what, status = status.as_u16(), "the bucket refused");
    FilesError
}

/// The whole length, after the slash of `bytes 0-9/200`; without it, of what was sent.
fn total_of(answer: &Response) -> Option<u64> {
    match answer.headers().get(CONTENT_RANGE) {
        Some(range) => range.to_str().ok()?.rsplit_once('/')?.1.parse().ok(),
        None => answer.content_length(),
    }
}

fn kept_since(answer: &Response) -> Option<Timestamp> {
    let text = answer.headers().get(LAST_MODIFIED)?.to_str().ok()?;
    rfc2822::parse(text).ok().map(|at| at.timestamp())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
    use super::*;
    use axum::Router;
    use axum::body::Bytes;
    use axum::extract::State;
    use axum::http::{HeaderMap, Method as Asked, Uri, header};
    use axum::response::IntoResponse;
    use ring::digest::{SHA256, digest};
    use std::sync::Mutex;

    const KEY: &str = "0123456789abcdef01234567.png";

    #[derive(Clone, Default)]
    struct Played(Arc<Mutex<Option<Vec<u8>>>>);

    /// Plays the service: insists on a signature over the content, and keeps one object since March 30th.
    async fn play(
        State(played): State<Played>,
        method: Asked,
        uri: Uri,
        headers: HeaderMap,
        body: Bytes,
    ) -> axum::response::Response {
        let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
        assert_eq!(uri.path(), format!("/kept/{KEY}"));
        let authorization = text("authorization");
        assert!(authorization.starts_with("AWS4-HMAC-SHA256 Credential=id/20260330/eu-west-3/s3/aws4_request"));
        assert!(authorization.contains("x-amz-content-sha256") && authorization.contains("x-amz-security-token"));
        assert_eq!(text("x-amz-security-token"), "session");
        assert_eq!(text("x-amz-date"), "20260330T090000Z");
        assert_eq!(text("x-amz-content-sha256"), crate::domain::ids::hex(digest(&SHA256, &body).as_ref()));
        assert!(!headers.contains_key("x-amz-checksum-crc32"));
        let mut object = played.0.lock().unwrap();
        match (method, object.clone()) {
            (Asked::PUT, _) => {
                assert_eq!(text("content-type"), "image/png");
                *object = Some(body.to_vec());
                StatusCode::OK.into_response()
            }
            (Asked::DELETE, _) => {
                *object = None;
                StatusCode::NO_CONTENT.into_response()
            }
            (_, None) => StatusCode::FORBIDDEN.into_response(),
            (_, Some(bytes)) => {
                let since = [(header::LAST_MODIFIED, "Mon, 30 Mar 2026 09:00:00 GMT")];
                match text("range").as_str() {
                    "" => (since, bytes).into_response(),
                    "bytes=2-4" => {
                        let range = [(header::CONTENT_RANGE, "bytes 2-4/10")];
                        (StatusCode::PARTIAL_CONTENT, since, range, bytes[2..5].to_vec()).into_response()
                    }
                    _ => (StatusCode::RANGE_NOT_SATISFIABLE, [(header::CONTENT_RANGE, "bytes */10")]).into_response(),
                }
            }
        }
    }

    #[tokio::test]
    async fn three_signed_requests_keep_read_and_delete() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(play).with_state(Played::default());
        tokio::spawn(async move { axum::serve(listener, router).await });
        let access = Access {
            region: "eu-west-3".to_owned(),
            key_id: "id".to_owned(),
            secret_key: "secret".to_owned(),
            session_token: Some("session".to_owned()),
            endpoint_url: Some(endpoint),
        };
        let bucket = Bucket::new("kept", &access).unwrap();
        let now: Timestamp = "2026-03-30T09:00:00Z".parse().unwrap();
        assert_eq!(bucket.get(KEY, None, now).await.unwrap(), None);
        bucket.put(KEY, b"0123456789".to_vec(), now).await.unwrap();
        let whole = bucket.get(KEY, None, now).await.unwrap().unwrap();
        assert_eq!(whole, Part { bytes: b"0123456789".to_vec(), start: 0, total: 10 });
        let part = bucket.get(KEY, Some((2, 4)), now).await.unwrap().unwrap();
        assert_eq!(part, Part { bytes: b"234".to_vec(), start: 2, total: 10 });
        let beyond = bucket.get(KEY, Some((10, 20)), now).await.unwrap().unwrap();
        assert_eq!((beyond.bytes.len(), beyond.total), (0, 10));
        bucket.delete(KEY, now).await.unwrap();
        assert_eq!(bucket.get(KEY, None, now).await.unwrap(), None);
        for key in ["../other/key.png", "x", ""] {
            assert!(bucket.get(key, None, now).await.is_err(), "{key}");
        }
    }

    #[test]
    fn what_is_old_counts_from_the_services_own_header() {
        let response = axum::http::Response::builder().header("last-modified", "Mon, 30 Mar 2026 09:00:00 GMT");
        let response: Response = response.body("").unwrap().into();
        assert_eq!(kept_since(&response).unwrap().to_string(), "2026-03-30T09:00:00Z");
    }
}
