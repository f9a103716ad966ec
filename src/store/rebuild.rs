//! Making every projection again from the log.

use super::attempts;
use super::entry::{Entry, HouseEntry};
use super::error::Doing;
use super::log::{ROWS_FROM, RawRow};
use super::project::{Named, Replayed};
use super::{Reader, Store, StoreError, Tx};
use crate::case::CaseId;

/// Rows read at a time.
const CHUNK: i64 = 1_000;

/// Every projection, those that refer to others first.
const EMPTY: &str = "
    DELETE FROM cases; DELETE FROM cells; DELETE FROM queues; DELETE FROM tickets; DELETE FROM files;
    DELETE FROM outbox; DELETE FROM account_keys; DELETE FROM accounts; DELETE FROM commands; DELETE FROM tallies;
    DELETE FROM verifications; DELETE FROM tried; DELETE FROM playbooks; DELETE FROM operators; DELETE FROM institutions;
    INSERT INTO search (search) VALUES ('delete-all');
    DELETE FROM meta WHERE name = 'stale';";

impl Store {
    /// Makes every projection again from the log, in one transaction. `progress` is told how many rows and cases of how many
    /// are done.
    ///
    /// # Errors
    /// [`StoreError`] if the log itself makes no sense; the projections are as they were then.
    pub fn rebuild(&mut self, progress: &mut dyn FnMut(u64, u64)) -> Result<(), StoreError> {
        self.write(|tx| {
            let total = tx.head.seq.unsigned_abs() + tx.number_of_cases()?;
            tx.conn.execute_batch(EMPTY).doing("empty its projections")?;
            tx.cache.forget_names();
            let mut done = 0;
            let mut tell = |n: u64| {
                done += n;
                progress(done.min(total), total);
            };
            tx.rebuild_log(&mut tell)?;
            let mut last = CaseId(0);
            while let Some(case) = tx.case_after(last)? {
                let rows = tx.case_rows(case)?;
                let replayed = Replayed::of(tx, case, &rows)?;
                tx.project_replayed(&replayed)?;
                last = case;
                tell(1);
            }
            Ok(())
        })
    }
}

impl Reader<'_> {
    /// The next case that the log tells about.
    pub(super) fn case_after(&self, case: CaseId) -> Result<Option<CaseId>, StoreError> {
        let sql = "SELECT min(case_id) FROM events WHERE case_id > ?1";
        Ok(self.lookup::<Option<i64>>(sql, [case.0])?.flatten().map(CaseId))
    }

    /// How many cases the log tells about, about: for telling how far something is.
    pub(super) fn number_of_cases(&self) -> Result<u64, StoreError> {
        let most =
            self.lookup::<Option<i64>>("SELECT max(case_id) FROM events WHERE case_id IS NOT NULL", [])?;
        Ok(most.flatten().unwrap_or(0).unsigned_abs())
    }
}

impl Tx<'_> {
    /// Numbers names in the order of the log, and projects what happened to the store itself.
    fn rebuild_log(&mut self, tell: &mut dyn FnMut(u64)) -> Result<(), StoreError> {
        let mut last = 0;
        loop {
            let rows = self.rows_of(ROWS_FROM, (last, CHUNK), RawRow::read)?;
            let Some(end) = rows.last() else { return Ok(()) };
            last = end.seq;
            for row in &rows {
                if row.case.is_some() {
                    self.intern_named(&Named::of_row(row)?)?;
                } else if let Entry::House(entry) = row.decode()?.entry {
                    self.project_house(row.seq, &entry)?;
                }
            }
            tell(rows.len() as u64);
        }
    }

    fn project_house(&mut self, seq: i64, entry: &HouseEntry) -> Result<(), StoreError> {
        match entry {
            HouseEntry::AccountRecorded { institution, account, private, .. } => {
                if let Some(before) = self.account_row(institution, account)? {
                    self.forget_account_keys(before)?;
                }
                self.project_account(seq, institution, account, private.get().map(|record| &**record))
            }
            HouseEntry::VerificationRefused { institution, account, .. } => {
                self.project_attempts(seq, institution, account, &attempts::counted(entry))
            }
            HouseEntry::PlaybookInstalled { institution, hash, .. } => {
                self.project_playbook(seq, institution, hash)
            }
            HouseEntry::OperatorSet { operator, role } => self.project_operator(operator, Some(*role)),
            HouseEntry::OperatorRemoved { operator } => self.project_operator(operator, None),
            HouseEntry::CommandsDone { commands } => self.project_commands(commands, seq),
            HouseEntry::Created { .. } | HouseEntry::WitnessRenewed { .. } | HouseEntry::Erased { .. } => {
                Ok(())
            }
        }
    }

    fn project_replayed(&mut self, replayed: &Replayed) -> Result<(), StoreError> {
        let Replayed { id, matter, playbook, figures, traces, words } = replayed;
        let queue = self.project_row(*id, matter, figures, playbook, None)?;
        for (seq, trace) in traces {
            self.project_trace(*id, queue, matter, *seq, trace)?;
        }
        self.index(*id, words)
    }
}
