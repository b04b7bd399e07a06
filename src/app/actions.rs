//! What people do to cases: one read, one rule of the domain, one write with its trace.
//!
//! Owns roles and optimistic concurrency of actions. Must not contain a rule about cases (`domain::case`).

use super::answers::Declined;
use super::identity::{Identity, Permission};
use super::permission::NotPermitted;
use super::{App, AppError, TRIES};
use crate::domain::alert::Alert;
use crate::domain::assignment::Standing;
use crate::domain::attachment::PictureRefusal;
use crate::domain::case::{Case, Refusal};
use crate::domain::clocks::Override;
use crate::domain::desk::Desk;
use crate::domain::ids::parse_case_id;
use crate::domain::moderation::ActRefusal;
use crate::domain::presence::Presence;
use crate::domain::priority::Priority;
use crate::domain::records::LogEntry;
use crate::domain::sla::Metric;
use crate::jobs::Job;
use crate::store::commit::{CaseWrite, Commit, Committed};
use crate::store::keys;
use jiff::Timestamp;
use std::sync::Arc;

/// What a person wants to do to a case.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Take it.
    Claim,
    /// Give it back to the team.
    Release,
    /// Give it to an agent.
    Assign {
        /// To whom.
        agent: String,
    },
    /// Hand it to another team.
    Transfer {
        /// Which.
        team: String,
        /// A word for them.
        note: Option<String>,
    },
    /// Put it aside.
    Snooze {
        /// Until when.
        until_at: Timestamp,
    },
    /// End it.
    Resolve,
    /// Open it again.
    Reopen,
    /// Say how much it matters.
    Priority {
        /// How much.
        priority: Priority,
        /// Why.
        reason: String,
    },
    /// Set the deadline of a running clock.
    Deadline {
        /// Of which.
        metric: Metric,
        /// Until when.
        deadline_at: Timestamp,
        /// Why.
        reason: String,
    },
    /// Put it under the desk in force.
    Migrate,
    /// Promise the contact a call.
    Callback {
        /// Until when.
        promised_at: Timestamp,
        /// Where to call.
        phone: String,
    },
    /// Write something down that the contact does not see.
    Note {
        /// What.
        text: String,
    },
}

impl Action {
    /// The word in the log.
    pub fn word(&self) -> &'static str {
        match self {
            Action::Claim => "claim",
            Action::Release => "release",
            Action::Assign { .. } => "assign",
            Action::Transfer { .. } => "transfer",
            Action::Snooze { .. } => "snooze",
            Action::Resolve => "resolve",
            Action::Reopen => "reopen",
            Action::Priority { .. } => "priority",
            Action::Deadline { .. } => "deadline",
            Action::Migrate => "migrate",
            Action::Callback { .. } => "callback",
            Action::Note { .. } => "note",
        }
    }

    fn permission(&self) -> Permission {
        match self {
            Action::Note { .. } => Permission::Note,
            Action::Assign { .. } | Action::Deadline { .. } | Action::Migrate => Permission::Reassign,
            Action::Callback { .. } => Permission::Answer,
            _ => Permission::Work,
        }
    }

    fn entry(&self, by: &str, at: Timestamp) -> LogEntry {
        let (about, text) = match self {
            Action::Assign { agent } => (agent.clone(), String::new()),
            Action::Transfer { team, note } => (team.clone(), note.clone().unwrap_or_default()),
            Action::Snooze { until_at } => (keys::instant(*until_at), String::new()),
            Action::Priority { priority, reason } => (priority.as_str().to_owned(), reason.clone()),
            Action::Deadline { metric, deadline_at, reason } => {
                (format!("{} {}", metric.as_str(), keys::instant(*deadline_at)), reason.clone())
            }
            Action::Callback { promised_at, phone } => (keys::instant(*promised_at), phone.clone()),
            Action::Note { text } => (String::new(), text.clone()),
            _ => (String::new(), String::new()),
        };
        LogEntry { at, by: by.to_owned(), action: self.word().to_owned(), about, since_at: None, text }
    }
}

