//! Figures for queues and the lead: read from counters, never by counting cases. What depends on the time of day (claims
//! that ran out, cases put off) is counted along narrow index ranges that hold only what people did lately.

use super::cells::State;
use super::counters::{STANDING, what};
use super::list::QueueKey;
use super::time::{DAY, HOUR, NEVER, millis};
use super::{Reader, StoreError};
use crate::case::OperatorId;
use crate::playbook::{Outcome, StageId};
use crate::score::Band;
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::BTreeMap;

/// How many cases of a queue stand where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Depth {
    /// The queue.
    pub queue: QueueKey,
    /// Open cases that are not put off, but for those that are followed up.
    pub open: u64,
    /// Of those, unclaimed ones.
    pub unclaimed: u64,
    /// Open cases that are put off.
    pub snoozed: u64,
    /// Cases that are followed up and not put off.
    pub followed_up: u64,
}

/// How many cases stand at a stage, in a band, in a state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The queue.
    pub queue: QueueKey,
    /// The stage.
    pub stage: StageId,
    /// The band, where the kind has weights.
    pub band: Option<Band>,
    /// How they ended; none are open.
    pub outcome: Option<Outcome>,
    /// How many; open ones that are put off are not among them.
    pub cases: u64,
    /// How many more are put off.
    pub put_off: u64,
}

/// An open case that is put off.
#[derive(Debug)]
struct PutOff {
    cell: i64,
    opened_at: i64,
    due: i64,
}

/// What came and went on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Throughput {
    /// Cases opened.
    pub opened: u64,
    /// Cases ended; one that was opened again and ended again counts each time.
    pub ended: u64,
}

/// What an operator has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Load {
    /// Who.
    pub operator: OperatorId,
    /// Cases claimed now.
    pub claimed: u64,
    /// Cases that they decided since the day asked for: an approval counts when it is given, not when it was followed up.
    pub decided: u64,
}

/// What is counted and not yet named: the number of a cell or an operator to a count.
type ByNumber = BTreeMap<i64, u64>;

