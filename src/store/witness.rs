//! The witness: what lies outside the store, in a folder of this machine, and vouches for it. It is a key, which seals the
//! log within the store (`seal`), and a checkpoint: the last seals again. A chain that is sealed proves that nothing in it
//! was changed and nothing added; it cannot prove that its end was not cut off, seal and all. The checkpoint can.
//!
//! The checkpoint is written after the commit and without waiting for the disk: a commit is acknowledged for what stands in
//! the store alone. A process that is killed between the two, or a power cut, leaves it behind the log, where it still
//! proves all that it says; the seal proves the rest. It is never ahead, for the rows that it tells of were on disk first.

use super::open::{file, random};
use super::seal::Seal;
use super::{Head, StoreError, StoreId};
use ed25519_dalek::{SigningKey, VerifyingKey};
use std::cell::{Cell, RefCell};
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Bytes of a slot: text, padded, one line.
const SLOT: usize = 512;
/// Two slots in turn, so that a write cut short leaves the other.
const SLOTS: usize = 2;

/// The key and the checkpoint of a store.
#[derive(Debug)]
pub struct Witness {
    folder: PathBuf,
    /// Read again when another process has begun a new witness.
    key: RefCell<Option<SigningKey>>,
    trust: Cell<Trust>,
    /// The slots as this process wrote or verified them, so that not every commit verifies two signatures.
    known: RefCell<[Option<Known>; SLOTS]>,
}

/// A slot's bytes and the verified seal in them.
type Known = ([u8; SLOT], Seal);

/// How far this process takes the log for sound without looking again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// Not at all yet.
    Unproven,
    /// As far as to this row, if that is still the last.
    To(Head),
    /// As it stands, whatever that is: somebody who may has said so.
    AsItStands,
}

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

/// The bytes of a checkpoint, read at one moment.
pub struct CheckpointBytes(Option<[Option<[u8; SLOT]>; SLOTS]>);

impl Witness {
    /// Makes the key of a new store, readable by its owner alone and on disk when this returns: without it nothing more
    /// can be written.
    pub fn create(folder: &Path, id: &StoreId) -> Result<Self, StoreError> {
        fs::create_dir_all(folder).map_err(|error| {
            file(
                folder,
                format!("the folder for keys cannot be made ({error})"),
                "Name a folder that you may write",
            )
        })?;
        let seed = random()?;
        write_key(&key_path(folder, id), &seed)?;
        Ok(Self::with(folder, Some(SigningKey::from_bytes(&seed)), Trust::Unproven))
    }

    /// Makes a new key that takes the log as it stands. It lies beside the old one until it [takes its
    /// place](Self::take_place).
    pub fn successor(&self, id: &StoreId) -> Result<Self, StoreError> {
        let (path, seed) = (successor_path(&self.folder, id), random()?);
        // One that is there is left over from an attempt that came to nothing: otherwise it would be in its place.
        remove(&path)?;
        write_key(&path, &seed)?;
        Ok(Self::with(&self.folder, Some(SigningKey::from_bytes(&seed)), Trust::AsItStands))
    }

    /// Puts a [successor](Self::successor) in the place of the key before it, whose checkpoint goes with it.
    pub fn take_place(&self, id: &StoreId) -> Result<(), StoreError> {
        let (from, to) = (successor_path(&self.folder, id), key_path(&self.folder, id));
        fs::rename(&from, &to).and_then(|()| File::open(&self.folder)?.sync_all()).map_err(|error| {
            file(&to, format!("the new key cannot be put there ({error})"), "Mend the folder's permissions")
        })?;
        remove(&checkpoint_path(&self.folder, id))
    }

    /// The witness of a store that exists. Where its key is missing, nothing is sealed: a new key made in silence would hide
    /// that the old one is gone.
    pub fn open(folder: &Path, id: &StoreId) -> Self {
        Self::with(folder, read_key(&key_path(folder, id)), Trust::Unproven)
    }

    fn with(folder: &Path, key: Option<SigningKey>, trust: Trust) -> Self {
        Self {
            folder: folder.to_owned(),
            key: RefCell::new(key),
            trust: Cell::new(trust),
            known: RefCell::default(),
        }
    }

    /// Reads the key again; whether there is another one now that made `seal`.
    pub fn follow(&self, id: &StoreId, seal: &Seal) -> bool {
        let path = key_path(&self.folder, id);
        if let Some(key) = read_key(&path).filter(|key| seal.is_by(id, &key.verifying_key())) {
            self.key.replace(Some(key));
            self.known.take();
            return true;
        }
        // A new witness was logged, and the process that did it ended before its key took the place of the old one.
        let path = successor_path(&self.folder, id);
        let Some(key) = read_key(&path).filter(|key| seal.is_by(id, &key.verifying_key())) else {
            return false;
        };
        self.key.replace(Some(key));
        self.known.take();
        self.take_place(id).is_ok()
    }

