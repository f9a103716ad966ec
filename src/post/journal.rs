//! Orders as lines of a file, one JSON object each. The order is handed over by that; its answer comes as a record of type
//! `answer`. A repeat after a kill looks for its own line first.

use super::order::Order;
use super::verdict::Verdict;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// Appends the order to the file at `path`.
pub fn append(order: &Order, path: &Path) -> Verdict {
    match write(order, path) {
        Ok(()) => Verdict::Sent,
        Err(error) => Verdict::Unreachable(format!("{}: {error}", path.display())),
    }
}

fn write(order: &Order, path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    // Orders bring contacts: the file is its owner's to read.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    // Two processes never write into each other's line.
    file.lock()?;
    let line = format!("{}\n", order.json);
    if order.attempt > 1 && has_line(&file, &order.json)? {
        return file.sync_all();
    }
    mend_end(&mut file, line.as_bytes())?;
    file.write_all(line.as_bytes())?;
    file.sync_all()
}

/// Whether the line stands in the file whole. Only what was tried before is looked for.
fn has_line(file: &File, json: &str) -> io::Result<bool> {
    let mut reader = BufReader::new(file);
    reader.seek(SeekFrom::Start(0))?;
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line)? > 0 {
        if line.strip_suffix(b"\n") == Some(json.as_bytes()) {
            return Ok(true);
        }
        line.clear();
    }
    Ok(false)
}

/// A file must end with a whole line before another follows. The beginning of `line` itself, left by a killed attempt, is taken
/// away; anything else is somebody else's and is ended.
fn mend_end(file: &mut File, line: &[u8]) -> io::Result<()> {
    let size = file.metadata()?.len();
    let most = line.len() as u64;
    let from = size.saturating_sub(most);
    file.seek(SeekFrom::Start(from))?;
    let mut tail = Vec::new();
    file.take(most).read_to_end(&mut tail)?;
    let begun = tail.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let torn = &tail[begun..];
    if torn.is_empty() {
        return Ok(());
    }
    if (begun > 0 || from == 0) && line.starts_with(torn) {
        return file.set_len(size - torn.len() as u64);
    }
    file.write_all(b"\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::PostId;

    fn order(number: i64, attempt: u32) -> Order {
        let id = PostId { store: "a1".into(), number };
        Order { json: format!("{{\"id\":\"{id}\"}}"), id, attempt }
    }

    #[test]
    fn an_order_stands_in_the_file_once_however_often_it_is_tried() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("orders.jsonl");
        for (number, attempt) in [(1, 1), (2, 1), (1, 2), (2, 3), (12, 2)] {
            assert_eq!(append(&order(number, attempt), &path), Verdict::Sent);
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines, [1, 2, 12].map(|n| format!("{{\"id\":\"docket.a1.{n}\"}}")));
    }

    #[test]
    fn a_line_that_a_kill_cut_short_is_written_anew() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("orders.jsonl");
        let line = order(1, 1).json;
        for cut in 1..=line.len() {
            std::fs::write(&path, format!("{{\"id\":\"x\"}}\n{}", &line[..cut])).unwrap();
            assert_eq!(append(&order(1, 2), &path), Verdict::Sent);
            assert_eq!(
                std::fs::read_to_string(&path).unwrap(),
                format!("{{\"id\":\"x\"}}\n{line}\n"),
                "{cut}"
            );
            std::fs::write(&path, &line[..cut]).unwrap();
            assert_eq!(append(&order(1, 2), &path), Verdict::Sent);
            assert_eq!(std::fs::read_to_string(&path).unwrap(), format!("{line}\n"), "{cut}");
        }
        std::fs::write(&path, "somebody else's").unwrap();
        append(&order(1, 2), &path);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), format!("somebody else's\n{line}\n"));
    }
}
