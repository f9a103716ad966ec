//! The two rows at the bottom: a rule where the last notice stands, and what the keys do here and now.

use super::bar::first_key;
use crate::console::case::stop::Stop;
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
    let hints: Vec<_> = hints(focus)
        .into_iter()
        .filter(|spec| model.overlays.is_empty() || spec.offered_at(focus))
        .map(|spec| Hint {
            key: Clean::line(&first_key(model, spec.id)),
            title: Clean::line(title(model, spec.id, spec.title)),
            possible: spec.enabled(model).is_ok(),
            target: Target::Command(spec.id),
        })
        .collect();
    // The actions have what the commands leave.
    let hints = fitting(hints, layout.hints.width);
    let own: u16 = hints.iter().map(Hint::width).sum();
    let room = layout.hints.width.saturating_sub(own + 1);
    let mut actions = if model.screens.is_empty() { actions(model, room) } else { Vec::new() };
    for hint in hints {
        let next = hint.target == Target::Command(CommandId::NextCase);
        x += hint.draw(canvas, layout.hints, x);
        if next {
            for action in actions.drain(..) {
                x += action.draw(canvas, layout.hints, x);
            }
        }
    }
}

/// The hints that fit on one line of `width`. The last is help, which leads to all others, so those before it go first.
fn fitting(mut hints: Vec<Hint>, width: u16) -> Vec<Hint> {
    // One column is free at the left, and no gap is needed after the last.
    while hints.len() > 1 && hints.iter().map(Hint::width).sum::<u16>() > width + 2 {
        hints.remove(hints.len() - 2);
    }
    hints
}

fn title(model: &Model, command: CommandId, title: &'static str) -> &'static str {
    match (command, model.overlays.last()) {
        (CommandId::Confirm, Some(Overlay::Palette(_))) => "choose",
        (CommandId::Confirm | CommandId::Cancel, Some(Overlay::Help(_) | Overlay::Messages(_))) => "close",
        (CommandId::Confirm, None) if model.search.is_some() => "keep the filter",
        (CommandId::Cancel, None) if model.search.is_some() => "take it back",
        (CommandId::Pass, None) if model.focus() == Focus::Triage => {
            match model.case_screen().and_then(|ui| ui.cursor()) {
                Some(Stop::Led) => "do it",
                _ => "answer",
            }
        }
        _ => title,
    }
}

/// The actions of the selected case that are possible and fit whole; the preview says what stands against the others.
fn actions(model: &Model, room: u16) -> Vec<Hint> {
    let mut left = room;
    let actions = words::actions(model).into_iter().filter(|action| action.refusal.is_none());
    let hints = actions.filter_map(|action| {
        let key = Clean::line(&String::from(action.key?));
        Some(Hint { key, title: action.title, possible: true, target: Target::Action(action.id) })
    });
    hints
        .take_while(|hint| {
            let fits = hint.width() <= left;
            left = left.saturating_sub(hint.width());
            fits
        })
        .collect()
}

/// A key, what it does, and what a click on it does.
struct Hint {
    key: Clean,
    title: Clean,
    possible: bool,
    target: Target,
}

impl Hint {
    /// Columns with the gap to the next.
    fn width(&self) -> u16 {
        u16::try_from(self.key.width() + 1 + self.title.width() + 3).unwrap_or(u16::MAX)
    }

    /// Draws the hint, if it fits whole. Answers the columns it took.
    fn draw(self, canvas: &mut Canvas<'_>, area: Rect, x: u16) -> u16 {
        let width = self.width();
        if self.key.is_empty() || x.saturating_add(width - 3) > area.width {
            return 0;
        }
        let (key_style, style) = if self.possible {
            (canvas.theme.key, canvas.theme.text)
        } else {
            (canvas.theme.button_off, canvas.theme.button_off)
        };
        let used = canvas.text_at(area, x, 0, &self.key, key_style);
        canvas.text_at(area, x + used + 1, 0, &self.title, style);
        canvas.hits.push(Rect { x: area.x + x, width: width - 3, ..area }, self.target);
        width
    }
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
    if model.late {
        let words = if model.is_recording() {
            " … waiting for the store: what was confirmed is not recorded yet "
        } else {
            " … waiting for the store "
        };
        canvas.text_at(room, 1, 0, &words, theme.warn);
        return;
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
