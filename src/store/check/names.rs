//! Small numbers for names, and counts: both ways, what the log gives against what stands there.

use super::super::StoreError;
use super::super::log::role_named;
use super::super::names::{make_cell, stored};
use super::{Check, Finding};
use crate::case::OperatorId;
use crate::playbook::{InstitutionId, KindId, Role};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Debug;

/// An institution's kind.
type Queue = (InstitutionId, KindId);

impl Check<'_> {
    pub(super) fn names(&mut self) {
        let institutions = self.stored_institutions();
        if let Some(found) = self.report.take(institutions, |what| projection("institutions", what)) {
            self.compare("institutions", &self.expected.institutions.numbered(), &found);
        }
        let queues = self.stored_queues();
        if let Some(found) = self.report.take(queues, |what| projection("queues", what)) {
            self.compare("queues", &self.expected.queues.numbered(), &found);
        }
        let operators = self.stored_operators();
        if let Some(found) = self.report.take(operators, |what| projection("operators", what)) {
            let role = |operator: &OperatorId| self.expected.roles.get(operator).copied();
            let expected = self.expected.operators.numbered().into_iter();
            let expected = expected.map(|(id, operator)| (id, role(&operator), operator)).collect();
            self.compare("operators", &expected, &found);
        }
        let meta =
            self.reader.rows_of("SELECT name FROM meta ORDER BY name", [], |row| row.get::<_, String>(0));
        if let Some(found) = self.report.take(meta, |what| projection("meta", what))
            && found != ["id", "secret"]
        {
            self.find(projection("meta", "it has other rows than the id and the secret".to_owned()));
        }
    }

    fn stored_institutions(&self) -> Result<BTreeSet<(i64, InstitutionId)>, StoreError> {
        let sql = "SELECT id, name FROM institutions";
        let rows = self.reader.rows_of(sql, [], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
        rows.iter().map(|(id, name)| Ok((*id, stored(InstitutionId::new(name))?))).collect()
    }

    fn stored_queues(&self) -> Result<BTreeSet<(i64, Queue)>, StoreError> {
        let sql =
            "SELECT q.id, i.name, q.kind FROM queues q LEFT JOIN institutions i ON i.id = q.institution";
        let rows = self
            .reader
            .rows_of(sql, [], |row| Ok((row.get(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?)))?;
        rows.iter()
            .map(|(id, name, kind)| {
                Ok((*id, (stored(InstitutionId::new(name))?, stored(KindId::new(kind))?)))
            })
            .collect()
    }

    fn stored_operators(&self) -> Result<BTreeSet<(i64, Option<Role>, OperatorId)>, StoreError> {
        let sql = "SELECT id, role, name FROM operators";
        let rows = self.reader.rows_of(sql, [], |row| {
            Ok((row.get(0)?, row.get::<_, Option<String>>(1)?, row.get::<_, String>(2)?))
        })?;
        rows.iter()
            .map(|(id, role, name)| {
                Ok((*id, role.as_deref().map(role_named).transpose()?, stored(OperatorId::new(name))?))
            })
            .collect()
    }

    fn compare<T: Ord + Debug>(&mut self, table: &'static str, expected: &BTreeSet<T>, found: &BTreeSet<T>) {
        for missing in expected.difference(found) {
            self.find(projection(table, format!("{missing:?} is missing")));
        }
        for extra in found.difference(expected) {
            self.find(projection(table, format!("the log does not give {extra:?}")));
        }
    }

    pub(super) fn counts(&mut self) {
        let cells = self.reader.rows_of("SELECT queue, stage, band, state, cases FROM cells", [], |row| {
            let stage: String = row.get(1)?;
            Ok((row.get(0)?, stage, row.get(2)?, row.get(3)?, row.get::<_, i64>(4)?))
        });
        let cells = cells.and_then(|rows| {
            rows.into_iter()
                .map(|(queue, stage, band, state, n)| Ok((make_cell(queue, &stage, band, state)?, n)))
                .collect::<Result<HashMap<_, _>, StoreError>>()
        });
        if let Some(found) = self.report.take(cells, |what| projection("cells", what)) {
            let expected: BTreeMap<_, _> = std::mem::take(&mut self.expected.cells).into_iter().collect();
            let found = found.into_iter().collect();
            self.compare_counts("cells", &expected, &found);
        }
        let sql = "SELECT what, queue, part, bucket, n FROM tallies";
        let tallies = self.reader.rows_of(sql, [], |row| {
            Ok(((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?), row.get::<_, i64>(4)?))
        });
        if let Some(found) = self.report.take(tallies, |what| projection("tallies", what)) {
            let expected = self.expected.counters.tallies().map(|(tally, n)| (tally.key(), n)).collect();
            self.compare_counts("tallies", &expected, &found.into_iter().collect());
        }
    }

    fn compare_counts<K: Ord + Debug>(
        &mut self,
        table: &'static str,
        expected: &BTreeMap<K, i64>,
        found: &BTreeMap<K, i64>,
    ) {
        for (key, n) in expected {
            let counted = found.get(key).copied().unwrap_or(0);
            if counted != *n {
                self.find(projection(table, format!("{key:?} is counted {counted}, the log gives {n}")));
            }
        }
        for (key, n) in found.iter().filter(|(key, _)| !expected.contains_key(*key)) {
            self.find(projection(table, format!("{key:?} is counted {n}, the log gives none")));
        }
    }
}

fn projection(table: &'static str, what: String) -> Finding {
    Finding::Projection { table, what }
}
