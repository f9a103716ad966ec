//! The validator: what a playbook says must hang together, whole, before a case is decided by it.
//!
//! Each file looks at one side of it and tells all that it finds. What was already told as a fault of form is not told again
//! as its consequences, so a check that needs a whole kind is left out while part of that kind could not be read.

mod actions;
mod effects;
mod follow_ups;
mod frame;
mod guards;
mod keys;
mod languages;
mod letters;
mod names;
mod plain;
mod rules;
mod score;
mod session;
mod stages;
mod timers;
mod triage;

pub use keys::RESERVED_KEYS;

use super::fault::Fault;
use super::shape::Repairs;
use super::tree::{Path, Step, Tree};
use super::{Kind, KindId, Outcome, Playbook, PlaybookSource, StageId};

/// Every fault of `playbook`, which was read from `tree` with `repairs`.
pub(super) fn check(
    playbook: &Playbook,
    source: &PlaybookSource,
    tree: &Tree<'_>,
    repairs: &Repairs,
) -> Vec<Fault> {
    let mut check = Check { tree, repairs, faults: Vec::new() };
    plain::check(&mut check, playbook);
    rules::check(&mut check, playbook);
    letters::check(&mut check, playbook, source);
    languages::check(&mut check, playbook);
    frame::check(&mut check, playbook, source);
    session::whole(&mut check, playbook);
    for (id, kind) in &playbook.kinds {
        let of = Of { id, kind, path: Path::of("kind").key(id.as_str()) };
        names::check(&mut check, &of);
        stages::check(&mut check, &of);
        actions::check(&mut check, &of);
        keys::check(&mut check, &of);
        guards::check(&mut check, &of);
        effects::check(&mut check, &of);
        timers::check(&mut check, &of);
        follow_ups::check(&mut check, &of);
        triage::check(&mut check, &of);
        session::check(&mut check, &of);
        session::verifies_what_is_free(&mut check, &of);
        score::check(&mut check, &of);
    }
    check.faults
}

/// A check in progress.
struct Check<'c> {
    tree: &'c Tree<'c>,
    repairs: &'c Repairs,
    faults: Vec<Fault>,
}

impl Check<'_> {
    /// Tells a fault at `path` of the playbook, unless what stands there was invented to read past another fault.
    fn fault(&mut self, path: &Path, what: impl Into<String>, remedy: impl Into<String>) {
        let place = self.repairs.original(path);
        if self.repairs.invented(&place) {
            return;
        }
        let fault = Fault {
            line: self.tree.line(&place),
            key: place.to_string(),
            what: what.into(),
            remedy: remedy.into(),
        };
        if !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }

    /// Whether all of `path` stands as its author wrote it, so that its parts can be held against one another.
    fn is_whole(&self, path: &Path) -> bool {
        self.repairs.untouched(path)
    }

    /// The ids that a list of what stands at `place` declares, those of elements that could not be read among them; none where
    /// an id itself could not be read, for it may be any that is asked for.
    fn ids(&self, place: &Path, list: &str) -> Option<Vec<&str>> {
        let path = place.key(list);
        let readable = |index| !self.repairs.invented(&path.then(Step::Index(index)).key("id"));
        (0..self.tree.length(&path)).all(readable).then(|| self.tree.names(&path, "id"))
    }
}

/// The kind that is being checked.
struct Of<'k> {
    id: &'k KindId,
    kind: &'k Kind,
    path: Path,
}

impl Of<'_> {
    /// How the kind ends in `stage`, where it does.
    fn end(&self, stage: &StageId) -> Option<Outcome> {
        self.kind.stage(stage)?.end
    }
}

#[cfg(test)]
mod tests;
