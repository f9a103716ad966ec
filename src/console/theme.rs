//! Styles by what they mean, in four themes. No other file names a colour.
//!
//! Colours are of the 256 that every terminal in use has, on the terminal's own background: nothing is painted behind
//! plain text. Colour never carries meaning alone: whatever is coloured also has a word or a sign.

use crate::score::Band;
use ratatui::style::{Color, Modifier, Style};
use std::fmt;
use std::str::FromStr;

/// The themes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ThemeName {
    /// For dark backgrounds.
    #[default]
    Dark,
    /// For light backgrounds.
    Light,
    /// Bright on black, black on white: nothing dim.
    HighContrast,
    /// No colour at all: the terminal's own, with bold, dim, underline and reverse.
    Monochrome,
}

impl ThemeName {
    /// Every theme, in the order in which the key walks through them.
    pub const ALL: [Self; 4] = [Self::Dark, Self::Light, Self::HighContrast, Self::Monochrome];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Dark => "dark",
            Self::Light => "light",
            Self::HighContrast => "high-contrast",
            Self::Monochrome => "monochrome",
        }
    }

    /// The one after it.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Dark => Self::Light,
            Self::Light => Self::HighContrast,
            Self::HighContrast => Self::Monochrome,
            Self::Monochrome => Self::Dark,
        }
    }
}

impl fmt::Display for ThemeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for ThemeName {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|name| name.as_str() == text)
            .ok_or_else(|| format!("no theme {text:?}: dark, light, high-contrast or monochrome"))
    }
}

/// The styles of one theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    /// Which theme it is.
    pub name: ThemeName,
    /// Plain text.
    pub text: Style,
    /// What matters less: units, placeholders, what is not there.
    pub dim: Style,
    /// What matters more: a case's number, a total.
    pub strong: Style,
    /// The heading of a panel or a column.
    pub heading: Style,
    /// The program's own marks: its name, the active panel's edge.
    pub accent: Style,
    /// Lines between panels.
    pub rule: Style,
    /// The row at the top of the screen.
    pub bar: Style,
    /// A key in a hint.
    pub key: Style,
    /// What speaks for the applicant; passed, equal, ticked. Always with its sign.
    pub good: Style,
    /// What is near its limit or not quite equal. Always with its sign.
    pub warn: Style,
    /// What speaks against the applicant; refused, overdue. Always with its sign.
    pub bad: Style,
    /// What is neither: to watch, unknown. Always with its sign.
    pub open: Style,
    /// The row that keys act on: reverse video in every theme.
    pub selected: Style,
    /// The same row in a panel that keys do not act on now.
    pub selected_idle: Style,
    /// A row marked for a bulk command. Always with its sign.
    pub marked: Style,
    /// A button that can be pressed.
    pub button: Style,
    /// A button that a rule stands against.
    pub button_off: Style,
    /// A field to type in.
    pub field: Style,
    /// The letters that a search found.
    pub found: Style,
    /// The edge of a dialog.
    pub dialog: Style,
    /// Chart bars, told apart by their glyph too.
    pub chart: [Style; 4],
    /// Low, medium, high, critical.
    pub bands: [Style; 4],
}

impl Theme {
    /// The theme called `name`.
    pub fn new(name: ThemeName) -> Self {
        match name {
            ThemeName::Dark => Self::coloured(name, &DARK),
            ThemeName::Light => Self::coloured(name, &LIGHT),
            ThemeName::HighContrast => Self::coloured(name, &HIGH_CONTRAST),
            ThemeName::Monochrome => Self::monochrome(),
        }
    }

    /// The style of a band's bar and word.
    pub fn band(&self, band: Band) -> Style {
        match band {
            Band::Low => self.bands[0],
            Band::Medium => self.bands[1],
            Band::High => self.bands[2],
            Band::Critical => self.bands[3],
        }
    }

    fn coloured(name: ThemeName, ink: &Ink) -> Self {
        let plain = Style::new();
        let fg = |colour: Color| plain.fg(colour);
        let bold = |colour: Color| fg(colour).add_modifier(Modifier::BOLD);
        Self {
            name,
            text: plain,
            dim: fg(ink.dim),
            strong: plain.add_modifier(Modifier::BOLD),
            heading: bold(ink.heading),
            accent: bold(ink.accent),
            rule: fg(ink.rule),
            bar: plain.fg(ink.bar.0).bg(ink.bar.1),
            key: bold(ink.accent),
            good: fg(ink.good),
            warn: fg(ink.warn),
            bad: fg(ink.bad),
            open: fg(ink.open),
            selected: plain.add_modifier(Modifier::REVERSED),
            selected_idle: plain.fg(ink.idle.0).bg(ink.idle.1),
            marked: bold(ink.accent),
            button: plain.fg(ink.bar.0).bg(ink.bar.1).add_modifier(Modifier::BOLD),
            button_off: fg(ink.dim),
            field: plain.add_modifier(Modifier::UNDERLINED),
            found: plain.add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
            dialog: fg(ink.accent),
            chart: [fg(ink.accent), fg(ink.good), fg(ink.warn), fg(ink.bad)],
            bands: [fg(ink.good), fg(ink.warn), fg(ink.bad), bold(ink.bad)],
        }
    }

