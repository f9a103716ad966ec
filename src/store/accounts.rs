//! The institutions' registries: the newest record of each account, and finding accounts by identity, document and e-mail.
//!
//! A record is personal data and stands beside its row of the log, nowhere else. What it is found by are keyed hashes, cut
//! to 64 bits; whatever they find is read and compared in full.

use super::entry::HouseEntry;
use super::handle::Secret;
use super::{Reader, StoreError, Tx};
use crate::case::record::{AccountRecord, Document};
use crate::case::{AccountId, Private, Stamp};
use crate::identity::{document_key_text, identity_key_text, normal_email};
use crate::playbook::{AccountStatus, InstitutionId};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Whom to look for: what is known of an identity. Missing parts match nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct IdentityProbe<'a> {
    /// Nationality.
    pub nationality: Option<&'a str>,
    /// Full legal name.
    pub name: Option<&'a str>,
    /// The document.
    pub document: Option<&'a Document>,
    /// The identity number, where it is known without a document.
    pub number: Option<&'a str>,
}

impl IdentityProbe<'_> {
    /// The canonical texts of the identity: of its document, and of nationality, name and number (M2).
    pub(super) fn texts(&self) -> Vec<String> {
        let document = self.document;
        let by_document = document_key_text(
            document.map(|document| document.country.as_str()),
            document.map(|document| document.kind.as_str()),
            document.map(|document| document.number.as_str()),
        );
        let numbers = [document.map(|document| document.number.as_str()), self.number];
        let by_name = numbers.map(|number| identity_key_text(self.nationality, self.name, None, number));
        let mut texts: Vec<String> = by_document.into_iter().chain(by_name.into_iter().flatten()).collect();
        texts.sort_unstable();
        texts.dedup();
        texts
    }
}

/// The identity that an account holds (C1); none where it was never verified or its account is gone.
fn identity_texts(record: &AccountRecord) -> Vec<String> {
    match &record.kyc {
        Some(kyc) if record.status.holds_identity() => IdentityProbe {
            nationality: kyc.nationality.as_deref(),
            name: Some(&kyc.name),
            document: kyc.document.as_ref(),
            number: None,
        }
        .texts(),
        _ => Vec::new(),
    }
}

/// The address that is registered on an account.
fn email_text(record: &AccountRecord) -> Option<String> {
    let email = record.email.as_deref().filter(|_| record.status != AccountStatus::Deleted)?;
    Some(email_key_text(email))
}

fn email_key_text(email: &str) -> String {
    format!("email1|{}", normal_email(email))
}

