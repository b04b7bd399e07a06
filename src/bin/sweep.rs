//! The function `sweep`: every minute, what is due soon.

use couture::aws::House;
use couture::functions::sweep;
use lambda_runtime::{Error, service_fn};

#[tokio::main]
async fn main() -> Result<(), Error> {
    let house = House::open().await?;
    lambda_runtime::run(service_fn(|event| sweep::sweep(house.app(), event))).await
}
