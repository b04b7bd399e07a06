//! Files in the conversation, and the pictures of an answer being written.
//!
//! Files come from our own address only; the fence around a file stands in `functions::api::attachments`.

use super::shown::Attachment;
use crate::app::App;
use crate::domain::attachment::{FileType, pictures_allowed};
use crate::domain::case::Case;
use crate::domain::words::Language;
use crate::domain::words::page::case as words;
use crate::functions::api::attachments;
use crate::functions::problem::Problem;
use crate::web::session::{Visitor, is_from_here};
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use std::sync::Arc;
use subtle::ConstantTimeEq;

/// The header in which the script brings the form's token.
const FORM_TOKEN: &str = "couture-form";

/// A file that came with a message: shown, played, offered, or why not.
pub(super) fn attached(attachment: &Attachment, language: Language) -> Markup {
    let name = words::ATTACHMENT.with(language, words::file_kind(&attachment.kind).pick(language));
    let address = attachment.url.as_deref().map(here);
    html! {
        @match (address, attachment.file) {
            (Some(url), Some(file)) if file.is_picture() => (picture(&url, &name)),
            (Some(url), Some(FileType::Mp4)) if attachment.kind != "audio" => {
                video.attached controls preload="metadata" src=(url) aria-label=(name) {}
            }
            (Some(url), Some(file)) if file.is_inline() => {
                audio.attached controls preload="metadata" src=(url) aria-label=(name) {}
            }
            (Some(url), Some(_)) => p.attached {
                a href=(url) download target="_blank" rel="noopener" { (name) " (PDF, " (size(attachment.size, language)) ")" }
            },
            _ => p.quiet.attached { (name) @if let Some(why) = &attachment.why { " · " (why) } },
        }
    }
}

/// A picture that opens in full.
pub(super) fn picture(url: &str, name: &str) -> Markup {
    let url = here(url);
    html! {
        a.attached href=(url) target="_blank" rel="noopener" { img src=(url) alt=(name) loading="lazy" decoding="async"; }
    }
}

/// The page's own address of a file.
fn here(url: &str) -> String {
    url.strip_prefix("/api/v1").unwrap_or(url).to_owned()
}

fn size(bytes: Option<u64>, language: Language) -> String {
    let kilobytes = bytes.unwrap_or_default().div_ceil(1024);
    let (kilo, mega) = (words::KILOBYTES.pick(language), words::MEGABYTES.pick(language));
    if kilobytes < 1024 { format!("{kilobytes} {kilo}") } else { format!("{} {mega}", kilobytes.div_ceil(1024)) }
}

/// Where pictures are added to an answer; only with the script, which sends them ahead.
pub(super) fn chooser(case: &Case, language: Language, kept: bool) -> Markup {
    let Some((most, kinds)) = pictures_allowed(case.channel, case.public) else { return html! {} };
    let taken: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
    html! {
        div #pictures .pictures hx-preserve[kept] data-address={"/cases/" (case.id()) "/attachments"} data-most=(most)
            data-failed=(words::PICTURE_FAILED.pick(language)) data-too-many=(words::PICTURE_TOO_MANY.pick(language))
            data-added=(words::PICTURE_ADDED.pick(language)) data-remove=(words::PICTURE_REMOVE.pick(language)) {
            input type="hidden" name="attachments" value="";
            label for="picture" { (words::PICTURE_ADD.pick(language)) }
            input #picture type="file" accept=(taken.join(",")) multiple[most > 1] aria-describedby="picture-hint";
            span #picture-hint .quiet { (words::PICTURE_HINT.with(language, &most.to_string())) }
            p.notice.bad role="alert" hidden {}
            ul.previews {}
        }
    }
}

/// A file of a message.
pub(in crate::web) async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Response {
    match attachments::serve(&app, &visitor.identity, visitor.language(), &key, &headers).await {
        Ok(response) => response,
        Err(problem) => problem.into_response(),
    }
}

/// Takes a picture for an answer. It comes as it is, so its proof of coming from here is in a header.
pub(in crate::web) async fn take(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(id): Path<String>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Response {
    let token = headers.get(FORM_TOKEN).map(|value| value.as_bytes()).unwrap_or_default();
    let ours = is_from_here(&headers, &app) && bool::from(token.ct_eq(visitor.form_token.as_bytes()));
    if !ours {
        return Problem::new(StatusCode::FORBIDDEN, "forbidden", visitor.language()).into_response();
    }
    match attachments::take_in(&app, &visitor.identity, visitor.language(), &id, &headers, bytes).await {
        Ok(taken) => taken.into_response(),
        Err(problem) => problem.into_response(),
    }
}
