//! Who is looking, in which language, and whether a form really comes from them.
//!
//! Owns cookies and the two proofs a form must bring: it comes from our own page, and it carries the
//! session's token. Roles are enforced in `app`.

use super::layout;
use crate::app::App;
use crate::app::identity::{Identity, Permission};
use crate::domain::presence::Presence;
use crate::domain::words::Language;
use crate::domain::words::page::frame;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use subtle::ConstantTimeEq;

/// The cookie that holds the session.
pub(super) const SESSION_COOKIE: &str = "couture_session";
/// The cookie that remembers the language.
pub(super) const LANGUAGE_COOKIE: &str = "couture_language";
/// The cookie that remembers light or dark.
pub(super) const THEME_COOKIE: &str = "couture_theme";

/// How the page should look to somebody, known before they sign in.
#[derive(Debug, Clone)]
pub(super) struct Look {
    /// The language they read.
    pub(super) language: Language,
    /// `light`, `dark` or, following the device, `auto`.
    pub(super) theme: &'static str,
    /// Where they are: path and query.
    pub(super) place: String,
    /// Now.
    pub(super) now: Timestamp,
    /// Whether the clock stands still until moved.
    pub(super) manual_clock: bool,
    /// The desk's zone.
    pub(super) zone: TimeZone,
}

impl Look {
    /// The instant of a date and time typed in the desk's zone.
    pub(super) fn instant_of(&self, local: &str) -> Option<Timestamp> {
        let local: civil::DateTime = local.parse().ok()?;
        Some(local.to_zoned(self.zone.clone()).ok()?.timestamp())
    }
}

/// Somebody who is signed in and looks at a page.
#[derive(Debug, Clone)]
pub(super) struct Visitor {
    /// Who.
    pub(super) identity: Identity,
    /// What every form must carry.
    pub(super) form_token: String,
    /// How it should look.
    pub(super) look: Look,
    /// Whether a part of a page is asked for rather than a whole one.
    pub(super) wants_part: bool,
    /// What they said last about being here; known where a whole page is shown.
    pub(super) presence: Option<Presence>,
}

impl Visitor {
    /// The language they read.
    pub(super) fn language(&self) -> Language {
        self.look.language
    }

    /// Whether their role allows something. `app` refuses it anyway; what is refused is not offered.
    pub(super) fn may(&self, permission: Permission) -> bool {
        self.identity.role.may(permission)
    }
}

impl FromRequestParts<Arc<App>> for Look {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Look, Self::Rejection> {
        let language = match cookie(&parts.headers, LANGUAGE_COOKIE) {
            Some("fr") => Language::Fr,
            Some("en") => Language::En,
            _ => accepted_language(&parts.headers),
        };
        let theme = match cookie(&parts.headers, THEME_COOKIE) {
            Some("light") => "light",
            Some("dark") => "dark",
            _ => "auto",
        };
        let place = parts.uri.path_and_query().map_or("/", |place| place.as_str()).to_owned();
        Ok(Look {
            language,
            theme,
            place,
            now: app.clock.now(),
            manual_clock: app.clock.is_manual(),
            zone: desk_zone(app),
        })
    }
}

impl FromRequestParts<Arc<App>> for Visitor {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Visitor, Response> {
        app.refresh_desk().await;
        let Ok(look) = Look::from_request_parts(parts, app).await;
        let value = cookie(&parts.headers, SESSION_COOKIE);
        let session = value.and_then(|value| app.identities.of_session(value, look.now));
        let wants_part = parts.headers.contains_key("hx-request");
        match session {
            Some(session) => {
                let presence = if wants_part { None } else { presence(app, &session.identity).await };
                Ok(Visitor { identity: session.identity, form_token: session.form_token, look, wants_part, presence })
            }
            None => Err(to_sign_in(parts, &look, wants_part)),
        }
    }
}

/// What somebody said last about being here. A page is shown without it rather than not at all.
async fn presence(app: &App, who: &Identity) -> Option<Presence> {
    if !who.role.may(Permission::Work) {
        return None;
    }
    app.attendance_of(&who.id).await.ok().and_then(|row| row.state)
}

