//! What a file is, by its first bytes, and the extension that a viewer gets to see.

/// The media type of what is not recognised, or not shown by any viewer that we would open it with.
pub const UNKNOWN_MEDIA: &str = "application/octet-stream";

/// The extension of unknown files: no desktop starts anything by it.
const UNKNOWN_EXTENSION: &str = "bin";

/// How many bytes [`sniff`] looks at; the longest signature that the tables know lies within.
pub(super) const SNIFF_BYTES: usize = 8 * 1024;

/// Types that a viewer shows: pictures, films, sound and documents of pages. What a desktop would run, unpack or give to a
/// browser (programs, scripts, archives, HTML, SVG) is not among them on purpose.
const SHOWN: &[(&str, &str)] = &[
    ("image/png", "png"),
    ("image/jpeg", "jpg"),
    ("image/gif", "gif"),
    ("image/webp", "webp"),
    ("image/tiff", "tif"),
    ("image/bmp", "bmp"),
    ("image/heif", "heif"),
    ("image/avif", "avif"),
    ("application/pdf", "pdf"),
    ("video/mp4", "mp4"),
    ("video/x-m4v", "m4v"),
    ("video/quicktime", "mov"),
    ("video/webm", "webm"),
    ("video/x-matroska", "mkv"),
    ("video/x-msvideo", "avi"),
    ("video/mpeg", "mpg"),
    ("audio/mpeg", "mp3"),
    ("audio/m4a", "m4a"),
    ("audio/ogg", "ogg"),
    ("audio/x-wav", "wav"),
    ("audio/aac", "aac"),
];

/// The media type that the first bytes of a file show; [`UNKNOWN_MEDIA`] for all that no viewer would show.
pub fn sniff(head: &[u8]) -> &'static str {
    let found = infer::get(&head[..head.len().min(SNIFF_BYTES)]);
    let shown = found.and_then(|kind| SHOWN.iter().find(|(media, _)| *media == kind.mime_type()));
    shown.map_or(UNKNOWN_MEDIA, |(media, _)| media)
}

/// The extension under which a file of a media type is kept.
pub(super) fn extension(media: &str) -> &'static str {
    SHOWN.iter().find(|(known, _)| *known == media).map_or(UNKNOWN_EXTENSION, |(_, extension)| extension)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bytes_decide_and_not_the_name() {
        assert_eq!(sniff(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "image/png");
        assert_eq!(sniff(&[0xFF, 0xD8, 0xFF, 0xE0]), "image/jpeg");
        assert_eq!(sniff(b"%PDF-1.7"), "application/pdf");
    }

    #[test]
    fn what_a_desktop_would_run_is_unknown() {
        for head in [
            &b"#!/bin/sh\nrm -rf ~"[..],
            b"\x7fELF\x02\x01\x01",
            b"MZ\x90",
            b"<!DOCTYPE html><script>",
            b"PK\x03\x04",
            b"",
        ] {
            assert_eq!(sniff(head), UNKNOWN_MEDIA, "{head:?}");
        }
        assert_eq!(extension("text/html"), "bin");
        assert_eq!(extension("video/mp4"), "mp4");
    }
}
