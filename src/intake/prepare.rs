//! Evidence into the vault's waiting room, and what the desk is told of it.

use super::wrong::{At, Wrong};
use crate::case::record::{EvidenceRecord, Record};
use crate::case::{Evidence, Spoken};
use crate::desk::Arrival;
use crate::evidence::{Folder, Staged, UNKNOWN_MEDIA, Vault, VaultError};
use chrono::{DateTime, Duration, NaiveDate, Utc};

/// Where evidence files come from and go to.
#[derive(Debug)]
pub struct Files {
    /// The folder that paths in records start from; none where records come by a pipe and may name no file.
    pub folder: Option<Folder>,
    /// Where they are kept.
    pub vault: Vault,
}

/// A record that is ready for the desk, its files copied but not yet filed.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) arrival: Arrival,
    pub(super) staged: Vec<Staged>,
}

/// A record as the desk takes it, where it names no file.
///
/// # Errors
/// What is wrong with it.
pub fn arrival(record: Record) -> Result<Arrival, Wrong> {
    prepare(record, None).map(|prepared| prepared.arrival)
}

/// Copies the files that a record names.
///
/// # Errors
/// The first file that is not accepted; nothing of the record stays behind then.
pub(super) fn prepare(record: Record, files: Option<&Files>) -> Result<Prepared, Wrong> {
    let (items, brought_on): (&[EvidenceRecord], NaiveDate) = match &record {
        Record::Ticket(ticket) => {
            (&ticket.evidence, local_day(ticket.opened_at, ticket.from.utc_offset_minutes))
        }
        Record::Verification(submission) => {
            (&submission.evidence, local_day(submission.submitted_at, submission.from.utc_offset_minutes))
        }
        // Which zone the applicant is in stands in the ticket, which the desk has.
        Record::Evidence(later) => (&later.evidence, local_day(later.at, None)),
        _ => (&[], NaiveDate::default()),
    };
    let mut staged = Vec::new();
    let mut evidence = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        let found = one(item, brought_on, files, &mut staged).nth(index).at("evidence")?;
        evidence.push(found);
    }
    Ok(Prepared { arrival: Arrival { record, evidence }, staged })
}

fn one(
    item: &EvidenceRecord,
    brought_on: NaiveDate,
    files: Option<&Files>,
    staged: &mut Vec<Staged>,
) -> Result<Evidence, Wrong> {
    let (sha256, bytes, media, stored) = match (&item.file, item.sha256) {
        (Some(path), _) => {
            let copy = stage(path, files).at("file")?;
            let facts = (copy.sha256, copy.bytes, copy.media.to_owned(), true);
            staged.push(copy);
            facts
        }
        (None, Some(sha256)) => {
            let media = item.media.clone().unwrap_or_else(|| UNKNOWN_MEDIA.to_owned());
            (sha256, item.bytes.unwrap_or(0), media, false)
        }
        (None, None) => return Err(Wrong::new("it has neither file nor sha256", "Give one of them")),
    };
    Ok(Evidence {
        item: item.item.clone(),
        sha256,
        bytes,
        media,
        stored,
        brought_on,
        dated: item.dated,
        spoken: item.phrase.clone().map(Spoken::Words),
        recorded_at: item.recorded_at,
        captured: item.captured,
        merged_from: None,
    })
}

fn stage(path: &str, files: Option<&Files>) -> Result<Staged, Wrong> {
    let Some((vault, folder)) = files.and_then(|files| Some((&files.vault, files.folder.as_ref()?))) else {
        return Err(Wrong::new(
            "there is no folder to take a file from",
            "Send the records as a file that lies beside their evidence, or give \"sha256\" instead",
        ));
    };
    vault.stage(folder, path).map_err(|error| match error {
        VaultError::Path { what, remedy, .. } => {
            Wrong::new(format!("the file is not accepted: {what}"), remedy)
        }
        VaultError::TooLarge { bytes, limit, .. } => Wrong::new(
            format!("the file has {bytes} bytes, more than the {limit} that are accepted"),
            "Send a smaller file",
        ),
        VaultError::Io { .. } | VaultError::Changed { .. } => {
            Wrong::new(error.to_string(), "Correct that and send the record again")
        }
    })
}

/// The day in the applicant's zone.
fn local_day(at: DateTime<Utc>, utc_offset_minutes: Option<i32>) -> NaiveDate {
    (at + Duration::minutes(utc_offset_minutes.unwrap_or(0).into())).date_naive()
}
