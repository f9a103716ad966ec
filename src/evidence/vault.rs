//! Keeping files under their hash.

use super::media::{SNIFF_BYTES, extension, sniff};
use super::{Folder, VaultError};
use crate::case::Digest;
use rustix::fs::Mode;
use sha2::{Digest as _, Sha256};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

/// The largest file that is taken: 64 MiB, a minute of a telephone's video.
pub const MAX_FILE_BYTES: u64 = 64 * 1024 * 1024;

/// Where files stand while they are copied, within the vault so that a rename can end the copy.
const INCOMING: &str = "incoming";
const LOCK: &str = "lock";
/// What stands in `incoming` for longer was left by a process that died.
const FORGOTTEN: Duration = Duration::from_secs(24 * 60 * 60);
const COPY_BYTES: usize = 128 * 1024;

/// A folder of evidence files, each named by the SHA-256 of its bytes: `ab/ab12….png`.
///
/// The same content twice is one file. Folder and files can be read by their owner alone.
#[derive(Debug, Clone)]
pub struct Vault {
    root: PathBuf,
}

/// A file in the vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The hash of its bytes.
    pub sha256: Digest,
    /// Its size in bytes.
    pub bytes: u64,
    /// Its media type by its first bytes.
    pub media: &'static str,
    /// Where it is, absolute.
    pub path: PathBuf,
    /// Whether the vault had no such file before.
    pub fresh: bool,
}

/// A copy that is complete and on disk but not yet filed; dropping it removes it.
#[derive(Debug)]
pub struct Staged {
    /// The hash of its bytes.
    pub sha256: Digest,
    /// Its size in bytes.
    pub bytes: u64,
    /// Its media type by its first bytes.
    pub media: &'static str,
    temporary: PathBuf,
}

/// Keeps other processes from filing and discarding in the vault until it is dropped.
#[derive(Debug)]
pub struct VaultLock {
    _file: File,
}

impl Vault {
    /// Opens the vault at `root`, making it where there is none, and removes copies that a process left when it died.
    ///
    /// # Errors
    /// [`VaultError::Io`] where the folder cannot be made or is not ours to write.
    pub fn open(root: &Path) -> Result<Self, VaultError> {
        let root = std::path::absolute(root).map_err(io_error("could not find", root))?;
        let incoming = root.join(INCOMING);
        make_folder(&root)?;
        make_folder(&incoming)?;
        remove_forgotten(&incoming)?;
        Ok(Self { root })
    }

    /// The vault at `root`, to be looked at only: nothing is made and nothing removed, so that a store can be read where nothing
    /// may be written. Where there is no folder, it has no file.
    ///
    /// # Errors
    /// [`VaultError::Io`] where the working folder is gone that `root` starts from.
    pub fn to_read(root: &Path) -> Result<Self, VaultError> {
        let root = std::path::absolute(root).map_err(io_error("could not find", root))?;
        Ok(Self { root })
    }

    /// The folder of the vault, absolute.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Takes the file at `relative` inside `folder`: [`stage`](Self::stage), then [`keep`](Self::keep).
    ///
    /// # Errors
    /// Those of the two.
    pub fn take(&self, folder: &Folder, relative: &str) -> Result<Taken, VaultError> {
        self.keep(self.stage(folder, relative)?)
    }

    /// Copies the file at `relative` inside `folder` into the vault, hashing it on the way, and puts the copy on disk. It is
    /// not filed until it is [kept](Self::keep).
    ///
    /// # Errors
    /// [`VaultError::Path`] and [`VaultError::TooLarge`] where the file is not accepted, [`VaultError::Io`] where the system
    /// refuses.
    pub fn stage(&self, folder: &Folder, relative: &str) -> Result<Staged, VaultError> {
        let (mut source, size) = folder.file(relative)?;
        let too_large =
            |bytes| VaultError::TooLarge { path: relative.to_owned(), bytes, limit: MAX_FILE_BYTES };
        if size > MAX_FILE_BYTES {
            return Err(too_large(size));
        }
        let temporary = self.root.join(INCOMING).join(temporary_name());
        let mut target = new_file(&temporary).map_err(io_error("could not make", &temporary))?;
        let mut staged = Staged { sha256: Digest([0; 32]), bytes: 0, media: "", temporary };
        let mut copy = Copy::default();
        // Read with a limit of its own: the file may grow while it is copied.
        copy.all(&mut source, &mut target)
            .map_err(io_error("could not copy", &folder.path().join(relative)))?;
        if copy.bytes > MAX_FILE_BYTES {
            return Err(too_large(copy.bytes));
        }
        target.sync_all().map_err(io_error("could not write", &staged.temporary))?;
        staged.bytes = copy.bytes;
        staged.media = sniff(&copy.head);
        staged.sha256 = Digest(copy.hash.finalize().into());
        Ok(staged)
    }

