//! Where in a line a field's value begins.

use super::wrong::Step;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

/// The column, in characters from 1, at which the value at `path` begins, or else the nearest value around it that the
/// line has. A line is read again for this, so it is for refused lines only.
pub(super) fn column_of(line: &str, path: &[Step]) -> usize {
    let found = (0..=path.len()).rev().find_map(|steps| offset(line, &path[..steps]));
    column_at(line, found.unwrap_or(0))
}

/// The column, in characters from 1, of the character at `byte`.
pub(super) fn column_at(line: &str, byte: usize) -> usize {
    line[..line.floor_char_boundary(byte)].chars().count() + 1
}

/// The byte at which the value at `path` begins.
fn offset(line: &str, path: &[Step]) -> Option<usize> {
    let arrived = Cell::new(false);
    let mut json = serde_json::Deserializer::from_str(line);
    let error = Seek { path, arrived: &arrived }.deserialize(&mut json).err()?;
    if !arrived.get() {
        return None;
    }
    // Lines hold no line break, so the parser's column is the count of bytes it has read.
    let read = error.column().min(line.len());
    let space = line[read..].len() - line[read..].trim_ascii_start().len();
    Some(read + space)
}

/// Walks down a path and stops by an error, which alone carries a position, before the value at its end.
#[derive(Clone, Copy)]
struct Seek<'a> {
    path: &'a [Step],
    arrived: &'a Cell<bool>,
}

impl<'de> DeserializeSeed<'de> for Seek<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        match self.path.first() {
            None => {
                self.arrived.set(true);
                Err(D::Error::custom("arrived"))
            }
            Some(Step::Key(_)) => json.deserialize_map(self),
            Some(Step::Index(_)) => json.deserialize_seq(self),
        }
    }
}

impl<'de> Visitor<'de> for Seek<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value on the way")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Some((Step::Key(wanted), rest)) = self.path.split_first() else { return Ok(()) };
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            if key == wanted.as_str() {
                return map.next_value_seed(Seek { path: rest, ..self });
            }
            map.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let Some((Step::Index(wanted), rest)) = self.path.split_first() else { return Ok(()) };
        for _ in 0..*wanted {
            if seq.next_element::<IgnoredAny>()?.is_none() {
                return Ok(());
            }
        }
        seq.next_element_seed(Seek { path: rest, ..self }).map(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use super::super::wrong::read_path;
    use super::*;

    #[test]
    fn a_value_is_found_by_its_path() {
        let line = r#"{"ä":"é", "a" : [1,  {"b":2}], "n\u0061me":"x"}"#;
        for (path, starts) in
            [("a", "[1,"), ("a[0]", "1,"), ("a[1]", "{\"b"), ("a[1].b", "2}"), ("name", "\"x\"")]
        {
            let column = column_of(line, &read_path(path));
            let there: String = line.chars().skip(column - 1).collect();
            assert!(there.starts_with(starts), "{path}: {there}");
        }
    }

    #[test]
    fn what_is_not_there_is_placed_at_what_is_around_it() {
        let line = r#"  {"a":[{"b":2}]}"#;
        assert_eq!(column_of(line, &read_path("a[0].missing")), 9);
        assert_eq!(column_of(line, &read_path("a[7]")), 8);
        assert_eq!(column_of(line, &read_path("a.b")), 8);
        assert_eq!(column_of(line, &read_path("zzz")), 3);
        assert_eq!(column_of("not json", &read_path("a")), 1);
    }
}
