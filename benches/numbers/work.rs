//! docket's work without a face: decisions one at a time, and whole intakes.

use super::Result;
use super::options::Options;
use super::raw::Raw;
use super::records::Feed;
use super::samples::{Samples, Unit};
use super::stores::{self, Made};
use super::table::{Findings, RAW_COMMITS, RAW_ROWS};
use docket::case::{Act, CaseId, Command, OperatorId};
use docket::desk::{Desk, DeskClock, DeskOptions, Request};
use docket::store::{ListQuery, Window};
use std::path::Path;
use std::time::Instant;

/// Rounds in which docket and SQLite take turns.
const ROUNDS: usize = 7;
/// Decisions a round, and raw commits.
const DECISIONS: usize = 100;
/// How long a row is that SQLite commits by itself: about an event of the log.
const EVENT_BYTES: usize = 300;
/// Records that are taken in, once a round, and the cases that they are about, at most.
const RECORDS: usize = 10_000;
const CASES: usize = 5_000;

/// Decisions of an operator, each durable before the next begins, in turns with one-row commits of SQLite in a file beside.
///
/// Every decision is an action of the playbook on another case: it moves the stage and writes a letter or orders. The cases
/// are looked up before the clock runs, as an operator has the case on the screen.
pub fn decisions(options: &Options, made: &Made, findings: &mut Findings) -> Result<()> {
    let path = stores::copy(made)?;
    let mut raw = Raw::make(&stores::folder()?.join("raw-commits.db"), EVENT_BYTES, 0)?;
    let mut desk = open(&path)?;
    let rounds = options.times(ROUNDS);
    let mut wishes = wishes(&desk, rounds * DECISIONS)?.into_iter();
    let (mut decided, mut committed) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        let round: Vec<Request> = wishes.by_ref().take(DECISIONS).collect();
        let started = Instant::now();
        for request in &round {
            desk.act(request)?;
        }
        decided.push(round.len() as f64 / started.elapsed().as_secs_f64());
        committed.push(raw.commit(DECISIONS)?);
    }
    drop(desk);
    stores::remove(&path)?;
    findings.docket("decision", made.cases, Samples::new(Unit::PerSecond, decided));
    findings.beside("decision", RAW_COMMITS, made.cases, Samples::new(Unit::PerSecond, committed));
    Ok(())
}

fn open(path: &Path) -> Result<Desk> {
    let options = DeskOptions {
        store: path.to_owned(),
        witness: stores::witness(path),
        operator: Some(stores::OPERATOR.parse::<OperatorId>()?),
        clock: DeskClock::Fixed(stores::NOW.parse()?),
        read_only: false,
    };
    Ok(Desk::open(&options)?)
}

/// For `count` cases an action that may be taken at once, without reason, note or confirmation.
fn wishes(desk: &Desk, count: usize) -> Result<Vec<Request>> {
    let mut wishes = Vec::with_capacity(count);
    let mut query = ListQuery { limit: 200, ..ListQuery::default() };
    while wishes.len() < count {
        let page = desk.list(&query)?;
        let Some(last) = page.rows.last() else {
            return Err(format!(
                "only {} of {count} cases have an action that asks for nothing",
                wishes.len()
            )
            .into());
        };
        query.window = Window::After(last.cursor);
        for row in &page.rows {
            wishes.extend(wish(desk, row.id)?);
        }
    }
    wishes.truncate(count);
    Ok(wishes)
}

fn wish(desk: &Desk, id: CaseId) -> Result<Option<Request>> {
    let view = desk.case(id)?;
    let free = view.actions.iter().find(|action| {
        action.state.as_ref().is_ok_and(|needs| !needs.note && needs.reasons.is_empty() && !needs.confirm)
            && action.action.to.is_some()
    });
    Ok(free.map(|action| Request {
        case: id,
        seen: Some(view.case.version),
        command: Command::Act(Act::plain(action.id().clone())),
        key: None,
    }))
}

/// Whole intakes of a file, by the command, into a copy of the store; in turns with SQLite's insertion of as many rows of
/// the same size into a table that has a row for each of the store's cases.
pub fn intake(options: &Options, made: &Made, findings: &mut Findings) -> Result<()> {
    let path = stores::copy(made)?;
    let folder = stores::folder()?;
    let file = folder.join("more.jsonl");
    let rounds = options.times(ROUNDS);
    let mut feed = Feed::after(made.cases, rounds * CASES)?;
    let (mut taken, mut inserted) = (Vec::new(), Vec::new());
    let mut raw = None;
    for _ in 0..rounds {
        let written = feed.write(&file, RECORDS)?.ok_or("the feed of records ended early")?;
        let raw = match &mut raw {
            Some(raw) => raw,
            None => raw.insert(Raw::make(
                &folder.join("raw-rows.db"),
                written.bytes / written.records,
                made.cases,
            )?),
        };
        let mut command = stores::docket(&path)?;
        command.arg("intake").arg("--quiet").arg(&file);
        let started = Instant::now();
        stores::run(command)?;
        taken.push(written.records as f64 / started.elapsed().as_secs_f64());
        inserted.push(raw.insert(written.records)?);
    }
    stores::remove(&path)?;
    std::fs::remove_file(&file)?;
    findings.docket("intake", made.cases, Samples::new(Unit::PerSecond, taken));
    findings.beside("intake", RAW_ROWS, made.cases, Samples::new(Unit::PerSecond, inserted));
    Ok(())
}
