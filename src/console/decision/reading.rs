//! How far the dialog has been read: nobody confirms what was not on screen.

use super::page::{Anchor, Page};
use std::collections::BTreeSet;

/// What of the page is on screen, and what has been.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// The first line shown.
    top: usize,
    /// The lines that weigh, each by its place among them, that have been on screen.
    seen: BTreeSet<usize>,
    done: bool,
    size: (u16, u16),
    next: Next,
}

/// Where to look next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Next {
    /// Where it is.
    #[default]
    Here,
    /// To what keys act on.
    Active,
    /// To the first line that weighs and has not been on screen.
    Unread,
}

impl Reading {
    /// The first line shown.
    pub fn top(&self) -> usize {
        self.top
    }

    /// Whether everything that would happen has been on screen.
    pub fn is_done(&self) -> bool {
        self.done
    }

    /// What would happen is something else now: nothing of it has been read.
    pub fn restart(&mut self) {
        self.seen.clear();
        self.done = false;
    }

    /// To the top.
    pub fn rewind(&mut self) {
        (self.top, self.next) = (0, Next::Here);
    }

    /// To what keys act on.
    pub fn follow(&mut self) {
        self.next = Next::Active;
    }

    /// To what has not been read yet.
    pub fn go_on(&mut self) {
        self.next = Next::Unread;
    }

    /// By so many lines; [`look`](Self::look) keeps it on the page.
    pub fn scroll(&mut self, by: isize) {
        (self.top, self.next) = (self.top.saturating_add_signed(by), Next::Here);
    }

    /// Looks at the page as it is drawn on `size`: moves where it was to move, and remembers what is on screen. `known` says
    /// whether the page tells already what would happen.
    pub fn look(&mut self, page: &Page, size: (u16, u16), active: Option<Anchor>, known: bool) {
        if self.size != size {
            self.size = size;
            self.restart();
            if self.next == Next::Here {
                self.next = Next::Active;
            }
        }
        let weighing = || page.lines.iter().enumerate().filter(|(_, line)| line.weighs).map(|(at, _)| at);
        match self.next {
            Next::Here => {}
            Next::Active => {
                self.top = active.and_then(|it| page.lines_of(it)).map_or(self.top, |it| self.reach(page, it))
            }
            // Until it is known what would happen there is nothing to go to.
            Next::Unread if !known => {}
            Next::Unread => {
                let unread = weighing().enumerate().find(|(count, _)| !self.seen.contains(count));
                self.top = unread.map_or(self.top, |(_, at)| at);
            }
        }
        if known || self.next != Next::Unread {
            self.next = Next::Here;
        }
        self.top = self.top.min(page.last_top());
        let shown = self.top..self.top + usize::from(page.room);
        self.seen.extend(weighing().enumerate().filter(|(_, at)| shown.contains(at)).map(|(count, _)| count));
        self.done = known && weighing().count() == self.seen.len();
    }

    /// The line on top with which `first` to before `end` are on screen, the least away from the one that is there now.
    fn reach(&self, page: &Page, (first, end): (usize, usize)) -> usize {
        let lowest = end.saturating_sub(usize::from(page.room)).min(first);
        self.top.clamp(lowest, first)
    }
}
