//! Instants and stretches of time as people read them. All times are UTC.

use chrono::{DateTime, Duration, Utc};

/// An instant to the minute: `2026-11-22 14:32 UTC`.
pub fn instant(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M UTC").to_string()
}

/// A stretch of time by its two largest units, its sign left out: `1 d 4 h`, `2 h 10 m`, `18 m`, `40 s`.
pub fn stretch(time: Duration) -> String {
    let seconds = time.num_seconds().unsigned_abs();
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{seconds} s"),
        (0, 0, _) => format!("{minutes} m"),
        (0, _, 0) => format!("{hours} h"),
        (0, _, _) => format!("{hours} h {minutes} m"),
        (_, 0, _) => format!("{days} d"),
        _ => format!("{days} d {hours} h"),
    }
}

/// How long until `at`, seen from `now`: `2 h 10 m`, or `−2 h 10 m` where it is past. The true minus is as wide as a
/// digit.
pub fn left(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let sign = if at < now { "−" } else { "" };
    format!("{sign}{}", stretch(at - now))
}

/// The same in words: `in 2 h 10 m`, `2 h 10 m ago`.
pub fn relative(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let time = stretch(at - now);
    if at < now { format!("{time} ago") } else { format!("in {time}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_units_are_enough() {
        for (seconds, shown) in [
            (0, "0 s"),
            (59, "59 s"),
            (60, "1 m"),
            (3_600, "1 h"),
            (7_800, "2 h 10 m"),
            (86_400, "1 d"),
            (100_800, "1 d 4 h"),
            (-100_859, "1 d 4 h"),
        ] {
            assert_eq!(stretch(Duration::seconds(seconds)), shown);
        }
    }

    #[test]
    fn what_is_past_says_so() {
        let now = DateTime::<Utc>::UNIX_EPOCH;
        let (before, after) = (now - Duration::minutes(130), now + Duration::hours(21));
        assert_eq!((left(before, now).as_str(), left(after, now).as_str()), ("−2 h 10 m", "21 h"));
        assert_eq!(relative(before, now), "2 h 10 m ago");
        assert_eq!(relative(after, now), "in 21 h");
        assert_eq!(instant(now), "1970-01-01 00:00 UTC");
    }
}
