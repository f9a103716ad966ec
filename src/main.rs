//! Arguments in, exit code out.

use color_eyre::eyre::{Context as _, Result};
use directories::ProjectDirs;
use docket::cli::{self, ConsoleWish, Ending};
use docket::console::theme::ThemeName;
use docket::console::{self, ConsoleOptions};
use docket::desk::Desk;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::process::ExitCode;
use std::sync::Mutex;
use tracing_subscriber::EnvFilter;

fn main() -> Result<ExitCode> {
    color_eyre::install()?;
    trace_to_file()?;
    match cli::run(std::env::args_os()) {
        Ending::Exit(code) => Ok(ExitCode::from(code)),
        Ending::Console(wish) => Ok(ExitCode::from(show_console(*wish))),
    }
}

/// Opens the console that the command line asks for. Answers the exit code; whatever goes wrong is told on standard error.
fn show_console(wish: ConsoleWish) -> u8 {
    match open_console(wish) {
        Ok(()) => 0,
        Err(error) => {
            let said = docket::text::Clean::block(&format!("docket: {error}"));
            // Where nobody reads it there is nothing left to do.
            let _ = writeln!(std::io::stderr(), "{said}");
            3
        }
    }
}

fn open_console(wish: ConsoleWish) -> std::result::Result<(), Box<dyn std::error::Error>> {
    let desk = Desk::open(&wish.desk)?;
    let (operator, role) =
        desk.whoami()?.ok_or("nobody is named who sits at the console. Give an operator with --as NAME")?;
    let store = wish.desk.store.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let config = ProjectDirs::from("", "", "docket").map(|folders| folders.config_dir().to_path_buf());
    let theme = wish.theme.map(|theme| match theme {
        cli::ThemeName::Dark => ThemeName::Dark,
        cli::ThemeName::Light => ThemeName::Light,
        cli::ThemeName::Contrast => ThemeName::HighContrast,
        cli::ThemeName::Mono => ThemeName::Monochrome,
    });
    let service = Box::new(desk);
    Ok(console::run(ConsoleOptions { service, operator, role, store, theme, config, mouse: true })?)
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
