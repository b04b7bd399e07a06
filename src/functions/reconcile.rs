//! The schedule's door: every fifteen minutes, whatever the schedule says, one reading back.

use crate::app::App;
use lambda_runtime::{Error, LambdaEvent};
use serde_json::Value;
use std::future::Future;
use std::sync::Arc;

/// How many open cases are looked at in one run: X shows a hundred posts to a request.
const REREAD_AT_ONCE: usize = 500;

/// Reads back what should have reached us. An inbox that cannot be read is a trouble, told to people, and no
/// failure of the function.
pub async fn reconcile(
    app: impl Future<Output = anyhow::Result<Arc<App>>>,
    _event: LambdaEvent<Value>,
) -> Result<(), Error> {
    let app = app.await?;
    let found = app.reconcile().await?;
    let (platform, received, missing, fed) = (found.platform, found.received, found.missing, found.fed);
    tracing::info!(platform, received, missing, fed, troubles = found.troubles.len(), "read the platforms back");
    for inbox in found.inboxes.iter().filter(|inbox| inbox.error.is_some()) {
        let error = inbox.error.unwrap_or_default();
        tracing::warn!(channel = inbox.channel.as_str(), inbox.id = %inbox.inbox, error, "an inbox could not be read back");
    }
    // A stretch of the daily pass over open posts; once the day's pass is complete this reads one row.
    let reread = app.reread_open(REREAD_AT_ONCE).await?;
    tracing::info!(cases = reread.cases, posts = reread.posts, gone = reread.gone, "read open posts again");
    Ok(())
}
