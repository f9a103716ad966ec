//! `docket cases`: lists cases by the filter language that the console has too.

use super::context::{Access, Context};
use super::table::Table;
use super::{CliError, Ending};
use crate::case::OperatorId;
use crate::desk::views::{self, View, Views};
use crate::desk::{Desk, filter};
use crate::store::{CaseRow, Filter, ListQuery, Sort, Window};
use crate::text::nearest::suggestion;
use crate::text::when::left;
use chrono::{DateTime, Utc};
use clap::{Args, ValueEnum};
use serde_json::{Value, json};

/// How many rows are read at once.
const WINDOW: usize = 500;

/// What `docket cases` is told.
#[derive(Debug, Args)]
#[command(after_help = filter_help())]
pub struct CasesArgs {
    /// Only these, in the filter language: 'band:high due:today mine'
    #[arg(long, value_name = "FILTER")]
    pub filter: Option<String>,
    /// Only of this view, in its order: mine, 'due today', overdue, 'high risk', 'put off', ended, or one that you saved
    #[arg(long, value_name = "VIEW")]
    pub view: Option<String>,
    /// Only of this queue: a kind, institution/kind, or follow-ups
    #[arg(long, value_name = "QUEUE")]
    pub queue: Option<String>,
    /// Only at this stage
    #[arg(long, value_name = "STAGE")]
    pub stage: Option<String>,
    /// Only of this band; high+ for high and above
    #[arg(long, value_name = "BAND")]
    pub band: Option<String>,
    /// Only due by then: overdue, today, week, 24h, 2026-11-30
    #[arg(long, value_name = "WHEN")]
    pub due: Option<String>,
    /// Only open (as by default), snoozed, ended, approved, rejected, closed, or all
    #[arg(long, value_name = "STATE")]
    pub is: Option<String>,
    /// Only claimed by you now
    #[arg(long)]
    pub mine: bool,
    /// Only claimed by nobody now
    #[arg(long)]
    pub unclaimed: bool,
    /// Only with these words in number, references, accounts, names, text or notes
    #[arg(long, value_name = "TEXT")]
    pub search: Option<String>,
    /// In which order; without it the view's, or due first
    #[arg(long, value_enum)]
    pub sort: Option<Order>,
    /// How many at most; 0 is all
    #[arg(long, default_value_t = 50)]
    pub limit: usize,
}

/// The orders of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Order {
    /// Due first
    Due,
    /// Riskiest first
    Risk,
    /// Oldest first
    Age,
    /// Newest first
    Newest,
}

impl From<Order> for Sort {
    fn from(order: Order) -> Self {
        match order {
            Order::Due => Self::Due,
            Order::Risk => Self::Risk,
            Order::Age => Self::Age,
            Order::Newest => Self::Newest,
        }
    }
}

fn filter_help() -> String {
    let words = filter::WORDS.iter().map(|(word, meaning)| format!("  {word:<22} {meaning}"));
    format!("Words of a filter; all others are searched for:\n{}", words.collect::<Vec<_>>().join("\n"))
}

impl CasesArgs {
    /// Lists them; JSON has one case a line.
    ///
    /// # Errors
    /// Where a filter is none, or the store cannot be read.
    pub fn run(&self, context: &mut Context) -> Result<Ending, CliError> {
        let desk = context.desk(Access::Read)?;
        let now = desk.now();
        let view = self.view.as_ref().map(|name| view_named(name, context)).transpose()?;
        let filter = self.filter(&desk, view.as_ref(), context.operator.as_ref())?;
        let sort = self.sort.map(Sort::from).or(view.map(|view| view.sort)).unwrap_or_default();
        let most = if self.limit == 0 { usize::MAX } else { self.limit };
        let mut query = ListQuery { filter, sort, window: Window::First, limit: WINDOW.min(most) };
        let mut shown = 0;
        loop {
            let page = desk.list(&query)?;
            shown += page.rows.len();
            self.write(&page.rows, now, context, shown == page.rows.len())?;
            let Some(last) = page.rows.last().filter(|_| page.more_after) else { break };
            if shown >= most {
                if !context.out.is_json() {
                    context
                        .out
                        .line(format!("… and more: --limit {} shows the next", most.saturating_mul(2)))?;
                }
                break;
            }
            query.window = Window::After(last.cursor);
            query.limit = WINDOW.min(most - shown);
        }
        if shown == 0 && !context.out.is_json() {
            context.out.line("no case")?;
        }
        Ok(Ending::DONE)
    }

