//! Actions: who may take them, where they lead, and the rules that hold whatever an institution writes.

use super::{Check, Of, Path};
use crate::playbook::{Action, By, CauseState, ChecksState, Effect, Guard, Outcome, Role, StageId};

pub(super) fn check(check: &mut Check<'_>, of: &Of<'_>) {
    for (index, action) in of.kind.actions.iter().enumerate() {
        let path = of.path.item("action", index);
        form(check, &path, action);
        leads_on(check, of, &path, action);
        not_by_itself(check, &path, action);
        rejects_with_reasons(check, of, &path, action);
        names_the_cause(check, of, &path, action);
        passes_the_checks(check, of, &path, action);
    }
}

fn form(check: &mut Check<'_>, path: &Path, action: &Action) {
    if action.from.is_empty() {
        let what = "the action can be taken from no stage";
        check.fault(&path.key("from"), what, "Name the stages that it may be taken from.");
    }
    if action.by.is_empty() {
        check.fault(
            &path.key("by"),
            "nobody may take this action",
            "Leave `by` out, or say who: `operator`.",
        );
    }
    if action.role == Role::Auditor {
        let what = "an auditor only reads";
        check.fault(&path.key("role"), what, "Write `reviewer`, `lead` or `admin`.");
    }
}

/// From an end only a way back is left: a case that ended one way does not end another way without being looked at.
fn leads_on(check: &mut Check<'_>, of: &Of<'_>, path: &Path, action: &Action) {
    let Some(end) = action.from.iter().find(|stage| of.end(stage).is_some()) else { return };
    let stays_ended = action.to.as_ref().is_none_or(|to| of.end(to).is_some());
    if stays_ended {
        let what = format!("the case has ended at `{end}`, and this action leaves it ended");
        check.fault(
            &path.key("to"),
            what,
            "Lead `to` a stage that is no end, or leave that stage out of `from`.",
        );
    }
}

/// A note, a reason, a typed number and a second person are things that only people give.
fn not_by_itself(check: &mut Check<'_>, path: &Path, action: &Action) {
    if action.by.is_empty() || action.by.contains(&By::Operator) {
        return;
    }
    let wants = [
        ("note", action.note, "a note"),
        ("reasons", !action.reasons.is_empty(), "a reason"),
        ("irreversible", action.irreversible, "the case's number, typed"),
        ("second_operator_from", action.second_operator_from.is_some(), "a second operator"),
    ];
    for (key, _, what) in wants.into_iter().filter(|(_, wanted, _)| *wanted) {
        let what = format!("the action wants {what}, which only a person gives, and no person may take it");
        check.fault(&path.key(key), what, "Add `operator` to `by`, or leave this out.");
    }
}

/// N3: only a person turns somebody down, and says why (R16).
fn rejects_with_reasons(check: &mut Check<'_>, of: &Of<'_>, path: &Path, action: &Action) {
    if action.to.as_ref().and_then(|to| of.end(to)) != Some(Outcome::Rejected) {
        return;
    }
    if let Some(index) = action.by.iter().position(|by| *by != By::Operator) {
        let what = "N3: this turns the applicant down, which only a person may decide";
        let remedy = "Let `by` be `operator` alone, or lead to a stage where a person decides.";
        check.fault(&path.item("by", index), what, remedy);
    }
    if action.reasons.is_empty() && !names_cause(action) {
        let what = "R16: this turns the applicant down without a reason";
        check.fault(&path.key("reasons"), what, "List the `reasons` that may be given.");
    }
}

/// C3: where a kind knows causes, the case names one before it ends.
fn names_the_cause(check: &mut Check<'_>, of: &Of<'_>, path: &Path, action: &Action) {
    let ends = action.to.as_ref().is_some_and(|to| of.end(to).is_some());
    if ends && !of.kind.causes.is_empty() && !names_cause(action) && check.is_whole(path) {
        let what = "C3: the case could end here without its cause named";
        let remedy = "Add the guard `{ rule = \"…\", must = { cause = \"named\" } }`.";
        check.fault(&path.key("guards"), what, remedy);
    }
}

fn names_cause(action: &Action) -> bool {
    let names = |guard: &Guard| matches!(guard, Guard::Cause(CauseState::Named) | Guard::CauseIs(_));
    action.guards.iter().any(|guard| names(&guard.must))
}

/// Whether it leads from where nothing is decided to where the case stands approved, though it has not ended.
fn enters_an_approval(of: &Of<'_>, action: &Action) -> bool {
    let approved =
        |id: &StageId| of.kind.stage(id).is_some_and(|stage| stage.decision() == Some(Outcome::Approved));
    action.to.as_ref().is_some_and(approved) && !action.from.iter().all(approved)
}

/// R1: there is no back door; whoever approves, the checks passed.
fn passes_the_checks(check: &mut Check<'_>, of: &Of<'_>, path: &Path, action: &Action) {
    let approves = action.to.as_ref().and_then(|to| of.end(to)) == Some(Outcome::Approved)
        || action.effects.iter().any(|effect| matches!(effect, Effect::Hold(_)))
        || enters_an_approval(of, action);
    let wanted = of.kind.checks.iter().any(|check| check.required);
    let passes = |guard: &Guard| matches!(guard, Guard::Checks(ChecksState::Passed));
    if approves && wanted && !action.guards.iter().any(|guard| passes(&guard.must)) && check.is_whole(path) {
        let what = "R1: this approves without asking whether the checks passed";
        let remedy = "Add the guard `{ rule = \"…\", must = { checks = \"passed\" } }`.";
        check.fault(&path.key("guards"), what, remedy);
    }
}
