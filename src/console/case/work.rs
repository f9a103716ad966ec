//! Judgements on their way to the desk: one command after the other, each on the version that the one before it made, so
//! that accepting many things is as many decisions, and the first refusal stops the rest.

use super::open::Step;
use crate::case::{Command, Version};
use crate::playbook::ActionId;
use crate::text::Clean;
use std::collections::VecDeque;

/// The queue.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Work {
    waiting: VecDeque<Step>,
    running: Option<Step>,
    done: usize,
    version: Option<Version>,
    /// An action whose key was pressed meanwhile: its dialog opens when the queue is empty and the case read again.
    pub then: Option<ActionId>,
}

/// What is to be sent next.
#[derive(Debug, Clone, PartialEq)]
pub struct Send {
    /// The command.
    pub command: Command,
    /// The version it is made on; none before the case was read.
    pub seen: Option<Version>,
}

impl Work {
    /// Whether something is on its way.
    pub fn is_busy(&self) -> bool {
        self.running.is_some()
    }

    /// What is on its way.
    pub fn running(&self) -> Option<&Command> {
        self.running.as_ref().map(|step| &step.command)
    }

    /// The version that the latest own command made, while more are on their way.
    pub fn version(&self) -> Option<Version> {
        self.version
    }

    /// The case was read: while nothing is on its way, its version is the one that counts.
    pub fn seen(&mut self, version: Version) {
        if !self.is_busy() {
            self.version = Some(version);
        }
    }

    /// Queues `steps`. Answers what to send, if nothing is on its way yet.
    pub fn add(&mut self, steps: impl IntoIterator<Item = Step>) -> Option<Send> {
        self.waiting.extend(steps);
        if self.is_busy() { None } else { self.next() }
    }

    /// The command on its way was carried out and made `version`. Answers what to send next.
    pub fn succeeded(&mut self, version: Version) -> Option<Send> {
        self.version = Some(version);
        self.done += 1;
        self.running = None;
        self.next()
    }

    /// The command on its way was refused or failed: nothing after it is sent. Answers what it was, how many were done
    /// before it and how many are left undone.
    pub fn failed(&mut self) -> Option<(Step, usize, usize)> {
        let step = self.running.take()?;
        let told = (step, self.done, self.waiting.len());
        *self = Self { version: self.version, ..Self::default() };
        Some(told)
    }

    fn next(&mut self) -> Option<Send> {
        match self.waiting.pop_front() {
            Some(step) => {
                let command = step.command.clone();
                self.running = Some(step);
                Some(Send { command, seen: self.version })
            }
            None => {
                self.done = 0;
                None
            }
        }
    }

    /// What is on its way, in words.
    pub fn progress(&self) -> Option<Clean> {
        let step = self.running.as_ref()?;
        let all = self.done + 1 + self.waiting.len();
        Some(Clean::line(&format!("recording {} of {all}: {} …", self.done + 1, step.title)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::stop::Stop;
    use super::*;
    use crate::playbook::Answer;

    fn step(name: &str) -> Step {
        let check = crate::playbook::CheckId::new(name).unwrap();
        let command = Command::Answer { check: check.clone(), answer: Some(Answer::Passed) };
        Step {
            stop: Stop::Check(check),
            title: name.to_owned(),
            rule: "R1".to_owned(),
            command,
            confirmed: false,
        }
    }

    #[test]
    fn each_command_is_made_on_the_version_of_the_one_before() {
        let mut work = Work::default();
        work.seen(Version(4));
        let first = work.add([step("a"), step("b")]).unwrap();
        assert_eq!(first.seen, Some(Version(4)));
        assert_eq!(work.add([step("c")]), None);
        // Another reader's refresh does not change what the next command was judged on.
        work.seen(Version(9));
        let second = work.succeeded(Version(6)).unwrap();
        assert_eq!((second.seen, second.command), (Some(Version(6)), step("b").command));
        assert_eq!(work.progress().unwrap().as_str(), "recording 2 of 3: b …");
        assert!(work.succeeded(Version(7)).is_some());
        assert_eq!(work.succeeded(Version(8)), None);
        assert!(!work.is_busy());
    }

    #[test]
    fn the_first_refusal_stops_the_rest() {
        let mut work = Work::default();
        work.add([step("a"), step("b"), step("c")]);
        work.succeeded(Version(1));
        let (step, done, left) = work.failed().unwrap();
        assert_eq!((step.title.as_str(), done, left), ("b", 1, 1));
        assert!(!work.is_busy() && work.progress().is_none());
    }
}
