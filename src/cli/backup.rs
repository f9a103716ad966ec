//! `docket backup`: copies the store while it is in use.

use super::context::{Access, Context};
use super::{CliError, Ending};
use clap::Args;
use serde_json::json;
use std::path::PathBuf;

/// What `docket backup` is told.
#[derive(Debug, Args)]
pub struct BackupArgs {
    /// The new file
    pub file: PathBuf,
}

impl BackupArgs {
    /// Copies the store and verifies the copy. The evidence files lie beside the store and are copied as files.
    ///
    /// # Errors
    /// Where the file exists already, or cannot be written.
    pub fn run(&self, context: &mut Context) -> Result<Ending, CliError> {
        context.desk(Access::Read)?.backup(&self.file)?;
        let file = self.file.display().to_string();
        if context.out.is_json() {
            context.out.json(&json!({ "result": "done", "file": file }))?;
        } else {
            context.out.line(format!("the store is copied to {file}"))?;
            let vault = crate::desk::vault_beside(&context.store);
            context
                .out
                .line(format!("its evidence files lie in {}: copy that folder too", vault.display()))?;
        }
        Ok(Ending::DONE)
    }
}
