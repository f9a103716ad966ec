//! What the store alone cannot tell: that rows were put at the end of its log, which the seal shows, and that its end was
//! cut off, which the checkpoint outside shows.

use super::super::Head;
use super::super::vouch::{cut_off, unsealed};
use super::super::witness::{Checkpoint, CheckpointBytes, from_hex};
use super::{Check, Finding};
use ed25519_dalek::VerifyingKey;

impl Check<'_> {
    /// Holds the log's end against the seal. Both are of one snapshot and were written in one transaction, so they must agree
    /// to the row, whatever others write meanwhile and wherever a process was killed.
    pub(super) fn seal(&mut self) {
        let seal = self.report.take(self.reader.seal(), Finding::Seal);
        let Some(seal) = seal else { return };
        self.count_rows("seal", "SELECT count(*) FROM seal", u64::from(seal.is_some()));
        let public = self.public_key();
        let (seal, public) = match (seal, public, &self.expected.witness) {
            (None, _, None) => return,
            (Some(seal), Some(public), _) => (seal, public),
            (None, _, Some(_)) => {
                let what = "it is missing: nothing tells that docket wrote the log".to_owned();
                return self.find(Finding::Seal(what));
            }
            (Some(_), None, _) => {
                return self.find(Finding::Seal("it is there, and the log names no key for it".to_owned()));
            }
        };
        if !seal.is_by(&self.store.id, &public) {
            return self.find(Finding::Seal("it bears no valid signature of this store".to_owned()));
        }
        let head = self.head();
        if seal.head.seq < head.seq {
            self.find(Finding::Seal(unsealed(seal.head.seq, head.seq)));
        }
        self.against(seal.head, Finding::Seal);
    }

    /// Holds the log against the checkpoint outside, and the key that lies beside it against the one that the log names.
    pub(super) fn outside(&mut self, outside: &CheckpointBytes) {
        let public = self.public_key();
        let here = self.store.witness.as_ref().and_then(|witness| witness.public_key());
        if here.is_some() && here != public {
            let what = "the key beside it is not the one that the log names".to_owned();
            self.find(Finding::Checkpoint(what));
        }
        let head = match outside.furthest(&self.store.id, public.as_ref()) {
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
        self.against(head, Finding::Checkpoint);
    }

    /// Holds the log against a row that it once ended with.
    fn against(&mut self, then: Head, finding: fn(String) -> Finding) {
        let now = self.head();
        if then.seq > now.seq {
            return self.find(finding(cut_off(then, now)));
        }
        let found = self.reader.hash_at(then.seq);
        if let Some(found) = self.report.take(found, finding)
            && found != Some(then.hash)
        {
            self.find(finding(format!("row {} of the log was another one when it was sealed", then.seq)));
        }
    }

    /// The key that the log names last.
    fn public_key(&self) -> Option<VerifyingKey> {
        self.expected.witness.as_deref().and_then(from_hex)
    }
}
