//! Showing a file in the viewer that the system has for it.

use crate::evidence::prove;
use std::path::Path;
use std::process::{Command, Stdio};

/// The program that knows which viewer a file wants.
const OPENER: &str = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };

/// Shows a file of the vault, if it still is what came, without a shell between and without its output on the screen. Answers
/// what to tell the operator. The path is one that the vault made, so that no name from outside gets near a viewer.
///
/// # Errors
/// What went wrong, and what to do.
pub fn show(path: &Path) -> Result<String, String> {
    // Hashing the largest file that is taken lasts a blink, and happens only when somebody asks for it.
    prove(path).map_err(|error| error.to_string())?;
    let begun = Command::new(OPENER)
        .arg(path)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    match begun {
        Ok(mut child) => {
            // Somebody must wait for it, or it stays in the process table; the console has better to do.
            let waiting = std::thread::Builder::new().name("viewer".to_owned()).spawn(move || child.wait());
            drop(waiting);
            Ok(format!("{OPENER} shows {}", path.display()))
        }
        Err(error) => Err(format!("{OPENER} could not be run ({error}). The file is {}", path.display())),
    }
}
