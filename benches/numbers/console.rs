//! docket's console in a pseudo-terminal: the first frame, keys, memory and idleness.

use super::options::Options;
use super::pty::Terminal;
use super::samples::{Samples, Unit};
use super::stores::{self, Made};
use super::table::{Findings, SQLITE_TOOL};
use super::{Result, peers, process};
use portable_pty::CommandBuilder;
use std::time::Duration;

/// How long the console is left alone.
const IDLE: Duration = Duration::from_secs(6);
/// Pages that even the smallest store has.
const PAGES: usize = 3;
/// What is typed to filter, its last letter apart.
const FILTERS: &[(&str, &str)] = &[
    ("band:hig", "h"),
    ("due:toda", "y"),
    ("band:low,mediu", "m"),
    ("unclaime", "d"),
    ("band:critica", "l"),
];
/// What is searched for, letter by letter.
const WORDS: &[&str] = &["lin", "garcia", "maria", "rc-0005"];

/// A program that is being typed to.
pub struct Session<'o> {
    /// Its terminal.
    pub terminal: Terminal,
    /// How often.
    pub options: &'o Options,
}

impl Session<'_> {
    /// Types `keys`; how long the answer took.
    pub fn timed(&mut self, keys: &str) -> Result<Duration> {
        let before = self.terminal.screen().state_formatted();
        let answer = self.terminal.press(keys)?;
        let took = answer
            .ok_or_else(|| format!("{keys:?} had no answer; the screen holds:\n{}", self.terminal.text()))?;
        if self.terminal.screen().state_formatted() == before {
            return Err(format!("{keys:?} changed nothing on the screen:\n{}", self.terminal.text()).into());
        }
        Ok(took)
    }

    /// Types `keys` without looking at the time.
    pub fn set_up(&mut self, keys: &str) -> Result<()> {
        self.terminal.press(keys).map(drop)
    }

    /// Measures the same thing several times.
    pub fn each(
        &mut self,
        times: usize,
        mut one: impl FnMut(&mut Self, usize) -> Result<Duration>,
    ) -> Result<Option<Samples>> {
        let times = self.options.times(times);
        let measured = (0..times).map(|at| one(self, at)).collect::<Result<Vec<_>>>()?;
        Ok(Samples::of_times(&measured))
    }
}

/// The first frames of all sizes in turn, with the `sqlite3` tool between, so that all meet the same moments of the machine.
pub fn first_frames(options: &Options, made: &[Made], findings: &mut Findings) -> Result<()> {
    let tool = peers::installed("sqlite3");
    let mut docket: Vec<Vec<Duration>> = vec![Vec::new(); made.len()];
    let mut printed = docket.clone();
    for _ in 0..options.times(25) {
        for (at, store) in made.iter().enumerate() {
            let mut terminal = Terminal::start(command(store)?)?;
            docket[at].push(terminal.first_frame(|screen| selected(screen).is_some())?);
            terminal.leave("q")?;
            if tool {
                printed[at].push(peers::sqlite_page(&store.path)?);
            }
        }
    }
    for (at, store) in made.iter().enumerate() {
        findings.docket("first-frame", store.cases, Samples::of_times(&docket[at]));
        if tool {
            findings.beside("first-frame", SQLITE_TOOL, store.cases, Samples::of_times(&printed[at]));
        }
    }
    Ok(())
}

/// Everything that one session can tell.
pub fn session(options: &Options, made: &Made, findings: &mut Findings) -> Result<()> {
    let mut terminal = Terminal::start(command(made)?)?;
    terminal.first_frame(|screen| selected(screen).is_some())?;
    let mut session = Session { terminal, options };
    moves(&mut session, made.cases, findings)?;
    lists(&mut session, made.cases, findings)?;
    if options.wants("idle-bytes") || options.wants("idle-cpu") {
        idle(&mut session, made.cases, findings)?;
    }
    if options.wants("memory") {
        let memory = process::peak_memory(session.terminal.process()?)?;
        findings.docket("memory", made.cases, Some(Samples::one(Unit::Mebibytes, memory)));
    }
    session.terminal.leave("q")
}

