//! Decides what the platforms deliver next: to whom, about what, how often, in which form.
//!
//! Owns the mix and the ids of one run. Must not send, wait or read a clock: `now` is given.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::customers::{Customers, Platform};
use super::messenger_bodies as messenger;
use super::random::{Random, mix};
use super::scenario::{Manner, Scenario};
use super::texts::compose;
use super::x_bodies::{self as x, DirectMessage, Post, Relation};
use crate::domain::words::Language;
use crate::local::sign::SignChannel;
use crate::local::snowflake;

/// One request of a platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// The door's path.
    pub door: &'static str,
    /// Whose signature it needs.
    pub channel: SignChannel,
    /// The bytes.
    pub body: Vec<u8>,
}

/// When a delivery that was already made comes again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// At the same moment.
    AtOnce,
    /// This long after the first was answered.
    After(Duration),
}

/// One delivery with its repetitions, and what it must leave behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// What is sent first.
    pub first: Delivery,
    /// What is sent again: the same bytes, or the same message in X's other form.
    pub again: Vec<(Again, Delivery)>,
    /// The external ids of the customers' messages inside, each of which must be stored once.
    pub messages: Vec<String>,
}

/// Everything one run will send.
#[derive(Debug)]
pub struct Traffic {
    random: Random,
    scenario: Scenario,
    standard: bool,
    run: u64,
    made: u64,
    first_low_bits: u64,
    customers: Customers,
    brand_posts: Vec<u64>,
}

/// How many of the brand's latest posts people still answer.
const BRAND_POSTS: usize = 6;
/// The most elements in one body.
const LARGEST_BATCH: u64 = 4;

/// How many of a hundred messages come through the standard door, where that is asked for.
const STANDARD_PERCENT: u64 = 8;

/// What the brand says for itself.
const BRAND_TEXTS: &[&str] = &[
    "Trafic perturbé ce matin, nos équipes sont sur le pont. Plus d'infos à suivre.",
    "Nos boutiques ouvrent dimanche de 10h à 18h.",
    "We know the app has been slow today. A fix is on its way & we are sorry.",
    "New opening hours from Monday, details on our site.",
    "Nous avons pris connaissance de vos messages et revenons vers vous.",
];
const BRAND_ANSWERS: &[&str] = &[
    "Bonjour, nous regardons cela et revenons vers vous.",
    "Hello, could you send us your order number please?",
    "C'est réglé de notre côté, belle journée !",
    "Thanks, we have passed this on to the team.",
];

impl Traffic {
    /// A run's traffic. The same `seed` says the same things in the same order; `run` (made of the
    /// seed and the moment of starting) keeps its ids apart from every other run's.
    /// `standard` adds messages through the standard door.
    pub fn new(seed: u64, run: u64, scenario: Scenario, standard: bool) -> Traffic {
        Traffic {
            random: Random::new(seed),
            scenario,
            standard,
            run,
            made: 0,
            // The upper half of the low bits stays free, so that the time inside the ids is exact for
            // the first two million.
            first_low_bits: mix(run) & 0x1f_ffff,
            customers: Customers::new(run),
            brand_posts: Vec::new(),
        }
    }

    /// The next delivery, with at most `limit` customers' messages in it.
    pub fn next(&mut self, now: Timestamp, limit: u64) -> Planned {
        // The first answers need something to answer; for the platform it was posted a moment ago.
        if self.brand_posts.is_empty() {
            let id = self.post_id(now);
            self.brand_posts.push(id);
        }
        if limit == 0 || self.random.chance(self.scenario.noise_percent()) {
            return self.noise(now);
        }
        if self.standard && self.random.chance(STANDARD_PERCENT) {
            return self.standard_message(now);
        }
        let size = if self.random.chance(8) { self.random.between(2, LARGEST_BATCH) } else { 1 }.min(limit);
        match self.scenario.manner(&mut self.random) {
            Manner::Mention | Manner::Reply | Manner::Quote => self.posts(now, size),
            Manner::DirectMessage => self.direct_messages(now, size),
            Manner::Messenger => self.messenger(now, size, false),
            Manner::Postback => self.messenger(now, size, true),
        }
    }

