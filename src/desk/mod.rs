//! The service that every face uses: facts, decision, log and projections in one transaction; and what falls due.

mod act;
mod admin;
mod answer;
mod case_view;
mod changes;
mod clock;
mod compare;
mod erase;
mod erase_account;
mod error;
mod export;
mod facts;
pub mod filter;
mod fire;
mod handover;
mod known;
mod lead;
mod linked;
mod lists;
mod phrase;
mod post;
mod receive;
mod request;
mod service;
mod sessions;
mod tick;
mod vault_check;
mod verify;
mod view;
pub mod views;
mod zone;

pub use act::DryRun;
pub use changes::Changes;
pub use clock::DeskClock;
pub use erase::Erased;
pub use error::DeskError;
pub use export::Exported;
pub use lists::{LogLine, LogRows, OutboxLine};
pub use post::{OutboxCounts, Outcome, Parcel};
pub use request::{
    Arrival, CaughtUp, Fired, IdempotencyKey, Preview, PreviewLetter, PreviewOrder, Receipt, Received,
    Request,
};
pub use service::{Desk, DeskOptions, vault_beside};
pub use sessions::{DuplicateView, VerificationView};
pub use tick::Ticked;
pub use vault_check::{BadFile, VaultReport};
pub use view::{
    AccountView, ActionView, CaseView, EvidenceView, FieldRow, LeadView, LinkedView, OperatorLoad, QueueView,
    RateView, StageView, TimelineRow, Whereabouts,
};
pub use zone::ZoneView;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tick_tests;
