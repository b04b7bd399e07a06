//! The fake Meta's lists for reading back: conversations of Messenger and Instagram, a Page's feed, the
//! comments on an Instagram account's media, subscribed applications.
//!
//! Pages as the real ones do: newest first, `limit`, `after`, `paging.next` while there is more.

use std::collections::{BTreeMap, HashMap};

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::meta::{allowed, error};
use super::said::Said;
use super::{Fakes, META};

/// The latest messages of a conversation that come with it.
pub(super) const SHOWN_MESSAGES: usize = 25;
/// How old a post is that only its comments tell of.
const IMPLIED_AGE: SignedDuration = SignedDuration::from_hours(30 * 24);

pub(super) fn router() -> Router<Fakes> {
    Router::new()
        .route("/{version}/{node}/feed", get(feed))
        .route("/{version}/{node}/media", get(media))
        .route("/{version}/{node}/subscribed_apps", get(subscribed_apps))
}

/// One message of a conversation.
#[derive(Debug, Clone)]
pub(super) struct Line {
    id: String,
    at: Timestamp,
    text: String,
    from: String,
    to: String,
}

type Parameters = Query<HashMap<String, String>>;

/// A request with access that no failure was wished for.
fn reader(fakes: &Fakes, headers: &HeaderMap, query: &HashMap<String, String>) -> Result<(), Box<Response>> {
    allowed(headers, query)?;
    let refusal = match fakes.reading_failure(META) {
        None => return Ok(()),
        Some(StatusCode::UNAUTHORIZED) => error(StatusCode::UNAUTHORIZED, 190, Some(463), "The session has expired."),
        Some(StatusCode::FORBIDDEN) => error(StatusCode::FORBIDDEN, 200, None, "Permissions error"),
        Some(StatusCode::TOO_MANY_REQUESTS) => error(StatusCode::BAD_REQUEST, 613, None, "Too many calls"),
        Some(status) => error(status, 2, None, "Service temporarily unavailable"),
    };
    Err(Box::new(refusal))
}

/// The lines of every conversation of an account, newest first, by person.
pub(super) fn conversations_of(fakes: &Fakes, inbox: &str) -> BTreeMap<String, Vec<Line>> {
    let mut found: BTreeMap<String, Vec<Line>> = BTreeMap::new();
    for said in fakes.said(META, inbox, &["message", "own_message"]) {
        let (from, to) = match said.is_own() {
            true => (said.inbox.clone(), said.contact.clone()),
            false => (said.contact.clone(), said.inbox.clone()),
        };
        let line = Line { id: said.id().to_owned(), at: said.at(), text: said.text.clone(), from, to };
        found.entry(said.contact.clone()).or_default().push(line);
    }
    for item in fakes.sent(Some(META)) {
        if let (Some(page), Some(person)) = (item.inbox.filter(|page| page == inbox), item.to) {
            if item.kind != "message" {
                continue;
            }
            let line = Line { id: item.id, at: item.at, text: item.text, from: page, to: person.clone() };
            found.entry(person).or_default().push(line);
        }
    }
    // Of one instant, the last said comes first.
    for lines in found.values_mut() {
        lines.reverse();
        lines.sort_by_key(|line| std::cmp::Reverse(line.at));
    }
    found
}

/// Every conversation of an account, the one that spoke last first.
pub(super) fn conversations(
    fakes: &Fakes,
    headers: &HeaderMap,
    inbox: &str,
    query: &HashMap<String, String>,
) -> Response {
    if let Err(refusal) = reader(fakes, headers, query) {
        return *refusal;
    }
    let mut all: Vec<(Timestamp, Value)> = Vec::new();
    for (person, lines) in conversations_of(fakes, inbox) {
        let Some(latest) = lines.first().map(|line| line.at) else { continue };
        let shown: Vec<Value> = lines.iter().map(message).collect();
        let first = HashMap::new();
        all.push((
            latest,
            json!({
                "id": format!("t_{inbox}_{person}"), "updated_time": spelled(latest),
                "messages": page(fakes, &first, &shown, SHOWN_MESSAGES),
            }),
        ));
    }
    all.sort_by_key(|(latest, _)| std::cmp::Reverse(*latest));
    let all: Vec<Value> = all.into_iter().map(|(_, conversation)| conversation).collect();
    Json(page(fakes, query, &all, SHOWN_MESSAGES)).into_response()
}

