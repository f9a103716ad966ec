//! Whatever comes, each line that is not blank has exactly one result, and nothing panics.

use super::*;
use proptest::prelude::*;

/// Pieces that lines are made of, so that more than the first byte is ever reached.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    let json = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\\",
        "\"type\"",
        "\"ticket\"",
        "\"account\"",
        "\"signal\"",
        "\"ref\"",
        "\"institution\"",
        "\"binance\"",
        "\"signals\"",
        "{\"face_match\":1.5}",
        "null",
        "1e999",
        "-1",
        "NaN",
        "\\ud800",
        "\\u0000",
        "\u{202e}",
        "\n",
        "\r\n",
        " ",
        "\"evidence\"",
        "[{\"item\":\"x\",\"file\":\"../y\"}]",
        "\"logins\"",
    ]);
    prop_oneof![
        4 => json.prop_map(|text| text.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..6),
    ]
}

fn not_blank(input: &[u8]) -> usize {
    let input = input.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(input);
    input.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()).count()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_line_has_one_result(pieces in prop::collection::vec(piece(), 0..40)) {
        let input = pieces.concat();
        let ran = take_in(&input, None);
        prop_assert_eq!(ran.results.len(), not_blank(&input));
        for result in &ran.results {
            let text = result.to_string();
            prop_assert!(!text.contains(|c: char| c.is_control() || c == '\u{202e}'), "{:?}", text);
        }
    }

    #[test]
    fn a_cut_or_changed_record_has_one_result(cut in 0_usize..400, at in 0_usize..400, byte in any::<u8>()) {
        let line = r#"{"type":"ticket","institution":"binance","ref":"T-1","kind":"recovery","account":"A-1","contact_email":"a@example.com","opened_at":"2026-03-10T09:00:00Z","signals":{"face_match":0.9},"clues":{"cards":["1234"]},"evidence":[{"item":"note","sha256":"0000000000000000000000000000000000000000000000000000000000000000","bytes":1,"media":"image/png"}],"text":"héllo"}"#;
        let mut input = line.as_bytes().to_vec();
        input.truncate(input.len().saturating_sub(cut));
        if let Some(place) = input.get_mut(at) {
            *place = byte;
        }
        prop_assert_eq!(take_in(&input, None).results.len(), not_blank(&input));
    }
}
