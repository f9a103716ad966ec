//! Holding the store against its log, its log against the hash chain, and the chain against its seal and the witness outside.
//!
//! Each projection is worked out again by the code that keeps it and compared row by row: every row that the log gives must
//! be there, and the tables must hold no more rows than that. Nothing is written, and what one step cannot read does not
//! keep the next from looking.

mod cases;
mod expected;
mod log;
mod names;
mod outside;
mod report;
mod search;
mod sqlite;
#[cfg(test)]
mod tests;

pub use report::{CheckReport, Finding};

use super::cache::Cache;
use super::handle::Secret;
use super::{Head, Reader, Store, StoreError};
use expected::Expected;

/// Everything that one check carries along.
struct Check<'s> {
    store: &'s Store,
    reader: Reader<'s>,
    secret: &'s Secret,
    report: CheckReport,
    expected: Expected,
    done: u64,
    total: u64,
    progress: &'s mut dyn FnMut(u64, u64),
}

impl Store {
    /// Proves that nothing in the store was changed outside docket. `progress` is told how many rows and cases of how many
    /// are done.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read at all; whatever else is wrong is a finding.
    pub fn check(&self, progress: &mut dyn FnMut(u64, u64)) -> Result<CheckReport, StoreError> {
        // What was remembered of names before is no proof of what stands in the file.
        // Playbooks are what their hash says, wherever they were read.
        let mut cache = Cache::default();
        cache.playbooks.clone_from(&self.cache.playbooks);
        // Before the snapshot: what another process commits while this looks must not seem to be missing from the log.
        let outside = self.witness.as_ref().map(|witness| witness.checkpoint(&self.id));
        self.read(|reader| {
            let reader = Reader { cache: &cache, ..*reader };
            let head = reader.head().unwrap_or_default();
            let total = head.seq.unsigned_abs() + reader.number_of_cases().unwrap_or(0);
            let report = CheckReport { findings: Vec::new(), rows: 0, cases: 0, head, checkpoint: None };
            let mut check = Check {
                store: self,
                reader,
                secret: &self.secret,
                report,
                expected: Expected::default(),
                done: 0,
                total,
                progress,
            };
            check.sqlite();
            check.log();
            check.cases();
            check.names();
            check.counts();
            check.search();
            check.seal();
            if let Some(outside) = &outside {
                check.outside(outside);
            }
            Ok(check.report)
        })
    }
}

impl Check<'_> {
    fn find(&mut self, finding: Finding) {
        self.report.findings.push(finding);
    }

    fn tell(&mut self, n: u64) {
        self.done += n;
        (self.progress)(self.done.min(self.total), self.total);
    }

    /// Tells of a table whose rows are more than those that the log gives.
    fn count_rows(&mut self, table: &'static str, sql: &'static str, expected: u64) {
        let counted = self.reader.lookup::<i64>(sql, []);
        let finding = |what| Finding::Projection { table, what };
        let Some(counted) = self.report.take(counted, finding) else { return };
        let counted = counted.unwrap_or(0).unsigned_abs();
        if counted != expected {
            self.find(finding(format!("it has {counted} rows, the log gives {expected}")));
        }
    }

    /// The log's last row.
    fn head(&self) -> Head {
        self.report.head
    }
}
