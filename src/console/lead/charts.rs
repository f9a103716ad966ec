//! Bars of heavy line in half columns, always with their number beside them.

use crate::console::format::count;
use crate::text::Clean;

/// A bar for `value` of `most` in at most `width` columns: at least half a column where there is anything at all.
pub fn bar(value: u64, most: u64, width: usize) -> String {
    let halves = halves(value, most, width);
    let odd = if halves % 2 == 1 { "╸" } else { "" };
    format!("{}{odd}", "━".repeat(halves / 2))
}

/// The same, growing to the left: padded to `width`.
pub fn bar_leftwards(value: u64, most: u64, width: usize) -> String {
    let halves = halves(value, most, width);
    let odd = if halves % 2 == 1 { "╺" } else { "" };
    let space = width - halves / 2 - halves % 2;
    format!("{}{odd}{}", " ".repeat(space), "━".repeat(halves / 2))
}

/// A share as a filled line of `width` columns, with a mark where it is expected.
pub fn share(percent: u64, expected: Option<u64>, width: usize) -> (String, String) {
    let at = |percent: u64| {
        let columns = u128::from(percent.min(100)) * (width as u128) / 100;
        usize::try_from(columns).unwrap_or(width)
    };
    let filled = at(percent);
    let mark = expected.map(|expected| at(expected).min(width.saturating_sub(1)));
    let cells: Vec<char> = (0..width)
        .map(|cell| match (Some(cell) == mark, cell < filled) {
            (true, _) => '┃',
            (false, true) => '━',
            (false, false) => '╌',
        })
        .collect();
    (cells[..filled].iter().collect(), cells[filled..].iter().collect())
}

fn halves(value: u64, most: u64, width: usize) -> usize {
    if value == 0 || most == 0 || width == 0 {
        return 0;
    }
    let wide = u128::from(value.min(most)) * (2 * width as u128) / u128::from(most);
    usize::try_from(wide).unwrap_or(2 * width).max(1)
}

/// A number flush right in `width` columns.
pub fn number(value: u64, width: usize) -> Clean {
    Clean::line(&format!("{:>width$}", count(value)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn bars_grow_in_half_columns() {
        assert_eq!([bar(0, 10, 5), bar(1, 100, 5), bar(5, 10, 5), bar(10, 10, 5)], ["", "╸", "━━╸", "━━━━━"]);
        assert_eq!(bar_leftwards(5, 10, 5), "  ╺━━");
        assert_eq!(share(50, Some(80), 10), ("━━━━━".to_owned(), "╌╌╌┃╌".to_owned()));
    }

    proptest! {
        #[test]
        fn no_bar_is_wider_than_it_may_be(value: u64, most: u64, width in 0usize..200, percent: u64, expected: Option<u64>) {
            prop_assert!(bar(value, most, width).chars().count() <= width);
            prop_assert_eq!(bar_leftwards(value, most, width).chars().count(), width);
            let (filled, rest) = share(percent, expected, width);
            prop_assert_eq!(filled.chars().count() + rest.chars().count(), width);
        }
    }
}
