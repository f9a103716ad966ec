//! The one type between outside text and any output, and the one pass that makes it.

use std::fmt;

use serde::Serialize;
use unicode_segmentation::UnicodeSegmentation;

use super::classes::{
    ZWJ, is_emoji_selector, is_forbidden, is_joiner, is_pictograph, is_stackable, joins_by_spelling,
    needs_base,
};
use super::scripts::{MIXED_MARK, mixed_scripts};

/// The longest line, in characters (Unicode scalar values), its ellipsis included.
pub const LINE_CHARS: usize = 4_096;
/// The longest block, in bytes of UTF-8, its ellipsis included.
pub const BLOCK_BYTES: usize = 64 * 1024;
/// How many combining marks, joiners and the like one grapheme may carry; the rest is shown by number. The longest
/// emoji in use (a kiss with two skin tones) needs seven.
const STACK: usize = 8;
/// Stands where text was cut off.
pub(super) const ELLIPSIS: char = '…';

/// Text that is safe to draw, print, log and export: no control, format, bidirectional or other invisible character,
/// no flood of combining marks, of bounded length. What was not safe stands as its number, `⟨U+202E⟩`.
///
/// Compares, orders and serialises as its string.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Clean(String);

impl Clean {
    /// Cleans to one line: a newline, tab or carriage return becomes a visible mark too. At most [`LINE_CHARS`]
    /// characters, the last of them `…` where something was cut off.
    pub fn line(text: &str) -> Self {
        Self(clean(text, Cap::Chars(LINE_CHARS), Breaks::Shown))
    }

    /// Cleans to lines: `\n` stays as a line break, and so does CR LF, which is how mail and some systems write one.
    /// At most [`BLOCK_BYTES`] bytes, ending in `…` where something was cut off.
    pub fn block(text: &str) -> Self {
        Self(clean(text, Cap::Bytes(BLOCK_BYTES), Breaks::Kept))
    }

    /// Cleans a person's name, an account or another word that must not pass for a different one: [`Clean::line`],
    /// with " ⚠mixed scripts" behind it when [`mixed_scripts`] says so.
    pub fn name(text: &str) -> Self {
        if !mixed_scripts(text) {
            return Self::line(text);
        }
        let unmarked = text.strip_suffix(MIXED_MARK).unwrap_or(text);
        let cap = Cap::Chars(LINE_CHARS - MIXED_MARK.chars().count());
        let mut name = clean(unmarked, cap, Breaks::Shown);
        name.push_str(MIXED_MARK);
        Self(name)
    }

    /// One line of at most [`BLOCK_BYTES`] bytes, for exports, where a note must not lose its end.
    pub(super) fn long_line(text: &str) -> Self {
        Self(clean(text, Cap::Bytes(BLOCK_BYTES), Breaks::Shown))
    }

    /// Wraps what was put together from pieces of clean text.
    pub(super) fn trusted(text: String) -> Self {
        Self(text)
    }

    /// The clean text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The clean text, owned.
    pub fn into_string(self) -> String {
        self.0
    }

    /// Whether nothing is there.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Clean {
    /// Writes the text; width, fill and alignment of the format string apply as to a string.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl AsRef<str> for Clean {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl From<Clean> for String {
    fn from(text: Clean) -> Self {
        text.0
    }
}

/// How long the output may become.
#[derive(Clone, Copy)]
enum Cap {
    Chars(usize),
    Bytes(usize),
}

impl Cap {
    fn max(self) -> usize {
        match self {
            Self::Chars(max) | Self::Bytes(max) => max,
        }
    }

    fn size(self, c: char) -> usize {
        match self {
            Self::Chars(_) => 1,
            Self::Bytes(_) => c.len_utf8(),
        }
    }
}

/// What becomes of line breaks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Breaks {
    Kept,
    Shown,
}

/// Cleans `text` in one pass over its graphemes.
fn clean(text: &str, cap: Cap, breaks: Breaks) -> String {
    let kept_break = |b: u8| b == b'\n' && breaks == Breaks::Kept;
    if text.len() <= cap.max() && text.bytes().all(|b| matches!(b, b' '..=b'~') || kept_break(b)) {
        return text.to_owned();
    }
    // No output is shorter than half its input, so what lies beyond can never be reached; a hostile megabyte of
    // combining marks is not even read.
    let text = &text[..text.floor_char_boundary(cap.max().saturating_mul(2 * char::MAX_LEN_UTF8))];
    let mut pass = Pass::new(cap, text.len());
    for (start, grapheme) in text.grapheme_indices(true) {
        if breaks == Breaks::Kept && matches!(grapheme, "\n" | "\r\n") {
            pass.line_break();
        } else {
            pass.grapheme(grapheme, &text[start..]);
        }
        if pass.full {
            break;
        }
    }
    pass.out
}

/// The state of cleaning one text.
struct Pass {
    out: String,
    cap: Cap,
    /// Size of `out`, in the cap's unit.
    size: usize,
    /// Where `out` may be cut so that an ellipsis still fits and what is left is clean by itself.
    cut: usize,
    /// The character that a mark would stand on; none at the start, after a line break and after an escape.
    base: Option<char>,
    full: bool,
}

