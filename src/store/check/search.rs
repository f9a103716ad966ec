//! The search index: every word of every case, and no other. The index holds no text to compare with, so the words of each
//! case are summed, in whatever order they come.

use super::super::StoreError;
use super::super::error::Doing;
use super::super::search::Words;
use super::{Check, Finding};
use sha2::{Digest, Sha256};
use std::collections::HashMap;

const TABLE: &str = "search";

/// The sum of the words of a case.
pub fn sum(words: &Words) -> u64 {
    words.0.iter().fold(0, |sum: u64, word| sum.wrapping_add(number(word.as_bytes())))
}

/// A number for a word that nobody can choose words by.
fn number(word: &[u8]) -> u64 {
    let hash: [u8; 32] = Sha256::digest(word).into();
    u64::from_be_bytes([hash[0], hash[1], hash[2], hash[3], hash[4], hash[5], hash[6], hash[7]])
}

impl Check<'_> {
    pub(super) fn search(&mut self) {
        let finding = |what| Finding::Projection { table: TABLE, what };
        let found = self.indexed();
        let Some(mut found) = self.report.take(found, finding) else { return };
        let mut wrong: Vec<i64> = Vec::new();
        for (case, sum) in std::mem::take(&mut self.expected.words) {
            if found.remove(&case).unwrap_or(0) != sum {
                wrong.push(case);
            }
        }
        wrong.extend(found.into_keys());
        wrong.sort_unstable();
        for case in wrong {
            self.find(finding(format!("case {case} is found by other words than the log gives")));
        }
    }

    /// The sum of the words of each case that the index has.
    fn indexed(&self) -> Result<HashMap<i64, u64>, StoreError> {
        const DOING: &str = "read its search index";
        let conn = self.reader.conn;
        conn.execute_batch(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.indexed_words USING fts5vocab(main, search, instance)",
        )
        .doing(DOING)?;
        let mut statement = conn.prepare("SELECT term, doc FROM temp.indexed_words").doing(DOING)?;
        let mut rows = statement.query([]).doing(DOING)?;
        let mut sums: HashMap<i64, u64> = HashMap::new();
        let (mut last, mut of_last) = (Vec::new(), 0);
        while let Some(row) = rows.next().doing(DOING)? {
            let term = row.get_ref(0).doing(DOING)?.as_bytes().unwrap_or_default();
            if term != last {
                last = term.to_vec();
                of_last = number(term);
            }
            let sum = sums.entry(row.get(1).doing(DOING)?).or_default();
            *sum = sum.wrapping_add(of_last);
        }
        drop(rows);
        drop(statement);
        conn.execute_batch("DROP TABLE temp.indexed_words").doing(DOING)?;
        Ok(sums)
    }
}
