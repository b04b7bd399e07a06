//! Alert rows: written with the stamp that caused them, on the agenda until every sink has taken them.

use super::keys::{self, Key};
use super::{Item, Store, StoreError, from_item, key_item, number, text, to_item, unavailable};
use crate::domain::alert::{Alert, AlertCause, AlertKind};
use crate::domain::storm::Storm;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnConsumedCapacity};
use jiff::{SignedDuration, Timestamp};

/// What sorts after every instant.
const LAST: &str = "~";

/// How long one delivery of an alert may take before the next one is due.
const DELIVERY: SignedDuration = SignedDuration::from_secs(60);

pub(crate) fn alert_item(alert: &Alert) -> Result<Item, StoreError> {
    let key = keys::alert(&alert.day(), &alert.name());
    let mut item = to_item(&key, alert)?;
    item.insert("agenda_pk".to_owned(), text(keys::agenda_shard(&key.sk)));
    // Whoever stamps hands it to the sinks at once; the agenda finds it when that did not happen.
    let handed_over_at = alert.at.checked_add(DELIVERY).unwrap_or(alert.at);
    let next_at = match alert.cause {
        AlertCause::Storm(storm) => storm.until_at,
        _ => alert.quiet_until_at.unwrap_or(handed_over_at),
    };
    item.insert("agenda_sk".to_owned(), text(keys::instant(next_at)));
    Ok(item)
}

impl Store {
    /// One alert.
    pub async fn alert(&self, key: &Key) -> Result<Option<Alert>, StoreError> {
        self.get(key).await
    }

    /// The alerts whose step fell on a day, after `after`, at most `limit`.
    pub async fn alerts_on(&self, day: &str, after: Option<&str>, limit: i32) -> Result<Vec<Alert>, StoreError> {
        let items = self.partition(&keys::alert_pk(day), after, Some(limit)).await?;
        items.into_iter().map(from_item).collect()
    }

    /// The alerts behind these keys, in their order.
    pub async fn alerts(&self, wanted: &[Key]) -> Result<Vec<Alert>, StoreError> {
        let mut items = self.batch_get(wanted).await?;
        wanted.iter().filter_map(|key| items.remove(key)).map(from_item).collect()
    }

    /// How many alerts of one kind a team was told of one by one since an instant, counted up to `most`.
    pub async fn told_alone_since(
        &self,
        team: &str,
        kind: AlertKind,
        since: Timestamp,
        most: usize,
    ) -> Result<usize, StoreError> {
        let limit = i32::try_from(most).unwrap_or(i32::MAX);
        let pk = keys::told_alone_pk(team, kind);
        Ok(self.places_between(&pk, &keys::instant(since), LAST, limit).await?.len())
    }

