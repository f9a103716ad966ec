//! Pictures that leave the desk: each marked with purpose, date and case number (C13), and that they left recorded before.

use super::service::Desk;
use super::{DeskError, Request};
use crate::case::{CaseId, Command, Digest};
use crate::evidence::{VaultError, stamp};
use crate::playbook::ItemId;
use crate::text::Clean;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// The most letters of a purpose: more would not be read across a picture.
const LONGEST_PURPOSE: usize = 60;

/// What left the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// Every picture: its item, the file that was written, and the hash of the file that came.
    pub pictures: Vec<(ItemId, PathBuf, Digest)>,
    /// What stays: its item, and why.
    pub kept: Vec<(ItemId, String)>,
}

impl Desk {
    /// Writes the pictures of `case` into `folder`, which is made, each with purpose, date and case number across it. That
    /// they leave and for what is recorded with the case before. What cannot be marked does not leave.
    ///
    /// # Errors
    /// Where the operator may not see the case whole, the purpose is empty or long, the folder is there already, or it cannot
    /// be written.
    pub fn export_pictures(
        &mut self,
        case: CaseId,
        folder: &Path,
        purpose: &str,
    ) -> Result<Exported, DeskError> {
        let purpose = Clean::line(purpose.trim()).into_string();
        let length = purpose.chars().count();
        if length == 0 || length > LONGEST_PURPOSE {
            return Err(DeskError::Invalid {
                what: format!("a purpose has 1 to {LONGEST_PURPOSE} letters, and this has {length}"),
                remedy: "Say for whom and for what the pictures are".into(),
            });
        }
        fs::create_dir(folder).map_err(|source| could_not("could not make", folder, source))?;
        let reason = format!("exported: {purpose}");
        self.act(&Request { case, seen: None, command: Command::Reveal { reason }, key: None })?;
        let view = self.case(case)?;
        let number = view.case.matter.as_ref().map(|matter| matter.number.to_string()).unwrap_or_default();
        let words = format!("{purpose} · {} · {number}", view.now.format("%Y-%m-%d"));
        let mut exported = Exported { pictures: Vec::new(), kept: Vec::new() };
        // The newest first on the screen, the oldest first in the folder.
        for file in view.evidence.iter().rev() {
            let item = file.evidence.item.clone();
            let Some(path) = &file.path else {
                exported.kept.push((item, "the desk does not have the file".to_owned()));
                continue;
            };
            crate::evidence::prove(path)?;
            let bytes = fs::read(path).map_err(|source| could_not("could not read", path, source))?;
            match stamp(&bytes, &words) {
                Ok(marked) => {
                    let at = folder.join(format!("{:02}-{item}.jpg", exported.pictures.len() + 1));
                    write(&at, &marked).map_err(|source| could_not("could not write", &at, source))?;
                    exported.pictures.push((item, at, file.evidence.sha256));
                }
                Err(error) => exported.kept.push((item, error.to_string())),
            }
        }
        Ok(exported)
    }
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn could_not(what: &'static str, path: &Path, source: io::Error) -> DeskError {
    DeskError::Vault(VaultError::Io { what, path: path.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::super::tests::office;
    use super::super::{LogRows, Whereabouts};
    use crate::case::CaseId;
    use crate::store::LogWindow;

    /// A small grey picture.
    fn png() -> Vec<u8> {
        let mut bytes = std::io::Cursor::new(Vec::new());
        let grey = image::RgbImage::from_pixel(320, 200, image::Rgb([128; 3]));
        image::DynamicImage::ImageRgb8(grey).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn c13_pictures_leave_the_desk_marked_and_that_is_recorded_and_what_cannot_be_marked_stays() {
        let mut office = office();
        let case = CaseId(1);
        office.bring("E-1", "T-1", &png());
        office.bring("E-2", "T-1", b"no picture at all");
        let folder = office.folder.path().join("out");
        let exported = office.desk.export_pictures(case, &folder, "Police enquiry 7").unwrap();
        assert_eq!((exported.pictures.len(), exported.kept.len()), (1, 1), "{exported:?}");
        let (_, path, _) = &exported.pictures[0];
        let marked = image::open(path).unwrap().into_rgb8();
        assert!(marked.pixels().filter(|pixel| pixel.0[0].abs_diff(128) > 30).count() > 500);
        let last =
            office.desk.log(None, LogWindow::Before(i64::MAX), 1, LogRows::Happenings).unwrap().remove(0);
        assert_eq!(last.name.as_str(), "revealed");
        assert!(last.text.as_str().contains("Police enquiry 7"), "{}", last.text);
        let view = office.desk.case(case).unwrap();
        assert!(view.evidence.iter().all(|file| view.whereabouts(file) == Whereabouts::Desk));
        assert!(office.desk.export_pictures(case, &folder, "again").is_err(), "nothing is written over");
        let elsewhere = office.folder.path().join("elsewhere");
        for purpose in ["", "  ", &"x".repeat(61)] {
            assert!(office.desk.export_pictures(case, &elsewhere, purpose).is_err(), "{purpose:?}");
        }
        assert!(!elsewhere.exists());
    }
}
