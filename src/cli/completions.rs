//! `docket completions`: the completions of a shell, from the same definitions that parse.

use super::args::Arguments;
use super::context::Context;
use super::{CliError, Ending};
use clap::{Args, CommandFactory};
use clap_complete::{Shell, generate};

/// What `docket completions` is told.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell
    pub shell: Shell,
}

impl CompletionsArgs {
    /// Writes them.
    ///
    /// # Errors
    /// Where the output takes no more.
    pub fn run(&self, context: &mut Context) -> Result<Ending, CliError> {
        let mut bytes = Vec::new();
        generate(self.shell, &mut Arguments::command(), "docket", &mut bytes);
        context.out.own_bytes(&bytes)?;
        Ok(Ending::DONE)
    }
}
