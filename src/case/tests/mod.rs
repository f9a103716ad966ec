//! The rules, each shown on `decide` with the shipped playbooks: what is refused names its rule, what is allowed happens.

mod access;
pub(super) mod bench;
mod conflict;
mod desk;
mod follow_ups;
mod linked;
mod migration;
mod occupied;
mod paragraph;
mod post;
mod recovery;
mod senders;
mod standards;
mod timers;
mod verification;
