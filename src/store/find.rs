//! Finding cases by what they are about: account, ticket, file.

use super::append::file_key;
use super::cells::State;
use super::entry::Entry;
use super::list::{CaseRow, Figures, Sort, select_figures};
use super::replay::kind_in;
use super::{Reader, StoreError};
use crate::case::{AccountId, CaseId, Digest, Event, Reference};
use crate::playbook::{InstitutionId, KindId};
use std::collections::BTreeMap;

impl Reader<'_> {
    /// The newest open case of this kind and claimant. One that is approved and only followed up is no longer pending.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub fn pending(
        &self,
        institution: &InstitutionId,
        kind: &KindId,
        claimant: &AccountId,
    ) -> Result<Option<CaseId>, StoreError> {
        let Some(institution) = self.institution_id(institution)? else { return Ok(None) };
        let Some(queue) = self.queue_id(institution, kind)? else { return Ok(None) };
        let follow_ups = self.follow_up_stages()?;
        let sql = "SELECT id, cell, playbook FROM cases WHERE claimant = ?1 AND merged_into IS NULL ORDER BY id DESC";
        let rows =
            self.rows_of(sql, [claimant.as_str()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        for (id, cell, playbook) in rows {
            let cell = self.cell(cell)?;
            if cell.queue != queue || cell.state != State::Open || follow_ups.have(&cell) {
                continue;
            }
            // One that has ended may be among the open ones because an order of it failed; no ticket joins it.
            let playbook = self.playbook(self.playbook_at(playbook)?)?;
            if kind_in(&playbook, kind)?.stage(&cell.stage).is_some_and(|stage| stage.end.is_none()) {
                return Ok(Some(CaseId(id)));
            }
        }
        Ok(None)
    }

    /// The newest case that a ticket opened or joined.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub fn case_by_reference(
        &self,
        institution: &InstitutionId,
        reference: &Reference,
    ) -> Result<Option<CaseId>, StoreError> {
        let Some(institution) = self.institution_id(institution)? else { return Ok(None) };
        let sql = "SELECT max(case_id) FROM tickets WHERE reference = ?1 AND institution = ?2";
        let case = self.lookup::<Option<i64>>(sql, (reference.as_str(), institution))?;
        Ok(case.flatten().map(CaseId))
    }

    /// Other cases of the institution in which one of these accounts asks or holds, newest first.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub fn related(
        &self,
        institution: &InstitutionId,
        accounts: &[AccountId],
        except: CaseId,
    ) -> Result<Vec<CaseRow>, StoreError> {
        let mut found: BTreeMap<i64, Figures> = BTreeMap::new();
        for account in accounts {
            for sql in [
                select_figures!("WHERE claimant = ?1 ORDER BY id DESC LIMIT 100"),
                select_figures!("WHERE holder = ?1 ORDER BY id DESC LIMIT 100"),
            ] {
                let rows = self.rows_of(sql, [account.as_str()], Figures::read)?;
                found.extend(rows.into_iter().map(|row| (row.id, row)));
            }
        }
        found.remove(&except.0);
        let rows: Result<Vec<CaseRow>, StoreError> =
            found.into_values().rev().map(|row| self.write_out(row, Sort::Newest)).collect();
        Ok(rows?.into_iter().filter(|row| row.institution == *institution).collect())
    }

    /// Open cases of the institution in which the account asks or holds, the oldest first.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub fn open_cases_about(
        &self,
        institution: &InstitutionId,
        account: &AccountId,
    ) -> Result<Vec<CaseId>, StoreError> {
        let sql = "SELECT c.id FROM cases c JOIN cells ON cells.id = c.cell JOIN queues q ON q.id = cells.queue
                   JOIN institutions i ON i.id = q.institution
                   WHERE (c.claimant = ?1 OR c.holder = ?1) AND cells.state = 0 AND i.name = ?2 ORDER BY c.id";
        self.rows_of(sql, (account.as_str(), institution.as_str()), |row| row.get(0).map(CaseId))
    }

    /// Of these files, those that another case brought before case `except` did, and the first such case (R6). What a merge
    /// carried from case to case is no other case's.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub fn seen_elsewhere(
        &self,
        digests: &[Digest],
        except: CaseId,
    ) -> Result<BTreeMap<Digest, CaseId>, StoreError> {
        let mut seen = BTreeMap::new();
        for digest in digests {
            if let Some(first) = self.first_to_bring(digest, except)?
                && first != except
                && !self.are_merged(first, except)?
            {
                seen.insert(*digest, first);
            }
        }
        Ok(seen)
    }

    /// The first case that brought a file; none where at most `asker` did. Rows are read whole only where others are in
    /// question: nearly every file comes once.
    fn first_to_bring(&self, digest: &Digest, asker: CaseId) -> Result<Option<CaseId>, StoreError> {
        let sql = "SELECT f.seq, e.case_id FROM files f JOIN events e ON e.seq = f.seq
                   WHERE f.digest = ?1 ORDER BY f.seq";
        let rows: Vec<(i64, Option<i64>)> =
            self.rows_of(sql, [file_key(digest)], |row| Ok((row.get(0)?, row.get(1)?)))?;
        if rows.iter().all(|(_, case)| *case == Some(asker.0)) {
            return Ok(None);
        }
        for (seq, _) in rows {
            let Some(row) = self.log_row(seq)? else { continue };
            let brings = match &row.entry {
                Entry::Case(Event::Opened(opened)) => {
                    opened.evidence.iter().any(|evidence| evidence.sha256 == *digest)
                }
                Entry::Case(Event::EvidenceAttached { evidence, .. }) => evidence.sha256 == *digest,
                _ => false,
            };
            if brings {
                return Ok(row.case);
            }
        }
        Ok(None)
    }

    /// Whether the two have become one case, however many merges lie between.
    fn are_merged(&self, a: CaseId, b: CaseId) -> Result<bool, StoreError> {
        Ok(self.survivor(a)? == self.survivor(b)?)
    }

    /// The case that `case` went into in the end; itself where it was not merged.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub fn survivor(&self, case: CaseId) -> Result<CaseId, StoreError> {
        let sql = "SELECT merged_into FROM cases WHERE id = ?1";
        let mut way = vec![case.0];
        let mut last = case;
        while let Some(into) = self.lookup::<Option<i64>>(sql, [last.0])?.flatten() {
            // A store that was tampered with might go round in circles.
            if way.contains(&into) {
                break;
            }
            way.push(into);
            last = CaseId(into);
        }
        Ok(last)
    }
}

