//! A program on a pseudo-terminal, and what its screen shows. Nothing here sleeps and hopes: every step waits for what it
//! needs, and fails after [`PATIENCE`].

use super::home::{DOCKET, Home, NOW};
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::num::NonZero;
use std::process::Command;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// How long anything may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// A program on a terminal.
pub struct Terminal {
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    bytes: Receiver<Vec<u8>>,
    child: Box<dyn Child + Send + Sync>,
    parser: vt100::Parser,
    /// The terminal's flags before the program came, among them whether it shows what is typed.
    flags: String,
    /// Everything that the program wrote.
    pub seen: Vec<u8>,
}

impl Terminal {
    /// The console on a terminal of 120 × 40.
    pub fn console(home: &Home) -> Self {
        Self::console_of(home, 120, 40)
    }

    /// The console on a terminal of `width` × `height`.
    pub fn console_of(home: &Home, width: u16, height: u16) -> Self {
        let mut command = CommandBuilder::new(DOCKET);
        command.args(["--now", NOW]);
        Self::open(command, home, width, height)
    }

    /// Any program.
    pub fn open(mut command: CommandBuilder, home: &Home, width: u16, height: u16) -> Self {
        command.env_clear();
        for (name, value) in home.environment() {
            command.env(name, value);
        }
        command.cwd(home.path(""));
        let pair = native_pty_system().openpty(sized(width, height)).unwrap();
        let flags = flags(pair.master.as_ref());
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (sender, bytes) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 65536];
            while let Ok(read @ 1..) = reader.read(&mut buffer) {
                if sender.send(buffer[..read].to_vec()).is_err() {
                    return;
                }
            }
        });
        let keys = pair.master.take_writer().unwrap();
        let parser = emulator(width, height);
        Self { master: pair.master, keys, bytes, child, parser, flags, seen: Vec::new() }
    }

    /// Sends bytes as keys do.
    pub fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// Presses the left button on a cell, the first of which is 0, 0, and lets it go.
    pub fn click(&mut self, (column, row): (u16, u16)) {
        let (x, y) = (column + 1, row + 1);
        self.press(&format!("\x1b[<0;{x};{y}M\x1b[<0;{x};{y}m"));
    }

    /// Gives the terminal another size.
    pub fn resize(&mut self, width: u16, height: u16) {
        self.parser = emulator(width, height);
        self.master.resize(sized(width, height)).unwrap();
    }

    /// Takes in what the program writes within `time`. Answers how many bytes it was.
    pub fn take(&mut self, time: Duration) -> usize {
        let (end, before) = (Instant::now() + time, self.seen.len());
        while let Ok(bytes) = self.bytes.recv_timeout(end.saturating_duration_since(Instant::now())) {
            self.parser.process(&bytes);
            self.seen.extend(bytes);
        }
        self.seen.len() - before
    }

    /// The screen.
    pub fn screen(&self) -> &vt100::Screen {
        self.parser.screen()
    }

    /// The screen's text.
    pub fn text(&self) -> String {
        self.screen().contents()
    }

    /// Waits until something holds.
    pub fn wait_until(&mut self, what: &str, holds: impl Fn(&Self) -> bool) {
        let begun = Instant::now();
        while !holds(self) {
            assert!(begun.elapsed() < PATIENCE, "not {what}:\n{}", self.text());
            self.take(Duration::from_millis(10));
        }
    }

    /// Waits until the screen shows `text`.
    pub fn wait_for(&mut self, text: &str) {
        self.wait_until(&format!("showing {text:?}"), |terminal| terminal.text().contains(text));
    }

    /// Waits until the screen no longer shows `text`.
    pub fn wait_gone(&mut self, text: &str) {
        self.wait_until(&format!("without {text:?}"), |terminal| !terminal.text().contains(text));
    }

    /// Waits until nothing has been written for a while.
    pub fn settle(&mut self) {
        let begun = Instant::now();
        while self.take(Duration::from_millis(600)) > 0 {
            assert!(begun.elapsed() < PATIENCE, "never at rest:\n{}", self.text());
        }
    }

    /// The cells that a text on the screen begins at: column and row of each.
    pub fn cells_of(&self, text: &str) -> Vec<(u16, u16)> {
        let rows = self.screen().rows(0, u16::MAX).zip(0..);
        let found = rows.flat_map(|(line, row)| {
            let columns =
                line.match_indices(text).map(|(at, _)| line[..at].chars().count()).collect::<Vec<_>>();
            columns.into_iter().map(move |column| (u16::try_from(column).unwrap(), row))
        });
        found.collect()
    }

    /// Whether a text stands on the screen in reverse, as the selection does.
    pub fn is_selected(&self, text: &str) -> bool {
        let cells = self.cells_of(text);
        cells.iter().any(|(column, row)| self.screen().cell(*row, *column).is_some_and(vt100::Cell::inverse))
    }

    /// Waits for the program's end. Answers its exit code.
    pub fn ended(&mut self) -> u32 {
        let begun = Instant::now();
        loop {
            self.take(Duration::from_millis(10));
            if let Some(status) = self.child.try_wait().unwrap() {
                // Its last bytes come before the end of the stream; the reader's thread then hangs up.
                while let Ok(bytes) = self.bytes.recv_timeout(PATIENCE) {
                    self.parser.process(&bytes);
                    self.seen.extend(bytes);
                }
                return status.exit_code();
            }
            assert!(begun.elapsed() < PATIENCE, "still running:\n{}", self.text());
        }
    }

    /// Sends the program a signal.
    pub fn signal(&self, name: &str) {
        let pid = self.child.process_id().unwrap().to_string();
        assert!(Command::new("kill").args([format!("-{name}"), pid]).status().unwrap().success());
    }

    /// Whether the terminal's keys come raw, neither shown nor gathered to lines.
    pub fn is_raw(&self) -> bool {
        flags(self.master.as_ref()) != self.flags
    }

    /// Everything that was switched on is off again.
    pub fn assert_given_back(&self) {
        let screen = self.screen();
        assert!(!screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste());
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
        assert!(!self.is_raw(), "{} is not {}", flags(self.master.as_ref()), self.flags);
        let seen = String::from_utf8_lossy(&self.seen);
        let last = |on: &str, off: &str| seen.rfind(on) < seen.rfind(off);
        assert!(last("\x1b[?2026h", "\x1b[?2026l"), "a synchronized update is left open");
        assert!(last("\x1b[?1004h", "\x1b[?1004l"), "the focus is still reported");
    }
}

fn sized(cols: u16, rows: u16) -> PtySize {
    PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }
}

fn emulator(width: u16, height: u16) -> vt100::Parser {
    let sizes = (NonZero::new(height).unwrap(), NonZero::new(width).unwrap());
    vt100::Parser::new(sizes.0, sizes.1, 0)
}

fn flags(terminal: &(dyn MasterPty + Send)) -> String {
    let flags = terminal.get_termios().unwrap();
    format!("{:?} {:?} {:?}", flags.input_flags, flags.output_flags, flags.local_flags)
}

/// Nothing is left running, whatever a test asserts.
impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
