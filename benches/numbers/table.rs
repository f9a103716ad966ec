//! What is measured, what is to be reached, and the table that sets one beside the other.

use super::samples::{Samples, number, thousands};
use std::collections::BTreeMap;
use std::fmt::Write;

/// A bound on a row, held against its figures at the largest size.
#[derive(Debug, Clone, Copy)]
pub enum Limit {
    /// A quantile, in the row's own unit.
    AtMost(f64, f64),
    /// The median as a multiple of the median of what ran beside it.
    TimesBeside(&'static str, f64),
    /// The median as a share of the median of what ran beside it.
    ShareOfBeside(&'static str, f64),
    /// The median as a multiple of docket's own at the smallest size.
    TimesSmallest(f64),
}

/// A row of the table as it is asked for.
#[derive(Debug)]
pub struct Spec {
    /// Its name for `--only`.
    pub id: &'static str,
    /// What is measured.
    pub title: &'static str,
    /// What is to be reached; every limit counts.
    pub limits: &'static [Limit],
}

/// The rows, in the order of design.md.
pub const SPECS: &[Spec] = &[
    Spec {
        id: "first-frame",
        title: "first complete frame, from spawn",
        limits: &[Limit::TimesBeside(SQLITE_TOOL, 2.0), Limit::TimesSmallest(1.5)],
    },
    Spec {
        id: "line-down",
        title: "line down, to the last byte",
        limits: &[Limit::AtMost(0.5, 1.0), Limit::AtMost(0.95, 2.0)],
    },
    Spec { id: "page-down", title: "page down", limits: &[Limit::AtMost(0.95, 4.0)] },
    Spec { id: "end", title: "to the end", limits: &[Limit::AtMost(0.95, 4.0)] },
    Spec { id: "home", title: "to the beginning", limits: &[Limit::AtMost(0.95, 4.0)] },
    Spec { id: "queue", title: "change of queue", limits: &[Limit::AtMost(0.95, 4.0)] },
    Spec { id: "filter", title: "change of filter", limits: &[Limit::AtMost(0.95, 4.0)] },
    Spec { id: "burst", title: "200 keys at once", limits: &[Limit::AtMost(0.5, 6.0)] },
    Spec {
        id: "search",
        title: "search, first results, a letter typed",
        limits: &[Limit::AtMost(0.95, 15.0)],
    },
    Spec { id: "memory", title: "memory, console open, at its highest", limits: &[Limit::AtMost(1.0, 30.0)] },
    Spec { id: "idle-bytes", title: "idle: bytes written", limits: &[Limit::AtMost(1.0, 0.0)] },
    Spec { id: "idle-cpu", title: "idle: processor", limits: &[Limit::AtMost(1.0, 0.1)] },
    Spec {
        id: "decision",
        title: "durable decisions, one at a time",
        limits: &[Limit::ShareOfBeside(RAW_COMMITS, 0.5)],
    },
    Spec {
        id: "intake",
        title: "records taken in by `docket intake`",
        limits: &[Limit::ShareOfBeside(RAW_ROWS, 0.15)],
    },
];

/// The `sqlite3` tool, spawned, printing one page of the same store.
pub const SQLITE_TOOL: &str = "`sqlite3` printing one page";
/// One-row commits of SQLite at full durability.
pub const RAW_COMMITS: &str = "raw one-row commits";
/// SQLite's insertion of rows of the records' size with three indexes.
pub const RAW_ROWS: &str = "raw rows, three indexes";

/// What was measured for one row.
#[derive(Debug, Default)]
pub struct Figures {
    /// docket's own, by number of cases.
    pub docket: BTreeMap<usize, Samples>,
    /// What ran beside it, by name and number of cases.
    pub beside: Vec<(String, usize, Samples)>,
}

/// All that was measured, by row.
#[derive(Debug, Default)]
pub struct Findings {
    rows: BTreeMap<&'static str, Figures>,
    /// What could not be measured, and why.
    pub missing: Vec<String>,
}

impl Findings {
    /// Takes in docket's figures for a row; without any the row is said to be missing.
    pub fn docket(&mut self, id: &'static str, cases: usize, samples: Option<Samples>) {
        match samples {
            Some(samples) => {
                self.rows.entry(id).or_default().docket.insert(cases, samples);
            }
            None => {
                self.missing.push(format!("{id} at {} cases: nothing was measured", thousands(cases as i64)))
            }
        }
    }

    /// Takes in the figures of what ran beside docket.
    pub fn beside(&mut self, id: &'static str, name: &str, cases: usize, samples: Option<Samples>) {
        match samples {
            Some(samples) => self.rows.entry(id).or_default().beside.push((name.to_owned(), cases, samples)),
            None => self.missing.push(format!("{id}: {name} gave no figure")),
        }
    }

    /// The Markdown table.
    pub fn table(&self, sizes: &[usize]) -> String {
        let mut text = String::from("| what | to reach |");
        for size in sizes {
            let _ = write!(text, " docket, {} cases |", thousands(*size as i64));
        }
        text.push_str(" beside it, in the same run | ratio | |\n|---|---|");
        text.push_str(&"---|".repeat(sizes.len() + 3));
        text.push('\n');
        for spec in SPECS {
            if let Some(figures) = self.rows.get(spec.id) {
                text.push_str(&row(spec, figures, sizes));
            }
        }
        text
    }
}

fn row(spec: &Spec, figures: &Figures, sizes: &[usize]) -> String {
    let any = figures.docket.values().chain(figures.beside.iter().map(|(_, _, samples)| samples)).next();
    let unit = any.map_or("", |samples| samples.unit().name());
    let limits: Vec<String> = spec.limits.iter().map(|limit| limit.shown(unit)).collect();
    let mut text = format!("| {} | {} |", spec.title, limits.join("; "));
    for size in sizes {
        let shown = figures.docket.get(size).map_or_else(|| "–".to_owned(), Samples::shown);
        let _ = write!(text, " {shown} |");
    }
    let largest = sizes.iter().max().copied();
    let beside: Vec<String> = figures
        .beside
        .iter()
        .filter(|(_, cases, _)| Some(*cases) == largest)
        .map(|(name, _, samples)| format!("{name}: {}", samples.shown()))
        .collect();
    let verdict = match figures.reached(spec) {
        Some(true) => "reached",
        Some(false) => "**missed**",
        None => "–",
    };
    let _ = writeln!(
        text,
        " {} | {} | {verdict} |",
        or_dash(beside.join("; ")),
        or_dash(figures.ratios().join("; "))
    );
    text
}

fn or_dash(text: String) -> String {
    if text.is_empty() { "–".to_owned() } else { text }
}

impl Figures {
    /// docket at its largest size.
    fn largest(&self) -> Option<(usize, &Samples)> {
        self.docket.iter().next_back().map(|(cases, samples)| (*cases, samples))
    }

    /// docket at its smallest size, where that is another.
    fn smallest(&self) -> Option<&Samples> {
        (self.docket.len() > 1).then(|| self.docket.values().next()).flatten()
    }

    fn beside(&self, name: &str) -> Option<&Samples> {
        let (largest, _) = self.largest()?;
        self.beside
            .iter()
            .find(|(other, cases, _)| other == name && *cases == largest)
            .map(|(_, _, samples)| samples)
    }

    /// Medians at the largest size over those of everything that they can be set against.
    fn ratios(&self) -> Vec<String> {
        let Some((largest, samples)) = self.largest() else { return Vec::new() };
        let beside = self.beside.iter().filter(|(_, cases, _)| *cases == largest);
        let mut others: Vec<(&str, &Samples)> =
            beside.map(|(name, _, samples)| (name.as_str(), samples)).collect();
        others.extend(self.smallest().map(|samples| ("the smallest store", samples)));
        others.retain(|(_, other)| other.median() > 0.0);
        others
            .into_iter()
            .map(|(name, other)| format!("{} × {name}", number(samples.median() / other.median())))
            .collect()
    }

    /// Whether every limit that can be judged is kept; none where none can be judged.
    fn reached(&self, spec: &Spec) -> Option<bool> {
        let (_, samples) = self.largest()?;
        let ratio = |other: Option<&Samples>| other.map(|other| samples.median() / other.median());
        let verdicts = spec.limits.iter().filter_map(|limit| match *limit {
            Limit::AtMost(share, most) => Some(samples.quantile(share) <= most),
            Limit::TimesBeside(name, times) => ratio(self.beside(name)).map(|ratio| ratio <= times),
            Limit::ShareOfBeside(name, share) => ratio(self.beside(name)).map(|ratio| ratio >= share),
            Limit::TimesSmallest(times) => ratio(self.smallest()).map(|ratio| ratio <= times),
        });
        verdicts.reduce(|all, one| all && one)
    }
}

impl Limit {
    fn shown(self, unit: &str) -> String {
        match self {
            Self::AtMost(_, 0.0) => format!("no {unit}").replace("no bytes", "none"),
            Self::AtMost(0.5, most) => format!("median ≤ {} {unit}", number(most)),
            Self::AtMost(0.95, most) => format!("p95 ≤ {} {unit}", number(most)),
            Self::AtMost(_, most) => format!("≤ {} {unit}", number(most)),
            Self::TimesBeside(name, times) => format!("≤ {times} × {name}"),
            Self::ShareOfBeside(name, share) => format!("≥ {share} × {name}"),
            Self::TimesSmallest(times) => format!("≤ {times} × the smallest store"),
        }
    }
}

/// Whether `id` names a row.
pub fn is_row(id: &str) -> bool {
    SPECS.iter().any(|spec| spec.id == id)
}
