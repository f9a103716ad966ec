//! Records as the institution would send them: JSON Lines, with pictures beside them.

use super::generator::Generator;
use chrono::{DateTime, Utc};
use std::io::{self, BufRead, Read};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// How much text is made ahead.
const AHEAD_BYTES: usize = 64 * 1024;

/// A generator that is read from the intake's thread and added to from the desk's.
#[derive(Clone)]
pub(super) struct Source(Arc<Mutex<Generator>>);

impl Source {
    pub(super) fn new(generator: Generator) -> Self {
        Self(Arc::new(Mutex::new(generator)))
    }

    /// Does something with the generator.
    pub(super) fn with<T>(&self, work: impl FnOnce(&mut Generator) -> T) -> T {
        // A thread that died while it held the generator left it between two records, at worst without one.
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The records that come until `until`, as text; their pictures are written below `folder`.
    pub(super) fn lines(&self, until: DateTime<Utc>, folder: PathBuf) -> Lines {
        Lines { source: self.clone(), until, folder, text: Vec::new(), read: 0 }
    }
}

/// The text of a stretch of time.
pub(super) struct Lines {
    source: Source,
    until: DateTime<Utc>,
    folder: PathBuf,
    text: Vec<u8>,
    read: usize,
}

impl Lines {
    fn write_more(&mut self) -> io::Result<()> {
        self.text.clear();
        self.read = 0;
        while self.text.len() < AHEAD_BYTES {
            let until = self.until;
            let Some(timed) = self.source.with(|generator| generator.next_until(until)) else { break };
            timed.pictures.iter().try_for_each(|picture| picture.write_below(&self.folder))?;
            serde_json::to_writer(&mut self.text, &timed.record)?;
            self.text.push(b'\n');
        }
        Ok(())
    }
}

impl BufRead for Lines {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.read == self.text.len() {
            self.write_more()?;
        }
        Ok(&self.text[self.read..])
    }

    fn consume(&mut self, amount: usize) {
        self.read = (self.read + amount).min(self.text.len());
    }
}

impl Read for Lines {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}
