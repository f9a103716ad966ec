//! Made-up records to fill a store with, in the order of time.

use super::Result;
use super::stores::NOW;
use chrono::{DateTime, Utc};
use docket::demo::{Generator, Plan, Timed};
use docket::playbook::{Playbook, shipped};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::Arc;

/// Which form the records have; a store of another form is made anew.
pub const VERSION: &str = "v3";
const SEED: u64 = 7;

/// A feed of records.
pub struct Feed {
    generator: Generator,
    now: DateTime<Utc>,
}

/// What was written of a feed.
#[derive(Debug, Clone, Copy)]
pub struct Written {
    /// How many records.
    pub records: usize,
    /// How many bytes.
    pub bytes: usize,
    /// When the last of them comes.
    pub until: DateTime<Utc>,
}

impl Feed {
    /// The records of `cases` cases, from their beginning.
    pub fn of(cases: usize) -> Result<Self> {
        let load = |source| Playbook::load(source).map(Arc::new);
        let playbooks = shipped().iter().map(load).collect::<std::result::Result<Vec<_>, _>>();
        let playbooks = playbooks.map_err(|faults| format!("a shipped playbook has faults: {faults:?}"))?;
        let now = NOW.parse()?;
        Ok(Self { generator: Generator::new(Plan { playbooks, seed: SEED, now, cases: cases as u64 }), now })
    }

    /// The records that would come after those of `cases` cases, of `more` further ones.
    pub fn after(cases: usize, more: usize) -> Result<Self> {
        let mut feed = Self::of(cases)?;
        while feed.generator.next_until(feed.now).is_some() {}
        (0..more).for_each(|_| feed.generator.begin_another(feed.now));
        Ok(feed)
    }

    /// Writes the next records, at most `most` and none that lies in the future, to an intake file, with their pictures beside
    /// it; none if there is none left.
    pub fn write(&mut self, path: &Path, most: usize) -> Result<Option<Written>> {
        let folder = path.parent().ok_or("an intake file lies in a folder")?;
        let mut file = BufWriter::new(File::create(path)?);
        let mut written = Written { records: 0, bytes: 0, until: self.now };
        while written.records < most
            && let Some(Timed { at, record, pictures }) = self.generator.next_until(self.now)
        {
            pictures.iter().try_for_each(|picture| picture.write_below(folder))?;
            let line = serde_json::to_string(&record)?;
            writeln!(file, "{line}")?;
            written =
                Written { records: written.records + 1, bytes: written.bytes + line.len() + 1, until: at };
        }
        file.flush()?;
        Ok((written.records > 0).then_some(written))
    }
}
