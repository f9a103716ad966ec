//! docket: a terminal console for identity conflicts and account-recovery appeals.
//!
//! The rooms, lowest first; a room imports only rooms below it (`tests/architecture.rs` holds that):
//! `text` · `identity` · `score` · `playbook` · `case` · `store`, `evidence` · `desk` · `intake`,
//! `post` · `demo` · `cli`, `console`. `ARCHITECTURE.md` tells the way of a case through them.
#![forbid(unsafe_code)]

pub mod case;
pub mod cli;
pub mod console;
pub mod demo;
pub mod desk;
pub mod evidence;
pub mod identity;
pub mod intake;
pub mod playbook;
pub mod post;
pub mod score;
pub mod store;
pub mod text;
