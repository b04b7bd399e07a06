//! The integration tests: one binary, the whole system in one process, real store, fake platforms, no real time.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(missing_docs)]

mod access;
mod answers;
mod assignment;
mod attachments;
mod bodies;
mod browser;
mod channels;
mod channels_corpus;
mod crashes;
mod deadlines;
mod desks;
mod doors;
mod edge_cases;
mod elsewhere;
mod escalation;
mod files;
mod fixtures;
mod histories;
mod infra;
mod intake;
mod joined;
#[cfg(feature = "aws")]
mod lambda;
mod meta_sends;
mod moderation;
mod mutations;
mod names;
mod orders;
mod overruling;
mod permission;
mod platforms;
mod races;
mod reconcile;
mod recount;
mod refusals;
mod rehearse;
mod reports;
mod sends;
mod size;
mod standard;
mod support;
mod taken_back;
mod tidy;
mod timers;
mod work;
