//! One batch: its evidence filed, its records through the desk in one transaction, its results in the order of its lines.

use super::parse;
use super::reader::{Read, Ready};
use super::result::{LineResult, Outcome};
use super::run::{IntakeError, Receiver};
use super::wrong::{Wrong, read_path};
use crate::case::Digest;
use crate::case::record::Record;
use crate::desk::{Arrival, Received};
use crate::evidence::{Taken, Vault, VaultLock};
use crate::text::Clean;
use std::collections::BTreeSet;

/// Lines on their way to the desk.
#[derive(Default)]
pub(super) struct Batch {
    reads: Vec<Read>,
    records: usize,
    bytes: usize,
}

/// What is kept of a record while the desk has it.
struct Waiting {
    line: u64,
    text: String,
    kind: &'static str,
    reference: String,
    taken: Vec<Taken>,
}

impl Batch {
    pub(super) fn add(&mut self, reads: Vec<Read>) {
        for read in &reads {
            if let Read::Ready(ready) = read {
                self.records += 1;
                self.bytes += ready.text.len();
            }
        }
        self.reads.extend(reads);
    }

    /// How many lines it has.
    pub(super) fn lines(&self) -> usize {
        self.reads.len()
    }

    /// How long their lines are together.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Files the evidence and gives the records to the desk, all in one transaction.
    ///
    /// # Errors
    /// Where vault or desk fail as a whole. Files stay in the vault then: the desk may have recorded what needs them before
    /// it failed, and a file too many does no harm where one too few would.
    pub(super) fn store(
        self,
        desk: &mut impl Receiver,
        vault: Option<&Vault>,
    ) -> Result<Vec<LineResult>, IntakeError> {
        let has_files = self
            .reads
            .iter()
            .any(|read| matches!(read, Read::Ready(ready) if !ready.prepared.staged.is_empty()));
        let filing = match vault {
            Some(vault) if has_files => Some((vault, vault.lock()?)),
            _ => None,
        };
        let mut arrivals = Vec::with_capacity(self.records);
        let mut slots = Vec::with_capacity(self.reads.len());
        for read in self.reads {
            slots.push(match read {
                Read::Refused(result) => Err(result),
                Read::Ready(ready) => Ok(file(*ready, filing.as_ref(), &mut arrivals)?),
            });
        }
        let expected = arrivals.len();
        let received = if arrivals.is_empty() { Vec::new() } else { desk.receive(arrivals)? };
        if received.len() != expected {
            return Err(IntakeError::Unanswered { expected, received: received.len() });
        }
        if let Some((vault, lock)) = &filing {
            tidy(vault, lock, &slots, &received)?;
        }
        let mut received = received.into_iter();
        let result = |slot| match slot {
            Err(result) => Some(result),
            Ok(waiting) => received.next().map(|received| told(waiting, received)),
        };
        Ok(slots.into_iter().filter_map(result).collect())
    }
}

/// Files a record's evidence and puts the record among the arrivals.
fn file(
    ready: Ready,
    filing: Option<&(&Vault, VaultLock)>,
    arrivals: &mut Vec<Arrival>,
) -> Result<Waiting, IntakeError> {
    let Ready { line, text, prepared } = ready;
    let mut taken = Vec::with_capacity(prepared.staged.len());
    if let Some((vault, _)) = filing {
        for staged in prepared.staged {
            taken.push(vault.keep(staged)?);
        }
    }
    let record = &prepared.arrival.record;
    let waiting =
        Waiting { line, text, kind: type_of(record), reference: record.reference().to_string(), taken };
    arrivals.push(prepared.arrival);
    Ok(waiting)
}

/// Removes the files of records that nothing came of, but for those that another record of the batch brought too.
fn tidy(
    vault: &Vault,
    lock: &VaultLock,
    slots: &[Result<Waiting, LineResult>],
    received: &[Received],
) -> Result<(), IntakeError> {
    let in_vain =
        |received: &Received| matches!(received, Received::Refused { .. } | Received::Unchanged { .. });
    let pairs = || slots.iter().flatten().zip(received);
    let needed: BTreeSet<Digest> = pairs()
        .filter(|(_, received)| !in_vain(received))
        .flat_map(|(waiting, _)| waiting.taken.iter().map(|taken| taken.sha256))
        .collect();
    for (waiting, _) in pairs().filter(|(_, received)| in_vain(received)) {
        for taken in waiting.taken.iter().filter(|taken| taken.fresh && !needed.contains(&taken.sha256)) {
            vault.discard(lock, taken)?;
        }
    }
    Ok(())
}

/// What is told of a record that the desk received.
fn told(waiting: Waiting, received: Received) -> LineResult {
    let column = |field: &str| {
        let wrong = Wrong::new("", "").along(read_path(field));
        Some(parse::column(&waiting.text, &wrong))
    };
    LineResult {
        line: waiting.line,
        kind: Some(Clean::line(waiting.kind)),
        reference: Some(Clean::line(&waiting.reference)),
        outcome: Outcome::of(received, column),
    }
}

fn type_of(record: &Record) -> &'static str {
    match record {
        Record::Account(_) => "account",
        Record::Ticket(_) => "ticket",
        Record::Verification(_) => "verification",
        Record::Evidence(_) => "evidence",
        Record::Signal(_) => "signal",
        Record::Message(_) => "message",
        Record::Answer(_) => "answer",
    }
}
