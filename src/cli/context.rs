//! Where the store is, who acts and what time it is: what every subcommand needs, worked out from arguments and environment
//! once.

use super::args::Global;
use super::error::CliError;
use super::out::Out;
use crate::case::OperatorId;
use crate::desk::{Desk, DeskClock, DeskError, DeskOptions};
use crate::text::ident::is_slug;
use chrono::{DateTime, Utc};
use directories::ProjectDirs;
use std::path::{Path, PathBuf};

/// The store's file in the data folder.
const STORE_FILE: &str = "desk.docket";
/// The folder, outside the store's, that keeps what the store must still be when it is checked.
const WITNESS_FOLDER: &str = "witness";

/// What a subcommand does to the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// It only looks.
    Read,
    /// It may change something.
    Write,
}

/// What every subcommand works with.
pub struct Context {
    /// The store's file.
    pub store: PathBuf,
    /// The folder of checkpoints outside the store.
    pub witness: PathBuf,
    /// The user's own settings: keys and saved views.
    pub config: Option<PathBuf>,
    /// Who acts, where that is known.
    pub operator: Option<OperatorId>,
    /// Whether they were named, or are just who is logged in.
    pub named: bool,
    /// The fixed clock.
    pub now: Option<DateTime<Utc>>,
    /// Where the answer goes.
    pub out: Out,
}

impl Context {
    /// Works it out.
    ///
    /// # Errors
    /// Where there is no home folder, or `--as` names nobody.
    pub fn new(global: &Global, out: Out) -> Result<Self, CliError> {
        let folders = ProjectDirs::from("", "", "docket");
        let folders = folders.as_ref();
        let store = match (&global.store, folders) {
            (Some(file), _) => file.clone(),
            (None, Some(folders)) => folders.data_dir().join(STORE_FILE),
            (None, None) => return Err(homeless()),
        };
        let witness = match (std::env::var_os("DOCKET_WITNESS"), folders) {
            (Some(folder), _) => PathBuf::from(folder),
            (None, Some(folders)) => {
                folders.state_dir().unwrap_or_else(|| folders.data_local_dir()).join(WITNESS_FOLDER)
            }
            (None, None) => return Err(homeless()),
        };
        let operator = match &global.operator {
            Some(name) => Some(operator_named(name)?),
            None => user(),
        };
        let config = folders.map(|folders| folders.config_dir().to_path_buf());
        Ok(Self { store, witness, config, operator, named: global.operator.is_some(), now: global.now, out })
    }

    /// The desk on the store. Whoever is only logged in, and no operator here, may still read.
    ///
    /// # Errors
    /// Where there is none, or it cannot be opened.
    pub fn desk(&self, access: Access) -> Result<Desk, CliError> {
        self.must_exist()?;
        let desk = Desk::open(&self.options(access))?;
        if access == Access::Read && !self.named && desk.whoami().is_err() {
            return Ok(Desk::open(&DeskOptions { operator: None, ..self.options(access) })?);
        }
        Ok(desk)
    }

    /// How the desk is opened.
    pub fn options(&self, access: Access) -> DeskOptions {
        DeskOptions {
            store: self.store.clone(),
            witness: self.witness.clone(),
            operator: self.operator.clone(),
            clock: self.clock(),
            read_only: access == Access::Read,
        }
    }

    /// Where the desk gets its time from.
    pub fn clock(&self) -> DeskClock {
        self.now.map_or(DeskClock::System, DeskClock::Fixed)
    }

    /// Says how to begin where there is no store yet.
    ///
    /// # Errors
    /// Where there is no store.
    pub fn must_exist(&self) -> Result<(), CliError> {
        if self.store.exists() {
            return Ok(());
        }
        Err(CliError::place(
            format!("there is no store at {}", self.store.display()),
            "Make one with `docket init`, or look around with `docket demo`.",
        ))
    }
}

fn homeless() -> CliError {
    CliError::usage(
        "there is no home folder to keep the store in",
        "Name one with --store FILE and $DOCKET_WITNESS.",
    )
}

fn operator_named(name: &str) -> Result<OperatorId, CliError> {
    OperatorId::new(name)
        .map_err(|error| CliError::usage(error.to_string(), "Give --as the name of an operator."))
}

/// The user who is logged in, as an operator would be called.
fn user() -> Option<OperatorId> {
    login(|variable| std::env::var(variable).ok(), system_login)
}

/// The name in the environment, or else the one that the system has: containers and services often set none.
fn login(
    variable: impl Fn(&str) -> Option<String>,
    system: impl FnOnce() -> Option<String>,
) -> Option<OperatorId> {
    let named = |name: &String| !name.trim().is_empty();
    let set = ["USER", "LOGNAME", "USERNAME"].into_iter().filter_map(variable).find(named);
    OperatorId::new(&slug(set.or_else(|| system().filter(named))?.trim())).ok()
}

/// The name of this process's user, from whatever the system keeps its users in.
fn system_login() -> Option<String> {
    let output = std::process::Command::new("id").arg("-un").output().ok()?;
    output.status.success().then(|| String::from_utf8(output.stdout).ok())?
}

/// A name made a slug: what cannot stand in one becomes `_`.
fn slug(name: &str) -> String {
    let lower = name.to_lowercase();
    let mut slug: String = lower
        .chars()
        .map(|c| if c.is_ascii_lowercase() || c.is_ascii_digit() { c } else { '_' })
        .take(48)
        .collect();
    if !is_slug(&slug) {
        slug = format!("u_{slug}").chars().take(48).collect();
    }
    slug
}

/// Reads a file that somebody named; `-` is standard input.
///
/// # Errors
/// Where it cannot be read.
pub fn read(path: &Path) -> Result<String, CliError> {
    let read = if path == Path::new("-") {
        std::io::read_to_string(std::io::stdin())
    } else {
        std::fs::read_to_string(path)
    };
    read.map_err(|source| CliError::io(path.display().to_string(), source, "Give a file that can be read."))
}

impl From<crate::store::StoreError> for CliError {
    fn from(error: crate::store::StoreError) -> Self {
        Self::Desk(DeskError::Store(error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_logged_in_is_known_without_the_environment() {
        let nothing = |_: &str| None;
        let system = || Some("alice\n".to_owned());
        let name = |found: Option<OperatorId>| found.map(|operator| operator.to_string());
        assert_eq!(name(login(nothing, system)).as_deref(), Some("alice"));
        assert_eq!(name(login(|_| Some(String::new()), system)).as_deref(), Some("alice"));
        let logname = |variable: &str| (variable == "LOGNAME").then(|| "bo".to_owned());
        assert_eq!(name(login(logname, system)).as_deref(), Some("bo"));
        assert_eq!(login(nothing, || None), None);
    }

    #[test]
    fn a_user_becomes_an_operator_whatever_they_are_called() {
        for (name, operator) in
            [("alice", "alice"), ("Bo.Li", "bo_li"), ("9lives", "u_9lives"), ("Zoë", "zo_"), ("", "u_")]
        {
            assert_eq!(slug(name), operator);
            assert!(OperatorId::new(&slug(name)).is_ok(), "{name}");
        }
    }
}
