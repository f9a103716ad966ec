//! Idempotency: a command that was carried out is found again by the key that its caller gave it.
//!
//! A transaction remembers all its commands in one row of the log, its last: a batch of records would else write a row a
//! record that says nothing but "done".

use super::entry::{CommandDone, Entry, HouseEntry};
use super::names::stored;
use super::{Reader, StoreError, Tx};
use crate::case::{CaseId, Digest, Stamp};
use std::collections::BTreeMap;
use std::sync::Arc;

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

/// The commands of one row of the log, by key.
pub(super) type CommandsOfRow = BTreeMap<String, CommandRow>;

/// Commands that the running transaction carried out, and when and by whom.
#[derive(Debug, Default)]
pub(super) struct Done {
    commands: CommandsOfRow,
    by: Option<Stamp>,
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
        let row = self.commands_of(seq)?;
        row.get(key).cloned().map(Some).ok_or_else(|| no_command(seq))
    }

    /// The commands that row `seq` of the log tells of. The last row that was asked for is remembered: an input that comes
    /// again asks for the commands of the same row one after the other.
    fn commands_of(&self, seq: i64) -> Result<Arc<CommandsOfRow>, StoreError> {
        if let Some((known, row)) = &*self.cache.commands.borrow()
            && *known == seq
        {
            return Ok(Arc::clone(row));
        }
        let Some(Entry::House(HouseEntry::CommandsDone { commands })) =
            self.log_row(seq)?.map(|row| row.entry)
        else {
            return Err(no_command(seq));
        };
        let read = |done: CommandDone| {
            let digest = stored(done.digest.parse::<Digest>())?.0;
            let CommandDone { key, case, first_seq, last_seq, .. } = done;
            Ok((key, CommandRow { digest, case, first_seq, last_seq }))
        };
        let row = Arc::new(commands.into_iter().map(read).collect::<Result<CommandsOfRow, StoreError>>()?);
        *self.cache.commands.borrow_mut() = Some((seq, Arc::clone(&row)));
        Ok(row)
    }
}

fn no_command(seq: i64) -> StoreError {
    StoreError::damaged(format!("row {seq} of the log does not tell of the command that it should"))
}

impl Tx<'_> {
    /// What came of the command with this key, in this transaction or before; none if it was never carried out.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub fn command(&self, key: &str) -> Result<Option<CommandRow>, StoreError> {
        match self.done.commands.get(key) {
            Some(done) => Ok(Some(done.clone())),
            None => Reader::command(self, key),
        }
    }

    /// Remembers that a command was carried out and which rows of the log it wrote. Look the key up with [`Tx::command`]
    /// first: one that an earlier transaction used makes this one fail, and one that this transaction used is overwritten.
    pub fn remember_command(&mut self, stamp: &Stamp, key: &str, done: CommandRow) {
        self.done.commands.insert(key.to_owned(), done);
        self.done.by = Some(stamp.clone());
    }

    /// Writes down the commands that were carried out.
    pub(super) fn log_commands(&mut self) -> Result<(), StoreError> {
        let Done { commands, by } = std::mem::take(&mut self.done);
        let Some(by) = by else { return Ok(()) };
        let write = |(key, done): (String, CommandRow)| CommandDone {
            key,
            digest: Digest(done.digest).to_string(),
            case: done.case,
            first_seq: done.first_seq,
            last_seq: done.last_seq,
        };
        let entry = HouseEntry::CommandsDone { commands: commands.into_iter().map(write).collect() };
        let seq = self.log_house(&by, &entry, None)?;
        let HouseEntry::CommandsDone { commands } = entry else { return Ok(()) };
        self.project_commands(&commands, seq)
    }

    pub(super) fn project_commands(&mut self, commands: &[CommandDone], seq: i64) -> Result<(), StoreError> {
        let sql = "INSERT INTO commands (key, seq) VALUES (?1, ?2)";
        for command in commands {
            self.run(sql, (&command.key, seq), "remember a command")?;
        }
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
        let mut remember = |key: &str, done: &CommandRow| {
            bench.store.write::<_, StoreError>(|tx| {
                tx.remember_command(&by, key, done.clone());
                tx.command(key)
            })
        };
        assert_eq!(remember("a wish", &done).unwrap(), Some(done.clone()), "before it is written");
        assert!(remember("a wish", &done).is_err());
        let other = CommandRow { last_seq: 9, ..done.clone() };
        remember("another wish", &other).unwrap();
        let found = |key: &str| bench.store.read::<_, StoreError>(|r| r.command(key)).unwrap();
        assert_eq!(found("a wish"), Some(done));
        assert_eq!(found("another wish"), Some(other));
        assert_eq!(found("a third"), None);
    }

    #[test]
    fn all_commands_of_a_transaction_stand_in_its_last_row() {
        let mut bench = Bench::new();
        let by = stamp(1, reviewer("alice"));
        let before = bench.store.read::<_, StoreError>(|r| r.head()).unwrap().seq;
        let row = |n: u8| CommandRow { digest: [n; 32], case: None, first_seq: 1, last_seq: 1 };
        bench
            .store
            .write::<_, StoreError>(|tx| {
                (0..50).for_each(|n| tx.remember_command(&by, &format!("wish {n}"), row(n)));
                Ok(())
            })
            .unwrap();
        assert_eq!(bench.store.read::<_, StoreError>(|r| r.head()).unwrap().seq, before + 1);
        for n in [0, 17, 49] {
            let found = bench.store.read::<_, StoreError>(|r| r.command(&format!("wish {n}"))).unwrap();
            assert_eq!(found, Some(row(n)));
        }
        assert_eq!(bench.store.check(&mut |_, _| {}).unwrap().findings, []);
    }
}
