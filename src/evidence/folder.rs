//! Opening what a record names, and nothing else.

use super::VaultError;
use rustix::fs::{AtFlags, FileType, Mode, OFlags, fstat, open, openat, statat};
use rustix::io::Errno;
use std::fs::File;
use std::os::fd::{AsFd, OwnedFd};
use std::path::{Path, PathBuf};

/// The longest path that a record may name, in bytes.
const MAX_PATH_BYTES: usize = 1_024;

const ONLY_INSIDE: &str = "Name a file inside the intake file's folder, as in \"evidence/id_front.png\"";
const NO_LINK: &str = "Put the file itself into the intake file's folder; links are not followed";

/// The folder that an intake file lies in: evidence is read from inside it only.
///
/// It is held open, so that all paths are walked from the same folder even if another takes its name meanwhile.
#[derive(Debug)]
pub struct Folder {
    root: OwnedFd,
    path: PathBuf,
}

impl Folder {
    /// Opens the folder at `path`, which the operator chose and may reach by a link.
    ///
    /// # Errors
    /// [`VaultError::Io`] where it cannot be opened as a folder.
    pub fn open(path: &Path) -> Result<Self, VaultError> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let root = open(path, flags, Mode::empty()).map_err(|errno| VaultError::Io {
            what: "could not open the folder",
            path: path.to_owned(),
            source: errno.into(),
        })?;
        Ok(Self { root, path: path.to_owned() })
    }

    /// The folder's path, as it was given.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Opens the regular file at `relative`, walking folder by folder and following no link, neither on the way nor at its
    /// end. Returns it with its size in bytes.
    ///
    /// # Errors
    /// [`VaultError::Path`] where the path is absolute, goes up, or meets a link or anything but folders and one regular
    /// file (a pipe or device is not even opened: opening one can block or act); [`VaultError::Io`] where the system
    /// refuses.
    pub fn file(&self, relative: &str) -> Result<(File, u64), VaultError> {
        let walk = Walk { relative, folder: &self.path };
        let names = walk.components()?;
        let Some((last, folders)) = names.split_last() else {
            return Err(walk.refused("it names no file", ONLY_INSIDE));
        };
        let mut here: Option<OwnedFd> = None;
        for name in folders {
            here = Some(walk.enter(here.as_ref().unwrap_or(&self.root), name)?);
        }
        walk.regular(here.as_ref().unwrap_or(&self.root), last)
    }
}

/// One path on its way from text to an open file.
struct Walk<'a> {
    relative: &'a str,
    folder: &'a Path,
}

