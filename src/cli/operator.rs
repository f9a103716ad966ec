//! `docket operator`: who works at the desk, and with what role.

use super::context::{Access, Context};
use super::table::Table;
use super::{CliError, Ending};
use crate::case::OperatorId;
use crate::playbook::Role;
use clap::{Args, Subcommand};
use serde_json::json;

/// What can be done with operators.
#[derive(Debug, Subcommand)]
pub enum OperatorCommand {
    /// Adds an operator, or gives one another role
    Add(AddArgs),
    /// Lists the operators
    List,
}

/// What `docket operator add` is told.
#[derive(Debug, Args)]
pub struct AddArgs {
    /// Their name: a word of a-z, 0-9 and _
    pub name: OperatorId,
    /// What they may do: auditor, reviewer, lead or admin
    #[arg(long, default_value = "reviewer", value_parser = role)]
    pub role: Role,
}

fn role(text: &str) -> Result<Role, String> {
    let known = Role::ALL.into_iter().find(|role| role.as_str() == text);
    known.ok_or_else(|| "a role is auditor, reviewer, lead or admin".to_owned())
}

impl OperatorCommand {
    /// Does it.
    ///
    /// # Errors
    /// Where whoever acts is no admin, or the store cannot be read or written.
    pub fn run(&self, context: &mut Context) -> Result<Ending, CliError> {
        match self {
            Self::Add(AddArgs { name, role }) => {
                context.desk(Access::Write)?.set_operator(name, *role)?;
                if context.out.is_json() {
                    context.out.json(&json!({ "result": "done", "operator": name, "role": role }))?;
                } else {
                    context.out.line(format!("{name} is {role}"))?;
                }
            }
            Self::List => {
                let mut table = Table::new(&["OPERATOR", "ROLE"]);
                for (operator, role) in context.desk(Access::Read)?.operators()? {
                    if context.out.is_json() {
                        context.out.json(&json!({ "operator": operator, "role": role }))?;
                    } else {
                        table.push([operator.as_str(), role.as_str()]);
                    }
                }
                if !context.out.is_json() {
                    table.write("", &mut context.out)?;
                }
            }
        }
        Ok(Ending::DONE)
    }
}
