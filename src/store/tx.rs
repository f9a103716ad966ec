//! A transaction that writes. What can be written stands in the files of each subject, as methods of [`Tx`].

use super::counters::Counters;
use super::error::Doing;
use super::log::Line;
use super::{Head, HouseEntry, Reader, StoreError, private};
use crate::case::{CaseId, Stamp};
use std::collections::BTreeMap;
use std::ops::Deref;

/// A transaction that holds the store's write lock; it reads as [`Reader`] does, its own writes included.
#[derive(Debug)]
pub struct Tx<'s> {
    reader: Reader<'s>,
    pub(super) head: Head,
    begun: i64,
    pub(super) counters: Counters,
    next_case: Option<i64>,
    erased: bool,
    pub(super) done: super::commands::Done,
    /// What cases are to be found by, not yet written.
    pub(super) words: BTreeMap<i64, String>,
}

impl<'s> Deref for Tx<'s> {
    type Target = Reader<'s>;
    fn deref(&self) -> &Reader<'s> {
        &self.reader
    }
}

impl<'s> Tx<'s> {
    pub(super) fn begin(reader: Reader<'s>) -> Result<Self, StoreError> {
        let head = reader.head()?;
        Ok(Self {
            reader,
            head,
            begun: head.seq,
            counters: Counters::default(),
            next_case: None,
            erased: false,
            done: super::commands::Done::default(),
            words: BTreeMap::new(),
        })
    }

    /// Writes what was gathered. The log's new head, if anything was logged, and whether personal data was erased.
    pub(super) fn finish(mut self) -> Result<(Option<Head>, bool), StoreError> {
        self.log_commands()?;
        self.counters.write(&self.reader)?;
        self.write_words()?;
        if self.erased {
            self.reader.squeeze_search()?;
        }
        Ok(((self.head.seq > self.begun).then_some(self.head), self.erased))
    }

    /// The log's last row, this transaction's own included.
    pub fn head(&self) -> Head {
        self.head
    }

    /// The id of the next case to be opened; each call gives another.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub fn next_case_id(&mut self) -> Result<CaseId, StoreError> {
        let last = match self.next_case {
            Some(last) => last,
            None => self.lookup::<Option<i64>>("SELECT max(id) FROM cases", [])?.flatten().unwrap_or(0),
        };
        self.next_case = Some(last + 1);
        Ok(CaseId(last + 1))
    }

    /// Appends what happened to the store itself.
    pub(super) fn log_house(
        &mut self,
        stamp: &Stamp,
        entry: &HouseEntry,
        salt: Option<private::Salt>,
    ) -> Result<i64, StoreError> {
        let json = super::entry::to_json(entry)?;
        self.log(Line { case: None, stamp, json, salt })
    }

    /// Remembers that personal data was erased, so that the commit overwrites what the files still hold of it.
    pub(super) fn will_scrub(&mut self) {
        self.erased = true;
    }

    /// The log reaches to `head` now.
    pub(super) fn advance(&mut self, head: Head) {
        self.head = head;
    }

    /// Runs a statement that changes rows.
    pub(super) fn run(
        &self,
        sql: &'static str,
        params: impl rusqlite::Params,
        doing: &'static str,
    ) -> Result<usize, StoreError> {
        self.conn.prepare_cached(sql).and_then(|mut statement| statement.execute(params)).doing(doing)
    }
}
