//! Letters and orders, in the order in which they were written, and how far each got.
//!
//! How far it got is a projection of the log. That somebody is at it just now is not: see `delivery`.

use super::counters::{Tally, what};
use super::entry::Entry;
use super::project::Trace;
use super::time::time;
use super::{Reader, StoreError, Tx};
use crate::case::{AccountId, CaseId, Event, Matter, PostState, Stamp, Version};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

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

/// A state's number in the store: what is finished has the larger ones, so that an index can leave it out.
pub(super) fn state_code(state: PostState) -> i64 {
    match state {
        PostState::Waiting => 0,
        PostState::Refused => 1,
        PostState::SetAside => 2,
        PostState::Sent => 3,
        PostState::Done => 4,
    }
}

fn state_of_code(code: i64) -> Result<PostState, StoreError> {
    let state = PostState::ALL.into_iter().find(|state| state_code(*state) == code);
    state.ok_or_else(|| StoreError::damaged(format!("something in the outbox has state {code}")))
}

/// The line in which the orders about an account go out, one after the other.
pub(super) fn line(matter: &Matter, account: &AccountId) -> String {
    format!("{}/{account}", matter.institution)
}

/// Which letters and orders, by how far they got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum OutboxStage {
    /// All of them.
    #[default]
    Any,
    /// Those that are not finished: waiting, refused and set aside.
    Unfinished,
    /// Those in one state.
    In(PostState),
}

/// Which letters and orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OutboxFilter {
    /// Of this case.
    pub case: Option<CaseId>,
    /// Of this sort.
    pub sort: Option<OutboxSort>,
    /// So far.
    pub stage: OutboxStage,
}

/// One letter or order.
#[derive(Debug, Clone, PartialEq)]
pub struct OutboxRow {
    /// The row of the log that wrote it; also its place in the outbox.
    pub seq: i64,
    /// The case.
    pub case: CaseId,
    /// The case's version after it was written: its name within the case.
    pub version: Version,
    /// When and by whom it was written.
    pub stamp: Stamp,
    /// [`Event::LetterWritten`] or [`Event::OrderGiven`].
    pub event: Event,
    /// How far it got.
    pub state: PostState,
    /// The last attempt, while it waits and was tried.
    pub attempt: Option<Attempt>,
}

/// An attempt to deliver something, of which nothing has come yet or nothing that ends it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Which one, from 1.
    pub number: u32,
    /// How many of them count towards giving up.
    pub failures: u32,
    /// The process that is at it.
    pub owner: Option<String>,
    /// Until when that process has it; without one, when it is tried again.
    pub again_at: DateTime<Utc>,
}

impl Reader<'_> {
    /// Letters and orders written after row `after` of the log, oldest first. What is unfinished is found without looking at
    /// what is finished.
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
        let (least, most) = match filter.stage {
            OutboxStage::Any => (0, state_code(PostState::Done)),
            OutboxStage::Unfinished => (0, state_code(PostState::SetAside)),
            OutboxStage::In(state) => (state_code(state), state_code(state)),
        };
        let unfinished = most <= state_code(PostState::SetAside);
        let sql = match (filter.case, unfinished) {
            (Some(_), _) => {
                "SELECT o.seq FROM events e JOIN outbox o ON o.seq = e.seq
                 WHERE e.case_id = ?6 AND o.seq > ?1 AND (?2 IS NULL OR o.sort = ?2) AND o.state BETWEEN ?3 AND ?4
                 ORDER BY o.seq LIMIT ?5"
            }
            (None, true) => {
                "SELECT seq FROM outbox WHERE state <= 2 AND seq > ?1 AND (?2 IS NULL OR sort = ?2)
                 AND state BETWEEN ?3 AND ?4 AND ?6 IS NULL ORDER BY seq LIMIT ?5"
            }
            (None, false) => {
                "SELECT seq FROM outbox WHERE seq > ?1 AND (?2 IS NULL OR sort = ?2)
                 AND state BETWEEN ?3 AND ?4 AND ?6 IS NULL ORDER BY seq LIMIT ?5"
            }
        };
        let case = filter.case.map(|case| case.0);
        let seqs: Vec<i64> = self.rows_of(sql, (after, sort, least, most, limit, case), |row| row.get(0))?;
        seqs.into_iter().map(|seq| self.outbox_row(seq)).collect()
    }

    /// One letter or order; none where row `seq` of the log wrote neither.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub fn in_outbox(&self, seq: i64) -> Result<Option<OutboxRow>, StoreError> {
        let found = self.lookup::<i64>("SELECT seq FROM outbox WHERE seq = ?1", [seq])?;
        found.map(|seq| self.outbox_row(seq)).transpose()
    }

    fn outbox_row(&self, seq: i64) -> Result<OutboxRow, StoreError> {
        let nothing = || StoreError::damaged(format!("row {seq} of the log wrote no letter and no order"));
        let row = self.log_row(seq)?.ok_or_else(nothing)?;
        let (case, version) = row.case.zip(row.version).ok_or_else(nothing)?;
        let Entry::Case(event) = row.entry else { return Err(nothing()) };
        let state = self.lookup("SELECT state FROM outbox WHERE seq = ?1", [seq])?.ok_or_else(nothing)?;
        let state = state_of_code(state)?;
        Ok(OutboxRow { seq, case, version, stamp: row.stamp, event, state, attempt: self.attempt(seq)? })
    }

    pub(super) fn attempt(&self, seq: i64) -> Result<Option<Attempt>, StoreError> {
        let sql = "SELECT attempt, failures, owner, again_at FROM attempts WHERE seq = ?1";
        let row =
            self.row_of(sql, seq, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get::<_, i64>(3)?)))?;
        row.map(|(number, failures, owner, again_at)| {
            Ok(Attempt { number, failures, owner, again_at: time(again_at)? })
        })
        .transpose()
    }

    /// How many letters and orders got how far, from counters; those of which there are none are left out.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub fn outbox_counts(&self) -> Result<BTreeMap<(OutboxSort, PostState), u64>, StoreError> {
        let sql = "SELECT part, bucket, n FROM tallies WHERE what = ?1";
        let rows = self.rows_of(sql, [what::OUTBOX], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, i64>(2)?))
        })?;
        let count = |(sort, state, n): (i64, i64, i64)| {
            let sort = if sort == OutboxSort::Letter.code() { OutboxSort::Letter } else { OutboxSort::Order };
            Ok(((sort, state_of_code(state)?), n.unsigned_abs()))
        };
        rows.into_iter().map(count).collect()
    }
}

