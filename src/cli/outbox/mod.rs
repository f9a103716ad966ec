//! `docket outbox`: letters and orders, how far they got, and their delivery.

mod deliver;

use super::context::{Access, Context};
use super::out::Out;
use super::reveal::{Cover, RevealArgs};
use super::table::Table;
use super::{CliError, Ending};
use crate::case::{Event, OrderContacts, PostState};
use crate::desk::{Desk, DeskError, OutboxLine};
use crate::identity::mask_contact;
use crate::store::{OutboxFilter, OutboxSort, OutboxStage};
use crate::text::when::instant;
use clap::{Args, ValueEnum};
use deliver::DeliverArgs;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io;

/// How many rows are read at once.
const WINDOW: usize = 500;

/// What `docket outbox` is told.
#[derive(Debug, Args)]
pub struct OutboxArgs {
    /// Shows this letter or order whole
    #[arg(long, value_name = "N")]
    pub show: Option<i64>,
    /// Only of this case
    #[arg(long, value_name = "ID")]
    pub case: Option<String>,
    /// Only letters, or only orders
    #[arg(long, value_enum)]
    pub only: Option<Only>,
    /// Only what got so far
    #[arg(long, value_enum, default_value_t = Stage::Unfinished)]
    pub state: Stage,
    /// Lets this letter or order, which was refused or set aside, be delivered again
    #[arg(long, value_name = "N", conflicts_with_all = ["show", "deliver"])]
    pub retry: Option<i64>,
    /// Only what was written after number N
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub after: i64,
    /// How many at most; 0 is all
    #[arg(long, default_value_t = 50)]
    pub limit: usize,
    /// Whether to show addresses and new contacts whole.
    #[command(flatten)]
    pub reveal: RevealArgs,
    /// Where to deliver, and how.
    #[command(flatten)]
    pub delivery: DeliverArgs,
}

/// How far letters and orders got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Stage {
    /// Waiting, refused or set aside
    Unfinished,
    /// Waiting for delivery
    Waiting,
    /// Orders that were refused
    Refused,
    /// Not tried any more before somebody has looked at it
    SetAside,
    /// Letters that went out, orders that were handed over
    Sent,
    /// Orders that were carried out
    Done,
    /// All of them
    Any,
}

impl From<Stage> for OutboxStage {
    fn from(stage: Stage) -> Self {
        match stage {
            Stage::Unfinished => Self::Unfinished,
            Stage::Waiting => Self::In(PostState::Waiting),
            Stage::Refused => Self::In(PostState::Refused),
            Stage::SetAside => Self::In(PostState::SetAside),
            Stage::Sent => Self::In(PostState::Sent),
            Stage::Done => Self::In(PostState::Done),
            Stage::Any => Self::Any,
        }
    }
}

/// The two sorts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Only {
    /// Messages to people
    Letters,
    /// Instructions to the institution's systems
    Orders,
}

impl From<Only> for OutboxSort {
    fn from(only: Only) -> Self {
        match only {
            Only::Letters => Self::Letter,
            Only::Orders => Self::Order,
        }
    }
}

impl OutboxArgs {
    /// Lists them in the order in which they were written, or shows one; JSON has one a line. Addresses and contacts are masked
    /// unless they are revealed, which is recorded with each case that is shown.
    ///
    /// # Errors
    /// Where there is no such case or number, the store cannot be read, or what is to be revealed cannot be recorded.
    pub fn run(&self, context: &mut Context) -> Result<Ending, CliError> {
        if !self.delivery.deliver.is_empty() {
            return self.delivery.run(context);
        }
        if let Some(number) = self.retry {
            let receipt = context.desk(Access::Write)?.put_back(number)?;
            if context.out.is_json() {
                context.out.json(&receipt)?;
            } else {
                receipt
                    .happened
                    .iter()
                    .try_for_each(|line| context.out.line(format!("{}  {line}", receipt.number)))?;
            }
            return Ok(Ending::DONE);
        }
        let mut desk = context.desk(self.reveal.access())?;
        if let Some(number) = self.show {
            let found = desk.outbox(OutboxFilter::default(), number.saturating_sub(1), 1)?;
            let line =
                found.first().filter(|line| line.row.seq == number).ok_or_else(|| none_such(number))?;
            let cover = self.reveal.cover(&mut desk, line.row.case)?;
            show(line, cover, &mut context.out)?;
            return Ok(Ending::DONE);
        }
        let case = self.case.as_ref().map(|id| desk.find(id)).transpose()?;
        let filter = OutboxFilter { case, sort: self.only.map(OutboxSort::from), stage: self.state.into() };
        self.list(&mut desk, filter, &mut context.out)?;
        Ok(Ending::DONE)
    }

    fn list(&self, desk: &mut Desk, filter: OutboxFilter, out: &mut Out) -> Result<(), CliError> {
        let most = if self.limit == 0 { usize::MAX } else { self.limit };
        let (mut after, mut shown) = (self.after, 0);
        let (mut cover, mut revealed) = (Cover::Masked, BTreeSet::new());
        while shown < most {
            let rows = desk.outbox(filter, after, WINDOW.min(most - shown))?;
            let Some(last) = rows.last() else { break };
            (after, shown) = (last.row.seq, shown + rows.len());
            for row in &rows {
                if revealed.insert(row.row.case) {
                    cover = self.reveal.cover(desk, row.row.case)?;
                }
            }
            if out.is_json() {
                rows.iter().try_for_each(|row| out.json(&value(row, cover)))?;
                continue;
            }
            let mut table = Table::bare();
            rows.iter().for_each(|row| table.push(cells(row, cover)));
            table.write("", out)?;
        }
        if !out.is_json() {
            if shown == 0 {
                out.line("nothing waits")?;
            }
            counts(desk, out)?;
        }
        Ok(())
    }
}

