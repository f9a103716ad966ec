//! What happens by itself when its time has come.

use super::act::{load, record, timer_key};
use super::service::Desk;
use super::{DeskError, Fired, facts};
use crate::case::{Act, Actor, CaseId, Command, Event, Stamp, Version, decide, timers};
use crate::store::{DueTimer, Tx};
use chrono::{DateTime, Duration, Utc};

/// How many cases one transaction looks at, so that an operator's decision never waits long behind a tick.
const CASES_A_TURN: usize = 100;
/// How many cases that are known to be stuck are passed over for each one that is looked at.
const PASSED_OVER: usize = 20;
/// How long a case counts as stuck at most: what is known of its accounts may change without a word in its own log.
const STUCK_AT_MOST: Duration = Duration::hours(1);

/// Where a desk goes on with what is due.
pub(super) type TimerCursor = (DateTime<Utc>, CaseId);

/// A case that is due and for which its playbook allows nothing: as long as it stays as it is, looking again until then
/// would find the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stuck {
    version: Version,
    until: DateTime<Utc>,
}

/// What a turn of the desk's timers did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ticked {
    /// What was fired.
    pub fired: Vec<Fired>,
    /// Whether cases that are due were not looked at yet: the next turn goes on there.
    pub more: bool,
}

impl Desk {
    /// Looks at up to `most` cases that have come due since it looked last, and at up to `most` of those that were due
    /// before, each in order of time, and fires what their playbook allows: what comes due now must not wait until a
    /// hundred thousand others were looked at for which nothing is allowed. However many processes do this, each timer
    /// fires once: the case has moved on by then. A case for which nothing is allowed yet stays due; it is looked at again
    /// when it has changed or its next timer has come, or after a while.
    ///
    /// # Errors
    /// Where the store cannot be written; what was fired before stays.
    pub fn tick(&mut self, most: usize) -> Result<Ticked, DeskError> {
        let now = self.clock.now();
        let mut fired = Vec::new();
        if let Some(seen) = self.timers_seen.filter(|seen| *seen < now) {
            let fresh = self.round(Some((seen, CaseId(i64::MAX))), most)?;
            fired.extend(fresh.fired);
        }
        // What was more than `most` is among those that were due before from here on.
        self.timers_seen = Some(now);
        let round = self.round(self.timers_from, most)?;
        fired.extend(round.fired);
        self.timers_from = round.last.filter(|_| round.more);
        if !round.more {
            self.stuck.retain(|_, stuck| now < stuck.until);
        }
        Ok(Ticked { fired, more: round.more })
    }

    /// Looks at up to `most` cases that are due after `from`, in transactions of [`CASES_A_TURN`].
    fn round(&mut self, from: Option<TimerCursor>, most: usize) -> Result<Turn, DeskError> {
        let mut round = Turn { fired: Vec::new(), looked_at: 0, passed_over: 0, more: true, last: from };
        while round.more && round.looked_at < most && round.passed_over < most.saturating_mul(PASSED_OVER) {
            let turn = self.turn(round.last, CASES_A_TURN.min(most - round.looked_at))?;
            round.fired.extend(turn.fired);
            round.looked_at += turn.looked_at;
            round.passed_over += turn.passed_over;
            round.more = turn.more;
            round.last = turn.last;
        }
        Ok(round)
    }

    fn turn(&mut self, from: Option<TimerCursor>, limit: usize) -> Result<Turn, DeskError> {
        let clock = self.clock;
        // Reading first keeps a desk at rest from taking the writers' lock.
        let now = clock.now();
        let due = self.store.read(|reader| Ok::<_, DeskError>(reader.due_timers(now, from, limit)?))?;
        let stuck = |timer: &&DueTimer| {
            self.stuck
                .get(&timer.case)
                .is_some_and(|stuck| stuck.version == timer.version && now < stuck.until)
        };
        let open: Vec<CaseId> = due.iter().filter(|timer| !stuck(timer)).map(|timer| timer.case).collect();
        let mut turn = Turn {
            fired: Vec::new(),
            looked_at: open.len(),
            passed_over: due.len() - open.len(),
            more: due.len() == limit,
            last: due.last().map(|timer| (timer.at, timer.case)).or(from),
        };
        if !open.is_empty() {
            let came = self.store.write(|tx| {
                let now = clock.now_after(tx.last_at()?)?;
                open.iter().map(|case| fire(tx, *case, now)).collect::<Result<Vec<_>, DeskError>>()
            })?;
            for (case, came) in open.into_iter().zip(came) {
                match came {
                    Came::Fired(fired) => turn.fired.push(fired),
                    Came::Nothing(stuck) => {
                        self.stuck.insert(case, stuck);
                    }
                }
            }
        }
        Ok(turn)
    }
}

/// What one transaction of a tick did, or several.
struct Turn {
    fired: Vec<Fired>,
    looked_at: usize,
    passed_over: usize,
    more: bool,
    /// The last case that was looked at or passed over.
    last: Option<TimerCursor>,
}

/// What came of a case that is due.
enum Came {
    Fired(Fired),
    Nothing(Stuck),
}

fn fire(tx: &mut Tx<'_>, id: CaseId, now: DateTime<Utc>) -> Result<Came, DeskError> {
    let loaded = load(tx, id)?;
    let mut stuck = Stuck { version: loaded.case.version, until: now + STUCK_AT_MOST };
    let (Some(kind), Some(matter)) = (loaded.kind(), &loaded.case.matter) else {
        return Ok(Came::Nothing(stuck));
    };
    let facts = facts::for_case(tx, &loaded, now, Actor::Timer, &[])?;
    for (due, timer) in timers(&loaded.case, kind) {
        if due > now {
            stuck.until = stuck.until.min(due);
            continue;
        }
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
            let case = matter.number.clone();
            return Ok(Came::Fired(Fired { case, action: action.clone(), stage, due }));
        }
    }
    Ok(Came::Nothing(stuck))
}
