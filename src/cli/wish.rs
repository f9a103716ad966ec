//! What only `main` can do, because it needs the console: the command line asks for it.

use super::args::ThemeName;
use super::context::{Access, Context};
use crate::desk::DeskOptions;

/// A console that is to be opened.
#[derive(Debug)]
pub struct ConsoleWish {
    /// On which desk.
    pub desk: DeskOptions,
    /// In which colours; none lets the terminal say.
    pub theme: Option<ThemeName>,
}

impl ConsoleWish {
    /// A console on the store of `context`.
    pub fn on(context: &Context, theme: Option<ThemeName>) -> Self {
        Self { desk: context.options(Access::Write), theme }
    }
}
