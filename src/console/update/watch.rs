//! The screens that are looked at only: the lead screen and the log.

use super::{ask, case};
use crate::case::CaseId;
use crate::console::lead::LeadUi;
use crate::console::log::{self, LogUi};
use crate::console::message::{Effect, Query, Slot};
use crate::console::model::{Model, Overlay, Screen};
use crate::console::prompt::{Ask, Prompt};
use crate::console::registry::CommandId;

/// Shows the lead screen.
pub fn lead(model: &mut Model, effects: &mut Vec<Effect>) {
    model.screens.push(Screen::Lead(Box::default()));
    ask(model, Slot::Lead, Query::Lead, effects);
}

/// Shows the log of a case, or of everything.
pub fn log(model: &mut Model, case: Option<CaseId>, effects: &mut Vec<Effect>) {
    let mut ui = LogUi::new(case);
    let wanted = ui.read();
    model.screens.push(Screen::Log(Box::new(ui)));
    read(model, Some(wanted), effects);
}

/// Asks for lines of the log.
pub fn read(model: &mut Model, wanted: Option<log::Ask>, effects: &mut Vec<Effect>) {
    if let Some(log::Ask { case, before, limit, rows }) = wanted {
        ask(model, Slot::Log, Query::Log { case, before, limit, rows }, effects);
    }
}

/// A command on one of the two screens.
pub fn command(model: &mut Model, command: CommandId, effects: &mut Vec<Effect>) {
    use CommandId as C;
    let height = isize::try_from(case::size(model).1).unwrap_or(1);
    let by = match command {
        C::Up => -1,
        C::Down => 1,
        C::PageUp => -height / 2,
        C::PageDown => height / 2,
        C::First => isize::MIN,
        C::Last => isize::MAX,
        C::Left | C::PreviousPanel => return beside(model, -1),
        C::Right | C::NextPanel => return beside(model, 1),
        C::Open => return open(model, effects),
        C::LogAll => {
            let wanted = log_ui(model).map(LogUi::toggle_bookkeeping);
            return read(model, wanted, effects);
        }
        C::LogCase => {
            model.overlays.push(Overlay::Prompt(Prompt::new(Ask::LogCase, "The log of which case?")));
            return;
        }
        _ => return super::command::everywhere(model, command, effects),
    };
    scroll(model, None, by, effects);
}

/// Scrolls: the lead screen by lines, in the column under the mouse; the log by moving its cursor.
pub fn scroll(model: &mut Model, panel: Option<usize>, by: isize, effects: &mut Vec<Effect>) {
    let size = case::size(model);
    match model.screens.last_mut() {
        Some(Screen::Lead(ui)) => match panel {
            Some(column) => ui.scroll_column(column, by, size),
            None => ui.scroll(by, size),
        },
        Some(Screen::Log(ui)) => {
            let wanted = ui.step(by);
            read(model, wanted, effects);
        }
        _ => {}
    }
}

fn beside(model: &mut Model, by: isize) {
    let size = case::size(model);
    if let Some(ui) = lead_ui(model) {
        ui.step_column(by, size);
    }
}

/// The nth line of the log was clicked; what is selected already is opened.
pub fn click(model: &mut Model, index: usize, effects: &mut Vec<Effect>) {
    let Some(Screen::Log(ui)) = model.screens.last_mut() else { return };
    if ui.selected() == index {
        open(model, effects);
        return;
    }
    let wanted = ui.go_to(index);
    read(model, wanted, effects);
}

fn open(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(Screen::Log(ui)) = model.screens.last() else { return };
    if let Some(id) = ui.selected_case() {
        case::show(model, id, effects);
    }
}

/// What is on screen is asked for again.
pub fn refresh(model: &mut Model, effects: &mut Vec<Effect>) {
    match model.screens.last_mut() {
        Some(Screen::Case(ui)) => {
            let id = ui.id;
            ask(model, Slot::Case, Query::Case(id), effects);
        }
        Some(Screen::Lead(_)) => {
            ask(model, Slot::Lead, Query::Lead, effects);
        }
        Some(Screen::Log(ui)) => {
            let wanted = ui.read();
            read(model, Some(wanted), effects);
        }
        None => {}
    }
}

/// The lead screen, wherever it lies.
pub fn lead_ui(model: &mut Model) -> Option<&mut LeadUi> {
    model.screens.iter_mut().rev().find_map(|screen| match screen {
        Screen::Lead(ui) => Some(ui.as_mut()),
        _ => None,
    })
}

/// The log, wherever it lies.
pub fn log_ui(model: &mut Model) -> Option<&mut LogUi> {
    model.screens.iter_mut().rev().find_map(|screen| match screen {
        Screen::Log(ui) => Some(ui.as_mut()),
        _ => None,
    })
}
