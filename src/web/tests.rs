//! The page through its doors: a whole system in one process, spoken to over HTTP.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use crate::app::desk_in_force::DeskInForce;
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::words::page::{self, frame};
use crate::local::engine::{self, Place};
use crate::local::fakes::Fakes;
use crate::local::server::{House, Outside};
use crate::local::sign::{SignChannel, headers};
use crate::local::{offline, secrets, workers};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use std::sync::Arc;
use tokio::net::TcpListener;

/// The moment of `events/x/mention.json`.
const NOW: &str = "2026-03-30T09:00:30Z";

struct Desk {
    url: String,
    house: House,
    http: Client,
    _workers: tokio::task::JoinSet<()>,
}

impl Desk {
    async fn open() -> Desk {
        crate::channels::send::install_cryptography();
        let clock = Clock::manual(NOW.parse().unwrap());
        let (database, lock) = engine::open(&Place::Memory).unwrap();
        let engine = engine::serve(database, lock).await.unwrap();
        let store = engine::store(&engine.endpoint).await.unwrap();
        let (desk, files) = offline::desk(None).unwrap();
        store.keep_desk(&desk.version, &files).await.unwrap();
        let platform_clock = clock.clone();
        let fakes = Fakes::new(Arc::new(move || platform_clock.now()), None).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let house =
            House::build(store, clock, DeskInForce::until_pointed(desk), fakes, &Outside::at(&url), Config::default())
                .await
                .unwrap();
        let router = house.router(true);
        let _workers = workers::start(&house.app, &house.jobs);
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let http = Client::builder().no_proxy().redirect(Policy::none()).build().unwrap();
        Desk { url, house, http, _workers }
    }

    /// A public mention by somebody of this name; the id of its case.
    async fn mention(&self, name: &str, text: &str) -> String {
        let body = include_str!("../../events/x/mention.json");
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        let body = body.replace("\"Léa Marchand\"", &quoted(name));
        let from = body.find("\"text\": ").unwrap() + 8;
        let to = from + body[from..].find(",\n").unwrap();
        let body = format!("{}{}{}", &body[..from], quoted(text), &body[to..]);
        let mut request = self.http.post(format!("{}/webhooks/x", self.url));
        for (header, value) in headers(SignChannel::X, NOW.parse().unwrap(), body.as_bytes(), &secrets::SIGNING) {
            request = request.header(header, value);
        }
        assert_eq!(request.body(body).send().await.unwrap().status(), StatusCode::OK);
        self.house.jobs.idle().await;
        let page = self.house.app.queue(&crate::app::queue::QueueQuery { limit: 5, ..Default::default() }).await;
        page.unwrap().cases.first().expect("a waiting case").id()
    }

    /// The cookie of somebody signed in.
    async fn cookie(&self, token: &str) -> String {
        let response = self.http.get(format!("{}/sign-in?token={token}", self.url)).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        let set = response.headers().get("set-cookie").unwrap().to_str().unwrap();
        set.split(';').next().unwrap().to_owned()
    }

    fn get(&self, path: &str, cookie: &str) -> RequestBuilder {
        self.http.get(format!("{}{path}", self.url)).header("cookie", cookie)
    }

    async fn text(&self, path: &str, cookie: &str, language: &str) -> String {
        let response = self.get(path, cookie).header("accept-language", language).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        response.text().await.unwrap()
    }

    /// The session's form token, as the page carries it.
    async fn form_token(&self, cookie: &str) -> String {
        let page = self.text("/", cookie, "en").await;
        let from = page.find("data-csrf=\"").unwrap() + 11;
        page[from..].split('"').next().unwrap().to_owned()
    }

    fn post(&self, path: &str, cookie: &str, fields: &[(&str, &str)]) -> RequestBuilder {
        let form = serde_urlencoded::to_string(fields).unwrap();
        let request = self.http.post(format!("{}{path}", self.url)).header("cookie", cookie);
        request.header("content-type", "application/x-www-form-urlencoded").body(form)
    }

    async fn post_from_here(&self, path: &str, cookie: &str, fields: &[(&str, &str)]) -> Response {
        self.post(path, cookie, fields).header("sec-fetch-site", "same-origin").send().await.unwrap()
    }

    async fn holder(&self, case: &str) -> Option<String> {
        self.house.app.load(case).await.unwrap().assignee
    }
}

