//! Having the platforms read back now.

use super::Caller;
use crate::app::App;
use crate::app::actions::permit;
use crate::app::identity::Permission;
use crate::app::reconcile::Reconciliation;
use crate::functions::problem::Problem;
use axum::Json;
use axum::extract::State;
use std::sync::Arc;

pub(super) async fn reconcile(State(app): State<Arc<App>>, caller: Caller) -> Result<Json<Reconciliation>, Problem> {
    let language = caller.language;
    permit(&caller.identity, Permission::Redrive).map_err(|error| Problem::of_action(error, language))?;
    app.reconcile().await.map(Json).map_err(|error| Problem::of_app(&error, language))
}
