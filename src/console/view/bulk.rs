//! A command on many cases: what each says to it, and what came of it.

use crate::console::bulk::{Bulk, Phase, State};
use crate::console::hit::Target;
use crate::console::paint::{Canvas, centred};
use crate::console::registry::CommandId;
use crate::text::Clean;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Draws the command over `body`.
pub fn draw(canvas: &mut Canvas<'_>, body: Rect, bulk: &Bulk) {
    let theme = canvas.theme;
    let area = place(body, bulk);
    let inside = canvas.dialog(area, &bulk.title);
    let (good, bad) = bulk.tally();
    let says = match bulk.phase {
        Phase::Checking => "Asking the rules about each case …".to_owned(),
        Phase::Ready if good == 0 => format!("All {bad} cases refuse it: nothing would happen."),
        Phase::Ready if bad == 0 => format!("All {good} cases allow it."),
        Phase::Ready => format!("{good} cases allow it; {bad} refuse it and will be left as they are."),
        Phase::Running => format!("{} of {good} done …", bulk.done()),
        Phase::Done => format!("{} done, {bad} refused.", bulk.done()),
    };
    canvas.text(inside, 0, &Clean::line(&says), theme.strong);
    let list =
        Rect { y: inside.y + 2, height: inside.height.saturating_sub(4), ..inside }.intersection(inside);
    let first = bulk.top.min(bulk.lines.len().saturating_sub(usize::from(list.height)));
    for (line, entry) in (0..list.height).zip(bulk.lines.iter().skip(first)) {
        let (sign, style, words): (&'static str, Style, Clean) = match &entry.state {
            State::Unknown => ("·", theme.dim, Clean::default()),
            State::Allowed => ("○", theme.text, Clean::line("allowed")),
            State::Refused(why) => ("✘", theme.bad, why.clone()),
            State::Failed(why) => ("✘", theme.bad, why.clone()),
            State::Done(what) => ("✔", theme.good, what.clone()),
            State::Left => ("–", theme.dim, Clean::line("not begun")),
        };
        canvas.text(list, line, &sign, style);
        let number = Clean::line(entry.number.as_str()).pad(11);
        let used = canvas.text_at(list, 2, line, &number, theme.strong);
        canvas.text_at(list, 2 + used, line, &words, style);
    }
    let hidden = bulk.lines.len().saturating_sub(first + usize::from(list.height));
    crate::console::columns::more(canvas, list, first, hidden);
    buttons(canvas, inside, bulk, good);
}

fn place(body: Rect, bulk: &Bulk) -> Rect {
    let height = u16::try_from(bulk.lines.len() + 6).unwrap_or(u16::MAX);
    centred(body, 100, height.clamp(9, body.height.saturating_sub(2).max(9)))
}

/// The first line that can stand on top: the frame, what is said above and the keys below take six lines.
pub fn last_top(body: Rect, bulk: &Bulk) -> usize {
    bulk.lines.len().saturating_sub(usize::from(place(body, bulk).height.saturating_sub(6)))
}

fn buttons(canvas: &mut Canvas<'_>, inside: Rect, bulk: &Bulk, good: usize) {
    let theme = canvas.theme;
    let row = Rect { y: inside.bottom().saturating_sub(1), height: 1, ..inside };
    let (yes, no): (Option<Clean>, &str) = match bulk.phase {
        Phase::Checking => (None, "cancel"),
        Phase::Ready if good == 0 => (None, "close"),
        Phase::Ready if good == 1 => (Some(Clean::line("do it to this one")), "cancel"),
        Phase::Ready => (Some(Clean::line(&format!("do it to these {good}"))), "cancel"),
        Phase::Running => (None, "stop after this one"),
        Phase::Done => (None, "close"),
    };
    let mut x = 0;
    let buttons = [
        yes.map(|yes| ("enter", yes, CommandId::Confirm)),
        Some(("esc", Clean::line(no), CommandId::Cancel)),
    ];
    for (key, words, command) in buttons.into_iter().flatten() {
        let used = canvas.text_at(row, x, 0, &key, theme.key);
        let more = canvas.text_at(row, x + used + 1, 0, &words, theme.text);
        canvas.hits.push(Rect { x: row.x + x, width: used + 1 + more, ..row }, Target::Command(command));
        x += used + more + 4;
    }
}
