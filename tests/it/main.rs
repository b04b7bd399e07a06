//! The integration tests: one binary, the whole system in one process, real store, fake platforms, no real time.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(missing_docs)]

mod answers;
mod bodies;
mod browser;
mod channels;
mod crashes;
mod doors;
mod infra;
mod intake;
#[cfg(feature = "aws")]
mod lambda;
mod moderation;
mod platforms;
mod sends;
mod size;
mod support;
mod tidy;
mod timers;
mod work;
