//! The function `relay`: brings answers to the platforms and alerts to their sinks.

use couture::aws::House;
use couture::functions::queue;
use lambda_runtime::{Error, service_fn};

#[tokio::main]
async fn main() -> Result<(), Error> {
    let house = House::open().await?;
    lambda_runtime::run(service_fn(|event| queue::batch(house.app(), event))).await
}