    /// Where the key lies, or should.
    pub fn key_path(&self, id: &StoreId) -> PathBuf {
        key_path(&self.folder, id)
    }

    /// The public key; none where the key is missing.
    pub fn public_key(&self) -> Option<VerifyingKey> {
        self.key.borrow().as_ref().map(SigningKey::verifying_key)
    }

    /// How far the log is taken for sound.
    pub fn trust(&self) -> Trust {
        self.trust.get()
    }

    /// From here on the log is taken for sound as far as to `head`.
    pub fn trust_to(&self, head: Head) {
        self.trust.set(Trust::To(head));
    }

    /// Signs that the log reaches to `head`; none where the key is missing.
    pub fn seal(&self, id: &StoreId, head: Head) -> Option<Seal> {
        self.key.borrow().as_ref().map(|key| Seal::sign(id, head, key))
    }

    /// Notes a seal outside the store, once its row is committed. That stays committed whatever comes of this, so a failure
    /// is only reported.
    pub fn note(&self, id: &StoreId, seal: &Seal) {
        if let Err(error) = self.write(id, seal) {
            tracing::warn!(store = id.as_str(), %error, "the checkpoint could not be written");
        }
    }

    fn write(&self, id: &StoreId, seal: &Seal) -> io::Result<()> {
        let Some(public) = self.public_key() else { return Ok(()) };
        let path = checkpoint_path(&self.folder, id);
        let mut file =
            fs::OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        // Two processes commit one after the other but may come here in any order: the later checkpoint must stay.
        file.lock()?;
        let is_new = file.metadata()?.len() == 0;
        self.learn(read_slots(&mut file), id, &public);
        let mut known = self.known.borrow_mut();
        let reached = |slot: usize| known[slot].as_ref().map_or(0, |(_, seal)| seal.head.seq);
        if reached(0).max(reached(1)) >= seal.head.seq {
            return Ok(());
        }
        let older = usize::from(reached(0) > reached(1));
        let bytes = slot(id, seal);
        file.seek(SeekFrom::Start((older * SLOT) as u64))?;
        file.write_all(&bytes)?;
        known[older] = Some((bytes, *seal));
        if is_new {
            // Once in a store's life, so that a power cut soon after leaves no empty file, which would look like tampering.
            file.sync_all()?;
            File::open(&self.folder)?.sync_all()?;
        }
        Ok(())
    }

    /// Remembers the slots that changed, if `public` signed them.
    fn learn(&self, slots: [Option<[u8; SLOT]>; SLOTS], id: &StoreId, public: &VerifyingKey) {
        for (known, bytes) in self.known.borrow_mut().iter_mut().zip(slots) {
            if known.as_ref().map(|(bytes, _)| bytes) != bytes.as_ref() {
                *known = bytes.and_then(|bytes| Some((bytes, verified(&bytes, id, public)?)));
            }
        }
    }

    /// The furthest row that a checkpoint of this key tells of; none where it tells of nothing.
    pub fn reached(&self, id: &StoreId, outside: &CheckpointBytes) -> Option<Head> {
        self.learn(outside.0?, id, &self.public_key()?);
        let known = self.known.borrow();
        known.iter().flatten().map(|(_, seal)| seal.head).max_by_key(|head| head.seq)
    }

    /// The checkpoint as it stands now, to be [read](CheckpointBytes::furthest) once it is known who must have signed it.
    pub fn checkpoint(&self, id: &StoreId) -> CheckpointBytes {
        let file = File::open(checkpoint_path(&self.folder, id));
        CheckpointBytes(file.ok().map(|mut file| read_slots(&mut file)))
    }
}

impl CheckpointBytes {
    /// The furthest row of the log of store `id` that `public` signed.
    pub fn furthest(&self, id: &StoreId, public: Option<&VerifyingKey>) -> Checkpoint {
        let Some(slots) = self.0 else { return Checkpoint::Missing };
        let Some(public) = public else { return Checkpoint::Invalid };
        let seals = slots.iter().flatten().filter_map(|bytes| verified(bytes, id, public));
        seals.map(|seal| seal.head).max_by_key(|head| head.seq).map_or(Checkpoint::Invalid, Checkpoint::At)
    }
}

/// A public key as the log has it: hex.
pub fn to_hex(public: &VerifyingKey) -> String {
    hex::encode(public.as_bytes())
}