    /// An id for a post or message on X: the millisecond above, a number of this run below, so that
    /// no two are alike even while the server's clock stands still.
    fn post_id(&mut self, now: Timestamp) -> u64 {
        self.made += 1;
        let low = self.first_low_bits.wrapping_add(self.made);
        // Past four million ids the number runs over into the millisecond.
        let millisecond = now.as_millisecond().saturating_add((low >> 22).cast_signed());
        snowflake::id_at(millisecond, low).unwrap_or(low)
    }

    fn mid(&mut self) -> String {
        self.made += 1;
        format!("m_{:016x}{:08x}", self.run, self.made)
    }

    fn uuid(&mut self) -> i64 {
        // X's are signed, and negative ones do come.
        self.random.next() as i64
    }

    fn text(&mut self, language: Language) -> String {
        let theme = self.scenario.theme(&mut self.random);
        compose(&mut self.random, theme, language)
    }

    fn posts(&mut self, now: Timestamp, size: u64) -> Planned {
        let posts: Vec<Post> = (0..size).map(|_| self.post(now)).collect();
        let older = |posts: &[Post]| {
            let events = posts.iter().map(Post::as_account_activity).collect();
            x_delivery(&x::account_activity("tweet_create_events", events))
        };
        let newer = |traffic: &mut Traffic| {
            let events = posts.iter().map(|post| post.as_activity(traffic.uuid(), post.activity_type())).collect();
            x_delivery(&x::activity(events))
        };
        let forms = if self.random.chance(50) { (older(&posts), newer(self)) } else { (newer(self), older(&posts)) };
        self.repeated(forms.0, Some(forms.1), posts.iter().map(|post| post.id.to_string()).collect())
    }

    fn post(&mut self, now: Timestamp) -> Post {
        let author = self.customers.draw(&mut self.random, Platform::X, self.scenario.new_percent());
        let manner = self.scenario.public_manner(&mut self.random);
        let answered = self.answered_post();
        let relation = match (manner, author.latest_post) {
            (Manner::Reply, _) => Relation::ReplyToBrand(answered),
            (Manner::Quote, _) => Relation::Quote(answered),
            (_, Some(own)) if self.random.chance(40) => Relation::ReplyToOwn(own),
            _ => Relation::Mention,
        };
        let said = self.text(author.language);
        let handle = format!("@{}", x::BRAND_HANDLE);
        let text = match relation {
            Relation::Quote(_) => said,
            _ if said.contains(&handle) => said,
            Relation::ReplyToBrand(_) => format!("{handle} {said}"),
            _ if self.random.chance(60) => format!("{handle} {said}"),
            _ => format!("{said} {handle}"),
        };
        let id = self.post_id(now);
        self.customers.has_posted(&author.id, id);
        Post { id, at: now, author, text, relation }
    }

    /// The post of the brand somebody answers: the one everybody answers, or one of the latest.
    fn answered_post(&mut self) -> u64 {
        match self.scenario {
            Scenario::Viral => self.brand_posts.first().copied().unwrap_or_default(),
            _ => self.random.pick(&self.brand_posts),
        }
    }

    fn direct_messages(&mut self, now: Timestamp, size: u64) -> Planned {
        let messages: Vec<DirectMessage> = (0..size)
            .map(|_| {
                let contact = self.customers.draw(&mut self.random, Platform::X, self.scenario.new_percent());
                let text = self.text(contact.language);
                DirectMessage { id: self.post_id(now), at: now, contact, text, own: false }
            })
            .collect();
        let older = x_delivery(&DirectMessage::account_activity(&messages));
        let events = messages.iter().map(|message| message.as_activity(self.uuid())).collect();
        let newer = x_delivery(&x::activity(events));
        let forms = if self.random.chance(50) { (older, newer) } else { (newer, older) };
        self.repeated(forms.0, Some(forms.1), messages.iter().map(|message| message.id.to_string()).collect())
    }