    /// The alerts of one kind a team was told of, alone or together, from an instant up to before another one.
    pub async fn told_between(
        &self,
        team: &str,
        kind: AlertKind,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<Key>, StoreError> {
        let (from, until) = (keys::instant(from), keys::instant(until));
        let mut places = Vec::new();
        for pk in [keys::told_alone_pk(team, kind), keys::told_together_pk(team, kind)] {
            places.extend(self.places_between(&pk, &from, &until, i32::MAX).await?);
        }
        places.sort();
        Ok(places.into_iter().map(|place| place.key).collect())
    }

    /// Takes a delivery that is due, for [`DELIVERY`]: two wake-ups at once make one. `false`: not due, or
    /// taken already.
    pub async fn take_alert(&self, key: &Key, now: Timestamp) -> Result<bool, StoreError> {
        let next_at = now.checked_add(DELIVERY).unwrap_or(now);
        let taken = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key_item(key)))
            .update_expression("SET agenda_sk = :next")
            .condition_expression("agenda_sk <= :now")
            .expression_attribute_values(":next", text(keys::instant(next_at)))
            .expression_attribute_values(":now", text(keys::instant(now)))
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await;
        match taken {
            Ok(answer) => {
                self.capacity.add(answer.consumed_capacity());
                Ok(true)
            }
            Err(error) if error.as_service_error().is_some_and(|no| no.is_conditional_check_failed_exception()) => {
                Ok(false)
            }
            Err(error) => Err(unavailable(error)),
        }
    }

    /// Every sink has it, or a storm that will be told has taken it over: it leaves the agenda. Those that come in
    /// storms are put where they are counted.
    pub async fn alert_accepted(
        &self,
        key: &Key,
        alert: &Alert,
        at: Timestamp,
        told_with: Option<&str>,
    ) -> Result<(), StoreError> {
        let mut change = "SET accepted_at = :at".to_owned();
        let mut values = Item::from([(":at".to_owned(), number(at.as_millisecond()))]);
        if let Some(storm) = told_with {
            change.push_str(", told_with = :storm");
            values.insert(":storm".to_owned(), text(storm));
        }
        if Storm::around(alert.kind(), at).is_some() {
            let partition = if told_with.is_some() { keys::told_together_pk } else { keys::told_alone_pk };
            change.push_str(", queue_pk = :pk, queue_sk = :sk");
            values.insert(":pk".to_owned(), text(partition(&alert.team, alert.kind())));
            values.insert(":sk".to_owned(), text(format!("{}#{}", keys::instant(at), key.sk)));
        }
        change.push_str(" REMOVE agenda_pk, agenda_sk");
        self.change_alert(key, &change, values).await
    }

    /// What it warned of is over before anybody could be told: it leaves the agenda.
    pub async fn alert_moot(&self, key: &Key, at: Timestamp) -> Result<(), StoreError> {
        let values = Item::from([
            (":at".to_owned(), number(at.as_millisecond())),
            (":yes".to_owned(), AttributeValue::Bool(true)),
        ]);
        self.change_alert(key, "SET accepted_at = :at, moot = :yes REMOVE agenda_pk, agenda_sk", values).await
    }

    /// How many cases a storm was.
    pub async fn alert_counted(&self, key: &Key, count: u32) -> Result<(), StoreError> {
        // `count` is a word of DynamoDB's own.
        self.change_alert(key, "SET #count = :count", Item::from([(":count".to_owned(), number(count))])).await
    }

    async fn change_alert(&self, key: &Key, change: &str, values: Item) -> Result<(), StoreError> {
        let mut update = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key_item(key)))
            .update_expression(change)
            .condition_expression("attribute_exists(pk)")
            .set_expression_attribute_values(Some(values))
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        if change.contains("#count") {
            update = update.expression_attribute_names("#count", "count");
        }
        let answer = update.send().await.map_err(unavailable)?;
        self.capacity.add(answer.consumed_capacity());
        Ok(())
    }

    /// A sink did not take it: it is tried again at `next_at`, with those that have not `taken` it.
    pub async fn alert_postponed(&self, key: &Key, next_at: Timestamp, taken: &[String]) -> Result<(), StoreError> {
        let answer = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key_item(key)))
            .update_expression("SET agenda_sk = :next, attempts = attempts + :one, taken = :taken")
            .condition_expression("attribute_exists(agenda_pk)")
            .expression_attribute_values(":next", text(keys::instant(next_at)))
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":taken", AttributeValue::L(taken.iter().map(text).collect()))
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(unavailable)?;
        self.capacity.add(answer.consumed_capacity());
        Ok(())
    }

    /// A person has seen it. The first one counts.
    pub async fn alert_acknowledged(&self, key: &Key, by: &str) -> Result<bool, StoreError> {
        let answer = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key_item(key)))
            .update_expression("SET acknowledged_by = if_not_exists(acknowledged_by, :by)")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_values(":by", text(by))
            .send()
            .await;
        match answer {
            Ok(_) => Ok(true),
            Err(error)
                if error.as_service_error().is_some_and(|refused| refused.is_conditional_check_failed_exception()) =>
            {
                Ok(false)
            }
            Err(error) => Err(unavailable(error)),
        }
    }
}
