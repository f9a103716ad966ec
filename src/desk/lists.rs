//! Lists, queues, the log and the outbox.

use super::DeskError;
use super::service::Desk;
use super::view::QueueView;
use crate::case::{CaseId, describe};
use crate::store::{Entry, HouseEntry, ListQuery, LogRow, LogWindow, OutboxFilter, OutboxRow, Page, Reader};
use crate::text::Clean;
use chrono::{DateTime, Utc};

/// One line of the log, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// Its sequence number.
    pub seq: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub actor: String,
    /// The case's number, where it is about a case.
    pub case: Option<String>,
    /// The entry's name.
    pub name: String,
    /// What, in words.
    pub text: Clean,
    /// The chain's hash after it, hex.
    pub hash: String,
}

/// Which rows of the log are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum LogRows {
    /// What happened.
    #[default]
    Happenings,
    /// The store's own bookkeeping too.
    All,
}

impl LogRows {
    fn takes(self, row: &LogRow) -> bool {
        match (self, &row.entry) {
            (Self::Happenings, Entry::House(entry)) => !entry.is_bookkeeping(),
            _ => true,
        }
    }
}

/// A letter or an order with the number of its case.
#[derive(Debug, Clone, PartialEq)]
pub struct OutboxLine {
    /// The case's number, as people say it.
    pub number: String,
    /// What was written.
    pub row: OutboxRow,
    /// The time at which it was read.
    pub now: DateTime<Utc>,
}

impl Desk {
    /// A window of a list of cases.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn list(&self, query: &ListQuery) -> Result<Page, DeskError> {
        let now = self.clock.now();
        self.store.read(|reader| Ok(reader.list(query, now)?))
    }

    /// The queues with how many cases wait in each, from counters.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn queues(&self) -> Result<Vec<QueueView>, DeskError> {
        let now = self.clock.now();
        self.store.read(|reader| queues(reader, now))
    }

    /// A window of the log, of one case or of all: `limit` of the rows that are wanted, or as many as there are.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn log(
        &self,
        case: Option<CaseId>,
        window: LogWindow,
        limit: usize,
        wanted: LogRows,
    ) -> Result<Vec<LogLine>, DeskError> {
        self.store.read(|reader| {
            let rows = match case {
                Some(case) => of_case(reader.timeline(case)?, window, limit),
                None => of_all(reader, window, limit, wanted)?,
            };
            rows.iter().map(|row| line(reader, row)).collect()
        })
    }

    /// Letters and orders written after row `after` of the log, oldest first.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn outbox(
        &self,
        filter: OutboxFilter,
        after: i64,
        limit: usize,
    ) -> Result<Vec<OutboxLine>, DeskError> {
        self.store.read(|reader| {
            let rows = reader.outbox(filter, after, limit)?.into_iter();
            let now = self.clock.now();
            rows.map(|row| Ok(OutboxLine { number: number_of(reader, row.case)?, row, now })).collect()
        })
    }
}

fn number_of(reader: &Reader<'_>, case: CaseId) -> Result<String, DeskError> {
    Ok(reader.row(case)?.map_or_else(|| case.0.to_string(), |row| row.number.to_string()))
}

pub(super) fn queues(reader: &Reader<'_>, now: DateTime<Utc>) -> Result<Vec<QueueView>, DeskError> {
    let mut views = Vec::new();
    let depths = reader.depths(now)?;
    let (institutions, hashes): (Vec<_>, Vec<_>) = reader.playbooks_in_force()?.into_iter().unzip();
    for (institution, playbook) in institutions.into_iter().zip(reader.playbooks(&hashes)?) {
        for (kind_id, kind) in &playbook.kinds {
            let here = |depth: &&crate::store::Depth| {
                depth.queue.institution == institution && depth.queue.kind == *kind_id
            };
            let depth = depths.iter().find(here);
            views.push(QueueView {
                institution: institution.clone(),
                kind: kind_id.clone(),
                title: kind.queue.clone(),
                open: depth.map_or(0, |depth| depth.open),
                unclaimed: depth.map_or(0, |depth| depth.unclaimed),
                put_off: depth.map_or(0, |depth| depth.snoozed),
                followed_up: depth.map_or(0, |depth| depth.followed_up),
            });
        }
    }
    Ok(views)
}

