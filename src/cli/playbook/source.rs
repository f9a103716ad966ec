//! Where a playbook comes from: one that docket ships, or a file with a folder `letters` beside it or beside its folder.

use crate::cli::CliError;
use crate::playbook::{Playbook, PlaybookSource, shipped};
use std::fs;
use std::path::{Path, PathBuf};

/// The longest playbook or letter that is read, in bytes.
const LONGEST: u64 = 4 * 1024 * 1024;

/// The text of a playbook with its letters. A shipped name wins over a file of the same name: write `./NAME` for the file.
///
/// # Errors
/// Where it, or a letter that it names, cannot be read.
pub fn source(name: &str) -> Result<PlaybookSource, CliError> {
    if let Some(source) = shipped().iter().find(|source| source.name == name) {
        return Ok(source.clone());
    }
    let path = Path::new(name);
    let toml = read(path, &format!("Give a file, or one of {}.", shipped_names().join(", ")))?;
    let stem = path.file_stem().map_or_else(|| name.to_owned(), |stem| stem.to_string_lossy().into_owned());
    PlaybookSource::gather(&stem, toml, |file| {
        let hint = "A playbook's letters lie in a folder `letters` beside it, or beside its folder.";
        read(&letter(path, file), hint)
    })
}

/// A playbook that is sound.
///
/// # Errors
/// Where it cannot be read or has faults.
pub fn load(name: &str) -> Result<Playbook, CliError> {
    Playbook::load(&source(name)?).map_err(|faults| {
        let first = faults.first().map(ToString::to_string).unwrap_or_default();
        CliError::usage(
            format!("{name} has {} faults; the first: {first}", faults.len()),
            format!("`docket playbook check {name}` lists them all."),
        )
    })
}

/// The names of the shipped playbooks.
pub fn shipped_names() -> Vec<&'static str> {
    shipped().iter().map(|source| source.name.as_str()).collect()
}

/// Where a letter lies; beside the playbook where it is nowhere, so that the error names that place.
fn letter(playbook: &Path, file: &str) -> PathBuf {
    let folder = playbook.parent().unwrap_or(Path::new(""));
    let beside = folder.join("letters").join(file);
    if beside.exists() {
        return beside;
    }
    let above = folder.join("..").join("letters").join(file);
    if above.exists() { above } else { beside }
}

fn read(path: &Path, hint: &str) -> Result<String, CliError> {
    let fault = |source| CliError::io(path.display().to_string(), source, hint);
    let size = fs::metadata(path).map_err(fault)?.len();
    if size > LONGEST {
        let what = format!("{} has {size} bytes", path.display());
        return Err(CliError::usage(what, format!("A playbook or letter has {LONGEST} at most.")));
    }
    fs::read_to_string(path).map_err(fault)
}
