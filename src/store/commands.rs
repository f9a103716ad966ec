//! Idempotency: a command that was carried out is found again by the key that its caller gave it.

use super::entry::{Entry, HouseEntry};
use super::names::stored;
use super::{Reader, StoreError, Tx};
use crate::case::{CaseId, Digest, Stamp};

/// A command that was carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandRow {
    /// SHA-256 of what was asked: the same key with another digest is another wish.
    pub digest: [u8; 32],
    /// The case that it was about.
    pub case: Option<CaseId>,
    /// The first row of the log that it wrote.
    pub first_seq: i64,
    /// The last one.
    pub last_seq: i64,
}

impl Reader<'_> {
    /// What came of the command with this key; none if it was never carried out.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub fn command(&self, key: &str) -> Result<Option<CommandRow>, StoreError> {
        let Some(seq) = self.lookup("SELECT seq FROM commands WHERE key = ?1", [key])? else {
            return Ok(None);
        };
        let entry = self.log_row(seq)?.map(|row| row.entry);
        let Some(Entry::House(HouseEntry::CommandDone { digest, case, first_seq, last_seq, .. })) = entry
        else {
            return Err(StoreError::damaged(format!("row {seq} of the log tells of no command")));
        };
        let digest = stored(digest.parse::<Digest>())?.0;
        Ok(Some(CommandRow { digest, case, first_seq, last_seq }))
    }
}

impl Tx<'_> {
    /// Remembers that a command was carried out and which rows of the log it wrote.
    ///
    /// # Errors
    /// [`StoreError`] if the key was used before: look it up with [`Reader::command`] first.
    pub fn remember_command(
        &mut self,
        stamp: &Stamp,
        key: &str,
        done: &CommandRow,
    ) -> Result<(), StoreError> {
        let entry = HouseEntry::CommandDone {
            key: key.to_owned(),
            digest: Digest(done.digest).to_string(),
            case: done.case,
            first_seq: done.first_seq,
            last_seq: done.last_seq,
        };
        let seq = self.log_house(stamp, &entry, None)?;
        self.project_command(key, seq)
    }

    pub(super) fn project_command(&mut self, key: &str, seq: i64) -> Result<(), StoreError> {
        let sql = "INSERT INTO commands (key, seq) VALUES (?1, ?2)";
        self.run(sql, (key, seq), "remember a command")?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::StoreError;
    use super::super::fixture::{Bench, reviewer, stamp};
    use super::CommandRow;
    use crate::case::CaseId;

    #[test]
    fn a_command_is_found_by_its_key_and_cannot_be_remembered_twice() {
        let mut bench = Bench::new();
        let done = CommandRow { digest: [9; 32], case: Some(CaseId(3)), first_seq: 5, last_seq: 7 };
        let by = stamp(1, reviewer("alice"));
        bench.store.write::<_, StoreError>(|tx| tx.remember_command(&by, "a wish", &done)).unwrap();
        let found = |key: &str| bench.store.read::<_, StoreError>(|r| r.command(key)).unwrap();
        assert_eq!(found("a wish"), Some(done.clone()));
        assert_eq!(found("another"), None);
        assert!(bench.store.write::<_, StoreError>(|tx| tx.remember_command(&by, "a wish", &done)).is_err());
    }
}
