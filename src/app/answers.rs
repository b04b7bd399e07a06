//! The answer log: every answer judged before it is written, whoever gave it and wherever.
//!
//! Owns reading what an answer is compared with, writing it with its verdict, and raising a contradiction
//! once. Must not decide what contradicts what (`domain::verdict`, `domain::drift`).

use super::actions::{ActionError, permit};
use super::identity::{Identity, Permission};
use super::own::{answer_of, withdrawal_entry};
use super::{App, AppError, TRIES};
use crate::domain::alert::Alert;
use crate::domain::assignment::Standing;
use crate::domain::briefing::{Briefing, BriefingRefusal, in_force};
use crate::domain::case::{Case, Direction, Refusal, StoredMessage};
use crate::domain::drift::{Drift, opened_by};
use crate::domain::ids::short_hash;
use crate::domain::message::{Channel, Kind};
use crate::domain::moderation::Marks;
use crate::domain::records::Answer;
use crate::domain::verdict::{COMPARED, Judged, RECENT, Statement, StatementKind, judge};
use crate::jobs::Job;
use crate::store::cases::Conversation;
use crate::store::commit::{CaseWrite, Commit, Committed};
use crate::store::keys;
use jiff::Timestamp;

/// How many drifts are looked through for one that tells of a contradiction already.
const DRIFTS: i32 = 100;

/// An answer given elsewhere, as somebody reports it.
#[derive(Debug, Clone, PartialEq)]
pub struct AnswerDraft {
    /// Where it was given.
    pub channel: Channel,
    /// What it is about.
    pub topic: String,
    /// What was said.
    pub text: String,
    /// To whom: a contact's id, or whatever is known of them.
    pub contact: Option<String>,
    /// The case it answers.
    pub case: Option<String>,
    /// The sender's own id for it: the same one twice is one answer.
    pub id: Option<String>,
}

/// By whom, when and through what an answer was given.
#[derive(Debug, Clone, Copy)]
pub(super) struct Given<'a> {
    /// Who gave it.
    pub by: &'a str,
    /// Whose ids the draft's own is one of.
    pub scope: [&'a str; 2],
    /// When; absent: now.
    pub at: Option<Timestamp>,
    /// Whether it stops the clocks of its case.
    pub counts: bool,
}

/// An answer with its verdict, ready to be written or written.
#[derive(Debug, Clone)]
pub struct Logged {
    /// The answer.
    pub answer: Answer,
    /// The contradiction it opens.
    pub drift: Option<Drift>,
    alert: Option<Alert>,
}

/// Why something about answers and briefings was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Declined {
    /// There is no such topic.
    UnknownTopic,
    /// There is no such contact.
    UnknownContact,
    /// The sender's id already names another answer.
    IdReused,
    /// A briefing was not fit to be published.
    Briefing(crate::domain::briefing::BriefingRefusal),
    /// The newest version is another one.
    BriefingVersion {
        /// Which.
        version: u32,
    },
    /// The drift is closed.
    Closed,
    /// No briefing is in force.
    NoBriefing,
}

impl Declined {
    /// The stable code of the contract.
    pub fn code(self) -> &'static str {
        match self {
            Declined::UnknownTopic => "unknown_topic",
            Declined::UnknownContact => "unknown_contact",
            Declined::IdReused => "id_reused",
            Declined::Briefing(BriefingRefusal::SourceRequired) => "source_required",
            Declined::Briefing(BriefingRefusal::EmptyText) => "empty_text",
            Declined::Briefing(BriefingRefusal::EndsBeforeItBegins) => "ends_before_it_begins",
            Declined::BriefingVersion { .. } => "version",
            Declined::Closed => "closed",
            Declined::NoBriefing => "no_briefing",
        }
    }
}

/// What an answer is compared with.
struct Known {
    briefing: Option<Briefing>,
    others: Vec<Answer>,
}

