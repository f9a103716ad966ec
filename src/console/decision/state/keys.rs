//! What keys make of the decision dialog.

use super::{DecisionUi, Part, Step};
use crate::console::field::Edit;

impl DecisionUi {
    /// To the next part, or the one before.
    pub fn step_part(&mut self, by: isize) -> Step {
        let parts = self.parts();
        let count = isize::try_from(parts.len()).unwrap_or(1).max(1);
        let at = parts.iter().position(|part| *part == self.part).and_then(|at| isize::try_from(at).ok());
        let to = (at.unwrap_or(0) + by).rem_euclid(count);
        self.part = usize::try_from(to).ok().and_then(|to| parts.get(to)).copied().unwrap_or(Part::Letters);
        self.settles = false;
        self.reading.follow();
        self.renewed(Step::Stay)
    }

    /// Up or down: through the reasons, elsewhere through the lines.
    pub fn step(&mut self, by: isize) {
        if self.part == Part::Reason {
            self.cursor = self.cursor.saturating_add_signed(by).min(self.reasons.len().saturating_sub(1));
            self.reading.follow();
        } else {
            self.scroll(by);
        }
    }

    /// Scrolls by so many lines.
    pub fn scroll(&mut self, by: isize) {
        self.reading.scroll(by);
    }

    /// To the next letter, or the one before.
    pub fn step_letter(&mut self, by: isize) -> Step {
        let count = self.preview().map_or(0, |preview| preview.letters.len());
        self.letter = self.letter.saturating_add_signed(by).min(count.saturating_sub(1));
        self.part = Part::Letters;
        self.settles = false;
        self.reading.follow();
        self.renewed(Step::Stay)
    }

    /// Chooses the reason under the cursor.
    pub fn choose(&mut self) -> Step {
        let already = self.chosen == Some(self.cursor) || self.reasons.is_empty();
        if self.sent || self.part != Part::Reason || already {
            return Step::Stay;
        }
        self.chosen = Some(self.cursor);
        self.ask()
    }

    /// Goes to the nth thing that was drawn as one that can be clicked: the reasons, then the parts.
    pub fn click(&mut self, item: usize) -> Step {
        if item < self.reasons.len() {
            (self.part, self.cursor) = (Part::Reason, item);
            self.reading.follow();
            return self.choose();
        }
        if let Some(part) = self.parts().get(item - self.reasons.len()) {
            self.part = *part;
            self.settles = false;
            self.reading.follow();
        }
        self.renewed(Step::Stay)
    }

    /// `enter`: chooses and goes on to what is missing or unread; on the button it confirms.
    pub fn enter(&mut self) -> Step {
        if self.sent {
            return Step::Stay;
        }
        if self.part == Part::Confirm && self.is_complete() {
            self.sent = true;
            return Step::Confirmed(self.act());
        }
        let step = self.choose();
        self.recalled &= self.part != Part::Note;
        let missing = self.first_missing();
        let last = if self.is_complete() { Part::Confirm } else { Part::Letters };
        self.part = missing.unwrap_or(last);
        self.settles = true;
        match missing {
            Some(_) => self.reading.follow(),
            None => self.reading.go_on(),
        }
        self.renewed(step)
    }

    /// The key that does it from anywhere, a field of several lines too: it confirms what is complete, and else goes on to
    /// what is missing.
    pub fn submit(&mut self) -> Step {
        if self.is_complete() {
            self.part = Part::Confirm;
        }
        self.enter()
    }

    /// Whether the operator is done with the case once this is recorded: it goes to another stage or waits for another
    /// person.
    pub fn moves_on(&self) -> bool {
        self.preview().is_some_and(|preview| {
            preview.proposes || preview.stage.as_ref().is_some_and(|(_, title)| *title != self.from)
        })
    }

    /// Types into the field that keys go to.
    pub fn edit(&mut self, edit: &Edit) {
        self.reading.follow();
        self.recalled &= self.part != Part::Note;
        match self.part {
            _ if self.sent => false,
            Part::Note => self.note.edit(edit),
            Part::Number => self.typed.edit(edit),
            Part::Paragraph => self.paragraph.edit(edit),
            _ => false,
        };
    }
}
