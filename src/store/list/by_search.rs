//! Lists of what a search finds, newest first: the index gives cases by falling number, and they are held against the
//! filter one by one, up to a bound.

use super::super::error::Doing;
use super::super::search::Question;
use super::super::{Reader, StoreError};
use super::row::{Figures, Sieve};
use super::{Cursor, ListQuery, Page, Sort, Window};
use crate::case::CaseId;
use std::collections::HashSet;

/// How many finds one question looks at, so that a common word with a filter that hardly anything passes stays quick.
const MOST_LOOKED_AT: usize = 20_000;

/// What a search found in one direction.
struct Found {
    rows: Vec<Figures>,
    /// The last that was looked at, where the search stopped at its bound.
    stopped_at: Option<i64>,
}

impl Reader<'_> {
    pub(super) fn list_found(
        &self,
        question: &Question,
        query: &ListQuery,
        limit: usize,
        now: i64,
    ) -> Result<Page, StoreError> {
        let cells: HashSet<i64> = self.cells_for(&query.filter)?.into_iter().collect();
        let sieve = self.sieve(&query.filter, now)?;
        let find = |newest_first, from, want| self.find(question, &cells, &sieve, newest_first, from, want);
        let (forward, from) = match query.window {
            Window::First => (true, i64::MAX),
            Window::After(cursor) => (true, cursor.id.0),
            Window::From(cursor) => (true, cursor.id.0.saturating_add(1)),
            Window::Before(cursor) => (false, cursor.id.0),
            Window::Last => (false, 0),
        };
        let Found { mut rows, stopped_at } = find(forward, from, limit + 1)?;
        let more_ahead = rows.len() > limit || stopped_at.is_some();
        let unfinished = stopped_at.filter(|_| rows.len() <= limit);
        rows.truncate(limit);
        let more_behind = match (query.window, rows.first()) {
            (Window::First | Window::Last, _) => false,
            (_, Some(row)) => !find(!forward, row.id, 1)?.rows.is_empty(),
            (_, None) => !find(!forward, if forward { from - 1 } else { from + 1 }, 1)?.rows.is_empty(),
        };
        if !forward {
            rows.reverse();
        }
        let (more_before, more_after) =
            if forward { (more_behind, more_ahead) } else { (more_ahead, more_behind) };
        let rows = rows.into_iter().map(|row| self.write_out(row, Sort::Newest)).collect::<Result<_, _>>()?;
        let unfinished = unfinished.map(|id| Cursor { key: id, id: CaseId(id) });
        Ok(Page { rows, more_before, more_after, unfinished })
    }

    /// The next `want` finds that pass, beyond case `from`.
    fn find(
        &self,
        question: &Question,
        cells: &HashSet<i64>,
        sieve: &Sieve<'_>,
        newest_first: bool,
        from: i64,
        want: usize,
    ) -> Result<Found, StoreError> {
        const DOING: &str = "search";
        let sql = if newest_first {
            "SELECT rowid FROM search WHERE search MATCH ?1 AND rowid < ?2 ORDER BY rowid DESC"
        } else {
            "SELECT rowid FROM search WHERE search MATCH ?1 AND rowid > ?2 ORDER BY rowid"
        };
        let mut statement = self.conn.prepare_cached(sql).doing(DOING)?;
        let mut finds = statement.query((question.as_match(), from)).doing(DOING)?;
        let mut found = Found { rows: Vec::new(), stopped_at: None };
        let mut looked_at = 0;
        while found.rows.len() < want
            && let Some(row) = finds.next().doing(DOING)?
        {
            let id = row.get(0).doing(DOING)?;
            let figures = self.figures(id)?;
            found.rows.extend(figures.filter(|row| cells.contains(&row.cell) && sieve.passes(row)));
            looked_at += 1;
            if looked_at == MOST_LOOKED_AT && found.rows.len() < want {
                found.stopped_at = Some(id);
                break;
            }
        }
        Ok(found)
    }
}
