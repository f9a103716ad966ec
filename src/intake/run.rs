//! The whole way of an input: read beside, batched here, stored by the desk.

use super::batch::Batch;
use super::prepare::Files;
use super::reader::{self, Handed};
use super::result::{LineResult, Progress, Summary};
use crate::desk::{Arrival, DeskError, Received};
use crate::evidence::VaultError;
use chrono::{DateTime, Utc};
use std::io::{self, BufRead};
use std::sync::Arc;
use std::sync::mpsc::{Receiver as Channel, RecvTimeoutError, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

/// Tells what time it is; asked for each line, since an input may stay open for days.
pub type Now = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// What takes records in: the desk.
pub trait Receiver {
    /// Takes a batch in, all of it in one transaction, and tells what came of each record, in the batch's order.
    ///
    /// # Errors
    /// Where the desk fails as a whole; then nothing of the batch is recorded.
    fn receive(&mut self, batch: Vec<Arrival>) -> Result<Vec<Received>, DeskError>;
}

impl Receiver for crate::desk::Desk {
    fn receive(&mut self, batch: Vec<Arrival>) -> Result<Vec<Received>, DeskError> {
        Self::receive(self, batch)
    }
}

/// How an intake runs.
pub struct Options {
    /// What time it is.
    pub now: Now,
    /// Where evidence files come from and go to; none where records may name no file.
    pub files: Option<Files>,
}

/// Why an intake stopped. What had been stored by then stays stored, and its results were given; the same input again
/// changes nothing of it.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// The input could not be read.
    #[error("could not read line {line} of the input: {source}")]
    Read {
        /// The line, from 1.
        line: u64,
        /// What the system says.
        source: io::Error,
    },
    /// The desk failed.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// The vault failed.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The desk did not answer for each record.
    #[error(
        "the desk answered {received} of {expected} records. This is a fault in docket; run `docket check`"
    )]
    Unanswered {
        /// How many records it was given.
        expected: usize,
        /// How many it answered.
        received: usize,
    },
    /// The reader stopped without saying why.
    #[error("the reader of the input stopped without a word. This is a fault in docket; please report it")]
    Lost,
}

/// A transaction takes at most about so many lines and bytes of them, and waits at most so long for them.
const BATCH_LINES: usize = 1_000;
const BATCH_BYTES: usize = 4 * 1024 * 1024;
const BATCH_WAIT: Duration = Duration::from_millis(200);
/// How many groups may wait between reading and storing.
const GROUPS_AHEAD: usize = 8;

/// Takes in all records of `input`, which may be larger than memory or never end. `each` gets the result of each line that
/// is not blank, in the input's order; `progress` is told after each batch.
///
/// # Errors
/// Where input, desk or vault fail as a whole; a bad line is a result, not an error.
pub fn run(
    input: impl BufRead + Send + 'static,
    desk: &mut impl Receiver,
    options: Options,
    mut each: impl FnMut(&LineResult),
    mut progress: impl FnMut(Progress),
) -> Result<Summary, IntakeError> {
    let Options { now, files } = options;
    let vault = files.as_ref().map(|files| files.vault.clone());
    let (to, from) = sync_channel(GROUPS_AHEAD);
    // Not joined: where the desk fails the thread may still wait for input that never comes. It ends with the next line.
    thread::spawn(move || reader::read(input, files.as_ref(), &now, &to));

    let mut summary = Summary::default();
    let mut done = Progress::default();
    loop {
        let (batch, ended) = gather(&from, &mut done.bytes);
        if batch.lines() > 0 {
            for result in batch.store(desk, vault.as_ref())? {
                summary.count(&result.outcome);
                each(&result);
            }
            done = Progress { results: summary.lines, refused: summary.refused, ..done };
            progress(done);
        }
        match ended {
            None => {}
            Some(Ok(())) => return Ok(summary),
            Some(Err(error)) => return Err(error),
        }
    }
}

/// Waits for the next lines, then for more until the batch is full or its time is up; tells whether and how the input
/// ended.
fn gather(from: &Channel<Handed>, bytes: &mut u64) -> (Batch, Option<Result<(), IntakeError>>) {
    let mut batch = Batch::default();
    let mut deadline = None;
    while batch.lines() < BATCH_LINES && batch.bytes() < BATCH_BYTES {
        let handed = match deadline {
            None => from.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(deadline) => {
                from.recv_timeout(Instant::saturating_duration_since(&deadline, Instant::now()))
            }
        };
        match handed {
            Ok(Handed::Group(reads, read_so_far)) => {
                batch.add(reads);
                *bytes = read_so_far;
                deadline.get_or_insert_with(|| Instant::now() + BATCH_WAIT);
            }
            Ok(Handed::End) => return (batch, Some(Ok(()))),
            Ok(Handed::Broken(line, source)) => {
                return (batch, Some(Err(IntakeError::Read { line, source })));
            }
            Err(RecvTimeoutError::Timeout) => break,
            Err(RecvTimeoutError::Disconnected) => return (batch, Some(Err(IntakeError::Lost))),
        }
    }
    (batch, None)
}
