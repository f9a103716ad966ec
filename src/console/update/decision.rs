//! The decision dialog: opening it, its keys, and what comes of what was confirmed.

use super::{ask, bulk, case, close, desk};
use crate::case::{CaseId, Command};
use crate::console::decision::{DecisionUi, Step};
use crate::console::layout::too_small;
use crate::console::message::{Answer, Effect, Failure, Query, Slot};
use crate::console::model::{Doing, Model, Overlay, Screen};
use crate::console::notice::Tone;
use crate::console::registry::CommandId;
use crate::desk::{CaseView, LinkedView, Preview, Receipt, Request};
use crate::playbook::ActionId;
use crate::text::Clean;

/// Opens the dialog of an action, with the note typed for it before, and asks what it would do. Over marked cases `view` is
/// one of them, as an example of all.
pub fn open(model: &mut Model, view: &CaseView, action: &ActionId, effects: &mut Vec<Effect>) {
    let ui = model.case_screen();
    let note = ui.and_then(|ui| ui.notes.get(action).cloned());
    let seen = ui.and_then(crate::console::case::state::CaseUi::version).or(Some(view.case.version));
    let Some(mut dialog) = DecisionUi::new(view, action, note, seen) else { return };
    dialog.marked = if case::has_marks(model) { model.marks.len() } else { 0 };
    let query = Query::Preview(dialog.case, dialog.act());
    model.overlays.push(Overlay::Decision(Box::new(dialog)));
    ask(model, Slot::Decision, query, effects);
}

/// A command in the dialog.
pub fn command(model: &mut Model, command: CommandId, effects: &mut Vec<Effect>) {
    use CommandId as C;
    let page = isize::try_from(model.size.1 / 3).unwrap_or(1).max(1);
    let Some(dialog) = on_top(model) else { return };
    let typing = dialog.is_typing();
    let step = match command {
        C::Confirm => dialog.enter(),
        C::Submit => dialog.submit(),
        C::Toggle => dialog.choose(),
        C::Up if typing => dialog.step_part(-1),
        C::Down if typing => dialog.step_part(1),
        C::Up => moved(|| dialog.step(-1)),
        C::Down => moved(|| dialog.step(1)),
        C::PageUp => moved(|| dialog.step(-page)),
        C::PageDown => moved(|| dialog.step(page)),
        C::First => moved(|| dialog.step(isize::MIN)),
        C::Last => moved(|| dialog.step(isize::MAX)),
        C::Left => dialog.step_letter(-1),
        C::Right => dialog.step_letter(1),
        C::NextPanel => dialog.step_part(1),
        C::PreviousPanel => dialog.step_part(-1),
        C::Cancel => return leave(model),
        _ => return super::command::everywhere(model, command, effects),
    };
    take(model, step, effects);
}

fn moved(how: impl FnOnce()) -> Step {
    how();
    Step::Stay
}

/// Types into the dialog.
pub fn edit(model: &mut Model, edit: &crate::console::field::Edit) {
    if let Some(dialog) = on_top(model) {
        dialog.edit(edit);
    }
}

/// The nth thing in the dialog was clicked.
pub fn click(model: &mut Model, index: usize, effects: &mut Vec<Effect>) {
    let Some(dialog) = on_top(model) else { return };
    let step = dialog.click(index);
    take(model, step, effects);
}

/// The wheel was turned over the dialog.
pub fn wheel(model: &mut Model, steps: isize) {
    if let Some(dialog) = on_top(model) {
        dialog.scroll(steps);
    }
}

/// What of the dialog is on the screen has been read. What lies under something else has not.
pub fn look(model: &mut Model) {
    if too_small(model.size.0, model.size.1) {
        return;
    }
    let (width, height) = case::size(model);
    if let Some(dialog) = on_top(model) {
        dialog.look(width, height);
    }
}

fn take(model: &mut Model, step: Step, effects: &mut Vec<Effect>) {
    let Some(dialog) = on_top(model) else { return };
    let (case, seen) = (dialog.case, dialog.seen);
    match step {
        Step::Stay => {}
        Step::Ask(act) => {
            ask(model, Slot::Decision, Query::Preview(case, act), effects);
        }
        // Over marked cases the dialog only gathers what the action wants to be told.
        Step::Confirmed(act) if dialog.marked > 0 => {
            let title = dialog.action.title.clone();
            close(model);
            bulk::many(model, &format!("{title}:"), Command::Act(act), effects);
        }
        Step::Confirmed(act) => {
            let request = Request { case, seen, command: Command::Act(act), key: None };
            let id = ask(model, Slot::Act, Query::Act(Box::new(request)), effects);
            model.doing.insert(id, Doing::Decision(case));
        }
    }
}

