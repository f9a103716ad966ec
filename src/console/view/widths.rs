//! Which columns the list has, and how wide each is: by what stands in the loaded rows, and by what matters most.
//!
//! What a reviewer chooses a case by (its number, stage, risk, due time and account) stands at every width that can hold
//! it, each whole. The others come with the room for them, as long as the stage keeps enough of its own. All loaded rows
//! count, not only the visible ones: columns that move while one scrolls cannot be read.

use crate::console::format;
use crate::store::CaseRow;
use chrono::{DateTime, Utc};
use unicode_width::UnicodeWidthStr;

/// What a column shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// The case's number.
    Number,
    /// Its queue.
    Kind,
    /// Its stage.
    Stage,
    /// Its risk as a bar and a word.
    Risk,
    /// Its risk as a word.
    Band,
    /// When it is due, in two units of time.
    Due,
    /// The same in one.
    DueShort,
    /// Who claimed it.
    Who,
    /// The same, and for how long.
    WhoLong,
    /// The account that the applicant claims.
    Account,
    /// How long it has been open.
    Age,
}

/// A column where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Which.
    pub column: Column,
    /// Its first column of the terminal, counted from the list's left edge.
    pub x: u16,
    /// How many columns of the terminal it has.
    pub width: u16,
}

/// Columns before the first: the mark, and a sign for a claim where there is no room to say whose.
pub const GUTTER: u16 = 2;

/// The longest that can stand where a case is put off.
const PUT_OFF: &str = "off 9 d 23 h";
const PUT_OFF_SHORT: &str = "off 47 h";

/// Sets of columns, the richest first, each with the columns that the stage must get in it if it has use for them.
const SETS: &[(&[Column], u16)] = {
    use Column::{Account, Age, Band, Due, DueShort, Kind, Number, Risk, Stage, Who, WhoLong};
    &[
        (&[Number, Kind, Stage, Risk, Due, WhoLong, Account, Age], 28),
        (&[Number, Kind, Stage, Risk, Due, WhoLong, Account], 28),
        (&[Number, Stage, Risk, Due, WhoLong, Account], 24),
        (&[Number, Stage, Risk, Due, Who, Account], 24),
        (&[Number, Stage, Band, Due, Who, Account], 20),
        (&[Number, Stage, Band, DueShort, Who, Account], 18),
        (&[Number, Stage, Band, DueShort, Account], 13),
        (&[Number, Stage, Band, DueShort], 0),
    ]
};

/// What the loaded rows need.
#[derive(Debug, Clone, Copy, Default)]
pub struct Needs {
    number: u16,
    kind: u16,
    stage: u16,
    band: u16,
    due: u16,
    due_short: u16,
    who: u16,
    account: u16,
    /// Whether every row has ended, so that outcomes stand where due times would.
    pub ended: bool,
}

impl Needs {
    /// Measures rows; `kind` is how wide the widest kind is, or 0 where all are of one.
    pub fn of(rows: &[CaseRow], now: DateTime<Utc>, kind: u16) -> Self {
        let mut needs = Self {
            kind,
            due: 10,
            due_short: 6,
            who: 3,
            ended: !rows.is_empty() && rows.iter().all(|row| row.outcome.is_some()),
            ..Self::default()
        };
        for row in rows {
            let wider = |have: &mut u16, columns: usize| {
                *have = (*have).max(u16::try_from(columns).unwrap_or(u16::MAX));
            };
            wider(&mut needs.number, row.number.as_str().len());
            wider(&mut needs.stage, row.stage_title.width());
            wider(&mut needs.account, row.claimant.width());
            wider(&mut needs.band, row.band.map_or(1, |band| band.as_str().len()));
            let (due, due_short) = match row.outcome {
                Some(outcome) => (outcome.as_str().len(), outcome.as_str().len()),
                None if row.snoozed_until.is_some_and(|back| back > now) => {
                    (PUT_OFF.len(), PUT_OFF_SHORT.len())
                }
                None => (0, 0),
            };
            wider(&mut needs.due, due);
            wider(&mut needs.due_short, due_short);
            if let Some((operator, until)) = &row.claimed
                && *until > now
            {
                wider(&mut needs.who, operator.as_str().len());
            }
        }
        needs
    }