/// Why an action was not done.
#[derive(Debug, thiserror::Error)]
pub enum ActionError {
    /// There is no such case.
    #[error("there is no such case")]
    NotFound,
    /// A rule says no.
    #[error("refused: {0:?}")]
    Refused(Refusal),
    /// The caller decided on an older version.
    #[error("the case has changed since")]
    Version {
        /// The version now.
        version: u64,
    },
    /// The contact could see something new since the version the answer was written for.
    #[error("the conversation has moved on")]
    Stale {
        /// The version now.
        version: u64,
    },
    /// Answers, briefings and contradictions have rules of their own.
    #[error("declined: {0:?}")]
    Declined(Declined),
    /// The platform would not take the answer.
    #[error("the platform does not allow it")]
    NotPermitted(Box<NotPermitted>),
    /// The message or its platform does not allow it.
    #[error("not possible: {0:?}")]
    Act(ActRefusal),
    /// Whoever should get the case has said that they are not here, or their shift is over.
    #[error("{agent} is not here")]
    Absent {
        /// Who.
        agent: String,
        /// What they said last.
        state: Option<Presence>,
    },
    /// Somebody unknown was named.
    #[error("there is no such agent")]
    UnknownAgent,
    /// A picture cannot go out with the answer.
    #[error("the picture is refused: {0:?}")]
    Picture(PictureRefusal),
    /// It may work later.
    #[error(transparent)]
    App(#[from] AppError),
}

impl ActionError {
    /// The stable code of the contract.
    pub fn code(&self) -> &'static str {
        match self {
            ActionError::NotFound => "not_found",
            ActionError::Version { .. } => "version",
            ActionError::Stale { .. } => "stale",
            ActionError::UnknownAgent => "unknown_agent",
            ActionError::Absent { .. } => "absent",
            ActionError::App(_) => "unavailable",
            ActionError::Picture(refusal) => refusal.code(),
            ActionError::Declined(declined) => declined.code(),
            ActionError::NotPermitted(refused) => refused.code(),
            ActionError::Act(refusal) => refusal.code(),
            ActionError::Refused(refusal) => match refusal {
                Refusal::Held { .. } => "held",
                Refusal::WrongStatus(_) => "wrong_status",
                Refusal::SendGone(_) => "send_gone",
                Refusal::SendPending => "send_pending",
                Refusal::Forbidden => "forbidden",
                Refusal::UnknownSend => "unknown_send",
                Refusal::NotYours => "not_yours",
                Refusal::PastInstant => "past_instant",
                Refusal::TooFar { .. } => "too_far",
                Refusal::UndoTooLong { .. } => "undo_too_long",
                Refusal::UnknownTeam => "unknown_team",
                Refusal::EmptyText => "empty_text",
                Refusal::BadText => "bad_text",
                Refusal::TooLong { .. } => "too_long",
                Refusal::NotPrivateCapable => "not_private_capable",
                Refusal::PrivateAnswerUsed => "private_reply_used",
                Refusal::PrivateAnswerLate => "window_closed",
                Refusal::NoClock => "no_clock",
                Refusal::GoesOn { .. } => "goes_on",
                Refusal::SameCase => "same_case",
            },
        }
    }
}

impl From<Refusal> for ActionError {
    fn from(refusal: Refusal) -> ActionError {
        ActionError::Refused(refusal)
    }
}

impl From<PictureRefusal> for ActionError {
    fn from(refusal: PictureRefusal) -> ActionError {
        ActionError::Picture(refusal)
    }
}

impl From<ActRefusal> for ActionError {
    fn from(refusal: ActRefusal) -> ActionError {
        ActionError::Act(refusal)
    }
}

impl From<Declined> for ActionError {
    fn from(declined: Declined) -> ActionError {
        ActionError::Declined(declined)
    }
}

impl From<crate::store::StoreError> for ActionError {
    fn from(error: crate::store::StoreError) -> ActionError {
        ActionError::App(error.into())
    }
}

impl App {
    /// Does what a person asks, or says why not.
    pub async fn act(
        &self,
        who: &Identity,
        id: &str,
        version: Option<u64>,
        action: &Action,
    ) -> Result<Case, ActionError> {
        permit(who, action.permission())?;
        for _ in 0..TRIES {
            let mut case = self.load(id).await?;
            case.here_or_elsewhere()?;
            let now = self.clock.now();
            let desk = self.desk_for(&case, action).await;
            let (standing, went_round) = (Standing::of(&case), case.goes_round());
            if !self.apply((who, &desk), &mut case, version, action, now)? {
                return Ok(case);
            }
            let mut agents = self.follow(&standing, &mut case, Some(&who.id)).await?;
            if let Action::Assign { agent } = action
                && *agent != who.id
            {
                self.expect_present(agent, &mut agents).await?;
            }
            case.touch(false);
            let mut entry = action.entry(&who.id, now);
            if *action == Action::Migrate {
                entry.about.clone_from(&case.desk);
            }
            let alert = (case.goes_round() && !went_round).then(|| Alert::of_ping_pong(&case, now));
            let commit = Commit {
                case: Some((&case, CaseWrite::Replace)),
                log: Some(&entry),
                alerts: alert.iter().collect(),
                agents: agents.iter().collect(),
                ..Commit::default()
            };
            if self.store.commit(&commit).await? == Committed::Done {
                self.schedule(&case).await?;
                self.schedule_agents(&agents).await?;
                self.tell(alert.as_ref()).await?;
                return Ok(case);
            }
        }
        Err(AppError::Contended.into())
    }

    async fn tell(&self, alert: Option<&Alert>) -> Result<(), AppError> {
        let Some(alert) = alert else { return Ok(()) };
        let keys = vec![keys::alert(&alert.day(), &alert.name())];
        Ok(self.jobs.send(vec![Job::Alert { keys }]).await?)
    }

    /// The desk an action is judged by: the case's own. A transfer to a team which that version does not know
    /// yet moves the case to the desk in force.
    async fn desk_for(&self, case: &Case, action: &Action) -> Arc<Desk> {
        let of_case = self.desk_of(&case.desk).await;
        match action {
            Action::Transfer { team, .. } if of_case.team(team).is_none() => self.desk(),
            Action::Migrate => self.desk(),
            _ => of_case,
        }
    }