/// Leaves the dialog; the note is kept until the case is left, the reason and the number are not. What was confirmed is on its way and cannot be called
/// back, so then the dialog stays and says so.
fn leave(model: &mut Model) {
    if on_top(model).is_some_and(|dialog| dialog.is_sent()) {
        model.tell(Tone::Plain, "It was confirmed and is being recorded: it cannot be taken back");
        return;
    }
    let Some(Overlay::Decision(dialog)) = close(model) else { return };
    model.waiting.remove(&Slot::Decision);
    let act = dialog.act();
    if let Some(Screen::Case(ui)) = model.screens.last_mut()
        && ui.id == dialog.case
    {
        match act.note {
            Some(note) => ui.notes.insert(act.action, note),
            None => ui.notes.remove(&act.action),
        };
    }
}

/// What the action would do is known, or why it cannot be done.
pub fn known(model: &mut Model, outlook: Result<Preview, Clean>) {
    if let Some(dialog) = dialog(model) {
        dialog.known(outlook);
    }
}

/// What was confirmed is recorded, or was refused.
pub fn decided(model: &mut Model, case: CaseId, result: Result<Answer, Failure>, effects: &mut Vec<Effect>) {
    match result {
        Ok(Answer::Done(receipt)) => recorded(model, case, &receipt, effects),
        Ok(_) => {}
        Err(failure) => {
            if let Some(dialog) = dialog_of(model, case) {
                dialog.refused(failure.text.clone());
            }
            model.tell(Tone::Refused, failure.text.as_str());
            desk::refresh(model, effects);
        }
    }
}

/// The dialog closes. Where the case has moved on, or waits for a second person, the next one comes by itself.
fn recorded(model: &mut Model, case: CaseId, receipt: &Receipt, effects: &mut Vec<Effect>) {
    let moved = dialog_of(model, case).is_some_and(|dialog| dialog.moves_on());
    model.overlays.retain(|overlay| !matches!(overlay, Overlay::Decision(dialog) if dialog.case == case));
    let on_screen = model.case_screen().is_some_and(|ui| ui.id == case);
    if let Some(ui) = case::of(model, case) {
        ui.notes.clear();
        ui.decided |= moved;
    }
    if moved && on_screen && to_linked(model, receipt, effects) {
        return;
    }
    // Of two linked cases that were decided one after the other the list goes on from the one that was opened from it.
    while moved && model.screens.len() > 1 && model.case_screen().is_some_and(|ui| ui.decided) {
        model.screens.pop();
    }
    let shown = model.case_screen().map_or(case, |ui| ui.id);
    let listed = model.list.selected().is_some_and(|row| row.id == shown);
    let decided = model.case_screen().is_some_and(|ui| ui.decided);
    // Only a case that was opened from the list has a next one.
    if decided && on_screen && listed && model.screens.len() == 1 && !case::next(model, true, effects) {
        model.screens.pop();
    }
    if model.screens.is_empty() && listed {
        model.list.step(1);
    }
    model.tell(Tone::Done, &desk::told(receipt));
    desk::refresh(model, effects);
}

/// Shows the pending case about the same accounts, so that both are decided one after the other; not one that was decided
/// here just before, nor one that somebody else works on. Answers whether there is one.
fn to_linked(model: &mut Model, receipt: &Receipt, effects: &mut Vec<Effect>) -> bool {
    let Some((next, back)) = model.linked() else { return false };
    let (me, now) = (model.session.operator.clone(), model.now);
    let free = |other: &LinkedView| {
        let claimed = other.claimed.as_ref().filter(|(operator, until)| *operator != me && *until > now);
        other.linked.is_pending() && claimed.is_none()
    };
    let related = model.current_view().map(|view| view.related.as_slice()).unwrap_or_default();
    let found = related.iter().find(|other| other.linked.case == next).filter(|other| free(other));
    let Some(number) = found.map(|other| other.linked.number.to_string()) else { return false };
    if case::of(model, next).is_some_and(|ui| ui.decided) {
        return false;
    }
    if back {
        model.screens.pop();
    } else {
        case::show(model, next, effects);
    }
    model.tell(Tone::Done, &format!("{} · next: {number}, about the same accounts", desk::told(receipt)));
    desk::refresh(model, effects);
    true
}

fn on_top(model: &mut Model) -> Option<&mut DecisionUi> {
    match model.overlays.last_mut() {
        Some(Overlay::Decision(dialog)) => Some(dialog),
        _ => None,
    }
}

/// The dialog of a case that was confirmed, even where help lies over it.
fn dialog_of(model: &mut Model, case: CaseId) -> Option<&mut DecisionUi> {
    dialog(model).filter(|dialog| dialog.case == case && dialog.is_sent())
}

/// The dialog, even where help lies over it.
fn dialog(model: &mut Model) -> Option<&mut DecisionUi> {
    model.overlays.iter_mut().rev().find_map(|overlay| match overlay {
        Overlay::Decision(dialog) => Some(dialog.as_mut()),
        _ => None,
    })
}