impl Pass {
    fn new(cap: Cap, capacity: usize) -> Self {
        let out = String::with_capacity(capacity.min(2 * cap.max()));
        Self { out, cap, size: 0, cut: 0, base: None, full: false }
    }

    /// Takes one grapheme; `rest` is the text from its start on, for what a joiner needs to know of the next one.
    fn grapheme(&mut self, grapheme: &str, rest: &str) {
        let mut stacked = 0;
        for (at, c) in grapheme.char_indices() {
            if at == 0 {
                self.base = None;
                self.may_cut();
            } else if is_stackable(c) {
                stacked += 1;
            }
            let after = at + c.len_utf8();
            let context =
                Context { within: grapheme[after..].chars().next(), next: rest[after..].chars().next() };
            if stacked <= STACK && self.may_stand(c, context) {
                self.push(c);
                self.base = Some(c);
            } else {
                self.may_cut();
                self.escape(c);
                self.may_cut();
            }
            if self.full {
                return;
            }
        }
    }

    fn may_stand(&self, c: char, context: Context) -> bool {
        match self.base {
            _ if is_forbidden(c) => false,
            None => !needs_base(c),
            Some(base) if is_joiner(c) => context.allows_joiner(c, base),
            Some(base) if is_emoji_selector(c) => is_pictograph(base),
            Some(_) => true,
        }
    }

    fn line_break(&mut self) {
        self.may_cut();
        self.push('\n');
        self.base = None;
    }

    fn escape(&mut self, c: char) {
        for shown in format!("⟨U+{:04X}⟩", u32::from(c)).chars() {
            self.push(shown);
        }
        self.base = None;
    }

    /// Remembers this place for a cut, if an ellipsis fits behind it. A joiner is never left at the end: it would join
    /// nothing.
    fn may_cut(&mut self) {
        let fits = self.size + self.cap.size(ELLIPSIS) <= self.cap.max();
        if fits && !self.out.ends_with(is_joiner) {
            self.cut = self.out.len();
        }
    }

    fn push(&mut self, c: char) {
        if self.full {
            return;
        }
        self.size += self.cap.size(c);
        if self.size > self.cap.max() {
            self.out.truncate(self.cut);
            self.out.push(ELLIPSIS);
            self.full = true;
        } else {
            self.out.push(c);
        }
    }
}

/// What follows a character.
#[derive(Clone, Copy)]
struct Context {
    /// The next character of the same grapheme.
    within: Option<char>,
    /// The next character, of whichever grapheme.
    next: Option<char>,
}

