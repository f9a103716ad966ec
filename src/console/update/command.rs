//! What each command does.

use super::{ask, bulk, case, close, decision, desk, overlay, prompt_on, queue, watch};
use crate::console::message::{Effect, Query, Slot};
use crate::console::model::{Doing, Model, Overlay, Panel, Screen};
use crate::console::notice::Tone;
use crate::console::palette::Palette;
use crate::console::prompt::{Ask, Prompt};
use crate::console::registry::CommandId;

/// Carries a command out, if it is possible.
pub fn run(model: &mut Model, command: CommandId, effects: &mut Vec<Effect>) {
    if let Err(refusal) = command.spec().enabled(model) {
        model.tell(Tone::Refused, &refusal.to_string());
        return;
    }
    match (model.overlays.last(), model.screens.last()) {
        (Some(Overlay::Decision(_)), _) => decision::command(model, command, effects),
        (Some(_), _) => overlay::command(model, command, effects),
        (None, Some(Screen::Case(_))) => case::command(model, command, effects),
        (None, Some(_)) => watch::command(model, command, effects),
        (None, None) if model.search.is_some() => queue::search_command(model, command, effects),
        (None, None) => on_queue(model, command, effects),
    }
}

fn on_queue(model: &mut Model, command: CommandId, effects: &mut Vec<Effect>) {
    use CommandId as C;
    match command {
        C::Up => queue::step(model, -1, effects),
        C::Down => queue::step(model, 1, effects),
        C::PageUp => queue::step(model, -queue::page(model), effects),
        C::PageDown => queue::step(model, queue::page(model), effects),
        C::First => queue::to_end(model, false, effects),
        C::Last => queue::to_end(model, true, effects),
        C::Left => model.panel = Panel::Places,
        C::Right => model.panel = Panel::List,
        C::NextPanel | C::PreviousPanel => {
            model.panel = if model.panel == Panel::List { Panel::Places } else { Panel::List };
        }
        C::Open if model.panel == Panel::Places => model.panel = Panel::List,
        C::NextPlace => queue::next_place(model, 1, effects),
        C::PreviousPlace => queue::next_place(model, -1, effects),
        C::Search => queue::search(model),
        C::ClearFilter => queue::clear(model, effects),
        C::Sort => queue::sort(model, effects),
        C::SaveView => queue::save_view(model),
        C::DropView => queue::drop_view(model, effects),
        C::Mark => queue::mark(model, effects),
        C::MarkRange => queue::mark_range(model),
        C::MarkAll => model.marks.all(model.list.rows()),
        C::Preview => {
            model.preview_wanted = !model.preview_wanted;
            model.fit();
            desk::read_preview(model, effects);
        }
        C::Quit => effects.push(Effect::Quit),
        _ => everywhere(model, command, effects),
    }
}

/// Commands that mean the same on every screen.
pub fn everywhere(model: &mut Model, command: CommandId, effects: &mut Vec<Effect>) {
    use CommandId as C;
    match command {
        C::Open => case::open(model, effects),
        C::NextCase => {
            case::next(model, true, effects);
        }
        C::PreviousCase => {
            case::next(model, false, effects);
        }
        C::CaseLog => {
            let case = model.current_case().map(|current| current.id);
            watch::log(model, case, effects);
        }
        C::Lead => watch::lead(model, effects),
        C::Log => watch::log(model, None, effects),
        C::Claim => bulk::command(model, "Claim", crate::case::Command::Claim, effects),
        C::Release => bulk::command(model, "Release", crate::case::Command::Release, effects),
        C::TakeUp => bulk::command(model, "Take up", crate::case::Command::Snooze { until: None }, effects),
        C::PutOff => prompt(model, Ask::PutOff, "Put off"),
        C::Note => prompt(model, Ask::Note, "Note on"),
        C::CopyNumber => copy(model, effects),
        C::Help => model.overlays.push(Overlay::Help(0)),
        C::Messages => model.overlays.push(Overlay::Messages(0)),
        C::Palette => {
            let palette = Palette::new(model);
            model.overlays.push(Overlay::Palette(palette));
        }
        C::Theme => theme(model),
        C::Mouse => {
            model.mouse = !model.mouse;
            let said = if model.mouse {
                "The console has the mouse"
            } else {
                "The terminal has the mouse: select text as usual"
            };
            model.tell(Tone::Plain, said);
            effects.push(Effect::Mouse(model.mouse));
        }
        C::Redraw => {
            effects.push(Effect::Redraw);
            desk::refresh(model, effects);
        }
        C::Suspend => effects.push(Effect::Suspend),
        C::Back => {
            model.screens.pop();
            desk::refresh(model, effects);
        }
        C::Cancel => {
            close(model);
        }
        C::Merge => {
            if let Some(current) = model.current_case() {
                prompt_on(model, Ask::MergeInto(current.id), "Merge");
            }
        }
        C::Unmerge => {
            if let Some(current) = model.current_case() {
                let id = ask(model, Slot::Act, Query::Unmerge(current.id), effects);
                model.doing.insert(id, Doing::Simple(current.id));
            }
        }
        // Named one by one, so that a new command does not compile before it means something somewhere.
        C::Up | C::Down | C::PageUp | C::PageDown | C::First | C::Last | C::Left | C::Right => {}
        C::NextPanel | C::PreviousPanel | C::NextPlace | C::PreviousPlace => {}
        C::Linked | C::FollowingCase | C::NextOpen | C::AcceptOpen | C::Pass | C::Fail | C::Reopen => {}
        C::ViewFile | C::Ledger | C::Reveal | C::RecordClue => {}
        C::Section1 | C::Section2 | C::Section3 | C::Section4 | C::Section5 => {}
        C::Answer1 | C::Answer2 | C::Answer3 | C::Answer4 | C::Answer5 => {}
        C::Answer6 | C::Answer7 | C::Answer8 | C::Answer9 => {}
        C::Section6 | C::Section7 | C::Section8 | C::Section9 => {}
        C::Search | C::ClearFilter | C::Sort | C::SaveView | C::DropView | C::Preview => {}
        C::Mark | C::MarkRange | C::MarkAll | C::LogCase | C::LogAll | C::Quit => {}
        C::Confirm | C::Submit | C::Toggle => {}
    }
}

fn theme(model: &mut Model) {
    if model.session.no_colour {
        model.tell(Tone::Plain, "NO_COLOR is set, so there is one theme: monochrome");
        return;
    }
    model.theme = model.theme.next();
    let said = format!("Theme: {}", model.theme);
    model.tell(Tone::Plain, &said);
}

fn copy(model: &mut Model, effects: &mut Vec<Effect>) {
    if let Some(current) = model.current_case() {
        effects.push(Effect::Copy(current.number.as_str().to_owned()));
        model.tell(Tone::Done, &format!("{} is in the clipboard", current.number));
    }
}

fn prompt(model: &mut Model, ask: impl Fn(Option<crate::case::CaseId>) -> Ask, title: &str) {
    let (case, whom) = if model.marks.is_empty() {
        let Some(current) = model.current_case() else { return };
        (Some(current.id), current.number.as_str().to_owned())
    } else {
        (None, format!("{} marked cases", model.marks.len()))
    };
    model.overlays.push(Overlay::Prompt(Prompt::new(ask(case), &format!("{title} {whom}"))));
}
