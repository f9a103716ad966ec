//! `docket init`: makes a store.

use super::context::Context;
use super::playbook::{load, source};
use super::{CliError, Ending};
use crate::desk::Desk;
use crate::playbook::Role;
use clap::Args;
use serde_json::json;
use std::fs;

/// What `docket init` is told.
#[derive(Debug, Args)]
pub struct InitArgs {
    /// The playbooks to decide by: names of shipped ones (`docket playbook list`), or files
    #[arg(long = "playbook", value_name = "NAME|FILE", num_args = 1.., required = true)]
    pub playbooks: Vec<String>,
}

impl InitArgs {
    /// Makes the store with these playbooks in force and whoever acts as its first operator, an admin.
    ///
    /// # Errors
    /// Where the store exists already, a playbook has faults, or nobody is named.
    pub fn run(&self, context: &mut Context) -> Result<Ending, CliError> {
        if context.store.exists() {
            return Err(CliError::place(
                format!("there is a store at {} already", context.store.display()),
                "Name another with --store FILE, or install a playbook into this one with `docket playbook install`.",
            ));
        }
        let Some(operator) = context.operator.clone() else {
            return Err(CliError::usage("nobody is named as its first operator", "Give --as NAME."));
        };
        let mut titles = Vec::new();
        let mut sources = Vec::new();
        for name in &self.playbooks {
            let playbook = load(name)?;
            titles.push(playbook.title.clone());
            sources.push(source(name)?);
        }
        for folder in [context.store.parent(), Some(context.witness.as_path())].into_iter().flatten() {
            fs::create_dir_all(folder).map_err(|error| {
                CliError::io(
                    folder.display().to_string(),
                    error,
                    "Name a place that you may write to with --store.",
                )
            })?;
        }
        Desk::init(&context.options(super::context::Access::Write), &sources)?;
        let store = context.store.display().to_string();
        if context.out.is_json() {
            let value = json!({
                "result": "done", "store": store, "operator": operator, "role": Role::Admin, "playbooks": titles,
            });
            context.out.json(&value)?;
        } else {
            context.out.line(format!("made a store at {store} for {}", titles.join(" and ")))?;
            context.out.line(format!("{operator} is its admin; `docket operator add NAME` adds others"))?;
            context.out.line("next: `docket intake FILE`, then `docket`")?;
        }
        Ok(Ending::DONE)
    }
}
