//! What is to be measured, from the arguments after `--`.

use super::Result;
use super::table::{SPECS, is_row};

/// What to measure.
#[derive(Debug, Clone)]
pub struct Options {
    /// Sizes of stores, in cases, the smallest first.
    pub sizes: Vec<usize>,
    /// Fewer repetitions, to try something out.
    pub quick: bool,
    /// Rows to measure; empty is all.
    pub only: Vec<String>,
}

const USAGE: &str = "cargo bench --bench numbers -- [--cases 1000,1000000] [--quick] [--only ROW[,ROW]...]";

impl Options {
    /// Reads arguments; none where nothing is to be measured: `cargo test` runs this program too, without `--bench`.
    pub fn read(arguments: impl Iterator<Item = String>) -> Result<Option<Self>> {
        let mut options = Self { sizes: vec![1_000, 1_000_000], quick: false, only: Vec::new() };
        let (mut bench, mut arguments) = (false, arguments);
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value. {USAGE}"));
            match argument.as_str() {
                "--bench" => bench = true,
                "--quick" => options.quick = true,
                "--cases" => {
                    let sizes =
                        value()?.split(',').map(str::parse).collect::<std::result::Result<Vec<_>, _>>();
                    options.sizes = sizes.map_err(|error| format!("--cases: {error}. {USAGE}"))?;
                    options.sizes.sort_unstable();
                    options.sizes.dedup();
                }
                "--only" => options.only.extend(value()?.split(',').map(str::to_owned)),
                "--test" => return Ok(None),
                other => return Err(format!("{other} is no option. {USAGE}").into()),
            }
        }
        if let Some(wrong) = options.only.iter().find(|id| !is_row(id)) {
            let rows: Vec<_> = SPECS.iter().map(|spec| spec.id).collect();
            return Err(format!("{wrong} is no row; the rows are {}", rows.join(", ")).into());
        }
        Ok(bench.then_some(options))
    }

    /// Whether a row is asked for.
    pub fn wants(&self, id: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only == id)
    }

    /// `full` repetitions, or a fifth of them where it shall be quick.
    pub fn times(&self, full: usize) -> usize {
        if self.quick { full.div_ceil(5) } else { full }
    }
}
