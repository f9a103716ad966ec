//! What every section of the case screen is drawn from.

use super::stop::Stop;
use crate::case::{Case, CaseNumber, Matter, linked_account};
use crate::console::sheet::{self, Piece, Tone};
use crate::desk::CaseView;
use crate::playbook::{Check, Kind};
use crate::text::Clean;
use chrono::{DateTime, Utc};

/// A line of the case screen.
pub type Row = sheet::Row<Stop>;

/// A case as it is to be shown at a width.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    /// What the desk says of it.
    pub view: &'a CaseView,
    /// Its kind in its own playbook.
    pub kind: &'a Kind,
    /// The time now, which goes on after the case was read.
    pub now: DateTime<Utc>,
    /// Whether personal data is uncovered (N6).
    pub revealed: bool,
    /// Whether the clock tells its whole ledger.
    pub ledger: bool,
    /// Columns of the section.
    pub width: usize,
}

impl<'a> Scene<'a> {
    /// The case.
    pub fn case(&self) -> &'a Case {
        &self.view.case
    }

    /// What it is about.
    pub fn matter(&self) -> Option<&'a Matter> {
        self.view.case.matter.as_ref()
    }

    /// The linked case that answers a check, where one does.
    pub fn answered_by(&self, check: &Check) -> Option<&'a CaseNumber> {
        let wanted = check.linked.as_ref()?;
        let account = linked_account(wanted, self.matter()?)?;
        let mut related = self.view.related.iter().map(|related| &related.linked);
        let found = related.find(|linked| {
            linked.kind == wanted.kind && linked.concerns(account) && linked.stands(wanted.is)
        });
        found.map(|linked| &linked.number)
    }

    /// Whether the case stands where it is followed up.
    pub fn at_follow_up(&self) -> bool {
        let stage = self.matter().and_then(|matter| self.kind.stage(&matter.stage));
        stage.is_some_and(|stage| stage.follow_up)
    }

    /// `text`, or what `mask` leaves of it while personal data is covered.
    pub fn covered(&self, text: &str, mask: impl Fn(&str) -> Clean) -> Clean {
        if self.revealed { Clean::name(text) } else { mask(text) }
    }

    /// Text broken into lines behind `sign`, with `right` flush on the first.
    pub fn told(
        &self,
        sign: &[Piece],
        text: &str,
        tone: Tone,
        right: &[Piece],
        stop: Option<&Stop>,
    ) -> Vec<Row> {
        sheet::wrapped(sign, &Clean::block(text), tone, right, self.width, stop)
    }
}
