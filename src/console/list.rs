//! The list of cases on screen: a window of rows around the selection, filled from the store by keyset.
//!
//! The list may have a million rows; the window holds at most `MOST`. Moving asks for more rows before the edge is
//! reached, so that a burst of keys meets rows that are there already; what it still owes when it meets the edge is paid
//! when the rows come. The selection is a case, not a row number: a refresh may bring rows and take rows, and the selected
//! case stays on its screen line.

use crate::case::CaseId;
use crate::store::{CaseRow, Cursor, Page, Window};
use std::collections::BTreeSet;

/// Rows of the first window: more than a tall screen shows.
const FIRST: usize = 128;
/// Rows that each further question brings.
const MORE: usize = 256;
/// Rows kept at most.
const MOST: usize = 1024;
/// Rows that should lie ahead of the selection; fewer ask for more.
const AHEAD: usize = 224;
/// Rows that a refresh reads on either side of the selection.
const AROUND: usize = 160;

/// Which part of the list was asked for, and so what an answer does to the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The beginning of another list, or of this one again; the selection goes to its first row.
    Top,
    /// The end; the selection goes to its last row.
    Bottom,
    /// The rows after the last.
    Below,
    /// The rows before the first.
    Above,
    /// The rows that are there, again.
    Again,
}

/// The rows that are there, and where in them the operator is.
#[derive(Debug, Clone, Default)]
pub struct List {
    rows: Vec<CaseRow>,
    more_before: bool,
    more_after: bool,
    cursor: usize,
    top: usize,
    height: usize,
    owed: isize,
    /// Where a search that is not through yet goes on.
    unfinished: Option<Cursor>,
    /// Whether an answer for this list has come at all.
    known: bool,
}

impl List {
    /// The rows that fit on the screen.
    pub fn visible(&self) -> &[CaseRow] {
        let end = (self.top + self.height).min(self.rows.len());
        &self.rows[self.top.min(end)..end]
    }

    /// Every row that is loaded.
    pub fn rows(&self) -> &[CaseRow] {
        &self.rows
    }

    /// Whether the store has said what the list holds.
    pub fn is_known(&self) -> bool {
        self.known
    }

    /// The selected row.
    pub fn selected(&self) -> Option<&CaseRow> {
        self.rows.get(self.cursor)
    }

    /// The row of a case, if it is loaded.
    pub fn row(&self, id: CaseId) -> Option<&CaseRow> {
        self.rows.iter().find(|row| row.id == id)
    }

    /// Whether rows lie above and below what is visible.
    pub fn hidden(&self) -> (bool, bool) {
        (self.more_before || self.top > 0, self.more_after || self.top + self.height < self.rows.len())
    }

    /// Sets how many rows fit on the screen.
    pub fn set_height(&mut self, height: usize) {
        self.height = height;
        self.keep_in_sight();
    }

    /// How many rows fit on the screen.
    pub fn height(&self) -> usize {
        self.height
    }

    /// Forgets all rows, because another list is asked for.
    pub fn forget(&mut self) {
        *self = Self { height: self.height, ..Self::default() };
    }

    /// Moves the selection by `steps` rows; what lies beyond the loaded rows is owed until they come.
    pub fn step(&mut self, steps: isize) {
        let wanted = self.owed.saturating_add(steps);
        let last = self.rows.len().saturating_sub(1);
        let target = self.cursor.saturating_add_signed(wanted).min(last);
        #[expect(clippy::cast_possible_wrap, reason = "the window holds at most a thousand rows")]
        let went = target as isize - self.cursor as isize;
        self.cursor = target;
        let more = if wanted < 0 { self.more_before } else { self.more_after };
        self.owed = if more { wanted - went } else { 0 };
        self.keep_in_sight();
    }

    /// Selects a case, if it is loaded.
    pub fn select(&mut self, id: CaseId) -> bool {
        let found = self.rows.iter().position(|row| row.id == id);
        if let Some(index) = found {
            (self.cursor, self.owed) = (index, 0);
            self.keep_in_sight();
        }
        found.is_some()
    }

