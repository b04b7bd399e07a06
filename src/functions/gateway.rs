//! HTTP behind a gateway: the same routers as on a laptop, one request an event.
//!
//! Owns nothing but the passing on. A house that cannot be opened answers 503, and the next request tries
//! again.

use crate::domain::words::Language;
use crate::functions::problem::Problem;
use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use lambda_http::{Error, Request, Service, service_fn};
use std::convert::Infallible;
use std::future::Future;

/// Serves requests until the process is ended; `router` gives the router in force, each time.
pub async fn serve<F, R>(router: F) -> Result<(), Error>
where
    F: Fn() -> R,
    R: Future<Output = anyhow::Result<Router>> + Send,
{
    lambda_http::run(service_fn(|request| answer(router(), request))).await
}

/// Answers one request.
pub async fn answer(
    router: impl Future<Output = anyhow::Result<Router>>,
    request: Request,
) -> Result<Response, Infallible> {
    match router.await {
        Ok(mut router) => router.call(request).await,
        Err(error) => {
            tracing::error!(%error, "the house could not be opened");
            Ok(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", Language::En).into_response())
        }
    }
}
