//! When something will happen to a case by itself.

use super::{Actor, Case, Facts, Refusal, permit};
use crate::playbook::{ActionId, Calendar, Kind, Playbook, Timer, TimerStart};
use chrono::{DateTime, Duration, Utc};

/// What wakes a case.
#[derive(Debug, Clone, Copy)]
pub enum Alarm<'k> {
    /// A timer of its stage.
    Timer(&'k Timer),
    /// The end of the time for which it was put off.
    Back,
}

/// Everything that wakes the case, each with when, the earliest first.
pub fn alarms<'k>(case: &Case, kind: &'k Kind, calendar: &Calendar) -> Vec<(DateTime<Utc>, Alarm<'k>)> {
    let back = case.put_off_until(case.due(kind, calendar)).filter(|_| case.outcome(kind).is_none());
    let timers = timers(case, kind, calendar).into_iter().map(|(at, timer)| (at, Alarm::Timer(timer)));
    let mut alarms: Vec<_> = back.map(|at| (at, Alarm::Back)).into_iter().chain(timers).collect();
    alarms.sort_by_key(|(at, _)| *at);
    alarms
}

/// When the case is woken next; none where nothing wakes it.
pub fn next_alarm(case: &Case, kind: &Kind, calendar: &Calendar) -> Option<DateTime<Utc>> {
    alarms(case, kind, calendar).first().map(|(at, _)| *at)
}

/// The timers of the stage that the case stands in, each with when it fires, the earliest first; reminders that came already
/// are not among them. One that no guard lets through leaves the turn to the next: that is how a stage first tries what is
/// usual and later what helps out.
pub fn timers<'k>(case: &Case, kind: &'k Kind, calendar: &Calendar) -> Vec<(DateTime<Utc>, &'k Timer)> {
    let Some(matter) = case.matter.as_ref().filter(|_| case.outcome(kind).is_none()) else {
        return Vec::new();
    };
    let fires = |timer: &Timer| match timer.start {
        TimerStart::HoursInStage(hours) => Some(matter.stage_since + Duration::hours(i64::from(hours))),
        TimerStart::MinutesInStage(minutes) => {
            Some(matter.stage_since + Duration::minutes(i64::from(minutes)))
        }
        TimerStart::BeforeDue(before) => case.clock.as_ref()?.left(before, calendar),
        TimerStart::HoldEnds => Some(case.hold.filter(|hold| !hold.ended)?.until),
        TimerStart::SessionOver => {
            let minutes = Duration::minutes(i64::from(kind.session_minutes()?.0));
            Some(case.session()?.session.began_at()? + minutes)
        }
    };
    let here = kind.timers.iter().filter(|timer| timer.stage == matter.stage);
    let to_come = here.filter(|timer| timer.actions.iter().all(|action| !case.reminded.contains(action)));
    let mut timers: Vec<_> = to_come.filter_map(|timer| Some((fires(timer)?, timer))).collect();
    timers.sort_by_key(|(at, _)| *at);
    timers
}

/// What a timer of the case does, as things stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByItself {
    /// When it fires, or should have.
    pub at: DateTime<Utc>,
    /// What it does then; where nothing is allowed, what stands against the first of its actions.
    pub does: Result<ActionId, Refusal>,
}

/// What happens to the case by itself, timer by timer, the earliest first. The first one that may lead it on ends the list: it
/// takes the case out of the hands of those after it.
pub fn by_itself(case: &Case, facts: &Facts, playbook: &Playbook) -> Vec<ByItself> {
    let matter = case.matter.as_ref();
    let Some((matter, kind)) = matter.and_then(|matter| Some((matter, playbook.kinds.get(&matter.kind)?)))
    else {
        return Vec::new();
    };
    let mut all = Vec::new();
    for (at, timer) in timers(case, kind, &playbook.calendar) {
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
            (Some(id), _) => {
                let ends = kind.action(&id).is_some_and(|action| action.leads_on(&matter.stage));
                all.push(ByItself { at, does: Ok(id) });
                if ends {
                    break;
                }
            }
            (None, Some(refusal)) => all.push(ByItself { at, does: Err(refusal) }),
            (None, None) => {}
        }
    }
    all
}
