//! A whole case in a real browser: signed in by the printed link, claimed, answered, undone, sent, resolved; and
//! a phone call that says something else.
//!
//! Needs `chromium` and `chromedriver`; without them it says so and is skipped. Speaks the WebDriver
//! protocol itself: it is a few JSON requests.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long the page may take to show something.
const PATIENCE: Duration = Duration::from_secs(20);

/// A program that ends with the test.
struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts a program and reads until a line tells where it listens.
fn start(command: &mut Command, told: impl Fn(&str) -> Option<String>) -> Option<(Program, String)> {
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
    let mut program = Program(child);
    let mut lines = BufReader::new(program.0.stdout.take()?).lines();
    let address = lines.by_ref().map_while(Result::ok).find_map(|line| told(&line))?;
    // Nobody else reads on: a full pipe must not stop it.
    std::thread::spawn(move || lines.for_each(drop));
    Some((program, address))
}

fn serve() -> (Program, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_couture"));
    command.args(["serve", "--sim", "--port", "0"]);
    start(&mut command, |line| line.strip_prefix("ready ").map(str::to_owned)).expect("the system starts")
}

fn replay(url: &str, file: &str) {
    let path = format!("{}/events/{file}", env!("CARGO_MANIFEST_DIR"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_couture"));
    let replayed = command.args(["replay", "--url", url, "--shift", &path]).output().expect("replay runs");
    assert!(replayed.status.success(), "{file}: {}", String::from_utf8_lossy(&replayed.stderr));
}

fn chromedriver() -> Option<(Program, String)> {
    let has_chromium = ["chromium", "chromium-browser", "google-chrome"]
        .iter()
        .any(|name| Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success()));
    let port_in = |line: &str| Some(line.split("successfully on port ").nth(1)?.trim_end_matches('.').to_owned());
    let (program, port) = start(Command::new("chromedriver").arg("--port=0"), port_in).filter(|_| has_chromium)?;
    Some((program, format!("http://127.0.0.1:{port}")))
}

/// One browser window.
struct Browser {
    http: reqwest::Client,
    session: String,
    profile: PathBuf,
}

impl Browser {
    async fn open(driver: &str) -> Browser {
        couture::channels::send::install_cryptography();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let profile = std::env::temp_dir().join(format!(
            "couture-browser-{}-{}",
            std::process::id(),
            driver.replace(|c: char| !c.is_ascii_digit(), "")
        ));
        let arguments = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--lang=en-US",
            "--window-size=1440,900",
            &format!("--user-data-dir={}", profile.display()),
        ];
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "goog:chromeOptions": {"args": arguments},
            "goog:loggingPrefs": {"browser": "ALL"},
        }}});
        let mut browser = Browser { http, session: driver.to_owned(), profile };
        let opened = browser.ask("session", Some(wanted)).await;
        browser.session = format!("{driver}/session/{}", opened["sessionId"].as_str().expect("a session"));
        browser
    }

    async fn ask(&self, path: &str, body: Option<Value>) -> Value {
        let url = format!("{}/{path}", self.session);
        let request = match body {
            Some(body) => self.http.post(url).json(&body),
            None => self.http.get(url),
        };
        let answer: Value = request.send().await.unwrap().json().await.unwrap();
        assert!(answer["value"]["error"].is_null(), "{path}: {}", answer["value"]);
        answer["value"].clone()
    }

    async fn go(&self, url: &str) {
        self.ask("url", Some(json!({"url": url}))).await;
    }

    async fn run(&self, script: &str) -> Value {
        self.ask("execute/sync", Some(json!({"script": script, "args": []}))).await
    }

    /// Presses keys, one after another.
    async fn press(&self, keys: &str) {
        let presses: Vec<Value> = keys
            .chars()
            .flat_map(|key| [json!({"type": "keyDown", "value": key}), json!({"type": "keyUp", "value": key})])
            .collect();
        self.ask("actions", Some(json!({"actions": [{"type": "key", "id": "keyboard", "actions": presses}]}))).await;
    }

    /// Waits until an expression is true.
    async fn until(&self, what: &str, expression: &str) {
        let given_up_at = Instant::now() + PATIENCE;
        while self.run(&format!("return Boolean({expression})")).await != json!(true) {
            if Instant::now() > given_up_at {
                let text = self.run("return document.body.innerText").await;
                panic!("{what}: never came. The page says:\n{}", text.as_str().unwrap_or_default());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Nothing was blocked and nothing failed on the way.
    async fn nothing_failed(&self) {
        let log = self.ask("se/log", Some(json!({"type": "browser"}))).await;
        let severe: Vec<&Value> = log.as_array().unwrap().iter().filter(|line| line["level"] == "SEVERE").collect();
        assert!(severe.is_empty(), "{severe:?}");
    }

    async fn close(self) {
        let _ = self.http.delete(&self.session).send().await;
        let _ = std::fs::remove_dir_all(&self.profile);
    }
}

async fn post(http: &reqwest::Client, url: &str, body: Value) {
    let answer = http.post(url).json(&body).send().await.unwrap();
    assert!(answer.status().is_success(), "{url}: {}", answer.status());
}

/// Asks the interface as the bearer of a token.
async fn api(http: &reqwest::Client, token: &str, url: &str, body: Option<Value>) -> Value {
    let request = match body {
        Some(body) => http.post(url).json(&body),
        None => http.get(url),
    };
    let answer = request.bearer_auth(token).send().await.unwrap();
    assert!(answer.status().is_success(), "{url}: {}", answer.status());
    answer.json().await.unwrap()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn says(text: &str) -> String {
    format!("document.body.innerText.includes({})", json!(text))
}

#[tokio::test]
async fn a_case_from_the_first_word_to_the_last_by_keyboard() {
    let Some((_driver, driver)) = chromedriver() else {
        println!("skipped: the browser journey needs chromium and chromedriver, and one of them is not here");
        return;
    };
    let (_system, url) = serve();
    replay(&url, "x/mention.json");
    let browser = Browser::open(&driver).await;
    let http = browser.http.clone();
    post(&http, &format!("{url}/sim/drain"), json!({})).await;

    // The link signs in, and the token leaves the address.
    browser.go(&format!("{url}/sign-in?token=local-agent")).await;
    assert_eq!(browser.run("return location.href").await, json!(format!("{url}/")));
    assert_eq!(browser.run("return document.cookie").await, json!(""), "no script can read the session");
    browser.until("the case stands in the queue", "document.querySelectorAll('.row').length === 1").await;

    // A manual clock stands still; the countdown agrees with the interface.
    let before = browser.run("return document.querySelector('.countdown').textContent").await;
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert_eq!(browser.run("return document.querySelector('.countdown').textContent").await, before);

    // j selects, c claims; the list refreshes and the case keeps the focus.
    browser.press("j").await;
    assert_eq!(browser.run("return document.activeElement.className").await, json!("row-open"));
    browser.press("c").await;
    browser.until("the case is ours", &says("yours")).await;
    browser.until("the focus stays", "document.activeElement.className === 'row-open'").await;

    // Enter opens it, r goes to the reply; the counter is X's.
    browser.press("\u{E007}").await;
    browser.until("the case is open", "document.getElementById('reply-text')").await;
    browser.press("r").await;
    browser.press("See https://example.com/a-rather-long-path ").await;
    let add = "const field = document.activeElement; field.value += '👍'; field.dispatchEvent(new Event('input', {bubbles: true}))";
    browser.run(add).await;
    browser.until("the link counts 23, the emoji 2", "document.querySelector('.counter[data-used=\"30\"]')").await;

    browser.run("document.querySelector('#composer form').requestSubmit()").await;
    browser.until("the reply waits to leave", &says("waiting to leave")).await;
    assert_eq!(browser.run("return document.getElementById('reply-text').value").await, json!(""));

    // Undone: nothing has left, and the text is back.
    browser.run("document.querySelector('form[action$=\"/undo\"] button').click()").await;
    browser.until("it is undone", &says("Undone; nothing has left.")).await;
    let text = browser.run("return document.getElementById('reply-text').value").await;
    assert_eq!(text, json!("See https://example.com/a-rather-long-path 👍"));

    // Sent again, and this time it leaves.
    browser.run("document.querySelector('#composer form').requestSubmit()").await;
    browser.until("the reply waits to leave", &says("waiting to leave")).await;
    post(&http, &format!("{url}/sim/clock"), json!({"advance": "PT15S"})).await;
    browser.run("htmx.trigger(document.body, 'couture:refresh')").await;
    browser.until("it waits for the customer", &says("waiting for the customer")).await;
    let sent: Value = http.get(format!("{url}/sim/sent?platform=x")).send().await.unwrap().json().await.unwrap();
    assert_eq!(sent["items"].as_array().map(Vec::len), Some(1), "{sent}");
    assert_eq!(sent["items"][0]["text"], text);

    // e resolves it.
    browser.run("document.activeElement.blur()").await;
    browser.press("e").await;
    browser.until("it is resolved", "document.querySelector('.status').textContent === 'resolved'").await;

    browser.nothing_failed().await;
    browser.close().await;
}

#[tokio::test]
async fn a_phone_call_that_says_something_else_than_what_was_written() {
    let Some((_driver, driver)) = chromedriver() else {
        println!("skipped: the browser journey needs chromium and chromedriver, and one of them is not here");
        return;
    };
    let (_system, url) = serve();
    replay(&url, "x/mention.json");
    let browser = Browser::open(&driver).await;
    let http = browser.http.clone();
    post(&http, &format!("{url}/sim/drain"), json!({})).await;

    // A community manager has answered on X.
    let queue: Value = api(&http, "local-agent", &format!("{url}/api/v1/queue"), None).await;
    let case = queue["items"][0].clone();
    let (id, topic, handle) = (text(&case["id"]), text(&case["topic"]), text(&case["contact"]["handle"]));
    let reply = json!({"text": "It will take 14 days.", "version": case["version"], "undo_seconds": 0});
    api(&http, "local-agent", &format!("{url}/api/v1/cases/{id}/reply"), Some(reply)).await;
    post(&http, &format!("{url}/sim/drain"), json!({})).await;

    // The caller is found by their handle; what was written to them is there.
    browser.go(&format!("{url}/sign-in?token=local-phone")).await;
    browser.go(&format!("{url}/phone")).await;
    assert_eq!(browser.run("return document.activeElement.id").await, json!("search"));
    browser.press(&format!("{handle}\u{E007}")).await;
    browser.until("what was written is there", &says("It will take 14 days.")).await;

    // Three actions: the topic, the words, Enter on the button. The verdict comes while typing.
    browser.run("document.getElementById('topic').focus()").await;
    let pick = format!(
        "const list = document.getElementById('topic'); list.value = {}; list.dispatchEvent(new Event('change', {{bubbles: true}}))",
        json!(topic)
    );
    browser.run(&pick).await;
    browser.until("what others said on the topic", "document.querySelector('#topic-panel details')").await;
    browser.run("document.getElementById('said').focus()").await;
    browser.press("It will take 30 days.").await;
    browser.until("the verdict comes while typing", "document.querySelector('#verdict .band-breached')").await;
    browser.press("\u{E004}").await;
    while browser.run("return document.activeElement.type").await != json!("submit") {
        browser.press("\u{E004}").await;
    }
    browser.press("\u{E007}").await;
    browser.until("it is logged", &says("Answer logged.")).await;
    browser.until("with its verdict", "document.querySelector('#logged .band-breached')").await;
    browser.until("both are in the timeline", &says("It will take 30 days.")).await;

    // The lead sees both sides, and says which is right.
    post(&http, &format!("{url}/sim/drain"), json!({})).await;
    browser.go(&format!("{url}/sign-in?token=local-lead")).await;
    browser.go(&format!("{url}/lead")).await;
    for side in ["It will take 14 days.", "It will take 30 days."] {
        browser.until("both sides are shown", &says(side)).await;
    }
    browser.run("document.querySelector('button[value=\"a\"]').click()").await;
    browser.until("it is settled", &says("settled by local-lead")).await;
    browser.nothing_failed().await;
    browser.close().await;
}

#[tokio::test]
async fn the_reports_of_a_day_are_asked_for_by_keyboard_and_fit_any_screen() {
    let Some((_driver, driver)) = chromedriver() else {
        println!("skipped: the browser journey needs chromium and chromedriver, and one of them is not here");
        return;
    };
    let (_system, url) = serve();
    replay(&url, "x/mention.json");
    let browser = Browser::open(&driver).await;
    let http = browser.http.clone();
    post(&http, &format!("{url}/sim/drain"), json!({})).await;
    let queue: Value = api(&http, "local-agent", &format!("{url}/api/v1/queue"), None).await;
    let case = queue["items"][0].clone();
    let reply = json!({"text": "Tomorrow.", "version": case["version"], "undo_seconds": 0});
    let address = format!("{url}/api/v1/cases/{}", text(&case["id"]));
    api(&http, "local-agent", &format!("{address}/reply"), Some(reply)).await;
    post(&http, &format!("{url}/sim/drain"), json!({})).await;
    api(&http, "local-agent", &format!("{address}/resolve"), Some(json!({}))).await;

    browser.go(&format!("{url}/sign-in?token=local-auditor&next=%2Freports")).await;
    browser.until("the case is counted", &says("Resolved cases counted: 1")).await;
    browser
        .until("its rate is drawn", "document.querySelector('.plot.good .fill').getBoundingClientRect().width > 20")
        .await;

    // The form is filled in and sent with the keyboard alone.
    browser.run("document.querySelector('select[name=group]').focus()").await;
    browser.press("h").await;
    browser.run("document.querySelector('input[name=from]').focus()").await;
    browser.press("\u{E007}").await;
    browser.until("it is told by the hour", "document.querySelectorAll('.columns li').length === 24").await;
    assert!(text(&browser.run("return location.search").await).contains("group=hour"));

    // Nothing but the wide tables scrolls sideways, and those can be reached.
    let screen = json!({"width": 360, "height": 800, "deviceScaleFactor": 1, "mobile": true});
    let narrow = json!({"cmd": "Emulation.setDeviceMetricsOverride", "params": screen});
    browser.ask("goog/cdp/execute", Some(narrow)).await;
    browser.go(&format!("{url}/reports?group=hour")).await;
    assert_eq!(browser.run("return document.documentElement.scrollWidth").await, json!(360));
    browser
        .until("the tables take the focus", "document.querySelectorAll('.scrolls[tabindex=\"0\"]').length === 3")
        .await;
    browser.nothing_failed().await;
    browser.close().await;
}
