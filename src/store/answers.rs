//! The answer log, read by topic, newest first.

use super::keys;
use super::{Item, Store, StoreError, from_item, key_of, text, unavailable};
use crate::domain::records::Answer;
use jiff::Timestamp;

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
}
