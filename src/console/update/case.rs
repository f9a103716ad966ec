//! Opening cases, and actions of the playbook.

use super::desk;
use crate::console::message::Effect;
use crate::console::model::Model;
use crate::console::notice::Tone;
use crate::playbook::ActionId;

/// Opens what is selected.
pub fn open(model: &mut Model, effects: &mut Vec<Effect>) {
    desk::read_preview(model, effects);
}

/// Selects the next (or previous) case of the list that nobody else works on.
pub fn next(model: &mut Model, forward: bool, effects: &mut Vec<Effect>) {
    let (now, me) = (model.now, model.session.operator.clone());
    let free = |row: &crate::store::CaseRow| {
        row.claimed.as_ref().is_none_or(|(operator, until)| *operator == me || *until <= now)
    };
    match model.list.next(forward, free) {
        Some(id) => desk::select(model, id, effects),
        None => model.tell(Tone::Plain, "There is no further case that nobody works on"),
    }
}

/// A key that no command has was pressed: perhaps an action of the playbook has it.
pub fn action_key(model: &mut Model, key: char, effects: &mut Vec<Effect>) {
    let Some(view) = model.current_view() else { return };
    let found = view.actions.iter().find(|action| action.action.key == Some(key));
    if let Some(action) = found.map(|action| action.action.id.clone()) {
        act(model, &action, effects);
    }
}

/// An action of the playbook was chosen.
pub fn act(_model: &mut Model, _action: &ActionId, _effects: &mut Vec<Effect>) {}

/// The case beside the list has been read.
pub fn preview_came(_model: &mut Model, _effects: &mut Vec<Effect>) {}
