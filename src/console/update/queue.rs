//! The queue screen: moving, choosing a place, searching, marking.

use super::{case, desk};
use crate::case::CaseId;
use crate::console::field::{Edit, Field};
use crate::console::message::Effect;
use crate::console::model::{Model, Overlay, Panel, Place, Search};
use crate::console::notice::Tone;
use crate::console::prompt::{Ask, Prompt};
use crate::console::registry::CommandId;
use crate::console::words::next_sort;
use crate::desk::filter;
use crate::desk::views::ViewChange;
use crate::store::Sort;

/// Rows of a page: one of the last page stays in sight.
pub fn page(model: &Model) -> isize {
    isize::try_from(model.list.height().saturating_sub(1).max(1)).unwrap_or(1)
}

/// Moves in the panel that keys act on.
pub fn step(model: &mut Model, steps: isize, effects: &mut Vec<Effect>) {
    match model.panel {
        Panel::Places => next_place(model, steps, effects),
        Panel::List => {
            model.list.step(steps);
            desk::want_more(model, effects);
        }
    }
}

/// To the first or last line of the panel that keys act on.
pub fn to_end(model: &mut Model, last: bool, effects: &mut Vec<Effect>) {
    if model.panel == Panel::Places {
        let index = if last { model.places().len().saturating_sub(1) } else { 0 };
        show_place(model, index, effects);
        return;
    }
    let part = if last { model.list.to_last() } else { model.list.to_first() };
    match part {
        Some(part) => desk::ask_list(model, part, effects),
        None => desk::want_more(model, effects),
    }
}

/// To a place so many lines away.
pub fn next_place(model: &mut Model, steps: isize, effects: &mut Vec<Effect>) {
    let places = model.places();
    let now = places.iter().position(|place| *place == model.place).unwrap_or(0);
    show_place(model, now.saturating_add_signed(steps).min(places.len().saturating_sub(1)), effects);
}

/// To a place that was clicked.
pub fn go_to(model: &mut Model, index: usize, effects: &mut Vec<Effect>) {
    show_place(model, index, effects);
    model.panel = if model.narrow() { Panel::List } else { model.panel };
}

fn show_place(model: &mut Model, index: usize, effects: &mut Vec<Effect>) {
    if let Some(place) = model.places().into_iter().nth(index) {
        show(model, place, effects);
    }
}

/// Shows the cases of a place.
pub fn show(model: &mut Model, place: Place, effects: &mut Vec<Effect>) {
    if place == model.place {
        return;
    }
    model.place = place;
    model.sort = model.shown_view().map_or(Sort::Due, |view| view.sort);
    model.typed.clear();
    desk::reload(model, effects);
}

/// A row was clicked: it is selected, or opened if it was already.
pub fn click_row(model: &mut Model, id: CaseId, effects: &mut Vec<Effect>) {
    model.panel = Panel::List;
    if model.list.selected().is_some_and(|row| row.id == id) {
        case::open(model, effects);
    } else {
        desk::select(model, id, effects);
    }
}

/// Sorts another way.
pub fn sort(model: &mut Model, effects: &mut Vec<Effect>) {
    model.sort = next_sort(model.sort);
    desk::reload(model, effects);
}

/// Begins to type a filter.
pub fn search(model: &mut Model) {
    let before = model.typed.clone();
    let text = if before.is_empty() { before.clone() } else { format!("{before} ") };
    model.search = Some(Search { field: Field::line(&text), before });
    model.panel = Panel::List;
}

/// A key was typed into the filter: the list follows it.
pub fn search_edit(model: &mut Model, edit: &Edit, effects: &mut Vec<Effect>) {
    let Some(search) = &mut model.search else { return };
    if search.field.edit(edit) {
        model.typed = search.field.text().trim().to_owned();
        desk::reload(model, effects);
    }
}

/// A command while the filter is typed.
pub fn search_command(model: &mut Model, command: CommandId, effects: &mut Vec<Effect>) {
    match command {
        // A filter that is wrong stays open, with what is wrong beside it.
        CommandId::Confirm if model.filter_error.is_none() => model.search = None,
        CommandId::Cancel => {
            if let Some(search) = model.search.take() {
                model.typed = search.before;
                desk::reload(model, effects);
            }
        }
        CommandId::Up => step(model, -1, effects),
        CommandId::Down => step(model, 1, effects),
        CommandId::PageUp => step(model, -page(model), effects),
        CommandId::PageDown => step(model, page(model), effects),
        CommandId::Redraw => effects.push(Effect::Redraw),
        CommandId::Suspend => effects.push(Effect::Suspend),
        _ => {}
    }
}

/// Takes away what stands between the operator and the plain list: first the marks, then the filter, then the view.
pub fn clear(model: &mut Model, effects: &mut Vec<Effect>) {
    if !model.marks.is_empty() {
        model.marks.clear();
    } else if !model.typed.is_empty() {
        model.typed.clear();
        desk::reload(model, effects);
    } else {
        model.panel = Panel::List;
    }
}

/// Marks the selected case and goes on.
pub fn mark(model: &mut Model, effects: &mut Vec<Effect>) {
    if let Some(row) = model.list.selected() {
        model.marks.toggle(row);
    }
    step(model, 1, effects);
}

/// Marks every case from the last mark to the selected one.
pub fn mark_range(model: &mut Model) {
    if let Some(id) = model.list.selected().map(|row| row.id) {
        model.marks.range(model.list.rows(), id);
    }
}

/// Asks for the name of a view of what is shown.
pub fn save_view(model: &mut Model) {
    let mut parts = Vec::new();
    if let Place::Queue(key) = &model.place {
        parts.push(format!("queue:{}/{}", key.institution, key.kind));
    }
    if model.place == Place::FollowUps {
        parts.push(format!("queue:{}", filter::FOLLOW_UPS));
    }
    parts.extend(model.shown_view().map(|view| view.filter));
    parts.push(model.typed.trim().to_owned());
    parts.retain(|part| !part.is_empty());
    let ask = Ask::ViewName { filter: parts.join(" "), sort: model.sort };
    model.overlays.push(Overlay::Prompt(Prompt::new(ask, "Save this view")));
}

/// Drops the view that is shown.
pub fn drop_view(model: &mut Model, effects: &mut Vec<Effect>) {
    let Place::View(name) = model.place.clone() else { return };
    model.views.drop(&name);
    model.counts.remove(&name);
    effects.push(Effect::ChangeViews(ViewChange::Drop(name.clone())));
    model.tell(Tone::Done, &format!("View dropped: {name}"));
    show(model, Place::Everything, effects);
}
