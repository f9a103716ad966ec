//! What the lead screen remembers.

use super::rows::{Row, panels};
use crate::console::columns::split;
use crate::desk::LeadView;

/// The lead screen.
#[derive(Debug, Clone, Default)]
pub struct LeadUi {
    view: Option<Box<LeadView>>,
    /// Lines scrolled away in each column.
    scrolled: [usize; 3],
    /// The column that keys scroll.
    column: usize,
}

impl LeadUi {
    /// Takes in what the desk says now.
    pub fn refresh(&mut self, view: LeadView) {
        self.view = Some(Box::new(view));
    }

    /// What the desk last said.
    pub fn view(&self) -> Option<&LeadView> {
        self.view.as_deref()
    }

    /// The column that keys scroll.
    pub fn column(&self) -> usize {
        self.column
    }

    /// Each column's place and lines.
    pub fn columns(&self, width: u16) -> Vec<((u16, u16), Vec<Row>)> {
        let Some(view) = self.view() else { return Vec::new() };
        let weights: &[u16] = match width {
            0..80 => &[1],
            80..160 => &[1, 1],
            _ => &[1, 1, 1],
        };
        split(width, weights)
            .into_iter()
            .enumerate()
            .map(|(index, place)| (place, panels(view, weights.len(), index, usize::from(place.1))))
            .collect()
    }

    /// The first line shown of a column with so many `rows` in `height` lines.
    pub fn first(&self, column: usize, rows: usize, height: usize) -> usize {
        self.scrolled.get(column).copied().unwrap_or_default().min(rows.saturating_sub(height))
    }

    /// To the column beside.
    pub fn step_column(&mut self, by: isize, size: (u16, u16)) {
        let count = self.columns(size.0).len();
        self.column = self.column.saturating_add_signed(by).min(count.saturating_sub(1));
    }

    /// Scrolls the column by so many lines.
    pub fn scroll(&mut self, by: isize, size: (u16, u16)) {
        let columns = self.columns(size.0);
        self.column = self.column.min(columns.len().saturating_sub(1));
        let Some((_, rows)) = columns.get(self.column) else { return };
        let last = rows.len().saturating_sub(usize::from(size.1));
        if let Some(scrolled) = self.scrolled.get_mut(self.column) {
            *scrolled = (*scrolled).min(last).saturating_add_signed(by).min(last);
        }
    }

    /// Scrolls the column under the mouse.
    pub fn scroll_column(&mut self, column: usize, by: isize, size: (u16, u16)) {
        self.column = column;
        self.scroll(by, size);
    }
}
