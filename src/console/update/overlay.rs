//! What keys, pastes and clicks do to the overlay on top.

use super::{ask, bulk, case, close, command as commands, decision, desk, queue, watch};
use crate::case::{CaseNumber, Command};
use crate::console::bulk::Phase;
use crate::console::field::Edit;
use crate::console::keymap::Focus;
use crate::console::layout;
use crate::console::message::{Effect, Query, Slot};
use crate::console::model::{Doing, Model, Overlay, Place};
use crate::console::notice::Tone;
use crate::console::palette::Choice;
use crate::console::prompt::{Ask, Prompt};
use crate::console::registry::CommandId;
use crate::console::view::{self, help};
use crate::desk::filter::until;
use crate::desk::views::{View, ViewChange};
use crate::text::Clean;

/// Something was typed.
pub fn edit(model: &mut Model, edit: &Edit, effects: &mut Vec<Effect>) {
    match model.overlays.last_mut() {
        Some(Overlay::Palette(palette)) => {
            if palette.field.edit(edit) {
                palette.search();
            }
        }
        Some(Overlay::Prompt(prompt)) => {
            if prompt.field.edit(edit) {
                prompt.error = None;
            }
        }
        Some(Overlay::Decision(_)) => decision::edit(model, edit),
        Some(_) => {}
        None if model.screens.is_empty() => queue::search_edit(model, edit, effects),
        None => case::edit(model, edit),
    }
}

/// A text was pasted: into a field it goes, elsewhere it does nothing, for it was not typed with this screen in mind.
pub fn paste(model: &mut Model, text: String, effects: &mut Vec<Effect>) {
    if model.focus() == Focus::Field {
        edit(model, &Edit::Paste(text), effects);
    } else {
        model.tell(Tone::Plain, "The pasted text was left out: there is no field to take it. / searches");
    }
}

/// A command while an overlay is on top.
pub fn command(model: &mut Model, command: CommandId, effects: &mut Vec<Effect>) {
    use CommandId as C;
    match command {
        C::Redraw => effects.push(Effect::Redraw),
        C::Suspend => effects.push(Effect::Suspend),
        C::Cancel => match model.overlays.last() {
            Some(Overlay::Bulk(_)) => bulk::cancel(model),
            _ => {
                close(model);
            }
        },
        C::Confirm | C::Submit => confirm(model, effects),
        C::Up => scroll(model, -1),
        C::Down => scroll(model, 1),
        C::PageUp => scroll(model, -page(model)),
        C::PageDown => scroll(model, page(model)),
        C::First => scroll(model, isize::MIN),
        C::Last => scroll(model, isize::MAX),
        C::Help => match model.overlays.last() {
            Some(Overlay::Help(_) | Overlay::Messages(_)) => {
                close(model);
            }
            _ => model.overlays.push(Overlay::Help(0)),
        },
        _ => {}
    }
}

fn page(model: &Model) -> isize {
    isize::try_from(model.size.1 / 2).unwrap_or(1).max(1)
}

/// Moves what is selected in the overlay, or its lines.
pub fn scroll(model: &mut Model, steps: isize) {
    let notices = model.notices.all().len();
    let (body, help) = (layout::body(model.size.0, model.size.1), help::last_top(model));
    match model.overlays.last_mut() {
        Some(Overlay::Help(top)) => *top = (*top).min(help).saturating_add_signed(steps).min(help),
        Some(Overlay::Messages(top)) => {
            *top = top.saturating_add_signed(steps).min(notices.saturating_sub(1));
        }
        Some(Overlay::Palette(palette)) => palette.step(steps),
        Some(Overlay::Bulk(bulk)) => {
            let last = view::bulk::last_top(body, bulk);
            bulk.top = bulk.top.min(last).saturating_add_signed(steps).min(last);
        }
        Some(Overlay::Prompt(_) | Overlay::Decision(_)) | None => {}
    }
}

/// The nth line of the overlay was clicked.
pub fn click_item(model: &mut Model, index: usize, effects: &mut Vec<Effect>) {
    if let Some(Overlay::Palette(palette)) = model.overlays.last_mut() {
        palette.select(index);
        confirm(model, effects);
    }
}

fn confirm(model: &mut Model, effects: &mut Vec<Effect>) {
    match model.overlays.last() {
        Some(Overlay::Palette(_)) => choose(model, effects),
        Some(Overlay::Prompt(_)) => answer(model, effects),
        Some(Overlay::Bulk(bulk)) if bulk.phase != Phase::Running => bulk::confirm(model, effects),
        Some(Overlay::Help(_) | Overlay::Messages(_)) => {
            close(model);
        }
        Some(Overlay::Bulk(_) | Overlay::Decision(_)) | None => {}
    }
}

/// What the palette has selected is done as if its key had been pressed.
fn choose(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(Overlay::Palette(palette)) = close(model) else { return };
    match palette.selected().map(|entry| entry.choice.clone()) {
        Some(Choice::Command(command)) => commands::run(model, command, effects),
        Some(Choice::Action(action)) => case::act(model, &action, effects),
        Some(Choice::Place(place)) => {
            model.screens.clear();
            queue::show(model, place, effects);
        }
        None => {}
    }
}

fn answer(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(Overlay::Prompt(prompt)) = close(model) else { return };
    if let Err(error) = answered(model, &prompt, effects) {
        model.overlays.push(Overlay::Prompt(Prompt { error: Some(Clean::line(&error)), ..prompt }));
    }
}

fn answered(model: &mut Model, prompt: &Prompt, effects: &mut Vec<Effect>) -> Result<(), String> {
    let text = prompt.field.text();
    match &prompt.ask {
        Ask::ViewName { filter, sort } => {
            let name = text.trim().to_owned();
            let view = View { name: name.clone(), filter: filter.clone(), sort: *sort };
            model.views.save(view.clone())?;
            effects.push(Effect::ChangeViews(ViewChange::Save(view)));
            model.tell(Tone::Done, &format!("View saved: {name}"));
            queue::show(model, Place::View(name), effects);
            desk::refresh(model, effects);
        }
        Ask::Note(case) => {
            if text.trim().is_empty() {
                return Err("A note needs words".to_owned());
            }
            on_cases(model, *case, "Note on", Command::Note { text: text.to_owned() }, effects);
        }
        Ask::LogCase => {
            let case = match text.trim() {
                "" => None,
                text => Some(CaseNumber::parse_id(text).ok_or("That is no case number: RC-000812 or 812")?),
            };
            if let Some(ui) = watch::log_ui(model) {
                let wanted = ui.filter(case);
                watch::read(model, Some(wanted), effects);
            }
        }
        Ask::MergeInto(case) => {
            let into = CaseNumber::parse_id(text.trim()).ok_or("That is no case number: RC-000812 or 812")?;
            if into == *case {
                return Err("That is this case itself".to_owned());
            }
            let id = ask(model, Slot::Act, Query::Merge(*case, into), effects);
            model.doing.insert(id, Doing::Simple(*case));
        }
        Ask::PutOff(case) => {
            let until = until(text, model.now).map_err(|error| error.remedy)?;
            on_cases(model, *case, "Put off", Command::Snooze { until: Some(until) }, effects);
        }
    }
    Ok(())
}

fn on_cases(
    model: &mut Model,
    case: Option<crate::case::CaseId>,
    title: &str,
    command: Command,
    effects: &mut Vec<Effect>,
) {
    match case {
        Some(case) => bulk::one(model, case, command, effects),
        None => bulk::many(model, title, command, effects),
    }
}
