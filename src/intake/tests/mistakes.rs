//! Dozens of ways of being wrong: each is refused at its field, with its column and a remedy.

use super::*;
use std::os::unix::fs::symlink;

const TICKET: &str = r#"{"type":"ticket","institution":"binance","ref":"T-1","kind":"recovery","account":"A-1","contact_email":"a@example.com","opened_at":"2026-03-10T09:00:00Z"}"#;
const ACCOUNT: &str =
    r#"{"type":"account","institution":"binance","ref":"R-1","account":"A-1","status":"active"}"#;

/// A record with one more field, or one field changed.
fn with(record: &str, field: &str, value: &str) -> String {
    let key = format!("\"{field}\":");
    if let Some(start) = record.find(&key) {
        let value_start = start + key.len();
        let length = record[value_start..].find([',', '}']).unwrap();
        return format!("{}{value}{}", &record[..value_start], &record[value_start + length..]);
    }
    format!("{},{key}{value}}}", record.strip_suffix('}').unwrap())
}

/// What must be said of a line: its field, what the line has at the column, and a piece of the message.
#[track_caller]
fn refused(line: &str, field: Option<&str>, at: &str, says: &str) {
    let refused = refusal(line.as_bytes(), None);
    let text = refused.to_string();
    assert_eq!(refused.field.as_ref().map(|field| field.as_str()), field, "{text}\n{line:.200}");
    let there: String = line.chars().skip(refused.column.unwrap() - 1).collect();
    assert!(there.starts_with(at), "column {:?}: {there:.80}", refused.column);
    assert!(text.contains(says), "{text}");
    assert!(!refused.remedy.is_empty(), "{text}");
}

