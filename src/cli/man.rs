//! `docket man`: the manual page, from the same definitions that parse.

use super::args::Arguments;
use super::context::Context;
use super::{CliError, Ending};
use clap::{Args, CommandFactory};
use clap_mangen::Man;
use std::path::PathBuf;

/// What `docket man` is told.
#[derive(Debug, Args)]
pub struct ManArgs {
    /// Writes one page a command into this folder instead
    #[arg(long, value_name = "FOLDER")]
    pub into: Option<PathBuf>,
}

impl ManArgs {
    /// Writes the page of docket itself, or all pages.
    ///
    /// # Errors
    /// Where the output or the folder takes no more.
    pub fn run(&self, context: &mut Context) -> Result<Ending, CliError> {
        let command = Arguments::command();
        if let Some(folder) = &self.into {
            clap_mangen::generate_to(command, folder).map_err(|source| {
                CliError::io(
                    folder.display().to_string(),
                    source,
                    "Name a folder that is there and can be written.",
                )
            })?;
        } else {
            let mut bytes = Vec::new();
            Man::new(command).render(&mut bytes)?;
            context.out.own_bytes(&bytes)?;
        }
        Ok(Ending::DONE)
    }
}
