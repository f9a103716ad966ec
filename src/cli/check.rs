//! `docket check`: proves that the store is whole, or that a decision stands in its log.

use super::context::{Access, Context, read};
use super::progress::Bar;
use super::{CliError, Ending};
use crate::desk::{Desk, LogRows};
use crate::store::{Finding, LogWindow};
use clap::Args;
use serde::Deserialize;
use serde_json::json;
use std::path::{Path, PathBuf};

/// What `docket check` is told.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Holds a receipt, as `docket act --json` printed it, against the log instead
    #[arg(long, value_name = "FILE")]
    pub receipt: Option<PathBuf>,
}

/// What a receipt says of the log.
#[derive(Debug, Deserialize)]
struct Kept {
    number: String,
    seq: i64,
    head: String,
}

impl CheckArgs {
    /// Proves the store and tells every finding, or holds a receipt against the log.
    ///
    /// # Errors
    /// Where the store cannot be read, or the receipt is none.
    pub fn run(&self, context: &mut Context) -> Result<Ending, CliError> {
        let desk = context.desk(Access::Read)?;
        match &self.receipt {
            Some(file) => stands(&desk, &receipt(file)?, context),
            None => proven(&desk, context),
        }
    }
}

fn receipt(file: &Path) -> Result<Kept, CliError> {
    serde_json::from_str(&read(file)?).map_err(|error| {
        let what = format!("{} is no receipt: {error}", file.display());
        CliError::usage(what, "Give what `docket act --json` printed.")
    })
}

fn proven(desk: &Desk, context: &mut Context) -> Result<Ending, CliError> {
    let bar = Bar::counting();
    let report = desk.check(&mut |done, all| bar.at(done, all))?;
    bar.end();
    let bar = Bar::files();
    let vault = desk.check_vault(&mut |done, all| bar.at(done, all))?;
    bar.end();
    let checkpoint = report.checkpoint.map(|head| head.seq);
    let in_store = report.findings.iter().map(ToString::to_string);
    let findings: Vec<String> = in_store.chain(vault.findings.iter().map(ToString::to_string)).collect();
    let clean = findings.is_empty();
    if context.out.is_json() {
        context.out.json(&json!({
            "result": if clean { "sound" } else { "altered" },
            "entries": report.rows,
            "cases": report.cases,
            "files": vault.files,
            "seq": report.head.seq,
            "head": hex::encode(report.head.hash),
            "checkpoint": checkpoint,
            "findings": findings,
            "orphans": vault.orphans.iter().map(|path| path.display().to_string()).collect::<Vec<_>>(),
        }))?;
        return Ok(Ending::checked(clean));
    }
    findings.iter().try_for_each(|finding| context.out.line(finding))?;
    for orphan in &vault.orphans {
        context.out.line(format!("no case names the file {}", orphan.display()))?;
    }
    let read =
        format!("{} entries of the log, {} cases, {} evidence files", report.rows, report.cases, vault.files);
    let witness = match checkpoint {
        Some(seq) => format!("held against the checkpoint at entry {seq} outside the store"),
        None => "no checkpoint outside the store to hold it against".to_owned(),
    };
    if clean {
        context.out.line(format!("sound: {read}, {witness}"))?;
    } else {
        let s = if findings.len() == 1 { "" } else { "s" };
        context.out.line(format!("{} finding{s}: {read}, {witness}", findings.len()))?;
        let in_files = findings.len() > report.findings.len();
        context.out.line(remedy(&report.findings, in_files))?;
    }
    Ok(Ending::checked(clean))
}

/// What to do about what was found in the store, and about evidence files where something was found there too.
fn remedy(findings: &[Finding], in_files: bool) -> &'static str {
    let all = |sort: fn(&Finding) -> bool| !in_files && findings.iter().all(sort);
    if all(|finding| matches!(finding, Finding::Case { .. } | Finding::Projection { .. })) {
        "the log is whole: `docket rebuild` makes these lists again from it"
    } else if all(|finding| matches!(finding, Finding::Checkpoint(_))) {
        "the log fits together; what lies outside the store does not fit it: set $DOCKET_WITNESS to the store's own folder, or \
         put the right file back, and see `docket witness --help` where the file is right as it is"
    } else {
        "keep the files as they are; `docket rebuild` mends lists, only a backup mends log and evidence"
    }
}

fn stands(desk: &Desk, kept: &Kept, context: &mut Context) -> Result<Ending, CliError> {
    let lines = desk.log(None, LogWindow::After(kept.seq.saturating_sub(1)), 1, LogRows::All)?;
    let stands = lines.first().is_some_and(|line| line.seq == kept.seq && line.hash == kept.head);
    if context.out.is_json() {
        let result = if stands { "stands" } else { "gone" };
        context.out.json(&json!({ "result": result, "number": kept.number, "seq": kept.seq }))?;
    } else if stands {
        context
            .out
            .line(format!("{}: entry {} stands in the log as the receipt says", kept.number, kept.seq))?;
    } else {
        let what =
            format!("{}: entry {} does not stand in the log as the receipt says", kept.number, kept.seq);
        context.out.line(what)?;
        context.out.line(
            "the log was cut or altered after the receipt was given: keep the file, and restore a backup",
        )?;
    }
    Ok(Ending::checked(stands))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_to_do_follows_from_what_was_found() {
        let list = || Finding::Projection { table: "outbox", what: "x".to_owned() };
        let outside = || Finding::Checkpoint("x".to_owned());
        assert!(remedy(&[list(), list()], false).contains("rebuild"));
        assert!(
            remedy(&[outside()], false).contains("DOCKET_WITNESS")
                && !remedy(&[outside()], false).contains("backup")
        );
        assert!(remedy(&[list(), Finding::Missing { seq: 3 }], false).contains("only a backup"));
        assert!(remedy(&[], true).contains("evidence"));
    }
}