/// Keys that move the selection.
fn moves(session: &mut Session<'_>, cases: usize, findings: &mut Findings) -> Result<()> {
    let rows: [(&'static str, &str, &str, usize); 4] = [
        ("line-down", "", "j", 300),
        ("page-down", "", PAGE_DOWN, 60),
        ("end", "g", "G", 30),
        ("home", "G", "g", 30),
    ];
    for (row, before, key, times) in rows {
        if !session.options.wants(row) {
            continue;
        }
        let samples = session.each(times, |session, at| {
            // A small store ends after a few pages.
            if row == "page-down" && at % PAGES == 0 {
                session.set_up("gjg")?;
            }
            if !before.is_empty() {
                session.set_up(before)?;
            }
            let from = selected(session.terminal.screen());
            let took = session.timed(key)?;
            if selected(session.terminal.screen()) == from {
                return Err(format!("{row}: the selection did not move from {from:?}").into());
            }
            Ok(took)
        })?;
        findings.docket(row, cases, samples);
        session.set_up("g")?;
    }
    if session.options.wants("burst") {
        let samples = session.each(15, |session, _| {
            let from = selected(session.terminal.screen());
            let took = session.timed(&"j".repeat(200))?;
            let to = selected(session.terminal.screen());
            session.set_up(&"k".repeat(200))?;
            if to == from || selected(session.terminal.screen()) != from {
                return Err("200 keys down and 200 up did not come back to where they began".into());
            }
            Ok(took)
        })?;
        findings.docket("burst", cases, samples);
        session.set_up("g")?;
    }
    Ok(())
}

/// What brings another list: queues, filters, searches.
fn lists(session: &mut Session<'_>, cases: usize, findings: &mut Findings) -> Result<()> {
    if session.options.wants("queue") {
        let samples = session.each(40, |session, at| session.timed(if at % 4 < 2 { "J" } else { "K" }))?;
        findings.docket("queue", cases, samples);
    }
    if session.options.wants("filter") {
        let samples = session.each(40, |session, at| {
            // The list follows what is typed: with the last letter the word becomes a filter.
            let (rest, last) = FILTERS[at % FILTERS.len()];
            session.set_up("/")?;
            session.set_up(rest)?;
            let took = session.timed(last)?;
            session.set_up(ESCAPE)?;
            Ok(took)
        })?;
        findings.docket("filter", cases, samples);
    }
    if session.options.wants("search") {
        let mut times = Vec::new();
        for word in WORDS.iter().cycle().take(session.options.times(3 * WORDS.len())) {
            session.set_up("/")?;
            for letter in word.chars() {
                times.push(session.timed(&letter.to_string())?);
            }
            session.set_up(ESCAPE)?;
        }
        findings.docket("search", cases, Samples::of_times(&times));
    }
    Ok(())
}

fn idle(session: &mut Session<'_>, cases: usize, findings: &mut Findings) -> Result<()> {
    session.terminal.idle(Duration::from_millis(500));
    let process = session.terminal.process()?;
    let before = process::processor_time(process)?;
    let bytes = session.terminal.idle(IDLE);
    let used = process::processor_time(process)?.saturating_sub(before);
    let percent = 100.0 * used.as_secs_f64() / IDLE.as_secs_f64();
    findings.docket("idle-bytes", cases, Some(Samples::one(Unit::Bytes, bytes as f64)));
    findings.docket("idle-cpu", cases, Some(Samples::one(Unit::Percent, percent)));
    Ok(())
}

const ESCAPE: &str = "\x1b";
const PAGE_DOWN: &str = "\x1b[6~";

/// The console on a store.
fn command(made: &Made) -> Result<CommandBuilder> {
    let plain = stores::docket(&made.path)?;
    let mut command = CommandBuilder::new(plain.get_program());
    command.args(plain.get_args());
    command.env_clear();
    for (name, value) in plain.get_envs() {
        if let Some(value) = value {
            command.env(name, value);
        }
    }
    Ok(command)
}

/// The number of the selected case: what stands first in the line of the list that is drawn in reverse.
fn selected(screen: &vt100::Screen) -> Option<String> {
    let (rows, cols) = screen.size();
    let (rows, cols) = (rows.get(), cols.get());
    let reversed = |row, col| screen.cell(row, col).is_some_and(vt100::Cell::inverse);
    // The list lies in the middle of the screen; the places at its left are drawn in reverse while they have the keys.
    let line = (2..rows).find(|row| reversed(*row, cols / 3))?;
    let text = screen.contents_between(line, cols / 8, line, cols);
    text.split_whitespace().find(|word| is_number(word)).map(str::to_owned)
}

/// Whether a word looks like the number of a case: `RC-000812`.
fn is_number(word: &str) -> bool {
    word.split_once('-').is_some_and(|(prefix, digits)| {
        prefix.len() == 2 && digits.len() >= 6 && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}
