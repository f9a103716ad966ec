//! The case screen: opening it, its commands, and what it wants done.

use super::{ask, bulk, decision, desk, prompt_on, sample};
use crate::case::{CaseId, Command};
use crate::console::case::judge::{Mark, Wish, no_such_key};
use crate::console::case::state::CaseUi;
use crate::console::case::stop::Section;
use crate::console::case::work::Send;
use crate::console::layout::body;
use crate::console::message::{Answer, Effect, Failure, Query, Slot};
use crate::console::model::{Doing, Model, Screen, Wanted};
use crate::console::notice::Tone;
use crate::console::prompt;
use crate::console::registry::CommandId;
use crate::desk::{CaseView, Request};
use crate::playbook::ActionId;
use std::time::Duration;

/// A case's own screen is woken so often while personal data is uncovered, so that it covers itself again (N6).
const COVER: Duration = Duration::from_secs(120);

/// Opens the selected case.
pub fn open(model: &mut Model, effects: &mut Vec<Effect>) {
    if let Some(row) = model.list.selected() {
        let id = row.id;
        show(model, id, effects);
    }
}

/// Puts a case on screen. What is known of it already is shown at once.
pub fn show(model: &mut Model, id: CaseId, effects: &mut Vec<Effect>) {
    let mut ui = CaseUi::new(id);
    if let Some(view) = model.preview.view.as_deref().filter(|view| view.case.id == id) {
        ui.refresh(view.clone());
    }
    model.screens.push(Screen::Case(Box::new(ui)));
    ask(model, Slot::Case, Query::Case(id), effects);
}

/// Goes to the next (or previous) case of the list that nobody else works on: selects it, and where a case is on screen
/// shows it in its place. Answers whether there is one.
pub fn next(model: &mut Model, forward: bool, effects: &mut Vec<Effect>) -> bool {
    let (now, me) = (model.now, model.session.operator.clone());
    let free = |row: &crate::store::CaseRow| {
        row.claimed.as_ref().is_none_or(|(operator, until)| *operator == me || *until <= now)
    };
    let Some(id) = model.list.next(forward, free) else {
        model.tell(Tone::Plain, "There is no further case that nobody works on");
        return false;
    };
    desk::select(model, id, effects);
    if matches!(model.screens.last(), Some(Screen::Case(_))) {
        model.screens.pop();
        show(model, id, effects);
    }
    true
}

/// A key that no command has was pressed: perhaps an action of the playbook has it.
pub fn action_key(model: &mut Model, key: char, effects: &mut Vec<Effect>) {
    if !model.overlays.is_empty() {
        return;
    }
    if let Some(ui) = on_top(model) {
        let wishes = ui.press(key);
        grant(model, wishes, effects);
        return;
    }
    if has_marks(model) {
        return sample::begin(model, Wanted::Key(key), effects);
    }
    let Some(view) = model.current_view() else {
        // Which action the key has is known when the case has been read.
        if model.screens.is_empty() && model.list.selected().is_some() {
            model.pressed = Some(key);
            desk::read_selected(model, effects);
        }
        return;
    };
    let found = view.actions.iter().find(|action| action.action.key == Some(key));
    match found.map(|action| action.action.id.clone()) {
        Some(action) => act(model, &action, effects),
        None => model.tell(Tone::Plain, no_such_key(key).as_str()),
    }
}

/// An action of the playbook was chosen: on the case screen, or for the selected case of the list.
pub fn act(model: &mut Model, action: &ActionId, effects: &mut Vec<Effect>) {
    if let Some(ui) = on_top(model) {
        let wishes = ui.choose(action);
        grant(model, wishes, effects);
        return;
    }
    if has_marks(model) {
        return sample::begin(model, Wanted::Action(action.clone()), effects);
    }
    let Some(view) = model.current_view() else { return };
    let Some(found) = view.actions.iter().find(|known| known.action.id == *action) else { return };
    match &found.state {
        Err(refusal) => {
            let said = refusal.to_string();
            model.tell(Tone::Refused, &said);
        }
        Ok(_) => {
            let view = view.clone();
            decision::open(model, &view, action, effects);
        }
    }
}

/// Whether what is done on the queue is done to the marked cases.
pub fn has_marks(model: &Model) -> bool {
    !model.marks.is_empty() && model.screens.is_empty()
}

/// The case beside the list has been read.
pub fn preview_came(model: &mut Model, effects: &mut Vec<Effect>) {
    if let Some(key) = model.pressed.take() {
        action_key(model, key, effects);
    }
}

