//! Drift: deciding which of two answers is right, and telling those who heard the other.
//!
//! Owns the order of effects: closing comes first and stands on the agenda until every correction is
//! written, so that a crash in between loses none. Every step may run twice.

use super::actions::{ActionError, permit};
use super::answers::Declined;
use super::identity::{Identity, Permission};
use super::{App, AppError, TRIES};
use crate::domain::assignment::Standing;
use crate::domain::briefing::Briefing;
use crate::domain::case::{Case, short};
use crate::domain::drift::{
    CORRECT, CORRECT_NOTE, Correction, Drift, Remedy, Right, correct, is_answer, parse_drift_id, remedy,
};
use crate::domain::ids::parse_case_id;
use crate::domain::records::{Answer, LogEntry};
use crate::domain::verdict::{RECENT, Statement, StatementKind, contradict};
use crate::store::commit::{CaseWrite, Commit, Committed};
use crate::store::keys::{self, Key};

/// How many answers of a topic are looked through for others who were told the same wrong thing.
const LOOKED_THROUGH: usize = 200;

/// Somebody who was told otherwise.
#[derive(Debug, Clone)]
pub struct Told {
    /// What they were told.
    pub answer: Answer,
    /// The case it answered, as it stands now.
    pub case: Option<Case>,
    /// How they hear what is right.
    pub remedy: Remedy,
    /// The case in which they are told, where there is one.
    pub corrected_in: Option<String>,
}

impl App {
    /// Says which side of a drift is right; those told otherwise get their corrections and are listed.
    pub async fn close_drift(&self, who: &Identity, id: &str, right: Right) -> Result<(Drift, Vec<Told>), ActionError> {
        permit(who, Permission::Publish)?;
        let (opened_at, pair) = parse_drift_id(id).ok_or(ActionError::NotFound)?;
        let key = keys::drift(opened_at, pair);
        let drift = self.store.drift(&key).await?.ok_or(ActionError::NotFound)?;
        if drift.closed_at.is_some() {
            return Err(Declined::Closed.into());
        }
        let now = self.clock.now();
        if right == Right::Briefing && self.current_briefing(&drift.topic, now).await?.is_none() {
            return Err(Declined::NoBriefing.into());
        }
        if !self.store.close_drift(&key, &who.id, right, now).await? {
            return Err(Declined::Closed.into());
        }
        let told = self.correct_drift(&key).await?;
        let drift = self.store.drift(&key).await?.ok_or(ActionError::NotFound)?;
        Ok((drift, told))
    }

    /// Writes what is missing of a closed drift's corrections.
    pub async fn correct_drift(&self, key: &Key) -> Result<Vec<Told>, AppError> {
        let Some(drift) = self.store.drift(key).await? else { return Ok(Vec::new()) };
        let (Some(closed_at), Some(right)) = (drift.closed_at, drift.right) else { return Ok(Vec::new()) };
        let briefing = self.current_briefing(&drift.topic, closed_at).await?;
        let mut told = Vec::new();
        for answer in self.told_otherwise(&drift, right, briefing.as_ref()).await? {
            let case = match parse_case_id(&answer.case) {
                Some((conversation, number)) => self.store.case(conversation, number).await?,
                None => None,
            };
            let remedy = remedy(answer.channel, case.as_ref(), closed_at);
            let corrected_in = match &case {
                Some(case) if remedy != Remedy::Listed => {
                    let right = right_words(&drift, right, briefing.as_ref(), &answer);
                    Some(self.correct_case(&drift, case, &answer, &right, remedy).await?)
                }
                _ => None,
            };
            self.store.answer_corrected(&answer, closed_at).await?;
            told.push(Told { answer, case, remedy, corrected_in });
        }
        self.store.drift_corrected(key).await?;
        Ok(told)
    }

