//! Programs that may be installed on the machine, run beside docket for comparison.

use super::console::Session;
use super::options::Options;
use super::pty::Terminal;
use super::samples::Samples;
use super::table::Findings;
use super::{Result, stores};
use portable_pty::CommandBuilder;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Whether a program can be started.
pub fn installed(program: &str) -> bool {
    let mut command = Command::new(program);
    command.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok()
}

/// How long the `sqlite3` tool takes, from spawn to exit, to print one page of the cases of the store at `path`.
pub fn sqlite_page(path: &Path) -> Result<Duration> {
    let started = Instant::now();
    let output = Command::new("sqlite3")
        .arg("-readonly")
        .arg(path)
        .arg("SELECT * FROM cases ORDER BY id DESC LIMIT 50")
        .stdin(Stdio::null())
        .output()?;
    let took = started.elapsed();
    let lines = output.stdout.iter().filter(|byte| **byte == b'\n').count();
    if lines != 50 {
        return Err(
            format!("sqlite3 printed {lines} rows: {}", String::from_utf8_lossy(&output.stderr)).into()
        );
    }
    Ok(took)
}

/// `less` on as many lines as the store has cases: what a list of that length costs a program that does nothing else.
pub fn less(options: &Options, lines: usize, findings: &mut Findings) -> Result<()> {
    let file = lines_file(lines)?;
    let command = || {
        let mut command = CommandBuilder::new("less");
        command.arg(&file);
        command
    };
    let shown = |screen: &vt100::Screen| screen.contents().contains("CASE-00000001");
    if options.wants("first-frame") {
        let mut times = Vec::new();
        for _ in 0..options.times(15) {
            let mut terminal = Terminal::start(command())?;
            times.push(terminal.first_frame(shown)?);
            terminal.leave("q")?;
        }
        findings.beside("first-frame", "less", lines, Samples::of_times(&times));
    }
    let mut terminal = Terminal::start(command())?;
    terminal.first_frame(shown)?;
    let mut session = Session { terminal, options };
    for (row, keys, times) in [
        ("line-down", &["j"][..], 200),
        ("page-down", &[" "], 50),
        ("end", &["g", "G"], 20),
        ("home", &["G", "g"], 20),
    ] {
        if options.wants(row) {
            let (last, before) = keys.split_last().ok_or("a row without keys")?;
            let samples = session.each(times, |session, _| {
                before.iter().try_for_each(|key| session.set_up(key))?;
                session.timed(last)
            })?;
            findings.beside(row, "less", lines, samples);
        }
    }
    if options.wants("burst") {
        session.set_up("g")?;
        let samples = session.each(10, |session, _| session.timed(&"j".repeat(200)))?;
        findings.beside("burst", "less", lines, samples);
    }
    session.terminal.leave("q")
}

/// A text file of `lines` lines, each about as long as a row of docket's list.
fn lines_file(lines: usize) -> Result<PathBuf> {
    let path = stores::folder()?.join(format!("lines-{lines}.txt"));
    if path.exists() {
        return Ok(path);
    }
    let unfinished = path.with_extension("unfinished");
    let mut file = BufWriter::new(File::create(&unfinished)?);
    for line in 1..=lines {
        let band = ["low", "medium", "high", "critical"][line * 7 % 4];
        writeln!(
            file,
            "CASE-{line:08}  manual review       {band:<10} {:>3} h  A-{:010}  alice",
            line % 168,
            line * 7919
        )?;
    }
    file.into_inner()?.sync_all()?;
    fs::rename(unfinished, &path)?;
    Ok(path)
}
