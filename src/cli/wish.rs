//! What only `main` can do, because it needs the console: the command line asks for it.

use super::args::ThemeName;
use super::context::{Access, Context};
use super::demo::RunningDemo;
use crate::desk::DeskOptions;

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
