//! A case's clock: it runs while the desk must act and stands still while the desk waits for the applicant (M9).

use crate::playbook::calendar::Span;
use crate::playbook::{Budget, Calendar, Stage, StageId};
use chrono::{DateTime, Duration, Utc};

/// The time that a stage gives, and how much of it was paused.
#[derive(Debug, Clone, PartialEq)]
pub struct Clock {
    /// The stage that gave the budget.
    pub stage: StageId,
    /// How long.
    pub budget: Budget,
    /// Since when.
    pub started: DateTime<Utc>,
    /// Pauses that have ended, in order.
    pub pauses: Vec<Span>,
    /// Set while it stands still.
    pub paused_since: Option<DateTime<Utc>>,
}

/// One line of the answer to "why is this due then?".
#[derive(Debug, Clone, PartialEq)]
pub struct LedgerEntry {
    /// From when.
    pub from: DateTime<Utc>,
    /// Until when.
    pub to: DateTime<Utc>,
    /// Whether the time counted, or the desk waited for the applicant.
    pub running: bool,
    /// How much of it counted: weekends and holidays do not, where the budget is in business days.
    pub counted: Duration,
}

impl Clock {
    /// The clock after entering `stage` at `at` with `clock` as it was: paused in a stage that waits for the applicant,
    /// resumed when the case comes back to the stage that started it, new where another stage has a budget, none elsewhere.
    pub fn entering(clock: Option<Self>, stage: &Stage, at: DateTime<Utc>) -> Option<Self> {
        match (clock, stage.clock) {
            (Some(mut clock), _) if stage.waits_for_applicant => {
                clock.pause(at);
                Some(clock)
            }
            (Some(mut clock), Some(budget)) if clock.stage == stage.id && clock.paused_since.is_some() => {
                clock.budget = budget;
                clock.resume(at);
                Some(clock)
            }
            (_, Some(budget)) => Some(Self {
                stage: stage.id.clone(),
                budget,
                started: at,
                pauses: Vec::new(),
                paused_since: None,
            }),
            (_, None) => None,
        }
    }

    /// Stands still from `at` on.
    pub fn pause(&mut self, at: DateTime<Utc>) {
        self.paused_since.get_or_insert(at);
    }

    /// Runs again from `at` on. A clock of the machine that went backwards cannot make a pause of negative length.
    pub fn resume(&mut self, at: DateTime<Utc>) {
        if let Some(since) = self.paused_since.take()
            && at > since
        {
            self.pauses.push((since, at));
        }
    }

    /// When the time is used up; none while it stands still, or beyond ten years.
    pub fn due(&self, calendar: &Calendar) -> Option<DateTime<Utc>> {
        if self.paused_since.is_some() {
            return None;
        }
        calendar.due(self.budget, self.started, &self.pauses)
    }

    /// The time at which `before` of it is left; none while it stands still.
    pub fn left(&self, before: Budget, calendar: &Calendar) -> Option<DateTime<Utc>> {
        match (self.budget, before) {
            (Budget::BusinessDays(all), Budget::BusinessDays(last)) if self.paused_since.is_none() => {
                calendar.due(Budget::BusinessDays(all.checked_sub(last)?), self.started, &self.pauses)
            }
            _ => self.due(calendar)?.checked_sub_signed(before.length()),
        }
    }

    /// Every stretch from the start to `now`, or to where the clock stands still, with what it counted.
    pub fn ledger(&self, calendar: &Calendar, now: DateTime<Utc>) -> Vec<LedgerEntry> {
        let open_pause = self.paused_since.map(|since| (since, now.max(since)));
        let mut entries = Vec::new();
        let mut from = self.started;
        let mut push = |from: DateTime<Utc>, to: DateTime<Utc>, running: bool| {
            if from < to {
                let counted =
                    if running { calendar.counted(self.budget, (from, to), &[]) } else { Duration::zero() };
                entries.push(LedgerEntry { from, to, running, counted });
            }
        };
        for pause in self.pauses.iter().copied().chain(open_pause) {
            push(from, pause.0, true);
            push(pause.0, pause.1, false);
            from = pause.1;
        }
        push(from, now, true);
        entries
    }
}
