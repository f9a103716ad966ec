//! `docket picture`: a screen of the demo as a picture, for the manual.

use super::args::ThemeName;
use super::context::Context;
use super::demo::DemoArgs;
use super::wish::PictureWish;
use super::{CliError, Ending};
use clap::Args;
use std::path::PathBuf;

/// The time of every picture where none is given, so that the same picture comes out again.
const WHEN: &str = "2026-03-11T14:32:00Z";

/// What `docket picture` is told.
#[derive(Debug, Args)]
pub struct PictureArgs {
    /// The file: SVG, or text where its name ends in .txt
    pub file: PathBuf,
    /// Columns and rows
    #[arg(long, value_name = "WxH", default_value = "120x36", value_parser = size)]
    pub size: (u16, u16),
    /// Keys to press first, separated by blanks: 'enter', 'j j enter'
    #[arg(long, value_name = "KEYS", default_value = "")]
    pub keys: String,
    /// How many cases
    #[arg(long, value_name = "N", default_value_t = 300)]
    pub cases: u64,
}

fn size(text: &str) -> Result<(u16, u16), String> {
    let parsed =
        text.split_once('x').and_then(|(width, height)| Some((width.parse().ok()?, height.parse().ok()?)));
    parsed
        .filter(|(width, height)| (1..=500).contains(width) && (1..=500).contains(height))
        .ok_or_else(|| "a size looks like 120x36".to_owned())
}

impl PictureArgs {
    /// Makes the demo and asks for the picture.
    ///
    /// # Errors
    /// Where the demo cannot be made.
    pub fn run(&self, context: &mut Context, theme: Option<ThemeName>) -> Result<Ending, CliError> {
        if context.now.is_none() {
            context.now = super::args::instant(WHEN).ok();
        }
        if !context.named {
            context.operator = None;
        }
        let console = DemoArgs::of(self.cases).wish(context, theme)?;
        let (file, keys) = (self.file.clone(), self.keys.clone());
        Ok(Ending::Picture(Box::new(PictureWish { console, size: self.size, keys, file })))
    }
}