/// A window of all rows, read on until enough of the wanted ones have come.
fn of_all(
    reader: &Reader<'_>,
    mut window: LogWindow,
    limit: usize,
    wanted: LogRows,
) -> Result<Vec<LogRow>, DeskError> {
    let mut rows = Vec::new();
    while rows.len() < limit {
        let read = reader.log(window, limit)?;
        let end = read.len() < limit;
        window = match (window, read.last()) {
            (_, None) => break,
            (LogWindow::After(_), Some(last)) => LogWindow::After(last.seq),
            (LogWindow::Before(_), Some(last)) => LogWindow::Before(last.seq),
        };
        rows.extend(read.into_iter().filter(|row| wanted.takes(row)));
        if end {
            break;
        }
    }
    rows.truncate(limit);
    Ok(rows)
}

/// The same window of one case's rows, which are few.
fn of_case(mut rows: Vec<LogRow>, window: LogWindow, limit: usize) -> Vec<LogRow> {
    match window {
        LogWindow::After(seq) => rows.retain(|row| row.seq > seq),
        LogWindow::Before(seq) => {
            rows.retain(|row| row.seq < seq);
            rows.reverse();
        }
    }
    rows.truncate(limit);
    rows
}

/// What happened to the store itself, in words.
fn house_words(entry: &HouseEntry) -> String {
    match entry {
        HouseEntry::Created { store, .. } => format!("store {store} made"),
        HouseEntry::WitnessRenewed { vouched: Some(vouched), .. } => {
            format!("a new key vouches for the log from here on; the one before did to row {vouched}")
        }
        HouseEntry::WitnessRenewed { vouched: None, .. } => {
            "a new key vouches for the log from here on; the one before was gone".to_owned()
        }
        HouseEntry::AccountRecorded { institution, account, reference, .. } => {
            format!("registry record {reference} of account {account} at {institution}")
        }
        HouseEntry::VerificationRefused { institution, account, rule, denied_at, .. } => {
            let rule = rule.as_ref().map(|rule| format!(" by {rule}")).unwrap_or_default();
            let counts = if denied_at.is_some() { "a denial" } else { "an attempt" };
            format!("verification of account {account} of {institution} refused{rule}, counted as {counts}")
        }
        HouseEntry::PlaybookInstalled { institution, hash, .. } => {
            format!("playbook of {institution} in force: {}", hash.to_string().get(..12).unwrap_or_default())
        }
        HouseEntry::OperatorSet { operator, role } => format!("{operator} is {role}"),
        HouseEntry::OperatorRemoved { operator } => format!("{operator} is no operator any more"),
        HouseEntry::CommandsDone { commands } => match commands.as_slice() {
            [one] => format!("command {} done: rows {} to {}", one.key, one.first_seq, one.last_seq),
            many => format!("{} commands done, the rows before this one", many.len()),
        },
        HouseEntry::Erased { rows, cases, private } => {
            let of = match cases.as_slice() {
                [] => String::new(),
                cases => format!(
                    " of case {}",
                    cases.iter().map(|case| case.0.to_string()).collect::<Vec<_>>().join(", ")
                ),
            };
            let why = private.get().map_or("(erased)", String::as_str);
            format!("personal data{of} erased, {} rows: {why}", rows.len())
        }
    }
}

fn line(reader: &Reader<'_>, row: &LogRow) -> Result<LogLine, DeskError> {
    let (name, text) = match &row.entry {
        Entry::Case(event) => {
            let loaded = row.case.map(|case| super::act::load(reader, case)).transpose()?;
            let kind = loaded.as_ref().and_then(super::act::Loaded::kind);
            let text = kind.map_or_else(|| Clean::line(event.name()), |kind| describe(event, kind));
            (event.name(), text)
        }
        Entry::House(entry) => (entry.name(), Clean::line(&house_words(entry))),
    };
    let number = row.case.map(|case| number_of(reader, case)).transpose()?;
    Ok(LogLine {
        seq: row.seq,
        at: row.stamp.at,
        actor: row.stamp.actor.to_string(),
        case: number,
        name: name.to_owned(),
        text,
        hash: hex::encode(row.hash),
    })
}
