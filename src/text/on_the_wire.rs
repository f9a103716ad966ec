//! What really reaches the terminal: clean text drawn by ratatui, looked at as the bytes that crossterm writes.

use proptest::prelude::*;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Gauge, List, Paragraph};
use ratatui::{Terminal, TerminalOptions, Viewport};

use super::Clean;
use super::samples::{HOSTILE, hostile};

const SIZE: Rect = Rect { x: 0, y: 0, width: 60, height: 12 };

/// Draws one line and one block through every kind of widget that writes text, and gives the bytes.
fn drawn(text: &str) -> Vec<u8> {
    let (line, block) = (Clean::line(text), Clean::block(text));
    let mut bytes = Vec::new();
    let options = TerminalOptions { viewport: Viewport::Fixed(SIZE) };
    let mut terminal = Terminal::with_options(CrosstermBackend::new(&mut bytes), options).unwrap();
    terminal
        .draw(|frame| {
            let row = |y, height| Rect { y, height, ..SIZE };
            frame.render_widget(Line::raw(line.as_str()), row(0, 1));
            frame.render_widget(List::new([line.fit(50).as_str()]), row(1, 1));
            frame.render_widget(Gauge::default().ratio(0.5).label(line.fit(40).as_str()), row(2, 1));
            frame.render_widget(Paragraph::new(block.as_str()), row(3, 4));
            let lines: Vec<Line> = block.wrap(60).iter().map(|line| Line::raw(line.to_string())).collect();
            frame.render_widget(Paragraph::new(lines), row(7, 4));
            // The one way that writes a symbol unlooked at.
            frame.buffer_mut()[(0, 11)].set_symbol(line.fit(20).as_str());
        })
        .unwrap();
    drop(terminal);
    bytes
}

/// The bytes without the sequences that drawing itself writes: cursor moves (`H`), colours and attributes (`m`), and
/// showing or hiding the cursor (`?25h`, `?25l`).
fn without_own_sequences(bytes: &[u8]) -> String {
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    let mut rest = text.as_str();
    let mut out = String::new();
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        out.push_str(before);
        let end = after.find(|c: char| !c.is_ascii_digit() && !matches!(c, ';' | '?')).unwrap();
        let (parameters, last) = (&after[..end], &after[end..=end]);
        assert!(matches!((parameters, last), ("?25", "h" | "l") | (_, "H" | "m")), "\\e[{parameters}{last}");
        rest = &after[end + 1..];
    }
    out.push_str(rest);
    out
}

fn is_harmless(text: &str) -> bool {
    Clean::line(text).as_str() == text
}

#[test]
fn hostile_text_reaches_the_terminal_as_marks() {
    for text in HOSTILE {
        let written = without_own_sequences(&drawn(text));
        assert!(!written.chars().any(char::is_control), "{text:?} was written as {written:?}");
        assert!(written.contains('⟨'), "{text:?} was written as {written:?}");
    }
}

#[test]
fn the_look_at_the_bytes_would_notice() {
    let result = std::panic::catch_unwind(|| without_own_sequences(b"a\x1b[2J"));
    assert!(result.is_err());
    assert!(!is_harmless("\u{1b}]0;pwn"));
}

proptest! {
    #[test]
    fn no_byte_of_outside_text_commands_the_terminal(text in hostile()) {
        let written = without_own_sequences(&drawn(&text));
        for c in written.chars() {
            let alone = c.to_string();
            prop_assert!(!c.is_control() && !"\u{202e}\u{200b}\u{2066}\u{feff}".contains(&alone), "{:?}", written);
        }
    }
}
