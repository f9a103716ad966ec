//! SQLite: the log, its projections and search. SQL stands in this room alone.

mod error;
mod list;

pub use error::StoreError;
pub use list::{CaseRow, Cursor, DueFilter, Filter, ListQuery, OpenFilter, Page, QueueKey, Sort, Window};
