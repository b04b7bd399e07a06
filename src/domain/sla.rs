//! What we promise: targets by team, channel, visibility, priority and kind of request.
//!
//! Owns the policies and looking them up. Must not count time: `deadline` does, from the targets given here.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use crate::domain::classify::Intent;
use crate::domain::message::Channel;
use crate::domain::priority::Priority;
use crate::domain::routing::covers;

/// What a clock measures. The strings are the contract's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// From the contact's first message to our first answer.
    FirstResponse,
    /// From the first message not yet answered to our next answer.
    NextResponse,
    /// Until the case is resolved, less the time we wait for the contact.
    Resolution,
    /// What somebody promised the contact: its deadline is the promise, so no policy sets it.
    Promise,
}

impl Metric {
    /// Every metric, in the order of the contract.
    pub const ALL: [Metric; 4] = [Metric::FirstResponse, Metric::NextResponse, Metric::Resolution, Metric::Promise];

    /// The metrics a policy can set.
    pub const PROMISED_BY_POLICY: [Metric; 3] = [Metric::FirstResponse, Metric::NextResponse, Metric::Resolution];

    /// The contract's word for this metric.
    pub fn as_str(self) -> &'static str {
        match self {
            Metric::FirstResponse => "first_response",
            Metric::NextResponse => "next_response",
            Metric::Resolution => "resolution",
            Metric::Promise => "promise",
        }
    }

    /// The metric the contract calls `word`.
    pub fn from_word(word: &str) -> Option<Metric> {
        Metric::ALL.into_iter().find(|metric| metric.as_str() == word)
    }
}

/// When the team is warned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WarningPoint {
    /// When this part of the target is used up, 1 to 99.
    Percent(u8),
    /// This long before the deadline.
    Before(SignedDuration),
}

impl WarningPoint {
    /// How much of the target is used up when the warning is due, if every second counts; puts warnings in order.
    /// Never below zero.
    pub fn used_up(self, target: SignedDuration) -> SignedDuration {
        let used = match self {
            WarningPoint::Percent(percent) => {
                let milliseconds = target.as_millis() * i128::from(percent) / 100;
                SignedDuration::from_millis(i64::try_from(milliseconds).unwrap_or(i64::MAX))
            }
            WarningPoint::Before(before) => target.saturating_sub(before),
        };
        used.max(SignedDuration::ZERO)
    }
}

/// Whom to tell of a breach that nobody acts upon. The strings are the contract's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EscalationRole {
    /// Who holds the case, or the team's agents.
    Agent,
    /// The team lead.
    Lead,
    /// The manager.
    Manager,
    /// Whoever is on call.
    OnCall,
}

impl EscalationRole {
    /// Every role, from the nearest.
    pub const ALL: [EscalationRole; 4] =
        [EscalationRole::Agent, EscalationRole::Lead, EscalationRole::Manager, EscalationRole::OnCall];

    /// The contract's word.
    pub fn as_str(self) -> &'static str {
        match self {
            EscalationRole::Agent => "agent",
            EscalationRole::Lead => "lead",
            EscalationRole::Manager => "manager",
            EscalationRole::OnCall => "on_call",
        }
    }

    /// The role the contract calls `word`.
    pub fn from_word(word: &str) -> Option<EscalationRole> {
        EscalationRole::ALL.into_iter().find(|role| role.as_str() == word)
    }
}

/// One step of a chain: whom to tell, and how long after the breach, in open time of the policy's calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EscalationStep {
    /// How long after the breach.
    pub after: SignedDuration,
    /// Whom to tell.
    pub to: EscalationRole,
}

/// What one clock of a case must reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// What is measured.
    pub metric: Metric,
    /// How long it may take, in open time of the calendar.
    pub target: SignedDuration,
    /// Name of the calendar; `None` counts every second.
    pub calendar: Option<String>,
    /// When to warn, earliest first.
    pub warnings: Vec<WarningPoint>,
    /// Whom to tell after the breach, earliest first.
    pub escalation: Vec<EscalationStep>,
    /// Name of the calendar while which is open warnings wait; breaches never do.
    pub quiet_hours: Option<String>,
    /// Name of the policy that says so.
    pub policy: String,
}

impl Target {
    /// That of a promise nobody warns of: its deadline is what was promised.
    pub fn of_promise() -> Target {
        Target {
            metric: Metric::Promise,
            target: SignedDuration::ZERO,
            calendar: None,
            warnings: Vec::new(),
            escalation: Vec::new(),
            quiet_hours: None,
            policy: String::new(),
        }
    }
}