/// How many got how far, where something did.
fn counts(desk: &Desk, out: &mut Out) -> Result<(), CliError> {
    let counts = desk.outbox_counts()?;
    let word = |state: PostState| match counts.both(state) {
        0 => None,
        n => Some(format!("{n} {}", state.as_str())),
    };
    let mut words: Vec<String> = PostState::ALL.into_iter().filter_map(word).collect();
    let under_way = [(counts.in_delivery, "in delivery"), (counts.tried, "to be tried again")];
    let under_way = under_way.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}"));
    let under_way: Vec<String> = under_way.collect();
    if let Some(first) = words.first_mut().filter(|_| !under_way.is_empty()) {
        *first += &format!(" ({})", under_way.join(", "));
    }
    if !words.is_empty() {
        out.line(words.join(", "))?;
    }
    Ok(())
}

fn none_such(number: i64) -> CliError {
    CliError::Desk(DeskError::NotAllowed {
        what: format!("there is no letter and no order {number}"),
        remedy: "`docket outbox` lists them with their numbers.".to_owned(),
    })
}

fn cells(line: &OutboxLine, cover: Cover) -> [String; 5] {
    let row = &line.row;
    let what = match &row.event {
        Event::LetterWritten { letter, private, .. } => match private.get() {
            Some(body) => format!("letter {letter} to {}: {}", addresses(&body.to, cover), body.subject),
            None => format!("letter {letter} (erased)"),
        },
        Event::OrderGiven { order, account, until, .. } => {
            let until = until.map(|until| format!(" until {}", instant(until))).unwrap_or_default();
            format!("order {} for account {account}{until}", order.as_str())
        }
        other => other.name().to_owned(),
    };
    [row.seq.to_string(), instant(row.stamp.at), line.number.clone(), progress(line), what]
}

/// How far it got, and how it goes on.
fn progress(line: &OutboxLine) -> String {
    let row = &line.row;
    match &row.attempt {
        Some(attempt) if attempt.owner.is_some() && attempt.again_at > line.now => "in delivery".to_owned(),
        Some(attempt) if attempt.number > 0 && row.state == PostState::Waiting => {
            format!("tried {}, again {}", attempt.number, instant(attempt.again_at))
        }
        _ => row.state.as_str().to_owned(),
    }
}

fn addresses(to: &[String], cover: Cover) -> String {
    to.iter().map(|address| contact(address, cover)).collect::<Vec<_>>().join(", ")
}

fn contact(contact: &str, cover: Cover) -> String {
    cover.show(contact, mask_contact).into_string()
}

/// The contacts of an order, whose every text is a way to reach somebody.
fn contacts(order: &OrderContacts, cover: Cover) -> Value {
    fn covered(value: Value, cover: Cover) -> Value {
        match value {
            Value::String(text) => Value::String(contact(&text, cover)),
            Value::Object(fields) => {
                fields.into_iter().map(|(name, value)| (name, covered(value, cover))).collect()
            }
            other => other,
        }
    }
    covered(json!(order), cover)
}

fn value(line: &OutboxLine, cover: Cover) -> Value {
    let row = &line.row;
    let head = json!({
        "number": row.seq, "at": row.stamp.at, "by": row.stamp.actor.log_name(), "case": line.number,
        "state": row.state, "attempts": row.attempt.as_ref().map(|attempt| attempt.number),
        "again_at": row.attempt.as_ref().map(|attempt| attempt.again_at),
    });
    let rest = match &row.event {
        Event::LetterWritten { letter, reach, private } => {
            let body = private.get();
            json!({
                "sort": "letter", "letter": letter, "reach": reach, "to": body.map(|body| body.to.iter().map(|to| contact(to, cover)).collect::<Vec<_>>()),
                "language": body.and_then(|body| body.language.as_ref()),
                "subject": body.map(|body| &body.subject), "body": body.map(|body| &body.body),
            })
        }
        Event::OrderGiven { order, which, account, until, private } => json!({
            "sort": "order", "order": order, "which": which, "account": account, "until": until,
            "contacts": private.get().map(|order| contacts(order, cover)),
        }),
        other => json!({ "sort": other.name() }),
    };
    let fields = [head, rest].into_iter().filter_map(|part| match part {
        Value::Object(fields) => Some(fields),
        _ => None,
    });
    Value::Object(fields.flatten().collect())
}

fn show(line: &OutboxLine, cover: Cover, out: &mut Out) -> io::Result<()> {
    if out.is_json() {
        return out.json(&value(line, cover));
    }
    out.line(cells(line, cover).join("  "))?;
    match &line.row.event {
        Event::LetterWritten { private, .. } => {
            let Some(body) = private.get() else { return Ok(()) };
            out.line(format!("To: {}", addresses(&body.to, cover)))?;
            if let Some(language) = &body.language {
                out.line(format!("Language: {}", language.words()))?;
            }
            out.line(format!("Subject: {}", body.subject))?;
            out.line("")?;
            out.block("", &body.body)
        }
        Event::OrderGiven { private, .. } => {
            let Some(order) = private.get() else { return Ok(()) };
            let contacts: Vec<String> =
                [&order.contacts.email, &order.contacts.phone].into_iter().flatten().cloned().collect();
            out.line(format!("new contacts: {}", addresses(&contacts, cover)))
        }
        _ => Ok(()),
    }
}
