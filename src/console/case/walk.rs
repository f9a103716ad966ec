//! Moving about on the case screen.

use super::open::next_open;
use super::state::CaseUi;
use super::stop::{Section, Stop};

/// The cells that the screen has: columns and lines.
pub type Size = (u16, u16);

impl CaseUi {
    /// Moves the cursor by so many stops within its column; the buttons are a column of their own.
    pub fn step(&mut self, by: isize, size: Size) {
        let Some(page) = self.page(size.0, size.1) else { return };
        let buttons: Vec<Stop> =
            page.buttons.iter().flatten().map(|button| Stop::Action(button.action.clone())).collect();
        let section = self.cursor().map_or(Section::Checklist, Stop::section);
        let stops: Vec<Stop> = match page.column_of(section).and_then(|index| page.columns.get(index)) {
            Some(column) => column.stops().into_iter().cloned().collect(),
            None => buttons,
        };
        let at = self.cursor().and_then(|cursor| stops.iter().position(|stop| stop == cursor));
        let to = match at {
            Some(at) => at.saturating_add_signed(by).min(stops.len().saturating_sub(1)),
            None => 0,
        };
        if let Some(stop) = stops.get(to) {
            self.choose_stop(stop.clone());
        }
    }

    /// Moves the cursor to the first or last stop of its column.
    pub fn step_to_end(&mut self, last: bool, size: Size) {
        self.step(if last { isize::MAX } else { isize::MIN }, size);
    }

    /// Scrolls a column by moving the cursor in it.
    pub fn scroll(&mut self, column: usize, by: isize, size: Size) {
        self.enter_column(column, size);
        self.step(by, size);
    }

    /// Moves the cursor to the column beside.
    pub fn step_column(&mut self, by: isize, size: Size) {
        let Some(page) = self.page(size.0, size.1) else { return };
        let section = self.cursor().map_or(Section::Checklist, Stop::section);
        if let Some(column) = page.column_of(section) {
            let to = column.saturating_add_signed(by).min(page.columns.len().saturating_sub(1));
            self.enter_column(to, size);
        } else {
            self.step(by, size);
        }
    }

    fn enter_column(&mut self, index: usize, size: Size) {
        let Some(page) = self.page(size.0, size.1) else { return };
        let Some(column) = page.columns.get(index) else { return };
        if self.cursor().is_some_and(|cursor| column.sections.contains(&cursor.section())) {
            return;
        }
        let known = self.latest(column.sections).and_then(|section| self.place(section).cloned());
        let stop = known.or_else(|| column.stops().first().map(|stop| (*stop).clone()));
        if let Some(stop) = stop {
            self.choose_stop(stop);
        }
    }

    /// Moves the cursor to the next section, or the one before, that has something to stand on.
    pub fn step_section(&mut self, by: isize, size: Size) {
        let Some(page) = self.page(size.0, size.1) else { return };
        let order = page.order();
        let mut sections: Vec<Section> = order.iter().map(Stop::section).collect();
        sections.dedup();
        let count = isize::try_from(sections.len()).unwrap_or(1).max(1);
        let here = self.cursor().map(Stop::section);
        let at = here.and_then(|here| sections.iter().position(|section| *section == here));
        let to = match at.and_then(|at| isize::try_from(at).ok()) {
            Some(at) => (at + by).rem_euclid(count),
            None => 0,
        };
        if let Some(section) = usize::try_from(to).ok().and_then(|to| sections.get(to)) {
            self.go_to(*section, size);
        }
    }

    /// Moves the cursor into `section`: to where it stood there last, or to its first stop.
    pub fn go_to(&mut self, section: Section, size: Size) {
        let Some(page) = self.page(size.0, size.1) else { return };
        let order = page.order();
        let known = self.place(section).filter(|stop| order.contains(stop)).cloned();
        let stop = known.or_else(|| order.into_iter().find(|stop| stop.section() == section));
        if let Some(stop) = stop {
            self.choose_stop(stop);
        }
    }

    /// Moves the cursor to the nth thing that was drawn as one that can be clicked.
    pub fn go_to_item(&mut self, index: usize, size: Size) {
        if let Some(stop) = self.page(size.0, size.1).and_then(|page| page.order().into_iter().nth(index)) {
            self.choose_stop(stop);
        }
    }

    /// Walks on to the next thing that wants a verdict; where nothing does, to the first button that can be pressed.
    pub fn walk(&mut self, size: Size) {
        let possible = || {
            let possible = self.view()?.actions.iter().find(|action| action.state.is_ok())?;
            Some(Stop::Action(possible.action.id.clone()))
        };
        if let Some(stop) = self.next_open(size).or_else(possible) {
            self.choose_stop(stop);
        }
    }

    /// The next thing that wants a verdict, from the cursor on.
    pub fn next_open(&self, size: Size) -> Option<Stop> {
        let page = self.page(size.0, size.1)?;
        next_open(&self.scene(80)?, &page.order(), self.cursor())
    }
}