    fn messenger(&mut self, now: Timestamp, size: u64, first_is_postback: bool) -> Planned {
        let mut messages = Vec::new();
        let mut elements = Vec::new();
        for place in 0..size {
            let contact = self.customers.draw(&mut self.random, Platform::Messenger, self.scenario.new_percent());
            let mid = self.mid();
            let (field, content) = if first_is_postback && place == 0 {
                ("postback", self.postback(&mid, contact.language))
            } else {
                ("message", self.message(&mid, contact.language))
            };
            elements.push(messenger::element(&contact.id, now, field, content));
            messages.push(mid);
        }
        let one_entry = self.random.chance(50);
        self.repeated(meta_delivery(&messenger::page(now, elements, one_entry)), None, messages)
    }

    fn message(&mut self, mid: &str, language: Language) -> Value {
        let text = self.text(language);
        let picture =
            json!([{ "type": "image", "payload": { "url": format!("https://scontent.fbcdn.net/{mid}.jpg") } }]);
        match self.random.below(100) {
            0..=2 => json!({ "mid": mid, "attachments": picture }),
            3..=8 => json!({ "mid": mid, "text": text, "attachments": picture }),
            9..=12 => json!({ "mid": mid, "text": text, "quick_reply": { "payload": "TOPIC_ORDER" } }),
            _ => json!({ "mid": mid, "text": text }),
        }
    }

    fn postback(&mut self, mid: &str, language: Language) -> Value {
        let (payload, french, english) = self.random.pick(&[
            ("TALK_TO_AGENT", "Parler à un conseiller", "Talk to a person"),
            ("TRACK_ORDER", "Suivre ma commande", "Track my order"),
            ("REFUND", "Demander un remboursement", "Ask for a refund"),
            ("GET_STARTED", "Démarrer", "Get started"),
        ]);
        json!({ "mid": mid, "title": language.pick(french, english), "payload": payload })
    }

    /// An e-mail, a text message, a word in the brand's own chat or application.
    fn standard_message(&mut self, now: Timestamp) -> Planned {
        let contact = self.customers.draw(&mut self.random, Platform::Messenger, self.scenario.new_percent());
        let text = self.text(contact.language);
        self.made += 1;
        let id = format!("evt_{:016x}{:08x}", self.run, self.made);
        let (door, sender) = match self.random.below(4) {
            0 => ("/webhooks/standard/email", json!({ "email": format!("{}@mail.example", contact.id) })),
            // The number range set aside for invented subscribers; everybody keeps theirs.
            1 => ("/webhooks/standard/sms", json!({ "phone": format!("+3363998{:04}", last_digits(&contact.id)) })),
            2 => ("/webhooks/standard/chat", json!({})),
            _ => ("/webhooks/standard/app", json!({})),
        };
        let mut body = json!({ "kind": "message", "id": id, "at": format!("{now:.3}"), "from": sender, "text": text });
        if let Some(from) = body.get_mut("from").and_then(Value::as_object_mut) {
            from.insert("id".to_owned(), json!(contact.id));
            from.insert("name".to_owned(), json!(contact.name));
        }
        let delivery = Delivery { door, channel: SignChannel::Standard, body: body.to_string().into_bytes() };
        self.repeated(delivery, None, vec![id])
    }

    /// What comes along with customers' messages and needs no answer.
    fn noise(&mut self, now: Timestamp) -> Planned {
        let known = self.customers.somebody_known(&mut self.random, Platform::Messenger);
        let delivery = match (self.random.below(10), known) {
            (0..=5, _) | (_, None) => self.x_noise(now),
            (kind, Some(contact)) => {
                let element = match kind {
                    6 => {
                        let answer = self.random.pick(BRAND_ANSWERS);
                        messenger::echo(&contact.id, now, &self.mid(), answer)
                    }
                    7 => {
                        let about = json!({ "mid": self.mid(), "action": "react", "reaction": "love", "emoji": "❤" });
                        messenger::element(&contact.id, now, "reaction", about)
                    }
                    _ => {
                        let watermark = json!({ "watermark": now.as_millisecond() });
                        messenger::element(&contact.id, now, "read", watermark)
                    }
                };
                meta_delivery(&messenger::page(now, vec![element], true))
            }
        };
        self.repeated(delivery, None, Vec::new())
    }

