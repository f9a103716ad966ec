//! A whole case, replayed: its figures, what each event left, and its words.

use super::super::log::RawRow;
use super::super::replay::kind_in;
use super::super::search::Words;
use super::super::{Reader, StoreError, entry};
use super::{CaseFigures, Trace};
use crate::case::{Case, CaseId, Event, Matter};
use crate::playbook::Playbook;
use std::sync::Arc;

/// All that the log says of a case, as projections need it.
pub struct Replayed {
    /// The case's id.
    pub id: CaseId,
    /// What it is about.
    pub matter: Matter,
    /// Its playbook.
    pub playbook: Arc<Playbook>,
    /// Its row.
    pub figures: CaseFigures,
    /// What each row of the log left.
    pub traces: Vec<(i64, Trace)>,
    /// What it is found by.
    pub words: Words,
}

impl Replayed {
    /// Replays the rows of case `id`, oldest first.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] if they make no sense.
    pub fn of(reader: &Reader<'_>, id: CaseId, rows: &[RawRow]) -> Result<Self, StoreError> {
        let mut events = Vec::with_capacity(rows.len());
        for row in rows {
            events.push((row.seq, row.stamp()?, entry::event(row.seq, &row.json())?));
        }
        let mut case = Case::unopened(id);
        let first: Vec<Event> = events.first().map(|(.., event)| event.clone()).into_iter().collect();
        let (playbook, kind_id) = reader.rules_of(&case, &first)?;
        let kind = kind_in(&playbook, &kind_id)?;
        let traces = events
            .iter()
            .map(|(seq, stamp, event)| (*seq, Trace::apply(&mut case, stamp, event, kind)))
            .collect();
        let unopened = || StoreError::damaged(format!("case {} was never opened", id.0));
        let figures = CaseFigures::of(&case, case.matter.as_ref().ok_or_else(unopened)?, &playbook, kind);
        let words = Words::of(id, events.iter().map(|(.., event)| event));
        let matter = case.matter.ok_or_else(unopened)?;
        Ok(Self { id, matter, figures, traces, words, playbook })
    }
}
