//! A program in a pseudo-terminal, timed from outside.
//!
//! A thread stamps every read with the time at which it returned and hands the bytes on; what they mean is looked at only
//! after the program has fallen silent, so that looking takes no time from it. A key's latency runs from just before the
//! write to the last byte before a silence of [`SILENCE`].
//!
//! Where this flatters: the reader is an infinitely fast terminal; keyboard, painting and network are not in it, nor is what
//! docket draws only once the selection has come to rest (the preview of the row that is now selected).

use super::Result;
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::num::NonZero;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// What ends an answer.
pub const SILENCE: Duration = Duration::from_millis(25);
/// How long a key may stay without an answer before it counts as one that has none.
const PATIENCE: Duration = Duration::from_secs(2);
/// Rows and columns of the terminal.
const SIZE: (NonZero<u16>, NonZero<u16>) =
    (NonZero::<u16>::MIN.saturating_add(47), NonZero::<u16>::MIN.saturating_add(159));

/// A program in a terminal of its own.
pub struct Terminal {
    master: Box<dyn MasterPty + Send>,
    child: Box<dyn Child + Send + Sync>,
    input: Box<dyn Write + Send>,
    output: Receiver<Chunk>,
    screen: vt100::Parser,
    jitter: u64,
    /// Just before the program was started.
    started: Instant,
}

/// What one read brought.
struct Chunk {
    at: Instant,
    bytes: Vec<u8>,
}

impl Terminal {
    /// Starts `command`.
    pub fn start(mut command: CommandBuilder) -> Result<Self> {
        let (rows, cols) = SIZE;
        let size = PtySize { rows: rows.get(), cols: cols.get(), pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size)?;
        command.env("TERM", "xterm-256color");
        command.env("COLORTERM", "truecolor");
        command.env("LANG", "C.UTF-8");
        command.env("LC_ALL", "C.UTF-8");
        for name in ["LINES", "COLUMNS", "NO_COLOR", "LESS"] {
            command.env_remove(name);
        }
        let mut reader = pair.master.try_clone_reader()?;
        let input = pair.master.take_writer()?;
        let (sender, output) = channel();
        std::thread::Builder::new().name("reader".to_owned()).spawn(move || {
            let mut buffer = vec![0; 1 << 16];
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                let chunk = Chunk { at: Instant::now(), bytes: buffer[..count].to_vec() };
                if sender.send(chunk).is_err() {
                    return;
                }
            }
        })?;
        let started = Instant::now();
        let child = pair.slave.spawn_command(command)?;
        let screen = vt100::Parser::new(rows, cols, 0);
        Ok(Self { master: pair.master, child, input, output, screen, jitter: 1, started })
    }

    /// Waits for the first frame: how long from the start to the last byte before the first silence at which `ready` holds of the screen.
    pub fn first_frame(&mut self, ready: impl Fn(&vt100::Screen) -> bool) -> Result<Duration> {
        let deadline = self.started + Duration::from_secs(60);
        let mut last = self.started;
        while Instant::now() < deadline {
            last = self.listen(deadline)?.unwrap_or(last);
            if ready(self.screen.screen()) {
                return Ok(last - self.started);
            }
        }
        Err(format!("no first frame within a minute; the screen holds:\n{}", self.text()).into())
    }

    /// Types `keys` in one write and waits for the answer: how long to its last byte; none if nothing came.
    pub fn press(&mut self, keys: &str) -> Result<Option<Duration>> {
        // A pause of changing length, so that no rhythm of the program's own is met each time.
        self.jitter =
            self.jitter.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        std::thread::sleep(Duration::from_micros(self.jitter >> 50));
        while let Ok(chunk) = self.output.try_recv() {
            self.screen.process(&chunk.bytes);
        }
        let typed = Instant::now();
        self.input.write_all(keys.as_bytes())?;
        self.input.flush()?;
        let answer = self.listen(typed + PATIENCE)?;
        Ok(answer.map(|last| last - typed))
    }

    /// Listens for `time` without typing; how many bytes came.
    pub fn idle(&mut self, time: Duration) -> usize {
        let end = Instant::now() + time;
        let mut bytes = 0;
        while let Ok(chunk) = self.output.recv_timeout(end.saturating_duration_since(Instant::now())) {
            self.screen.process(&chunk.bytes);
            bytes += chunk.bytes.len();
        }
        bytes
    }

    /// Reads until a silence that follows something, or until nothing has come by `deadline`: when the last byte came.
    fn listen(&mut self, deadline: Instant) -> Result<Option<Instant>> {
        let mut chunks: Vec<Chunk> = Vec::new();
        loop {
            let wait = match chunks.last() {
                Some(chunk) => (chunk.at + SILENCE).saturating_duration_since(Instant::now()),
                None => deadline.saturating_duration_since(Instant::now()),
            };
            match self.output.recv_timeout(wait) {
                Ok(chunk) => {
                    self.reply(&chunk.bytes)?;
                    chunks.push(chunk);
                }
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => {
                    chunks.iter().for_each(|chunk| self.screen.process(&chunk.bytes));
                    return Err(format!("the program ended; the screen holds:\n{}", self.text()).into());
                }
            }
        }
        chunks.iter().for_each(|chunk| self.screen.process(&chunk.bytes));
        Ok(chunks.last().map(|chunk| chunk.at))
    }

    /// Answers what programs ask of a terminal, as a plain one would.
    fn reply(&mut self, bytes: &[u8]) -> Result<()> {
        let asked = |question: &[u8]| bytes.windows(question.len()).any(|window| window == question);
        if asked(b"\x1b[c") || asked(b"\x1b[0c") {
            self.input.write_all(b"\x1b[?62;22c")?;
        }
        if asked(b"\x1b[6n") {
            self.input.write_all(b"\x1b[1;1R")?;
        }
        Ok(())
    }

    /// What the screen shows.
    pub fn screen(&self) -> &vt100::Screen {
        self.screen.screen()
    }

    /// The screen's text, line by line.
    pub fn text(&self) -> String {
        self.screen.screen().contents()
    }

    /// The program's process.
    pub fn process(&self) -> Result<u32> {
        self.child.process_id().ok_or_else(|| "the program has no process".into())
    }

    /// Asks the program to leave by `keys`, and ends it where it does not.
    pub fn leave(mut self, keys: &str) -> Result<()> {
        self.input.write_all(keys.as_bytes())?;
        self.input.flush()?;
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            if self.child.try_wait()?.is_some() {
                return Ok(());
            }
            let _ = self.output.recv_timeout(Duration::from_millis(5));
        }
        self.child.kill()?;
        self.child.wait()?;
        Err("the program did not leave when asked to".into())
    }
}

/// Nothing is left running when a measurement fails.
impl Drop for Terminal {
    fn drop(&mut self) {
        if !matches!(self.child.try_wait(), Ok(Some(_))) {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
        let _ = self.master.get_size();
    }
}