impl Reader<'_> {
    /// Where all cases stand. Few rows, however many cases: one a queue, stage, band and state that has any.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub fn standings(&self, now: DateTime<Utc>) -> Result<Vec<Standing>, StoreError> {
        let mut standings = Vec::new();
        let mut put_off = ByNumber::new();
        self.put_off(millis(now))?.iter().for_each(|case| *put_off.entry(case.cell).or_default() += 1);
        for (id, cases) in
            self.rows_of("SELECT id, cases FROM cells", [], |row| Ok((row.get(0)?, count_in(row, 1)?)))?
        {
            let put_off = put_off.get(&id).copied().unwrap_or(0);
            let cases = u64::saturating_sub(cases, put_off);
            let cell = self.cell(id)?;
            standings.push(Standing {
                queue: self.queue_named(cell.queue)?,
                stage: cell.stage.clone(),
                band: cell.band,
                outcome: cell.state.outcome(),
                cases,
                put_off,
            });
        }
        standings.sort_by(|a, b| {
            (&a.queue, &a.stage, a.band, a.outcome).cmp(&(&b.queue, &b.stage, b.band, b.outcome))
        });
        Ok(standings)
    }

    /// The depth of each queue that has had a case, by institution and kind.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub fn depths(&self, now: DateTime<Utc>) -> Result<Vec<Depth>, StoreError> {
        let now = millis(now);
        let open = self.by_number("SELECT id, cases FROM cells WHERE state = 0", [])?;
        let snoozed = self.by_number(
            "SELECT c.cell, count(*) FROM cases c JOIN cells l ON l.id = c.cell
             WHERE c.snoozed_until > ?1 AND l.state = 0 GROUP BY c.cell",
            [now],
        )?;
        let claimed = self.by_number(
            "SELECT c.cell, count(*) FROM cases c JOIN cells l ON l.id = c.cell
             WHERE c.claimed_until > ?1 AND l.state = 0 AND (c.snoozed_until IS NULL OR c.snoozed_until <= ?1)
             GROUP BY c.cell",
            [now],
        )?;
        let follow_ups = self.follow_up_stages()?;
        let mut by_queue: BTreeMap<i64, Depth> = BTreeMap::new();
        for queue in self.rows_of("SELECT id FROM queues", [], |row| row.get::<_, i64>(0))? {
            let queue_key = self.queue_named(queue)?;
            by_queue
                .insert(queue, Depth { queue: queue_key, open: 0, unclaimed: 0, snoozed: 0, followed_up: 0 });
        }
        for (id, all) in &open {
            let of = |counts: &ByNumber| counts.get(id).copied().unwrap_or(0);
            let cell = self.cell(*id)?;
            let Some(depth) = by_queue.get_mut(&cell.queue) else { continue };
            let now = all.saturating_sub(of(&snoozed));
            depth.snoozed += of(&snoozed);
            if follow_ups.have(&cell) {
                depth.followed_up += now;
            } else {
                depth.open += now;
                depth.unclaimed += now.saturating_sub(of(&claimed));
            }
        }
        let mut depths: Vec<Depth> = by_queue.into_values().collect();
        depths.sort_by(|a, b| a.queue.cmp(&b.queue));
        Ok(depths)
    }

    /// The open cases that are put off at `now`, along the index of those that were put off lately.
    fn put_off(&self, now: i64) -> Result<Vec<PutOff>, StoreError> {
        let sql = "SELECT c.cell, c.opened_at, c.due FROM cases c JOIN cells l ON l.id = c.cell
                   WHERE c.snoozed_until > ?1 AND l.state = 0";
        self.rows_of(sql, [now], |row| {
            Ok(PutOff { cell: row.get(0)?, opened_at: row.get(1)?, due: row.get(2)? })
        })
    }

    fn by_number(&self, sql: &str, params: impl rusqlite::Params) -> Result<ByNumber, StoreError> {
        Ok(self.rows_of(sql, params, |row| Ok((row.get(0)?, count_in(row, 1)?)))?.into_iter().collect())
    }

    /// Open cases that are not put off, by age: under 1 day, 1 to 3, 3 to 7, 7 to 14, over 14 days; to the hour.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub fn ages(&self, now: DateTime<Utc>) -> Result<[u64; 5], StoreError> {
        let put_off = self.put_off(millis(now))?;
        let now = millis(now).div_euclid(HOUR);
        let of = |hour: i64| {
            let days = (now - hour).div_euclid(24);
            [1, 3, 7, 14].iter().take_while(|limit| days >= **limit).count()
        };
        let mut ages = [0; 5];
        for (hour, n) in self.buckets(what::OPEN_SINCE)? {
            ages[of(hour)] += n;
        }
        for case in put_off {
            take_one(&mut ages[of(case.opened_at.div_euclid(HOUR))]);
        }
        Ok(ages)
    }

    /// Open cases that are not put off, by when they are due: overdue, within 24 hours, within 3 days, later, clock standing still.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub fn due(&self, now: DateTime<Utc>) -> Result<[u64; 5], StoreError> {
        let now = millis(now);
        let put_off = self.put_off(now)?;
        let edges = [now, now + DAY, now + 3 * DAY];
        let mut due = [0; 5];
        for (hour, n) in self.buckets(what::OPEN_DUE)? {
            if hour == STANDING {
                due[4] += n;
                continue;
            }
            let (begin, end) = (hour * HOUR, (hour + 1) * HOUR);
            if !edges.iter().any(|edge| (begin + 1..end).contains(edge)) {
                due[edges.iter().filter(|edge| begin >= **edge).count()] += n;
                continue;
            }
            // An hour that an edge cuts is counted out along the index: it holds what falls due within one hour.
            let mut from = begin;
            for to in edges.into_iter().filter(|edge| (begin + 1..end).contains(edge)).chain([end]) {
                due[edges.iter().filter(|edge| from >= **edge).count()] += self.open_due_between(from, to)?;
                from = to;
            }
        }
        for case in put_off {
            let standing = case.due == NEVER;
            let at = if standing { 4 } else { edges.iter().filter(|edge| case.due >= **edge).count() };
            take_one(&mut due[at]);
        }
        Ok(due)
    }

    fn open_due_between(&self, from: i64, to: i64) -> Result<u64, StoreError> {
        debug_assert!(to < NEVER);
        let sql = "SELECT count(*) FROM cells l JOIN cases c INDEXED BY cases_by_due ON c.cell = l.id
                   WHERE l.state = 0 AND c.due >= ?1 AND c.due < ?2";
        Ok(self.lookup::<i64>(sql, [from, to])?.unwrap_or(0).max(0).unsigned_abs())
    }

    fn buckets(&self, what: i64) -> Result<Vec<(i64, u64)>, StoreError> {
        let sql = "SELECT bucket, sum(n) FROM tallies WHERE what = ?1 GROUP BY bucket";
        self.rows_of(sql, [what], |row| Ok((row.get(0)?, count_in(row, 1)?)))
    }

    /// What came and went on each day from `since` to `until`, both included, all queues together.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub fn throughput(
        &self,
        since: NaiveDate,
        until: NaiveDate,
    ) -> Result<Vec<(NaiveDate, Throughput)>, StoreError> {
        let mut days: BTreeMap<NaiveDate, Throughput> = since
            .iter_days()
            .take_while(|day| *day <= until)
            .map(|day| (day, Throughput::default()))
            .collect();
        let sql = "SELECT what, bucket, sum(n) FROM tallies
                   WHERE what IN (1, 2) AND bucket BETWEEN ?1 AND ?2 GROUP BY what, bucket";
        let span = (day_number(since), day_number(until));
        let read =
            |row: &rusqlite::Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, count_in(row, 2)?));
        for (kind, bucket, n) in self.rows_of(sql, span, read)? {
            let Some(day) = days.iter_mut().find(|(day, _)| day_number(**day) == bucket) else { continue };
            if kind == what::OPENED {
                day.1.opened += n;
            } else {
                day.1.ended += n;
            }
        }
        Ok(days.into_iter().collect())
    }

    /// What each operator with a role, a claim or a decided case has, by name; decisions count from `since` on.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub fn loads(&self, now: DateTime<Utc>, since: NaiveDate) -> Result<Vec<Load>, StoreError> {
        let claimed = self.by_number(
            "SELECT c.claimed_by, count(*) FROM cases c JOIN cells l ON l.id = c.cell
             WHERE c.claimed_until > ?1 AND l.state = 0 GROUP BY c.claimed_by",
            [millis(now)],
        )?;
        let decided = self.by_number(
            "SELECT part, sum(n) FROM tallies WHERE what = ?1 AND queue = 0 AND bucket >= ?2 GROUP BY part",
            [what::DECIDED_BY, day_number(since)],
        )?;
        let mut loads = Vec::new();
        for (id, role) in self.rows_of("SELECT id, role FROM operators ORDER BY name", [], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, Option<String>>(1)?))
        })? {
            let of = |counts: &ByNumber| counts.get(&id).copied().unwrap_or(0);
            let load = Load {
                operator: (*self.operator_named(id)?).clone(),
                claimed: of(&claimed),
                decided: of(&decided),
            };
            if role.is_some() || load.claimed > 0 || load.decided > 0 {
                loads.push(load);
            }
        }
        Ok(loads)
    }

    /// How many cases of each queue have ended how, as they stand now.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub fn outcomes(&self) -> Result<Vec<(QueueKey, Outcome, u64)>, StoreError> {
        let sql = "SELECT queue, state, sum(cases) FROM cells WHERE state <> 0 GROUP BY queue, state";
        let rows = self.rows_of(sql, [], |row| Ok((row.get(0)?, row.get(1)?, count_in(row, 2)?)))?;
        let mut outcomes = Vec::new();
        for (queue, state, n) in rows {
            if let Some(outcome) = State::of_code(state)?.outcome() {
                outcomes.push((self.queue_named(queue)?, outcome, n));
            }
        }
        outcomes.sort();
        Ok(outcomes)
    }
}

