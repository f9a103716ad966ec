//! Appending what happened to a case: log and projections, in one transaction.

use super::cells::{Cell, State};
use super::counters::{STANDING, Tally};
use super::entry::to_json;
use super::log::Line;
use super::project::{CaseFigures, Named, Trace};
use super::replay::kind_in;
use super::time::{DAY, HOUR, NEVER, cut};
use super::{StoreError, Tx};
use crate::case::{Case, CaseId, Digest, Event, Matter, Stamp};
use crate::playbook::Playbook;

const DOING: &str = "write a case's row";

/// What the row of a case said before.
#[derive(Debug, Clone, Copy)]
pub(super) struct Before {
    version: u32,
    cell: i64,
    due: i64,
}

impl Tx<'_> {
    /// Appends `events` to `case`, which must be as it was read in this transaction or is not opened yet. Gives the case after
    /// them and the log's last row. Times are kept to the millisecond.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if the case has changed since; [`StoreError`] if the store cannot be written.
    pub fn append(
        &mut self,
        case: &Case,
        stamp: &Stamp,
        events: &[Event],
    ) -> Result<(Case, i64), StoreError> {
        let stamp = Stamp { at: cut(stamp.at), actor: stamp.actor.clone() };
        if events.is_empty() {
            return Ok((case.clone(), self.head.seq));
        }
        let before = self.before(case.id)?;
        let now = before.map_or(0, |before| before.version);
        if now != case.version.0 {
            return Err(StoreError::Conflict { case: case.id.0, now, seen: case.version.0 });
        }
        let (playbook, kind_id) = self.rules_of(case, events)?;
        let kind = kind_in(&playbook, &kind_id)?;
        let mut after = case.clone();
        let mut traces = Vec::with_capacity(events.len());
        for event in events {
            self.intern_named(&Named::of(&stamp.actor, event))?;
            let trace = Trace::apply(&mut after, &stamp, event, kind);
            let case = Some((after.id, after.version));
            let seq = self.log(Line { case, stamp: &stamp, json: to_json(event)?, salt: None })?;
            traces.push((seq, trace));
        }
        let Some(matter) = &after.matter else {
            return Err(StoreError::damaged(format!("case {} was never opened", after.id.0)));
        };
        let figures = CaseFigures::of(&after, matter, &playbook, kind);
        let queue = self.project_row(after.id, matter, &figures, &playbook, before)?;
        for (seq, trace) in &traces {
            self.project_trace(after.id, queue, matter, *seq, trace)?;
            if let Some((given, state)) = trace.settled {
                self.end_delivery(after.id, given, state)?;
            }
        }
        self.project_words(after.id, events, before.is_none())?;
        Ok((after, self.head.seq))
    }

    fn before(&self, case: CaseId) -> Result<Option<Before>, StoreError> {
        let sql = "SELECT version, cell, due FROM cases WHERE id = ?1";
        self.row_of(sql, case.0, |row| {
            Ok(Before { version: row.get(0)?, cell: row.get(1)?, due: row.get(2)? })
        })
    }

    /// Writes the row and the counts that hang on it; gives the queue's number.
    pub(super) fn project_row(
        &mut self,
        case: CaseId,
        matter: &Matter,
        figures: &CaseFigures,
        playbook: &Playbook,
        before: Option<Before>,
    ) -> Result<i64, StoreError> {
        let queue = self.intern_queue(&matter.institution, &matter.kind)?;
        let (stage, band, state) = (figures.stage.clone(), figures.band, figures.state);
        let cell = self.intern_cell(&Cell { queue, stage, band, state })?;
        let claimed = match &figures.claimed {
            Some((operator, until)) => Some((self.intern_operator(operator)?, *until)),
            None => None,
        };
        self.count(queue, cell, figures, before)?;
        let (claimed_by, claimed_until) = claimed.unzip();
        let (snoozed, timer, merged) = (figures.snoozed_until, figures.timer_at, figures.merged_into);
        let Some(before) = before else {
            let Some(rules) = self.playbook_row(&playbook.hash)? else {
                return Err(StoreError::damaged(format!("playbook {} was never installed", playbook.hash)));
            };
            self.run(
                "INSERT INTO cases (id, version, cell, playbook, claimant, holder, opened_at, due, risk, claimed_by,
                     claimed_until, snoozed_until, timer_at, merged_into, marks)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
                rusqlite::params![
                    case.0,
                    figures.version,
                    cell,
                    rules,
                    matter.claimant.as_str(),
                    matter.holder.as_ref().map(|holder| holder.as_str()),
                    figures.opened_at,
                    figures.due,
                    figures.risk,
                    claimed_by,
                    claimed_until,
                    snoozed,
                    timer,
                    merged,
                    figures.marks.code()
                ],
                DOING,
            )?;
            return Ok(queue);
        };
        let changed = self.run(
            "UPDATE cases SET version = ?3, cell = ?4, due = ?5, risk = ?6, claimed_by = ?7, claimed_until = ?8,
                 snoozed_until = ?9, timer_at = ?10, merged_into = ?11, holder = ?12, marks = ?13
             WHERE id = ?1 AND version = ?2",
            rusqlite::params![
                case.0,
                before.version,
                figures.version,
                cell,
                figures.due,
                figures.risk,
                claimed_by,
                claimed_until,
                snoozed,
                timer,
                merged,
                matter.holder.as_ref().map(|holder| holder.as_str()),
                figures.marks.code()
            ],
            DOING,
        )?;
        if changed == 1 {
            Ok(queue)
        } else {
            Err(StoreError::Conflict { case: case.0, now: figures.version, seen: before.version })
        }
    }

    fn count(
        &mut self,
        queue: i64,
        cell: i64,
        figures: &CaseFigures,
        before: Option<Before>,
    ) -> Result<(), StoreError> {
        let was_open = match before {
            Some(before) => self.cell(before.cell)?.state == State::Open,
            None => false,
        };
        let is_open = figures.state == State::Open;
        let counters = &mut self.counters;
        if let Some(before) = before {
            counters.fill(before.cell, -1);
            if was_open {
                counters.count(Tally::OpenDue { queue, hour: due_hour(before.due) }, -1);
            }
        } else {
            counters.count(Tally::Opened { queue, day: figures.opened_at.div_euclid(DAY) }, 1);
        }
        counters.fill(cell, 1);
        if is_open {
            counters.count(Tally::OpenDue { queue, hour: due_hour(figures.due) }, 1);
        }
        if is_open != was_open {
            let hour = figures.opened_at.div_euclid(HOUR);
            counters.count(Tally::OpenSince { queue, hour }, if is_open { 1 } else { -1 });
        }
        Ok(())
    }

    /// Writes what one event left.
    pub(super) fn project_trace(
        &mut self,
        case: CaseId,
        queue: i64,
        matter: &Matter,
        seq: i64,
        trace: &Trace,
    ) -> Result<(), StoreError> {
        if let Some(ticket) = &trace.ticket {
            let institution = self.intern_institution(&matter.institution)?;
            let sql = "INSERT OR IGNORE INTO tickets (reference, institution, case_id) VALUES (?1, ?2, ?3)";
            self.run(sql, (ticket.as_str(), institution, case.0), "remember a ticket")?;
        }
        for file in &trace.files {
            let sql = "INSERT OR IGNORE INTO files (digest, seq) VALUES (?1, ?2)";
            self.run(sql, (file_key(file), seq), "remember a file")?;
        }
        self.project_post(case, matter, seq, trace)?;
        self.project_attempts(seq, &matter.institution, &matter.claimant, trace.attempt.as_slice())?;
        self.project_tried(seq, &matter.institution, &trace.tried)?;
        if let Some(turn) = &trace.turn {
            let day = turn.day;
            if let Some(outcome) = turn.ended {
                let outcome = State::Ended(outcome).code();
                self.counters.count(Tally::Ended { queue, outcome, day }, 1);
            }
            if let Some(operator) = &turn.decided_by {
                let operator = self.intern_operator(operator)?;
                self.counters.count(Tally::DecidedBy { operator, day }, 1);
            }
        }
        Ok(())
    }
}

