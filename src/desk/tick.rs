//! What happens by itself when its time has come: looking for it, in the order of time.

use super::act::load;
use super::fire::{Look, fire, look};
use super::service::Desk;
use super::{DeskError, Fired};
use crate::case::{CaseId, Version};
use crate::store::{DueTimer, LogWindow, Reader};
use chrono::{DateTime, Duration, Utc};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// How many cases one transaction looks at, so that an operator's decision never waits long behind a tick.
const CASES_A_TURN: usize = 100;
/// How many cases that are known to be stuck are passed over for each one that is looked at.
const PASSED_OVER: usize = 20;
/// How many changed cases and recorded accounts are followed one by one; after more, everything that is due is looked at.
const FOLLOWED: usize = 500;
/// Every how many looks at leisure, at the slowest, a desk goes on with what was due before and stayed so.
const SLOWEST: u32 = 12;
/// What was due longer ago than this was caught up with, not simply done.
pub(super) const LATE: Duration = Duration::hours(1);

/// Where a desk goes on with what is due.
type TimerCursor = (DateTime<Utc>, CaseId);

/// A case that is due and for which its playbook allows nothing: as long as it stays as it is, looking again until then
/// would find the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stuck {
    pub version: Version,
    pub until: DateTime<Utc>,
    /// When its next timer comes, whatever happens until then.
    pub alarm: Option<DateTime<Utc>>,
}

/// What a desk remembers between two looks at what is due.
#[derive(Debug, Default)]
pub(super) struct Timers {
    /// Where it goes on with what was due before.
    from: Option<TimerCursor>,
    /// Up to when it saw what came due.
    seen: Option<DateTime<Utc>>,
    /// Up to which row of the log it followed what changed.
    seq: Option<i64>,
    /// What it need not look at.
    pub(super) stuck: HashMap<CaseId, Stuck>,
    /// When the next timers of those come; some may have left since.
    waking: BTreeSet<TimerCursor>,
    /// Set once it looked at everything: until when nothing but what changes can be found.
    rests_until: Option<DateTime<Utc>>,
    /// How many looks at leisure lie between two turns, and how many of them are left.
    spacing: u32,
    left: u32,
}

/// What a turn of the desk's timers did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ticked {
    /// What was fired, in the order in which it was due.
    pub fired: Vec<Fired>,
    /// Whether cases that are due were not looked at yet: the next turn goes on there.
    pub more: bool,
}

impl Desk {
    /// Looks at up to `most` cases that have come due since it looked last, at those that changed since, and at up to `most`
    /// of those that were due before, each in order of time, and fires what their playbook allows: what comes due now must
    /// not wait until a hundred thousand others were looked at for which nothing is allowed. However many processes do this,
    /// each timer fires once: the case has moved on by then. A case for which nothing is allowed yet stays due; it is looked
    /// at again when it, or a record of one of its accounts, has changed, when its next timer has come, or after a while.
    ///
    /// # Errors
    /// Where the clock is behind the log: nothing fires then; or where the store cannot be written; what was fired before
    /// stays.
    pub fn tick(&mut self, most: usize) -> Result<Ticked, DeskError> {
        self.timers.left = 0;
        self.timers.rests_until = None;
        self.tick_at_leisure(most)
    }