/// The messages of one conversation by its id.
pub(super) async fn messages(
    State(fakes): State<Fakes>,
    Path((_version, conversation)): Path<(String, String)>,
    Query(query): Parameters,
    headers: HeaderMap,
) -> Response {
    if let Err(refusal) = reader(&fakes, &headers, &query) {
        return *refusal;
    }
    let names = conversation.strip_prefix("t_").and_then(|names| names.split_once('_'));
    let Some((inbox, person)) = names else { return error(StatusCode::BAD_REQUEST, 100, None, "no such conversation") };
    let lines = conversations_of(&fakes, inbox).remove(person).unwrap_or_default();
    let lines: Vec<Value> = lines.iter().map(message).collect();
    Json(page(&fakes, &query, &lines, SHOWN_MESSAGES)).into_response()
}

/// A message as a conversation shows it: to the second, without our metadata.
pub(super) fn message(line: &Line) -> Value {
    json!({
        "id": line.id, "message": line.text, "from": {"id": line.from}, "to": {"data": [{"id": line.to}]},
        "created_time": spelled(line.at),
    })
}

async fn feed(
    State(fakes): State<Fakes>,
    Path((_version, inbox)): Path<(String, String)>,
    Query(query): Parameters,
    headers: HeaderMap,
) -> Response {
    if let Err(refusal) = reader(&fakes, &headers, &query) {
        return *refusal;
    }
    let mut posts: BTreeMap<String, (Timestamp, Value)> = BTreeMap::new();
    for said in fakes.said(META, &inbox, &["visitor_post"]) {
        let post = json!({
            "id": said.id(), "message": said.text, "from": {"id": said.contact, "name": name(&said.contact)},
            "created_time": spelled(said.at()),
        });
        posts.insert(said.id().to_owned(), (said.at(), post));
    }
    for said in fakes.said(META, &inbox, &["comment", "own_comment"]) {
        let Some(id) = said.post.clone() else { continue };
        let at = fakes.now().checked_sub(IMPLIED_AGE).unwrap_or(Timestamp::UNIX_EPOCH);
        let post = json!({"id": id, "message": "A post", "from": {"id": inbox}, "created_time": spelled(at)});
        posts.entry(id).or_insert((at, post));
    }
    let mut posts: Vec<(Timestamp, Value)> = posts.into_values().collect();
    posts.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    let with_comments = |(_, mut post): (Timestamp, Value)| {
        let id = post.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        let below = page(&fakes, &HashMap::new(), &comments_below(&fakes, &id), 50);
        if let Some(fields) = post.as_object_mut() {
            fields.insert("comments".to_owned(), below);
        }
        post
    };
    let posts: Vec<Value> = posts.into_iter().map(with_comments).collect();
    Json(page(&fakes, &query, &posts, 25)).into_response()
}

/// What was said below a post or a medium.
pub(super) async fn comments(
    State(fakes): State<Fakes>,
    Path((_version, post)): Path<(String, String)>,
    Query(query): Parameters,
    headers: HeaderMap,
) -> Response {
    if let Err(refusal) = reader(&fakes, &headers, &query) {
        return *refusal;
    }
    let is_instagram = query.get("fields").is_some_and(|fields| fields.contains("timestamp"));
    let below = if is_instagram { instagram_comments(&fakes, &post) } else { comments_below(&fakes, &post) };
    Json(page(&fakes, &query, &below, 25)).into_response()
}

