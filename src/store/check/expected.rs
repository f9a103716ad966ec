//! What the log gives, gathered while it is read.

use super::super::cells::Cell;
use super::super::counters::Counters;
use super::super::project::Named;
use crate::case::OperatorId;
use crate::playbook::{InstitutionId, KindId, Role};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What must stand in the projections, as far as it is not compared at once.
#[derive(Debug, Default)]
pub struct Expected {
    /// Institutions, in the order in which the log names them first.
    pub institutions: Ordered<InstitutionId>,
    /// Queues.
    pub queues: Ordered<(InstitutionId, KindId)>,
    /// People.
    pub operators: Ordered<OperatorId>,
    /// The roles of those who were given one.
    pub roles: BTreeMap<OperatorId, Role>,
    /// How many cases stand in each cell.
    pub cells: HashMap<Cell, i64>,
    /// Counts by day and hour.
    pub counters: Counters,
    /// Rows that have no personal data any more.
    pub without_data: BTreeSet<i64>,
    /// Rows whose personal data the log says was erased.
    pub erased: BTreeSet<i64>,
    /// Sums of the words of each case.
    pub words: HashMap<i64, u64>,
    /// The key that checkpoints must be signed with; none where no witness is kept.
    pub witness: Option<String>,
    /// How many rows each table must have.
    pub rows: Rows,
}

/// Names in the order in which they came up first: that is how they are numbered.
#[derive(Debug)]
pub struct Ordered<T> {
    names: Vec<T>,
    known: BTreeSet<T>,
}

impl<T> Default for Ordered<T> {
    fn default() -> Self {
        Self { names: Vec::new(), known: BTreeSet::new() }
    }
}

impl<T: Ord + Clone> Ordered<T> {
    /// Takes a name in, if it is new.
    pub fn add(&mut self, name: &T) {
        if !self.known.contains(name) {
            self.known.insert(name.clone());
            self.names.push(name.clone());
        }
    }

    /// The names with their numbers.
    pub fn numbered(&self) -> BTreeSet<(i64, T)> {
        (1..).zip(self.names.iter().cloned()).collect()
    }
}

impl Expected {
    /// Takes in the names that a row of a case brings up, in the order in which the store numbers them.
    pub fn name(&mut self, named: &Named) {
        named.operators.iter().for_each(|operator| self.operators.add(operator));
        if let Some(queue) = &named.queue {
            self.institutions.add(&queue.0);
            self.queues.add(queue);
        }
    }
}

/// Numbers of rows by table.
#[derive(Debug, Default)]
#[allow(missing_docs, reason = "named as the tables are")]
pub struct Rows {
    pub private: u64,
    pub cases: u64,
    pub tickets: u64,
    pub files: u64,
    pub outbox: u64,
    pub accounts: u64,
    pub account_keys: u64,
    pub verifications: u64,
    pub tried: u64,
    pub commands: u64,
    pub playbooks: u64,
}
