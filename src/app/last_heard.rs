//! When each inbox last heard a customer.
//!
//! No message pays a write for it. This process knows what it took in itself, the read-back row of an inbox what the
//! platform showed last; for an inbox of which neither says anything the newest places of the queue are looked at.
//! Each of these is an instant at which something was heard, so the latest of them is: what another process took in
//! since, in an inbox that cannot be read back, may be missing.

use super::triage::is_ours;
use super::{App, AppError};
use crate::domain::desk::Desk;
use crate::domain::message::{Channel, Outcome};
use crate::domain::records::day_of;
use crate::domain::triage::Addressed;
use crate::store::keys;
use crate::store::reconcile::Reconciled;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::PoisonError;

/// How many places of each queue partition are looked at: one page for a house of a few teams.
const NEWEST: i32 = 10;

/// The latest instant of each inbox, by channel and id.
#[derive(Debug, Clone, Default)]
pub(super) struct LastHeard(BTreeMap<(&'static str, String), Timestamp>);

impl LastHeard {
    fn hear(&mut self, channel: Channel, inbox: &str, at: Timestamp) {
        let last = self.0.entry((channel.as_str(), inbox.to_owned())).or_insert(at);
        *last = at.max(*last);
    }

    pub(super) fn of(&self, channel: Channel, inbox: &str) -> Option<Timestamp> {
        self.0.get(&(channel.as_str(), inbox.to_owned())).copied()
    }
}

impl App {
    /// Takes note that an event was taken in, if it is something a customer said.
    pub(super) fn heard_now(&self, addressed: &Addressed<'_>, received_at: Timestamp) {
        let event = addressed.event;
        let said = matches!(event.outcome, Outcome::Message | Outcome::Encrypted | Outcome::Update) && !is_ours(event);
        if said {
            let mut heard = self.intake.heard.lock().unwrap_or_else(PoisonError::into_inner);
            heard.hear(addressed.channel, addressed.inbox, addressed.at.min(received_at));
        }
    }

    /// When the inboxes of the desk last heard a customer.
    pub(super) async fn last_heard(
        &self,
        desk: &Desk,
        read_back: &[Reconciled],
        now: Timestamp,
    ) -> Result<LastHeard, AppError> {
        let mut heard = self.intake.heard.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for row in read_back {
            if let Some(at) = row.heard.last_heard_at {
                heard.hear(row.channel, &row.inbox, at);
            }
        }
        if desk.inboxes.iter().any(|inbox| heard.of(inbox.channel, &inbox.external_id).is_none()) {
            self.look_in_the_queue(desk, now, &mut heard).await?;
        }
        Ok(heard)
    }

    async fn look_in_the_queue(&self, desk: &Desk, now: Timestamp, heard: &mut LastHeard) -> Result<(), AppError> {
        let today = day_of(now);
        let mut wanted = Vec::new();
        for team in &desk.teams {
            let partitions =
                [keys::waiting_pk(&team.id), keys::pending_pk(&team.id), keys::resolved_pk(&team.id, &today)];
            for partition in &partitions {
                let places = self.store.last_places(partition, NEWEST).await?;
                wanted.extend(places.into_iter().map(|place| place.key));
            }
        }
        for case in self.store.cases(&wanted).await? {
            if let Some(at) = case.heard_at {
                heard.hear(case.channel, &case.inbox, at);
            }
        }
        Ok(())
    }
}
