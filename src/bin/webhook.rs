//! The function `webhook`: the platforms' door. Verifies, cuts, queues, answers; knows no table.

use couture::aws::Doorkeeper;
use couture::functions::gateway;
use std::sync::Arc;

#[tokio::main]
async fn main() -> Result<(), lambda_http::Error> {
    let door = Arc::new(Doorkeeper::open().await?);
    gateway::serve(|| {
        let door = door.clone();
        async move { door.router().await }
    })
    .await
}
