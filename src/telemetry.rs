//! Logs: one line an event, never a text, a handle or a token.

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{fmt, registry};

/// Starts logging on standard error. `filter`: what to log; warnings and errors when absent or unreadable.
pub fn start(filter: Option<&str>) {
    // A second start (tests) changes nothing.
    let _ = registry().with(fmt::layer().with_writer(std::io::stderr)).with(read(filter)).try_init();
}

/// The same as JSON lines, with fields to search for, where a log service keeps them.
pub fn start_structured(filter: Option<&str>) {
    let lines = fmt::layer().json().flatten_event(true).with_current_span(false).with_span_list(false);
    let _ = registry().with(lines.with_writer(std::io::stderr)).with(read(filter)).try_init();
}

/// `info`, `warn,couture=debug`: levels by module. Nothing finer is offered: filters on fields bring a
/// regular-expression engine into every function.
fn read(filter: Option<&str>) -> Targets {
    let asked = filter.and_then(|filter| filter.parse().ok());
    // The embedded engine calls every refused condition an error response; they are our ordinary day.
    let quiet = || Targets::new().with_default(LevelFilter::WARN).with_target("dynoxide", LevelFilter::ERROR);
    asked.unwrap_or_else(quiet)
}
