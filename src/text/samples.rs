//! Texts that the tests of this room share.

use proptest::prelude::*;

/// What people really write, in many languages: must pass unchanged.
pub(super) const ORDINARY: &[&str] = &[
    "",
    "Peter Long <peter.long@example.com>",
    "Zoë Müller-Łukasiewicz, née Ångström",
    "Nguyễn Thị Minh Khai",
    "Nguye\u{302}\u{303}n (decomposed)",
    "Иванов Иван Иванович",
    "林偉 · 林伟 · 東京タワー · ｶﾞｷﾞ",
    "김민준",
    "محمد علی می\u{200c}خواهم",
    "क्\u{200d}ष और श्रीमती",
    "ක්\u{200d}ෂණික",
    "สมชาย ใจดี กำลัง",
    "👩\u{200d}👩\u{200d}👧 👩🏻\u{200d}❤\u{fe0f}\u{200d}💋\u{200d}👨🏿 ❤\u{fe0f} 🇩🇪🇨🇳",
    "⟨U+202E⟩ typed by hand",
    "a\u{a0}b — “quoted” … 12 €",
];

/// What is sent to break a screen or fool its reader: none may pass unchanged.
pub(super) const HOSTILE: &[&str] = &[
    "\u{1b}[2J\u{1b}[H",
    "\u{1b}]0;pwn\u{7}",
    "\u{1b}]52;c;cHdu\u{1b}\\",
    "\u{9b}2J",
    "\u{90}q\u{9c}",
    "\u{1b}[201~rm",
    "invoice\u{202e}fdp.exe",
    "\u{2066}a\u{2069}\u{200f}",
    "ad\u{200b}min",
    "ad\u{ad}min",
    "\u{feff}admin",
    "admin\u{e0020}\u{e0041}",
    "\u{3164}",
    "\u{115f}\u{1160}\u{ffa0}",
    "a\u{2028}b\u{2029}",
    "a\u{0}b\u{8}\u{7f}",
    "Z\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}\u{308}\u{309}\u{30a}",
    "\u{301}\u{301}",
];

/// Any text, with what is dangerous far more often than chance would bring it, and close together.
pub(super) fn hostile() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        4 => "[a-z ]{1,6}".prop_map(String::from),
        2 => any::<char>().prop_map(String::from),
        2 => "\\p{Cf}".prop_map(String::from),
        2 => "\\p{M}{1,3}".prop_map(String::from),
        1 => "\\p{M}{7,12}".prop_map(String::from),
        1 => "\\p{Cc}".prop_map(String::from),
        3 => prop::sample::select(vec![
            "\u{200d}", "\u{200c}", "\u{fe0f}", "\u{fe0e}", "\u{34f}", "\u{20e3}", "👩", "❤", "🏻", "🇩", "क", "\u{94d}", "ی",
            "한", "\u{1100}", "\u{1161}", "\u{11a8}", "กำ", "\u{e33}", "ｶ", "\u{ff9e}", "\u{d4e}", "\u{600}", "漢", "\r\n", "\n",
            "\r", "\t", "⟨", "⟩", "…", "Ж", "⟨U+200B⟩",
        ])
        .prop_map(String::from),
        1 => prop::sample::select(HOSTILE).prop_map(String::from),
        1 => prop::sample::select(ORDINARY).prop_map(String::from),
    ];
    prop::collection::vec(pieces, 0..14).prop_map(|pieces| pieces.concat())
}
