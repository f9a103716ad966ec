//! A command on many cases: what each would say to it, then, if confirmed, one after the other.

use super::message::Verdict;
use crate::case::{CaseId, CaseNumber, Command, Version};
use crate::text::Clean;

/// How far the command has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// The desk is asked what it would do.
    Checking,
    /// The operator sees it and may confirm.
    Ready,
    /// It is being done, case by case.
    Running,
    /// Every case has its result.
    Done,
}

/// How the command stands with one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Not asked yet.
    Unknown,
    /// The rules allow it.
    Allowed,
    /// The rules stand against it.
    Refused(Clean),
    /// It was done.
    Done(Clean),
    /// It was not done after all.
    Failed(Clean),
    /// It was not begun, because the operator stopped.
    Left,
}

/// One case of the command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Which.
    pub id: CaseId,
    /// Its number.
    pub number: CaseNumber,
    /// The version that the operator saw.
    pub seen: Version,
    /// How the command stands with it.
    pub state: State,
}

/// The command.
#[derive(Debug, Clone)]
pub struct Bulk {
    /// Its words.
    pub title: Clean,
    /// What is to be done.
    pub command: Command,
    /// The cases.
    pub lines: Vec<Line>,
    /// How far it has come.
    pub phase: Phase,
    /// The first line shown.
    pub top: usize,
}

impl Bulk {
    /// A command that the desk is still asked about.
    pub fn new(title: &str, command: Command, cases: Vec<(CaseId, CaseNumber, Version)>) -> Self {
        let line = |(id, number, seen)| Line { id, number, seen, state: State::Unknown };
        let lines = cases.into_iter().map(line).collect();
        Self { title: Clean::line(title), command, lines, phase: Phase::Checking, top: 0 }
    }

    /// Takes in what the desk would say. Refused cases come first, so that they are seen.
    pub fn checked(&mut self, verdicts: Vec<Verdict>) {
        for (id, verdict) in verdicts {
            self.set(
                id,
                match verdict {
                    Ok(()) => State::Allowed,
                    Err(refusal) => State::Refused(Clean::line(&refusal.to_string())),
                },
            );
        }
        self.lines.sort_by_key(|line| line.state == State::Allowed);
        self.phase = Phase::Ready;
    }

    /// How many cases would do, and how many are refused.
    pub fn tally(&self) -> (usize, usize) {
        let count = |wanted: fn(&State) -> bool| self.lines.iter().filter(|line| wanted(&line.state)).count();
        (
            count(|state| matches!(state, State::Allowed | State::Done(_))),
            count(|state| matches!(state, State::Refused(_) | State::Failed(_))),
        )
    }

    /// How many cases were done.
    pub fn done(&self) -> usize {
        self.lines.iter().filter(|line| matches!(line.state, State::Done(_))).count()
    }

    /// The next case to be done; none where all are, and then the command is done.
    pub fn begin_next(&mut self) -> Option<&Line> {
        self.phase = Phase::Running;
        let index = self.lines.iter().position(|line| line.state == State::Allowed);
        if index.is_none() {
            self.phase = Phase::Done;
        }
        index.map(|index| &self.lines[index])
    }

    /// Takes in what came of one case.
    pub fn set(&mut self, id: CaseId, state: State) {
        if let Some(line) = self.lines.iter_mut().find(|line| line.id == id) {
            line.state = state;
        }
    }

    /// Leaves what is not begun.
    pub fn stop(&mut self) {
        for line in &mut self.lines {
            if line.state == State::Allowed {
                line.state = State::Left;
            }
        }
        self.phase = Phase::Done;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::{Refusal, RefusalKind};

    fn bulk() -> Bulk {
        let cases = (1..=3).map(|id| (CaseId(id), CaseNumber::new("RC", CaseId(id)), Version(1))).collect();
        let mut bulk = Bulk::new("Claim", Command::Claim, cases);
        let refusal = Refusal::plain(RefusalKind::Claimed, "bo has it", "Take another.");
        bulk.checked(vec![(CaseId(1), Ok(())), (CaseId(2), Err(refusal)), (CaseId(3), Ok(()))]);
        bulk
    }

    #[test]
    fn refused_cases_come_first_and_are_never_done() {
        let mut bulk = bulk();
        assert_eq!((bulk.lines[0].id, bulk.tally()), (CaseId(2), (2, 1)));
        let mut done = Vec::new();
        while let Some(id) = bulk.begin_next().map(|line| line.id) {
            done.push(id.0);
            bulk.set(id, State::Done(Clean::line("claimed")));
        }
        assert_eq!((done, bulk.phase), (vec![1, 3], Phase::Done));
    }

    #[test]
    fn stopping_leaves_the_rest() {
        let mut bulk = bulk();
        let first = bulk.begin_next().map(|line| line.id).unwrap();
        bulk.set(first, State::Failed(Clean::line("changed")));
        bulk.stop();
        assert_eq!(bulk.begin_next(), None);
        assert_eq!(bulk.tally(), (0, 2));
    }
}
