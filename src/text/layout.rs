//! Fitting clean text to terminal columns.
//!
//! Columns are counted a grapheme at a time, because that is how a terminal cell is filled: the sum over graphemes is
//! what ratatui advances by, even where a whole string would be narrower (an Arabic ligature across two letters).

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::Clean;
use super::classes::is_joiner;
use super::clean::ELLIPSIS;
use super::prose::is_unspaced;

/// Signs that never begin a line, and signs that never end one, in writings that break anywhere else.
const NEVER_FIRST: &str = "、。，．！？：；）」』】》〉”’…·,.!?:;)]}%";
const NEVER_LAST: &str = "（「『【《〈“‘([{";

/// Shows a line break inside one line; one column, like the `\n` it stands for.
const LINE_BREAK: &str = "⏎";

impl Clean {
    /// Terminal columns that the text takes when drawn on one line; a line break of a block counts one, as [`fit`]
    /// shows it.
    ///
    /// [`fit`]: Clean::fit
    pub fn width(&self) -> usize {
        width(self.as_str())
    }

    /// Cuts to one line of at most `columns` columns, with `…` at its end where something was cut off. Never splits a
    /// grapheme or a wide character; 0 columns hold nothing. The line breaks of a block show as `⏎`.
    pub fn fit(&self, columns: usize) -> Self {
        if columns == 0 {
            return Self::default();
        }
        let text = self.as_str();
        let mut used = 0;
        let mut cut = 0;
        let mut fitted = Cow::Borrowed(text);
        for (start, grapheme) in text.grapheme_indices(true) {
            // The ellipsis takes one column, so it stands after the last grapheme that ends before the last column.
            if used < columns {
                cut = start;
            }
            used += grapheme_width(grapheme);
            if used > columns {
                fitted = Cow::Owned(format!("{}{ELLIPSIS}", whole(&text[..cut])));
                break;
            }
        }
        Self::trusted(fitted.replace('\n', LINE_BREAK))
    }

    /// Fits to `columns` and fills with spaces at the right to exactly that many: a table's cell.
    pub fn pad(&self, columns: usize) -> Self {
        let mut text = self.fit(columns).into_string();
        let missing = columns.saturating_sub(width(&text));
        text.extend(std::iter::repeat_n(' ', missing));
        Self::trusted(text)
    }

    /// Breaks into lines of at most `columns` columns (at least one), at spaces where there are any, between Chinese or
    /// Japanese characters, and inside a word where it is too long; the spaces at a break go. Line breaks of a block stay. Never empty: no text is one empty
    /// line. A grapheme wider than a whole line becomes `…`.
    pub fn wrap(&self, columns: usize) -> Vec<Self> {
        let columns = columns.max(1);
        let mut lines = Vec::new();
        for paragraph in self.as_str().split('\n') {
            wrap_paragraph(paragraph, columns, &mut lines);
        }
        lines
    }
}

fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.graphemes(true).map(grapheme_width).sum() }
}

fn grapheme_width(grapheme: &str) -> usize {
    UnicodeWidthStr::width(grapheme)
}

/// Adds the lines of one paragraph to `lines`.
fn wrap_paragraph(paragraph: &str, columns: usize, lines: &mut Vec<Clean>) {
    let mut line = Line::default();
    let mut before = "";
    for (at, grapheme) in paragraph.grapheme_indices(true) {
        let end = at + grapheme.len();
        if grapheme == " " {
            // A space that falls over the edge is the break itself.
            line.space = Some((end, line.width + 1));
            line.width += 1;
            before = grapheme;
            continue;
        }
        if at > line.start && may_part(before, grapheme) {
            line.space = Some((at, line.width));
        }
        before = grapheme;
        let wide = grapheme_width(grapheme);
        if line.width + wide > columns && at > line.start {
            let (next, taken) = line.space.unwrap_or((at, line.width));
            lines.push(piece(&paragraph[line.start..next], columns));
            line = Line { start: next, width: line.width - taken, space: None };
            // What was carried over may still be a word longer than the line.
            if line.width + wide > columns && at > line.start {
                lines.push(piece(&paragraph[line.start..at], columns));
                line = Line { start: at, width: 0, space: None };
            }
        }
        line.width += wide;
    }
    lines.push(piece(&paragraph[line.start..], columns));
}

/// Whether a line may end between two graphemes that no space parts, as it may where one of them is Chinese or Japanese.
fn may_part(before: &str, after: &str) -> bool {
    let is = |text: &str, test: &dyn Fn(char) -> bool| text.chars().next().is_some_and(test);
    before != " "
        && (is(before, &is_unspaced) || is(after, &is_unspaced))
        && !is(after, &|c| NEVER_FIRST.contains(c))
        && !is(before, &|c| NEVER_LAST.contains(c))
}

