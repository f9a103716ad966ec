//! Erasing personal data (N4): it goes from its table, from what people are found by, from the search index and from the
//! file's bytes; the log stays whole and says that it was erased.

use super::entry::{Entry, HouseEntry};
use super::{StoreError, Tx};
use crate::case::{CaseId, Event, Private, Stamp};
use std::collections::BTreeSet;

/// What is to be erased, and why.
#[derive(Debug, Clone, Copy)]
pub struct Erasure<'a> {
    /// The rows of the log whose personal data goes.
    pub rows: &'a [i64],
    /// The cases that are erased by it: what the vault has of them is erased too.
    pub cases: &'a [CaseId],
    /// Why, in the admin's words.
    pub reason: &'a str,
}

impl Tx<'_> {
    /// Erases the personal data of rows of the log; those that have none are left out. Gives how many had some. The commit
    /// overwrites what the store's files still hold of it, which takes time on a large store; copies of the store that were
    /// made before keep it. Where nothing is left to be erased nothing is logged, but the files are overwritten again.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be written.
    pub fn erase_private(&mut self, stamp: &Stamp, erasure: &Erasure<'_>) -> Result<usize, StoreError> {
        let (mut erased, mut changed) = (Vec::new(), BTreeSet::<CaseId>::new());
        for seq in erasure.rows {
            let Some(row) = self.raw_row(*seq)?.filter(|row| row.data.is_some()) else { continue };
            match row.decode()?.entry {
                Entry::Case(event) => {
                    let case = row.case.map(|(case, _)| CaseId(case));
                    // As with accounts: found no more, while it is still known by what.
                    if let (Some(case), Event::SessionRecorded { private: Private::Kept(basics), .. }) =
                        (case, event)
                        && let Some(institution) = self.row(case)?.map(|row| row.institution)
                    {
                        self.forget_tried(*seq, &institution, &basics)?;
                    }
                    changed.extend(case);
                }
                // The keys are worked out from the record, so they go while it is still there.
                Entry::House(HouseEntry::AccountRecorded { .. }) => self.forget_account_keys(*seq)?,
                Entry::House(_) => {}
            }
            erased.push(*seq);
        }
        self.will_scrub();
        let known = self.erased_cases()?;
        if erased.is_empty() && erasure.cases.iter().all(|case| known.contains_key(case)) {
            return Ok(0);
        }
        for seq in &erased {
            let sql = "UPDATE private SET salt = NULL, body = NULL WHERE seq = ?1";
            self.run(sql, [seq], "erase personal data")?;
        }
        for case in changed {
            let words = self.words_of(case)?;
            self.index(case, &words)?;
        }
        let n = erased.len();
        let entry = HouseEntry::Erased {
            rows: erased,
            cases: erasure.cases.to_vec(),
            // In the admin's own words, which may name the person who asked.
            private: Private::Kept(erasure.reason.to_owned()),
        };
        self.log_house(stamp, &entry, None)?;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Bench, account, binance, operator, reviewer, stamp, ticket_with};
    use super::super::open::beside;
    use super::super::{Entry, Erasure, Filter, HouseEntry, IdentityProbe, ListQuery, StoreError};
    use crate::case::Private;
    use crate::case::{AccountId, Actor, Command};
    use crate::playbook::Role;
    use serde_json::json;

    /// Whether `needle` stands anywhere in the store's files, in any letter case.
    fn stands_in_files(bench: &Bench, needle: &str) -> bool {
        let needle = needle.to_lowercase();
        ["", "-wal"].iter().any(|rest| {
            let bytes = std::fs::read(beside(&bench.path(), rest)).unwrap_or_default();
            bytes.to_ascii_lowercase().windows(needle.len()).any(|window| window == needle.as_bytes())
        })
    }

    fn rows_with_data(bench: &Bench) -> Vec<i64> {
        let sql = "SELECT seq FROM private WHERE body IS NOT NULL";
        bench.store.read::<_, StoreError>(|r| r.rows_of(sql, [], |row| row.get(0))).unwrap()
    }

    #[test]
    fn n04_nothing_of_an_erased_person_is_left_in_any_file() {
        let mut bench = Bench::new();
        let more = json!({ "name": "Quetzalina Xanthippe", "contact_email": "quetzalina@xanthippe.example",
                           "text": "my dog Wolframine ate the phone" });
        let case = bench.open(&ticket_with("recovery", 1, more), 1).id;
        for n in 2..40 {
            bench.open(&ticket_with("recovery", n, json!({ "text": format!("filler number{n}") })), 2);
        }
        bench.carry_out(
            case,
            &Command::Note { text: "Wolframine is a fine dog".into() },
            3,
            reviewer("alice"),
        );
        let needles = ["quetzalina", "xanthippe", "wolframine"];
        assert!(needles.iter().all(|needle| stands_in_files(&bench, needle)));
        let rows = bench.store.read::<_, StoreError>(|r| r.timeline(case)).unwrap();
        let rows: Vec<i64> = rows.iter().map(|row| row.seq).collect();
        let by = stamp(4, Actor::Operator(operator("root"), Role::Admin));
        let erasure = Erasure { rows: &rows, cases: &[case], reason: "on request of 2026-03-01" };
        let erased = bench.store.write::<_, StoreError>(|tx| tx.erase_private(&by, &erasure)).unwrap();
        assert!(erased >= 2);
        for needle in needles {
            assert!(!stands_in_files(&bench, needle), "{needle}");
            let filter = Filter { search: needle.to_owned(), ..Filter::default() };
            let query = ListQuery { filter, limit: 9, ..ListQuery::default() };
            assert_eq!(bench.store.read::<_, StoreError>(|r| r.list(&query, by.at)).unwrap().rows, []);
        }
        assert!(bench.case(case).tickets.application().is_none(), "the case stays");
        assert_eq!(bench.store.check(&mut |_, _| {}).unwrap().findings, []);
        let head = bench.head();
        let again = bench.store.write::<_, StoreError>(|tx| tx.erase_private(&by, &erasure)).unwrap();
        assert_eq!((again, bench.head()), (0, head), "erasing twice does nothing");
    }

    #[test]
    fn n04_an_erased_account_is_known_by_name_alone() {
        let mut bench = Bench::new();
        bench.put_account(&account(1, json!({})), 1);
        let rows = rows_with_data(&bench);
        let by = stamp(4, Actor::Operator(operator("root"), Role::Admin));
        let erasure = Erasure { rows: &rows, cases: &[], reason: "asked for" };
        bench.store.write::<_, StoreError>(|tx| tx.erase_private(&by, &erasure)).unwrap();
        bench
            .store
            .read::<_, StoreError>(|r| {
                assert_eq!(r.account(&binance(), &AccountId::new("A-1").unwrap())?, None);
                assert_eq!(r.email_registered(&binance(), "holder1@example.com")?, None);
                let document = serde_json::from_value(
                    json!({ "type": "passport", "country": "DE", "number": "L01X00001" }),
                );
                let probe = IdentityProbe { document: Some(&document.unwrap()), ..IdentityProbe::default() };
                assert_eq!(
                    r.identity_holders(&binance(), probe, &AccountId::new("A-2").unwrap())?,
                    Some(vec![])
                );
                let last = r.log(super::super::LogWindow::Before(i64::MAX), 1)?.remove(0);
                let private = Private::Kept("asked for".to_owned());
                let entry = HouseEntry::Erased { rows, cases: Vec::new(), private };
                assert_eq!((last.entry, last.stamp), (Entry::House(entry), by));
                Ok(())
            })
            .unwrap();
        assert!(!stands_in_files(&bench, "holder1"));
        bench.store.rebuild(&mut |_, _| {}).unwrap();
        assert_eq!(bench.store.check(&mut |_, _| {}).unwrap().findings, []);
    }
}
