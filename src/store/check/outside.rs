//! The witness outside the store: it tells what the store alone cannot, that the end of its log was cut off.

use super::super::chain::Hash;
use super::super::witness::Checkpoint;
use super::{Check, Finding};

impl Check<'_> {
    pub(super) fn outside(&mut self) {
        let Some(witness) = &self.store.witness else { return };
        let public = self.expected.witness.take().unwrap_or_default();
        let head = match witness.last(&self.store.id, &public) {
            Checkpoint::At(head) => head,
            Checkpoint::Missing => {
                return self.find(Finding::Checkpoint(
                    "it is missing: nothing outside the store tells how long its log was".to_owned(),
                ));
            }
            Checkpoint::Invalid => {
                return self
                    .find(Finding::Checkpoint("it bears no valid signature of this store".to_owned()));
            }
        };
        self.report.checkpoint = Some(head);
        if head.seq > self.head().seq {
            return self.find(Finding::Checkpoint(format!(
                "the log reached row {}, and now ends at row {}: its end was cut off, or an older copy was put in its place",
                head.seq,
                self.head().seq
            )));
        }
        let sql = "SELECT hash FROM events WHERE seq = ?1";
        let found = self.reader.lookup::<Hash>(sql, [head.seq]);
        if let Some(found) = self.report.take(found, Finding::Checkpoint)
            && found != Some(head.hash)
        {
            let what = format!("row {} of the log was another one when it was written", head.seq);
            self.find(Finding::Checkpoint(what));
        }
    }
}
