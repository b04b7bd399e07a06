//! Tests of the desk: the demo desk says what is promised of it, and each mistake is found where it is.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod agents;
mod demo;
mod problems;
mod routing;
