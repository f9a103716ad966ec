//! A case as its events made it, under its own playbook.

use super::{Reader, StoreError, entry};
use crate::case::{Case, CaseId, Event};
use crate::playbook::{Kind, KindId, Playbook, PlaybookHash};
use std::sync::Arc;

impl Reader<'_> {
    /// The case, personal data included where it is still kept.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read or its log makes no sense.
    pub fn case(&self, id: CaseId) -> Result<Option<Case>, StoreError> {
        let rows = self.case_rows(id)?;
        let Some(first) = rows.first() else { return Ok(None) };
        let mut case = Case::unopened(id);
        let opened = entry::event(first.seq, &first.json())?;
        let (playbook, kind) = self.rules_of(&case, std::slice::from_ref(&opened))?;
        let kind = kind_in(&playbook, &kind)?;
        case.apply(&first.stamp()?, &opened, kind);
        for row in &rows[1..] {
            case.apply(&row.stamp()?, &entry::event(row.seq, &row.json())?, kind);
        }
        Ok(Some(case))
    }

    /// The playbook and kind by which `case` is decided; for one that is only now opened, as its first event says.
    pub(super) fn rules_of(
        &self,
        case: &Case,
        events: &[Event],
    ) -> Result<(Arc<Playbook>, KindId), StoreError> {
        let (hash, kind): (PlaybookHash, &KindId) = match (&case.matter, events.first()) {
            (Some(matter), _) => (matter.playbook, &matter.kind),
            (None, Some(Event::Opened(opened))) => (opened.playbook, &opened.kind),
            _ => {
                return Err(StoreError::damaged(format!(
                    "case {} does not begin by being opened",
                    case.id.0
                )));
            }
        };
        Ok((self.playbook(hash)?, kind.clone()))
    }
}

/// The kind in its playbook.
pub(super) fn kind_in<'p>(playbook: &'p Playbook, kind: &KindId) -> Result<&'p Kind, StoreError> {
    playbook
        .kinds
        .get(kind)
        .ok_or_else(|| StoreError::damaged(format!("the playbook {} has no kind {kind}", playbook.hash)))
}

#[cfg(test)]
mod tests {
    use super::super::StoreError;
    use super::super::fixture::{Bench, reviewer, ticket};
    use crate::case::{Case, CaseId, Command};

    #[test]
    fn a_case_is_read_back_as_it_was_appended() {
        let mut bench = Bench::new();
        let opened = bench.open(&ticket("recovery", 1), 5);
        assert_eq!(bench.case(opened.id), opened);
        let noted = bench.carry_out(opened.id, &Command::Note { text: "seen".into() }, 7, reviewer("alice"));
        assert!(noted.version > opened.version);
        let claimed = bench.carry_out(opened.id, &Command::Claim, 8, reviewer("alice"));
        assert_eq!(bench.case(opened.id), claimed);
    }

    #[test]
    fn a_case_that_nobody_opened_is_none() {
        let bench = Bench::new();
        let none: Option<Case> = bench.store.read::<_, StoreError>(|r| r.case(CaseId(9))).unwrap();
        assert_eq!(none, None);
    }
}