    /// To the first row, if it is loaded; otherwise the list's beginning must be asked for.
    #[must_use]
    pub fn to_first(&mut self) -> Option<Part> {
        if self.more_before {
            return Some(Part::Top);
        }
        (self.cursor, self.owed) = (0, 0);
        self.keep_in_sight();
        None
    }

    /// To the last row, if it is loaded; otherwise the list's end must be asked for.
    #[must_use]
    pub fn to_last(&mut self) -> Option<Part> {
        if self.more_after {
            return Some(Part::Bottom);
        }
        (self.cursor, self.owed) = (self.rows.len().saturating_sub(1), 0);
        self.keep_in_sight();
        None
    }

    /// The nearest row after (or before) the selection that `wanted` accepts.
    pub fn next(&self, forward: bool, wanted: impl Fn(&CaseRow) -> bool) -> Option<CaseId> {
        let found = if forward {
            self.rows.iter().skip(self.cursor + 1).find(|row| wanted(row))
        } else {
            self.rows[..self.cursor.min(self.rows.len())].iter().rev().find(|row| wanted(row))
        };
        found.map(|row| row.id)
    }

    /// The part that should be asked for, because the selection comes near an edge.
    pub fn wants(&self) -> Option<Part> {
        let after = self.rows.len().saturating_sub(self.cursor + 1);
        if self.more_after && (self.owed > 0 || after < AHEAD) {
            Some(Part::Below)
        } else if self.more_before && (self.owed < 0 || self.cursor < AHEAD) {
            Some(Part::Above)
        } else {
            None
        }
    }

    /// The window and the number of rows to ask the store for.
    pub fn window(&self, part: Part) -> (Window, usize) {
        let cursor = |row: Option<&CaseRow>, window: fn(Cursor) -> Window, limit| {
            row.map_or((Window::First, FIRST), |row| (window(row.cursor), limit))
        };
        match part {
            Part::Top => (Window::First, FIRST),
            Part::Bottom => (Window::Last, FIRST),
            Part::Below => match self.unfinished {
                Some(from) => (Window::After(from), MORE),
                None => cursor(self.rows.last(), Window::After, MORE),
            },
            Part::Above => cursor(self.rows.first(), Window::Before, MORE),
            Part::Again => {
                let start = self.cursor.saturating_sub(AROUND);
                if start == 0 && !self.more_before {
                    (Window::First, FIRST.max(self.cursor + AROUND))
                } else {
                    cursor(self.rows.get(start), Window::From, 2 * AROUND)
                }
            }
        }
    }

    /// Takes in the answer to a question for `part`.
    pub fn take(&mut self, part: Part, page: Page) {
        self.known = true;
        if part != Part::Above {
            // Only forwards is gone on by itself; backwards the rows before the first are asked for again.
            self.unfinished = page.unfinished.filter(|_| part != Part::Bottom);
        }
        match part {
            Part::Top => self.replace(page, 0),
            Part::Bottom => {
                let last = page.rows.len().saturating_sub(1);
                self.replace(page, last);
            }
            Part::Below => self.append(page),
            Part::Above => self.prepend(page),
            Part::Again => self.refresh(page),
        }
        let owed = std::mem::take(&mut self.owed);
        self.step(owed);
    }

    fn replace(&mut self, page: Page, cursor: usize) {
        (self.rows, self.more_before, self.more_after) = (page.rows, page.more_before, page.more_after);
        (self.cursor, self.top, self.owed) = (cursor, 0, 0);
    }

    fn append(&mut self, page: Page) {
        self.more_after = page.more_after;
        let known: BTreeSet<CaseId> = self.rows.iter().map(|row| row.id).collect();
        let before = self.rows.len();
        self.rows.extend(page.rows.into_iter().filter(|row| !known.contains(&row.id)));
        // Where nothing new came there is nothing more to ask for, whatever the store says.
        self.more_after &= self.rows.len() > before || self.unfinished.is_some();
        let excess = self.rows.len().saturating_sub(MOST).min(self.top);
        if excess > 0 {
            self.rows.drain(..excess);
            (self.cursor, self.top, self.more_before) = (self.cursor - excess, self.top - excess, true);
        }
    }