/// The line being filled: where it starts, how wide it is, and behind which space (and at which width) it may end.
#[derive(Default)]
struct Line {
    start: usize,
    width: usize,
    space: Option<(usize, usize)>,
}

/// One finished line, without the spaces of its break.
fn piece(text: &str, columns: usize) -> Clean {
    Clean::trusted(whole(text.trim_end_matches(' ')).to_owned()).fit(columns)
}

/// The text without a joiner at its end, which joined what was cut off.
fn whole(text: &str) -> &str {
    text.trim_end_matches(is_joiner)
}

#[cfg(test)]
mod tests {
    use super::super::classes::{ZWJ, ZWNJ};
    use super::super::samples::hostile;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn fitting_keeps_wide_characters_whole() {
        let text = Clean::line("漢字と林");
        for (columns, fitted) in [
            (0, ""),
            (1, "…"),
            (2, "…"),
            (3, "漢…"),
            (4, "漢…"),
            (5, "漢字…"),
            (7, "漢字と…"),
            (8, "漢字と林"),
        ] {
            assert_eq!(text.fit(columns).as_str(), fitted, "{columns}");
        }
        assert_eq!(Clean::line("Peter").fit(5).as_str(), "Peter");
        assert_eq!(Clean::line("Peter").fit(4).as_str(), "Pet…");
        assert_eq!(Clean::line("👩‍👩‍👧x").fit(2).as_str(), "…");
        assert_eq!(Clean::block("a\nb").fit(9).as_str(), "a⏎b");
    }

    #[test]
    fn padding_fills_what_a_wide_character_leaves() {
        assert_eq!(Clean::line("漢字").pad(3).as_str(), "漢…");
        assert_eq!(Clean::line("漢字と").pad(4).as_str(), "漢… ");
        assert_eq!(Clean::line("ab").pad(4).as_str(), "ab  ");
        assert_eq!(Clean::default().pad(2).as_str(), "  ");
    }

    #[test]
    fn wrapping_breaks_at_spaces_and_inside_long_words() {
        let lines = |text: &str, columns| -> Vec<String> {
            Clean::block(text).wrap(columns).into_iter().map(String::from).collect()
        };
        assert_eq!(lines("the quick brown fox", 10), ["the quick", "brown fox"]);
        assert_eq!(lines("abcdefgh ij", 3), ["abc", "def", "gh", "ij"]);
        assert_eq!(lines("a\n\nb c", 9), ["a", "", "b c"]);
        assert_eq!(lines("漢字漢字", 5), ["漢字", "漢字"]);
        assert_eq!(lines("漢a", 1), ["…", "a"]);
        assert_eq!(lines("在 App 中查看账户", 10), ["在 App 中", "查看账户"]);
        assert_eq!(lines("RC-12：请重新录制", 12), ["RC-12：请重", "新录制"]);
        assert_eq!(lines("已办结了。好", 8), ["已办结", "了。好"], "no line begins with a full stop");
        assert_eq!(
            lines("请看（这里）", 6),
            ["请看", "（这", "里）"],
            "and none ends with an opening bracket"
        );
        assert_eq!(lines("a      b", 3), ["a", "b"]);
        assert_eq!(lines("", 3), [""]);
        assert_eq!(lines("ab", 0), ["a", "b"]);
    }

    proptest! {
        #[test]
        fn no_layout_is_wider_than_asked(text in hostile(), columns in 0_usize..40) {
            let clean = Clean::block(&text);
            prop_assert!(clean.fit(columns).width() <= columns);
            prop_assert_eq!(clean.pad(columns).width(), columns);
            for line in clean.wrap(columns) {
                prop_assert!(line.width() <= columns.max(1), "{:?}", line);
                prop_assert!(!line.as_str().contains('\n'));
            }
        }

        #[test]
        fn what_was_laid_out_is_still_clean(text in hostile(), columns in 0_usize..40) {
            let clean = Clean::block(&text);
            let fitted = clean.fit(columns);
            prop_assert_eq!(&Clean::line(fitted.as_str()), &fitted);
            prop_assert_eq!(&fitted.fit(columns), &fitted);
            for line in clean.wrap(columns) {
                prop_assert_eq!(&Clean::line(line.as_str()), &line);
            }
        }

        #[test]
        fn wrapping_loses_only_spaces(text in hostile(), columns in 20_usize..40) {
            let clean = Clean::block(&text);
            let bare = |text: &str| text.replace([' ', '\n', ZWJ, ZWNJ], "");
            let wrapped: String = clean.wrap(columns).iter().map(|line| bare(line.as_str())).collect();
            prop_assert_eq!(wrapped, bare(clean.as_str()));
        }
    }
}
