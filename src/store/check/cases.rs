//! Cases: each replayed from the log and held against what projections say of it.

use super::super::append::{due_hour, file_key};
use super::super::attempts::{AttemptSort, tried_keys};
use super::super::cells::{Cell, State};
use super::super::counters::Tally;
use super::super::list::Figures;
use super::super::outbox::{line, state_code};
use super::super::project::{CaseFigures, Replayed, Trace};
use super::super::time::{DAY, HOUR};
use super::super::{Reader, StoreError};
use super::{Check, Finding, search};
use crate::case::{AccountId, CaseId, PostState, Version};
use crate::playbook::InstitutionId;
use std::collections::{BTreeMap, BTreeSet};

impl Check<'_> {
    pub(super) fn cases(&mut self) {
        let mut last = CaseId(0);
        loop {
            let next = self.reader.case_after(last);
            let Some(Some(case)) = self.report.take(next, Finding::File) else { break };
            let looked = self.case(case);
            self.report.take(looked, |what| Finding::Case { case: case.0, what });
            self.report.cases += 1;
            self.expected.rows.cases += 1;
            self.tell(1);
            last = case;
        }
        let rows = &self.expected.rows;
        let (cases, tickets, files, outbox) = (rows.cases, rows.tickets, rows.files, rows.outbox);
        let (verifications, tried) = (rows.verifications, rows.tried);
        self.count_rows("cases", "SELECT count(*) FROM cases", cases);
        self.count_rows("tickets", "SELECT count(*) FROM tickets", tickets);
        self.count_rows("files", "SELECT count(*) FROM files", files);
        self.count_rows("outbox", "SELECT count(*) FROM outbox", outbox);
        let stray = "SELECT count(*) FROM attempts a LEFT JOIN outbox o ON o.seq = a.seq AND o.state = 0 WHERE o.seq IS NULL";
        self.count_rows("attempts", stray, 0);
        self.count_rows("verifications", "SELECT count(*) FROM verifications", verifications);
        self.count_rows("tried", "SELECT count(*) FROM tried", tried);
    }

    fn case(&mut self, id: CaseId) -> Result<(), StoreError> {
        let rows = self.reader.case_rows(id)?;
        for (index, row) in (1_u32..).zip(&rows) {
            if row.case.map(|(_, version)| version) != Some(index) {
                let what = format!("its event {index} is missing");
                self.find(Finding::Case { case: id.0, what });
                break;
            }
        }
        let replayed = Replayed::of(&self.reader, id, &rows)?;
        let institution = &replayed.matter.institution;
        self.expected.words.insert(id.0, search::sum(&replayed.words));
        let Some(queue) = self.queue_of(&replayed)? else {
            let what = format!("its queue {} {} has no number", institution, replayed.matter.kind);
            self.find(Finding::Projection { table: "queues", what });
            return Ok(());
        };
        self.count(queue, &replayed)?;
        self.traces(&replayed)?;
        match self.reader.figures(id.0)? {
            None => self.find(Finding::Case { case: id.0, what: "lists do not have it".to_owned() }),
            Some(row) => {
                for what in differences(&self.reader, &row, &replayed, queue)? {
                    self.find(Finding::Case { case: id.0, what });
                }
            }
        }
        Ok(())
    }

    fn queue_of(&self, replayed: &Replayed) -> Result<Option<i64>, StoreError> {
        let matter = &replayed.matter;
        match self.reader.institution_id(&matter.institution)? {
            Some(institution) => self.reader.queue_id(institution, &matter.kind),
            None => Ok(None),
        }
    }

    fn count(&mut self, queue: i64, replayed: &Replayed) -> Result<(), StoreError> {
        let figures = &replayed.figures;
        *self.expected.cells.entry(cell(queue, figures)).or_default() += 1;
        let counters = &mut self.expected.counters;
        counters.count(Tally::Opened { queue, day: figures.opened_at.div_euclid(DAY) }, 1);
        if figures.state == State::Open {
            counters.count(Tally::OpenDue { queue, hour: due_hour(figures.due) }, 1);
            counters.count(Tally::OpenSince { queue, hour: figures.opened_at.div_euclid(HOUR) }, 1);
        }
        for turn in replayed.traces.iter().filter_map(|(_, trace)| trace.turn.as_ref()) {
            let day = turn.day;
            if let Some(outcome) = turn.ended {
                let outcome = State::Ended(outcome).code();
                self.expected.counters.count(Tally::Ended { queue, outcome, day }, 1);
            }
            if let Some(by) = &turn.decided_by {
                // Without a number the operator is a finding of its own.
                if let Some(operator) = self.reader.operator_id(by)? {
                    self.expected.counters.count(Tally::DecidedBy { operator, day }, 1);
                }
            }
        }
        Ok(())
    }

    /// What the events left beside the row: tickets, files, outbox.
    fn traces(&mut self, replayed: &Replayed) -> Result<(), StoreError> {
        let case = replayed.id;
        let institution = self.reader.institution_id(&replayed.matter.institution)?;
        let mut tickets = BTreeSet::new();
        for (seq, trace) in &replayed.traces {
            let Trace { ticket, files, attempt, tried, .. } = trace;
            let matter = &replayed.matter;
            self.verifications(*seq, &matter.institution, &matter.claimant, attempt.as_slice());
            for key in tried_keys(self.secret, &matter.institution, tried) {
                self.expected.rows.tried += 1;
                let sql = "SELECT 1 FROM tried WHERE key = ?1 AND seq = ?2";
                self.must_find("tried", sql, (key, seq), || {
                    format!("the identity that row {seq} of the log tried is not found")
                });
            }
            if let Some(ticket) = ticket
                && tickets.insert(ticket)
            {
                self.expected.rows.tickets += 1;
                let sql = "SELECT 1 FROM tickets WHERE reference = ?1 AND institution = ?2 AND case_id = ?3";
                self.must_find("tickets", sql, (ticket.as_str(), institution, case.0), || {
                    format!("ticket {ticket} does not lead to case {}", case.0)
                });
            }
            let keys: BTreeSet<i64> = files.iter().map(file_key).collect();
            for key in keys {
                self.expected.rows.files += 1;
                let sql = "SELECT 1 FROM files WHERE digest = ?1 AND seq = ?2";
                self.must_find("files", sql, (key, seq), || {
                    format!("a file of row {seq} of the log is not found")
                });
            }
        }
        self.outbox(replayed);
        Ok(())
    }

    /// Letters and orders, each as far as the log says that it got.
    fn outbox(&mut self, replayed: &Replayed) {
        let traces = || (1..).map(Version).zip(&replayed.traces);
        let settled = traces().filter_map(|(_, (_, trace))| trace.settled);
        let states: BTreeMap<Version, PostState> = settled.collect();
        for (version, (seq, trace)) in traces() {
            let Some(sort) = trace.outbox else { continue };
            let state = states.get(&version).copied().unwrap_or_default();
            let line = trace.account.as_ref().map(|account| line(&replayed.matter, account));
            self.expected.rows.outbox += 1;
            self.expected.counters.count(Tally::Outbox { sort: sort.code(), state: state_code(state) }, 1);
            let sql = "SELECT 1 FROM outbox WHERE seq = ?1 AND sort = ?2 AND state = ?3 AND case_id = ?4 AND line IS ?5";
            self.must_find("outbox", sql, (seq, sort.code(), state_code(state), replayed.id.0, line), || {
                format!("row {seq} of the log is not in it as {}", state.as_str())
            });
        }
    }

    /// What a row of the log counts as must stand with its account (V7).
    pub(super) fn verifications(
        &mut self,
        seq: i64,
        institution: &InstitutionId,
        account: &AccountId,
        counted: &[(AttemptSort, i64)],
    ) {
        for (sort, at) in counted {
            self.expected.rows.verifications += 1;
            let sql = "SELECT 1 FROM verifications a JOIN institutions i ON i.id = a.institution
                       WHERE i.name = ?1 AND a.account = ?2 AND a.sort = ?3 AND a.at = ?4 AND a.seq = ?5";
            let params = (institution.as_str(), account.as_str(), sort.code(), at, seq);
            self.must_find("verifications", sql, params, || format!("row {seq} of the log is not counted"));
        }
    }

    fn must_find(
        &mut self,
        table: &'static str,
        sql: &'static str,
        params: impl rusqlite::Params,
        what: impl FnOnce() -> String,
    ) {
        let found = self.reader.lookup::<i64>(sql, params);
        if let Some(None) = self.report.take(found, |what| Finding::Projection { table, what }) {
            self.find(Finding::Projection { table, what: what() });
        }
    }
}

