//! The checkpoint: how far the log reached, signed, kept outside the store. A hash chain proves that nothing in it was
//! changed; it cannot prove that its end was not cut off. The checkpoint can.

use super::open::{file, random};
use super::{Head, StoreError, StoreId};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use std::cell::RefCell;
use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Bytes of a slot: text, padded, one line.
const SLOT: usize = 512;
/// Two slots in turn, so that a write cut short leaves the other.
const SLOTS: usize = 2;

/// The key and the file of a store's checkpoints.
#[derive(Debug)]
pub struct Witness {
    folder: PathBuf,
    key: Option<SigningKey>,
    /// The slots as this process wrote or verified them, so that not every commit verifies two signatures.
    known: RefCell<[Option<Known>; SLOTS]>,
}

/// A slot's bytes and what they say.
type Known = ([u8; SLOT], Head);

/// What was found of a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Checkpoint {
    /// There is no file.
    Missing,
    /// There is one, but no slot of it bears a valid signature.
    Invalid,
    /// The log reached this far.
    At(Head),
}

impl Witness {
    /// Makes the key of a new store, readable by its owner alone.
    pub fn create(folder: &Path, id: &StoreId) -> Result<Self, StoreError> {
        fs::create_dir_all(folder).map_err(|error| {
            file(
                folder,
                format!("the folder for keys cannot be made ({error})"),
                "Name a folder that you may write",
            )
        })?;
        Self::with_key(folder, id, &random()?)
    }

    /// Makes a new key in the place of one that is gone or that vouches for another past. The checkpoint goes with it.
    pub fn renew(&self, id: &StoreId, seed: &[u8; 32]) -> Result<Self, StoreError> {
        for old in [key_path(&self.folder, id), checkpoint_path(&self.folder, id)] {
            if old.exists() {
                fs::remove_file(&old).map_err(|error| {
                    file(&old, format!("it cannot be taken away ({error})"), "Mend the folder's permissions")
                })?;
            }
        }
        Self::with_key(&self.folder, id, seed)
    }

    fn with_key(folder: &Path, id: &StoreId, seed: &[u8; 32]) -> Result<Self, StoreError> {
        let path = key_path(folder, id);
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let written = options.open(&path).and_then(|mut made| made.write_all(hex::encode(seed).as_bytes()));
        written.map_err(|error| {
            file(&path, format!("the key cannot be written ({error})"), "Name a folder that you may write")
        })?;
        let key = Some(SigningKey::from_bytes(seed));
        Ok(Self { folder: folder.to_owned(), key, known: RefCell::default() })
    }

    /// The key of a store that exists. Where it is missing, no checkpoint is written, and `docket check` says so: a new one
    /// made in silence would hide that the old one is gone.
    pub fn open(folder: &Path, id: &StoreId) -> Self {
        let key = fs::read_to_string(key_path(folder, id)).ok().and_then(|text| {
            let mut seed = [0; 32];
            hex::decode_to_slice(text.trim(), &mut seed).ok()?;
            Some(SigningKey::from_bytes(&seed))
        });
        if key.is_none() {
            tracing::warn!(store = id.as_str(), folder = %folder.display(), "the key for checkpoints is missing");
        }
        Self { folder: folder.to_owned(), key, known: RefCell::default() }
    }

    /// The public key, hex; empty where the key is missing.
    pub fn public_key(&self) -> String {
        self.key.as_ref().map(|key| hex::encode(key.verifying_key().as_bytes())).unwrap_or_default()
    }

    /// Writes down that the log reaches to `head`. What is committed stays committed whatever comes of this, so a failure is
    /// only reported.
    pub fn note(&self, id: &StoreId, head: Head) {
        if let Some(key) = &self.key
            && let Err(error) = self.write(id, head, key)
        {
            tracing::warn!(store = id.as_str(), %error, "the checkpoint could not be written");
        }
    }

    fn write(&self, id: &StoreId, head: Head, key: &SigningKey) -> std::io::Result<()> {
        let path = checkpoint_path(&self.folder, id);
        let mut file =
            fs::OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        // Two processes commit one after the other but may come here in any order: the later checkpoint must stay.
        file.lock()?;
        let mut known = self.known.borrow_mut();
        let public = key.verifying_key();
        for slot in 0..SLOTS {
            let bytes = read_slot(&mut file, slot as u64);
            let known = &mut known[slot];
            if known.as_ref().map(|(bytes, _)| bytes) != bytes.as_ref() {
                *known = bytes.and_then(|bytes| Some((bytes, verified(&bytes, id, &public)?)));
            }
        }
        let reached = |slot: usize| known[slot].as_ref().map_or(0, |(_, head)| head.seq);
        if reached(0).max(reached(1)) >= head.seq {
            return Ok(());
        }
        let older = usize::from(reached(0) > reached(1));
        let bytes = slot(id, head, key);
        file.seek(SeekFrom::Start((older * SLOT) as u64))?;
        file.write_all(&bytes)?;
        known[older] = Some((bytes, head));
        Ok(())
    }

