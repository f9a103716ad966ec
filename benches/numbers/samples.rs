//! A quantity that was measured several times.

use std::fmt::Write;
use std::time::Duration;

/// What the values of [`Samples`] are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Milliseconds.
    Millis,
    /// Mebibytes.
    Mebibytes,
    /// So many a second.
    PerSecond,
    /// Bytes.
    Bytes,
    /// Per cent of one processor.
    Percent,
}

/// Every value that was measured, none left out, in order of size.
#[derive(Debug, Clone, PartialEq)]
pub struct Samples {
    unit: Unit,
    sorted: Vec<f64>,
}

impl Samples {
    /// The samples `values`; none if there is no value.
    pub fn new(unit: Unit, mut values: Vec<f64>) -> Option<Self> {
        values.sort_by(f64::total_cmp);
        (!values.is_empty()).then_some(Self { unit, sorted: values })
    }

    /// One value that was measured once.
    pub fn one(unit: Unit, value: f64) -> Self {
        Self { unit, sorted: vec![value] }
    }

    /// Durations, as milliseconds.
    pub fn of_times(times: &[Duration]) -> Option<Self> {
        Self::new(Unit::Millis, times.iter().map(|time| time.as_secs_f64() * 1e3).collect())
    }

    /// What the values are.
    pub fn unit(&self) -> Unit {
        self.unit
    }

    /// The value that `share` (0 to 1) of all values do not exceed, by nearest rank.
    pub fn quantile(&self, share: f64) -> f64 {
        let last = self.sorted.len() - 1;
        let rank = (share * self.sorted.len() as f64).ceil() as usize;
        self.sorted[rank.saturating_sub(1).min(last)]
    }

    /// The median.
    pub fn median(&self) -> f64 {
        self.quantile(0.5)
    }

    /// How the table shows them: the median, with the 95th percentile where there are enough values to speak of one, and
    /// the smallest and the largest.
    pub fn shown(&self) -> String {
        let mut text = number(self.median());
        if self.sorted.len() >= 20 {
            let _ = write!(text, " / {}", number(self.quantile(0.95)));
        }
        let _ = write!(text, " {}", self.unit.name());
        if let (Some(least), Some(most), true) =
            (self.sorted.first(), self.sorted.last(), self.sorted.len() > 1)
        {
            let _ = write!(text, " ({}–{}, n={})", number(*least), number(*most), self.sorted.len());
        }
        text
    }
}

impl Unit {
    /// What stands behind a number.
    pub fn name(self) -> &'static str {
        match self {
            Self::Millis => "ms",
            Self::Mebibytes => "MiB",
            Self::PerSecond => "/s",
            Self::Bytes => "bytes",
            Self::Percent => "%",
        }
    }
}

/// `value` with about three digits that count, and thousands apart.
pub fn number(value: f64) -> String {
    match value.abs() {
        0.0 => "0".to_owned(),
        size if size < 0.1 => format!("{value:.3}"),
        size if size < 10.0 => format!("{value:.2}"),
        size if size < 100.0 => format!("{value:.1}"),
        _ => thousands(value.round() as i64),
    }
}

/// `count` with a comma at every thousand.
pub fn thousands(count: i64) -> String {
    let digits = count.unsigned_abs().to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if count < 0 { format!("-{text}") } else { text }
}
