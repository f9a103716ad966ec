//! What falls due by itself.

use super::time::{millis, time};
use super::{Reader, StoreError};
use crate::case::{CaseId, Version};
use chrono::{DateTime, Utc};

/// A case that is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueTimer {
    /// Since when.
    pub at: DateTime<Utc>,
    /// Which.
    pub case: CaseId,
    /// Its version.
    pub version: Version,
}

impl Reader<'_> {
    /// Cases whose next timer has come by `now`, the longest due first; only those after `after`, where a turn goes on that
    /// looked at the others.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub fn due_timers(
        &self,
        now: DateTime<Utc>,
        after: Option<(DateTime<Utc>, CaseId)>,
        limit: usize,
    ) -> Result<Vec<DueTimer>, StoreError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let (at, id) = after.map_or((i64::MIN, 0), |(at, case)| (millis(at), case.0));
        let sql = "SELECT timer_at, id, version FROM cases
                   WHERE timer_at <= ?1 AND (timer_at, id) > (?2, ?3) ORDER BY timer_at, id LIMIT ?4";
        let rows = self.rows_of(sql, (millis(now), at, id, limit), |row| {
            Ok((row.get(0)?, CaseId(row.get(1)?), Version(row.get(2)?)))
        })?;
        rows.into_iter().map(|(at, case, version)| Ok(DueTimer { at: time(at)?, case, version })).collect()
    }

    /// Those of `cases` whose next timer has come by `now`.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub fn due_among(
        &self,
        cases: impl IntoIterator<Item = CaseId>,
        now: DateTime<Utc>,
    ) -> Result<Vec<DueTimer>, StoreError> {
        let sql = "SELECT timer_at, version FROM cases WHERE id = ?1 AND timer_at <= ?2";
        let mut due = Vec::new();
        for case in cases {
            let found =
                self.rows_of(sql, (case.0, millis(now)), |row| Ok((row.get(0)?, Version(row.get(1)?))))?;
            for (at, version) in found {
                due.push(DueTimer { at: time(at)?, case, version });
            }
        }
        Ok(due)
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

#[cfg(test)]
mod tests {
    use super::super::StoreError;
    use super::super::fixture::{Bench, start, ticket};
    use super::DueTimer;
    use crate::case::next_alarm;
    use chrono::Duration;

    #[test]
    fn r11_a_case_comes_up_when_its_timer_has_come_and_not_before() {
        let mut bench = Bench::new();
        let case = bench.open(&ticket("recovery", 1), 1);
        let playbook = bench.playbook();
        let kind = &playbook.kinds[&case.matter.as_ref().unwrap().kind];
        let at = next_alarm(&case, kind, &playbook.calendar).unwrap();
        bench
            .store
            .read::<_, StoreError>(|r| {
                assert_eq!(r.next_timer_at()?, Some(at));
                let timer = DueTimer { at, case: case.id, version: case.version };
                assert_eq!(r.due_timers(at, None, 10)?, [timer]);
                assert_eq!(r.due_timers(at, Some((at, case.id)), 10)?, [], "nothing comes after it");
                assert_eq!(r.due_timers(at.max(start()) - Duration::milliseconds(1), None, 10)?, []);
                Ok(())
            })
            .unwrap();
    }
}