/// The hashes that an account's newest record is found by.
pub(super) fn keys_of(secret: &Secret, record: &AccountRecord) -> Vec<i64> {
    let texts = identity_texts(record).into_iter().chain(email_text(record));
    let mut keys: Vec<i64> = texts.map(|text| key(secret, &record.institution, &text)).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

pub(super) fn key(secret: &Secret, institution: &InstitutionId, text: &str) -> i64 {
    // A key of any length is fine for HMAC, so this has no error to lose.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&secret.0) else { return 0 };
    mac.update(institution.as_str().as_bytes());
    mac.update(b"|");
    mac.update(text.as_bytes());
    let hash: [u8; 32] = mac.finalize().into_bytes().into();
    i64::from_be_bytes([hash[0], hash[1], hash[2], hash[3], hash[4], hash[5], hash[6], hash[7]])
}

impl Reader<'_> {
    /// The newest record of an account; none where the registry does not know it, or where it was erased.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub fn account(
        &self,
        institution: &InstitutionId,
        account: &AccountId,
    ) -> Result<Option<AccountRecord>, StoreError> {
        match self.account_row(institution, account)? {
            Some(seq) => self.account_at(seq),
            None => Ok(None),
        }
    }

    /// Every row of the log that brought a record of the account, the oldest first. It reads all of the log that is about no
    /// case: for erasing, not for a screen.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub fn account_rows(
        &self,
        institution: &InstitutionId,
        account: &AccountId,
    ) -> Result<Vec<i64>, StoreError> {
        let sql = "SELECT seq FROM events WHERE case_id IS NULL AND body ->> 'entry' = 'account_recorded'
                   AND body ->> 'institution' = ?1 AND body ->> 'account' = ?2 ORDER BY seq";
        self.rows_of(sql, (institution.as_str(), account.as_str()), |row| row.get(0))
    }

    pub(super) fn account_row(
        &self,
        institution: &InstitutionId,
        account: &AccountId,
    ) -> Result<Option<i64>, StoreError> {
        let Some(institution) = self.institution_id(institution)? else { return Ok(None) };
        let sql = "SELECT seq FROM accounts WHERE institution = ?1 AND account = ?2";
        self.lookup(sql, (institution, account.as_str()))
    }

    /// The record that row `seq` of the log brought.
    pub(super) fn account_at(&self, seq: i64) -> Result<Option<AccountRecord>, StoreError> {
        // What is personal of such a row is the record and nothing else, so it is read without the row.
        let sql = "SELECT body FROM private WHERE seq = ?1";
        let no_account = || StoreError::damaged(format!("row {seq} of the log brings no account"));
        let kept = self.lookup::<Option<String>>(sql, [seq])?.ok_or_else(no_account)?;
        kept.map(|json| serde_json::from_str(&json).map_err(|_| no_account())).transpose()
    }

    /// Accounts other than `except` that hold this identity now: verified, not gone, and with the same document, or with the
    /// same nationality, name and number (C1, M2). By account; none where too little is known of the identity to look for it.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub fn identity_holders(
        &self,
        institution: &InstitutionId,
        identity: IdentityProbe<'_>,
        except: &AccountId,
    ) -> Result<Option<Vec<AccountId>>, StoreError> {
        let texts = identity.texts();
        if texts.is_empty() {
            return Ok(None);
        }
        let mut holders = Vec::new();
        // Mostly an identity is found on the account that asks: its record need not be read to be left out.
        let own = self.account_row(institution, except)?;
        for text in texts {
            for record in self.accounts_by(institution, &text, own)? {
                if record.account != *except && identity_texts(&record).contains(&text) {
                    holders.push(record.account);
                }
            }
        }
        holders.sort();
        holders.dedup();
        Ok(Some(holders))
    }

    /// The account on which an e-mail address is registered, if one is (R8).
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub fn email_registered(
        &self,
        institution: &InstitutionId,
        email: &str,
    ) -> Result<Option<AccountId>, StoreError> {
        let text = email_key_text(email);
        let mut accounts = self.accounts_by(institution, &text, None)?;
        accounts.retain(|record| email_text(record).as_ref() == Some(&text));
        Ok(accounts.into_iter().map(|record| record.account).min())
    }

    /// The records that the key of `text` finds, but for the one that row `except` of the log brought.
    fn accounts_by(
        &self,
        institution: &InstitutionId,
        text: &str,
        except: Option<i64>,
    ) -> Result<Vec<AccountRecord>, StoreError> {
        let key = key(self.secret, institution, text);
        let rows = self.rows_of("SELECT seq FROM account_keys WHERE key = ?1", [key], |row| row.get(0))?;
        let mut records = Vec::new();
        for seq in rows.into_iter().filter(|seq| Some(*seq) != except) {
            records.extend(self.account_at(seq)?.filter(|record| record.institution == *institution));
        }
        Ok(records)
    }
}

