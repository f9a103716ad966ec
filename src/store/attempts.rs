//! Attempts at verification: how often an account tried and was denied (V7), what it confirmed (V2), and who else tried the
//! same identity (C2). All of it is read by account or by keyed hash, whatever the size of the store.

use super::accounts::{IdentityProbe, key};
use super::entry::{Entry, HouseEntry};
use super::time::{millis, time};
use super::{Reader, StoreError, Tx};
use crate::case::{AccountId, Attempts, Basics, CaseId, Duplicate, Event, Reference, Stamp};
use crate::playbook::calendar::Span;
use crate::playbook::{InstitutionId, KindId, OrderName, Outcome};
use crate::text::RuleId;
use chrono::{DateTime, Utc};

/// As many rows as are ever looked at for one account or identity: far more than any playbook allows.
const MOST: i64 = 500;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AttemptSort {
    /// A session.
    Attempt,
    /// A result that was a denial.
    Denial,
}

impl AttemptSort {
    /// Its number in the store.
    pub fn code(self) -> i64 {
        match self {
            Self::Attempt => 0,
            Self::Denial => 1,
        }
    }
}

/// A submission that was not taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedVerification {
    /// The account.
    pub account: AccountId,
    /// The record.
    pub reference: Reference,
    /// When it was submitted.
    pub submitted_at: DateTime<Utc>,
    /// The rule that stood against it.
    pub rule: Option<RuleId>,
    /// Whether it counts as a denial.
    pub denies: bool,
}

/// The canonical texts of the identity that a submission tried.
pub(super) fn tried_texts(basics: &Basics) -> Vec<String> {
    probe(basics).texts()
}

/// What a submission is looked up by.
fn probe(basics: &Basics) -> IdentityProbe<'_> {
    IdentityProbe {
        nationality: basics.nationality.as_deref(),
        name: Some(&basics.name),
        document: basics.document.as_ref(),
        number: basics.number.as_deref(),
    }
}

/// What a refused submission counts as.
pub(super) fn counted(entry: &HouseEntry) -> Vec<(AttemptSort, i64)> {
    match entry {
        HouseEntry::VerificationRefused { submitted_at, denied_at, .. } => {
            let denial = denied_at.map(|at| (AttemptSort::Denial, millis(at)));
            [(AttemptSort::Attempt, millis(*submitted_at))].into_iter().chain(denial).collect()
        }
        _ => Vec::new(),
    }
}

impl Reader<'_> {
    /// How often `account` tried within `day`, and when it was denied within `denied`, the newest first.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub fn attempts(
        &self,
        institution: &InstitutionId,
        account: &AccountId,
        day: Span,
        denied: Span,
    ) -> Result<Attempts, StoreError> {
        let Some(institution) = self.institution_id(institution)? else { return Ok(Attempts::default()) };
        let sql = "SELECT at FROM verifications WHERE institution = ?1 AND account = ?2 AND sort = ?3
                   AND at >= ?4 AND at < ?5 ORDER BY at DESC LIMIT ?6";
        let times = |sort: AttemptSort, (from, to): Span| {
            let params = (institution, account.as_str(), sort.code(), millis(from), millis(to), MOST);
            self.rows_of(sql, params, |row| row.get::<_, i64>(0))
        };
        let today = times(AttemptSort::Attempt, day)?.len();
        let denials = times(AttemptSort::Denial, denied)?.into_iter().map(time);
        Ok(Attempts {
            today: u32::try_from(today).unwrap_or(u32::MAX),
            denials: denials.collect::<Result<_, _>>()?,
        })
    }

    /// What `account` stated in its newest submission of this kind, as far as it was not erased.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub fn last_stated(
        &self,
        institution: &InstitutionId,
        kind: &KindId,
        account: &AccountId,
    ) -> Result<Option<Basics>, StoreError> {
        let Some(institution) = self.institution_id(institution)? else { return Ok(None) };
        let Some(queue) = self.queue_id(institution, kind)? else { return Ok(None) };
        let sql = "SELECT id, cell FROM cases WHERE claimant = ?1 ORDER BY id DESC LIMIT ?2";
        let rows = self.rows_of(sql, (account.as_str(), MOST), |row| Ok((row.get(0)?, row.get(1)?)))?;
        for (id, cell) in rows {
            if self.cell(cell)?.queue != queue {
                continue;
            }
            let Some(case) = self.case(CaseId(id))? else { continue };
            let stated = case.sessions.iter().rev().find_map(|submitted| submitted.basics.get());
            if let Some(basics) = stated {
                return Ok(Some(basics.as_ref().clone()));
            }
        }
        Ok(None)
    }

    /// Accounts other than `except` that tried this identity, each with its newest case, the newest first (C2).
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub fn duplicates(
        &self,
        institution: &InstitutionId,
        identity: IdentityProbe<'_>,
        except: &AccountId,
    ) -> Result<Vec<Duplicate>, StoreError> {
        let mut found: Vec<(i64, CaseId)> = Vec::new();
        for text in identity.texts() {
            let key = key(self.secret, institution, &text);
            let sql = "SELECT seq FROM tried WHERE key = ?1 ORDER BY seq DESC LIMIT ?2";
            for seq in self.rows_of(sql, (key, MOST), |row| row.get(0))? {
                let Some(row) = self.log_row(seq)? else { continue };
                if let (Some(case), Entry::Case(Event::SessionRecorded { private, .. })) =
                    (row.case, &row.entry)
                    && private.get().is_some_and(|basics| tried_texts(basics).contains(&text))
                {
                    found.push((seq, case));
                }
            }
        }
        found.sort_unstable_by(|a, b| b.cmp(a));
        let mut duplicates: Vec<Duplicate> = Vec::new();
        for (_, case) in found {
            if duplicates.iter().any(|known| known.case == case) {
                continue;
            }
            let Some(row) = self.row(case)?.filter(|row| row.institution == *institution) else { continue };
            let Ok(account) = row.claimant.parse::<AccountId>() else { continue };
            if account == *except {
                continue;
            }
            let verified =
                row.outcome == Some(Outcome::Approved) && self.verified_since(institution, &account, case)?;
            match duplicates.iter_mut().find(|known| known.account == account) {
                Some(known) => known.verified |= verified,
                None => duplicates.push(Duplicate { account, case, verified }),
            }
        }
        Ok(duplicates)
    }

    /// Whether `case` verified `account` after its newest row of the registry came: until the next comes, what was decided
    /// is what is known (C1).
    fn verified_since(
        &self,
        institution: &InstitutionId,
        account: &AccountId,
        case: CaseId,
    ) -> Result<bool, StoreError> {
        let known = self.account_row(institution, account)?.unwrap_or(0);
        let rows = self.timeline(case)?;
        Ok(rows.iter().any(|row| {
            row.seq > known
                && matches!(
                    &row.entry,
                    Entry::Case(Event::OrderGiven { order: OrderName::VerifyIdentity, .. })
                )
        }))
    }
}

