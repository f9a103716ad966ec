//! Letters and orders, in the order in which they were written.

use super::entry::Entry;
use super::{Reader, StoreError};
use crate::case::{CaseId, Event, Stamp};

/// A letter or an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OutboxSort {
    /// A message to people.
    Letter,
    /// An instruction to the institution's systems.
    Order,
}

impl OutboxSort {
    /// Its number in the store.
    pub(super) fn code(self) -> i64 {
        match self {
            Self::Letter => 0,
            Self::Order => 1,
        }
    }
}

/// Which letters and orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OutboxFilter {
    /// Of this case.
    pub case: Option<CaseId>,
    /// Of this sort.
    pub sort: Option<OutboxSort>,
}

/// One letter or order.
#[derive(Debug, Clone, PartialEq)]
pub struct OutboxRow {
    /// The row of the log that wrote it; also its place in the outbox.
    pub seq: i64,
    /// The case.
    pub case: CaseId,
    /// When and by whom it was written.
    pub stamp: Stamp,
    /// [`Event::LetterWritten`] or [`Event::OrderGiven`].
    pub event: Event,
}

impl Reader<'_> {
    /// Letters and orders written after row `after` of the log, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub fn outbox(
        &self,
        filter: OutboxFilter,
        after: i64,
        limit: usize,
    ) -> Result<Vec<OutboxRow>, StoreError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let sort = filter.sort.map(OutboxSort::code);
        let seqs: Vec<i64> = match filter.case {
            Some(case) => self.rows_of(
                "SELECT o.seq FROM events e JOIN outbox o ON o.seq = e.seq
                 WHERE e.case_id = ?1 AND o.seq > ?2 AND (?3 IS NULL OR o.sort = ?3) ORDER BY o.seq LIMIT ?4",
                (case.0, after, sort, limit),
                |row| row.get(0),
            )?,
            None => self.rows_of(
                "SELECT seq FROM outbox WHERE seq > ?1 AND (?2 IS NULL OR sort = ?2) ORDER BY seq LIMIT ?3",
                (after, sort, limit),
                |row| row.get(0),
            )?,
        };
        seqs.into_iter().map(|seq| self.outbox_row(seq)).collect()
    }

    fn outbox_row(&self, seq: i64) -> Result<OutboxRow, StoreError> {
        let row = self.log_row(seq)?;
        let Some((row, case)) = row.and_then(|row| row.case.map(|case| (row, case))) else {
            return Err(StoreError::damaged(format!("row {seq} of the log wrote no letter and no order")));
        };
        match row.entry {
            Entry::Case(event) => Ok(OutboxRow { seq, case, stamp: row.stamp, event }),
            Entry::House(_) => Err(StoreError::damaged(format!("row {seq} of the log is about no case"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::StoreError;
    use super::super::fixture::{Bench, ticket};
    use super::*;

    #[test]
    fn letters_and_orders_come_in_the_order_of_the_log() {
        let mut bench = Bench::new();
        let first = bench.open(&ticket("recovery", 1), 1).id;
        let second = bench.open(&ticket("conflict", 2), 2).id;
        let ask =
            |filter, after| bench.store.read::<_, StoreError>(|r| r.outbox(filter, after, 100)).unwrap();
        let all = ask(OutboxFilter::default(), 0);
        assert!(all.is_sorted_by_key(|row| row.seq) && all.len() >= 2);
        assert!(all.iter().any(|row| row.case == first) && all.iter().any(|row| row.case == second));
        for sort in [OutboxSort::Letter, OutboxSort::Order] {
            for row in ask(OutboxFilter { sort: Some(sort), case: Some(first) }, 0) {
                assert_eq!(row.case, first);
                assert_eq!(matches!(row.event, Event::LetterWritten { .. }), sort == OutboxSort::Letter);
            }
        }
        assert_eq!(ask(OutboxFilter::default(), all[0].seq), all[1..]);
    }
}
