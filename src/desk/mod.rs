//! The service that every face uses: facts, decision, log and projections in one transaction; and what falls due.

mod error;
pub mod filter;
mod request;
mod view;

pub use error::DeskError;
pub use request::{
    Arrival, Fired, IdempotencyKey, Preview, PreviewLetter, PreviewOrder, Receipt, Received, Request,
};
pub use view::{
    AccountView, ActionView, CaseView, EvidenceView, FieldRow, LeadView, OperatorLoad, QueueView, RateView,
    TimelineRow,
};
