//! The decision dialog: what an action would do, before it is done.
//!
//! ```text
//!  ╭─ Approve the recovery · RC-000812 ───────────────────────────────────────────────╮
//!  │ Manual review  →  Cooling-off hold                                               │
//!  │ held until 2026-11-20 14:32 UTC; the owner can block it meanwhile                │
//!  │                                                                                  │
//!  │ Reason     ( ) Biometric mismatch …                                              │
//!  │ Note       what is typed here stays inside                                       │
//!  │ Number     RC-000812         type RC-000812 to confirm                           │
//!  │ Add        what is typed here the applicant reads in the letter                  │
//!  │                                                                                  │
//!  │ Orders     freeze withdrawals for A-1000077 until 2026-11-20 14:32               │
//!  │ Letter     to every address known (N2): we•••in@ex•••om, •••4711                 │
//!  │            Binance RC-000812: the recovery is approved                           │
//!  │   Hello, …                                                                       │
//!  │                                                                                  │
//!  │  enter  Approve the recovery   esc not yet                                       │
//!  ╰──────────────────────────────────────────────────────────────────────────────────╯
//! ```
//! An action asked for here becomes an act only when it is confirmed: nothing is done by one key, and nothing before what
//! would happen has been on screen. What is added to a letter is shown in it first: leaving the field asks the desk for the
//! letter with it, and it counts as seen only when its whole text was on screen. `page` lays the dialog out, `reading` remembers how far it was read.

mod draw;
mod page;
mod reading;
mod state;

pub use draw::draw;
pub use state::{DecisionUi, Part, Step};

#[cfg(test)]
mod tests;
