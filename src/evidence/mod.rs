//! The vault of evidence files, and what a machine can see in them.
//!
//! Evidence is sent by strangers, so nothing about a file is believed: not its name, not its type, not that it is a file
//! at all. A path of an intake record is walked folder by folder without following a link ([`Folder`]); the bytes are
//! hashed while they are copied and filed under their own hash ([`Vault`]); the type comes from the first bytes
//! ([`sniff`]), and only types that a viewer shows without running them get an extension that a desktop would act on.
//!
//! | file | subject |
//! |---|---|
//! | `folder` | opening what a record names, and nothing else |
//! | `vault` | keeping files under their hash |
//! | `media` | what a file is, by its first bytes |
//! | `audit` | holding kept files against the hashes that they are named by |
//! | `stamp` | marking a picture that leaves the desk |
//! | `facts` | what a screen tells of a file without decoding it |
//!
//! The files are not encrypted: they are as private as the folder, which only its owner may read.

mod audit;
mod error;
mod facts;
mod folder;
mod media;
mod stamp;
mod vault;

pub use audit::{Kept, prove};
pub use error::VaultError;
pub use facts::{FileFacts, facts};
pub use folder::Folder;
pub use media::{UNKNOWN_MEDIA, sniff};
pub use stamp::{StampError, stamp};
pub use vault::{MAX_FILE_BYTES, Staged, Taken, Vault, VaultLock};
