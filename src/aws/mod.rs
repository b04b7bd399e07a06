//! The deployed house: what each function is made of when it runs on AWS Lambda.
//!
//! Owns the wiring: clients, secrets, which parts a function has. Must not contain behavior. Built by
//! hand from the environment Lambda sets: the usual credential chains cost more at a cold start than
//! everything else together.

mod clients;
mod house;
mod secrets;

pub use clients::Clients;
pub use house::{Doorkeeper, House};
pub use secrets::{Person, PlatformSecrets, Secret};
