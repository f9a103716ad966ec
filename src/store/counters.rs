//! Counts by day and hour, kept by the transactions that change what is counted, so that no screen counts cases.
//!
//! A transaction gathers its changes in memory and writes each count once.

use super::error::Doing;
use super::{Reader, StoreError};
use rusqlite::Connection;
use std::collections::HashMap;

/// What is counted: a row of `tallies`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tally {
    /// Cases opened: by queue and day.
    Opened {
        /// The queue's number.
        queue: i64,
        /// The day, counted from 1970 UTC.
        day: i64,
    },
    /// Cases ended, each time one ends: by queue, outcome and day.
    Ended {
        /// The queue's number.
        queue: i64,
        /// The outcome's number.
        outcome: i64,
        /// The day.
        day: i64,
    },
    /// Cases that an operator decided, each time one is: by operator and day.
    DecidedBy {
        /// The operator's number.
        operator: i64,
        /// The day.
        day: i64,
    },
    /// Open cases: by queue and the hour in which they were opened.
    OpenSince {
        /// The queue's number.
        queue: i64,
        /// The hour, counted from 1970 UTC.
        hour: i64,
    },
    /// Open cases: by queue and the hour in which they fall due; [`STANDING`] is a clock that stands still.
    OpenDue {
        /// The queue's number.
        queue: i64,
        /// The hour.
        hour: i64,
    },
    /// Letters and orders: by sort and state.
    Outbox {
        /// The sort's number.
        sort: i64,
        /// The state's number.
        state: i64,
    },
}

/// The hour of what never falls due.
pub const STANDING: i64 = i64::MAX;

/// Numbers of `what` in the table.
pub mod what {
    #![allow(missing_docs, reason = "named as the variants of Tally are")]
    pub const OPENED: i64 = 1;
    pub const ENDED: i64 = 2;
    pub const DECIDED_BY: i64 = 3;
    pub const OPEN_SINCE: i64 = 4;
    pub const OPEN_DUE: i64 = 5;
    pub const OUTBOX: i64 = 6;
}

impl Tally {
    /// The row's key: what, queue, part, bucket.
    pub fn key(self) -> (i64, i64, i64, i64) {
        match self {
            Self::Opened { queue, day } => (what::OPENED, queue, 0, day),
            Self::Ended { queue, outcome, day } => (what::ENDED, queue, outcome, day),
            Self::DecidedBy { operator, day } => (what::DECIDED_BY, 0, operator, day),
            Self::OpenSince { queue, hour } => (what::OPEN_SINCE, queue, 0, hour),
            Self::OpenDue { queue, hour } => (what::OPEN_DUE, queue, 0, hour),
            Self::Outbox { sort, state } => (what::OUTBOX, 0, sort, state),
        }
    }
}

/// Changes of counts, not yet written.
#[derive(Debug, Default, Clone)]
pub struct Counters {
    tallies: HashMap<Tally, i64>,
    cells: HashMap<i64, i64>,
}

impl Counters {
    /// One more, or `n` more; less where it is negative.
    pub fn count(&mut self, tally: Tally, n: i64) {
        *self.tallies.entry(tally).or_default() += n;
    }

    /// So many more cases in a cell.
    pub fn fill(&mut self, cell: i64, n: i64) {
        *self.cells.entry(cell).or_default() += n;
    }

    /// What was counted.
    pub fn tallies(&self) -> impl Iterator<Item = (Tally, i64)> {
        self.tallies.iter().map(|(tally, n)| (*tally, *n))
    }

    /// Writes the changes. Counts that come to nothing are taken out, so that the same log always gives the same rows.
    pub fn write(&mut self, reader: &Reader<'_>) -> Result<(), StoreError> {
        for (tally, n) in self.tallies.drain().filter(|(_, n)| *n != 0) {
            write_tally(reader.conn, tally, n).doing("count")?;
        }
        let mut emptied = false;
        for (cell, n) in self.cells.drain() {
            emptied |= write_cell(reader.conn, cell, n).doing("count")?;
        }
        if emptied {
            reader.cache.cells.forget();
        }
        Ok(())
    }
}

fn write_tally(conn: &Connection, tally: Tally, n: i64) -> rusqlite::Result<()> {
    let (what, queue, part, bucket) = tally.key();
    let row = (what, queue, part, bucket, n);
    let run = |sql| conn.prepare_cached(sql)?.execute(row);
    if n > 0 {
        run("INSERT INTO tallies (what, queue, part, bucket, n) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT DO UPDATE SET n = n + excluded.n")?;
    } else if run("DELETE FROM tallies
                   WHERE what = ?1 AND queue = ?2 AND part = ?3 AND bucket = ?4 AND n + ?5 = 0")?
        == 0
    {
        run("UPDATE tallies SET n = n + ?5 WHERE what = ?1 AND queue = ?2 AND part = ?3 AND bucket = ?4")?;
    }
    Ok(())
}

/// Whether the cell is empty now, and gone.
fn write_cell(conn: &Connection, cell: i64, n: i64) -> rusqlite::Result<bool> {
    if n != 0 {
        conn.prepare_cached("UPDATE cells SET cases = cases + ?2 WHERE id = ?1")?.execute((cell, n))?;
    }
    // One that was entered and left in the same transaction changes by nothing, and is empty all the same.
    Ok(n <= 0 && conn.prepare_cached("DELETE FROM cells WHERE id = ?1 AND cases = 0")?.execute([cell])? == 1)
}