/// A count in a column.
fn count_in(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<u64> {
    row.get::<_, i64>(column).map(|n| n.max(0).unsigned_abs())
}

fn take_one(count: &mut u64) {
    *count = count.saturating_sub(1);
}

/// The day counted from 1970.
fn day_number(day: NaiveDate) -> i64 {
    millis(day.and_time(chrono::NaiveTime::MIN).and_utc()).div_euclid(DAY)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Bench, reviewer, start, ticket};
    use super::super::{DueFilter, Filter, ListQuery};
    use super::*;
    use crate::case::{Actor, CaseId, Command, Event, Private};
    use crate::playbook::ActionId;
    use chrono::Duration;

    fn bench() -> Bench {
        let mut bench = Bench::new();
        for n in 1..=6 {
            bench.open(&ticket(if n > 4 { "conflict" } else { "recovery" }, n), i64::from(n) * 60 * 20);
        }
        // Its review has a week: it is put off before it is due.
        let moved = Event::Acted {
            action: ActionId::new("auto_pass").unwrap(),
            from: StageId::new("automated").unwrap(),
            to: StageId::new("manual_review").unwrap(),
            reason: None,
            proposed_by: None,
            private: Private::default(),
        };
        bench.append(CaseId(1), &[moved], 7_900, Actor::Timer);
        // Nobody can put it off beyond its due time any more, but logs tell of it.
        let until = Some(start() + Duration::days(40));
        bench.append(CaseId(1), &[Event::Snoozed { until }], 8_000, reviewer("bo"));
        bench.carry_out(CaseId(2), &Command::Claim, 8_000, reviewer("alice"));
        bench.append(CaseId(6), &[Event::MergedInto { case: CaseId(5) }], 8_001, reviewer("alice"));
        bench
    }

    #[test]
    fn depths_know_what_is_put_off_and_what_claims_have_run_out() {
        let bench = bench();
        let depths = |minutes| {
            let now = start() + Duration::minutes(minutes);
            let depths = bench.store.read::<_, StoreError>(|r| r.depths(now)).unwrap();
            depths
                .iter()
                .map(|d| (d.queue.kind.to_string(), d.open, d.unclaimed, d.snoozed))
                .collect::<Vec<_>>()
        };
        let conflict = ("conflict".to_owned(), 1, 1, 0);
        assert_eq!(depths(8_005), [conflict.clone(), ("recovery".to_owned(), 3, 2, 1)]);
        assert_eq!(depths(9_000), [conflict.clone(), ("recovery".to_owned(), 3, 3, 1)], "the claim ran out");
        assert_eq!(
            depths(60 * 24 * 41),
            [conflict, ("recovery".to_owned(), 4, 4, 0)],
            "taken up again by time"
        );
    }

    #[test]
    fn what_is_put_off_beyond_its_due_time_is_back_when_it_is_due() {
        let bench = bench();
        let overdue = |now| {
            let filter = Filter { due: Some(DueFilter::Overdue), ..Filter::default() };
            let query = ListQuery { filter, limit: 10, ..ListQuery::default() };
            let page = bench.store.read::<_, StoreError>(|r| r.list(&query, now)).unwrap();
            page.rows.iter().any(|row| row.id == CaseId(1))
        };
        let put_off = |now| {
            let depths = bench.store.read::<_, StoreError>(|r| r.depths(now)).unwrap();
            depths.iter().map(|depth| depth.snoozed).sum::<u64>()
        };
        let due = bench.store.read::<_, StoreError>(|r| r.row(CaseId(1))).unwrap().unwrap().due_at.unwrap();
        assert!(due < start() + Duration::days(40), "it was put off beyond {due}");
        let (before, after) = (due - Duration::minutes(1), due + Duration::minutes(1));
        assert_eq!((overdue(before), put_off(before)), (false, 1));
        assert_eq!((overdue(after), put_off(after)), (true, 0));
    }

    #[test]
    fn ages_and_due_times_are_counted_exactly() {
        let bench = bench();
        for minutes in [8_005, 8_400, 9_999, 20_000] {
            let now = start() + Duration::minutes(minutes);
            let rows: Vec<_> = bench
                .store
                .read::<_, StoreError>(|r| r.rows(&(1..=5).map(CaseId).collect::<Vec<_>>()))
                .unwrap();
            let (mut due, mut ages) = ([0; 5], [0; 5]);
            for row in rows.iter().filter(|row| row.snoozed_until.is_none_or(|until| until <= now)) {
                let left = row.due_at.map(|at| at - now);
                due[match left {
                    None => 4,
                    Some(left) if left < Duration::zero() => 0,
                    Some(left) if left < Duration::hours(24) => 1,
                    Some(left) if left < Duration::hours(72) => 2,
                    Some(_) => 3,
                }] += 1;
                let days = (now - row.opened_at).num_days();
                ages[[1, 3, 7, 14].iter().take_while(|limit| days >= **limit).count()] += 1;
            }
            let counted = bench.store.read::<_, StoreError>(|r| Ok((r.due(now)?, r.ages(now)?))).unwrap();
            assert_eq!(counted, (due, ages), "{minutes}");
        }
    }

    #[test]
    fn throughput_and_loads_tell_who_ended_what_when() {
        let bench = bench();
        let now = start() + Duration::minutes(8_005);
        bench
            .store
            .read::<_, StoreError>(|r| {
                let days = r.throughput(start().date_naive(), now.date_naive())?;
                assert_eq!(days.len(), 6);
                assert_eq!(days.iter().map(|(_, day)| day.opened).sum::<u64>(), 6);
                assert_eq!(days.last().map(|(_, day)| day.ended), Some(1));
                let loads = r.loads(now, now.date_naive())?;
                let loads: Vec<_> =
                    loads.iter().map(|l| (l.operator.as_str(), l.claimed, l.decided)).collect();
                assert_eq!(loads, [("alice", 1, 1), ("bo", 0, 0)]);
                let outcomes = r.outcomes()?;
                assert_eq!(outcomes.len(), 1);
                assert_eq!((outcomes[0].1, outcomes[0].2), (Outcome::Closed, 1));
                let open: u64 =
                    r.standings(now)?.iter().filter(|s| s.outcome.is_none()).map(|s| s.cases).sum();
                assert_eq!(open, 4, "five, and one of them is put off");
                Ok(())
            })
            .unwrap();
    }
}
