//! What lists mark open cases for: something that somebody should see to, whatever the clock says.

use crate::case::Case;

/// What a case is marked for; in a filter, what it must be marked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Marks {
    /// Something that the account's registered owner wrote is unread (R14).
    pub owner_unread: bool,
    /// A message waits for an answer while the desk waits for the applicant.
    pub unanswered: bool,
    /// A reminder asks the desk to see to it, or it came back from being put off.
    pub reminded: bool,
    /// An order was refused or set aside (R13).
    pub order_failed: bool,
    /// A letter was set aside.
    pub letter_failed: bool,
}

impl Marks {
    /// The marks of `case`; one that has ended has none but for what did not reach anybody, which is so whether it has ended or
    /// not.
    pub fn of(case: &Case, open: bool) -> Self {
        Self {
            owner_unread: open && case.owner_unread.is_some(),
            unanswered: open && case.unanswered_since.is_some(),
            reminded: open && case.desk_reminded.is_some(),
            order_failed: case.failed_orders().next().is_some(),
            letter_failed: case.failed_letters().next().is_some(),
        }
    }

    /// Their number in the store.
    pub fn code(self) -> i64 {
        let bits = [self.owner_unread, self.unanswered, self.reminded, self.order_failed, self.letter_failed];
        bits.into_iter().rev().fold(0, |code, bit| 2 * code + i64::from(bit))
    }

    /// What a number in the store means.
    pub fn of_code(code: i64) -> Self {
        let has = |bit: i64| code & bit != 0;
        Self {
            owner_unread: has(1),
            unanswered: has(2),
            reminded: has(4),
            order_failed: has(8),
            letter_failed: has(16),
        }
    }

    /// The sign of each, one column wide, with what it means; the weightiest first.
    pub const SIGNS: [(char, &'static str); 5] = [
        ('‼', "owner wrote"),
        ('✘', "order failed"),
        ('?', "message"),
        ('!', "reminder"),
        ('×', "letter set aside"),
    ];

    /// The sign of the weightiest of them.
    pub fn sign(self) -> Option<char> {
        let has = [self.owner_unread, self.order_failed, self.unanswered, self.reminded, self.letter_failed];
        Self::SIGNS.into_iter().zip(has).find(|(_, has)| *has).map(|((sign, _), _)| sign)
    }

    /// Whether there are any.
    pub fn are_any(self) -> bool {
        self.code() != 0
    }

    /// Whether each of them is among `others`.
    pub fn are_in(self, others: Self) -> bool {
        self.code() & !others.code() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_read_back_as_they_were_written() {
        for code in 0..32 {
            assert_eq!(Marks::of_code(code).code(), code);
            assert!(Marks::default().are_in(Marks::of_code(code)));
            assert_eq!(Marks::of_code(code).are_in(Marks::of_code(5)), code & !5 == 0);
        }
    }
}