/// The hour in which a case falls due.
pub(super) fn due_hour(due: i64) -> i64 {
    if due == NEVER { STANDING } else { due.div_euclid(HOUR) }
}

/// The part of a file's digest that it is found by.
pub(super) fn file_key(digest: &Digest) -> i64 {
    let d = &digest.0;
    i64::from_be_bytes([d[0], d[1], d[2], d[3], d[4], d[5], d[6], d[7]])
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Bench, options, reviewer, stamp, start, ticket};
    use super::super::{Store, StoreError};
    use crate::case::{Actor, Case, CaseId, Command, Event, Stamp};
    use chrono::Duration;

    #[test]
    fn two_writers_who_saw_the_same_case_cannot_both_write() {
        let mut bench = Bench::new();
        let id = bench.open(&ticket("recovery", 1), 1).id;
        let mut other = Store::open(options(bench.folder.path())).unwrap();
        let seen = other.read::<_, StoreError>(|r| r.case(id)).unwrap().unwrap();
        bench.carry_out(id, &Command::Claim, 2, reviewer("alice"));
        let release = [Event::Released {}];
        let late = other.write::<_, StoreError>(|tx| tx.append(&seen, &stamp(3, reviewer("bo")), &release));
        let conflict = late.unwrap_err();
        let StoreError::Conflict { case, now, seen: saw } = conflict else { panic!("{conflict}") };
        assert_eq!((case, saw, now), (id.0, seen.version.0, seen.version.0 + 1));
        let fresh = other.read::<_, StoreError>(|r| r.case(id)).unwrap().unwrap();
        other.write::<_, StoreError>(|tx| tx.append(&fresh, &stamp(3, reviewer("bo")), &release)).unwrap();
        assert_eq!(bench.store.check(&mut |_, _| {}).unwrap().findings, []);
    }

    #[test]
    fn a_case_cannot_be_opened_over_another() {
        let mut bench = Bench::new();
        let opened = bench.open(&ticket("recovery", 1), 1);
        let rows = bench.store.read::<_, StoreError>(|r| r.timeline(opened.id)).unwrap();
        let super::super::Entry::Case(event) = rows[0].entry.clone() else { panic!() };
        let again = bench.store.write::<_, StoreError>(|tx| {
            tx.append(&Case::unopened(opened.id), &stamp(2, Actor::Applicant), &[event])
        });
        assert!(matches!(again, Err(StoreError::Conflict { seen: 0, .. })));
        let nothing = bench.store.write::<_, StoreError>(|tx| {
            tx.append(&Case::unopened(CaseId(77)), &stamp(2, Actor::Timer), &[Event::Released {}])
        });
        assert!(matches!(nothing, Err(StoreError::Damaged { .. })));
    }

    #[test]
    fn what_fails_leaves_nothing_behind() {
        let mut bench = Bench::new();
        let opened = bench.open(&ticket("recovery", 1), 1);
        let head = bench.store.read::<_, StoreError>(|r| r.head()).unwrap();
        let failed = bench.store.write::<(), StoreError>(|tx| {
            tx.append(&opened, &stamp(2, reviewer("carol")), &[Event::Released {}])?;
            Err(StoreError::damaged("no"))
        });
        assert!(failed.is_err());
        assert_eq!(bench.store.read::<_, StoreError>(|r| r.head()).unwrap(), head);
        assert_eq!(bench.case(opened.id), opened);
        // The name that the failed transaction numbered must not be remembered.
        bench.carry_out(opened.id, &Command::Claim, 3, reviewer("dora"));
        assert_eq!(bench.store.check(&mut |_, _| {}).unwrap().findings, []);
    }

    #[test]
    fn times_are_kept_to_the_millisecond_in_memory_as_in_the_store() {
        let mut bench = Bench::new();
        let opened = bench.open(&ticket("recovery", 1), 1);
        let at = start() + Duration::nanoseconds(1_234_567_890);
        let claimed = [Event::Claimed { operator: super::super::fixture::operator("alice"), until: at }];
        let stamp = Stamp { at, actor: reviewer("alice") };
        let (after, _) =
            bench.store.write::<_, StoreError>(|tx| tx.append(&opened, &stamp, &claimed)).unwrap();
        assert_eq!(bench.case(opened.id), after);
    }

    #[test]
    fn the_log_is_never_changed_and_nothing_is_deleted_from_it() {
        let mut bench = Bench::new();
        bench.open(&ticket("recovery", 1), 1);
        for sql in [
            "UPDATE events SET actor = 'eve'",
            "DELETE FROM events",
            "INSERT OR REPLACE INTO events SELECT seq, case_id, version, at, 'eve', role, body, commitment, hash FROM events",
            "UPDATE private SET body = 'x'",
            "DELETE FROM private",
        ] {
            let error = bench.store.conn.execute(sql, []).unwrap_err().to_string();
            assert!(
                ["never changed", "nothing is deleted", "row stays"].iter().any(|w| error.contains(w)),
                "{sql}: {error}"
            );
        }
    }

    #[test]
    fn no_personal_data_stands_in_the_log() {
        let mut bench = Bench::lived_in();
        bench.open(&ticket("recovery", 1_234), 60);
        let bodies: String = bench
            .store
            .conn
            .prepare("SELECT body FROM events WHERE case_id IS NOT NULL OR body LIKE '%account_recorded%'")
            .unwrap()
            .query_map([], |row| row.get::<_, String>(0))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        for personal in ["Müller", "example.com", "called the bank", "phone", "L01X", "1990"] {
            assert!(!bodies.contains(personal), "{personal}");
        }
    }
}
