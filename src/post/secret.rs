//! Passwords and keys: from the environment or a file, never from a command line, which everybody on the machine can read.

use std::fmt;
use std::path::Path;

/// A secret that does not show itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The secret `text`.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The first line of a file.
    ///
    /// # Errors
    /// Where it cannot be read, or is empty.
    pub fn read(path: &Path) -> std::io::Result<Self> {
        let text = std::fs::read_to_string(path)?;
        match text.lines().next().map(str::trim_end).filter(|line| !line.is_empty()) {
            Some(line) => Ok(Self::new(line)),
            None => Err(std::io::Error::new(std::io::ErrorKind::InvalidData, "its first line is empty")),
        }
    }

    /// The secret itself.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_the_first_line_of_its_file_and_is_never_shown() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        std::fs::write(&path, "s3cr3t\r\nnotes\n").unwrap();
        let secret = Secret::read(&path).unwrap();
        assert_eq!(secret.expose(), "s3cr3t");
        assert!(!format!("{secret:?}").contains("s3cr3t"));
        std::fs::write(&path, "\n").unwrap();
        assert!(Secret::read(&path).is_err());
    }
}
