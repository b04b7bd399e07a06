//! What people do to cases: one read, one rule of the domain, one write with its trace.
//!
//! Owns roles and optimistic concurrency of actions. Must not contain a rule about cases (`domain::case`).

use super::answers::Declined;
use super::identity::{Identity, Permission};
use super::permission::NotPermitted;
use super::{App, AppError, TRIES};
use crate::domain::assignment::Standing;
use crate::domain::attachment::PictureRefusal;
use crate::domain::case::{Case, Draft, Refusal};
use crate::domain::desk::Desk;
use crate::domain::ids::parse_case_id;
use crate::domain::moderation::ActRefusal;
use crate::domain::presence::Presence;
use crate::domain::records::{Alert, LogEntry};
use crate::domain::sends::{self, Send, SendReason, SendState};
use crate::jobs::Job;
use crate::store::commit::{CaseWrite, Commit, Committed};
use crate::store::keys;
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

/// How long an answer can be undone unless the writer says otherwise.
pub const UNDO: SignedDuration = SignedDuration::from_secs(10);
/// The longest undo time.
pub const LONGEST_UNDO: SignedDuration = SignedDuration::from_mins(10);

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
            Action::Note { .. } => "note",
        }
    }

    fn permission(&self) -> Permission {
        match self {
            Action::Note { .. } => Permission::Note,
            Action::Assign { .. } => Permission::Reassign,
            _ => Permission::Work,
        }
    }

    fn entry(&self, by: &str, at: Timestamp) -> LogEntry {
        let (about, text) = match self {
            Action::Assign { agent } => (agent.clone(), String::new()),
            Action::Transfer { team, note } => (team.clone(), note.clone().unwrap_or_default()),
            Action::Snooze { until_at } => (keys::instant(*until_at), String::new()),
            Action::Note { text } => (String::new(), text.clone()),
            _ => (String::new(), String::new()),
        };
        LogEntry { at, by: by.to_owned(), action: self.word().to_owned(), about, text }
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
                Refusal::Forbidden => "forbidden",
                Refusal::UnknownSend => "unknown_send",
                Refusal::PastInstant => "past_instant",
                Refusal::UnknownTeam => "unknown_team",
                Refusal::EmptyText => "empty_text",
                Refusal::TooLong { .. } => "too_long",
                Refusal::NotPrivateCapable => "not_private_capable",
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

/// An answer to be sent.
#[derive(Debug, Clone, Default)]
pub struct Reply {
    /// What to say.
    pub text: String,
    /// The version of the case the writer was looking at.
    pub version: u64,
    /// How long it can be undone.
    pub undo: SignedDuration,
    /// Whether a public message is to be answered privately.
    pub private: bool,
    /// Whether a private answer that is too long may leave in parts.
    pub split: bool,
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
            let entry = action.entry(&who.id, now);
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
                return Ok(false);
            }
            return expect_version(case, version).map(|()| true);
        }
        expect_version(case, version)?;
        let own_or_free = case.assignee.as_deref().is_none_or(|holder| holder == who.id);
        let needs_holding = !matches!(action, Action::Note { .. } | Action::Assign { .. } | Action::Reopen);
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
            }
            Action::Transfer { team, .. } => {
                if case.team == *team {
                    return Ok(false);
                }
                case.transfer(team, desk)?;
                case.desk.clone_from(&desk.version);
            }
            Action::Snooze { until_at } => case.snooze(*until_at, now)?,
            Action::Resolve => return Ok(case.resolve(now, desk)?),
            Action::Reopen => return Ok(case.reopen(now, desk)?),
            Action::Note { text } => {
                if text.trim().is_empty() {
                    return Err(Refusal::EmptyText.into());
                }
            }
        }
        Ok(true)
    }

    /// Accepts an answer; it leaves when its undo time is over. One send, or one for each part of it.
    pub async fn reply(&self, who: &Identity, id: &str, reply: &Reply) -> Result<(Case, Vec<Send>), ActionError> {
        self.reply_with(who, id, reply, &[]).await
    }

    /// The same with pictures, by the ids they were taken under.
    pub async fn reply_with(
        &self,
        who: &Identity,
        id: &str,
        reply: &Reply,
        pictures: &[String],
    ) -> Result<(Case, Vec<Send>), ActionError> {
        permit(who, Permission::Work)?;
        let pictures = self.pictures(&self.load(id).await?, pictures).await?;
        for _ in 0..TRIES {
            let mut case = self.load(id).await?;
            if reply.version < case.public_version {
                return Err(ActionError::Stale { version: case.version });
            }
            let (now, standing) = (self.clock.now(), Standing::of(&case));
            let draft = Draft { text: &reply.text, private: reply.private, split: reply.split, undo: reply.undo };
            let mut sends = case.reply(&who.id, &draft, now)?;
            self.permit_reply(&case, &reply.text).map_err(ActionError::NotPermitted)?;
            case.give_pictures(&mut sends, pictures.clone());
            let agents = self.follow(&standing, &mut case, Some(&who.id)).await?;
            case.touch(false);
            let commit = Commit {
                case: Some((&case, CaseWrite::Replace)),
                agents: agents.iter().collect(),
                ..Commit::default()
            };
            if self.store.commit(&commit).await? == Committed::Done {
                self.schedule(&case).await?;
                self.schedule_agents(&agents).await?;
                return Ok((case, sends));
            }
        }
        Err(AppError::Contended.into())
    }

    /// Takes back an answer that has not left.
    pub async fn undo(&self, who: &Identity, id: &str, send: &str) -> Result<Case, ActionError> {
        permit(who, Permission::Work)?;
        for _ in 0..TRIES {
            let mut case = self.load(id).await?;
            let undone = case.undo(send)?;
            if undone.by != who.id && !who.role.may(Permission::Reassign) {
                return Err(Refusal::Forbidden.into());
            }
            if self.record(&mut case, who, "undo", send, undone.text.unwrap_or_default()).await? {
                return Ok(case);
            }
        }
        Err(AppError::Contended.into())
    }

    /// A person says what became of a send nobody knows about.
    pub async fn settle(&self, who: &Identity, id: &str, send: &str, was_sent: bool) -> Result<Case, ActionError> {
        permit(who, Permission::Work)?;
        for _ in 0..TRIES {
            let mut case = self.load(id).await?;
            let found = case.send(send).ok_or(Refusal::UnknownSend)?.clone();
            if found.state != SendState::Unknown {
                return Err(Refusal::SendGone(found.state).into());
            }
            let now = self.clock.now();
            if was_sent {
                // No id of the platform is known: the send's own reference stands for it.
                let external_id = crate::domain::ids::send_reference(&case.id(), send);
                let why = Some(SendReason::SettledSent);
                Box::pin(self.settle_sent(&case.conversation, case.number, send, &external_id, now, why)).await?;
                return self.load(id).await;
            }
            if let Some(send) = case.send_mut(send) {
                send.settle_refused(now, SendReason::SettledNotSent);
            }
            sends::refuse_parts_behind(&mut case.sends, now);
            if self.record(&mut case, who, "settle_not_sent", send, String::new()).await? {
                return Ok(case);
            }
        }
        Err(AppError::Contended.into())
    }

    async fn record(
        &self,
        case: &mut Case,
        who: &Identity,
        action: &str,
        about: &str,
        text: String,
    ) -> Result<bool, ActionError> {
        let at = self.clock.now();
        let entry = LogEntry { at, by: who.id.clone(), action: action.to_owned(), about: about.to_owned(), text };
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

/// Refuses what a role may not do.
pub fn permit(who: &Identity, permission: Permission) -> Result<(), ActionError> {
    if who.role.may(permission) { Ok(()) } else { Err(Refusal::Forbidden.into()) }
}
