//! Taking the terminal over and giving it back, whatever happens.
//!
//! [`restore`] gives it back. It may be called at any time and any number of times: when the console ends, by the panic
//! hook, on a signal and before a suspension all call it, and only the first call after [`enter`] does something.

use super::view::Drawn;
use base64::Engine;
use ratatui::backend::{Backend, CrosstermBackend};
use ratatui::buffer::Buffer;
use ratatui::crossterm::cursor::{Hide, MoveTo, Show};
use ratatui::crossterm::event::{
    DisableBracketedPaste, DisableFocusChange, DisableMouseCapture, EnableBracketedPaste, EnableFocusChange,
};
use ratatui::crossterm::terminal::{
    BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen,
    LeaveAlternateScreen, disable_raw_mode, enable_raw_mode, size,
};
use ratatui::crossterm::{execute, queue};
use ratatui::layout::Rect;
use std::io::{self, IsTerminal, Write};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the terminal is ours.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// Mouse presses and the wheel, in a form without a limit of columns. Every move of the mouse, which crossterm's own command
/// asks for too, would wake the console for nothing.
const MOUSE_ON: &[u8] = b"\x1b[?1000h\x1b[?1006h";

/// Takes the terminal over: its own screen, raw keys, pastes as such, and the mouse if wanted.
///
/// # Errors
/// Where there is no terminal or it cannot be set up; what was done is undone.
pub fn enter(mouse: bool) -> io::Result<()> {
    TAKEN.store(true, Ordering::SeqCst);
    let entered = enable_raw_mode().and_then(|()| {
        let mut out = io::stdout();
        // Cleared by us: a terminal without a second screen would keep what stands where the first frame has blanks.
        queue!(out, EnterAlternateScreen, Clear(ClearType::All))?;
        queue!(out, EnableBracketedPaste, EnableFocusChange, Hide)?;
        if mouse {
            out.write_all(MOUSE_ON)?;
        }
        out.flush()
    });
    entered.inspect_err(|_| restore())
}

/// Gives the terminal back as it was. What it cannot do it leaves: there is nobody left to tell.
pub fn restore() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = io::stdout();
    let _ = execute!(
        out,
        EndSynchronizedUpdate,
        DisableMouseCapture,
        DisableFocusChange,
        DisableBracketedPaste,
        LeaveAlternateScreen,
        Show,
    );
    // A mouse report or a key that is still on its way would be typed into the shell.
    #[cfg(unix)]
    let _ = rustix::termios::tcflush(io::stdin(), rustix::termios::QueueSelector::IFlush);
    let _ = disable_raw_mode();
}

/// Lets a panic give the terminal back before it is told.
pub fn restore_on_panic() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let told = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            restore();
            told(panic);
        }));
    });
}

/// Whether there is a terminal to type at and to draw on.
pub fn is_there() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

/// Gives the terminal back when it goes out of scope.
#[derive(Debug)]
pub struct Guard;

impl Drop for Guard {
    fn drop(&mut self) {
        restore();
    }
}

/// What is on the terminal, and what shall be next.
#[derive(Debug)]
pub struct Painter {
    shown: Buffer,
    next: Buffer,
    cursor: Option<(u16, u16)>,
    /// Whether what is on the terminal is unknown.
    anew: bool,
}

impl Painter {
    /// A painter on an empty terminal.
    ///
    /// # Errors
    /// Where the terminal does not tell its size.
    pub fn new() -> io::Result<Self> {
        let (width, height) = size()?;
        let area = Rect::new(0, 0, width, height);
        let empty = Buffer::empty(area);
        Ok(Self { shown: empty.clone(), next: empty, cursor: None, anew: false })
    }

    /// Columns and rows.
    pub fn size(&self) -> (u16, u16) {
        (self.next.area().width, self.next.area().height)
    }

    /// The terminal has another size now.
    pub fn resize(&mut self, width: u16, height: u16) {
        let area = Rect::new(0, 0, width, height);
        if area != *self.next.area() {
            self.next.resize(area);
            self.anew = true;
        }
    }

    /// Forgets what is on the terminal, so that everything is drawn anew.
    pub fn forget(&mut self) {
        self.anew = true;
    }