impl Context {
    /// A joiner stays where it does its work: between pictographs or Indic consonants that it makes one grapheme, or
    /// between letters of a writing system that spells with it. Elsewhere ("pay\u{200D}pal") it only hides.
    fn allows_joiner(self, joiner: char, base: char) -> bool {
        let glues = joiner == ZWJ && self.within.is_some_and(|c| !is_stackable(c));
        let spells =
            joins_by_spelling(base) && self.next.is_some_and(|c| joins_by_spelling(c) && !is_stackable(c));
        glues || spells
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{HOSTILE, ORDINARY, hostile};
    use super::*;
    use proptest::prelude::*;
    use unicode_width::UnicodeWidthStr;

    #[test]
    fn ordinary_text_of_many_languages_is_left_alone() {
        for text in ORDINARY {
            assert_eq!(Clean::line(text).as_str(), *text);
            assert_eq!(Clean::block(text).as_str(), *text);
        }
    }

    #[test]
    fn what_is_hidden_is_shown_by_number() {
        for (raw, shown) in [
            ("a\u{200b}b", "a⟨U+200B⟩b"),
            ("\u{1b}]0;pwn\u{7}", "⟨U+001B⟩]0;pwn⟨U+0007⟩"),
            ("\u{9b}31m", "⟨U+009B⟩31m"),
            ("gp\u{202e}fdp.exe", "gp⟨U+202E⟩fdp.exe"),
            ("a\nb\tc\rd", "a⟨U+000A⟩b⟨U+0009⟩c⟨U+000D⟩d"),
            ("pay\u{200d}pal", "pay⟨U+200D⟩pal"),
            ("a\u{fe0f}b", "a⟨U+FE0F⟩b"),
            ("\u{301}a", "⟨U+0301⟩a"),
            ("\u{200b}\u{301}", "⟨U+200B⟩⟨U+0301⟩"),
            ("\u{e0041}\u{10ffff}", "⟨U+E0041⟩⟨U+10FFFF⟩"),
            ("\u{1161}", "⟨U+1161⟩"),
            ("می\u{200c}\u{200c}خواهم", "می⟨U+200C⟩⟨U+200C⟩خواهم"),
        ] {
            assert_eq!(Clean::line(raw).as_str(), shown);
        }
    }

    #[test]
    fn a_block_keeps_line_breaks_and_nothing_else() {
        assert_eq!(Clean::block("a\nb\r\nc\rd\u{2028}e").as_str(), "a\nb\nc⟨U+000D⟩d⟨U+2028⟩e");
        assert_eq!(Clean::block("a\n\u{301}").as_str(), "a\n⟨U+0301⟩");
    }

    #[test]
    fn a_grapheme_carries_eight_marks_and_shows_the_rest() {
        let shown = Clean::line(&format!("a{}", "\u{301}".repeat(10)));
        assert_eq!(shown.as_str(), format!("a{}⟨U+0301⟩⟨U+0301⟩", "\u{301}".repeat(8)));
        let flood = Clean::line(&format!("a{}", "\u{301}".repeat(10_000_000)));
        assert!(flood.as_str().chars().count() <= LINE_CHARS);
    }

    #[test]
    fn length_is_capped_with_an_ellipsis() {
        let full = "x".repeat(LINE_CHARS);
        assert_eq!(Clean::line(&full).as_str(), full);
        let cut = Clean::line(&"x".repeat(LINE_CHARS + 1));
        assert_eq!(cut.as_str().chars().count(), LINE_CHARS);
        assert!(cut.as_str().ends_with("x…"));
        let block = Clean::block(&"漢\n".repeat(BLOCK_BYTES));
        assert!(block.as_str().len() <= BLOCK_BYTES && block.as_str().ends_with('…'));
        // An escape is never cut in its middle.
        let escapes = Clean::line(&"\u{200b}".repeat(LINE_CHARS));
        assert!(escapes.as_str().ends_with("⟨U+200B⟩…"));
    }

    #[test]
    fn a_name_of_mixed_scripts_is_marked_once() {
        let name = Clean::name("Pаypal");
        assert_eq!(name.as_str(), "Pаypal ⚠mixed scripts");
        assert_eq!(Clean::name(name.as_str()), name);
        assert_eq!(Clean::name("Lin Wei").as_str(), "Lin Wei");
        assert!(Clean::name(&"Pа".repeat(LINE_CHARS)).as_str().chars().count() <= LINE_CHARS);
    }

    #[test]
    fn it_formats_and_serialises_as_its_text() {
        assert_eq!(format!("{:>4}|{:<4}|", Clean::line("ab"), Clean::line("cd")), "  ab|cd  |");
        assert_eq!(serde_json::to_string(&Clean::line("a\"\u{1b}")).unwrap(), r#""a\"⟨U+001B⟩""#);
    }

    #[test]
    fn hostile_samples_are_all_changed() {
        for text in HOSTILE {
            assert_ne!(Clean::line(text).as_str(), *text);
        }
    }

    fn is_clean(text: &str) -> bool {
        text.graphemes(true).all(|grapheme| {
            grapheme == "\n"
                || (UnicodeWidthStr::width(grapheme) > 0
                    && grapheme.chars().skip(1).filter(|c| is_stackable(*c)).count() <= STACK
                    && !grapheme.chars().any(is_forbidden))
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn nothing_forbidden_comes_out(text in hostile()) {
            let (line, block) = (Clean::line(&text), Clean::block(&text));
            prop_assert!(is_clean(line.as_str()) && !line.as_str().contains('\n'), "{:?}", line);
            prop_assert!(is_clean(block.as_str()), "{:?}", block);
        }

        #[test]
        fn cleaning_twice_is_cleaning_once(text in hostile()) {
            for make in [Clean::line, Clean::block, Clean::name] {
                let once = make(&text);
                prop_assert_eq!(&make(once.as_str()), &once);
            }
        }

        // The caps are where idempotence is hardest to keep, so they are tried with small ones.
        #[test]
        fn cutting_leaves_clean_text(text in hostile(), max in 3_usize..40, by_bytes in any::<bool>()) {
            let cap = if by_bytes { Cap::Bytes(max) } else { Cap::Chars(max) };
            let once = clean(&text, cap, Breaks::Kept);
            prop_assert!(once.chars().map(|c| cap.size(c)).sum::<usize>() <= max);
            prop_assert!(is_clean(&once));
            prop_assert_eq!(clean(&once, cap, Breaks::Kept), once);
        }

        // Whoever types the escape itself means to be seen typing it, so its first sign is taken out.
        #[test]
        fn different_inputs_stay_different(a in hostile(), b in hostile()) {
            let (a, b) = (a.replace('⟨', "<"), b.replace('⟨', "<"));
            prop_assume!(a != b);
            prop_assert_ne!(Clean::line(&a), Clean::line(&b));
        }

        #[test]
        fn a_hidden_character_anywhere_is_seen(a in "[a-zé漢]{0,9}", b in "[a-zé漢]{0,9}", hidden in "\\p{Cf}") {
            let (with, without) = (Clean::line(&format!("{a}{hidden}{b}")), Clean::line(&format!("{a}{b}")));
            prop_assert_ne!(with.as_str(), without.as_str());
            let shown = format!("⟨U+{:04X}⟩", u32::from(hidden.chars().next().unwrap()));
            prop_assert!(with.as_str().contains(&shown));
        }
    }
}