    fn prepend(&mut self, page: Page) {
        self.more_before = page.more_before;
        let known: BTreeSet<CaseId> = self.rows.iter().map(|row| row.id).collect();
        let new: Vec<CaseRow> = page.rows.into_iter().filter(|row| !known.contains(&row.id)).collect();
        self.more_before &= !new.is_empty();
        (self.cursor, self.top) = (self.cursor + new.len(), self.top + new.len());
        self.rows.splice(..0, new);
        let keep = MOST.max(self.top + self.height + 1);
        if self.rows.len() > keep {
            self.rows.truncate(keep);
            (self.more_after, self.unfinished) = (true, None);
        }
    }

    /// The selected case keeps its screen line; where it is gone, the next one that is still there takes its place.
    fn refresh(&mut self, page: Page) {
        let line = self.cursor.saturating_sub(self.top);
        let there: BTreeSet<CaseId> = page.rows.iter().map(|row| row.id).collect();
        let from = self.cursor.min(self.rows.len());
        let below = self.rows[from..].iter();
        let above = self.rows[..from].iter().rev();
        let selected = below.chain(above).map(|row| row.id).find(|id| there.contains(id));
        (self.rows, self.more_before, self.more_after) = (page.rows, page.more_before, page.more_after);
        let found = selected.and_then(|id| self.rows.iter().position(|row| row.id == id));
        self.cursor = found.unwrap_or_else(|| self.cursor.min(self.rows.len().saturating_sub(1)));
        self.top = self.cursor.saturating_sub(line);
        self.keep_in_sight();
    }