    fn x_noise(&mut self, now: Timestamp) -> Delivery {
        let kind = self.random.below(7);
        let own_text = self.random.pick(BRAND_TEXTS);
        let answer = self.random.pick(BRAND_ANSWERS);
        let original = self.answered_post();
        let original_post = x::brand_post(original, x::post_time(original).unwrap_or(now), own_text);
        let passer_by = self.customers.draw(&mut self.random, Platform::X, 90);
        let id = self.post_id(now);
        match kind {
            0 | 1 => x_delivery(&x::account_activity(
                "tweet_create_events",
                vec![x::repost(id, now, &passer_by, original_post)],
            )),
            2 => {
                let like = json!({
                    "id": format!("{:032x}", mix(id)),
                    "created_at": now.strftime("%a %b %d %H:%M:%S %z %Y").to_string(),
                    "timestamp_ms": now.as_millisecond(),
                    "favorited_status": original_post,
                    "user": x::older_user(&passer_by),
                });
                x_delivery(&x::account_activity("favorite_events", vec![like]))
            }
            3 => {
                let payload = json!({
                    "id": format!("{:032x}", mix(id)),
                    "liked_tweet_id": original.to_string(),
                    "liked_tweet_author_id": x::BRAND_ID,
                    "timestamp_ms": now.as_millisecond().to_string(),
                });
                let event = x::activity_event(self.uuid(), "like.create", payload, json!({}));
                x_delivery(&x::activity(vec![event]))
            }
            4 => {
                self.brand_has_posted(id);
                x_delivery(&x::account_activity("tweet_create_events", vec![x::brand_post(id, now, own_text)]))
            }
            5 => {
                let own = DirectMessage { id, at: now, contact: passer_by, text: answer.to_owned(), own: true };
                x_delivery(&DirectMessage::account_activity(&[own]))
            }
            _ => {
                let read = json!({
                    "created_timestamp": now.as_millisecond().to_string(),
                    "sender_id": passer_by.id,
                    "target": { "recipient_id": x::BRAND_ID },
                    "last_read_event_id": original.to_string(),
                });
                x_delivery(&x::account_activity("direct_message_mark_read_events", vec![read]))
            }
        }
    }

    fn brand_has_posted(&mut self, id: u64) {
        self.brand_posts.push(id);
        if self.brand_posts.len() > BRAND_POSTS {
            // The first stays: it is the one everybody answers when a post goes viral.
            self.brand_posts.remove(1);
        }
    }

    /// Platforms deliver about one thing in ten again: the same bytes at once or later, or, on X, the
    /// same message in the other form.
    fn repeated(&mut self, first: Delivery, other_form: Option<Delivery>, messages: Vec<String>) -> Planned {
        let later = Again::After(Duration::from_millis(self.random.between(20, 1_200)));
        let mut again = Vec::new();
        if self.random.chance(10) {
            match (self.random.below(10), other_form) {
                (0..=2, Some(other)) => again.push((Again::AtOnce, other)),
                (3..=4, Some(other)) => again.push((later, other)),
                (5, _) => again.extend([(Again::AtOnce, first.clone()), (Again::AtOnce, first.clone())]),
                (6, _) => again.extend([(Again::AtOnce, first.clone()), (later, first.clone())]),
                (7, _) => again.push((Again::AtOnce, first.clone())),
                _ => again.push((later, first.clone())),
            }
        }
        Planned { first, again, messages }
    }
}

fn last_digits(id: &str) -> u64 {
    id.parse::<u64>().map_or(0, |id| id % 10_000)
}

fn x_delivery(body: &Value) -> Delivery {
    Delivery { door: "/webhooks/x", channel: SignChannel::X, body: body.to_string().into_bytes() }
}

fn meta_delivery(body: &Value) -> Delivery {
    Delivery { door: "/webhooks/meta", channel: SignChannel::Meta, body: messenger::bytes(body) }
}
