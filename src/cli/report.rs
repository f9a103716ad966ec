//! `docket report`: what the lead screen shows, as text or JSON.

use super::context::{Access, Context};
use super::out::Out;
use super::table::Table;
use super::{CliError, Ending};
use crate::desk::{LeadView, RateView};
use crate::score::Band;
use chrono::NaiveDate;
use clap::Args;
use serde_json::{Value, json};
use std::io;

/// The ages that open cases are counted by, as [`LeadView::ages`] has them.
const AGES: [&str; 5] = ["under 1 day", "1 to 3 days", "3 to 7 days", "7 to 14 days", "over 14 days"];
/// The due times that open cases are counted by, as [`LeadView::due`] has them.
const DUE: [&str; 5] = ["overdue", "within 24 hours", "within 3 days", "later", "clock standing still"];

/// What `docket report` is told.
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// Throughput only from this day on (UTC); the last 14 days are kept
    #[arg(long, value_name = "DAY")]
    pub since: Option<NaiveDate>,
    /// Throughput only to this day (UTC)
    #[arg(long, value_name = "DAY")]
    pub until: Option<NaiveDate>,
}

impl ReportArgs {
    /// Tells it, as one JSON value.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn run(&self, context: &mut Context) -> Result<Ending, CliError> {
        let mut view = context.desk(Access::Read)?.lead()?;
        view.throughput.retain(|(day, ..)| {
            self.since.is_none_or(|since| *day >= since) && self.until.is_none_or(|until| *day <= until)
        });
        if context.out.is_json() {
            context.out.json(&value(&view))?;
        } else {
            write(&view, &mut context.out)?;
        }
        Ok(Ending::DONE)
    }
}

fn value(view: &LeadView) -> Value {
    let queues = view.queues.iter().map(|queue| {
        json!({
            "institution": queue.institution, "kind": queue.kind, "title": queue.title, "open": queue.open,
            "unclaimed": queue.unclaimed, "put_off": queue.put_off, "followed_up": queue.followed_up,
        })
    });
    let stages = view.stages.iter().map(|here| {
        json!({
            "institution": here.institution, "kind": here.kind, "stage": here.stage, "stage_title": here.title,
            "open": here.open,
        })
    });
    let throughput = view
        .throughput
        .iter()
        .map(|(day, opened, ended)| json!({ "day": day, "opened": opened, "ended": ended }));
    let operators = view.operators.iter().map(
        |load| json!({ "operator": load.operator, "claimed": load.claimed, "decided_7_days": load.decided }),
    );
    let rates = view.rates.iter().map(|rate| {
        json!({
            "institution": rate.institution, "kind": rate.kind, "title": rate.title, "approved": rate.approved,
            "approved_open": rate.approved_open, "rejected": rate.rejected, "closed": rate.closed, "approved_percent": percent(rate),
            "expected_percent": rate.expected,
        })
    });
    let bands = Band::ALL.iter().zip(view.bands).map(|(band, open)| (band.to_string(), open.into()));
    json!({
        "now": view.now,
        "queues": queues.collect::<Vec<_>>(),
        "stages": stages.collect::<Vec<_>>(),
        "bands": Value::Object(bands.collect()),
        "ages": named(&AGES, &view.ages),
        "due": named(&DUE, &view.due),
        "throughput": throughput.collect::<Vec<_>>(),
        "operators": operators.collect::<Vec<_>>(),
        "rates": rates.collect::<Vec<_>>(),
    })
}

fn named(names: &[&str], counts: &[u64]) -> Value {
    let field = |name: &str| name.replace(' ', "_");
    Value::Object(names.iter().zip(counts).map(|(name, count)| (field(name), (*count).into())).collect())
}

/// The share of those decided either way that were approved, in percent; none where none was.
fn percent(rate: &RateView) -> Option<u64> {
    (100 * rate.approved).checked_div(rate.approved + rate.rejected)
}

fn write(view: &LeadView, out: &mut Out) -> io::Result<()> {
    let mut queues = Table::new(&["QUEUE", "OPEN", "UNCLAIMED", "PUT OFF", "FOLLOWED UP"]);
    for queue in &view.queues {
        let name = format!("{}/{} {}", queue.institution, queue.kind, queue.title);
        let counts =
            [queue.open, queue.unclaimed, queue.put_off, queue.followed_up].map(|count| count.to_string());
        queues.push([vec![name], counts.to_vec()].concat());
    }
    queues.write("", out)?;
    out.section("STAGES")?;
    let mut stages = Table::bare();
    for here in &view.stages {
        stages.push([
            format!("{}/{}", here.institution, here.kind),
            here.title.clone(),
            here.open.to_string(),
        ]);
    }
    stages.write("  ", out)?;
    counted("RISK", &Band::ALL.map(Band::as_str), &view.bands, out)?;
    counted("AGE", &AGES, &view.ages, out)?;
    counted("DUE", &DUE, &view.due, out)?;
    out.section("THROUGHPUT")?;
    let mut throughput = Table::new(&["DAY", "OPENED", "ENDED"]);
    for (day, opened, ended) in &view.throughput {
        throughput.push([day.to_string(), opened.to_string(), ended.to_string()]);
    }
    throughput.write("  ", out)?;
    out.section("OPERATORS")?;
    let mut operators = Table::new(&["OPERATOR", "CLAIMED", "DECIDED IN 7 DAYS"]);
    for load in &view.operators {
        operators.push([load.operator.clone(), load.claimed.to_string(), load.decided.to_string()]);
    }
    operators.write("  ", out)?;
    out.section("OUTCOMES")?;
    let mut rates = Table::new(&["QUEUE", "APPROVED", "REJECTED", "CLOSED", "RATE", "EXPECTED"]);
    for rate in &view.rates {
        let share = |value: Option<u64>| value.map_or("–".to_owned(), |value| format!("{value} %"));
        rates.push([
            format!("{}/{} {}", rate.institution, rate.kind, rate.title),
            rate.approved.to_string(),
            rate.rejected.to_string(),
            rate.closed.to_string(),
            share(percent(rate)),
            share(rate.expected),
        ]);
    }
    rates.write("  ", out)
}

fn counted(title: &str, names: &[&str], counts: &[u64], out: &mut Out) -> io::Result<()> {
    out.section(title)?;
    let mut table = Table::bare();
    for (name, count) in names.iter().zip(counts) {
        table.push([*name, &count.to_string()]);
    }
    table.write("  ", out)
}