/// A command on the case screen.
pub fn command(model: &mut Model, command: CommandId, effects: &mut Vec<Effect>) {
    use CommandId as C;
    let size = size(model);
    let page = isize::try_from(size.1 / 3).unwrap_or(1).max(1);
    let Some(ui) = on_top(model) else { return };
    let wishes = match command {
        C::Confirm | C::Submit => ui.confirm(size),
        C::Cancel => {
            ui.ask = None;
            Vec::new()
        }
        _ if ui.ask.is_some() => match command {
            C::Up => moved(|| ui.scroll_question(-1, size)),
            C::Down => moved(|| ui.scroll_question(1, size)),
            C::PageUp => moved(|| ui.page_question(-1, size)),
            C::PageDown => moved(|| ui.page_question(1, size)),
            C::First => moved(|| ui.scroll_question(isize::MIN, size)),
            C::Last => moved(|| ui.scroll_question(isize::MAX, size)),
            _ => return beside(model, command, effects),
        },
        C::Up => moved(|| ui.step(-1, size)),
        C::Down => moved(|| ui.step(1, size)),
        C::PageUp => moved(|| ui.step(-page, size)),
        C::PageDown => moved(|| ui.step(page, size)),
        C::First => moved(|| ui.step_to_end(false, size)),
        C::Last => moved(|| ui.step_to_end(true, size)),
        C::Left => moved(|| ui.step_column(-1, size)),
        C::Right => moved(|| ui.step_column(1, size)),
        C::NextPanel => moved(|| ui.step_section(1, size)),
        C::PreviousPanel => moved(|| ui.step_section(-1, size)),
        C::NextOpen => moved(|| ui.walk(size)),
        C::Open => ui.enter(size),
        C::AcceptOpen => ui.ask_accept(),
        C::Pass => ui.judge(Mark::For, size),
        C::Fail => ui.judge(Mark::Against, size),
        C::Reopen => ui.judge(Mark::Open, size),
        C::ViewFile => ui.view_file(),
        C::RecordClue => ui.ask_clue(),
        C::Reveal => moved(|| ui.ask_reveal()),
        C::Ledger => moved(|| {
            ui.ledger = !ui.ledger;
            ui.go_to(Section::Clock, size);
        }),
        _ => match (section(command), answer(command)) {
            (Some(section), _) => moved(|| ui.go_to(section, size)),
            (None, Some(number)) => ui.give_answer(number, size),
            (None, None) => return beside(model, command, effects),
        },
    };
    grant(model, wishes, effects);
}

/// Goes to the open case about the same accounts; from there back.
fn to_linked(model: &mut Model, effects: &mut Vec<Effect>) {
    match model.linked() {
        Some((_, true)) => {
            model.screens.pop();
            desk::refresh(model, effects);
        }
        Some((case, false)) => show(model, case, effects),
        None => {}
    }
}

fn moved(how: impl FnOnce()) -> Vec<Wish> {
    how();
    Vec::new()
}

fn section(command: CommandId) -> Option<Section> {
    use CommandId as C;
    let keys = [
        C::Section1,
        C::Section2,
        C::Section3,
        C::Section4,
        C::Section5,
        C::Section6,
        C::Section7,
        C::Section8,
        C::Section9,
    ];
    Section::of_digit(keys.iter().position(|key| *key == command)? + 1)
}

/// The number of the answer that a command gives in the triage, from 1.
fn answer(command: CommandId) -> Option<usize> {
    use CommandId as C;
    let keys = [
        C::Answer1,
        C::Answer2,
        C::Answer3,
        C::Answer4,
        C::Answer5,
        C::Answer6,
        C::Answer7,
        C::Answer8,
        C::Answer9,
    ];
    Some(keys.iter().position(|key| *key == command)? + 1)
}

/// Commands on this case that are not the screen's own. Marks of the list do not matter here.
fn beside(model: &mut Model, command: CommandId, effects: &mut Vec<Effect>) {
    use CommandId as C;
    let Some(ui) = model.case_screen() else { return };
    let case = ui.id;
    if matches!(command, C::Back | C::FollowingCase | C::PreviousCase | C::Linked)
        && let Some(progress) = ui.progress()
    {
        // Leaving now would drop what waits behind it.
        model.tell(Tone::Plain, &format!("Not yet: {progress}"));
        return;
    }
    match command {
        C::Claim => bulk::one(model, case, Command::Claim, effects),
        C::Release => bulk::one(model, case, Command::Release, effects),
        C::TakeUp => bulk::one(model, case, Command::Snooze { until: None }, effects),
        C::PutOff => prompt_on(model, prompt::Ask::PutOff(Some(case)), "Put off"),
        C::Note => prompt_on(model, prompt::Ask::Note(Some(case)), "Note on"),
        C::FollowingCase => {
            next(model, true, effects);
        }
        C::Linked => to_linked(model, effects),
        _ => super::command::everywhere(model, command, effects),
    }
}