    /// Changes the case as asked. `false`: it is so already.
    fn apply(
        &self,
        (who, desk): (&Identity, &Desk),
        case: &mut Case,
        version: Option<u64>,
        action: &Action,
        now: Timestamp,
    ) -> Result<bool, ActionError> {
        if *action == Action::Claim {
            // Told who holds it before being told that the version is old: that is what they need to know.
            if !case.claim(&who.id)? {
                // Claiming again what one holds says: I am on it.
                let before = case.clocks.clone();
                case.clocks.act(now);
                return Ok(case.clocks != before);
            }
            case.clocks.act(now);
            return expect_version(case, version).map(|()| true);
        }
        expect_version(case, version)?;
        let own_or_free = case.assignee.as_deref().is_none_or(|holder| holder == who.id);
        let needs_holding = !matches!(
            action,
            Action::Note { .. } | Action::Assign { .. } | Action::Reopen | Action::Callback { .. } | Action::Migrate
        );
        if needs_holding && !own_or_free && !who.role.may(Permission::Reassign) {
            return Err(Refusal::Held { holder: case.assignee.clone().unwrap_or_default() }.into());
        }
        match action {
            Action::Claim => {}
            Action::Release => {
                if case.assignee.is_none() {
                    return Ok(false);
                }
                case.assign(None)?;
            }
            Action::Assign { agent } => {
                if !self.identities.can_work(agent) {
                    return Err(ActionError::UnknownAgent);
                }
                if case.assignee.as_ref() == Some(agent) {
                    return Ok(false);
                }
                case.assign(Some(agent))?;
                case.clocks.act(now);
            }
            Action::Transfer { team, .. } => {
                if case.team == *team {
                    return Ok(false);
                }
                case.transfer(team, desk, now)?;
                case.desk.clone_from(&desk.version);
            }
            Action::Snooze { until_at } => {
                case.snooze(*until_at, now)?;
                case.clocks.act(now);
            }
            Action::Priority { priority, reason } => {
                expect_text(reason)?;
                return Ok(case.set_priority(*priority, &who.id, desk, now)?);
            }
            Action::Deadline { metric, deadline_at, reason } => {
                expect_text(reason)?;
                let running = case.clocks.list.iter().find(|clock| clock.metric == *metric && clock.is_running());
                let instead_of = running.and_then(|clock| clock.deadline_at);
                let (by, reason) = (who.id.clone(), reason.clone());
                let set = Override { deadline_at: *deadline_at, instead_of, by, reason };
                case.set_deadline(*metric, &set, desk, now)?;
            }
            Action::Migrate => return Ok(case.migrate(desk, now)),
            Action::Callback { promised_at, phone } => {
                expect_text(phone)?;
                case.promise_call(*promised_at, desk, now)?;
            }
            Action::Resolve => return Ok(case.resolve(now, desk)?),
            Action::Reopen => return Ok(case.reopen(now, desk)?),
            Action::Note { text } => expect_text(text)?,
        }
        Ok(true)
    }

    pub(super) async fn record(
        &self,
        case: &mut Case,
        who: &Identity,
        action: &str,
        about: &str,
        text: String,
    ) -> Result<bool, ActionError> {
        let at = self.clock.now();
        let entry = LogEntry {
            at,
            by: who.id.clone(),
            action: action.to_owned(),
            about: about.to_owned(),
            since_at: None,
            text,
        };
        case.touch(false);
        let commit = Commit { case: Some((case, CaseWrite::Replace)), log: Some(&entry), ..Commit::default() };
        let done = self.store.commit(&commit).await? == Committed::Done;
        if done {
            self.schedule(case).await?;
        }
        Ok(done)
    }

    /// The case of this id.
    pub async fn load(&self, id: &str) -> Result<Case, ActionError> {
        let (conversation, number) = parse_case_id(id).ok_or(ActionError::NotFound)?;
        self.store.case(conversation, number).await?.ok_or(ActionError::NotFound)
    }
}

fn expect_version(case: &Case, version: Option<u64>) -> Result<(), ActionError> {
    match version {
        Some(version) if version != case.version => Err(ActionError::Version { version: case.version }),
        _ => Ok(()),
    }
}

/// What is written to the contact is judged by what its writer had seen: older is allowed while nothing public
/// came since, a version nobody can have seen is not.
pub(super) fn expect_seen(case: &Case, version: u64) -> Result<(), ActionError> {
    if version > case.version {
        return Err(ActionError::Version { version: case.version });
    }
    if version < case.public_version { Err(ActionError::Stale { version: case.version }) } else { Ok(()) }
}

fn expect_text(text: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() { Err(Refusal::EmptyText) } else { Ok(()) }
}

/// Refuses what a role may not do.
pub fn permit(who: &Identity, permission: Permission) -> Result<(), ActionError> {
    if who.role.may(permission) { Ok(()) } else { Err(Refusal::Forbidden.into()) }
}