    /// The columns of a column: what stands in it, at least its title, and no more than is sensible.
    fn width(&self, column: Column) -> u16 {
        let title = u16::try_from(self.title(column).len()).unwrap_or(0);
        let (needed, most) = match column {
            Column::Number => (self.number, 16),
            Column::Kind => (self.kind, 16),
            Column::Stage => (self.stage, 48),
            Column::Risk => (format::BAR_CELLS + 1 + self.band, 13),
            Column::Band => (self.band, 8),
            Column::Due => (self.due, 13),
            Column::DueShort => (self.due_short, 13),
            Column::Who => (self.who, 12),
            Column::WhoLong => (if self.who > 3 { self.who + 5 } else { self.who }, 17),
            Column::Account => (self.account, 16),
            Column::Age => (9, 9),
        };
        needed.min(most).max(title)
    }

    /// What stands above a column.
    pub fn title(&self, column: Column) -> &'static str {
        match column {
            Column::Number => "CASE",
            Column::Kind => "KIND",
            Column::Stage => "STAGE",
            Column::Risk | Column::Band => "RISK",
            Column::Due | Column::DueShort if self.ended => "OUTCOME",
            Column::Due | Column::DueShort => "DUE",
            Column::Who | Column::WhoLong => "WHO",
            Column::Account => "ACCOUNT",
            Column::Age => "AGE",
        }
    }

    /// The columns that a list of `width` gets, from left to right.
    pub fn columns(&self, width: u16) -> Vec<Place> {
        let gap = if width < 78 { 1 } else { 2 };
        // One column at the right edge is left to the arrows.
        let room = width.saturating_sub(GUTTER + 1);
        let fits = |(columns, enough): &&(&'static [Column], u16)| {
            let useless = columns.contains(&Column::Kind) && self.kind == 0;
            !useless && self.rest(columns, room, gap) >= self.width(Column::Stage).min(*enough)
        };
        let (columns, _) = SETS.iter().find(fits).unwrap_or(&SETS[SETS.len() - 1]);
        let stage = self.width(Column::Stage).min(self.rest(columns, room, gap));
        let mut x = GUTTER;
        let place = |column: &Column| {
            let width = if *column == Column::Stage { stage } else { self.width(*column) };
            let place = Place { column: *column, x, width };
            x += width + gap;
            place
        };
        columns.iter().map(place).collect()
    }

    /// What all columns but the stage leave.
    fn rest(&self, columns: &[Column], room: u16, gap: u16) -> u16 {
        let others = columns.iter().filter(|column| **column != Column::Stage);
        others.fold(room, |rest, column| rest.saturating_sub(self.width(*column) + gap))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needs(stage: u16, who: u16, kind: u16) -> Needs {
        Needs { number: 9, kind, stage, band: 8, due: 10, due_short: 6, who, account: 9, ended: false }
    }

    #[test]
    fn columns_never_take_more_than_there_is() {
        for width in 40..300 {
            for (stage, who, kind) in [(6, 3, 0), (18, 5, 12), (47, 12, 16), (400, 64, 90)] {
                let columns = needs(stage, who, kind).columns(width);
                let last = columns[columns.len() - 1];
                assert!(last.x + last.width < width, "{width}: {columns:?}");
                assert!(columns.windows(2).all(|two| two[0].x + two[0].width < two[1].x));
                let own = columns.iter().find(|place| place.column == Column::Stage).unwrap().width;
                assert!(own >= 6, "{width}: {own}");
            }
        }
    }

    #[test]
    fn what_a_case_is_chosen_by_stands_whole_from_80_columns_on() {
        // What 80, 100 and 120 columns leave to the list.
        for width in [59, 61, 79] {
            let needs = needs(18, 5, 0);
            let columns = needs.columns(width);
            for wanted in ["CASE", "STAGE", "RISK", "DUE", "ACCOUNT"] {
                let place = columns.iter().find(|place| needs.title(place.column) == wanted).unwrap();
                let least = if wanted == "STAGE" { 16 } else { needs.width(place.column) };
                assert!(place.width >= least, "{width}: {columns:?}");
            }
        }
    }

    #[test]
    fn more_room_never_shows_fewer_columns() {
        for stage in [6, 18, 30, 47] {
            let mut have = 0;
            for width in 40..78 {
                let columns = needs(stage, 5, 12).columns(width).len();
                assert!(columns >= have, "{width}: {columns} after {have}");
                have = columns;
            }
        }
    }
}