impl<'a> Walk<'a> {
    fn components(&self) -> Result<Vec<&'a str>, VaultError> {
        let path = self.relative;
        if path.is_empty() {
            return Err(self.refused("it is empty", ONLY_INSIDE));
        }
        if path.len() > MAX_PATH_BYTES {
            return Err(self.refused("it is longer than 1,024 bytes", "Give the file a shorter name"));
        }
        if path.starts_with('/') {
            return Err(self.refused("it is absolute", ONLY_INSIDE));
        }
        if path.chars().any(char::is_control) {
            return Err(self.refused("it holds a control character", "Rename the file"));
        }
        let names: Vec<&str> = path.split('/').filter(|name| *name != ".").collect();
        if names.contains(&"..") {
            return Err(self.refused("it goes up by \"..\"", ONLY_INSIDE));
        }
        if names.iter().any(|name| name.is_empty()) {
            return Err(self.refused("it has an empty part", ONLY_INSIDE));
        }
        Ok(names)
    }

    fn enter(&self, from: &OwnedFd, name: &str) -> Result<OwnedFd, VaultError> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        // Why it failed is looked up after the fact, for the message alone: the open itself is what guards.
        openat(from, name, flags, Mode::empty()).map_err(|errno| match self.kind(from, name) {
            Ok(FileType::Symlink) => self.refused("a folder in it is a link", NO_LINK),
            Ok(FileType::Directory) | Err(_) => self.failed(errno),
            Ok(_) => self.refused("a part of it is a file, not a folder", ONLY_INSIDE),
        })
    }

    fn regular(&self, from: &OwnedFd, name: &str) -> Result<(File, u64), VaultError> {
        self.must_be_regular(self.kind(from, name).map_err(|errno| self.failed(errno))?)?;
        // Not blocking, in case a pipe took the file's place since.
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        let file = openat(from, name, flags, Mode::empty()).map_err(|errno| match errno {
            Errno::LOOP => self.refused("it is a link", NO_LINK),
            errno => self.failed(errno),
        })?;
        let stat = fstat(&file).map_err(|errno| self.failed(errno))?;
        self.must_be_regular(FileType::from_raw_mode(stat.st_mode))?;
        Ok((File::from(file), u64::try_from(stat.st_size).unwrap_or(0)))
    }

    fn kind(&self, from: impl AsFd, name: &str) -> Result<FileType, Errno> {
        statat(from, name, AtFlags::SYMLINK_NOFOLLOW).map(|stat| FileType::from_raw_mode(stat.st_mode))
    }

    fn must_be_regular(&self, kind: FileType) -> Result<(), VaultError> {
        let what = match kind {
            FileType::RegularFile => return Ok(()),
            FileType::Symlink => return Err(self.refused("it is a link", NO_LINK)),
            FileType::Directory => "it is a folder",
            FileType::Fifo => "it is a pipe",
            FileType::Socket => "it is a socket",
            _ => "it is a device",
        };
        Err(self.refused(what, "Name a regular file"))
    }

    fn refused(&self, what: &str, remedy: &str) -> VaultError {
        VaultError::Path { path: self.relative.to_owned(), what: what.to_owned(), remedy: remedy.to_owned() }
    }

    fn failed(&self, errno: Errno) -> VaultError {
        match errno {
            Errno::NOENT => self.refused("there is no such file", "Put it into the intake file's folder"),
            errno => VaultError::Io {
                what: "could not open",
                path: self.folder.join(self.relative),
                source: errno.into(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    fn folder() -> (tempfile::TempDir, Folder) {
        let outer = tempfile::tempdir().unwrap();
        let inner = outer.path().join("in");
        std::fs::create_dir_all(inner.join("a/b")).unwrap();
        std::fs::write(inner.join("a/b/c.png"), b"c").unwrap();
        std::fs::write(inner.join("top.png"), b"top").unwrap();
        std::fs::write(outer.path().join("secret"), b"secret").unwrap();
        let folder = Folder::open(&inner).unwrap();
        (outer, folder)
    }

    fn refusal(folder: &Folder, path: &str) -> String {
        folder.file(path).unwrap_err().to_string()
    }

    #[test]
    fn a_regular_file_inside_is_opened() {
        let (_outer, folder) = folder();
        for (path, size) in [("top.png", 3), ("a/b/c.png", 1), ("./a/./b/c.png", 1)] {
            assert_eq!(folder.file(path).unwrap().1, size, "{path}");
        }
    }

    #[test]
    fn what_leads_outside_is_refused() {
        let (outer, folder) = folder();
        let secret = outer.path().join("secret");
        for (path, what) in [
            ("../secret", "goes up"),
            ("a/../../secret", "goes up"),
            ("a/..", "goes up"),
            (secret.to_str().unwrap(), "absolute"),
            ("", "empty"),
            (".", "names no file"),
            ("a//b/c.png", "empty part"),
            ("a/", "empty part"),
            ("a\0b", "control character"),
            ("a\n", "control character"),
            ("missing.png", "no such file"),
            ("missing/x.png", "no such file"),
            ("top.png/x", "a file, not a folder"),
            ("a/b", "is a folder"),
        ] {
            assert!(refusal(&folder, path).contains(what), "{path}: {}", refusal(&folder, path));
        }
        assert!(refusal(&folder, &"x/".repeat(600)).contains("1,024"));
    }

    #[test]
    fn no_link_is_followed() {
        let (outer, folder) = folder();
        let inside = outer.path().join("in");
        symlink("top.png", inside.join("link.png")).unwrap();
        symlink(outer.path(), inside.join("up")).unwrap();
        symlink("nowhere", inside.join("dangling")).unwrap();
        assert!(refusal(&folder, "link.png").contains("it is a link"));
        assert!(refusal(&folder, "dangling").contains("it is a link"));
        assert!(refusal(&folder, "up/secret").contains("a folder in it is a link"));
    }

    #[test]
    fn pipes_sockets_and_devices_are_not_opened() {
        let (outer, folder) = folder();
        let inside = outer.path().join("in");
        rustix::fs::mkfifoat(rustix::fs::CWD, inside.join("pipe"), Mode::RUSR | Mode::WUSR).unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(inside.join("socket")).unwrap();
        assert!(refusal(&folder, "pipe").contains("it is a pipe"));
        assert!(refusal(&folder, "socket").contains("it is a socket"));
        assert!(refusal(&Folder::open(Path::new("/dev")).unwrap(), "zero").contains("it is a device"));
    }
}
