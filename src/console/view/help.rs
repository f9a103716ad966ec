//! What can be done here and now.

use crate::console::keymap::Focus;
use crate::console::layout;
use crate::console::model::Model;
use crate::console::paint::{Canvas, centred};
use crate::console::registry::COMMANDS;
use crate::console::words;
use crate::desk::filter;
use crate::text::Clean;
use ratatui::layout::Rect;

/// Columns of the keys.
const KEYS: u16 = 14;

/// One line of the help.
#[derive(Debug)]
enum Line {
    Empty,
    Heading(Clean),
    Entry { keys: Clean, text: Clean, possible: bool },
}

/// Draws the help over `body`, its first `top` lines scrolled away.
pub fn draw(canvas: &mut Canvas<'_>, body: Rect, model: &Model, top: usize) {
    let theme = canvas.theme;
    let lines = lines(model);
    let area = place(body, lines.len());
    let title = match focus(model) {
        Focus::Dialog | Focus::Field => "What can be done in this dialog",
        Focus::Case | Focus::Triage => "What can be done with this case",
        Focus::Lead => "What can be done on the lead screen",
        Focus::Log => "What can be done in the log",
        _ => "What can be done here",
    };
    let inside = canvas.dialog(area, &Clean::line(title));
    let first = top.min(lines.len().saturating_sub(usize::from(inside.height)));
    for (row, line) in (0..inside.height).zip(lines.iter().skip(first)) {
        match line {
            Line::Empty => {}
            Line::Heading(text) => {
                canvas.text(inside, row, text, theme.heading);
            }
            Line::Entry { keys, text, possible } => {
                let (key, style) =
                    if *possible { (theme.key, theme.text) } else { (theme.button_off, theme.button_off) };
                let left = Rect { width: KEYS.min(inside.width), ..inside };
                canvas.text(left, row, keys, key);
                canvas.text_at(inside, KEYS + 1, row, text, style);
            }
        }
    }
    let hidden = lines.len().saturating_sub(first + usize::from(inside.height));
    crate::console::columns::more(canvas, inside, first, hidden);
}

fn place(body: Rect, lines: usize) -> Rect {
    centred(body, 92, u16::try_from(lines + 2).unwrap_or(u16::MAX))
}

/// The first line that can stand on top.
pub fn last_top(model: &Model) -> usize {
    let lines = lines(model).len();
    let area = place(layout::body(model.size.0, model.size.1), lines);
    lines.saturating_sub(usize::from(area.height.saturating_sub(2)))
}

/// Where keys go once the help is closed.
fn focus(model: &Model) -> Focus {
    if model.overlays.len() > 1 { Focus::Dialog } else { model.screen_focus() }
}

fn lines(model: &Model) -> Vec<Line> {
    let focus = focus(model);
    let mut lines = Vec::new();
    let in_dialog = matches!(focus, Focus::Dialog | Focus::Field);
    let actions = if in_dialog { Vec::new() } else { words::actions(model) };
    if !actions.is_empty() {
        lines.push(Line::Heading(Clean::line("Actions of the playbook")));
        lines.extend(actions.into_iter().map(|action| {
            let possible = action.refusal.is_none();
            let text = match &action.refusal {
                None => action.title,
                Some(refusal) => Clean::line(&format!("{} ✕ {refusal}", action.title)),
            };
            Line::Entry {
                keys: Clean::line(&action.key.map(String::from).unwrap_or_default()),
                text,
                possible,
            }
        }));
    }
    // What one came for stands first; how to move about stands last.
    let (moving, rest): (Vec<_>, Vec<_>) =
        COMMANDS.iter().filter(|spec| spec.offered_at(focus)).partition(|spec| spec.group == "Move");
    let mut group = "";
    for spec in rest.into_iter().chain(moving) {
        if spec.group != group {
            group = spec.group;
            if !lines.is_empty() {
                lines.push(Line::Empty);
            }
            lines.push(Line::Heading(Clean::line(group)));
        }
        let keys: Vec<_> = model.keymap.keys_of(spec.id).iter().map(ToString::to_string).collect();
        let refusal = spec.enabled(model).err();
        let text = match &refusal {
            None => Clean::line(spec.doc),
            Some(refusal) => Clean::line(&format!("{} – {}", spec.title, refusal.what)),
        };
        lines.push(Line::Entry { keys: Clean::line(&keys.join(" ")), text, possible: refusal.is_none() });
    }
    if focus == Focus::Queue {
        lines.push(Line::Empty);
        lines.push(Line::Heading(Clean::line("Filters after /")));
        lines.extend(filter::WORDS.iter().map(|(word, doc)| Line::Entry {
            keys: Clean::line(word),
            text: Clean::line(doc),
            possible: true,
        }));
    }
    lines
}
