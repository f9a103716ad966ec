//! The desk's time. It is read after the store's lock is held, so that waiting for another writer cannot order time wrongly.

use super::DeskError;
use chrono::{DateTime, Duration, SubsecRound, Utc};

/// Where the desk gets the time from.
#[derive(Debug, Clone, Copy, Default)]
pub enum DeskClock {
    /// The machine's clock.
    #[default]
    System,
    /// A time that stands still, for demonstrations, tests and replays.
    Fixed(DateTime<Utc>),
}

/// How far behind the log a clock may be and still be taken for the log's last time: clocks are nudged by that much.
const TOLERATED_SECONDS: i64 = 5;

impl DeskClock {
    /// The time now, in whole milliseconds as the log keeps it.
    pub fn now(self) -> DateTime<Utc> {
        let now = match self {
            Self::System => Utc::now(),
            Self::Fixed(at) => at,
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
}
