//! The files the page needs, compiled in and served from our own origin.
//!
//! Names carry a hash of the content, so a browser may keep them for good and a new version is a new name.

use crate::domain::ids::short_hash;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::sync::LazyLock;

/// One compiled-in file.
struct Asset {
    name: String,
    kind: &'static str,
    content: &'static str,
}

fn asset(stem: &str, extension: &str, kind: &'static str, content: &'static str) -> Asset {
    Asset { name: format!("{stem}.{}.{extension}", short_hash(&[content])), kind, content }
}

const STYLE: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

static PAGE_STYLE: LazyLock<Asset> = LazyLock::new(|| asset("page", "css", STYLE, include_str!("assets/page.css")));
static PAGE_SCRIPT: LazyLock<Asset> = LazyLock::new(|| asset("page", "js", SCRIPT, include_str!("assets/page.js")));
static HTMX: LazyLock<Asset> = LazyLock::new(|| asset("htmx", "js", SCRIPT, include_str!("assets/htmx.min.js")));
static ICON: LazyLock<Asset> = LazyLock::new(|| asset("icon", "svg", "image/svg+xml", include_str!("assets/icon.svg")));

/// Where the style sheet is.
pub(super) fn style() -> String {
    address(&PAGE_STYLE)
}

/// Where our script is.
pub(super) fn script() -> String {
    address(&PAGE_SCRIPT)
}

/// Where htmx is.
pub(super) fn htmx() -> String {
    address(&HTMX)
}

/// Where the icon is.
pub(super) fn icon() -> String {
    address(&ICON)
}

fn address(asset: &Asset) -> String {
    format!("/assets/{}", asset.name)
}

/// Serves one file.
pub(super) async fn serve(Path(file): Path<String>) -> Response {
    let all: [&Asset; 4] = [&PAGE_STYLE, &PAGE_SCRIPT, &HTMX, &ICON];
    let Some(asset) = all.into_iter().find(|asset| asset.name == file) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [(header::CONTENT_TYPE, asset.kind), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")];
    (headers, asset.content).into_response()
}