    fn filter(
        &self,
        desk: &Desk,
        view: Option<&View>,
        operator: Option<&OperatorId>,
    ) -> Result<Filter, CliError> {
        let mut words: Vec<String> = view.iter().map(|view| view.filter.clone()).collect();
        words.extend(self.filter.clone());
        let keyed = [("stage", &self.stage), ("band", &self.band), ("due", &self.due), ("is", &self.is)];
        words.extend(keyed.into_iter().filter_map(|(key, value)| Some(format!("{key}:{}", value.as_ref()?))));
        words.extend(self.queue.as_ref().map(|queue| {
            let queues = queue.contains('/') || filter::is_follow_ups(queue);
            let key = if queues { "queue" } else { "kind" };
            format!("{key}:{queue}")
        }));
        words.extend(self.mine.then(|| "mine".to_owned()));
        words.extend(self.unclaimed.then(|| "unclaimed".to_owned()));
        // A quote cannot be searched for anyway, and would end the quoted words early.
        words.extend(self.search.as_ref().map(|text| format!("\"{}\"", text.replace('"', " "))));
        let text = words.join(" ");
        let nobody = OperatorId::new("nobody").map_err(|error| CliError::usage(error.to_string(), ""))?;
        let me = operator.unwrap_or(&nobody);
        let filter = filter::parse(&text, desk.now(), me)
            .map_err(|error| CliError::usage(error.what, format!("{}.", error.remedy)))?;
        desk.check_names(&filter, me)?;
        Ok(filter)
    }

    fn write(
        &self,
        rows: &[CaseRow],
        now: DateTime<Utc>,
        context: &mut Context,
        first: bool,
    ) -> Result<(), CliError> {
        if context.out.is_json() {
            return Ok(rows.iter().try_for_each(|row| context.out.json(&value(row, now)))?);
        }
        let heading = ["CASE", "QUEUE", "STAGE", "RISK", "DUE", "WHO", "ACCOUNT"];
        let mut table = if first && !rows.is_empty() { Table::new(&heading) } else { Table::bare() };
        for row in rows {
            table.push(cells(row, now));
        }
        Ok(table.write("", &mut context.out)?)
    }
}

/// The view that somebody names: one of the program's, or one that they saved in the console.
fn view_named(name: &str, context: &Context) -> Result<View, CliError> {
    let views = match &context.config {
        Some(folder) => Views::read(&folder.join(views::FILE))
            .map_err(|what| CliError::place(what, "Mend the file, or move it away."))?,
        None => Views::default(),
    };
    views.meant(name).ok_or_else(|| {
        let all = views.all();
        let names: Vec<&str> = all.iter().map(|view| view.name.as_str()).collect();
        CliError::usage(format!("there is no view {name:?}"), suggestion(name, &names))
    })
}

fn claim(row: &CaseRow, now: DateTime<Utc>) -> Option<&(OperatorId, DateTime<Utc>)> {
    row.claimed.as_ref().filter(|(_, until)| *until > now)
}

fn cells(row: &CaseRow, now: DateTime<Utc>) -> [String; 7] {
    let due = match (row.outcome, row.due_at) {
        (Some(outcome), _) => outcome.as_str().to_owned(),
        (None, Some(due)) => left(due, now),
        (None, None) => "–".to_owned(),
    };
    let sign = row.marks.sign().map(|sign| format!(" {sign}")).unwrap_or_default();
    [
        format!("{}{sign}", row.number),
        format!("{}/{}", row.institution, row.kind),
        row.stage_title.clone(),
        row.band.map_or("–".to_owned(), |band| band.to_string()),
        due,
        claim(row, now).map_or("–".to_owned(), |(operator, _)| operator.to_string()),
        row.claimant.clone(),
    ]
}

fn value(row: &CaseRow, now: DateTime<Utc>) -> Value {
    let claim = claim(row, now);
    json!({
        "number": row.number,
        "id": row.id,
        "version": row.version,
        "institution": row.institution,
        "kind": row.kind,
        "stage": row.stage,
        "stage_title": row.stage_title,
        "outcome": row.outcome,
        "band": row.band,
        "risk": row.risk,
        "due_at": row.due_at,
        "opened_at": row.opened_at,
        "claimed_by": claim.map(|(operator, _)| operator),
        "claimed_until": claim.map(|(_, until)| until),
        "snoozed_until": row.snoozed_until,
        "account": row.claimant,
        "holder": row.holder,
        "decision": row.decision,
        "followed_up": row.followed_up,
        "owner_unread": row.marks.owner_unread,
        "unanswered": row.marks.unanswered,
        "reminded": row.marks.reminded,
        "order_failed": row.marks.order_failed,
        "letter_failed": row.marks.letter_failed,
    })
}
