//! The doors: what comes in as HTTP or as a queue message becomes one call into `app`, and nothing else.
//!
//! Must not decide anything about cases. The same router runs in one process on a laptop and behind a
//! gateway.

pub mod api;
#[cfg(feature = "aws")]
pub mod gateway;
pub mod problem;
#[cfg(feature = "aws")]
pub mod queue;
#[cfg(feature = "aws")]
pub mod reconcile;
#[cfg(feature = "aws")]
pub mod sweep;
pub mod webhook;