impl App {
    /// What an answer would be worth, said now; nothing is written.
    pub async fn preview(&self, topic: &str, channel: Channel, text: &str) -> Result<Judged, AppError> {
        let now = self.clock.now();
        let known = self.known(topic, channel, now).await?;
        let said = Statement {
            kind: StatementKind::Answer,
            id: String::new(),
            channel: Some(channel),
            text: text.to_owned(),
            by: String::new(),
            at: now,
            case: String::new(),
        };
        Ok(judge(&said, topic, known.briefing.as_ref(), &known.others))
    }

    /// The briefing in force at `at` and the recent answers on other channels: two bounded reads.
    async fn known(&self, topic: &str, channel: Channel, at: Timestamp) -> Result<Known, AppError> {
        let since = at.checked_sub(RECENT).unwrap_or(at);
        let (versions, others) = tokio::try_join!(
            self.store.briefings_of(topic),
            self.store.recent_answers(topic, Some(channel), since, COMPARED)
        )?;
        Ok(Known { briefing: in_force(&versions, at).cloned(), others })
    }

    /// Judges an answer about to be written, with the contradiction it opens.
    pub(super) async fn judged(&self, answer: Option<Answer>) -> Result<Option<Logged>, AppError> {
        let Some(mut answer) = answer else { return Ok(None) };
        let known = self.known(&answer.topic, answer.channel, answer.at).await?;
        let said = Statement::of_answer(&answer);
        answer.take(&judge(&said, &answer.topic, known.briefing.as_ref(), &known.others));
        let drift = self.opens(&said, &answer.topic, &known).await?;
        let alert = drift.as_ref().map(|drift| self.alert_of(drift));
        Ok(Some(Logged { answer, drift, alert }))
    }

    /// The contradiction a statement opens. Open ones are read only when there may be one.
    async fn opens(&self, said: &Statement, topic: &str, known: &Known) -> Result<Option<Drift>, AppError> {
        let briefing = known.briefing.as_ref();
        if opened_by(said, topic, briefing, &known.others, &[]).is_none() {
            return Ok(None);
        }
        let open = self.store.drifts(None, DRIFTS).await?;
        Ok(opened_by(said, topic, briefing, &known.others, &open))
    }

    fn alert_of(&self, drift: &Drift) -> Alert {
        let desk = self.desk();
        let owner = desk.topic(&drift.topic).map_or(desk.fallback.as_str(), |topic| topic.owner.as_str());
        let team = desk.team_or_heir(owner).map_or(owner, |team| team.id.as_str());
        Alert::of_drift(drift, team, &desk.version, self.clock.now())
    }

    /// After an answer was written: its alert goes out, and the topic is read again. Two that contradict
    /// each other and were judged in the same instant did not see each other; now at least one does.
    pub(super) async fn answer_written(&self, logged: Option<&Logged>) -> Result<(), AppError> {
        let Some(logged) = logged else { return Ok(()) };
        if let Some(alert) = &logged.alert {
            return self.announce_alert(alert).await;
        }
        let mut answer = logged.answer.clone();
        let known = self.known(&answer.topic, answer.channel, answer.at).await?;
        let said = Statement::of_answer(&answer);
        let judged = judge(&said, &answer.topic, known.briefing.as_ref(), &known.others);
        let before = (answer.verdict, answer.against.clone());
        answer.take(&judged);
        if before != (answer.verdict, answer.against.clone()) {
            self.store.answer_judged(&answer).await?;
        }
        let Some(drift) = self.opens(&said, &answer.topic, &known).await? else { return Ok(()) };
        let alert = self.alert_of(&drift);
        let commit = Commit { drift: Some(&drift), alerts: vec![&alert], ..Commit::default() };
        for _ in 0..TRIES {
            match self.store.commit(&commit).await? {
                Committed::Done => return self.announce_alert(&alert).await,
                Committed::Duplicate => return Ok(()),
                Committed::Conflict => {}
            }
        }
        Err(AppError::Contended)
    }

    /// Writes an answer whose message is written already.
    pub(super) async fn log_beside(&self, answer: Option<Answer>) -> Result<(), AppError> {
        for _ in 0..TRIES {
            let Some(logged) = self.judged(answer.clone()).await? else { return Ok(()) };
            let commit = Commit { answers: vec![&logged.answer], ..logged.commit() };
            if self.store.commit(&commit).await? == Committed::Done {
                return self.answer_written(Some(&logged)).await;
            }
        }
        Err(AppError::Contended)
    }

