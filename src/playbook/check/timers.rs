//! Timers: each can fire, and each action that only a timer takes has one.

use super::{Check, Of, Path};
use crate::playbook::{Action, Budget, By, Effect, Timer, TimerStart};

/// As long as the longest clock.
const MOST_HOURS: u32 = 366 * 24;

pub(super) fn check(check: &mut Check<'_>, of: &Of<'_>) {
    for (index, timer) in of.kind.timers.iter().enumerate() {
        self::timer(check, of, &of.path.item("timer", index), timer);
    }
    if !check.is_whole(&of.path.key("timer")) {
        return;
    }
    for (index, action) in of.kind.actions.iter().enumerate() {
        let named = of.kind.timers.iter().any(|timer| timer.actions.contains(&action.id));
        if action.by == [By::Timer] && !named {
            let what = format!("only a timer may take `{}`, and none does", action.id);
            let remedy = "Name it in the `actions` of a timer, or let somebody else take it.";
            check.fault(&of.path.item("action", index).key("by"), what, remedy);
        }
    }
}

/// What comes before the end of a clock needs one that is longer.
fn before_due(check: &mut Check<'_>, of: &Of<'_>, path: &Path, timer: &Timer, before: Budget) {
    let at = path.key("start").key("before_due");
    let stage = of.kind.stages.iter().position(|stage| stage.id == timer.stage);
    let Some(index) = stage.filter(|index| check.is_whole(&of.path.item("stage", *index))) else { return };
    let Some(clock) = of.kind.stages.get(index).and_then(|stage| stage.clock) else {
        let what = format!("no clock runs at `{}`, so nothing comes before its end", timer.stage);
        check.fault(&at, what, "Count from the entry with `hours_in_stage`, or give the stage a clock.");
        return;
    };
    if before.length() >= clock.length() {
        let what = format!("{before} before its end, a clock of {clock} has not begun");
        check.fault(&at, what, "Write less than the stage's clock.");
    } else if matches!((clock, before), (Budget::Hours(_), Budget::BusinessDays(_))) {
        let what = "the stage's clock counts hours, so business days before its end are not defined";
        check.fault(&at, what, "Write hours.");
    }
}

fn timer(check: &mut Check<'_>, of: &Of<'_>, path: &Path, timer: &Timer) {
    if of.end(&timer.stage).is_some() {
        let what = format!("the case has ended at `{}`, so no timer runs", timer.stage);
        check.fault(&path.key("stage"), what, "Let it run in a stage that is no end.");
    }
    match timer.start {
        TimerStart::HoursInStage(hours) if hours > MOST_HOURS => {
            let what = format!("a timer cannot wait {hours} hours");
            check.fault(&path.key("start"), what, format!("Write 0 to {MOST_HOURS} hours."));
        }
        TimerStart::MinutesInStage(minutes) if minutes > MOST_HOURS * 60 => {
            let what = format!("a timer cannot wait {minutes} minutes");
            check.fault(&path.key("start"), what, format!("Write 0 to {} minutes.", MOST_HOURS * 60));
        }
        TimerStart::BeforeDue(before) => before_due(check, of, path, timer, before),
        TimerStart::HoldEnds => {
            let begins = |action: &Action| action.effects.iter().any(|e| matches!(e, Effect::Hold(_)));
            if !of.kind.actions.iter().any(begins) && check.is_whole(&of.path.key("action")) {
                let what = "no action begins a hold, so none can end";
                check.fault(&path.key("start"), what, "Give the approval an effect `hold`.");
            }
        }
        TimerStart::SessionOver if of.kind.is_verification() && of.kind.session_minutes().is_none() => {
            let what = "no session has a time here that could be over";
            check.fault(&path.key("start"), what, "Add an admission `minutes`.");
        }
        TimerStart::HoursInStage(_) | TimerStart::MinutesInStage(_) | TimerStart::SessionOver => {}
    }
    if timer.actions.is_empty() {
        check.fault(&path.key("actions"), "the timer does nothing", "Name the actions that it tries.");
    }
    for (index, id) in timer.actions.iter().enumerate() {
        let Some(action) = of.kind.action(id) else { continue };
        let at = path.item("actions", index);
        if !action.by.contains(&By::Timer) {
            let what = format!("no timer may take `{id}`");
            check.fault(&at, what, "Add `timer` to the action's `by`.");
        }
        if !action.from.contains(&timer.stage) && check.is_whole(&of.path.key("action")) {
            let what = format!("`{id}` cannot be taken from `{}`", timer.stage);
            check.fault(&at, what, "Add the stage to the action's `from`, or let the timer run elsewhere.");
        }
        let wants = action.note
            || action.irreversible
            || !action.reasons.is_empty()
            || action.second_operator_from.is_some();
        if wants {
            let what =
                format!("`{id}` wants a note, reason, confirmation or second operator, which no timer gives");
            check.fault(&at, what, "Give the timer an action of its own that wants none of them.");
        }
    }
}
