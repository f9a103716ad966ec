//! What lies under the mouse. Drawing says it, so a click can never miss what is seen.

use super::registry::CommandId;
use crate::case::CaseId;
use crate::playbook::ActionId;
use ratatui::layout::{Position, Rect};

/// What a click means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A command's hint or button.
    Command(CommandId),
    /// An action's button.
    Action(ActionId),
    /// A row of the list of cases.
    Row(CaseId),
    /// The nth line of the list at the left: queues, then views.
    Place(usize),
    /// The nth thing that the screen or dialog on top can select.
    Item(usize),
    /// The nth panel of the screen on top; the wheel scrolls it.
    Panel(usize),
    /// Nothing: what lies below does not shine through.
    Nothing,
}

/// Where things are on the screen that was drawn last.
#[derive(Debug, Clone, Default)]
pub struct HitMap(Vec<(Rect, Target)>);

impl HitMap {
    /// Says that `target` is drawn at `area`, over whatever was drawn there before.
    pub fn push(&mut self, area: Rect, target: Target) {
        if !area.is_empty() {
            self.0.push((area, target));
        }
    }

    /// What was drawn last at a cell.
    pub fn at(&self, column: u16, row: u16) -> Option<&Target> {
        self.find(column, row, |_| true)
    }

    /// The panel under a cell, for the wheel.
    pub fn panel_at(&self, column: u16, row: u16) -> Option<usize> {
        match self.find(column, row, |target| matches!(target, Target::Panel(_) | Target::Nothing)) {
            Some(Target::Panel(panel)) => Some(*panel),
            _ => None,
        }
    }

    fn find(&self, column: u16, row: u16, wanted: impl Fn(&Target) -> bool) -> Option<&Target> {
        let cell = Position::new(column, row);
        self.0.iter().rev().find(|(area, target)| area.contains(cell) && wanted(target)).map(|(_, t)| t)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_drawn_later_lies_on_top_and_an_overlay_hides_what_is_below() {
        let mut hits = HitMap::default();
        hits.push(Rect::new(0, 0, 10, 10), Target::Panel(1));
        hits.push(Rect::new(0, 2, 10, 1), Target::Row(CaseId(7)));
        assert_eq!(hits.at(3, 2), Some(&Target::Row(CaseId(7))));
        assert_eq!(hits.panel_at(3, 2), Some(1));
        hits.push(Rect::new(2, 2, 4, 4), Target::Nothing);
        assert_eq!(hits.at(3, 2), Some(&Target::Nothing));
        assert_eq!(hits.panel_at(3, 2), None);
        assert_eq!(hits.at(20, 2), None);
    }
}
