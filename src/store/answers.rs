//! The answer log, read by topic, newest first.

use super::keys::{self, Key};
use super::{Item, Store, StoreError, from_item, key_item, key_of, number, text, unavailable};
use crate::domain::message::Channel;
use crate::domain::records::Answer;
use jiff::Timestamp;

/// How many answers one read of recent ones looks at...
const LOOKED_AT: i32 = 100;
/// ...and how many such reads are made at most.
const READS: usize = 4;

/// The row that finds an answer again by its sender's id.
pub(crate) fn given_item(id: &str, answer: &Answer) -> Result<Item, StoreError> {
    let mut item = key_item(&keys::given(id));
    let target = keys::answer(&answer.topic, answer.at, &answer.id);
    item.insert("target_pk".to_owned(), text(target.pk));
    item.insert("target_sk".to_owned(), text(target.sk));
    Ok(item)
}

/// One page of answers.
#[derive(Debug)]
pub struct AnswerPage {
    /// The answers, newest first.
    pub answers: Vec<Answer>,
    /// Where the next page begins.
    pub cursor: Option<String>,
}

impl Store {
    /// The answers of a topic since an instant, newest first, from after `cursor`.
    pub async fn answers(
        &self,
        topic: &str,
        since: Option<Timestamp>,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<AnswerPage, StoreError> {
        let pk = keys::answer_pk(topic);
        let from = since.map_or_else(|| "ANSWER#".to_owned(), |at| format!("ANSWER#{}", keys::instant(at)));
        let start: Option<Item> =
            cursor.map(|sk| super::key_item(&keys::Key { pk: pk.clone(), sk: format!("ANSWER#{sk}") }));
        let answer = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :pk AND sk BETWEEN :from AND :until")
            .expression_attribute_values(":pk", text(pk))
            .expression_attribute_values(":from", text(from))
            .expression_attribute_values(":until", text("ANSWER#~"))
            .scan_index_forward(false)
            .limit(i32::try_from(limit).unwrap_or(i32::MAX))
            .set_exclusive_start_key(start)
            .send()
            .await
            .map_err(unavailable)?;
        let last = answer.last_evaluated_key.as_ref().and_then(key_of);
        let cursor = last.and_then(|key| key.sk.strip_prefix("ANSWER#").map(str::to_owned));
        let answers = answer.items.unwrap_or_default().into_iter().map(from_item).collect::<Result<_, _>>()?;
        Ok(AnswerPage { answers, cursor })
    }

    /// Recent answers of a topic given anywhere but on `channel`, newest first, at most `most`. Read
    /// consistently: what was written before this call is there. Looks at four hundred answers at most.
    pub async fn recent_answers(
        &self,
        topic: &str,
        channel: Option<Channel>,
        since: Timestamp,
        most: usize,
    ) -> Result<Vec<Answer>, StoreError> {
        let mut found: Vec<Answer> = Vec::new();
        let mut start: Option<Item> = None;
        for _ in 0..READS {
            let answer = self
                .client
                .query()
                .table_name(&self.table)
                .key_condition_expression("pk = :pk AND sk BETWEEN :from AND :until")
                .expression_attribute_values(":pk", text(keys::answer_pk(topic)))
                .expression_attribute_values(":from", text(format!("ANSWER#{}", keys::instant(since))))
                .expression_attribute_values(":until", text("ANSWER#~"))
                .scan_index_forward(false)
                .consistent_read(true)
                .limit(LOOKED_AT)
                .set_exclusive_start_key(start.take())
                .send()
                .await
                .map_err(unavailable)?;
            for item in answer.items.unwrap_or_default() {
                let answer: Answer = from_item(item)?;
                // What nobody has heard contradicts nothing.
                if Some(answer.channel) != channel && answer.undelivered_at.is_none() {
                    found.push(answer);
                }
            }
            start = answer.last_evaluated_key;
            if start.is_none() || found.len() >= most {
                break;
            }
        }
        found.truncate(most);
        Ok(found)
    }

    /// One answer.
    pub async fn answer(&self, topic: &str, at: Timestamp, id: &str) -> Result<Option<Answer>, StoreError> {
        self.get(&keys::answer(topic, at, id)).await
    }

    /// The answer logged under its sender's id.
    pub async fn given_answer(&self, id: &str) -> Result<Option<Answer>, StoreError> {
        #[derive(serde::Deserialize)]
        struct Row {
            target_pk: String,
            target_sk: String,
        }
        match self.get::<Row>(&keys::given(id)).await? {
            Some(row) => self.get(&Key { pk: row.target_pk, sk: row.target_sk }).await,
            None => Ok(None),
        }
    }

    /// The answers behind these keys, in their order.
    pub async fn answers_at(&self, wanted: &[Key]) -> Result<Vec<Answer>, StoreError> {
        let mut items = self.batch_get(wanted).await?;
        wanted.iter().filter_map(|key| items.remove(key)).map(from_item).collect()
    }

    /// An answer turned out to be the wrong one of two.
    pub async fn answer_corrected(&self, answer: &Answer, at: Timestamp) -> Result<(), StoreError> {
        self.client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key_item(&keys::answer(&answer.topic, answer.at, &answer.id))))
            .update_expression("SET corrected_at = if_not_exists(corrected_at, :at)")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_values(":at", number(at.as_millisecond()))
            .send()
            .await
            .map_err(unavailable)?;
        Ok(())
    }

    /// The verdict on an answer turned out to be another: somebody contradicted it in the same instant.
    pub async fn answer_judged(&self, answer: &Answer) -> Result<(), StoreError> {
        let unreadable = |error: serde_dynamo::Error| StoreError::Unreadable(error.to_string());
        self.client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key_item(&keys::answer(&answer.topic, answer.at, &answer.id))))
            .update_expression("SET verdict = :verdict, because = :because, against = :against")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_values(
                ":verdict",
                serde_dynamo::to_attribute_value(answer.verdict).map_err(unreadable)?,
            )
            .expression_attribute_values(
                ":because",
                serde_dynamo::to_attribute_value(&answer.because).map_err(unreadable)?,
            )
            .expression_attribute_values(
                ":against",
                serde_dynamo::to_attribute_value(&answer.against).map_err(unreadable)?,
            )
            .send()
            .await
            .map_err(unavailable)?;
        Ok(())
    }
}
