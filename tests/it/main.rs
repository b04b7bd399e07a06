//! The integration tests: one binary, the whole system in one process, real store, fake platforms, no real time.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(missing_docs)]

mod infra;
#[cfg(feature = "aws")]
mod lambda;
