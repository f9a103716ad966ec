//! What falls due by itself.

use super::time::{millis, time};
use super::{Reader, StoreError};
use crate::case::CaseId;
use chrono::{DateTime, Utc};

impl Reader<'_> {
    /// Cases whose next timer has come by `now`, the longest due first.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub fn due_timers(&self, now: DateTime<Utc>, limit: usize) -> Result<Vec<CaseId>, StoreError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let sql = "SELECT id FROM cases WHERE timer_at <= ?1 ORDER BY timer_at, id LIMIT ?2";
        self.rows_of(sql, (millis(now), limit), |row| row.get(0).map(CaseId))
    }

    /// When the next timer fires; none where none runs.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub fn next_timer_at(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        let sql = "SELECT min(timer_at) FROM cases WHERE timer_at IS NOT NULL";
        self.lookup::<Option<i64>>(sql, [])?.flatten().map(time).transpose()
    }
}
