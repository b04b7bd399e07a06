//! The function `api`: people and tools.

use couture::aws::House;
use couture::functions::gateway;
use std::sync::Arc;

#[tokio::main]
async fn main() -> Result<(), lambda_http::Error> {
    let house = Arc::new(House::open().await?);
    gateway::serve(|| {
        let house = house.clone();
        async move { house.router().await }
    })
    .await
}
