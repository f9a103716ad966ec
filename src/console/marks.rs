//! Cases marked for a bulk command.

use crate::case::{CaseId, CaseNumber, Version};
use crate::store::CaseRow;
use std::collections::BTreeMap;

/// How many cases can be marked at once.
pub const MOST: usize = 1_000;

/// A marked case as it was when it was marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Its number.
    pub number: CaseNumber,
    /// The version that the operator saw.
    pub version: Version,
}

/// The marked cases.
#[derive(Debug, Clone, Default)]
pub struct Marks {
    cases: BTreeMap<CaseId, Mark>,
    anchor: Option<CaseId>,
}

impl Marks {
    /// Whether none is marked.
    pub fn is_empty(&self) -> bool {
        self.cases.is_empty()
    }

    /// How many are marked.
    pub fn len(&self) -> usize {
        self.cases.len()
    }

    /// Whether a case is marked.
    pub fn has(&self, id: CaseId) -> bool {
        self.cases.contains_key(&id)
    }

    /// The marked cases by id.
    pub fn iter(&self) -> impl Iterator<Item = (CaseId, &Mark)> {
        self.cases.iter().map(|(id, mark)| (*id, mark))
    }

    /// Marks a case, or takes its mark away.
    pub fn toggle(&mut self, row: &CaseRow) {
        if self.cases.remove(&row.id).is_some() {
            self.anchor = None;
        } else {
            self.add(row);
            self.anchor = Some(row.id);
        }
    }

    /// Marks every row from the one marked last to `to`.
    pub fn range(&mut self, rows: &[CaseRow], to: CaseId) {
        let position = |id: CaseId| rows.iter().position(|row| row.id == id);
        let Some(end) = position(to) else { return };
        let start = self.anchor.and_then(position).unwrap_or(end);
        for row in &rows[start.min(end)..=start.max(end)] {
            self.add(row);
        }
        self.anchor = Some(to);
    }

    /// Marks every row.
    pub fn all(&mut self, rows: &[CaseRow]) {
        for row in rows {
            self.add(row);
        }
    }

    /// Takes one mark away.
    pub fn remove(&mut self, id: CaseId) {
        self.cases.remove(&id);
    }

    /// Takes all marks away.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    fn add(&mut self, row: &CaseRow) {
        if self.cases.len() < MOST {
            self.cases.insert(row.id, Mark { number: row.number.clone(), version: row.version });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::list::tests::row;
    use super::*;

    #[test]
    fn a_range_goes_from_the_last_mark_in_either_direction() {
        let rows: Vec<_> = (0..10).map(row).collect();
        let mut marks = Marks::default();
        marks.toggle(&rows[6]);
        marks.range(&rows, CaseId(3));
        let marked: Vec<_> = marks.iter().map(|(id, _)| id.0).collect();
        assert_eq!(marked, [3, 4, 5, 6]);
        marks.toggle(&rows[4]);
        assert_eq!(marks.len(), 3);
        marks.range(&rows, CaseId(8));
        assert_eq!(marks.len(), 4, "without an anchor a range is one row");
    }

    #[test]
    fn there_is_a_limit() {
        let rows: Vec<_> = (0..2000).map(row).collect();
        let mut marks = Marks::default();
        marks.all(&rows);
        assert_eq!(marks.len(), MOST);
    }
}
