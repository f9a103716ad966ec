//! What is remembered between transactions: playbooks, and the small numbers that stand for names.

use super::cells::Cell;
use super::commands::CommandsOfRow;
use crate::case::OperatorId;
use crate::playbook::{InstitutionId, KindId, Playbook, PlaybookHash};
use std::cell::{Cell as Slot, RefCell};
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

/// Names by number and numbers by name.
#[derive(Debug)]
pub struct Names<T> {
    by_id: RefCell<HashMap<i64, Arc<T>>>,
    ids: RefCell<HashMap<Arc<T>, i64>>,
}

impl<T> Default for Names<T> {
    fn default() -> Self {
        Self { by_id: RefCell::default(), ids: RefCell::default() }
    }
}

impl<T: Eq + Hash> Names<T> {
    /// What `id` stands for.
    pub fn name(&self, id: i64) -> Option<Arc<T>> {
        self.by_id.borrow().get(&id).cloned()
    }

    /// The number that stands for `name`.
    pub fn id(&self, name: &T) -> Option<i64> {
        self.ids.borrow().get(name).copied()
    }

    /// Remembers that `id` stands for `name`.
    pub fn learn(&self, id: i64, name: T) -> Arc<T> {
        let name = Arc::new(name);
        self.by_id.borrow_mut().insert(id, name.clone());
        self.ids.borrow_mut().insert(name.clone(), id);
        name
    }

    /// Remembers nothing any more.
    pub fn forget(&self) {
        self.by_id.borrow_mut().clear();
        self.ids.borrow_mut().clear();
    }
}

/// What one connection remembers.
#[derive(Debug, Default)]
pub struct Cache {
    /// Playbooks that were read.
    pub playbooks: RefCell<HashMap<PlaybookHash, Arc<Playbook>>>,
    /// Playbooks by the row that installed them first.
    pub playbook_rows: Names<PlaybookHash>,
    /// Institutions.
    pub institutions: Names<InstitutionId>,
    /// Queues, by the institution's number and the kind.
    pub queues: Names<(i64, KindId)>,
    /// Operators.
    pub operators: Names<OperatorId>,
    /// Cells.
    pub cells: Names<Cell>,
    /// The commands of the row of the log that was asked for last. Rows never change, so neither does this.
    pub commands: RefCell<Option<(i64, Arc<CommandsOfRow>)>>,
    data_version: Slot<i64>,
}

impl Cache {
    /// Forgets the names if another connection has written since.
    pub fn follow(&self, data_version: i64) {
        if self.data_version.replace(data_version) != data_version {
            self.forget_names();
        }
    }

    /// Forgets the numbers of names; playbooks stay, for their hash says what they are.
    pub fn forget_names(&self) {
        self.playbook_rows.forget();
        self.institutions.forget();
        self.queues.forget();
        self.operators.forget();
        self.cells.forget();
    }
}