    fn monochrome() -> Self {
        let plain = Style::new();
        let with = |modifier: Modifier| plain.add_modifier(modifier);
        let bold = with(Modifier::BOLD);
        Self {
            name: ThemeName::Monochrome,
            text: plain,
            dim: with(Modifier::DIM),
            strong: bold,
            heading: bold,
            accent: bold,
            rule: with(Modifier::DIM),
            bar: bold,
            key: bold,
            good: plain,
            warn: plain,
            bad: bold,
            open: plain,
            selected: with(Modifier::REVERSED),
            selected_idle: with(Modifier::BOLD | Modifier::UNDERLINED),
            marked: bold,
            button: bold,
            button_off: with(Modifier::DIM),
            field: with(Modifier::UNDERLINED),
            found: with(Modifier::BOLD | Modifier::UNDERLINED),
            dialog: bold,
            chart: [plain; 4],
            bands: [plain, plain, bold, bold],
        }
    }
}

/// The colours of a theme.
struct Ink {
    dim: Color,
    heading: Color,
    accent: Color,
    rule: Color,
    bar: (Color, Color),
    idle: (Color, Color),
    good: Color,
    warn: Color,
    bad: Color,
    open: Color,
}

const DARK: Ink = Ink {
    dim: Color::Indexed(246),
    heading: Color::Indexed(110),
    accent: Color::Indexed(117),
    rule: Color::Indexed(240),
    bar: (Color::Indexed(254), Color::Indexed(237)),
    idle: (Color::Indexed(254), Color::Indexed(238)),
    good: Color::Indexed(114),
    warn: Color::Indexed(221),
    bad: Color::Indexed(210),
    open: Color::Indexed(153),
};

const LIGHT: Ink = Ink {
    dim: Color::Indexed(242),
    heading: Color::Indexed(24),
    accent: Color::Indexed(25),
    rule: Color::Indexed(248),
    bar: (Color::Indexed(235), Color::Indexed(253)),
    idle: (Color::Indexed(235), Color::Indexed(252)),
    good: Color::Indexed(22),
    warn: Color::Indexed(94),
    bad: Color::Indexed(124),
    open: Color::Indexed(61),
};

// The sixteen first colours follow the terminal's own high-contrast palette, so this theme uses them.
const HIGH_CONTRAST: Ink = Ink {
    dim: Color::Reset,
    heading: Color::Reset,
    accent: Color::LightCyan,
    rule: Color::Reset,
    bar: (Color::Black, Color::White),
    idle: (Color::Black, Color::White),
    good: Color::LightGreen,
    warn: Color::LightYellow,
    bad: Color::LightRed,
    open: Color::LightCyan,
};

#[cfg(test)]
mod tests {
    use super::*;

    fn styles(theme: &Theme) -> Vec<Style> {
        let Theme { chart, bands, .. } = *theme;
        let mut all = vec![
            theme.text,
            theme.dim,
            theme.strong,
            theme.heading,
            theme.accent,
            theme.rule,
            theme.bar,
            theme.key,
            theme.good,
            theme.warn,
            theme.bad,
            theme.open,
            theme.selected,
            theme.selected_idle,
            theme.marked,
            theme.button,
            theme.button_off,
            theme.field,
            theme.found,
            theme.dialog,
        ];
        all.extend(chart);
        all.extend(bands);
        all
    }

    #[test]
    fn the_monochrome_theme_has_no_colour() {
        for style in styles(&Theme::new(ThemeName::Monochrome)) {
            let colours = [style.fg, style.bg];
            assert!(colours.iter().all(|colour| matches!(colour, None | Some(Color::Reset))), "{style:?}");
        }
    }

    #[test]
    fn the_selection_is_reverse_video_in_every_theme() {
        for name in ThemeName::ALL {
            assert!(Theme::new(name).selected.add_modifier.contains(Modifier::REVERSED), "{name}");
        }
    }

    #[test]
    fn the_key_walks_through_all_themes_and_names_are_read_back() {
        let mut name = ThemeName::Dark;
        for expected in ThemeName::ALL {
            assert_eq!(name, expected);
            assert_eq!(name.as_str().parse(), Ok(name));
            name = name.next();
        }
        assert_eq!(name, ThemeName::Dark);
        assert!("sepia".parse::<ThemeName>().unwrap_err().contains("high-contrast"));
    }
}
