//! Holding kept files against the hashes that they are named by: all of them when the store is checked, and each before a
//! viewer gets it.

use super::media::{SNIFF_BYTES, extension, sniff};
use super::{Vault, VaultError, VaultLock};
use crate::case::Digest;
use rustix::fs::{Mode, OFlags};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

const READ_BYTES: usize = 128 * 1024;

/// What has become of a file that the vault took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept {
    /// It is what came.
    Sound,
    /// It is not there.
    Missing,
    /// It is not what came: why.
    Wrong(String),
}

impl Vault {
    /// Hashes the file with this hash and type.
    pub fn prove(&self, sha256: &Digest, media: &str) -> Kept {
        let path = self.place(sha256, media);
        match read(&path) {
            Ok((found, _)) if found == *sha256 => Kept::Sound,
            Ok(_) => Kept::Wrong("it was changed".to_owned()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Kept::Missing,
            Err(error) => Kept::Wrong(format!("it cannot be read ({error})")),
        }
    }

    /// The name under which a file with this hash and type is kept, within the vault.
    pub fn name_of(&self, sha256: &Digest, media: &str) -> String {
        format!("{}/{sha256}.{}", hex::encode(&sha256.0[..1]), extension(media))
    }

    /// The names of what lies in the vault under hashes that begin with the byte `first`.
    ///
    /// # Errors
    /// [`VaultError::Io`] where the folder cannot be read.
    pub fn names(&self, first: u8) -> Result<BTreeSet<String>, VaultError> {
        let folder = hex::encode([first]);
        let path = self.root().join(&folder);
        let failed = |source| VaultError::Io { what: "could not read", path: path.clone(), source };
        let entries = match fs::read_dir(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeSet::new()),
            entries => entries.map_err(failed)?,
        };
        let name = |entry: fs::DirEntry| format!("{folder}/{}", entry.file_name().to_string_lossy());
        entries.map(|entry| entry.map(name).map_err(failed)).collect()
    }

    /// Erases the file with this hash and type (N4); when this returns, a loss of power does not bring it back. Whether it
    /// was there. Only under the [lock](Self::lock), under which it was seen that nothing else refers to it.
    ///
    /// # Errors
    /// [`VaultError::Io`] where the system refuses.
    pub fn erase(&self, _lock: &VaultLock, sha256: &Digest, media: &str) -> Result<bool, VaultError> {
        let path = self.place(sha256, media);
        let failed = |source| VaultError::Io { what: "could not erase", path: path.clone(), source };
        match fs::remove_file(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            removed => removed.map_err(failed)?,
        }
        let folder = path.parent().unwrap_or(self.root());
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)?;
        Ok(true)
    }
}

/// Makes sure that the file at `path`, which the vault named by hash and type, is still that: a viewer decodes what strangers
/// sent, and must get nothing else.
///
/// # Errors
/// [`VaultError::Changed`] where it is not; [`VaultError::Io`] where it cannot be read.
pub fn prove(path: &Path) -> Result<(), VaultError> {
    let (found, media) = read(path).map_err(|source| VaultError::Io {
        what: "could not read",
        path: path.to_owned(),
        source,
    })?;
    let name = format!("{found}.{}", extension(media));
    if path.file_name().is_some_and(|kept| *kept == *name) {
        return Ok(());
    }
    Err(VaultError::Changed { path: path.to_owned() })
}

/// The hash of a file's bytes and what its first bytes show. A link in its place is not followed.
fn read(path: &Path) -> io::Result<(Digest, &'static str)> {
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    let mut file = File::from(rustix::fs::open(path, flags, Mode::empty())?);
    if !file.metadata()?.is_file() {
        return Err(io::Error::other("it is no regular file"));
    }
    let mut head = Vec::with_capacity(SNIFF_BYTES);
    file.by_ref().take(SNIFF_BYTES as u64).read_to_end(&mut head)?;
    let mut hash = Sha256::new_with_prefix(&head);
    let mut buffer = vec![0; READ_BYTES];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => hash.update(&buffer[..count]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok((Digest(hash.finalize().into()), sniff(&head)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{Folder, Taken};

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\nrest";

    fn vault() -> (tempfile::TempDir, Vault, Taken) {
        let place = tempfile::tempdir().unwrap();
        fs::create_dir(place.path().join("in")).unwrap();
        fs::write(place.path().join("in/a.png"), PNG).unwrap();
        let vault = Vault::open(&place.path().join("vault")).unwrap();
        let taken = vault.take(&Folder::open(&place.path().join("in")).unwrap(), "a.png").unwrap();
        (place, vault, taken)
    }

    #[test]
    fn a_file_is_what_came_or_is_told_of() {
        let (place, vault, taken) = vault();
        let kept = || vault.prove(&taken.sha256, taken.media);
        assert_eq!(kept(), Kept::Sound);
        prove(&taken.path).unwrap();

        fs::write(&taken.path, b"\x89PNG\r\n\x1a\nresT").unwrap();
        assert_eq!(kept(), Kept::Wrong("it was changed".into()));
        assert!(matches!(prove(&taken.path), Err(VaultError::Changed { .. })));

        fs::remove_file(&taken.path).unwrap();
        assert_eq!(kept(), Kept::Missing);
        assert!(matches!(prove(&taken.path), Err(VaultError::Io { .. })));

        let same = place.path().join("in/a.png");
        std::os::unix::fs::symlink(&same, &taken.path).unwrap();
        assert!(matches!(kept(), Kept::Wrong(_)), "a link, though to the same bytes");
        assert!(prove(&taken.path).is_err());
        assert!(prove(&same).is_err(), "a name from outside");

        fs::remove_file(&taken.path).unwrap();
        fs::create_dir(&taken.path).unwrap();
        assert!(matches!(kept(), Kept::Wrong(_)), "a folder");
    }

    #[test]
    fn a_viewer_gets_no_file_under_the_extension_of_another_type() {
        let (_place, _vault, taken) = vault();
        let other = taken.path.with_extension("pdf");
        fs::rename(&taken.path, &other).unwrap();
        assert!(matches!(prove(&other), Err(VaultError::Changed { .. })));
    }

    #[test]
    fn names_are_listed_and_erased_files_are_gone() {
        let (_place, vault, taken) = vault();
        let name = vault.name_of(&taken.sha256, taken.media);
        assert_eq!(vault.root().join(&name), taken.path);
        let first = taken.sha256.0[0];
        assert_eq!(vault.names(first).unwrap(), [name].into());
        assert_eq!(vault.names(first.wrapping_add(1)).unwrap(), BTreeSet::new());
        let lock = vault.lock().unwrap();
        assert!(vault.erase(&lock, &taken.sha256, taken.media).unwrap());
        assert!(!vault.erase(&lock, &taken.sha256, taken.media).unwrap());
        assert_eq!(vault.prove(&taken.sha256, taken.media), Kept::Missing);
        assert_eq!(vault.names(first).unwrap(), BTreeSet::new());
    }
}
