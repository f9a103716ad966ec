//! What comes after the past: more cases, and what is still to come for those that are there.

use super::dice::{Dice, Sort};
use super::feed::Source;
use super::generator::Plan;
use crate::desk::Arrival;
use crate::intake;
use chrono::{DateTime, Duration, Utc};

/// How many minutes lie between two new cases, on average.
const MINUTES_A_CASE: f64 = 9.0;

/// Arrivals of a running demo, for whoever has its time.
pub struct Live {
    source: Source,
    dice: Dice,
    next_case: DateTime<Utc>,
}

impl Live {
    pub(super) fn after(source: Source, plan: &Plan) -> Self {
        Self { source, dice: Dice::of(plan.seed, Sort::Desk, 1), next_case: plan.now }
    }

    /// What has arrived until `now` and was not given before, ready for the desk. None of it names a file.
    pub fn until(&mut self, now: DateTime<Utc>) -> Vec<Arrival> {
        let mut arrivals = Vec::new();
        while self.next_case <= now {
            let at = self.next_case;
            self.source.with(|generator| generator.begin_another(at));
            // The times between two cases that come independently of each other.
            let minutes = -MINUTES_A_CASE * (1.0 - self.dice.unit()).ln();
            #[expect(clippy::cast_possible_truncation, reason = "some minutes in seconds")]
            let seconds = (minutes * 60.0) as i64;
            self.next_case = at + Duration::seconds(seconds.max(1));
        }
        while let Some(timed) = self.source.with(|generator| generator.next_until(now)) {
            arrivals.extend(intake::arrival(timed.record));
        }
        arrivals
    }
}
