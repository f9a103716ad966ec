//! The whole way of lines, with a desk that takes every record.

mod flow;
mod manual;
mod mistakes;
mod proptests;

use super::{Files, LineResult, Options, Outcome, Receiver, Refused, Summary, run};
use crate::case::record::Record;
use crate::case::{CaseId, CaseNumber, Refusal, RefusalKind};
use crate::desk::{Arrival, DeskError, Received};
use crate::evidence::{Folder, Vault};
use chrono::{DateTime, Utc};
use std::collections::BTreeSet;
use std::io::BufReader;
use std::sync::Arc;

/// The time in these tests.
pub(super) fn now() -> DateTime<Utc> {
    "2026-03-10T12:00:00Z".parse().unwrap()
}

/// Takes every record, but for those of an institution other than `binance` and those that it has.
#[derive(Default)]
pub(super) struct TakesAll {
    pub(super) arrivals: Vec<Arrival>,
    pub(super) batches: Vec<usize>,
    seen: BTreeSet<String>,
}

impl Receiver for TakesAll {
    fn receive(&mut self, batch: Vec<Arrival>) -> Result<Vec<Received>, DeskError> {
        self.batches.push(batch.len());
        Ok(batch.into_iter().map(|arrival| self.one(arrival)).collect())
    }
}

impl TakesAll {
    fn one(&mut self, arrival: Arrival) -> Received {
        if arrival.record.institution().as_str() != "binance" {
            let refusal =
                Refusal::plain(RefusalKind::Unknown, "there is no such institution", "Name another");
            return Received::Refused { refusal, field: Some("institution".to_owned()) };
        }
        if !self.seen.insert(arrival.record.reference().to_string()) {
            return Received::Unchanged { note: None };
        }
        let number = CaseNumber::new("RC", CaseId(i64::try_from(self.seen.len()).unwrap()));
        let received = match &arrival.record {
            Record::Ticket(ticket) => Received::Opened {
                case: number,
                kind: ticket.kind.clone().unwrap_or("recovery".parse().unwrap()),
                stage: "automated".parse().unwrap(),
                note: None,
            },
            _ => Received::Updated { case: None, note: None },
        };
        self.arrivals.push(arrival);
        received
    }
}

/// What an intake of some lines led to.
pub(super) struct Ran {
    pub(super) desk: TakesAll,
    pub(super) results: Vec<LineResult>,
    pub(super) summary: Summary,
}

/// Takes in `input` with the files of `place`, where one is given: evidence from `in`, kept in `vault`.
pub(super) fn take_in(input: &[u8], place: Option<&tempfile::TempDir>) -> Ran {
    let files = place.map(|place| Files {
        folder: Some(Folder::open(&place.path().join("in")).unwrap()),
        vault: Vault::open(&place.path().join("vault")).unwrap(),
    });
    let mut desk = TakesAll::default();
    let mut results = Vec::new();
    let input = BufReader::new(std::io::Cursor::new(input.to_vec()));
    let options = Options { now: Arc::new(now), files };
    let summary =
        run(input, &mut desk, options, |result: &LineResult| results.push(result.clone()), |_| ()).unwrap();
    Ran { desk, results, summary }
}

/// Why the only line of `input` is refused.
pub(super) fn refusal(input: &[u8], place: Option<&tempfile::TempDir>) -> Refused {
    let mut ran = take_in(input, place);
    assert_eq!(ran.results.len(), 1, "{:?}", ran.results);
    match ran.results.remove(0).outcome {
        Outcome::Refused(refused) => refused,
        other => panic!("{other:?} for {}", String::from_utf8_lossy(input)),
    }
}

/// A place with a picture, a folder and a vault to be.
pub(super) fn place() -> tempfile::TempDir {
    let place = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(place.path().join("in/sub")).unwrap();
    std::fs::write(place.path().join("in/front.png"), b"\x89PNG\r\n\x1a\nfront").unwrap();
    std::fs::write(place.path().join("in/sub/back.png"), b"\x89PNG\r\n\x1a\nback").unwrap();
    std::fs::write(place.path().join("secret.png"), b"secret").unwrap();
    place
}

/// How many files a folder holds, at any depth.
pub(super) fn files_below(path: &std::path::Path) -> usize {
    let entries =
        std::fs::read_dir(path).map(|entries| entries.flatten().collect::<Vec<_>>()).unwrap_or_default();
    entries.iter().map(|entry| if entry.path().is_dir() { files_below(&entry.path()) } else { 1 }).sum()
}
