//! The row at the top: what this is, where one is, who one is, and as of when the screen is true.

use crate::console::hit::Target;
use crate::console::model::{Model, Screen};
use crate::console::paint::Canvas;
use crate::console::registry::CommandId;
use crate::console::words;
use crate::text::Clean;
use ratatui::layout::Rect;

/// Draws the bar.
pub fn draw(canvas: &mut Canvas<'_>, model: &Model) {
    let area = model.layout().bar;
    let theme = canvas.theme;
    canvas.tint(area, theme.bar);
    let right = right(canvas, area, model);
    let left = Rect { width: area.width.saturating_sub(right + 1), ..area };
    let name = theme.bar.patch(theme.accent);
    let mut used = canvas.text_at(left, 1, 0, &"docket", name) + 1;
    for step in path(model) {
        used += canvas.text_at(left, used, 0, &" › ", theme.bar);
        used += canvas.text_at(left, used, 0, &step, theme.bar);
    }
}

/// Where one is, from the store down.
fn path(model: &Model) -> Vec<Clean> {
    let mut path = vec![model.session.store.clone()];
    for screen in &model.screens {
        path.push(match screen {
            Screen::Case(ui) => {
                let number =
                    ui.view().and_then(|view| view.case.matter.as_ref()).map(|matter| &matter.number);
                Clean::line(number.map_or("case", |number| number.as_str()))
            }
            Screen::Lead(_) => Clean::line("lead"),
            Screen::Log(ui) if ui.case().is_some() => Clean::line("events"),
            Screen::Log(_) => Clean::line("log"),
        });
    }
    if model.screens.is_empty() && model.narrow() {
        path.push(Clean::line(&words::place(model, &model.place)));
    }
    path
}

/// Draws the right side, as much of it as there is room for. Answers its columns.
fn right(canvas: &mut Canvas<'_>, area: Rect, model: &Model) -> u16 {
    let style = canvas.theme.bar;
    let session = &model.session;
    let who = format!("{} · {}", session.operator, session.role);
    // Nothing is drawn while nothing happens, so the time says as of when the screen is true.
    let time = model.now.format("%H:%M UTC").to_string();
    let help = format!("{} help", first_key(model, CommandId::Help));
    let commands = format!("{} commands", first_key(model, CommandId::Palette));
    let parts: &[&str] = match area.width {
        0..60 => &[&time],
        60..100 => &[&who, &time],
        _ => &[&who, &time, &help, &commands],
    };
    let text = Clean::line(&format!("{} ", parts.join("   ")));
    let width = canvas.text_right(area, 0, &text, style);
    if parts.len() == 4 {
        let at = |columns: usize, end: u16| {
            let width = u16::try_from(columns).unwrap_or(0);
            Rect { x: end.saturating_sub(width), width, ..area }
        };
        let palette = at(commands.chars().count(), area.right() - 1);
        let question = at(help.chars().count(), palette.x.saturating_sub(3));
        canvas.hits.push(palette, Target::Command(CommandId::Palette));
        canvas.hits.push(question, Target::Command(CommandId::Help));
    }
    width
}

/// The key that hints show for a command.
pub fn first_key(model: &Model, command: CommandId) -> String {
    model.keymap.keys_of(command).first().map(ToString::to_string).unwrap_or_default()
}
