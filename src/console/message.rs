//! What reaches the console, and what it wants done outside.

use super::hit::Target;
use super::keymap::Chord;
use crate::case::Act;
use crate::case::{CaseId, Command, Refusal};
use crate::desk::views::{ViewChange, Views};
use crate::desk::{CaseView, DeskError, LeadView, LogLine, LogRows, Preview, QueueView, Receipt, Request};
use crate::store::{Filter, ListQuery, Page};
use crate::text::Clean;
use chrono::{DateTime, Utc};
use std::path::PathBuf;
use std::time::Duration;

/// Something that happened.
#[derive(Debug, Clone)]
pub enum Message {
    /// A key was pressed.
    Key(Chord),
    /// A text was pasted.
    Paste(String),
    /// The mouse was pressed on something.
    Click(Target),
    /// The wheel was turned, over a panel if one lay there.
    Wheel {
        /// Which panel.
        panel: Option<usize>,
        /// Towards the user.
        down: bool,
    },
    /// The terminal has another size: columns and rows.
    Resize(u16, u16),
    /// The time is this now.
    Now(DateTime<Utc>),
    /// The time asked for by [`Effect::Wake`] has passed.
    Woken,
    /// An answer is late: the store waits for somebody else's writing, or has much to read.
    Late,
    /// The operator's views, as their file holds them now.
    Views(Views),
    /// The desk answers.
    Answered {
        /// Which question.
        id: RequestId,
        /// What the question was for.
        slot: Slot,
        /// The answer, or why there is none.
        result: Result<Answer, Failure>,
    },
    /// Something in the store has changed, here or in another process.
    Changed,
    /// The loop has something to say: what was done outside, or could not be.
    Told(Result<String, String>),
}

/// The number of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct RequestId(pub u64);

/// What a question is for. A later question of the same slot makes an earlier one moot, except for [`Slot::Act`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slot {
    /// Rows of the list.
    List,
    /// The queues and their counts.
    Queues,
    /// The counts of views.
    Counts,
    /// The case beside the list.
    Preview,
    /// A marked case, as an example of all.
    Sample,
    /// The case on its screen.
    Case,
    /// The lead screen.
    Lead,
    /// Rows of the log.
    Log,
    /// What a decision would do.
    Decision,
    /// What a bulk command would do.
    DryRun,
    /// The time.
    Clock,
    /// Something to be done: every one counts.
    Act,
}

/// A question to the desk.
#[derive(Debug, Clone)]
pub enum Query {
    /// A window of a list.
    List(ListQuery),
    /// The queues.
    Queues,
    /// How many cases each filter has, counted up to a limit.
    Counts(Vec<Filter>, usize),
    /// A case whole.
    Case(CaseId),
    /// What an action would do.
    Preview(CaseId, Act),
    /// What a command would do to many cases.
    DryRun(Vec<CaseId>, Command),
    /// Do something.
    Act(Box<Request>),
    /// Put the first case into the second.
    Merge(CaseId, CaseId),
    /// Undo that this case was put into another.
    Unmerge(CaseId),
    /// What the lead screen shows.
    Lead,
    /// Nothing but the time, which comes before every answer.
    Clock,
    /// Rows of the log, of one case or of all, older than a sequence number.
    Log {
        /// Of this case.
        case: Option<CaseId>,
        /// Older than this.
        before: Option<i64>,
        /// So many.
        limit: usize,
        /// Whether the store's own bookkeeping is wanted too.
        rows: LogRows,
    },
}

/// What a case would say to a command.
pub type Verdict = (CaseId, Result<(), Refusal>);

/// The desk's answer.
#[derive(Debug, Clone)]
pub enum Answer {
    /// Rows. Where there are none, perhaps why: a name in its filter that is no name here.
    List(Page, Option<Clean>),
    /// Queues.
    Queues(Vec<QueueView>),
    /// A count for each filter, in the order asked.
    Counts(Vec<usize>),
    /// A case.
    Case(Box<CaseView>),
    /// What would happen.
    Preview(Box<Preview>),
    /// What would be refused.
    DryRun(Vec<Verdict>),
    /// It is done and recorded.
    Done(Box<Receipt>),
    /// The time has been told.
    Clock,
    /// The lead screen.
    Lead(Box<LeadView>),
    /// Log rows, the newest first.
    Log(Vec<LogLine>),
}

/// Why the desk did not do something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What to tell the operator.
    pub text: Clean,
    /// The refusal, where the rules stand against it.
    pub refusal: Option<Refusal>,
    /// Whether what was seen is out of date.
    pub outdated: bool,
}

impl From<DeskError> for Failure {
    fn from(error: DeskError) -> Self {
        let text = Clean::line(&error.to_string());
        let outdated = matches!(error, DeskError::Changed { .. } | DeskError::NoSuchCase(_));
        let refusal = match error {
            DeskError::Refused(refusal) => Some(refusal),
            _ => None,
        };
        Self { text, refusal, outdated }
    }
}

/// Something to be done outside.
#[derive(Debug, Clone)]
pub enum Effect {
    /// Ask the desk.
    Ask {
        /// The question's number.
        id: RequestId,
        /// What it is for.
        slot: Slot,
        /// The question.
        query: Query,
    },
    /// Send [`Message::Woken`] after so long; a later wish replaces an earlier one.
    Wake(Duration),
    /// End the console.
    Quit,
    /// Go back to the shell until it continues us.
    Suspend,
    /// Draw everything anew.
    Redraw,
    /// Take the mouse, or give it to the terminal.
    Mouse(bool),
    /// Put a text into the clipboard.
    Copy(String),
    /// Change the operator's views in their file.
    ChangeViews(ViewChange),
    /// Show a file in the viewer that the system has for it.
    Show(PathBuf),
}
