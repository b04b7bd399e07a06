//! The kinds of day a run can imitate, as proportions.
//!
//! Owns the numbers. Must not make messages.

use super::random::Random;
use super::texts::Theme;

/// What kind of day it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Scenario {
    /// An ordinary day: a little of everything.
    #[default]
    Mixed,
    /// A quiet day: mostly noise, questions and thanks; one message in ten is an incident.
    Quiet,
    /// A strike: everybody complains and asks about the same disruption.
    Strike,
    /// Thousands of people answer one post.
    Viral,
    /// Everybody asks for their money back.
    Refund,
}

/// The way a customer reaches the brand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// A public post naming the brand.
    Mention,
    /// A public answer to a post of the brand.
    Reply,
    /// A public quote of a post of the brand.
    Quote,
    /// A private message on X.
    DirectMessage,
    /// A message on Messenger.
    Messenger,
    /// A button pressed on Messenger.
    Postback,
}

impl Scenario {
    /// How many deliveries in a hundred carry no customer's message.
    pub fn noise_percent(self) -> u64 {
        match self {
            Scenario::Mixed => 20,
            Scenario::Quiet => 50,
            Scenario::Strike | Scenario::Refund => 10,
            Scenario::Viral => 25,
        }
    }

    /// How many messages in a hundred come from somebody who has not written before.
    pub fn new_percent(self) -> u64 {
        match self {
            Scenario::Viral => 95,
            _ => 70,
        }
    }

    /// The way the next customer takes.
    pub fn manner(self, random: &mut Random) -> Manner {
        let public = (40, Manner::Mention);
        let proportions = match self {
            Scenario::Mixed | Scenario::Quiet => {
                [public, (16, Manner::DirectMessage), (36, Manner::Messenger), (8, Manner::Postback)]
            }
            Scenario::Strike => {
                [(62, Manner::Mention), (13, Manner::DirectMessage), (24, Manner::Messenger), (1, Manner::Postback)]
            }
            Scenario::Viral => {
                [(97, Manner::Mention), (1, Manner::DirectMessage), (2, Manner::Messenger), (0, Manner::Postback)]
            }
            Scenario::Refund => {
                [(30, Manner::Mention), (25, Manner::DirectMessage), (40, Manner::Messenger), (5, Manner::Postback)]
            }
        };
        random.weighted(&proportions, Manner::Mention)
    }

    /// Among public posts: a mention, a reply or a quote.
    pub fn public_manner(self, random: &mut Random) -> Manner {
        let proportions = match self {
            Scenario::Viral => [(3, Manner::Mention), (92, Manner::Reply), (5, Manner::Quote)],
            _ => [(62, Manner::Mention), (33, Manner::Reply), (5, Manner::Quote)],
        };
        random.weighted(&proportions, Manner::Mention)
    }

    /// What the next message is about.
    pub fn theme(self, random: &mut Random) -> Theme {
        let proportions: &[(u64, Theme)] = match self {
            Scenario::Mixed => &[
                (32, Theme::Support),
                (18, Theme::Complaint),
                (18, Theme::Service),
                (8, Theme::Sales),
                (8, Theme::Praise),
                (6, Theme::Refund),
                (5, Theme::Other),
                (4, Theme::Spam),
                (1, Theme::Crisis),
            ],
            Scenario::Quiet => &[
                (10, Theme::Support),
                (40, Theme::Service),
                (20, Theme::Praise),
                (12, Theme::Sales),
                (13, Theme::Other),
                (5, Theme::Complaint),
            ],
            Scenario::Strike => &[(85, Theme::Strike), (6, Theme::Support), (6, Theme::Complaint), (3, Theme::Service)],
            Scenario::Viral => &[(88, Theme::Viral), (6, Theme::Complaint), (4, Theme::Support), (2, Theme::Spam)],
            Scenario::Refund => &[(85, Theme::Refund), (8, Theme::Complaint), (7, Theme::Support)],
        };
        random.weighted(proportions, Theme::Other)
    }
}
