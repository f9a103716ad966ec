//! What a message changes, and what is then to be done outside. Pure: the same model and message give the same answer.

mod bulk;
mod case;
mod command;
mod decision;
mod desk;
mod overlay;
mod queue;
mod sample;
#[cfg(test)]
mod screen_tests;
#[cfg(test)]
pub mod tests;
#[cfg(test)]
mod triage_tests;
mod watch;

use super::hit::Target;
use super::keymap::Meaning;
use super::message::{Effect, Message, Query, RequestId, Slot};
use super::model::{Model, Overlay, Screen};
use super::notice::Tone;
use std::time::Duration;

/// How long a selection rests before the case beside it is read: while a key is held down, only rows are.
const REST: Duration = Duration::from_millis(70);

/// Carries a message out.
pub fn update(model: &mut Model, message: Message) -> Vec<Effect> {
    let mut effects = Vec::new();
    let before = model.list.selected().map(|row| row.id);
    match message {
        Message::Key(chord) => {
            model.notices.seen();
            match model.keymap.meaning(model.focus(), chord) {
                Meaning::Command(command) => command::run(model, command, &mut effects),
                Meaning::Edit(edit) => overlay::edit(model, &edit, &mut effects),
                Meaning::Action(key) => case::action_key(model, key, &mut effects),
                Meaning::Nothing => {}
            }
        }
        Message::Paste(text) => overlay::paste(model, text, &mut effects),
        Message::Click(target) => {
            model.notices.seen();
            click(model, target, &mut effects);
        }
        Message::Wheel { panel, down } => wheel(model, panel, down, &mut effects),
        Message::Resize(width, height) => {
            model.size = (width, height);
            model.fit();
            desk::want_more(model, &mut effects);
        }
        Message::Now(now) => {
            model.now = now;
            for screen in &mut model.screens {
                if let Screen::Case(ui) = screen {
                    ui.now = Some(now);
                }
            }
        }
        Message::Woken => woken(model, &mut effects),
        Message::Late => model.late = model.is_waiting(),
        Message::Views(views) => model.views = views,
        Message::Answered { id, slot, result } => {
            model.late = false;
            desk::answered(model, id, slot, result, &mut effects);
        }
        Message::Changed => desk::refresh(model, &mut effects),
        Message::Told(Ok(text)) => model.tell(Tone::Done, &text),
        Message::Told(Err(text)) => model.tell(Tone::Refused, &text),
    }
    selection_moved(model, before, &mut effects);
    decision::look(model);
    effects
}

/// Everything that is asked before the first frame.
pub fn start(model: &mut Model) -> Vec<Effect> {
    let mut effects = Vec::new();
    ask(model, Slot::Queues, Query::Queues, &mut effects);
    desk::reload(model, &mut effects);
    effects
}

/// Asks the desk. A question of the same slot that is still on its way becomes moot.
fn ask(model: &mut Model, slot: Slot, query: Query, effects: &mut Vec<Effect>) -> RequestId {
    model.asked = RequestId(model.asked.0 + 1);
    let id = model.asked;
    if slot != Slot::Act {
        model.waiting.insert(slot, id);
    }
    effects.push(Effect::Ask { id, slot, query });
    id
}

/// Where another case is selected now, what is beside the list belongs to the old one.
fn selection_moved(model: &mut Model, before: Option<crate::case::CaseId>, effects: &mut Vec<Effect>) {
    let now = model.list.selected().map(|row| row.id);
    if now == before {
        return;
    }
    model.preview.view = None;
    model.pressed = None;
    model.waiting.remove(&Slot::Preview);
    if now.is_none() || model.layout().preview.is_none() || !model.screens.is_empty() {
        return;
    }
    if before.is_none() {
        // The first frame shall be whole, so nothing is waited for.
        desk::read_preview(model, effects);
    } else {
        effects.push(Effect::Wake(REST));
    }
}

fn click(model: &mut Model, target: Target, effects: &mut Vec<Effect>) {
    let asked = !model.overlays.is_empty() || model.case_screen().is_some_and(|ui| ui.ask.is_some());
    match target {
        // The click was meant for the frame before a dialog came.
        Target::Action(_) | Target::Row(_) | Target::Place(_) if asked => {}
        // What is drawn beside a dialog, such as the bar, is not the dialog's.
        Target::Command(command) if command.spec().offered_at(model.focus()) => {
            command::run(model, command, effects);
        }
        Target::Command(_) => {}
        Target::Action(action) => case::act(model, &action, effects),
        Target::Row(id) => queue::click_row(model, id, effects),
        Target::Place(index) => queue::go_to(model, index, effects),
        Target::Item(index) => match (model.overlays.last(), model.screens.last()) {
            (Some(Overlay::Decision(_)), _) => decision::click(model, index, effects),
            (None, Some(Screen::Case(_))) => case::click(model, index, effects),
            (None, Some(_)) => watch::click(model, index, effects),
            _ => overlay::click_item(model, index, effects),
        },
        Target::Panel(_) | Target::Nothing => {}
    }
}

/// How many lines one turn of the wheel moves.
const NOTCH: isize = 3;

fn wheel(model: &mut Model, panel: Option<usize>, down: bool, effects: &mut Vec<Effect>) {
    let steps = if down { NOTCH } else { -NOTCH };
    match (model.overlays.last(), model.screens.last(), panel) {
        (Some(Overlay::Decision(_)), ..) => decision::wheel(model, steps),
        (Some(_), ..) => overlay::scroll(model, steps),
        (None, Some(Screen::Case(_)), _) => case::wheel(model, panel, steps),
        (None, Some(_), _) => watch::scroll(model, panel, steps, effects),
        (None, None, Some(_)) => {
            model.list.step(steps);
            desk::want_more(model, effects);
        }
        (None, None, None) => {}
    }
}

/// The time that was asked for has passed: a case's screen covers what was uncovered (N6), the queue reads its preview.
fn woken(model: &mut Model, effects: &mut Vec<Effect>) {
    for screen in &mut model.screens {
        if let Screen::Case(ui) = screen {
            ui.revealed_until = None;
        }
    }
    if model.screens.is_empty() {
        desk::read_preview(model, effects);
    }
}

/// Asks for a text about the case on screen.
fn prompt_on(model: &mut Model, ask: super::prompt::Ask, title: &str) {
    let number = model.current_case().map(|current| current.number.to_string()).unwrap_or_default();
    let prompt = super::prompt::Prompt::new(ask, &format!("{title} {number}"));
    model.overlays.push(Overlay::Prompt(prompt));
}

/// Takes the topmost overlay away.
fn close(model: &mut Model) -> Option<Overlay> {
    model.overlays.pop()
}
