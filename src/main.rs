//! Arguments in, exit code out.

use color_eyre::eyre::{Context as _, Result};
use docket::cli::{self, Ending};
use std::fs::OpenOptions;
use std::process::ExitCode;
use std::sync::Mutex;
use tracing_subscriber::EnvFilter;

fn main() -> Result<ExitCode> {
    color_eyre::install()?;
    trace_to_file()?;
    match cli::run(std::env::args_os()) {
        Ending::Exit(code) => Ok(ExitCode::from(code)),
        Ending::Console(_) => Ok(ExitCode::SUCCESS),
    }
}

/// Traces into the file that `DOCKET_LOG` names, as far as `RUST_LOG` wants it; never to the terminal, which the console
/// paints.
fn trace_to_file() -> Result<()> {
    let Some(path) = std::env::var_os("DOCKET_LOG") else { return Ok(()) };
    let file = OpenOptions::new().create(true).append(true).open(&path);
    let file =
        file.wrap_err_with(|| format!("DOCKET_LOG names {}, which cannot be written", path.display()))?;
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false).with_writer(Mutex::new(file)).init();
    Ok(())
}
