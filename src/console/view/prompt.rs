//! A question with one field.

use crate::console::hit::Target;
use crate::console::paint::{Canvas, centred};
use crate::console::prompt::{Ask, Prompt};
use crate::console::registry::CommandId;
use ratatui::layout::Rect;

/// Draws the question over `body`.
pub fn draw(canvas: &mut Canvas<'_>, body: Rect, prompt: &Prompt) {
    let theme = canvas.theme;
    let lines = if matches!(prompt.ask, Ask::Note(_)) { 6 } else { 1 };
    let area = centred(body, 72, lines + 6);
    let inside = canvas.dialog(area, &prompt.title);
    let height = lines.min(inside.height.saturating_sub(2));
    let field = Rect { y: inside.y + 1, height, ..inside }.intersection(inside);
    prompt.field.draw(canvas, field, true);
    let below = 1 + height;
    match &prompt.error {
        Some(error) => {
            canvas.text(inside, below, &crate::text::Clean::line(&format!("✘ {error}")), theme.bad)
        }
        None => canvas.text(inside, below, &prompt.hint, theme.dim),
    };
    let buttons = Rect { y: inside.bottom().saturating_sub(1), height: 1, ..inside };
    let mut x = 0;
    for (key, words, command) in
        [("enter", "confirm", CommandId::Confirm), ("esc", "cancel", CommandId::Cancel)]
    {
        let used = canvas.text_at(buttons, x, 0, &key, theme.key);
        let more = canvas.text_at(buttons, x + used + 1, 0, &words, theme.text);
        let at = Rect { x: buttons.x + x, width: used + 1 + more, ..buttons };
        canvas.hits.push(at, Target::Command(command));
        x += used + more + 4;
    }
}