    /// As [`tick`](Self::tick), for a desk that looks every few seconds: what was due before and stayed so is gone through
    /// ever more slowly, and once it was, only what changes or comes due is looked at until something of it can have become
    /// possible by time alone. So a desk at rest costs next to nothing.
    ///
    /// # Errors
    /// As `tick`.
    pub fn tick_at_leisure(&mut self, most: usize) -> Result<Ticked, DeskError> {
        let clock = self.clock;
        // A clock that was set back fires nothing, whatever it shows: what it would do by then was done.
        let (now, head) = self
            .store
            .read(|reader| Ok::<_, DeskError>((clock.now_after(reader.last_at()?)?, reader.head()?.seq)))?;
        let mut fired = Vec::new();
        if let Some(seen) = self.timers.seen.filter(|seen| *seen < now) {
            let fresh = self.round(Some((seen, CaseId(i64::MAX))), most)?;
            if fresh.more {
                // The rest of it is among those that were due before from here on.
                self.timers.hurry();
            }
            fired.extend(fresh.fired);
        }
        self.timers.seen = Some(now);
        fired.extend(self.changed(head, now)?);
        fired.extend(self.woken(now)?);
        if self.timers.rests(now) {
            return Ok(Ticked { fired, more: self.timers.from.is_some() });
        }
        let round = self.round(self.timers.from, most)?;
        self.timers.from = round.last.filter(|_| round.more);
        self.timers.after(&round, now);
        fired.extend(round.fired);
        Ok(Ticked { fired, more: round.more })
    }

    /// Looks at the cases that are due of those that changed since the last look, or that are about an account whose record
    /// came since.
    fn changed(&mut self, head: i64, now: DateTime<Utc>) -> Result<Vec<Fired>, DeskError> {
        let Some(from) = self.timers.seq.replace(head).filter(|from| *from != head) else {
            return Ok(Vec::new());
        };
        let found = self.store.read(|reader| {
            let cases = reader.changed_since(from, FOLLOWED + 1)?;
            let touched = if cases.len() > FOLLOWED { None } else { touched(reader, from)? };
            Ok::<_, DeskError>(touched.map(|touched| (cases, touched)))
        })?;
        let Some((cases, touched)) = found else {
            self.timers.stuck.clear();
            self.timers.from = None;
            self.timers.hurry();
            return Ok(Vec::new());
        };
        self.timers.stuck.retain(|case, _| !touched.contains(case));
        self.those_due(cases.into_iter().chain(touched), now)
    }

    /// Looks at the cases that were stuck and whose next timer has come.
    fn woken(&mut self, now: DateTime<Utc>) -> Result<Vec<Fired>, DeskError> {
        let to_come = self.timers.waking.split_off(&(now, CaseId(i64::MAX)));
        let woken = std::mem::replace(&mut self.timers.waking, to_come);
        self.those_due(woken.into_iter().map(|(_, case)| case), now)
    }

    fn those_due(
        &mut self,
        cases: impl Iterator<Item = CaseId>,
        now: DateTime<Utc>,
    ) -> Result<Vec<Fired>, DeskError> {
        let cases: BTreeSet<CaseId> = cases.collect();
        if cases.is_empty() {
            return Ok(Vec::new());
        }
        let mut due = self.store.read(|reader| Ok::<_, DeskError>(reader.due_among(cases, now)?))?;
        due.sort_by_key(|timer| (timer.at, timer.case));
        due.retain(|timer| !self.timers.knows_stuck(timer, now));
        self.fire_all(due, (now, CaseId(i64::MAX)))
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
        let now = self.clock.now();
        let due = self.store.read(|reader| Ok::<_, DeskError>(reader.due_timers(now, from, limit)?))?;
        let (all, more) = (due.len(), due.len() == limit);
        let last = due.last().map(|timer| (timer.at, timer.case)).or(from);
        let end = last.filter(|_| more).unwrap_or((now, CaseId(i64::MAX)));
        let open: Vec<DueTimer> =
            due.into_iter().filter(|timer| !self.timers.knows_stuck(timer, now)).collect();
        let looked_at = open.len();
        let fired = self.fire_all(open, end)?;
        Ok(Turn { fired, looked_at, passed_over: all - looked_at, more, last })
    }

