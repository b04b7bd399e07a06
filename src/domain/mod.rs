//! The decisions of the house, as pure functions over values.
//!
//! Facts and `now` go in, a decision *with its reason* comes out. Must not do any input or output,
//! read a clock or the environment, or know a platform's field names.

pub mod alert;
pub mod attachment;
pub mod case;
pub mod clocks;
pub mod history;
pub mod ids;
pub mod joining;
pub mod length;
pub mod message;
pub mod records;
pub mod triage;

pub mod assignment;
pub mod classify;
pub mod presence;
pub mod priority;
pub mod routing;
pub mod sla;
pub mod team;

pub mod calendar;
pub mod deadline;
pub mod durations;
pub mod holidays;

pub mod alignment;
pub mod briefing;
pub mod contact;
pub mod drift;
pub mod facts;
pub mod verdict;

pub mod access;
pub mod inboxes;
pub mod moderation;
pub mod permission;
pub mod send_reasons;
pub mod sends;

pub mod desk;
pub mod rehearsal;
pub mod replay;
pub mod report;
pub mod silence;
pub mod storm;
pub mod trouble;

pub mod words;
