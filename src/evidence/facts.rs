//! What a screen tells of a file without decoding it.

use super::media::{SNIFF_BYTES, sniff};
use super::{UNKNOWN_MEDIA, VaultError};
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

/// How far a JPEG's headers are read; pictures of cameras carry a preview and notes before their size.
const JPEG_HEAD_BYTES: u64 = 1024 * 1024;

/// What can be said of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileFacts {
    /// Its size in bytes.
    pub bytes: u64,
    /// Its media type by its first bytes.
    pub media: &'static str,
    /// Width and height in pixels, where the header of a PNG or JPEG tells them.
    pub pixels: Option<(u32, u32)>,
}

/// Reads the facts of the file at `path`, at most its first MiB and no pixel of it.
///
/// # Errors
/// [`VaultError::Io`] where it cannot be read.
pub fn facts(path: &Path) -> Result<FileFacts, VaultError> {
    let failed = |source| VaultError::Io { what: "could not read", path: path.to_owned(), source };
    let file = File::open(path).map_err(failed)?;
    let bytes = file.metadata().map_err(failed)?.len();
    let mut head = Vec::with_capacity(SNIFF_BYTES);
    let mut reader = BufReader::new(file).take(JPEG_HEAD_BYTES);
    reader.by_ref().take(SNIFF_BYTES as u64).read_to_end(&mut head).map_err(failed)?;
    let media = sniff(&head);
    let pixels = match media {
        "image/png" => png_pixels(&head),
        "image/jpeg" => jpeg_pixels(head.as_slice().chain(reader)),
        _ => None,
    };
    Ok(FileFacts { bytes, media, pixels })
}

impl FileFacts {
    /// As one line: "image/png · 1 280 × 800 · 312 kB".
    pub fn describe(&self) -> String {
        let media = if self.media == UNKNOWN_MEDIA { "unknown type" } else { self.media };
        let pixels = self.pixels.map(|(width, height)| format!(" · {width} × {height}")).unwrap_or_default();
        format!("{media}{pixels} · {}", human_bytes(self.bytes))
    }
}

/// Bytes as a person reads them, in powers of 1,000.
fn human_bytes(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10),
    }
}

/// Width and height from the first chunk, which is IHDR (PNG specification, 11.2.2).
fn png_pixels(head: &[u8]) -> Option<(u32, u32)> {
    let number = |at: usize| Some(u32::from_be_bytes(head.get(at..at + 4)?.try_into().ok()?));
    (head.get(12..16)? == b"IHDR").then_some((number(16)?, number(20)?))
}

/// Width and height from the start-of-frame segment (ITU-T T.81, B.2.2), stepping over the segments before it.
fn jpeg_pixels(mut from: impl Read) -> Option<(u32, u32)> {
    let mut start = [0; 2];
    from.read_exact(&mut start).ok()?;
    loop {
        let mut marker = [0; 2];
        from.read_exact(&mut marker).ok()?;
        while marker[1] == 0xFF {
            // Fill bytes before a marker.
            from.read_exact(&mut marker[1..]).ok()?;
        }
        if marker[0] != 0xFF {
            return None;
        }
        if matches!(marker[1], 0x01 | 0xD0..=0xD8) {
            continue;
        }
        let mut length = [0; 2];
        from.read_exact(&mut length).ok()?;
        let rest = u64::from(u16::from_be_bytes(length)).checked_sub(2)?;
        let is_frame = matches!(marker[1], 0xC0..=0xCF) && !matches!(marker[1], 0xC4 | 0xC8 | 0xCC);
        if is_frame {
            let mut frame = [0; 5];
            from.read_exact(&mut frame).ok()?;
            let [_, h1, h0, w1, w0] = frame;
            return Some((u32::from(u16::from_be_bytes([w1, w0])), u32::from(u16::from_be_bytes([h1, h0]))));
        }
        if marker[1] == 0xDA
            || std::io::copy(&mut from.by_ref().take(rest), &mut std::io::sink()).ok()? < rest
        {
            return None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts_of(bytes: &[u8]) -> FileFacts {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        facts(file.path()).unwrap()
    }

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, width, height);
        encoder.set_color(png::ColorType::Grayscale);
        let data = vec![0; (width * height) as usize];
        encoder.write_header().unwrap().write_image_data(&data).unwrap();
        out
    }

    /// A camera's JPEG: an application segment of `notes` bytes before the frame.
    fn jpeg(notes: u16) -> Vec<u8> {
        let mut out = vec![0xFF, 0xD8, 0xFF, 0xE1];
        out.extend((notes + 2).to_be_bytes());
        out.extend(vec![0xAB; usize::from(notes)]);
        out.extend([0xFF, 0xFF, 0xC2, 0, 17, 8, 0x03, 0x20, 0x05, 0x00, 3]);
        out
    }

    #[test]
    fn sizes_are_read_from_headers() {
        assert_eq!(facts_of(&png(32, 20)).pixels, Some((32, 20)));
        for notes in [0, 10, 60_000] {
            let facts = facts_of(&jpeg(notes));
            assert_eq!((facts.media, facts.pixels), ("image/jpeg", Some((1280, 800))), "{notes}");
        }
    }

    #[test]
    fn a_broken_header_tells_no_size() {
        for cut in 0..jpeg(4).len() - 1 {
            assert_eq!(jpeg_pixels(&jpeg(4)[..cut]), None, "{cut}");
        }
        assert_eq!(jpeg_pixels(&[0xFF, 0xD8, 0xFF, 0xE1, 0, 0, 0xFF][..]), None);
        assert_eq!(png_pixels(&png(3, 3)[..22]), None);
        assert_eq!(facts_of(b""), FileFacts { bytes: 0, media: UNKNOWN_MEDIA, pixels: None });
    }

    #[test]
    fn facts_read_as_one_line() {
        let facts = FileFacts { bytes: 312_345, media: "image/png", pixels: Some((1280, 800)) };
        assert_eq!(facts.describe(), "image/png · 1280 × 800 · 313 kB");
        let unknown = FileFacts { bytes: 12_345_678, media: UNKNOWN_MEDIA, pixels: None };
        assert_eq!(unknown.describe(), "unknown type · 12.3 MB");
        assert_eq!(human_bytes(7), "7 bytes");
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
            let _ = jpeg_pixels(bytes.as_slice());
            let _ = png_pixels(&bytes);
        }
    }
}
