//! Letters and orders out, and what came of each back into the case.
//!
//! A round takes what waits in the outbox one by one: the desk writes down that the attempt begins, the transport is touched,
//! the desk records what came of it. Between the first and the last of these the process may be killed at any point; then the
//! attempt is in doubt, and is made again under the same name. How much that promises depends on who is at the other end, and
//! `docs/delivery.md` says so for each:
//!
//! | transport | letters | orders | a repeat after a kill |
//! |---|---|---|---|
//! | `folder` | one `.eml` file each | | finds its own file |
//! | `journal` | | one line each | finds its own line |
//! | `http` | | POST, signed | has the same idempotency key |
//! | `smtp` | to a mail server | | has the same Message-ID |
//! | `program` | to a program | to a program | is told by the same id |
//!
//! | file | subject |
//! |---|---|
//! | `target` | where to deliver, as it is typed |
//! | `letter`, `order` | what is sent: the same bytes however often |
//! | `verdict` | what came of an attempt, and what systems answer |
//! | `back_off` | when it is tried again, and when no more |
//! | `round`, `told` | one walk through what waits, and what is told of it |
//! | `owner` | who delivers, and whether they still live |
//! | `secret` | passwords, which never stand on a command line |

mod back_off;
mod folder;
mod http;
mod journal;
mod letter;
mod order;
mod owner;
mod program;
mod round;
mod secret;
mod smtp;
mod target;
mod told;
mod verdict;

pub use back_off::BackOff;
pub use letter::Sender;
pub use owner::Owner;
pub use round::{Post, PostError, Round, Settings};
pub use secret::Secret;
pub use target::{Secrets, Target, TargetError, Targets};
pub use told::{Delivered, Fate};