    /// Fires what these cases allow, in order; what comes next for one of them takes its place among the others, up to `end`.
    /// Until something is allowed it only reads, so that a desk with nothing to do never takes the writers' lock.
    fn fire_all(&mut self, due: Vec<DueTimer>, end: TimerCursor) -> Result<Vec<Fired>, DeskError> {
        if due.is_empty() {
            return Ok(Vec::new());
        }
        let clock = self.clock;
        let (first, stuck) = self.store.read(|reader| {
            let now = clock.now_after(reader.last_at()?)?;
            let mut stuck = Vec::new();
            for (index, timer) in due.iter().enumerate() {
                match look(reader, load(reader, timer.case)?, now)? {
                    Look::Nothing(until) => stuck.push((timer.case, until)),
                    Look::Fires(..) => return Ok((Some(index), stuck)),
                }
            }
            Ok::<_, DeskError>((None, stuck))
        })?;
        self.timers.remember(stuck);
        let Some(rest) = first.and_then(|first| due.get(first..)) else { return Ok(Vec::new()) };
        let (fired, stuck) = self.store.write(|tx| {
            let now = clock.now_after(tx.last_at()?)?;
            let mut queue: BTreeMap<TimerCursor, ()> =
                rest.iter().map(|timer| ((timer.at, timer.case), ())).collect();
            let (mut fired, mut stuck) = (Vec::new(), Vec::new());
            while let Some(((_, case), ())) = queue.pop_first() {
                // Another process may have been here first: what counts is the case as it is now.
                match look(tx, load(tx, case)?, now)? {
                    Look::Nothing(until) => stuck.push((case, until)),
                    Look::Fires(loaded, firing) => {
                        fired.push(fire(tx, &loaded, firing, now)?);
                        let next = tx.due_among([case], now)?.first().map(|next| (next.at, next.case));
                        queue.extend(next.filter(|next| *next <= end && next.0 < now).map(|next| (next, ())));
                    }
                }
            }
            Ok::<_, DeskError>((fired, stuck))
        })?;
        self.timers.remember(stuck);
        Ok(fired)
    }
}

impl Timers {
    fn knows_stuck(&self, timer: &DueTimer, now: DateTime<Utc>) -> bool {
        self.stuck.get(&timer.case).is_some_and(|stuck| stuck.version == timer.version && now < stuck.until)
    }

    fn remember(&mut self, stuck: Vec<(CaseId, Stuck)>) {
        self.waking.extend(stuck.iter().filter_map(|(case, stuck)| Some((stuck.alarm?, *case))));
        self.stuck.extend(stuck);
    }

    /// Whether this look leaves out what was due before.
    fn rests(&mut self, now: DateTime<Utc>) -> bool {
        if self.rests_until.is_some_and(|until| now < until) {
            return true;
        }
        self.rests_until = None;
        let waits = self.left > 0;
        self.left = self.left.saturating_sub(1);
        waits
    }

    /// After a turn through what was due before.
    fn after(&mut self, round: &Turn, now: DateTime<Utc>) {
        self.spacing = if round.fired.is_empty() { (self.spacing.max(1) * 2).min(SLOWEST) } else { 1 };
        self.left = self.spacing - 1;
        if !round.more {
            self.stuck.retain(|_, stuck| now < stuck.until);
            let first = self.stuck.values().map(|stuck| stuck.until).min();
            self.rests_until = Some(first.unwrap_or(DateTime::<Utc>::MAX_UTC));
        }
    }

    /// Goes on at once, at full pace.
    fn hurry(&mut self) {
        (self.spacing, self.left, self.rests_until) = (1, 0, None);
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

/// The cases about accounts whose records came after row `from` of the log; none where that are too many to be followed.
fn touched(reader: &Reader<'_>, from: i64) -> Result<Option<Vec<CaseId>>, DeskError> {
    let rows = reader.log(LogWindow::After(from), FOLLOWED)?;
    if rows.len() == FOLLOWED {
        return Ok(None);
    }
    let mut cases = Vec::new();
    for (institution, account) in rows.iter().filter_map(|row| row.entry.recorded_account()) {
        let related = reader.related(institution, std::slice::from_ref(account), CaseId(0))?;
        cases.extend(related.into_iter().map(|row| row.id));
    }
    Ok(Some(cases))
}
