//! Troubles with intake and connections: each raises one alert when it is noticed, none while it lasts.
//!
//! Owns opening and closing them. Must not look for them: `reconcile`, `relay` and `health` do.

use super::{App, AppError};
use crate::domain::alert::Alert;
use crate::domain::trouble::TroubleCode;
use crate::domain::trouble::{Trouble, name_of};
use crate::jobs::Job;
use crate::store::keys;

impl App {
    /// Says that something is wrong. The first to say so raises the alert; `false` when it is known already.
    pub async fn raise_trouble(&self, trouble: &Trouble) -> Result<bool, AppError> {
        let desk = self.desk();
        let team = desk.team_or_heir(&desk.fallback).map_or(desk.fallback.as_str(), |team| team.id.as_str());
        let alert = Alert::of_trouble(trouble, team, &desk.version, self.clock.now());
        if self.store.trouble(&trouble.name()).await?.is_some() || !self.store.open_trouble(trouble, &alert).await? {
            return Ok(false);
        }
        tracing::error!(trouble = trouble.code.as_str(), "something has to be repaired");
        // The agenda has the alert as well: a function that may not tell the relay delays it by a minute.
        let job = Job::Alert { keys: vec![keys::alert(&alert.day(), &alert.name())] };
        if self.jobs.send(vec![job]).await.is_err() {
            tracing::warn!("an alert waits for the agenda");
        }
        Ok(true)
    }

    /// Says that it is well again. Saying so twice changes nothing.
    pub async fn settle_trouble(&self, code: TroubleCode, subject: &str) -> Result<(), AppError> {
        if self.store.close_trouble(&name_of(code, subject)).await? {
            tracing::info!(trouble = code.as_str(), "a trouble is over");
        }
        Ok(())
    }
}
