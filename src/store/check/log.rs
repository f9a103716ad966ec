//! The log, row by row: no gap, every hash what it must be, every commitment kept; and the projections of what happened to
//! the store itself.

use super::super::chain::{BEGINNING, Hash};
use super::super::entry::{Entry, HouseEntry};
use super::super::error::Doing;
use super::super::log::{ROWS_FROM, RawRow};
use super::super::open::identity;
use super::super::project::Named;
use super::super::{StoreError, StoreId, accounts, attempts, private};
use super::{Check, Finding};
use crate::case::record::AccountRecord;
use crate::case::{AccountId, OperatorId};
use crate::playbook::{InstitutionId, PlaybookHash, Role};
use sha2::{Digest, Sha256};

/// Rows read at a time.
const CHUNK: i64 = 1_000;

impl Check<'_> {
    pub(super) fn log(&mut self) {
        let mut previous: (i64, Hash) = (0, BEGINNING);
        loop {
            let rows = self.chunk(previous.0);
            let Some(rows) = self.report.take(rows, Finding::File) else { break };
            let n = rows.len() as u64;
            for (seq, row) in rows {
                for missing in (previous.0 + 1..seq).take(100) {
                    self.find(Finding::Missing { seq: missing });
                }
                previous = (seq, self.row(seq, row, &previous.1));
            }
            if n == 0 {
                break;
            }
            self.report.rows += n;
            self.tell(n);
        }
        for seq in self.expected.without_data.difference(&self.expected.erased).copied().collect::<Vec<_>>() {
            self.find(Finding::Private {
                seq,
                what: "it is gone, and the log tells of no erasure".to_owned(),
            });
        }
        for seq in self.expected.erased.difference(&self.expected.without_data).copied().collect::<Vec<_>>() {
            self.find(Finding::Private {
                seq,
                what: "the log says it was erased, and it is there".to_owned(),
            });
        }
        let rows = &self.expected.rows;
        let (private, accounts, keys) = (rows.private, rows.accounts, rows.account_keys);
        let (commands, playbooks) = (rows.commands, rows.playbooks);
        self.count_rows("private", "SELECT count(*) FROM private", private);
        self.count_rows("accounts", "SELECT count(*) FROM accounts", accounts);
        self.count_rows("account_keys", "SELECT count(*) FROM account_keys", keys);
        self.count_rows("commands", "SELECT count(*) FROM commands", commands);
        self.count_rows("playbooks", "SELECT count(*) FROM playbooks", playbooks);
    }

    /// The next rows; a row that cannot be read is told by its number.
    fn chunk(&self, after: i64) -> Result<Vec<(i64, rusqlite::Result<RawRow>)>, StoreError> {
        self.reader.rows_of(ROWS_FROM, (after, CHUNK), |row| Ok((row.get(0)?, RawRow::read(row))))
    }

    /// Looks at one row and gives its hash, as it stands, for the next.
    fn row(&mut self, seq: i64, row: rusqlite::Result<RawRow>, previous: &Hash) -> Hash {
        let row = row.doing("read a row of the log");
        let Some(row) = self.report.take(row, |what| Finding::Changed { seq, what }) else {
            return BEGINNING;
        };
        let stored: Hash = row.hash.as_slice().try_into().unwrap_or(BEGINNING);
        if row.chained().hash(previous) != stored {
            let what = "it is not what its hash says".to_owned();
            self.find(Finding::Changed { seq, what });
        }
        self.data(&row);
        let decoded = match row.case {
            Some(_) => {
                // Cases are replayed later, each in one go.
                let named = Named::of_row(&row);
                if let Some(named) = self.report.take(named, |what| Finding::Changed { seq, what }) {
                    self.expected.name(&named);
                }
                return stored;
            }
            None => row.decode(),
        };
        if let Some(decoded) = self.report.take(decoded, |what| Finding::Changed { seq, what })
            && let Entry::House(entry) = decoded.entry
        {
            self.house(seq, &entry);
        }
        stored
    }

    /// Holds the personal data of a row against its commitment.
    fn data(&mut self, row: &RawRow) {
        let seq = row.seq;
        self.expected.rows.private += u64::from(row.commitment.is_some());
        let what = match (&row.commitment, &row.salt, &row.data) {
            (None, ..) if row.has_private => "there should be none",
            (Some(_), ..) if !row.has_private => "its row is missing",
            (Some(commitment), Some(salt), Some(data))
                if private::commitment(salt, data).as_slice() != commitment.as_slice() =>
            {
                "it was changed"
            }
            (Some(_), None, None) => {
                self.expected.without_data.insert(seq);
                return;
            }
            _ => return,
        };
        self.find(Finding::Private { seq, what: what.to_owned() });
    }

    fn house(&mut self, seq: i64, entry: &HouseEntry) {
        match entry {
            HouseEntry::Created { store, secret, witness } => {
                if seq != 1 {
                    self.find(Finding::Changed { seq, what: "the store is made a second time".to_owned() });
                }
                self.identity(store, secret);
                self.expected.witness.clone_from(witness);
            }
            HouseEntry::WitnessRenewed { witness, .. } => self.expected.witness = Some(witness.clone()),
            HouseEntry::AccountRecorded { institution, account, private, .. } => {
                self.account(seq, institution, account, private.get().map(|record| &**record));
            }
            HouseEntry::VerificationRefused { institution, account, .. } => {
                self.expected.institutions.add(institution);
                self.verifications(seq, institution, account, &attempts::counted(entry));
            }
            HouseEntry::PlaybookInstalled { institution, hash, source } => {
                if source.hash() != *hash {
                    self.find(Finding::Changed {
                        seq,
                        what: "the playbook is not what its hash says".to_owned(),
                    });
                }
                self.playbook(seq, institution, hash);
            }
            HouseEntry::OperatorSet { operator, role } => self.operator(operator, Some(*role)),
            HouseEntry::OperatorRemoved { operator } => self.operator(operator, None),
            HouseEntry::CommandsDone { commands } => {
                commands.iter().for_each(|command| self.command(seq, &command.key));
            }
            HouseEntry::Erased { rows, .. } => self.expected.erased.extend(rows),
        }
    }

    /// Holds what the file says it is against what the log says it was made as.
    fn identity(&mut self, store: &StoreId, secret: &str) {
        let finding = |what| Finding::Projection { table: "meta", what };
        let stands = identity(self.reader.conn);
        let Some((id, stands)) = self.report.take(stands, finding) else { return };
        if id != *store {
            self.find(finding("the store's id was changed".to_owned()));
        }
        if hex::encode(Sha256::digest(stands.0)) != *secret {
            self.find(finding("its secret was changed".to_owned()));
        }
    }

    fn account(
        &mut self,
        seq: i64,
        institution: &InstitutionId,
        account: &AccountId,
        record: Option<&AccountRecord>,
    ) {
        const TABLE: &str = "accounts";
        self.expected.institutions.add(institution);
        let newest = self.reader.account_row(institution, account);
        let finding = |what| Finding::Projection { table: TABLE, what };
        let Some(newest) = self.report.take(newest, finding) else { return };
        match newest {
            Some(newest) if newest == seq => {}
            // A later row is this account's newest, and is looked at when it comes.
            Some(newest) if newest > seq => return,
            _ => {
                self.find(finding(format!(
                    "account {account}: row {seq} of the log is newer than what it says"
                )));
                return;
            }
        }
        self.expected.rows.accounts += 1;
        for key in record.map(|record| accounts::keys_of(self.secret, record)).unwrap_or_default() {
            let sql = "SELECT 1 FROM account_keys WHERE key = ?1 AND seq = ?2";
            let there = self.reader.lookup::<i64>(sql, (key, seq));
            let finding = |what| Finding::Projection { table: "account_keys", what };
            self.expected.rows.account_keys += 1;
            if let Some(None) = self.report.take(there, finding) {
                self.find(finding(format!("account {account} is not found by what its record says")));
            }
        }
    }

    fn playbook(&mut self, seq: i64, institution: &InstitutionId, hash: &PlaybookHash) {
        self.expected.institutions.add(institution);
        self.expected.rows.playbooks += 1;
        let sql = "SELECT i.name, p.hash FROM playbooks p JOIN institutions i ON i.id = p.institution WHERE p.seq = ?1";
        let found =
            self.reader.row_of(sql, seq, |row| Ok((row.get::<_, String>(0)?, row.get::<_, [u8; 32]>(1)?)));
        let finding = |what| Finding::Projection { table: "playbooks", what };
        let Some(found) = self.report.take(found, finding) else { return };
        if found != Some((institution.to_string(), hash.0)) {
            self.find(finding(format!("row {seq} of the log installed another playbook than it says")));
        }
    }

    fn operator(&mut self, operator: &OperatorId, role: Option<Role>) {
        self.expected.operators.add(operator);
        match role {
            Some(role) => self.expected.roles.insert(operator.clone(), role),
            None => self.expected.roles.remove(operator),
        };
    }

    fn command(&mut self, seq: i64, key: &str) {
        self.expected.rows.commands += 1;
        let found = self.reader.lookup::<i64>("SELECT seq FROM commands WHERE key = ?1", [key]);
        let finding = |what| Finding::Projection { table: "commands", what };
        let Some(found) = self.report.take(found, finding) else { return };
        if found != Some(seq) {
            self.find(finding(format!("a command of row {seq} of the log is not found by its key")));
        }
    }
}