/// Nobody is signed in: to the sign-in page, and back here afterwards.
fn to_sign_in(parts: &Parts, look: &Look, wants_part: bool) -> Response {
    let from_elsewhere = matches!(fetch_site(&parts.headers), Some("cross-site" | "same-site"));
    if parts.method == Method::GET && from_elsewhere {
        // A link in a mail or a chat: the browser holds back the session cookie until we ask ourselves.
        return layout::bounce(look).into_response();
    }
    let here = if parts.method == Method::GET && !wants_part { look.place.as_str() } else { "/" };
    let query = serde_urlencoded::to_string([("next", here)]).unwrap_or_default();
    let address = format!("/sign-in?{query}");
    if wants_part {
        let over = StatusCode::UNAUTHORIZED;
        return (over, [("hx-redirect", address)], frame::SESSION_OVER.pick(look.language)).into_response();
    }
    see_other(&address)
}

/// A form that really comes from the visitor.
pub(super) struct Posted<T> {
    /// Who sent it.
    pub(super) visitor: Visitor,
    /// What they filled in.
    pub(super) form: T,
}

#[derive(Deserialize)]
struct FormToken {
    #[serde(default)]
    csrf: String,
}

impl<T: DeserializeOwned> FromRequest<Arc<App>> for Posted<T> {
    type Rejection = Response;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Posted<T>, Response> {
        let (mut parts, body) = request.into_parts();
        let visitor = Visitor::from_request_parts(&mut parts, app).await?;
        let refused =
            || layout::refusal(&visitor, StatusCode::FORBIDDEN, frame::NOT_FROM_HERE.pick(visitor.language()));
        if !is_from_here(&parts.headers, app) {
            return Err(refused());
        }
        let unreadable = |status| layout::refusal(&visitor, status, frame::FAILED.pick(visitor.language()));
        let body = Request::from_parts(parts, body);
        let bytes = Bytes::from_request(body, app).await.map_err(|rejection| unreadable(rejection.status()))?;
        let token: FormToken = serde_urlencoded::from_bytes(&bytes).map_err(|_| refused())?;
        if !bool::from(token.csrf.as_bytes().ct_eq(visitor.form_token.as_bytes())) {
            return Err(refused());
        }
        match serde_urlencoded::from_bytes(&bytes) {
            Ok(form) => Ok(Posted { visitor, form }),
            Err(_) => Err(unreadable(StatusCode::UNPROCESSABLE_ENTITY)),
        }
    }
}

/// Whether a request was made by a page of ours. Browsers say so themselves; older ones name the origin.
pub(super) fn is_from_here(headers: &HeaderMap, app: &App) -> bool {
    if let Some(site) = fetch_site(headers) {
        return site == "same-origin";
    }
    let Some(origin) = headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok()) else { return false };
    let ours = |address: &str| address.parse::<Uri>().ok().and_then(|uri| uri.authority().cloned());
    let Some(authority) = ours(origin) else { return false };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    host == Some(authority.as_str()) || ours(&app.public_url).as_ref() == Some(&authority)
}

fn fetch_site(headers: &HeaderMap) -> Option<&str> {
    headers.get("sec-fetch-site").and_then(|site| site.to_str().ok())
}

/// The value of a cookie.
pub(super) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let all = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let mut pairs = all.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
}

/// A `Set-Cookie` value that no script can read and no other site can send.
pub(super) fn set_cookie(app: &App, name: &str, value: &str, seconds: i64) -> Option<HeaderValue> {
    let secure = if app.public_url.starts_with("https:") { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}");
    HeaderValue::from_str(&text).ok()
}

/// Sends the browser to an address of ours with a fresh request.
pub(super) fn see_other(address: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, address.to_owned())]).into_response()
}

/// An address of ours, or the queue: never another site's.
pub(super) fn safe_place(place: &str) -> &str {
    let inside = place.starts_with('/') && !place.starts_with("//");
    if inside && place.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\') { place } else { "/" }
}

/// The language of ours a browser likes best.
fn accepted_language(headers: &HeaderMap) -> Language {
    let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    Language::accepted(wanted.unwrap_or_default())
}

/// The zone times are shown in: that of the first policy's calendar.
fn desk_zone(app: &App) -> TimeZone {
    let desk = app.desk();
    let named = desk.sla.policies.iter().filter_map(|policy| policy.calendar.as_deref());
    let calendar = named.filter_map(|name| desk.calendar(name)).next();
    calendar.or_else(|| desk.calendars.values().next()).map_or(TimeZone::UTC, |calendar| calendar.zone().clone())
}
