//! Letters as files: one `.eml` each, under a name of its own. A letter whose file is there has gone out, so that a repeat
//! after a kill leaves one file.

use super::letter::Mail;
use super::verdict::Verdict;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// Puts the letter into `folder`.
pub fn put(mail: &Mail, folder: &Path) -> Verdict {
    match put_file(mail, folder) {
        Ok(verdict) => verdict,
        Err(error) => Verdict::Unreachable(format!("{}: {error}", folder.display())),
    }
}

fn put_file(mail: &Mail, folder: &Path) -> io::Result<Verdict> {
    fs::create_dir_all(folder)?;
    let path = folder.join(format!("{}.eml", mail.id));
    match fs::read(&path) {
        Ok(there) if there == mail.bytes => {
            // It may have been renamed just before the power failed.
            sync_folder(folder)?;
            return Ok(Verdict::Sent);
        }
        Ok(_) => {
            return Ok(Verdict::Misfit("a file of its name is there with another letter in it".to_owned()));
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    // Nobody who looks for letters takes a name with a dot before it for one. A file of that name is left of a killed attempt.
    let beside = folder.join(format!(".{}.part", mail.id));
    let mut file = private().open(&beside)?;
    file.write_all(&mail.bytes)?;
    file.sync_all()?;
    fs::rename(&beside, &path)?;
    sync_folder(folder)?;
    Ok(Verdict::Sent)
}

/// A letter is personal data: its file is its owner's to read.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::PostId;

    fn mail(bytes: &str) -> Mail {
        Mail {
            id: PostId { store: "a1".into(), number: 7 },
            attempt: 1,
            from: "desk@example.com".parse().unwrap(),
            to: vec!["lin@example.org".parse().unwrap()],
            passed_over: 0,
            bytes: bytes.into(),
        }
    }

    #[test]
    fn a_letter_that_is_there_is_not_written_again() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("out");
        assert_eq!(put(&mail("one"), &folder), Verdict::Sent);
        let path = folder.join("docket.a1.7.eml");
        let written = fs::metadata(&path).unwrap().modified().unwrap();
        assert_eq!(put(&mail("one"), &folder), Verdict::Sent);
        assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), written);
        assert!(matches!(put(&mail("another"), &folder), Verdict::Misfit(_)));
        assert_eq!(fs::read_to_string(&path).unwrap(), "one");
    }

    #[test]
    fn what_a_killed_attempt_left_is_written_over_and_never_taken_for_a_letter() {
        let place = tempfile::tempdir().unwrap();
        fs::write(place.path().join(".docket.a1.7.part"), "on").unwrap();
        assert_eq!(put(&mail("one"), place.path()), Verdict::Sent);
        let names: Vec<_> =
            fs::read_dir(place.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
        assert_eq!(names, ["docket.a1.7.eml"]);
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_no_fault_of_the_letter() {
        let place = tempfile::tempdir().unwrap();
        fs::write(place.path().join("file"), "").unwrap();
        assert!(matches!(put(&mail("one"), &place.path().join("file/sub")), Verdict::Unreachable(_)));
    }
}
