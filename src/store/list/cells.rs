//! The merge of cells: the way of most lists. Each cell gives its next rows from an index; the best of all are the next of
//! the list, so a window costs what its rows and the number of cells cost, however many cases there are.

use super::super::error::Doing;
use super::super::follow_ups::FollowUpStages;
use super::super::names::make_cell;
use super::super::{Reader, StoreError};
use super::row::{Figures, Sieve};
use super::{Cursor, Filter, ListQuery, Page, Sort, Window};
use std::collections::BinaryHeap;

/// Rows of one cell along an index.
macro_rules! select {
    ($key:literal, $index:literal, $from:literal, $until:literal, $order:literal) => {
        concat!(
            "SELECT ",
            $key,
            ", id FROM cases INDEXED BY ",
            $index,
            " WHERE cell = ?1 AND ",
            $from,
            " AND ",
            $until,
            " ORDER BY ",
            $order,
            " LIMIT ?5"
        )
    };
}

/// A direction through an index, and the place from which to go on, itself left out.
#[derive(Debug, Clone, Copy)]
pub struct Walk {
    sort: Sort,
    ascending: bool,
    from: (i64, i64),
}

impl Walk {
    /// How to read the rows of `window`, and whether they come in list order.
    pub fn of(sort: Sort, window: Window) -> (Self, bool) {
        let forward = !matches!(window, Window::Before(_) | Window::Last);
        let ascending = forward != (sort == Sort::Newest);
        let from = match window {
            Window::First | Window::Last => edge(ascending),
            Window::After(cursor) | Window::Before(cursor) => (cursor.key, cursor.id.0),
            Window::From(cursor) => step_back((cursor.key, cursor.id.0), ascending),
        };
        (Self { sort, ascending, from }, forward)
    }

    /// The other way, from `row` on, itself left out; from where this walk begins, itself included, without a row.
    fn back_from(self, row: Option<&Figures>) -> Self {
        let ascending = !self.ascending;
        let from = match row {
            Some(row) => place(row, self.sort),
            None => step_back(self.from, ascending),
        };
        Self { ascending, from, ..self }
    }

    /// Whether `place` lies ahead.
    fn is_ahead(&self, place: (i64, i64)) -> bool {
        if self.ascending { place > self.from } else { place < self.from }
    }

    /// The statements that read on from `from` in one cell: first the rows with the same key, then those with a farther one.
    /// They are two because SQLite does not seek by key and id together, and thousands of cases can share a key: all whose
    /// clock stands still do.
    fn sql(&self) -> [&'static str; 2] {
        match (self.sort, self.ascending) {
            (Sort::Due, true) => [
                select!("due", "cases_by_due", "due = ?2 AND id > ?3", "?4 IS NOT NULL", "due, id"),
                select!("due", "cases_by_due", "due > ?2 AND ?3 IS NOT NULL", "due <= ?4", "due, id"),
            ],
            (Sort::Due, false) => [
                select!("due", "cases_by_due", "due = ?2 AND id < ?3", "?4 IS NOT NULL", "due DESC, id DESC"),
                select!(
                    "due",
                    "cases_by_due",
                    "due < ?2 AND ?3 IS NOT NULL",
                    "due >= ?4",
                    "due DESC, id DESC"
                ),
            ],
            (Sort::Risk, true) => [
                select!("risk", "cases_by_risk", "risk = ?2 AND id > ?3", "?4 IS NOT NULL", "risk, id"),
                select!("risk", "cases_by_risk", "risk > ?2 AND ?3 IS NOT NULL", "risk <= ?4", "risk, id"),
            ],
            (Sort::Risk, false) => [
                select!(
                    "risk",
                    "cases_by_risk",
                    "risk = ?2 AND id < ?3",
                    "?4 IS NOT NULL",
                    "risk DESC, id DESC"
                ),
                select!(
                    "risk",
                    "cases_by_risk",
                    "risk < ?2 AND ?3 IS NOT NULL",
                    "risk >= ?4",
                    "risk DESC, id DESC"
                ),
            ],
            (Sort::Age | Sort::Newest, true) => {
                [NOTHING, select!("id", "cases_by_id", "?2 IS NOT NULL AND id > ?3", "id <= ?4", "id")]
            }
            (Sort::Age | Sort::Newest, false) => {
                [NOTHING, select!("id", "cases_by_id", "?2 IS NOT NULL AND id < ?3", "id >= ?4", "id DESC")]
            }
        }
    }
}

