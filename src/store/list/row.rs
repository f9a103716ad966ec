//! Rows of lists: read by id, held against a filter, and written out with names.

use super::super::cells::{Cell, State};
use super::super::follow_ups::FollowUpStages;
use super::super::project::risk_of_key;
use super::super::replay::kind_in;
use super::super::time::{NEVER, time};
use super::super::{Reader, StoreError};
use super::{CaseRow, Cursor, DueFilter, Filter, Marks, OpenFilter, Sort};
use crate::case::{CaseId, CaseNumber, Version};
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// Reads [`Figures`].
macro_rules! select_figures {
    ($rest:literal) => {
        concat!(
            "SELECT id, version, cell, playbook, claimant, holder, opened_at, due, risk, claimed_by, ",
            "claimed_until, snoozed_until, timer_at, merged_into, marks FROM cases ",
            $rest
        )
    };
}
pub(in super::super) use select_figures;

/// A row of the table of cases.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    pub id: i64,
    pub version: u32,
    pub cell: i64,
    pub playbook: i64,
    pub claimant: String,
    pub holder: Option<String>,
    pub opened_at: i64,
    pub due: i64,
    pub risk: i64,
    pub claimed_by: Option<i64>,
    pub claimed_until: Option<i64>,
    pub snoozed_until: Option<i64>,
    pub timer_at: Option<i64>,
    pub merged_into: Option<i64>,
    pub marks: i64,
}

impl Figures {
    pub fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            version: row.get(1)?,
            cell: row.get(2)?,
            playbook: row.get(3)?,
            claimant: row.get(4)?,
            holder: row.get(5)?,
            opened_at: row.get(6)?,
            due: row.get(7)?,
            risk: row.get(8)?,
            claimed_by: row.get(9)?,
            claimed_until: row.get(10)?,
            snoozed_until: row.get(11)?,
            timer_at: row.get(12)?,
            merged_into: row.get(13)?,
            marks: row.get(14)?,
        })
    }

    /// Where the row stands in a list of this order.
    pub fn cursor(&self, sort: Sort) -> Cursor {
        let key = match sort {
            Sort::Due => self.due,
            Sort::Risk => self.risk,
            Sort::Age | Sort::Newest => self.id,
        };
        Cursor { key, id: CaseId(self.id) }
    }

    /// Whether somebody has claimed it at `now`.
    pub fn is_claimed(&self, now: i64) -> bool {
        self.claimed_until.is_some_and(|until| until > now)
    }

    /// Whether it is put off at `now`.
    pub fn is_snoozed(&self, now: i64) -> bool {
        self.snoozed_until.is_some_and(|until| until > now)
    }
}

/// A filter with its names looked up.
#[derive(Debug)]
pub struct Sieve<'f> {
    filter: &'f Filter,
    now: i64,
    operator: Option<i64>,
}

impl Sieve<'_> {
    /// Whether a row passes what its cell does not say.
    pub fn passes(&self, row: &Figures) -> bool {
        let filter = self.filter;
        let claimed = row.is_claimed(self.now);
        let put_off = match filter.open {
            OpenFilter::Open => filter.outcome.is_some() || !row.is_snoozed(self.now),
            OpenFilter::Snoozed => filter.outcome.is_some() || row.is_snoozed(self.now),
            OpenFilter::Ended | OpenFilter::All => true,
        };
        let due = self.due_before().is_none_or(|before| row.due < before);
        let mine = filter.claimed_by.is_none() || (claimed && row.claimed_by == self.operator);
        let marked = filter.marks.are_in(Marks::of_code(row.marks));
        put_off && due && mine && marked && !(filter.unclaimed && claimed)
    }

    /// The time before which a row must be due.
    pub fn due_before(&self) -> Option<i64> {
        Some(match self.filter.due? {
            DueFilter::Overdue => self.now,
            DueFilter::Before(at) => at.timestamp_millis(),
        })
    }

    /// The operator who must have claimed it; `Some(None)` is one whom the store never met.
    pub fn operator(&self) -> Option<Option<i64>> {
        self.filter.claimed_by.as_ref().map(|_| self.operator)
    }
}

