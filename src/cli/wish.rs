//! What only `main` can do, because it needs the console: the command line asks for it.

use super::args::ThemeName;
use super::context::{Access, Context};
use super::demo::RunningDemo;
use crate::desk::DeskOptions;
use std::path::PathBuf;

/// A console that is to be opened.
pub struct ConsoleWish {
    /// On which desk.
    pub desk: DeskOptions,
    /// In which colours; none lets the terminal say.
    pub theme: Option<ThemeName>,
    /// What must live as long as the console, where it shows a demo.
    pub demo: Option<RunningDemo>,
}

impl ConsoleWish {
    /// A console on the store of `context`.
    pub fn on(context: &Context, theme: Option<ThemeName>) -> Self {
        Self { desk: context.options(Access::Write), theme, demo: None }
    }
}

/// A picture that is to be drawn.
pub struct PictureWish {
    /// Of this console.
    pub console: ConsoleWish,
    /// At so many columns and rows.
    pub size: (u16, u16),
    /// After these keys.
    pub keys: String,
    /// Into this file.
    pub file: PathBuf,
}

impl PictureWish {
    /// Whether it is to be text, by the file's name.
    pub fn as_text(&self) -> bool {
        self.file.extension().is_some_and(|ending| ending == "txt")
    }
}
