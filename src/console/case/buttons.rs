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

/// The shortest that titles are cut to.
const LEAST: usize = 6;

/// The buttons in at most `lines` lines of `width` columns; where they do not fit with their whole titles, the titles are
/// cut, and in the end those that cannot be taken are left out (their keys and the palette still find them).
pub fn lay(actions: &[ActionView], width: usize, lines: usize) -> Vec<Vec<Button>> {
    let titles = actions.iter().map(|action| Clean::line(&action.action.title).width());
    let whole = titles.max().unwrap_or(0);
    let cuts: Vec<usize> = (LEAST..=whole.max(LEAST)).collect();
    let fitting = cuts.partition_point(|longest| flow(actions, width, *longest).len() <= lines);
    if let Some(longest) = cuts[..fitting].last() {
        return stretched(actions, width, &flow(actions, width, *longest), &cuts);
    }
    let possible: Vec<ActionView> = actions.iter().filter(|action| action.state.is_ok()).cloned().collect();
    let mut laid = flow(&possible, width, 12);
    laid.truncate(lines);
    laid
}

/// Lets the titles of each line have the room that their own line leaves.
fn stretched(actions: &[ActionView], width: usize, laid: &[Vec<Button>], cuts: &[usize]) -> Vec<Vec<Button>> {
    let mut rest = actions;
    let line = |line: &Vec<Button>| {
        let (own, after) = rest.split_at(line.len().min(rest.len()));
        rest = after;
        let fitting = cuts.partition_point(|longest| flow(own, width, *longest).len() <= 1);
        let longest = cuts[..fitting].last().copied().unwrap_or(LEAST);
        flow(own, width, longest).into_iter().flatten().collect()
    };
    laid.iter().map(line).collect()
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