    /// The answers that say otherwise than what is right, the oldest first: the side that is wrong, and every
    /// other recent one that contradicts the right words.
    async fn told_otherwise(
        &self,
        drift: &Drift,
        right: Right,
        briefing: Option<&Briefing>,
    ) -> Result<Vec<Answer>, AppError> {
        let since = drift.opened_at.checked_sub(RECENT).unwrap_or(drift.opened_at);
        let mut found = self.store.recent_answers(&drift.topic, None, since, LOOKED_THROUGH).await?;
        for side in [&drift.a, &drift.b] {
            if side.kind == StatementKind::Answer && !found.iter().any(|answer| is_answer(side, answer)) {
                found.extend(self.store.answer(&drift.topic, side.at, &side.id).await?);
            }
        }
        // Corrected by an earlier closing: done. Corrected by this one, before a crash: listed again.
        found.retain(|answer| answer.corrected_at.is_none_or(|at| Some(at) == drift.closed_at));
        // What was never delivered told nobody anything.
        found.retain(|answer| answer.undelivered_at.is_none());
        let (right_side, wrong_side) = match right {
            Right::A => (Some(&drift.a), Some(&drift.b)),
            Right::B => (Some(&drift.b), Some(&drift.a)),
            Right::Briefing => (None, None),
        };
        found.retain(|answer| {
            let said = Statement::of_answer(answer);
            let is = |side: Option<&Statement>| side.is_some_and(|side| is_answer(side, answer));
            let canonical = briefing.filter(|_| right == Right::Briefing);
            let canonical = canonical.map(|briefing| Statement::of_briefing(briefing, answer.channel));
            let right_words = right_side.or(canonical.as_ref());
            let differs = || right_words.is_some_and(|right| contradict(right, &said, &drift.topic));
            is(wrong_side) || (!is(right_side) && differs())
        });
        found.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
        Ok(found)
    }

    /// Asks for the correction in the conversation of a case, once a drift; the id of the case it is in.
    async fn correct_case(
        &self,
        drift: &Drift,
        case: &Case,
        answer: &Answer,
        right: &str,
        remedy: Remedy,
    ) -> Result<String, AppError> {
        let id = drift.id();
        let by = drift.closed_by.clone().unwrap_or_default();
        for _ in 0..TRIES {
            let known = self.store.conversation(&case.conversation).await?;
            let asked = |(_, entry): &&(u32, LogEntry)| {
                (entry.action == CORRECT || entry.action == CORRECT_NOTE) && entry.about == id
            };
            if let Some((number, _)) = known.log.iter().find(asked) {
                return Ok(crate::domain::ids::case_id(&case.conversation, *number));
            }
            let Some(newest) = known.cases.iter().max_by_key(|case| case.number) else { return Ok(case.id()) };
            let now = self.clock.now();
            let desk = self.desk_of(&newest.desk).await;
            let correction = match remedy {
                Remedy::Write => correct(newest, now, &desk),
                Remedy::Note | Remedy::Listed => Correction::Noted(Box::new(newest.clone())),
            };
            let (action, mut corrected, write) = match correction {
                Correction::Noted(case) => (CORRECT_NOTE, case, CaseWrite::Replace),
                Correction::Reopened(case) => (CORRECT, case, CaseWrite::Replace),
                Correction::Opened(case) => (CORRECT, case, CaseWrite::Create),
            };
            let agents = match write {
                CaseWrite::Replace => self.follow(&Standing::of(newest), &mut corrected, None).await?,
                CaseWrite::Create => Vec::new(),
            };
            match write {
                CaseWrite::Replace => corrected.touch(false),
                CaseWrite::Create => corrected.seek_first(&self.desk(), now),
            }
            let text = format!("« {} » → « {} »", short(&answer.text), short(right));
            let entry = LogEntry {
                at: now,
                by: by.clone(),
                action: action.to_owned(),
                about: id.clone(),
                since_at: None,
                text,
            };
            let commit = Commit {
                case: Some((&corrected, write)),
                raise_latest: (write == CaseWrite::Create).then_some(corrected.number),
                log: Some(&entry),
                agents: agents.iter().collect(),
                ..Commit::default()
            };
            if self.store.commit(&commit).await? == Committed::Done {
                self.schedule(&corrected).await?;
                self.schedule_agents(&agents).await?;
                return Ok(corrected.id());
            }
        }
        Err(AppError::Contended)
    }
}

/// What should have been said in place of an answer.
fn right_words(drift: &Drift, right: Right, briefing: Option<&Briefing>, answer: &Answer) -> String {
    match right {
        Right::A => drift.a.text.clone(),
        Right::B => drift.b.text.clone(),
        Right::Briefing => briefing.map(|briefing| briefing.wording(answer.channel).to_owned()).unwrap_or_default(),
    }
}
