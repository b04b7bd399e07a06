//! The schedule's door: every minute, whatever the schedule says, one sweep.

use crate::app::App;
use lambda_runtime::{Error, LambdaEvent};
use serde_json::Value;
use std::future::Future;
use std::sync::Arc;

/// Finds what is due soon. The event says nothing the clock does not.
pub async fn sweep(
    app: impl Future<Output = anyhow::Result<Arc<App>>>,
    _event: LambdaEvent<Value>,
) -> Result<(), Error> {
    let found = app.await?.sweep().await?;
    tracing::info!(found, "swept the agenda");
    Ok(())
}
