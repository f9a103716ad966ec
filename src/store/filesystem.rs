//! On a network file system SQLite's write-ahead log corrupts or fails late: such a place is refused at once.

use super::StoreError;
use std::path::Path;

/// Refuses a folder on a file system that other machines can write too.
///
/// # Errors
/// [`StoreError::File`] naming the file system.
pub fn refuse_network(folder: &Path) -> Result<(), StoreError> {
    let Some(name) = network(folder) else { return Ok(()) };
    Err(super::open::file(
        folder,
        format!("a store cannot lie on {name}, where SQLite may corrupt it"),
        "Keep it on a disk of this machine and copy backups there",
    ))
}

#[cfg(target_os = "linux")]
fn network(folder: &Path) -> Option<&'static str> {
    // What cannot be asked is not refused: opening will tell.
    let kind = rustix::fs::statfs(folder).ok()?.f_type;
    #[expect(clippy::cast_sign_loss, clippy::cast_possible_truncation, reason = "magic numbers have 32 bits")]
    name_of(kind as u32)
}

#[cfg(not(target_os = "linux"))]
fn network(_: &Path) -> Option<&'static str> {
    None
}

/// Magic numbers as `statfs(2)` lists them.
#[cfg(target_os = "linux")]
fn name_of(magic: u32) -> Option<&'static str> {
    match magic {
        0x6969 => Some("NFS"),
        0x517B | 0xFF53_4D42 | 0xFE53_4D42 => Some("CIFS"),
        0x0102_1997 => Some("9p"),
        0x6573_5546 => Some("FUSE"),
        0x5346_414F => Some("AFS"),
        0x00C3_6400 => Some("Ceph"),
        0x0BD0_0BD0 => Some("Lustre"),
        0x7375_7245 => Some("Coda"),
        _ => None,
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn network_file_systems_are_known_by_their_magic() {
        assert_eq!(name_of(0x6969), Some("NFS"));
        assert_eq!(name_of(0xFF53_4D42), Some("CIFS"));
        assert_eq!(name_of(0xEF53), None, "ext4");
        assert_eq!(name_of(0x0102_1994), None, "tmpfs");
    }

    #[test]
    fn a_local_folder_is_not_refused() {
        let folder = tempfile::tempdir().unwrap();
        refuse_network(folder.path()).unwrap();
    }
}
