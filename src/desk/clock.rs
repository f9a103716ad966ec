//! The desk's time. It is read after the store's lock is held, so that waiting for another writer cannot order time wrongly.

use super::DeskError;
use chrono::{DateTime, Duration, SubsecRound, Utc};
use std::time::Instant;

/// Where the desk gets the time from.
#[derive(Debug, Clone, Copy, Default)]
pub enum DeskClock {
    /// The machine's clock.
    #[default]
    System,
    /// A time that stands still, for demonstrations, tests and replays.
    Fixed(DateTime<Utc>),
    /// A time that runs faster than the world's, for demonstrations.
    Faster {
        /// The time at the beginning.
        from: DateTime<Utc>,
        /// When that was.
        begun: Instant,
        /// How many times faster.
        times: u32,
    },
}

/// How far behind the log a clock may be and still be taken for the log's last time: clocks are nudged by that much.
const TOLERATED_SECONDS: i64 = 5;

impl DeskClock {
    /// The time now, in whole milliseconds as the log keeps it.
    pub fn now(self) -> DateTime<Utc> {
        let now = match self {
            Self::System => Utc::now(),
            Self::Fixed(at) => at,
            Self::Faster { from, begun, times } => {
                let passed = Duration::from_std(begun.elapsed().saturating_mul(times));
                from.checked_add_signed(passed.unwrap_or_default()).unwrap_or(from)
            }
        };
        now.trunc_subsecs(3)
    }

    /// The time now for a writer, given the log's last time.
    ///
    /// # Errors
    /// Where the clock has gone backwards against the log: times in the log would then say what did not happen.
    pub fn now_after(self, last: Option<DateTime<Utc>>) -> Result<DateTime<Utc>, DeskError> {
        let now = self.now();
        match last {
            Some(last) if now < last - Duration::seconds(TOLERATED_SECONDS) => Err(DeskError::Invalid {
                what: format!(
                    "the clock shows {}, but the log's last entry is of {}",
                    now.format("%Y-%m-%d %H:%M:%S UTC"),
                    last.format("%Y-%m-%d %H:%M:%S UTC")
                ),
                remedy: "Set the machine's clock, or give a later --now. Reading works; nothing is written until then".into(),
            }),
            Some(last) => Ok(now.max(last)),
            None => Ok(now),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_behind_the_log_is_reported_and_a_nudged_one_is_not() {
        let last: DateTime<Utc> = "2026-11-22T10:00:00Z".parse().unwrap();
        let clock = |seconds| DeskClock::Fixed(last - Duration::seconds(seconds));
        assert!(clock(6).now_after(Some(last)).is_err());
        assert_eq!(clock(5).now_after(Some(last)).unwrap(), last, "time never runs backwards in the log");
        assert_eq!(clock(-9).now_after(Some(last)).unwrap(), last + Duration::seconds(9));
    }

    #[test]
    fn a_faster_clock_begins_at_its_time_and_runs_ahead() {
        let from: DateTime<Utc> = "2026-11-22T10:00:00Z".parse().unwrap();
        let begun = Instant::now().checked_sub(std::time::Duration::from_secs(2)).unwrap();
        let now = DeskClock::Faster { from, begun, times: 60 }.now();
        assert!(now >= from + Duration::seconds(120) && now < from + Duration::hours(2), "{now}");
    }
}