/// Reads a public key as the log has it.
pub fn from_hex(public: &str) -> Option<VerifyingKey> {
    let mut bytes = [0; 32];
    hex::decode_to_slice(public, &mut bytes).ok()?;
    VerifyingKey::from_bytes(&bytes).ok()
}

fn key_path(folder: &Path, id: &StoreId) -> PathBuf {
    folder.join(format!("{id}.key"))
}

fn successor_path(folder: &Path, id: &StoreId) -> PathBuf {
    folder.join(format!("{id}.key.new"))
}

fn checkpoint_path(folder: &Path, id: &StoreId) -> PathBuf {
    folder.join(format!("{id}.checkpoint"))
}

fn write_key(path: &Path, seed: &[u8; 32]) -> Result<(), StoreError> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut made| {
        made.write_all(hex::encode(seed).as_bytes())?;
        made.sync_all()?;
        path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
    });
    written.map_err(|error| {
        file(path, format!("the key cannot be written ({error})"), "Name a folder that you may write")
    })
}

fn read_key(path: &Path) -> Option<SigningKey> {
    let text = fs::read_to_string(path).ok()?;
    let mut seed = [0; 32];
    hex::decode_to_slice(text.trim(), &mut seed).ok()?;
    Some(SigningKey::from_bytes(&seed))
}

fn remove(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(file(path, format!("it cannot be taken away ({error})"), "Mend the folder's permissions"))
        }
        _ => Ok(()),
    }
}

fn slot(id: &StoreId, seal: &Seal) -> [u8; SLOT] {
    let mut bytes = [b' '; SLOT];
    bytes.iter_mut().zip(seal.to_line(id).bytes()).for_each(|(to, from)| *to = from);
    bytes[SLOT - 1] = b'\n';
    bytes
}

fn read_slots(file: &mut File) -> [Option<[u8; SLOT]>; SLOTS] {
    std::array::from_fn(|slot| {
        let mut bytes = [0; SLOT];
        file.seek(SeekFrom::Start((slot * SLOT) as u64)).ok()?;
        file.read_exact(&mut bytes).ok()?;
        Some(bytes)
    })
}

/// The seal in a slot, if `key` signed it.
fn verified(bytes: &[u8; SLOT], id: &StoreId, key: &VerifyingKey) -> Option<Seal> {
    let seal = Seal::from_line(std::str::from_utf8(bytes).ok()?, id)?;
    seal.is_by(id, key).then_some(seal)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(seq: i64) -> Head {
        Head { seq, hash: [7; 32] }
    }

    fn note(witness: &Witness, id: &StoreId, seq: i64) {
        witness.note(id, &witness.seal(id, head(seq)).unwrap());
    }

    fn furthest(witness: &Witness, id: &StoreId) -> Checkpoint {
        witness.checkpoint(id).furthest(id, witness.public_key().as_ref())
    }

    #[test]
    fn the_furthest_checkpoint_stays_whoever_writes_later() {
        let folder = tempfile::tempdir().unwrap();
        let id = StoreId("a".repeat(32));
        let one = Witness::create(folder.path(), &id).unwrap();
        let two = Witness::open(folder.path(), &id);
        assert_eq!(furthest(&one, &id), Checkpoint::Missing);
        assert_eq!(one.reached(&id, &one.checkpoint(&id)), None);
        for (witness, seq, reached) in
            [(&one, 3, 3), (&two, 9, 9), (&one, 5, 9), (&one, 12, 12), (&two, 11, 12)]
        {
            note(witness, &id, seq);
            assert_eq!(furthest(&two, &id), Checkpoint::At(head(reached)));
            assert_eq!(one.reached(&id, &two.checkpoint(&id)), Some(head(reached)));
        }
    }

    #[test]
    fn a_checkpoint_that_was_changed_counts_for_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let id = StoreId("a".repeat(32));
        let witness = Witness::create(folder.path(), &id).unwrap();
        note(&witness, &id, 3);
        note(&witness, &id, 4);
        let path = checkpoint_path(folder.path(), &id);
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.replace(" 4 ", " 6 ")).unwrap();
        assert_eq!(furthest(&witness, &id), Checkpoint::At(head(3)), "the other slot holds");
        assert_eq!(witness.reached(&id, &witness.checkpoint(&id)), Some(head(3)));
        fs::write(&path, text.replace(" 4 ", " 6 ").replace(" 3 ", " 5 ")).unwrap();
        assert_eq!(furthest(&witness, &id), Checkpoint::Invalid);
        let other = Witness::create(folder.path(), &StoreId("b".repeat(32))).unwrap();
        fs::write(&path, &text).unwrap();
        let public = other.public_key();
        assert_eq!(other.checkpoint(&id).furthest(&id, public.as_ref()), Checkpoint::Invalid, "another key");
    }
}