/// Types into the question that the screen asks.
pub fn edit(model: &mut Model, edit: &crate::console::field::Edit) {
    if let Some(ui) = on_top(model) {
        ui.edit(edit);
    }
}

/// The nth thing on the screen was clicked; what is selected already is entered.
pub fn click(model: &mut Model, index: usize, effects: &mut Vec<Effect>) {
    let size = size(model);
    let Some(ui) = on_top(model) else { return };
    let before = ui.cursor().cloned();
    ui.go_to_item(index, size);
    if before.is_some() && ui.cursor() == before.as_ref() {
        let wishes = ui.enter(size);
        grant(model, wishes, effects);
    }
}

/// The wheel was turned, over the nth column if one lay there.
pub fn wheel(model: &mut Model, panel: Option<usize>, steps: isize) {
    let size = size(model);
    match (on_top(model), panel) {
        (Some(ui), _) if ui.ask.is_some() => ui.scroll_question(steps, size),
        (Some(ui), Some(panel)) => ui.scroll(panel, steps, size),
        _ => {}
    }
}

/// The case was read again: every screen of it shows it.
pub fn came(model: &mut Model, view: CaseView, effects: &mut Vec<Effect>) {
    let (now, case) = (model.now, view.case.id);
    let screens = model.screens.iter_mut().rev();
    let mut wishes = Vec::new();
    for screen in screens {
        if let Screen::Case(ui) = screen
            && ui.id == view.case.id
        {
            ui.now = Some(now);
            ui.refresh(view);
            wishes = ui.after_refresh();
            break;
        }
    }
    let on_top = model.case_screen().is_some_and(|ui| ui.id == case);
    // A button pressed meanwhile opens its dialog only where the operator still looks at the case.
    if on_top && model.overlays.is_empty() {
        grant(model, wishes, effects);
    }
}

/// A judgement was carried out, or was not.
pub fn judged(model: &mut Model, case: CaseId, result: Result<Answer, Failure>, effects: &mut Vec<Effect>) {
    let now = model.now;
    let Some(ui) = of(model, case) else { return desk::refresh(model, effects) };
    let covered = ui.revealed_until;
    let wishes = match result {
        Ok(Answer::Done(receipt)) => ui.carried_out(receipt.version, now),
        Ok(_) => Vec::new(),
        Err(failure) => ui.not_carried_out(failure.text.as_str()),
    };
    if ui.revealed_until != covered {
        effects.push(Effect::Wake(COVER));
    }
    for wish in wishes {
        match wish {
            // The next judgement goes out whatever lies over the case's screen by now.
            Wish::Do(send) => send_judgement(model, case, send, effects),
            wish => grant(model, vec![wish], effects),
        }
    }
}

fn send_judgement(model: &mut Model, case: CaseId, send: Send, effects: &mut Vec<Effect>) {
    let request = Request { case, seen: send.seen, command: send.command, key: None };
    let id = ask(model, Slot::Act, Query::Act(Box::new(request)), effects);
    model.doing.insert(id, Doing::Judgement(case));
}

/// Does what the case screen wishes.
fn grant(model: &mut Model, wishes: Vec<Wish>, effects: &mut Vec<Effect>) {
    for wish in wishes {
        match wish {
            Wish::Do(send) => {
                if let Some(case) = model.case_screen().map(|ui| ui.id) {
                    send_judgement(model, case, send, effects);
                }
            }
            Wish::View(path) => effects.push(Effect::Show(path)),
            Wish::Case(id) => show(model, id, effects),
            Wish::Decide(action) => {
                if let Some(view) = model.current_view().cloned() {
                    decision::open(model, &view, &action, effects);
                }
            }
            Wish::Reload => desk::refresh(model, effects),
            Wish::Say(words) => model.tell(Tone::Plain, words.as_str()),
            Wish::Refused(refusal) => model.tell(Tone::Refused, &refusal.to_string()),
        }
    }
}

fn on_top(model: &mut Model) -> Option<&mut CaseUi> {
    match model.screens.last_mut() {
        Some(Screen::Case(ui)) => Some(ui),
        _ => None,
    }
}

/// The screen of a case, wherever it lies.
pub fn of(model: &mut Model, case: CaseId) -> Option<&mut CaseUi> {
    model.screens.iter_mut().rev().find_map(|screen| match screen {
        Screen::Case(ui) if ui.id == case => Some(ui.as_mut()),
        _ => None,
    })
}

/// Columns and lines that a screen has.
pub fn size(model: &Model) -> (u16, u16) {
    let body = body(model.size.0, model.size.1);
    (body.width, body.height)
}
