//! Arguments in, exit code out; and the console, which the command line may ask for but does not know.

use color_eyre::eyre::Result;
use directories::ProjectDirs;
use docket::cli::{self, CliError, ConsoleWish, Ending, ManualKey, PictureWish};
use docket::console::keymap::Keymap;
use docket::console::model::Session;
use docket::console::picture::{Paper, PictureError, Sitting, plain, svg};
use docket::console::registry::COMMANDS;
use docket::console::theme::{Theme, ThemeName};
use docket::console::{self, ConsoleError, ConsoleOptions};
use docket::desk::{Desk, DeskError, views};
use docket::text::Clean;
use std::fs::OpenOptions;
use std::process::ExitCode;
use std::sync::Mutex;
use tracing_subscriber::EnvFilter;

fn main() -> Result<ExitCode> {
    color_eyre::install()?;
    if let Err(error) = trace_to_file() {
        return Ok(ExitCode::from(error.tell_by_itself()));
    }
    let ended = match cli::run(std::env::args_os()) {
        Ending::Exit(code) => return Ok(ExitCode::from(code)),
        Ending::Console(wish) => open_console(*wish),
        Ending::Picture(wish) => draw_picture(&wish),
        Ending::Manual(wish) => wish.write(&manual_keys()),
    };
    Ok(ExitCode::from(ended.map_or_else(|error| error.tell_by_itself(), |()| 0)))
}

fn open_console(wish: ConsoleWish) -> Result<(), CliError> {
    let (desk, session) = sit_down(&wish)?;
    let config = ProjectDirs::from("", "", "docket").map(|folders| folders.config_dir().to_path_buf());
    // A demo has views of its own, which go with it: those that were saved for a desk find nothing there.
    let views = config.as_ref().filter(|_| wish.demo.is_none()).map(|folder| folder.join(views::FILE));
    let options = ConsoleOptions {
        service: Box::new(desk),
        operator: session.operator,
        role: session.role,
        store: session.store.into_string(),
        theme: wish.theme.map(theme),
        config,
        views,
        mouse: true,
    };
    console::run(options).map_err(|error| {
        let hint = match &error {
            ConsoleError::NoTerminal => "For scripts there are `docket cases` and `docket act`.",
            ConsoleError::Keys { .. } | ConsoleError::File { .. } => "Mend the file, or move it away.",
            ConsoleError::Terminal(_) | ConsoleError::Desk => {
                "Start docket again; nothing that was confirmed is lost."
            }
        };
        CliError::place(error.to_string(), hint)
    })
}

fn draw_picture(wish: &PictureWish) -> Result<(), CliError> {
    let (desk, session) = sit_down(&wish.console)?;
    let chosen = wish.console.theme.map_or(ThemeName::Dark, theme);
    let drawn = Sitting::open(Box::new(desk), session, wish.size).and_then(|mut sitting| {
        sitting.press(&wish.keys)?;
        Ok(sitting.draw(&Theme::new(chosen)))
    });
    let buffer = drawn.map_err(|error| match error {
        PictureError::Key(_) => CliError::usage(error.to_string(), "Separate keys by blanks."),
        other => CliError::place(other.to_string(), "Try again."),
    })?;
    let paper = if chosen == ThemeName::Light { Paper::LIGHT } else { Paper::DARK };
    let text = if wish.as_text() { plain(&buffer) } else { svg(&buffer, paper) };
    std::fs::write(&wish.file, text).map_err(|error| {
        CliError::io(wish.file.display().to_string(), error, "Name a file that can be written.")
    })
}

/// The console's keys as they are out of the box.
fn manual_keys() -> Vec<ManualKey> {
    let keymap = Keymap::default();
    let keys = |id| keymap.keys_of(id).iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    COMMANDS.iter().map(|spec| ManualKey { group: spec.group, keys: keys(spec.id), doc: spec.doc }).collect()
}

/// The desk that is wished for, and who sits at it.
fn sit_down(wish: &ConsoleWish) -> Result<(Desk, Session), CliError> {
    let desk = Desk::open(&wish.desk)?;
    let nobody = || DeskError::NotAllowed {
        what: "nobody is named who sits at the console".to_owned(),
        remedy: "Give an operator with --as NAME.".to_owned(),
    };
    let (operator, role) = desk.whoami()?.ok_or_else(nobody)?;
    let store = Clean::line(&wish.desk.store.file_stem().unwrap_or_default().to_string_lossy());
    Ok((desk, Session { operator, role, store, no_colour: false }))
}

fn theme(theme: cli::ThemeName) -> ThemeName {
    match theme {
        cli::ThemeName::Dark => ThemeName::Dark,
        cli::ThemeName::Light => ThemeName::Light,
        cli::ThemeName::Contrast => ThemeName::HighContrast,
        cli::ThemeName::Mono => ThemeName::Monochrome,
    }
}

/// Traces into the file that `DOCKET_LOG` names, as far as `RUST_LOG` wants it; never to the terminal, which the console
/// paints.
fn trace_to_file() -> Result<(), CliError> {
    let Some(path) = std::env::var_os("DOCKET_LOG") else { return Ok(()) };
    let file = OpenOptions::new().create(true).append(true).open(&path).map_err(|error| {
        let what = format!("$DOCKET_LOG names {}, which cannot be written", path.display());
        CliError::io(what, error, "Name a file that can be written, or unset it.")
    })?;
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false).with_writer(Mutex::new(file)).init();
    Ok(())
}
