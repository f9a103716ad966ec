//! Letters of several writing systems in one text: the way one name is made to look like another.

use unicode_script::{Script, UnicodeScript};

/// Stands behind a name that mixes scripts.
pub(super) const MIXED_MARK: &str = " ⚠mixed scripts";

/// Whether `text` mixes writing systems that no language writes together, such as Latin and Cyrillic or Latin and
/// Greek. Digits, punctuation, spaces and combining marks (scripts Common and Inherited) do not count, nor do the
/// numbers that [`Clean`](super::Clean) shows for characters. Han goes with the Japanese syllabaries, with Hangul and
/// with Bopomofo (UTS #39, 5.1).
pub fn mixed_scripts(text: &str) -> bool {
    if text.is_ascii() {
        return false;
    }
    let mut first = None;
    let mut companions: &[Script] = &[];
    for script in scripts(text) {
        match first {
            None => first = Some(script),
            Some(known) if known == script || companions.contains(&script) => {}
            Some(known) => match written_together(known, script) {
                // Han alone does not say yet which company it keeps.
                Some(together) if companions.is_empty() => companions = together,
                _ => return true,
            },
        }
    }
    false
}

/// The scripts of the letters of `text`, in order, with repetitions.
fn scripts(text: &str) -> impl Iterator<Item = Script> + '_ {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let c = rest.chars().next()?;
            rest = &rest[escape_len(rest).max(c.len_utf8())..];
            match c.script() {
                Script::Common | Script::Inherited | Script::Unknown => {}
                script => return Some(script),
            }
        }
    })
}

/// The length in bytes of the `⟨U+202E⟩` that `text` begins with, or 0.
fn escape_len(text: &str) -> usize {
    let Some(rest) = text.strip_prefix("⟨U+") else {
        return 0;
    };
    let digits = rest.bytes().take_while(u8::is_ascii_hexdigit).count();
    match rest[digits..].strip_prefix('⟩') {
        Some(after) if (4..=6).contains(&digits) => text.len() - after.len(),
        _ => 0,
    }
}

/// The set in which `a` and `b` are written together, if a language does so.
fn written_together(a: Script, b: Script) -> Option<&'static [Script]> {
    const SETS: [&[Script]; 3] = [
        &[Script::Han, Script::Hiragana, Script::Katakana],
        &[Script::Han, Script::Hangul],
        &[Script::Han, Script::Bopomofo],
    ];
    SETS.into_iter().find(|set| set.contains(&a) && set.contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_mixed_and_what_is_not() {
        for mixed in ["Pаypal", "Ρeter", "Иvan", "Lin 林", "漢한か", "かㄅ", "한か", "abcա", "\u{200b}aб"]
        {
            assert!(mixed_scripts(mixed), "{mixed}");
        }
        for plain in [
            "",
            "123",
            "Peter Long",
            "Zoë Müller-Łuk",
            "Иван Иванов",
            "東京タワーへ",
            "林さん",
            "金한",
            "林ㄌㄧㄣ",
            "علی رضا",
            "é\u{301}⚠ 5",
            "Ива⟨U+200B⟩н",
            "👩‍👩‍👧",
        ] {
            assert!(!mixed_scripts(plain), "{plain}");
        }
    }

    #[test]
    fn only_a_whole_escape_is_skipped() {
        assert_eq!(escape_len("⟨U+202E⟩x"), "⟨U+202E⟩".len());
        for not in ["⟨U+12⟩", "⟨U+1234567⟩", "⟨U+202E", "U+202E⟩", "⟨⟩"] {
            assert_eq!(escape_len(not), 0, "{not}");
        }
    }
}