impl Tx<'_> {
    /// Writes down that a submission was not taken in: an attempt it was all the same (V7).
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be written.
    pub fn refuse_verification(
        &mut self,
        stamp: &Stamp,
        institution: &InstitutionId,
        refused: &RefusedVerification,
    ) -> Result<i64, StoreError> {
        let entry = HouseEntry::VerificationRefused {
            institution: institution.clone(),
            account: refused.account.clone(),
            reference: refused.reference.clone(),
            submitted_at: super::time::cut(refused.submitted_at),
            denied_at: refused.denies.then(|| super::time::cut(stamp.at)),
            rule: refused.rule.clone(),
        };
        let seq = self.log_house(stamp, &entry, None)?;
        self.project_attempts(seq, institution, &refused.account, &counted(&entry))?;
        Ok(seq)
    }

    /// Writes what row `seq` of the log counts as.
    pub(super) fn project_attempts(
        &mut self,
        seq: i64,
        institution: &InstitutionId,
        account: &AccountId,
        counted: &[(AttemptSort, i64)],
    ) -> Result<(), StoreError> {
        for (sort, at) in counted {
            let institution = self.intern_institution(institution)?;
            let sql =
                "INSERT INTO verifications (institution, account, sort, at, seq) VALUES (?1, ?2, ?3, ?4, ?5)";
            let params = (institution, account.as_str(), sort.code(), at, seq);
            self.run(sql, params, "count an attempt at verification")?;
        }
        Ok(())
    }

    /// Lets the identity of a submission be found by its texts.
    pub(super) fn project_tried(
        &mut self,
        seq: i64,
        institution: &InstitutionId,
        texts: &[String],
    ) -> Result<(), StoreError> {
        for key in tried_keys(self.secret, institution, texts) {
            let sql = "INSERT INTO tried (key, seq) VALUES (?1, ?2)";
            self.run(sql, (key, seq), "remember what identity was tried")?;
        }
        Ok(())
    }

    /// Takes away what the submission of row `seq` was found by, while what it stated is still there.
    pub(super) fn forget_tried(
        &mut self,
        seq: i64,
        institution: &InstitutionId,
        basics: &Basics,
    ) -> Result<(), StoreError> {
        for key in tried_keys(self.secret, institution, &tried_texts(basics)) {
            let sql = "DELETE FROM tried WHERE key = ?1 AND seq = ?2";
            self.run(sql, (key, seq), "forget what identity was tried")?;
        }
        Ok(())
    }
}

/// The hashes that a submission is found by.
pub(super) fn tried_keys(
    secret: &super::handle::Secret,
    institution: &InstitutionId,
    texts: &[String],
) -> Vec<i64> {
    let mut keys: Vec<i64> = texts.iter().map(|text| key(secret, institution, text)).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}
