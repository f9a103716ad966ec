//! Lists of cases, read in windows.
//!
//! A list is the merge of its cells, each of which an index has in every order that is offered. Whatever a filter says
//! of queue, stage, band and outcome chooses cells; the rest is looked at row by row.

mod ask;
mod by_search;
mod cells;
mod count;
mod few;
mod marks;
mod row;
#[cfg(test)]
mod tests;

pub use ask::{CaseRow, Cursor, DueFilter, Filter, ListQuery, OpenFilter, Page, QueueKey, Sort, Window};
pub use marks::Marks;
pub(super) use row::{Figures, select_figures};

use super::time::millis;
use super::{Reader, StoreError};
use chrono::{DateTime, Utc};

/// The most rows of a window.
const LONGEST_WINDOW: usize = 10_000;

impl Reader<'_> {
    /// A window of a list.
    ///
    /// With a search the newest cases come first, whatever order is asked for.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub fn list(&self, query: &ListQuery, now: DateTime<Utc>) -> Result<Page, StoreError> {
        let limit = query.limit.min(LONGEST_WINDOW);
        let now = millis(now);
        if let Some(question) = self.question(&query.filter.search)? {
            return self.list_found(&question, query, limit, now);
        }
        match self.few(&query.filter, query.sort, now)? {
            Some(rows) => self.list_few(rows, query, limit, now),
            None => self.list_cells(query, limit, now),
        }
    }
}
