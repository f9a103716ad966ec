//! What happens by itself when its time has come.

use super::act::{load, record, timer_key};
use super::service::Desk;
use super::{DeskError, Fired, facts};
use crate::case::{Act, Actor, CaseId, Command, Event, Stamp, decide, timers};
use crate::store::Tx;
use chrono::{DateTime, Utc};

/// How many cases one transaction looks at, so that an operator's decision never waits long behind a tick.
const CASES_A_TURN: usize = 100;

/// Where a desk goes on with what is due.
pub(super) type TimerCursor = (DateTime<Utc>, CaseId);

/// What a turn of the desk's timers did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ticked {
    /// What was fired.
    pub fired: Vec<Fired>,
    /// Whether cases that are due were not looked at yet: the next turn goes on there.
    pub more: bool,
}

impl Desk {
    /// Looks at up to `most` cases that are due, in order of time, and fires what their playbook allows. However many
    /// processes do this, each timer fires once: the case has moved on by then. A case for which nothing is allowed yet
    /// stays due and is looked at again in the next round.
    ///
    /// # Errors
    /// Where the store cannot be written; what was fired before stays.
    pub fn tick(&mut self, most: usize) -> Result<Ticked, DeskError> {
        let mut ticked = Ticked { fired: Vec::new(), more: true };
        let mut looked_at = 0;
        while looked_at < most && ticked.more {
            let limit = CASES_A_TURN.min(most - looked_at);
            let (fired, due) = self.turn(limit)?;
            ticked.fired.extend(fired);
            looked_at += due;
            ticked.more = due == limit;
        }
        if !ticked.more {
            self.timers_from = None;
        }
        Ok(ticked)
    }

    fn turn(&mut self, limit: usize) -> Result<(Vec<Fired>, usize), DeskError> {
        let (clock, from) = (self.clock, self.timers_from);
        // Reading first keeps a desk at rest from taking the writers' lock.
        let now = clock.now();
        let waiting = self.store.read(|reader| Ok::<_, DeskError>(reader.due_timers(now, from, 1)?))?;
        if waiting.is_empty() {
            return Ok((Vec::new(), 0));
        }
        let (fired, due) = self.store.write(|tx| {
            let now = clock.now_after(tx.last_at()?)?;
            let due = tx.due_timers(now, from, limit)?;
            let mut fired = Vec::new();
            for (_, case) in &due {
                fired.extend(fire(tx, *case, now)?);
            }
            Ok::<_, DeskError>((fired, due))
        })?;
        self.timers_from = due.last().copied();
        Ok((fired, due.len()))
    }
}

fn fire(tx: &mut Tx<'_>, id: CaseId, now: DateTime<Utc>) -> Result<Option<Fired>, DeskError> {
    let loaded = load(tx, id)?;
    let (Some(kind), Some(matter)) = (loaded.kind(), &loaded.case.matter) else { return Ok(None) };
    let facts = facts::for_case(tx, &loaded.case, now, Actor::Timer, &[])?;
    let due = timers(&loaded.case, kind).into_iter().filter(|(at, _)| *at <= now);
    for (due, timer) in due {
        for action in &timer.actions {
            let command = Command::Act(Act::plain(action.clone()));
            let Ok(events) = decide(&loaded.case, &command, &facts, &loaded.playbook) else { continue };
            let stage = events.iter().find_map(|event| match event {
                Event::Acted { to, .. } => Some(to.clone()),
                _ => None,
            });
            let Some(stage) = stage else { continue };
            let key = timer_key(id, matter.stage.as_str(), due, loaded.case.version);
            record(tx, &loaded, &Stamp { at: now, actor: Actor::Timer }, &events, &key, [0; 32])?;
            return Ok(Some(Fired { case: matter.number.clone(), action: action.clone(), stage, due }));
        }
    }
    Ok(None)
}
