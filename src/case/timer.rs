//! When something will happen to a case by itself.

use super::Case;
use crate::playbook::{Kind, Timer, TimerStart};
use chrono::{DateTime, Duration, Utc};

/// The timers of the stage that the case stands in, each with when it fires, the earliest first. One that no guard lets
/// through leaves the turn to the next: that is how a stage first tries what is usual and later what helps out.
pub fn timers<'k>(case: &Case, kind: &'k Kind) -> Vec<(DateTime<Utc>, &'k Timer)> {
    let Some(matter) = case.matter.as_ref().filter(|_| case.outcome(kind).is_none()) else {
        return Vec::new();
    };
    let fires = |timer: &Timer| match timer.start {
        TimerStart::HoursInStage(hours) => Some(matter.stage_since + Duration::hours(i64::from(hours))),
        TimerStart::HoldEnds => Some(case.hold.filter(|hold| !hold.ended)?.until),
    };
    let here = kind.timers.iter().filter(|timer| timer.stage == matter.stage);
    let mut timers: Vec<_> = here.filter_map(|timer| Some((fires(timer)?, timer))).collect();
    timers.sort_by_key(|(at, _)| *at);
    timers
}

/// The next timer of the stage that the case stands in, and when it fires; none where it stands still.
pub fn next_timer<'k>(case: &Case, kind: &'k Kind) -> Option<(DateTime<Utc>, &'k Timer)> {
    timers(case, kind).into_iter().next()
}
