//! `docket operator`: who works at the desk, and with what role.

use super::context::{Access, Context};
use super::out::Out;
use super::table::Table;
use super::{CliError, Ending};
use crate::case::OperatorId;
use crate::desk::DeskError;
use crate::playbook::Role;
use clap::{Args, Subcommand};
use serde_json::json;
use std::io;

/// What can be done with operators.
#[derive(Debug, Subcommand)]
pub enum OperatorCommand {
    /// Adds an operator
    Add(AddArgs),
    /// Gives an operator another role
    Role(RoleArgs),
    /// Takes away the role of somebody who left; what they did stays theirs
    Remove(RemoveArgs),
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

/// What `docket operator role` is told.
#[derive(Debug, Args)]
pub struct RoleArgs {
    /// Who
    pub name: OperatorId,
    /// What they may do from now on: auditor, reviewer, lead or admin
    #[arg(value_parser = role)]
    pub role: Role,
}

/// What `docket operator remove` is told.
#[derive(Debug, Args)]
pub struct RemoveArgs {
    /// Who
    pub name: OperatorId,
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
                context.desk(Access::Write)?.add_operator(name, *role)?;
                told(name, Some(*role), &mut context.out)?;
            }
            Self::Role(RoleArgs { name, role }) => {
                let mut desk = context.desk(Access::Write)?;
                // A misspelt name must not become an operator.
                if desk.operators()?.iter().all(|(known, _)| known != name) {
                    return Err(CliError::Desk(DeskError::NotAllowed {
                        what: format!("{name} is no operator of this store"),
                        remedy: format!("Add them with `docket operator add {name} --role {role}`."),
                    }));
                }
                desk.set_operator(name, *role)?;
                told(name, Some(*role), &mut context.out)?;
            }
            Self::Remove(RemoveArgs { name }) => {
                context.desk(Access::Write)?.remove_operator(name)?;
                told(name, None, &mut context.out)?;
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

fn told(name: &OperatorId, role: Option<Role>, out: &mut Out) -> io::Result<()> {
    if out.is_json() {
        return out.json(&json!({ "result": "done", "operator": name, "role": role }));
    }
    match role {
        Some(role) => out.line(format!("{name} is {role}")),
        None => out.line(format!("{name} is no operator any more")),
    }
}
