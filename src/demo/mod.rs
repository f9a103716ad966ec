//! A made-up institution's life: its accounts, its applicants, its fraudsters, and a desk that works on them.
//!
//! Everything here is fiction: names are drawn from lists, addresses and networks lie in the ranges that are set aside for
//! examples, telephone numbers cannot be dialled. The cases are shaped by the playbooks in force alone: whatever items,
//! clues and tests a playbook asks for, the applicants bring, forget, or try to forge. So a third playbook has its demo too.
//!
//! Nothing is written past the desk: records go through [`intake`](crate::intake), people act through
//! [`desk`](crate::desk), and what falls due is fired by it, at the times of the past weeks.
//!
//! | file | subject |
//! |---|---|
//! | `dice` | chance that comes out the same for the same seed |
//! | `cultures`, `person` | who applies |
//! | `account`, `ticket`, `verification`, `proof`, `later` | what the institution sends about them |
//! | `story` | one case: its character, its accounts, its records |
//! | `access` | one who cannot log in |
//! | `generator` | all cases, their records in the order of time |
//! | `picture` | small pictures for the vault |
//! | `feed` | records as the text that intake reads |
//! | `reviewer`, `systems` | what people and machines do with cases and orders |
//! | `play` | the past weeks, hour by hour |
//! | `live` | what comes after them |
//! | `pump` | lets it come while somebody looks |
//! | `throwaway` | all of it in a folder of its own |

mod access;
mod account;
mod cultures;
mod dice;
mod feed;
mod generator;
mod later;
mod live;
mod person;
mod picture;
mod play;
mod proof;
mod pump;
mod reviewer;
mod story;
mod systems;
mod throwaway;
mod ticket;
mod verification;

pub use generator::{Generator, Plan, Timed};
pub use live::Live;
pub use picture::Picture;
pub use play::{DemoError, PEOPLE, Played, Script, play};
pub use pump::Pump;
pub use throwaway::{Made, Wanted, make};