    async fn announce_alert(&self, alert: &Alert) -> Result<(), AppError> {
        let keys = vec![keys::alert(&alert.day(), &alert.name())];
        Ok(self.jobs.send(vec![Job::Alert { keys }]).await?)
    }

    /// Logs an answer given elsewhere. On the phone it stops the response clock of its case.
    pub async fn log_answer(&self, who: &Identity, draft: &AnswerDraft) -> Result<Answer, ActionError> {
        permit(who, Permission::Answer)?;
        // Only one on the phone counts: a written one counts when its platform tells of it.
        let counts = draft.channel == Channel::Phone;
        self.log_given(draft, Given { by: &who.id, scope: ["answer", &who.id], at: None, counts }).await
    }

    /// Logs an answer given elsewhere, whoever tells of it.
    pub(super) async fn log_given(&self, draft: &AnswerDraft, given_by: Given<'_>) -> Result<Answer, ActionError> {
        let Given { by, scope: [realm, owner], at, counts } = given_by;
        if draft.text.trim().is_empty() {
            return Err(Refusal::EmptyText.into());
        }
        if self.desk().topic(&draft.topic).is_none() {
            return Err(Declined::UnknownTopic.into());
        }
        let given = draft.id.as_deref().filter(|id| !id.is_empty());
        let given = given.map(|id| short_hash(&[realm, owner, id]));
        let contact = self.contact_named(draft).await?;
        for _ in 0..TRIES {
            let now = at.unwrap_or_else(|| self.clock.now());
            let id = given.clone().unwrap_or_else(|| {
                let parts = [realm, owner, draft.channel.as_str(), &draft.topic, &draft.text];
                short_hash(&[&parts[..], &[&now.as_millisecond().to_string()]].concat())
            });
            let external_id = format!("{}-{id}", draft.channel.as_str());
            let message = StoredMessage { counts, ..reported(draft, by, &external_id, now) };
            let (committed, logged) = match &draft.case {
                Some(case) => self.log_in_case(case, draft, &message, given.as_deref()).await?,
                None => self.log_alone(draft, &message, contact.as_deref(), given.as_deref()).await?,
            };
            match committed {
                Committed::Done => {
                    self.answer_written(Some(&logged)).await?;
                    let kept = self.store.answer(&logged.answer.topic, logged.answer.at, &logged.answer.id).await?;
                    return Ok(kept.unwrap_or(logged.answer));
                }
                Committed::Duplicate => match self.logged_before(draft, given.as_deref()).await? {
                    Some(answer) => return Ok(answer),
                    // Without an id of its own only the very same answer in the same millisecond is there already.
                    None if given.is_none() => return Ok(logged.answer),
                    None => {}
                },
                Committed::Conflict => {}
            }
        }
        Err(AppError::Contended.into())
    }

    /// The id of the contact the draft names, when it names one of ours.
    async fn contact_named(&self, draft: &AnswerDraft) -> Result<Option<String>, ActionError> {
        let Some(named) = draft.contact.as_deref().filter(|_| draft.case.is_none()) else { return Ok(None) };
        let id_shaped = named.len() == 24 && named.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !id_shaped {
            return Ok(None);
        }
        match self.store.contact(named).await? {
            Some(_) => Ok(Some(named.to_owned())),
            None => Err(Declined::UnknownContact.into()),
        }
    }

    async fn logged_before(&self, draft: &AnswerDraft, given: Option<&str>) -> Result<Option<Answer>, ActionError> {
        let Some(given) = given else { return Ok(None) };
        let known = self.store.given_answer(given).await?;
        match known {
            Some(answer)
                if (answer.channel, &answer.topic, &answer.text) != (draft.channel, &draft.topic, &draft.text) =>
            {
                Err(Declined::IdReused.into())
            }
            known => Ok(known),
        }
    }

