//! What the log screen remembers, and what it asks of the desk.

use crate::case::{CaseId, CaseNumber};
use crate::desk::{LogLine, LogRows};

/// Lines that one question brings.
const PAGE: usize = 200;
/// Lines that should lie below the cursor; fewer ask for more.
const AHEAD: usize = 60;

/// A question for the desk: lines of one case or of all, older than a sequence number, the newest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ask {
    /// Of this case only.
    pub case: Option<CaseId>,
    /// Older than this; none is from the newest on.
    pub before: Option<i64>,
    /// So many at most.
    pub limit: usize,
    /// Whether the store's own bookkeeping is wanted too.
    pub rows: LogRows,
}

/// The log screen.
#[derive(Debug, Clone, Default)]
pub struct LogUi {
    /// The case whose lines are shown; none shows all.
    case: Option<CaseId>,
    rows: LogRows,
    lines: Vec<LogLine>,
    /// Whether the desk has answered at all.
    known: bool,
    /// Whether the oldest line is among those read.
    whole: bool,
    /// What was asked and not answered yet.
    asked: Option<Ask>,
    /// The sequence number of the selected line; none stays on the newest.
    cursor: Option<i64>,
}

impl LogUi {
    /// The log of one case, or all of it.
    pub fn new(case: Option<CaseId>) -> Self {
        Self { case, ..Self::default() }
    }

    /// The case whose lines are shown.
    pub fn case(&self) -> Option<CaseId> {
        self.case
    }

    /// The lines that were read.
    pub fn lines(&self) -> &[LogLine] {
        &self.lines
    }

    /// Whether the desk has answered at all.
    pub fn is_known(&self) -> bool {
        self.known
    }

    /// Whether the oldest line is among those read.
    pub fn is_whole(&self) -> bool {
        self.whole
    }

    /// The index of the selected line.
    pub fn selected(&self) -> usize {
        let Some(cursor) = self.cursor else { return 0 };
        // The newest comes first, so sequence numbers fall.
        self.lines.partition_point(|line| line.seq > cursor).min(self.lines.len().saturating_sub(1))
    }

    /// The case of the selected line.
    pub fn selected_case(&self) -> Option<CaseId> {
        CaseNumber::parse_id(self.lines.get(self.selected())?.case.as_ref()?)
    }

    /// Asks for the newest lines: at the beginning, and when something has changed.
    pub fn read(&mut self) -> Ask {
        self.ask(None)
    }

    fn ask(&mut self, before: Option<i64>) -> Ask {
        let ask = Ask { case: self.case, before, limit: PAGE, rows: self.rows };
        self.asked = Some(ask);
        ask
    }

    /// Takes an answer in, newest line first. Newer lines go on top without moving the cursor off its line.
    pub fn take(&mut self, lines: Vec<LogLine>) {
        let Some(asked) = self.asked.take() else { return };
        self.known = true;
        if asked.before.is_some() {
            self.whole = lines.len() < asked.limit;
            let last = self.lines.last().map_or(i64::MAX, |line| line.seq);
            self.lines.extend(lines.into_iter().filter(|line| line.seq < last));
            return;
        }
        let newest = self.lines.first().map(|line| line.seq);
        let meets = newest.is_some_and(|newest| lines.last().is_some_and(|line| line.seq <= newest));
        if meets {
            let fresh: Vec<LogLine> = lines.into_iter().take_while(|line| Some(line.seq) > newest).collect();
            self.lines.splice(0..0, fresh);
        } else {
            self.whole = lines.len() < asked.limit;
            self.lines = lines;
        }
    }

    /// Nothing was answered.
    pub fn failed(&mut self) {
        self.asked = None;
        self.known = true;
    }

    /// Moves the cursor by so many lines; asks for older ones where it comes near the end of those read.
    pub fn step(&mut self, by: isize) -> Option<Ask> {
        let to = self.selected().saturating_add_signed(by).min(self.lines.len().saturating_sub(1));
        // On the newest line the cursor stays on whatever is newest.
        self.cursor = if to == 0 { None } else { self.lines.get(to).map(|line| line.seq) };
        let wanting = to + AHEAD >= self.lines.len() && !self.whole && self.asked.is_none();
        match self.lines.last() {
            Some(last) if wanting => {
                let before = last.seq;
                Some(self.ask(Some(before)))
            }
            _ => None,
        }
    }

    /// Puts the cursor on the nth line.
    pub fn go_to(&mut self, index: usize) -> Option<Ask> {
        let here = isize::try_from(self.selected()).unwrap_or_default();
        self.step(isize::try_from(index).unwrap_or(isize::MAX).saturating_sub(here))
    }

    /// Whether the store's own bookkeeping is among the lines.
    pub fn rows(&self) -> LogRows {
        self.rows
    }

    /// Shows the store's own bookkeeping too, or hides it again.
    pub fn toggle_bookkeeping(&mut self) -> Ask {
        let rows = match self.rows {
            LogRows::Happenings => LogRows::All,
            LogRows::All => LogRows::Happenings,
        };
        *self = Self { rows, ..Self::new(self.case) };
        self.read()
    }

    /// Shows the lines of another case, or of all.
    pub fn filter(&mut self, case: Option<CaseId>) -> Ask {
        *self = Self { rows: self.rows, ..Self::new(case) };
        self.read()
    }
}
