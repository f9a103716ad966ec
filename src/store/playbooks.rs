//! Playbooks: installed by a row of the log that keeps their text, so that a case can be read for ever under the rules it was
//! decided by.

use super::entry::{Entry, HouseEntry};
use super::{Reader, StoreError, Tx};
use crate::case::Stamp;
use crate::playbook::{InstitutionId, Playbook, PlaybookHash, PlaybookSource};
use std::sync::Arc;
use std::thread;

impl Reader<'_> {
    /// The playbook of `hash`, which must have been installed.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] if it never was, or if its text is not what its hash says.
    pub fn playbook(&self, hash: PlaybookHash) -> Result<Arc<Playbook>, StoreError> {
        if let Some(playbook) = self.cache.playbooks.borrow().get(&hash) {
            return Ok(playbook.clone());
        }
        let playbook = Arc::new(reopened(hash, &self.playbook_source(hash)?)?);
        self.cache.playbooks.borrow_mut().insert(hash, playbook.clone());
        Ok(playbook)
    }

    /// The playbooks of `hashes`, read side by side where there are several: reading one takes longer than all else that the
    /// first screen needs.
    ///
    /// # Errors
    /// As [`playbook`](Self::playbook).
    pub fn playbooks(&self, hashes: &[PlaybookHash]) -> Result<Vec<Arc<Playbook>>, StoreError> {
        let known = |hash: &PlaybookHash| self.cache.playbooks.borrow().contains_key(hash);
        let sources = hashes
            .iter()
            .filter(|hash| !known(hash))
            .map(|hash| Ok((*hash, self.playbook_source(*hash)?)))
            .collect::<Result<Vec<_>, StoreError>>()?;
        if sources.len() > 1 {
            let read = thread::scope(|scope| {
                let reading: Vec<_> = sources
                    .iter()
                    .map(|(hash, source)| (*hash, scope.spawn(|| reopened(*hash, source))))
                    .collect();
                reading.into_iter().map(|(hash, read)| (hash, read.join())).collect::<Vec<_>>()
            });
            for (hash, read) in read {
                // One whose reader came to no end is read again below, where its fault is told.
                if let Ok(playbook) = read {
                    self.cache.playbooks.borrow_mut().insert(hash, Arc::new(playbook?));
                }
            }
        }
        hashes.iter().map(|hash| self.playbook(*hash)).collect()
    }

    /// The text of a playbook, held against its hash.
    fn playbook_source(&self, hash: PlaybookHash) -> Result<PlaybookSource, StoreError> {
        let seq = self.playbook_row(&hash)?.ok_or_else(|| not_installed(hash))?;
        let row = self.log_row(seq)?.ok_or_else(|| not_installed(hash))?;
        let Entry::House(HouseEntry::PlaybookInstalled { source, .. }) = row.entry else {
            return Err(not_installed(hash));
        };
        if source.hash() != hash {
            return Err(StoreError::damaged(format!("the text of playbook {hash} is another's")));
        }
        Ok(source)
    }

    /// The playbook that is in force at each institution: the newest installed.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub fn playbooks_in_force(&self) -> Result<Vec<(InstitutionId, PlaybookHash)>, StoreError> {
        let sql =
            "SELECT institution, hash, max(seq) FROM playbooks GROUP BY institution ORDER BY institution";
        let rows = self.rows_of(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.into_iter()
            .map(|(institution, hash)| {
                Ok(((*self.institution_named(institution)?).clone(), PlaybookHash(hash)))
            })
            .collect()
    }

    /// The playbook in force at an institution; none if none was installed.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub fn playbook_in_force(
        &self,
        institution: &InstitutionId,
    ) -> Result<Option<Arc<Playbook>>, StoreError> {
        let Some(id) = self.institution_id(institution)? else { return Ok(None) };
        let sql = "SELECT hash FROM playbooks WHERE institution = ?1 ORDER BY seq DESC LIMIT 1";
        let hash: Option<[u8; 32]> = self.lookup(sql, [id])?;
        hash.map(|hash| self.playbook(PlaybookHash(hash))).transpose()
    }
}

impl Tx<'_> {
    /// Installs a playbook; it is in force at its institution from here on. One that is in force already changes nothing.
    ///
    /// # Errors
    /// [`StoreError::Playbook`] if it cannot be read.
    pub fn install_playbook(
        &mut self,
        stamp: &Stamp,
        source: &PlaybookSource,
    ) -> Result<PlaybookHash, StoreError> {
        let playbook = Playbook::load(source).map_err(|faults| StoreError::Playbook {
            name: source.name.clone(),
            fault: faults.first().map(ToString::to_string).unwrap_or_default(),
        })?;
        let (institution, hash) = (playbook.institution.clone(), playbook.hash);
        if self.playbook_in_force(&institution)?.is_some_and(|current| current.hash == hash) {
            return Ok(hash);
        }
        let source = source.clone();
        let entry = HouseEntry::PlaybookInstalled { institution: institution.clone(), hash, source };
        let seq = self.log_house(stamp, &entry, None)?;
        self.project_playbook(seq, &institution, &hash)?;
        Ok(hash)
    }

    pub(super) fn project_playbook(
        &mut self,
        seq: i64,
        institution: &InstitutionId,
        hash: &PlaybookHash,
    ) -> Result<(), StoreError> {
        let institution = self.intern_institution(institution)?;
        self.run(
            "INSERT INTO playbooks (seq, institution, hash) VALUES (?1, ?2, ?3)",
            (seq, institution, hash.0),
            "install a playbook",
        )?;
        Ok(())
    }
}

fn reopened(hash: PlaybookHash, source: &PlaybookSource) -> Result<Playbook, StoreError> {
    Playbook::reopen(source)
        .map_err(|fault| StoreError::damaged(format!("playbook {hash} cannot be read: {fault}")))
}

fn not_installed(hash: PlaybookHash) -> StoreError {
    StoreError::damaged(format!("playbook {hash} was never installed"))
}