impl Tx<'_> {
    /// Puts into the outbox what an event wrote, and moves on there what it tells of.
    pub(super) fn project_post(
        &mut self,
        case: CaseId,
        matter: &Matter,
        seq: i64,
        trace: &Trace,
    ) -> Result<(), StoreError> {
        if let Some(sort) = trace.outbox {
            let waiting = state_code(PostState::Waiting);
            let line = trace.account.as_ref().map(|account| line(matter, account));
            let sql = "INSERT INTO outbox (seq, sort, state, case_id, line) VALUES (?1, ?2, ?3, ?4, ?5)";
            self.run(sql, (seq, sort.code(), waiting, case.0, line), "fill its outbox")?;
            self.counters.count(Tally::Outbox { sort: sort.code(), state: waiting }, 1);
        }
        let Some((given, state)) = trace.settled else { return Ok(()) };
        let sql = "SELECT o.seq, o.sort, o.state FROM events e JOIN outbox o ON o.seq = e.seq
                   WHERE e.case_id = ?1 AND e.version = ?2";
        let found =
            self.rows_of(sql, (case.0, given.0), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let Some((seq, sort, before)) = found.first().copied() else {
            let what = format!("event {} of case {} wrote no letter and no order", given.0, case.0);
            return Err(StoreError::damaged(what));
        };
        let (seq, state): (i64, i64) = (seq, state_code(state));
        self.run("UPDATE outbox SET state = ?2 WHERE seq = ?1", (seq, state), "move on in its outbox")?;
        self.counters.count(Tally::Outbox { sort, state: before }, -1);
        self.counters.count(Tally::Outbox { sort, state }, 1);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::StoreError;
    use super::super::fixture::{Bench, ticket};
    use super::*;
    use crate::case::{Actor, Came, Command, OrderAnswer};

    fn ask(bench: &Bench, filter: OutboxFilter, after: i64) -> Vec<OutboxRow> {
        bench.store.read::<_, StoreError>(|r| r.outbox(filter, after, 100)).unwrap()
    }

    #[test]
    fn letters_and_orders_come_in_the_order_of_the_log() {
        let mut bench = Bench::new();
        let first = bench.open(&ticket("recovery", 1), 1).id;
        let second = bench.open(&ticket("conflict", 2), 2).id;
        let all = ask(&bench, OutboxFilter::default(), 0);
        assert!(all.is_sorted_by_key(|row| row.seq) && all.len() >= 2);
        assert!(all.iter().any(|row| row.case == first) && all.iter().any(|row| row.case == second));
        for sort in [OutboxSort::Letter, OutboxSort::Order] {
            for row in ask(
                &bench,
                OutboxFilter { sort: Some(sort), case: Some(first), ..OutboxFilter::default() },
                0,
            ) {
                assert_eq!(row.case, first);
                assert_eq!(matches!(row.event, Event::LetterWritten { .. }), sort == OutboxSort::Letter);
            }
        }
        assert_eq!(ask(&bench, OutboxFilter::default(), all[0].seq), all[1..]);
    }

    #[test]
    fn what_came_of_each_is_counted_and_what_is_finished_waits_no_more() {
        let mut bench = Bench::new();
        bench.open(&ticket("conflict", 1), 1);
        let all = ask(&bench, OutboxFilter::default(), 0);
        for (row, came) in all.iter().zip([Came::Sent { passed_over: 0 }, Came::SetAside].into_iter().cycle())
        {
            let came = match (&row.event, came) {
                (Event::OrderGiven { .. }, Came::Sent { .. }) => Came::Answered(OrderAnswer::Done),
                (_, came) => came,
            };
            let command = Command::Came { given: row.version, came, attempts: 1, reason: Some("so".into()) };
            bench.carry_out(row.case, &command, 5, Actor::Post);
        }
        let unfinished = OutboxFilter { stage: OutboxStage::Unfinished, ..OutboxFilter::default() };
        assert!(ask(&bench, unfinished, 0).iter().all(|row| row.state == PostState::SetAside));
        let counts = bench.store.read::<_, StoreError>(|r| r.outbox_counts()).unwrap();
        assert_eq!(counts.values().sum::<u64>(), all.len() as u64);
        assert_eq!(counts.keys().filter(|(_, state)| *state == PostState::Waiting).count(), 0);
        assert_eq!(bench.store.check(&mut |_, _| {}).unwrap().findings, []);
        bench.store.rebuild(&mut |_, _| {}).unwrap();
        assert_eq!(bench.store.check(&mut |_, _| {}).unwrap().findings, []);
        assert_eq!(bench.store.read::<_, StoreError>(|r| r.outbox_counts()).unwrap(), counts);
    }
}