impl Reader<'_> {
    pub(super) fn sieve<'f>(&self, filter: &'f Filter, now: i64) -> Result<Sieve<'f>, StoreError> {
        let operator = match &filter.claimed_by {
            Some(name) => self.operator_id(name)?,
            None => None,
        };
        Ok(Sieve { filter, now, operator })
    }

    /// Whether the filter takes cases of this cell.
    pub(super) fn takes_cell(
        &self,
        filter: &Filter,
        cell: &Cell,
        follow_ups: &FollowUpStages,
    ) -> Result<bool, StoreError> {
        let open = match filter.open {
            // Whoever asks for an outcome asks for what has ended.
            _ if filter.outcome.is_some() => true,
            OpenFilter::Open | OpenFilter::Snoozed => cell.state == State::Open,
            OpenFilter::Ended => cell.state != State::Open,
            OpenFilter::All => true,
        };
        let outcome = filter.outcome.is_none() || filter.outcome == cell.state.outcome();
        let stage = filter.stage.as_ref().is_none_or(|stage| *stage == cell.stage);
        let band = filter.bands.is_empty() || cell.band.is_some_and(|band| filter.bands.contains(&band));
        if !(open && outcome && stage && band) {
            return Ok(false);
        }
        // What is followed up waits in a queue of its own, unless its stage is asked for.
        let elsewhere = filter.queue.is_some() && filter.stage.is_none() && filter.open == OpenFilter::Open;
        if follow_ups.have(cell) != filter.follow_ups && (filter.follow_ups || elsewhere) {
            return Ok(false);
        }
        if filter.queue.is_none() && filter.institution.is_none() && filter.kind.is_none() {
            return Ok(true);
        }
        let queue = self.queue_named(cell.queue)?;
        Ok(filter.queue.as_ref().is_none_or(|wanted| *wanted == queue)
            && filter.institution.as_ref().is_none_or(|wanted| *wanted == queue.institution)
            && filter.kind.as_ref().is_none_or(|wanted| *wanted == queue.kind))
    }

    /// A row of the table of cases.
    pub(in super::super) fn figures(&self, id: i64) -> Result<Option<Figures>, StoreError> {
        self.row_of(select_figures!("WHERE id = ?1"), id, Figures::read)
    }

    /// The row of a case as lists show it.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub fn row(&self, case: CaseId) -> Result<Option<CaseRow>, StoreError> {
        self.figures(case.0)?.map(|figures| self.write_out(figures, Sort::default())).transpose()
    }

    /// The rows of these cases, in their order; unknown ones are left out.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub fn rows(&self, cases: &[CaseId]) -> Result<Vec<CaseRow>, StoreError> {
        cases.iter().filter_map(|case| self.row(*case).transpose()).collect()
    }

    /// A row with the names that its numbers stand for.
    pub(in super::super) fn write_out(&self, row: Figures, sort: Sort) -> Result<CaseRow, StoreError> {
        let cell: Arc<Cell> = self.cell(row.cell)?;
        let queue = self.queue_named(cell.queue)?;
        let playbook = self.playbook(self.playbook_at(row.playbook)?)?;
        let kind = kind_in(&playbook, &queue.kind)?;
        let title = kind.stage(&cell.stage).map_or(cell.stage.as_str(), |stage| stage.title.as_str());
        let optional = |at: Option<i64>| at.map(time).transpose();
        let claimed = match (row.claimed_by, optional(row.claimed_until)?) {
            (Some(operator), Some(until)) => Some(((*self.operator_named(operator)?).clone(), until)),
            _ => None,
        };
        let due_at: Option<DateTime<Utc>> = optional((row.due != NEVER).then_some(row.due))?;
        Ok(CaseRow {
            id: CaseId(row.id),
            number: CaseNumber::new(&kind.prefix, CaseId(row.id)),
            institution: queue.institution,
            kind: queue.kind,
            stage: cell.stage.clone(),
            stage_title: title.to_owned(),
            band: cell.band,
            risk: risk_of_key(row.risk),
            due_at,
            opened_at: time(row.opened_at)?,
            cursor: row.cursor(sort),
            claimed,
            snoozed_until: optional(row.snoozed_until)?,
            outcome: cell.state.outcome(),
            decision: cell.state.outcome().or_else(|| kind.stage(&cell.stage)?.decision()),
            followed_up: cell.state == State::Open
                && kind.stage(&cell.stage).is_some_and(|stage| stage.follow_up),
            version: Version(row.version),
            claimant: row.claimant,
            holder: row.holder,
            marks: Marks::of_code(row.marks),
        })
    }
}
