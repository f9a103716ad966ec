//! How long a list is, from counters where they tell.

use super::super::time::millis;
use super::super::{Reader, StoreError};
use super::{Filter, OpenFilter, Sort};
use chrono::{DateTime, Utc};

impl Reader<'_> {
    /// How many cases a filter takes; none where only looking at each of many cases would tell.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub fn count(&self, filter: &Filter, now: DateTime<Utc>) -> Result<Option<u64>, StoreError> {
        let now = millis(now);
        if !filter.search.trim().is_empty() {
            return Ok(None);
        }
        let cells = self.cells_for(filter)?;
        if let Some(rows) = self.few(filter, Sort::Newest, now)? {
            let sieve = self.sieve(filter, now)?;
            let passing = rows.iter().filter(|row| cells.contains(&row.cell) && sieve.passes(row));
            return Ok(Some(passing.count() as u64));
        }
        if filter.due.is_some() || filter.open == OpenFilter::Snoozed || filter.marks.are_any() {
            return Ok(None);
        }
        let mut count: i64 = 0;
        for cell in &cells {
            count += self.lookup::<i64>("SELECT cases FROM cells WHERE id = ?1", [cell])?.unwrap_or(0);
        }
        let off = filter.open == OpenFilter::Open && filter.outcome.is_none();
        let sql = "SELECT cell, claimed_until > ?1, snoozed_until > ?1 FROM cases
                   WHERE claimed_until > ?1 OR snoozed_until > ?1";
        let lately = self.rows_of(sql, [now], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, Option<bool>>(1)?, row.get::<_, Option<bool>>(2)?))
        })?;
        let left_out = lately.into_iter().filter(|(cell, claimed, snoozed)| {
            let claimed = claimed.unwrap_or(false) && filter.unclaimed;
            let snoozed = snoozed.unwrap_or(false) && off;
            cells.contains(cell) && (claimed || snoozed)
        });
        count -= i64::try_from(left_out.count()).unwrap_or(i64::MAX);
        Ok(Some(count.max(0).unsigned_abs()))
    }
}
