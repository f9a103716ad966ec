//! Whether the names in a filter are names at all: a misspelt one would find nothing and say nothing.

use super::DeskError;
use super::service::Desk;
use crate::case::OperatorId;
use crate::store::{Filter, Reader};
use crate::text::nearest::suggestion;
use std::collections::BTreeSet;

/// The names that a desk knows.
#[derive(Debug, Default)]
struct Known {
    institutions: BTreeSet<String>,
    kinds: BTreeSet<String>,
    queues: BTreeSet<String>,
    stages: BTreeSet<String>,
    operators: BTreeSet<String>,
}

impl Desk {
    /// Refuses a filter that names an institution, kind, queue, stage or operator that this store does not know. `me`, who
    /// asks, may ask for their own cases whoever they are.
    ///
    /// # Errors
    /// [`DeskError::Invalid`] with what was probably meant; or where the store cannot be read.
    pub fn check_names(&self, filter: &Filter, me: &OperatorId) -> Result<(), DeskError> {
        let known = self.store.read(|reader| Known::read(reader, self.clock.now()))?;
        let text = |name: &dyn ToString| name.to_string();
        let queue = filter.queue.as_ref().map(|queue| format!("{}/{}", queue.institution, queue.kind));
        let claimed_by = filter.claimed_by.as_ref().filter(|name| *name != me);
        for (what, name, known) in [
            ("institution", filter.institution.as_ref().map(|name| text(name)), &known.institutions),
            ("kind", filter.kind.as_ref().map(|name| text(name)), &known.kinds),
            ("queue", queue, &known.queues),
            ("stage", filter.stage.as_ref().map(|name| text(name)), &known.stages),
            ("operator", claimed_by.map(|name| text(name)), &known.operators),
        ] {
            let Some(name) = name.filter(|name| !known.contains(name)) else { continue };
            let all: Vec<&str> = known.iter().map(String::as_str).collect();
            return Err(DeskError::Invalid {
                what: format!("there is no {what} {name}"),
                remedy: suggestion(&name, &all),
            });
        }
        Ok(())
    }
}

impl Known {
    /// What the playbooks in force name, and what older ones left behind.
    fn read(reader: &Reader<'_>, now: chrono::DateTime<chrono::Utc>) -> Result<Self, DeskError> {
        let mut known = Self::default();
        for (institution, hash) in reader.playbooks_in_force()? {
            let playbook = reader.playbook(hash)?;
            for (kind, described) in &playbook.kinds {
                known.add_queue(institution.as_str(), kind.as_str());
                known.stages.extend(described.stages.iter().map(|stage| stage.id.to_string()));
            }
        }
        for standing in reader.standings(now)? {
            known.add_queue(standing.queue.institution.as_str(), standing.queue.kind.as_str());
            known.stages.insert(standing.stage.to_string());
        }
        known.operators = reader.operators()?.into_iter().map(|(name, _)| name.to_string()).collect();
        Ok(known)
    }

    fn add_queue(&mut self, institution: &str, kind: &str) {
        self.institutions.insert(institution.to_owned());
        self.kinds.insert(kind.to_owned());
        self.queues.insert(format!("{institution}/{kind}"));
    }
}

#[cfg(test)]
mod tests {
    use super::super::{DeskClock, DeskOptions, filter};
    use super::*;
    use crate::playbook::shipped;

    #[test]
    fn a_misspelt_name_is_told_with_what_was_meant() {
        let folder = tempfile::tempdir().unwrap();
        let alice = OperatorId::new("alice").unwrap();
        let now = "2026-11-23T09:00:00Z".parse().unwrap();
        let options = DeskOptions {
            store: folder.path().join("desk.docket"),
            witness: folder.path().join("witness"),
            operator: Some(alice.clone()),
            clock: DeskClock::Fixed(now),
            read_only: false,
        };
        let desk = Desk::init(&options, shipped()).unwrap();
        let check = |text: &str, me| desk.check_names(&filter::parse(text, now, me).unwrap(), me);
        for sound in
            ["", "mine by:alice", "stage:manual_review kind:recovery", "queue:okx/migration institution:okx"]
        {
            assert!(check(sound, &alice).is_ok(), "{sound}");
        }
        for (text, what, remedy) in [
            ("stage:manul", "there is no stage manul", "\"manual_review\""),
            ("kind:recover", "there is no kind recover", "\"recovery\""),
            ("queue:okx/migraton", "there is no queue okx/migraton", "\"okx/migration\""),
            ("institution:zzz", "there is no institution zzz", "Known are binance, okx"),
            ("by:alcie", "there is no operator alcie", "\"alice\""),
        ] {
            let error = check(text, &alice).unwrap_err().to_string();
            assert!(error.contains(what) && error.contains(remedy), "{error}");
        }
        assert!(check("mine", &OperatorId::new("stranger").unwrap()).is_ok());
    }
}
