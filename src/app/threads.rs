//! Comments below comments on a Page: which conversation they continue.
//!
//! A conversation of comments is kept under its top comment. Facebook names the parent of a comment and not the top
//! one, so whatever is said below a top comment leaves a signpost from its own id to that. Owns reading and leaving
//! them; leaving one again changes nothing.

use super::{App, AppError};
use crate::domain::case::Case;
use crate::domain::message::{Channel, Event, Outcome};

impl App {
    /// The event in the conversation of its thread.
    pub(super) async fn in_its_thread(&self, event: &Event) -> Result<Event, AppError> {
        let mut event = event.clone();
        let (Some(inbox), Some(below)) = (&event.inbox, &event.contact) else { return Ok(event) };
        let is_top = event.external_id.as_ref() == Some(below);
        let begins = is_top && matches!(event.outcome, Outcome::Message | Outcome::Own);
        if event.channel == Some(Channel::Facebook)
            && event.public
            && !begins
            && let Some(top) = self.store.top_comment(inbox, below).await?
        {
            event.contact = Some(top);
        }
        Ok(event)
    }

    /// Leads from a comment to the conversation it stands in, for those who answer it.
    pub(super) async fn leave_signpost(&self, event: &Event) -> Result<(), AppError> {
        let parts = (&event.inbox, &event.external_id, &event.contact);
        match parts {
            (Some(inbox), Some(comment), Some(top))
                if event.channel == Some(Channel::Facebook) && event.public && comment != top =>
            {
                Ok(self.store.keep_top_comment(inbox, comment, top).await?)
            }
            _ => Ok(()),
        }
    }

    /// The same for an answer of ours: whoever replies to it names it as the parent.
    pub(super) async fn leave_signpost_to(&self, case: &Case, answer: &str, private: bool) -> Result<(), AppError> {
        if case.channel != Channel::Facebook || !case.public || private || case.contact.id == answer {
            return Ok(());
        }
        Ok(self.store.keep_top_comment(&case.inbox, answer, &case.contact.id).await?)
    }
}
