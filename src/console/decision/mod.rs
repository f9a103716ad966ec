//! The decision dialog: what an action would do, before it is done.
//!
//! ```text
//!  ╭─ Approve the recovery · RC-000812 ───────────────────────────────────────────────╮
//!  │ Manual review → Cooling-off hold                     hold until 2026-11-20 14:32 │
//!  │                                                                                  │
//!  │ Reason       ( ) Biometric mismatch …                                            │
//!  │ Note         what is typed here stays inside                                     │
//!  │ Type         RC-000812 to confirm: this cannot be taken back                     │
//!  │                                                                                  │
//!  │ Orders       freeze_withdrawals  A-1000077  until 2026-11-20 14:32               │
//!  │ Letter 1/2   to every address: we•••in@ex•••om, •••4711                          │
//!  │              Binance RC-000812: the recovery is approved                         │
//!  │              Hello, …                                                            │
//!  │                                                                                  │
//!  │            enter  Approve the recovery        esc  not yet                       │
//!  ╰──────────────────────────────────────────────────────────────────────────────────╯
//! ```
//! An action asked for here becomes an act only when it is confirmed: nothing is done by one key.

mod draw;
mod state;

pub use draw::draw;
pub use state::{DecisionUi, Part, Step};

#[cfg(test)]
mod tests;
