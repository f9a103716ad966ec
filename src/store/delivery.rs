//! Deliveries under way: which process is at which letter or order, how often it was tried and when it is tried again.
//!
//! An attempt is written down before anything is sent, so that two processes never send the same at once, and so that after a
//! kill it is known that something may have gone out. What comes of it is an event and stands in the log; this does not.

use super::outbox::{OutboxRow, OutboxSort};
use super::time::{millis, time};
use super::{Reader, StoreError, Tx};
use crate::case::{CaseId, PostState, Version};
use chrono::{DateTime, Utc};

const DOING: &str = "write down a delivery";

/// What is free to be delivered, oldest first. An order waits while an earlier one of its case or its account does.
macro_rules! free {
    ($order:literal) => {
        concat!(
            "SELECT o.seq FROM outbox o LEFT JOIN attempts a ON a.seq = o.seq
             WHERE o.state = 0 AND o.sort = ?1 AND o.seq > ?2 AND (a.seq IS NULL OR a.again_at <= ?3) ",
            $order,
            " ORDER BY o.seq LIMIT 1"
        )
    };
}

const FREE_LETTER: &str = free!("");
const FREE_ORDER: &str = free!(
    "AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.state = 0 AND e.sort = 1 AND e.case_id = o.case_id AND e.seq < o.seq)
     AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.state = 0 AND e.sort = 1 AND e.line = o.line AND e.seq < o.seq)"
);

impl Reader<'_> {
    /// The first letter or order after row `after` of the log that may be delivered at `now`: nobody is at it, its time to be
    /// tried again has come, and no order that goes before it waits.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub fn free_to_deliver(
        &self,
        sort: OutboxSort,
        after: i64,
        now: DateTime<Utc>,
    ) -> Result<Option<OutboxRow>, StoreError> {
        let sql = match sort {
            OutboxSort::Letter => FREE_LETTER,
            OutboxSort::Order => FREE_ORDER,
        };
        match self.lookup::<i64>(sql, (sort.code(), after, millis(now)))? {
            Some(seq) => self.in_outbox(seq),
            None => Ok(None),
        }
    }

    /// When the next of what was tried is tried again, or is free because whoever had it counts as dead; none where nothing
    /// was tried.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub fn next_delivery_at(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        self.lookup::<Option<i64>>("SELECT min(again_at) FROM attempts", [])?.flatten().map(time).transpose()
    }

    /// How many deliveries are under way at `now`, and how many wait to be tried again.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub fn deliveries(&self, now: DateTime<Utc>) -> Result<(u64, u64), StoreError> {
        let count = |sql| Ok(self.lookup::<i64>(sql, [millis(now)])?.unwrap_or(0).unsigned_abs());
        let under_way = count("SELECT count(*) FROM attempts WHERE owner IS NOT NULL AND again_at > ?1")?;
        let all = count("SELECT count(*) FROM attempts WHERE ?1 IS NOT NULL")?;
        Ok((under_way, all - under_way))
    }

    /// The processes that have something under way at `now`.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub fn delivering(&self, now: DateTime<Utc>) -> Result<Vec<String>, StoreError> {
        let sql =
            "SELECT DISTINCT owner FROM attempts WHERE owner IS NOT NULL AND again_at > ?1 ORDER BY owner";
        self.rows_of(sql, [millis(now)], |row| row.get(0))
    }
}

