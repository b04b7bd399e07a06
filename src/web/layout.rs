//! The frame around every page, and the short pages for when something is refused.

use super::assets;
use super::session::{Look, Visitor, see_other};
use crate::app::AppError;
use crate::app::identity::Role;
use crate::domain::words::Language;
use crate::domain::words::page::{Wording, frame, queue, times};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// What htmx may do: nothing that writes styles or runs text as code; refusals are shown, failures are not.
const HTMX_CONFIGURATION: &str = r#"{"includeIndicatorStyles":false,"allowEval":false,"allowScriptTags":false,"selfRequestsOnly":true,"historyCacheSize":0,"historyEnabled":false,"defaultFocusScroll":false,"scrollIntoViewOnBoost":false,"timeout":15000,"responseHandling":[{"code":"204","swap":false},{"code":"[23]..","swap":true},{"code":"401","swap":false,"error":true},{"code":"4..","swap":true,"error":false},{"code":"5..","swap":false,"error":true}]}"#;

/// The pages of the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tab {
    /// The queue, and its cases.
    Queue,
    /// Calls.
    Phone,
    /// Verified answers.
    Briefings,
    /// What to watch over.
    Lead,
    /// What has been.
    Reports,
}

const TABS: [(Tab, &str, Wording); 5] = [
    (Tab::Queue, "/", frame::QUEUE),
    (Tab::Phone, "/phone", frame::PHONE),
    (Tab::Briefings, "/briefings", frame::BRIEFINGS),
    (Tab::Lead, "/lead", frame::LEAD),
    (Tab::Reports, "/reports", frame::REPORTS),
];

/// A whole page.
pub(super) fn page(visitor: &Visitor, tab: Tab, title: &str, content: Markup) -> Markup {
    let language = visitor.language();
    let header = html! {
        a.skip href="#content" { (frame::SKIP.pick(language)) }
        header.top {
            a.brand href="/" { "Couture" }
            nav.tabs aria-label=(frame::MAIN_NAVIGATION.pick(language)) {
                @for (this, address, wording) in TABS {
                    a href=(address) aria-current=[(this == tab).then_some("page")] { (wording.pick(language)) }
                }
            }
            (super::presence::control(visitor))
            (preferences(&visitor.look))
            details.menu {
                summary { span.me { (visitor.identity.id) } }
                div.menu-body {
                    p { strong { (visitor.identity.id) } br; (role(visitor.identity.role).pick(language)) }
                    form method="post" action="/sign-out" {
                        (form_token(visitor))
                        button type="submit" { (frame::SIGN_OUT.pick(language)) }
                    }
                }
            }
            button #keys-button type="button" hidden title=(frame::KEYS.pick(language)) aria-label=(frame::KEYS.pick(language)) { "?" }
        }
    };
    let body = html! {
        (header)
        (standing_clock(&visitor.look))
        main #content tabindex="-1" {
            div #notice role="alert" {}
            (content)
        }
        div #live .visually-hidden role="status" aria-live="polite" {}
        p #connection role="status" {}
        (keys(language))
    };
    document(&visitor.look, title, &body, Some(&visitor.form_token))
}

/// A page for somebody who is not signed in.
pub(super) fn plain_page(look: &Look, title: &str, content: Markup) -> Markup {
    let body = html! {
        header.top { a.brand href="/" { "Couture" } span.grow {} (preferences(look)) }
        main #content .narrow { (content) }
    };
    document(look, title, &body, None)
}

fn document(look: &Look, title: &str, body: &Markup, form_token: Option<&str>) -> Markup {
    let language = look.language;
    let say = |wording: Wording| wording.pick(language);
    html! {
        (DOCTYPE)
        html lang=(code(language)) data-theme=(look.theme) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="htmx-config" content=(HTMX_CONFIGURATION);
                title { (title) " · Couture" }
                link rel="icon" href=(assets::icon()) type="image/svg+xml";
                link rel="stylesheet" href=(assets::style());
                script src=(assets::htmx()) defer {}
                script src=(assets::script()) defer {}
            }
            body data-now=(times::machine(look.now))
                data-clock=(if look.manual_clock { "manual" } else { "system" })
                data-csrf=[form_token]
                data-word-in=(say(frame::IN)) data-word-late=(say(frame::LATE_BY)) data-word-days=(say(frame::DAYS))
                data-word-leaves=(say(crate::domain::words::page::case::LEAVES))
                data-word-arrived=(say(queue::ARRIVED)) data-word-late-now=(say(queue::NOW_LATE))
                data-word-changed=(say(crate::domain::words::page::case::NEW_MESSAGE))
                data-word-offline=(say(frame::OFFLINE)) data-word-online=(say(frame::BACK_ONLINE)) {
                (body)
            }
        }
    }
}

/// The simulation's clock, so that nobody takes a standing countdown for a broken one.
fn standing_clock(look: &Look) -> Markup {
    html! {
        @if look.manual_clock {
            p.standing-clock {
                (frame::STANDING_CLOCK.with(look.language, ""))
                time #standing-clock datetime=(times::machine(look.now)) {
                    (times::day(&look.now.to_zoned(look.zone.clone()), look.language)) " "
                    (look.now.to_zoned(look.zone.clone()).strftime("%H:%M:%S"))
                }
            }
        }
    }
}

