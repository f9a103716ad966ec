//! The JSON Schema of records, for whoever writes a sender.

use crate::case::record::Record;

/// The JSON Schema (2020-12) of one line of an intake file, as `assets/intake.schema.json` holds it. It says what the types
/// say; lengths, ranges and dates are checked beyond it.
pub fn schema() -> String {
    let mut schema = schemars::schema_for!(Record);
    schema.insert("title".to_owned(), "Intake record".into());
    let mut text = format!("{:#}", schema.as_value());
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_in_the_repository_is_current() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/intake.schema.json");
        if std::env::var_os("DOCKET_BLESS").is_some() {
            std::fs::write(path, schema()).unwrap();
        }
        assert!(
            std::fs::read_to_string(path).unwrap_or_default() == schema(),
            "assets/intake.schema.json is not current; run: DOCKET_BLESS=1 cargo test --lib intake::schema"
        );
    }
}
