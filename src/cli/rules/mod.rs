//! `docket rules`: every rule, and where it is enforced, shown or told.

mod book;
mod markdown;
mod program;

pub use book::{Rule, RuleBook};

use super::context::Context;
use super::playbook;
use super::{CliError, Ending};
use crate::playbook::{Playbook, shipped};
use crate::text::nearest::suggestion;
use clap::Args;
use serde_json::{Value, json};

/// What `docket rules` is told.
#[derive(Debug, Args)]
pub struct RulesArgs {
    /// Only these rules, as in R7; a letter alone is its whole group
    pub rules: Vec<String>,
    /// Only as these playbooks carry them out: files, or names of shipped ones
    #[arg(long = "playbook", value_name = "PLAYBOOK")]
    pub playbooks: Vec<String>,
    /// As a page in Markdown
    #[arg(long)]
    pub markdown: bool,
}

impl RulesArgs {
    /// Lists the rules, each with its places; JSON has one a line.
    ///
    /// # Errors
    /// Where a playbook cannot be read or has faults, or there is no such rule.
    pub fn run(&self, context: &mut Context) -> Result<Ending, CliError> {
        let playbooks = self.playbooks()?;
        let book = RuleBook::of(&playbooks);
        let chosen = self.choose(&book)?;
        let out = &mut context.out;
        if out.is_json() {
            for rule in chosen {
                out.json(&value(rule))?;
            }
        } else if self.markdown {
            out.block("", markdown::page(&chosen))?;
        } else {
            for rule in chosen {
                out.line(format!("{:<4} {}", rule.id, rule.sentence))?;
                out.line(format!("     to be {}", rule.demands()))?;
                for line in rule.lines() {
                    out.line(format!("     {line}"))?;
                }
                out.line("")?;
            }
        }
        Ok(Ending::DONE)
    }

    fn playbooks(&self) -> Result<Vec<Playbook>, CliError> {
        if self.playbooks.is_empty() {
            return Ok(shipped().iter().filter_map(|source| Playbook::load(source).ok()).collect());
        }
        self.playbooks.iter().map(|name| playbook::load(name)).collect()
    }

    fn choose<'b>(&self, book: &'b RuleBook) -> Result<Vec<&'b Rule>, CliError> {
        let wanted: Vec<String> = self.rules.iter().map(|rule| rule.to_ascii_uppercase()).collect();
        for wanted in &wanted {
            if !book.rules.iter().any(|rule| rule.is_named(wanted)) {
                let known: Vec<&str> = book.rules.iter().map(|rule| rule.id.as_str()).collect();
                return Err(CliError::usage(
                    format!("there is no rule {wanted}"),
                    suggestion(wanted, &known),
                ));
            }
        }
        let chosen = |rule: &&Rule| wanted.is_empty() || wanted.iter().any(|wanted| rule.is_named(wanted));
        Ok(book.rules.iter().filter(chosen).collect())
    }
}

fn value(rule: &Rule) -> Value {
    let places = rule.places.iter().map(|(institution, place)| {
        json!({
            "institution": institution, "kind": place.kind, "part": place.part, "title": place.title,
            "does": place.does,
        })
    });
    let program = rule
        .program
        .iter()
        .map(|place| json!({ "file": place.file, "does": [place.does], "what": place.what }));
    json!({
        "rule": rule.id, "sentence": rule.sentence, "demands": rule.demands,
        "missing": rule.missing(), "places": places.collect::<Vec<_>>(), "program": program.collect::<Vec<_>>(),
    })
}
