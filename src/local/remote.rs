//! A running server as the laptop's tools see it: an address to post to, and a clock.
//!
//! Owns the HTTP client and the question "what time is it there". Must not know what is posted.

use anyhow::{Context as _, bail};
use jiff::Timestamp;
use reqwest::{Client, StatusCode, Url};
use serde::de::DeserializeOwned;

/// How long one request may take before it counts as failed. Above the ten seconds the platforms
/// wait, so that an answer that is merely late is still measured.
const REQUEST_TIME: std::time::Duration = std::time::Duration::from_secs(30);

/// A running server.
#[derive(Debug, Clone)]
pub struct Remote {
    client: Client,
    base: String,
}

#[derive(serde::Deserialize)]
struct ClockAnswer {
    now: Timestamp,
}

impl Remote {
    /// The server at `url`, with or without a slash at the end. Nothing is sent yet.
    pub fn new(url: &str) -> anyhow::Result<Remote> {
        let base = url.trim_end_matches('/').to_owned();
        let parsed =
            Url::parse(&base).with_context(|| format!("{url} is not an address like http://127.0.0.1:8080"))?;
        // Refused only when somebody has installed a provider before us, which serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = Client::builder().timeout(REQUEST_TIME).pool_max_idle_per_host(128);
        if matches!(parsed.host_str(), Some("127.0.0.1" | "localhost" | "[::1]")) {
            // A proxy named in the environment cannot reach this machine's own loopback.
            builder = builder.no_proxy();
        }
        Ok(Remote { client: builder.build().context("cannot make an HTTP client")?, base })
    }

    /// Posts `body` (as JSON unless a header says otherwise) to `door` (a path beginning with a slash) and gives the answer's status.
    pub async fn post(
        &self,
        door: &str,
        headers: &[(String, String)],
        body: Vec<u8>,
    ) -> Result<StatusCode, reqwest::Error> {
        let mut request = self.client.post(format!("{}{door}", self.base));
        if !headers.iter().any(|(name, _)| name == "content-type") {
            request = request.header("content-type", "application/json");
        }
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let response = request.body(body).send().await?;
        let status = response.status();
        // Reading to the end lets the connection be used again.
        let _ = response.bytes().await?;
        Ok(status)
    }

    /// Asks something of the interface as the bearer of `token`: the answer's status and its JSON (null when
    /// it is none).
    pub async fn ask(
        &self,
        method: reqwest::Method,
        path: &str,
        token: &str,
        body: Option<serde_json::Value>,
    ) -> anyhow::Result<(u16, serde_json::Value)> {
        let address = format!("{}{path}", self.base);
        let mut request = self.client.request(method, &address).bearer_auth(token);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = request.send().await.with_context(|| format!("no answer from {address}"))?;
        let status = response.status().as_u16();
        Ok((status, response.json().await.unwrap_or_default()))
    }

    /// Reads a JSON answer; `None` when the server has no such path.
    pub async fn get<T: DeserializeOwned>(&self, path: &str, query: &[(&str, &str)]) -> anyhow::Result<Option<T>> {
        let address = format!("{}{path}", self.base);
        let mut url = Url::parse(&address)?;
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        let response = self.client.get(url).send().await.with_context(|| format!("no answer from {address}"))?;
        match response.status() {
            StatusCode::NOT_FOUND => Ok(None),
            status if status.is_success() => {
                let answer = response.json().await;
                Ok(Some(answer.with_context(|| format!("{address} answered something unexpected"))?))
            }
            status => bail!("{address} answered {status}"),
        }
    }

    /// The server's own clock, when it has one that is moved by hand; `None` when it lives in real time.
    pub async fn manual_clock(&self) -> anyhow::Result<Option<Timestamp>> {
        Ok(self.get::<ClockAnswer>("/sim/clock", &[]).await?.map(|answer| answer.now))
    }

    /// The server's now: its manual clock, else this machine's.
    pub async fn now(&self) -> anyhow::Result<Timestamp> {
        Ok(self.manual_clock().await?.unwrap_or_else(Timestamp::now))
    }
}
