//! When something will happen to a case by itself.

use super::Case;
use crate::playbook::{Kind, Timer, TimerStart};
use chrono::{DateTime, Duration, Utc};

/// The next timer of the stage that the case stands in, and when it fires; none where it stands still.
pub fn next_timer<'k>(case: &Case, kind: &'k Kind) -> Option<(DateTime<Utc>, &'k Timer)> {
    let matter = case.matter.as_ref()?;
    if case.outcome(kind).is_some() {
        return None;
    }
    kind.timers
        .iter()
        .filter(|timer| timer.stage == matter.stage)
        .filter_map(|timer| {
            let at = match timer.start {
                TimerStart::HoursInStage(hours) => matter.stage_since + Duration::hours(i64::from(hours)),
                TimerStart::HoldEnds => case.hold.filter(|hold| !hold.ended)?.until,
            };
            Some((at, timer))
        })
        .min_by_key(|(at, _)| *at)
}
