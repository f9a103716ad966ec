//! The reader thread: lines into records that are ready for the desk, in groups.

use super::check::check;
use super::lines::{Line, Lines, MAX_LINE_BYTES};
use super::parse::{self, peek};
use super::prepare::{Files, Prepared, prepare};
use super::result::{LineResult, Outcome, Refused};
use super::run::Now;
use super::tagless::TYPE;
use super::wrong::{Wrong, shortened};
use crate::text::Clean;
use std::io::{self, BufRead};
use std::mem;
use std::sync::mpsc::SyncSender;

/// How many lines and bytes of lines are handed over at once: enough that handing over costs nothing.
const GROUP_LINES: usize = 100;
const GROUP_BYTES: usize = 256 * 1024;

/// What the reader hands over.
pub(super) enum Handed {
    /// Lines in their order, and how many bytes of input were read by their end.
    Group(Vec<Read>, u64),
    /// The input could not be read any further, from this line on.
    Broken(u64, io::Error),
    /// The input has ended.
    End,
}

/// One line, read.
pub(super) enum Read {
    /// A record for the desk.
    Ready(Box<Ready>),
    /// It never gets there.
    Refused(LineResult),
}

/// A record for the desk, and the line that it came by.
pub(super) struct Ready {
    pub(super) line: u64,
    /// The line itself: where the desk refuses a field, its column is looked up here.
    pub(super) text: String,
    pub(super) prepared: Prepared,
}

/// Reads `input` to its end, or until nobody listens any more.
pub(super) fn read(input: impl BufRead, files: Option<&Files>, now: &Now, to: &SyncSender<Handed>) {
    let mut lines = Lines::new(input);
    let mut group = Group { to, reads: Vec::new(), bytes: 0, read_so_far: 0, heard: true };
    while group.heard {
        match lines.next(|| group.hand_over()) {
            Ok(Some(line)) => {
                let bytes = line.bytes.len();
                let read = one(&line, files, now);
                group.add(read, bytes, lines.bytes());
            }
            Ok(None) => return group.end(Handed::End),
            Err(error) => return group.end(Handed::Broken(lines.number() + 1, error)),
        }
    }
}

/// Reads one line; whatever it holds, it yields one result or one record.
fn one(line: &Line<'_>, files: Option<&Files>, now: &Now) -> Read {
    match record(line, files, now) {
        Ok((text, prepared)) => {
            Read::Ready(Box::new(Ready { line: line.number, text: text.to_owned(), prepared }))
        }
        Err(wrong) => Read::Refused(refused(line, &wrong)),
    }
}

fn record<'l>(line: &Line<'l>, files: Option<&Files>, now: &Now) -> Result<(&'l str, Prepared), Wrong> {
    if line.too_long {
        return Err(Wrong::new(
            format!("the line is longer than {MAX_LINE_BYTES} bytes"),
            "Send less history, or refer to evidence by file or sha256",
        ));
    }
    let text = std::str::from_utf8(line.bytes).map_err(|error| {
        Wrong::new("the line is not UTF-8", "Write the file in UTF-8").noticed_at(error.valid_up_to())
    })?;
    let record = parse::parse(text)?;
    check(&record, now())?;
    Ok((text, prepare(record, files)?))
}

/// The result of a refused line, with as much of the record as can be read.
fn refused(line: &Line<'_>, wrong: &Wrong) -> LineResult {
    // What is no UTF-8 is read up to there.
    let text = line.bytes.utf8_chunks().next().map_or("", |chunk| chunk.valid());
    let read = |field| peek(text, field).map(|found| Clean::line(&shortened(&found)));
    LineResult {
        line: line.number,
        kind: read(TYPE),
        reference: read("ref"),
        outcome: Outcome::Refused(Refused {
            column: Some(parse::column(text, wrong)),
            field: wrong.field(),
            rule: None,
            what: Clean::line(&wrong.what),
            remedy: Clean::line(&wrong.remedy),
        }),
    }
}

/// Lines that wait to be handed over.
struct Group<'a> {
    to: &'a SyncSender<Handed>,
    reads: Vec<Read>,
    /// How long the lines are together.
    bytes: usize,
    /// How much of the input was read by the end of the last one.
    read_so_far: u64,
    /// Whether somebody still listens.
    heard: bool,
}

impl Group<'_> {
    fn add(&mut self, read: Read, bytes: usize, read_so_far: u64) {
        self.reads.push(read);
        self.bytes += bytes;
        self.read_so_far = read_so_far;
        if self.reads.len() >= GROUP_LINES || self.bytes >= GROUP_BYTES {
            self.hand_over();
        }
    }

    fn hand_over(&mut self) {
        if !self.reads.is_empty() {
            self.bytes = 0;
            let group = Handed::Group(mem::take(&mut self.reads), self.read_so_far);
            self.heard = self.to.send(group).is_ok();
        }
    }

    fn end(&mut self, end: Handed) {
        self.hand_over();
        // Where nobody listens any more the whole intake has failed already, and its caller knows why.
        let _ = self.to.send(end);
    }
}
