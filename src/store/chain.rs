//! The hash chain: each row of the log is bound to all rows before it.

use sha2::{Digest, Sha256};

/// SHA-256 of a row of the log and of everything before it.
pub type Hash = [u8; 32];

/// The hash "before the first row".
pub const BEGINNING: Hash = [0; 32];

/// The head of the log: its last row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The last row's sequence number; 0 where there is none.
    pub seq: i64,
    /// The last row's hash.
    pub hash: Hash,
}

impl Default for Head {
    fn default() -> Self {
        Self { seq: 0, hash: BEGINNING }
    }
}

/// A row of the log as it stands in the table, but for its hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row<'a> {
    /// Its place in the log, from 1 without gaps.
    pub seq: i64,
    /// The case and the case's version after it; none for what is about no case.
    pub case: Option<(i64, u32)>,
    /// When, in milliseconds since 1970 UTC.
    pub at: i64,
    /// Who, as the log names them.
    pub actor: &'a str,
    /// The role they acted in.
    pub role: Option<&'a str>,
    /// What, as JSON without personal data.
    pub body: &'a str,
    /// The commitment to its personal data, where it has any.
    pub commitment: Option<&'a [u8]>,
}

impl Row<'_> {
    /// The row's hash after `previous`. Every field goes in with its length or with a mark that it is absent, so that no
    /// byte can move from one field to the next unnoticed.
    pub fn hash(&self, previous: &Hash) -> Hash {
        let mut hash = Sha256::new();
        hash.update(b"docket event 1");
        hash.update(previous);
        hash.update(self.seq.to_be_bytes());
        match self.case {
            Some((case, version)) => {
                hash.update([1]);
                hash.update(case.to_be_bytes());
                hash.update(version.to_be_bytes());
            }
            None => hash.update([0]),
        }
        hash.update(self.at.to_be_bytes());
        field(&mut hash, Some(self.actor.as_bytes()));
        field(&mut hash, self.role.map(str::as_bytes));
        field(&mut hash, Some(self.body.as_bytes()));
        field(&mut hash, self.commitment);
        hash.finalize().into()
    }
}

fn field(hash: &mut Sha256, bytes: Option<&[u8]>) {
    match bytes {
        Some(bytes) => {
            hash.update([1]);
            hash.update((bytes.len() as u64).to_be_bytes());
            hash.update(bytes);
        }
        None => hash.update([0]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_byte_moves_from_field_to_field_unnoticed() {
        let row = Row {
            seq: 2,
            case: Some((7, 1)),
            at: 5,
            actor: "al",
            role: Some("x"),
            body: "{}",
            commitment: None,
        };
        let others = [
            Row { seq: 3, ..row },
            Row { case: None, ..row },
            Row { case: Some((1, 7)), ..row },
            Row { at: 6, ..row },
            Row { actor: "a", role: Some("lx"), ..row },
            Row { role: None, ..row },
            Row { role: Some(""), body: "x{}", ..row },
            Row { commitment: Some(b""), ..row },
        ];
        for other in others {
            assert_ne!(other.hash(&BEGINNING), row.hash(&BEGINNING), "{other:?}");
        }
        assert_ne!(row.hash(&[1; 32]), row.hash(&BEGINNING));
    }
}
