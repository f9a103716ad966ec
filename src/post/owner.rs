//! Who delivers. A process that was killed cannot say so; it leaves a file behind that it held a lock on, which the system
//! has let go.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// A process that delivers, for as long as it lives.
#[derive(Debug)]
pub struct Owner {
    name: String,
    folder: PathBuf,
    /// Held locked.
    _file: File,
}

impl Owner {
    /// Takes a name of its own beside `store`.
    ///
    /// # Errors
    /// Where the folder beside the store cannot be written.
    pub fn beside(store: &Path) -> io::Result<Self> {
        let folder = folder(store);
        std::fs::create_dir_all(&folder)?;
        let mut bytes = [0_u8; 12];
        getrandom::fill(&mut bytes).map_err(|error| io::Error::other(error.to_string()))?;
        let name = hex::encode(bytes);
        let file = OpenOptions::new().write(true).create_new(true).open(folder.join(&name))?;
        file.try_lock().map_err(|error| io::Error::other(error.to_string()))?;
        let owner = Self { name, folder, _file: file };
        owner.clear();
        Ok(owner)
    }

    /// Its name in the store.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether another process is known to be dead: its file is there and nobody holds it. Where the file is not to be seen
    /// nothing is known, and what the process was at is free only when its time is over.
    pub fn is_dead(&self, other: &str) -> bool {
        let is_name = other.len() == 24 && other.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !is_name || other == self.name {
            return false;
        }
        let Ok(file) = File::open(self.folder.join(other)) else { return false };
        !matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock | TryLockError::Error(_)))
    }

    /// Takes away the files of the dead whose deliveries were all freed: those that are older than a day.
    fn clear(&self) {
        let Ok(files) = std::fs::read_dir(&self.folder) else { return };
        for file in files.flatten() {
            let name = file.file_name();
            let old =
                file.metadata().and_then(|about| about.modified()).ok().and_then(|at| at.elapsed().ok());
            if old.is_some_and(|old| old.as_secs() > 24 * 60 * 60)
                && name.to_str().is_some_and(|name| self.is_dead(name))
            {
                // What cannot be taken away is in nobody's way.
                let _ = std::fs::remove_file(file.path());
            }
        }
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(self.folder.join(&self.name));
    }
}

fn folder(store: &Path) -> PathBuf {
    let mut name = store.file_name().unwrap_or_default().to_owned();
    name.push(".post");
    store.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_living_hold_their_file_and_the_dead_do_not() {
        let place = tempfile::tempdir().unwrap();
        let store = place.path().join("desk.docket");
        let (first, second) = (Owner::beside(&store).unwrap(), Owner::beside(&store).unwrap());
        assert!(
            !second.is_dead(first.name()) && !first.is_dead(second.name()) && !first.is_dead(first.name())
        );
        let dead = "0123456789abcdef01234567";
        assert!(!first.is_dead(dead), "of whom nothing is known");
        std::fs::write(folder(&store).join(dead), "").unwrap();
        assert!(first.is_dead(dead));
        assert!(!first.is_dead("../desk.docket"));
        drop(second);
        assert_eq!(std::fs::read_dir(folder(&store)).unwrap().count(), 2);
    }
}
