//! Personal data, taken out of what goes into the log. The log keeps a salted commitment, so that the data can be erased
//! while the log stays whole, and cannot be changed unnoticed.

use super::StoreError;
use super::open::random;
use sha2::{Digest, Sha256};

/// Random bytes before the data: without them, a commitment to a short text could be found by trying all texts.
pub type Salt = [u8; 16];

/// The member of an entry's JSON that holds personal data.
const MEMBER: &[u8] = b"\"private\"";

/// Sixteen bytes from the system.
pub fn fresh_salt() -> Result<Salt, StoreError> {
    random()
}

/// What the log says of data that it does not hold.
pub fn commitment(salt: &[u8], body: &str) -> [u8; 32] {
    Sha256::new().chain_update(salt).chain_update(body.as_bytes()).finalize().into()
}

/// An entry's JSON without its personal data, and the data as JSON; `null` is no data. `json` is what `serde_json` writes:
/// an object without white space between its members, whose first member is not the one that is taken out.
pub fn split(json: String) -> (String, Option<String>) {
    let Some((from, to)) = member(json.as_bytes()) else { return (json, None) };
    let data = json[from + MEMBER.len() + 1..to].to_owned();
    let mut body = json;
    // The comma before the member goes with it.
    body.replace_range(from - 1..to, "");
    (body, (data != "null").then_some(data))
}

/// The entry's JSON with its personal data back in place.
pub fn join(body: &str, data: Option<&str>) -> String {
    match (data, body.strip_suffix('}')) {
        (Some(data), Some(open)) => format!("{open},\"private\":{data}}}"),
        _ => body.to_owned(),
    }
}

/// Where the member `private` of the outermost object begins and ends, key included.
fn member(json: &[u8]) -> Option<(usize, usize)> {
    let (mut depth, mut at, mut found) = (0_u32, 0, None);
    while let Some(byte) = json.get(at) {
        match byte {
            b'"' => {
                let end = string_end(json, at)?;
                if depth == 1 && found.is_none() && json[at..end] == *MEMBER && json.get(end) == Some(&b':') {
                    found = Some(at);
                }
                at = end;
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if let Some(from) = found
            && (depth == 0 || (depth == 1 && *byte == b','))
        {
            return Some((from, at));
        }
        at += 1;
    }
    None
}

/// The index after the string that begins at `from`.
fn string_end(json: &[u8], from: usize) -> Option<usize> {
    let mut at = from + 1;
    loop {
        match json.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    #[test]
    fn only_the_outermost_member_is_taken_out() {
        let json =
            r#"{"event":"x","note":"\"private\":1","in":{"private":2},"private":{"a":["}",{}]},"last":3}"#;
        let (body, data) = split(String::from(json));
        assert_eq!(body, r#"{"event":"x","note":"\"private\":1","in":{"private":2},"last":3}"#);
        assert_eq!(data.as_deref(), Some(r#"{"a":["}",{}]}"#));
    }

    #[test]
    fn no_data_is_no_data() {
        assert_eq!(split(r#"{"event":"x","private":null}"#.into()), (r#"{"event":"x"}"#.into(), None));
        assert_eq!(split(r#"{"event":"private"}"#.into()), (r#"{"event":"private"}"#.into(), None));
    }

    #[test]
    fn a_salt_hides_what_is_committed_to() {
        assert_ne!(commitment(&[1; 16], "\"x\""), commitment(&[2; 16], "\"x\""));
    }

    proptest! {
        #[test]
        fn what_was_split_is_joined_again(key in "\\PC{0,8}", text in "\\PC{0,20}", data in "\\PC{0,20}") {
            let whole = json!({ "event": "x", format!("k{key}"): [text, { "private": key }], "private": { "d": data } });
            let (body, taken) = split(whole.to_string());
            let value: Value = serde_json::from_str(&body).unwrap();
            prop_assert!(value.get("private").is_none());
            let again: Value = serde_json::from_str(&join(&body, taken.as_deref())).unwrap();
            prop_assert_eq!(again, whole);
        }
    }
}
