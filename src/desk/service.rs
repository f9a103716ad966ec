//! The desk: one store, one vault, one clock, one operator.

use super::DeskError;
use super::clock::DeskClock;
use crate::case::{Actor, OperatorId, Stamp};
use crate::evidence::Vault;
use crate::playbook::{InstitutionId, Playbook, PlaybookSource, Role};
use crate::store::{Reader, Store, StoreOptions};
use chrono::{DateTime, Utc};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How to open a desk.
#[derive(Debug, Clone)]
pub struct DeskOptions {
    /// The store's file; the vault lies beside it.
    pub store: PathBuf,
    /// Where the store's key and checkpoint lie: outside the store, so that cutting its tail does not go unnoticed.
    pub witness: PathBuf,
    /// Who works at it; none can only read.
    pub operator: Option<OperatorId>,
    /// Where it gets the time from.
    pub clock: DeskClock,
    /// Whether it only reads.
    pub read_only: bool,
}

/// The service that every face uses. It owns the store's connection: one thread has it.
#[derive(Debug)]
pub struct Desk {
    pub(super) store: Store,
    pub(super) vault: Vault,
    pub(super) clock: DeskClock,
    pub(super) operator: Option<OperatorId>,
    pub(super) seen: super::changes::Seen,
    pub(super) timers: super::tick::Timers,
}

impl Desk {
    /// Opens the desk on an existing store.
    ///
    /// # Errors
    /// Where the store cannot be opened; the error says which file, why, and what to do.
    pub fn open(options: &DeskOptions) -> Result<Self, DeskError> {
        let store = Store::open(store_options(options))?;
        Self::on(store, options)
    }

    /// Makes a new store with `playbooks` in force and the operator of `options`, who must be given, as its admin.
    ///
    /// # Errors
    /// Where the file exists already or cannot be made, a playbook has faults, or no operator is given.
    pub fn init(options: &DeskOptions, playbooks: &[PlaybookSource]) -> Result<Self, DeskError> {
        let Some(operator) = options.operator.clone() else {
            return Err(DeskError::Invalid {
                what: "a new store needs its first operator".into(),
                remedy: "Give one with --as NAME".into(),
            });
        };
        // Faults are found before a file is made, so that a bad playbook leaves nothing behind.
        playbooks.iter().try_for_each(|source| loaded(source).map(drop))?;
        let store = Store::create(store_options(options), options.clock.now())?;
        let mut desk = Self::on(store, options)?;
        let clock = desk.clock;
        desk.store.write::<(), DeskError>(|tx| {
            let now = clock.now_after(tx.last_at()?)?;
            let stamp = Stamp { at: now, actor: Actor::Operator(operator.clone(), Role::Admin) };
            tx.set_operator(&stamp, &operator, Role::Admin)?;
            for source in playbooks {
                tx.install_playbook(&stamp, source)?;
            }
            Ok(())
        })?;
        Ok(desk)
    }

    fn on(store: Store, options: &DeskOptions) -> Result<Self, DeskError> {
        let place = vault_beside(&options.store);
        let vault = if options.read_only { Vault::to_read(&place)? } else { Vault::open(&place)? };
        let seen = super::changes::Seen::from(&store)?;
        Ok(Self {
            store,
            vault,
            clock: options.clock,
            operator: options.operator.clone(),
            seen,
            timers: super::tick::Timers::default(),
        })
    }

    /// Who works at the desk, and with what role; none where nobody was named.
    ///
    /// # Errors
    /// Where the operator is not known to this store.
    pub fn whoami(&self) -> Result<Option<(OperatorId, Role)>, DeskError> {
        let Some(operator) = &self.operator else { return Ok(None) };
        let role = self.store.read(|reader| role_of(reader, operator))?;
        Ok(Some((operator.clone(), role)))
    }

    /// The desk's time now.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Changes where the desk gets its time from.
    pub fn set_clock(&mut self, clock: DeskClock) {
        self.clock = clock;
    }