fn preferences(look: &Look) -> Markup {
    let language = look.language;
    let other = match language {
        Language::Fr => "en",
        Language::En => "fr",
    };
    let themes = [("auto", frame::THEME_AUTO), ("light", frame::THEME_LIGHT), ("dark", frame::THEME_DARK)];
    html! {
        details.menu {
            summary { (frame::PREFERENCES.pick(language)) }
            div.menu-body {
                form method="post" action="/preferences" {
                    input type="hidden" name="place" value=(look.place);
                    button type="submit" name="language" value=(other) lang=(other) { (frame::OTHER_LANGUAGE.pick(language)) }
                }
                form method="post" action="/preferences" {
                    input type="hidden" name="place" value=(look.place);
                    fieldset {
                        legend { (frame::THEME.pick(language)) }
                        @for (value, wording) in themes {
                            label.choice {
                                input type="radio" name="theme" value=(value) checked[look.theme == value];
                                (wording.pick(language))
                            }
                        }
                        button type="submit" { (frame::APPLY.pick(language)) }
                    }
                }
            }
        }
    }
}

fn keys(language: Language) -> Markup {
    let list = [
        ("j k", frame::KEY_NEXT),
        ("Enter", frame::KEY_OPEN),
        ("c", frame::KEY_CLAIM),
        ("r", frame::KEY_REPLY),
        ("e", frame::KEY_RESOLVE),
        ("z", frame::KEY_SNOOZE),
        ("t", frame::KEY_TRANSFER),
        ("q", frame::KEY_QUEUE),
        ("/", frame::KEY_SEARCH),
        ("?", frame::KEY_HELP),
    ];
    html! {
        dialog #keys aria-labelledby="keys-title" {
            h2 #keys-title { (frame::KEYS.pick(language)) }
            dl.keys {
                @for (key, wording) in list {
                    dt { @for part in key.split(' ') { kbd { (part) } " " } }
                    dd { (wording.pick(language)) }
                }
            }
            form method="dialog" { button type="submit" { (frame::CLOSE.pick(language)) } }
        }
    }
}

/// The hidden field every form of a session carries.
pub(super) fn form_token(visitor: &Visitor) -> Markup {
    html! { input type="hidden" name="csrf" value=(visitor.form_token); }
}

/// A role's wording.
pub(super) fn role(role: Role) -> Wording {
    match role {
        Role::Agent => frame::ROLE_AGENT,
        Role::Phone => frame::ROLE_PHONE,
        Role::Lead => frame::ROLE_LEAD,
        Role::Manager => frame::ROLE_MANAGER,
        Role::Auditor => frame::ROLE_AUDITOR,
        Role::Admin => frame::ROLE_ADMIN,
    }
}

/// The language's code.
pub(super) fn code(language: Language) -> &'static str {
    match language {
        Language::Fr => "fr",
        Language::En => "en",
    }
}

/// Asks the browser to come again by itself, so that it brings the cookie it held back.
pub(super) fn bounce(look: &Look) -> Response {
    let page = html! {
        (DOCTYPE)
        html lang=(code(look.language)) {
            head { meta charset="utf-8"; meta http-equiv="refresh" content="0"; title { "Couture" } }
            body { a href=(look.place) { (frame::SKIP.pick(look.language)) } }
        }
    };
    show(StatusCode::OK, page)
}

/// A refusal: a page of its own, or a notice on the page that asked.
pub(super) fn refusal(visitor: &Visitor, status: StatusCode, what: &str) -> Response {
    if visitor.wants_part {
        let mut response = show(status, html! { p.notice.bad { (what) } });
        response.headers_mut().insert("hx-retarget", HeaderValue::from_static("#notice"));
        response.headers_mut().insert("hx-reswap", HeaderValue::from_static("innerHTML"));
        return response;
    }
    let language = visitor.language();
    let content = html! {
        h1 { (frame::TROUBLE.pick(language)) }
        p.notice.bad { (what) }
        p { a href="/" { (frame::BACK.pick(language)) } }
    };
    show(status, page(visitor, Tab::Queue, frame::TROUBLE.pick(language), content))
}

/// Something of ours failed: told without detail, logged with it.
pub(super) fn failure(visitor: &Visitor, error: &AppError) -> Response {
    tracing::error!(%error, "a page could not be shown");
    refusal(visitor, StatusCode::SERVICE_UNAVAILABLE, frame::FAILED.pick(visitor.language()))
}

/// Markup with its status.
pub(super) fn show(status: StatusCode, markup: Markup) -> Response {
    let PreEscaped(text) = markup;
    (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], text).into_response()
}

/// Done: a part's page is told so and refreshes; without scripts the browser goes to `address`.
pub(super) fn done(visitor: &Visitor, said: &str, address: &str) -> Response {
    if !visitor.wants_part {
        return see_other(address);
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    say(&mut response, said, true);
    response
}

/// Lets the page say something aloud, and refresh what it shows.
pub(super) fn say(response: &mut Response, said: &str, refresh: bool) {
    let quoted = serde_json::Value::from(said).to_string();
    // Headers hold ASCII only: everything else as JSON escapes.
    let units = quoted.encode_utf16().map(|unit| match u8::try_from(unit) {
        Ok(byte) if byte.is_ascii() => char::from(byte).to_string(),
        _ => format!("\\u{unit:04x}"),
    });
    let text: String = units.collect();
    let refreshing = if refresh { ",\"couture:refresh\":true" } else { "" };
    if let Ok(value) = HeaderValue::from_str(&format!("{{\"couture:say\":{text}{refreshing}}}")) {
        response.headers_mut().insert("hx-trigger", value);
    }
}
