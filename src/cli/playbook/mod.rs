//! `docket playbook`: checks, draws, lists and installs playbooks.

mod graph;
mod source;

pub use source::{load, source};

use super::context::{Access, Context};
use super::table::Table;
use super::{CliError, Ending};
use crate::playbook::{Playbook, shipped};
use clap::{Args, Subcommand, ValueEnum};
use serde_json::json;

/// What can be done with playbooks.
#[derive(Debug, Subcommand)]
pub enum PlaybookCommand {
    /// Checks a playbook whole and tells every fault by line
    Check(CheckArgs),
    /// Draws the stages of each kind and the actions between them
    Graph(GraphArgs),
    /// Lists the playbooks that docket ships
    List,
    /// Installs a playbook into the store; open cases keep the one they were opened under
    Install(InstallArgs),
}

/// What `docket playbook check` is told.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Files, or names of shipped playbooks
    #[arg(required = true)]
    pub playbooks: Vec<String>,
}

/// What `docket playbook graph` is told.
#[derive(Debug, Args)]
pub struct GraphArgs {
    /// A file, or the name of a shipped playbook
    pub playbook: String,
    /// Only this kind
    #[arg(long)]
    pub kind: Option<String>,
    /// In which form
    #[arg(long, value_enum, default_value_t = Form::Text)]
    pub form: Form,
}

/// What `docket playbook install` is told.
#[derive(Debug, Args)]
pub struct InstallArgs {
    /// A file, or the name of a shipped playbook
    pub playbook: String,
}

/// The forms of a graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// To be read as it stands
    Text,
    /// A Mermaid state diagram
    Mermaid,
    /// Graphviz
    Dot,
}

impl PlaybookCommand {
    /// Does it.
    ///
    /// # Errors
    /// Where a file cannot be read, or the store refuses.
    pub fn run(&self, context: &mut Context) -> Result<Ending, CliError> {
        match self {
            Self::Check(args) => args.run(context),
            Self::Graph(args) => args.run(context),
            Self::List => list(context),
            Self::Install(args) => args.run(context),
        }
    }
}

impl CheckArgs {
    /// Tells every fault of every playbook; JSON has one playbook a line.
    fn run(&self, context: &mut Context) -> Result<Ending, CliError> {
        let mut sound = true;
        for name in &self.playbooks {
            let loaded = Playbook::load(&source(name)?);
            sound &= loaded.is_ok();
            if context.out.is_json() {
                let (hash, faults) = match &loaded {
                    Ok(playbook) => (Some(playbook.hash), &[][..]),
                    Err(faults) => (None, faults.as_slice()),
                };
                context.out.json(
                    &json!({ "playbook": name, "sound": loaded.is_ok(), "hash": hash, "faults": faults }),
                )?;
                continue;
            }
            match loaded {
                Ok(playbook) => context.out.line(format!("{name}: sound ({})", summary(&playbook)))?,
                Err(faults) => {
                    for fault in &faults {
                        context.out.line(format!("{name}: {fault}"))?;
                    }
                    context.out.line(format!("{name}: {} faults", faults.len()))?;
                }
            }
        }
        Ok(Ending::checked(sound))
    }
}

fn summary(playbook: &Playbook) -> String {
    let kinds: Vec<_> = playbook
        .kinds
        .iter()
        .map(|(id, kind)| format!("{id}: {} stages, {} actions", kind.stages.len(), kind.actions.len()))
        .collect();
    format!("{} rules; {}", playbook.rules.len(), kinds.join("; "))
}

impl GraphArgs {
    fn run(&self, context: &mut Context) -> Result<Ending, CliError> {
        let playbook = load(&self.playbook)?;
        let known: Vec<_> = playbook.kinds.keys().map(ToString::to_string).collect();
        if let Some(kind) = self.kind.as_ref().filter(|kind| !known.contains(kind)) {
            let what = format!("{} has no kind {kind:?}", playbook.institution);
            return Err(CliError::usage(what, format!("It has {}.", known.join(", "))));
        }
        let wanted = |id: &str| self.kind.as_ref().is_none_or(|kind| kind == id);
        for (id, kind) in playbook.kinds.iter().filter(|(id, _)| wanted(id.as_str())) {
            let drawn = match self.form {
                Form::Text => graph::text(kind),
                Form::Mermaid => graph::mermaid(kind),
                Form::Dot => graph::dot(id, kind),
            };
            if context.out.is_json() {
                context.out.json(&json!({ "kind": id, "edges": graph::edges(kind) }))?;
            } else {
                context.out.block("", drawn)?;
            }
        }
        Ok(Ending::DONE)
    }
}

fn list(context: &mut Context) -> Result<Ending, CliError> {
    let mut table = Table::new(&["NAME", "INSTITUTION", "KINDS", "HASH"]);
    for source in shipped() {
        let playbook = load(&source.name)?;
        let kinds: Vec<_> = playbook.kinds.keys().map(ToString::to_string).collect();
        if context.out.is_json() {
            let value = json!({
                "name": source.name, "institution": playbook.institution, "title": playbook.title, "kinds": kinds,
                "hash": playbook.hash,
            });
            context.out.json(&value)?;
        } else {
            let hash = playbook.hash.to_string();
            table.push([&source.name, &playbook.title, &kinds.join(", "), &hash[..12.min(hash.len())]]);
        }
    }
    if !context.out.is_json() {
        table.write("", &mut context.out)?;
    }
    Ok(Ending::DONE)
}

impl InstallArgs {
    fn run(&self, context: &mut Context) -> Result<Ending, CliError> {
        let source = source(&self.playbook)?;
        let playbook = load(&self.playbook)?;
        context.desk(Access::Write)?.install(&source)?;
        if context.out.is_json() {
            context.out.json(
                &json!({ "result": "installed", "institution": playbook.institution, "hash": playbook.hash }),
            )?;
        } else {
            context.out.line(format!(
                "installed the playbook of {} ({})",
                playbook.title,
                summary(&playbook)
            ))?;
        }
        Ok(Ending::DONE)
    }
}
