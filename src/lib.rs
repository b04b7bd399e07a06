//! Couture: a serverless social-media response router.
//!
//! X and Messenger webhooks come in; each mention is classified, prioritized, routed to the right team and
//! given a response-time timer that alerts before and at breach; community managers answer from one queue;
//! every answer is logged.
//!
//! The map of the house, in reading order. Dependencies point one way:
//! `bin -> functions -> app -> {store, channels, files, jobs, notify} -> domain`.
//!
//! * [`domain`]: the decisions, as pure functions with reasons.
//! * [`channels`]: the platforms, in and out; nobody else knows their field names.
//! * [`store`]: the table.
//! * [`files`]: copies of what customers sent.
//! * [`jobs`], [`notify`], [`clock`], [`config`], [`desk`], [`telemetry`]: what leaves or enters the process.
//! * [`app`]: the use cases.
//! * [`functions`]: HTTP in front of them.
//! * `aws` (feature): the wiring of the deployed functions: clients, secrets, the house of one function.
//! * [`web`]: the desk page in front of them.
//! * [`local`]: the laptop: command line, embedded table, fake platforms, simulator.

pub mod domain;

pub mod channels;
pub mod clock;
pub mod config;
pub mod desk;
pub mod files;
pub mod jobs;
pub mod notify;
pub mod store;
pub mod telemetry;

pub mod app;
pub mod functions;
pub mod web;

#[cfg(feature = "aws")]
pub mod aws;
#[cfg(feature = "local")]
pub mod local;
