//! Logs: one line an event, never a text, a handle or a token.

use tracing_subscriber::EnvFilter;

/// Starts logging on standard error. `filter`: what to log; warnings and errors when absent or unreadable.
pub fn start(filter: Option<&str>) {
    // A second start (tests) changes nothing.
    let _ = tracing_subscriber::fmt().with_env_filter(read(filter)).with_writer(std::io::stderr).try_init();
}

/// The same as JSON lines, with fields to search for, where a log service keeps them.
pub fn start_structured(filter: Option<&str>) {
    let lines = tracing_subscriber::fmt().json().flatten_event(true).with_current_span(false).with_span_list(false);
    let _ = lines.with_env_filter(read(filter)).with_writer(std::io::stderr).try_init();
}

fn read(filter: Option<&str>) -> EnvFilter {
    EnvFilter::try_new(filter.unwrap_or("warn")).unwrap_or_else(|_| EnvFilter::new("warn"))
}
