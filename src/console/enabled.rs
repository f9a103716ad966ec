//! When a command is possible. This only looks at what is on the screen; what the rules allow is asked of the desk.

use super::model::{Model, Place, Screen};
use crate::case::{Refusal, RefusalKind};

/// Whether a command is possible now, or why not.
pub type Check = fn(&Model) -> Result<(), Refusal>;

#[expect(clippy::unnecessary_wraps, reason = "one type for all checks")]
pub(super) fn always(_: &Model) -> Result<(), Refusal> {
    Ok(())
}

/// A row of the list is selected, or a case is open.
pub(super) fn selected(model: &Model) -> Result<(), Refusal> {
    match model.current_case() {
        Some(_) => Ok(()),
        None => no("no case is selected", "Choose a queue with cases, or clear the filter."),
    }
}

/// Something is selected that can be opened.
pub(super) fn openable(model: &Model) -> Result<(), Refusal> {
    match model.screens.last() {
        None => selected(model),
        // On its own screen a case decides itself what enter means.
        Some(Screen::Case(_) | Screen::Lead(_)) => Ok(()),
        Some(Screen::Log(log)) if log.selected_case().is_some() => Ok(()),
        Some(Screen::Log(_)) => no("this line is about no case", "Choose a line with a case's number."),
    }
}

/// There is a case to do something to: the open one, the selected one, or marked ones.
pub(super) fn case(model: &Model) -> Result<(), Refusal> {
    if model.marks.is_empty() || !model.screens.is_empty() { selected(model) } else { Ok(()) }
}

/// The list has cases.
pub(super) fn listed(model: &Model) -> Result<(), Refusal> {
    if model.list.rows().is_empty() {
        return no("the list is empty", "Choose another queue or clear the filter.");
    }
    Ok(())
}

/// A case was marked before.
pub(super) fn marks(model: &Model) -> Result<(), Refusal> {
    if model.marks.is_empty() {
        return no("nothing is marked yet", "Mark the first case, then go to the last one.");
    }
    Ok(())
}

/// The list shows a view that the operator saved.
pub(super) fn own_view(model: &Model) -> Result<(), Refusal> {
    match &model.place {
        Place::View(name) if model.views.is_own(name) => Ok(()),
        _ => no("no saved view is shown", "Choose one of your own views at the left."),
    }
}

/// A case about the same accounts is open, or lies below.
pub(super) fn linked(model: &Model) -> Result<(), Refusal> {
    match model.linked() {
        Some(_) => Ok(()),
        None => no("no other case about these accounts is open", "8 shows those that have ended."),
    }
}

fn no(what: &str, remedy: &str) -> Result<(), Refusal> {
    Err(Refusal::plain(RefusalKind::Nothing, what, remedy))
}
