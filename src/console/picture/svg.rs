//! A buffer as SVG, or as text.

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use std::fmt::Write as _;
use unicode_width::UnicodeWidthStr;

/// The size of a cell in the picture's units.
const WIDTH: f32 = 8.4;
const HEIGHT: f32 = 17.0;
/// How far below its cell's top a character stands.
const BASELINE: f32 = 13.0;
/// The room around the screen.
const MARGIN: f32 = 12.0;

/// The colours of text and background where a style names none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paper {
    /// Text.
    pub ink: &'static str,
    /// Background.
    pub ground: &'static str,
}

impl Paper {
    /// What a dark terminal has.
    pub const DARK: Self = Self { ink: "#c9d1d9", ground: "#16181d" };
    /// What a light terminal has.
    pub const LIGHT: Self = Self { ink: "#24292f", ground: "#ffffff" };
}

/// The screen as text, blanks at the end of lines left out.
pub fn plain(buffer: &Buffer) -> String {
    let area = buffer.area;
    let mut text = String::new();
    for row in 0..area.height {
        let mut line = String::new();
        let mut column = 0;
        while column < area.width {
            let symbol = buffer[(column, row)].symbol();
            line.push_str(symbol);
            column += columns(symbol);
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// The screen as an SVG picture on `paper`.
pub fn svg(buffer: &Buffer, paper: Paper) -> String {
    let area = buffer.area;
    let (width, height) = (f32::from(area.width) * WIDTH, f32::from(area.height) * HEIGHT);
    let (whole_width, whole_height) = (width + 2.0 * MARGIN, height + 2.0 * MARGIN);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {whole_width:.0} {whole_height:.0}\" \
         font-family=\"'DejaVu Sans Mono', Menlo, Consolas, monospace\" font-size=\"14\" \
         xml:space=\"preserve\">\n<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{}\"/>\n",
        paper.ground
    );
    for row in 0..area.height {
        for run in runs(buffer, row) {
            run.draw(row, paper, &mut svg);
        }
    }
    svg.push_str("</svg>\n");
    svg
}

/// Neighbouring cells of one style.
struct Run {
    column: u16,
    columns: u16,
    text: String,
    ink: Color,
    ground: Color,
    modifier: Modifier,
}

fn columns(symbol: &str) -> u16 {
    u16::try_from(symbol.width()).unwrap_or(1).max(1)
}

fn runs(buffer: &Buffer, row: u16) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut column = 0;
    while column < buffer.area.width {
        let cell = &buffer[(column, row)];
        let wide = columns(cell.symbol());
        match runs.last_mut() {
            Some(run) if run.is_like(cell) => {
                run.text.push_str(cell.symbol());
                run.columns += wide;
            }
            _ => runs.push(Run {
                column,
                columns: wide,
                text: cell.symbol().to_owned(),
                ink: cell.fg,
                ground: cell.bg,
                modifier: cell.modifier,
            }),
        }
        column += wide;
    }
    runs
}

impl Run {
    fn is_like(&self, cell: &Cell) -> bool {
        self.ink == cell.fg && self.ground == cell.bg && self.modifier == cell.modifier
    }

    fn draw(&self, row: u16, paper: Paper, svg: &mut String) {
        let (x, y) = (MARGIN + f32::from(self.column) * WIDTH, MARGIN + f32::from(row) * HEIGHT);
        let width = f32::from(self.columns) * WIDTH;
        let (mut ink, mut ground) = (hex(self.ink, paper.ink), hex(self.ground, paper.ground));
        if self.modifier.contains(Modifier::REVERSED) {
            std::mem::swap(&mut ink, &mut ground);
        }
        if ground != paper.ground {
            let _ = writeln!(
                svg,
                "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{HEIGHT}\" fill=\"{ground}\"/>"
            );
        }
        if self.modifier.contains(Modifier::HIDDEN) {
            return;
        }
        let looks = self.looks();
        let baseline = y + BASELINE;
        for (column, word) in words(&self.text) {
            let left = x + f32::from(column) * WIDTH;
            // Every word is stretched to its columns, so that another font's widths move nothing.
            let length = f32::from(columns(word)) * WIDTH;
            let _ = writeln!(
                svg,
                "<text x=\"{left:.1}\" y=\"{baseline:.1}\" fill=\"{ink}\" textLength=\"{length:.1}\" \
                 lengthAdjust=\"spacingAndGlyphs\"{looks}>{}</text>",
                escaped(word)
            );
        }
    }

    fn looks(&self) -> String {
        let attributes = [
            (Modifier::BOLD, " font-weight=\"bold\""),
            (Modifier::DIM, " opacity=\"0.6\""),
            (Modifier::ITALIC, " font-style=\"italic\""),
            (Modifier::UNDERLINED, " text-decoration=\"underline\""),
        ];
        let worn = attributes.into_iter().filter(|(modifier, _)| self.modifier.contains(*modifier));
        worn.map(|(_, attribute)| attribute).collect()
    }
}

/// The words of a run, each with the column at which it begins.
fn words(text: &str) -> impl Iterator<Item = (u16, &str)> {
    let mut column = 0;
    text.split(' ').filter_map(move |word| {
        let begins = column;
        column += 1 + if word.is_empty() { 0 } else { columns(word) };
        (!word.is_empty()).then_some((begins, word))
    })
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A terminal's colour as most terminals show it.
fn hex(color: Color, otherwise: &str) -> String {
    let named = match color {
        Color::Reset => otherwise,
        Color::Black => "#1d1f21",
        Color::Red => "#cc6666",
        Color::Green => "#8abf6a",
        Color::Yellow => "#d9b65f",
        Color::Blue => "#6f9fd8",
        Color::Magenta => "#b294bb",
        Color::Cyan => "#6fbfb8",
        Color::Gray => "#c5c8c6",
        Color::DarkGray => "#767876",
        Color::LightRed => "#ff7b72",
        Color::LightGreen => "#a5e075",
        Color::LightYellow => "#ffd75f",
        Color::LightBlue => "#8cc8ff",
        Color::LightMagenta => "#d8a8e8",
        Color::LightCyan => "#8ff0e4",
        Color::White => "#ffffff",
        Color::Rgb(red, green, blue) => return format!("#{red:02x}{green:02x}{blue:02x}"),
        Color::Indexed(index) => return indexed(index),
    };
    named.to_owned()
}

/// A colour of the table of 256: 16 named ones, a cube of 6 × 6 × 6, and 24 greys.
fn indexed(index: u8) -> String {
    const NAMED: [Color; 16] = [
        Color::Black,
        Color::Red,
        Color::Green,
        Color::Yellow,
        Color::Blue,
        Color::Magenta,
        Color::Cyan,
        Color::Gray,
        Color::DarkGray,
        Color::LightRed,
        Color::LightGreen,
        Color::LightYellow,
        Color::LightBlue,
        Color::LightMagenta,
        Color::LightCyan,
        Color::White,
    ];
    if let Some(color) = NAMED.get(usize::from(index)) {
        return hex(*color, "");
    }
    if index >= 232 {
        let grey = 8 + 10 * (index - 232);
        return format!("#{grey:02x}{grey:02x}{grey:02x}");
    }
    let step = |level: u8| if level == 0 { 0 } else { 55 + 40 * level };
    let cube = index - 16;
    format!("#{:02x}{:02x}{:02x}", step(cube / 36), step(cube / 6 % 6), step(cube % 6))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    #[test]
    fn words_stand_at_their_columns() {
        assert_eq!(words("  ab 漢 c").collect::<Vec<_>>(), [(2, "ab"), (5, "漢"), (8, "c")]);
    }

    #[test]
    fn a_picture_holds_text_styles_and_nothing_that_markup_obeys() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 10, 2));
        buffer.set_string(0, 0, "a<b>&", Style::new().fg(Color::Rgb(1, 2, 3)).add_modifier(Modifier::BOLD));
        buffer.set_string(0, 1, "漢字 x", Style::new().add_modifier(Modifier::REVERSED));
        let picture = svg(&buffer, Paper::DARK);
        assert!(picture.contains("a&lt;b&gt;&amp;") && picture.contains("#010203"), "{picture}");
        assert!(
            picture.contains("font-weight") && picture.contains(&format!("fill=\"{}\"", Paper::DARK.ink))
        );
        assert_eq!(plain(&buffer), "a<b>&\n漢字 x\n");
    }

    #[test]
    fn the_table_of_colours_has_its_corners() {
        for (index, colour) in
            [(16, "#000000"), (231, "#ffffff"), (196, "#ff0000"), (232, "#080808"), (255, "#eeeeee")]
        {
            assert_eq!(indexed(index), colour);
        }
    }
}
