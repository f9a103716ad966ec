//! Business days: weekends and holidays skipped, pauses left out, and the sum shown piece by piece.
//!
//! A business day is 24 hours of a day that is neither weekend nor holiday in the playbook's zone. Time is counted as a
//! measure over such hours, so a pause of any length simply does not count, and "why is this due then?" has an exact answer.

use chrono::{
    DateTime, Datelike, Days, Duration, FixedOffset, NaiveDate, NaiveTime, Offset, TimeZone, Utc, Weekday,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Weekends and holidays of an institution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// Days of the week without business: `sat`, `sun`.
    pub weekend: Vec<DayOfWeek>,
    /// Dates without business, `YYYY-MM-DD`.
    #[serde(default)]
    pub holidays: BTreeSet<NaiveDate>,
    /// Where its days begin, minutes east of UTC, −720 to 840.
    #[serde(default)]
    pub utc_offset_minutes: i32,
}

/// A day of the week, as playbooks write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names of the days are their documentation")]
pub enum DayOfWeek {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

impl DayOfWeek {
    fn weekday(self) -> Weekday {
        match self {
            Self::Mon => Weekday::Mon,
            Self::Tue => Weekday::Tue,
            Self::Wed => Weekday::Wed,
            Self::Thu => Weekday::Thu,
            Self::Fri => Weekday::Fri,
            Self::Sat => Weekday::Sat,
            Self::Sun => Weekday::Sun,
        }
    }
}

/// How long something may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Budget {
    /// Hours, nights and weekends included.
    Hours(u32),
    /// Business days.
    BusinessDays(u32),
}

impl Budget {
    /// Its length as a measure of counted time.
    pub fn length(self) -> Duration {
        match self {
            Self::Hours(hours) => Duration::hours(i64::from(hours)),
            Self::BusinessDays(days) => Duration::hours(24 * i64::from(days)),
        }
    }
}

impl std::fmt::Display for Budget {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Hours(1) => write!(f, "1 hour"),
            Self::Hours(hours) => write!(f, "{hours} hours"),
            Self::BusinessDays(1) => write!(f, "1 business day"),
            Self::BusinessDays(days) => write!(f, "{days} business days"),
        }
    }
}

/// A stretch of time, from its first instant to before its last.
pub type Span = (DateTime<Utc>, DateTime<Utc>);

/// How far ahead a due time is sought; a calendar without business days would have none.
const HORIZON_DAYS: u64 = 366 * 10;

impl Calendar {
    fn zone(&self) -> FixedOffset {
        // The validator holds the range; a bad offset here means UTC rather than a panic.
        FixedOffset::east_opt(self.utc_offset_minutes.saturating_mul(60)).unwrap_or_else(|| Utc.fix())
    }

    /// The calendar day of `at` in the playbook's zone.
    pub fn day(&self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.zone()).date_naive()
    }

    /// The whole calendar day around `at` in the playbook's zone.
    pub fn day_around(&self, at: DateTime<Utc>) -> Span {
        let day = self.day(at);
        let next = day.succ_opt().unwrap_or(day);
        (self.midnight(day), self.midnight(next))
    }

    /// The calendar day of `at`, `offset_minutes` east of UTC, or in the playbook's zone where that is unknown or no offset.
    pub fn day_in_zone(&self, at: DateTime<Utc>, offset_minutes: Option<i32>) -> NaiveDate {
        let zone = offset_minutes.and_then(|minutes| FixedOffset::east_opt(minutes.checked_mul(60)?));
        zone.map_or_else(|| self.day(at), |zone| at.with_timezone(&zone).date_naive())
    }

    /// Whether business is done on `day`.
    pub fn is_business_day(&self, day: NaiveDate) -> bool {
        !self.holidays.contains(&day)
            && !self.weekend.iter().any(|weekend| weekend.weekday() == day.weekday())
    }

    fn midnight(&self, day: NaiveDate) -> DateTime<Utc> {
        // A fixed offset has no gap and no fold, so `single` is always there; UTC midnight stands in by name only.
        let naive = day.and_time(NaiveTime::MIN);
        self.zone()
            .from_local_datetime(&naive)
            .single()
            .map_or_else(|| naive.and_utc(), |at| at.with_timezone(&Utc))
    }

    /// How much of `budget`'s kind of time lies in `span`, `pauses` left out.
    pub fn counted(&self, budget: Budget, span: Span, pauses: &[Span]) -> Duration {
        self.stretches(budget, span.0, Some(span.1)).map(|stretch| unpaused(stretch, pauses)).sum()
    }

    /// When `budget`, begun at `start`, is used up, `pauses` left out; none beyond ten years.
    pub fn due(&self, budget: Budget, start: DateTime<Utc>, pauses: &[Span]) -> Option<DateTime<Utc>> {
        let mut left = budget.length();
        for stretch in self.stretches(budget, start, None) {
            for piece in without(stretch, pauses) {
                let length = piece.1 - piece.0;
                if length >= left {
                    return Some(piece.0 + left);
                }
                left -= length;
            }
        }
        None
    }

    /// The stretches of counted time from `start` on, a day at most each.
    fn stretches(
        &self,
        budget: Budget,
        start: DateTime<Utc>,
        end: Option<DateTime<Utc>>,
    ) -> impl Iterator<Item = Span> + '_ {
        let first = self.day(start);
        (0..HORIZON_DAYS)
            .map_while(move |ahead| first.checked_add_days(Days::new(ahead)))
            .map(move |day| (day, self.midnight(day), self.midnight(day + Duration::days(1))))
            .take_while(move |(_, begin, _)| end.is_none_or(|end| *begin < end))
            .filter(move |(day, _, _)| matches!(budget, Budget::Hours(_)) || self.is_business_day(*day))
            .map(move |(_, begin, finish)| (begin.max(start), end.map_or(finish, |end| finish.min(end))))
            .filter(|(begin, finish)| begin < finish)
    }
}

