//! Briefings: publishing, reading and acknowledging verified answers.
//!
//! Owns the order of effects. Must not decide what a briefing must say (`domain::briefing`).

use super::actions::{ActionError, permit};
use super::answers::Declined;
use super::identity::{Identity, Permission};
use super::{App, AppError, TRIES};
use crate::domain::briefing::{Acknowledgment, Briefing, BriefingDraft, in_force, parse_briefing_id};
use jiff::Timestamp;

impl App {
    /// Publishes a new version of a topic's briefing. `expected`: the version the writer started from, 0 for
    /// none; absent when they do not care.
    pub async fn write_briefing(
        &self,
        who: &Identity,
        draft: &BriefingDraft,
        expected: Option<u32>,
    ) -> Result<Briefing, ActionError> {
        permit(who, Permission::Publish)?;
        if self.desk().topic(&draft.topic).is_none() {
            return Err(Declined::UnknownTopic.into());
        }
        for _ in 0..TRIES {
            let newest = self.store.briefings_of(&draft.topic).await?.first().map_or(0, |newest| newest.version);
            if expected.is_some_and(|expected| expected != newest) {
                return Err(Declined::BriefingVersion { version: newest }.into());
            }
            let briefing = draft.clone().publish(newest + 1, &who.id, self.clock.now()).map_err(Declined::Briefing)?;
            if self.store.put_briefing(&briefing).await? {
                return Ok(briefing);
            }
        }
        Err(AppError::Contended.into())
    }

    /// One briefing of each topic, in the desk's order: the one in force, else the newest.
    pub async fn briefings(&self, now: Timestamp) -> Result<Vec<Briefing>, AppError> {
        let mut found = Vec::new();
        for topic in &self.desk().topics {
            let versions = self.store.briefings_of(&topic.id).await?;
            found.extend(in_force(&versions, now).or(versions.first()).cloned());
        }
        Ok(found)
    }

    /// The briefing of a topic in force at `at`.
    pub async fn current_briefing(&self, topic: &str, at: Timestamp) -> Result<Option<Briefing>, AppError> {
        Ok(in_force(&self.store.briefings_of(topic).await?, at).cloned())
    }

    /// Whether a topic has verified answers and none of them is in force.
    pub(super) async fn lacks_verified_answer(&self, topic: &str, at: Timestamp) -> Result<bool, AppError> {
        let versions = self.store.briefings_of(topic).await?;
        Ok(!versions.is_empty() && in_force(&versions, at).is_none())
    }

    /// One version by its id.
    pub async fn briefing(&self, id: &str) -> Result<Briefing, ActionError> {
        let (topic, version) = parse_briefing_id(id).ok_or(ActionError::NotFound)?;
        self.store.briefing(topic, version).await?.ok_or(ActionError::NotFound)
    }

    /// Records that somebody has read a version; once a person.
    pub async fn acknowledge_briefing(&self, who: &Identity, id: &str) -> Result<Briefing, ActionError> {
        permit(who, Permission::Note)?;
        for _ in 0..TRIES {
            let mut briefing = self.briefing(id).await?;
            if briefing.acknowledged.iter().any(|reader| reader.by == who.id) {
                return Ok(briefing);
            }
            let reader = Acknowledgment { by: who.id.clone(), at: self.clock.now() };
            if self.store.acknowledge_briefing(&briefing, &reader).await? {
                briefing.acknowledged.push(reader);
                return Ok(briefing);
            }
        }
        Err(AppError::Contended.into())
    }
}
