//! The desk page: server-rendered HTML over the same use cases as the interface.
//!
//! Owns routes, sessions in cookies, markup and what a browser may do with it. Must not decide anything
//! about cases: handlers call `app` and show what comes back. It works without scripts; the script adds
//! keys, live countdowns and refreshing.

mod alerts;
mod answers;
mod assets;
mod badges;
mod briefings;
mod case;
mod layout;
mod lead;
mod phone;
mod plots;
mod presence;
mod queue;
mod reports;
mod session;
mod sign_in;
mod staff;
#[cfg(all(test, feature = "local"))]
mod tests;

use crate::app::App;
use crate::domain::words::page::times::machine;
use crate::functions::api::attachments;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::{get, post};
use std::sync::Arc;

/// The largest form taken.
const LARGEST_FORM: usize = 128 * 1024;

/// What a page may load and do: only what we serve ourselves, and no code inside the markup.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The server's now, with every answer: countdowns keep to it.
const NOW: HeaderName = HeaderName::from_static("couture-now");

/// The routes of the page.
pub fn routes(app: Arc<App>) -> Router {
    Router::new()
        .route("/", get(queue::page))
        .route("/queue", get(queue::fragment))
        .route("/sign-in", get(sign_in::page).post(sign_in::sign_in))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/preferences", post(sign_in::preferences))
        .route("/presence", post(presence::say))
        .route("/cases/{id}", get(case::page))
        .route("/cases/{id}/live", get(case::live))
        .route("/cases/{id}/draft", post(case::draft))
        .route("/cases/{id}/reply", post(case::reply))
        .route("/cases/{id}/messages/{act}", post(case::moderation::act))
        .route("/cases/{id}/sends/{send}/undo", post(case::undo))
        .route("/cases/{id}/sends/{send}/settle", post(case::settle))
        .route(
            "/cases/{id}/attachments",
            post(case::files::take).layer(DefaultBodyLimit::max(attachments::LARGEST_BODY)),
        )
        .route("/attachments/{key}", get(case::files::show))
        .route("/cases/{id}/merge", post(case::merge))
        .route("/cases/{id}/{action}", post(case::act))
        .route("/phone", get(phone::page))
        .route("/phone/topic", get(phone::topic))
        .route("/phone/preview", post(phone::preview))
        .route("/phone/answers", post(phone::log))
        .route("/briefings", get(briefings::page).post(briefings::publish))
        .route("/briefings/{id}/acknowledge", post(briefings::acknowledge))
        .route("/lead", get(lead::page))
        .route("/lead/drift/{id}/close", post(lead::close))
        .route("/lead/alerts/{id}/acknowledge", post(lead::acknowledge))
        .route("/lead/parked/{id}/redrive", post(lead::redrive))
        .route("/lead/inboxes/{channel}/{id}/resume", post(lead::resume))
        .route("/reports", get(reports::page))
        .route("/assets/{file}", get(assets::serve))
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .layer(from_fn_with_state(app.clone(), guard))
        .with_state(app)
}

/// Puts the same fence around every answer.
async fn guard(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        // A file brings a narrower fence of its own.
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_SECURITY_POLICY));
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if let Ok(now) = HeaderValue::from_str(&machine(app.clock.now())) {
        headers.insert(NOW, now);
    }
    response
}