    /// Whether what is done from here on is on the disk when it is told to be done: turned off while a demonstration is
    /// made, which nobody relies on before it is turned on again.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub fn wait_for_disk(&mut self, wait: bool) -> Result<(), DeskError> {
        Ok(self.store.wait_for_disk(wait)?)
    }

    /// Lets another operator work at the desk: for demonstrations, which play several people.
    pub fn set_operator_at_desk(&mut self, operator: OperatorId) {
        self.operator = Some(operator);
    }

    /// The vault of evidence files.
    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    /// The playbooks in force, one an institution.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn playbooks(&self) -> Result<Vec<Arc<Playbook>>, DeskError> {
        self.store.read(|reader| {
            let in_force = reader.playbooks_in_force()?;
            in_force.iter().map(|(_, hash)| Ok(reader.playbook(*hash)?)).collect()
        })
    }

    /// The playbook in force for `institution`.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn playbook(&self, institution: &InstitutionId) -> Result<Option<Arc<Playbook>>, DeskError> {
        self.store.read(|reader| Ok(reader.playbook_in_force(institution)?))
    }

    /// Puts a playbook in force for cases to come; open cases keep theirs.
    ///
    /// # Errors
    /// Where it has faults, or the operator is no admin.
    pub fn install(&mut self, source: &PlaybookSource) -> Result<(), DeskError> {
        loaded(source)?;
        self.as_admin(|tx, stamp| {
            tx.install_playbook(stamp, source)?;
            Ok(())
        })
    }

    /// The operators and their roles.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn operators(&self) -> Result<Vec<(OperatorId, Role)>, DeskError> {
        self.store.read(|reader| Ok(reader.operators()?))
    }

    /// Makes somebody an operator who is none.
    ///
    /// # Errors
    /// Where they are one already, or the operator at the desk is no admin.
    pub fn add_operator(&mut self, operator: &OperatorId, role: Role) -> Result<(), DeskError> {
        self.as_admin(|tx, stamp| match tx.operator(operator)? {
            Some(has) => Err(DeskError::NotAllowed {
                what: format!("{operator} is {has} already"),
                remedy: format!("Give them another role with `docket operator role {operator} {role}`"),
            }),
            None => Ok(tx.set_operator(stamp, operator, role)?),
        })
    }

    /// Gives an operator another role, or makes somebody one.
    ///
    /// # Errors
    /// Where the operator at the desk is no admin, or would give up the last admin's role.
    pub fn set_operator(&mut self, operator: &OperatorId, role: Role) -> Result<(), DeskError> {
        self.as_admin(|tx, stamp| {
            if role != Role::Admin {
                must_leave_an_admin(tx, operator)?;
            }
            Ok(tx.set_operator(stamp, operator, role)?)
        })
    }

    /// Takes away the role of an operator who left. What they did stays theirs, and their claims run out by themselves.
    ///
    /// # Errors
    /// Where they are no operator or the only admin, or the operator at the desk is no admin.
    pub fn remove_operator(&mut self, operator: &OperatorId) -> Result<(), DeskError> {
        self.as_admin(|tx, stamp| {
            role_of(tx, operator)?;
            must_leave_an_admin(tx, operator)?;
            Ok(tx.remove_operator(stamp, operator)?)
        })
    }

    pub(super) fn needs_operator(&self) -> Result<OperatorId, DeskError> {
        self.operator.clone().ok_or_else(|| DeskError::NotAllowed {
            what: "nobody is named who does this".into(),
            remedy: "Give an operator with --as NAME".into(),
        })
    }

    /// Proves the store: see [`Store::check`](crate::store::Store::check).
    ///
    /// # Errors
    /// Where the store cannot be read; what it finds wrong stands in the report.
    pub fn check(&self, progress: &mut dyn FnMut(u64, u64)) -> Result<crate::store::CheckReport, DeskError> {
        Ok(self.store.check(progress)?)
    }

    /// Makes every projection again from the log.
    ///
    /// # Errors
    /// Where the log cannot be read or the projections cannot be written; the store is then as it was.
    pub fn rebuild(&mut self, progress: &mut dyn FnMut(u64, u64)) -> Result<(), DeskError> {
        self.store.rebuild(progress)?;
        Ok(())
    }

    /// Copies the store into a new file while others work on it, and verifies the copy.
    ///
    /// # Errors
    /// Where the file exists already or cannot be written.
    pub fn backup(&self, to: &Path) -> Result<(), DeskError> {
        self.store.backup(to)?;
        Ok(())
    }
}

/// The vault's folder beside a store.
pub fn vault_beside(store: &Path) -> PathBuf {
    let mut name = store.file_name().unwrap_or_default().to_owned();
    name.push(".evidence");
    store.with_file_name(name)
}

fn store_options(options: &DeskOptions) -> StoreOptions {
    StoreOptions {
        path: options.store.clone(),
        read_only: options.read_only,
        witness_dir: Some(options.witness.clone()),
    }
}

fn loaded(source: &PlaybookSource) -> Result<Playbook, DeskError> {
    Playbook::load(source).map_err(|faults| DeskError::Invalid {
        what: format!(
            "the playbook {} has {} faults; the first: {}",
            crate::text::Clean::line(&source.name),
            faults.len(),
            faults.first().map(ToString::to_string).unwrap_or_default()
        ),
        remedy: "See them all with `docket playbook check FILE`".into(),
    })
}

/// Refuses to leave the desk without an admin once `operator` is none.
fn must_leave_an_admin(reader: &Reader<'_>, operator: &OperatorId) -> Result<(), DeskError> {
    let mut others = reader.operators()?.into_iter().filter(|(id, _)| id != operator);
    if others.any(|(_, role)| role == Role::Admin) {
        return Ok(());
    }
    Err(DeskError::NotAllowed {
        what: format!("{operator} is the only admin"),
        remedy: "Make somebody else an admin first".into(),
    })
}

pub(super) fn role_of(reader: &Reader<'_>, operator: &OperatorId) -> Result<Role, DeskError> {
    reader.operator(operator)?.ok_or_else(|| DeskError::NotAllowed {
        what: format!("{operator} is no operator of this store"),
        remedy: format!("An admin adds one with `docket operator add {operator} --role reviewer`"),
    })
}