    /// Draws a frame and writes what is different from the last one, in one piece that the terminal shows at once. Where
    /// nothing is different, nothing is written.
    ///
    /// # Errors
    /// Where the terminal takes no more.
    pub fn draw(&mut self, draw: impl FnOnce(&mut Buffer) -> Drawn) -> io::Result<Drawn> {
        self.next.reset();
        let drawn = draw(&mut self.next);
        let bytes = self.frame(drawn.cursor)?;
        if !bytes.is_empty() {
            let mut out = io::stdout().lock();
            out.write_all(&bytes)?;
            out.flush()?;
        }
        std::mem::swap(&mut self.shown, &mut self.next);
        if self.next.area() != self.shown.area() {
            self.next.resize(*self.shown.area());
        }
        Ok(drawn)
    }

    fn frame(&mut self, cursor: Option<(u16, u16)>) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        queue!(bytes, BeginSynchronizedUpdate)?;
        let begun = bytes.len();
        if std::mem::take(&mut self.anew) {
            queue!(bytes, Clear(ClearType::All))?;
            self.shown = Buffer::empty(*self.next.area());
        }
        let mut changed = self.shown.diff_iter(&self.next).peekable();
        if changed.peek().is_some() {
            if self.cursor.is_some() {
                queue!(bytes, Hide)?;
            }
            CrosstermBackend::new(&mut bytes).draw(changed)?;
        } else if bytes.len() == begun && cursor == self.cursor {
            return Ok(Vec::new());
        }
        match cursor {
            Some((x, y)) => queue!(bytes, MoveTo(x, y), Show)?,
            None => queue!(bytes, Hide)?,
        }
        self.cursor = cursor;
        queue!(bytes, EndSynchronizedUpdate)?;
        Ok(bytes)
    }
}

/// Takes the mouse, or gives it to the terminal.
///
/// # Errors
/// Where the terminal takes no more.
pub fn mouse(ours: bool) -> io::Result<()> {
    let mut out = io::stdout();
    if ours {
        out.write_all(MOUSE_ON)?;
        out.flush()
    } else {
        execute!(out, DisableMouseCapture)
    }
}

/// Puts a text into the clipboard of the terminal, wherever it runs (OSC 52).
///
/// # Errors
/// Where the terminal takes no more.
pub fn copy(text: &str) -> io::Result<()> {
    let mut out = io::stdout();
    let encoded = base64::engine::general_purpose::STANDARD.encode(text);
    write!(out, "\x1b]52;c;{encoded}\x07")?;
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::style::Style;

    fn painter() -> Painter {
        let empty = Buffer::empty(Rect::new(0, 0, 20, 3));
        Painter { shown: empty.clone(), next: empty, cursor: None, anew: false }
    }

    #[test]
    fn a_frame_is_one_synchronized_update_of_what_is_different() {
        let mut painter = painter();
        painter.next.set_string(0, 1, "hello", Style::new());
        let bytes = String::from_utf8(painter.frame(None).unwrap()).unwrap();
        assert!(bytes.starts_with("\x1b[?2026h") && bytes.ends_with("\x1b[?2026l"), "{bytes:?}");
        assert!(bytes.contains("hello") && !bytes.contains("\x1b[2J"), "{bytes:?}");
    }

    #[test]
    fn where_nothing_is_different_nothing_is_written() {
        let mut painter = painter();
        painter.shown.set_string(0, 1, "hello", Style::new());
        painter.next.set_string(0, 1, "hello", Style::new());
        assert_eq!(painter.frame(None).unwrap(), b"");
        assert_ne!(painter.frame(Some((1, 1))).unwrap(), b"");
        assert_eq!(painter.frame(Some((1, 1))).unwrap(), b"");
    }

    #[test]
    fn another_size_is_drawn_anew() {
        let mut painter = painter();
        painter.resize(10, 2);
        painter.next.set_string(0, 1, "hello", Style::new());
        let bytes = String::from_utf8(painter.frame(None).unwrap()).unwrap();
        assert!(bytes.contains("\x1b[2J") && bytes.contains("hello"), "{bytes:?}");
    }

    #[test]
    fn giving_back_a_terminal_that_was_not_taken_does_nothing() {
        restore();
        assert!(!TAKEN.load(Ordering::SeqCst));
    }
}
