//! Which characters may stand in clean text as they are, and which are shown by their number.

use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthChar;

/// Zero width joiner: glues emoji and asks letters to join.
pub(super) const ZWJ: char = '\u{200D}';
/// Zero width non-joiner: keeps letters from joining.
pub(super) const ZWNJ: char = '\u{200C}';

/// General category Cf and the other default-ignorable characters of Unicode 17, without the joiners and the two
/// emoji variation selectors, whose right to stay depends on their neighbours. Sorted, inclusive.
const INVISIBLE: &[(u32, u32)] = &[
    (0x00AD, 0x00AD),   // soft hyphen
    (0x034F, 0x034F),   // combining grapheme joiner
    (0x0600, 0x0605),   // Arabic number signs
    (0x061C, 0x061C),   // Arabic letter mark
    (0x06DD, 0x06DD),   // end of ayah
    (0x070F, 0x070F),   // Syriac abbreviation mark
    (0x0890, 0x0891),   // Arabic pound and piastre marks
    (0x08E2, 0x08E2),   // disputed end of ayah
    (0x115F, 0x1160),   // Hangul fillers
    (0x17B4, 0x17B5),   // Khmer inherent vowels
    (0x180B, 0x180F),   // Mongolian variation selectors and vowel separator
    (0x200B, 0x200B),   // zero width space
    (0x200E, 0x200F),   // left-to-right and right-to-left marks
    (0x2028, 0x202E),   // line and paragraph separators, bidirectional embeddings and overrides
    (0x2060, 0x206F),   // word joiner, invisible operators, bidirectional isolates
    (0x2800, 0x2800),   // Braille blank: no format character, but as invisible as one
    (0x3164, 0x3164),   // Hangul filler
    (0xFE00, 0xFE0D),   // variation selectors
    (0xFEFF, 0xFEFF),   // byte order mark
    (0xFFA0, 0xFFA0),   // halfwidth Hangul filler
    (0xFFF0, 0xFFFB),   // interlinear annotation
    (0x110BD, 0x110BD), // Kaithi number sign
    (0x110CD, 0x110CD), // Kaithi number sign above
    (0x13430, 0x1343F), // Egyptian hieroglyph controls
    (0x1BCA0, 0x1BCA3), // shorthand format controls
    (0x1D159, 0x1D159), // null notehead
    (0x1D173, 0x1D17A), // musical format controls
    (0xE0000, 0xE0FFF), // tags and supplementary variation selectors
];

/// Whether `c` never stands in clean text: controls, format and other invisible characters, private use, and code
/// points that Unicode has given no meaning (nobody can say what a terminal draws for those).
pub(super) fn is_forbidden(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control();
    }
    let point = u32::from(c);
    let found = INVISIBLE.partition_point(|&(_, last)| last < point);
    c.is_control()
        || INVISIBLE.get(found).is_some_and(|&(first, _)| first <= point)
        || c.script() == Script::Unknown
}

/// Whether `c` shows nothing by itself: all that never stands in clean text, the joiners and the variation selectors.
/// For comparing, where two texts that look alike must meet.
pub fn is_hidden(c: char) -> bool {
    is_forbidden(c) || is_joiner(c) || is_emoji_selector(c)
}

/// Whether `c` is one of the two joiners, which stay only where they do something visible.
pub(super) fn is_joiner(c: char) -> bool {
    c == ZWJ || c == ZWNJ
}

/// Whether `c` is a variation selector that asks for the text or the emoji form of what precedes it.
pub(super) fn is_emoji_selector(c: char) -> bool {
    matches!(c, '\u{FE0E}' | '\u{FE0F}')
}

/// Whether `c` continues the character before it and so needs one to stand on: combining marks, whatever takes no
/// column of its own, and the few letters and signs that UAX #29 attaches to what precedes them.
pub(super) fn needs_base(c: char) -> bool {
    c.width() == Some(0)
        || is_combining_mark(c)
        || matches!(
            u32::from(c),
            0x0E33 | 0x0EB3         // Thai and Lao vowel am
            | 0xFF9E | 0xFF9F       // halfwidth voicing marks
            | 0x1F3FB..=0x1F3FF
        ) // skin tones
}

/// Whether `c` can be repeated without end inside one grapheme, and so is counted.
pub(super) fn is_stackable(c: char) -> bool {
    needs_base(c) || matches!(u32::from(c), 0x1100..=0x115F | 0xA960..=0xA97C) // leading Hangul consonants
}

/// Whether `c` is a pictograph, asked of the segmentation tables: only pictographs are glued by a joiner (UAX #29, GB11).
pub(super) fn is_pictograph(c: char) -> bool {
    !c.is_ascii() && [c, ZWJ, '\u{2764}'].iter().collect::<String>().graphemes(true).count() == 1
}

/// Whether `c` belongs to a writing system whose spelling needs the joiners between letters (UAX #31, 2.3).
pub(super) fn joins_by_spelling(c: char) -> bool {
    use Script as S;
    (c.is_alphabetic() || is_combining_mark(c))
        && matches!(
            c.script(),
            S::Arabic
                | S::Syriac
                | S::Mongolian
                | S::Nko
                | S::Devanagari
                | S::Bengali
                | S::Gurmukhi
                | S::Gujarati
                | S::Oriya
                | S::Tamil
                | S::Telugu
                | S::Kannada
                | S::Malayalam
                | S::Sinhala
                | S::Khmer
                | S::Myanmar
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_table_is_sorted_and_disjoint() {
        for pair in INVISIBLE.windows(2) {
            assert!(pair[0].1 < pair[1].0, "{pair:X?}");
        }
    }

    #[test]
    fn named_characters_of_the_policy_are_forbidden() {
        for c in "\u{0}\n\r\t\u{1b}\u{7f}\u{9b}\u{2028}\u{2029}\u{202e}\u{2066}\u{115f}\u{3164}\u{ffa0}\u{e0041}\u{200b}\u{feff}\u{e000}\u{fffe}\u{10ffff}".chars() {
            assert!(is_forbidden(c), "{c:?}");
        }
        for c in "a ~é漢한わЖ⟨⟩…⚠•👍\u{a0}\u{3000}".chars() {
            assert!(!is_forbidden(c), "{c:?}");
        }
    }

    #[test]
    fn pictographs_are_told_from_digits_and_letters() {
        assert!(is_pictograph('❤') && is_pictograph('👩') && is_pictograph('©'));
        assert!(!is_pictograph('1') && !is_pictograph('é') && !is_pictograph('漢'));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        // `\p{Cf}` comes from another table than ours (the regex crate's), so a gap in ours shows.
        #[test]
        fn every_format_character_is_forbidden_or_a_joiner(text in "\\p{Cf}") {
            for c in text.chars() {
                prop_assert!(is_forbidden(c) || is_joiner(c), "{c:?}");
            }
        }

        #[test]
        fn every_control_private_and_unassigned_character_is_forbidden(text in "[\\p{Cc}\\p{Co}]") {
            prop_assert!(text.chars().all(is_forbidden), "{text:?}");
        }
    }
}
