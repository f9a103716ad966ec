//! Evidence items: a file beside the intake file, or the hash of one that the institution keeps.

use super::super::wrong::{At, Checked, Wrong};
use super::values::{self, Today, given};
use crate::case::record::EvidenceRecord;

const MOST_ITEMS: usize = 64;

const ONE_OF_TWO: &str = "Give either \"file\", or \"sha256\" with \"bytes\" and \"media\"";

pub(super) fn list(items: &[EvidenceRecord], today: Today) -> Checked {
    values::count(items.len(), MOST_ITEMS)?;
    items.iter().enumerate().try_for_each(|(index, item)| one(item, today).nth(index))
}

fn one(item: &EvidenceRecord, today: Today) -> Checked {
    match (&item.file, &item.sha256) {
        (None, None) => return Err(Wrong::new("it has neither file nor sha256", ONE_OF_TWO)),
        (Some(_), Some(_)) => return Err(Wrong::new("it has both file and sha256", ONE_OF_TWO)),
        (Some(_), None) => {
            // What the desk measures itself is not to be told.
            no(item.bytes.is_some()).at("bytes")?;
            no(item.media.is_some()).at("media")?;
        }
        (None, Some(_)) => {
            there(item.bytes.is_some()).at("bytes")?;
            there(item.media.is_some()).at("media")?;
        }
    }
    given(item.media.as_ref(), values::media).at("media")?;
    given(item.dated.as_ref(), |day| today.day(*day)).at("dated")?;
    given(item.phrase.as_ref(), values::recalled).at("phrase")?;
    given(item.recorded_at.as_ref(), |at| today.time(*at)).at("recorded_at")
}

fn no(given: bool) -> Checked {
    if given { Err(Wrong::new("the file itself tells it", "Leave it out beside \"file\"")) } else { Ok(()) }
}

fn there(given: bool) -> Checked {
    if given { Ok(()) } else { Err(Wrong::new("it is missing beside sha256", ONE_OF_TWO)) }
}
