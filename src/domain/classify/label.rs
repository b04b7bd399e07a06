//! The words a message can be labelled with.
//!
//! Owns the vocabulary of the contract (intents, topics, sentiments, urgencies, heads, dangers).
//! Must not read a text or decide anything.

use serde::{Deserialize, Serialize};

/// What the contact wants of us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Intent {
    /// An incident or an action on an existing order or account.
    Support,
    /// Information before, during or after.
    Service,
    /// Wants to buy: price, promotion, advice.
    Sales,
    /// Dissatisfaction dominates.
    Complaint,
    /// Satisfaction, thanks with something to be proud of.
    Praise,
    /// Safety, legal threat, data leak, harassment, self-harm, or news of a disaster.
    Crisis,
    /// Unwanted mass or fraudulent message.
    Spam,
    /// No reply needed.
    Other,
}

impl Intent {
    /// Every intent, in the order of the contract.
    pub const ALL: [Intent; 8] = [
        Intent::Support,
        Intent::Service,
        Intent::Sales,
        Intent::Complaint,
        Intent::Praise,
        Intent::Crisis,
        Intent::Spam,
        Intent::Other,
    ];

    /// The contract's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Intent::Support => "support",
            Intent::Service => "service",
            Intent::Sales => "sales",
            Intent::Complaint => "complaint",
            Intent::Praise => "praise",
            Intent::Crisis => "crisis",
            Intent::Spam => "spam",
            Intent::Other => "other",
        }
    }

    /// The intent the contract calls `word`.
    pub fn from_word(word: &str) -> Option<Intent> {
        Intent::ALL.into_iter().find(|intent| intent.as_str() == word)
    }
}

/// How the contact feels about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sentiment {
    /// Unhappy, angry, worried.
    Negative,
    /// Neither, or both in balance.
    Neutral,
    /// Happy, grateful, looking forward.
    Positive,
}

impl Sentiment {
    /// Every sentiment, from bad to good.
    pub const ALL: [Sentiment; 3] = [Sentiment::Negative, Sentiment::Neutral, Sentiment::Positive];

    /// The contract's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Sentiment::Negative => "negative",
            Sentiment::Neutral => "neutral",
            Sentiment::Positive => "positive",
        }
    }

    /// The sentiment the contract calls `word`.
    pub fn from_word(word: &str) -> Option<Sentiment> {
        Sentiment::ALL.into_iter().find(|sentiment| sentiment.as_str() == word)
    }
}

/// How soon it matters to the contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// Can wait, or needs no reply.
    Low,
    /// The usual case.
    Normal,
    /// Danger, a stranded person, a deadline today, a contact about to leave.
    High,
}

impl Urgency {
    /// Every urgency, from low to high.
    pub const ALL: [Urgency; 3] = [Urgency::Low, Urgency::Normal, Urgency::High];

    /// The contract's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Urgency::Low => "low",
            Urgency::Normal => "normal",
            Urgency::High => "high",
        }
    }

    /// The urgency the contract calls `word`.
    pub fn from_word(word: &str) -> Option<Urgency> {
        Urgency::ALL.into_iter().find(|urgency| urgency.as_str() == word)
    }
}

/// One question the classifier answers about a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Head {
    /// What the contact wants.
    Intent,
    /// What it is about.
    Topic,
    /// How the contact feels.
    Sentiment,
    /// How soon it matters.
    Urgency,
    /// Whether somebody has to answer.
    Actionable,
}

impl Head {
    /// Every head, in the order of the contract; also the order of the stored confidences.
    pub const ALL: [Head; 5] = [Head::Intent, Head::Topic, Head::Sentiment, Head::Urgency, Head::Actionable];

    /// The contract's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Head::Intent => "intent",
            Head::Topic => "topic",
            Head::Sentiment => "sentiment",
            Head::Urgency => "urgency",
            Head::Actionable => "actionable",
        }
    }

    /// The head the contract calls `word`.
    pub fn from_word(word: &str) -> Option<Head> {
        Head::ALL.into_iter().find(|head| head.as_str() == word)
    }
}

