//! The two rows at the bottom: a rule where the last notice stands, and what the keys do here and now.

use super::bar::first_key;
use crate::console::hit::Target;
use crate::console::keymap::Focus;
use crate::console::model::{Model, Overlay};
use crate::console::notice::Tone;
use crate::console::paint::Canvas;
use crate::console::registry::{CommandId, hints};
use crate::console::words;
use crate::text::Clean;
use ratatui::layout::Rect;

/// Draws both rows.
pub fn draw(canvas: &mut Canvas<'_>, model: &Model) {
    let layout = model.layout();
    notice(canvas, layout.notice, model);
    let mut x = 1;
    // A dialog names its own keys, so the hints stay those of what lies below only where nothing lies over it.
    let focus = model.focus();
    for spec in hints(focus) {
        if model.overlays.is_empty() || spec.offered_at(focus) {
            let possible = spec.enabled(model).is_ok();
            let title = Clean::line(title(model, spec.id, spec.title));
            let key = first_key(model, spec.id);
            x += hint(canvas, layout.hints, x, &key, &title, possible, &Target::Command(spec.id));
        }
        if spec.id == CommandId::NextCase && model.screens.is_empty() {
            x = actions(canvas, layout.hints, x, model);
        }
    }
}

fn title(model: &Model, command: CommandId, title: &'static str) -> &'static str {
    match (command, model.overlays.last()) {
        (CommandId::Confirm, Some(Overlay::Palette(_))) => "choose",
        (CommandId::Confirm | CommandId::Cancel, Some(Overlay::Help(_) | Overlay::Messages(_))) => "close",
        (CommandId::Confirm, None) if model.search.is_some() => "keep the filter",
        (CommandId::Cancel, None) if model.search.is_some() => "take it back",
        _ => title,
    }
}

/// The actions of the selected case that are possible; the preview says what stands against the others.
fn actions(canvas: &mut Canvas<'_>, area: Rect, x: u16, model: &Model) -> u16 {
    let mut x = x;
    let actions = words::actions(model);
    for action in actions.iter().filter(|action| action.key.is_some() && action.refusal.is_none()).take(3) {
        // The hints after these must have room too.
        if x + 40 > area.width {
            break;
        }
        let key = action.key.map(String::from).unwrap_or_default();
        x += hint(canvas, area, x, &key, &action.title.fit(24), true, &Target::Action(action.id.clone()));
    }
    x
}

/// Draws a hint, if it fits whole. Answers the columns it took.
fn hint(
    canvas: &mut Canvas<'_>,
    area: Rect,
    x: u16,
    key: &str,
    title: &Clean,
    possible: bool,
    target: &Target,
) -> u16 {
    let key = Clean::line(key);
    let width = u16::try_from(key.width() + 1 + title.width()).unwrap_or(u16::MAX);
    if key.is_empty() || x.saturating_add(width) > area.width {
        return 0;
    }
    let (key_style, style) = if possible {
        (canvas.theme.key, canvas.theme.text)
    } else {
        (canvas.theme.button_off, canvas.theme.button_off)
    };
    let used = canvas.text_at(area, x, 0, &key, key_style);
    canvas.text_at(area, x + used + 1, 0, title, style);
    canvas.hits.push(Rect { x: area.x + x, width, ..area }, target.clone());
    width + 3
}

fn notice(canvas: &mut Canvas<'_>, area: Rect, model: &Model) {
    let theme = canvas.theme;
    canvas.rule(area, 0, None);
    let mut room = area;
    if !model.marks.is_empty() && model.focus() == Focus::Queue {
        let marked = Clean::line(&format!(" ● {} marked ", model.marks.len()));
        let width = canvas.text_right(area, 0, &marked, theme.marked);
        room.width = area.width.saturating_sub(width + 1);
    }
    let Some(notice) = model.notices.shown() else { return };
    let style = match notice.tone {
        Tone::Done => theme.good,
        Tone::Plain => theme.strong,
        Tone::Refused => theme.bad,
    };
    let text = Clean::line(&format!(" {} {} ", notice.tone.sign(), notice.text));
    canvas.text_at(room, 1, 0, &text.fit(usize::from(room.width.saturating_sub(2))), style);
    canvas.hits.push(room, Target::Command(CommandId::Messages));
}