    fn keep_in_sight(&mut self) {
        let height = self.height.max(1);
        self.cursor = self.cursor.min(self.rows.len().saturating_sub(1));
        self.top = self.top.min(self.rows.len().saturating_sub(height));
        self.top = self.top.clamp((self.cursor + 1).saturating_sub(height), self.cursor);
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::case::{CaseNumber, Version};
    use crate::playbook::{InstitutionId, KindId, StageId};
    use crate::store::ListQuery;
    use proptest::prelude::*;

    pub fn row(id: i64) -> CaseRow {
        CaseRow {
            id: CaseId(id),
            number: CaseNumber::new("RC", CaseId(id)),
            institution: InstitutionId::new("binance").unwrap(),
            kind: KindId::new("recovery").unwrap(),
            stage: StageId::new("manual_review").unwrap(),
            stage_title: "Manual review".to_owned(),
            band: None,
            risk: None,
            due_at: None,
            opened_at: "2026-03-01T12:00:00Z".parse().unwrap(),
            claimant: "A-1".to_owned(),
            holder: None,
            decision: None,
            followed_up: false,
            claimed: None,
            snoozed_until: None,
            outcome: None,
            version: Version(1),
            cursor: Cursor { key: id, id: CaseId(id) },
            marks: crate::store::Marks::default(),
        }
    }

    /// A store's answer from rows in list order.
    pub fn answer(all: &[CaseRow], query: &ListQuery) -> Page {
        let at =
            |cursor: Cursor| all.partition_point(|row| (row.cursor.key, row.id) < (cursor.key, cursor.id));
        let has = |cursor: Cursor| all.get(at(cursor)).is_some_and(|row| row.cursor == cursor);
        let (start, end) = match query.window {
            Window::First => (0, query.limit),
            Window::Last => (all.len().saturating_sub(query.limit), all.len()),
            Window::From(cursor) => (at(cursor), at(cursor) + query.limit),
            Window::After(cursor) => {
                let start = at(cursor) + usize::from(has(cursor));
                (start, start + query.limit)
            }
            Window::Before(cursor) => (at(cursor).saturating_sub(query.limit), at(cursor)),
        };
        let end = end.min(all.len());
        Page {
            rows: all[start..end].to_vec(),
            more_before: start > 0,
            more_after: end < all.len(),
            ..Page::default()
        }
    }

    fn ask(list: &mut List, all: &[CaseRow], part: Part) {
        let (window, limit) = list.window(part);
        list.take(part, answer(all, &ListQuery { window, limit, ..ListQuery::default() }));
    }

    fn settle(list: &mut List, all: &[CaseRow]) {
        while let Some(part) = list.wants() {
            ask(list, all, part);
        }
    }

    fn open(all: &[CaseRow]) -> List {
        let mut list = List::default();
        list.set_height(20);
        ask(&mut list, all, Part::Top);
        settle(&mut list, all);
        list
    }

    fn selected(list: &List) -> i64 {
        list.selected().unwrap().id.0
    }

    #[test]
    fn two_hundred_steps_meet_loaded_rows_and_further_ones_are_owed() {
        let all: Vec<_> = (0..5000).map(row).collect();
        let mut list = open(&all);
        list.step(200);
        assert_eq!(selected(&list), 200, "without asking the store");
        list.step(2000);
        while let Some(part) = list.wants() {
            ask(&mut list, &all, part);
        }
        assert_eq!(selected(&list), 2200);
        assert!(list.rows().len() <= MOST);
        list.step(-2200);
        settle(&mut list, &all);
        assert_eq!(selected(&list), 0);
    }

    #[test]
    fn ends_are_asked_for_and_reached() {
        let all: Vec<_> = (0..5000).map(row).collect();
        let mut list = open(&all);
        let part = list.to_last().unwrap();
        ask(&mut list, &all, part);
        assert_eq!(selected(&list), 4999);
        assert_eq!(list.visible().last().unwrap().id.0, 4999);
        let part = list.to_first().unwrap();
        ask(&mut list, &all, part);
        assert_eq!(selected(&list), 0);
    }

    #[test]
    fn a_refresh_keeps_the_selected_case_on_its_line() {
        let all: Vec<_> = (0..100).map(|id| row(id * 2)).collect();
        let mut list = open(&all);
        list.step(30);
        let line = |list: &List| list.visible().iter().position(|row| row.id.0 == selected(list)).unwrap();
        let before = (selected(&list), line(&list));
        let mut more: Vec<_> = (0..200).map(row).collect();
        more.retain(|row| row.id.0 % 2 == 0 || row.id.0 < 20);
        ask(&mut list, &more, Part::Again);
        assert_eq!((selected(&list), line(&list)), before);
    }

    #[test]
    fn where_the_selected_case_is_gone_the_next_one_is_selected() {
        let mut all: Vec<_> = (0..10).map(row).collect();
        let mut list = open(&all);
        list.step(4);
        all.remove(4);
        ask(&mut list, &all, Part::Again);
        assert_eq!(selected(&list), 5);
        all.truncate(3);
        ask(&mut list, &all, Part::Again);
        assert_eq!(selected(&list), 2);
        ask(&mut list, &[], Part::Again);
        assert!(list.selected().is_none() && list.visible().is_empty());
    }

    #[test]
    fn a_search_that_is_not_through_goes_on_where_it_stopped() {
        let all: Vec<_> = (0..100).map(row).collect();
        let mut list = List::default();
        list.set_height(20);
        let stop = all[40].cursor;
        list.take(Part::Top, Page { unfinished: Some(stop), more_after: true, ..Page::default() });
        assert_eq!((list.wants(), list.window(Part::Below).0), (Some(Part::Below), Window::After(stop)));
        ask(&mut list, &all, Part::Below);
        assert_eq!(selected(&list), 41);
        assert_eq!(list.wants(), None);
    }

    proptest! {
        #[test]
        fn the_selection_is_always_visible(
            moves in prop::collection::vec((0_u8..7, -3000_isize..3000), 1..40), size in 0_i64..4000, height in 0_usize..60,
        ) {
            let mut all: Vec<_> = (0..size).map(row).collect();
            let mut list = open(&all);
            list.set_height(height);
            for (what, steps) in moves {
                match what {
                    0 | 1 => list.step(steps),
                    2 => if let Some(part) = list.to_first() { ask(&mut list, &all, part) },
                    3 => if let Some(part) = list.to_last() { ask(&mut list, &all, part) },
                    4 => { all.retain(|row| row.id.0 % 7 != steps as i64 % 7); ask(&mut list, &all, Part::Again) }
                    5 => list.set_height(steps.unsigned_abs() % 60),
                    _ => settle(&mut list, &all),
                }
                if let Some(row) = list.selected() {
                    prop_assert!(list.height() == 0 || list.visible().iter().any(|shown| shown.id == row.id));
                } else {
                    prop_assert!(list.rows().is_empty());
                }
            }
        }
    }
}