#[cfg(test)]
mod tests {
    use super::super::StoreError;
    use super::super::fixture::{Bench, absorbed, binance, reviewer, ticket, ticket_with};
    use crate::case::{AccountId, Actor, CaseId, Command, Event, Reference};
    use crate::playbook::KindId;
    use serde_json::json;

    fn kind(name: &str) -> KindId {
        KindId::new(name).unwrap()
    }

    #[test]
    fn r21_the_pending_case_is_the_newest_open_one_of_kind_and_account() {
        let mut bench = Bench::new();
        bench.open(&ticket("recovery", 1), 1);
        bench.open(&ticket_with("conflict", 2, json!({ "account": "A-1" })), 2);
        let newer = bench.open(&ticket("recovery", 8), 3).id;
        let pending = |bench: &Bench| {
            let account = AccountId::new("A-1").unwrap();
            bench.store.read::<_, StoreError>(|r| r.pending(&binance(), &kind("recovery"), &account)).unwrap()
        };
        assert_eq!(pending(&bench), Some(newer));
        bench.append(newer, &[Event::MergedInto { case: CaseId(1) }], 4, reviewer("bo"));
        assert_eq!(pending(&bench), Some(CaseId(1)));
    }

    #[test]
    fn a_ticket_leads_to_its_case_also_where_it_joined() {
        let mut bench = Bench::new();
        let id = bench.open(&ticket("recovery", 1), 1).id;
        let joined = Reference::new("TK-9").unwrap();
        let event = Event::TicketJoined {
            reference: joined.clone(),
            sender: 0,
            merged_from: None,
            trouble: None,
            tried: Vec::new(),
            private: crate::case::Private::Erased,
        };
        bench.append(id, &[event], 2, Actor::Applicant);
        bench
            .store
            .read::<_, StoreError>(|r| {
                for name in ["TK-00001", "TK-9"] {
                    assert_eq!(
                        r.case_by_reference(&binance(), &Reference::new(name).unwrap())?,
                        Some(id),
                        "{name}"
                    );
                }
                assert_eq!(r.case_by_reference(&binance(), &Reference::new("TK-8").unwrap())?, None);
                Ok(())
            })
            .unwrap();
    }

