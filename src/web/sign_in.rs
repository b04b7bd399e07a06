//! Signing in and out, and what is remembered about how the page looks.

use super::layout::{plain_page, show};
use super::session::{
    LANGUAGE_COOKIE, Look, Posted, SESSION_COOKIE, THEME_COOKIE, is_from_here, safe_place, see_other, set_cookie,
};
use crate::app::App;
use crate::app::session::SESSION_TIME;
use crate::domain::words::page::frame;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use maud::html;
use ring::rand::{SecureRandom, SystemRandom};
use serde::Deserialize;
use std::sync::Arc;

/// How long the look of the page is remembered: a year.
const YEAR: i64 = 365 * 24 * 3600;

#[derive(Deserialize)]
pub(super) struct Asked {
    token: Option<String>,
    next: Option<String>,
    out: Option<String>,
}

#[derive(Deserialize, Default)]
pub(super) struct Given {
    #[serde(default)]
    token: String,
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
pub(super) struct Nothing {}

#[derive(Deserialize, Default)]
pub(super) struct Wanted {
    language: Option<String>,
    theme: Option<String>,
    #[serde(default)]
    place: String,
}

/// Why the form is shown again.
enum Why {
    First,
    WrongToken,
    NotFromHere,
    SignedOut,
}

/// The form; or, from a printed link, signing in and getting the token out of the address at once.
pub(super) async fn page(State(app): State<Arc<App>>, look: Look, Query(asked): Query<Asked>) -> Response {
    let next = asked.next.as_deref().unwrap_or("/");
    match asked.token.as_deref() {
        Some(token) => open(&app, &look, token, next),
        None if asked.out.is_some() => form(&look, next, &Why::SignedOut),
        None => form(&look, next, &Why::First),
    }
}

/// Signs in with a pasted token.
pub(super) async fn sign_in(State(app): State<Arc<App>>, look: Look, headers: HeaderMap, body: Bytes) -> Response {
    let given: Given = serde_urlencoded::from_bytes(&body).unwrap_or_default();
    if !is_from_here(&headers, &app) {
        return form(&look, &given.next, &Why::NotFromHere);
    }
    open(&app, &look, given.token.trim(), &given.next)
}

fn open(app: &App, look: &Look, token: &str, next: &str) -> Response {
    let mut random = [0_u8; 16];
    if SystemRandom::new().fill(&mut random).is_err() {
        return form(look, next, &Why::First);
    }
    let Some(session) = app.identities.open_session(token, look.now, &random) else {
        return form(look, next, &Why::WrongToken);
    };
    let mut response = see_other(safe_place(next));
    if let Some(cookie) = set_cookie(app, SESSION_COOKIE, &session, SESSION_TIME.as_secs()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

fn form(look: &Look, next: &str, why: &Why) -> Response {
    let language = look.language;
    let (status, notice) = match why {
        Why::First => (StatusCode::OK, None),
        Why::SignedOut => (StatusCode::OK, Some(("notice", frame::SIGNED_OUT))),
        Why::WrongToken => (StatusCode::UNAUTHORIZED, Some(("notice bad", frame::WRONG_TOKEN))),
        Why::NotFromHere => (StatusCode::FORBIDDEN, Some(("notice bad", frame::NOT_FROM_HERE))),
    };
    let title = frame::SIGN_IN.pick(language);
    let content = html! {
        h1 { (title) }
        @if let Some((class, wording)) = notice {
            p class=(class) role="alert" #why { (wording.pick(language)) }
        }
        form.panel method="post" action="/sign-in" {
            p #lead { (frame::SIGN_IN_LEAD.pick(language)) }
            input type="hidden" name="next" value=(safe_place(next));
            label for="token" { (frame::TOKEN.pick(language)) }
            input #token type="password" name="token" required autofocus autocomplete="current-password"
                spellcheck="false" autocapitalize="none" aria-describedby="lead";
            button.main type="submit" { (title) }
        }
    };
    // The address may hold a wrong token: what the page links back to must not.
    let look = Look { place: "/sign-in".to_owned(), ..look.clone() };
    show(status, plain_page(&look, title, content))
}

/// Signs out.
pub(super) async fn sign_out(State(app): State<Arc<App>>, posted: Posted<Nothing>) -> Response {
    let Posted { visitor, form: Nothing {} } = posted;
    tracing::debug!(person.id = %visitor.identity.id, "signed out");
    let mut response = see_other("/sign-in?out=1");
    if let Some(cookie) = set_cookie(&app, SESSION_COOKIE, "", 0) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// Remembers the language or light and dark; needs no session.
pub(super) async fn preferences(State(app): State<Arc<App>>, look: Look, headers: HeaderMap, body: Bytes) -> Response {
    let wanted: Wanted = serde_urlencoded::from_bytes(&body).unwrap_or_default();
    if !is_from_here(&headers, &app) {
        return form(&look, &wanted.place, &Why::NotFromHere);
    }
    let mut response = see_other(safe_place(&wanted.place));
    let language = wanted.language.filter(|language| language == "fr" || language == "en");
    let theme = wanted.theme.filter(|theme| matches!(theme.as_str(), "auto" | "light" | "dark"));
    for (name, value) in [(LANGUAGE_COOKIE, language), (THEME_COOKIE, theme)] {
        if let Some(cookie) = value.and_then(|value| set_cookie(&app, name, &value, YEAR)) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
    response
}
