//! Pictures that leave the desk bear purpose, date and case number across them (C13), so that a copy of a document is worth
//! nothing for any other end.
//!
//! A stamped picture is drawn anew from its pixels: what stood in the file beside them (where and on what it was taken) does
//! not leave the desk.

use font8x8::UnicodeFonts;
use image::{ImageFormat, ImageReader, Limits, RgbImage};
use std::io::Cursor;

/// The largest picture that is decoded, a side in pixels: more than any telephone takes.
const MOST_PIXELS_A_SIDE: u32 = 20_000;
/// The most memory that decoding may take, in bytes; a small file can claim to be an enormous picture.
const MOST_MEMORY: u64 = 512 * 1024 * 1024;
/// How many pixels a side a letter of the font has.
const GLYPH: usize = 8;
/// Into how many letters' heights the shorter side is divided.
const LETTERS_A_SIDE: u32 = 40;
/// How many letters' heights lie between the tops of two lines.
const PITCH: usize = 5;
/// Blanks between one repetition and the next.
const GAP: usize = 4;
/// How much of the stamp's tone covers the picture, in hundredths: the words stand out and what lies below can be read.
const COVER: u32 = 45;

/// Why a file was not stamped.
#[derive(Debug, thiserror::Error)]
pub enum StampError {
    /// It is no picture that can be decoded, or a larger one than is decoded.
    #[error("it is no picture that can be marked: {0}")]
    NoPicture(#[from] image::ImageError),
    /// The file cannot be read.
    #[error("it cannot be read: {0}")]
    Unreadable(#[from] std::io::Error),
}

/// The picture in `bytes` with `words` across all of it, as a JPEG.
///
/// # Errors
/// [`StampError`]: a file that is no JPEG, PNG or WebP, is broken, or would take too much memory.
pub fn stamp(bytes: &[u8], words: &str) -> Result<Vec<u8>, StampError> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format()?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_PIXELS_A_SIDE);
    limits.max_image_height = Some(MOST_PIXELS_A_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let mut picture = reader.decode()?.into_rgb8();
    draw(&mut picture, words);
    let mut stamped = Cursor::new(Vec::new());
    picture.write_to(&mut stamped, ImageFormat::Jpeg)?;
    Ok(stamped.into_inner())
}

/// Draws the words in slanted lines over the whole picture, each line shifted against the one before.
fn draw(picture: &mut RgbImage, words: &str) {
    let glyphs = glyphs(words);
    let (width, height) = picture.dimensions();
    let letter = (width.min(height) / LETTERS_A_SIDE).max(GLYPH as u32) as f32;
    // Along the falling diagonal of a square: no edge of a document runs that way.
    let (sin, cos) = std::f32::consts::FRAC_PI_6.sin_cos();
    let line_length = (glyphs.len() + GAP) as f32 * letter;
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        let along = x as f32 * cos + y as f32 * sin;
        let across = y as f32 * cos - x as f32 * sin;
        let line = (across / letter).floor();
        if line.rem_euclid(PITCH as f32) != 0.0 {
            continue;
        }
        let shifted = along + (line / PITCH as f32) * line_length * 0.37;
        let in_line = shifted.rem_euclid(line_length) / letter;
        let row = ((across / letter).rem_euclid(1.0) * GLYPH as f32) as usize;
        let column = (in_line.fract() * GLYPH as f32) as usize;
        let glyph = glyphs.get(in_line as usize).and_then(|glyph| glyph.get(row));
        if glyph.is_some_and(|bits| bits & (1 << column.min(GLYPH - 1)) != 0) {
            let light = pixel.0.iter().map(|part| u32::from(*part)).sum::<u32>() / 3;
            let tone = if light > 127 { 0 } else { 255 };
            for part in &mut pixel.0 {
                let mixed = (u32::from(*part) * (100 - COVER) + tone * COVER) / 100;
                *part = u8::try_from(mixed).unwrap_or(u8::MAX);
            }
        }
    }
}

/// The letters' bits, row by row. What the font does not have is written in letters that it has.
fn glyphs(words: &str) -> Vec<[u8; GLYPH]> {
    let plain = deunicode::deunicode_with_tofu(words, "?");
    plain.chars().map(|letter| font8x8::BASIC_FONTS.get(letter).unwrap_or_default()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{DynamicImage, Rgb};

    fn picture(width: u32, height: u32, colour: [u8; 3], format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        let plain = RgbImage::from_pixel(width, height, Rgb(colour));
        DynamicImage::ImageRgb8(plain).write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    fn stamped(bytes: &[u8]) -> RgbImage {
        let bytes = stamp(bytes, "Police enquiry 2026-11-22 RC-000812").unwrap();
        image::load_from_memory(&bytes).unwrap().into_rgb8()
    }

    #[test]
    fn c13_the_words_go_across_every_part_of_a_picture_light_or_dark() {
        for (colour, format) in [([250; 3], ImageFormat::Jpeg), ([5; 3], ImageFormat::Png)] {
            let (width, height) = (640, 400);
            let marked = stamped(&picture(width, height, colour, format));
            assert_eq!(marked.dimensions(), (width, height));
            for (from_x, from_y) in [(0, 0), (width / 2, 0), (0, height / 2), (width / 2, height / 2)] {
                let pixels = (0..width / 2 * (height / 2)).map(|n| (n % (width / 2), n / (width / 2)));
                let changed = pixels
                    .filter(|(x, y)| {
                        let there = marked.get_pixel(from_x + x, from_y + y).0[0];
                        there.abs_diff(colour[0]) > 60
                    })
                    .count();
                assert!(changed > 500, "{changed} at {from_x},{from_y}");
            }
        }
    }

    #[test]
    fn c13_what_stands_beside_the_pixels_does_not_leave_the_desk() {
        let mut bytes = picture(64, 64, [120; 3], ImageFormat::Png);
        let text = b"taken in Lagos on a Pixel 9";
        // Before the last chunk, where a reader of pictures finds it.
        let end = bytes.len() - 12;
        let mut chunk = u32::try_from(text.len() + 2).unwrap().to_be_bytes().to_vec();
        chunk.extend(b"tEXtk\0");
        chunk.extend(text);
        chunk.extend([0; 4]);
        bytes.splice(end..end, chunk);
        let marked = stamp(&bytes, "x").unwrap();
        assert!(!marked.windows(5).any(|window| window == b"Lagos"));
    }

    #[test]
    fn what_is_no_picture_or_claims_to_be_an_enormous_one_is_refused() {
        assert!(stamp(b"%PDF-1.7", "x").is_err());
        assert!(stamp(b"", "x").is_err());
        let mut bomb = picture(8, 8, [0; 3], ImageFormat::Png);
        bomb[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
        assert!(stamp(&bomb, "x").is_err());
        let whole = picture(64, 64, [9; 3], ImageFormat::Jpeg);
        assert!(stamp(&whole[..40], "x").is_err());
    }

    #[test]
    fn letters_that_the_font_lacks_are_written_in_those_it_has() {
        assert_eq!(glyphs("Ä北"), glyphs("ABei"));
    }
}
