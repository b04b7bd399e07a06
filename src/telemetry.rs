//! Logs: one line an event on standard error, never a text, a handle or a token.

use tracing_subscriber::EnvFilter;

/// Starts logging. `filter`: what to log; warnings and errors when absent or unreadable.
pub fn start(filter: Option<&str>) {
    let filter = EnvFilter::try_new(filter.unwrap_or("warn,dynoxide=error")).unwrap_or_else(|_| EnvFilter::new("warn,dynoxide=error"));
    // A second start (tests) changes nothing.
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
}
