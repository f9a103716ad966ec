//! Guards that could never hold, or would always.

use super::{Check, Of, Path};
use crate::playbook::fault::did_you_mean;
use crate::playbook::{Effect, Guard, HoldState, LinkedGuard, SignalGuard, Which};

pub(super) fn check(check: &mut Check<'_>, of: &Of<'_>) {
    for (index, wanted) in of.kind.checks.iter().enumerate() {
        if let Some(linked) = &wanted.linked {
            self::linked(check, of, &of.path.item("check", index).key("linked"), linked);
        }
    }
    for (index, action) in of.kind.actions.iter().enumerate() {
        let path = of.path.item("action", index);
        for (inner, guarded) in action.guards.iter().enumerate() {
            guard(check, of, &path.item("guards", inner).key("must"), &guarded.must);
        }
        if action.second_operator_from.is_some() {
            needs_score(check, of, &path.key("second_operator_from"));
        }
    }
}

fn guard(check: &mut Check<'_>, of: &Of<'_>, path: &Path, guard: &Guard) {
    match guard {
        Guard::Signal(signal) => self::signal(check, &path.key("signal"), signal),
        Guard::Clues(clues) => {
            let among = if clues.of.is_empty() { of.kind.clues.len() } else { clues.of.len() };
            let at = path.key("clues").key("matching");
            if usize::from(clues.matching) > among && check.is_whole(&of.path.key("clue")) {
                let what = format!("{} clues must match, but there are only {among}", clues.matching);
                check.fault(&at, what, format!("Write 1 to {among}."));
            } else if clues.matching == 0 {
                check.fault(&at, "no clue need match, so the guard guards nothing", "Write 1 or more.");
            }
        }
        Guard::Cause(_) if of.kind.causes.is_empty() && check.is_whole(&of.path) => {
            let what = "the kind knows no causes, so none can be named";
            check.fault(&path.key("cause"), what, "Add causes, or leave the guard out.");
        }
        Guard::CauseIs(causes) if causes.is_empty() => {
            check.fault(&path.key("cause_is"), "no cause satisfies this", "Name the causes that it is for.");
        }
        Guard::Account(account) => {
            let at = path.key("account");
            if account.status.is_empty() && account.assets.is_none() && account.orders.is_none() {
                let remedy = "Say its `status`, or that `assets` or `orders` are `none`.";
                check.fault(&at, "nothing is asked of the account", remedy);
            }
            match account.of {
                Which::Holder => needs_holder(check, of, &at.key("of")),
                Which::Duplicates => {
                    let what = "there may be any number of duplicates, and none of them is looked at";
                    check.fault(&at.key("of"), what, "Write `claimant` or `holder`.");
                }
                Which::Claimant => {}
            }
        }
        Guard::Region(_) => {
            let list = Path::of("regions").key("restricted");
            if check.tree.length(&list) == 0 && check.is_whole(&Path::of("regions")) {
                let what = "the playbook restricts no region, so the guard guards nothing";
                check.fault(&path.key("region"), what, "Name them in `[regions]`, or leave the guard out.");
            }
        }
        Guard::TriedElsewhere(0) => {
            let what = "none need have tried it, so the guard guards nothing";
            check.fault(&path.key("tried_elsewhere"), what, "Write 1 or more.");
        }
        Guard::Linked(linked) => self::linked(check, of, &path.key("linked"), linked),
        Guard::BandAtMost(_) => needs_score(check, of, &path.key("band_at_most")),
        Guard::Hold(state) => {
            let begins = |effect: &Effect| matches!(effect, Effect::Hold(_));
            let begun = of.kind.actions.iter().any(|action| action.effects.iter().any(begins));
            if !begun && check.is_whole(&of.path.key("action")) {
                let state = if *state == HoldState::Running { "run" } else { "end" };
                let what = format!("no action begins a hold, so none can {state}");
                check.fault(&path.key("hold"), what, "Give the approval an effect `hold`.");
            }
        }
        _ => {}
    }
}

/// A range that a value can lie in.
pub(super) fn signal(check: &mut Check<'_>, path: &Path, guard: &SignalGuard) {
    let (low, high) = guard.of.range();
    let bounds = [("at_least", guard.at_least), ("below", guard.below)];
    for (key, bound) in bounds {
        if let Some(bound) = bound.filter(|bound| !(low..=high).contains(bound)) {
            let what = format!("{} is never {bound}", guard.of);
            check.fault(&path.key(key), what, format!("Write a number from {low} to {high}."));
        }
    }
    match (guard.at_least, guard.below) {
        (None, None) => {
            check.fault(path, "no bound is given, so any value will do", "Add `at_least` or `below`.");
        }
        (Some(least), Some(below)) if least >= below => {
            let what = format!("no number is at least {least} and below {below}");
            check.fault(&path.key("below"), what, "Let `at_least` be less than `below`.");
        }
        _ => {}
    }
}

/// A linked case is of a kind that the playbook has, and about an account that this kind knows.
fn linked(check: &mut Check<'_>, of: &Of<'_>, path: &Path, linked: &LinkedGuard) {
    let kinds = check.tree.keys(&Path::of("kind"));
    if !kinds.contains(&linked.kind.as_str()) {
        let remedy = did_you_mean(linked.kind.as_str(), kinds);
        check.fault(&path.key("kind"), format!("there is no kind `{}`", linked.kind), remedy);
    }
    match linked.of {
        Which::Claimant => {}
        Which::Holder => needs_holder(check, of, &path.key("of")),
        Which::Duplicates => {
            let what = "a linked case is about one account, and these may be several";
            check.fault(&path.key("of"), what, "Write `claimant` or `holder`.");
        }
    }
}

fn needs_score(check: &mut Check<'_>, of: &Of<'_>, path: &Path) {
    if of.kind.score.is_none() && check.is_whole(&of.path.key("score")) {
        let what = "the kind has no score, so there is no band";
        check.fault(path, what, format!("Add `[kind.{}.score]`, or leave this out.", of.id));
    }
}

/// Only kinds with a holder know a second account.
pub(super) fn needs_holder(check: &mut Check<'_>, of: &Of<'_>, path: &Path) {
    if of.kind.holder.is_none() && check.is_whole(&of.path.key("holder")) {
        let what = "cases of this kind have no holder";
        check.fault(path, what, "Write `claimant`, or give the kind a `holder` with its rule.");
    }
}
