//! The buttons: every action, with its key, and beside a disabled one the rule that stands against it.

use crate::case::{Refusal, RefusalKind};
use crate::desk::ActionView;
use crate::playbook::ActionId;
use crate::text::Clean;

/// A button where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    /// What it does.
    pub action: ActionId,
    /// Its key, if the playbook gives one.
    pub key: Option<char>,
    /// Its words.
    pub title: Clean,
    /// `✕ R5` where a rule stands against it.
    pub refusal: Option<Clean>,
    /// Its first column.
    pub x: usize,
}

impl Button {
    /// Columns that it takes: a space, key, words, refusal, each with a space behind.
    pub fn width(&self) -> usize {
        let key = if self.key.is_some() { 2 } else { 0 };
        let refusal = self.refusal.as_ref().map_or(0, |refusal| refusal.width() + 1);
        1 + key + self.title.width() + 1 + refusal
    }
}

/// The buttons in at most `lines` lines of `width` columns; where they do not fit with their whole titles, the titles are
/// cut, and in the end those that cannot be taken are left out (their keys and the palette still find them).
pub fn lay(actions: &[ActionView], width: usize, lines: usize) -> Vec<Vec<Button>> {
    for longest in [usize::MAX, 28, 20, 12, 6] {
        let laid = flow(actions, width, longest);
        if laid.len() <= lines {
            return laid;
        }
    }
    let possible: Vec<ActionView> = actions.iter().filter(|action| action.state.is_ok()).cloned().collect();
    let mut laid = flow(&possible, width, 12);
    laid.truncate(lines);
    laid
}

fn flow(actions: &[ActionView], width: usize, longest: usize) -> Vec<Vec<Button>> {
    let mut lines: Vec<Vec<Button>> = Vec::new();
    let mut x = 1;
    for action in actions {
        let mut button = Button {
            action: action.action.id.clone(),
            key: action.action.key,
            title: Clean::line(&action.action.title).fit(longest.min(width.saturating_sub(4))),
            refusal: action.state.as_ref().err().map(short),
            x,
        };
        let fits = lines.last().is_some_and(|line| !line.is_empty()) && x + button.width() <= width;
        if !fits {
            button.x = 1;
            lines.push(Vec::new());
        }
        x = button.x + button.width() + 1;
        if let Some(line) = lines.last_mut() {
            line.push(button);
        }
    }
    lines
}

/// A refusal in its shortest form: the rule where one is behind it, else a word.
pub fn short(refusal: &Refusal) -> Clean {
    let word = match (&refusal.rule, refusal.kind) {
        (Some(rule), _) => rule.as_str(),
        (None, RefusalKind::Role) => "role",
        (None, RefusalKind::Claimed) => "claimed",
        (None, RefusalKind::SecondOperator) => "second",
        (None, _) => "no",
    };
    Clean::line(&format!("✕ {word}"))
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture;
    use super::*;

    #[test]
    fn a_disabled_button_names_its_rule() {
        let view = fixture::straightforward().view();
        let laid = lay(&view.actions, 200, 3);
        let approve = laid.iter().flatten().find(|button| button.action.as_str() == "approve").unwrap();
        assert_eq!((approve.key, approve.refusal.clone()), (Some('a'), Some(Clean::line("✕ R5"))));
    }

    #[test]
    fn buttons_never_reach_over_the_edge_while_there_is_room_for_one() {
        let view = fixture::troubled().view();
        for width in 10..240 {
            let laid = lay(&view.actions, width, 2);
            assert!(laid.len() <= 2, "{width}");
            for line in &laid {
                let last = line.last().unwrap();
                assert!(line.len() == 1 || last.x + last.width() <= width, "{width}: {last:?}");
            }
        }
    }
}
