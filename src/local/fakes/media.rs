//! The hosts that keep the platforms' files: `/fake/media/{host}/{path}`.
//!
//! What was put there is served as it is; any other name that ends like a picture is a small picture, so that
//! made-up traffic shows something. Hosts that need access answer 401 without it.

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::faults::{Mode, broken};
use super::x::grants;
use super::{Fakes, MEDIA, bearer};

/// Whether a host's file needs access: direct messages' pictures, and WhatsApp's.
fn is_closed(host: &str, path: &str) -> bool {
    host == "ton.twitter.com" || (host == "lookaside.fbsbx.com" && path.starts_with("whatsapp_business/"))
}

/// A gray square of eight pixels a side, as GIF: the smallest picture that can be seen.
const SQUARE: &[u8] = b"GIF89a\x08\x00\x08\x00\x80\x00\x00\x88\x99\xaa\xff\xff\xff,\x00\x00\x00\x00\x08\x00\x08\x00\x00\x02\x06\x84\x8f\xa9\xcb\xed]\x00;";

/// What the hosts keep.
#[derive(Debug, Default)]
pub(super) struct Hosted {
    files: BTreeMap<String, (String, Vec<u8>)>,
    uploads: u64,
}

pub(super) fn router() -> Router<Fakes> {
    Router::new().route("/{host}/{*path}", get(serve))
}

impl Fakes {
    /// Puts a file on a host: `pbs.twimg.com/media/a.jpg`.
    pub fn host(&self, place: &str, kind: &str, bytes: Vec<u8>) {
        self.state().hosted.files.insert(place.to_owned(), (kind.to_owned(), bytes));
    }

    /// How the next upload fails, if it does: the hosts' faults are for both ways.
    pub(super) fn upload_fault(&self) -> Option<Mode> {
        self.state().faults.next(MEDIA, None)
    }

    /// Gives an uploaded picture its id.
    pub(super) fn uploaded(&self, bytes: &[u8]) -> String {
        let mut state = self.state();
        state.hosted.uploads = state.hosted.uploads.saturating_add(1);
        let id = (1_900_000_000_000_000_000u64).saturating_add(state.hosted.uploads).to_string();
        state.hosted.files.insert(format!("uploads/{id}"), (String::new(), bytes.to_vec()));
        id
    }

    /// Whether all of these were uploaded.
    pub(super) fn are_uploaded(&self, ids: &[String]) -> bool {
        let state = self.state();
        ids.iter().all(|id| state.hosted.files.contains_key(&format!("uploads/{id}")))
    }
}

async fn serve(State(fakes): State<Fakes>, Path((host, path)): Path<(String, String)>, headers: HeaderMap) -> Response {
    match fakes.state().faults.next(MEDIA, None) {
        None => {}
        Some(Mode::TooMany) => return StatusCode::TOO_MANY_REQUESTS.into_response(),
        Some(Mode::TimeoutAfterSend | Mode::TimeoutBeforeSend) => return broken(StatusCode::OK),
        Some(_) => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
    let refused = match host.as_str() {
        _ if !is_closed(&host, &path) => false,
        "ton.twitter.com" => grants::account(&fakes, &headers).is_err(),
        _ => bearer(&headers).is_none(),
    };
    if refused {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let kept = fakes.state().hosted.files.get(&format!("{host}/{path}")).cloned();
    match kept {
        Some((kind, bytes)) => ([("content-type", kind)], bytes).into_response(),
        None if [".jpg", ".png", ".gif"].iter().any(|ending| path.ends_with(ending)) => {
            ([("content-type", "image/gif")], SQUARE).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
