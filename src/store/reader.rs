//! Reading in one snapshot. What can be read stands in the files of each subject, as methods of [`Reader`].

use super::cache::Cache;
use super::handle::Secret;
use rusqlite::Connection;

/// One snapshot of a store.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'s> {
    pub(super) conn: &'s Connection,
    pub(super) cache: &'s Cache,
    pub(super) secret: &'s Secret,
}