/// What was said below a post, newest first, answers to comments included.
fn below(fakes: &Fakes, post: &str) -> Vec<Said> {
    let state = fakes.state();
    let is_below = |said: &&Said| said.platform == META && said.post.as_deref() == Some(post);
    let mut found: Vec<Said> = state.said.iter().filter(is_below).cloned().collect();
    found.sort_by_key(|said| std::cmp::Reverse(said.at()));
    found
}

fn comments_below(fakes: &Fakes, post: &str) -> Vec<Value> {
    let comment = |said: &Said| {
        let mut comment = json!({
            "id": said.id(), "message": said.text, "from": {"id": said.author(), "name": name(said.author())},
            "created_time": spelled(said.at()),
        });
        if let (Some(parent), Some(fields)) = (&said.in_reply_to, comment.as_object_mut()) {
            fields.insert("parent".to_owned(), json!({"id": parent}));
        }
        comment
    };
    below(fakes, post).iter().map(comment).collect()
}

fn instagram_comments(fakes: &Fakes, media: &str) -> Vec<Value> {
    let all = below(fakes, media);
    let comment = |said: &Said| {
        json!({
            "id": said.id(), "text": said.text, "timestamp": spelled(said.at()),
            "from": {"id": said.author(), "username": format!("person_{}", said.author())},
        })
    };
    let top = all.iter().filter(|said| said.in_reply_to.is_none());
    let with_answers = |said: &Said| {
        let answers: Vec<Value> =
            all.iter().filter(|answer| answer.in_reply_to.as_deref() == Some(said.id())).map(comment).collect();
        let mut shown = comment(said);
        if let Some(fields) = shown.as_object_mut().filter(|_| !answers.is_empty()) {
            fields.insert("replies".to_owned(), json!({"data": answers}));
        }
        shown
    };
    top.map(with_answers).collect()
}

async fn media(
    State(fakes): State<Fakes>,
    Path((_version, inbox)): Path<(String, String)>,
    Query(query): Parameters,
    headers: HeaderMap,
) -> Response {
    if let Err(refusal) = reader(&fakes, &headers, &query) {
        return *refusal;
    }
    let said = fakes.said(META, &inbox, &["comment", "own_comment"]);
    let mut ids: Vec<String> = said.into_iter().filter_map(|said| said.post).collect();
    ids.sort();
    ids.dedup();
    let shown = |id: &String| {
        let comments = page(&fakes, &HashMap::new(), &instagram_comments(&fakes, id), 50);
        json!({"id": id, "media_product_type": "FEED", "comments": comments})
    };
    let all: Vec<Value> = ids.iter().map(shown).collect();
    Json(page(&fakes, &query, &all, 25)).into_response()
}

async fn subscribed_apps(
    State(fakes): State<Fakes>,
    Path((_version, inbox)): Path<(String, String)>,
    Query(query): Parameters,
    headers: HeaderMap,
) -> Response {
    match allowed(&headers, &query) {
        Ok(_) => Json(fakes.subscribed_apps(&inbox)).into_response(),
        Err(refusal) => *refusal,
    }
}

/// One page of a list that is newest first.
fn page(fakes: &Fakes, query: &HashMap<String, String>, all: &[Value], usual: usize) -> Value {
    let asked = query.get("limit").and_then(|text| text.parse().ok()).unwrap_or(usual).clamp(1, 100);
    let size = fakes.page_size(META, asked);
    let from: usize = query.get("after").and_then(|text| text.parse().ok()).unwrap_or(0);
    let end = from.saturating_add(size).min(all.len());
    let shown: Vec<&Value> = all.iter().skip(from).take(size).collect();
    let mut paging = json!({"cursors": {"before": from.to_string(), "after": end.to_string()}});
    if let Some(fields) = paging.as_object_mut().filter(|_| end < all.len()) {
        fields.insert("next".to_owned(), json!("https://graph.example/next"));
    }
    json!({"data": shown, "paging": paging})
}

fn spelled(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S+0000").to_string()
}

fn name(id: &str) -> String {
    format!("Person {id}")
}
