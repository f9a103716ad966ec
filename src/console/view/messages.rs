//! The notices again, the newest first.

use crate::console::format::instant;
use crate::console::model::Model;
use crate::console::notice::Tone;
use crate::console::paint::{Canvas, centred};
use crate::text::Clean;
use ratatui::layout::Rect;

/// Draws the notices over `body`, the first `top` scrolled away.
pub fn draw(canvas: &mut Canvas<'_>, body: Rect, model: &Model, top: usize) {
    let theme = canvas.theme;
    let area = centred(body, 100, body.height.saturating_sub(2).max(5));
    let inside = canvas.dialog(area, &Clean::line("Messages"));
    if model.notices.all().len() == 0 {
        canvas.text(inside, 0, &"Nothing has been told yet.", theme.dim);
    }
    let mut line = 0;
    for notice in model.notices.all().skip(top) {
        if line >= inside.height {
            break;
        }
        let style = match notice.tone {
            Tone::Done => theme.good,
            Tone::Plain => theme.text,
            Tone::Refused => theme.bad,
        };
        let when = Clean::line(&instant(notice.at, model.now));
        let used = canvas.text_at(inside, 0, line, &when, theme.dim) + 1;
        canvas.text_at(inside, used, line, &notice.tone.sign(), style);
        let text = Rect { x: inside.x + used + 2, width: inside.width.saturating_sub(used + 2), ..inside };
        line += canvas.wrapped(text.intersection(inside), line, &notice.text, theme.text).max(1);
    }
}
