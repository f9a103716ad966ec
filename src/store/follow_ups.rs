//! Where approved cases are followed up: a queue of their own, across kinds.

use super::cells::{Cell, State};
use super::{Reader, StoreError};
use crate::playbook::StageId;
use std::collections::HashSet;

/// The stages at which cases are followed up, each with its queue's number.
#[derive(Debug, Default)]
pub struct FollowUpStages(HashSet<(i64, StageId)>);

impl FollowUpStages {
    /// Whether the open cases of a cell are followed up.
    pub fn have(&self, cell: &Cell) -> bool {
        !self.0.is_empty() && cell.state == State::Open && self.0.contains(&(cell.queue, cell.stage.clone()))
    }
}

impl Reader<'_> {
    /// The stages at which cases are followed up, as the playbooks in force have it. A case that was opened under an older one
    /// is listed by the name of its stage too: lists know no more of it.
    pub(super) fn follow_up_stages(&self) -> Result<FollowUpStages, StoreError> {
        let mut stages = FollowUpStages::default();
        for (institution, hash) in self.playbooks_in_force()? {
            let playbook = self.playbook(hash)?;
            let Some(institution) = self.institution_id(&institution)? else { continue };
            for (kind, described) in &playbook.kinds {
                let mut here = described.stages.iter().filter(|stage| stage.follow_up).peekable();
                if here.peek().is_some()
                    && let Some(queue) = self.queue_id(institution, kind)?
                {
                    stages.0.extend(here.map(|stage| (queue, stage.id.clone())));
                }
            }
        }
        Ok(stages)
    }
}