    /// Files a staged copy under its hash; when this returns, a loss of power does not lose the file.
    ///
    /// # Errors
    /// [`VaultError::Io`] where the system refuses.
    pub fn keep(&self, staged: Staged) -> Result<Taken, VaultError> {
        let path = self.place(&staged.sha256, staged.media);
        let folder = self.folder_of(&staged.sha256);
        let new_folder = make_folder(&folder)?;
        let fresh = !path.exists();
        // Over a file that is there already too: the bytes are the same, and one that had been damaged is whole again.
        fs::rename(&staged.temporary, &path).map_err(io_error("could not file", &path))?;
        sync_folder(&folder)?;
        if new_folder {
            sync_folder(&self.root)?;
        }
        Ok(Taken { sha256: staged.sha256, bytes: staged.bytes, media: staged.media, path, fresh })
    }

    /// Removes a file that was kept for something that then was not recorded. Only for a [fresh](Taken::fresh) one, and only
    /// under the [lock](Self::lock) under which it was kept: otherwise somebody else may refer to it by now.
    ///
    /// # Errors
    /// [`VaultError::Io`] where the system refuses.
    pub fn discard(&self, _lock: &VaultLock, taken: &Taken) -> Result<(), VaultError> {
        match fs::remove_file(&taken.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(io_error("could not remove", &taken.path)(error))
            }
            _ => Ok(()),
        }
    }

    /// Waits until no other process files into the vault, and keeps them waiting.
    ///
    /// # Errors
    /// [`VaultError::Io`] where the system refuses.
    pub fn lock(&self) -> Result<VaultLock, VaultError> {
        let path = self.root.join(LOCK);
        let file = OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(&path);
        let file = file.map_err(io_error("could not open", &path))?;
        file.lock().map_err(io_error("could not lock", &path))?;
        Ok(VaultLock { _file: file })
    }

    /// Where the file with this hash and type is, for an external viewer: an absolute path made from the hash alone. None
    /// where the vault does not have it.
    pub fn path_of(&self, sha256: &Digest, media: &str) -> Option<PathBuf> {
        let path = self.place(sha256, media);
        fs::symlink_metadata(&path).ok()?.is_file().then_some(path)
    }

    fn folder_of(&self, sha256: &Digest) -> PathBuf {
        self.root.join(hex::encode(&sha256.0[..1]))
    }

    pub(super) fn place(&self, sha256: &Digest, media: &str) -> PathBuf {
        self.folder_of(sha256).join(format!("{sha256}.{}", extension(media)))
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        // After a rename it is gone; after a failure whatever stays behind is removed a day later.
        let _ = fs::remove_file(&self.temporary);
    }
}

/// A copy under way.
#[derive(Default)]
struct Copy {
    hash: Sha256,
    bytes: u64,
    head: Vec<u8>,
}

