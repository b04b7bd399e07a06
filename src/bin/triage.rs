//! The function `triage`: incoming elements become cases.

use couture::aws::House;
use couture::functions::queue;
use lambda_runtime::{Error, service_fn};

#[tokio::main]
async fn main() -> Result<(), Error> {
    let house = House::open().await?;
    house.app().await?.keep_desk(&couture::desk::demo_files()).await?;
    lambda_runtime::run(service_fn(|event| queue::batch(house.app(), event))).await
}
