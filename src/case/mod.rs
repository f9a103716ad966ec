//! What a case is and what may be done to it. Pure: the clock, randomness and everything stored come in as [`Facts`].
//!
//! [`decide`] is the only place where something is allowed or refused; [`Case::apply`] the only place where a case changes.

mod apply;
pub mod clock;
mod clue;
mod command;
mod decide;
mod describe;
mod event;
mod facts;
mod firing;
mod ids;
mod linked;
mod lockout;
mod measure;
mod posted;
mod private;
pub mod record;
mod refusal;
mod risk;
mod said;
mod state;
mod submission;
mod tickets;
mod timer;
mod triage;

pub use clock::{Clock, LedgerEntry};
pub use clue::{ClueVerdict, check_recalled, compare_clue, mask_recalled};
pub use command::{Act, Command, Opening};
pub use decide::{
    Needs, NotAdmitted, Obstacle, RequirementState, admit, decide, obstacles, permit, test_requirement,
};
pub use describe::describe;
pub use event::{
    Application, Contacts, Event, Evidence, LetterBody, LetterReach, Opened, OrderContacts, Spoken, Stamp,
    Verdict,
};
pub use facts::{Actor, Attempts, Confirmed, Duplicate, Facts};
pub use firing::{Firing, FiringSort, firing};
pub use ids::{AccountId, CaseId, CaseNumber, Digest, OperatorId, Reference, Version};
pub use linked::{Linked, linked_account, linked_cases};
pub use lockout::{CodesSent, Locked, codes_sent, login_lock};
pub use measure::{measure, measure_document, measure_pictures};
pub use posted::{Came, OrderAnswer, PostId, PostName, PostState, Posted};
pub use private::Private;
pub use refusal::{Refusal, RefusalKind};
pub use risk::risk;
pub use said::Said;
pub use state::{Case, Hold, ItemState, Lease, Matter, Proposal, Settled, TakenOver};
pub use submission::{Basics, Session, Submitted};
pub use tickets::{Applied, Tickets};
pub use timer::{Alarm, ByItself, alarms, by_itself, next_alarm, timers};
pub use triage::{Carried, Given, Led, Proposed, Triage, TriageStanding, propose, triage_standing};

#[cfg(test)]
mod tests;
