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
