//! `docket man`: the manual page, from the same definitions that parse.

use super::args::Arguments;
use super::out::Out;
use super::{CliError, Ending};
use clap::{Args, CommandFactory};
use clap_mangen::Man;
use roff::{Roff, bold, roman};
use std::io;
use std::path::PathBuf;

/// What `docket man` is told.
#[derive(Debug, Args)]
pub struct ManArgs {
    /// Writes one page a command into this folder instead
    #[arg(long, value_name = "FOLDER")]
    pub into: Option<PathBuf>,
}

impl ManArgs {
    /// Asks `main` for the page of docket itself, or all pages: the keys in it are the console's to tell.
    pub fn run(&self) -> Ending {
        Ending::Manual(Box::new(ManualWish { into: self.into.clone() }))
    }
}

/// A manual that is to be written.
pub struct ManualWish {
    into: Option<PathBuf>,
}

/// The keys of one command of the console, as the manual lists them.
pub struct ManualKey {
    /// The heading it stands under.
    pub group: &'static str,
    /// Its keys, with spaces between.
    pub keys: String,
    /// What it does.
    pub doc: &'static str,
}

impl ManualWish {
    /// Writes the page of docket with `keys` to standard output, or all pages into the folder.
    ///
    /// # Errors
    /// Where the output or the folder takes no more.
    pub fn write(&self, keys: &[ManualKey]) -> Result<(), CliError> {
        let command = Arguments::command();
        let mut page = Vec::new();
        Man::new(command.clone()).render(&mut page)?;
        section(keys).to_writer(&mut page)?;
        let Some(folder) = &self.into else {
            let mut out = Out::new(Box::new(io::stdout()), false);
            out.own_bytes(&page)?;
            out.flush()?;
            return Ok(());
        };
        let written = clap_mangen::generate_to(command, folder)
            .and_then(|()| std::fs::write(folder.join("docket.1"), &page));
        let remedy = "Name a folder that is there and can be written.";
        written.map_err(|source| CliError::io(folder.display().to_string(), source, remedy))
    }
}

/// The table of keys, a heading a group.
fn section(keys: &[ManualKey]) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", ["KEYS OF THE CONSOLE"]);
    let mut group = "";
    for key in keys {
        if key.group != group {
            group = key.group;
            roff.control("SS", [group]);
        }
        roff.control("TP", []).text([bold(key.keys.as_str())]).text([roman(key.doc)]);
    }
    roff
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_roff_would_obey_are_written_as_they_are() {
        let key = |keys: &str| ManualKey { group: "Moving", keys: keys.into(), doc: "Moves" };
        let text = section(&[key(". '"), key("\\ -")]).to_roff();
        assert_eq!(text.matches(".SS Moving").count(), 1, "{text}");
        assert!(text.lines().all(|line| !line.starts_with(". ")), "{text}");
        assert!(text.contains("\\\\ \\-") || text.contains("\\e"), "{text}");
    }
}
