//! What the case screen remembers between two frames.

use super::open::{Plan, open_stops};
use super::page::{Column, Page};
use super::scene::Scene;
use super::stop::{Section, Stop};
use super::triage;
use super::work::Work;
use crate::case::{CaseId, Version};
use crate::console::field::Field;
use crate::desk::CaseView;
use crate::playbook::{ActionId, ClueId};
use crate::text::Clean;
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// The case screen.
#[derive(Debug, Clone)]
pub struct CaseUi {
    /// Which case.
    pub id: CaseId,
    view: Option<Box<CaseView>>,
    cursor: Option<Stop>,
    /// Whether `enter` may act on what the cursor stands on: only where a key other than `enter` brought it there, so that
    /// `enter` held down never decides anything.
    chosen: bool,
    /// Where the cursor last stood in each section.
    places: BTreeMap<Section, Stop>,
    /// The sections by when the cursor was last in them, the latest last.
    recent: Vec<Section>,
    /// The time, as far as it is known here; the case's own snapshot may be newer.
    pub now: Option<DateTime<Utc>>,
    /// Whether the clock tells its whole ledger.
    pub ledger: bool,
    /// Until when personal data is uncovered (N6).
    pub revealed_until: Option<DateTime<Utc>>,
    /// Judgements on their way to the desk.
    pub work: Work,
    /// The key of an action that was pressed before the case had been read.
    pub pressed: Option<char>,
    /// A question in place of the buttons.
    pub ask: Option<Ask>,
    /// Whether a decision that moved the case on was taken on this screen.
    pub decided: bool,
    /// What was typed for actions that were not confirmed yet; lost only when the case is left.
    pub notes: BTreeMap<ActionId, String>,
}

/// A question that the screen asks in place.
#[derive(Debug, Clone, PartialEq)]
pub enum Ask {
    /// Whether to accept all this.
    Accept {
        /// What.
        plan: Plan,
        /// The first line of it that is shown.
        top: usize,
    },
    /// Why personal data must be seen (N6).
    Reveal(Field),
    /// What the applicant recalls.
    Clue(ClueId, Field),
}

impl CaseUi {
    /// The screen of a case that is yet to be read.
    pub fn new(id: CaseId) -> Self {
        Self {
            id,
            view: None,
            cursor: None,
            chosen: false,
            places: BTreeMap::new(),
            recent: Vec::new(),
            now: None,
            ledger: false,
            revealed_until: None,
            work: Work::default(),
            pressed: None,
            ask: None,
            decided: false,
            notes: BTreeMap::new(),
        }
    }

    /// What the desk last said of the case.
    pub fn view(&self) -> Option<&CaseView> {
        self.view.as_deref()
    }

    /// Takes in what the desk says now. The cursor stays on what it stood on; where that is gone, it stands nowhere.
    pub fn refresh(&mut self, view: CaseView) {
        if view.case.id != self.id {
            return;
        }
        self.work.seen(view.case.version);
        let in_triage = self.view.is_none() || self.is_in_triage();
        self.view = Some(Box::new(view));
        let order = self.order();
        // Lines that are only read are numbered by the width, which is not known here.
        let stays = |stop: &Stop| matches!(stop, Stop::Line(..)) || order.contains(stop);
        self.places.retain(|_, stop| stays(stop));
        if self.cursor.as_ref().is_some_and(|cursor| !stays(cursor)) {
            self.cursor = None;
        }
        // Whoever walks the triage is led from question to question; `enter` held down still answers none.
        if self.cursor.is_none()
            && in_triage
            && let Some(stop) = self.scene(80).and_then(|scene| triage::first_stop(&scene))
        {
            self.stand_on(stop);
        }
    }

    /// Whether the cursor is in the triage, so that a digit gives an answer.
    pub fn is_in_triage(&self) -> bool {
        self.cursor.as_ref().is_some_and(|cursor| cursor.section() == Section::Triage)
    }

    /// The version that the operator sees.
    pub fn version(&self) -> Option<Version> {
        self.view().map(|view| self.work.version().unwrap_or(view.case.version))
    }

    /// What the sections are drawn from, `width` columns wide.
    pub fn scene(&self, width: usize) -> Option<Scene<'_>> {
        let view = self.view()?;
        let now = self.now.map_or(view.now, |now| now.max(view.now));
        let revealed = self.revealed_until.is_some_and(|until| now < until);
        Some(Scene { view, kind: view.kind()?, now, revealed, ledger: self.ledger, width })
    }

    /// The screen laid out.
    pub fn page(&self, width: u16, height: u16) -> Option<Page> {
        Some(Page::new(&self.scene(usize::from(width))?, width, height))
    }

    /// Everything that the cursor can stand on.
    fn order(&self) -> Vec<Stop> {
        self.page(80, 24).map(|page| page.order()).unwrap_or_default()
    }

    /// Where the cursor is; nowhere until a key moves it.
    pub fn cursor(&self) -> Option<&Stop> {
        self.cursor.as_ref()
    }

    /// Whether `enter` may act on what the cursor stands on.
    pub fn is_chosen(&self) -> bool {
        self.chosen
    }

    /// Puts the cursor on `stop`, which the operator chose: `enter` acts on it.
    pub fn choose_stop(&mut self, stop: Stop) {
        self.stand_on(stop);
        self.chosen = true;
    }

    /// Puts the cursor on `stop`, without letting `enter` act on it.
    pub fn stand_on(&mut self, stop: Stop) {
        self.chosen = false;
        let section = stop.section();
        self.recent.retain(|other| *other != section);
        self.recent.push(section);
        self.places.insert(section, stop.clone());
        self.cursor = Some(stop);
    }

    /// Where the cursor last stood in `section`.
    pub fn place(&self, section: Section) -> Option<&Stop> {
        self.places.get(&section)
    }

    /// Which of `sections` the cursor was in last.
    pub fn latest(&self, sections: &[Section]) -> Option<Section> {
        self.recent.iter().rev().find(|section| sections.contains(section)).copied()
    }

    /// The line that a column keeps in sight: the cursor's, or that of the section of it that the cursor was in last.
    pub fn anchor(&self, column: &Column) -> Option<usize> {
        column.line_of(self.places.get(&self.latest(column.sections)?)?)
    }

    /// How many things still want a verdict.
    pub fn open_count(&self) -> usize {
        self.scene(80).map_or(0, |scene| open_stops(&scene).len())
    }

    /// What is on its way to the desk, in words.
    pub fn progress(&self) -> Option<Clean> {
        self.work.progress()
    }
}