    #[test]
    fn r06_a_file_is_seen_elsewhere_by_the_case_that_brought_it_later() {
        let mut bench = Bench::new();
        let first = bench.open(&ticket("recovery", 1), 1).id;
        let second = bench.open(&ticket("recovery", 2), 2).id;
        let evidence: Vec<_> =
            bench.case(first).items.values().flat_map(|item| item.evidence.clone()).collect();
        let digest = evidence[0].sha256;
        let ticket = Reference::new("TK-00002").unwrap();
        let attach = Command::Attach { ticket, evidence, document: None, signals: Default::default() };
        bench.carry_out(second, &attach, 3, Actor::Applicant);
        let seen = |case| bench.store.read::<_, StoreError>(|r| r.seen_elsewhere(&[digest], case)).unwrap();
        assert_eq!(seen(second), [(digest, first)].into());
        assert_eq!(seen(first), [].into(), "it came here first");
        assert_eq!(seen(CaseId(99)), [(digest, first)].into(), "a case that is not opened yet");
    }

    #[test]
    fn a_file_that_a_merge_carried_is_not_seen_elsewhere() {
        let mut bench = Bench::new();
        let first = bench.open(&ticket("recovery", 1), 1).id;
        let second = bench.open(&ticket("recovery", 8), 2).id;
        let evidence: Vec<_> =
            bench.case(first).items.values().flat_map(|item| item.evidence.clone()).collect();
        let digest = evidence[0].sha256;
        bench.append(first, &[Event::MergedInto { case: second }], 3, reviewer("bo"));
        let carried = crate::case::Evidence { merged_from: Some(first), ..evidence[0].clone() };
        let events = [
            absorbed(first),
            Event::EvidenceAttached { evidence: carried, ticket: Reference::new("TK-00001").unwrap() },
        ];
        bench.append(second, &events, 3, reviewer("bo"));
        let seen = |bench: &Bench, case| {
            bench.store.read::<_, StoreError>(|r| r.seen_elsewhere(&[digest], case)).unwrap()
        };
        assert_eq!(seen(&bench, second), [].into());
        let third = bench.open(&ticket("recovery", 16), 4).id;
        bench.append(second, &[Event::MergedInto { case: third }], 5, reviewer("bo"));
        assert_eq!(seen(&bench, third), [].into(), "two merges later");
    }

    #[test]
    fn related_cases_share_an_account_and_are_not_the_case_itself() {
        let mut bench = Bench::new();
        let first = bench.open(&ticket("recovery", 1), 1).id;
        let second = bench.open(&ticket("conflict", 8), 2).id;
        bench.open(&ticket("recovery", 2), 3);
        let account = [AccountId::new("A-1").unwrap()];
        let related = bench.store.read::<_, StoreError>(|r| r.related(&binance(), &account, first)).unwrap();
        assert_eq!(related.iter().map(|row| row.id).collect::<Vec<_>>(), [second]);
    }
}