fn header<'r>(response: &'r Response, name: &str) -> &'r str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn a_link_signs_in_once_and_leaves_no_token_behind() {
    let desk = Desk::open().await;
    let link = format!("{}/sign-in?token=local-agent&next=%2Flead", desk.url);
    let response = desk.http.get(link).send().await.unwrap();
    let (location, cookie) = (header(&response, "location"), header(&response, "set-cookie"));
    assert_eq!((response.status(), location), (StatusCode::SEE_OTHER, "/lead"));
    assert!(cookie.contains("; Path=/;") && cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"));
    assert!(!cookie.contains("local-agent") && !cookie.contains("Secure"), "{cookie}");
    for elsewhere in ["//evil.test", "https://evil.test", "/\\evil.test", "%2F%0Aevil"] {
        let link = format!("{}/sign-in?token=local-agent&next={elsewhere}", desk.url);
        let response = desk.http.get(link).send().await.unwrap();
        assert_eq!(header(&response, "location"), "/", "{elsewhere}");
    }
}

#[tokio::test]
async fn a_wrong_token_says_what_to_do_and_nobody_gets_in_without_one() {
    let desk = Desk::open().await;
    let response = desk.post_from_here("/sign-in", "", &[("token", "wrong")]).await;
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    assert!(response.headers().get("set-cookie").is_none());
    assert!(response.text().await.unwrap().contains("ask your lead for a new one"));
    let response = desk.post("/sign-in", "", &[("token", "local-agent")]).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
    for path in ["/", "/lead", "/reports", "/phone", "/briefings", "/queue", "/cases/x-1"] {
        let response = desk.get(path, "couture_session=forged").send().await.unwrap();
        assert_eq!(response.status(), StatusCode::SEE_OTHER, "{path}");
        assert!(header(&response, "location").starts_with("/sign-in?next="), "{path}");
    }
    let part = desk.get("/queue", "").header("hx-request", "true").send().await.unwrap();
    assert_eq!(part.status(), StatusCode::UNAUTHORIZED);
    let link = desk.get("/cases/x-1", "").header("sec-fetch-site", "cross-site").send().await.unwrap();
    assert!(link.text().await.unwrap().contains("http-equiv=\"refresh\""));
}