    async fn log_alone(
        &self,
        draft: &AnswerDraft,
        message: &StoredMessage,
        contact: Option<&str>,
        given: Option<&str>,
    ) -> Result<(Committed, Logged), ActionError> {
        let answer = answer_of(message, draft.channel, "");
        let answer = answer.map(|answer| Answer { contact: draft.contact.clone(), ..answer });
        let logged = self.judged(answer).await?.ok_or(Declined::UnknownTopic)?;
        let commit = Commit {
            answers: vec![&logged.answer],
            given: given.map(|id| (id, &logged.answer)),
            told: contact.map(|contact| (contact, &logged.answer)),
            ..logged.commit()
        };
        Ok((self.store.commit(&commit).await?, logged))
    }

    async fn log_in_case(
        &self,
        id: &str,
        draft: &AnswerDraft,
        message: &StoredMessage,
        given: Option<&str>,
    ) -> Result<(Committed, Logged), ActionError> {
        let mut case = self.load(id).await?;
        case.here_or_elsewhere()?;
        let known = match !case.is_latest(message.at) {
            true => self.store.conversation(&case.conversation).await?,
            false => Conversation::default(),
        };
        let (before, standing) = (case.clocks.clone(), Standing::of(&case));
        self.count_answer(&mut case, message, &known).await;
        if draft.channel == Channel::Phone {
            // Whoever promised a call has kept it.
            case.clocks.keep_promise(message.at);
        }
        let agents = self.follow(&standing, &mut case, None).await?;
        case.touch(true);
        let answer = answer_of(message, draft.channel, &case.id());
        let answer = answer.map(|answer| Answer { contact: draft.contact.clone(), ..answer });
        let logged = self.judged(answer).await?.ok_or(Declined::UnknownTopic)?;
        let withdrawn = self.withdrawn(&case, &before).await?;
        let now = self.clock.now();
        let log = withdrawal_entry(&withdrawn, now);
        let commit = Commit {
            case: Some((&case, CaseWrite::Replace)),
            messages: vec![(&case.conversation, case.number, message)],
            answers: vec![&logged.answer],
            given: given.map(|id| (id, &logged.answer)),
            log: log.as_ref(),
            agents: agents.iter().collect(),
            withdrawn: withdrawn.iter().map(|key| (key, now)).collect(),
            ..logged.commit()
        };
        let committed = self.store.commit(&commit).await?;
        if committed == Committed::Done {
            self.schedule(&case).await?;
            self.schedule_agents(&agents).await?;
        }
        Ok((committed, logged))
    }

    /// The topic and channel an answer to a case has unless told otherwise.
    pub async fn answered_in(&self, case: &str) -> Result<(String, Channel), ActionError> {
        let case: Case = self.load(case).await?;
        Ok((case.classification.topic, case.channel))
    }
}

impl Logged {
    /// The answer alone: whether it opens a contradiction is asked again once it stands.
    pub(super) fn without_drift(&self) -> Logged {
        Logged { answer: self.answer.clone(), drift: None, alert: None }
    }

    /// What belongs into the write of the answer besides the answer itself.
    pub(super) fn commit(&self) -> Commit<'_> {
        Commit { drift: self.drift.as_ref(), alerts: self.alert.iter().collect(), ..Commit::default() }
    }
}

/// An answer reported by one of ours, as a message of its case.
fn reported(draft: &AnswerDraft, by: &str, external_id: &str, at: Timestamp) -> StoredMessage {
    StoredMessage {
        external_id: external_id.to_owned(),
        kind: Kind::Other,
        direction: Direction::Out,
        at,
        received_at: None,
        text: draft.text.clone(),
        display: None,
        author: Some(by.to_owned()),
        signed: None,
        written_as: None,
        thread: None,
        in_reply_to: None,
        attachments: Vec::new(),
        language: None,
        copies: Vec::new(),
        topic: Some(draft.topic.clone()),
        counts: true,
        deleted: false,
        revision: 0,
        edited_at: None,
        moves: None,
        future_dated: false,
        unsummoned: false,
        private: false,
        undelivered: None,
        marks: Marks::default(),
    }
}
