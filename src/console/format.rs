//! Times, spans and bars in few columns.

use crate::score::Band;
use crate::text::Clean;
use chrono::{DateTime, TimeDelta, Utc};

/// A length of time in its two largest units, from ten days on in days: `18 m`, `2 h 10 m`, `1 d 4 h`, `12 d`; always
/// positive.
pub fn span(length: TimeDelta) -> String {
    let minutes = length.num_minutes().unsigned_abs();
    let (days, hours, rest) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    match (days, hours, rest) {
        (0, 0, 0) => "<1 m".to_owned(),
        (0, 0, m) => format!("{m} m"),
        (0, h, 0) => format!("{h} h"),
        (0, h, m) => format!("{h} h {m} m"),
        (d, 0, _) => format!("{d} d"),
        (d, h, _) if d < 10 => format!("{d} d {h} h"),
        (d, _, _) => format!("{d} d"),
    }
}

/// A length of time in one unit, for narrow columns: `18 m`, `47 h`, `12 d`; hours up to two days, always positive.
pub fn short(length: TimeDelta) -> String {
    let minutes = length.num_minutes().unsigned_abs();
    match (minutes / 60, minutes) {
        (0, 0) => "<1 m".to_owned(),
        (0, m) => format!("{m} m"),
        (h @ 0..48, _) => format!("{h} h"),
        (h, _) => format!("{} d", h / 24),
    }
}

/// When something is due, seen from `now`: `21 h`, or `−2 h 10 m` where it is overdue.
pub fn until(due: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let length = due - now;
    if length < TimeDelta::zero() { format!("−{}", span(length)) } else { span(length) }
}

/// An instant in words that need no thinking: `today 14:32`, `yesterday 09:00`, `2026-01-31 14:32`; UTC.
pub fn instant(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let days = (now.date_naive() - at.date_naive()).num_days();
    match days {
        0 => format!("today {}", at.format("%H:%M")),
        1 => format!("yesterday {}", at.format("%H:%M")),
        -1 => format!("tomorrow {}", at.format("%H:%M")),
        _ => at.format("%Y-%m-%d %H:%M").to_string(),
    }
}

/// The weights at the ends of a risk's bar, in decibans: a probability of 1 % and one of 97 %.
const BAR: (f64, f64) = (-20.0, 15.0);

/// How many cells the bar of a risk has.
pub const BAR_CELLS: u16 = 4;

/// A risk as a bar of [`BAR_CELLS`] cells in eighths: `▇▇▃ `. Its length is the weight, as in the waterfall, not the probability:
/// in that, low and medium could not be told apart. No risk is no bar at all only where it is unknown.
pub fn risk_bar(risk: f64) -> Clean {
    const EIGHTHS: [char; 8] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇'];
    const FULL: f64 = 7.0;
    let weight = 10.0 * (risk / (1.0 - risk)).log10();
    let share = ((weight - BAR.0) / (BAR.1 - BAR.0)).clamp(0.0, 1.0);
    let mut left = if risk.is_nan() { 0.0 } else { (share * f64::from(BAR_CELLS) * FULL).round().max(1.0) };
    let mut bar = String::new();
    for _ in 0..BAR_CELLS {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=7")]
        let index = left.clamp(0.0, FULL) as usize;
        bar.push(EIGHTHS[index]);
        left -= FULL;
    }
    Clean::line(&bar)
}

/// A sign for a band, so that it is told apart without colour.
pub fn band_sign(band: Band) -> &'static str {
    match band {
        Band::Low => "·",
        Band::Medium => "▪",
        Band::High => "▲",
        Band::Critical => "‼",
    }
}

/// A count in at most four characters, for narrow columns: `999`, `1.2k`, `34k`, `1.2M`; cut, not rounded.
pub fn count_short(number: u64) -> String {
    let (unit, sign) = match number {
        0..1_000 => return number.to_string(),
        1_000..1_000_000 => (1_000, "k"),
        _ => (1_000_000, "M"),
    };
    match number / unit {
        whole @ 0..10 => format!("{whole}.{}{sign}", number % unit * 10 / unit),
        whole => format!("{whole}{sign}"),
    }
}

/// A count with thin groups of three: `1 234 567`.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(' ');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_keep_their_two_largest_units() {
        for (minutes, text) in [
            (0, "<1 m"),
            (18, "18 m"),
            (60, "1 h"),
            (130, "2 h 10 m"),
            (1440, "1 d"),
            (1680, "1 d 4 h"),
            (17_000, "11 d"),
            (150_000, "104 d"),
            (-130, "2 h 10 m"),
        ] {
            assert_eq!(span(TimeDelta::minutes(minutes)), text);
        }
    }

    #[test]
    fn short_lengths_have_one_unit() {
        for (minutes, text) in
            [(0, "<1 m"), (59, "59 m"), (60, "1 h"), (-2879, "47 h"), (2880, "2 d"), (150_000, "104 d")]
        {
            assert_eq!(short(TimeDelta::minutes(minutes)), text);
        }
    }

    #[test]
    fn what_is_overdue_carries_a_sign() {
        let now: DateTime<Utc> = "2026-03-01T12:00:00Z".parse().unwrap();
        assert_eq!(until(now - TimeDelta::minutes(130), now), "−2 h 10 m");
        assert_eq!(until(now + TimeDelta::hours(21), now), "21 h");
        assert_eq!(instant(now - TimeDelta::hours(13), now), "yesterday 23:00");
    }

    #[test]
    fn a_bar_fills_from_the_left_by_weight() {
        assert_eq!(risk_bar(0.0).as_str(), "▁   ");
        assert_eq!(risk_bar(0.03).as_str(), "▄   ");
        assert_eq!(risk_bar(0.5).as_str(), "▇▇▂ ");
        assert_eq!(risk_bar(0.9).as_str(), "▇▇▇▃");
        assert_eq!(risk_bar(1.0).as_str(), "▇▇▇▇");
        assert_eq!(risk_bar(f64::NAN).as_str(), "    ");
    }

    #[test]
    fn short_counts_never_say_more_than_there_is() {
        let counts = [(999, "999"), (1_999, "1.9k"), (34_567, "34k"), (999_999, "999k"), (1_250_000, "1.2M")];
        for (number, text) in counts {
            assert_eq!(count_short(number), text);
        }
    }

    #[test]
    fn counts_are_grouped() {
        assert_eq!([count(7), count(1234), count(1_234_567)], ["7", "1 234", "1 234 567"]);
    }
}