/// What a target depends on.
#[derive(Debug, Clone, Copy)]
pub struct SlaSubject<'a> {
    /// Id of the team that has the case.
    pub team: &'a str,
    /// Where the contact writes.
    pub channel: Channel,
    /// Whether everybody can see it.
    pub public: bool,
    /// The case's priority.
    pub priority: Priority,
    /// What kind of request it is.
    pub intent: Intent,
    /// What it is about.
    pub topic: &'a str,
}

/// Every policy, and how long a resolved case can be opened again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlaPolicies {
    /// In the order of the file.
    pub policies: Vec<Policy>,
    /// A message within this time (every second counts) after a case was resolved opens it again.
    pub reopen_window: SignedDuration,
}

/// One entry of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Its name, unique among the policies.
    pub name: String,
    /// When it applies.
    pub when: PolicyConditions,
    /// Target of the first response.
    pub first_response: Option<SignedDuration>,
    /// Target of each later response.
    pub next_response: Option<SignedDuration>,
    /// Target of the resolution.
    pub resolution: Option<SignedDuration>,
    /// Name of the calendar; `None` counts every second.
    pub calendar: Option<String>,
    /// When to warn, earliest first.
    pub warnings: Vec<WarningPoint>,
    /// Whom to tell after the breach, earliest first.
    pub escalation: Vec<EscalationStep>,
    /// Name of the calendar while which is open warnings wait; breaches never do.
    pub quiet_hours: Option<String>,
}

/// When a policy applies; an empty list or `None` is no condition.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PolicyConditions {
    /// Team ids.
    pub team: Vec<String>,
    /// Kinds of platform.
    pub channel: Vec<Channel>,
    /// Whether everybody can see it.
    pub public: Option<bool>,
    /// Priorities.
    pub priority: Vec<Priority>,
    /// Kinds of request.
    pub intent: Vec<Intent>,
    /// Topic ids.
    pub topic: Vec<String>,
}

impl SlaPolicies {
    /// The targets of a case: for each metric the first policy that applies and promises it.
    pub fn targets(&self, subject: &SlaSubject) -> Vec<Target> {
        Metric::PROMISED_BY_POLICY.into_iter().filter_map(|metric| self.target(subject, metric)).collect()
    }

    /// The target of one metric. A promise is warned of and escalated as the first policy that applies says; its
    /// deadline is what was promised.
    pub fn target(&self, subject: &SlaSubject, metric: Metric) -> Option<Target> {
        let mut applying = self.policies.iter().filter(|policy| policy.when.hold(subject));
        let (policy, target) = match metric {
            Metric::Promise => (applying.next()?, SignedDuration::ZERO),
            _ => applying.find_map(|policy| Some((policy, policy.promises(metric)?)))?,
        };
        Some(Target {
            metric,
            target,
            calendar: policy.calendar.clone().filter(|_| metric != Metric::Promise),
            warnings: policy.warnings.clone(),
            escalation: policy.escalation.clone(),
            quiet_hours: policy.quiet_hours.clone(),
            policy: policy.name.clone(),
        })
    }
}

impl Policy {
    /// What this policy promises for a metric.
    pub fn promises(&self, metric: Metric) -> Option<SignedDuration> {
        match metric {
            Metric::FirstResponse => self.first_response,
            Metric::NextResponse => self.next_response,
            Metric::Resolution => self.resolution,
            Metric::Promise => None,
        }
    }

    /// Whether `later`, written after this one, can never decide anything.
    pub fn overrules(&self, later: &Policy) -> bool {
        let all_promised = Metric::PROMISED_BY_POLICY
            .into_iter()
            .all(|metric| later.promises(metric).is_none() || self.promises(metric).is_some());
        all_promised && self.when.cover(&later.when)
    }
}

impl PolicyConditions {
    /// Whether there is no condition at all.
    pub fn is_empty(&self) -> bool {
        *self == PolicyConditions::default()
    }

    fn hold(&self, subject: &SlaSubject) -> bool {
        (self.team.is_empty() || self.team.iter().any(|team| team == subject.team))
            && (self.channel.is_empty() || self.channel.contains(&subject.channel))
            && self.public.is_none_or(|public| public == subject.public)
            && (self.priority.is_empty() || self.priority.contains(&subject.priority))
            && (self.intent.is_empty() || self.intent.contains(&subject.intent))
            && (self.topic.is_empty() || self.topic.iter().any(|topic| topic == subject.topic))
    }

    fn cover(&self, later: &PolicyConditions) -> bool {
        covers(&self.team, &later.team)
            && covers(&self.channel, &later.channel)
            && (self.public.is_none() || self.public == later.public)
            && covers(&self.priority, &later.priority)
            && covers(&self.intent, &later.intent)
            && covers(&self.topic, &later.topic)
    }
}
