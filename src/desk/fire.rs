//! What one case does by itself: looking at it, and recording it.

use super::act::{Loaded, load, record, timer_key};
use super::tick::Stuck;
use super::{DeskError, Fired, facts};
use crate::case::{Actor, CaseId, Event, Firing, Stamp, alarms, firing};
use crate::store::{Reader, Tx};
use chrono::{DateTime, Duration, Utc};

/// How long a case counts as stuck at most: what stands against it may end without a word in any log.
const STUCK_AT_MOST: Duration = Duration::hours(1);

/// What a look at a case that is due found.
pub(super) enum Look {
    /// Its playbook allows nothing yet.
    Nothing(Stuck),
    /// Something is to be done.
    Fires(Box<Loaded>, Firing),
}

/// What of the case is due at `now` and allowed: the first of it.
pub(super) fn look(reader: &Reader<'_>, loaded: Loaded, now: DateTime<Utc>) -> Result<Look, DeskError> {
    let alarm = loaded.kind().and_then(|kind| {
        let alarms = alarms(&loaded.case, kind, &loaded.playbook.calendar);
        alarms.into_iter().map(|(at, _)| at).find(|at| *at > now)
    });
    let until = alarm.into_iter().chain([now + STUCK_AT_MOST]).min().unwrap_or(now);
    let stuck = Stuck { version: loaded.case.version, until, alarm };
    let facts = facts::for_case(reader, &loaded, now, Actor::Timer, &[])?;
    Ok(match firing(&loaded.case, &facts, &loaded.playbook) {
        Some(firing) => Look::Fires(Box::new(loaded), firing),
        None => Look::Nothing(stuck),
    })
}

/// Fires what has come due of one case, where anything has: for what was over already when it came in.
///
/// # Errors
/// Where the store cannot be read or written.
pub(super) fn fire_if_due(
    tx: &mut Tx<'_>,
    case: CaseId,
    now: DateTime<Utc>,
) -> Result<Option<Fired>, DeskError> {
    match look(tx, load(tx, case)?, now)? {
        Look::Fires(loaded, firing) => fire(tx, &loaded, firing, now).map(Some),
        Look::Nothing(_) => Ok(None),
    }
}

/// Writes down what was decided.
///
/// # Errors
/// Where the store cannot be written.
pub(super) fn fire(
    tx: &mut Tx<'_>,
    loaded: &Loaded,
    firing: Firing,
    now: DateTime<Utc>,
) -> Result<Fired, DeskError> {
    let case = &loaded.case;
    let stage = case.matter.as_ref().map_or("", |matter| matter.stage.as_str());
    let key = timer_key(case.id, stage, firing.due, case.version);
    let stamp = Stamp { at: now, actor: Actor::Timer };
    let receipt = record(tx, loaded, &stamp, &firing.events, &key, [0; 32])?;
    debug_assert!(firing.events.iter().any(|event| !matches!(event, Event::Claimed { .. })));
    Ok(Fired {
        case: receipt.number,
        fired: firing.sort,
        action: firing.action,
        stage: receipt.stage,
        due: firing.due,
        late_seconds: (now - firing.due).num_seconds().max(0),
    })
}
