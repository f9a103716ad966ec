//! Erasing personal data (N4): it goes from its table, from what people are found by, from the search index and from the
//! file's bytes; the log stays whole and says that it was erased.

use super::entry::{Entry, HouseEntry};
use super::{StoreError, Tx};
use crate::case::{CaseId, Stamp};
use std::collections::BTreeSet;

impl Tx<'_> {
    /// Erases the personal data of these rows of the log; those that have none are left out. Gives how many had some. The
    /// commit overwrites what the store's files still hold of it, which takes time on a large store; copies of the store
    /// that were made before keep it.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be written.
    pub fn erase_private(&mut self, stamp: &Stamp, rows: &[i64]) -> Result<usize, StoreError> {
        let (mut erased, mut cases) = (Vec::new(), BTreeSet::<CaseId>::new());
        for seq in rows {
            let Some(row) = self.raw_row(*seq)?.filter(|row| row.data.is_some()) else { continue };
            match row.decode()?.entry {
                Entry::Case(_) => cases.extend(row.case.map(|(case, _)| CaseId(case))),
                // The keys are worked out from the record, so they go while it is still there.
                Entry::House(HouseEntry::AccountRecorded { .. }) => self.forget_account_keys(*seq)?,
                Entry::House(_) => {}
            }
            erased.push(*seq);
        }
        if erased.is_empty() {
            return Ok(0);
        }
        for seq in &erased {
            let sql = "UPDATE private SET salt = NULL, body = NULL WHERE seq = ?1";
            self.run(sql, [seq], "erase personal data")?;
        }
        for case in cases {
            let words = self.words_of(case)?;
            self.index(case, &words)?;
        }
        let n = erased.len();
        self.log_house(stamp, &HouseEntry::Erased { rows: erased }, None)?;
        self.will_scrub();
        Ok(n)
    }
}
