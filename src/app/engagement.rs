//! What contacts do without a word: nothing to answer, and on some platforms time to write again.
//!
//! Owns noting the act on the conversation's newest case. Which acts count is `domain::permission`'s.

use super::triage::is_ours;
use super::{App, AppError, TRIES};
use crate::domain::message::{Event, Outcome};
use crate::domain::permission::opens_a_window;
use crate::domain::triage::Addressed;
use crate::store::commit::Committed;
use jiff::Timestamp;

impl App {
    /// Notes an act that opens the platform's window. `false`: it opens none, or nobody waits for it.
    pub(super) async fn acted(&self, event: &Event, received_at: Timestamp) -> Result<bool, AppError> {
        let taken_back = event.reason.as_ref().is_some_and(|reason| reason.about == "unreact");
        if event.outcome != Outcome::Engagement || taken_back || is_ours(event) {
            return Ok(false);
        }
        // A referral has no id of its own, and needs none.
        let named = Event { external_id: event.external_id.clone().or_else(|| Some(String::new())), ..event.clone() };
        let Ok(addressed) = Addressed::of(&named) else { return Ok(false) };
        let known_inbox = self.desk().inbox(addressed.channel, addressed.inbox).is_some();
        if !known_inbox || !opens_a_window(addressed.channel, event.public, event.kind) {
            return Ok(false);
        }
        let at = addressed.at.min(received_at);
        for _ in 0..TRIES {
            let Some(mut case) = self.store.newest_case(&addressed.conversation()).await? else { return Ok(false) };
            if case.last_act_at().is_some_and(|known| known >= at) {
                return Ok(true);
            }
            case.reach.acted_at = Some(at);
            if self.replace(&mut case).await? == Committed::Done {
                self.schedule(&case).await?;
                return Ok(true);
            }
        }
        Err(AppError::Contended)
    }
}
