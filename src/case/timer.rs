//! When something will happen to a case by itself.

use super::{Actor, Case, Facts, Refusal, permit};
use crate::playbook::{ActionId, Kind, Playbook, Timer, TimerStart};
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

/// What a timer of the case does, as things stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByItself {
    /// When it fires, or should have.
    pub at: DateTime<Utc>,
    /// What it does then; where nothing is allowed, what stands against the first of its actions.
    pub does: Result<ActionId, Refusal>,
}

/// What happens to the case by itself, timer by timer, the earliest first. The first one that may do something ends the list:
/// it takes the case out of the hands of those after it.
pub fn by_itself(case: &Case, facts: &Facts, playbook: &Playbook) -> Vec<ByItself> {
    let kind = case.matter.as_ref().and_then(|matter| playbook.kinds.get(&matter.kind));
    let mut all = Vec::new();
    for (at, timer) in kind.map(|kind| timers(case, kind)).unwrap_or_default() {
        let then = Facts { actor: Actor::Timer, now: facts.now.max(at), ..facts.clone() };
        let (mut allowed, mut against) = (None, None);
        for action in &timer.actions {
            match permit(case, action, &then, playbook) {
                Ok(_) => {
                    allowed = Some(action.clone());
                    break;
                }
                Err(refusal) => {
                    against.get_or_insert(refusal);
                }
            }
        }
        match (allowed, against) {
            (Some(action), _) => {
                all.push(ByItself { at, does: Ok(action) });
                break;
            }
            (None, Some(refusal)) => all.push(ByItself { at, does: Err(refusal) }),
            (None, None) => {}
        }
    }
    all
}
