//! What is followed up: somewhere, by somebody, until it is done, and only after an approval.

use super::{Check, Of};
use crate::playbook::{FollowUpsState, Guard, Outcome, Phase};

pub(super) fn check(check: &mut Check<'_>, of: &Of<'_>) {
    stages(check, of);
    if !check.is_whole(&of.path.key("follow_up")) || !check.is_whole(&of.path.key("action")) {
        return;
    }
    guards(check, of);
    let after = of.kind.follow_ups.iter().position(|follow_up| follow_up.phase == Phase::After);
    if let Some(index) = after.filter(|_| check.is_whole(&of.path.key("stage")))
        && !of.kind.stages.iter().any(|stage| stage.follow_up)
    {
        let what = "this comes after the decision, and no stage follows it up";
        let remedy = "Add a stage with `follow_up = true`, or write `phase = \"before\"`.";
        check.fault(&of.path.item("follow_up", index), what, remedy);
    }
    for (phase, state) in [(Phase::Before, FollowUpsState::Prepared), (Phase::After, FollowUpsState::Done)] {
        let asks = |guard: &Guard| match guard {
            Guard::FollowUps(wanted) => *wanted == state || *wanted == FollowUpsState::Done,
            _ => false,
        };
        let asked = of.kind.actions.iter().any(|action| action.guards.iter().any(|guard| asks(&guard.must)));
        let first = of.kind.follow_ups.iter().position(|follow_up| follow_up.phase == phase);
        if let Some(index) = first.filter(|_| !asked) {
            let word = if state == FollowUpsState::Done { "done" } else { "prepared" };
            let what = "no action asks whether this was seen to";
            let remedy =
                format!("Add the guard `{{ rule = \"…\", must = {{ follow_ups = \"{word}\" }} }}` to one.");
            check.fault(&of.path.item("follow_up", index), what, remedy);
        }
    }
}

fn stages(check: &mut Check<'_>, of: &Of<'_>) {
    for (index, stage) in of.kind.stages.iter().enumerate() {
        let path = of.path.item("stage", index);
        if stage.follow_up && stage.end.is_some() {
            let what = "the case has ended here, so nothing is followed up";
            check.fault(&path.key("follow_up"), what, "Leave one of the two out.");
        }
        match (stage.decided, stage.end) {
            (Some(_), Some(_)) => {
                check.fault(
                    &path.key("decided"),
                    "`end` says how the case is decided",
                    "Leave `decided` out.",
                );
            }
            (Some(Outcome::Rejected | Outcome::Closed), None) => {
                let what = "only an approval stands before the case has ended";
                check.fault(&path.key("decided"), what, "Write `approved`, or give the stage an `end`.");
            }
            _ => {}
        }
    }
}

fn guards(check: &mut Check<'_>, of: &Of<'_>) {
    for (index, action) in of.kind.actions.iter().enumerate() {
        for (inner, guarded) in action.guards.iter().enumerate() {
            let Guard::FollowUps(wanted) = &guarded.must else { continue };
            let before = of.kind.follow_ups.iter().any(|follow_up| follow_up.phase == Phase::Before);
            let none = match wanted {
                FollowUpsState::Prepared => !before,
                FollowUpsState::Done => of.kind.follow_ups.is_empty(),
            };
            if none {
                let at = of.path.item("action", index).item("guards", inner).key("must").key("follow_ups");
                check.fault(&at, "nothing is followed up, so the guard guards nothing", "Leave it out.");
            }
        }
    }
}