impl Tx<'_> {
    /// Writes down that `owner` begins to deliver what row `seq` of the log wrote, and has it until `until`. Gives the number
    /// of the attempt, from 1.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be written.
    pub fn begin_delivery(&mut self, seq: i64, owner: &str, until: DateTime<Utc>) -> Result<u32, StoreError> {
        self.run(
            "INSERT INTO attempts (seq, attempt, failures, owner, again_at) VALUES (?1, 1, 0, ?2, ?3)
             ON CONFLICT (seq) DO UPDATE SET attempt = attempt + 1, owner = excluded.owner, again_at = excluded.again_at",
            (seq, owner, millis(until)),
            DOING,
        )?;
        let number = self.lookup("SELECT attempt FROM attempts WHERE seq = ?1", [seq])?;
        number.ok_or_else(|| StoreError::damaged(format!("delivery {seq} was not written down")))
    }

    /// Whether `owner` still has the delivery that it began as attempt `number`.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub fn has_delivery(&self, seq: i64, owner: &str, number: u32) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM attempts WHERE seq = ?1 AND owner = ?2 AND attempt = ?3";
        Ok(self.lookup::<i64>(sql, (seq, owner, number))?.is_some())
    }

    /// Writes down that an attempt ended without an end of the matter: it is tried again at `again_at`. It counts towards
    /// giving up only where somebody was reached.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be written.
    pub fn deliver_again(
        &mut self,
        seq: i64,
        again_at: DateTime<Utc>,
        counts: bool,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE attempts SET owner = NULL, again_at = ?2, failures = failures + ?3 WHERE seq = ?1";
        self.run(sql, (seq, millis(again_at), i64::from(counts)), DOING).map(drop)
    }

    /// Ends the delivery of what the case's event at version `given` wrote. What was put back counts as tried: something of it
    /// may have gone out before.
    pub(super) fn end_delivery(
        &mut self,
        case: CaseId,
        given: Version,
        state: PostState,
    ) -> Result<(), StoreError> {
        let sql = if state == PostState::Waiting {
            "INSERT OR IGNORE INTO attempts (seq, attempt, failures, again_at)
             SELECT seq, 1, 0, 0 FROM events WHERE case_id = ?1 AND version = ?2"
        } else {
            "DELETE FROM attempts WHERE seq = (SELECT seq FROM events WHERE case_id = ?1 AND version = ?2)"
        };
        self.run(sql, (case.0, given.0), DOING).map(drop)
    }

    /// Takes from `owner`, which has died, what it was at: it may be delivered by others at once.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be written.
    pub fn release_deliveries(&mut self, owner: &str, now: DateTime<Utc>) -> Result<usize, StoreError> {
        let sql = "UPDATE attempts SET owner = NULL, again_at = ?2 WHERE owner = ?1";
        self.run(sql, (owner, millis(now)), DOING)
    }
}

#[cfg(test)]
mod tests {
    use super::super::StoreError;
    use super::super::fixture::{Bench, start, ticket};
    use super::*;
    use crate::case::{Actor, Came, Command, OrderAnswer};
    use chrono::Duration;

    fn free(bench: &Bench, sort: OutboxSort, after: i64, minutes: i64) -> Option<OutboxRow> {
        let now = start() + Duration::minutes(minutes);
        bench.store.read::<_, StoreError>(|r| r.free_to_deliver(sort, after, now)).unwrap()
    }

    fn write<T>(bench: &mut Bench, work: impl FnOnce(&mut Tx<'_>) -> Result<T, StoreError>) -> T {
        bench.store.write(work).unwrap()
    }

    #[test]
    fn what_one_process_is_at_no_other_takes_before_its_time_is_over() {
        let mut bench = Bench::new();
        bench.open(&ticket("recovery", 1), 1);
        let letter = free(&bench, OutboxSort::Letter, 0, 10).unwrap();
        let until = start() + Duration::minutes(20);
        assert_eq!(write(&mut bench, |tx| tx.begin_delivery(letter.seq, "a", until)), 1);
        let next = free(&bench, OutboxSort::Letter, 0, 19);
        assert_ne!(next.map(|row| row.seq), Some(letter.seq));
        let again = free(&bench, OutboxSort::Letter, 0, 20).unwrap();
        assert_eq!((again.seq, again.attempt.unwrap().owner.as_deref()), (letter.seq, Some("a")));
        let until = start() + Duration::minutes(40);
        assert_eq!(write(&mut bench, |tx| tx.begin_delivery(letter.seq, "b", until)), 2);
        assert!(!write(&mut bench, |tx| tx.has_delivery(letter.seq, "a", 1)));
        assert!(write(&mut bench, |tx| tx.has_delivery(letter.seq, "b", 2)));
        assert_eq!(write(&mut bench, |tx| tx.release_deliveries("b", start())), 1);
        assert_eq!(free(&bench, OutboxSort::Letter, 0, 20).unwrap().seq, letter.seq);
        assert_eq!(bench.store.check(&mut |_, _| {}).unwrap().findings, []);
    }

    #[test]
    fn orders_of_a_case_go_out_one_after_the_other() {
        let mut bench = Bench::new();
        bench.open(&ticket("conflict", 1), 1);
        let Some(first) = free(&bench, OutboxSort::Order, 0, 5) else { return };
        assert_eq!(
            free(&bench, OutboxSort::Order, first.seq, 5),
            None,
            "it goes before all others of its case"
        );
        let done = Came::Answered(OrderAnswer::Done);
        let command = Command::Came { given: first.version, came: done, attempts: 1, reason: None };
        bench.carry_out(first.case, &command, 6, Actor::Post);
        assert!(free(&bench, OutboxSort::Order, 0, 7).is_none_or(|next| next.seq > first.seq));
    }
}
