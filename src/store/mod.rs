//! SQLite: the log, its projections and search. SQL stands in this room alone.
//!
//! The log (`events`) is the truth: append-only, hash-chained, without personal data, which stands beside it in `private`
//! so that it can be erased. Everything else is a projection that the same transaction keeps, `rebuild` makes again and
//! `check` proves equal. A [`Store`] is one connection owned by one thread: [`Store::read`] gives a snapshot, [`Store::write`]
//! a transaction that holds the write lock from its beginning.
//!
//! | file | subject |
//! |---|---|
//! | `handle`, `open`, `filesystem`, `schema`, `migrate`, `backup` | the file and the connection |
//! | `chain`, `private`, `entry`, `log` | the log and what stands in it |
//! | `append`, `project`, `counters`, `search` | what follows from an event |
//! | `replay`, `playbooks`, `operators`, `accounts`, `attempts`, `commands`, `outbox`, `delivery`, `timers`, `files`, `find`, `list`, `follow_ups`, `figures` | reading |
//! | `seal`, `witness`, `vouch` | the signed end of the log, the key and the checkpoint outside the store, what is written upon |
//! | `check`, `rebuild`, `erase`, `renew` | proving the projections, making them again, erasing personal data, a new witness |
//! | `names`, `intern`, `cells`, `cache`, `time` | small numbers for names, and what is remembered of them |

mod accounts;
mod append;
mod attempts;
mod backup;
mod cache;
mod cells;
mod chain;
mod check;
mod commands;
mod counters;
mod delivery;
mod entry;
mod erase;
mod error;
mod figures;
mod files;
mod filesystem;
mod find;
#[cfg(test)]
mod fixture;
mod follow_ups;
mod handle;
mod intern;
mod list;
mod log;
mod migrate;
mod names;
mod open;
mod operators;
mod outbox;
mod playbooks;
mod private;
mod project;
mod reader;
mod rebuild;
mod renew;
mod replay;
mod schema;
mod seal;
mod search;
mod time;
mod timers;
mod tx;
mod vouch;
mod witness;

pub use accounts::IdentityProbe;
pub use attempts::RefusedVerification;
pub use chain::{Hash, Head};
pub use check::{CheckReport, Finding};
pub use commands::CommandRow;
pub use entry::{Entry, HouseEntry, LogRow};
pub use erase::Erasure;
pub use error::StoreError;
pub use figures::{Depth, Load, Standing, Throughput};
pub use files::{ErasedCases, StoredFile};
pub use handle::{Store, StoreId, StoreOptions};
pub use list::{
    CaseRow, Cursor, DueFilter, Filter, ListQuery, Marks, OpenFilter, Page, QueueKey, Sort, Window,
};
pub use log::LogWindow;
pub use outbox::{Attempt, OutboxFilter, OutboxRow, OutboxSort, OutboxStage};
pub use reader::Reader;
pub use renew::Renewed;
pub use timers::DueTimer;
pub use tx::Tx;
