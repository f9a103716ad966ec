//! Columns of text, aligned by terminal columns.

use super::out::Out;
use crate::text::Clean;
use std::io;

/// Rows under a heading; the last column is not filled up.
pub struct Table {
    rows: Vec<Vec<Clean>>,
}

impl Table {
    /// A table with `heading` as its first row.
    pub fn new(heading: &[&str]) -> Self {
        let mut table = Self::bare();
        table.push(heading.iter().copied());
        table
    }

    /// A table without a heading.
    pub fn bare() -> Self {
        Self { rows: Vec::new() }
    }

    /// Adds a row; its cells are cleaned.
    pub fn push<I>(&mut self, cells: I)
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        self.rows.push(cells.into_iter().map(|cell| Clean::line(cell.as_ref())).collect());
    }

    /// Writes it, `indent` before each row and two blanks between columns.
    ///
    /// # Errors
    /// Where the sink takes no more.
    pub fn write(&self, indent: &str, out: &mut Out) -> io::Result<()> {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or_default();
        let widths: Vec<usize> = (0..columns)
            .map(|column| self.rows.iter().filter_map(|row| row.get(column)).map(Clean::width).max())
            .map(Option::unwrap_or_default)
            .collect();
        for row in &self.rows {
            let mut line = String::from(indent);
            for (cell, width) in row.iter().zip(&widths) {
                line.push_str(cell.pad(*width).as_str());
                line.push_str("  ");
            }
            out.line(line.trim_end())?;
        }
        Ok(())
    }
}
