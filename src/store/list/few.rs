//! Filters that only few cases can pass: those are read whole and put in order in memory, instead of looking for them
//! along an index that is in another order.

use super::super::{Reader, StoreError};
use super::cells::Walk;
use super::row::{Figures, select_figures};
use super::{Filter, OpenFilter, Sort, Window};

/// How many are few.
const FEW: usize = 4_000;

impl Reader<'_> {
    /// All cases that could pass, where they are few by nature or in fact; none where they are not.
    pub(super) fn few(
        &self,
        filter: &Filter,
        sort: Sort,
        now: i64,
    ) -> Result<Option<Vec<Figures>>, StoreError> {
        let sieve = self.sieve(filter, now)?;
        if let Some(operator) = sieve.operator() {
            // Claims run out within the hour, so those that hold are as few as people at the desk.
            let sql = select_figures!("WHERE claimed_until > ?1 AND claimed_by = ?2");
            return self.rows_of(sql, (now, operator), Figures::read).map(Some);
        }
        if filter.open == OpenFilter::Snoozed && filter.outcome.is_none() {
            let sql = select_figures!("WHERE snoozed_until > ?1 LIMIT ?2");
            let rows = self.rows_of(sql, (now, i64::try_from(FEW + 1).unwrap_or(i64::MAX)), Figures::read)?;
            return Ok((rows.len() <= FEW).then_some(rows));
        }
        if filter.marks.are_any() {
            let sql = select_figures!("WHERE marks > 0 LIMIT ?1");
            let rows = self.rows_of(sql, [i64::try_from(FEW + 1).unwrap_or(i64::MAX)], Figures::read)?;
            return Ok((rows.len() <= FEW).then_some(rows));
        }
        match sieve.due_before() {
            Some(before) if sort != Sort::Due => {
                let cells = self.cells_for(filter)?;
                let (walk, _) = Walk::of(Sort::Due, Window::First);
                let places = self.next_places(&cells, walk, Some(before), FEW + 1)?;
                if places.len() > FEW {
                    return Ok(None);
                }
                let rows: Result<Vec<_>, _> =
                    places.into_iter().filter_map(|(_, id)| self.figures(id).transpose()).collect();
                rows.map(Some)
            }
            _ => Ok(None),
        }
    }
}
