//! Showing a file in the viewer that the system has for it.

use std::path::Path;
use std::process::{Command, Stdio};

/// The program that knows which viewer a file wants.
const OPENER: &str = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };

/// Shows a file, without a shell between and without its output on the screen. Answers what to tell the operator.
///
/// # Errors
/// What went wrong, and what to do.
pub fn show(path: &Path) -> Result<String, String> {
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