fn cell(queue: i64, figures: &CaseFigures) -> Cell {
    Cell { queue, stage: figures.stage.clone(), band: figures.band, state: figures.state }
}

/// In what the row of a case differs from what the log gives.
fn differences(
    reader: &Reader<'_>,
    row: &Figures,
    replayed: &Replayed,
    queue: i64,
) -> Result<Vec<String>, StoreError> {
    let (log, matter) = (&replayed.figures, &replayed.matter);
    let claimed_by = match row.claimed_by {
        Some(operator) => Some((*reader.operator_named(operator)?).clone()),
        None => None,
    };
    let rules = reader.playbook_row(&replayed.playbook.hash)?;
    let same = [
        ("version", row.version == log.version),
        ("stage, band or outcome", *reader.cell(row.cell)? == cell(queue, log)),
        ("playbook", Some(row.playbook) == rules),
        ("claimant", row.claimant == matter.claimant.as_str()),
        ("holder", row.holder.as_deref() == matter.holder.as_ref().map(|holder| holder.as_str())),
        ("opening time", row.opened_at == log.opened_at),
        ("due time", row.due == log.due),
        ("risk", row.risk == log.risk),
        ("claim", claimed_by.zip(row.claimed_until) == log.claimed),
        ("time until which it is put off", row.snoozed_until == log.snoozed_until),
        ("marks", row.marks == log.marks.code()),
        ("timer", row.timer_at == log.timer_at),
        ("merge", row.merged_into == log.merged_into),
    ];
    let differing = same.into_iter().filter(|(_, same)| !same);
    Ok(differing.map(|(what, _)| format!("its {what} is not what the log gives")).collect())
}
