//! The function `reconcile`: every fifteen minutes, what should have reached us and whether intake still works.

use couture::aws::House;
use couture::functions::reconcile;
use lambda_runtime::{Error, service_fn};

#[tokio::main]
async fn main() -> Result<(), Error> {
    let house = House::open().await?;
    lambda_runtime::run(service_fn(|event| reconcile::reconcile(house.app(), event))).await
}