/// `span` without the parts that lie in `pauses`, which are in order and do not overlap.
fn without(span: Span, pauses: &[Span]) -> Vec<Span> {
    let mut pieces = Vec::new();
    let mut from = span.0;
    for pause in pauses.iter().filter(|pause| pause.1 > span.0 && pause.0 < span.1) {
        if pause.0 > from {
            pieces.push((from, pause.0));
        }
        from = from.max(pause.1);
    }
    if from < span.1 {
        pieces.push((from, span.1));
    }
    pieces
}

fn unpaused(span: Span, pauses: &[Span]) -> Duration {
    without(span, pauses).iter().map(|piece| piece.1 - piece.0).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn calendar() -> Calendar {
        Calendar {
            weekend: vec![DayOfWeek::Sat, DayOfWeek::Sun],
            holidays: [NaiveDate::from_ymd_opt(2026, 12, 25).unwrap()].into(),
            utc_offset_minutes: 0,
        }
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn r12_seven_business_days_skip_weekends_and_holidays() {
        // Friday 18 December 2026, 10:00; Christmas is the Friday after.
        let due = calendar().due(Budget::BusinessDays(7), at("2026-12-18T10:00:00Z"), &[]);
        assert_eq!(due, Some(at("2026-12-30T10:00:00Z")));
    }

    #[test]
    fn begun_on_a_saturday_the_first_business_day_is_monday() {
        let due = calendar().due(Budget::BusinessDays(1), at("2026-11-21T15:00:00Z"), &[]);
        assert_eq!(due, Some(at("2026-11-24T00:00:00Z")));
    }

    #[test]
    fn m09_a_pause_moves_the_due_time_by_its_business_time_only() {
        // Paused from Friday noon to Monday noon: one business day of counted time lies in it.
        let pauses = [(at("2026-11-27T12:00:00Z"), at("2026-11-30T12:00:00Z"))];
        let due = calendar().due(Budget::BusinessDays(5), at("2026-11-26T12:00:00Z"), &pauses);
        assert_eq!(due, Some(at("2026-12-04T12:00:00Z")));
    }

    #[test]
    fn hours_run_through_the_weekend() {
        let due = calendar().due(Budget::Hours(24), at("2026-11-21T15:00:00Z"), &[]);
        assert_eq!(due, Some(at("2026-11-22T15:00:00Z")));
    }

    #[test]
    fn r06_the_day_of_an_application_is_that_of_the_playbooks_zone() {
        let shanghai = Calendar { utc_offset_minutes: 480, ..calendar() };
        assert_eq!(shanghai.day(at("2026-11-21T18:30:00Z")).to_string(), "2026-11-22");
    }

    #[test]
    fn a_week_without_business_days_has_no_due_time_and_does_not_hang() {
        use DayOfWeek::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};
        let never = Calendar { weekend: vec![Mon, Tue, Wed, Thu, Fri, Sat, Sun], ..calendar() };
        assert_eq!(never.due(Budget::BusinessDays(1), at("2026-11-21T15:00:00Z"), &[]), None);
    }

    proptest! {
        #[test]
        fn what_is_counted_until_the_due_time_is_the_budget(
            start in 0i64..4_000_000, days in 1u32..30, pause_after in 0i64..400_000, pause in 0i64..2_000_000
        ) {
            let calendar = calendar();
            let start = at("2026-01-01T00:00:00Z") + Duration::seconds(start);
            let paused = start + Duration::seconds(pause_after);
            let pauses = [(paused, paused + Duration::seconds(pause))];
            let budget = Budget::BusinessDays(days);
            let due = calendar.due(budget, start, &pauses).unwrap();
            prop_assert_eq!(calendar.counted(budget, (start, due), &pauses), budget.length());
            prop_assert!(due >= calendar.due(budget, start, &[]).unwrap());
        }
    }
}