#[tokio::test]
async fn every_answer_has_its_fence() {
    let desk = Desk::open().await;
    let cookie = desk.cookie(secrets::LEAD_TOKEN).await;
    for path in ["/", "/lead", "/reports", "/phone", "/briefings", "/sign-in", "/cases/none-1", "/assets/none.js"] {
        let response = desk.get(path, &cookie).send().await.unwrap();
        let policy = header(&response, "content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self'"), "{path}: {policy}");
        assert!(!policy.contains("unsafe"));
        assert_eq!(header(&response, "x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header(&response, "referrer-policy"), "no-referrer", "{path}");
        assert_eq!(header(&response, "cache-control"), "no-store", "{path}");
        let text = response.text().await.unwrap();
        assert!(!text.contains(" style=\"") && !text.contains(" onclick") && !text.contains("<script>"), "{path}");
    }
}

#[tokio::test]
async fn a_form_from_elsewhere_changes_nothing() {
    let desk = Desk::open().await;
    let case = desk.mention("Ada", "@acme my parcel is lost").await;
    let cookie = desk.cookie(secrets::AGENT_TOKEN).await;
    let token = desk.form_token(&cookie).await;
    let path = format!("/cases/{case}/claim");
    let right = [("csrf", token.as_str())];
    let without_proof = desk.post(&path, &cookie, &right);
    let cross_site = desk.post(&path, &cookie, &right).header("sec-fetch-site", "cross-site");
    let sibling = desk.post(&path, &cookie, &right).header("sec-fetch-site", "same-site");
    let foreign = desk.post(&path, &cookie, &right).header("origin", "https://evil.test");
    let opaque = desk.post(&path, &cookie, &right).header("origin", "null");
    let no_token = desk.post(&path, &cookie, &[]).header("sec-fetch-site", "same-origin");
    let others = desk.form_token(&desk.cookie(secrets::SECOND_AGENT_TOKEN).await).await;
    let wrong_token = desk.post(&path, &cookie, &[("csrf", &others)]).header("sec-fetch-site", "same-origin");
    for request in [without_proof, cross_site, sibling, foreign, opaque, no_token, wrong_token] {
        assert_eq!(request.send().await.unwrap().status(), StatusCode::FORBIDDEN);
        assert_eq!(desk.holder(&case).await, None);
    }
    let ours = desk.post(&path, &cookie, &right).header("origin", &desk.url);
    assert_eq!(ours.send().await.unwrap().status(), StatusCode::SEE_OTHER);
    assert_eq!(desk.holder(&case).await.as_deref(), Some(secrets::AGENT_TOKEN));
}

#[tokio::test]
async fn what_a_role_may_not_do_is_not_offered_and_refused() {
    let desk = Desk::open().await;
    let case = desk.mention("Ada", "@acme my parcel is lost").await;
    let claim = format!("/cases/{case}/claim");
    for (person, may) in [(secrets::AGENT_TOKEN, true), (secrets::AUDITOR_TOKEN, false), (secrets::PHONE_TOKEN, false)]
    {
        let cookie = desk.cookie(person).await;
        let offered = format!("action=\"{claim}\"");
        assert_eq!(desk.text("/", &cookie, "en").await.contains(&offered), may, "{person}");
        let page = desk.text(&format!("/cases/{case}"), &cookie, "en").await;
        assert_eq!(page.contains(&offered), may, "{person}");
        assert_eq!(page.contains("id=\"reply-text\""), may, "{person}");
        if !may {
            let token = desk.form_token(&cookie).await;
            let response = desk.post_from_here(&claim, &cookie, &[("csrf", &token)]).await;
            assert_eq!(response.status(), StatusCode::FORBIDDEN, "{person}");
        }
    }
    assert_eq!(desk.holder(&case).await, None);
    let cookie = desk.cookie(secrets::AGENT_TOKEN).await;
    let token = desk.form_token(&cookie).await;
    for path in ["/lead/parked/x/redrive", "/briefings"] {
        let fields = [("csrf", token.as_str()), ("topic", "refund"), ("social", "a"), ("source", "b")];
        assert_eq!(desk.post_from_here(path, &cookie, &fields).await.status(), StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn what_people_write_stays_text() {
    let desk = Desk::open().await;
    let name = "<script>alert(1)</script>";
    let text = "@acme my \"parcel\" & <img src=x onerror=alert(2)> is lost 'now'";
    let case = desk.mention(name, text).await;
    let cookie = desk.cookie(secrets::AGENT_TOKEN).await;
    for path in ["/", "/queue", &format!("/cases/{case}"), "/lead", "/phone?q=%22%3E%3Cb%3E"] {
        let page = desk.text(path, &cookie, "en").await;
        assert!(!page.contains("<script>alert") && !page.contains("<img src=x") && !page.contains("\"><b>"), "{path}");
    }
    let page = desk.text(&format!("/cases/{case}"), &cookie, "en").await;
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(page.contains("my &quot;parcel&quot; &amp; &lt;img"));
    // A refused reply gives the draft back, as text too.
    let token = desk.form_token(&cookie).await;
    let draft = "</textarea><script>alert(3)</script>";
    let version = desk.house.app.load(&case).await.unwrap().version.to_string();
    desk.house
        .app
        .act(
            desk.house.app.identities.of_token(secrets::SECOND_AGENT_TOKEN).unwrap(),
            &case,
            None,
            &crate::app::actions::Action::Claim,
        )
        .await
        .unwrap();
    let fields = [("csrf", token.as_str()), ("text", draft), ("version", &version)];
    let response = desk.post_from_here(&format!("/cases/{case}/reply"), &cookie, &fields).await;
    assert_eq!(response.status(), StatusCode::CONFLICT);
    let page = response.text().await.unwrap();
    assert!(page.contains("local-agent-2 already holds this case"), "{page}");
    assert!(!page.contains("<script>alert"));
}

#[tokio::test]
async fn a_stale_reply_keeps_the_draft_and_shows_what_is_new() {
    let desk = Desk::open().await;
    let case = desk.mention("Ada", "@acme my parcel is lost").await;
    let cookie = desk.cookie(secrets::AGENT_TOKEN).await;
    let token = desk.form_token(&cookie).await;
    let path = format!("/cases/{case}/reply");
    let fields = [("csrf", token.as_str()), ("text", "We are looking & searching"), ("version", "0")];
    let response = desk.post_from_here(&path, &cookie, &fields).await;
    assert_eq!(response.status(), StatusCode::CONFLICT);
    let page = response.text().await.unwrap();
    assert!(page.contains("New messages arrived while you were writing"));
    assert!(page.contains(">We are looking &amp; searching</textarea>"));
    let version = desk.house.app.load(&case).await.unwrap().version;
    assert!(page.contains(&format!("name=\"version\" value=\"{version}\"")));
    let version = version.to_string();
    let fields = [("csrf", token.as_str()), ("text", "We are looking & searching"), ("version", version.as_str())];
    let response = desk.post_from_here(&path, &cookie, &fields).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    let page = desk.text(&format!("/cases/{case}"), &cookie, "en").await;
    assert!(page.contains("waiting to leave") && page.contains("/sends/s1/undo"));
}

#[tokio::test]
async fn each_page_speaks_one_language() {
    let desk = Desk::open().await;
    let case = desk.mention("Ada", "@acme my parcel 12345 is lost").await;
    let cookie = desk.cookie(secrets::ADMIN_TOKEN).await;
    let case = format!("/cases/{case}");
    for path in ["/", "/?status=resolved", "/lead", "/reports", "/phone", "/briefings", "/sign-in", case.as_str()] {
        for (language, html_language) in [("fr-FR, en;q=0.5", "<html lang=\"fr\""), ("en", "<html lang=\"en\"")] {
            let page = desk.text(path, &cookie, language).await;
            assert!(page.contains(html_language), "{path} {language}");
            let words = page::all().into_iter().filter(|(_, wording)| *wording != frame::OTHER_LANGUAGE);
            for (name, wording) in words {
                let (own, other) = if language == "en" { (wording.en, wording.fr) } else { (wording.fr, wording.en) };
                let longest = other.split("{}").max_by_key(|part| part.len()).unwrap_or_default().trim();
                let telling = longest.chars().count() > 8 && longest.contains(' ') && !own.contains(longest);
                let escaped = longest.replace('&', "&amp;").replace('"', "&quot;");
                assert!(!telling || !page.contains(&escaped), "{path} {language}: {name} is {longest:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_lead_sees_what_has_to_be_repaired_and_lets_the_sends_go_again() {
    let desk = Desk::open().await;
    let case = desk.mention("Ada", "@acme my parcel is lost").await;
    desk.house.fakes.set_fault("x", "token_revoked", 1).unwrap();
    let agent = desk.house.app.identities.of_token(secrets::AGENT_TOKEN).unwrap().clone();
    let reply = serde_json::json!({"text": "On its way.", "version": 1, "undo_seconds": 0});
    let request = desk.http.post(format!("{}/api/v1/cases/{case}/reply", desk.url)).bearer_auth(&agent.id);
    assert_eq!(request.json(&reply).send().await.unwrap().status(), StatusCode::ACCEPTED);
    desk.house.jobs.idle().await;
    let (agent, lead) = (desk.cookie(secrets::AGENT_TOKEN).await, desk.cookie(secrets::LEAD_TOKEN).await);
    let address = "/lead/inboxes/x/1001/resume";
    for (language, words) in
        [("en", "no longer accepts our access to Acme"), ("fr", "n'accepte plus notre accès à Acme")]
    {
        let page = desk.text("/lead", &lead, language).await;
        assert!(page.contains(words) && page.contains(address), "{language}: {page}");
        assert!(!desk.text("/lead", &agent, language).await.contains(address));
    }
    let token = desk.form_token(&agent).await;
    let response = desk.post_from_here(address, &agent, &[("csrf", token.as_str())]).await;
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
    let token = desk.form_token(&lead).await;
    let response = desk.post_from_here(address, &lead, &[("csrf", token.as_str())]).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    let page = desk.text("/lead", &lead, "en").await;
    assert!(!page.contains(address) && page.contains("All is well."), "{page}");
}

#[tokio::test]
async fn the_language_is_remembered() {
    let desk = Desk::open().await;
    let wanted = [("language", "fr"), ("theme", "dark"), ("place", "/lead")];
    let response = desk.post_from_here("/preferences", "", &wanted).await;
    assert_eq!(header(&response, "location"), "/lead");
    let set: Vec<&str> = response.headers().get_all("set-cookie").iter().map(|value| value.to_str().unwrap()).collect();
    assert!(set.iter().any(|cookie| cookie.starts_with("couture_language=fr; ")), "{set:?}");
    let cookie = format!("{}; couture_language=fr; couture_theme=dark", desk.cookie(secrets::AGENT_TOKEN).await);
    let page = desk.text("/", &cookie, "en").await;
    assert!(page.contains("<html lang=\"fr\" data-theme=\"dark\"") && page.contains("Personne n'attend de réponse"));
}

#[tokio::test]
async fn a_call_is_logged_and_judged() {
    let desk = Desk::open().await;
    desk.mention("Ada", "@acme where is my refund?").await;
    let lead = desk.cookie(secrets::LEAD_TOKEN).await;
    let token = desk.form_token(&lead).await;
    let briefing = [
        ("csrf", token.as_str()),
        ("topic", "refund"),
        ("title", "Refunds"),
        ("social", "Refunds take 14 days."),
        ("source", "Finance"),
    ];
    assert_eq!(desk.post_from_here("/briefings", &lead, &briefing).await.status(), StatusCode::SEE_OTHER);
    let phone = desk.cookie(secrets::PHONE_TOKEN).await;
    let token = desk.form_token(&phone).await;
    let page = desk.text("/phone/topic?topic=refund", &phone, "en").await;
    assert!(page.contains("Refunds take 14 days."));
    let said = [("csrf", token.as_str()), ("topic", "refund"), ("text", "Your refund takes 30 days.")];
    let response = desk.post_from_here("/phone/preview", &phone, &said).await;
    assert!(response.text().await.unwrap().contains("Contradicts"));
    let response = desk.post_from_here("/phone/answers", &phone, &said).await;
    let page = response.text().await.unwrap();
    assert!(page.contains("Answer logged.") && page.contains("Contradicts the answer verified by"));
}

#[tokio::test]
async fn messages_are_moderated_with_plain_forms() {
    let desk = Desk::open().await;
    let case = desk.mention("Léa", "where is my refund?").await;
    let cookie = desk.cookie(secrets::AGENT_TOKEN).await;
    let csrf = desk.form_token(&cookie).await;
    let place = format!("/cases/{case}");
    let page = desk.text(&place, &cookie, "en").await;
    assert!(page.contains("Moderate the message by") && page.contains(&format!("{place}/messages/like")), "{page}");
    assert!(!page.contains("/messages/hide") && !page.contains("/messages/delete"), "only what is possible is offered");
    assert!(desk.text(&place, &cookie, "fr").await.contains("Modérer le message de"));
    let auditor = desk.cookie(secrets::AUDITOR_TOKEN).await;
    assert!(!desk.text(&place, &auditor, "en").await.contains("message-menu"), "who may not act is offered nothing");
    let message = desk.house.app.load(&case).await.unwrap().opening.unwrap().external_id;
    let fields = [("csrf", csrf.as_str()), ("message", message.as_str())];
    let done = desk.post_from_here(&format!("{place}/messages/like"), &cookie, &fields).await;
    assert_eq!(done.status(), StatusCode::SEE_OTHER);
    desk.house.jobs.idle().await;
    let page = desk.text(&place, &cookie, "en").await;
    assert!(page.contains(r#"<span class="mark">liked</span>"#) && page.contains("Take the like back"), "{page}");
    let again = desk.post_from_here(&format!("{place}/messages/like"), &cookie, &fields).await;
    assert_eq!(again.status(), StatusCode::CONFLICT);
    assert!(again.text().await.unwrap().contains("It is so already."));
    let version = desk.house.app.load(&case).await.unwrap().version.to_string();
    let reply = [("csrf", csrf.as_str()), ("text", "In 30 days."), ("version", &version), ("undo_seconds", "0")];
    desk.post_from_here(&format!("{place}/reply"), &cookie, &reply).await;
    desk.house.jobs.idle().await;
    let page = desk.text(&place, &cookie, "en").await;
    assert!(page.contains("nothing brings it back") && page.contains("The right text"), "{page}");
    let sent = desk.house.fakes.sent(Some("x")).iter().find(|item| item.kind == "reply").unwrap().id.clone();
    let version = desk.house.app.load(&case).await.unwrap().version.to_string();
    let correction =
        [("csrf", csrf.as_str()), ("message", &sent), ("text", "In 14 days."), ("version", version.as_str())];
    let done = desk.post_from_here(&format!("{place}/messages/correct"), &cookie, &correction).await;
    assert_eq!(done.status(), StatusCode::SEE_OTHER);
    desk.house.jobs.idle().await;
    let page = desk.text(&place, &cookie, "en").await;
    for shown in ["In 30 days.", "In 14 days.", "corrected by local-agent", "correction of an earlier answer"] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    let elsewhere = desk.post(&format!("{place}/messages/like"), &cookie, &fields).send().await.unwrap();
    assert_eq!(elsewhere.status(), StatusCode::FORBIDDEN, "a form of another site");
}

#[tokio::test]
async fn reports_show_every_number_in_text_and_say_what_is_wrong_with_a_range() {
    let desk = Desk::open().await;
    let case = desk.mention("Ada", "@acme where is my refund?").await;
    let cookie = desk.cookie(secrets::AGENT_TOKEN).await;
    assert!(desk.text("/reports", &cookie, "en").await.contains("there is nothing to measure"));
    let csrf = desk.form_token(&cookie).await;
    let version = desk.house.app.load(&case).await.unwrap().version.to_string();
    let reply = [("csrf", csrf.as_str()), ("text", "Tomorrow."), ("version", &version), ("undo_seconds", "0")];
    desk.post_from_here(&format!("/cases/{case}/reply"), &cookie, &reply).await;
    desk.house.jobs.idle().await;
    desk.post_from_here(&format!("/cases/{case}/resolve"), &cookie, &[("csrf", csrf.as_str())]).await;
    for (language, shown) in
        [("en", ["100% (1 of 1)", "SLA rate, by team"]), ("fr", ["(1 sur 1)", "Taux tenu, par équipe"])]
    {
        let page = desk.text("/reports?metric=first_response", &cookie, language).await;
        shown.iter().for_each(|words| assert!(page.contains(words), "{words}: {page}"));
        let by_hour = desk.text("/reports?group=hour", &cookie, language).await;
        assert!(by_hour.matches("class=\"visually-hidden\">").count() > 24, "every hour is read aloud: {by_hour}");
    }
    let refused = desk.get("/reports?from=2026-01-01&to=2026-12-31", &cookie).send().await.unwrap();
    assert_eq!(refused.status(), StatusCode::BAD_REQUEST);
    assert!(refused.text().await.unwrap().contains("92 days at most"));
}

#[tokio::test]
async fn people_who_work_say_at_the_top_of_every_page_whether_they_are_here() {
    let desk = Desk::open().await;
    let cookie = desk.cookie(secrets::AGENT_TOKEN).await;
    let token = desk.form_token(&cookie).await;
    assert!(desk.text("/lead", &cookie, "en").await.contains("Presence?"));
    let fields = [("csrf", token.as_str()), ("state", "away"), ("place", "/lead")];
    let plain = desk.post_from_here("/presence", &cookie, &fields).await;
    assert_eq!((plain.status(), header(&plain, "location")), (StatusCode::SEE_OTHER, "/lead"));
    let page = desk.text("/", &cookie, "fr").await;
    assert!(
        page.contains("Votre présence : Absent un moment") && page.contains("value=\"away\" aria-pressed=\"true\"")
    );
    let fields = [("csrf", token.as_str()), ("state", "available"), ("place", "/")];
    let part = desk.post("/presence", &cookie, &fields).header("sec-fetch-site", "same-origin");
    let part = part.header("hx-request", "true").header("accept-language", "en").send().await.unwrap();
    assert_eq!(part.status(), StatusCode::OK);
    let part = part.text().await.unwrap();
    assert!(
        part.starts_with("<details class=\"menu\" id=\"presence\"") && part.contains("Your presence: Available"),
        "{part}"
    );
    let wrong = [("csrf", token.as_str()), ("state", "asleep")];
    assert_eq!(desk.post_from_here("/presence", &cookie, &wrong).await.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let lead = desk.cookie(secrets::LEAD_TOKEN).await;
    let shown = desk.text("/lead", &lead, "en").await;
    assert!(shown.contains("Who is here") && shown.contains("Available: takes cases from the queue."));
    assert!(!desk.text("/lead", &cookie, "en").await.contains("Who is here"), "for leads");
    let auditor = desk.cookie(secrets::AUDITOR_TOKEN).await;
    let theirs = desk.form_token(&auditor).await;
    assert!(!desk.text("/", &auditor, "en").await.contains("id=\"presence\""));
    let fields = [("csrf", theirs.as_str()), ("state", "available")];
    assert_eq!(desk.post_from_here("/presence", &auditor, &fields).await.status(), StatusCode::FORBIDDEN);
}