impl Copy {
    fn all(&mut self, source: &mut File, target: &mut File) -> io::Result<()> {
        let mut source = source.take(MAX_FILE_BYTES + 1);
        let mut buffer = vec![0; COPY_BYTES];
        loop {
            let count = match source.read(&mut buffer) {
                Ok(0) => return Ok(()),
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let piece = &buffer[..count];
            target.write_all(piece)?;
            self.hash.update(piece);
            self.bytes += count as u64;
            let wanted = SNIFF_BYTES.saturating_sub(self.head.len()).min(count);
            self.head.extend_from_slice(&piece[..wanted]);
        }
    }
}

/// A name that no other copy has: of this process by the count, of others by the process and time.
fn temporary_name() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let time = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_nanos();
    format!("{}-{time}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

/// A file that its owner alone can read (C15).
fn new_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

/// Makes a folder that its owner alone may enter; tells whether it was not there.
fn make_folder(path: &Path) -> Result<bool, VaultError> {
    match fs::DirBuilder::new().mode(Mode::RWXU.bits()).create(path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(false),
        Err(error) => Err(io_error("could not make the folder", path)(error)),
    }
}

/// Puts a folder's list of names on disk, without which a new file can be lost though its bytes are safe.
fn sync_folder(path: &Path) -> Result<(), VaultError> {
    File::open(path).and_then(|folder| folder.sync_all()).map_err(io_error("could not write", path))
}

fn remove_forgotten(incoming: &Path) -> Result<(), VaultError> {
    for entry in fs::read_dir(incoming).map_err(io_error("could not read", incoming))?.flatten() {
        let age = entry.metadata().and_then(|data| data.modified()).ok().and_then(|at| at.elapsed().ok());
        if age.is_some_and(|age| age > FORGOTTEN) {
            // Another process may be removing it too.
            let _ = fs::remove_file(entry.path());
        }
    }
    Ok(())
}

fn io_error(what: &'static str, path: &Path) -> impl FnOnce(io::Error) -> VaultError {
    let path = path.to_owned();
    move |source| VaultError::Io { what, path, source }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn vault() -> (tempfile::TempDir, Vault, Folder) {
        let place = tempfile::tempdir().unwrap();
        let source = place.path().join("in");
        fs::create_dir(&source).unwrap();
        fs::write(source.join("a.exe"), b"\x89PNG\r\n\x1a\nrest").unwrap();
        fs::write(source.join("same.png"), b"\x89PNG\r\n\x1a\nrest").unwrap();
        fs::write(source.join("note.png"), b"plain words").unwrap();
        let vault = Vault::open(&place.path().join("docket.evidence")).unwrap();
        let folder = Folder::open(&source).unwrap();
        (place, vault, folder)
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    fn incoming(vault: &Vault) -> usize {
        fs::read_dir(vault.root().join(INCOMING)).unwrap().count()
    }

    #[test]
    fn a_file_is_kept_under_its_hash_and_its_true_type() {
        let (_place, vault, folder) = vault();
        let taken = vault.take(&folder, "a.exe").unwrap();
        assert_eq!((taken.media, taken.bytes, taken.fresh), ("image/png", 12, true));
        assert_eq!(taken.sha256.0, <[u8; 32]>::from(Sha256::digest(b"\x89PNG\r\n\x1a\nrest")));
        let name = format!("{}/{}.png", &taken.sha256.to_string()[..2], taken.sha256);
        assert_eq!(taken.path, vault.root().join(name));
        assert!(taken.path.is_absolute());
        assert_eq!(mode(&taken.path), 0o600);
        assert_eq!(mode(vault.root()), 0o700);
        assert_eq!(vault.path_of(&taken.sha256, "image/png"), Some(taken.path));
        assert_eq!(vault.path_of(&Digest([7; 32]), "image/png"), None);
        assert_eq!(incoming(&vault), 0);
    }

    #[test]
    fn the_same_content_twice_is_one_file() {
        let (_place, vault, folder) = vault();
        let first = vault.take(&folder, "a.exe").unwrap();
        let second = vault.take(&folder, "same.png").unwrap();
        assert_eq!(first.path, second.path);
        assert!(first.fresh && !second.fresh);
    }

    #[test]
    fn an_unknown_type_gets_a_name_that_nothing_is_started_by() {
        let (_place, vault, folder) = vault();
        let taken = vault.take(&folder, "note.png").unwrap();
        assert_eq!(taken.media, super::super::UNKNOWN_MEDIA);
        assert_eq!(taken.path.extension().unwrap(), "bin");
    }

    #[test]
    fn a_file_beyond_the_limit_is_refused_unread() {
        let (place, vault, folder) = vault();
        let large = File::create(place.path().join("in/large.mp4")).unwrap();
        large.set_len(MAX_FILE_BYTES + 1).unwrap();
        let error = vault.take(&folder, "large.mp4").unwrap_err().to_string();
        assert!(error.contains("67108865 bytes"), "{error}");
        assert_eq!(incoming(&vault), 0);
    }

    #[test]
    fn what_is_staged_and_not_kept_leaves_nothing() {
        let (_place, vault, folder) = vault();
        let staged = vault.stage(&folder, "a.exe").unwrap();
        assert_eq!(incoming(&vault), 1);
        let hash = staged.sha256;
        drop(staged);
        assert_eq!(incoming(&vault), 0);
        assert_eq!(vault.path_of(&hash, "image/png"), None);
    }

    #[test]
    fn what_was_kept_in_vain_can_be_discarded() {
        let (_place, vault, folder) = vault();
        let lock = vault.lock().unwrap();
        let taken = vault.take(&folder, "a.exe").unwrap();
        vault.discard(&lock, &taken).unwrap();
        vault.discard(&lock, &taken).unwrap();
        assert_eq!(vault.path_of(&taken.sha256, taken.media), None);
    }

    #[test]
    fn copies_of_a_process_that_died_are_removed_after_a_day() {
        let (_place, vault, _folder) = vault();
        let (old, young) = (vault.root().join("incoming/old"), vault.root().join("incoming/young"));
        File::create(&old).unwrap().set_modified(SystemTime::now() - 2 * FORGOTTEN).unwrap();
        File::create(&young).unwrap();
        Vault::open(vault.root()).unwrap();
        assert!(!old.exists() && young.exists());
    }

    #[test]
    fn a_link_in_the_place_of_a_kept_file_is_not_shown() {
        let (_place, vault, folder) = vault();
        let taken = vault.take(&folder, "a.exe").unwrap();
        fs::remove_file(&taken.path).unwrap();
        std::os::unix::fs::symlink("/etc/passwd", &taken.path).unwrap();
        assert_eq!(vault.path_of(&taken.sha256, taken.media), None);
    }
}
