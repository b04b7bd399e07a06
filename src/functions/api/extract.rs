//! The parts of a request's address, refused as problem documents when they are malformed.
//!
//! Owns nothing but that: what a parameter means is the handler's business.

use super::language_of;
use crate::app::App;
use crate::functions::problem::Problem;
use axum::extract::{FromRequestParts, rejection};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use std::sync::Arc;

/// What the path names.
pub(super) struct Path<T>(pub(super) T);

/// What stands behind the question mark.
pub(super) struct Query<T>(pub(super) T);

impl<T: DeserializeOwned + Send> FromRequestParts<Arc<App>> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Path<T>, Problem> {
        let found: Result<_, rejection::PathRejection> = axum::extract::Path::<T>::from_request_parts(parts, app).await;
        found.map(|path| Path(path.0)).map_err(|_| Problem::bad("bad_path", language_of(&parts.headers)))
    }
}

impl<T: DeserializeOwned> FromRequestParts<Arc<App>> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Query<T>, Problem> {
        let found: Result<_, rejection::QueryRejection> =
            axum::extract::Query::<T>::from_request_parts(parts, app).await;
        let about = |why: rejection::QueryRejection| {
            Problem::bad("bad_query", language_of(&parts.headers)).with("about", why.body_text())
        };
        found.map(|query| Query(query.0)).map_err(about)
    }
}
