//! Small pictures for the vault, so that a viewer has something to show: a card with a face, lines of writing and a pattern
//! that no other picture has. Nobody could take one for a real document.

use super::dice::{Dice, Sort};
use std::io;
use std::path::Path;

const WIDTH: u32 = 320;
const HEIGHT: u32 = 202;

type Colour = [u8; 3];

/// A picture that a record names as a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Its path below the folder of the feed.
    pub path: String,
    /// What makes it unlike any other.
    pub seed: u64,
    /// The case that it is for: pictures of one case are alike.
    pub number: u64,
}

impl Picture {
    /// Draws it into its file below `folder`.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn write_below(&self, folder: &Path) -> io::Result<()> {
        let path = folder.join(&self.path);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        let file = io::BufWriter::new(std::fs::File::create(path)?);
        let mut encoder = png::Encoder::new(file, WIDTH, HEIGHT);
        encoder.set_color(png::ColorType::Rgb);
        let mut writer = encoder.write_header().map_err(io::Error::other)?;
        writer.write_image_data(&self.draw().pixels).map_err(io::Error::other)?;
        writer.finish().map_err(io::Error::other)
    }

    fn draw(&self) -> Canvas {
        // The person's colours are those of the case, light and writing those of the picture.
        let mut person = Dice::of(self.number, Sort::Story, 0);
        let mut dice = Dice::of(self.seed, Sort::Story, 1);
        let mut canvas = Canvas::new(shade(&mut dice, 150, 200));
        let card = shade(&mut person, 200, 245);
        let ink = shade(&mut person, 20, 90);
        let (left, top) = (dice.whole(8, 24), dice.whole(8, 20));
        canvas.rectangle(left, top, 280, 170, card);
        canvas.rectangle(left, top, 280, 22, ink);
        face(&mut canvas, left + 16, top + 38, &mut person);
        for line in 0..6 {
            let length = person.whole(60, 130);
            canvas.rectangle(left + 122, top + 40 + line * 18, length, 7, ink);
        }
        for cell in 0..48 {
            // A pattern as on a film, of the picture's own chance.
            if dice.chance(0.5) {
                canvas.rectangle(left + 122 + cell % 24 * 6, top + 146 + cell / 24 * 8, 5, 7, ink);
            }
        }
        canvas
    }
}

fn face(canvas: &mut Canvas, left: i64, top: i64, dice: &mut Dice) {
    let (skin, hair, shirt) = (shade(dice, 120, 230), shade(dice, 10, 120), shade(dice, 40, 220));
    canvas.rectangle(left, top, 88, 112, [226, 232, 240]);
    canvas.ellipse(left + 44, top + 108, 40, 34, shirt);
    canvas.ellipse(left + 44, top + 46, 29, 34, hair);
    canvas.ellipse(left + 44, top + 52, 24, 29, skin);
    for eye in [-9, 9] {
        canvas.ellipse(left + 44 + eye, top + 48, 3, 2, [20, 20, 20]);
    }
    canvas.rectangle(left + 36, top + 66, 16, 2, [120, 40, 40]);
}

fn shade(dice: &mut Dice, low: i64, high: i64) -> Colour {
    [(); 3].map(|()| u8::try_from(dice.whole(low, high)).unwrap_or(128))
}

struct Canvas {
    pixels: Vec<u8>,
}

impl Canvas {
    fn new(ground: Colour) -> Self {
        Self { pixels: ground.repeat((WIDTH * HEIGHT) as usize) }
    }

    fn rectangle(&mut self, left: i64, top: i64, width: i64, height: i64, colour: Colour) {
        for y in top..top + height {
            for x in left..left + width {
                self.dot(x, y, colour);
            }
        }
    }

    fn ellipse(&mut self, x: i64, y: i64, rx: i64, ry: i64, colour: Colour) {
        for dy in -ry..=ry {
            for dx in -rx..=rx {
                if dx * dx * ry * ry + dy * dy * rx * rx <= rx * rx * ry * ry {
                    self.dot(x + dx, y + dy, colour);
                }
            }
        }
    }

    fn dot(&mut self, x: i64, y: i64, colour: Colour) {
        let (Ok(x), Ok(y)) = (u32::try_from(x), u32::try_from(y)) else { return };
        if x < WIDTH && y < HEIGHT {
            let at = ((y * WIDTH + x) * 3) as usize;
            self.pixels[at..at + 3].copy_from_slice(&colour);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::facts;

    #[test]
    fn a_picture_is_small_and_like_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let mut seen = std::collections::BTreeSet::new();
        for seed in 0..4 {
            let path = format!("T-1/{seed}.png");
            Picture { path: path.clone(), seed, number: 3 }.write_below(folder.path()).unwrap();
            let file = folder.path().join(path);
            let facts = facts(&file).unwrap();
            assert_eq!((facts.media, facts.pixels), ("image/png", Some((WIDTH, HEIGHT))));
            assert!(facts.bytes < 20_000, "{}", facts.bytes);
            assert!(seen.insert(std::fs::read(file).unwrap()));
        }
    }
}
