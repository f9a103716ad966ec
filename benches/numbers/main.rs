//! Measures the numbers that docket must reach, each beside something that ran in the same run: SQLite itself, the
//! `sqlite3` tool, a peer where one is installed, or docket on a store of a thousandth of the size.
//!
//! `cargo bench --bench numbers -- [--cases 1000,1000000] [--quick] [--only ROW]` prints a Markdown table. Every value that
//! was measured counts; medians, 95th percentiles and extremes are shown. Nothing here is a test: no figure makes it fail.

mod console;
mod options;
mod peers;
mod process;
mod pty;
mod raw;
mod records;
mod samples;
mod stores;
mod table;
mod work;

use options::Options;
use std::error::Error;
use std::process::ExitCode;
use table::Findings;

/// What measuring gives, or why there is nothing.
type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    match Options::read(std::env::args().skip(1))
        .and_then(|options| options.map_or(Ok(()), |options| measure(&options)))
    {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("numbers: {error}");
            ExitCode::FAILURE
        }
    }
}

fn measure(options: &Options) -> Result<()> {
    let mut findings = Findings::default();
    let made = options.sizes.iter().map(|size| stores::of(*size)).collect::<Result<Vec<_>>>()?;
    for peer in ["sqlite3", "less"] {
        if !peers::installed(peer) {
            findings.missing.push(format!("{peer} is not installed: nothing was measured of it"));
        }
    }
    if options.wants("first-frame") {
        console::first_frames(options, &made, &mut findings)?;
    }
    for store in &made {
        console::session(options, store, &mut findings)?;
        if peers::installed("less") {
            peers::less(options, store.cases, &mut findings)?;
        }
        if options.wants("decision") {
            work::decisions(options, store, &mut findings)?;
        }
        if options.wants("intake") {
            work::intake(options, store, &mut findings)?;
        }
    }
    println!("{}", findings.table(&options.sizes));
    for missing in &findings.missing {
        println!("- {missing}");
    }
    Ok(())
}
