//! The function `wake`: looks again at what is due, stamps it, has alerts and sends brought forward.

use couture::aws::House;
use couture::functions::queue;
use lambda_runtime::{Error, service_fn};

#[tokio::main]
async fn main() -> Result<(), Error> {
    let house = House::open().await?;
    lambda_runtime::run(service_fn(|event| queue::batch(house.app(), event))).await
}
