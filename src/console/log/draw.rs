//! Drawing the log screen.

use super::state::LogUi;
use crate::console::columns;
use crate::console::format::{count, instant};
use crate::console::hit::Target;
use crate::console::paint::Canvas;
use crate::console::sheet::{Row, Tone, offset};
use crate::desk::{LogLine, LogRows};
use crate::text::Clean;
use chrono::{DateTime, Utc};
use ratatui::layout::Rect;

/// Lines below the list, which show the selected line whole.
const DETAIL: u16 = 5;
/// Lines below which there is no room for them.
const WITH_DETAIL: u16 = 14;

/// Draws the log screen on `area`.
pub fn draw(canvas: &mut Canvas<'_>, area: Rect, ui: &LogUi, now: DateTime<Utc>) {
    let inside = if area.width < 3 { area } else { Rect { x: area.x + 1, width: area.width - 2, ..area } };
    heading(canvas, inside, ui);
    let detail = if area.height >= WITH_DETAIL { DETAIL } else { 0 };
    let list = Rect { y: inside.y + 1, height: inside.height.saturating_sub(1 + detail), ..inside }
        .intersection(inside);
    if ui.lines().is_empty() {
        let words = match (ui.is_known(), ui.case()) {
            (false, _) => "Reading the log …",
            (true, Some(_)) => "No case of that number is in the log. / chooses another",
            (true, None) => "Nothing has happened in this store yet.",
        };
        let style = canvas.theme.dim;
        canvas.text(list, list.height / 2, &words, style);
        return;
    }
    canvas.hits.push(list, Target::Panel(0));
    let selected = ui.selected();
    let first = offset(ui.lines().len(), usize::from(list.height), Some(selected));
    for (line, (index, entry)) in (0..list.height).zip(ui.lines().iter().enumerate().skip(first)) {
        let at = Rect { y: list.y + line, height: 1, ..list };
        columns::row(canvas, at, 0, &entry_row(entry, usize::from(list.width), ui.case().is_none(), now));
        if index == selected {
            columns::select(canvas, at);
        }
        canvas.hits.push(at, Target::Item(index));
    }
    let detail = Rect { y: list.bottom(), height: inside.bottom().saturating_sub(list.bottom()), ..inside };
    if let Some(entry) = ui.lines().get(selected) {
        whole(canvas, detail, entry);
    }
}

fn heading(canvas: &mut Canvas<'_>, inside: Rect, ui: &LogUi) {
    let of = match ui.case() {
        Some(case) => {
            let number = ui.lines().iter().find_map(|line| line.case.clone());
            format!("Log of {}", number.unwrap_or_else(|| format!("case {}", case.0)))
        }
        None if ui.rows() == LogRows::All => "Log of everything, bookkeeping too".to_owned(),
        None => "Log of what happened".to_owned(),
    };
    let read = u64::try_from(ui.lines().len()).unwrap_or(u64::MAX);
    let so_far = if ui.is_whole() { "lines, all of it" } else { "lines read" };
    let row = Row::<()>::heading(&of).right(Tone::Dim, &format!("{} {so_far}", count(read)));
    columns::row(canvas, Rect { height: inside.height.min(1), ..inside }, 0, &row);
}

/// One line: number, time, who, case, what, and the head of its hash.
fn entry_row(entry: &LogLine, width: usize, with_case: bool, now: DateTime<Utc>) -> Row<()> {
    let hash: String = entry.hash.chars().take(8).collect();
    let mut row = Row::new();
    if width >= 96 {
        row = row.put(Tone::Dim, &format!("{:>9}  ", entry.seq));
    }
    let when = if width >= 70 { instant(entry.at, now) } else { entry.at.format("%m-%d %H:%M").to_string() };
    row = row.clean(Tone::Dim, Clean::line(&when).pad(if width >= 70 { 17 } else { 12 }));
    row = row.clean(Tone::Strong, Clean::name(&entry.actor).fit(11).pad(12));
    if with_case && width >= 50 {
        row = row.clean(Tone::Accent, Clean::line(entry.case.as_deref().unwrap_or("–")).pad(11));
    }
    // The store's own bookkeeping is there for the chain, not for readers.
    let tone = if entry.case.is_some() { Tone::Plain } else { Tone::Dim };
    let row = row.clean(tone, entry.text.clone());
    // Where it would cost too much of the words, the selected line's hash below has to do.
    if width >= 70 { row.right(Tone::Dim, &hash) } else { row }
}

/// The selected line with nothing cut off but what three lines cannot hold.
fn whole(canvas: &mut Canvas<'_>, area: Rect, entry: &LogLine) {
    let theme = canvas.theme;
    canvas.rule(area, 0, None);
    let text = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    if area.height < 2 {
        return;
    }
    let head = format!("{}  {}  {}", entry.seq, entry.at.format("%Y-%m-%d %H:%M:%S%.3f UTC"), entry.name);
    canvas.text(text, 0, &Clean::line(&head), theme.strong);
    let room = Rect { height: text.height.saturating_sub(2).min(2), y: text.y + 1, ..text };
    canvas.wrapped(room, 0, &entry.text, theme.text);
    canvas.text(
        text,
        text.height.saturating_sub(1),
        &Clean::line(&format!("hash {}", entry.hash)),
        theme.dim,
    );
}