    /// The furthest checkpoint that was signed with `public`, hex.
    pub fn last(&self, id: &StoreId, public: &str) -> Checkpoint {
        let Ok(mut file) = File::open(checkpoint_path(&self.folder, id)) else { return Checkpoint::Missing };
        let Some(key) = verifying_key(public) else { return Checkpoint::Invalid };
        let slots = (0..SLOTS as u64).filter_map(|slot| verified(&read_slot(&mut file, slot)?, id, &key));
        slots.max_by_key(|head| head.seq).map_or(Checkpoint::Invalid, Checkpoint::At)
    }
}

/// The public part of a key, hex.
pub fn public_part(seed: &[u8; 32]) -> String {
    hex::encode(SigningKey::from_bytes(seed).verifying_key().as_bytes())
}

fn key_path(folder: &Path, id: &StoreId) -> PathBuf {
    folder.join(format!("{id}.key"))
}

fn checkpoint_path(folder: &Path, id: &StoreId) -> PathBuf {
    folder.join(format!("{id}.checkpoint"))
}

fn verifying_key(public: &str) -> Option<VerifyingKey> {
    let mut bytes = [0; 32];
    hex::decode_to_slice(public, &mut bytes).ok()?;
    VerifyingKey::from_bytes(&bytes).ok()
}

/// What is signed, and what stands in the slot before the signature.
fn statement(id: &StoreId, head: Head) -> String {
    format!("docket checkpoint 1 {id} {} {}", head.seq, hex::encode(head.hash))
}

fn slot(id: &StoreId, head: Head, key: &SigningKey) -> [u8; SLOT] {
    let text = statement(id, head);
    let line = format!("{text} {}", hex::encode(key.sign(text.as_bytes()).to_bytes()));
    let mut bytes = [b' '; SLOT];
    bytes.iter_mut().zip(line.bytes()).for_each(|(to, from)| *to = from);
    bytes[SLOT - 1] = b'\n';
    bytes
}

fn read_slot(file: &mut File, slot: u64) -> Option<[u8; SLOT]> {
    let mut bytes = [0; SLOT];
    file.seek(SeekFrom::Start(slot * SLOT as u64)).ok()?;
    file.read_exact(&mut bytes).ok()?;
    Some(bytes)
}

/// What a slot says of store `id`, if `key` signed it.
fn verified(bytes: &[u8; SLOT], id: &StoreId, key: &VerifyingKey) -> Option<Head> {
    let (said, signature) = std::str::from_utf8(bytes).ok()?.trim_end().rsplit_once(' ')?;
    let signature = Signature::from_slice(&hex::decode(signature).ok()?).ok()?;
    key.verify_strict(said.as_bytes(), &signature).ok()?;
    let mut words = said.strip_prefix("docket checkpoint 1 ")?.split(' ');
    if words.next() != Some(id.as_str()) {
        return None;
    }
    let seq = words.next()?.parse().ok()?;
    let mut hash = [0; 32];
    hex::decode_to_slice(words.next()?, &mut hash).ok()?;
    Some(Head { seq, hash })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(seq: i64) -> Head {
        Head { seq, hash: [7; 32] }
    }

    #[test]
    fn the_furthest_checkpoint_stays_whoever_writes_later() {
        let folder = tempfile::tempdir().unwrap();
        let id = StoreId("a".repeat(32));
        let one = Witness::create(folder.path(), &id).unwrap();
        let two = Witness::open(folder.path(), &id);
        assert_eq!(one.last(&id, &one.public_key()), Checkpoint::Missing);
        for (witness, seq, reached) in
            [(&one, 3, 3), (&two, 9, 9), (&one, 5, 9), (&one, 12, 12), (&two, 11, 12)]
        {
            witness.note(&id, head(seq));
            assert_eq!(two.last(&id, &one.public_key()), Checkpoint::At(head(reached)));
        }
    }

    #[test]
    fn a_checkpoint_that_was_changed_counts_for_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let id = StoreId("a".repeat(32));
        let witness = Witness::create(folder.path(), &id).unwrap();
        witness.note(&id, head(3));
        witness.note(&id, head(4));
        let path = checkpoint_path(folder.path(), &id);
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.replace(" 4 ", " 6 ")).unwrap();
        assert_eq!(witness.last(&id, &witness.public_key()), Checkpoint::At(head(3)), "the other slot holds");
        fs::write(&path, text.replace(" 4 ", " 6 ").replace(" 3 ", " 5 ")).unwrap();
        assert_eq!(witness.last(&id, &witness.public_key()), Checkpoint::Invalid);
        let other = Witness::create(folder.path(), &StoreId("b".repeat(32))).unwrap();
        fs::write(&path, &text).unwrap();
        assert_eq!(witness.last(&id, &other.public_key()), Checkpoint::Invalid, "another key");
    }
}
