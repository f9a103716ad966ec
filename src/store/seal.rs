//! The seal: the log's last row, signed in the very transaction that wrote it, with a key that lies outside the store.
//!
//! The hash chain needs no secret, so whoever can write the file can append rows that fit it. They cannot seal them. The
//! seal is part of the transaction, not a file beside it, because then there is no step between the two at which a crash or
//! a power cut could leave rows without their seal or a seal without its rows, and no second wait for the disk. What the
//! seal cannot tell is that the log's end was cut off together with it: that is what the checkpoint outside is for
//! (`witness`), which may be behind the log after a power cut but never ahead of it.

use super::error::Doing;
use super::{Hash, Head, Reader, StoreError, StoreId};
use ed25519_dalek::{SIGNATURE_LENGTH, Signature, Signer, SigningKey, VerifyingKey};
use rusqlite::Connection;

const READ: &str = "SELECT seq, hash, signature FROM seal WHERE id = 1";
const WRITE: &str = "INSERT INTO seal (id, seq, hash, signature) VALUES (1, ?1, ?2, ?3)
    ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, signature = excluded.signature";

/// A row of the log, and who signed that the log reached it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seal {
    /// The row.
    pub head: Head,
    signature: [u8; SIGNATURE_LENGTH],
}

impl Seal {
    /// Signs that the log of store `id` reaches to `head`.
    pub fn sign(id: &StoreId, head: Head, key: &SigningKey) -> Self {
        Self { head, signature: key.sign(statement(id, head).as_bytes()).to_bytes() }
    }

    /// Whether `key` signed it, for store `id`.
    pub fn is_by(&self, id: &StoreId, key: &VerifyingKey) -> bool {
        let signature = Signature::from_bytes(&self.signature);
        key.verify_strict(statement(id, self.head).as_bytes(), &signature).is_ok()
    }

    /// As one line: what is signed, a space and the signature in hex.
    pub fn to_line(self, id: &StoreId) -> String {
        format!("{} {}", statement(id, self.head), hex::encode(self.signature))
    }

    /// Reads such a line; none where it is no seal of store `id`. Whose signature it bears is not looked at.
    pub fn from_line(line: &str, id: &StoreId) -> Option<Self> {
        let mut words = line.trim_end().strip_prefix(KIND)?.split(' ');
        if words.next()? != id.as_str() {
            return None;
        }
        let (seq, mut hash, mut signature) = (words.next()?.parse().ok()?, [0; 32], [0; SIGNATURE_LENGTH]);
        hex::decode_to_slice(words.next()?, &mut hash).ok()?;
        hex::decode_to_slice(words.next()?, &mut signature).ok()?;
        words.next().is_none().then_some(Self { head: Head { seq, hash }, signature })
    }

    /// Writes it into the store; the caller has begun the transaction that wrote its row.
    pub fn put(&self, conn: &Connection) -> Result<(), StoreError> {
        let Self { head, signature } = self;
        let put = |mut statement: rusqlite::CachedStatement<'_>| {
            statement.execute((head.seq, head.hash, signature.as_slice()))
        };
        conn.prepare_cached(WRITE).and_then(put).doing("seal its log")?;
        Ok(())
    }
}

impl Reader<'_> {
    /// The seal that the store holds; none before the first row, or where no key was ever kept for it.
    pub(super) fn seal(&self) -> Result<Option<Seal>, StoreError> {
        let rows = self.rows_of(READ, [], |row| {
            let head = Head { seq: row.get(0)?, hash: row.get(1)? };
            Ok(Seal { head, signature: row.get(2)? })
        })?;
        Ok(rows.first().copied())
    }

    /// The hash of row `seq` of the log.
    pub(super) fn hash_at(&self, seq: i64) -> Result<Option<Hash>, StoreError> {
        self.lookup("SELECT hash FROM events WHERE seq = ?1", [seq])
    }
}

/// What a seal says it is.
const KIND: &str = "docket checkpoint 1 ";

/// What is signed.
fn statement(id: &StoreId, head: Head) -> String {
    format!("{KIND}{id} {} {}", head.seq, hex::encode(head.hash))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_holds_for_one_row_of_one_store_and_one_key() {
        let (id, key) = (StoreId("a".repeat(32)), SigningKey::from_bytes(&[1; 32]));
        let head = Head { seq: 7, hash: [3; 32] };
        let seal = Seal::sign(&id, head, &key);
        let line = seal.to_line(&id);
        assert_eq!(Seal::from_line(&line, &id), Some(seal));
        assert!(seal.is_by(&id, &key.verifying_key()));
        let other = SigningKey::from_bytes(&[2; 32]);
        assert!(!seal.is_by(&id, &other.verifying_key()));
        assert!(!seal.is_by(&StoreId("b".repeat(32)), &key.verifying_key()));
        for head in [Head { seq: 8, ..head }, Head { hash: [4; 32], ..head }] {
            assert!(!Seal { head, ..seal }.is_by(&id, &key.verifying_key()));
        }
        for broken in [&line[1..], &line[..line.len() - 1], &format!("{line} x"), ""] {
            assert_eq!(Seal::from_line(broken, &id), None, "{broken}");
        }
        assert_eq!(Seal::from_line(&line, &StoreId("b".repeat(32))), None);
    }
}
