//! Finding what is due soon.

use super::{App, AppError, HORIZON};
use crate::jobs::Job;
use crate::store::keys::AGENDA_SHARDS;

impl App {
    /// Sends one wake-up for everything on the agenda up to ninety seconds from now; how many there were.
    ///
    /// Reads every partition from its beginning: late inserts, stale index reads and outages are found
    /// by the next sweep.
    pub async fn sweep(&self) -> Result<usize, AppError> {
        let now = self.clock.now();
        let until = now.checked_add(HORIZON).unwrap_or(now);
        let mut found = 0;
        for shard in 0..AGENDA_SHARDS {
            let mut hits = self.store.scheduled(shard, until).await?;
            hits.sort_by_key(|hit| hit.at);
            found += hits.len();
            let wakes = hits.into_iter().map(|hit| (Job::Wake { key: hit.key }, hit.at)).collect();
            self.jobs.send_each_at(wakes).await?;
        }
        Ok(found)
    }
}
