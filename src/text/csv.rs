//! One field of a CSV export.

use super::Clean;

/// Signs by which spreadsheets take a field for a formula, the fullwidth forms included.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// Makes one CSV field (RFC 4180) of any text: cleaned to one line of at most 64 KiB, always in double quotes, inner
/// quotes doubled.
///
/// Text that a spreadsheet would run as a formula, because after any spaces it begins with `=`, `+`, `-` or `@`, gets
/// an apostrophe in front, which spreadsheets show as plain text. A tab or carriage return, which also begins a formula
/// in some, is a visible mark after cleaning.
pub fn csv_field(text: &str) -> String {
    let clean = Clean::long_line(text);
    let formula = clean.as_str().trim_start().starts_with(FORMULA);
    let guard = if formula { "'" } else { "" };
    format!("\"{guard}{}\"", clean.as_str().replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formulas_are_neutralised() {
        for (raw, field) in [
            ("", "\"\""),
            ("Lin Wei", "\"Lin Wei\""),
            ("=1+2", "\"'=1+2\""),
            ("+49 30", "\"'+49 30\""),
            ("-1", "\"'-1\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("  =1", "\"'  =1\""),
            ("＝1", "\"'＝1\""),
            ("\t=1", "\"⟨U+0009⟩=1\""),
            ("\r=1", "\"⟨U+000D⟩=1\""),
            ("\u{200b}=1", "\"⟨U+200B⟩=1\""),
            ("a \"b\", c\nd", "\"a \"\"b\"\", c⟨U+000A⟩d\""),
            ("1-2", "\"1-2\""),
        ] {
            assert_eq!(csv_field(raw), field);
        }
    }

    proptest! {
        #[test]
        fn a_field_is_one_line_with_balanced_quotes_and_no_formula(text in any::<String>()) {
            let field = csv_field(&text);
            let inner = &field[1..field.len() - 1];
            prop_assert!(field.starts_with('"') && field.ends_with('"') && field.len() >= 2);
            prop_assert!(!inner.replace("\"\"", "").contains('"'));
            prop_assert!(!inner.contains(['\n', '\r', '\t']));
            prop_assert!(!inner.trim_start().starts_with(FORMULA));
        }
    }
}