/// An id is nobody else's, so no other row has the same key.
const NOTHING: &str = "SELECT ?1, ?2 WHERE ?3 IS NULL AND ?4 IS NULL AND ?5 IS NULL";

/// Before the first row, or after the last.
fn edge(ascending: bool) -> (i64, i64) {
    if ascending { (i64::MIN, i64::MIN) } else { (i64::MAX, i64::MAX) }
}

/// The place just before `from` on a walk.
fn step_back(from: (i64, i64), ascending: bool) -> (i64, i64) {
    let id = if ascending { from.1.saturating_sub(1) } else { from.1.saturating_add(1) };
    (from.0, id)
}

/// Where a row stands in a list of this order.
pub fn place(row: &Figures, sort: Sort) -> (i64, i64) {
    let Cursor { key, id } = row.cursor(sort);
    (key, id.0)
}

impl Reader<'_> {
    pub(super) fn list_cells(&self, query: &ListQuery, limit: usize, now: i64) -> Result<Page, StoreError> {
        let cells = self.cells_for(&query.filter)?;
        let sieve = self.sieve(&query.filter, now)?;
        let (walk, forward) = Walk::of(query.sort, query.window);
        let mut rows = self.walk(&cells, walk, &sieve, limit + 1)?;
        let more_ahead = rows.len() > limit;
        rows.truncate(limit);
        let more_behind = match query.window {
            Window::First | Window::Last => false,
            _ => !self.walk(&cells, walk.back_from(rows.first()), &sieve, 1)?.is_empty(),
        };
        if !forward {
            rows.reverse();
        }
        let (more_before, more_after) =
            if forward { (more_behind, more_ahead) } else { (more_ahead, more_behind) };
        let rows = rows.into_iter().map(|row| self.write_out(row, query.sort)).collect::<Result<_, _>>()?;
        Ok(Page { rows, more_before, more_after, unfinished: None })
    }

    /// The numbers of the cells that the filter takes, the fullest first: they set a bound that spares the others.
    pub(in super::super) fn cells_for(&self, filter: &Filter) -> Result<Vec<i64>, StoreError> {
        let mut taken = Vec::new();
        // Few lists ask where cases are followed up.
        let asks = filter.follow_ups || filter.queue.is_some();
        let follow_ups = if asks { self.follow_up_stages()? } else { FollowUpStages::default() };
        for (id, queue, stage, band, state, cases) in
            self.rows_of("SELECT id, queue, stage, band, state, cases FROM cells", [], |row| {
                let stage: String = row.get(2)?;
                Ok((row.get(0)?, row.get(1)?, stage, row.get(3)?, row.get(4)?, row.get::<_, i64>(5)?))
            })?
        {
            let cell = match self.cache.cells.name(id) {
                Some(cell) => cell,
                None => self.cache.cells.learn(id, make_cell(queue, &stage, band, state)?),
            };
            if self.takes_cell(filter, &cell, &follow_ups)? {
                taken.push((cases, id));
            }
        }
        taken.sort_unstable_by(|a, b| b.cmp(a));
        Ok(taken.into_iter().map(|(_, id)| id).collect())
    }

    /// The next `want` rows that pass, in the order of the walk.
    fn walk(
        &self,
        cells: &[i64],
        walk: Walk,
        sieve: &Sieve<'_>,
        want: usize,
    ) -> Result<Vec<Figures>, StoreError> {
        let mut rows = Vec::with_capacity(want);
        let mut walk = walk;
        loop {
            let missing = want - rows.len();
            let places = self.next_places(cells, walk, sieve.due_before(), missing)?;
            let last = places.last().copied();
            let exhausted = places.len() < missing;
            for (_, id) in places {
                rows.extend(self.figures(id)?.filter(|row| sieve.passes(row)));
            }
            match last {
                Some(last) if !exhausted && rows.len() < want => walk.from = last,
                _ => return Ok(rows),
            }
        }
    }

    /// The next `want` places of the list, whatever stands there; rows due at `due_before` or later are left out where the
    /// list is in that order.
    pub(super) fn next_places(
        &self,
        cells: &[i64],
        mut walk: Walk,
        due_before: Option<i64>,
        want: usize,
    ) -> Result<Vec<(i64, i64)>, StoreError> {
        let latest = match due_before {
            Some(before) if walk.sort == Sort::Due => before.saturating_sub(1),
            _ => i64::MAX,
        };
        if walk.from.0 > latest {
            if walk.ascending {
                return Ok(Vec::new());
            }
            walk.from = (latest, i64::MAX);
        }
        let farthest = if walk.ascending { latest } else { i64::MIN };
        let limit = i64::try_from(want).unwrap_or(i64::MAX);
        let [same, farther] = walk.sql();
        let prepare = |sql| self.conn.prepare_cached(sql).doing("read a list");
        let (mut same, mut farther) = (prepare(same)?, prepare(farther)?);
        // The heap's greatest is the farthest of the best: turned round for a walk downwards.
        let turn = |place: (i64, i64)| if walk.ascending { place } else { (!place.0, !place.1) };
        let mut best: BinaryHeap<(i64, i64)> = BinaryHeap::with_capacity(want + 1);
        for (cell, statement) in cells.iter().flat_map(|cell| [(cell, 0), (cell, 1)]) {
            let bound = match best.peek() {
                Some(worst) if best.len() == want => turn(*worst).0,
                _ => farthest,
            };
            let statement = if statement == 0 { &mut same } else { &mut farther };
            let mut rows =
                statement.query((cell, walk.from.0, walk.from.1, bound, limit)).doing("read a list")?;
            while let Some(row) = rows.next().doing("read a list")? {
                let place = (row.get(0).doing("read a list")?, row.get(1).doing("read a list")?);
                if best.len() == want {
                    if best.peek().is_some_and(|worst| turn(place) >= *worst) {
                        break;
                    }
                    best.pop();
                }
                best.push(turn(place));
            }
        }
        Ok(best.into_sorted_vec().into_iter().map(turn).collect())
    }

    /// A window of rows that are all at hand.
    pub(super) fn list_few(
        &self,
        mut rows: Vec<Figures>,
        query: &ListQuery,
        limit: usize,
        now: i64,
    ) -> Result<Page, StoreError> {
        let cells = self.cells_for(&query.filter)?;
        let sieve = self.sieve(&query.filter, now)?;
        rows.retain(|row| cells.contains(&row.cell) && sieve.passes(row));
        let (walk, forward) = Walk::of(query.sort, query.window);
        rows.sort_by_key(|row| place(row, query.sort));
        if !walk.ascending {
            rows.reverse();
        }
        let all = rows.len();
        rows.retain(|row| walk.is_ahead(place(row, query.sort)));
        let (more_behind, more_ahead) = (all > rows.len(), rows.len() > limit);
        rows.truncate(limit);
        if !forward {
            rows.reverse();
        }
        let (more_before, more_after) =
            if forward { (more_behind, more_ahead) } else { (more_ahead, more_behind) };
        let rows = rows.into_iter().map(|row| self.write_out(row, query.sort)).collect::<Result<_, _>>()?;
        Ok(Page { rows, more_before, more_after, unfinished: None })
    }
}