impl Tx<'_> {
    /// Takes in a row of the registry; it is the account's newest from here on.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be written.
    pub fn put_account(&mut self, stamp: &Stamp, record: &AccountRecord) -> Result<i64, StoreError> {
        let entry = HouseEntry::AccountRecorded {
            institution: record.institution.clone(),
            account: record.account.clone(),
            reference: record.reference.clone(),
            private: Private::Kept(Box::new(record.clone())),
        };
        let before = self.account_row(&record.institution, &record.account)?;
        if let Some(before) = before {
            self.forget_account_keys(before)?;
        }
        let seq = self.log_house(stamp, &entry, None)?;
        self.project_account(seq, &record.institution, &record.account, Some(record))?;
        Ok(seq)
    }

    /// Takes away what the record of row `seq` was found by.
    pub(super) fn forget_account_keys(&mut self, seq: i64) -> Result<(), StoreError> {
        let Some(record) = self.account_at(seq)? else { return Ok(()) };
        for key in keys_of(self.secret, &record) {
            let sql = "DELETE FROM account_keys WHERE key = ?1 AND seq = ?2";
            self.run(sql, (key, seq), "forget an older record of an account")?;
        }
        Ok(())
    }

    pub(super) fn project_account(
        &mut self,
        seq: i64,
        institution: &InstitutionId,
        account: &AccountId,
        record: Option<&AccountRecord>,
    ) -> Result<(), StoreError> {
        const DOING: &str = "take in an account";
        let institution = self.intern_institution(institution)?;
        let sql = "INSERT INTO accounts (institution, account, seq) VALUES (?1, ?2, ?3)
                   ON CONFLICT DO UPDATE SET seq = excluded.seq";
        self.run(sql, (institution, account.as_str(), seq), DOING)?;
        for key in record.map(|record| keys_of(self.secret, record)).unwrap_or_default() {
            self.run("INSERT INTO account_keys (key, seq) VALUES (?1, ?2)", (key, seq), DOING)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Bench, account, binance};
    use super::*;
    use serde_json::{Value, json};

    fn id(n: u32) -> AccountId {
        AccountId::new(&format!("A-{n}")).unwrap()
    }

    fn document(kind: &str, country: &str, number: &str) -> Document {
        serde_json::from_value(json!({ "type": kind, "country": country, "number": number })).unwrap()
    }

    fn holders(bench: &Bench, probe: IdentityProbe<'_>, except: u32) -> Vec<String> {
        let found = bench.store.read::<_, StoreError>(|r| r.identity_holders(&binance(), probe, &id(except)));
        found.unwrap().unwrap().iter().map(ToString::to_string).collect()
    }

    fn with(n: u32, more: Value) -> Bench {
        let mut bench = Bench::new();
        bench.put_account(&account(n, more), 1);
        bench
    }

    #[test]
    fn the_newest_record_of_an_account_counts() {
        let mut bench = with(1, json!({}));
        let newer = account(1, json!({ "ref": "AC-1b", "email": "new@example.com" }));
        bench.put_account(&newer, 2);
        bench
            .store
            .read::<_, StoreError>(|r| {
                assert_eq!(r.account(&binance(), &id(1))?, Some(newer));
                assert_eq!(r.account(&binance(), &id(2))?, None);
                assert_eq!(r.email_registered(&binance(), "NEW@example.com ")?, Some(id(1)));
                assert_eq!(r.email_registered(&binance(), "holder1@example.com")?, None, "it moved away");
                let okx = InstitutionId::new("okx").unwrap();
                assert_eq!(
                    r.email_registered(&okx, "new@example.com")?,
                    None,
                    "each institution has its own registry"
                );
                Ok(())
            })
            .unwrap();
    }

    #[test]
    fn c01_an_identity_is_found_by_its_document_however_it_is_written() {
        let bench = with(1, json!({}));
        let same = document("passport", "de", "l01x-00001");
        let found = |document: &Document, except| {
            holders(&bench, IdentityProbe { document: Some(document), ..IdentityProbe::default() }, except)
        };
        assert_eq!(found(&same, 9), ["A-1"]);
        assert_eq!(found(&same, 1), [""; 0], "not the claimant's own");
        assert_eq!(found(&document("passport", "AT", "L01X00001"), 9), [""; 0]);
        assert_eq!(found(&document("id_card", "DE", "L01X00001"), 9), [""; 0]);
    }

    #[test]
    fn m02_an_identity_is_found_by_nationality_name_and_number() {
        let bench = with(1, json!({}));
        let number = document("id_card", "FR", "L01X00001");
        let probe =
            |nationality, name| IdentityProbe { nationality, name, document: Some(&number), number: None };
        assert_eq!(holders(&bench, probe(Some("DE"), Some("MULLER 1 zoe")), 9), ["A-1"]);
        assert_eq!(holders(&bench, probe(Some("FR"), Some("Zoë Müller 1")), 9), [""; 0]);
        assert_eq!(holders(&bench, probe(Some("DE"), Some("Zoë Müller 2")), 9), [""; 0]);
        let (nationality, name) = (Some("DE"), Some("Zoë Müller 1"));
        let nothing = IdentityProbe { nationality, name, ..IdentityProbe::default() };
        let found = bench.store.read::<_, StoreError>(|r| r.identity_holders(&binance(), nothing, &id(9)));
        assert_eq!(found.unwrap(), None, "without a document nobody can be looked up");
    }

    #[test]
    fn c05_a_deleted_account_holds_no_identity() {
        let mut bench = with(1, json!({}));
        let same = document("passport", "DE", "L01X00001");
        let probe = IdentityProbe { document: Some(&same), ..IdentityProbe::default() };
        assert_eq!(holders(&bench, probe, 9), ["A-1"]);
        bench.put_account(&account(1, json!({ "ref": "AC-1b", "status": "deleted" })), 2);
        assert_eq!(holders(&bench, probe, 9), [""; 0]);
        let email =
            bench.store.read::<_, StoreError>(|r| r.email_registered(&binance(), "holder1@example.com"));
        assert_eq!(email.unwrap(), None);
    }

    #[test]
    fn c15_what_is_looked_up_by_does_not_stand_in_the_index() {
        let bench = with(1, json!({}));
        let keys: Vec<i64> = bench
            .store
            .read::<_, StoreError>(|r| r.rows_of("SELECT key FROM account_keys", [], |row| row.get(0)))
            .unwrap();
        assert_eq!(keys.len(), 3, "document, identity and e-mail");
        let other = with(1, json!({}));
        let others: Vec<i64> = other
            .store
            .read::<_, StoreError>(|r| r.rows_of("SELECT key FROM account_keys", [], |row| row.get(0)))
            .unwrap();
        assert!(keys.iter().all(|key| !others.contains(key)), "another store has another secret");
    }
}
