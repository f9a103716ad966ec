//! `docket case ID --export FOLDER`: the pictures of a case, marked (C13).

use crate::cli::context::{Access, Context};
use crate::cli::{CliError, Ending};
use serde_json::json;
use std::path::Path;

/// Writes them, and tells what stayed.
///
/// # Errors
/// Where there is no such case, whoever acts may not, or the folder cannot be written.
pub fn run(context: &mut Context, id: &str, folder: &Path, purpose: &str) -> Result<Ending, CliError> {
    let mut desk = context.desk(Access::Write)?;
    let case = desk.find(id)?;
    let exported = desk.export_pictures(case, folder, purpose)?;
    if context.out.is_json() {
        let pictures = exported.pictures.iter().map(|(item, file, sha256)| {
            json!({ "item": item, "file": file.display().to_string(), "sha256": sha256 })
        });
        let kept = exported.kept.iter().map(|(item, why)| json!({ "item": item, "why": why }));
        context.out.json(&json!({
            "result": "done", "pictures": pictures.collect::<Vec<_>>(), "kept": kept.collect::<Vec<_>>(),
        }))?;
        return Ok(Ending::DONE);
    }
    for (item, file, _) in &exported.pictures {
        context.out.line(format!("{item}  {}", file.display()))?;
    }
    for (item, why) in &exported.kept {
        context.out.line(format!("{item}  stays: {why}"))?;
    }
    Ok(Ending::DONE)
}
