//! Stages: every one can be reached, and from every one an end.

use super::{Check, Of};
use crate::playbook::{Kind, StageId};
use std::collections::BTreeSet;

pub(super) fn check(check: &mut Check<'_>, of: &Of<'_>) {
    let Some(first) = of.kind.stages.first() else {
        check.fault(&of.path.key("stage"), "the kind has no stage", "Add at least a first stage and an end.");
        return;
    };
    if first.end.is_some() {
        let what = format!("cases begin in `{}`, which is an end", first.id);
        check.fault(&of.path.item("stage", 0).key("end"), what, "Put the stage where cases begin first.");
    }
    // A stage or action that could not be read, or a misspelt name, may be the missing link.
    let whole = check.is_whole(&of.path.key("stage")) && check.is_whole(&of.path.key("action"));
    let mut named = of.kind.actions.iter().flat_map(|action| action.from.iter().chain(&action.to));
    if !whole || named.any(|stage| of.kind.stage(stage).is_none()) {
        return;
    }
    let reached = closure([&first.id], |stage| forward(of.kind, stage));
    let ends = of.kind.stages.iter().filter(|stage| stage.end.is_some()).map(|stage| &stage.id);
    let ending = closure(ends, |stage| backward(of.kind, stage));
    for (index, stage) in of.kind.stages.iter().enumerate() {
        let path = of.path.item("stage", index).key("id");
        if !reached.contains(&stage.id) {
            let what = format!("no action leads to `{}`", stage.id);
            check.fault(
                &path,
                what,
                "Let an action of a stage that is reached lead `to` it, or leave it out.",
            );
        }
        if !ending.contains(&stage.id) {
            let what = format!("from `{}` no end can be reached", stage.id);
            check.fault(&path, what, "Add an action that leads on, or set `end` where the case ends here.");
        }
    }
}

/// All stages to be reached from `start` by `next`.
fn closure<'k>(
    start: impl IntoIterator<Item = &'k StageId>,
    next: impl Fn(&StageId) -> Vec<&'k StageId>,
) -> BTreeSet<&'k StageId> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<_> = start.into_iter().collect();
    while let Some(stage) = open.pop() {
        if reached.insert(stage) {
            open.extend(next(stage));
        }
    }
    reached
}

fn forward<'k>(kind: &'k Kind, stage: &StageId) -> Vec<&'k StageId> {
    let actions = kind.actions.iter().filter(|action| action.from.contains(stage));
    actions.filter_map(|action| action.to.as_ref()).collect()
}

fn backward<'k>(kind: &'k Kind, stage: &StageId) -> Vec<&'k StageId> {
    let actions = kind.actions.iter().filter(|action| action.to.as_ref() == Some(stage));
    actions.flat_map(|action| &action.from).collect()
}