#[test]
fn what_is_no_json_is_refused_where_it_breaks() {
    for (line, at, says) in [
        (r#"{"type":"ticket","#, "", "ends in the middle"),
        (r#"{"type":"ticket","ref":"T"#, "", "ends in the middle"),
        (r#"{"type":"account","assets":NaN}"#, "NaN", "no such value"),
        (r#"{"type":"account","assets":Infinity}"#, "Infinity", "no such value"),
        (r#"{"type":"account","assets":-Infinity}"#, "Infinity", "this is no JSON"),
        (r#"{"type":"account","assets":None}"#, "None", "no such value"),
        (r#"{"type":"account","assets":1e999}"#, "", "number out of range"),
        (r#"{"type":"account","assets":01}"#, "", "invalid number"),
        (r#"{'type':'account'}"#, "'", "Write \" instead of '"),
        (r#"{"type":"account" "ref":"x"}"#, "\"ref", "expected `,`"),
        (r#"{"type":"account","ref":"a	b"}"#, "\t", "as an escape"),
        ("hello", "", "this is no JSON"),
        ("{", "", "ends in the middle"),
        ("\u{0}", "\u{0}", "this is no JSON"),
    ] {
        refused(line, None, at, says);
    }
    refused(&format!("{TICKET}{TICKET}"), None, "{\"type", "one record a line");
    refused(&format!("{TICKET},"), None, ",", "one record a line");
    refused(&TICKET.replace("00Z\"}", "00Z\",}"), None, "}", "Leave out the last comma");
}

#[test]
fn what_people_write_by_mistake_is_told_in_their_words() {
    refused("not json", None, "", "does not begin with {");
    refused(r#"{"type":"account","assets":nul}"#, None, "", "this word means nothing");
    let odd = with(TICKET, "signals", r#"{"liveness":0.9,"face_match":"98%"}"#);
    refused(&odd, Some("signals.face_match"), "\"98%", "a number from 0 to 1");
    refused(&with(TICKET, "signals", "3"), Some("signals"), "3", "an object");
    refused(
        &with(TICKET, "opened_at", r#""2026-03-10""#),
        Some("opened_at"),
        "\"2026",
        "no time, only a date",
    );
    refused(&with(TICKET, "opened_at", r#""soon""#), Some("opened_at"), "\"soon", "\"soon\" is no time");
    refused(&with(TICKET, "born", r#""31.5.1990""#), Some("born"), "\"31", "\"31.5.1990\" is no date");
}

#[test]
fn what_is_no_record_is_refused() {
    refused("[1,2]", None, "[", "a list");
    refused("null", None, "null", "null");
    refused("42", None, "42", "42");
    refused("\"ticket\"", None, "\"ticket", "string");
    refused("{}", None, "{", "has no type");
    refused(r#"{"ref":"x"}"#, None, "{", "one of account, ticket");
    refused(r#"{"type":"tikcet"}"#, Some("type"), "\"tikcet", "Did you mean \"ticket\"?");
    refused(r#"{"type":"invoice"}"#, Some("type"), "\"invoice", "Known are account, ticket");
    refused(r#"{"type":7}"#, Some("type"), "7", "Write a string");
    refused(r#"{"type":null}"#, Some("type"), "null", "null");
    refused(r#"{"type":"account","type":"ticket"}"#, Some("type"), "", "twice");
    let deep = format!("{{\"type\":\"ticket\",\"text\":{}", "[".repeat(100_000));
    refused(&deep, Some("text"), "[[", "a list");
    let deep = format!("{{\"a\":{}", "[".repeat(100_000));
    refused(&deep, None, "", "ends in the middle");
    let deep = format!("{{\"a\":{}{},\"type\":\"ticket\"}}", "[".repeat(100_000), "]".repeat(100_000));
    refused(&deep, Some("a"), "[[", "there is no field");
}

#[test]
fn fields_unknown_missing_or_twice_are_refused() {
    refused(
        &with(TICKET, "contact_mail", "\"x\""),
        Some("contact_mail"),
        "\"x\"",
        "Did you mean \"contact_email\"?",
    );
    refused(&with(TICKET, "zzz", "1"), Some("zzz"), "1", "Known are institution, ref");
    refused(&with(TICKET, "zzz`, expected `a", "1"), Some("zzz`, expected `a"), "1", "there is no field");
    refused(&with(TICKET, "a\u{202e}b", "1"), Some("a⟨U+202E⟩b"), "1", "there is no field");
    refused(&with(TICKET, "from", r#"{"ipp":"1"}"#), Some("from.ipp"), "\"1\"", "Did you mean \"ip\"?");
    refused(&TICKET.replace("\"ref\":\"T-1\",", ""), Some("ref"), "{", "it is missing");
    refused(
        &with(TICKET, "document", r#"{"type":"passport","country":"DE"}"#),
        Some("document.number"),
        "{\"type\":\"passport",
        "missing",
    );
    let twice = TICKET.replace("\"ref\":\"T-1\"", "\"ref\":\"T-1\",\"ref\":\"T-2\"");
    refused(&twice, Some("ref"), "\":\"T-2\"", "twice");
    refused(&with(TICKET, "clues", r#"{"cards":["1"],"cards":["2"]}"#), Some("clues.cards"), "", "twice");
    refused(
        &with(TICKET, "signals", r#"{"liveness":1,"liveness":0}"#),
        Some("signals.liveness"),
        "",
        "twice",
    );
    refused(&with(TICKET, "from", r#"{"ip":null,"ip":null}"#), Some("from.ip"), "", "twice");
}

#[test]
fn nobodys_address_and_number_is_a_name_for_the_log() {
    for (field, value) in [
        ("account", "\"lin.wei@example.com\""),
        ("account", "\"+6581234567\""),
        ("ref", "\"mailto:lin@example.com\""),
        ("ref", "\"tel:+49-170-5550123\""),
    ] {
        for record in [TICKET, ACCOUNT] {
            refused(
                &with(record, field, value),
                Some(field),
                value,
                "neither an e-mail address nor a phone number",
            );
        }
    }
}

#[test]
fn values_of_a_wrong_type_are_refused() {
    for (field, value, says) in [
        ("institution", "\"Bi nance\"", "a word of a-z"),
        ("ref", "\"\"", "1 to 64"),
        ("ref", "12", "string"),
        ("ref", "\"a b\"", "1 to 64"),
        ("kind", "\"RECOVERY!\"", "a word of a-z"),
        ("account", "[1]", "a list"),
        ("opened_at", "\"yesterday\"", "2026-03-01T09:30:00Z"),
        ("opened_at", "1767225600", "2026-03-01T09:30:00Z"),
        ("opened_at", "\"2026-02-30T00:00:00Z\"", "2026-03-01T09:30:00Z"),
        ("born", "\"31.05.1990\"", "1990-05-31"),
        ("evidence", "{}", "Write a list"),
        ("clues", "[]", "Write an object"),
        ("from", "\"home\"", "Write an object"),
    ] {
        refused(&with(TICKET, field, value), Some(field), value, says);
    }
    for (field, value, says) in [
        ("assets", "\"12\"", "without quotation marks"),
        ("open_orders", "-1", "whole number"),
        ("open_orders", "1.5", "whole number"),
        ("open_orders", "99999999999999999999", "whole number"),
        ("two_factor", "\"yes\"", "true or false"),
        ("status", "\"actve\"", "Did you mean \"active\"?"),
        ("logins", "null", "Write a list"),
    ] {
        refused(&with(ACCOUNT, field, value), Some(field), value, says);
    }
    let login = r#"[{"at":"2026-03-01T00:00:00Z","ip":"1.2.3"}]"#;
    refused(&with(ACCOUNT, "logins", login), Some("logins[0].ip"), "\"1.2.3\"", "IPv4 or IPv6");
    let document = r#"{"type":"id-card","country":"DE","number":"1"}"#;
    refused(
        &with(TICKET, "document", document),
        Some("document.type"),
        "\"id-card",
        "Did you mean \"id_card\"?",
    );
    refused(&with(TICKET, "clues", r#"{"Cards":["1"]}"#), Some("clues.Cards"), "[\"1\"]", "a word of a-z");
    refused(&with(TICKET, "signals", r#"{"face":0.5}"#), Some("signals.face"), "0.5", "face_match");
}

#[test]
fn names_that_hide_something_are_refused() {
    let pile = format!("\"a{}\"", "\u{301}".repeat(30));
    for (name, says) in [
        (r#""Lin\u001b[31m""#, "U+001B"),
        (r#""Lin\nWei""#, "U+000A"),
        (r#""Lin\u0000""#, "U+0000"),
        (r#""Lin\u202eieW""#, "U+202E"),
        ("\"Lin\u{2066}Wei\"", "U+2066"),
        ("\"ad\u{200b}min\"", "U+200B"),
        ("\"ad\u{ad}min\"", "U+00AD"),
        ("\"\"", "empty"),
        ("\"   \"", "empty"),
        (pile.as_str(), "more marks"),
    ] {
        refused(&with(TICKET, "name", name), Some("name"), name.get(..2).unwrap(), says);
    }
    refused(
        &with(TICKET, "name", &format!("\"{}\"", "x".repeat(201))),
        Some("name"),
        "\"x",
        "200 characters",
    );
    refused(
        &with(TICKET, "text", &format!("\"{}\"", "x".repeat(20_001))),
        Some("text"),
        "\"x",
        "20000 characters",
    );
    let kyc = "{\"name\":\"a\u{7f}b\"}";
    refused(&with(ACCOUNT, "kyc", kyc), Some("kyc.name"), "\"a", "U+007F");
}

#[test]
fn names_of_all_languages_and_free_text_are_taken() {
    for name in [
        "Lin Wei",
        "林伟",
        "محمد علی",
        "می\u{200c}خواهم",
        "श्रीनिवास",
        "Nguyễn Thị Ánh",
        "Zoe\u{308}",
        "O’Hara-Müller",
    ] {
        let ran = take_in(with(TICKET, "name", &format!("\"{name}\"")).as_bytes(), None);
        assert_eq!(ran.summary.opened, 1, "{name}: {:?}", ran.results);
    }
    let ran = take_in(with(TICKET, "text", "\"line\\nbreak, \\u202e and \\u001b[31m\"").as_bytes(), None);
    assert_eq!(ran.summary.opened, 1);
}

#[test]
fn a_language_that_is_no_tag_is_refused_with_what_would_be_one() {
    for bad in ["zh_CN", "Chinese, simplified", "中文", ""] {
        for record in [TICKET, ACCOUNT] {
            let line = with(record, "language", &format!("\"{bad}\""));
            refused(&line, Some("language"), "", "zh-CN");
        }
    }
}

#[test]
fn addresses_and_numbers_of_a_wrong_shape_are_refused() {
    for email in [
        "",
        "x",
        "@example.com",
        "a@b",
        "a@@b.c",
        "a b@c.d",
        "a@.b.c",
        "a@b..c",
        "a@b.c.",
        ".a@b.c",
        "a@b.c\\u202e",
        "<a@b.c>",
        "a@b.c,d@e.f",
    ] {
        refused(&with(TICKET, "contact_email", &format!("\"{email}\"")), Some("contact_email"), "\"", "");
    }
    refused(
        &with(TICKET, "contact_email", &format!("\"{}@b.c\"", "x".repeat(65))),
        Some("contact_email"),
        "\"",
        "before the @",
    );
    for phone in ["020 7946 0958", "+1234", "+1234567890123456", "call me", "+44 20x", "＋44 2079460958"] {
        refused(
            &with(TICKET, "contact_phone", &format!("\"{phone}\"")),
            Some("contact_phone"),
            "\"",
            "+442079460958",
        );
    }
    for country in ["de", "DEU", "Germany", "", "D1", "Ä"] {
        refused(
            &with(TICKET, "nationality", &format!("\"{country}\"")),
            Some("nationality"),
            "\"",
            "ISO 3166",
        );
    }
    for card in ["123", "12345", "12a4", "４２４２", "4242424242424242"] {
        let refused =
            refusal(with(ACCOUNT, "cards_last4", &format!("[\"1111\",\"{card}\"]")).as_bytes(), None);
        assert_eq!(refused.field.as_ref().unwrap().as_str(), "cards_last4[1]");
        assert!(!refused.to_string().contains("42424242"), "a whole card number is not repeated");
    }
    refused(
        &with(ACCOUNT, "withdrawal_addresses", "[\"bc1 q\"]"),
        Some("withdrawal_addresses[0]"),
        "\"bc1",
        "on-chain",
    );
    refused(&with(ACCOUNT, "assets", "-0.01"), Some("assets"), "-0.01", "0 or more");
    refused(&with(ACCOUNT, "assets", "1e300"), Some("assets"), "1e300", "0 or more");
    let document = r#"{"type":"passport","country":"DE","number":"---"}"#;
    refused(&with(TICKET, "document", document), Some("document.number"), "\"---", "no letter");
}

#[test]
fn places_and_zones_off_the_globe_are_refused() {
    refused(&with(TICKET, "from", r#"{"lat":91,"lon":0}"#), Some("from.lat"), "91", "-90 to 90");
    refused(&with(TICKET, "from", r#"{"lat":1,"lon":-180.5}"#), Some("from.lon"), "-180.5", "-180 to 180");
    refused(&with(TICKET, "from", r#"{"lat":1}"#), Some("from.lon"), "{\"lat", "both lat and lon");
    refused(&with(TICKET, "from", r#"{"lon":1}"#), Some("from.lat"), "{\"lon", "both lat and lon");
    refused(
        &with(TICKET, "from", r#"{"utc_offset_minutes":-721}"#),
        Some("from.utc_offset_minutes"),
        "-721",
        "-720 to 840",
    );
    refused(
        &with(TICKET, "from", r#"{"utc_offset_minutes":841}"#),
        Some("from.utc_offset_minutes"),
        "841",
        "-720 to 840",
    );
}

#[test]
fn signals_out_of_range_or_not_theirs_to_tell_are_refused() {
    refused(&with(TICKET, "signals", r#"{"face_match":1.01}"#), Some("signals.face_match"), "1.01", "0 to 1");
    refused(&with(TICKET, "signals", r#"{"liveness":-0.1}"#), Some("signals.liveness"), "-0.1", "0 to 1");
    refused(
        &with(TICKET, "signals", r#"{"distance_km":5}"#),
        Some("signals.distance_km"),
        "5",
        "Leave it out",
    );
    refused(
        &with(TICKET, "signals", r#"{"device_seen":1}"#),
        Some("signals.device_seen"),
        "1",
        "worked out by the desk",
    );
    let later = r#"{"type":"signal","institution":"binance","ref":"S-1","ticket":"T-1","at":"2026-03-10T09:00:00Z","signals":{}}"#;
    refused(later, Some("signals"), "{}", "there is none");
}

#[test]
fn times_that_have_not_come_or_are_long_gone_are_refused() {
    refused(
        &with(TICKET, "opened_at", "\"2026-03-10T12:10:01Z\""),
        Some("opened_at"),
        "\"2026",
        "in the future",
    );
    assert_eq!(
        take_in(with(TICKET, "opened_at", "\"2026-03-10T12:09:59Z\"").as_bytes(), None).summary.opened,
        1
    );
    assert_eq!(
        take_in(with(TICKET, "opened_at", "\"2026-03-10T20:09:59+08:00\"").as_bytes(), None).summary.opened,
        1
    );
    refused(
        &with(TICKET, "opened_at", "\"1899-12-31T23:59:59Z\""),
        Some("opened_at"),
        "\"1899",
        "too long ago",
    );
    refused(&with(TICKET, "born", "\"2026-03-12\""), Some("born"), "\"2026", "in the future");
    refused(&with(TICKET, "born", "\"1812-01-01\""), Some("born"), "\"1812", "too long ago");
    refused(
        &with(ACCOUNT, "last_active_at", "\"2027-01-01T00:00:00Z\""),
        Some("last_active_at"),
        "\"2027",
        "future",
    );
    let evidence =
        r#"[{"item":"note","sha256":"00","bytes":1,"media":"image/png"}]"#.replace("00", &"0".repeat(64));
    let dated = evidence.replace("}]", ",\"dated\":\"2026-03-12\"}]");
    refused(&with(TICKET, "evidence", &dated), Some("evidence[0].dated"), "\"2026-03-12", "future");
    let recorded = evidence.replace("}]", ",\"recorded_at\":\"2026-03-12T00:00:00Z\"}]");
    refused(&with(TICKET, "evidence", &recorded), Some("evidence[0].recorded_at"), "\"2026-03-12", "future");
}

#[test]
fn lists_that_are_too_long_or_empty_are_refused() {
    let logins = format!("[{}]", vec![r#"{"at":"2026-03-01T00:00:00Z"}"#; 10_001].join(","));
    refused(&with(ACCOUNT, "logins", &logins), Some("logins"), "[{", "at most 10000");
    let items = format!("[{}]", vec![r#"{"item":"note","file":"x"}"#; 65].join(","));
    refused(&with(TICKET, "evidence", &items), Some("evidence"), "[{", "at most 64");
    let values = format!(r#"{{"cards":[{}]}}"#, vec!["\"1\""; 65].join(","));
    refused(&with(TICKET, "clues", &values), Some("clues.cards"), "[\"1", "at most 64");
    refused(&with(TICKET, "clues", r#"{"cards":["1",""]}"#), Some("clues.cards[1]"), "\"\"", "empty");
    let later = r#"{"type":"evidence","institution":"binance","ref":"E-1","ticket":"T-1","at":"2026-03-10T09:00:00Z","evidence":[]}"#;
    refused(later, Some("evidence"), "[]", "there is none");
    let silent = r#"{"type":"message","institution":"binance","ref":"M-1","ticket":"T-1","at":"2026-03-10T09:00:00Z","sender":"owner","text":" "}"#;
    refused(silent, Some("text"), "\" \"", "empty");
    refused(&TICKET.replace("\"kind\":\"recovery\",", ""), None, "{", "neither kind nor category");
}

#[test]
fn evidence_that_is_not_one_file_or_one_hash_is_refused() {
    let hash = "0".repeat(64);
    for (item, field, says) in [
        (r#"{"item":"note"}"#.to_owned(), "evidence[0]", "neither"),
        (format!(r#"{{"item":"note","file":"x","sha256":"{hash}"}}"#), "evidence[0]", "both"),
        (
            format!(r#"{{"item":"note","sha256":"{hash}","media":"image/png"}}"#),
            "evidence[0].bytes",
            "missing beside",
        ),
        (format!(r#"{{"item":"note","sha256":"{hash}","bytes":5}}"#), "evidence[0].media", "missing beside"),
        (
            format!(r#"{{"item":"note","sha256":"{hash}","bytes":5,"media":"png"}}"#),
            "evidence[0].media",
            "media type",
        ),
        (r#"{"item":"note","file":"x","bytes":5}"#.to_owned(), "evidence[0].bytes", "the file itself"),
        (r#"{"item":"note","sha256":"abc"}"#.to_owned(), "evidence[0].sha256", "64 hex digits"),
        (r#"{"item":"Front Side","file":"x"}"#.to_owned(), "evidence[0].item", "a word of a-z"),
    ] {
        refused(&with(TICKET, "evidence", &format!("[{item}]")), Some(field), "", says);
    }
}

#[test]
fn evidence_from_elsewhere_than_a_plain_file_inside_is_refused() {
    let place = place();
    let inside = place.path().join("in");
    symlink("front.png", inside.join("link.png")).unwrap();
    symlink(place.path(), inside.join("up")).unwrap();
    rustix::fs::mkfifoat(rustix::fs::CWD, inside.join("pipe"), rustix::fs::Mode::RUSR).unwrap();
    let large = std::fs::File::create(inside.join("large.mp4")).unwrap();
    large.set_len(crate::evidence::MAX_FILE_BYTES + 1).unwrap();
    let absolute = place.path().join("secret.png").display().to_string();
    for (file, says) in [
        ("../secret.png", "goes up"),
        ("sub/../../secret.png", "goes up"),
        (absolute.as_str(), "absolute"),
        ("link.png", "is a link"),
        ("up/secret.png", "is a link"),
        ("pipe", "is a pipe"),
        ("sub", "is a folder"),
        ("missing.png", "no such file"),
        ("", "empty"),
        ("a\\u0000b", "control character"),
        ("large.mp4", "more than the 67108864"),
    ] {
        let line = with(
            TICKET,
            "evidence",
            &format!(r#"[{{"item":"note","file":"front.png"}},{{"item":"note","file":"{file}"}}]"#),
        );
        let refused = refusal(line.as_bytes(), Some(&place));
        assert_eq!(refused.field.as_ref().unwrap().as_str(), "evidence[1].file");
        assert!(refused.to_string().contains(says), "{refused}");
        assert!(line[refused.column.unwrap() - 1..].starts_with(&format!("\"{file}")));
    }
    assert_eq!(files_below(&place.path().join("vault")), 0);
}

#[test]
fn bytes_that_are_no_utf8_are_refused_where_they_stand() {
    let mut line = TICKET.as_bytes().to_vec();
    line[60] = 0xFF;
    let refused = refusal(&line, None);
    assert_eq!((refused.column, refused.what.as_str()), (Some(61), "the line is not UTF-8"));
    // UTF-16, as some editors save.
    let wide: Vec<u8> = TICKET.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let ran = take_in(&[b"\xFF\xFE".as_slice(), &wide].concat(), None);
    assert_eq!((ran.results.len(), ran.summary.refused), (1, 1));
    // An unpaired surrogate is no text, escaped or not.
    refused_at_text(r#""\ud800""#);
}

#[track_caller]
fn refused_at_text(text: &str) {
    let refused = refusal(with(TICKET, "text", text).as_bytes(), None);
    assert!(refused.to_string().contains("this is no JSON"), "{refused}");
}

#[test]
fn a_line_of_ten_megabytes_is_refused_and_the_next_taken() {
    let long = with(TICKET, "text", &format!("\"{}\"", "x".repeat(10_000_000)));
    let ran = take_in(format!("{long}\n{TICKET}\n").as_bytes(), None);
    assert_eq!((ran.summary.refused, ran.summary.opened), (1, 1));
    assert!(ran.results[0].to_string().contains("longer than 1048576 bytes"), "{}", ran.results[0]);
    assert_eq!(ran.results[0].reference.as_ref().unwrap().as_str(), "T-1");
}
