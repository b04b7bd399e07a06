//! Fetching the files that came with a message, from the platforms' own hosts and nowhere else.
//!
//! An address in a message was written by a stranger. It is fetched only over https, from a host on the
//! list, resolved to public addresses only (the connection goes to an address that was checked), with
//! limits on size and time; a redirect is an address like any other. Access goes to one exact host. Must
//! not keep anything, and must never put an address into a log or an error.

mod address;
mod network;

#[cfg(feature = "local")]
use crate::channels::send::http;
use crate::domain::attachment::{FileType, LARGEST_COPY, NotCopied};
use crate::domain::message::Channel;
use address::{Source, source};
use anyhow::Context;
use network::{Lookup, PublicOnly, is_private};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue, LOCATION};
use reqwest::{Client, Response, StatusCode, Url, redirect};
use std::sync::Arc;
use std::time::Duration;

/// The whole of one file: connecting, redirects and all bytes.
const FETCH_TIME: Duration = Duration::from_secs(20);
/// Opening one connection.
const CONNECT_TIME: Duration = Duration::from_secs(3);
/// How often a host may send us on.
const MOST_REDIRECTS: usize = 3;

/// A file as it was received: of a kind that is taken, and what it says it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// What it is, by its first bytes.
    pub kind: FileType,
    /// All of it.
    pub bytes: Vec<u8>,
}

/// Why nothing was received.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FetchError {
    /// It may work later.
    Later,
    /// It will not work.
    Never(NotCopied),
}

/// Fetches files. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Media {
    http: Client,
    way: Way,
    largest: usize,
}

/// Where the platforms' hosts are.
#[derive(Debug, Clone)]
enum Way {
    /// Where their names say.
    Internet,
    /// Played by a server on this machine: `{base}/{host}/{path}`. The addresses in messages are judged
    /// all the same.
    #[cfg(feature = "local")]
    Played(Url),
}

impl Media {
    /// Files from the platforms' own hosts.
    pub fn over_the_internet() -> anyhow::Result<Media> {
        Media::resolving(Lookup::System)
    }

    fn resolving(lookup: Lookup) -> anyhow::Result<Media> {
        crate::channels::send::install_cryptography();
        let http = builder().https_only(true).dns_resolver(Arc::new(PublicOnly(lookup))).build();
        Ok(Media { http: http.context("no TLS or no resolver")?, way: Way::Internet, largest: LARGEST_COPY })
    }

    /// Files from hosts that a server on this machine plays. Nothing leaves the machine.
    #[cfg(feature = "local")]
    pub fn played_at(base: &str) -> anyhow::Result<Media> {
        crate::channels::send::install_cryptography();
        let base = http::base_url(base).context("the address of the played hosts")?;
        anyhow::ensure!(base.scheme() == "http", "played hosts are on this machine");
        let http = builder().tls_certs_only([]).build().context("no client")?;
        Ok(Media { http, way: Way::Played(base), largest: LARGEST_COPY })
    }

    /// Fetches one file. `access` is asked for a header only when the address is of a host that needs the
    /// inbox's own access, and what it gives goes to that host only.
    pub async fn fetch(
        &self,
        channel: Channel,
        url: &str,
        access: impl Fn(&Url) -> Option<HeaderValue>,
    ) -> Result<Fetched, FetchError> {
        match tokio::time::timeout(FETCH_TIME, self.follow(channel, url, access)).await {
            Ok(result) => result,
            Err(_) => Err(FetchError::Later),
        }
    }

    async fn follow(
        &self,
        channel: Channel,
        url: &str,
        access: impl Fn(&Url) -> Option<HeaderValue>,
    ) -> Result<Fetched, FetchError> {
        let mut url = url.to_owned();
        for _ in 0..=MOST_REDIRECTS {
            let (address, source) = source(channel, &url).map_err(FetchError::Never)?;
            let mut request = self.http.get(self.place(&address));
            if source == Source::NeedsAccess {
                let header = access(&address).ok_or(FetchError::Never(NotCopied::Gone))?;
                request = request.header(AUTHORIZATION, header);
            }
            let response = request.send().await.map_err(|error| cause(&error))?;
            match response.status() {
                status if status.is_success() => return self.receive(response).await,
                status if status.is_redirection() => url = next(&address, &response)?,
                status => return Err(refusal(status)),
            }
        }
        Err(FetchError::Never(NotCopied::Redirects))
    }

    /// Where the request goes.
    fn place(&self, address: &Url) -> Url {
        match &self.way {
            Way::Internet => address.clone(),
            #[cfg(feature = "local")]
            Way::Played(base) => {
                let mut place = http::endpoint(base, &[address.host_str().unwrap_or_default()]);
                place.set_path(&format!("{}{}", place.path(), address.path()));
                place.set_query(address.query());
                place
            }
        }
    }

    async fn receive(&self, mut response: Response) -> Result<Fetched, FetchError> {
        let never = |why| Err(FetchError::Never(why));
        let declared = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let declared = declared.unwrap_or_default().to_owned();
        if !FileType::is_taken(&declared) {
            return never(NotCopied::Kind);
        }
        // Believed only when it says too much; the bytes are counted either way.
        if response.content_length().is_some_and(|length| length > self.largest as u64) {
            return never(NotCopied::TooLarge);
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| cause(&error))? {
            if bytes.len().saturating_add(chunk.len()) > self.largest {
                return never(NotCopied::TooLarge);
            }
            bytes.extend_from_slice(&chunk);
        }
        match FileType::of_bytes(&bytes) {
            Some(kind) if kind.is_called(&declared) => Ok(Fetched { kind, bytes }),
            Some(_) | None => never(NotCopied::Mismatch),
        }
    }
}

fn builder() -> reqwest::ClientBuilder {
    Client::builder()
        .user_agent(concat!("couture/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT_TIME)
        .timeout(FETCH_TIME)
        .redirect(redirect::Policy::none())
        .no_proxy()
        .retry(reqwest::retry::never())
        .referer(false)
        .pool_max_idle_per_host(0)
}

/// Whether a file is given only to the inbox that was written to. WhatsApp's are: an id leads to them.
pub fn needs_access(channel: Channel, url: &str) -> bool {
    channel == Channel::Whatsapp || source(channel, url).is_ok_and(|(_, source)| source == Source::NeedsAccess)
}

/// Where a redirect leads; judged like the first address.
fn next(from: &Url, response: &Response) -> Result<String, FetchError> {
    let place = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
    let joined = place.and_then(|place| from.join(place).ok());
    joined.map(String::from).ok_or(FetchError::Never(NotCopied::Address))
}

/// What a refusal means: links die, and access ends; everything else may pass.
fn refusal(status: StatusCode) -> FetchError {
    match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::NOT_FOUND | StatusCode::GONE => {
            FetchError::Never(NotCopied::Gone)
        }
        _ => FetchError::Later,
    }
}

fn cause(error: &reqwest::Error) -> FetchError {
    if is_private(error) { FetchError::Never(NotCopied::PrivateNetwork) } else { FetchError::Later }
}

#[cfg(all(test, feature = "local"))]
mod tests;