/// What kind of danger made a message a crisis, gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Danger {
    /// Somebody is or may be hurt by a product, a place or a service.
    Safety,
    /// The writer speaks of killing or hurting themselves.
    SelfHarm,
    /// Personal data exposed, an account entered by somebody else.
    DataLeak,
    /// Harassment, discrimination, assault, threats.
    Harassment,
    /// Lawyer, court, formal notice, regulator, police report.
    Legal,
    /// News of a disaster or an attack, not necessarily of ours.
    Incident,
}

impl Danger {
    /// Every danger, gravest first.
    pub const ALL: [Danger; 6] =
        [Danger::Safety, Danger::SelfHarm, Danger::DataLeak, Danger::Harassment, Danger::Legal, Danger::Incident];

    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Danger::Safety => "safety",
            Danger::SelfHarm => "self_harm",
            Danger::DataLeak => "data_leak",
            Danger::Harassment => "harassment",
            Danger::Legal => "legal",
            Danger::Incident => "incident",
        }
    }

    /// The danger stored as `word`.
    pub fn from_word(word: &str) -> Option<Danger> {
        Danger::ALL.into_iter().find(|danger| danger.as_str() == word)
    }

    /// Whether a life may be at stake.
    pub fn threatens_life(self) -> bool {
        matches!(self, Danger::Safety | Danger::SelfHarm)
    }
}

/// The topics the rules know. A desk may name others; a stored topic is therefore a word, not this value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // the contract's list documents the words
pub enum Topic {
    Delivery,
    Delay,
    Billing,
    PaymentFailure,
    Refund,
    Cancellation,
    BookingOrder,
    AccountAccess,
    SecurityPrivacy,
    PolicyInfo,
    Quality,
    Damaged,
    LostItem,
    CustomerService,
    Staff,
    Queue,
    Outage,
    OfferPricing,
    WebsiteApp,
    Content,
    EquipmentReturn,
    Crisis,
    Spam,
    Other,
}

impl Topic {
    /// Every topic, in the order of the contract, which is also the order of preference in a tie.
    pub const ALL: [Topic; 24] = [
        Topic::Delivery,
        Topic::Delay,
        Topic::Billing,
        Topic::PaymentFailure,
        Topic::Refund,
        Topic::Cancellation,
        Topic::BookingOrder,
        Topic::AccountAccess,
        Topic::SecurityPrivacy,
        Topic::PolicyInfo,
        Topic::Quality,
        Topic::Damaged,
        Topic::LostItem,
        Topic::CustomerService,
        Topic::Staff,
        Topic::Queue,
        Topic::Outage,
        Topic::OfferPricing,
        Topic::WebsiteApp,
        Topic::Content,
        Topic::EquipmentReturn,
        Topic::Crisis,
        Topic::Spam,
        Topic::Other,
    ];

    /// The contract's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Topic::Delivery => "delivery",
            Topic::Delay => "delay",
            Topic::Billing => "billing",
            Topic::PaymentFailure => "payment_failure",
            Topic::Refund => "refund",
            Topic::Cancellation => "cancellation",
            Topic::BookingOrder => "booking_order",
            Topic::AccountAccess => "account_access",
            Topic::SecurityPrivacy => "security_privacy",
            Topic::PolicyInfo => "policy_info",
            Topic::Quality => "quality",
            Topic::Damaged => "damaged",
            Topic::LostItem => "lost_item",
            Topic::CustomerService => "customer_service",
            Topic::Staff => "staff",
            Topic::Queue => "queue",
            Topic::Outage => "outage",
            Topic::OfferPricing => "offer_pricing",
            Topic::WebsiteApp => "website_app",
            Topic::Content => "content",
            Topic::EquipmentReturn => "equipment_return",
            Topic::Crisis => "crisis",
            Topic::Spam => "spam",
            Topic::Other => "other",
        }
    }

    /// The topic the contract calls `word`; none for a desk's own.
    pub fn from_word(word: &str) -> Option<Topic> {
        Topic::ALL.into_iter().find(|topic| topic.as_str() == word)
    }
}
